internal import Domain
internal import Durability
internal import Host
internal import Trading

/// Whether a state that was read back is the one whose fingerprint its snapshot holds.
///
/// That of a large state is computed on a thread of its own: the start goes on with the journal
/// meanwhile, and is undone should the state not be the one.
final class FingerprintCheck {
    /// From so many orders on a thread is worth its while.
    static let ordersAside = 10_000

    /// The snapshot's.
    let sequence: UInt64
    private let expected: UInt64
    private var core: TradingCore?
    private var work: ThreadedWork<UInt64>?

    /// Nil where there is nothing to compare: the fingerprint is of the layout that it was taken
    /// in, and every bit of an older one was vouched for by the file's own checksum.
    init?(_ header: SnapshotHeader, of core: TradingCore) {
        guard header.schemaVersion >= UInt16(RecordSchema.version) else { return nil }
        sequence = header.sequence
        expected = header.stateHash
        if core.state.orders.count < Self.ordersAside {
            self.core = core
        } else {
            work = ThreadedWork {
                var core = core
                return core.fingerprint()
            }
        }
    }

    /// Waits for the result. Once.
    func passed() -> Bool {
        if let work = work.take() { return work.join() == expected }
        guard var core = core.take() else { preconditionFailure("a check is asked once") }
        return core.fingerprint() == expected
    }

    /// What to tell where it did not.
    var fault: JournalFault {
        .recordRefused(
            sequence: sequence, reason: "the snapshot's state is not the one that was kept")
    }
}
