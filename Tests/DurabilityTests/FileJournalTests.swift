import Durability
import Host
import Testing

/// The journal on the real file system.
@Suite struct FileJournalTests {
    private func write(
        _ commits: Int, in directory: TemporaryDirectory, allowsDirect: Bool = true,
        segmentBlocks: Int = 6
    ) throws -> JournalSummary {
        let disk = try FileJournalDisk(
            path: directory.path, for: .writing, allowsDirect: allowsDirect)
        var journal = try Journal.open(
            disk, options: Journals.options(segmentBlocks: segmentBlocks)
        ) { _, _ in }
        for seed in 0..<commits {
            let payload = Journals.payload(seed * 50, seed: seed)
            _ = try journal.append(
                kind: 1, schemaVersion: 1, time: 1, payload: unsafe payload.span.bytes)
            _ = try journal.commit()
        }
        try journal.close()
        return journal.recovered
    }

    private func verify(_ directory: TemporaryDirectory) throws -> JournalReport {
        var disk = try FileJournalDisk(path: directory.path, for: .reading)
        return try JournalVerifier.verify(&disk)
    }

    @Test("a journal on files goes on after a stop and verifies", arguments: [true, false])
    func files(allowsDirect: Bool) throws {
        let directory = try TemporaryDirectory()
        #expect(try write(10, in: directory, allowsDirect: allowsDirect).records == 0)
        #expect(try write(10, in: directory, allowsDirect: allowsDirect).records == 10)
        let report = try verify(directory)
        #expect(report.verdict == .ok)
        #expect(report.summary.records == 20)
        #expect(report.summary.end == .closed)
    }

