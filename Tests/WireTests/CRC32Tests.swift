import Containers
import Testing
import Wire

@Suite struct CRC32Tests {
    /// The first is the check value of the catalogue of parametrised CRC algorithms
    /// (CRC-32/ISO-HDLC).
    @Test(
        arguments: [
            ("123456789", 0xCBF4_3926), ("", 0), ("a", 0xE8B7_BE43),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)])
    func knownVectorsHold(text: String, checksum: UInt32) {
        #expect(CRC32.of(Array(text.utf8).span) == checksum)
    }

    private static let judge = """
        import zlib
        for item in items(): print(zlib.crc32(item))
        """

    @Test(.enabled(if: Python.isPresent, Python.missing))
    func checksumsAreThoseOfZlib() throws {
        var random = SeededRandom(seed: 3)
        let items = (0..<400).map { count in (0..<count).map { _ in UInt8(random.below(256)) } }
        let verdicts = try Python.run(Self.judge, on: items)
        #expect(items.map { "\(CRC32.of($0.span))" } == verdicts)
    }

    @Test func bytesInPiecesGiveTheSameChecksum() {
        var random = SeededRandom(seed: 4)
        let bytes = (0..<1_000).map { _ in UInt8(random.below(256)) }
        for _ in 0..<50 {
            var checksum = CRC32()
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(1 + random.below(40))
                if piece.count == 1 {
                    checksum.update(piece[piece.startIndex])
                } else {
                    checksum.update(Array(piece).span)
                }
                rest = rest.dropFirst(piece.count)
            }
            #expect(checksum.value == CRC32.of(bytes.span))
        }
    }
}
