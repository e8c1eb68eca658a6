import Durability
import Host
import Testing

@Suite struct JournalFlipTests {
    private static let first = JournalFormat.segmentName(1)
    private static let second = JournalFormat.segmentName(2)

    @Test("the golden journal is two segments with every kind of frame, and verifies")
    func golden() throws {
        let files = try Journals.golden()
        let report = try Journals.verify(files)
        #expect(report.verdict == .ok)
        #expect(report.summary.segments.map(\.state) == [.sealed, .active])
        #expect(report.summary.segments.map(\.usedBytes) == [20480, 12288])
        #expect(report.summary.end == .closed)
        #expect(report.summary.records == 7)
    }

    /// Whether the scanner finds damage when it goes on from `before` with these files.
    private func isFound(_ before: JournalScanner, _ segments: [(UInt32, [UInt8])]) -> Bool {
        var scanner = before
        do throws(JournalFault) {
            for (index, content) in segments {
                try scanner.scan(segment: index, bytes: unsafe content.span.bytes) { _, _ in }
            }
            _ = try scanner.finish()
            return false
        } catch {
            if case .damaged = error { return true }
            return false
        }
    }

    @Test("every single flipped bit of a closed journal is damage", arguments: 0..<10)
    func flips(block: Int) throws {
        let golden = try Journals.golden().contents
        let first = try #require(golden[Self.first])
        let second = try #require(golden[Self.second])
        var before = JournalScanner()
        if block >= 5 {
            try before.scan(segment: 1, bytes: unsafe first.span.bytes) { _, _ in }
        }
        var segments: [(UInt32, [UInt8])] = [(1, first), (2, second)]
        if block >= 5 { segments.removeFirst() }
        #expect(!isFound(before, segments))
        let start = block % 5 * Journals.block
        var missed: [Int] = []
        for offset in start..<start + Journals.block {
            for bit in 0..<8 {
                segments[0].1[offset] ^= 1 << bit
                if !isFound(before, segments) { missed.append(offset * 8 + bit) }
                segments[0].1[offset] ^= 1 << bit
            }
        }
        #expect(missed == [])
    }

    @Test("the verifier reports a changed byte anywhere as damage, and where", arguments: 0..<10)
    func bytes(block: Int) throws {
        let files = try Journals.golden()
        let name = block < 5 ? Self.first : Self.second
        let start = block % 5 * Journals.block
        for offset in stride(from: start, to: start + Journals.block, by: 3) {
            files.contents[name]?[offset] ^= 0x5A
            let report = try Journals.verify(files)
            #expect(report.verdict == .damaged)
            #expect(report.findings.count == 1)
            let found = report.findings.first
            #expect(found?.file == name)
            #expect((found?.offset ?? .max) <= offset)
            files.contents[name]?[offset] ^= 0x5A
        }
    }

    @Test("every zeroed sector is damage, and a cut where it is in the last frame")
    func zeroedSectors() throws {
        let files = try Journals.golden()
        for (index, name) in [Self.first, Self.second].enumerated() {
            let whole = try #require(files.contents[name])
            for start in stride(from: 0, to: whole.count, by: 512) {
                var changed = whole
                changed.replaceSubrange(
                    start..<start + 512, with: [UInt8](repeating: 0, count: 512))
                files.contents[name] = changed
                let report = try Journals.verify(files)
                let isUnwritten = index == 1 && start >= 12288
                let isLastFrame = index == 1 && (8192..<12288).contains(start)
                let expected: JournalReport.Verdict =
                    isUnwritten ? .ok : isLastFrame ? .okWithCut : .damaged
                #expect(report.verdict == expected, "\(name) at \(start)")
            }
            files.contents[name] = whole
        }
    }

