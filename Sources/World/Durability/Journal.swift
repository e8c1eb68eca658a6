public import Host

/// How a journal is opened for writing.
public struct JournalOptions: Sendable {
    /// The length of a new journal's segments, in bytes; a journal that exists keeps its own.
    public var segmentBytes: Int
    /// What a new journal is called; from the machine's randomness, or the simulator's.
    public var newIdentity: Hash128
    /// Whether a missing journal is begun (or is an error).
    public var createsMissing: Bool
    /// Visit the records from this number on: one more than the snapshot's. 1 for all.
    public var replayFrom: UInt64
    /// The chain's hash right after record `replayFrom - 1`, as the snapshot has it; checked when
    /// given.
    public var expectedHash: Hash128?

    /// The options, with what they are unless told otherwise.
    public init(
        newIdentity: Hash128, segmentBytes: Int = JournalFormat.segmentBytesStandard,
        createsMissing: Bool = true, replayFrom: UInt64 = 1, expectedHash: Hash128? = nil
    ) {
        self.newIdentity = newIdentity
        self.segmentBytes = segmentBytes
        self.createsMissing = createsMissing
        self.replayFrom = replayFrom
        self.expectedHash = expectedHash
    }
}

/// The journal on a disk: the writer's steps, performed one after the other.
///
/// `append`, `commit`, and what `commit` returned is durable. The whole of the trader's memory
/// passes through here, so any fault of the disk ends it: after `diskFailed` nothing is
/// acknowledged any more, and the process must end.
public struct Journal<Disk: JournalDisk & ~Copyable>: ~Copyable {
    /// The disk; a simulator takes it back from here.
    public var disk: Disk
    /// The writer; for its numbers.
    public private(set) var writer: JournalWriter
    /// What was found at the start.
    public let recovered: JournalSummary
    private var openSegment: UInt32?

    /// Recovers the journal on `disk`, visits its records, and goes on at its end.
    ///
    /// A torn tail is cut and told of in `recovered.cut`; anything else that is wrong is an error,
    /// and nothing is changed.
    ///
    /// - Throws: `damaged`, `foreignVersion`, `noJournal`, `unreadable` (do not start); `noSpace`;
    ///   `diskFailed`.
    /// - Complexity: O(bytes of the journal from `replayFrom` on).
    public static func open(
        _ disk: consuming Disk, options: JournalOptions, visit: JournalScanner.Visitor
    ) throws(JournalFault) -> Journal {
        var disk = disk
        let blockBytes = max(JournalFormat.blockBytesMin, disk.alignment)
        guard JournalFormat.isSound(blockBytes: blockBytes, segmentBytes: options.segmentBytes)
        else { throw .unsoundShape(blockBytes: blockBytes, segmentBytes: options.segmentBytes) }
        let files = try JournalFiles(&disk)
        guard options.createsMissing || !files.isEmpty else { throw .noJournal }
        if let beginning = files.beginning, options.replayFrom < beginning.firstSequence {
            throw .damaged(
                JournalDamage(
                    file: JournalFormat.segmentName(beginning.segment), offset: 0,
                    sequence: beginning.firstSequence, reason: .snapshotMissing))
        }
        try files.makeDurable(on: &disk)
        let scanner = try JournalReader.scan(
            &disk, files, visitingFrom: options.replayFrom, checkpoints: [options.replayFrom - 1],
            visit: visit)
        try check(scanner.summary, files, options)
        let resumption = scanner.resumption(
            newIdentity: options.newIdentity, blockBytes: blockBytes,
            segmentBytes: options.segmentBytes)
        guard resumption.blockBytes % disk.alignment == 0 else {
            throw .unsoundShape(blockBytes: disk.alignment, segmentBytes: resumption.segmentBytes)
        }
        try files.removeUnfinished(from: &disk)
        try files.removeLeftovers(from: &disk)
        var journal = Journal(
            disk: disk, writer: JournalWriter(resumption), recovered: scanner.summary)
        _ = try journal.perform(journal.writer.open())
        return journal
    }

    private init(
        disk: consuming Disk, writer: consuming JournalWriter, recovered: JournalSummary
    ) {
        self.disk = disk
        self.writer = writer
        self.recovered = recovered
        openSegment = nil
    }

    /// A snapshot ahead of the journal means that the journal lost what it had acknowledged.
    private static func check(
        _ summary: JournalSummary, _ files: JournalFiles, _ options: JournalOptions
    ) throws(JournalFault) {
        let known = max(options.replayFrom - 1, files.snapshots.last ?? 0)
        let name = SnapshotFormat.name(known)
        func damage(_ reason: JournalDamage.Reason) -> JournalFault {
            .damaged(
                JournalDamage(
                    file: name, offset: 0, sequence: summary.lastSequence + 1, reason: reason))
        }
        guard known <= summary.lastSequence else { throw damage(.snapshotAhead) }
        if let expected = options.expectedHash, summary.checkpoints.first?.hash != expected {
            throw damage(.snapshotHashDiffers)
        }
    }

