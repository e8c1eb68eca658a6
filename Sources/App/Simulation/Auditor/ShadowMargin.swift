internal import Domain
internal import Trading

// Margin by formulas of the auditor's own, held against the core's.
extension Auditor {
    /// Wallet, profit that is not realised, initial and maintenance margin, and the prices at which
    /// positions would be taken over.
    func compareMargin(_ state: TradingState) throws(Violation) {
        guard let listed = instrument, listed.contract.isDerivative, let mark,
            !contracts.tiers.isEmpty
        else { return }
        let told: AccountMargin
        do throws(MarginGap) {
            told = try state.margin(of: SimulatedVenue.account, in: listed.settle)
        } catch {
            throw Violation(.i24, "margin cannot be told: \(error)")
        }
        let wallet = ledger.amount(.wallet, listed.settle)
        let open = PositionLeg.allCases.filter { contracts.sum($0).quantity != 0 }
        guard told.wallet.raw == wallet, told.positions.count == open.count else {
            throw Violation(.i24, "margin is of another wallet or of other positions")
        }
        let legs = open.map { ShadowMargin($0, contracts, at: mark.price, listed) }
        for leg in legs {
            // Of the others, rounded: what they gain down and what must stay in them up.
            let others = legs.filter { $0.leg != leg.leg }
            let behind = others.reduce(wallet) { $0 + $1.profitDown - $1.maintenanceUp }
            try compare(leg, told, behind: behind, isAlone: others.isEmpty, listed)
        }
    }

    private func compare(
        _ leg: ShadowMargin, _ told: AccountMargin, behind: Int128, isAlone: Bool,
        _ listed: Instrument
    ) throws(Violation) {
        guard let position = told.positions.first(where: { $0.leg == leg.leg }),
            let profit = try? position.unrealised.money(rounded: .down),
            let maintenance = try? position.maintenance.money(rounded: .up)
        else { throw Violation(.i24, "margin leaves the \(leg.leg) position out") }
        guard position.quantity.raw == leg.quantity * ShadowContracts.thousandth,
            position.initial.raw == leg.initial
        else { throw Violation(.i24, "margin is of another \(leg.leg) position") }
        guard profit.raw == leg.profitDown, maintenance.raw == leg.maintenanceUp else {
            throw Violation(
                .i24,
                "the \(leg.leg) position gains \(profit.raw) and needs \(maintenance.raw), "
                    + "by its tiers \(leg.profitDown) and \(leg.maintenanceUp)")
        }
        // With another leg what is behind was rounded, and so the price may be.
        guard isAlone else { return }
        let price = leg.liquidation(behind: behind, contracts.tiers, listed)
        guard position.liquidationPrice?.raw == price else {
            throw Violation(
                .i24,
                "the \(leg.leg) position would be taken over at "
                    + "\(position.liquidationPrice?.raw ?? 0), by its tiers at \(price ?? 0)")
        }
    }

    /// Whether a position is worth more than the lowest tier.
    var isAboveLowestTier: Bool {
        guard let listed = instrument, listed.contract.isDerivative, let mark,
            let lowest = contracts.tiers.first
        else { return false }
        return PositionLeg.allCases.contains { leg in
            let held = contracts.sum(leg).quantity
            return ShadowContracts.worth(held, mark.price, decimals: 18, listed) > lowest.cap.raw
        }
    }
}

/// One leg's margin at a mark. What is a fraction of 10^-18 is rounded as its name says.
struct ShadowMargin {
    let leg: PositionLeg
    /// In thousandths.
    let quantity: Int128
    let cost: Int128
    let initial: Int128
    let profitDown: Int128
    let maintenanceUp: Int128

    init(
        _ leg: PositionLeg, _ contracts: ShadowContracts, at mark: Int128, _ listed: Instrument
    ) {
        self.leg = leg
        (quantity, cost, initial) = contracts.sum(leg)
        let value = Fraction(quantity, mark, listed)
        let isGain = (quantity > 0) == (listed.contract == .linear)
        profitDown = (isGain ? value.down : -value.up) - cost
        maintenanceUp = value.maintenance(contracts.tiers)
    }

