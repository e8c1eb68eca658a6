internal import Containers
internal import Domain
public import Durability
public import Host
internal import Trading

/// What a start found, for people and for the first input.
public struct RecoveryReport: Sendable, Equatable {
    /// The snapshot that was used, by its sequence number; nil for none.
    public var snapshot: UInt64?
    /// Snapshots that could not be used; the journal alone gave the same.
    public var passedOver: [JournalFault]
    /// Events applied after the snapshot.
    public var events: UInt64
    /// The last record's number.
    public var sequence: UInt64
    /// What the journal holds, and how it ended.
    public var summary: JournalSummary
}

extension Turn where Disk: ~Copyable {
    /// Recovers from a disk: the newest snapshot that can be read, then the journal's events after
    /// it.
    ///
    /// The caller's first input is ``Input/started(_:)`` with what ``recovery`` says.
    ///
    /// - Parameters:
    ///   - disk: the journal's directory.
    ///   - identity: what a new journal is called.
    ///   - segmentBytes: the length of a new journal's segments.
    /// - Throws: ``JournalFault``: do not start; each says why and what to do.
    /// - Complexity: linear in the snapshot and in the journal's events after it. The
    ///   fingerprint of a large snapshot is computed beside them, by a thread of its own.
    public static func recover(
        _ disk: consuming Disk, identity: Hash128,
        segmentBytes: Int = JournalFormat.segmentBytesStandard
    ) throws(JournalFault) -> Turn {
        try recover(
            disk, JournalOptions(newIdentity: identity, segmentBytes: segmentBytes),
            passedOver: [])
    }

    private static func recover(
        _ disk: consuming Disk, _ options: JournalOptions, passedOver: [JournalFault],
        before limit: UInt64 = .max
    ) throws(JournalFault) -> Turn {
        var disk = disk
        var options = options
        let (found, refused) = try SnapshotStore.newest(on: &disk, before: limit) {
            restored($0, $1, thenReplaying: true)
        }
        var core = found?.state ?? TradingCore()
        let check = found.flatMap { FingerprintCheck($0.header, of: $0.state) }
        options.replayFrom = core.state.globals.sequence + 1
        options.expectedHash = found?.header.chainHash
        var events: UInt64 = 0
        core.beginReplay()
        let journal = try Journal.open(disk, options: options) {
            (record, payload) throws(JournalFault) in
            try replay(record, payload, into: &core, counting: &events)
        }
        core.endReplay()
        if let check, !check.passed() {
            return try recover(
                journal.giveDisk(), options, passedOver: passedOver + refused + [check.fault],
                before: check.sequence)
        }
        let report = RecoveryReport(
            snapshot: found?.header.sequence, passedOver: passedOver + refused, events: events,
            sequence: core.state.globals.sequence, summary: journal.recovered)
        return Turn(core: core, journal: journal, recovery: report)
    }

    /// The state that a snapshot holds; nil where it is not one that this version reads.
    static func decode(_ header: SnapshotHeader, _ payload: RawSpan) -> TradingCore? {
        guard let core = restored(header, payload, thenReplaying: false) else { return nil }
        if let check = FingerprintCheck(header, of: core), !check.passed() { return nil }
        return core
    }

    /// The same before its fingerprint was compared.
    private static func restored(
        _ header: SnapshotHeader, _ payload: RawSpan, thenReplaying: Bool
    ) -> TradingCore? {
        guard let schema = UInt8(exactly: header.schemaVersion), TurnRecord.reads(schema: schema)
        else { return nil }
        var reader = ByteReader(payload, layout: schema)
        guard let core = try? TradingCore(decoding: &reader, thenReplaying: thenReplaying),
            core.state.globals.sequence == header.sequence
        else { return nil }
        return core
    }

    /// Applies one record's events.
    static func replay(
        _ record: JournalRecord, _ payload: RawSpan, into core: inout TradingCore,
        counting events: inout UInt64
    ) throws(JournalFault) {
        guard record.kind == TurnRecord.kind, TurnRecord.reads(schema: record.schemaVersion) else {
            throw .recordRefused(
                sequence: record.sequence,
                reason: "kind \(record.kind) of schema \(record.schemaVersion) is not known here: "
                    + "schemas \(RecordSchema.oldestVersion) to \(RecordSchema.version) are")
        }
        let stamp = Stamp(
            sequence: record.sequence, time: Timestamp(nanoseconds: record.time))
        do throws(ByteFault) {
            try TurnRecord.decodeEvents(payload, schema: record.schemaVersion) { event in
                core.apply(event, at: stamp)
                events += 1
            }
        } catch {
            throw .recordRefused(sequence: record.sequence, reason: error.description)
        }
        core.advance(to: stamp)
    }
}
