import Testing

/// Something that breaks a law, and where.
struct Finding: Equatable, CustomStringConvertible, Sendable {
    let path: String
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}

/// One law: a name and what it finds in a file.
struct Law: Sendable, CustomTestStringConvertible {
    let name: String
    let findings: @Sendable (SourceText) -> [Finding]
    var testDescription: String { name }

    init(_ name: String, findings: @escaping @Sendable (SourceText) -> [Finding]) {
        self.name = name
        self.findings = findings
    }

    /// A law that forbids words in the code of some files; `why` completes the sentence.
    static func forbids(
        _ words: [String], because why: String, in part: PartOfText = .code,
        where applies: @escaping @Sendable (String) -> Bool
    ) -> Law {
        Law("no \(words.prefix(3).joined(separator: ", ")): \(why)") { file in
            guard applies(file.path) else { return [] }
            let text = part.of(file)
            let found = words.filter { text.contains($0) }
            guard !found.isEmpty else { return [] }
            return file.lines(of: part.keyPath).flatMap { number, line in
                found.filter { stands($0, in: line) }.map {
                    Finding(path: file.path, line: number, what: "'\($0)': \(why)")
                }
            }
        }
    }

    /// Whether `word` stands in `line` on its own, not as a part of a longer name.
    private static func stands(_ word: String, in line: Substring) -> Bool {
        var rest = line[...]
        while let range = rest.firstRange(of: word) {
            let before =
                range.lowerBound == line.startIndex
                ? nil : line[line.index(before: range.lowerBound)]
            let after = range.upperBound == line.endIndex ? nil : line[range.upperBound]
            let startsFree = !isName(word.first) || !isName(before)
            let endsFree = !isName(word.last) || !isName(after)
            if startsFree && endsFree { return true }
            rest = line[range.upperBound...]
        }
        return false
    }

    private static func isName(_ character: Character?) -> Bool {
        guard let character else { return false }
        return character.isLetter || character.isNumber || character == "_"
    }
}

/// Which reading of a file a law looks at.
enum PartOfText: Sendable {
    /// Neither comments nor the contents of strings.
    case code
    /// Comments too.
    case unquoted
    /// The file as written.
    case text

    var keyPath: KeyPath<SourceText, String> {
        switch self {
        case .code: \.code
        case .unquoted: \.unquoted
        case .text: \.text
        }
    }

    func of(_ file: SourceText) -> String { file[keyPath: keyPath] }
}
