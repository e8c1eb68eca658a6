internal import BinanceSpot
internal import Containers
internal import Domain
internal import Markets
internal import Operations
internal import VenueKit

/// The venue's market data of one instrument, on a connection that loses, repeats, reorders and
/// cuts frames; the real session and board behind it; and the truth that they are held against.
///
/// Frames are written out here by hand, so that the judge shares no code with what it judges.
struct SimulatedFeed {
    private struct Travelling {
        let arrival: Timestamp
        let number: Int
        let content: Content
    }

    private enum Content {
        case frame([UInt8])
        case snapshot(InstrumentID, limit: Int, isStale: Bool)
        case lostSnapshot(InstrumentID)
    }

    /// Levels of the truth: prices in hundredths, quantities in thousandths.
    private struct Levels: Equatable {
        var bids: [Int64: Int64] = [:]
        var asks: [Int64: Int64] = [:]
    }

    private(set) var pipeline = MarketPipeline()
    private var truth = Levels()
    private var update: Int64 = 1000
    private var trade = 500
    /// What the book was after each update.
    private var history: [Int64: Levels] = [:]
    /// Their numbers, in their order.
    private var updates: [Int64] = []
    private var travelling: [Travelling] = []
    private(set) var sent = 0

    init() {
        for step in 1...10 as ClosedRange<Int64> {
            truth.bids[10_000 - 5 * step] = 100 * step
            truth.asks[10_000 + 5 * step] = 100 * step
        }
        remember()
    }

    /// The one instrument, once the session has heard of it.
    private var market: Market? { pipeline.board.market(InstrumentID(0)) }

    /// What the instrument is worth by a book that is in step; nil by any other.
    var mark: MarkPrice? {
        guard let best = market?.book.best else { return nil }
        let sum = Int128(best.bid.price.mantissa) + Int128(best.ask.price.mantissa)
        return MarkPrice(raw: sum * (Money.one / 200))
    }

    // MARK: - The venue

    /// The book changes; an update and the new best prices go out, sometimes a trade.
    mutating func move(at now: Timestamp, _ dice: inout Dice) {
        let first = update + 1
        update += 1 + Int64(dice.feed.below(3))
        var bids: [(Int64, Int64)] = []
        var asks: [(Int64, Int64)] = []
        for _ in 0...dice.feed.below(4) {
            let offset = Int64(5 * (1 + dice.feed.below(12)))
            let quantity = dice.feed.chance(1, in: 3) ? 0 : Int64(1 + dice.feed.below(5000))
            if dice.feed.chance(1, in: 2) {
                set(&truth.bids, 10_000 - offset, quantity)
                bids.append((10_000 - offset, quantity))
            } else {
                set(&truth.asks, 10_000 + offset, quantity)
                asks.append((10_000 + offset, quantity))
            }
        }
        remember()
        sendUpdate(first, bids, asks, now, &dice)
        send(.frame(bestPrices()), after: 10, now)
        if dice.feed.chance(1, in: 4) { send(.frame(nextTrade(now)), after: 10, now) }
    }

    /// The venue is back after it was gone: on a new connection, and with new numbers if `isReset`.
    mutating func restart(isReset: Bool, at now: Timestamp) {
        travelling.removeAll()
        pipeline.disconnect(at: now)
        guard isReset else { return }
        update = 10
        history = [:]
        updates = []
        remember()
    }

    private mutating func remember() {
        history[update] = truth
        updates.append(update)
    }

    private func set(_ side: inout [Int64: Int64], _ price: Int64, _ quantity: Int64) {
        // The last level of a side stays, so that there always are best prices.
        if quantity == 0 && side.count == 1 { return side[price] = side[price] }
        side[price] = quantity == 0 ? nil : quantity
    }

    private mutating func sendUpdate(
        _ first: Int64, _ bids: [(Int64, Int64)], _ asks: [(Int64, Int64)], _ now: Timestamp,
        _ dice: inout Dice
    ) {
        var text = "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":"
        text += "\(now.milliseconds),\"s\":\"BTCUSDT\",\"U\":\(first),\"u\":\(update)"
        text += ",\"b\":[\(list(changes(bids, truth.bids)))]"
        text += ",\"a\":[\(list(changes(asks, truth.asks)))]}}"
        var frame = Array(text.utf8)
        guard !dice.strikes(.updateLost) else { return }
        if dice.strikes(.updateCut) { frame.removeLast(1 + dice.extent.below(40)) }
        let delay = dice.strikes(.updateDelayed) ? 10 + dice.extent.below(2000) : 10
        send(.frame(frame), after: delay, now)
        if dice.strikes(.updateRepeated) { send(.frame(frame), after: delay, now) }
    }

    /// What the changed prices are at now: a price may have changed twice in one update.
    private func changes(
        _ changed: [(Int64, Int64)], _ side: [Int64: Int64]
    ) -> [(Int64, Int64)] {
        changed.map { ($0.0, side[$0.0] ?? 0) }
    }

    private func bestPrices() -> [UInt8] {
        guard let bid = truth.bids.keys.max(), let ask = truth.asks.keys.min() else { return [] }
        let text =
            "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":\(update),\"s\":\"BTCUSDT\""
            + ",\"b\":\"\(price(bid))\",\"B\":\"\(quantity(truth.bids[bid] ?? 0))\""
            + ",\"a\":\"\(price(ask))\",\"A\":\"\(quantity(truth.asks[ask] ?? 0))\"}}"
        return Array(text.utf8)
    }

