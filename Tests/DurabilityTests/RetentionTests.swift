import Durability
import Host
import Testing

@Suite struct RetentionTests {
    private static let hour: Int64 = 3_600_000_000_000

    /// As in ``CompactionTests``, compacted, with what a caller has read of its snapshots.
    private func journal() throws -> (MemoryFiles, [SnapshotHeader]) {
        let files = try CompactionTests.journal()
        _ = try CompactionTests.compact(files, at: Self.hour)
        var disk = MemoryDisk(files)
        let headers = [
            try SnapshotStore.read(4, from: &disk).header,
            try SnapshotStore.read(6, from: &disk).header,
        ]
        return (files, headers)
    }

    private func apply(
        _ rule: RetentionRule, _ files: MemoryFiles, _ snapshots: [SnapshotHeader],
        at time: Int64 = 10 * hour
    ) throws -> JournalRetention.Removal? {
        var disk = MemoryDisk(files)
        return try JournalRetention.apply(rule, at: time, snapshots: snapshots, on: &disk)
    }

    private func open(
        _ files: MemoryFiles, from sequence: UInt64
    ) throws(JournalFault) -> Journal<MemoryDisk> {
        try Journals.open(files, Journals.options(segmentBlocks: 5, replayFrom: sequence))
    }

    @Test("what is older than the rule allows goes, and what two snapshots need stays")
    func age() throws {
        let (files, snapshots) = try journal()
        let all = try Journals.records(files).records
        let removal = try #require(
            try apply(RetentionRule(ageMax: Self.hour), files, snapshots))
        #expect(removal.segments == 1...1)
        #expect(removal.firstSequence == 4)
        #expect(files.contents[JournalFormat.compactedName(1)] == nil)
        #expect(files.contents[JournalFormat.compactedName(2)] != nil)
        let report = try Journals.verify(files)
        #expect(report.verdict == .ok)
        #expect(report.summary.firstSequence == 4)
        #expect(try Journals.records(files).records == Array(all.dropFirst(3)))
        #expect(try apply(RetentionRule(ageMax: Self.hour), files, snapshots) == nil)
    }

    @Test("nothing goes that is young, that fits, or that the rule says nothing of")
    func kept() throws {
        for rule in [
            RetentionRule.everything, RetentionRule(ageMax: 9 * Self.hour),
            RetentionRule(bytesMax: 1 << 30),
        ] {
            let (files, snapshots) = try journal()
            let before = files.contents
            #expect(try apply(rule, files, snapshots) == nil)
            #expect(files.contents == before)
        }
    }

    @Test("the oldest go while all of them take too much room")
    func bytes() throws {
        let (files, snapshots) = try journal()
        let removal = try #require(try apply(RetentionRule(bytesMax: 1), files, snapshots))
        #expect(removal.segments == 1...1)
        #expect(try Journals.verify(files).verdict == .ok)
    }

    @Test("without two snapshots that were read nothing goes")
    func twoSnapshots() throws {
        let (files, snapshots) = try journal()
        let rule = RetentionRule(bytesMax: 1)
        #expect(try apply(rule, files, []) == nil)
        #expect(try apply(rule, files, [snapshots[1]]) == nil)
        #expect(try Journals.verify(files).summary.firstSequence == 1)
    }

    @Test("a snapshot of another past stops the removal")
    func otherPast() throws {
        let (files, snapshots) = try journal()
        var forged = snapshots
        forged[0].chainHash.low ^= 1
        let fault = #expect(throws: JournalFault.self) {
            _ = try apply(RetentionRule(bytesMax: 1), files, forged)
        }
        guard case .damaged(let damage) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(damage.reason == .snapshotHashDiffers)
        #expect(try Journals.verify(files).summary.firstSequence == 1)
    }

    @Test("what is not compacted does not go, since no seal tells of it")
    func notCompacted() throws {
        let files = try CompactionTests.journal()
        var disk = MemoryDisk(files)
        let snapshots = [
            try SnapshotStore.read(4, from: &disk).header,
            try SnapshotStore.read(6, from: &disk).header,
        ]
        #expect(try apply(RetentionRule(bytesMax: 1), files, snapshots) == nil)
    }

    @Test("a journal that begins later starts from its snapshots, goes on, and is sealed on")
    func goesOn() throws {
        let (files, snapshots) = try journal()
        let seal = try Journals.verify(files).summary.seal
        _ = try apply(RetentionRule(bytesMax: 1), files, snapshots)
        #expect(try Journals.verify(files).summary.seal == seal)
        for from in [5, 7, 14] as [UInt64] {
            let journal = try open(MemoryFiles(files.contents), from: from)
            #expect(journal.nextSequence == 14)
        }
        var journal = try open(files, from: 7)
        for seed in 0..<10 {
            try Journals.append(Journals.payload(300, seed: seed), to: &journal)
            _ = try journal.commit()
            if seed % 3 == 0 { try CompactionTests.keepSnapshot(of: &journal) }
        }
        _ = try CompactionTests.compact(files)
        var disk = MemoryDisk(files)
        let next = [
            try SnapshotStore.read(14, from: &disk).header,
            try SnapshotStore.read(17, from: &disk).header,
        ]
        let removal = try #require(try apply(RetentionRule(bytesMax: 1), files, next))
        #expect(removal.segments.lowerBound == 2)
        #expect(removal.firstSequence <= 14)
        #expect(try Journals.verify(files).verdict == .ok)
    }

    @Test("without its snapshots a journal that begins later says so and does not start")
    func snapshotsGone() throws {
        let (files, snapshots) = try journal()
        _ = try apply(RetentionRule(bytesMax: 1), files, snapshots)
        for name in files.sortedNames where name.hasPrefix("snapshot") {
            files.contents[name] = nil
        }
        let fault = #expect(throws: JournalFault.self) { _ = try open(files, from: 1) }
        guard case .damaged(let damage) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(damage.reason == .snapshotMissing)
        #expect(damage.sequence == 4)
        #expect(try Journals.verify(files).findings.map(\.reason) == ["snapshot-missing"])
    }

    @Test("a segment that is gone without having been removed by a rule is damage")
    func gone() throws {
        let (files, snapshots) = try journal()
        _ = try apply(RetentionRule(bytesMax: 1), files, snapshots)
        for index in 2...5 as ClosedRange<UInt32> {
            let copy = MemoryFiles(files.contents)
            copy.contents[JournalFormat.compactedName(index)] = nil
            copy.contents[JournalFormat.segmentName(index)] = nil
            let report = try Journals.verify(copy)
            #expect(report.verdict == .damaged, "segment \(index)")
            #expect(throws: JournalFault.self) { _ = try open(copy, from: 7) }
        }
        for name in files.sortedNames where name.hasPrefix("segment") {
            files.contents[name] = nil
        }
        #expect(try Journals.verify(files).findings.first?.reason == "segment-missing")
        #expect(throws: JournalFault.self) { _ = try open(files, from: 7) }
    }

    @Test("every flipped bit of the file that tells where the journal begins is found")
    func beginningFlips() throws {
        let (files, snapshots) = try journal()
        _ = try apply(RetentionRule(bytesMax: 1), files, snapshots)
        let name = "journal.beginning"
        for place in 0..<256 * 8 {
            files.contents[name]?[place / 8] ^= 1 << (place % 8)
            #expect(try Journals.verify(files).verdict == .damaged, "bit \(place)")
            #expect(throws: JournalFault.self) { _ = try open(files, from: 7) }
            files.contents[name]?[place / 8] ^= 1 << (place % 8)
        }
        files.contents[name] = nil
        #expect(try Journals.verify(files).findings.first?.reason == "segment-missing")
        #expect(throws: JournalFault.self) { _ = try open(files, from: 7) }
    }

    @Test("a removal that was interrupted is completed by the next start or the next removal")
    func interrupted() throws {
        let (files, snapshots) = try journal()
        files.fault = FileFault(.remove, path: "x", reason: .crashed)
        #expect(throws: JournalFault.self) {
            _ = try apply(RetentionRule(bytesMax: 1), files, snapshots)
        }
        files.fault = nil
        let report = try Journals.verify(files)
        #expect(report.verdict == .ok)
        #expect(report.summary.firstSequence == 4)
        #expect(report.findings.map(\.reason) == ["leftover"])
        _ = try open(files, from: 7)
        #expect(!files.sortedNames.contains(JournalFormat.compactedName(1)))
        #expect(try Journals.verify(files).findings.isEmpty)
    }
}
