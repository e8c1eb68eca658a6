public import Domain

/// Prices at which a venue takes a position over.
///
/// All of them are answers to one question: worth how much does the position have to be, so that
/// what is behind it no longer covers what must be? In terms of its value, linear and inverse
/// contracts, long and short have the same equation
///
///     collateral + gain × (value − entry value) = value × rate − deduction + value × fee
///
/// where gain is +1 or −1. The price is what makes the value. Isolated or cross is a matter of what
/// is given as collateral: ``crossCollateral(wallet:otherProfit:otherMaintenance:)``.
///
/// An answer at or below zero is no price there can be: the position cannot be liquidated by it.
/// It is given as it is, since it says by how much.
public enum Liquidation {
    /// What stands behind one position of several in a cross account, exactly: the wallet, plus
    /// what the other positions gain, less what must stay in them.
    public static func crossCollateral(
        wallet: Ratio, otherProfit: Ratio, otherMaintenance: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        try wallet + otherProfit - otherMaintenance
    }

    /// The price at which equity is what must stay, maintenance by one line, whatever the value.
    ///
    /// - Parameters:
    ///   - collateral: what is behind the position besides its own profit.
    ///   - fee: of closing, as a share of the value then.
    /// - Throws: ``ArithmeticFault/divisionByZero`` where no price is it.
    /// - Source: Binance, "How to Calculate Liquidation Price of USDⓈ-M Futures Contracts"; OKX,
    ///   isolated margin, for the fee.
    public static func price(
        of position: OpenPosition, collateral: Ratio, _ line: MaintenanceLine, fee: Ratio = .zero
    ) throws(ArithmeticFault) -> Ratio {
        let gain = position.contract.gain(of: position.side)
        let owned = try collateral + line.deduction - gain * position.entryValue
        return try price(of: position, whereWorth: owned / (line.rate + fee - gain))
    }

    /// The price at which equity is what must stay, maintenance by the tier of the value at that
    /// very price.
    ///
    /// Maintenance is the greatest that any tier's line gives, so the tier that ends the position
    /// first is the one that counts: no search for a fixed point is needed, and there is just one.
    ///
    /// - Complexity: linear in the tiers; no allocation.
    /// - Throws: ``ArithmeticFault/divisionByZero`` where no price is it.
    public static func price(
        of position: OpenPosition, collateral: Ratio, _ tiers: MarginTiers, fee: Ratio = .zero
    ) throws(ArithmeticFault) -> Ratio {
        let gain = position.contract.gain(of: position.side)
        let (owned, lost) = (try collateral - gain * position.entryValue, try fee - gain)
        var first: Ratio?
        for tier in tiers.tiers {
            let value = try (owned + Ratio(tier.cumulative)) / (lost + Ratio(tier.rate))
            guard let known = first else {
                first = value
                continue
            }
            first =
                gain.sign > 0 ? try .greater(known, value) : try .lesser(known, value)
        }
        guard let first else { preconditionFailure("a checked table has a tier") }
        return try price(of: position, whereWorth: first)
    }

    /// The price at which `buffer` is lost, where maintenance and fees were fixed at entry and are
    /// in the buffer already: initial margin less maintenance margin, for an isolated position.
    ///
    /// - Source: Bybit, "Liquidation Price Calculation" for isolated margin, linear and inverse.
    public static func price(
        of position: OpenPosition, losing buffer: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        let gain = position.contract.gain(of: position.side)
        return try price(
            of: position, whereWorth: position.entryValue - gain * buffer)
    }

    /// The price at which nothing is left, the fee of closing there included.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` where no price is it.
    /// - Source: Bybit, "Bankruptcy Price".
    public static func bankruptcyPrice(
        of position: OpenPosition, collateral: Ratio, fee: Ratio = .zero
    ) throws(ArithmeticFault) -> Ratio {
        try price(
            of: position, collateral: collateral, MaintenanceLine(rate: .zero), fee: fee)
    }

    /// The price at which what is left of the balance is the maintenance margin of entry and the
    /// fee of closing at the bankruptcy price.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` where no price is it.
    /// - Source: Bybit, "Liquidation Price Calculation under Cross Margin (Inverse Contract)".
    public static func priceWithFeeAtBankruptcy(
        of position: OpenPosition, balance: Ratio, rate: Ratio, fee: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        let bankruptcy = try bankruptcyPrice(of: position, collateral: balance, fee: fee)
        let closing = try position.value(at: bankruptcy) * fee
        return try price(
            of: position, losing: balance - position.entryValue * rate - closing)
    }

    /// A liquidation price on its tick, rounded so that it is met sooner: up for a long position,
    /// down for a short one.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for a tick of zero.
    public static func roundedSooner(
        _ price: Ratio, _ side: PositionSide, tick: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        switch side {
        case .long: try price.rounded(toMultipleOf: tick, .up)
        case .short: try price.rounded(toMultipleOf: tick, .down)
        }
    }

    private static func price(
        of position: OpenPosition, whereWorth value: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        try position.contract.price(atWhich: position.quantity, isWorth: value)
    }
}
