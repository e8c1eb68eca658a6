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
    /// - Complexity: linear in the snapshot and in the journal's events after it.
    public static func recover(
        _ disk: consuming Disk, identity: Hash128,
        segmentBytes: Int = JournalFormat.segmentBytesStandard
    ) throws(JournalFault) -> Turn {
        var disk = disk
        var (core, header, passedOver) = try readSnapshot(&disk)
        var options = JournalOptions(newIdentity: identity, segmentBytes: segmentBytes)
        options.replayFrom = core.state.globals.sequence + 1
        options.expectedHash = header?.chainHash
        var events: UInt64 = 0
        core.beginReplay()
        let journal = try Journal.open(disk, options: options) {
            (record, payload) throws(JournalFault) in
            try replay(record, payload, into: &core, counting: &events)
        }
        core.endReplay()
        let report = RecoveryReport(
            snapshot: header?.sequence, passedOver: passedOver, events: events,
            sequence: core.state.globals.sequence, summary: journal.recovered)
        return Turn(core: core, journal: journal, recovery: report)
    }

    /// The state of the newest snapshot that can be read, or of no journal at all.
    private static func readSnapshot(
        _ disk: inout Disk
    ) throws(JournalFault) -> (TradingCore, SnapshotHeader?, [JournalFault]) {
        var (found, passedOver) = try SnapshotStore.newest(on: &disk)
        guard let snapshot = found else { return (TradingCore(), nil, passedOver) }
        if let core = decode(snapshot) { return (core, snapshot.header, passedOver) }
        passedOver.append(
            .recordRefused(
                sequence: snapshot.header.sequence,
                reason: "the snapshot's state is not one that this version writes"))
        return (TradingCore(), nil, passedOver)
    }

    /// The state that a snapshot holds; nil where it is not one that this version reads.
    static func decode(_ snapshot: Snapshot) -> TradingCore? {
        guard let schema = UInt8(exactly: snapshot.header.schemaVersion),
            TurnRecord.reads(schema: schema)
        else { return nil }
        var reader = unsafe ByteReader(snapshot.payload.span.bytes, layout: schema)
        guard var core = try? TradingCore(decoding: &reader),
            core.state.globals.sequence == snapshot.header.sequence
        else { return nil }
        // The fingerprint is of the layout it was taken in; every bit was vouched for by the file's
        // own checksum.
        guard schema < RecordSchema.version || core.fingerprint() == snapshot.header.stateHash
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
