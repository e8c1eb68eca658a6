import Host
import Testing

/// Files that were made to do harm, or came out of a broken disk.
@Suite struct YAMLHostilityTests {
    private func fault(_ bytes: [UInt8]) -> YAMLFault? {
        #expect(throws: YAMLFault.self) { try YAMLDocument.parse(bytes) }
    }

    @Test("a megabyte of open brackets ends at the deepest level that is read")
    func brackets() {
        for bracket in ["[", "{a: ", "- ", "[{a: ["] {
            let copies = 1_000_000 / bracket.utf8.count
            let bytes = Array(String(repeating: bracket, count: copies).utf8)
            #expect(fault(bytes)?.reason == .tooDeep, "\(bracket)")
        }
    }

    @Test("the deepest level is read, and one more is not")
    func depth() throws {
        func nested(_ count: Int) -> [UInt8] {
            let open = String(repeating: "[", count: count)
            return Array((open + String(repeating: "]", count: count)).utf8)
        }
        #expect(try YAMLDocument.parse(nested(YAMLDocument.Limits.depthMax)) != nil)
        let fault = fault(nested(YAMLDocument.Limits.depthMax + 1))
        #expect(fault?.reason == .tooDeep)
        #expect(fault?.place == TextPlace(line: 1, column: YAMLDocument.Limits.depthMax + 1))
    }

    @Test("a billion laughs is refused at the first anchor")
    func laughs() {
        var text = "a: &a [\"lol\", \"lol\", \"lol\"]\n"
        for (name, before) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [*\(before), *\(before), *\(before)]\n"
        }
        let fault = fault(Array(text.utf8))
        #expect(fault?.reason == .anchor && fault?.place == TextPlace(line: 1, column: 4))
    }

    @Test("NUL and other control characters are refused with their line and character")
    func controlCharacters() {
        for byte: UInt8 in [0, 1, 7, 0x1B, 0x7F] {
            let fault = fault(Array("ä: 1\nb: x".utf8) + [byte] + Array("y\n".utf8))
            #expect(fault?.reason == .controlCharacter, "\(byte)")
            #expect(fault?.place == TextPlace(line: 2, column: 5), "\(byte)")
        }
    }

    @Test("bytes that are no UTF-8 are refused with their place")
    func notUTF8() {
        // The column is that of the byte that is wrong, each before it being a character.
        let broken: [([UInt8], column: Int)] = [
            ([0xFF], 4), ([0xC3], 5), ([0xC3, 0x28], 5), ([0xED, 0xA0, 0x80], 4),
            ([0xC0, 0xAF], 4), ([0xF5, 0x80, 0x80, 0x80], 4),
        ]
        for (bytes, column) in broken {
            let fault = fault(Array("a: 1\nb: ".utf8) + bytes + Array("\n".utf8))
            #expect(fault?.reason == .notUTF8, "\(bytes)")
            #expect(fault?.place == TextPlace(line: 2, column: column), "\(bytes)")
        }
        let utf16: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x3A, 0, 0x20, 0, 0x31, 0]
        #expect(fault(utf16)?.reason == .notUTF8)
    }

    @Test(
        "what breaks the rules of YAML is refused where it does",
        arguments: [
            ("a:\n\tb: 1", 2), ("a: 1\n b: 2", 2), ("a: 'open\nb: 2", 2), ("a: [1, 2", 2),
            ("a: [1]]", 1), ("a: b: c", 1), ("key\nb: 1", 2), ("%TAG ! x\na: 1", 2), ("a: @b", 1),
            ("a: \"\\q\"", 1), ("a: `b`", 1), ("- a\nb: 1", 2),
        ])
    func malformed(text: String, line: Int) {
        let fault = fault(Array(text.utf8))
        guard case .malformed(let words) = fault?.reason else {
            Issue.record("\(text): \(String(describing: fault))")
            return
        }
        #expect(!words.isEmpty && fault?.place.line == line, "\(text): \(words)")
    }

    @Test("a file larger than is read, or of more values, is refused")
    func large() {
        let limit = YAMLDocument.Limits.bytesMax
        let remark = [UInt8](repeating: UInt8(ascii: "#"), count: limit)
        #expect(throws: Never.self) { try YAMLDocument.parse(remark) }
        #expect(fault(remark + [UInt8(ascii: "#")])?.reason == .tooLarge)
        let values = String(repeating: "- a\n", count: YAMLDocument.Limits.nodesMax)
        #expect(fault(Array(values.utf8))?.reason == .tooMany)
    }

    @Test("no byte anywhere in a file makes the reader stop the process")
    func everyByte() {
        let text = Array("a: [1, 'b']\nc:\n  - d: \"x\\n\"\n  - |\n    e\n# f\n".utf8)
        for place in text.indices {
            for byte in UInt8.min...UInt8.max {
                var damaged = text
                damaged[place] = byte
                _ = try? YAMLDocument.parse(damaged)
            }
            _ = try? YAMLDocument.parse(Array(text[..<place]))
        }
    }

    @Test("every fault says what is wrong, why, and what to do")
    func explanations() {
        let first = TextPlace(line: 1, column: 1)
        let reasons: [YAMLFault.Reason] = [
            .tooLarge, .tooDeep, .tooMany, .notUTF8, .controlCharacter, .malformed("words"),
            .nameNotText, .nameRepeated("a", first: first), .anchor, .alias, .tag,
            .secondDocument, .noMemory,
        ]
        var said: Set<String> = []
        for reason in reasons {
            let explanation = YAMLFault(reason: reason, place: first).explanation
            #expect(!explanation.why.isEmpty && !explanation.action.isEmpty)
            #expect(!explanation.action.hasSuffix("."))
            said.insert(explanation.what)
        }
        #expect(said.count == reasons.count)
    }
}
