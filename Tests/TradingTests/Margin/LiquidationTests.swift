import Containers
import Domain
import Testing
import Trading

@Suite struct LiquidationTests {
    private static let tiers = try? MarginTiers(
        caps: [50_000, 250_000, 1_000_000, 10_000_000].map(Money.init(units:)),
        rates: [40, 50, 100, 250].map(Rate.basisPoints))

    /// A position of a size that reaches several tiers, with a collateral below its value.
    private static func draw(
        _ dice: inout SeededRandom
    ) throws -> (position: OpenPosition, collateral: Ratio) {
        let kind: Contract.Kind = dice.chance(1, in: 2) ? .linear : .inverse
        let side: PositionSide = dice.chance(1, in: 2) ? .long : .short
        let entry = Ratio(Int128(1 + dice.below(9_999_999)), decimals: dice.below(5))
        let value = Ratio(Int128(1 + dice.below(2_000_000)))
        let quantity = try kind == .linear ? value / entry : value * entry
        let position = try OpenPosition(Contract(kind), side, quantity: quantity, entry: entry)
        let share = Ratio(Int128(1 + dice.below(95)), decimals: 2)
        return (position, try position.entryValue * share)
    }

    @Test func atTheLiquidationPriceEquityIsExactlyWhatMustStay() throws {
        let tiers = try #require(Self.tiers)
        var dice = SeededRandom(seed: 21)
        var reached = [0, 0, 0, 0]
        for _ in 0..<2_000 {
            let (position, collateral) = try Self.draw(&dice)
            let fee = Ratio(Int128(dice.below(10)), decimals: 4)
            let price = try Liquidation.price(
                of: position, collateral: collateral, tiers, fee: fee)
            let value = try position.value(at: price)
            let equity = try collateral + position.profit(at: price) - value * fee
            #expect(try (equity == tiers.maintenance(ofValue: value)))
            #expect(price.sign > 0)
            let tier = try tiers.tier(ofValue: value)
            reached[tiers.tiers.firstIndex(of: tier) ?? 0] += 1
            // One part in a million nearer to the entry there was still enough.
            let step = try Ratio(position.side == .long ? 1 : -1) * price / Ratio(1_000_000)
            let before = try price + step
            let worth = try position.value(at: before)
            let left = try collateral + position.profit(at: before) - worth * fee
            #expect(try (tiers.maintenance(ofValue: worth) < left))
        }
        #expect(reached.allSatisfy { $0 > 50 })
    }

    @Test func theTierIsThatOfTheValueAtTheLiquidationPriceNotAtEntry() throws {
        let tiers = try #require(Self.tiers)
        let position = try OpenPosition(
            .linear, .long, quantity: Ratio(40), entry: Ratio(26_000))
        let wallet = Ratio(104_000)
        let atEntry = try tiers.tier(ofValue: position.entryValue).line
        let naive = try Liquidation.price(of: position, collateral: wallet, atEntry)
        let price = try Liquidation.price(of: position, collateral: wallet, tiers)
        #expect(try naive.mantissa(decimals: 2, rounded: .halfEven) == 2_358_205)
        #expect(try price.mantissa(decimals: 2, rounded: .halfEven) == 2_360_354)
    }

    @Test func whatOtherPositionsNeedIsNotThereForThisOne() throws {
        let position = try OpenPosition(.linear, .long, quantity: .one, entry: Ratio(100))
        let line = MaintenanceLine(rate: Ratio(4, decimals: 3))
        let alone = try Liquidation.price(of: position, collateral: Ratio(5), line)
        let beside = try Liquidation.price(
            of: position,
            collateral: Liquidation.crossCollateral(
                wallet: Ratio(5), otherProfit: .zero, otherMaintenance: Ratio(4)), line)
        #expect(try alone.mantissa(decimals: 2, rounded: .up) == 95_39)
        #expect(try beside.mantissa(decimals: 2, rounded: .up) == 99_40)
    }

    @Test func atTheBankruptcyPriceNothingIsLeftAfterTheClosingFee() throws {
        var dice = SeededRandom(seed: 22)
        for _ in 0..<500 {
            let (position, collateral) = try Self.draw(&dice)
            let fee = Ratio(Int128(dice.below(10)), decimals: 4)
            let price = try Liquidation.bankruptcyPrice(
                of: position, collateral: collateral, fee: fee)
            let left = try collateral + position.profit(at: price) - position.value(at: price) * fee
            #expect(left.sign == 0)
        }
    }

    @Test func aBufferThatIsLostIsExactlyWhatThePositionLosesThere() throws {
        var dice = SeededRandom(seed: 23)
        for _ in 0..<500 {
            let (position, buffer) = try Self.draw(&dice)
            let price = try Liquidation.price(of: position, losing: buffer)
            #expect(try (position.profit(at: price) + buffer).sign == 0)
        }
    }

    @Test func aPriceThatCannotBeIsAFaultOrNotAboveZero() throws {
        let position = try OpenPosition(.linear, .long, quantity: .one, entry: Ratio(100))
        let more = try Liquidation.price(
            of: position, collateral: Ratio(101), MaintenanceLine(rate: .zero))
        #expect(more.sign < 0)
        #expect(throws: ArithmeticFault.divisionByZero) {
            try Liquidation.price(of: position, collateral: .one, MaintenanceLine(rate: .one))
        }
        let coin = try OpenPosition(.inverse, .short, quantity: Ratio(100), entry: Ratio(100))
        #expect(throws: ArithmeticFault.divisionByZero) {
            try Liquidation.price(of: coin, collateral: .one, MaintenanceLine(rate: .zero))
        }
    }

    @Test func anAccountIsLiquidatedWhenItsBalanceIsNoMoreThanItsMaintenance() throws {
        func isLiquidated(_ maintenance: Int128, _ balance: Int128) throws -> Bool {
            try MarginRatio.isLiquidated(
                maintenance: Ratio(maintenance), marginBalance: Ratio(balance))
        }
        #expect(try !isLiquidated(4, 5))
        #expect(try isLiquidated(5, 5))
        #expect(try isLiquidated(5, -1))
        // Without a position there is nothing to liquidate.
        #expect(try !isLiquidated(0, 0))
        #expect(try MarginRatio.of(maintenance: Ratio(5), marginBalance: .zero) == nil)
        let ratio = try #require(
            try MarginRatio.of(maintenance: Ratio(1), marginBalance: Ratio(4)))
        #expect(try ratio.mantissa(decimals: 2, rounded: .up) == 25)
    }

    @Test(
        "a stamp counts for who opened within its grace and closed at it or later",
        arguments: [
            (0, 100, true), (100, 100, true), (114, 114, true), (115, 200, false),
            (114, 99, false), (0, 99, false), (200, 300, false),
        ])
    func takesPart(opened: Int64, closed: Int64, counts: Bool) {
        func moment(_ seconds: Int64) -> Timestamp {
            Timestamp(nanoseconds: seconds * 1_000_000_000)
        }
        #expect(
            FundingSchedule.binance.takesPart(
                in: moment(100), opened: moment(opened), closed: moment(closed)) == counts)
        let strict = FundingSchedule(graceNanoseconds: 0)
        #expect(
            strict.takesPart(in: moment(100), opened: moment(opened), closed: moment(closed))
                == (opened <= 100 && closed >= 100))
    }
}
