internal import Domain
internal import Host
internal import Tapes
internal import Wire

/// Plays a recording from its beginning, once, as fast as it was or so many times faster.
///
/// It is looked through first: what it is about, and the first snapshot of each book. The books
/// begin with those, and are kept from there, so that whoever comes late or comes again gets a
/// snapshot that fits the messages that follow.
final class TapePlayer {
    enum Limits {
        /// Lines that are looked through for snapshots.
        static let linesScanned = 5000
        /// Messages that go out in one go.
        static let framesMax = 500
    }

    enum State: Equatable {
        /// Nobody has asked for one of its streams. → playing
        case waiting
        /// Since this moment of the monotonic clock. → over
        case playing(since: Int64)
        /// There is no more.
        case over
    }

    /// Why a recording cannot be played.
    enum Fault: Error {
        case tape(TapeFault)
        /// It holds no snapshot of a book.
        case noSnapshot(path: String)
    }

    let symbols: [PaperSymbol]
    let path: String
    /// Of the first message, milliseconds since 1970.
    let startTime: Int64
    /// Times as fast; nil is as fast as it goes.
    let speed: Int64?
    /// The streams that were recorded.
    let streams: Set<String>
    private(set) var state = State.waiting
    /// Of the last message that was played, milliseconds since 1970.
    private(set) var clock: Int64
    var books: [TapeBook]
    var trades: [[PaperTrade]]
    /// Orders that stand for the recorded book while an order meets it.
    var stand: [Int64] = []

    private var reader: TapeReader
    private var upcoming: TapeFrame?
    private let firstTime: Int64

    init(path: String, speed: Int64?) throws(Fault) {
        self.path = path
        self.speed = speed
        do throws(TapeFault) {
            let scan = try TapeScan(path)
            guard !scan.symbols.isEmpty else {
                throw TapeFault.notAnEntry(
                    path: path, line: 0, member: "body")
            }
            symbols = scan.symbols
            books = scan.books
            streams = scan.streams
            firstTime = scan.firstTime ?? 0
            reader = try TapeReader(path: path)
        } catch {
            if case .notAnEntry(_, 0, _) = error { throw .noSnapshot(path: path) }
            throw .tape(error)
        }
        startTime = firstTime / 1_000_000
        clock = startTime
        trades = symbols.map { _ in [] }
    }

    /// Somebody asks for a stream: the recording begins.
    func wanted(_ stream: String, at nanoseconds: Int64) {
        guard state == .waiting,
            symbols.contains(where: { symbol in
                stream.hasPrefix(symbol.name.lowercased() + "@")
            })
        else { return }
        state = .playing(since: nanoseconds)
    }

    /// The next message whose time has come.
    func next(at nanoseconds: Int64) -> TapeFrame? {
        guard case .playing(let since) = state else { return nil }
        if upcoming == nil { upcoming = readFrame() }
        guard let frame = upcoming else {
            state = .over
            return nil
        }
        if let speed, let time = frame.time {
            let reached =
                firstTime
                + (nanoseconds - since).multipliedReportingOverflow(
                    by: speed
                ).partialValue
            guard time <= reached else { return nil }
        }
        if let time = frame.time { clock = max(clock, time / 1_000_000) }
        upcoming = nil
        return frame
    }

    /// A recording that cannot be read on ends here: it was whole up to now.
    private func readFrame() -> TapeFrame? {
        while let entry = try? reader.next() {
            guard entry.direction == .recv,
                let frame = TapeFrame(reader.body, at: entry.time?.nanoseconds)
            else { continue }
            return frame
        }
        return nil
    }
}

/// What is found out about a recording before it is played.
private struct TapeScan {
    var symbols: [PaperSymbol] = []
    var books: [TapeBook] = []
    var streams: Set<String> = []
    var firstTime: Int64?

    init(_ path: String) throws(TapeFault) {
        var reader = try TapeReader(path: path)
        var document = JSONDocument()
        var count = 0
        while count < TapePlayer.Limits.linesScanned, let entry = try reader.next() {
            count += 1
            let body = reader.body
            if entry.direction == .recv, let frame = TapeFrame(body, at: nil) {
                if firstTime == nil { firstTime = entry.time?.nanoseconds }
                streams.insert(frame.stream)
            }
            guard entry.direction == .http, let name = Self.symbol(of: entry.url),
                !symbols.contains(where: { $0.name == name }),
                (try? document.parse(body.span)) != nil,
                let book = TapeBook(snapshot: document, in: body.span)
            else { continue }
            symbols.append(Self.listed(name, book))
            books.append(book)
        }
    }

    /// The symbol of a snapshot's address.
    private static func symbol(of url: String) -> String? {
        guard url.contains("/depth?") else { return nil }
        let query = url.split(separator: "?").last ?? ""
        return query.split(separator: "&").first { $0.hasPrefix("symbol=") }
            .map { String($0.dropFirst(7)) }
    }

    /// A listing made from what the book shows: no recording of a book tells its filters.
    private static func listed(_ name: String, _ book: TapeBook) -> PaperSymbol {
        let quotes = ["USDT", "USDC", "FDUSD", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "TRY"]
        let quote =
            quotes.first { name.hasSuffix($0) && name.count > $0.count }
            ?? String(name.suffix(3))
        let steps = book.steps
        // Price × quantity has at most 8 decimals, as everything here.
        let step = max(steps.quantity, 100_000_000 / min(steps.price, 100_000_000))
        let top = book.top
        return PaperSymbol(
            name, base: String(name.dropLast(quote.count)), quote: quote, tick: steps.price,
            step: step, quantityMax: max(step, 900_000_000_000_000 / step * step),
            notionalMin: ["BTC", "ETH", "BNB"].contains(quote) ? 10_000 : 500_000_000,
            startPrice: max(steps.price, top?.bid.mantissa ?? steps.price))
    }
}
