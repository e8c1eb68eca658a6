internal import Domain
internal import Trading
internal import Wire

// Tier tables: what a loader computes and what it refuses.
extension MarginFormulas {
    static let tiers: [MarginFormula] = [
        MarginFormula("tier_table", "binance") { inputs in
            _ = try MarginTiers(try inputs.list("tiers").map(tier))
            return [VectorAnswer("rule", text: rule)]
        },
        MarginFormula("tier_lookup", "binance") { inputs in
            try chain(from: .zero, inputs)
        },
        MarginFormula("tier_cum_inverse", "binance") { inputs in
            guard inputs.has("cum_prev") else {
                return try chain(from: inputs.number("l5"), inputs)
            }
            let before = MaintenanceLine(
                rate: try inputs.number("mmr_prev"), deduction: try inputs.number("cum_prev"))
            let cumulative = try MarginTier.cumulative(
                floor: inputs.number("floor"), rate: inputs.number("mmr_n"), after: before)
            return [VectorAnswer("cum", cumulative)]
        },
        MarginFormula("tier_validation", "binance") { inputs in
            let before = MaintenanceLine(
                rate: try inputs.number("prev_mmr"), deduction: try inputs.number("prev_cum"))
            let floor = try MarginTier.floor(of: inputs.line(), after: before)
            return [VectorAnswer("floor", floor)]
        },
    ]

    /// The rule of a table, as the file words it.
    private static let rule = "cum_n = floor_n*(mmr_n - mmr_{n-1}) + cum_{n-1}"

    /// The cumulative amount of the last tier: rates, and floors from the second tier on.
    private static func chain(
        from first: Ratio, _ inputs: VectorInputs
    ) throws -> [VectorAnswer] {
        let (floors, rates) = (try inputs.numbers("floors"), try inputs.numbers("mmrs"))
        guard rates.count == floors.count + 1 else {
            throw VectorFault("'mmrs' must have one number more than 'floors'")
        }
        var line = MaintenanceLine(rate: rates[0], deduction: first)
        for (floor, rate) in zip(floors, rates.dropFirst()) {
            line = MaintenanceLine(
                rate: rate,
                deduction: try MarginTier.cumulative(floor: floor, rate: rate, after: line))
        }
        return [VectorAnswer("cum", line.deduction)]
    }

    private static func tier(_ row: VectorValue) throws -> MarginTier {
        guard let members = row.members else { throw VectorFault("a tier is no object") }
        let cells = VectorInputs(members)
        return MarginTier(
            floor: try cells.number("floor").exactMoney(),
            cap: try cells.number("cap").exactMoney(), rate: try cells.number("mmr").exactRate(),
            cumulative: try cells.number("cum").exactMoney())
    }
}

extension VectorFault {
    /// What a loader refused.
    init(_ fault: TierFault) {
        switch fault {
        case .count(let count): self.init("a table of \(count) tiers")
        case .beginsAbove(let floor): self.init("the first tier begins at \(floor), not at 0")
        case .noRoom(let tier): self.init("tier \(tier) ends where it begins, or before")
        case .notContiguous(let tier, let floor, let cap, let implied):
            let hint = implied.map { "; its cumulative amount belongs to \($0)" } ?? ""
            self.init("tier \(tier) begins at \(floor), the one before ends at \(cap)\(hint)")
        case .rate(let tier, let rate):
            self.init(
                "the rate of tier \(tier), \(Ratio(rate).text(decimals: 16) ?? ""), is not above "
                    + "the one before and below 1")
        case .cumulative(let tier, let found, let expected):
            self.init("the cumulative amount of tier \(tier) is \(found) and must be \(expected)")
        case .overflow(let tier):
            self.init("the cumulative amount of tier \(tier) has no room")
        }
    }
}

/// Tables that the source of a row names and the row itself does not repeat.
enum SourceTables {
    /// Binance's brackets of BTCUSDT in 2021, which rows with a `wallet` and no tiers are of: cap
    /// and rate.
    private static let bitcoin: [(cap: Int64, basisPoints: Int64)] = [
        (50_000, 40), (250_000, 50), (1_000_000, 100), (10_000_000, 250), (20_000_000, 500),
        (50_000_000, 1000), (100_000_000, 1250), (200_000_000, 1500), (300_000_000, 2500),
        (500_000_000, 5000),
    ]

    /// The brackets as a checked table.
    static func bitcoinTiers() throws -> MarginTiers {
        try MarginTiers(
            caps: bitcoin.map { Money(units: $0.cap) },
            rates: bitcoin.map { Rate.basisPoints($0.basisPoints) })
    }

    /// The stamps of 1 September 2021 in freqtrade's tests of Binance, which rows with neither
    /// points nor mark are of: time, mark and rate.
    private static let funding: [(time: String, mark: Ratio, rate: Ratio)] = [
        ("00:00", Ratio(277, decimals: 2), Ratio(-8, decimals: 6)),
        ("08:00", Ratio(277, decimals: 2), Ratio(-3, decimals: 6)),
    ]

    /// Those stamps, on the day of `opened`.
    static func fundingPoints(from opened: Timestamp) throws -> [FundingPoint] {
        var points: [FundingPoint] = []
        for (time, mark, rate) in funding {
            let stamp = try VectorTime.stamp(time, from: opened, after: points.last?.stamp)
            points.append(FundingPoint(stamp: stamp, mark: mark, rate: rate))
        }
        return points
    }
}