    @Test("a removed first, middle or last segment is found", arguments: [1, 2, 3, 4])
    func removedSegments(index: UInt32) throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files, Journals.options(segmentBlocks: 5))
        for seed in 0..<10 {
            try Journals.append(Journals.payload(100, seed: seed), to: &journal)
            _ = try journal.commit()
        }
        try journal.close()
        #expect(files.contents.count == 4)
        #expect(try Journals.verify(files).verdict == .ok)
        files.contents[JournalFormat.segmentName(index)] = nil
        let report = try Journals.verify(files)
        #expect(report.verdict == .damaged)
        #expect(report.findings.first?.reason == "segment-missing")
        #expect(report.findings.first?.file == JournalFormat.segmentName(index))
        #expect(throws: JournalFault.self) { _ = try Journals.records(files) }
    }

    @Test("a file that is cut short, or longer, is found", arguments: [1, 2])
    func truncatedFiles(index: UInt32) throws {
        let files = try Journals.golden()
        let name = JournalFormat.segmentName(index)
        let whole = try #require(files.contents[name])
        for count in [0, 1, 511, 512, 4096, 8192, 12288, 16384, 20479, 24576] {
            let padding = [UInt8](repeating: 0, count: max(0, count - whole.count))
            files.contents[name] = Array(whole.prefix(count)) + padding
            let report = try Journals.verify(files)
            #expect(report.verdict == .damaged, "\(count) bytes")
        }
    }

    @Test("segments that changed places, or come from another journal, are found")
    func misplacedSegments() throws {
        let files = try Journals.golden()
        let golden = files.contents
        files.contents[Self.second] = golden[Self.first]
        #expect(try Journals.verify(files).findings.first?.reason == "header-misplaced")

        let foreign = MemoryFiles()
        var options = Journals.options(segmentBlocks: 5)
        options.newIdentity = Hash128(high: 1, low: 2)
        var journal = try Journals.open(foreign, options)
        for seed in 0..<4 {
            try Journals.append(Journals.payload(100, seed: seed), to: &journal)
            _ = try journal.commit()
        }
        files.contents[Self.second] = foreign.contents[Self.second]
        #expect(try Journals.verify(files).findings.first?.reason == "header-misplaced")
    }

    @Test("frames that changed places are found")
    func misplacedFrames() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        for seed in 0..<3 {
            try Journals.append(Journals.payload(100, seed: seed), to: &journal)
            _ = try journal.commit()
        }
        let whole = try #require(files.contents[Self.first])
        var changed = whole
        changed.replaceSubrange(4096..<8192, with: whole[8192..<12288])
        files.contents[Self.first] = changed
        #expect(try Journals.verify(files).findings.first?.reason == "frame-chain-broken")
    }

    @Test("a frame from another history of the same journal is found, though all its numbers fit")
    func spliced() throws {
        var contents: [[UInt8]] = []
        for seed in 0..<2 {
            let files = MemoryFiles()
            var journal = try Journals.open(files)
            for place in 0..<2 {
                try Journals.append(Journals.payload(9, seed: seed + place), to: &journal)
                _ = try journal.commit()
            }
            contents.append(try #require(files.contents[Self.first]))
        }
        var spliced = contents[0]
        spliced.replaceSubrange(8192..<12288, with: contents[1][8192..<12288])
        let files = MemoryFiles([Self.first: spliced])
        #expect(try Journals.verify(files).findings.first?.reason == "frame-chain-broken")
    }

    @Test("every bit after a seal is looked at")
    func afterSeal() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        for count in [8_000, 20_000] {
            try Journals.append(Journals.payload(count, seed: 1), to: &journal)
            _ = try journal.commit()
        }
        try journal.close()
        let used = try #require(Journals.verify(files).summary.segments.first).usedBytes
        #expect(used == 16384)
        for offset in stride(from: used, to: 32768, by: 511) {
            files.contents[Self.first]?[offset] ^= 1
            let report = try Journals.verify(files)
            #expect(report.findings.map(\.reason) == ["content-after-end"])
            files.contents[Self.first]?[offset] ^= 1
        }
    }

    @Test("every bit of a prepared file is looked at")
    func prepared() throws {
        let files = MemoryFiles()
        var journal = try Journals.open(files)
        try journal.prepareAhead()
        try journal.close()
        for offset in stride(from: 0, to: 32768, by: 511) {
            files.contents[Self.second]?[offset] ^= 1
            #expect(try Journals.verify(files).verdict == .damaged, "\(offset)")
            files.contents[Self.second]?[offset] ^= 1
        }
        #expect(try Journals.verify(files).verdict == .ok)
    }
}
