public import Domain

/// What fills, fees and funding add up to, exactly as they are kept: average cost, with a flip
/// closing first and opening then. Spot, linear and inverse alike.
///
/// The sums are the truth; averages, profit and margin follow from them. Each rounding is of one
/// amount, once, at 10^−18 of a currency unit: an inverse fill's value and the share of a partial
/// close go to the nearest, ties to even. What was paid less what is left in ``cost`` is
/// ``realised`` to the last digit, whatever was rounded on the way.
public struct PositionSums: Sendable, Equatable {
    /// Bounds of sums.
    public enum Limits {
        /// The largest sum: a hundred thousand of the largest amounts. What would go beyond is
        /// refused, and the sums stay as they were.
        public static let sumMax = Money(raw: 100_000 * Money.Limits.amountMax.raw)
    }

    public let contract: Contract
    /// Bought less sold, less fees paid in the base currency: units of base, or contracts.
    public private(set) var quantity: Money
    /// What the open quantity was worth when it was opened: of the quantity's sign for a linear
    /// contract, of the opposite one for an inverse one, so that a gain is value less cost for
    /// both.
    public private(set) var cost: Money
    /// Profit and loss of what was closed, before fees and funding.
    public private(set) var realised: Money
    /// Fees paid in the settlement currency; rebates are negative.
    public private(set) var fees: Money
    /// Fees paid in the base currency, which spot venues take from what was bought.
    public private(set) var baseFees: Money
    /// Funding paid; what was received is negative.
    public private(set) var fundingPaid: Money

    /// Nothing yet.
    public init(_ contract: Contract) {
        self.contract = contract
        quantity = .zero
        cost = .zero
        realised = .zero
        fees = .zero
        baseFees = .zero
        fundingPaid = .zero
    }

    /// What was gained in all, closed parts only: realised less fees less funding.
    public var net: Money { realised - fees - fundingPaid }

    /// Counts a fill.
    ///
    /// - Parameters:
    ///   - traded: units of base or contracts, more than zero.
    ///   - worth: what that was worth at its price, not below zero:
    ///     ``Contract/valueRoundedHalfEven(of:at:decimals:)``.
    ///   - fee: in the settlement currency; a rebate is negative.
    ///   - baseFee: in the base currency.
    /// - Throws: ``ArithmeticFault/overflow`` where an amount or sum is beyond its bound; nothing
    ///   was counted then.
    public mutating func fill(
        _ side: Side, _ traded: Money, worth: Money, fee: Money = .zero, baseFee: Money = .zero
    ) throws(ArithmeticFault) {
        precondition(traded > .zero && worth >= .zero, "a fill is of something for something")
        try Self.check(traded)
        try Self.check(fee)
        try Self.check(baseFee)
        try Self.check(worth)
        let signed = side == .buy ? traded : -traded
        let gains = (contract.kind == .linear) == (side == .buy)
        let change = PositionChange(
            held: quantity, cost: cost, quantity: signed, value: gains ? worth : -worth)
        var next = self
        next.quantity = try Self.sum(quantity, try Self.sum(signed, -baseFee))
        next.cost = try Self.sum(cost, change.cost)
        next.realised = try Self.sum(realised, change.realised)
        next.fees = try Self.sum(fees, fee)
        next.baseFees = try Self.sum(baseFees, baseFee)
        self = next
    }

    /// Counts a funding stamp: what it takes from the holder, rounded up, so that what is received
    /// is never overstated.
    ///
    /// - Returns: what was paid; negative for what was received.
    /// - Throws: ``ArithmeticFault/overflow`` where an amount or sum is beyond its bound; nothing
    ///   was counted then.
    @discardableResult
    public mutating func fund(at mark: Ratio, rate: Rate) throws(ArithmeticFault) -> Money {
        guard let open else { return .zero }
        let paid = try open.fundingPaid(at: mark, rate: Ratio(rate)).money(rounded: .up)
        fundingPaid = try Self.sum(fundingPaid, paid)
        return paid
    }

