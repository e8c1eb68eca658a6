/// A decimal number exactly as it was written: ± `significand` × 10^`exponent`.
///
/// Reads what venues and people write: an optional sign, digits with at most one point (which may
/// come first or last), an optional exponent. No white space, no grouping, no `NaN`. `"1.50"` keeps
/// its two decimals (significand 150, exponent −2). Up to 38 digits after leading zeros are always
/// kept; what follows is cut off toward zero, and `isExact` says whether anything but zeros was
/// lost. No binary floating point is involved.
@frozen
public struct DecimalText: Sendable, Equatable {
    /// Whether it was written with a minus sign (also `-0`).
    public let isNegative: Bool
    /// The digits without sign and point.
    public let significand: UInt128
    /// The power of ten that the significand counts.
    public let exponent: Int
    /// False if digits other than zero had to be cut off.
    public let isExact: Bool

    /// Written exponents beyond this, up or down, are held at it: no text has digits enough to
    /// bring the number back into any range.
    public static let exponentMax = 1 << 40

    /// Reads all of `text`; nil if it is not a decimal number.
    public init?(_ text: Span<UInt8>) {
        self.init(text, 0..<text.count)
    }

    /// Reads all of `text` within `range`; nil if that is not a decimal number.
    ///
    /// - Complexity: linear in the digits; no allocation.
    public init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        var reader = DecimalReader(text, range)
        guard reader.read(text) else { return nil }
        isNegative = reader.isNegative
        significand = reader.significand
        exponent = reader.exponent
        isExact = reader.isExact
    }

    /// The value in units of 10^−`decimals`, cut off toward zero; nil if it does not fit in 64
    /// bits.
    ///
    /// - Parameter decimals: digits after the point that the result counts, 0…18.
    public func mantissa(decimals: Int) -> Mantissa? {
        guard let wide = wideMantissa(decimals: decimals),
            let value = Int64(exactly: wide.value)
        else { return nil }
        return Mantissa(value: value, isExact: wide.isExact)
    }

    /// The value in units of 10^−`decimals`, cut off toward zero; nil if it does not fit in 128
    /// bits.
    ///
    /// - Parameter decimals: digits after the point that the result counts, 0…38.
    public func wideMantissa(decimals: Int) -> WideMantissa? {
        precondition(decimals >= 0 && decimals <= 38)
        let shift = exponent + decimals
        var magnitude = significand
        var isWhole = true
        if significand == 0 {
            magnitude = 0
        } else if shift > 0 {
            guard shift <= 38 else { return nil }
            let (product, overflow) = significand.multipliedReportingOverflow(
                by: PowersOfTen[shift])
            guard !overflow else { return nil }
            magnitude = product
        } else if shift < 0 {
            // 2^128 has 39 digits, so nothing is left of it 39 places further down.
            let (whole, rest) =
                -shift <= 38
                ? significand.quotientAndRemainder(dividingBy: PowersOfTen[-shift])
                : (0, significand)
            magnitude = whole
            isWhole = rest == 0
        }
        guard let value = Self.signed(magnitude, isNegative: isNegative) else { return nil }
        return WideMantissa(value: value, isExact: isExact && isWhole)
    }

    private static func signed(_ magnitude: UInt128, isNegative: Bool) -> Int128? {
        guard isNegative else { return Int128(exactly: magnitude) }
        guard magnitude <= Int128.min.magnitude else { return nil }
        return Int128(truncatingIfNeeded: 0 &- magnitude)
    }

    /// Digits after the point as written, trailing zeros included: 2 for `1.50` and for `15e-1` 1.
    public var decimals: Int { max(0, -exponent) }

    /// Digits after the point without trailing zeros: 1 for `1.50`.
    public var decimalsNeeded: Int {
        var (rest, count) = (significand, decimals)
        while count > 0 {
            let (tenth, digit) = rest.quotientAndRemainder(dividingBy: 10)
            guard digit == 0, rest != 0 else { return rest == 0 ? 0 : count }
            (rest, count) = (tenth, count - 1)
        }
        return count
    }
}

/// A decimal value in whole units of 10^−decimals, and whether the text said exactly that.
@frozen
public struct Mantissa: Sendable, Equatable {
    /// The value, cut off toward zero.
    public let value: Int64
    /// False if digits other than zero were cut off.
    public let isExact: Bool

    /// A mantissa from its parts.
    @inlinable
    public init(value: Int64, isExact: Bool) {
        self.value = value
        self.isExact = isExact
    }
}

/// As ``Mantissa``, in 128 bits: for money at 10^−18.
@frozen
public struct WideMantissa: Sendable, Equatable {
    /// The value, cut off toward zero.
    public let value: Int128
    /// False if digits other than zero were cut off.
    public let isExact: Bool

    /// A mantissa from its parts.
    @inlinable
    public init(value: Int128, isExact: Bool) {
        self.value = value
        self.isExact = isExact
    }
}
