internal import Host

/// The first 1,024 bytes of a compacted segment; the zstd frame follows.
///
///     0 magic u64 │ 8 CRC32C u32 of 12..<1024 │ 12 version u16 │ 14 zero │ 16 journal id
///     32 segment u32 │ 36 zero │ 40 segment bytes u64 │ 48 content bytes u64
///     56 packed bytes u64 │ 64 XXH3-128 of the packed bytes │ 80 compacted at i64 │ 88 zeros
///     128 seal of the segment before │ 192 seal │ 256 zeros │ 512 the segment's first sector
///
/// Content is all of the segment up to its last block that is not zeros.
struct CompactedHeader: Sendable, Equatable {
    var identity: Hash128
    var segment: UInt32
    /// The length of the segment, zeros included.
    var segmentBytes: Int
    var contentBytes: Int
    var packedBytes: Int
    var packedHash: Hash128
    /// Nanoseconds UTC, as the caller had it: when the segment was full, or a little later.
    var compactedAt: Int64
    var sealBefore: Digest512
    var seal: Digest512
    /// As it is in the segment, so that a start can look for its place without unpacking.
    var firstSector: [UInt8]

    static let byteCount = 1024
    static let version: UInt16 = 1
    static let magic: UInt64 = 0x3154_4341_504D_4C50  // "PLMPACT1"

    /// Writes the header to the start of `buffer`.
    func write(to buffer: inout AlignedBytes) {
        precondition(firstSector.count == JournalFormat.sectorBytes)
        buffer.set(0..<Self.byteCount, to: 0)
        buffer.store(Self.magic, at: 0)
        buffer.store(Self.version, at: 12)
        buffer.store(identity, at: 16)
        buffer.store(segment, at: 32)
        buffer.store(UInt64(segmentBytes), at: 40)
        buffer.store(UInt64(contentBytes), at: 48)
        buffer.store(UInt64(packedBytes), at: 56)
        buffer.store(packedHash, at: 64)
        buffer.store(compactedAt, at: 80)
        buffer.copy(unsafe sealBefore.bytes.span.bytes, to: 128)
        buffer.copy(unsafe seal.bytes.span.bytes, to: 192)
        buffer.copy(unsafe firstSector.span.bytes, to: 512)
        let crc = buffer.read(12..<Self.byteCount) { Checksum.crc32c($0) }
        buffer.store(crc, at: 8)
    }

    enum Reading: Equatable {
        case header(CompactedHeader)
        case foreignVersion(UInt16)
        case damaged
    }

    /// Reads the beginning of a file of `fileBytes`.
    static func read(_ bytes: RawSpan, fileBytes: Int) -> Reading {
        guard bytes.byteCount >= byteCount, bytes.integer(at: 0) == magic,
            bytes.integer(at: 8) == Checksum.crc32c(bytes.extracting(12..<byteCount))
        else { return .damaged }
        let found: UInt16 = bytes.integer(at: 12)
        guard found == version else { return .foreignVersion(found) }
        let header = CompactedHeader(checked: bytes)
        return header.isSound(fileBytes: fileBytes) ? .header(header) : .damaged
    }

    private init(checked bytes: RawSpan) {
        func array(_ range: Range<Int>) -> [UInt8] {
            unsafe bytes.extracting(range).withUnsafeBytes { unsafe [UInt8]($0) }
        }
        func count(at offset: Int) -> Int {
            Int(truncatingIfNeeded: bytes.integer(at: offset, as: UInt64.self))
        }
        identity = bytes.hash128(at: 16)
        segment = bytes.integer(at: 32)
        segmentBytes = count(at: 40)
        contentBytes = count(at: 48)
        packedBytes = count(at: 56)
        packedHash = bytes.hash128(at: 64)
        compactedAt = bytes.integer(at: 80)
        sealBefore = Digest512(bytes: array(128..<192))
        seal = Digest512(bytes: array(192..<256))
        firstSector = array(512..<1024)
    }

    init(
        identity: Hash128, segment: UInt32, segmentBytes: Int, contentBytes: Int,
        compactedAt: Int64, sealBefore: Digest512
    ) {
        self.identity = identity
        self.segment = segment
        self.segmentBytes = segmentBytes
        self.contentBytes = contentBytes
        packedBytes = 0
        packedHash = .zero
        self.compactedAt = compactedAt
        self.sealBefore = sealBefore
        seal = .zero
        firstSector = []
    }

    private func isSound(fileBytes: Int) -> Bool {
        segmentBytes > 0 && segmentBytes <= JournalFormat.segmentBytesMax
            && segmentBytes % JournalFormat.sectorBytes == 0
            && contentBytes >= 0 && contentBytes <= segmentBytes
            && contentBytes % JournalFormat.sectorBytes == 0
            && packedBytes == fileBytes - Self.byteCount
    }

    /// The digest with everything in it that the seal vouches for beside the content.
    ///
    /// The seal: BLAKE2b-512 of the seal before, this, and the content. Whoever noted one seal can
    /// tell later that nothing up to it was changed, added or left out.
    func beginSeal() -> BLAKE2b {
        var preamble = AlignedBytes(count: 128, alignment: 16)
        preamble.copy(unsafe sealBefore.bytes.span.bytes, to: 0)
        preamble.store(identity, at: 64)
        preamble.store(UInt64(segment), at: 80)
        preamble.store(UInt64(segmentBytes), at: 88)
        preamble.store(UInt64(contentBytes), at: 96)
        var hash = BLAKE2b()
        preamble.read(0..<128) { hash.update($0) }
        return hash
    }
}

extension JournalFormat {
    static let compactedSuffix = ".compact"

    /// The file name of segment `index` once it is compacted.
    public static func compactedName(_ index: UInt32) -> String {
        segmentName(index).dropLast(segmentSuffix.count) + compactedSuffix
    }

    /// The index in a compacted segment's file name; nil for any other name.
    public static func compactedIndex(ofName name: String) -> UInt32? {
        guard name.hasSuffix(compactedSuffix) else { return nil }
        return segmentIndex(ofName: name.dropLast(compactedSuffix.count) + segmentSuffix)
    }
}