    /// The open part as margin sees it; nil where it is flat.
    public var open: OpenPosition? {
        guard quantity != .zero else { return nil }
        let isLong = quantity > .zero
        let worth = isLong == (contract.kind == .linear) ? cost : -cost
        return OpenPosition(
            contract, isLong ? .long : .short, quantity: Ratio(quantity).magnitude,
            entryValue: Ratio(worth))
    }

    private static func check(_ amount: Money) throws(ArithmeticFault) {
        guard amount.raw.magnitude <= Money.Limits.amountMax.raw.magnitude else { throw .overflow }
    }

    private static func sum(_ left: Money, _ right: Money) throws(ArithmeticFault) -> Money {
        let (raw, overflow) = left.raw.addingReportingOverflow(right.raw)
        guard !overflow, raw.magnitude <= Limits.sumMax.raw.magnitude else { throw .overflow }
        return Money(raw: raw)
    }
}

// MARK: - What the core asks

extension PositionSums {
    /// What closing all of it at `mark` would gain, to the nearest, ties to even.
    ///
    /// - Throws: ``ArithmeticFault/overflow`` beyond the range of money.
    public func unrealisedRoundedHalfEven(at mark: MarkPrice) throws(ArithmeticFault) -> Money {
        try open?.profit(at: Ratio(mark)).money(rounded: .halfEven) ?? .zero
    }

    /// The average entry price, to the nearest, ties to even; nil where it is flat.
    ///
    /// - Throws: ``ArithmeticFault`` where no price is it.
    public func averageEntryRoundedHalfEven() throws(ArithmeticFault) -> AveragePrice? {
        try open?.averageEntry().mantissa(decimals: Money.decimals, rounded: .halfEven)
            .averagePrice
    }

    /// What must be there to hold it at `mark`: value ÷ leverage, rounded up.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for a leverage of zero.
    public func initialMarginRoundedUp(
        at mark: MarkPrice, leverage: Ratio
    ) throws(ArithmeticFault) -> Money {
        guard let open else { return .zero }
        return try (open.value(at: Ratio(mark)) / leverage).money(rounded: .up)
    }

    /// What must stay in it at `mark`, rounded up.
    ///
    /// - Throws: ``ArithmeticFault/overflow`` beyond the range of money.
    public func maintenanceMarginRoundedUp(
        at mark: MarkPrice, _ tiers: MarginTiers
    ) throws(ArithmeticFault) -> Money {
        guard let open else { return .zero }
        return try tiers.maintenance(ofValue: open.value(at: Ratio(mark))).money(rounded: .up)
    }

    /// The price at which it is liquidated, rounded so that it is met sooner; nil where it is flat
    /// or no price above zero is it.
    ///
    /// - Parameter collateral: what is behind it besides its own profit: isolated margin, or
    ///   ``Liquidation/crossCollateral(wallet:otherProfit:otherMaintenance:)``.
    /// - Throws: ``ArithmeticFault/overflow`` beyond the range of prices.
    public func liquidationPriceRoundedSooner(
        collateral: Money, _ tiers: MarginTiers, fee: Rate = .zero
    ) throws(ArithmeticFault) -> MarkPrice? {
        guard let open else { return nil }
        let exact: Ratio
        do throws(ArithmeticFault) {
            exact = try Liquidation.price(
                of: open, collateral: Ratio(collateral), tiers, fee: Ratio(fee))
        } catch .divisionByZero {
            return nil
        }
        guard exact.sign > 0 else { return nil }
        let raw = try exact.mantissa(
            decimals: Money.decimals, rounded: open.side == .long ? .up : .down)
        return MarkPrice(raw: raw)
    }
}

extension Int128 {
    fileprivate var averagePrice: AveragePrice { AveragePrice(raw: self) }
}
