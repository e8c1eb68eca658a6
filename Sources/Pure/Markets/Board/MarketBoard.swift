public import Domain

/// The markets of one venue, fed with the events of its session.
///
/// It applies what it is told and says where a book cannot be right; whether to ask for a new
/// snapshot then is the session's business: hand ``doubts`` back to it.
///
/// - Complexity: per event constant but for the book's own work; no allocation once every
///   instrument has been seen at its largest.
public struct MarketBoard: Sendable {
    /// Bounds of a board.
    public enum Limits {
        /// Gaps that are remembered; the oldest goes first. All of them are counted.
        public static let gapsMax = 1024
        /// Closed candles that wait to be taken; the oldest goes first and is counted as dropped.
        public static let closedCandlesMax = 65_536
        /// The highest instrument number, plus one.
        public static let instrumentsMax = 1 << 16
    }

    /// A book that cannot be right.
    public struct Doubt: Sendable, Equatable {
        public let instrument: InstrumentID
        public let doubt: BookDoubt

        public init(instrument: InstrumentID, doubt: BookDoubt) {
            self.instrument = instrument
            self.doubt = doubt
        }
    }

    public private(set) var counts = MarketCounts()
    /// Books that the last event proved wrong; the board has taken them out of use already.
    public private(set) var doubts: [Doubt] = []
    /// The newest gaps, oldest first.
    public private(set) var gaps: [Gap] = []
    /// Candles made of trades that were closed since ``removeClosedCandles()``.
    public private(set) var closedCandles: [Candle] = []
    /// Closed candles that nobody took in time.
    public private(set) var candlesDropped: Int64 = 0
    /// By the instrument's number.
    public private(set) var markets: [Market] = []
    private let intervals: [CandleInterval]
    private let levelsMax: Int

    /// - Parameters:
    ///   - candles: the intervals to make candles of.
    ///   - levelsMax: the most prices a side of a book.
    public init(
        candles: [CandleInterval] = [.oneSecond, .oneMinute],
        levelsMax: Int = BookSide.Limits.levelsMax
    ) {
        self.intervals = candles
        self.levelsMax = levelsMax
    }

    /// An instrument's market, nil if nothing was heard of it.
    public func market(_ instrument: InstrumentID) -> Market? {
        let index = Int(instrument.raw)
        return index < markets.count ? markets[index] : nil
    }

    /// Takes in what a session told.
    public mutating func take(_ batch: MarketBatch) {
        if !doubts.isEmpty { doubts.removeAll(keepingCapacity: true) }
        let levels = batch.levels.span
        for index in batch.events.indices { take(batch.events[index], levels, batch) }
    }

    private mutating func take(
        _ event: MarketEvent, _ levels: Span<BookLevel>, _ batch: borrowing MarketBatch
    ) {
        counts.events += 1
        switch event {
        case .bookUpdate(let change): update(change, levels)
        case .bestPrices(let best): take(best)
        case .trade(let trade): take(trade)
        case .bookSnapshot(let change): reset(change, levels)
        case .bookDoubted(let instrument, let doubt): markets[place(instrument)].doubt(doubt)
        case .candle(let place): take(batch.candles[place])
        case .markPrice(let place): take(batch.markPrices[place])
        case .gap(let gap): take(gap)
        case .subscription(let change): take(change)
        }
    }

    /// On the next connection numbers may start anew: what was remembered of this one says nothing.
    private mutating func take(_ change: SubscriptionChange) {
        guard change.channel == .bestPrices && change.state == .idle else { return }
        markets[place(change.instrument)].restartChecks()
    }

    private mutating func update(_ change: BookChange, _ levels: Span<BookLevel>) {
        let place = place(change.instrument)
        // An update that was on its way when the book was found wrong is left to the resync.
        guard markets[place].book.state == .live else { return }
        counts.bookUpdates += 1
        counts.bookLevels += Int64(change.bidCount + change.askCount)
        counts.inexact += change.inexactCount > 0 ? 1 : 0
        judge(markets[place].apply(change, levels), place)
        if markets[place].timePassed(to: change.time, closed: &closedCandles) {
            boundClosedCandles()
        }
        if !markets[place].checkBook(at: change.received) { contradict(place) }
    }

