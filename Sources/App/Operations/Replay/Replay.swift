internal import BinanceSpot
internal import Domain
internal import Markets
internal import Tapes
internal import VenueKit
internal import Wire

/// Runs a recording through the pipeline that runs live, and keeps a naive book beside it.
///
/// Lines received are handed over as frames at the times at which they were recorded. Recorded REST
/// answers answer the session's requests for a book when their line comes; a listing of instruments
/// is taken in. Where a message is left out on purpose, the recording has no answer for the request
/// that follows: then the naive book, which saw every message, answers in the venue's place, a few
/// messages later.
struct Replay {
    enum Limits {
        /// Messages that pass between a request and the naive book's answer.
        static let answerDelayMessages = 5
        /// Levels a side that the venue answers with where the recorded request names no number.
        static let levelsUnnamed = 100
        /// Bytes of a frame within which its kind stands; the venue needs fewer than a hundred.
        static let kindBytesMax = 160
        /// What all naive books together may hold, see ``ReferenceBook/size``: some 200 MB. The
        /// one that would exceed it is given up and not compared.
        static let referenceSizeMax = 1 << 22
    }

    /// A message of the recording that could not be read.
    struct Unread {
        let line: Int
        let reason: String
    }

    private struct Waiting {
        let request: SnapshotRequest
        let dueMessage: Int64
    }

    private(set) var pipeline: MarketPipeline
    private(set) var references: [Symbol: ReferenceBook] = [:]
    /// Messages left out on purpose: 0 or 1.
    private(set) var dropped: Int64 = 0
    /// Depth messages met, the one left out included.
    private(set) var depthMessages: Int64 = 0
    /// REST answers met.
    private(set) var httpAnswers: Int64 = 0
    /// Candles made of trades and closed.
    private(set) var candlesBuilt: Int64 = 0
    /// The first message that could not be read.
    private(set) var firstUnread: Unread?
    private var referenceSize = 0
    private var waiting: [Waiting] = []
    private var document = JSONDocument()
    private var now = Timestamp.none
    private let dropMessage: Int64?

    /// - Parameters:
    ///   - dialect: which of the venue's markets the traffic is of.
    ///   - dropMessage: which depth message to leave out, from 1.
    init(_ dialect: BinanceSpotSession.Dialect = .spot, dropMessage: Int64? = nil) {
        pipeline = MarketPipeline(BinanceSpotSession.Settings(dialect: dialect))
        self.dropMessage = dropMessage
    }

    /// Takes in one line.
    mutating func take(_ entry: TapeEntry, _ body: [UInt8]) {
        if let time = entry.time { now = max(now, time) }
        pipeline.passTime(to: now)
        let errors = decodeErrors
        switch entry.direction {
        case .recv: frame(body)
        case .http: answer(entry.url, body)
        case .config, .connect, .send: break
        }
        if decodeErrors > errors, firstUnread == nil {
            let reason = pipeline.session.lastFault?.description ?? "unknown"
            firstUnread = Unread(line: entry.line, reason: reason)
        }
    }

    /// Messages, answers and listings that could not be read.
    var decodeErrors: Int64 { pipeline.session.counts.decodeErrors }

    /// The recording is over: requests that still wait for the naive book's answer get it now.
    mutating func finish() {
        answerForTheVenue(isOver: true)
        pipeline.finish(at: now)
        takeCandles()
    }

    private mutating func frame(_ body: [UInt8]) {
        if Self.isDepth(body) {
            depthMessages += 1
            follow(body)
            if depthMessages == dropMessage {
                dropped += 1
                return
            }
        }
        pipeline.receive(body.span, at: now)
        takeCandles()
        answerForTheVenue()
    }

    private mutating func takeCandles() {
        candlesBuilt += Int64(pipeline.board.closedCandles.count)
        pipeline.removeClosedCandles()
    }

    /// Whether the frame tells a change of a book, by its bytes alone.
    static func isDepth(_ body: [UInt8]) -> Bool {
        let mark = Array("\"depthUpdate\"".utf8)
        let end = min(body.count, Limits.kindBytesMax)
        var place = 0
        while place + mark.count <= end {
            if body[place] == mark[0], body[place..<place + mark.count].elementsEqual(mark) {
                return true
            }
            place += 1
        }
        return false
    }

