public import Host

/// What the shell must do for the writer next.
public enum JournalAction: Sendable, Equatable {
    /// Nothing; the step is complete and released no records.
    case rest
    /// Make the zero-filled file of this segment, durable with its name; then call `prepared`, or
    /// `preparationFailed`.
    case prepare(segment: UInt32, byteCount: Int)
    /// Write `withPendingBytes` there; then call `written`, or `failed`.
    case write(segment: UInt32, offset: Int, byteCount: Int)
    /// The step is complete: the records `first...last` are durable, and what follows from them may
    /// be done.
    case release(first: UInt64, last: UInt64)
}

/// Where a writer takes up: the end of what a recovery read, or the beginning of a new journal.
public struct JournalResumption: Sendable, Equatable {
    /// The place of the next frame.
    public enum Place: Sendable, Equatable {
        /// Go on in this segment at this byte.
        case inside(segment: UInt32, offset: Int)
        /// Begin this segment with a header.
        case begin(segment: UInt32)
    }
    /// Which journal.
    public var identity: Hash128
    /// Frames start at multiples of this.
    public var blockBytes: Int
    /// The length of each segment.
    public var segmentBytes: Int
    /// The number the next record gets.
    public var nextSequence: UInt64
    /// The number the next frame gets.
    public var nextCommit: UInt64
    /// The chain's hash so far.
    public var chainHash: Hash128
    /// Where to go on.
    public var place: Place
    /// Whether the zero-filled file that is needed next (to begin, or after the present one) is
    /// there.
    public var hasPreparedFile: Bool
    /// What must be told in the header of the segment to begin.
    public var cut: JournalCut?

    /// A journal that has nothing yet.
    public static func beginning(
        identity: Hash128, blockBytes: Int, segmentBytes: Int, hasPreparedFile: Bool = false
    ) -> JournalResumption {
        JournalResumption(
            identity: identity, blockBytes: blockBytes, segmentBytes: segmentBytes,
            nextSequence: 1, nextCommit: 1, chainHash: .zero, place: .begin(segment: 1),
            hasPreparedFile: hasPreparedFile, cut: nil)
    }
}

/// The writing half of the journal as a step machine: it does no input or output itself.
///
/// Records are staged by `append`; `commit` begins to make all staged records durable as one frame.
/// Each step answers with an action, and the shell reports back, until the answer is `release` or
/// `rest`:
///
///     commit ──► [prepare] ──► [write seal] ──► [write header] ──► write frame ──► release
///
/// (the parts in brackets only where the segment is full). While a write is on its way, more
/// records may be appended; they belong to the next commit. A block that was written is never
/// written again.
public struct JournalWriter: ~Copyable, Sendable {
    /// What the steps under way lead to.
    enum Goal: Sendable, Equatable { case open, commit, close }

    enum Phase: Sendable, Equatable {
        /// Not opened yet. → `preparing`, `writingHeader`, `writingFrame`
        case new
        /// Ready. → any of the next four
        case idle
        /// The shell makes a file. → `writingSeal`, `writingHeader`; → `idle` where that failed
        case preparing(Goal)
        /// The full segment is being sealed. → `writingHeader`
        case writingSeal(Goal)
        /// The next segment is begun. → `writingFrame`, `idle`
        case writingHeader(Goal)
        /// The frame itself. → `idle`, `closed`
        case writingFrame(Goal)
        /// A clean end. Final.
        case closed
        /// A write failed. Final.
        case failed
    }

    /// The records between two commits.
    struct Batch: Sendable {
        var first: UInt64
        var count: UInt32 = 0
        var contentBytes = 0
    }

    var phase = Phase.new
    let identity: Hash128
    let blockBytes: Int
    let segmentBytes: Int
    let frameBytesMax: Int

    var place: JournalResumption.Place
    var isNextPrepared: Bool
    var cut: JournalCut?
    var nextCommit: UInt64
    var pendingHash = Hash128.zero

    /// Holds the frame on its way.
    var pending: AlignedBytes
    var pendingBatch: Batch?
    /// Holds the records appended since.
    var staging: AlignedBytes
    var staged: Batch
    /// Holds headers and frames without records.
    var control: AlignedBytes
    var isControlPending = false
    var pendingByteCount = 0

    /// The chain's hash after the last durable frame.
    public private(set) var chainHash: Hash128
    /// The last sequence number that is durable; 0 before the first.
    public private(set) var releasedSequence: UInt64

