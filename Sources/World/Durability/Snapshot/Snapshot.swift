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

    /// What comes before a payload.
    func bytes(payloadBytes: Int, payloadHash: Hash128) -> [UInt8] {
        let headerBytes = SnapshotFormat.headerBytes
        precondition(payloadBytes <= SnapshotFormat.payloadBytesMax)
        var file = AlignedBytes(count: headerBytes, alignment: 16)
        file.store(SnapshotFormat.magic, at: 0)
        file.store(SnapshotFormat.version, at: 12)
        file.store(schemaVersion, at: 14)
        file.store(identity, at: 16)
        file.store(sequence, at: 32)
        file.store(chainHash, at: 40)
        file.store(stateHash, at: 56)
        file.store(UInt64(payloadBytes), at: 64)
        file.store(payloadHash, at: 72)
        file.store(file.read(12..<headerBytes) { Checksum.crc32c($0) }, at: 8)
        return file.read(0..<headerBytes) { raw in
            unsafe raw.withUnsafeBytes { unsafe [UInt8]($0) }
        }
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
    public static func write<Disk: JournalDisk & ~Copyable>(
        _ header: SnapshotHeader, _ payload: RawSpan, to disk: inout Disk
    ) throws(JournalFault) {
        try write(header, to: &disk) { (put) throws(FileFault) in try put(payload) }
    }

    /// Writes a snapshot whose payload is handed over piece by piece.
    ///
    /// - Throws: `noSpace`, `diskFailed`; the journal itself is not touched.
    /// - Complexity: O(payload); no memory for it on real files.
    public static func write<Disk: JournalDisk & ~Copyable>(
        _ header: SnapshotHeader, to disk: inout Disk,
        _ payload: (_ put: (RawSpan) throws(FileFault) -> Void) throws(FileFault) -> Void
    ) throws(JournalFault) {
        let name = SnapshotFormat.name(header.sequence)
        let unfinished = name + JournalFormat.unfinishedSuffix
        var byteCount = 0
        do throws(FileFault) {
            try disk.create(unfinished, headBytes: SnapshotFormat.headerBytes) {
                (pieces) throws(FileFault) in
                var hash = XXH3()
                try payload { (piece) throws(FileFault) in
                    hash.update(piece)
                    byteCount += piece.byteCount
                    try pieces.put(piece)
                }
                return header.bytes(payloadBytes: byteCount, payloadHash: hash.digest())
            }
            try disk.rename(unfinished, to: name)
            try disk.synchronizeDirectory()
        } catch {
            throw error.reason == .noSpace
                ? .noSpace(error, neededBytes: SnapshotFormat.headerBytes + byteCount)
                : .diskFailed(error)
        }
    }

    /// The newest whole snapshot that `restore` takes, and why newer ones were passed over.
    ///
    /// - Parameters:
    ///   - limit: only snapshots of records before this one.
    ///   - restore: makes a state of the payload; nil where it is not one.
    /// - Throws: `unreadable` where the directory cannot be listed.
    /// - Complexity: O(payload), with one copy of it in memory.
    public static func newest<Disk: JournalDisk & ~Copyable, State>(
        on disk: inout Disk, before limit: UInt64 = .max,
        _ restore: (SnapshotHeader, RawSpan) -> State?
    ) throws(JournalFault) -> (
        snapshot: (header: SnapshotHeader, state: State)?, passedOver: [JournalFault]
    ) {
        let files = try JournalFiles(&disk)
        var passedOver: [JournalFault] = []
        for sequence in files.snapshots.reversed() where sequence < limit {
            do throws(JournalFault) {
                let (header, state) = try read(sequence, from: &disk, restore)
                if let state { return ((header, state), passedOver) }
                passedOver.append(
                    .recordRefused(
                        sequence: sequence,
                        reason: "the snapshot's state is not one that this version writes"))
            } catch {
                passedOver.append(error)
            }
        }
        return (nil, passedOver)
    }

    /// The newest whole snapshot, and why newer ones were passed over.
    ///
    /// - Throws: `unreadable` where the directory cannot be listed.
    public static func newest<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk
    ) throws(JournalFault) -> (snapshot: Snapshot?, passedOver: [JournalFault]) {
        let (found, passedOver) = try newest(on: &disk) { _, payload in bytes(payload) }
        return (found.map { Snapshot(header: $0.header, payload: $0.state) }, passedOver)
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
        let (header, payload) = try read(sequence, from: &disk) { _, payload in bytes(payload) }
        return Snapshot(header: header, payload: payload)
    }

    private static func read<Disk: JournalDisk & ~Copyable, State>(
        _ sequence: UInt64, from disk: inout Disk, _ restore: (SnapshotHeader, RawSpan) -> State
    ) throws(JournalFault) -> (header: SnapshotHeader, state: State) {
        let name = SnapshotFormat.name(sequence)
        let reading = try JournalReader.reading {
            () throws(FileFault) -> (SnapshotHeader.Reading, State?) in
            let entry = try disk.list().first { $0.name == name }
            guard let entry else { throw FileFault(.read, path: name, reason: .notFound) }
            let beginning = 0..<min(SnapshotFormat.headerBytes, entry.byteCount)
            let first = try disk.read(name, beginning) {
                SnapshotHeader.read(beginning: $0, fileBytes: entry.byteCount)
            }
            guard case .whole = first else { return (first, nil) }
            return try disk.read(name, 0..<entry.byteCount) { file in
                let reading = SnapshotHeader.read(file)
                guard case .whole(let header) = reading, header.sequence == sequence else {
                    return (reading, nil)
                }
                let payload = file.extracting(SnapshotFormat.headerBytes..<file.byteCount)
                return (reading, restore(header, payload))
            }
        }
        switch reading {
        case (.whole(let header), let state?): return (header, state)
        case (.foreignVersion(let found), _): throw .foreignVersion(file: name, found: found)
        case (.damaged, _), (.whole, nil):
            throw .damaged(
                JournalDamage(file: name, offset: 0, sequence: sequence, reason: .snapshotChanged))
        }
    }

    /// The snapshots that are whole and that `isSound` accepts, ascending.
    ///
    /// - Throws: `unreadable` where the directory cannot be listed.
    /// - Complexity: O(all of them), one after the other.
    public static func sound<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk, _ isSound: (SnapshotHeader, RawSpan) -> Bool
    ) throws(JournalFault) -> [SnapshotHeader] {
        var headers: [SnapshotHeader] = []
        for sequence in try JournalFiles(&disk).snapshots {
            if let (header, isSound) = try? read(sequence, from: &disk, isSound), isSound {
                headers.append(header)
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

    private static func bytes(_ payload: RawSpan) -> [UInt8] {
        unsafe payload.withUnsafeBytes { unsafe [UInt8]($0) }
    }
}
