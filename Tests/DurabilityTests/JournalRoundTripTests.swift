import Durability
import Host
import Testing

@Suite struct JournalRoundTripTests {
    @Test("what was appended is read back, in order, with its numbers, times and kinds")
    func roundTrip() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        var expected: [Kept] = []
        for seed in 0..<40 {
            for place in 0...seed % 4 {
                let payload = Journals.payload(seed * 37 % 900, seed: seed + place)
                let sequence = journal.nextSequence
                expected.append(
                    Kept(
                        record: JournalRecord(
                            sequence: sequence, time: Int64(sequence) * 1000, kind: UInt8(place),
                            schemaVersion: 1),
                        payload: payload))
                try Journals.append(payload, kind: UInt8(place), to: &journal)
            }
            let released = try journal.commit()
            #expect(released?.upperBound == UInt64(expected.count))
            #expect(journal.releasedSequence == UInt64(expected.count))
        }
        #expect(try journal.commit() == nil)
        try journal.close()
        let found = try Journals.records(files)
        #expect(found.records == expected)
        #expect(found.summary.end == .closed)
        #expect(found.summary.segments.count > 3)
        #expect(found.summary.chainHash == journal.chainHash)
        #expect(found.summary.firstTime == 1000)
        #expect(found.summary.lastTime == Int64(expected.count) * 1000)
    }

    @Test("a journal goes on after each start, closed or not, and stays one chain")
    func reopen() throws {
        let files = MemoryFiles()
        for start in 0..<20 {
            var journal = try Journals.open(files)
            #expect(journal.recovered.records == start)
            #expect(journal.recovered.cut == nil)
            if start > 0 {
                #expect(journal.recovered.end == ((start - 1) % 3 == 0 ? .closed : .open))
            }
            try Journals.append(Journals.payload(start * 11, seed: start), to: &journal)
            #expect(try journal.commit() == UInt64(start) + 1...UInt64(start) + 1)
            if start % 3 == 0 { try journal.close() }
        }
        let report = try Journals.verify(files)
        #expect(report.verdict == .ok)
        #expect(report.summary.records == 20)
    }

    @Test("the chain after a start is what it was before")
    func chain() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        try Journals.append([1], to: &journal)
        _ = try journal.commit()
        let hash = journal.chainHash
        let (summary, _) = try Journals.records(files)
        #expect(summary.chainHash == hash)
    }

    @Test("the same records give the same bytes")
    func sameBytes() throws {
        #expect(try Journals.golden().contents == Journals.golden().contents)
    }

    @Test("the bits of version 1 are what they were when it was decided")
    func pinned() throws {
        let golden = try Journals.golden().contents
        let all = try (1...2).flatMap { try #require(golden[JournalFormat.segmentName($0)]) }
        let hash = unsafe Checksum.xxh3(all.span.bytes).description
        #expect(hash == "7bc3291a57dc74e021e5d14a51bdf8a8")
    }

    @Test("a replay may begin at any record, from the segment that holds the one before")
    func replayFrom() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
        for seed in 0..<30 {
            try Journals.append(Journals.payload(10, seed: seed), to: &journal)
            try Journals.append(Journals.payload(20, seed: seed), to: &journal)
            _ = try journal.commit()
        }
        try journal.close()
        let all = try Journals.records(files).records
        for sequence in UInt64(1)...61 {
            let found = try Journals.records(files, from: sequence)
            #expect(found.records == Array(all.dropFirst(Int(sequence) - 1)))
            #expect(found.summary.lastSequence == 60)
            #expect(found.summary.firstSequence <= max(1, sequence - 1))
            if sequence % 2 == 1 { #expect(found.summary.checkpoints.count == 1) }
        }
        #expect(try Journals.records(files, from: 58).summary.segments.count == 2)
    }

    @Test("payloads of zeros leave no sector of zeros, and come back as they were")
    func zeros() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 64))
        var expected: [[UInt8]] = []
        for value in [0x00, 0x7F, 0x7E] as [UInt8] {
            for count in [400, 512, 4096, 100_000] {
                expected.append([UInt8](repeating: value, count: count))
                try Journals.append(expected[expected.count - 1], to: &journal)
                try Journals.append([UInt8](repeating: 0, count: 3000), to: &journal)
                expected.append([UInt8](repeating: 0, count: 3000))
                _ = try journal.commit()
            }
        }
        try journal.close()
        #expect(try Journals.records(files).records.map(\.payload) == expected)
        for name in files.sortedNames {
            let content = try #require(files.contents[name])
            let end = unsafe ByteRun.endOffset(in: content.span.bytes, notEqualTo: 0)
            for start in stride(from: 0, to: end, by: 512) {
                let sector = unsafe content.span.bytes.extracting(start..<start + 512)
                let isBlank = ByteRun.isAll(sector, 0)
                #expect(!isBlank, "\(name) at \(start)")
            }
        }
        #expect(try Journals.verify(files).verdict == .ok)
    }

    @Test("a batch takes as much as a frame holds, and says when it is full")
    func limits() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        let most = journal.writer.payloadBytesMax
        #expect(most == 6 * 4096 - 96 - 28)
        #expect(throws: JournalFault.payloadTooLarge(bytes: most + 1, bytesMax: most)) {
            try Journals.append([UInt8](repeating: 1, count: most + 1), to: &journal)
        }
        #expect(journal.fits(payloadBytes: most) == true)
        #expect(journal.fits(payloadBytes: most + 1) == false)
        try Journals.append([UInt8](repeating: 1, count: most), to: &journal)
        #expect(journal.fits(payloadBytes: 0) == false)
        #expect(throws: JournalFault.batchFull) { try Journals.append([], to: &journal) }
        #expect(try journal.commit() == 1...1)
        try Journals.append([], to: &journal)
        try journal.close()
        #expect(try Journals.records(files).records.map(\.payload.count) == [most, 0])
    }

    @Test("the next segment is prepared ahead once, and used")
    func preparesAhead() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 4))
        #expect(journal.isNextPrepared == false)
        try journal.prepareAhead()
        #expect(journal.isNextPrepared == true)
        let names = [JournalFormat.segmentName(1), JournalFormat.segmentName(2)]
        #expect(files.sortedNames == names)
        try journal.prepareAhead()
        #expect(files.sortedNames == names)
        #expect(try Journals.verify(files).summary.segments.map(\.state) == [.active, .prepared])
        var again = try Journals.open(files, Journals.options(segmentBlocks: 4))
        #expect(again.isNextPrepared == true)
        for seed in 0..<2 {
            try Journals.append(Journals.payload(9, seed: seed), to: &again)
            _ = try again.commit()
        }
        #expect(files.sortedNames == names)
        #expect(try Journals.verify(files).summary.segments.map(\.state) == [.sealed, .active])
    }

    @Test("a visitor that refuses a record stops the replay with its reason")
    func refusal() throws {
        let files = try Journals.golden()
        var disk = MemoryDisk(files)
        let fault = JournalFault.recordRefused(sequence: 3, reason: "unknown kind")
        #expect(throws: fault) {
            try JournalReader.replay(&disk) { (record, _) throws(JournalFault) in
                if record.sequence == 3 { throw fault }
            }
        }
    }
}
