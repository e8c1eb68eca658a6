internal import Domain
internal import Durability
public import Host
public import Trading

/// Keeps snapshots while trading goes on, so that a start after a crash need not read everything.
///
/// What is written is a copy of the released state, by a thread of its own: the turn never waits
/// for it. The copy costs the loop a few references, and each table's first change after it a
/// piece of that table. On the loop only.
public struct SnapshotKeeper: ~Copyable, Sendable {
    private let path: String
    private let identity: Hash128
    /// How many inputs are decided between two snapshots.
    private let interval: UInt64
    /// The last input that the newest snapshot, or the attempt at one, holds; zero for none.
    private var last: UInt64
    private var work: ThreadedWork<JournalFault?>?
    /// Snapshots that were kept.
    public private(set) var kept: Int64 = 0
    /// Snapshots that could not be.
    public private(set) var failed: Int64 = 0
    /// Why the last one failed; nil where it did not.
    public private(set) var trouble: Explanation?

    /// Keeps none yet.
    ///
    /// - Parameters:
    ///   - path: the journal's folder.
    ///   - interval: inputs between two snapshots.
    ///   - last: the last input of the snapshot that the start used; zero for none.
    public init(path: String, of identity: Hash128, interval: Int, last: UInt64) {
        self.path = path
        self.identity = identity
        self.interval = UInt64(interval)
        self.last = last
    }

    /// Begins a snapshot where it is time for one and none is being written.
    ///
    /// - Parameters:
    ///   - core: what is released, whole: it followed the turn to `end`.
    public mutating func consider(_ core: TradingCore, at end: ReleasedEnd) {
        let sequence = end.stamp.sequence
        guard sequence >= last + interval else { return }
        precondition(core.state.globals.sequence == sequence, "a snapshot is of one moment")
        if let isDone = work?.isDone, !isDone { return }
        finish()
        last = sequence
        let (path, identity, chainHash) = (path, identity, end.chainHash)
        work = ThreadedWork(isBackground: true) {
            var core = core
            do throws(FileFault) {
                var disk = try FileJournalDisk(path: path, for: .snapshots)
                do throws(JournalFault) {
                    try core.keepSnapshot(of: identity, after: chainHash, on: &disk)
                    return nil
                } catch {
                    return error
                }
            } catch {
                return .diskFailed(error)
            }
        }
    }

    /// Whether one is being written now.
    public var isBusy: Bool {
        mutating get {
            guard let isDone = work?.isDone else { return false }
            return !isDone
        }
    }

    /// Waits for the one that is being written. A snapshot that fails is no harm: the journal alone
    /// gives the same state.
    public mutating func finish() {
        guard let work = work.take() else { return }
        let fault = work.join()
        trouble = fault?.explanation
        if fault == nil { kept += 1 } else { failed += 1 }
    }
}
