import Domain
import Foundation
import Host
import Tapes
import Testing

@Suite struct TapeReaderTests {
    /// A file that is there for the length of a test.
    private func with<Answer>(_ bytes: [UInt8], _ body: (String) throws -> Answer) throws -> Answer
    {
        let path = NSTemporaryDirectory() + "tape-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    private func entries(_ path: String) throws -> [(TapeEntry, String)] {
        var tape = try TapeReader(path: path)
        var found: [(TapeEntry, String)] = []
        while let entry = try tape.next() {
            found.append((entry, String(decoding: tape.body, as: UTF8.self)))
        }
        return found
    }

    private func fault(_ bytes: [UInt8]) throws -> TapeFault? {
        try with(bytes) { path in
            do { _ = try entries(path) } catch let fault as TapeFault { return fault }
            return nil
        }
    }

    private let lines = """
        {"t":null,"dir":"config","body":"{\\"a\\":1}"}

        {"t":17,"dir":"connect","url":"wss://x"}
        {"t":18,"dir":"recv","body":"\\u00e9\\n\\"b\\""}
        {"dir":"http","t":19,"body":"{}","url":"https://y/depth?a=1","later":[1]}
        """

    @Test("Lines are read with their bodies unescaped, blank ones skipped, the last without an end")
    func plainLines() throws {
        let found = try with(Array(lines.utf8), entries)
        #expect(found.map(\.0.direction) == [.config, .connect, .recv, .http])
        #expect(found.map(\.0.line) == [1, 3, 4, 5])
        #expect(found.map(\.0.time?.nanoseconds) == [nil, 17, 18, 19])
        #expect(found.map(\.1) == ["{\"a\":1}", "", "é\n\"b\"", "{}"])
        #expect(found[3].0.url == "https://y/depth?a=1")
    }

    @Test("A file packed with zstd reads as the plain one does, in one frame or several")
    func packedLines() throws {
        let packed = Packed.lines
        let plain = try with(Array(lines.utf8), entries)
        #expect(try with(packed, entries).map(\.1) == plain.map(\.1))
        let twice = packed + Packed.lineEnd + packed
        #expect(try with(twice, entries).map(\.1) == plain.map(\.1) + plain.map(\.1))
    }

    @Test("A packed file cut anywhere is told as cut or damaged, never read as whole")
    func truncated() throws {
        let packed = Packed.lines
        for count in stride(from: 4, to: packed.count, by: 3) {
            switch try fault(Array(packed[0..<count])) {
            case .truncated(_, let offset, _): #expect(offset == count)
            case let other: Issue.record("cut at \(count): \(String(describing: other))")
            }
        }
    }

    @Test("A flipped byte of a packed file is a fault with an offset")
    func damaged() throws {
        var packed = Packed.lines
        packed[packed.count - 2] ^= 0x40
        guard case .damaged(_, _, let reason) = try fault(packed) else {
            Issue.record("not told as damaged")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test(
        "A line that is no entry is told with its number",
        arguments: [
            ("{\"dir\":\"recv\",\"body\":\"x\"}\n{", 2, "JSON"), ("[1]", 1, "dir"),
            ("{\"dir\":\"elsewhere\"}", 1, "dir"), ("{\"dir\":\"recv\"}", 1, "body"),
            ("{\"dir\":\"recv\",\"body\":1}", 1, "body"),
            ("{\"dir\":\"recv\",\"body\":\"\",\"t\":\"soon\"}", 1, "\"t\""),
            ("{\"dir\":\"recv\",\"body\":\"\",\"t\":1.5}", 1, "\"t\""),
        ])
    func badLines(text: String, line: Int, why: String) throws {
        let explanation = try #require(try fault(Array(text.utf8))).explanation.description
        #expect(explanation.contains("line \(line) "))
        #expect(explanation.contains(why))
    }

    @Test("An empty file has no lines, and a file that is not there is told")
    func emptyAndMissing() throws {
        #expect(try with([], entries).isEmpty)
        #expect(
            throws: TapeFault.file(
                FileFault(.open, path: "/nowhere/at-all", reason: .notFound))
        ) { _ = try entries("/nowhere/at-all") }
    }
}
