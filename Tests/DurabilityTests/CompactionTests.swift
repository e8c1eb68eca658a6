import Durability
import Host
import Testing

@Suite struct CompactionTests {
    /// Five segments, the last of them open, with a snapshot after records 4 and 6.
    static func journal() throws -> MemoryFiles {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
        for seed in 0..<13 {
            try Journals.append(Journals.payload(300, seed: seed), to: &journal)
            _ = try journal.commit()
            if seed == 3 || seed == 5 { try keepSnapshot(of: &journal) }
        }
        return files
    }

    static func keepSnapshot(of journal: inout Journal<MemoryDisk>) throws {
        let payload = Journals.payload(50, seed: Int(journal.releasedSequence))
        try SnapshotStore.write(
            SnapshotHeader(
                identity: journal.identity, sequence: journal.releasedSequence,
                chainHash: journal.chainHash, stateHash: 7, schemaVersion: 3),
            unsafe payload.span.bytes, to: &journal.disk)
    }

    static func compact(_ files: MemoryFiles, at time: Int64 = 5) throws -> [UInt32] {
        var disk = MemoryDisk(files)
        var compacted: [UInt32] = []
        while let done = try JournalCompactor.compactNext(on: &disk, at: time) {
            #expect(done.bytesAfter < done.bytesBefore)
            compacted.append(done.segment)
        }
        return compacted
    }

