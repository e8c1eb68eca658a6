/// CRC-32 as zlib, PNG and Ethernet compute it: what Kraken, OKX and Bitget check their books with.
///
/// Polynomial 0x04C11DB7 in reflected form, start and end complemented. (The journal uses CRC-32C,
/// which is another polynomial.) Bytes may come in pieces; `value` is right after each of them.
///
/// - Source: RFC 1952 §8; slicing by eight after Kounavis and Berry, DOI 10.1109/TC.2008.85.
public struct CRC32: Sendable {
    private var state: UInt32 = ~0

    /// The checksum of nothing, which is 0.
    public init() {}

    /// The checksum of all bytes so far.
    public var value: UInt32 { ~state }

    /// The checksum of `bytes`.
    public static func of(_ bytes: Span<UInt8>) -> UInt32 {
        var checksum = CRC32()
        checksum.update(bytes)
        return checksum.value
    }

    /// Takes in one more byte.
    public mutating func update(_ byte: UInt8) {
        let index = Int(UInt8(truncatingIfNeeded: state) ^ byte)
        state = state &>> 8 ^ Self.tables[index]
    }

    /// Takes in more bytes.
    ///
    /// - Complexity: linear, eight bytes a step; no allocation.
    public mutating func update(_ bytes: Span<UInt8>) {
        let tables = Self.tables.span
        var crc = state
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = EightBytes.load(bytes, at: offset) ^ UInt64(crc)
            crc = 0
            var table = 7
            while table >= 0 {
                // The first byte has seven more behind it, so it takes the table of the last place.
                let shift = UInt64(truncatingIfNeeded: (7 &- table) &* 8)
                crc ^= tables[table &* 256 &+ Int(word &>> shift & 0xFF)]
                table &-= 1
            }
            offset &+= 8
        }
        while offset < bytes.count {
            crc = crc &>> 8 ^ tables[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[offset])]
            offset &+= 1
        }
        state = crc
    }

    /// Eight tables of 256: table `n` advances a byte by `n` further zero bytes. Made at first use.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var remainder = UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder >> 1 ^ (remainder & 1 == 0 ? 0 : 0xEDB8_8320)
            }
            tables[byte] = remainder
        }
        for index in 256..<2048 {
            let previous = tables[index - 256]
            tables[index] = previous >> 8 ^ tables[Int(previous & 0xFF)]
        }
        return tables
    }()
}
