internal import Host

/// What a frame is for.
enum FrameKind: UInt8, Sendable {
    /// Records.
    case data = 0
    /// A start took up this segment again; no records.
    case opening = 1
    /// A clean stop; no records. Only an opening or a seal may follow.
    case closing = 2
    /// The segment is full and its successor exists; no records, and nothing after it.
    case seal = 3
}

/// The first 96 bytes of a frame.
///
///     0 magic u32 │ 4 CRC32C u32 of 8..<96 │ 8 version u16 │ 10 kind u8 │ 11 zero
///     12 mask u16 │ 14 zero │ 16 journal id │ 32 segment u32 │ 36 frame bytes u32
///     40 records u32 │ 44 CRC32C u32 of 96..<frame bytes │ 48 first sequence u64
///     56 commit u64 │ 64 hash of the frame before │ 80 content bytes u32 │ 84 zeros │ 96 records
///
/// The mask is a 16-bit pattern laid over everything after the header (exclusive or), 0 as a rule:
/// it is there so that a payload of zeros does not leave a sector of zeros, which would look like
/// one that was never written.
struct FrameHeader: Sendable, Equatable {
    var kind: FrameKind
    var mask: UInt16
    var identity: Hash128
    var segment: UInt32
    var frameBytes: Int
    var recordCount: UInt32
    var bodyCRC: UInt32
    var firstSequence: UInt64
    var commit: UInt64
    var previousHash: Hash128
    var contentBytes: Int

    static let byteCount = 96

    /// The header at the start of `sector`; nil unless magic and CRC are right.
    init?(_ sector: RawSpan) {
        guard sector.byteCount >= Self.byteCount,
            sector.integer(at: 0) == JournalFormat.frameMagic,
            sector.integer(at: 4) == Checksum.crc32c(sector.extracting(8..<Self.byteCount)),
            JournalFormat.readVersions.contains(sector.integer(at: 8)),
            let kind = FrameKind(rawValue: sector.integer(at: 10))
        else { return nil }
        self.kind = kind
        mask = sector.integer(at: 12)
        identity = sector.hash128(at: 16)
        segment = sector.integer(at: 32)
        frameBytes = Int(sector.integer(at: 36, as: UInt32.self))
        recordCount = sector.integer(at: 40)
        bodyCRC = sector.integer(at: 44)
        firstSequence = sector.integer(at: 48)
        commit = sector.integer(at: 56)
        previousHash = sector.hash128(at: 64)
        contentBytes = Int(sector.integer(at: 80, as: UInt32.self))
    }

    init(
        kind: FrameKind, identity: Hash128, segment: UInt32, recordCount: UInt32,
        firstSequence: UInt64, commit: UInt64, previousHash: Hash128, contentBytes: Int,
        blockBytes: Int
    ) {
        precondition((kind == .data) == (recordCount > 0))
        self.kind = kind
        mask = 0
        self.identity = identity
        self.segment = segment
        frameBytes = Self.frameBytes(contentBytes: contentBytes, blockBytes: blockBytes)
        self.recordCount = recordCount
        bodyCRC = 0
        self.firstSequence = firstSequence
        self.commit = commit
        self.previousHash = previousHash
        self.contentBytes = contentBytes
    }

    /// How long a frame with this much content is: whole blocks.
    static func frameBytes(contentBytes: Int, blockBytes: Int) -> Int {
        (byteCount + contentBytes + blockBytes - 1) & ~(blockBytes - 1)
    }

