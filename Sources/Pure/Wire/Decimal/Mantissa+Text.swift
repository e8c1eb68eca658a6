extension Mantissa {
    /// Reads all of `text` as a decimal number in units of 10^−`decimals`.
    ///
    /// - Returns: nil if it is no decimal number or does not fit in 64 bits.
    @inlinable
    public init?(_ text: Span<UInt8>, decimals: Int) {
        self.init(text, 0..<text.count, decimals: decimals)
    }

    /// Reads all of `text` within `range` as a decimal number in units of 10^−`decimals`.
    ///
    /// - Parameters:
    ///   - text: the bytes that hold the number.
    ///   - range: where it is.
    ///   - decimals: digits after the point that the result counts, 0…18.
    /// - Returns: nil if it is no decimal number or does not fit in 64 bits.
    /// - Complexity: linear in the digits, a few nanoseconds for up to 24 characters that do not
    ///   begin the text; no allocation.
    public init?(_ text: Span<UInt8>, _ range: Range<Int>, decimals: Int) {
        precondition(decimals >= 0 && decimals <= 18)
        if let short = ShortDecimal(text, range) ?? ShortDecimal(longer: text, range) {
            self.init(short, decimals: decimals)
        } else {
            self.init(careful: text, range, decimals: decimals)
        }
    }

    @inline(never)
    private init?(careful text: Span<UInt8>, _ range: Range<Int>, decimals: Int) {
        guard let mantissa = DecimalText(text, range)?.mantissa(decimals: decimals) else {
            return nil
        }
        self = mantissa
    }

    @inline(__always)
    private init?(_ short: ShortDecimal, decimals: Int) {
        let shift = decimals &- short.fraction
        var value = short.digits
        var isExact = true
        if shift > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: Self.power(shift))
            guard !overflow, product <= UInt64(Int64.max) else { return nil }
            value = product
        } else if shift < 0 {
            let (whole, rest) = value.quotientAndRemainder(dividingBy: Self.power(0 &- shift))
            value = whole
            isExact = rest == 0
        }
        let magnitude = Int64(bitPattern: value)
        self.init(value: short.isNegative ? 0 &- magnitude : magnitude, isExact: isExact)
    }

    /// 10 to the power of 1…18: a table in the program's text, without a start-up cost.
    @inline(__always)
    private static func power(_ exponent: Int) -> UInt64 {
        switch exponent {
        case 1: 10
        case 2: 100
        case 3: 1_000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        case 9: 1_000_000_000
        case 10: 10_000_000_000
        case 11: 100_000_000_000
        case 12: 1_000_000_000_000
        case 13: 10_000_000_000_000
        case 14: 100_000_000_000_000
        case 15: 1_000_000_000_000_000
        case 16: 10_000_000_000_000_000
        case 17: 100_000_000_000_000_000
        case 18: 1_000_000_000_000_000_000
        default: preconditionFailure("exponents of ten are 1…18 here")
        }
    }
}

/// A decimal of up to 16 characters after its sign and without an exponent, read sixteen bytes at
/// once: what venues send nearly always.
struct ShortDecimal {
    let digits: UInt64
    /// Digits after the point.
    let fraction: Int
    let isNegative: Bool
    private let hasPoint: Bool

    /// Nil if the text is not of that form, or has fewer than 16 bytes up to the number's end: then
    /// ``DecimalReader`` decides.
    @inline(__always)
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        let end = range.upperBound
        guard end >= 16, end <= text.count, !range.isEmpty else { return nil }
        isNegative = text[range.lowerBound] == Ascii.minus
        let length = range.count &- (isNegative ? 1 : 0)
        guard length >= 1, length <= 16 else { return nil }
        // The number's last character is the highest byte of `high`; what precedes it becomes
        // zeros.
        var low = EightBytes.load(text, at: end &- 16) ^ 0x3030_3030_3030_3030
        var high = EightBytes.load(text, at: end &- 8) ^ 0x3030_3030_3030_3030
        let surplus = UInt64(truncatingIfNeeded: 16 &- length) &* 8
        if surplus >= 64 {
            low = 0
            high = (high &>> (surplus &- 64)) &<< (surplus &- 64)
        } else {
            low = (low &>> surplus) &<< surplus
        }
        let lowMarks = Self.notDigits(low)
        let highMarks = Self.notDigits(high)
        hasPoint = lowMarks | highMarks != 0
        if !hasPoint {
            fraction = 0
        } else if highMarks == 0 {
            guard length > 1, let place = Self.point(low, lowMarks) else { return nil }
            fraction = 15 &- place
            low = Self.without(low, place)
        } else {
            guard length > 1, lowMarks == 0, let place = Self.point(high, highMarks) else {
                return nil
            }
            fraction = 7 &- place
            high = Self.without(high, place) | low &>> 56
            low = low &<< 8
        }
        digits = Self.value(low) &* 100_000_000 &+ Self.value(high)
    }

    /// A number of 17 to 24 characters after its sign whose last eight are digits: the quantities
    /// of cheap coins. Nil as above, or if its digits together exceed 64 bits.
    @inline(never)
    init?(longer text: Span<UInt8>, _ range: Range<Int>) {
        guard range.count > 16, range.count <= 25,
            let head = ShortDecimal(text, range.lowerBound..<range.upperBound &- 8)
        else { return nil }
        let tail = EightBytes.load(text, at: range.upperBound &- 8) ^ 0x3030_3030_3030_3030
        fraction = head.hasPoint ? head.fraction &+ 8 : 0
        let (tens, overflow) = head.digits.multipliedReportingOverflow(by: 100_000_000)
        let (sum, carry) = tens.addingReportingOverflow(Self.value(tail))
        guard Self.notDigits(tail) == 0, !overflow, !carry, sum <= UInt64(Int64.max),
            fraction <= 18
        else { return nil }
        (digits, isNegative, hasPoint) = (sum, head.isNegative, head.hasPoint)
    }

    /// Marks (top bit) the bytes above 9; a carry may set marks above the lowest, never below.
    @inline(__always)
    private static func notDigits(_ values: UInt64) -> UInt64 {
        (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
    }

    /// Index of the one marked byte if that is a point.
    @inline(__always)
    private static func point(_ values: UInt64, _ marks: UInt64) -> Int? {
        let shift = UInt64(truncatingIfNeeded: marks.trailingZeroBitCount &- 7)
        let isAlone = marks & (marks &- 1) == 0
        let isPoint = UInt8(truncatingIfNeeded: values &>> shift) == Ascii.point ^ Ascii.zero
        return isAlone && isPoint ? Int(truncatingIfNeeded: shift &>> 3) : nil
    }

    /// The bytes with the one at `place` taken out; those before it move up, a zero comes in below.
    @inline(__always)
    private static func without(_ values: UInt64, _ place: Int) -> UInt64 {
        let shift = UInt64(truncatingIfNeeded: place &* 8)
        let below = (1 &<< shift) &- 1 as UInt64
        return (values & below) &<< 8 | values & ~(below &<< 8 | 0xFF)
    }

    /// The number that eight digits write, the first one in the lowest byte.
    @inline(__always)
    private static func value(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ digits &>> 8
        let evens = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let odds = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (evens &+ odds) &>> 32
    }
}