    /// Lets the naive book see the frame.
    private mutating func follow(_ body: [UInt8]) {
        guard (try? document.parse(body.span)) != nil else { return }
        let text = body.span
        let data = document.member("data", of: document.root, in: text) ?? document.root
        guard
            let name = document.member("s", of: data, in: text)
                .flatMap({ document.string($0, in: text) }), let symbol = try? Symbol(name)
        else { return }
        let read = document
        change(symbol) { $0.update(read, data, body.span) }
    }

    /// Changes a naive book, as far as there is room for it.
    private mutating func change(_ symbol: Symbol, _ body: (inout ReferenceBook) -> Void) {
        guard references[symbol] != nil || references.count < SymbolMap.Limits.instrumentsMax else {
            return
        }
        referenceSize -= references[symbol]?.size ?? 0
        body(&references[symbol, default: ReferenceBook()])
        let size = references[symbol]?.size ?? 0
        if referenceSize + size > Limits.referenceSizeMax {
            references[symbol]?.abandon()
        } else {
            referenceSize += size
        }
    }

    // MARK: - Answers

    /// A recorded REST answer.
    private mutating func answer(_ url: String, _ body: [UInt8]) {
        httpAnswers += 1
        if url.contains("/exchangeInfo") {
            // One that cannot be read is counted by the session.
            _ = try? pipeline.receiveListing(body.span, at: now)
            return
        }
        guard url.contains("/depth"), let name = Self.parameter("symbol", of: url),
            let symbol = try? Symbol(name)
        else { return }
        if (try? document.parse(body.span)) != nil {
            let document = document
            change(symbol) { $0.snapshot(document, body.span) }
        }
        guard let index = pipeline.session.symbols.find(symbol) else { return }
        let limit = Self.parameter("limit", of: url).flatMap { Int($0) } ?? Limits.levelsUnnamed
        waiting.removeAll { $0.request.symbol == symbol }
        pipeline.receiveSnapshot(
            body.span, for: InstrumentID(UInt32(index)), limit: limit, at: now)
    }

    static func parameter(_ name: String, of url: String) -> String? {
        guard let question = url.firstIndex(of: "?") else { return nil }
        for pair in url[url.index(after: question)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name { return String(parts[1]) }
        }
        return nil
    }

    /// Answers what was asked for from the naive book, where a message was left out on purpose.
    private mutating func answerForTheVenue(isOver: Bool = false) {
        let messages = pipeline.session.counts.messages
        for request in pipeline.requests {
            waiting.append(
                Waiting(
                    request: request, dueMessage: messages + Int64(Limits.answerDelayMessages)))
        }
        pipeline.removeRequests()
        guard dropped > 0 else { return }
        var rest: [Waiting] = []
        for entry in waiting {
            guard isOver || entry.dueMessage <= messages,
                let book = references[entry.request.symbol],
                book.state == .sound
            else {
                rest.append(entry)
                continue
            }
            let body = book.answer(limit: entry.request.limit)
            pipeline.receiveSnapshot(
                body.span, for: entry.request.instrument, limit: entry.request.limit, at: now)
        }
        waiting = rest
    }

    // MARK: - The end

    /// How many real books could be compared with the naive ones, and how many differ.
    var comparison: (compared: Int64, different: Int64) {
        var result: (compared: Int64, different: Int64) = (0, 0)
        for (symbol, reference) in references where reference.state == .sound {
            guard let index = pipeline.session.symbols.find(symbol),
                let market = pipeline.board.market(InstrumentID(UInt32(index))),
                market.book.state == .live
            else { continue }
            // The last update of a symbol, left out, is missed by nobody: the two are then at
            // different moments, and there is nothing to compare.
            guard dropped == 0 || market.book.lastUpdate == reference.lastUpdate else { continue }
            let decimals = pipeline.session.symbols.decimals[index]
            guard decimals.price <= ReferenceBook.decimals,
                decimals.quantity <= ReferenceBook.decimals
            else { continue }
            result.compared += 1
            let isEqual = reference.isEqual(
                to: market.book, priceDecimals: decimals.price,
                quantityDecimals: decimals.quantity)
            result.different += isEqual ? 0 : 1
        }
        return result
    }
}
