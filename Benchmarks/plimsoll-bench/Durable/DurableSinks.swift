import Domain
import Durability
import Host
import Operations

/// 256 bytes, as the C reference writes them.
struct BlindRecord: Sendable {
    var words: InlineArray<32, UInt64>

    init(_ number: Int) {
        words = InlineArray(repeating: 0x0707_0707_0707_0707)
        words[0] = UInt64(number)
    }
}

/// Records that the journal does not look into.
struct RecordSink: DurableSink, ~Copyable {
    private var journal: Journal<FileJournalDisk>

    init(_ folder: String) throws(CommandFailure) {
        let disk = try FileTurn.disk(folder)
        do throws(JournalFault) {
            journal = try Journal.open(
                disk, options: JournalOptions(newIdentity: SystemRandomness.identity())
            ) { (_, _) throws(JournalFault) in }
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    mutating func add(_ item: BlindRecord) throws(CommandFailure) {
        if !journal.fits(payloadBytes: MemoryLayout<BlindRecord>.size) { try commit() }
        do throws(JournalFault) {
            _ = try unsafe journal.append(
                kind: 1, schemaVersion: 1, time: 0, payload: item.words.span.bytes)
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    mutating func commit() throws(CommandFailure) {
        do throws(JournalFault) {
            _ = try journal.commit()
            try journal.prepareAhead()
        } catch {
            throw CommandFailure(error.explanation)
        }
    }
}

/// Orders: each is checked and decided by the trading core, and recorded with what came of it.
struct OrderSink: DurableSink, ~Copyable {
    private var turn: Turn<FileJournalDisk>
    private let time = SystemTime()
    /// Orders that passed all checks and are durable.
    private(set) var intended = 0

    init(_ folder: String) throws(CommandFailure) { turn = try FileTurn.prepared(folder) }

    var bytes: Int64 { turn.journal.extentBytes }

    mutating func add(_ item: Input) throws(CommandFailure) {
        if !turn.hasRoom { try commit() }
        do throws(JournalFault) {
            try turn.take(item, at: Timestamp(nanoseconds: time.realtimeNanoseconds()))
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    mutating func commit() throws(CommandFailure) {
        do throws(JournalFault) {
            try turn.commit()
            var count = 0
            turn.handOut { released in
                guard case .orderIntended = released.event else { return }
                count += 1
            }
            intended += count
            try turn.prepareAhead()
        } catch {
            throw CommandFailure(error.explanation)
        }
    }
}
