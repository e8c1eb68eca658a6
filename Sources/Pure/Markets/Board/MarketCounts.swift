/// What happened on a board, in numbers. All start at zero and only grow.
public struct MarketCounts: Sendable, Equatable {
    /// Events taken in, of every kind.
    public var events: Int64 = 0
    /// Trades, or aggregated ones where the venue sends only those.
    public var trades: Int64 = 0
    /// Changes applied to books, snapshots aside.
    public var bookUpdates: Int64 = 0
    /// Price levels in those changes.
    public var bookLevels: Int64 = 0
    /// Books started from a snapshot, the first time included.
    public var snapshots: Int64 = 0
    /// Best prices as the venue told them.
    public var bestPrices: Int64 = 0
    /// Mark prices as the venue told them.
    public var markPrices: Int64 = 0
    /// Candles of the venue's own making.
    public var candles: Int64 = 0
    /// Gaps noticed.
    public var gaps: Int64 = 0
    /// Gaps that ended: books brought back in step, and mark prices that came again.
    public var resyncs: Int64 = 0
    /// Places where trade numbers did not follow one another.
    public var tradeBreaks: Int64 = 0
    /// Trades that came twice; left out.
    public var tradesRepeated: Int64 = 0
    /// Messages of which digits were cut off.
    public var inexact: Int64 = 0
    /// Updates after which the best bid was above the best ask.
    public var crossed: Int64 = 0
    /// Updates after which the best bid was at the best ask.
    public var locked: Int64 = 0
    /// Updates after which the best price lay beyond the levels that the snapshot held.
    public var beyondSnapshot: Int64 = 0

    public init() {}
}