    @Test("full segments are compacted, and the journal reads as before")
    func reads() throws {
        let files = try Self.journal()
        let before = try Journals.records(files)
        #expect(try Self.compact(files) == [1, 2, 3, 4])
        let names = files.sortedNames.filter { !$0.hasPrefix("snapshot") }
        #expect(names == (1...4).map(JournalFormat.compactedName) + [JournalFormat.segmentName(5)])
        let after = try Journals.records(files)
        #expect(after.records == before.records)
        #expect(after.summary.chainHash == before.summary.chainHash)
        let report = try Journals.verify(files)
        #expect(report.verdict == .ok)
        #expect(report.findings.isEmpty)
        #expect(report.summary.sealedSegments == 4)
        #expect(report.summary.segments.compactMap(\.compactedBytes).count == 4)
        for from in 1...14 as ClosedRange<UInt64> {
            #expect(
                try Journals.records(files, from: from).records.first?.record.sequence
                    == (from < 14 ? from : nil))
        }
    }

    @Test("a journal that was compacted is taken up and goes on, and is compacted further")
    func goesOn() throws {
        let files = try Self.journal()
        _ = try Self.compact(files)
        for round in 0..<3 {
            var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
            #expect(journal.nextSequence == 14 + UInt64(round) * 3)
            for seed in 0..<3 {
                try Journals.append(Journals.payload(300, seed: seed), to: &journal)
                _ = try journal.commit()
            }
            #expect(try Self.compact(files).count > 0)
            #expect(try Journals.verify(files).verdict == .ok)
        }
    }

    @Test("the segment that is written to is left alone, and one whose successor is only prepared")
    func leftAlone() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
        #expect(try Self.compact(files) == [])
        try journal.prepareAhead()
        #expect(try Self.compact(files) == [])
    }

    @Test("segments that were cut or voided are compacted with all their bytes")
    func cuts() throws {
        let files = MemoryFiles()
        for round in 0..<3 {
            var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
            try Journals.append(Journals.payload(5000, seed: round), to: &journal)
            files.tear = { $0 != 3 }
            #expect(throws: JournalFault.self) { _ = try journal.commit() }
        }
        _ = try Journals.open(files, Journals.options(segmentBlocks: 5))
        let before = try Journals.verify(files)
        #expect(before.summary.knownCuts.count == 3)
        #expect(try Self.compact(files) == [1, 2, 3])
        let after = try Journals.verify(files)
        #expect(after.findings.map(\.reason) == ["known-cut", "known-cut", "known-cut"])
        #expect(after.summary.knownCuts == before.summary.knownCuts)
        #expect(after.summary.chainHash == before.summary.chainHash)
    }

    @Test("every flipped bit of a compacted segment is found")
    func flips() throws {
        let files = try Self.journal()
        _ = try Self.compact(files)
        let name = JournalFormat.compactedName(2)
        let count = try #require(files.contents[name]?.count)
        var missed: [Int] = []
        for place in 0..<count * 8 {
            files.contents[name]?[place / 8] ^= 1 << (place % 8)
            if (try? Journals.records(files)) != nil { missed.append(place) }
            files.contents[name]?[place / 8] ^= 1 << (place % 8)
        }
        #expect(missed == [])
        for place in stride(from: 0, to: count, by: 37) {
            files.contents[name]?[place] ^= 0x40
            let report = try Journals.verify(files)
            #expect(report.findings.first?.file == name)
            files.contents[name]?[place] ^= 0x40
        }
    }

    @Test("a compacted segment that loses a sector, is cut short or is longer is found")
    func sectors() throws {
        let files = try Self.journal()
        _ = try Self.compact(files)
        let name = JournalFormat.compactedName(3)
        let whole = try #require(files.contents[name])
        for start in stride(from: 0, to: whole.count, by: 512) {
            var changed = whole
            let end = min(start + 512, whole.count)
            changed.replaceSubrange(start..<end, with: [UInt8](repeating: 0, count: end - start))
            guard changed != whole else { continue }
            files.contents[name] = changed
            #expect(try Journals.verify(files).findings.map(\.reason) == ["compacted-changed"])
        }
        for count in [0, 1, 1023, 1024, whole.count - 1, whole.count + 1] {
            files.contents[name] = Array((whole + [0]).prefix(count))
            #expect(try Journals.verify(files).verdict == .damaged, "\(count) bytes")
        }
    }

    @Test("a history written anew, right in itself, does not have the seal that was noted")
    func tampering() throws {
        let files = try Self.journal()
        _ = try Self.compact(files)
        let seal = try Journals.verify(files).summary.seal
        let other = MemoryFiles()
        var journal = try Journals.open(other, Journals.options(segmentBlocks: 5))
        for seed in 0..<13 {
            try Journals.append(
                Journals.payload(300, seed: seed == 2 ? 99 : seed), to: &journal)
            _ = try journal.commit()
        }
        _ = try Self.compact(other)
        let forged = try Journals.verify(other)
        #expect(forged.verdict == .ok)
        #expect(forged.summary.seal != seal)
        #expect(forged.summary.segments.compactMap(\.seal).count == 4)
    }

    @Test("a compacted segment of another history breaks the seals, and where is told")
    func brokenSeal() throws {
        let files = try Self.journal()
        _ = try Self.compact(files)
        // The seal before is another one, and all checksums are right.
        let whole = try #require(files.contents[JournalFormat.compactedName(2)])
        var changed = whole
        changed[130] ^= 1
        let crc = unsafe Checksum.crc32c(changed[12..<1024].span.bytes)
        for byte in 0..<4 { changed[8 + byte] = UInt8(truncatingIfNeeded: crc >> (8 * byte)) }
        files.contents[JournalFormat.compactedName(2)] = changed
        #expect(try Journals.verify(files).findings.map(\.reason) == ["seal-broken"])
        #expect(
            try Journals.verify(files).findings.map(\.file) == [JournalFormat.compactedName(2)])
    }

    @Test("a segment put back as it was verifies, and is compacted to the same seal")
    func putBack() throws {
        let files = try Self.journal()
        let plain = try #require(files.contents[JournalFormat.segmentName(2)])
        _ = try Self.compact(files)
        let seal = try Journals.verify(files).summary.seal
        files.contents[JournalFormat.segmentName(2)] = plain
        let both = try Journals.verify(files)
        #expect(both.verdict == .ok)
        #expect(both.findings.map(\.reason) == ["leftover"])
        #expect(both.summary.seal == seal)
        files.contents[JournalFormat.compactedName(2)] = nil
        #expect(try Journals.verify(files).summary.seal == seal)
        #expect(try Self.compact(files) == [2])
        #expect(try Journals.verify(files).summary.seal == seal)
    }

    @Test("a full or failing disk leaves the segment as it was")
    func failing() throws {
        for operation in [FileFault.Operation.create, .rename, .synchronize, .read, .remove] {
            let files = try Self.journal()
            let before = try Journals.records(files).records
            files.fault = FileFault(operation, path: "x", reason: .noSpace)
            files.faultAfter = operation == .read ? 4 : 0
            #expect(throws: JournalFault.self) { _ = try Self.compact(files) }
            files.fault = nil
            #expect(try Journals.records(files).records == before, "\(operation)")
            #expect(try Journals.verify(files).verdict == .ok)
            #expect(try Self.compact(files).last == 4, "\(operation)")
            #expect(try Journals.verify(files).summary.sealedSegments == 4)
            #expect(try Journals.records(files).records == before)
        }
    }

    @Test("a newer format of compaction is refused with words")
    func foreignVersion() throws {
        let files = try Self.journal()
        _ = try Self.compact(files)
        let name = JournalFormat.compactedName(1)
        var changed = try #require(files.contents[name])
        changed[12] = 2
        let crc = unsafe Checksum.crc32c(changed[12..<1024].span.bytes)
        for byte in 0..<4 { changed[8 + byte] = UInt8(truncatingIfNeeded: crc >> (8 * byte)) }
        files.contents[name] = changed
        #expect(throws: JournalFault.foreignVersion(file: name, found: 2)) {
            _ = try Journals.records(files)
        }
    }
}
