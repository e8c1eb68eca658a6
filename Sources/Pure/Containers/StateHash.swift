/// A 64-bit fingerprint of state, fed word by word.
///
/// Not cryptographic: it tells two states apart that differ by accident, not by design. Each word
/// is folded in by a full-width multiply, so a swapped pair of words gives another result.
@frozen
public struct StateHash: Sendable, Equatable {
    @usableFromInline var state: UInt64

    /// - Parameter seed: tells tables with equal rows apart.
    @inlinable
    public init(seed: UInt64 = 0) { state = seed ^ 0x6A09_E667_F3BC_C908 }

    /// Folds eight bytes in.
    @inlinable
    public mutating func combine(_ word: UInt64) {
        let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        state = (product.high ^ product.low) &+ 0xD1B5_4A32_D192_ED03
    }

    /// Folds bytes in, eight at a time, then how many there were.
    public mutating func combine(_ bytes: Span<UInt8>) {
        let raw = unsafe bytes.bytes
        var offset = 0
        while offset + 8 <= raw.byteCount {
            // In range by the loop's condition; any bit pattern is a valid integer.
            let word = unsafe raw.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset, as: UInt64.self)
            combine(UInt64(littleEndian: word))
            offset += 8
        }
        var last: UInt64 = 0
        while offset < raw.byteCount {
            last = last << 8 | UInt64(bytes[offset])
            offset += 1
        }
        combine(last)
        combine(UInt64(bytes.count))
    }

    /// The fingerprint of everything folded in so far.
    @inlinable public var value: UInt64 { state ^ (state >> 29) }
}
