internal import Host

/// How much of a journal's past is kept on the disk. What the two newest snapshots need is kept in
/// any case.
public struct RetentionRule: Sendable, Equatable {
    /// A segment goes that was compacted longer ago than this, in nanoseconds; nil for none.
    public var ageMax: Int64?
    /// The oldest segments go while all of them take more bytes than this; nil for none.
    public var bytesMax: Int?

    /// Removes what either bound says.
    public init(ageMax: Int64? = nil, bytesMax: Int? = nil) {
        precondition(ageMax ?? 0 >= 0 && bytesMax ?? 0 >= 0)
        self.ageMax = ageMax
        self.bytesMax = bytesMax
    }

    /// Nothing is ever removed.
    public static let everything = RetentionRule()
}

/// Removes the oldest segments of a journal, as a rule says.
///
/// It may run beside the writer, on a disk of its own opened for the same folder.
public enum JournalRetention {
    /// What was removed.
    public struct Removal: Sendable, Equatable {
        /// Which segments.
        public var segments: ClosedRange<UInt32>
        /// Their length on the disk.
        public var bytes: Int
        /// The first record that is still in the journal.
        public var firstSequence: UInt64
    }

    /// Whether the rule would let the oldest segment go: reading the snapshots may be worth it.
    ///
    /// - Throws: `damaged`, `unreadable`.
    /// - Complexity: the reading of one header.
    public static func isDue<Disk: JournalDisk & ~Copyable>(
        _ rule: RetentionRule, at time: Int64, on disk: inout Disk
    ) throws(JournalFault) -> Bool {
        let files = try JournalFiles(&disk)
        guard files.isUnbroken, let segment = files.segments.first, segment.isCompacted else {
            return false
        }
        let bytes = files.segments.reduce(0) { $0 + $1.byteCount }
        return try lets(segment, go: rule, at: time, whileThereAre: bytes, on: &disk)
    }

    private static func lets<Disk: JournalDisk & ~Copyable>(
        _ segment: JournalFiles.Segment, go rule: RetentionRule, at time: Int64,
        whileThereAre bytes: Int, on disk: inout Disk
    ) throws(JournalFault) -> Bool {
        if let bytesMax = rule.bytesMax, bytes > bytesMax { return true }
        guard let ageMax = rule.ageMax else { return false }
        let header = try CompactedSegment.readHeader(
            segment.index, byteCount: segment.byteCount, from: &disk)
        return time - header.compactedAt > ageMax
    }

    /// Removes what the rule does not keep.
    ///
    /// A segment goes only if it is compacted, and both snapshots hold all that is in it; the
    /// journal's chain at the older of them must be that of the snapshot.
    ///
    /// - Parameters:
    ///   - rule: what to keep.
    ///   - time: nanoseconds UTC.
    ///   - snapshots: those on the disk that the caller has read, whole, and rebuilt the state of.
    /// - Returns: nil where nothing was to be removed.
    /// - Throws: `damaged` where a snapshot is of another past, `noSpace`, `diskFailed`,
    ///   `unreadable`. The journal is whole whatever is thrown.
    /// - Complexity: O(segment), and one file operation for each that is removed.
    public static func apply<Disk: JournalDisk & ~Copyable>(
        _ rule: RetentionRule, at time: Int64, snapshots: [SnapshotHeader], on disk: inout Disk
    ) throws(JournalFault) -> Removal? {
        let files = try JournalFiles(&disk)
        guard files.isUnbroken, rule != .everything,
            let older = try olderOfNewestTwo(snapshots, files, on: &disk)
        else { return nil }
        guard let place = try firstKept(rule, time, before: older, files, on: &disk),
            let first = files.segments.first,
            let header = try files.header(of: files.segments[place], on: &disk)
        else { return nil }
        let beginning = JournalBeginning(
            identity: header.identity, segment: header.segment,
            firstSequence: header.firstSequence, firstCommit: header.firstCommit,
            previousHash: header.previousHash, seal: try files.seal(before: place, on: &disk))
        try beginning.write(to: &disk)
        try JournalFiles(&disk).removeLeftovers(from: &disk)
        return Removal(
            segments: first.index...header.segment - 1,
            bytes: files.segments[..<place].reduce(0) { $0 + $1.byteCount },
            firstSequence: header.firstSequence)
    }

    /// The place of the segment that the older of the two newest snapshots begins in; nil where
    /// there are not two, or that segment is not full yet.
    private static func olderOfNewestTwo<Disk: JournalDisk & ~Copyable>(
        _ snapshots: [SnapshotHeader], _ files: JournalFiles, on disk: inout Disk
    ) throws(JournalFault) -> Int? {
        let newest = snapshots.sorted { $0.sequence < $1.sequence }.suffix(2)
        guard newest.count == 2, let older = newest.first else { return nil }
        for place in files.segments.indices.dropLast().reversed() {
            guard let header = try files.header(of: files.segments[place], on: &disk),
                header.firstSequence <= older.sequence
            else { continue }
            // Its successor was begun, so it stands still and can be held against the snapshot.
            guard try files.header(of: files.segments[place + 1], on: &disk) != nil else {
                return nil
            }
            var scanner = JournalScanner(
                trusting: header, visitingFrom: .max, checkpoints: [older.sequence])
            try JournalReader.scan(&disk, files.segments[place], &scanner) { _, _ in }
            guard scanner.summary.checkpoints.first?.hash == older.chainHash else {
                throw .damaged(
                    JournalDamage(
                        file: SnapshotFormat.name(older.sequence), offset: 0,
                        sequence: older.sequence, reason: .snapshotHashDiffers))
            }
            return place
        }
        return nil
    }

    /// The place of the first segment to keep, one that begins with a whole header; nil where
    /// nothing goes.
    private static func firstKept<Disk: JournalDisk & ~Copyable>(
        _ rule: RetentionRule, _ time: Int64, before end: Int, _ files: JournalFiles,
        on disk: inout Disk
    ) throws(JournalFault) -> Int? {
        var bytes = files.segments.reduce(0) { $0 + $1.byteCount }
        var kept: Int?
        for place in 0..<end {
            let segment = files.segments[place]
            guard segment.isCompacted,
                try lets(segment, go: rule, at: time, whileThereAre: bytes, on: &disk)
            else { break }
            bytes -= segment.byteCount
            if try files.header(of: files.segments[place + 1], on: &disk) != nil {
                kept = place + 1
            }
        }
        return kept
    }
}
