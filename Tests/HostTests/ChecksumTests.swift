import Host
import Testing

@Suite struct ChecksumTests {
    private let text = Array("123456789".utf8)

    @Test("CRC32C gives the check value of its specification")
    func crcVector() {
        #expect(unsafe Checksum.crc32c(text.span.bytes) == 0xE306_9283)
        #expect(unsafe Checksum.crc32cByTable(text.span.bytes) == 0xE306_9283)
        #expect(Checksum.crc32c(RawSpan()) == 0)
    }

    @Test("CRC32C gives the values of RFC 3720, appendix B.4")
    func crcVectorsOfTheRFC() {
        let zeros = [UInt8](repeating: 0, count: 32)
        let ones = [UInt8](repeating: 0xFF, count: 32)
        let up = (0..<32).map { UInt8($0) }
        #expect(unsafe Checksum.crc32c(zeros.span.bytes) == 0x8A91_36AA)
        #expect(unsafe Checksum.crc32c(ones.span.bytes) == 0x62A8_AB43)
        #expect(unsafe Checksum.crc32c(up.span.bytes) == 0x46DD_794E)
    }

    @Test("the fast CRC32C agrees with the table at every length and start")
    func crcTwins() {
        var state: UInt32 = 1
        let bytes = (0..<8000).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        let lengths = Array(0...800) + [1023, 1024, 3071, 3072, 3073, 4000, 6144, 7990]
        for length in lengths {
            let part = unsafe bytes.span.bytes.extracting(length % 9..<length % 9 + length)
            let fast = Checksum.crc32c(part, continuing: UInt32(length))
            #expect(fast == Checksum.crc32cByTable(part, continuing: UInt32(length)))
        }
    }

    @Test("CRC32C of two parts is that of the whole")
    func crcContinues() {
        let whole = unsafe text.span.bytes
        let first = Checksum.crc32c(whole.extracting(0..<4))
        #expect(Checksum.crc32c(whole.extracting(4..<9), continuing: first) == 0xE306_9283)
    }

    @Test("XXH3-128 gives the value of the reference for no bytes and seed 0")
    func xxh3() {
        #expect(Checksum.xxh3(RawSpan()).description == "99aa06d3014798d86001c324468d497f")
    }

    @Test("XXH3-128 piece by piece is that of the whole, wherever it is cut")
    func xxh3Pieces() {
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 3) }
        let whole = unsafe bytes.span.bytes
        for (first, second) in [(0, 0), (1, 2), (240, 241), (256, 1024), (1500, 2999), (0, 3000)] {
            var hash = XXH3()
            for part in [0..<first, first..<second, second..<3000] {
                hash.update(whole.extracting(part))
            }
            #expect(hash.digest() == Checksum.xxh3(whole))
        }
    }

    @Test("a large piece of memory is zeros, aligned, and its own", arguments: [16, 4096, 1 << 16])
    func largeMemory(alignment: Int) {
        for count in [(2 << 20) - 1, 2 << 20, (5 << 20) + 3] {
            for _ in 0..<3 {
                var bytes = AlignedBytes(count: count, alignment: alignment)
                let other = AlignedBytes(count: count, alignment: alignment)
                #expect(bytes.read(0..<count) { ByteRun.isAll($0, 0) })
                let address = bytes.read(0..<count) { raw in
                    unsafe raw.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
                }
                #expect(address % alignment == 0)
                bytes.set(0..<count, to: 7)
                #expect(bytes.read(0..<count) { ByteRun.isAll($0, 7) })
                #expect(other.read(0..<count) { ByteRun.isAll($0, 0) })
            }
        }
    }

    @Test("the ends of a run are found at every place")
    func runs() {
        for length in [1, 255, 256, 257, 1000] {
            var bytes = [UInt8](repeating: 7, count: length)
            #expect(unsafe ByteRun.isAll(bytes.span.bytes, 7))
            #expect(unsafe ByteRun.endOffset(in: bytes.span.bytes, notEqualTo: 7) == 0)
            for place in stride(from: 0, to: length, by: 13) {
                bytes[place] = 8
                #expect(unsafe ByteRun.firstOffset(in: bytes.span.bytes, notEqualTo: 7) == place)
                #expect(unsafe ByteRun.endOffset(in: bytes.span.bytes, notEqualTo: 7) == place + 1)
                bytes[place] = 7
            }
        }
    }
}
