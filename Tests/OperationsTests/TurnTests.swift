import Containers
import Domain
import Durability
import Foundation
import Host
import Operations
import Testing
import Trading

@Suite struct TurnTests {
    @Test func nothingLeavesBeforeItIsDurable() throws {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try Feed.begin(&turn, orders: 2)
        var released: [ReleasedEvent] = []
        turn.handOut { released.append($0) }
        #expect(released.isEmpty)
        try turn.commit()
        turn.handOut { released.append($0) }
        #expect(released.count == 5)
        #expect(released.map(\.stamp.sequence) == [1, 2, 3, 4, 5])
        turn.handOut { released.append($0) }
        #expect(released.count == 5, "each event leaves once")
    }

    @Test func aRestartWithoutACleanStopGivesTheSameState() throws {
        let folder = JournalFolder()
        var before: UInt64 = 0
        do {
            var turn = try Feed.recover(folder)
            try Feed.begin(&turn, orders: 40)
            try turn.commit()
            before = turn.fingerprint()
        }
        var turn = try Feed.recover(folder)
        let after = turn.fingerprint()
        #expect(after == before)
        #expect(turn.recovery.snapshot == nil)
        #expect(turn.recovery.events == 43)
        #expect(turn.recovery.summary.end == .open)
        let row = turn.core.state.orderRow(Feed.order(39).reference)
        #expect(row == 39)
    }

    @Test func aCleanStopKeepsASnapshotAndTheNextStartReadsNothingElse() throws {
        let folder = JournalFolder()
        var before: UInt64 = 0
        do {
            var turn = try Feed.recover(folder)
            try Feed.begin(&turn, orders: 10)
            try turn.close()
            before = turn.fingerprint()
        }
        var turn = try Feed.recover(folder)
        let after = turn.fingerprint()
        #expect(after == before)
        #expect(turn.recovery.snapshot == 13)
        #expect(turn.recovery.events == 0)
        #expect(turn.recovery.summary.isClosed)
        let stamp = try turn.take(.clock, at: Feed.time(2))
        #expect(stamp.sequence == 14)
    }

    @Test func aSnapshotThatCannotBeReadCostsTimeAndNothingElse() throws {
        let folder = JournalFolder()
        var before: UInt64 = 0
        do {
            var turn = try Feed.recover(folder)
            try Feed.begin(&turn, orders: 10)
            try turn.close()
            before = turn.fingerprint()
        }
        let url = URL(fileURLWithPath: folder.path).appending(path: SnapshotFormat.name(13))
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: url)
        var turn = try Feed.recover(folder)
        let after = turn.fingerprint()
        #expect(after == before)
        #expect(turn.recovery.snapshot == nil)
        #expect(turn.recovery.passedOver.count == 1)
        #expect(turn.recovery.events == 13)
    }

    @Test func aClockThatWentBackIsHeld() throws {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try turn.take(.clock, at: Feed.time(10))
        let stamp = try turn.take(.clock, at: Feed.time(3))
        #expect(stamp.time == Feed.time(10))
    }

    @Test func aFullBatchTurnsAwayUntilItIsCommittedAndLosesNothing() throws {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try Feed.begin(&turn, orders: 0)
        var number = 0
        while turn.hasRoom {
            try turn.take(.submit(Feed.order(number)), at: Feed.time(1))
            number += 1
        }
        let decided = turn.decidedSequence
        do throws(JournalFault) {
            try turn.take(.submit(Feed.order(number)), at: Feed.time(1))
            Issue.record("it was taken")
        } catch {
            #expect(error == .batchFull)
        }
        #expect(turn.decidedSequence == decided, "the core has not seen what was turned away")
        try turn.commit()
        #expect(turn.releasedSequence == decided)
        try turn.take(.submit(Feed.order(number)), at: Feed.time(1))
    }

    @Test func everyRecordDecidedAnewGivesTheEventsItHolds() throws {
        let folder = JournalFolder()
        do {
            var turn = try Feed.recover(folder)
            try Feed.begin(&turn, orders: 20)
            try turn.take(.cancel(Feed.order(3).reference), at: Feed.time(2))
            try turn.take(.clock, at: Feed.time(30))
            try turn.close()
        }
        var disk = try FileJournalDisk(path: folder.path, for: .reading)
        var core = TradingCore()
        var records = 0
        _ = try JournalReader.replay(&disk) { (record, payload) throws(JournalFault) in
            guard let entry = try? TurnRecord.decode(payload, schema: record.schemaVersion)
            else {
                Issue.record("record \(record.sequence) cannot be read")
                return
            }
            var events: [Event] = []
            core.decide(
                entry.input,
                at: Stamp(
                    sequence: record.sequence, time: Timestamp(nanoseconds: record.time)),
                into: &events)
            #expect(events == entry.events)
            records += 1
        }
        #expect(records == 25)
    }

    @Test func aJournalOfAnotherSchemaIsRefusedWithWords() throws {
        let folder = JournalFolder()
        try folder.write(1)
        do {
            _ = try Feed.recover(folder)
            Issue.record("it started")
        } catch let fault as JournalFault {
            guard case .recordRefused(let sequence, _) = fault else {
                Issue.record("another fault: \(fault)")
                return
            }
            #expect(sequence == 1)
            #expect(fault.remedy == .quarantine)
        }
    }
}
