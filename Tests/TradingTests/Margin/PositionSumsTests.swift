import Domain
import Foundation
import Testing
import Trading

@Suite struct PositionSumsTests {
    /// Sequences in a run of the tests; `make soak` multiplies them by as many seeds.
    private static let sequences = 20_000
    private static let seeds: ClosedRange<Int> =
        ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] == nil ? 1...1 : 1...50

    @Test(.enabled(if: Python.isPresent, Python.missing), arguments: seeds)
    func fillsAndFundingAddUpToTheLastDigitToWhatPythonMakesOfThem(seed: Int) throws {
        var source = try FillSequences(Self.sequences, seed: seed)
        var line = FillSequences.Line()
        var sums = PositionSums(.linear)
        var (sequences, mistakes, flips, refusals) = (0, 0, 0, 0)
        while source.next(&line) {
            let numbers = line.numbers
            if numbers[0] == 0 {
                sums = PositionSums(
                    Contract(
                        numbers[1] == 1 ? .linear : .inverse, multiplier: Money(raw: numbers[2])))
                sequences += 1
                continue
            }
            let before = sums.quantity
            let isRefused = !Self.take(numbers, &sums)
            let state = Array(numbers.suffix(9))
            if Self.state(sums, isRefused, numbers) != state {
                mistakes += 1
                if mistakes < 5 { Issue.record("\(numbers): \(sums)") }
            }
            if isRefused { refusals += 1 }
            if before != .zero && (before > .zero) != (sums.quantity > .zero) { flips += 1 }
        }
        #expect(mistakes == 0)
        #expect(sequences == Self.sequences && flips > 1000 && refusals > 100)
    }

    /// Does what the line says; false where it was refused.
    private static func take(_ numbers: [Int128], _ sums: inout PositionSums) -> Bool {
        do {
            if numbers[0] == 1 {
                try Self.fill(
                    &sums, numbers[1] > 0 ? .buy : .sell, Money(raw: numbers[2]),
                    at: Int64(numbers[3]), decimals: UInt8(numbers[4]),
                    fee: Money(raw: numbers[5]), baseFee: Money(raw: numbers[6]))
            } else {
                try sums.fund(
                    at: Ratio(numbers[1], decimals: Int(numbers[2])),
                    rate: Rate(raw: Int64(numbers[3])))
            }
            return true
        } catch {
            return false
        }
    }

    private static func fill(
        _ sums: inout PositionSums, _ side: Side, _ traded: Money, at price: Int64,
        decimals: UInt8 = 0, fee: Money = .zero, baseFee: Money = .zero
    ) throws {
        let worth = try sums.contract.valueRoundedHalfEven(
            of: traded, at: Price(mantissa: price), decimals: decimals)
        try sums.fill(side, traded, worth: worth, fee: fee, baseFee: baseFee)
    }

    private static func state(
        _ sums: PositionSums, _ isRefused: Bool, _ numbers: [Int128]
    ) -> [Int128] {
        let isFill = numbers[0] == 1
        let (price, decimals) = isFill ? (numbers[3], numbers[4]) : (numbers[1], numbers[2])
        var scale = Money.one
        for _ in 0..<decimals { scale /= 10 }
        let mark = MarkPrice(raw: price * scale)
        return [
            isRefused ? 1 : 0, sums.quantity.raw, sums.cost.raw, sums.realised.raw,
            sums.fees.raw, sums.baseFees.raw, sums.fundingPaid.raw,
            (try? sums.unrealisedRoundedHalfEven(at: mark))?.raw ?? 0,
            (try? sums.averageEntryRoundedHalfEven())?.raw ?? 0,
        ]
    }

    @Test func whatWasPaidLessWhatIsLeftIsTheGainWhateverWasRounded() throws {
        var sums = PositionSums(.inverse)
        try Self.fill(&sums, .buy, Money(units: 1000), at: 7, fee: Money(raw: 5))
        try Self.fill(&sums, .sell, Money(units: 333), at: 11)
        try Self.fill(&sums, .sell, Money(units: 1000), at: 13, fee: Money(raw: -2))
        // 1000/7, 333/11 and 1000/13 to the nearest 10^-18.
        let paid = Decimals.money("142.857142857142857143")
        let received =
            Decimals.money("30.272727272727272727") + Decimals.money("76.923076923076923077")
        #expect(sums.cost - sums.realised == received - paid)
        #expect(sums.quantity == Money(units: -333))
        #expect(sums.fees == Money(raw: 3) && sums.net == sums.realised - Money(raw: 3))
        #expect(sums.open?.side == .short)
    }

    @Test func anAmountThatIsTooLargeIsRefusedAndChangesNothing() throws {
        var sums = PositionSums(.linear)
        try Self.fill(&sums, .buy, Money(units: 2), at: 10)
        let before = sums
        let largest = Money.Limits.amountMax
        let beyond = Money(raw: largest.raw + 1)
        #expect(throws: ArithmeticFault.overflow) { try Self.fill(&sums, .buy, beyond, at: 1) }
        #expect(throws: ArithmeticFault.overflow) { try Self.fill(&sums, .buy, largest, at: 2) }
        #expect(throws: ArithmeticFault.overflow) {
            try Self.fill(&sums, .sell, Money(units: 1), at: 1, fee: Money(raw: .min))
        }
        #expect(throws: ArithmeticFault.overflow) {
            try sums.fund(at: Ratio(.max), rate: Rate(raw: .max))
        }
        #expect(sums == before)
    }

    @Test func fundingIsPaidByTheLongSideAndAReceiptIsNeverOverstated() throws {
        for (side, rate, expected) in [
            (Side.buy, Int64(1), Int128(1)), (.buy, -1, 0), (.sell, 1, 0), (.sell, -1, 1),
        ] {
            var sums = PositionSums(.linear)
            // A third of a unit of 10^-18, which is no amount.
            try Self.fill(&sums, side, Money(units: 1), at: 1)
            let mark = try Ratio(1, decimals: 2) / Ratio(3)
            #expect(try sums.fund(at: mark, rate: Rate(raw: rate)).raw == expected)
        }
    }

    @Test func aFlatPositionNeedsNothingAndIsNeverLiquidated() throws {
        let sums = PositionSums(.inverse)
        let mark = MarkPrice(raw: Money.one)
        let tiers = try MarginTiers(caps: [Money(units: 10)], rates: [Rate.basisPoints(50)])
        #expect(try sums.unrealisedRoundedHalfEven(at: mark) == .zero)
        #expect(try sums.averageEntryRoundedHalfEven() == nil)
        #expect(try sums.initialMarginRoundedUp(at: mark, leverage: .one) == .zero)
        #expect(try sums.maintenanceMarginRoundedUp(at: mark, tiers) == .zero)
        #expect(try sums.liquidationPriceRoundedSooner(collateral: .zero, tiers) == nil)
    }

    @Test func marginIsRoundedUpAndALiquidationPriceTowardTheMark() throws {
        let tiers = try MarginTiers(caps: [Money(units: 1_000_000)], rates: [Rate.basisPoints(50)])
        let mark = MarkPrice(raw: 7 * Money.one)
        var long = PositionSums(.linear)
        try Self.fill(&long, .buy, Money(raw: 1), at: 7)
        #expect(try long.initialMarginRoundedUp(at: mark, leverage: Ratio(10)) == Money(raw: 1))
        #expect(try long.maintenanceMarginRoundedUp(at: mark, tiers) == Money(raw: 1))
        // 7 ÷ 0.995 = 7.035175879396984924623…: a long one meets it sooner above.
        #expect(
            try long.liquidationPriceRoundedSooner(collateral: .zero, tiers)?.raw
                == 7_035_175_879_396_984_925)
        var short = PositionSums(.linear)
        try Self.fill(&short, .sell, Money(raw: 1), at: 7)
        // 7 ÷ 1.005 = 6.965174129353233830845…
        #expect(
            try short.liquidationPriceRoundedSooner(collateral: .zero, tiers)?.raw
                == 6_965_174_129_353_233_830)
        // With more behind it than it can lose, no price ends it.
        #expect(try long.liquidationPriceRoundedSooner(collateral: Money(raw: 7), tiers) == nil)
    }
}
