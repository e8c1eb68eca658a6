public import Domain

/// Prices between which a hedged pair is safe. Nil where the price can go as far as it likes.
public struct SafePrices: Sendable {
    /// Liquidated at this price and below.
    public let below: Ratio?
    /// Liquidated at this price and above.
    public let above: Ratio?
}

// A long and a short position in one contract at once. Either may be what ends the account: the
// one that loses more than the other gains, or the maintenance of both, which grows into what is
// left.
extension Liquidation {
    /// The prices at which an account with both a long and a short position is liquidated, each
    /// position's maintenance by the tier of its own value at that very price.
    ///
    /// Each pair of tiers bounds the price on one side, since maintenance is the greatest that any
    /// tier's line gives; the narrowest bounds are the answer. Where no price is safe, `below` is
    /// not less than `above`.
    ///
    /// - Parameters:
    ///   - long: a long position.
    ///   - short: a short position in the same contract.
    ///   - collateral: what is behind both besides their own profit.
    ///   - fee: of closing, as a share of the value then.
    /// - Complexity: quadratic in the tiers; no allocation.
    public static func prices(
        ofHedged long: OpenPosition, _ short: OpenPosition, collateral: Ratio,
        _ tiers: MarginTiers, fee: Ratio = .zero
    ) throws(ArithmeticFault) -> SafePrices {
        precondition(
            long.side == .long && short.side == .short && long.contract == short.contract,
            "a hedge is a long and a short position in one contract")
        // Equity less maintenance is a straight line over the price, or over 1 ÷ price.
        let (first, second) = (try HedgeLeg(long, fee: fee), try HedgeLeg(short, fee: fee))
        let owned = try collateral - first.gainedAtEntry - second.gainedAtEntry
        var (least, greatest): (Ratio?, Ratio?)
        for one in tiers.tiers {
            for other in tiers.tiers {
                let slope = try first.slope(one) + second.slope(other)
                guard slope.sign != 0 else { continue }
                let root = try -(owned + Ratio(one.cumulative) + Ratio(other.cumulative)) / slope
                if slope.sign > 0 {
                    least =
                        try least.map { known throws(ArithmeticFault) in
                            try .greater(known, root)
                        } ?? root
                } else {
                    greatest =
                        try greatest.map { known throws(ArithmeticFault) in
                            try .lesser(known, root)
                        } ?? root
                }
            }
        }
        return try safePrices(long.contract.kind, least, greatest)
    }

    private static func safePrices(
        _ kind: Contract.Kind, _ least: Ratio?, _ greatest: Ratio?
    ) throws(ArithmeticFault) -> SafePrices {
        let (low, high) = (least.flatMap(aboveZero), greatest.flatMap(aboveZero))
        switch kind {
        case .linear: return SafePrices(below: low, above: high)
        case .inverse:
            return SafePrices(below: try high.map(reciprocal), above: try low.map(reciprocal))
        }
    }

    private static func aboveZero(_ value: Ratio) -> Ratio? { value.sign > 0 ? value : nil }

    private static func reciprocal(_ value: Ratio) throws(ArithmeticFault) -> Ratio {
        try .one / value
    }
}

/// One of the two positions, over the price of a linear contract or 1 ÷ price of an inverse one.
private struct HedgeLeg {
    let gainedAtEntry: Ratio
    /// What equity gains with each step of the price, closing fee off.
    let gained: Ratio
    let size: Ratio

    init(_ position: OpenPosition, fee: Ratio) throws(ArithmeticFault) {
        let gain = position.contract.gain(of: position.side)
        size = try position.quantity * Ratio(position.contract.multiplier)
        gainedAtEntry = try gain * position.entryValue
        gained = try size * (gain - fee)
    }

    func slope(_ tier: MarginTier) throws(ArithmeticFault) -> Ratio {
        try gained - size * Ratio(tier.rate)
    }
}
