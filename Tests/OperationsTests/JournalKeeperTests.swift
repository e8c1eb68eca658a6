import Domain
import Durability
import Foundation
import Host
import Operations
import Testing
import Trading

@Suite struct JournalKeeperTests {
    private static let segmentBytes = 6 * 4096
    private static let day: Int64 = 86_400_000_000_000

    /// A journal of some segments with two snapshots; not closed.
    private func journal(orders: Int = 160) throws -> (folder: JournalFolder, hash: UInt64) {
        let folder = JournalFolder()
        let disk = try FileJournalDisk(path: folder.path, for: .writing)
        var turn = try Turn.recover(
            disk, identity: Hash128(high: 1, low: 2), segmentBytes: Self.segmentBytes)
        try Feed.begin(&turn, orders: 0)
        for number in 0..<orders {
            try turn.take(.submit(Feed.order(number)), at: Feed.time(1))
            try turn.commit()
            if number % 50 == 49 {
                var keeper = SnapshotKeeper(
                    path: folder.path, of: turn.journal.identity, interval: 10, last: 0)
                let end = turn.releasedEnd
                keeper.consider(turn.core, at: try #require(end))
                keeper.finish()
            }
        }
        return (folder, turn.fingerprint())
    }

    private func names(_ folder: JournalFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func keep(_ folder: JournalFolder, _ rule: RetentionRule, at time: Int64)
        -> JournalKeeper
    {
        var keeper = JournalKeeper(
            path: folder.path, keeping: rule, segmentBytes: Self.segmentBytes)
        // Each call does a bounded piece of work.
        for _ in 0..<40 {
            keeper.consider(journalBytes: 1, at: time)
            keeper.finish()
        }
        return keeper
    }

    @Test("all full segments are compacted a few at a time, and nothing is removed unless asked")
    func compacts() throws {
        let (folder, hash) = try journal()
        let before = try names(folder).filter { $0.hasSuffix(".journal") }
        let keeper = keep(folder, .everything, at: 0)
        #expect(keeper.failed == 0 && keeper.trouble == nil)
        #expect(keeper.removed == 0)
        #expect(keeper.compacted == Int64(before.count - 1))
        #expect(keeper.compacted > JournalKeeper.Limits.segmentsAtATime)
        let after = try names(folder)
        #expect(after.filter { $0.hasSuffix(".journal") } == [before[before.count - 1]])
        var turn = try Feed.recover(folder)
        let again = turn.fingerprint()
        #expect(again == hash)
        let verify = folder.run("verify")
        #expect(verify.exit == .success)
        #expect(verify.output.contains("seal of segment \(before.count - 1): "))
        #expect(folder.run("stats").output.contains("compacted    \(before.count - 1) segments"))
    }

    @Test("what is older than the rule goes; orders, names and their stories stay")
    func removes() throws {
        let (folder, hash) = try journal()
        _ = keep(folder, .everything, at: 0)
        let whole = folder.run("verify")
        let seal = try #require(
            whole.output.split(separator: " ").last { $0.count > 127 }.map {
                String($0.prefix(128))
            })
        let keeper = keep(folder, RetentionRule(ageMax: Self.day), at: 3 * Self.day)
        #expect(keeper.failed == 0 && keeper.trouble == nil)
        #expect(keeper.removed > 2)
        #expect(try names(folder).contains("journal.beginning"))
        #expect(folder.run("verify").exit == .success)
        #expect(folder.run("verify", "--seal", seal).exit == .success)
        let forged = String(seal.reversed())
        let missing = folder.run("verify", "--seal", forged)
        #expect(missing.exit == .failure && missing.output.contains("retention removed that one"))
        #expect(folder.run("verify", "--seal", "12").exit == .usage)
        let story = Run.of(PlimsollProgram.root, ["explain", "o-3", folder.path])
        #expect(story.exit == .success)
        #expect(story.output.contains("it was asked for in record 7; retention removed"))
        #expect(story.output.contains("now: none, 0 of 0.005 traded"))
        let starts = Run.of(PlimsollProgram.root, ["reconcile", "--explain", folder.path])
        #expect(starts.exit != .success && starts.errors.contains("start"))
        let late = Run.of(PlimsollProgram.root, ["explain", "o-155", folder.path])
        #expect(late.output.contains("buy 0.005 BTCUSDT"))
        var turn = try Feed.recover(folder)
        let again = turn.fingerprint()
        #expect(again == hash)
        // A name that was used before the first record that is left is used for ever.
        var other = Feed.order(3)
        other.quantity = Quantity(mantissa: 6)
        try turn.take(.submit(other), at: Feed.time(100))
        try turn.commit()
        var events: [Event] = []
        turn.handOut { events.append($0.event) }
        #expect(events.contains(.orderConflicted(OrderRow(3))))
    }

    @Test("a snapshot that cannot be rebuilt holds the removal up")
    func unsoundSnapshot() throws {
        let (folder, hash) = try journal()
        let name = try #require(try names(folder).first { $0.hasPrefix("snapshot-") })
        let url = URL(fileURLWithPath: folder.path).appending(path: name)
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: url)
        let keeper = keep(folder, RetentionRule(bytesMax: 1), at: 0)
        #expect(keeper.removed == 0 && keeper.failed == 0)
        var turn = try Feed.recover(folder)
        let again = turn.fingerprint()
        #expect(again == hash)
    }

    @Test("a journal that begins later does not start without a snapshot, and says why")
    func withoutSnapshot() throws {
        let (folder, _) = try journal()
        #expect(keep(folder, RetentionRule(bytesMax: 1), at: 0).removed > 0)
        for name in try names(folder) where name.hasPrefix("snapshot-") {
            try FileManager.default.removeItem(atPath: folder.path + "/" + name)
        }
        let fault = #expect(throws: JournalFault.self) { _ = try Feed.recover(folder) }
        #expect(fault?.explanation.why.contains("removed by retention") == true)
        #expect(folder.run("verify").exit == .failure)
        #expect(Run.of(PlimsollProgram.root, ["explain", "o-3", folder.path]).exit == .failure)
    }

    @Test("a folder that cannot be written is told of and harms nothing")
    func failing() throws {
        let (folder, hash) = try journal(orders: 20)
        var keeper = JournalKeeper(
            path: folder.path + "/nowhere", keeping: .everything, segmentBytes: 1)
        keeper.consider(journalBytes: 1, at: 0)
        keeper.finish()
        #expect(keeper.failed == 1 && keeper.trouble != nil)
        var turn = try Feed.recover(folder)
        let again = turn.fingerprint()
        #expect(again == hash)
    }
}
