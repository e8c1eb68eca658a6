import Durability
import Foundation
import Host
import Testing

@Suite struct SnapshotTests {
    /// A journal with a snapshot after each of its commits but the first.
    private func journal() throws -> MemoryFiles {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
        for seed in 0..<5 {
            try Journals.append(Journals.payload(30, seed: seed), to: &journal)
            try Journals.append(Journals.payload(40, seed: seed), to: &journal)
            _ = try journal.commit()
            guard seed > 0 else { continue }
            let payload = Journals.payload(1000, seed: seed)
            try SnapshotStore.write(
                SnapshotHeader(
                    identity: journal.identity, sequence: journal.releasedSequence,
                    chainHash: journal.chainHash, stateHash: UInt64(seed), schemaVersion: 3),
                unsafe payload.span.bytes, to: &journal.disk)
        }
        try journal.close()
        return files
    }

    @Test("the newest snapshot comes back as it was written")
    func newest() throws {
        let files = try journal()
        var disk = MemoryDisk(files)
        let (found, passedOver) = try SnapshotStore.newest(on: &disk)
        let snapshot = try #require(found)
        #expect(passedOver.isEmpty)
        #expect(snapshot.header.sequence == 10)
        #expect(snapshot.header.stateHash == 4)
        #expect(snapshot.header.schemaVersion == 3)
        #expect(snapshot.payload == Journals.payload(1000, seed: 4))
    }

    @Test("a snapshot that cannot be made a state of is passed over, and the one before is asked")
    func refused() throws {
        let files = try journal()
        var disk = MemoryDisk(files)
        var asked: [UInt64] = []
        let (found, passedOver) = try SnapshotStore.newest(on: &disk, before: 10) { header, _ in
            asked.append(header.sequence)
            return header.sequence == 6 ? true : nil
        }
        #expect(found?.header.sequence == 6)
        #expect(asked == [8, 6])
        #expect(passedOver.count == 1)
    }