    /// The price at which equity is what must stay: for each tier by itself, of which the one that
    /// is met first counts. Nil where no price above zero is that.
    ///
    /// Wallet + gain × (value − entry) = rate × value − deduction, where the gain is +1 or −1.
    func liquidation(
        behind: Int128, _ tiers: [MarginBracket], _ listed: Instrument
    ) -> Int128? {
        let isLong = quantity > 0
        let gain: Int128 = isLong == (listed.contract == .linear) ? 1 : -1
        let one: Int128 = 10_000_000_000_000_000
        var met: Int128?
        for tier in tiers {
            // (behind − cost + deduction) ÷ (rate − gain): cost has the sign of the gain in it.
            let above = behind - cost + tier.cumulative.raw
            let below = Int128(tier.rate.raw) - gain * one
            let price = price(above, below, one, listed, up: isLong)
            guard let known = met else {
                met = price
                continue
            }
            // A price that is not is one below zero for a linear contract, and beyond any for an
            // inverse one.
            met = isLong ? max(known, price) : min(known, price)
        }
        return met.flatMap { $0 > 0 && $0 != .max ? $0 : nil }
    }

    /// The price at which the position is worth `above` × `one` ÷ `below`.
    private func price(
        _ above: Int128, _ below: Int128, _ one: Int128, _ listed: Instrument, up: Bool
    ) -> Int128 {
        let isPositive = (above > 0) == (below > 0)
        if listed.contract == .linear {
            // value ÷ quantity, in 10^-18.
            let worth = above.magnitude.multipliedFullWidth(by: UInt128(one) * 1000)
            let (divisor, _) = below.magnitude.multipliedReportingOverflow(by: quantity.magnitude)
            let size = Self.divide(worth, divisor, up: up == isPositive)
            return isPositive ? size : -size
        }
        // quantity × size ÷ value, which is beyond any price where the value is not above zero: a
        // short position is never taken over there, a long one at every price.
        guard isPositive, above != 0 else { return .max }
        let face = quantity.magnitude * UInt128(listed.multiplier.raw / 1000)
        // face × 10^18 × below ÷ (above × one), with 10^2 = 10^18 ÷ one.
        let product = face.multipliedFullWidth(by: below.magnitude * 100)
        return Self.divide(product, above.magnitude, up: up)
    }

    private static func divide(
        _ product: (high: UInt128, low: UInt128), _ divisor: UInt128, up: Bool
    ) -> Int128 {
        let (whole, rest) = divisor.dividingFullWidth(product)
        return Int128(whole) + (up && rest != 0 ? 1 : 0)
    }

    /// What a position is worth, as a fraction of 10^-18.
    private struct Fraction {
        let above: UInt128
        let below: UInt128

        init(_ quantity: Int128, _ mark: Int128, _ listed: Instrument) {
            // Marks of worlds have four decimals.
            let price = UInt128(mark / 100_000_000_000_000)
            let size = quantity.magnitude
            if listed.contract == .linear {
                (above, below) = (size * price * 100_000_000_000, 1)
            } else {
                let face = size * UInt128(listed.multiplier.raw / 1000)
                (above, below) = (face * 10_000, price)
            }
        }

        var down: Int128 { Int128(above / below) }
        var up: Int128 { Int128((above + below - 1) / below) }

        /// By the tier that the value is in, rounded up.
        func maintenance(_ tiers: [MarginBracket]) -> Int128 {
            let isIn = { (tier: MarginBracket) in above <= tier.cap.raw.magnitude * below }
            guard let tier = tiers.first(where: isIn) ?? tiers.last else { return 0 }
            let rate = UInt128(tier.rate.raw / 1_000_000_000_000)
            let (most, whole) = (above * rate, below * 10_000)
            let deduction = UInt128(tier.cumulative.raw) * whole
            return Int128((most - deduction + whole - 1) / whole)
        }
    }
}