    private mutating func nextTrade(_ now: Timestamp) -> [UInt8] {
        trade += 1
        let time = now.milliseconds
        return Array(
            ("{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":\(time)"
                + ",\"s\":\"BTCUSDT\",\"t\":\(trade),\"p\":\"100.00\",\"q\":\"0.500\""
                + ",\"T\":\(time),\"m\":true,\"M\":true}}").utf8)
    }

    /// The book as it is, or as it was ten changes ago.
    private func snapshot(isStale: Bool) -> [UInt8] {
        let number = isStale ? updates.suffix(10).first ?? update : update
        let levels = history[number] ?? truth
        let bids = levels.bids.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
        let asks = levels.asks.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return Array(
            "{\"lastUpdateId\":\(number),\"bids\":[\(list(bids))],\"asks\":[\(list(asks))]}".utf8)
    }

    private func list(_ levels: [(Int64, Int64)]) -> String {
        levels.map { "[\"\(price($0.0))\",\"\(quantity($0.1))\"]" }.joined(separator: ",")
    }

    private func price(_ hundredths: Int64) -> String { fixed(hundredths, 100, 2) }
    private func quantity(_ thousandths: Int64) -> String { fixed(thousandths, 1000, 3) }

    private func fixed(_ value: Int64, _ scale: Int64, _ digits: Int) -> String {
        let rest = String(value % scale)
        return "\(value / scale)." + String(repeating: "0", count: digits - rest.count) + rest
    }

    // MARK: - The connection

    private mutating func send(_ content: Content, after milliseconds: Int, _ now: Timestamp) {
        sent += 1
        travelling.append(
            Travelling(
                arrival: now.adding(milliseconds: Int64(milliseconds)), number: sent,
                content: content))
    }

    /// Brings what has arrived to the session, and its requests to the venue.
    mutating func deliver(at now: Timestamp, _ dice: inout Dice) {
        let arrived = travelling.filter { $0.arrival <= now }
            .sorted { ($0.arrival, $0.number) < ($1.arrival, $1.number) }
        travelling.removeAll { $0.arrival <= now }
        for item in arrived {
            switch item.content {
            case .frame(let frame): pipeline.receive(frame.span, at: now)
            case .snapshot(let instrument, let limit, let isStale):
                pipeline.receiveSnapshot(
                    snapshot(isStale: isStale).span, for: instrument, limit: limit, at: now)
            case .lostSnapshot(let instrument):
                pipeline.failSnapshot(for: instrument, at: now)
            }
        }
        pipeline.passTime(to: now)
        for request in pipeline.requests {
            let isLost = dice.strikes(.snapshotLost)
            send(
                isLost
                    ? .lostSnapshot(request.instrument)
                    : .snapshot(
                        request.instrument, limit: request.limit,
                        isStale: dice.strikes(.snapshotStale)),
                after: 20 + dice.feed.below(300), now)
        }
        pipeline.removeRequests()
    }

    /// The process is gone, and with it the connection and all it had learnt.
    mutating func processDied() {
        travelling.removeAll()
        pipeline = MarketPipeline()
    }

    // MARK: - The judgement

    /// A book that is used must be the venue's, to the last level.
    func judge() -> Violation? {
        guard let book = market?.book, book.state == .live else { return nil }
        guard let expected = history[book.lastUpdate] else {
            return Violation(.i28, "the book is at update \(book.lastUpdate), which never was")
        }
        guard levels(of: book.bids) == expected.bids, levels(of: book.asks) == expected.asks else {
            return Violation(.i28, "the book at update \(book.lastUpdate) is not the venue's")
        }
        guard pipeline.board.checks.failed == 0 else {
            return Violation(.i28, "best prices that are the venue's were found wrong")
        }
        return nil
    }

    private func levels(of side: BookSide) -> [Int64: Int64] {
        var levels: [Int64: Int64] = [:]
        for rank in 0..<side.count {
            levels[side[rank].price.mantissa] = side[rank].quantity.mantissa
        }
        return levels
    }

    /// Whether the book is in use and has everything the venue sent.
    var isInStep: Bool {
        guard let book = market?.book else { return false }
        return book.state == .live && book.lastUpdate == update
    }

    /// What the connection went through since the process started.
    var rarePaths: [RarePath] {
        var paths: [RarePath] = []
        if pipeline.board.counts.gaps > 0 { paths.append(.bookGap) }
        if pipeline.board.counts.resyncs > 0 { paths.append(.bookBackInStep) }
        if pipeline.session.counts.decodeErrors > 0 { paths.append(.frameUnreadable) }
        if pipeline.session.counts.snapshotsFailed > 0 { paths.append(.snapshotFailed) }
        return paths
    }

    /// For the trace.
    var digest: UInt64 {
        var hash = StateHash()
        hash.combine(UInt64(bitPattern: market?.book.lastUpdate ?? 0))
        hash.combine(UInt64(bitPattern: pipeline.board.counts.events))
        hash.combine(UInt64(bitPattern: pipeline.board.counts.gaps))
        return hash.value
    }
}
