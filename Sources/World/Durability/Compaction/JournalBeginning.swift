internal import Host

/// Where a journal begins whose first segments retention has removed: a file of 256 bytes.
///
///     0 magic u64 │ 8 CRC32C u32 of 12..<256 │ 12 version u16 │ 14 zero │ 16 journal id
///     32 segment u32 │ 36 zero │ 40 first sequence u64 │ 48 first commit u64
///     56 chain hash before │ 72 zeros │ 128 seal before │ 192 zeros
///
/// It is on the disk before the first of them goes, and without it their absence is damage.
struct JournalBeginning: Sendable, Equatable {
    var identity: Hash128
    /// The first segment that counts.
    var segment: UInt32
    /// The number of its first record.
    var firstSequence: UInt64
    /// The number of its first frame.
    var firstCommit: UInt64
    /// The chain's hash at the end of the segment before.
    var previousHash: Hash128
    /// The seal of the segment before.
    var seal: Digest512

    static let name = "journal.beginning"
    static let byteCount = 256
    static let version: UInt16 = 1
    static let magic: UInt64 = 0x3147_4542_4D49_4C50  // "PLIMBEG1"

    /// Reads the file.
    ///
    /// - Throws: `damaged`, `foreignVersion`, `unreadable`.
    static func read<Disk: JournalDisk & ~Copyable>(
        byteCount: Int, from disk: inout Disk
    ) throws(JournalFault) -> JournalBeginning {
        let damage = JournalFault.damaged(
            JournalDamage(file: name, offset: 0, sequence: 1, reason: .beginningChanged))
        guard byteCount == Self.byteCount else { throw damage }
        let reading = try JournalReader.reading { () throws(FileFault) in
            try disk.read(name, 0..<Self.byteCount) { Self.read($0) }
        }
        switch reading {
        case .success(let beginning): return beginning
        case .foreignVersion(let found): throw .foreignVersion(file: name, found: found)
        case .damaged: throw damage
        }
    }

    private enum Reading {
        case success(JournalBeginning)
        case foreignVersion(UInt16)
        case damaged
    }

    private static func read(_ bytes: RawSpan) -> Reading {
        guard bytes.integer(at: 0) == magic,
            bytes.integer(at: 8) == Checksum.crc32c(bytes.extracting(12..<byteCount))
        else { return .damaged }
        let found: UInt16 = bytes.integer(at: 12)
        guard found == version else { return .foreignVersion(found) }
        let beginning = JournalBeginning(
            identity: bytes.hash128(at: 16), segment: bytes.integer(at: 32),
            firstSequence: bytes.integer(at: 40), firstCommit: bytes.integer(at: 48),
            previousHash: bytes.hash128(at: 56),
            seal: Digest512(
                bytes: unsafe bytes.extracting(128..<192).withUnsafeBytes { unsafe [UInt8]($0) }))
        let isSound =
            beginning.segment > 1 && beginning.segment <= JournalFormat.segmentsMax
            && beginning.firstSequence > 0 && beginning.firstCommit > 0
        return isSound ? .success(beginning) : .damaged
    }

    /// Writes the file in place of the one before: all of it, or nothing.
    ///
    /// - Throws: `noSpace`, `diskFailed`.
    func write<Disk: JournalDisk & ~Copyable>(to disk: inout Disk) throws(JournalFault) {
        var file = AlignedBytes(count: Self.byteCount, alignment: 16)
        file.store(Self.magic, at: 0)
        file.store(Self.version, at: 12)
        file.store(identity, at: 16)
        file.store(segment, at: 32)
        file.store(firstSequence, at: 40)
        file.store(firstCommit, at: 48)
        file.store(previousHash, at: 56)
        file.copy(unsafe seal.bytes.span.bytes, to: 128)
        file.store(file.read(12..<Self.byteCount) { Checksum.crc32c($0) }, at: 8)
        let unfinished = Self.name + JournalFormat.unfinishedSuffix
        do throws(FileFault) {
            try file.read(0..<Self.byteCount) { (bytes) throws(FileFault) in
                try disk.create(unfinished, bytes)
            }
            try disk.rename(unfinished, to: Self.name)
            try disk.synchronizeDirectory()
        } catch {
            throw error.reason == .noSpace
                ? .noSpace(error, neededBytes: Self.byteCount) : .diskFailed(error)
        }
    }
}
