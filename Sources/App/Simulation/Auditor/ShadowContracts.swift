internal import Domain

/// Positions in a contract, strategy by strategy and leg by leg, by arithmetic of the auditor's
/// own: whole numbers of 10^-18, of which none is rounded but where a rule says so.
struct ShadowContracts {
    struct Key: Hashable {
        let strategy: UInt32
        let leg: PositionLeg
    }

    struct Position: Equatable {
        /// In thousandths.
        var quantity: Int128 = 0
        var cost: Int128 = 0
        var realised: Int128 = 0
        var fees: Int128 = 0
        var fundingPaid: Int128 = 0
        var margin: Int128 = 0
        var owner: UInt32 = 0
        var fills = 0
    }

    /// What a trade does to a position.
    struct Change: Equatable {
        var cost: Int128 = 0
        var realised: Int128 = 0
        var margin: Int128 = 0
    }

    private(set) var positions: [Key: Position] = [:]
    /// In the order in which they were first opened.
    private(set) var opened: [Key] = []
    var leverage: Int128 = 0
    var tiers: [MarginBracket] = []
    /// How many contracts, in 10^-18 of what one is of: 1 for a linear one.
    static let unit: Int128 = 1_000_000_000_000_000_000
    static let thousandth: Int128 = 1_000_000_000_000_000

    subscript(_ key: Key) -> Position { positions[key] ?? Position() }

    mutating func set(_ key: Key, _ position: Position) {
        if positions[key] == nil { opened.append(key) }
        positions[key] = position
    }

    /// Whose position of a leg is open, in the order in which they were first opened.
    func holders(_ leg: PositionLeg) -> [Key] {
        opened.filter { $0.leg == leg && self[$0].quantity != 0 }
    }

    /// All strategies' together, as the venue sees them.
    func sum(_ leg: PositionLeg) -> (quantity: Int128, cost: Int128, margin: Int128) {
        opened.reduce(into: (0, 0, 0)) { sum, key in
            guard key.leg == leg else { return }
            sum.quantity += self[key].quantity
            sum.cost += self[key].cost
            sum.margin += self[key].margin
        }
    }

    // MARK: - What it is worth

    /// What so many thousandths are worth at a price of so many decimals: to the nearest, ties to
    /// even, or rounded up.
    static func worth(
        _ quantity: Int128, _ price: Int128, decimals: UInt8, _ listed: Instrument, up: Bool = false
    ) -> Int128 {
        let size = quantity.magnitude
        let ten = UInt128(tenTo(decimals))
        guard listed.contract == .inverse else {
            let product = size.multipliedFullWidth(by: price.magnitude * UInt128(thousandth))
            return quotient(product, ten, up: up)
        }
        let face = size * UInt128(listed.multiplier.raw / 1000)
        return quotient(face.multipliedFullWidth(by: ten), price.magnitude, up: up)
    }

    /// A share of an amount, by the sizes of two numbers: to the nearest, ties to even.
    static func share(_ amount: Int128, _ part: Int128, _ whole: Int128) -> Int128 {
        let product = amount.magnitude.multipliedFullWidth(by: part.magnitude)
        let share = quotient(product, whole.magnitude, up: false)
        return (amount < 0) != ((part < 0) != (whole < 0)) ? -share : share
    }

    static func quotient(
        _ product: (high: UInt128, low: UInt128), _ divisor: UInt128, up: Bool
    ) -> Int128 {
        let (whole, rest) = divisor.dividingFullWidth(product)
        if up { return Int128(whole) + (rest == 0 ? 0 : 1) }
        let (twice, isOver) = rest.multipliedReportingOverflow(by: 2)
        let isMore = isOver || twice > divisor || twice == divisor && whole % 2 == 1
        return Int128(whole) + (isMore ? 1 : 0)
    }

    private static func tenTo(_ decimals: UInt8) -> Int128 {
        var ten: Int128 = 1
        for _ in 0..<decimals { ten *= 10 }
        return ten
    }

    /// Initial margin: what a position cost ÷ leverage, rounded up.
    func margin(ofCost cost: Int128) -> Int128 {
        let size = Int128(cost.magnitude)
        return (size + leverage - 1) / leverage
    }

    // MARK: - What happens to it

    /// What a trade of so many thousandths does to a position.
    func change(
        _ before: Position, by quantity: Int128, worth: Int128, _ listed: Instrument
    ) -> Change {
        // What is gained is value less cost: the value of an inverse contract falls as prices rise.
        let value = (quantity > 0) == (listed.contract == .linear) ? worth : -worth
        var (cost, realised) = (before.cost, 0 as Int128)
        if before.quantity == 0 || (before.quantity > 0) == (quantity > 0) {
            cost += value
        } else if quantity.magnitude < before.quantity.magnitude {
            let part = Self.share(before.cost, -quantity, before.quantity)
            cost -= part
            realised = -value - part
        } else {
            let closing = Self.share(value, -before.quantity, quantity)
            realised = -closing - before.cost
            cost = value - closing
        }
        return Change(
            cost: cost - before.cost, realised: realised,
            margin: margin(ofCost: cost) - before.margin)
    }
}
