internal import Domain
internal import Durability
internal import Host
internal import Trading

extension TradingCore {
    /// The oldest state from which the journal's records go on, where retention removed those from
    /// the beginning.
    static func baseline(
        _ disk: inout FileJournalDisk, _ first: UInt64
    ) throws(JournalFault) -> TradingCore {
        var core: TradingCore?
        _ = try SnapshotStore.sound(on: &disk) { header, payload in
            guard core == nil, header.sequence + 1 >= first,
                let found = Turn<FileJournalDisk>.decode(header, payload)
            else { return false }
            core = found
            return true
        }
        if let core { return core }
        throw .damaged(
            JournalDamage(
                file: "the journal's folder", offset: 0, sequence: first,
                reason: .snapshotMissing))
    }
}
