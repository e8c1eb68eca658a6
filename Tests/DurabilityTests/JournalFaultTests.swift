import Durability
import Host
import Testing

@Suite struct JournalFaultTests {
    private let inputOutput = FileFault(.write, path: "x", reason: .inputOutput)

    @Test("after a failed write nothing is acknowledged any more")
    func failedWrite() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        try Journals.append([1], to: &journal)
        _ = try journal.commit()
        files.fault = inputOutput
        try Journals.append([2], to: &journal)
        #expect(throws: JournalFault.diskFailed(inputOutput)) { _ = try journal.commit() }
        files.fault = nil
        #expect(throws: JournalFault.writerFailed) { _ = try journal.commit() }
        #expect(throws: JournalFault.writerFailed) { try Journals.append([3], to: &journal) }
        #expect(throws: JournalFault.writerFailed) { try journal.close() }
        #expect(journal.releasedSequence == 1)
        #expect(try Journals.records(files).summary.lastSequence == 1)
        #expect(JournalFault.diskFailed(inputOutput).remedy == .crash)
    }

    @Test("a full disk stops trading with words, loses nothing, and goes on when there is room")
    func fullDisk() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 4))
        let full = FileFault(.create, path: "segment", reason: .noSpace)
        files.fault = full
        let fault = JournalFault.noSpace(full, neededBytes: 16384)
        #expect(throws: fault) { try journal.prepareAhead() }
        for seed in 0..<2 {
            try Journals.append([UInt8(seed)], to: &journal)
            _ = try journal.commit()
        }
        try Journals.append([2], to: &journal)
        #expect(throws: fault) { _ = try journal.commit() }
        try Journals.append([3], to: &journal)
        #expect(throws: fault) { _ = try journal.commit() }
        #expect(journal.releasedSequence == 2)
        #expect(fault.remedy == .stopTrading)
        let text = fault.explanation.description
        #expect(text.contains("no space is left") && text.contains("Free some space"))
        files.fault = nil
        #expect(try journal.commit() == 3...4)
        try journal.close()
        #expect(try Journals.records(files).records.map(\.payload) == [[0], [1], [2], [3]])
    }

    @Test("a journal from a newer version is refused in clear words")
    func newerVersion() throws {
        let files = try Journals.golden()
        let name = JournalFormat.segmentName(1)
        var content = try #require(files.contents[name])
        content[12] = 2
        let crc = Checksum.crc32c(unsafe content.span.bytes.extracting(12..<512))
        for place in 0..<4 { content[8 + place] = UInt8(truncatingIfNeeded: crc >> (8 * place)) }
        files.contents[name] = content
        let fault = JournalFault.foreignVersion(file: name, found: 2)
        #expect(throws: fault) { _ = try Journals.open(files) }
        #expect(
            fault.explanation.description
                == "segment-0000000001.journal is from a newer version: format 2: this version "
                + "reads formats 1 to 1. Start the version that wrote it, or a later one.")
        let report = try Journals.verify(files)
        #expect(report.verdict == .damaged)
        #expect(report.findings.map(\.reason) == ["foreign-version"])
    }

    @Test("a damaged journal is not opened, and not one byte of it is changed")
    func damaged() throws {
        let files = try Journals.golden()
        files.contents[JournalFormat.segmentName(1)]?[5000] ^= 1
        let before = files.contents
        let fault = #expect(throws: JournalFault.self) { _ = try Journals.open(files) }
        #expect(fault?.remedy == .quarantine)
        #expect(files.contents == before)
    }

    @Test("a missing journal is begun only where that was asked for")
    func missing() throws {
        let files = MemoryFiles()
        var options = Journals.options()
        options.createsMissing = false
        #expect(throws: JournalFault.noJournal) { _ = try Journals.open(files, options) }
        #expect(throws: JournalFault.noJournal) { _ = try Journals.verify(files) }
        #expect(files.contents.isEmpty)
    }

    @Test("a shape that cannot be is refused", arguments: [0, 4096, 12288, 20000, 1 << 40])
    func unsoundShape(segmentBytes: Int) throws {
        let options = JournalOptions(newIdentity: Journals.identity, segmentBytes: segmentBytes)
        let fault = JournalFault.unsoundShape(blockBytes: 4096, segmentBytes: segmentBytes)
        #expect(throws: fault) { _ = try Journals.open(MemoryFiles(), options) }
    }

    @Test("a file that was never finished is noted, and removed at the next start")
    func unfinished() throws {
        let files = try Journals.golden()
        let name = JournalFormat.segmentName(3) + ".new"
        files.contents[name] = [0, 0, 0]
        let report = try Journals.verify(files)
        #expect(report.verdict == .ok)
        #expect(report.findings.map(\.reason) == ["unfinished"])
        _ = try Journals.open(files, Journals.options(segmentBlocks: 5))
        #expect(files.contents[name] == nil)
    }

    @Test("a file that cannot be read is a finding, not a crash")
    func unreadable() throws {
        let files = try Journals.golden()
        files.fault = FileFault(.read, path: "segment", offset: 512, reason: .inputOutput)
        let report = try Journals.verify(files)
        #expect(report.verdict == .damaged)
        #expect(report.findings.map(\.reason) == ["unreadable"])
    }
}
