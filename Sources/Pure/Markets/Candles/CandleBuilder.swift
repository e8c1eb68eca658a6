public import Domain

/// Makes candles of one interval out of trades.
///
/// A candle is closed by the first trade of a later interval, or by the time through
/// ``close(before:)``. An interval without trades has no candle. A trade that comes after its
/// candle was closed changes nothing and is counted, so that a closed candle never changes.
public struct CandleBuilder: Sendable {
    public let instrument: InstrumentID
    public let interval: CandleInterval
    /// The candle that trades still go into.
    public private(set) var current: Candle?
    /// Trades that came after their candle was closed.
    public private(set) var lateCount: Int64 = 0
    /// Everything before this moment is closed.
    private var closedBefore = Timestamp(nanoseconds: .min)

    /// - Parameter interval: its length.
    public init(_ instrument: InstrumentID, _ interval: CandleInterval) {
        self.instrument = instrument
        self.interval = interval
    }

    /// Takes a trade in.
    ///
    /// - Returns: the candle that this closed, if any.
    /// - Complexity: constant, no allocation.
    public mutating func add(_ trade: Trade) -> Candle? {
        precondition(trade.instrument == instrument, "a candle is of one instrument")
        // Most trades fall into the candle there is: no division for them.
        if let candle = current, trade.time >= candle.start,
            trade.time.since(candle.start) < interval.nanoseconds
        {
            current?.include(trade)
            return nil
        }
        let start = interval.start(of: trade.time)
        guard start >= closedBefore else {
            lateCount += 1
            return nil
        }
        let closed = close(before: start)
        if current == nil { open(trade, start) } else { lateCount += 1 }
        return closed
    }

    /// Closes the candle if its interval ended at `time` or before: nothing earlier will come.
    ///
    /// - Returns: the closed candle.
    public mutating func close(before time: Timestamp) -> Candle? {
        let edge = interval.start(of: time)
        closedBefore = max(closedBefore, edge)
        guard var candle = current, candle.start < edge else { return nil }
        candle.isClosed = true
        current = nil
        return candle
    }

    private mutating func open(_ trade: Trade, _ start: Timestamp) {
        var candle = Candle(
            instrument: instrument, interval: interval, start: start, open: trade.price,
            high: trade.price, low: trade.price, close: trade.price, volume: 0,
            takerBuyVolume: 0, turnover: 0, takerBuyTurnover: 0, tradeCount: 0,
            isClosed: false, isInexact: false)
        candle.include(trade)
        current = candle
    }
}

extension Candle {
    /// Takes a trade into its figures.
    mutating func include(_ trade: Trade) {
        let quantity = Int128(trade.quantity.mantissa)
        // Two factors of 63 bits: the product fits.
        let paid = Int128(trade.price.mantissa) * quantity
        high = max(high, trade.price)
        low = min(low, trade.price)
        close = trade.price
        volume = sum(volume, quantity)
        turnover = sum(turnover, paid)
        if trade.takerSide == .buy {
            takerBuyVolume = sum(takerBuyVolume, quantity)
            takerBuyTurnover = sum(takerBuyTurnover, paid)
        }
        tradeCount &+= trade.lastID &- trade.firstID &+ 1
        isInexact = isInexact || trade.isInexact
    }

    /// A sum that would leave the range, which only a venue gone mad can bring about, stays as it
    /// is and marks the candle inexact.
    private mutating func sum(_ sum: Int128, _ amount: Int128) -> Int128 {
        let (total, overflow) = sum.addingReportingOverflow(amount)
        isInexact = isInexact || overflow
        return overflow ? sum : total
    }
}