    private mutating func reset(_ change: BookChange, _ levels: Span<BookLevel>) {
        let place = place(change.instrument)
        counts.snapshots += 1
        counts.inexact += change.inexactCount > 0 ? 1 : 0
        judge(markets[place].reset(change, levels), place)
    }

    private mutating func judge(_ verdict: BookVerdict, _ place: Int) {
        switch verdict {
        case .sound: return
        case .locked: counts.locked += 1
        case .beyondSnapshot: counts.beyondSnapshot += 1
        case .doubtful(let doubt):
            counts.crossed += doubt == .crossed ? 1 : 0
            doubts.append(Doubt(instrument: markets[place].instrument, doubt: doubt))
        }
    }

    /// The venue's own best prices say that the book is wrong.
    private mutating func contradict(_ place: Int) {
        guard markets[place].book.state == .live else { return }
        markets[place].doubt(.contradicted)
        doubts.append(Doubt(instrument: markets[place].instrument, doubt: .contradicted))
    }

    private mutating func take(_ best: BestPricesChange) {
        counts.bestPrices += 1
        counts.inexact += best.isInexact ? 1 : 0
        let place = place(best.instrument)
        if !markets[place].take(best) { contradict(place) }
    }

    private mutating func take(_ trade: Trade) {
        let place = place(trade.instrument)
        switch markets[place].take(trade, closed: &closedCandles) {
        case .next: break
        case .missing(let from, let to):
            counts.tradeBreaks += 1
            take(
                Gap(
                    instrument: trade.instrument,
                    channel: trade.isAggregated ? .aggregatedTrades : .trades, cause: .sequence,
                    from: from, to: to, noticed: trade.received))
        case .repeated:
            counts.tradesRepeated += 1
            return
        }
        counts.trades += 1
        counts.inexact += trade.isInexact ? 1 : 0
        boundClosedCandles()
    }

    private mutating func take(_ candle: Candle) {
        counts.candles += 1
        counts.inexact += candle.isInexact ? 1 : 0
    }

    private mutating func take(_ mark: MarkPriceChange) {
        counts.markPrices += 1
        counts.inexact += mark.isInexact ? 1 : 0
        markets[place(mark.instrument)].take(mark)
    }

    private mutating func take(_ gap: Gap) {
        if gap.repaired == nil { counts.gaps += 1 } else { counts.resyncs += 1 }
        if gap.cause == .disconnected, gap.repaired == nil {
            markets[place(gap.instrument)].restartChecks()
        }
        if gaps.count == Limits.gapsMax { gaps.removeFirst() }
        gaps.append(gap)
    }

    /// Closes every candle that ended at `time` or before, as the clock says.
    public mutating func closeCandles(before time: Timestamp) {
        for place in markets.indices {
            markets[place].closeCandles(before: time, closed: &closedCandles)
            boundClosedCandles()
        }
    }

    /// Forgets the closed candles; whoever keeps them has copied them.
    public mutating func removeClosedCandles() {
        closedCandles.removeAll(keepingCapacity: true)
    }

    /// Grades every update that still waits for the venue's best prices: at the end of a recording.
    public mutating func finishChecks() {
        for place in markets.indices { markets[place].finishChecks() }
    }

    /// The answers of all markets' best-price checks together.
    public var checks: BestPriceCheck.Counts {
        var sum = BestPriceCheck.Counts()
        for market in markets {
            sum.passed += market.check.counts.passed
            sum.failed += market.check.counts.failed
            sum.unverified += market.check.counts.unverified
            sum.outOfOrder += market.check.counts.outOfOrder
        }
        return sum
    }

    private mutating func boundClosedCandles() {
        let excess = closedCandles.count - Limits.closedCandlesMax
        guard excess > 0 else { return }
        closedCandles.removeFirst(excess)
        candlesDropped += Int64(excess)
    }

    private mutating func place(_ instrument: InstrumentID) -> Int {
        let place = Int(instrument.raw)
        if place >= markets.count { grow(to: place) }
        return place
    }

    private mutating func grow(to place: Int) {
        precondition(place < Limits.instrumentsMax, "a board holds \(Limits.instrumentsMax)")
        for index in markets.count...place {
            markets.append(
                Market(
                    InstrumentID(UInt32(index)), candles: intervals, levelsMax: levelsMax))
        }
    }
}
