/// How a division that leaves a remainder is settled. Every rounding in the house names one.
public enum Rounding: Sendable, Equatable {
    /// Drops the remainder.
    case towardZero
    /// To the next whole number of larger magnitude: charges against us.
    case awayFromZero
    /// To the nearest, a tie to the even one: profit and loss.
    case halfEven
    /// Toward more: a price at which something ends for a position that falls.
    case up
    /// Toward less: what is received, or left.
    case down
}

/// Multiplication and division of 128-bit numbers whose product may need 256 bits.
public enum FullWidth {
    /// `left` × `right` ÷ `divisor`, with one rounding at the end.
    ///
    /// - Parameter divisor: not zero; zero is a programmer error and traps.
    /// - Returns: nil where the quotient lies outside ± (2^127 − 1): the lowest number has no
    ///   opposite, so it is never an answer.
    /// - Complexity: constant; a product that fits in 127 bits takes one division.
    public static func multiplyDivide(
        _ left: Int128, _ right: Int128, _ divisor: Int128, rounding: Rounding
    ) -> Int128? {
        precondition(divisor != 0, "a division by zero has no answer")
        let isNegative = ((left < 0) != (right < 0)) != (divisor < 0)
        let magnitude = divisor.magnitude
        let product = left.magnitude.multipliedFullWidth(by: right.magnitude)
        guard product.high < magnitude else { return nil }
        let (quotient, remainder): (UInt128, UInt128) =
            product.high == 0
            ? product.low.quotientAndRemainder(dividingBy: magnitude)
            : magnitude.dividingFullWidth(product)
        let rounded = round(quotient, remainder, magnitude, rounding, isNegative)
        guard let rounded, rounded <= UInt128(Int128.max) else { return nil }
        return isNegative ? -Int128(rounded) : Int128(rounded)
    }

    private static func round(
        _ quotient: UInt128, _ remainder: UInt128, _ divisor: UInt128, _ rounding: Rounding,
        _ isNegative: Bool
    ) -> UInt128? {
        guard remainder != 0 else { return quotient }
        let goesUp: Bool
        switch rounding {
        case .towardZero: goesUp = false
        case .awayFromZero: goesUp = true
        case .up: goesUp = !isNegative
        case .down: goesUp = isNegative
        case .halfEven:
            let rest = divisor - remainder
            goesUp = remainder > rest || (remainder == rest && quotient & 1 == 1)
        }
        guard goesUp else { return quotient }
        let (sum, overflow) = quotient.addingReportingOverflow(1)
        return overflow ? nil : sum
    }
}
