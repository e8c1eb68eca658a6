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
    /// - Complexity: linear in the state; memory for a piece of it, so that giving that back does
    ///   not hold up whoever asks for memory meanwhile.
    public mutating func keepSnapshot<Disk: JournalDisk & ~Copyable>(
        of identity: Hash128, after chainHash: Hash128, on disk: inout Disk
    ) throws(JournalFault) {
        let header = SnapshotHeader(
            identity: identity, sequence: state.globals.sequence, chainHash: chainHash,
            stateHash: fingerprint(), schemaVersion: UInt16(RecordSchema.version))
        var piece = ByteWriter(capacity: 2 * TurnLimits.snapshotPieceBytes)
        try SnapshotStore.write(header, to: &disk) { (put) throws(FileFault) in
            try encode(into: &piece, pieceBytes: TurnLimits.snapshotPieceBytes) {
                (piece) throws(FileFault) in
                try put(piece.rawSpan)
                piece.removeAll()
            }
            try put(piece.rawSpan)
        }
        try SnapshotStore.prune(keeping: TurnLimits.snapshotsKept, on: &disk)
    }
}
