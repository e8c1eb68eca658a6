public import Durability
public import Host

/// Makes full segments of the journal small, and removes those that its rule no longer keeps,
/// while trading goes on.
///
/// The work is done by a thread of its own with a disk of its own: the turn never waits for it. On
/// the loop only.
public struct JournalKeeper: ~Copyable, Sendable {
    /// Bounds of a keeper.
    public enum Limits {
        /// Segments compacted in one go; an end that is asked for waits for no more than these.
        public static let segmentsAtATime = 4
        /// How long until it is looked again, though no segment has been filled: an hour.
        public static let intervalNanoseconds: Int64 = 3_600_000_000_000
    }

    private let path: String
    private let rule: RetentionRule
    /// Bytes of a segment: how far the journal grows until another one is full.
    private let segmentBytes: Int64
    /// How many segments there were when it was last looked; less than zero for never.
    private var seenSegments: Int64 = -1
    private var seenAt: Int64 = 0
    private var hasMore = false
    private var work: ThreadedWork<JournalKeeping>?
    /// Segments that were compacted.
    public private(set) var compacted: Int64 = 0
    /// Segments that were removed.
    public private(set) var removed: Int64 = 0
    /// Times that it did not work out.
    public private(set) var failed: Int64 = 0
    /// Why it did not work out the last time; nil where it did.
    public private(set) var trouble: Explanation?

    /// Has looked at nothing yet.
    ///
    /// - Parameters:
    ///   - path: the journal's folder.
    ///   - rule: what to keep.
    ///   - segmentBytes: the length of its segments.
    public init(path: String, keeping rule: RetentionRule, segmentBytes: Int) {
        precondition(segmentBytes > 0)
        self.path = path
        self.rule = rule
        self.segmentBytes = Int64(segmentBytes)
    }

    /// Begins where a segment was filled since the last time, and nothing is under way.
    ///
    /// - Parameters:
    ///   - journalBytes: how far the journal has grown.
    ///   - time: now, in nanoseconds UTC.
    public mutating func consider(journalBytes: Int64, at time: Int64) {
        let segments = journalBytes / segmentBytes
        guard segments != seenSegments || hasMore || time - seenAt >= Limits.intervalNanoseconds
        else { return }
        if let isDone = work?.isDone, !isDone { return }
        finish()
        seenSegments = segments
        seenAt = time
        hasMore = false
        let (path, rule) = (path, rule)
        work = ThreadedWork(isBackground: true) { Self.run(path, rule, time) }
    }

    /// Waits for what is under way. What fails is no harm: the journal is whole in either form.
    public mutating func finish() {
        guard let work = work.take() else { return }
        let outcome = work.join()
        compacted += Int64(outcome.compacted)
        removed += Int64(outcome.removed)
        trouble = outcome.fault?.explanation
        if outcome.fault != nil { failed += 1 }
        hasMore = outcome.compacted == Limits.segmentsAtATime
    }

    private static func run(
        _ path: String, _ rule: RetentionRule, _ time: Int64
    ) -> JournalKeeping {
        var outcome = JournalKeeping()
        do throws(FileFault) {
            var disk = try FileJournalDisk(path: path, for: .snapshots)
            do throws(JournalFault) {
                while outcome.compacted < Limits.segmentsAtATime {
                    let done = try JournalCompactor.compactNext(on: &disk, at: time)
                    guard done != nil else { break }
                    outcome.compacted += 1
                }
                let removal = try keep(rule, at: time, on: &disk)
                outcome.removed = removal?.segments.count ?? 0
            } catch {
                outcome.fault = error
            }
        } catch {
            outcome.fault = .diskFailed(error)
        }
        return outcome
    }

    /// Removes what the rule does not keep, once both snapshots have been read and rebuilt.
    ///
    /// - Throws: ``JournalFault``; the journal is whole whatever is thrown.
    public static func keep<Disk: JournalDisk & ~Copyable>(
        _ rule: RetentionRule, at time: Int64, on disk: inout Disk
    ) throws(JournalFault) -> JournalRetention.Removal? {
        guard try JournalRetention.isDue(rule, at: time, on: &disk) else { return nil }
        let snapshots = try SnapshotStore.sound(on: &disk) {
            Turn<Disk>.decode($0, $1) != nil
        }
        return try JournalRetention.apply(rule, at: time, snapshots: snapshots, on: &disk)
    }
}

/// What one piece of work of a ``JournalKeeper`` did.
struct JournalKeeping: Sendable {
    /// Segments.
    var compacted = 0
    /// Segments.
    var removed = 0
    /// What it ended with, where it did not work out.
    var fault: JournalFault?
}
