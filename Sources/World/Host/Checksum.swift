internal import CHost
internal import CXXHash

/// A 128-bit value that names some bytes: a checksum, a chain position, a journal's identity.
///
/// Not a secret and not a signature: it finds accidents, not adversaries.
@frozen public struct Hash128: Sendable, Equatable, CustomStringConvertible {
    /// The upper 64 bits.
    public var high: UInt64
    /// The lower 64 bits.
    public var low: UInt64

    /// The value made of two halves.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All bits zero: "nothing yet".
    public static let zero = Hash128(high: 0, low: 0)

    /// 32 lower-case hexadecimal digits, the upper half first.
    public var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

    private static func hexadecimal(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The checksums of the house, each a door to the fastest code for this processor.
public enum Checksum {
    /// CRC32C (Castagnoli) of `bytes`, continued from `crc`.
    ///
    /// - Parameter crc: the value of the bytes before these; 0 at the beginning.
    /// - Complexity: O(bytes), about 25 GB/s with SSE 4.2; no allocation.
    /// - Source: RFC 3720, appendix B.4.
    public static func crc32c(_ bytes: RawSpan, continuing crc: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return crc }
            return unsafe chost_crc32c(crc, base, raw.count)
        }
    }

    /// The same by table: slower, and the judge of `crc32c`.
    public static func crc32cByTable(_ bytes: RawSpan, continuing crc: UInt32 = 0) -> UInt32 {
        unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return crc }
            return unsafe chost_crc32c_by_table(crc, base, raw.count)
        }
    }

    /// XXH3-128 of `bytes` with seed 0.
    ///
    /// - Complexity: O(bytes), more than 10 GB/s; no allocation.
    /// - Source: xxHash specification, XXH3 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
    public static func xxh3(_ bytes: RawSpan) -> Hash128 {
        unsafe bytes.withUnsafeBytes { raw in
            let hash = unsafe XXH3_128bits(raw.baseAddress, raw.count)
            return Hash128(high: hash.high64, low: hash.low64)
        }
    }
}

/// Questions about runs of one byte, answered at memory speed in every build.
public enum ByteRun {
    /// The offset of the first byte that is not `value`; nil where all are.
    public static func firstOffset(in bytes: RawSpan, notEqualTo value: UInt8) -> Int? {
        let offset: Int = unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return 0 }
            return unsafe chost_first_not(base, raw.count, value)
        }
        return offset == bytes.byteCount ? nil : offset
    }

    /// One past the last byte that is not `value`; 0 where all are.
    public static func endOffset(in bytes: RawSpan, notEqualTo value: UInt8) -> Int {
        unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return 0 }
            return unsafe chost_end_of_not(base, raw.count, value)
        }
    }

    /// Whether every byte is `value` (true for no bytes).
    public static func isAll(_ bytes: RawSpan, _ value: UInt8) -> Bool {
        firstOffset(in: bytes, notEqualTo: value) == nil
    }
}
