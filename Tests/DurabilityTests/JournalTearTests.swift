import Durability
import Host
import Testing

/// Power fails in the middle of a write: of its sectors any subset is on the disk.
@Suite struct JournalTearTests {
    /// Writes `before` commits, tears the write at the end of `last`, and returns what is on the
    /// disk.
    private func torn(
        keeping subset: Int, segmentBlocks: Int = 8, before: Int = 1, skippingWrites: Int = 0,
        _ last: (inout Journal<MemoryDisk>) throws(JournalFault) -> Void
    ) throws -> MemoryFiles {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: segmentBlocks))
        for seed in 0..<before {
            try Journals.append(Journals.payload(50, seed: seed), to: &journal)
            _ = try journal.commit()
        }
        files.tearAfter = skippingWrites
        files.tear = { subset >> $0 & 1 == 1 }
        #expect(throws: JournalFault.self) { try last(&journal) }
        return files
    }

    /// Opens, appends, closes and verifies; returns what the start found.
    private func goOn(
        _ files: MemoryFiles, segmentBlocks: Int = 8, expecting records: Int
    ) throws -> JournalSummary {
        var journal = try Journals.open(files, Journals.options(segmentBlocks: segmentBlocks))
        let recovered = journal.recovered
        #expect(recovered.records == records)
        #expect(journal.nextSequence == UInt64(records) + 1)
        try Journals.append(Journals.payload(60, seed: 99), to: &journal)
        #expect(try journal.commit() == UInt64(records) + 1...UInt64(records) + 1)
        try journal.close()
        let report = try Journals.verify(files)
        #expect(report.verdict == .ok)
        #expect(report.summary.records == records + 1)
        #expect(report.summary.knownCuts.count == (recovered.cut == nil ? 0 : 1))
        return recovered
    }

    private let all = (1 << 8) - 1

    @Test("a torn last frame is cut or whole, whichever sectors arrived, and the journal goes on")
    func frame() throws {
        for subset in 0...all {
            let files = try torn(keeping: subset) { (journal) throws(JournalFault) in
                try Journals.append(Journals.payload(3000, seed: 5), to: &journal)
                _ = try journal.commit()
            }
            let verdict = try Journals.verify(files).verdict
            let isWhole = subset == all
            #expect(verdict == (isWhole || subset == 0 ? .ok : .okWithCut), "\(subset)")
            let recovered = try goOn(files, expecting: isWhole ? 2 : 1)
            guard let cut = recovered.cut else { continue }
            #expect(cut.segment == 1 && cut.offset == 8192 && cut.firstSequence == 2)
            #expect(cut.recordCount == (subset & 1 == 1 ? 1 : nil))
        }
    }

    @Test("a torn frame of two blocks is cut or whole, whichever of its sectors arrived")
    func longFrame() throws {
        let whole = try torn(keeping: (1 << 16) - 1) { (journal) throws(JournalFault) in
            try Journals.append(Journals.payload(6000, seed: 5), to: &journal)
            _ = try journal.commit()
        }
        let content = try #require(whole.contents[JournalFormat.segmentName(1)])
        let frame = 8192..<16384
        var part = content
        var unexpected: [Int] = []
        for subset in 0..<1 << 16 {
            // Gray code: one sector changes between one subset and the next.
            let gray = subset ^ subset >> 1
            if subset > 0 {
                let sector = subset.trailingZeroBitCount
                let start = frame.lowerBound + sector * 512
                let isKept = gray >> sector & 1 == 1
                part.replaceSubrange(
                    start..<start + 512,
                    with: isKept
                        ? Array(content[start..<start + 512]) : [UInt8](repeating: 0, count: 512))
            } else {
                part.replaceSubrange(frame, with: [UInt8](repeating: 0, count: frame.count))
            }
            var scanner = JournalScanner()
            try scanner.scan(segment: 1, bytes: unsafe part.span.bytes) { _, _ in }
            let summary = try scanner.finish()
            let isWhole = gray == (1 << 16) - 1
            let isRight =
                summary.records == (isWhole ? 2 : 1)
                && (summary.cut == nil) == (isWhole || gray == 0)
            if !isRight { unexpected.append(gray) }
        }
        #expect(unexpected == [])
    }

    @Test("a torn seal loses nothing, whichever sectors arrived")
    func seal() throws {
        for subset in 0...all {
            let files = try torn(keeping: subset, segmentBlocks: 4, before: 2) {
                (journal) throws(JournalFault) in
                try Journals.append(Journals.payload(70, seed: 5), to: &journal)
                _ = try journal.commit()
            }
            let recovered = try goOn(files, segmentBlocks: 4, expecting: 2)
            #expect((recovered.cut == nil) == (subset == 0 || subset == all), "\(subset)")
        }
    }

    @Test("a torn segment header loses nothing, whichever sectors arrived")
    func header() throws {
        for subset in 0...all {
            let files = try torn(
                keeping: subset, segmentBlocks: 4, before: 2, skippingWrites: 1
            ) { (journal) throws(JournalFault) in
                try Journals.append(Journals.payload(70, seed: 5), to: &journal)
                _ = try journal.commit()
            }
            let recovered = try goOn(files, segmentBlocks: 4, expecting: 2)
            #expect((recovered.cut == nil) == (subset == 0 || subset == all), "\(subset)")
        }
    }

    @Test("a torn closing frame loses nothing, whichever sectors arrived")
    func closing() throws {
        for subset in 0...all {
            let files = try torn(keeping: subset) { (journal) throws(JournalFault) in
                try journal.close()
            }
            let recovered = try goOn(files, expecting: 1)
            #expect(recovered.isClosed == (subset == all))
        }
    }

    @Test("a torn opening frame after a clean stop loses nothing, whichever sectors arrived")
    func opening() throws {
        for subset in 0...all {
            let files = MemoryFiles()
            var journal = try Journals.open(files)
            try Journals.append([1, 2, 3], to: &journal)
            try journal.close()
            files.tear = { subset >> $0 & 1 == 1 }
            #expect(throws: JournalFault.self) { _ = try Journals.open(files) }
            _ = try goOn(files, expecting: 1)
        }
    }

    @Test("a torn first header of all leaves a journal that begins in the next segment")
    func firstHeader() throws {
        for subset in 0...all {
            let files = MemoryFiles()
            files.tear = { subset >> $0 & 1 == 1 }
            #expect(throws: JournalFault.self) { _ = try Journals.open(files) }
            _ = try goOn(files, expecting: 0)
        }
    }

    @Test("power may fail again and again while starting")
    func again() throws {
        let files = try torn(keeping: 0b1010_1010) { (journal) throws(JournalFault) in
            try Journals.append(Journals.payload(3000, seed: 5), to: &journal)
            _ = try journal.commit()
        }
        for subset in [0b1100_0000, 0b0000_0001, 0, 0b0111_1111] {
            files.tear = { subset >> $0 & 1 == 1 }
            #expect(throws: JournalFault.self) { _ = try Journals.open(files) }
            #expect(try Journals.verify(files).verdict == .okWithCut)
        }
        let recovered = try goOn(files, expecting: 1)
        #expect(recovered.cut?.segment == 1)
        #expect(recovered.cut?.offset == 8192)
    }

    @Test("what was cut off may not change afterwards")
    func cutIsSealed() throws {
        let files = try torn(keeping: 0b1010_1011) { (journal) throws(JournalFault) in
            try Journals.append(Journals.payload(3000, seed: 5), to: &journal)
            _ = try journal.commit()
        }
        _ = try goOn(files, expecting: 1)
        let name = JournalFormat.segmentName(1)
        for offset in stride(from: 8192, to: 32768, by: 257) {
            files.contents[name]?[offset] ^= 4
            #expect(try Journals.verify(files).verdict == .damaged, "\(offset)")
            files.contents[name]?[offset] ^= 4
        }
        #expect(try Journals.verify(files).verdict == .ok)
    }

    @Test("a last frame that is wrong in every sector that arrived is no tear")
    func flippedLastFrame() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        for count in [50, 3000] {
            try Journals.append(Journals.payload(count, seed: 1), to: &journal)
            _ = try journal.commit()
        }
        files.contents[JournalFormat.segmentName(1)]?[10_000] ^= 1
        let report = try Journals.verify(files)
        #expect(report.findings.map(\.reason) == ["frame-body-changed"])
        #expect(throws: JournalFault.self) { _ = try Journals.open(files) }
    }

    @Test("a lost frame before the last one is damage, never a tear")
    func lostFrame() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        for seed in 0..<3 {
            try Journals.append(Journals.payload(50, seed: seed), to: &journal)
            _ = try journal.commit()
        }
        let name = JournalFormat.segmentName(1)
        let zeros = [UInt8](repeating: 0, count: 4096)
        files.contents[name]?.replaceSubrange(8192..<12288, with: zeros)
        #expect(try Journals.verify(files).findings.map(\.reason) == ["frame-missing"])
        files.contents[name]?.replaceSubrange(8192..<8704, with: [UInt8](repeating: 1, count: 512))
        #expect(try Journals.verify(files).findings.map(\.reason) == ["frame-header-changed"])
    }

    @Test("a torn closing frame with a changed bit is damage: its bytes are known")
    func changedClosing() throws {
        for subset in [0b0111_1111, 0b0000_0011, 0b1000_0000] {
            let files = try torn(keeping: subset) { (journal) throws(JournalFault) in
                try journal.close()
            }
            let kept = (1..<8).first { subset >> $0 & 1 == 1 } ?? 1
            files.contents[JournalFormat.segmentName(1)]?[8192 + kept * 512 + 9] ^= 8
            // Without the header nobody knows that it was a closing frame.
            let isKnown = subset & 1 == 1
            #expect(try Journals.verify(files).verdict == (isKnown ? .damaged : .okWithCut))
        }
    }
}
