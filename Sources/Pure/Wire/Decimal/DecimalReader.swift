/// Reads a decimal number of any length, digit by digit: the way for whatever the fast one does not
/// take.
struct DecimalReader {
    var isNegative = false
    var significand: UInt128 = 0
    var exponent = 0
    var isExact = true
    /// No digit fits into the significand any more.
    private var isFull = false
    private var cursor: Int
    private let end: Int

    init(_ text: Span<UInt8>, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= text.count)
        cursor = range.lowerBound
        end = range.upperBound
    }

    /// True if everything up to the end was one decimal number.
    mutating func read(_ text: Span<UInt8>) -> Bool {
        if cursor < end, text[cursor] == Ascii.minus || text[cursor] == Ascii.plus {
            isNegative = text[cursor] == Ascii.minus
            cursor += 1
        }
        let whole = digits(text, isFraction: false)
        var fraction = 0
        if cursor < end, text[cursor] == Ascii.point {
            cursor += 1
            fraction = digits(text, isFraction: true)
        }
        guard whole + fraction > 0 else { return false }
        if cursor < end, text[cursor] | 0x20 == Ascii.e {
            guard readExponent(text) else { return false }
        }
        return cursor == end
    }

    /// Takes in digits while there are any; how many there were.
    private mutating func digits(_ text: Span<UInt8>, isFraction: Bool) -> Int {
        let start = cursor
        while cursor < end, Ascii.isDigit(text[cursor]) {
            let digit = text[cursor] &- Ascii.zero
            if take(digit) {
                exponent -= isFraction ? 1 : 0
            } else {
                exponent += isFraction ? 0 : 1
                isExact = isExact && digit == 0
            }
            cursor += 1
        }
        return cursor - start
    }

    /// Appends a digit to the significand; false if it has no room for it, and for none after it.
    private mutating func take(_ digit: UInt8) -> Bool {
        if significand < 1_000_000_000_000_000_000 {
            // 64 bits are enough, and quicker.
            let small = UInt64(truncatingIfNeeded: significand)
            significand = UInt128(small &* 10 &+ UInt64(digit))
            return true
        }
        guard !isFull else { return false }
        let (tens, overflow) = significand.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(UInt128(digit))
        isFull = overflow || carry
        if !isFull { significand = sum }
        return !isFull
    }

    /// Reads the exponent from its letter on. Its size is held at ``DecimalText/exponentMax``.
    private mutating func readExponent(_ text: Span<UInt8>) -> Bool {
        cursor += 1
        var isDown = false
        if cursor < end, text[cursor] == Ascii.minus || text[cursor] == Ascii.plus {
            isDown = text[cursor] == Ascii.minus
            cursor += 1
        }
        let start = cursor
        var size = 0
        while cursor < end, Ascii.isDigit(text[cursor]) {
            size = min(DecimalText.exponentMax, size * 10 + Int(text[cursor] - Ascii.zero))
            cursor += 1
        }
        exponent += isDown ? -size : size
        return cursor > start
    }
}

/// 10^0 … 10^38, which is as far as 128 bits go.
enum PowersOfTen {
    private static let table: [UInt128] = {
        var powers: [UInt128] = [1]
        for _ in 1...38 { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()

    static subscript(exponent: Int) -> UInt128 { table[exponent] }
}
