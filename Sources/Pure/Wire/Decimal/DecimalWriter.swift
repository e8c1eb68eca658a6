public import Domain

/// What becomes of zeros at the end of a fraction when a decimal is written.
public enum TrailingZeros: Sendable, Equatable {
    /// The shortest exact text: `0.1`, `-12`, `0`.
    case dropped
    /// All the decimals there are: `0.10000000`, as venues write.
    case kept
}

/// Writes decimal numbers as text, exactly.
public enum DecimalWriter {
    /// Most digits after the point.
    public static let decimalsMax = 38

    /// Appends `mantissa` × 10^−`decimals`, never with an exponent, a plus sign or a needless zero
    /// in front.
    ///
    /// - Parameters:
    ///   - mantissa: the value in units of 10^−`decimals`.
    ///   - decimals: digits after the point, 0…``decimalsMax``.
    ///   - zeros: whether zeros at the end of the fraction stay.
    ///   - bytes: what to append to.
    /// - Complexity: linear in the digits; allocates only to make room in `bytes`.
    public static func append(
        _ mantissa: Int128, decimals: Int, zeros: TrailingZeros = .dropped,
        to bytes: inout [UInt8]
    ) {
        precondition(decimals >= 0 && decimals <= decimalsMax)
        var digits = Digits()
        digits.put(mantissa.magnitude)
        digits.pad(to: decimals + 1)
        let point = digits.end - decimals
        var end = digits.end
        if zeros == .dropped {
            while end > point, digits.buffer[end - 1] == Ascii.zero { end -= 1 }
        }
        if mantissa < 0 { bytes.append(Ascii.minus) }
        for index in digits.start..<point { bytes.append(digits.buffer[index]) }
        guard end > point else { return }
        bytes.append(Ascii.point)
        for index in point..<end { bytes.append(digits.buffer[index]) }
    }

    /// As ``append(_:decimals:zeros:to:)`` for 64 bits.
    @inlinable
    public static func append(
        _ mantissa: Int64, decimals: Int, zeros: TrailingZeros = .dropped,
        to bytes: inout [UInt8]
    ) {
        append(Int128(mantissa), decimals: decimals, zeros: zeros, to: &bytes)
    }

    /// The text of `mantissa` × 10^−`decimals`. Allocates; for people, not for the hot path.
    public static func text(
        _ mantissa: Int128, decimals: Int, zeros: TrailingZeros = .dropped
    ) -> String {
        var bytes: [UInt8] = []
        append(mantissa, decimals: decimals, zeros: zeros, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Digits being written from the last to the first: 2^128 has 39.
    private struct Digits {
        var buffer = InlineArray<40, UInt8>(repeating: Ascii.zero)
        let end = 40
        var start = 40

        mutating func put(_ magnitude: UInt128) {
            var rest = magnitude
            var count = 0
            while rest > UInt128(UInt64.max) {
                // 64-bit division is much quicker: take off 19 digits, then write those.
                let (high, low) = rest.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
                putSmall(UInt64(low))
                rest = high
                count += 19
                pad(to: count)
            }
            putSmall(UInt64(rest))
        }

        mutating func putSmall(_ value: UInt64) {
            var rest = value
            while rest > 0 {
                let (tenth, digit) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                buffer[start] = Ascii.zero + UInt8(truncatingIfNeeded: digit)
                rest = tenth
            }
        }

        /// Puts zeros in front until there are `count` digits.
        mutating func pad(to count: Int) {
            // The buffer is filled with zeros.
            if end - start < count { start = end - count }
        }
    }
}

extension Price {
    /// The price as text, shortest: mantissa 12_50 at 2 decimals is `12.5`.
    ///
    /// - Parameter decimals: the instrument version's price decimals, 0…18.
    public func text(decimals: Int) -> String {
        DecimalWriter.text(Int128(mantissa), decimals: decimals)
    }
}

extension Quantity {
    /// The quantity as text, shortest.
    ///
    /// - Parameter decimals: the instrument version's quantity decimals, 0…18.
    public func text(decimals: Int) -> String {
        DecimalWriter.text(Int128(mantissa), decimals: decimals)
    }
}

extension Money {
    /// The exact amount as text, shortest: `0.1`, `-12`.
    public var text: String { DecimalWriter.text(raw, decimals: Money.decimals) }
}
