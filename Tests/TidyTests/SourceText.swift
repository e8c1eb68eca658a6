/// One Swift file of the house, as it is and without what is not code.
struct SourceText: Sendable {
    /// Path from the project's root.
    let path: String
    /// The file as written.
    let text: String
    /// The file with the contents of string literals blanked; lines keep their numbers.
    let unquoted: String
    /// The file with comments blanked too; lines keep their numbers.
    let code: String

    init(path: String, _ text: String) {
        self.path = path
        self.text = text
        var blanker = Blanker(Array(text.utf8))
        blanker.run()
        self.unquoted = String(decoding: blanker.unquoted, as: UTF8.self)
        self.code = String(decoding: blanker.code, as: UTF8.self)
    }

    /// The file's name without folders and ending.
    var name: String {
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        return last.hasSuffix(".swift") ? String(last.dropLast(6)) : last
    }

    /// The lines of `part`, numbered from 1.
    func lines(of part: KeyPath<SourceText, String>) -> [(number: Int, line: Substring)] {
        self[keyPath: part].split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated().map { ($0.offset + 1, $0.element) }
    }

    /// The modules that the file imports.
    var imports: [(number: Int, module: String)] {
        lines(of: \.code).compactMap { number, line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place <= 3, words.count > place + 1,
                words[..<place].allSatisfy(Self.importWords.contains)
            else { return nil }
            return (number, String(words[place + 1].prefix { $0 != "." && $0 != ";" }))
        }
    }

    private static let importWords: Set<Substring> = [
        "public", "internal", "private", "fileprivate", "package", "@preconcurrency",
        "@testable", "@_exported", "@_implementationOnly", "@_spi",
    ]
}

/// Blanks string literals and comments byte by byte, keeping every newline.
private struct Blanker {
    var code: [UInt8] = []
    var unquoted: [UInt8] = []
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        code.reserveCapacity(bytes.count)
        unquoted.reserveCapacity(bytes.count)
    }

    mutating func run() {
        while at < bytes.count {
            if starts("//") {
                comment { $0.bytes[$0.at] == UInt8(ascii: "\n") }
            } else if starts("/*") {
                blockComment()
            } else if bytes[at] == UInt8(ascii: "\"") || starts("#\"") || starts("##\"") {
                literal()
            } else {
                keep()
            }
        }
    }

    private func starts(_ word: StaticString) -> Bool {
        starts(Array("\(word)".utf8))
    }

    private func starts(_ word: [UInt8]) -> Bool {
        guard bytes.count - at >= word.count else { return false }
        for i in 0..<word.count where bytes[at + i] != word[i] { return false }
        return true
    }

    private mutating func keep() {
        code.append(bytes[at])
        unquoted.append(bytes[at])
        at += 1
    }

    /// One blank for each character, however many bytes it has; newlines stay.
    private func blank(_ byte: UInt8) -> [UInt8] {
        guard byte & 0xC0 != 0x80 else { return [] }
        return [byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")]
    }

    private mutating func skipComment(_ count: Int) {
        for _ in 0..<count where at < bytes.count {
            code += blank(bytes[at])
            unquoted.append(bytes[at])
            at += 1
        }
    }

    private mutating func comment(until isEnd: (Blanker) -> Bool) {
        while at < bytes.count, !isEnd(self) { skipComment(1) }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                skipComment(2)
            } else if starts("*/") {
                depth -= 1
                skipComment(2)
            } else {
                skipComment(1)
            }
        } while depth > 0 && at < bytes.count
    }

    /// A string literal of any kind; interpolations are blanked with it.
    private mutating func literal() {
        let start = at
        while bytes[at] == UInt8(ascii: "#") { keep() }
        let hashes = [UInt8](repeating: UInt8(ascii: "#"), count: at - start)
        let quote = Array((starts("\"\"\"") ? "\"\"\"" : "\"").utf8)
        for _ in quote { keep() }
        let end = quote + hashes
        let escape = [UInt8(ascii: "\\")] + hashes
        while at < bytes.count, !starts(end) {
            if quote.count == 1, bytes[at] == UInt8(ascii: "\n") { return }
            if starts(escape) {
                blankLiteral(escape.count)
                if at < bytes.count, bytes[at] == UInt8(ascii: "(") {
                    interpolation()
                    continue
                }
            }
            blankLiteral(1)
        }
        for _ in end where at < bytes.count { keep() }
    }

    private mutating func interpolation() {
        var depth = 0
        repeat {
            if bytes[at] == UInt8(ascii: "(") { depth += 1 }
            if bytes[at] == UInt8(ascii: ")") { depth -= 1 }
            blankLiteral(1)
        } while depth > 0 && at < bytes.count
    }

    private mutating func blankLiteral(_ count: Int) {
        for _ in 0..<count where at < bytes.count {
            code += blank(bytes[at])
            unquoted += blank(bytes[at])
            at += 1
        }
    }
}
