import Host
import Testing

extension YAMLNode {
    /// The tree on one line: texts in bars, lists in brackets, mappings in braces.
    var shown: String {
        switch content {
        case .scalar(let scalar): "|\(scalar.text)|"
        case .sequence(let elements): "[" + elements.map(\.shown).joined(separator: " ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.name):\($0.value.shown)" }.joined(separator: " ") + "}"
        }
    }
}

@Suite struct YAMLDocumentTests {
    private func parse(_ text: String) throws -> YAMLNode? {
        try YAMLDocument.parse(Array(text.utf8))
    }

    @Test(
        "texts, lists and mappings are read in either spelling",
        arguments: [
            ("a: 1", "{a:|1|}"),
            ("a:\n  b: x y\n  c:\n    - 1\n    - d: e", "{a:{b:|x y| c:[|1| {d:|e|}]}}"),
            ("{a: [1, 2], 'b': \"c\\td\"}", "{a:[|1| |2|] b:|c\td|}"),
            ("- |\n  one\n  two\n- >\n  one\n  two\n", "[|one\ntwo\n| |one two\n|]"),
            ("# only a remark\n---\na: 1 # and one here\n...\n", "{a:|1|}"),
            ("%YAML 1.1\n---\na: 1", "{a:|1|}"),
            ("\u{FEFF}a: 1", "{a:|1|}"),
            ("a: 1\r\nb: 2\r\n", "{a:|1| b:|2|}"),
            ("größe: 1 €", "{größe:|1 €|}"),
            ("just text", "|just text|"),
        ])
    func reads(text: String, tree: String) throws {
        #expect(try parse(text)?.shown == tree)
    }

    @Test("nothing is guessed: words and numbers that YAML gives a meaning are texts as written")
    func noTypes() throws {
        let tree = try parse("[no, 010, 1e3, 0x1F, ~, null, 12:30:00, 2024-08-08, .inf, <<]")
        #expect(
            tree?.shown
                == "[|no| |010| |1e3| |0x1F| |~| |null| |12:30:00| |2024-08-08| |.inf| |<<|]")
    }

    @Test("a value that is not there is a plain text that is empty; in quotes it is quoted")
    func styles() throws {
        let root = try #require(try parse("a:\nb: ''\nc: |\n  x\nd: \"\""))
        guard case .mapping(let entries) = root.content else { Issue.record("no mapping"); return }
        let styles = entries.map { entry -> YAMLScalar.Style? in
            guard case .scalar(let scalar) = entry.value.content else { return nil }
            return scalar.style
        }
        #expect(styles == [.plain, .quoted, .block, .quoted])
    }

    @Test("a file without a value has none", arguments: ["", " \n\n", "# nothing\n"])
    func empty(text: String) throws {
        #expect(try parse(text) == nil)
    }

    @Test("names and values know their line and character, also behind letters of several bytes")
    func places() throws {
        let root = try #require(try parse("a: 1\nb:\n  - äö: x\n"))
        guard case .mapping(let entries) = root.content,
            case .sequence(let list) = entries[1].value.content,
            case .mapping(let inner) = list[0].content
        else { Issue.record("another shape"); return }
        #expect(entries[1].place == TextPlace(line: 2, column: 1))
        #expect(inner[0].place == TextPlace(line: 3, column: 5))
        #expect(inner[0].value.place == TextPlace(line: 3, column: 9))
        #expect("\(inner[0].value.place)" == "3:9")
    }

    @Test(
        "what a file of settings has no use for is refused with its place",
        arguments: [
            ("a: &x 1", YAMLFault.Reason.anchor, 1, 4), ("a: &x [1]", .anchor, 1, 4),
            ("&x a: 1", .anchor, 1, 1), ("a: 1\nb: *a", .alias, 2, 4), ("*a : 1", .alias, 1, 1),
            ("a: !!int 1", .tag, 1, 4), ("a: !x {b: 1}", .tag, 1, 4), ("!x a: 1", .tag, 1, 1),
            ("a: 1\n---\nb: 2", .secondDocument, 2, 1), ("? [a]\n: 1", .nameNotText, 1, 3),
            ("{[a]: 1}", .nameNotText, 1, 2),
            ("a: 1\nb: 2\na: 3", .nameRepeated("a", first: TextPlace(line: 1, column: 1)), 3, 1),
            ("a: {b: 1, 'b': 2}", .nameRepeated("b", first: TextPlace(line: 1, column: 5)), 1, 11),
        ])
    func refuses(text: String, reason: YAMLFault.Reason, line: Int, column: Int) {
        let fault = #expect(throws: YAMLFault.self) { try parse(text) }
        #expect(fault == YAMLFault(reason: reason, place: TextPlace(line: line, column: column)))
    }
}