    /// The number the next appended record gets.
    public var nextSequence: UInt64 { writer.nextSequence }
    /// The last number that is durable.
    public var releasedSequence: UInt64 { writer.releasedSequence }
    /// The chain's hash after the last commit.
    public var chainHash: Hash128 { writer.chainHash }
    /// Which journal.
    public var identity: Hash128 { writer.journalIdentity }

    /// How many bytes have been written since the journal began, with headers and padding.
    public var extentBytes: Int64 { writer.extentBytes }

    /// The length of its segments, in bytes.
    public var segmentBytes: Int { writer.segmentBytes }

    /// Whether a record with this payload still has room in the batch.
    public func fits(payloadBytes: Int) -> Bool { writer.fits(payloadBytes: payloadBytes) }

    /// Stages one record: see `JournalWriter.append`.
    @_specialize(where Disk == FileJournalDisk)
    public mutating func append(
        kind: UInt8, schemaVersion: UInt8, time: Int64, payload: RawSpan
    ) throws(JournalFault) -> UInt64 {
        try writer.append(kind: kind, schemaVersion: schemaVersion, time: time, payload: payload)
    }

    /// Makes everything staged durable.
    ///
    /// - Returns: the numbers that are durable now and were not before; nil where nothing was
    ///   staged.
    /// - Throws: `noSpace` (nothing is lost; try again when there is room), `diskFailed` (end the
    ///   process).
    /// - Complexity: one device write, as a rule; no allocation.
    public mutating func commit() throws(JournalFault) -> ClosedRange<UInt64>? {
        let first = writer.releasedSequence + 1
        var released = try perform(writer.commit())
        // After a commit that failed for want of space, what was staged since is a batch of its
        // own.
        if released != nil, writer.stagedCount > 0 { released = try perform(writer.commit()) }
        guard let released else { return nil }
        return first...released
    }

    /// Whether the next segment's file is there.
    public var isNextPrepared: Bool { writer.hasNextPrepared }

    /// Makes the next segment's file ahead of need; call it after each commit.
    ///
    /// On real files the filling goes on beside the caller: the first call begins it, a later one
    /// completes it, and one in between returns at once. A commit that needs the file sooner waits.
    ///
    /// - Throws: `noSpace`: take no new orders; the rest of this segment may still be used.
    public mutating func prepareAhead() throws(JournalFault) {
        let action = writer.prepareAhead()
        if case .prepare(let segment, let byteCount) = action {
            let name = JournalFiles.unfinishedName(ofSegment: segment)
            guard disk.beginZeroed(name, byteCount: byteCount) else { return }
        }
        _ = try perform(action)
    }

    /// Commits what is staged and marks the clean end. Nothing may be appended afterwards.
    public mutating func close() throws(JournalFault) {
        _ = try commit()
        _ = try perform(writer.close())
    }

    /// Lets go of the journal as it is, and gives its disk back.
    public consuming func giveDisk() -> Disk { disk }

    private mutating func perform(_ first: JournalAction) throws(JournalFault) -> UInt64? {
        var action = first
        while true {
            switch action {
            case .rest: return nil
            case .release(_, let last): return last
            case .prepare(let segment, let byteCount):
                try prepare(segment, byteCount: byteCount)
                action = writer.prepared()
            case .write(let segment, let offset, _):
                try write(to: segment, at: offset)
                action = writer.written()
            }
        }
    }

    private mutating func prepare(_ segment: UInt32, byteCount: Int) throws(JournalFault) {
        let name = JournalFormat.segmentName(segment)
        do throws(FileFault) {
            try JournalFiles.prepare(name, byteCount: byteCount, on: &disk)
        } catch {
            guard error.reason == .noSpace else {
                writer.failed()
                throw .diskFailed(error)
            }
            writer.preparationFailed()
            throw .noSpace(error, neededBytes: byteCount)
        }
    }

    private mutating func write(to segment: UInt32, at offset: Int) throws(JournalFault) {
        do throws(FileFault) {
            if openSegment != segment {
                try disk.open(JournalFormat.segmentName(segment))
                openSegment = segment
            }
            try writer.withPendingBytes { (bytes) throws(FileFault) in
                try disk.write(bytes, at: offset)
            }
        } catch {
            writer.failed()
            throw .diskFailed(error)
        }
    }
}
