internal import Domain
internal import Markets
internal import Wire

/// The best prices of a book, and what changed among them.
final class BookContent: LiveContent {
    private struct Shown {
        var rules: Instrument?
        var bids: [BookLevel] = []
        var asks: [BookLevel] = []
        var state = OrderBook.State.empty
    }

    private let id: InstrumentID
    private var known = Shown()
    private var bids: [BookLevel] = []
    private var asks: [BookLevel] = []

    init(_ id: InstrumentID) { self.id = id }

    func look(_ desk: EdgeDesk) -> LiveChange {
        let book = desk.views.markets.market(id)?.book
        var now = Shown(rules: desk.newest(id))
        if let book {
            now.bids = book.bids.best(LiveLimits.bookLevelsMax)
            now.asks = book.asks.best(LiveLimits.bookLevelsMax)
            now.state = book.state
        }
        bids = Self.difference(from: known.bids, to: now.bids) { $0 > $1 }
        asks = Self.difference(from: known.asks, to: now.asks) { $0 < $1 }
        defer { known = now }
        // Of another version the numbers may have other decimals.
        guard now.rules?.version == known.rules?.version else { return .everything }
        return bids.isEmpty && asks.isEmpty && now.state == known.state ? .nothing : .rows
    }

    /// What turns one list of prices into another: quantities that are new, zero for what is gone.
    ///
    /// - Parameter isBefore: the order of both lists.
    private static func difference(
        from old: [BookLevel], to new: [BookLevel], isBefore: (Price, Price) -> Bool
    ) -> [BookLevel] {
        var changes: [BookLevel] = []
        var place = 0
        for level in new {
            while place < old.count, isBefore(old[place].price, level.price) {
                changes.append(BookLevel(price: old[place].price, quantity: .zero))
                place += 1
            }
            if place < old.count, old[place].price == level.price {
                if old[place].quantity != level.quantity { changes.append(level) }
                place += 1
            } else {
                changes.append(level)
            }
        }
        for level in old[place...] {
            changes.append(BookLevel(price: level.price, quantity: .zero))
        }
        return changes
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(bids, asks, desk, to: &writer)
    }

    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(known.bids, known.asks, desk, to: &writer)
    }

    private func write(
        _ bids: [BookLevel], _ asks: [BookLevel], _ desk: EdgeDesk, to writer: inout JSONWriter
    ) {
        guard let rules = known.rules else { return writer.null() }
        MarketWriter(rules).book(
            bids, asks, desk.views.markets.market(id), at: desk.now(), to: &writer)
    }
}

/// What of an instrument's best prices people see.
struct ShownTicker: Equatable {
    let best: BestPrices?
    let last: Price?
    let state: OrderBook.State
    let mark: MarkPriceChange?

    init?(_ market: Market?) {
        guard let market, market.book.state != .empty || market.lastTrade != nil else {
            return nil
        }
        best = market.book.best
        last = market.lastTrade?.price
        state = market.book.state
        mark = market.venueMark
    }
}

/// The best prices of one instrument.
final class TickerContent: LiveContent {
    private let id: InstrumentID
    private var known: ShownTicker?

    init(_ id: InstrumentID) { self.id = id }

    func look(_ desk: EdgeDesk) -> LiveChange {
        let now = ShownTicker(desk.views.markets.market(id))
        defer { known = now }
        return now == known ? .nothing : .rows
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        guard let rules = desk.newest(id) else { return writer.null() }
        MarketWriter(rules).ticker(desk.views.markets.market(id), at: desk.now(), to: &writer)
    }

    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        writeChange(desk, to: &writer)
    }
}

/// The best prices of every instrument of which anything was heard.
final class TickersContent: LiveContent {
    private var known: [ShownTicker?] = []
    /// Instruments to look at; nil for all of them.
    private var noted: Set<InstrumentID>?
    private var found: [InstrumentID] = []

    func note(_ id: InstrumentID) { noted?.insert(id) }

    func look(_ desk: EdgeDesk) -> LiveChange {
        found.removeAll(keepingCapacity: true)
        if let noted {
            for id in noted.sorted() { take(id, desk) }
        } else {
            for instrument in desk.views.trading.instruments { take(instrument.id, desk) }
        }
        noted = []
        return found.isEmpty ? .nothing : .rows
    }

    private func take(_ id: InstrumentID, _ desk: EdgeDesk) {
        let place = Int(id.raw)
        while known.count <= place { known.append(nil) }
        let now = ShownTicker(desk.views.markets.market(id))
        guard now != known[place], desk.newest(id) != nil else { return }
        known[place] = now
        found.append(id)
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(found, desk, to: &writer)
    }

    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        let heard = known.indices.filter { known[$0] != nil }
        write(heard.map { InstrumentID(UInt32($0)) }, desk, to: &writer)
    }

    private func write(_ ids: [InstrumentID], _ desk: EdgeDesk, to writer: inout JSONWriter) {
        let now = desk.now()
        writer.beginArray()
        for id in ids {
            guard let rules = desk.newest(id) else { continue }
            MarketWriter(rules).ticker(desk.views.markets.market(id), at: now, to: &writer)
        }
        writer.endArray()
    }
}

/// Trades: all of them, the newest of a flood.
final class TradesContent: LiveContent {
    private let id: InstrumentID
    private var seen: Int?
    private var found = 0

    init(_ id: InstrumentID) { self.id = id }

    func look(_ desk: EdgeDesk) -> LiveChange {
        let count = desk.views.markets.tradesSeen(id)
        found = count - (seen ?? count)
        seen = count
        if found == 0 { return .nothing }
        return found <= LiveLimits.deltaTradesMax ? .rows : .everything
    }

    /// In the order in which they happened.
    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(desk.views.markets.recentTrades(id, limit: found), desk, to: &writer)
    }

    /// Newest first, as in every list.
    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        let trades = desk.views.markets.recentTrades(id, limit: LiveLimits.snapshotRowsMax)
        write(trades.reversed(), desk, to: &writer)
    }

    private func write(_ trades: [Trade], _ desk: EdgeDesk, to writer: inout JSONWriter) {
        writer.beginArray()
        if let rules = desk.newest(id) {
            for trade in trades { MarketWriter(rules).write(trade, to: &writer) }
        }
        writer.endArray()
    }
}

/// Candles of one interval: the open one and those that were closed since, oldest first.
final class CandlesContent: LiveContent {
    private let id: InstrumentID
    private let interval: CandleInterval
    private var last: Candle?
    private var found: [Candle] = []

    init(_ id: InstrumentID, _ interval: CandleInterval) {
        self.id = id
        self.interval = interval
    }

    func look(_ desk: EdgeDesk) -> LiveChange {
        let newest = desk.candles(id, interval, limit: LiveLimits.deltaCandlesMax)
        found = newest.filter { candle in
            guard let last else { return true }
            return candle.start > last.start || (candle.start == last.start && candle != last)
        }
        last = newest.last
        guard !found.isEmpty else { return .nothing }
        return found.count < LiveLimits.deltaCandlesMax ? .rows : .everything
    }

    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(found, desk, to: &writer)
    }

    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter) {
        write(
            desk.candles(id, interval, limit: LiveLimits.snapshotRowsMax), desk, to: &writer)
    }

    private func write(_ candles: [Candle], _ desk: EdgeDesk, to writer: inout JSONWriter) {
        writer.beginArray()
        if let rules = desk.newest(id) {
            for candle in candles { MarketWriter(rules).write(candle, to: &writer) }
        }
        writer.endArray()
    }
}
