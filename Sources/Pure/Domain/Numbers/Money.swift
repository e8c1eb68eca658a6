/// An amount of a currency, exact to 10^-18 of a unit.
///
/// Which currency is said by whoever holds it: amounts of two currencies are never added, and the
/// ledger keeps them apart by ``Asset``. The range is ± 1.7 × 10^20 units; amounts from outside are
/// refused beyond ``Limits/amountMax``, so sums of them cannot overflow, and arithmetic traps where
/// they would.
@frozen
public struct Money: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Bounds of amounts.
    public enum Limits {
        /// The largest amount taken from outside: 10^15 units. A hundred thousand of them still add
        /// up.
        public static let amountMax = Money(raw: 1_000_000_000_000_000 * Money.one)
    }

    /// Units of 10^-18.
    public let raw: Int128

    @inlinable
    public init(raw: Int128) { self.raw = raw }

    /// A whole number of currency units.
    @inlinable
    public init(units: Int64) { self.raw = Int128(units) * Money.one }

    /// What one currency unit is in ``raw`` units.
    @inlinable public static var one: Int128 { 1_000_000_000_000_000_000 }
    /// Decimals that an amount carries.
    public static let decimals = 18

    /// No money.
    public static let zero = Money(raw: 0)

    @inlinable
    public static func < (left: Money, right: Money) -> Bool { left.raw < right.raw }
    @inlinable
    public static func + (left: Money, right: Money) -> Money { Money(raw: left.raw + right.raw) }
    @inlinable
    public static func - (left: Money, right: Money) -> Money { Money(raw: left.raw - right.raw) }
    @inlinable
    public static prefix func - (value: Money) -> Money { Money(raw: -value.raw) }
    @inlinable
    public static func += (left: inout Money, right: Money) { left = left + right }
    @inlinable
    public static func -= (left: inout Money, right: Money) { left = left - right }

    /// This amount times a rate, rounded away from zero: for what is charged or set aside.
    ///
    /// - Returns: nil where the result exceeds the range of money.
    public func timesRoundedUp(_ rate: Rate) -> Money? {
        FullWidth.multiplyDivide(raw, Int128(rate.raw), Rate.one, rounding: .awayFromZero)
            .map(Money.init(raw:))
    }

    /// This amount times `numerator` ÷ `denominator`, ties to even: for sharing out a sum.
    ///
    /// - Parameter denominator: not zero.
    /// - Returns: nil where the result exceeds the range of money.
    public func timesRoundedHalfEven(_ numerator: Int128, over denominator: Int128) -> Money? {
        FullWidth.multiplyDivide(raw, numerator, denominator, rounding: .halfEven)
            .map(Money.init(raw:))
    }
}
