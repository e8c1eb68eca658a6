import Durability
import Host
import Testing

@Suite struct JournalFlipTests {

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

    @Test("every single flipped bit of a closed journal is found as damage", arguments: 0..<10)
    func flips(block: Int) throws {
        let files = try Journals.golden()
        let name = JournalFormat.segmentName(block < 5 ? 1 : 2)
        let first = block % 5 * Journals.block
        var missed: [String] = []
        for offset in first..<first + Journals.block {
            for bit in 0..<8 {
                files.contents[name]?[offset] ^= 1 << bit
                let verdict = try Journals.verify(files).verdict
                if verdict != .damaged { missed.append("\(name) \(offset).\(bit) \(verdict)") }
                files.contents[name]?[offset] ^= 1 << bit
            }
        }
        #expect(missed == [])
    }
}
