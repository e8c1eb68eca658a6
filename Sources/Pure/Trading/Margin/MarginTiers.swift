public import Domain

/// What must stay in a position of a certain value: value × rate − deduction.
///
/// One line of a tier table. The deduction makes up for the lower rates of the tiers below.
public struct MaintenanceLine: Sendable {
    /// What grows with the value.
    public let rate: Ratio
    /// Also called the cumulative maintenance amount.
    public let deduction: Ratio

    public init(rate: Ratio, deduction: Ratio = .zero) {
        self.rate = rate
        self.deduction = deduction
    }

    /// What must stay in a position worth `value`, exactly.
    public func maintenance(ofValue value: Ratio) throws(ArithmeticFault) -> Ratio {
        try value * rate - deduction
    }
}

/// One row of a venue's table: between two values, a rate.
public struct MarginTier: Sendable, Equatable {
    /// The least value of a position in this tier; the cap of the one before.
    public let floor: Money
    /// The greatest value of a position in this tier.
    public let cap: Money
    /// The maintenance rate.
    public let rate: Rate
    /// What the venue says is taken off value × rate.
    public let cumulative: Money

    public init(floor: Money, cap: Money, rate: Rate, cumulative: Money) {
        self.floor = floor
        self.cap = cap
        self.rate = rate
        self.cumulative = cumulative
    }

    /// The row as a line.
    public var line: MaintenanceLine {
        MaintenanceLine(rate: Ratio(rate), deduction: Ratio(cumulative))
    }

    /// What the cumulative amount of a tier must be, so that maintenance does not jump at its
    /// floor: floor × (rate − rate before) + cumulative before, exactly.
    ///
    /// - Source: the identity that Binance's and Bybit's published tables obey.
    public static func cumulative(
        floor: Ratio, rate: Ratio, after previous: MaintenanceLine
    ) throws(ArithmeticFault) -> Ratio {
        try floor * (rate - previous.rate) + previous.deduction
    }

    /// The floor at which a tier with this cumulative amount begins, by the same identity: what a
    /// row with a mistyped floor should have said.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` where the rate is that of the tier before.
    public static func floor(
        of line: MaintenanceLine, after previous: MaintenanceLine
    ) throws(ArithmeticFault) -> Ratio {
        try (line.deduction - previous.deduction) / (line.rate - previous.rate)
    }
}

/// Why a tier table is refused. Tiers are counted from 1.
public enum TierFault: Error, Sendable, Equatable {
    /// There is no tier, or more than ``MarginTiers/Limits/tiersMax``.
    case count(Int)
    /// The first tier begins with something else than nothing.
    case beginsAbove(Money)
    /// A tier's cap is not above its floor.
    case noRoom(tier: Int)
    /// A tier does not begin where the one before ends: a gap or an overlap. `implied` is the floor
    /// that its cumulative amount belongs to.
    case notContiguous(tier: Int, floor: Money, previousCap: Money, implied: Money?)
    /// A rate is not above the one before, or not between 0 and 1.
    case rate(tier: Int, Rate)
    /// The cumulative amount makes maintenance jump at the tier's floor.
    case cumulative(tier: Int, found: Money, expected: Money)
    /// The amounts are beyond the range of money.
    case overflow(tier: Int)
}

/// A venue's maintenance tiers for an instrument, checked when they are loaded: contiguous from
/// zero, rates ascending, and cumulative amounts that agree, so that maintenance grows without a
/// jump.
///
/// From that follows what the rest relies on: the maintenance of a value is the greatest that any
/// tier's line gives.
public struct MarginTiers: Sendable, Equatable {
    /// Bounds of a table.
    public enum Limits {
        /// More tiers than any venue has.
        public static let tiersMax = 256
    }

    /// The rows, from the lowest.
    public let tiers: [MarginTier]

