public import Host

/// A snapshot file: a header of 128 bytes and the payload.
///
///     0 magic u64 │ 8 CRC32C u32 of 12..<128 │ 12 version u16 │ 14 schema version u16
///     16 journal id │ 32 sequence u64 │ 40 chain hash │ 56 state hash u64
///     64 payload bytes u64 │ 72 XXH3-128 of the payload │ 88 zeros │ 128 payload
public enum SnapshotFormat {
    /// The version written.
    public static let version: UInt16 = 1
    /// The oldest version read.
    public static let oldestVersion: UInt16 = 1
    /// The longest payload, in bytes.
    public static let payloadBytesMax = 4 << 30

    static let magic: UInt64 = 0x3150_414E_534D_4C50  // "PLMSNAP1"
    static let headerBytes = 128
    static let suffix = ".state"

    /// The name of the snapshot at `sequence`.
    public static func name(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return "snapshot-" + String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }

    /// The sequence in a snapshot's file name; nil for any other name.
    public static func sequence(ofName name: String) -> UInt64? {
        guard name.hasPrefix("snapshot-"), name.hasSuffix(suffix) else { return nil }
        let digits = name.dropFirst("snapshot-".count).dropLast(suffix.count)
        return digits.count == 20 ? UInt64(digits) : nil
    }
}

/// What a snapshot is of.
public struct SnapshotHeader: Sendable, Equatable {
    /// The journal it belongs to.
    public var identity: Hash128
    /// The last record that the state holds; it ended a commit.
    public var sequence: UInt64
    /// The chain's hash right after that record.
    public var chainHash: Hash128
    /// The state's own hash.
    public var stateHash: UInt64
    /// Which layout the payload has.
    public var schemaVersion: UInt16

    /// A snapshot's header.
    public init(
        identity: Hash128, sequence: UInt64, chainHash: Hash128, stateHash: UInt64,
        schemaVersion: UInt16
    ) {
        self.identity = identity
        self.sequence = sequence
        self.chainHash = chainHash
        self.stateHash = stateHash
        self.schemaVersion = schemaVersion
    }

    /// The whole file.
    func file(_ payload: RawSpan) -> AlignedBytes {
        let headerBytes = SnapshotFormat.headerBytes
        precondition(payload.byteCount <= SnapshotFormat.payloadBytesMax)
        var file = AlignedBytes(count: headerBytes + payload.byteCount, alignment: 16)
        file.store(SnapshotFormat.magic, at: 0)
        file.store(SnapshotFormat.version, at: 12)
        file.store(schemaVersion, at: 14)
        file.store(identity, at: 16)
        file.store(sequence, at: 32)
        file.store(chainHash, at: 40)
        file.store(stateHash, at: 56)
        file.store(UInt64(payload.byteCount), at: 64)
        file.store(Checksum.xxh3(payload), at: 72)
        file.store(file.read(12..<headerBytes) { Checksum.crc32c($0) }, at: 8)
        file.copy(payload, to: headerBytes)
        return file
    }

    enum Reading: Equatable {
        case whole(SnapshotHeader)
        case foreignVersion(UInt16)
        case damaged
    }

    /// Reads a whole file; every bit of it is vouched for.
    static func read(_ file: RawSpan) -> Reading {
        let headerBytes = SnapshotFormat.headerBytes
        let beginning = file.extracting(0..<min(headerBytes, file.byteCount))
        let reading = read(beginning: beginning, fileBytes: file.byteCount)
        guard case .whole = reading else { return reading }
        let payload = file.extracting(headerBytes..<file.byteCount)
        return file.hash128(at: 72) == Checksum.xxh3(payload) ? reading : .damaged
    }

    /// Reads the first ``SnapshotFormat/headerBytes`` of a file: whether it is worth reading whole.
    static func read(beginning file: RawSpan, fileBytes: Int) -> Reading {
        let headerBytes = SnapshotFormat.headerBytes
        guard file.byteCount == headerBytes, file.integer(at: 0) == SnapshotFormat.magic,
            file.integer(at: 8) == Checksum.crc32c(file.extracting(12..<headerBytes))
        else { return .damaged }
        let version: UInt16 = file.integer(at: 12)
        guard version >= SnapshotFormat.oldestVersion, version <= SnapshotFormat.version else {
            return .foreignVersion(version)
        }
        let payloadBytes = fileBytes - headerBytes
        guard payloadBytes <= SnapshotFormat.payloadBytesMax,
            file.integer(at: 64, as: UInt64.self) == UInt64(payloadBytes)
        else { return .damaged }
        return .whole(
            SnapshotHeader(
                identity: file.hash128(at: 16), sequence: file.integer(at: 32),
                chainHash: file.hash128(at: 40), stateHash: file.integer(at: 56),
                schemaVersion: file.integer(at: 14)))
    }
}

