internal import Containers
internal import Domain
public import Durability
public import Host
public import Trading

extension TradingCore {
    /// Writes a snapshot of this state, which must be all durable, and drops older ones.
    ///
    /// - Parameters:
    ///   - identity: of its journal.
    ///   - chainHash: the chain's hash right after the last input that this state holds.
    ///   - disk: the journal's folder.
    /// - Throws: ``JournalFault``; the journal itself is not touched.
    /// - Complexity: linear in the state.
    public mutating func keepSnapshot<Disk: JournalDisk & ~Copyable>(
        of identity: Hash128, after chainHash: Hash128, on disk: inout Disk
    ) throws(JournalFault) {
        var bytes = ByteWriter(capacity: 1 << 16)
        encode(into: &bytes)
        let header = SnapshotHeader(
            identity: identity, sequence: state.globals.sequence, chainHash: chainHash,
            stateHash: fingerprint(), schemaVersion: UInt16(RecordSchema.version))
        try SnapshotStore.write(header, bytes.rawSpan, to: &disk)
        try SnapshotStore.prune(keeping: TurnLimits.snapshotsKept, on: &disk)
    }
}
