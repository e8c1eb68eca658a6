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
    /// - Complexity: constant; by a divisor below 2^64 two divisions of the processor's own.
    public static func multiplyDivide(
        _ left: Int128, _ right: Int128, _ divisor: Int128, rounding: Rounding
    ) -> Int128? {
        precondition(divisor != 0, "a division by zero has no answer")
        let isNegative = ((left < 0) != (right < 0)) != (divisor < 0)
        let magnitude = divisor.magnitude
        let product = multiply(left.magnitude, right.magnitude)
        guard product.high < magnitude else { return nil }
        let (quotient, remainder) = divide(product.high, product.low, by: magnitude)
        let rounded = round(quotient, remainder, magnitude, rounding, isNegative)
        guard let rounded, rounded <= UInt128(Int128.max) else { return nil }
        return isNegative ? -Int128(rounded) : Int128(rounded)
    }

    /// Multiplies limb by limb: four instructions of the processor and their carries.
    private static func multiply(
        _ left: UInt128, _ right: UInt128
    ) -> (high: UInt128, low: UInt128) {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        guard overflow else { return (0, product) }
        let mask = UInt128(UInt64.max)
        let (leftHigh, leftLow) = (left >> 64, left & mask)
        let (rightHigh, rightLow) = (right >> 64, right & mask)
        let lowest = leftLow &* rightLow
        let middle = leftHigh &* rightLow &+ lowest >> 64
        let other = leftLow &* rightHigh &+ middle & mask
        return (leftHigh &* rightHigh &+ middle >> 64 &+ other >> 64, product)
    }

    /// Divides 256 bits, of which the upper half is less than the divisor.
    ///
    /// Nearly every divisor is a power of ten below 2^64, such as money's own scale: limb by limb,
    /// each step is one instruction of the processor, where the general division is a loop.
    private static func divide(
        _ high: UInt128, _ low: UInt128, by divisor: UInt128
    ) -> (quotient: UInt128, remainder: UInt128) {
        guard let narrow = UInt64(exactly: divisor) else {
            return high == 0
                ? low.quotientAndRemainder(dividingBy: divisor)
                : divisor.dividingFullWidth((high, low))
        }
        // The upper half is less than the divisor, so it fits in one limb and is a remainder.
        let upperLimb = UInt64(truncatingIfNeeded: low >> 64)
        let upper = narrow.dividingFullWidth((UInt64(truncatingIfNeeded: high), upperLimb))
        let lower = narrow.dividingFullWidth(
            (upper.remainder, UInt64(truncatingIfNeeded: low)))
        return (UInt128(upper.quotient) << 64 | UInt128(lower.quotient), UInt128(lower.remainder))
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