/// A snapshot as it was read.
public struct Snapshot: Sendable, Equatable {
    /// What it is of.
    public var header: SnapshotHeader
    /// The state.
    public var payload: [UInt8]
}

/// Keeps snapshots beside the journal. A snapshot saves time at a start; the journal alone is the
/// truth.
public enum SnapshotStore {
    /// Writes a snapshot: all of it under its name, or nothing.
    ///
    /// - Throws: `noSpace`, `diskFailed`; the journal itself is not touched.
    /// - Complexity: O(payload), with one copy of it in memory.
    public static func write<Disk: JournalDisk & ~Copyable>(
        _ header: SnapshotHeader, _ payload: RawSpan, to disk: inout Disk
    ) throws(JournalFault) {
        let file = header.file(payload)
        let name = SnapshotFormat.name(header.sequence)
        let unfinished = name + JournalFormat.unfinishedSuffix
        do throws(FileFault) {
            try file.read(0..<file.count) { (bytes) throws(FileFault) in
                try disk.create(unfinished, bytes)
            }
            try disk.rename(unfinished, to: name)
            try disk.synchronizeDirectory()
        } catch {
            throw error.reason == .noSpace
                ? .noSpace(error, neededBytes: file.count) : .diskFailed(error)
        }
    }

    /// The newest whole snapshot, and why newer ones were passed over.
    ///
    /// - Throws: `unreadable` where the directory cannot be listed.
    public static func newest<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk
    ) throws(JournalFault) -> (snapshot: Snapshot?, passedOver: [JournalFault]) {
        let files = try JournalFiles(&disk)
        var passedOver: [JournalFault] = []
        for sequence in files.snapshots.reversed() {
            do throws(JournalFault) {
                return (try read(sequence, from: &disk), passedOver)
            } catch {
                passedOver.append(error)
            }
        }
        return (nil, passedOver)
    }

    /// The snapshot at `sequence`.
    ///
    /// - Throws: `damaged`, `foreignVersion`, `unreadable`: use the one before, or replay the whole
    ///   journal.
    /// - Complexity: O(payload), with two copies of it in memory; a file whose beginning is wrong
    ///   is not read on.
    public static func read<Disk: JournalDisk & ~Copyable>(
        _ sequence: UInt64, from disk: inout Disk
    ) throws(JournalFault) -> Snapshot {
        let name = SnapshotFormat.name(sequence)
        let reading = try JournalReader.reading {
            () throws(FileFault) -> (SnapshotHeader.Reading, [UInt8]) in
            let entry = try disk.list().first { $0.name == name }
            guard let entry else { throw FileFault(.read, path: name, reason: .notFound) }
            let beginning = 0..<min(SnapshotFormat.headerBytes, entry.byteCount)
            let first = try disk.read(name, beginning) {
                SnapshotHeader.read(beginning: $0, fileBytes: entry.byteCount)
            }
            guard case .whole = first else { return (first, []) }
            return try disk.read(name, 0..<entry.byteCount) {
                (SnapshotHeader.read($0), Self.payload($0))
            }
        }
        switch reading.0 {
        case .whole(let header) where header.sequence == sequence:
            return Snapshot(header: header, payload: reading.1)
        case .foreignVersion(let found): throw .foreignVersion(file: name, found: found)
        case .damaged, .whole:
            throw .damaged(
                JournalDamage(file: name, offset: 0, sequence: sequence, reason: .snapshotChanged))
        }
    }

    /// The snapshots that are whole and that `isSound` accepts, ascending.
    ///
    /// - Throws: `unreadable` where the directory cannot be listed.
    /// - Complexity: O(all of them), one after the other.
    public static func sound<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk, _ isSound: (Snapshot) -> Bool
    ) throws(JournalFault) -> [SnapshotHeader] {
        var headers: [SnapshotHeader] = []
        for sequence in try JournalFiles(&disk).snapshots {
            if let snapshot = try? read(sequence, from: &disk), isSound(snapshot) {
                headers.append(snapshot.header)
            }
        }
        return headers
    }

    /// Removes all but the newest `count` snapshots.
    public static func prune<Disk: JournalDisk & ~Copyable>(
        keeping count: Int, on disk: inout Disk
    ) throws(JournalFault) {
        precondition(count > 0)
        let files = try JournalFiles(&disk)
        do throws(FileFault) {
            for sequence in files.snapshots.dropLast(count) {
                try disk.remove(SnapshotFormat.name(sequence))
            }
            try disk.synchronizeDirectory()
        } catch {
            throw .diskFailed(error)
        }
    }

    private static func payload(_ file: RawSpan) -> [UInt8] {
        guard file.byteCount > SnapshotFormat.headerBytes else { return [] }
        let payload = file.extracting(SnapshotFormat.headerBytes..<file.byteCount)
        return unsafe payload.withUnsafeBytes { unsafe [UInt8]($0) }
    }
}
