import Containers
import Domain
import Durability
import Foundation
import Host
import Operations
import Testing
import Trading

@Suite struct SnapshotKeeperTests {
    @Test("a snapshot kept beside the writer is what a start after a crash begins with")
    func besideTheWriter() throws {
        let folder = JournalFolder()
        var before: UInt64 = 0
        do {
            var turn = try Feed.recover(folder)
            var keeper = SnapshotKeeper(
                path: folder.path, of: turn.journal.identity, interval: 20, last: 0)
            try Feed.begin(&turn, orders: 30)
            try turn.commit()
            let end = turn.releasedEnd
            keeper.consider(turn.core, at: try #require(end))
            // It is being written while the turn goes on.
            for number in 30..<40 { try turn.take(.submit(Feed.order(number)), at: Feed.time(3)) }
            try turn.commit()
            keeper.finish()
            #expect(keeper.kept == 1 && keeper.failed == 0 && keeper.trouble == nil)
            before = turn.fingerprint()
        }
        var turn = try Feed.recover(folder)
        #expect(turn.recovery.snapshot == 33)
        #expect(turn.recovery.events == 10)
        let after = turn.fingerprint()
        #expect(after == before)
    }

    @Test(
        "a snapshot whose state is not the one that was kept is passed over, small or large",
        arguments: [30, 10_000])
    func anotherState(orders: Int) throws {
        let folder = JournalFolder()
        var before: UInt64 = 0
        do {
            var turn = try Feed.recover(folder)
            try Feed.begin(&turn, orders: 20)
            try turn.commit()
            for number in 20..<orders {
                if !turn.hasRoom { try turn.commit() }
                try turn.take(.submit(Feed.order(number)), at: Feed.time(2))
            }
            try turn.close()
            before = turn.fingerprint()
        }
        do {
            var disk = try FileJournalDisk(path: folder.path, for: .writing)
            var snapshot = try SnapshotStore.read(UInt64(orders) + 3, from: &disk)
            snapshot.header.stateHash ^= 1
            try SnapshotStore.write(
                snapshot.header, unsafe snapshot.payload.span.bytes, to: &disk)
        }
        var turn = try Feed.recover(folder)
        #expect(turn.recovery.snapshot == nil)
        #expect(turn.recovery.passedOver.count == 1)
        #expect(turn.recovery.sequence == UInt64(orders) + 3)
        let after = turn.fingerprint()
        #expect(after == before)
    }

    @Test("orders are counted for their rate limit across a snapshot and what follows it")
    func rates() throws {
        let folder = JournalFolder()
        var before: UInt64 = 0
        do {
            var turn = try Feed.recover(folder)
            try Feed.begin(&turn, orders: 5)
            var limits = RiskLimits.unlimited()
            limits.orderWindow = 60_000_000_000
            limits.ordersInWindowMax = 12
            try turn.take(.limits(limits), at: Feed.time(2))
            try turn.commit()
            let end = turn.releasedEnd
            var keeper = SnapshotKeeper(
                path: folder.path, of: turn.journal.identity, interval: 1, last: 0)
            keeper.consider(turn.core, at: try #require(end))
            keeper.finish()
            for number in 5..<15 { try turn.take(.submit(Feed.order(number)), at: Feed.time(3)) }
            try turn.commit()
            before = turn.fingerprint()
        }
        var turn = try Feed.recover(folder)
        #expect(turn.recovery.snapshot == 9)
        let after = turn.fingerprint()
        #expect(after == before)
        for number in 15..<20 { try turn.take(.submit(Feed.order(number)), at: Feed.time(4)) }
        #expect(turn.core.state.orders[19].denial == .orderRateOverLimit)
    }

    @Test("no snapshot is kept before its time, and two are kept at most")
    func inTime() throws {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        var keeper = SnapshotKeeper(
            path: folder.path, of: turn.journal.identity, interval: 10, last: 0)
        try Feed.begin(&turn, orders: 2)
        for number in 2..<60 {
            try turn.take(.submit(Feed.order(number)), at: Feed.time(2))
            try turn.commit()
            let end = turn.releasedEnd
            keeper.consider(turn.core, at: try #require(end))
            keeper.finish()
        }
        #expect(keeper.kept == 6)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let sequences = names.compactMap(SnapshotFormat.sequence(ofName:)).sorted()
        #expect(sequences == [50, 60])
    }

    @Test("a copy that follows the turn stands where it does, even after inputs without events")
    func following() throws {
        let folder = JournalFolder()
        var before: UInt64 = 0
        do {
            var turn = try Feed.recover(folder)
            var copy = turn.core
            var keeper = SnapshotKeeper(
                path: folder.path, of: turn.journal.identity, interval: 10, last: 0)
            try Feed.begin(&turn, orders: 12)
            try turn.take(.clock, at: Feed.time(2))
            try turn.take(.clock, at: Feed.time(3))
            #expect(turn.releasedEnd == nil)
            try turn.commit()
            var events: [ReleasedEvent] = []
            turn.handOut { events.append($0) }
            let end = turn.releasedEnd
            copy.follow(events, to: end)
            before = turn.fingerprint()
            #expect(copy.fingerprint() == before)
            keeper.consider(copy, at: try #require(end))
            keeper.finish()
            #expect(keeper.kept == 1)
        }
        var turn = try Feed.recover(folder)
        #expect(turn.recovery.snapshot == 17)
        let after = turn.fingerprint()
        #expect(after == before)
    }

    @Test("a snapshot that cannot be written is told of and harms nothing")
    func failing() throws {
        let folder = JournalFolder()
        do {
            var turn = try Feed.recover(folder)
            try Feed.begin(&turn, orders: 30)
            try turn.commit()
            var keeper = SnapshotKeeper(
                path: folder.path + "/nowhere", of: turn.journal.identity, interval: 10, last: 0)
            let end = turn.releasedEnd
            keeper.consider(turn.core, at: try #require(end))
            keeper.finish()
            #expect(keeper.kept == 0 && keeper.failed == 1)
            #expect(keeper.trouble != nil)
            try turn.close()
        }
        let again = try Feed.recover(folder)
        #expect(again.recovery.sequence == 33)
    }
}
