import Containers
import Domain
import Testing
import Trading

@Suite struct HedgeTests {
    /// Equity less what must stay, at a price.
    private static func left(
        _ pair: [OpenPosition], _ collateral: Ratio, _ tiers: MarginTiers, at price: Ratio
    ) throws -> Ratio {
        var left = collateral
        for position in pair {
            let value = try position.value(at: price)
            left = try left + position.profit(at: price) - tiers.maintenance(ofValue: value)
        }
        return left
    }

    @Test func aHedgedPairIsSafeJustBetweenItsTwoPrices() throws {
        let tiers = try MarginTiers(
            caps: [50_000, 250_000, 1_000_000].map(Money.init(units:)),
            rates: [40, 50, 100].map(Rate.basisPoints))
        var dice = SeededRandom(seed: 31)
        var (lows, highs) = (0, 0)
        for _ in 0..<300 {
            let kind: Contract.Kind = dice.chance(1, in: 2) ? .linear : .inverse
            let pair = try [PositionSide.long, .short].map { side in
                let entry = Ratio(Int128(900 + dice.below(200)))
                let size = Ratio(Int128(1 + dice.below(500_000)))
                let quantity = try kind == .linear ? size / entry : size * entry
                return try OpenPosition(Contract(kind), side, quantity: quantity, entry: entry)
            }
            let collateral = Ratio(Int128(150_000 + dice.below(100_000)))
            let safe = try Liquidation.prices(
                ofHedged: pair[0], pair[1], collateral: collateral, tiers)
            for (price, step) in [(safe.below, Int128(1)), (safe.above, -1)] {
                guard let price else { continue }
                #expect(try Self.left(pair, collateral, tiers, at: price).sign == 0)
                let inside = try price * (.one + Ratio(step, decimals: 6))
                #expect(try Self.left(pair, collateral, tiers, at: inside).sign > 0)
            }
            lows += safe.below == nil ? 0 : 1
            highs += safe.above == nil ? 0 : 1
            // Far out it is unsafe on the side where it has a price, and safe where it has none.
            let far = try Self.left(pair, collateral, tiers, at: Ratio(1, decimals: 6))
            #expect((far.sign < 0) == (safe.below != nil))
            let high = try Self.left(pair, collateral, tiers, at: Ratio(1_000_000_000_000))
            #expect((high.sign < 0) == (safe.above != nil))
        }
        #expect(lows > 50 && highs > 50)
    }
}
