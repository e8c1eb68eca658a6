public import Domain

/// What one unit of an instrument's base costs in its quote, as its market has it now.
public struct PairPrice: Sendable, Equatable {
    /// What is priced.
    public var base: Asset
    /// What it is priced in.
    public var quote: Asset
    public var price: MarkPrice
    /// Whether it is bought and sold for the other itself, and not a contract about it.
    public var isSpot: Bool

    public init(base: Asset, quote: Asset, price: MarkPrice, isSpot: Bool) {
        self.base = base
        self.quote = quote
        self.price = price
        self.isSpot = isSpot
    }
}

/// Decides which rates into the valuation currency are told to the trading core, and when.
///
/// A rate is the price of the pair, of the pair the other way round, or of two pairs with one asset
/// between; or what the configuration says. One is told at most every 250 ms: before an order, on a
/// move of more than 5 bp, and else every 2 s, so that it does not grow stale while its market is
/// heard.
public struct ConversionFeed: Sendable {
    /// Bounds of the feed.
    public enum Limits {
        /// 250 ms.
        public static let interval: Int64 = 250_000_000
        /// 5 bp, as a share of 10 000.
        static let moveBasisPoints: Int128 = 5
        /// 2 s.
        public static let repetition: Int64 = 2_000_000_000
        /// The most assets that are looked after; what is beyond has no rate.
        static let assetsMax = 64
    }

    private struct Told {
        var price: MarkPrice
        var time: Timestamp
    }

    /// What the configuration says one unit is worth, whatever markets say.
    private let fixed: [Asset: MarkPrice]
    private var told: [Asset: Told] = [:]
    private var lookedAt = Timestamp.none
    private var wantedAt = Timestamp.none

    /// - Parameter fixed: rates that hold always, such as that of a stablecoin.
    public init(fixed: [Asset: MarkPrice] = [:]) { self.fixed = fixed }

    /// Whether it is time to look again: what orders want has a time of its own, since a look for
    /// nobody leaves more untold.
    public mutating func isDue(at now: Timestamp, isWanted: Bool) -> Bool {
        guard now.since(isWanted ? wantedAt : lookedAt) >= Limits.interval else { return false }
        if isWanted { wantedAt = now } else { lookedAt = now }
        return true
    }

    /// The rates to tell now.
    ///
    /// - Parameters:
    ///   - assets: what must be worth something; the valuation currency itself needs no rate.
    ///   - pairs: of markets whose books are in step.
    ///   - heardAt: when the markets were last heard: the time of a rate that comes of them.
    ///   - isWanted: an order is about to be held against them.
    /// - Complexity: assets × pairs.
    public mutating func rates(
        of assets: [Asset], in valuation: Asset, _ pairs: [PairPrice], heardAt: Timestamp,
        at now: Timestamp, isWanted: Bool
    ) -> [ConversionRate] {
        var rates: [ConversionRate] = []
        for asset in Set(assets).sorted().prefix(Limits.assetsMax) where asset != valuation {
            let found: (price: MarkPrice, time: Timestamp)
            if let price = fixed[asset] {
                found = (price, now)
            } else if let price = Self.price(of: asset, in: valuation, pairs) {
                found = (price, min(heardAt, now))
            } else {
                continue
            }
            guard isNews(asset, found.price, found.time, isWanted) else { continue }
            told[asset] = Told(price: found.price, time: found.time)
            rates.append(ConversionRate(asset: asset, price: found.price, time: found.time))
        }
        return rates
    }

    private func isNews(
        _ asset: Asset, _ price: MarkPrice, _ time: Timestamp, _ isWanted: Bool
    ) -> Bool {
        guard let last = told[asset] else { return true }
        let age = time.since(last.time)
        let move = Int128((price.raw - last.price.raw).magnitude)
        let isFar = move * 10_000 > last.price.raw * Limits.moveBasisPoints
        return age >= Limits.interval && (isWanted || isFar || age >= Limits.repetition)
    }

    /// The price by the pair, by the pair the other way round, or by two pairs; nil where there is
    /// no such way. A market of the thing itself goes before one of contracts about it.
    public static func price(
        of asset: Asset, in valuation: Asset, _ pairs: [PairPrice]
    ) -> MarkPrice? {
        if let price = leg(from: asset, to: valuation, pairs) { return price }
        let between = Set(pairs.flatMap { [$0.base, $0.quote] }).sorted()
        for bridge in between where bridge != asset && bridge != valuation {
            guard let first = leg(from: asset, to: bridge, pairs),
                let second = leg(from: bridge, to: valuation, pairs),
                let raw = FullWidth.multiplyDivide(
                    first.raw, second.raw, Money.one, rounding: .halfEven), raw > 0
            else { continue }
            return MarkPrice(raw: raw)
        }
        return nil
    }

    private static func leg(
        from asset: Asset, to other: Asset, _ pairs: [PairPrice]
    ) -> MarkPrice? {
        for isSpot in [true, false] {
            for pair in pairs where pair.isSpot == isSpot && pair.price.raw > 0 {
                if pair.base == asset, pair.quote == other { return pair.price }
            }
            for pair in pairs where pair.isSpot == isSpot && pair.price.raw > 0 {
                if pair.base == other, pair.quote == asset, let price = pair.price.reciprocal {
                    return price
                }
            }
        }
        return nil
    }
}

extension MarkPrice {
    /// What one unit of the other is worth, to the nearest; nil where that is nothing.
    fileprivate var reciprocal: MarkPrice? {
        let raw = FullWidth.multiplyDivide(Money.one, Money.one, raw, rounding: .halfEven)
        return raw.flatMap { $0 > 0 ? MarkPrice(raw: $0) : nil }
    }
}