    @Test("a start from a snapshot visits what came after it, and checks that it is the same past")
    func start() throws {
        let files = try journal()
        var disk = MemoryDisk(files)
        for sequence in [4, 6, 8, 10] as [UInt64] {
            let header = try SnapshotStore.read(sequence, from: &disk).header
            var options = Journals.options(segmentBlocks: 5, replayFrom: sequence + 1)
            options.expectedHash = header.chainHash
            var visited: [UInt64] = []
            let copy = MemoryFiles(files.contents)
            _ = try Journal.open(MemoryDisk(copy), options: options) { record, _ in
                visited.append(record.sequence)
            }
            #expect(visited == Array(sequence + 1..<11))
            options.expectedHash?.low ^= 1
            let fault = #expect(throws: JournalFault.self) {
                _ = try Journals.open(MemoryFiles(files.contents), options)
            }
            guard case .damaged(let damage) = fault else {
                Issue.record("another past was accepted")
                continue
            }
            #expect(damage.reason == .snapshotHashDiffers)
        }
    }

    @Test("every flipped bit of a snapshot is found, and the one before is taken, saying so")
    func flips() throws {
        let files = try journal()
        let name = SnapshotFormat.name(10)
        let count = try #require(files.contents[name]?.count)
        var missed: [Int] = []
        for place in 0..<count * 8 {
            files.contents[name]?[place / 8] ^= 1 << (place % 8)
            var disk = MemoryDisk(files)
            let (found, passedOver) = try SnapshotStore.newest(on: &disk)
            if found?.header.sequence != 8 || passedOver.count != 1 { missed.append(place) }
            files.contents[name]?[place / 8] ^= 1 << (place % 8)
        }
        #expect(missed == [])
        files.contents[name]?[500] ^= 1
        let report = try Journals.verify(files)
        #expect(report.verdict == .damaged)
        #expect(report.findings.map(\.reason) == ["snapshot-changed"])
        #expect(report.snapshots.map(\.sequence) == [4, 6, 8])
    }

    @Test("a snapshot whose beginning is wrong is not read on, however long the file")
    func notReadOn() throws {
        let directory = try TemporaryDirectory()
        try directory.write([], to: SnapshotFormat.name(7))
        let file = directory.path + "/" + SnapshotFormat.name(7)
        // More than there is memory for; the file system keeps none of it.
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.truncate(atOffset: 1 << 43)
        var disk = try FileJournalDisk(path: directory.path, for: .reading)
        let fault = #expect(throws: JournalFault.self) {
            _ = try SnapshotStore.read(7, from: &disk)
        }
        guard case .damaged(let damage) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(damage.reason == .snapshotChanged)
    }

    @Test("what this process may not read is told as that, not as damage")
    func noRight() throws {
        let files = try journal()
        files.fault = FileFault(.read, path: "f", reason: .notPermitted)
        let fault = #expect(throws: JournalFault.self) { _ = try Journals.verify(files) }
        #expect(fault == .unreadable(FileFault(.read, path: "f", reason: .notPermitted)))
    }

    @Test("verification compares each snapshot with the chain at its record")
    func verification() throws {
        let files = try journal()
        #expect(try Journals.verify(files).snapshots.map(\.sequence) == [4, 6, 8, 10])
        var disk = MemoryDisk(files)
        var header = try SnapshotStore.read(6, from: &disk).header
        let payload: [UInt8] = [1]
        header.chainHash.high ^= 1
        try SnapshotStore.write(header, unsafe payload.span.bytes, to: &disk)
        #expect(try Journals.verify(files).findings.map(\.reason) == ["snapshot-hash-differs"])
        header.identity.high ^= 1
        try SnapshotStore.write(header, unsafe payload.span.bytes, to: &disk)
        #expect(try Journals.verify(files).findings.map(\.reason) == ["snapshot-foreign"])
    }

    @Test("a snapshot ahead of the journal means that acknowledged records are gone")
    func ahead() throws {
        let files = try journal()
        for name in files.sortedNames.filter({ $0.hasSuffix(".journal") }) {
            files.contents[name] = nil
        }
        let fault = #expect(throws: JournalFault.self) { _ = try Journals.open(files) }
        guard case .damaged(let damage) = fault else {
            Issue.record("an empty journal was begun beside a snapshot")
            return
        }
        #expect(damage.reason == .snapshotAhead)
    }

    @Test("a start from a snapshot misses no missing segment, wherever it is")
    func missingSegment() throws {
        for index in [1, 2, 3] as [UInt32] {
            let files = try journal()
            var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
            for seed in 0..<4 {
                try Journals.append(Journals.payload(30, seed: seed), to: &journal)
                _ = try journal.commit()
            }
            var options = Journals.options(segmentBlocks: 5, replayFrom: 15)
            options.expectedHash = journal.chainHash
            #expect(try Journals.verify(files).summary.segments.count == 4)
            files.contents[JournalFormat.segmentName(index)] = nil
            let fault = #expect(throws: JournalFault.self) {
                _ = try Journals.open(files, options)
            }
            guard case .damaged(let damage) = fault else {
                Issue.record("a missing segment was not missed")
                return
            }
            #expect(damage.reason == .segmentMissing)
        }
    }

    @Test("only the newest snapshots are kept, and a torn one leaves no trace of its name")
    func prune() throws {
        let files = try journal()
        var disk = MemoryDisk(files)
        try SnapshotStore.prune(keeping: 2, on: &disk)
        let names = files.sortedNames.filter { $0.hasPrefix("snapshot") }
        #expect(names == [SnapshotFormat.name(8), SnapshotFormat.name(10)])
        files.fault = FileFault(.create, path: "snapshot", reason: .noSpace)
        let header = try SnapshotStore.read(10, from: &disk).header
        let fault = #expect(throws: JournalFault.self) {
            try SnapshotStore.write(header, RawSpan(), to: &disk)
        }
        #expect(fault?.remedy == .stopTrading)
        #expect(try Journals.verify(files).verdict == .ok)
    }
}
