import Domain
import Testing
import Trading

@Suite struct MarginTierTests {
    /// Binance's brackets of BTCUSDT in 2021, without the last ones: floor, cap, rate, cumulative.
    private static let good = [
        ("0", "50000", "0.004", "0"), ("50000", "250000", "0.005", "50"),
        ("250000", "1000000", "0.01", "1300"), ("1000000", "10000000", "0.025", "16300"),
    ]

    private static func tier(_ row: (String, String, String, String)) -> MarginTier {
        MarginTier(
            floor: Decimals.money(row.0), cap: Decimals.money(row.1),
            rate: Rate(raw: Int64(Decimals.mantissa(row.2, 16))),
            cumulative: Decimals.money(row.3))
    }

    @Test func aTableThatAgreesWithItselfIsTaken() throws {
        let table = try MarginTiers(Self.good.map(Self.tier))
        let derived = try MarginTiers(
            caps: table.tiers.map(\.cap), rates: table.tiers.map(\.rate))
        #expect(derived == table)
    }

    @Test(
        "a table with one thing wrong is refused, and the fault names it",
        arguments: [
            (1, ("50001", "250000", "0.005", "50"), "floor"),
            (1, ("49999", "250000", "0.005", "50"), "floor"),
            (1, ("500000", "250000", "0.005", "50"), "room"),
            (1, ("50000", "50000", "0.005", "50"), "room"),
            (1, ("50000", "250000", "0.004", "50"), "rate"),
            (1, ("50000", "250000", "0.003", "50"), "rate"),
            (1, ("50000", "250000", "1", "50"), "rate"),
            (1, ("50000", "250000", "0.005", "50.000000000000000001"), "cumulative"),
            (2, ("250000", "1000000", "0.01", "50"), "cumulative"),
            (0, ("1", "50000", "0.004", "0"), "begin"),
            (0, ("0", "50000", "-0.004", "0"), "rate"),
            (0, ("0", "50000", "0.004", "1"), "cumulative"),
        ])
    func refuses(place: Int, row: (String, String, String, String), because: String) {
        var tiers = Self.good.map(Self.tier)
        tiers[place] = Self.tier(row)
        do {
            _ = try MarginTiers(tiers)
            Issue.record("\(row) was taken")
        } catch {
            let reason =
                switch error {
                case .beginsAbove: "begin"
                case .noRoom: "room"
                case .notContiguous: "floor"
                case .rate: "rate"
                case .cumulative: "cumulative"
                case .count, .overflow: "other"
                }
            #expect(reason == because, "\(error)")
        }
    }

    @Test func theFaultOfAMistypedFloorNamesTheFloorThatWasMeant() {
        // freqtrade's table of AAVE: a tier that begins at ten times what its amount says.
        let tiers = [
            Self.tier(("0", "1000000", "0.125", "0")),
            Self.tier(("10000000", "20000000", "0.5", "375000")),
        ]
        #expect(
            throws: TierFault.notContiguous(
                tier: 2, floor: Money(units: 10_000_000), previousCap: Money(units: 1_000_000),
                implied: Money(units: 1_000_000))
        ) { try MarginTiers(tiers) }
    }

    @Test func anEmptyTableAndOneOfTooManyTiersAreRefused() {
        #expect(throws: TierFault.count(0)) { try MarginTiers([]) }
        let many = MarginTiers.Limits.tiersMax + 1
        let caps = (1...many).map { Money(units: Int64($0)) }
        #expect(throws: TierFault.count(many)) {
            try MarginTiers(caps: caps, rates: (1...many).map { Rate(raw: Int64($0)) })
        }
    }

    @Test func maintenanceGrowsWithoutAJumpAndIsTheGreatestOfAnyLine() throws {
        let table = try MarginTiers(Self.good.map(Self.tier))
        for value in stride(from: Int128(0), through: 12_000_000, by: 12_500) {
            let value = Ratio(value)
            let margin = try table.maintenance(ofValue: value)
            var greatest = Ratio.zero
            for tier in table.tiers {
                greatest = try .greater(greatest, tier.line.maintenance(ofValue: value))
            }
            #expect(try (margin == greatest))
        }
        #expect(
            try table.maintenance(ofValue: Ratio(1_000_000)).money(rounded: .up).raw
                == 8700 * Money.one)
        #expect(try table.allows(value: Ratio(10_000_000)))
        #expect(try !table.allows(value: Ratio(10_000_001)))
    }
}
