public import Domain

/// Which way a position gains.
public enum PositionSide: UInt8, Sendable, CaseIterable {
    /// Gains when the price rises.
    case long = 1
    /// Gains when the price falls.
    case short = 2

    /// +1 for long, −1 for short.
    public var sign: Ratio {
        switch self {
        case .long: .one
        case .short: -.one
        }
    }
}

/// What a quantity of a contract is worth at a price, and in which currency.
public struct Contract: Sendable, Equatable {
    /// How value follows from price.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// Worth quantity × price of the quote currency: spot, and contracts settled in the quote.
        case linear = 1
        /// Worth quantity ÷ price of the base currency: contracts of so many units of the quote
        /// currency that are settled in the coin.
        case inverse = 2
    }

    public let kind: Kind
    /// What one contract is of: base currency for a linear one, quote currency for an inverse one.
    /// More than zero.
    public let multiplier: Money

    public init(_ kind: Kind, multiplier: Money = Money(units: 1)) {
        precondition(multiplier > .zero, "a contract is of something")
        self.kind = kind
        self.multiplier = multiplier
    }

    /// Spot, and linear contracts of one unit of the base currency.
    public static let linear = Contract(.linear)
    /// Inverse contracts of one unit of the quote currency.
    public static let inverse = Contract(.inverse)

    /// What `quantity` is worth at `price`, exactly, of the quantity's sign.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` for an inverse contract at a price of zero.
    public func value(
        of quantity: Ratio, at price: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        let size = try quantity * Ratio(multiplier)
        switch kind {
        case .linear: return try size * price
        case .inverse: return try size / price
        }
    }

    /// What was traded, in money, to the nearest 10^−18 and ties to even; exact for a linear
    /// contract whose price, quantity and multiplier have no more than 18 decimals together.
    ///
    /// - Parameter decimals: the instrument version's price decimals.
    /// - Throws: ``ArithmeticFault/overflow`` beyond ``Money/Limits/amountMax``, and
    ///   ``ArithmeticFault/divisionByZero`` for an inverse contract at a price of zero.
    /// - Complexity: constant, one wide division; no allocation.
    public func valueRoundedHalfEven(
        of quantity: Money, at price: Price, decimals: UInt8
    ) throws(ArithmeticFault) -> Money {
        let (scale, mantissa) = (powerOfTen(decimals), Int128(price.mantissa))
        let (above, below): (Int128, Int128)
        switch kind {
        case .linear: (above, below) = (mantissa, scale)
        case .inverse: (above, below) = (scale, mantissa)
        }
        guard below != 0 else { throw .divisionByZero }
        let (factor, isFactorOver) = multiplier.raw.multipliedReportingOverflow(by: above)
        let (divisor, isDivisorOver) = Money.one.multipliedReportingOverflow(by: below)
        guard !isFactorOver, !isDivisorOver,
            let raw = FullWidth.multiplyDivide(quantity.raw, factor, divisor, rounding: .halfEven),
            raw.magnitude <= Money.Limits.amountMax.raw.magnitude
        else { throw .overflow }
        return Money(raw: raw)
    }

    /// The price at which `quantity` is worth `value`, exactly.
    ///
    /// - Throws: ``ArithmeticFault/divisionByZero`` where no price is that.
    public func price(
        atWhich quantity: Ratio, isWorth value: Ratio
    ) throws(ArithmeticFault) -> Ratio {
        let size = try quantity * Ratio(multiplier)
        switch kind {
        case .linear: return try value / size
        case .inverse: return try size / value
        }
    }

    /// +1 where a position of this side gains as its value grows, −1 where it gains as its value
    /// shrinks: a long inverse position is worth less of the coin the dearer the coin is.
    func gain(of side: PositionSide) -> Ratio {
        switch kind {
        case .linear: side.sign
        case .inverse: -side.sign
        }
    }
}