    /// Completes the frame whose records are in `buffer` already, from byte 96 on.
    ///
    /// - Returns: the hash of the whole frame.
    /// - Complexity: O(frame bytes); no allocation.
    mutating func write(to buffer: inout AlignedBytes) -> Hash128 {
        precondition(frameBytes <= buffer.count)
        precondition(frameBytes <= JournalFormat.frameBytesMax)
        buffer.set(Self.byteCount + contentBytes..<frameBytes, to: JournalFormat.padding)
        storeFields(in: &buffer)
        mask = FrameMask.choose(for: buffer, frameBytes: frameBytes)
        if mask != 0 { FrameMask.lay(mask, over: &buffer, Self.byteCount..<frameBytes) }
        buffer.store(mask, at: 12)
        bodyCRC = buffer.read(Self.byteCount..<frameBytes) { Checksum.crc32c($0) }
        buffer.store(bodyCRC, at: 44)
        buffer.store(buffer.read(8..<Self.byteCount) { Checksum.crc32c($0) }, at: 4)
        let hasBlankSector = buffer.read(0..<frameBytes) { FrameMask.hasBlankSector($0) }
        precondition(!hasBlankSector, "a written sector must never be all zeros")
        return buffer.read(0..<frameBytes) { Checksum.xxh3($0) }
    }

    private func storeFields(in buffer: inout AlignedBytes) {
        buffer.set(0..<Self.byteCount, to: 0)
        buffer.store(JournalFormat.frameMagic, at: 0)
        buffer.store(JournalFormat.version, at: 8)
        buffer.store(kind.rawValue, at: 10)
        buffer.store(identity, at: 16)
        buffer.store(segment, at: 32)
        buffer.store(UInt32(frameBytes), at: 36)
        buffer.store(recordCount, at: 40)
        buffer.store(firstSequence, at: 48)
        buffer.store(commit, at: 56)
        buffer.store(previousHash, at: 64)
        buffer.store(UInt32(contentBytes), at: 80)
    }
}

/// The pattern that keeps written sectors from being all zeros.
enum FrameMask {
    /// Whether a whole sector of `bytes` is zeros.
    ///
    /// - Complexity: one load per sector, as a rule.
    static func hasBlankSector(_ bytes: RawSpan) -> Bool {
        var offset = 0
        while offset < bytes.byteCount {
            if bytes.integer(at: offset, as: UInt64.self) == 0,
                ByteRun.isAll(
                    bytes.extracting(offset..<offset + JournalFormat.sectorBytes), 0)
            {
                return true
            }
            offset += JournalFormat.sectorBytes
        }
        return false
    }

    /// 0 where no sector is blank; else a pattern under which none becomes blank.
    ///
    /// Each sector rules out at most one pattern and a frame has at most 2,048 sectors, so one of
    /// the 65,535 is free.
    static func choose(for buffer: borrowing AlignedBytes, frameBytes: Int) -> UInt16 {
        let isBlank = buffer.read(0..<frameBytes) { hasBlankSector($0) }
        guard isBlank else { return 0 }
        return buffer.read(0..<frameBytes) { bytes in
            var taken: [UInt16] = []
            for sector in stride(from: 0, to: frameBytes, by: JournalFormat.sectorBytes) {
                // The last two bytes of a sector are never in a frame's header.
                taken.append(bytes.integer(at: sector + JournalFormat.sectorBytes - 2))
            }
            for pattern in UInt16(0x7E7F)...UInt16.max where !taken.contains(pattern) {
                return pattern
            }
            preconditionFailure("more sectors than patterns")
        }
    }

    /// Lays `mask` over `range`; done twice, it is gone.
    static func lay(_ mask: UInt16, over buffer: inout AlignedBytes, _ range: Range<Int>) {
        precondition(range.lowerBound % 2 == 0 && range.count % 2 == 0)
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
            let word = buffer.read(offset..<offset + 2) { $0.integer(at: 0, as: UInt16.self) }
            buffer.store(word ^ mask, at: offset)
        }
    }
}

extension FrameMask {
    /// A copy of a frame's body (from byte 96 on) without its mask.
    static func unmasked(_ body: RawSpan, _ mask: UInt16) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(body.byteCount)
        for offset in stride(from: 0, to: body.byteCount, by: 2) {
            let word = body.integer(at: offset, as: UInt16.self) ^ mask
            plain.append(UInt8(truncatingIfNeeded: word))
            plain.append(UInt8(truncatingIfNeeded: word >> 8))
        }
        return plain
    }
}
