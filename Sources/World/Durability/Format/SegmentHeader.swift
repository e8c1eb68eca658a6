public import Host

/// Bytes that a start found torn and left out: never acknowledged, never written over.
///
/// The header of the next segment keeps it for good, so that verification can tell a known cut from
/// new damage.
public struct JournalCut: Sendable, Equatable {
    /// The segment that is torn.
    public var segment: UInt32
    /// The byte in it from which nothing counts; all segments after it, up to the one that tells of
    /// the cut, are void.
    public var offset: Int
    /// The first sequence number that was lost; it is given again to the next record.
    public var firstSequence: UInt64
    /// How many records were lost; nil where the frame's header is gone too.
    public var recordCount: UInt64?
    /// XXH3-128 of all that was cut off, so that it cannot change unseen.
    public var contentHash: Hash128
}

/// The first block of a segment.
///
///     0 magic u64 │ 8 CRC32C u32 of 12..<512 │ 12 version u16 │ 14 flags u16 (1: a cut is told)
///     16 journal id │ 32 segment u32 │ 36 block bytes u32 │ 40 segment bytes u64
///     48 first sequence u64 │ 56 first commit u64 │ 64 previous chain hash
///     80 cut: segment u32, 0 u32, offset u64, first sequence u64, records u64, hash
///     128 padding to the block's end
///
/// Magic, CRC and version keep their places in every version to come.
public struct SegmentHeader: Sendable, Equatable {
    /// Which journal: the same in all its segments.
    public var identity: Hash128
    /// Which segment, from 1.
    public var segment: UInt32
    /// Frames start at multiples of this.
    public var blockBytes: Int
    /// The length of the file.
    public var segmentBytes: Int
    /// The sequence number of the first record to come.
    public var firstSequence: UInt64
    /// The number of the first frame to come.
    public var firstCommit: UInt64
    /// The chain's hash at the end of the segment before; zero in the first.
    public var previousHash: Hash128
    /// What a start cut off before it opened this segment.
    public var cut: JournalCut?

    static let contentBytes = 128

    /// Writes the header block to the start of `buffer` and returns its hash, which the first frame
    /// chains to.
    func write(to buffer: inout AlignedBytes) -> Hash128 {
        precondition(buffer.count >= blockBytes)
        precondition(blockBytes >= JournalFormat.blockBytesMin)
        buffer.set(0..<blockBytes, to: JournalFormat.padding)
        buffer.set(0..<Self.contentBytes, to: 0)
        buffer.store(JournalFormat.segmentMagic, at: 0)
        buffer.store(JournalFormat.version, at: 12)
        buffer.store(UInt16(cut == nil ? 0 : 1), at: 14)
        buffer.store(identity, at: 16)
        buffer.store(segment, at: 32)
        buffer.store(UInt32(blockBytes), at: 36)
        buffer.store(UInt64(segmentBytes), at: 40)
        buffer.store(firstSequence, at: 48)
        buffer.store(firstCommit, at: 56)
        buffer.store(previousHash, at: 64)
        if let cut {
            buffer.store(cut.segment, at: 80)
            buffer.store(UInt64(cut.offset), at: 88)
            buffer.store(cut.firstSequence, at: 96)
            buffer.store(cut.recordCount ?? .max, at: 104)
            buffer.store(cut.contentHash, at: 112)
        }
        let crc = buffer.read(12..<JournalFormat.sectorBytes) { Checksum.crc32c($0) }
        buffer.store(crc, at: 8)
        return buffer.read(0..<blockBytes) { Checksum.xxh3($0) }
    }

    /// What the first sector of a segment turned out to be.
    enum Reading: Equatable {
        case header(SegmentHeader)
        /// Written by a version that this one does not read.
        case foreignVersion(UInt16)
        case damaged
    }

    /// Reads a first sector that is not all zeros.
    static func read(_ sector: RawSpan) -> Reading {
        precondition(sector.byteCount >= JournalFormat.sectorBytes)
        let checked = sector.extracting(12..<JournalFormat.sectorBytes)
        guard sector.integer(at: 0) == JournalFormat.segmentMagic,
            sector.integer(at: 8) == Checksum.crc32c(checked)
        else { return .damaged }
        let version: UInt16 = sector.integer(at: 12)
        guard JournalFormat.readVersions.contains(version) else {
            return .foreignVersion(version)
        }
        return SegmentHeader(checked: sector).map { .header($0) } ?? .damaged
    }

    private init?(checked sector: RawSpan) {
        let flags: UInt16 = sector.integer(at: 14)
        guard flags <= 1,
            let blockBytes = Int(exactly: sector.integer(at: 36, as: UInt32.self)),
            let segmentBytes = Int(exactly: sector.integer(at: 40, as: UInt64.self)),
            let cutOffset = Int(exactly: sector.integer(at: 88, as: UInt64.self))
        else { return nil }
        identity = sector.hash128(at: 16)
        segment = sector.integer(at: 32)
        self.blockBytes = blockBytes
        self.segmentBytes = segmentBytes
        firstSequence = sector.integer(at: 48)
        firstCommit = sector.integer(at: 56)
        previousHash = sector.hash128(at: 64)
        if flags == 1 {
            let count: UInt64 = sector.integer(at: 104)
            cut = JournalCut(
                segment: sector.integer(at: 80), offset: cutOffset,
                firstSequence: sector.integer(at: 96), recordCount: count == .max ? nil : count,
                contentHash: sector.hash128(at: 112))
        }
        guard JournalFormat.isSound(blockBytes: blockBytes, segmentBytes: segmentBytes),
            isWithinLimits
        else { return nil }
    }

    /// Numbers beyond these were never written, whatever their checksum says.
    private var isWithinLimits: Bool {
        let numbers: ClosedRange<UInt64> = 1...UInt64(Int64.max)
        guard (1...JournalFormat.segmentsMax).contains(segment), numbers.contains(firstSequence),
            numbers.contains(firstCommit)
        else { return false }
        guard let cut else { return true }
        return cut.segment < segment && numbers.contains(cut.firstSequence)
            && cut.recordCount ?? 0 <= UInt64(JournalFormat.frameBytesMax)
    }

    init(
        identity: Hash128, segment: UInt32, blockBytes: Int, segmentBytes: Int,
        firstSequence: UInt64, firstCommit: UInt64, previousHash: Hash128, cut: JournalCut?
    ) {
        self.identity = identity
        self.segment = segment
        self.blockBytes = blockBytes
        self.segmentBytes = segmentBytes
        self.firstSequence = firstSequence
        self.firstCommit = firstCommit
        self.previousHash = previousHash
        self.cut = cut
    }
}

extension JournalFormat {
    /// Whether segments of this shape can be written: powers and multiples, within the limits.
    public static func isSound(blockBytes: Int, segmentBytes: Int) -> Bool {
        blockBytes >= blockBytesMin && blockBytes <= blockBytesMax
            && blockBytes & (blockBytes - 1) == 0 && segmentBytes % blockBytes == 0
            && segmentBytes >= blockBytes * segmentBlocksMin && segmentBytes <= segmentBytesMax
    }
}
