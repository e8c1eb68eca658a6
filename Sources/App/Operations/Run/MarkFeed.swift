public import Domain
public import Markets

/// Decides which mark of an instrument is told to the trading core, and when.
///
/// A contract's is the venue's own, for its margin, its profit and its liquidation go by that; it
/// is as old as the venue's last word. Where the venue has told none, the core is told none, and
/// denies whatever needs one: the book's middle never stands in for it. Spot's is the middle. Best
/// prices and depth go with either, which is told only while the book is in step.
///
/// Every move would fill the journal with prices that no check reads: one is told at most every
/// 250 ms and on a move of more than 5 bp, only for an instrument with orders or positions; and
/// before an order that is sized by it.
public struct MarkFeed: Sendable {
    /// Bounds of the feed.
    public enum Limits {
        /// 250 ms.
        public static let interval: Int64 = 250_000_000
        /// 5 bp, as a share of 10 000.
        static let moveBasisPoints: Int128 = 5
        /// A mark that has not moved is told again, so that it does not grow stale: 2 s.
        public static let repetition: Int64 = 2_000_000_000
        /// How many of the best prices of a side count as what the book shows.
        static let depthLevels = 20
    }

    /// Nothing was told yet.
    public init() {}

    private struct Told {
        var price: MarkPrice
        var middle: MarkPrice
        var time: Timestamp
    }

    private var told: [InstrumentID: Told] = [:]
    private var lookedAt: [InstrumentID: Timestamp] = [:]

    /// Whether it is time to look at an instrument again: whether its price matters is not asked
    /// for every message.
    public mutating func isDue(_ instrument: InstrumentID, at now: Timestamp) -> Bool {
        if let last = lookedAt[instrument], now.since(last) < Limits.interval { return false }
        lookedAt[instrument] = now
        return true
    }

    /// The mark to tell now, nil for none.
    ///
    /// - Parameter isWanted: an order is about to be sized by it: it is told unless it was just now
    ///   and is the same.
    public mutating func mark(
        of instrument: Instrument, _ market: Market, dayVolume: Quantity, at now: Timestamp,
        isWanted: Bool
    ) -> Mark? {
        guard market.book.state == .live, let middle = Self.middle(of: market, instrument),
            let (price, time) = Self.price(of: market, instrument, middle, now)
        else { return nil }
        if let last = told[instrument.id] {
            let age = now.since(last.time)
            let isFar = Self.isFar(price, last.price) || Self.isFar(middle, last.middle)
            let hasMoved = price != last.price || middle != last.middle
            let isDue = age >= Limits.interval && (isFar || age >= Limits.repetition)
            let isNew = isWanted && (hasMoved || age >= Limits.interval)
            guard isDue || isNew else { return nil }
        }
        told[instrument.id] = Told(price: price, middle: middle, time: now)
        let best = market.book.top
        return Mark(
            instrument: instrument.id, price: price, time: time, bid: best.bid.price,
            ask: best.ask.price, bidDepth: Self.depth(market.book.bids),
            askDepth: Self.depth(market.book.asks), dayVolume: dayVolume)
    }

    /// What margin goes by, and since when it is so; nil for a contract of which the venue has not
    /// said it.
    private static func price(
        of market: Market, _ instrument: Instrument, _ middle: MarkPrice, _ now: Timestamp
    ) -> (MarkPrice, Timestamp)? {
        guard instrument.contract.isDerivative else { return (middle, now) }
        return market.venueMark.map { ($0.mark, min($0.received, now)) }
    }

    private static func isFar(_ price: MarkPrice, _ last: MarkPrice) -> Bool {
        Int128((price.raw - last.raw).magnitude) * 10_000 > last.raw * Limits.moveBasisPoints
    }

    /// What the best levels of a side show together.
    private static func depth(_ side: BookSide) -> Quantity {
        var sum: Int64 = 0
        for rank in 0..<min(side.count, Limits.depthLevels) {
            let (more, overflow) = sum.addingReportingOverflow(side[rank].quantity.mantissa)
            sum = overflow ? .max : more
        }
        return Quantity(mantissa: sum)
    }

    /// Half way between the best bid and the best ask.
    static func middle(of market: Market, _ instrument: Instrument) -> MarkPrice? {
        guard let best = market.book.best else { return nil }
        let sum = Int128(best.bid.price.mantissa) + Int128(best.ask.price.mantissa)
        return MarkPrice(raw: sum * powerOfTen(18 - instrument.priceDecimals) / 2)
    }
}