    /// A writer that goes on where `resumption` says. Call `open` first.
    public init(_ resumption: JournalResumption) {
        precondition(
            JournalFormat.isSound(
                blockBytes: resumption.blockBytes, segmentBytes: resumption.segmentBytes))
        precondition(resumption.nextSequence > 0 && resumption.nextCommit > 0)
        identity = resumption.identity
        blockBytes = resumption.blockBytes
        segmentBytes = resumption.segmentBytes
        // Beside the header, a segment keeps one block for its seal.
        let room = resumption.segmentBytes - 2 * resumption.blockBytes
        frameBytesMax = min(JournalFormat.frameBytesMax, room)
        place = resumption.place
        isNextPrepared = resumption.hasPreparedFile
        cut = resumption.cut
        nextCommit = resumption.nextCommit
        chainHash = resumption.chainHash
        releasedSequence = resumption.nextSequence - 1
        pending = AlignedBytes(count: frameBytesMax, alignment: blockBytes)
        staging = AlignedBytes(count: frameBytesMax, alignment: blockBytes)
        control = AlignedBytes(count: blockBytes, alignment: blockBytes)
        staged = Batch(first: resumption.nextSequence)
    }

    /// The number the next appended record gets.
    public var nextSequence: UInt64 { staged.first + UInt64(staged.count) }
    /// How many records wait for the next commit.
    public var stagedCount: Int { Int(staged.count) }
    /// How many bytes have been written since the journal began, with headers and padding.
    public var extentBytes: Int64 {
        switch place {
        case .inside(let segment, let offset):
            Int64(segment - 1) * Int64(segmentBytes) + Int64(offset)
        case .begin(let segment): Int64(segment - 1) * Int64(segmentBytes)
        }
    }
    /// The largest payload one record may have, in bytes.
    public var payloadBytesMax: Int {
        frameBytesMax - FrameHeader.byteCount - JournalRecord.overheadBytes
    }
    /// Whether a write failed: nothing will be released any more.
    public var hasFailed: Bool { phase == .failed }

    /// Whether a record with this payload still has room in the batch.
    public func fits(payloadBytes: Int) -> Bool {
        let needed = JournalRecord.overheadBytes + payloadBytes
        return needed <= frameBytesMax - FrameHeader.byteCount - staged.contentBytes
    }

    /// Stages one record for the next commit.
    ///
    /// - Parameters:
    ///   - kind: what the payload is; the journal does not look into it.
    ///   - schemaVersion: which layout of that kind.
    ///   - time: nanoseconds UTC.
    ///   - payload: copied.
    /// - Returns: its sequence number.
    /// - Throws: `batchFull` (commit, then again), `payloadTooLarge`, `writerFailed`.
    /// - Complexity: O(payload); no allocation.
    public mutating func append(
        kind: UInt8, schemaVersion: UInt8, time: Int64, payload: RawSpan
    ) throws(JournalFault) -> UInt64 {
        guard phase != .failed else { throw .writerFailed }
        precondition(phase != .closed, "the journal is closed")
        guard payload.byteCount <= payloadBytesMax else {
            throw .payloadTooLarge(bytes: payload.byteCount, bytesMax: payloadBytesMax)
        }
        guard fits(payloadBytes: payload.byteCount) else { throw .batchFull }
        let record = JournalRecord(
            sequence: nextSequence, time: time, kind: kind, schemaVersion: schemaVersion)
        let start = FrameHeader.byteCount + staged.contentBytes
        let end = record.write(payload, to: &staging, at: start)
        staged.contentBytes = end - FrameHeader.byteCount
        staged.count += 1
        return record.sequence
    }

    /// Lends the bytes of the write on its way.
    public borrowing func withPendingBytes<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(pendingByteCount > 0, "no write is on its way")
        return isControlPending
            ? try control.read(0..<pendingByteCount, body)
            : try pending.read(0..<pendingByteCount, body)
    }

    /// Moves on past the frame that was written, and keeps its hash.
    mutating func advance(by byteCount: Int) {
        guard case .inside(let segment, let offset) = place else {
            preconditionFailure("a frame needs a segment")
        }
        place = .inside(segment: segment, offset: offset + byteCount)
        chainHash = pendingHash
        nextCommit += 1
    }

    /// Moves on past the header that was written.
    mutating func enter(segment: UInt32) {
        place = .inside(segment: segment, offset: blockBytes)
        chainHash = pendingHash
        isNextPrepared = false
        cut = nil
    }

    mutating func markReleased(_ last: UInt64) {
        precondition(last > releasedSequence)
        releasedSequence = last
    }
}

extension JournalWriter {
    /// Which journal.
    public var journalIdentity: Hash128 { identity }
    /// Whether the next segment's file is there.
    public var hasNextPrepared: Bool { isNextPrepared }
}
