// What times what gives what:
//
//   Price × Quantity × multiplier = Money      exact, through ``Instrument/notional(_:_:)``
//   Money × Rate                  = Money      rounded, the mode in the method's name
//   Money ÷ Quantity              = AveragePrice, for display only; sums are the truth
//   what has a division inside    = Ratio, exact, rounded once at the end: margin
//
// Nothing here is a binary floating-point number.

/// A price as a whole number of its instrument's smallest price digits.
///
/// 61837.63 of an instrument with two price decimals is the mantissa 6183763. A price means nothing
/// without its instrument; prices of two instruments are never compared.
@frozen
public struct Price: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Units of 10^-priceDecimals of the quote currency.
    public let mantissa: Int64

    @inlinable
    public init(mantissa: Int64) { self.mantissa = mantissa }

    @inlinable
    public static func < (left: Price, right: Price) -> Bool { left.mantissa < right.mantissa }

    /// No price at all, as a market order has.
    public static let zero = Price(mantissa: 0)
}

/// An amount of an instrument as a whole number of its smallest quantity digits.
@frozen
public struct Quantity: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Units of 10^-quantityDecimals of the base currency or of contracts.
    public let mantissa: Int64

    @inlinable
    public init(mantissa: Int64) { self.mantissa = mantissa }

    @inlinable
    public static func < (left: Quantity, right: Quantity) -> Bool {
        left.mantissa < right.mantissa
    }
    /// Traps on overflow: quantities of one instrument are bounded by its maximum.
    @inlinable
    public static func + (left: Quantity, right: Quantity) -> Quantity {
        Quantity(mantissa: left.mantissa + right.mantissa)
    }
    /// Traps on overflow.
    @inlinable
    public static func - (left: Quantity, right: Quantity) -> Quantity {
        Quantity(mantissa: left.mantissa - right.mantissa)
    }

    /// Nothing, at any number of decimals.
    public static let zero = Quantity(mantissa: 0)
}

/// A price with more digits than orders have: what a position is valued and a check is made at.
@frozen
public struct MarkPrice: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Units of 10^-18 of the quote currency for one unit of the base currency.
    public let raw: Int128

    @inlinable
    public init(raw: Int128) { self.raw = raw }

    @inlinable
    public static func < (left: MarkPrice, right: MarkPrice) -> Bool { left.raw < right.raw }
}

/// The average price of a position, derived from its sums for people to look at; never stored.
@frozen
public struct AveragePrice: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Units of 10^-18 of the quote currency for one unit of the base currency.
    public let raw: Int128

    @inlinable
    public init(raw: Int128) { self.raw = raw }

    @inlinable
    public static func < (left: AveragePrice, right: AveragePrice) -> Bool {
        left.raw < right.raw
    }
}

/// A share or a factor: a fee, a funding rate, a margin rate.
@frozen
public struct Rate: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Units of 10^-16: 0.1 % is 10_000_000_000_000. The range is about ± 922.
    public let raw: Int64

    @inlinable
    public init(raw: Int64) { self.raw = raw }

    /// A rate of so many hundredths of a percent.
    @inlinable
    public static func basisPoints(_ points: Int64) -> Rate {
        Rate(raw: points * 1_000_000_000_000)
    }

    @inlinable
    public static func < (left: Rate, right: Rate) -> Bool { left.raw < right.raw }

    /// Nothing of anything.
    public static let zero = Rate(raw: 0)
    /// Decimals that a rate carries.
    public static let decimals = 16
    /// What a rate of one is in ``raw`` units.
    @inlinable public static var one: Int128 { 10_000_000_000_000_000 }
}
