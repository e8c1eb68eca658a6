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
    /// - Complexity: linear in the digits; no allocation.
    public init?(_ text: Span<UInt8>, _ range: Range<Int>, decimals: Int) {
        precondition(decimals >= 0 && decimals <= 18)
        guard let mantissa = DecimalText(text, range)?.mantissa(decimals: decimals) else {
            return nil
        }
        self = mantissa
    }
}
