import Domain
import Durability
import Host
import Operations

/// A turn on a journal of real files, with the faults as a benchmark tells them.
enum FileTurn {
    /// A new journal, with what orders need.
    static func prepared(_ folder: String) throws(CommandFailure) -> Turn<FileJournalDisk> {
        var turn = try recovered(folder)
        let time = SystemTime()
        for input in OrderCycles.preparation { try take(input, &turn, time) }
        return turn
    }

    /// What the folder holds.
    static func recovered(_ folder: String) throws(CommandFailure) -> Turn<FileJournalDisk> {
        let disk = try disk(folder)
        do throws(JournalFault) {
            return try Turn.recover(disk, identity: SystemRandomness.identity())
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    static func disk(_ folder: String) throws(CommandFailure) -> FileJournalDisk {
        do throws(FileFault) {
            return try FileJournalDisk(path: folder, for: .writing)
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    /// Decides, makes it durable and hands it out.
    static func take(
        _ input: Input, _ turn: inout Turn<FileJournalDisk>, _ time: SystemTime
    ) throws(CommandFailure) {
        try perform { () throws(JournalFault) in
            _ = try turn.take(input, at: Timestamp(nanoseconds: time.realtimeNanoseconds()))
        }
        try commit(&turn)
    }

    static func commit(_ turn: inout Turn<FileJournalDisk>) throws(CommandFailure) {
        try perform { () throws(JournalFault) in try turn.commit() }
        turn.handOut { _ in }
    }

    static func perform(_ body: () throws(JournalFault) -> Void) throws(CommandFailure) {
        do throws(JournalFault) {
            try body()
        } catch {
            throw CommandFailure(error.explanation)
        }
    }
}
