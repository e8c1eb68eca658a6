import Host
import Testing

@Suite struct PackingTests {
    private func bytes(_ count: Int, step: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 / step &* 37) }
    }

    private func pack(_ pieces: [[UInt8]], level: Int = 3) throws -> [UInt8] {
        var encoder = try ZstdEncoder(level: level)
        var packed: [UInt8] = []
        for (place, piece) in pieces.enumerated() {
            try encoder.pack(
                unsafe piece.span.bytes, endsFrame: place == pieces.count - 1, onto: &packed)
        }
        return packed
    }

    @Test("what was packed piece by piece is unpacked in one go", arguments: [1, 3, 9])
    func roundTrip(level: Int) throws {
        let pieces = [bytes(100_000, step: 9), [], bytes(300_000, step: 1), bytes(1, step: 1)]
        let packed = try pack(pieces, level: level)
        let whole = pieces.flatMap(\.self)
        #expect(packed.count < whole.count / 2)
        var room = AlignedBytes(count: whole.count, alignment: 4096)
        let made = try ZstdDecoder.unpack(unsafe packed.span.bytes, into: &room)
        #expect(made == whole.count)
        let same = room.read(0..<whole.count) { unsafe $0.withUnsafeBytes { unsafe [UInt8]($0) } }
        #expect(same == whole)
    }

    @Test("nothing is packed to a frame of nothing")
    func nothing() throws {
        let packed = try pack([[]])
        var room = AlignedBytes(count: 16, alignment: 16)
        #expect(try ZstdDecoder.unpack(unsafe packed.span.bytes, into: &room) == 0)
    }

    @Test("what does not fit, or is no zstd, is a fault")
    func faults() throws {
        let packed = try pack([bytes(1000, step: 1)])
        var room = AlignedBytes(count: 999, alignment: 16)
        #expect(throws: ZstdFault.self) {
            _ = try ZstdDecoder.unpack(unsafe packed.span.bytes, into: &room)
        }
        let other: [UInt8] = [1, 2, 3]
        #expect(throws: ZstdFault.self) {
            _ = try ZstdDecoder.unpack(unsafe other.span.bytes, into: &room)
        }
    }

    @Test("BLAKE2b gives the digest of RFC 7693, in one piece and in several")
    func digest() throws {
        // RFC 7693, appendix A.
        let expected = """
            ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1\
            7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923
            """
        let text = Array("abc".utf8)
        let digest = unsafe BLAKE2b.digest(of: text.span.bytes)
        #expect(digest.description == expected)
        #expect(Digest512(hexadecimal: digest.description) == digest)
        var pieces = BLAKE2b()
        for byte in text {
            let one = [byte]
            pieces.update(unsafe one.span.bytes)
        }
        #expect(pieces.digest() == digest)
        #expect(Digest512(hexadecimal: "ab") == nil)
        #expect(Digest512(hexadecimal: String(repeating: "x", count: 128)) == nil)
    }
}
