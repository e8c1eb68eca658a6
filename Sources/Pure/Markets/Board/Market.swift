public import Domain

/// Everything that is known of one instrument's market.
public struct Market: Sendable {
    /// Bounds of what is kept.
    public enum Limits {
        /// How long after its end, by the venue's own time, a candle waits for trades that are told
        /// later than a change of the book: 2 s, in nanoseconds.
        public static let candleLag: Int64 = 2_000_000_000
        /// How often candles are looked at for it: once a second of the venue's time.
        static let candleCheckInterval: Int64 = 1_000_000_000
    }

    public let instrument: InstrumentID
    public private(set) var book: OrderBook
    public private(set) var check = BestPriceCheck()
    /// The newest trade; nil before the first.
    public private(set) var lastTrade: Trade?
    /// The venue's own best prices, as last told.
    public private(set) var venueBest: BestPricesChange?
    /// What the venue reckons margin with, as last told; nil of spot, and before the first.
    public private(set) var venueMark: MarkPriceChange?
    /// Candles that are being made of the trades.
    public private(set) var candles: [CandleBuilder]
    private var trades = TradeContinuity()
    private var aggregatedTrades = TradeContinuity()
    private var takesAggregated: Bool?
    /// The venue's time from which on candles are looked at again.
    private var nextCandleCheck = Timestamp.none

    /// - Parameters:
    ///   - candles: the intervals to make candles of.
    ///   - levelsMax: the most prices a side of the book.
    public init(
        _ instrument: InstrumentID, candles: [CandleInterval],
        levelsMax: Int = BookSide.Limits.levelsMax
    ) {
        self.instrument = instrument
        self.book = OrderBook(levelsMax: levelsMax)
        self.candles = candles.map { CandleBuilder(instrument, $0) }
    }

    mutating func reset(_ change: BookChange, _ levels: Span<BookLevel>) -> BookVerdict {
        book.reset(
            bids: levels.extracting(change.bids), asks: levels.extracting(change.asks),
            isBidsLimited: change.isBidsLimited, isAsksLimited: change.isAsksLimited,
            lastUpdate: change.lastUpdate)
    }

    mutating func apply(_ change: BookChange, _ levels: Span<BookLevel>) -> BookVerdict {
        book.apply(
            bids: levels.extracting(change.bids), asks: levels.extracting(change.asks),
            lastUpdate: change.lastUpdate)
    }

    /// - Returns: false where the check finds a book to be wrong.
    mutating func checkBook(at now: Timestamp) -> Bool {
        check.bookMoved(to: book.lastUpdate, book.top, at: now)
    }

    mutating func doubt(_ doubt: BookDoubt) { book.doubt(doubt) }

    /// - Returns: false where the check finds a book to be wrong.
    mutating func take(_ best: BestPricesChange) -> Bool {
        venueBest = best
        return check.venueTold(best.update, best.prices, at: best.received)
    }

    mutating func take(_ mark: MarkPriceChange) { venueMark = mark }

    mutating func take(_ trade: Trade, closed: inout [Candle]) -> TradeContinuity.Verdict {
        let verdict =
            trade.isAggregated
            ? aggregatedTrades.take(first: trade.firstID, last: trade.lastID)
            : trades.take(first: trade.firstID, last: trade.lastID)
        guard verdict != .repeated else { return verdict }
        lastTrade = trade
        // Where a venue sends both kinds, the first kind seen makes the candles: never both.
        let isTaken = takesAggregated ?? trade.isAggregated
        takesAggregated = isTaken
        guard isTaken == trade.isAggregated else { return verdict }
        for index in candles.indices {
            if let candle = candles[index].add(trade) { closed.append(candle) }
        }
        return verdict
    }

    /// The venue's time went on without a trade: candles that ended long enough ago are closed.
    ///
    /// - Returns: whether candles were looked at.
    mutating func timePassed(to time: Timestamp, closed: inout [Candle]) -> Bool {
        guard time >= nextCandleCheck else { return false }
        nextCandleCheck = time.adding(nanoseconds: Limits.candleCheckInterval)
        closeCandles(before: time.adding(nanoseconds: -Limits.candleLag), closed: &closed)
        return true
    }

    mutating func closeCandles(before time: Timestamp, closed: inout [Candle]) {
        for index in candles.indices {
            if let candle = candles[index].close(before: time) { closed.append(candle) }
        }
    }

    mutating func finishChecks() { check.finish() }
    mutating func restartChecks() { check.restart() }
}
