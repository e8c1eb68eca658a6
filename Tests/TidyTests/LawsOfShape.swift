/// How long and how documented things are.
enum LawsOfShape {
    static let functionLinesMax = 70
    static let fileLinesMax = 800
    static let columnsMax = 100

    /// The laws of shape.
    static let all: [Law] = [
        Law("no file is longer than \(fileLinesMax) lines") { file in
            let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            guard count > fileLinesMax else { return [] }
            return [Finding(path: file.path, line: count, what: "\(count) lines; split it")]
        },
        Law("no function is longer than \(functionLinesMax) lines") { file in
            FunctionLengths.of(file).filter { $0.lines > functionLinesMax }.map {
                Finding(path: file.path, line: $0.start, what: "\($0.lines) lines; split it")
            }
        },
        Law("no line is wider than \(columnsMax) columns") { file in
            // The lines of a multi-line literal are blank here: they are as wide as they must be.
            file.lines(of: \.unquoted).filter { $0.line.count > columnsMax }
                .filter { !$0.line.dropFirst(columnsMax).allSatisfy(\.isWhitespace) }
                .map {
                    Finding(path: file.path, line: $0.number, what: "\($0.line.count) columns")
                }
        },
        Law("every public declaration says what it is") { file in
            file.path.hasPrefix("Sources/") ? undocumented(in: file) : []
        },
        Law("no file is empty of code") { file in
            let isEmpty = file.code.allSatisfy(\.isWhitespace)
            guard !beingFilled.contains(file.path) else { return [] }
            return isEmpty ? [Finding(path: file.path, line: 1, what: "nothing but comments")] : []
        },
    ]

    /// Files that hold a folder's place until its first test is there.
    private static let beingFilled: Set<String> = ["Tests/BinanceSpotTests/Placeholder.swift"]

    /// Starts of declarations that are explained elsewhere: operators, witnesses of documented
    /// protocols, and `raw`, whose meaning and unit is what its type's comment is about.
    private static let explained = [
        "public import", "public extension", "public func hash(into", "public let raw:",
        "public var description:", "public var debugDescription:", "public var testDescription:",
        "public mutating func next() ->", "public func encode(into", "public init(decoding",
    ]

    private static func undocumented(in file: SourceText) -> [Finding] {
        let code = file.lines(of: \.code)
        let text = file.lines(of: \.text)
        return code.indices.compactMap { index in
            let line = withoutAttributes(code[index].line)
            guard line.hasPrefix("public ") || line.hasPrefix("open "), !isExplained(line),
                !isNamedAfterItsType(line)
            else { return nil }
            var above = index - 1
            while above >= 0, isAttribute(text[above].line) { above -= 1 }
            if above >= 0, text[above].line.drop(while: { $0 == " " }).hasPrefix("///") {
                return nil
            }
            return Finding(
                path: file.path, line: index + 1, what: "undocumented: \(line.prefix(60))")
        }
    }

    private static func isExplained(_ line: Substring) -> Bool {
        if explained.contains(where: line.hasPrefix) { return true }
        let words = line.split(separator: " ").drop { $0 != "func" && !$0.hasPrefix("init") }
        guard let first = words.first else { return false }
        // Stored values have their words at the properties; what can fail says how.
        if first.hasPrefix("init") { return !line.contains("throws") && !first.hasPrefix("init?") }
        return words.dropFirst().first?.first.map { !$0.isLetter && $0 != "_" } ?? false
    }

    /// `side: Side`, `account: AccountID`, `book: OrderBook`, `mode = TradingMode.active`: the
    /// name is the type's, or how it begins or ends, so the type's own words say it all.
    private static func isNamedAfterItsType(_ line: Substring) -> Bool {
        guard let keyword = line.firstRange(of: " let ") ?? line.firstRange(of: " var ") else {
            return false
        }
        let rest = line[keyword.upperBound...]
        let name = rest.prefix { $0.isLetter || $0.isNumber }.lowercased()
        let type = rest.dropFirst(name.count).drop { ":= ".contains($0) }
            .prefix { $0.isLetter || $0.isNumber }.lowercased()
        return !name.isEmpty && (type.hasPrefix(name) || type.hasSuffix(name))
    }

    private static func isAttribute(_ line: Substring) -> Bool {
        let line = line.drop { $0 == " " }
        return line.hasPrefix("@") || line.hasPrefix("#if") || line.hasPrefix("// swift-format")
    }

    /// The line without its indentation and the attributes that stand before the declaration.
    private static func withoutAttributes(_ line: Substring) -> Substring {
        var rest = line.drop { $0 == " " }
        while rest.hasPrefix("@") {
            var depth = 0
            rest = rest.drop { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return character != " " || depth > 0
            }
            rest = rest.drop { $0 == " " }
        }
        return rest
    }
}

/// Finds the functions of a file and counts their lines, signature to closing brace.
struct FunctionLengths {
    private let code: [UInt8]
    private var line = 1
    private var at = 0
    private var atLineStart = true
    private var found: [(start: Int, lines: Int)] = []

    static func of(_ file: SourceText) -> [(start: Int, lines: Int)] {
        var finder = FunctionLengths(Array(file.code.utf8))
        finder.run()
        return finder.found
    }

    private init(_ code: [UInt8]) { self.code = code }

    private mutating func run() {
        while at < code.count {
            if let word = wordHere(), Self.starters.contains(word) {
                if let end = endOfBody(from: at + word.utf8.count) {
                    found.append((line, end - line + 1))
                }
                at += word.utf8.count
            } else {
                step()
            }
        }
    }

    private static let starters: Set<String> = ["func", "init", "deinit", "subscript"]
    private static let declarations: Set<String> = [
        "func", "init", "deinit", "subscript", "var", "let", "case", "static", "associatedtype",
        "public", "private", "mutating", "@inlinable", "struct", "enum", "class", "extension",
    ]

    private mutating func step() {
        if code[at] == UInt8(ascii: "\n") { line += 1 }
        at += 1
    }

    private func isName(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "@")
    }

    /// The word that starts here, unless it is a part of a longer one or a member access.
    private func wordHere() -> String? { word(at: at) }

    private func word(at place: Int) -> String? {
        guard isName(code[place]) else { return nil }
        if place > 0 {
            let before = code[place - 1]
            guard !isName(before), before != UInt8(ascii: "."), before != UInt8(ascii: "`")
            else { return nil }
        }
        var end = place
        while end < code.count, isName(code[end]) { end += 1 }
        return String(decoding: code[place..<end], as: UTF8.self)
    }

    /// The line of the brace that closes the body of the function whose signature goes on here;
    /// nil where it has none, as in a protocol.
    private func endOfBody(from start: Int) -> Int? {
        var place = start
        var number = line
        var braces = 0
        var parentheses = 0
        var isFirstOfLine = false
        while place < code.count {
            let byte = code[place]
            switch byte {
            case UInt8(ascii: "\n"):
                number += 1
                isFirstOfLine = true
            case UInt8(ascii: " "):
                break
            case UInt8(ascii: "("), UInt8(ascii: "["):
                parentheses += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                parentheses -= 1
            case UInt8(ascii: "{") where parentheses == 0 || braces > 0:
                braces += 1
            case UInt8(ascii: "}") where parentheses == 0 || braces > 0:
                braces -= 1
                if braces == 0 { return number }
                if braces < 0 { return nil }
            default:
                if isFirstOfLine, braces == 0, parentheses == 0, let word = word(at: place),
                    Self.declarations.contains(word)
                {
                    return nil
                }
                isFirstOfLine = false
            }
            place += 1
        }
        return nil
    }
}
