internal import Containers
public import Domain
public import Durability
public import Host
public import Trading

/// One turn of the house: decide, remember, act. Nothing is acted on before it is remembered.
///
///     take(input) ──► the core decides ──► question and answer are staged as one record
///     commit()    ──► the journal makes everything staged durable
///     handOut     ──► acknowledgements, requests to venues, publications
///
/// One owner calls it from one thread: inputs that arrive while it writes form the next batch. The
/// simulator runs the same code over a fake disk.
public struct Turn<Disk: JournalDisk & ~Copyable>: ~Copyable {
    /// The trading core. Read by audits only: people see what was handed out.
    public private(set) var core: TradingCore
    /// The journal, for its numbers and its disk.
    public private(set) var journal: Journal<Disk>
    /// What its start found.
    public let recovery: RecoveryReport
    /// The chain's hash right after the last commit that held a record; nil before the first.
    public private(set) var committedHash: Hash128?
    private var record = ByteWriter(capacity: TurnLimits.recordBytesMax)
    /// Events decided and not handed out, in their order.
    private var waiting: [Event] = []
    /// Whose they are: for each input that led to any, where its events end among them.
    private var ends: [(stamp: Stamp, end: Int)] = []

    /// - Parameters:
    ///   - core: the state after the last record of the journal.
    ///   - journal: takes up right after it.
    ///   - recovery: what the start found.
    init(
        core: TradingCore, journal: consuming Journal<Disk>, recovery: RecoveryReport
    ) {
        precondition(
            core.state.globals.sequence + 1 == journal.nextSequence,
            "core and journal are at the same sequence number")
        self.core = core
        self.journal = journal
        self.recovery = recovery
    }

    /// The number of the last input that is durable.
    public var releasedSequence: UInt64 { journal.releasedSequence }
    /// The number of the last input that was decided.
    public var decidedSequence: UInt64 { core.state.globals.sequence }
    /// Whether another input has room in the batch; if not, commit first.
    public var hasRoom: Bool { journal.fits(payloadBytes: TurnLimits.recordBytesMax) }

    /// Decides on an input and stages the answer for the next commit.
    ///
    /// - Parameters:
    ///   - input: what happened.
    ///   - now: when, by our clock; a clock that went back is held at the last time.
    /// - Throws: ``JournalFault/batchFull`` (ask ``hasRoom`` first) or
    ///   ``JournalFault/writerFailed`` (end the process). The core has then not seen the input.
    @discardableResult
    @_specialize(where Disk == FileJournalDisk)  // else each access asks where the fields are
    public mutating func take(_ input: Input, at now: Timestamp) throws(JournalFault) -> Stamp {
        guard !journal.writer.hasFailed else { throw .writerFailed }
        guard hasRoom else { throw .batchFull }
        let stamp = Stamp(
            sequence: journal.nextSequence, time: max(now, core.state.globals.time))
        let first = waiting.count
        core.decide(input, at: stamp, into: &waiting)
        if waiting.count > first { ends.append((stamp, waiting.count)) }
        record.removeAll()
        TurnRecord.encode(input, waiting, from: first, into: &record)
        precondition(record.count <= TurnLimits.recordBytesMax, "a record is bounded")
        try Self.stage(record, at: stamp, in: &journal)
        return stamp
    }

    private static func stage(
        _ record: borrowing ByteWriter, at stamp: Stamp, in journal: inout Journal<Disk>
    ) throws(JournalFault) {
        let sequence = try journal.append(
            kind: TurnRecord.kind, schemaVersion: RecordSchema.version,
            time: stamp.time.nanoseconds, payload: record.rawSpan)
        precondition(sequence == stamp.sequence, "journal and core number alike")
    }

    /// Makes everything staged durable.
    ///
    /// - Throws: ``JournalFault/noSpace(_:neededBytes:)``: nothing is lost and nothing is released;
    ///   try again when there is room. Anything else: end the process, nothing may be acted on.
    public mutating func commit() throws(JournalFault) {
        if try journal.commit() != nil { committedHash = journal.chainHash }
    }

    /// Hands out the events that are durable and were not handed out, in their order, each once.
    @_specialize(where Disk == FileJournalDisk)
    public mutating func handOut(_ body: (ReleasedEvent) -> Void) {
        let released = journal.releasedSequence
        var (inputs, events) = (0, 0)
        while inputs < ends.count, ends[inputs].stamp.sequence <= released {
            let (stamp, end) = ends[inputs]
            while events < end {
                body(ReleasedEvent(stamp: stamp, event: waiting[events]))
                events += 1
            }
            inputs += 1
        }
        if inputs == ends.count {
            waiting.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
        } else {
            waiting.removeFirst(events)
            ends.removeFirst(inputs)
            for place in ends.indices { ends[place].end -= events }
        }
    }

    /// For idle moments: makes the journal's next file ahead of need.
    ///
    /// - Throws: ``JournalFault/noSpace(_:neededBytes:)``: take no new orders until there is room.
    public mutating func prepareAhead() throws(JournalFault) { try journal.prepareAhead() }

    /// Ends cleanly: commits, keeps a snapshot, marks the journal as closed. Nothing may be taken
    /// afterwards; what the last commit released is still to be handed out.
    ///
    /// - Throws: ``JournalFault``. A snapshot that fails for want of space is left out: it saves
    ///   time at the next start and nothing else.
    public mutating func close() throws(JournalFault) {
        try commit()
        do throws(JournalFault) {
            try keepSnapshot()
        } catch {
            guard case .noSpace = error else { throw error }
        }
        try journal.close()
    }

    /// Writes a snapshot of the state, which must be all durable, and drops older ones.
    private mutating func keepSnapshot() throws(JournalFault) {
        guard let committedHash else { return }
        precondition(decidedSequence == releasedSequence, "a snapshot holds durable state only")
        try core.keepSnapshot(
            of: journal.identity, after: committedHash, on: &journal.disk)
    }

    /// Gives the state's fingerprint, for audits.
    public mutating func fingerprint() -> UInt64 { core.fingerprint() }
}

/// Bounds of a turn.
public enum TurnLimits {
    /// The most bytes one record takes: an input and the events of at most
    /// ``TradingCore/Limits/attentionsPerInput`` orders beside it. Checked when a record is made.
    public static let recordBytesMax = 8 * 1024
    /// Bytes of a snapshot that are in memory at a time: 256 KiB, and a chunk of a table.
    public static let snapshotPieceBytes = 256 << 10
    /// Snapshots kept: the newest, and the one before in case it cannot be read.
    public static let snapshotsKept = 2
}
