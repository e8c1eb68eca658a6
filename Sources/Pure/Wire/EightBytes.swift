/// Eight bytes of text at a time, as one integer with the first byte lowest.
enum EightBytes {
    /// - Parameter offset: of the first of the eight; all must be inside the text (checked).
    @inline(__always)
    static func load(_ text: Span<UInt8>, at offset: Int) -> UInt64 {
        // Safe: any eight bytes are an integer, and the span checks that they are inside.
        UInt64(
            littleEndian: unsafe text.bytes.unsafeLoadUnaligned(
                fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    static func loadFour(_ text: Span<UInt8>, at offset: Int) -> UInt32 {
        // Safe: any four bytes are an integer, and the span checks that they are inside.
        UInt32(
            littleEndian: unsafe text.bytes.unsafeLoadUnaligned(
                fromByteOffset: offset, as: UInt32.self))
    }

    /// Marks (top bit) the bytes that are not `0`–`9`; only the lowest mark counts, a carry may set
    /// higher ones.
    @inline(__always)
    static func notDigits(_ word: UInt64) -> UInt64 {
        let values = word ^ 0x3030_3030_3030_3030
        return (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
    }

    /// Up to eight bytes of `range`, zero-filled.
    static func prefix(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<min(8, range.count) {
            word |= UInt64(text[range.lowerBound + index]) &<< (8 &* UInt64(index))
        }
        return word
    }
}