    @Test("files hold the same bytes as the disk in memory")
    func twins() throws {
        let directory = try TemporaryDirectory()
        _ = try write(9, in: directory)
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 6))
        for seed in 0..<9 {
            let payload = Journals.payload(seed * 50, seed: seed)
            _ = try journal.append(
                kind: 1, schemaVersion: 1, time: 1, payload: unsafe payload.span.bytes)
            _ = try journal.commit()
        }
        try journal.close()
        let names = try directory.names().filter { $0.hasSuffix(".journal") }
        #expect(names == files.sortedNames)
        for name in names { #expect(try directory.bytes(name) == files.contents[name]) }
    }

    @Test(
        "a file made of pieces holds them in order behind its head, whatever their sizes",
        arguments: [true, false])
    func pieces(allowsDirect: Bool) throws {
        let directory = try TemporaryDirectory()
        _ = try write(1, in: directory)
        let block = 4096
        let piece = 256 << 10
        for purpose in [FileJournalDisk.Purpose.writing, .snapshots] {
            var disk = try FileJournalDisk(
                path: directory.path, for: purpose, allowsDirect: allowsDirect)
            for total in [0, 1, block - 128, block, piece - 128, piece, 2 * piece + 5000] {
                let content = Journals.payload(total, seed: total)
                let head = Journals.payload(128, seed: 3)
                try disk.create("f", headBytes: 128) { (pieces) throws(FileFault) in
                    for start in stride(from: 0, to: total, by: 70_001) {
                        let part = content[start..<min(start + 70_001, total)]
                        try pieces.put(unsafe Array(part).span.bytes)
                    }
                    return head
                }
                #expect(try directory.bytes("f") == head + content, "\(total) bytes")
                try disk.create("f", unsafe content.span.bytes)
                #expect(try directory.bytes("f") == content, "\(total) bytes")
            }
        }
    }

    @Test("what is read ahead is what would be read, and nothing else is taken for it")
    func readsAhead() throws {
        let directory = try TemporaryDirectory()
        _ = try write(30, in: directory)
        let names = try directory.names().filter { $0.hasSuffix(".journal") }
        var disk = try FileJournalDisk(path: directory.path, for: .reading)
        for name in names {
            let bytes = try directory.bytes(name)
            for range in [0..<bytes.count, 0..<5000, 4096..<8192, 100..<200] {
                disk.willRead(name, range)
                disk.willRead(names[0], 0..<4096)
                let read = try disk.read(name, range) { raw in
                    unsafe raw.withUnsafeBytes { unsafe [UInt8]($0) }
                }
                #expect(read == Array(bytes[range]))
            }
        }
        disk.willRead("missing", 0..<4096)
        #expect(throws: FileFault.self) { try disk.read("missing", 0..<4096) { _ in } }
    }

    @Test("the next segment is filled beside the caller, and a commit waits for it where it must")
    func fillsBeside() throws {
        for waits in [true, false] {
            let directory = try TemporaryDirectory()
            let disk = try FileJournalDisk(path: directory.path, for: .writing)
            let options = JournalOptions(newIdentity: Journals.identity, segmentBytes: 1 << 22)
            var journal = try Journal.open(disk, options: options) { _, _ in }
            try journal.prepareAhead()
            #expect(journal.isNextPrepared == false)
            while waits && !journal.isNextPrepared { try journal.prepareAhead() }
            let payload = Journals.payload(1_000_000, seed: 1)
            for _ in 0..<9 {
                _ = try journal.append(
                    kind: 1, schemaVersion: 1, time: 1, payload: unsafe payload.span.bytes)
                _ = try journal.commit()
                try journal.prepareAhead()
            }
            try journal.close()
            let report = try verify(directory)
            #expect(report.summary.records == 9)
            #expect(report.summary.segments.count >= 3)
            #expect(report.verdict == .ok)
        }
    }

    @Test("a second writer is refused, a reader is not, and the lock goes with its holder")
    func twoWriters() throws {
        let directory = try TemporaryDirectory()
        _ = try write(2, in: directory)
        do {
            let first = try FileJournalDisk(path: directory.path, for: .writing)
            let fault = FileFault(
                .lock, path: "\(directory.path)/journal.lock", reason: .held)
            #expect(throws: fault) {
                _ = try FileJournalDisk(path: directory.path, for: .writing)
            }
            #expect(fault.explanation.description.contains("another process is using it"))
            let reader = try FileJournalDisk(path: directory.path, for: .reading)
            #expect(reader.isHeldByWriter() == true)
            #expect(try verify(directory).verdict == .ok)
            #expect(first.isHeldByWriter() == false)
        }
        let reader = try FileJournalDisk(path: directory.path, for: .reading)
        #expect(reader.isHeldByWriter() == false)
        _ = try write(1, in: directory)
    }

    @Test("a directory that is not there is a fault with words")
    func missingDirectory() throws {
        let path = try TemporaryDirectory().path
        let fault = FileFault(.open, path: path, reason: .notFound)
        #expect(throws: fault) { _ = try FileJournalDisk(path: path, for: .reading) }
        #expect(
            fault.explanation.description
                == "cannot open \(path): it does not exist. Check the path.")
    }

    @Test("a truncated file is damage")
    func truncated() throws {
        let directory = try TemporaryDirectory()
        _ = try write(10, in: directory)
        let name = JournalFormat.segmentName(2)
        let whole = try directory.bytes(name)
        for count in [0, 1000, 4096, 10_000] {
            try directory.write(Array(whole.prefix(count)), to: name)
            #expect(try verify(directory).findings.first?.reason == "file-length")
        }
    }

    @Test(
        "a full disk stops the journal with words, loses nothing, and room lets it go on",
        .enabled(if: TemporaryDirectory.canMount, "needs the right to mount"))
    func fullDisk() throws {
        let directory = try TemporaryDirectory()
        try #require(directory.mountMemory("size=60k"))
        let disk = try FileJournalDisk(path: directory.path, for: .writing)
        var journal = try Journal.open(disk, options: Journals.options(segmentBlocks: 6)) {
            _, _ in
        }
        var kept = 0
        let fault = #expect(throws: JournalFault.self) {
            for seed in 0..<20 {
                let payload = Journals.payload(10, seed: seed)
                _ = try journal.append(
                    kind: 1, schemaVersion: 1, time: 1, payload: unsafe payload.span.bytes)
                kept += 1
                _ = try journal.commit()
            }
        }
        #expect(fault?.remedy == .stopTrading)
        #expect(fault?.explanation.why == "no space is left on the device, or the quota is used up")
        #expect(journal.releasedSequence == UInt64(kept) - 1)
        #expect(try verify(directory).verdict == .ok)
        try #require(directory.remount("size=1m"))
        #expect(try journal.commit()?.upperBound == UInt64(kept))
        try journal.close()
        #expect(try verify(directory).summary.records == kept)
    }

    @Test(
        "a journal on a read-only file system is verified, and not opened for writing",
        .enabled(if: TemporaryDirectory.canMount, "needs the right to mount"))
    func readOnly() throws {
        let directory = try TemporaryDirectory()
        try #require(directory.mountMemory("size=1m"))
        _ = try write(5, in: directory)
        try #require(directory.remountReadOnly())
        #expect(try verify(directory).verdict == .ok)
        let path = "\(directory.path)/journal.lock"
        let fault = FileFault(.open, path: path, reason: .readOnly)
        #expect(throws: fault) { _ = try FileJournalDisk(path: directory.path, for: .writing) }
        #expect(fault.explanation.why == "the file system is mounted read-only")
    }
}