    /// Checks and takes a venue's table.
    ///
    /// - Throws: the first fault found; do not trade the instrument on margin until it is right.
    public init(_ tiers: [MarginTier]) throws(TierFault) {
        guard (1...Limits.tiersMax).contains(tiers.count) else { throw .count(tiers.count) }
        for place in tiers.indices {
            try Self.check(tiers[place], after: place > 0 ? tiers[place - 1] : nil, place + 1)
        }
        self.tiers = tiers
    }

    /// A table given by its caps and rates alone: the cumulative amounts follow.
    ///
    /// - Throws: ``TierFault``; `overflow` also where a cumulative amount has more decimals than
    ///   money.
    public init(caps: [Money], rates: [Rate]) throws(TierFault) {
        precondition(caps.count == rates.count, "a rate for each cap")
        var rows: [MarginTier] = []
        for (cap, rate) in zip(caps, rates) {
            guard let last = rows.last else {
                rows.append(MarginTier(floor: .zero, cap: cap, rate: rate, cumulative: .zero))
                continue
            }
            let (cumulative, isExact) = try Self.cumulative(rate, after: last, rows.count + 1)
            guard isExact else { throw .overflow(tier: rows.count + 1) }
            rows.append(
                MarginTier(floor: last.cap, cap: cap, rate: rate, cumulative: cumulative))
        }
        try self.init(rows)
    }

    private static func check(
        _ tier: MarginTier, after previous: MarginTier?, _ number: Int
    ) throws(TierFault) {
        guard tier.cap > tier.floor else { throw .noRoom(tier: number) }
        let least = previous?.rate ?? Rate(raw: -1)
        guard tier.rate > least, Int128(tier.rate.raw) < Rate.one else {
            throw .rate(tier: number, tier.rate)
        }
        guard let previous else {
            guard tier.floor == .zero else { throw .beginsAbove(tier.floor) }
            guard tier.cumulative == .zero else {
                throw .cumulative(tier: number, found: tier.cumulative, expected: .zero)
            }
            return
        }
        guard tier.floor == previous.cap else {
            let implied = try? MarginTier.floor(of: tier.line, after: previous.line)
            throw .notContiguous(
                tier: number, floor: tier.floor, previousCap: previous.cap,
                implied: try? implied?.money(rounded: .halfEven))
        }
        let (expected, isExact) = try cumulative(tier.rate, after: previous, number)
        guard isExact && tier.cumulative == expected else {
            throw .cumulative(tier: number, found: tier.cumulative, expected: expected)
        }
    }

    /// What the cumulative amount must be, and whether money can say it exactly.
    private static func cumulative(
        _ rate: Rate, after previous: MarginTier, _ number: Int
    ) throws(TierFault) -> (amount: Money, isExact: Bool) {
        do throws(ArithmeticFault) {
            let exact = try MarginTier.cumulative(
                floor: Ratio(previous.cap), rate: Ratio(rate), after: previous.line)
            // A table may name caps beyond the largest amount.
            let raw = try exact.mantissa(decimals: Money.decimals, rounded: .halfEven)
            return (Money(raw: raw), try exact.isWhole(decimals: Money.decimals))
        } catch {
            throw .overflow(tier: number)
        }
    }

    /// The tier of a value: the first whose cap is not below it. Beyond the last cap it is the last
    /// tier, since a price may carry a position there.
    ///
    /// - Complexity: linear in the tiers; no allocation.
    public func tier(ofValue value: Ratio) throws(ArithmeticFault) -> MarginTier {
        for tier in tiers where try value <= Ratio(tier.cap) { return tier }
        return tiers[tiers.count - 1]
    }

    /// Whether a position of this value may be opened at all.
    public func allows(value: Ratio) throws(ArithmeticFault) -> Bool {
        try value <= Ratio(tiers[tiers.count - 1].cap)
    }

    /// What must stay in a position worth `value`, exactly.
    ///
    /// - Complexity: linear in the tiers; no allocation.
    public func maintenance(ofValue value: Ratio) throws(ArithmeticFault) -> Ratio {
        try tier(ofValue: value).line.maintenance(ofValue: value)
    }
}
