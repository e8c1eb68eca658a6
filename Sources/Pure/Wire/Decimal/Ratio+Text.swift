public import Domain

extension Ratio {
    /// Reads all of `text` as a decimal number, every digit of it.
    ///
    /// - Returns: nil if it is no decimal number as ``DecimalText`` takes them, or has more digits
    ///   than there is room for.
    /// - Complexity: linear in the digits; no allocation.
    public init?(_ text: Span<UInt8>) {
        guard let decimal = DecimalText(text) else { return nil }
        if decimal.isExact, let mantissa = Int128(exactly: decimal.significand) {
            self.init(
                decimal.isNegative ? -mantissa : mantissa, timesTenToThe: decimal.exponent)
        } else {
            self.init(long: text, isNegative: decimal.isNegative)
        }
    }

    /// A number of more digits than 128 bits have, taken a piece at a time.
    private init?(long text: Span<UInt8>, isNegative: Bool) {
        var (value, piece, count) = (Ratio.zero, Int128(0), 0)
        var (decimals, isFraction, place) = (0, false, 0)
        while place < text.count, text[place] | 0x20 != Ascii.e {
            let byte = text[place]
            place += 1
            if byte == Ascii.point { isFraction = true }
            guard Ascii.isDigit(byte) else { continue }
            (piece, count) = (piece * 10 + Int128(byte - Ascii.zero), count + 1)
            if isFraction { decimals += 1 }
            if count == 30 {
                guard value.append(piece, digits: count) else { return nil }
                (piece, count) = (0, 0)
            }
        }
        guard value.append(piece, digits: count) else { return nil }
        guard let power = Self.exponent(text, from: place),
            let scale = Ratio(isNegative ? -1 : 1, timesTenToThe: power - decimals),
            let scaled = try? value * scale
        else { return nil }
        self = scaled
    }

    /// What follows the digits: nothing, or an exponent, which must be small.
    private static func exponent(_ text: Span<UInt8>, from place: Int) -> Int? {
        guard place < text.count else { return 0 }
        let bound = Int64(Limits.decimalsMax)
        guard let power = Mantissa(text, place + 1..<text.count, decimals: 0)?.value,
            power >= -bound && power <= bound
        else { return nil }
        return Int(power)
    }

    private mutating func append(_ piece: Int128, digits: Int) -> Bool {
        guard let shift = Ratio(1, timesTenToThe: digits),
            let sum = try? self * shift + Ratio(piece)
        else { return false }
        self = sum
        return true
    }

    /// `mantissa` × 10^`exponent`, nil where the exponent is beyond ``Limits/decimalsMax``.
    private init?(_ mantissa: Int128, timesTenToThe exponent: Int) {
        let bound = Limits.decimalsMax
        guard mantissa != 0 else {
            self = .zero
            return
        }
        guard exponent >= -bound && exponent <= bound else { return nil }
        if exponent <= 0 {
            self.init(mantissa, decimals: -exponent)
            return
        }
        guard let scaled = try? Ratio(mantissa) / Ratio(1, decimals: exponent) else { return nil }
        self = scaled
    }

    /// The number as text, to the nearest at `decimals` digits after the point, ties to even, and
    /// without needless zeros.
    ///
    /// - Parameter decimals: 0…38.
    /// - Returns: nil where it is beyond 128 bits.
    public func text(decimals: Int) -> String? {
        guard let mantissa = try? mantissa(decimals: decimals, rounded: .halfEven) else {
            return nil
        }
        return DecimalWriter.text(mantissa, decimals: decimals)
    }
}
