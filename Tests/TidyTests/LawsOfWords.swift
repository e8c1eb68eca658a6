/// Words that must not stand in some places.
enum LawsOfWords {
    static let all: [Law] = [
        .forbids(
            [
                "Date(", "ContinuousClock", "SuspendingClock", "clock_gettime", "DispatchTime",
                ".random(", ".randomElement(", ".shuffled()", ".shuffle()",
                "SystemRandomNumberGenerator", "Hasher(", ".hashValue", "UUID(",
            ],
            because: "the clock and the dice come in by the door", where: isPure),
        .forbids(
            ["Task {", "Task.", "TaskGroup", "await", "async", "actor", "@MainActor", "Thread("],
            because: "a pure room does not wait", where: isPure),
        .forbids(
            ["FileHandle", "FileManager", "fopen(", "getenv(", "ProcessInfo", "URLSession"],
            because: "a pure room does not touch the world", where: isPure),
        .forbids(
            ["Double", "Float", "Float16", "Float80", "CGFloat"],
            because: "amounts are exact integers", where: { isPure($0) && !isResilience($0) }),
        .forbids(
            ["print(", "debugPrint(", "dump("],
            because: "only a console speaks", where: { isPure($0) || isWorldOrOperations($0) }),
        .forbids(
            ["@unchecked Sendable", "nonisolated(unsafe)"],
            because: "whoever needs it belongs behind Host's door",
            where: { $0.hasPrefix("Sources/") && !$0.hasPrefix("Sources/World/Host/") }),
        .forbids(
            ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"],
            because: "do it, or open an issue", in: .unquoted, where: { _ in true }),
        .forbids(
            machinePaths, because: "it exists on one machine only", in: .text,
            where: { _ in true }),
        .forbids(
            ["Test.cancel("],
            because: "a cancelled test is reported as passed; use .enabled(if:)",
            where: { $0.hasPrefix("Tests/") }),
        .forbids(
            ["@testable"], because: "tests use what others use, and are built in release too",
            where: { $0.hasPrefix("Tests/") }),
        vagueNames,
    ]

    /// Starts of paths that exist on one machine only.
    static let machinePaths = ["/ho" + "me/", "/wo" + "rk/", "/ro" + "ot/", "/Us" + "ers/"]

    private static let vagueWords: Set<String> = [
        "Util", "Utils", "Utility", "Utilities", "Common", "Core", "Helper", "Helpers", "Manager",
        "Misc", "Stuff",
    ]

    /// The core that the design names, and the benchmark that is of it.
    private static let sanctioned: Set<String> = ["TradingCore", "CoreBenchmark"]

    private static let vagueNames = Law("no file or type is called Utils, Common, Core …") { file in
        let types = DeclaredType.all(in: file).map { ($0.line, $0.name) }
        return ([(1, file.name)] + types).compactMap { line, name in
            guard !sanctioned.contains(where: { name.hasPrefix($0) }) else { return nil }
            guard let word = words(of: name).first(where: vagueWords.contains) else { return nil }
            return Finding(
                path: file.path, line: line, what: "'\(name)': '\(word)' says nothing of what it is"
            )
        }
    }

    /// The words of a name in camel case.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty || !character.isLetter {
                words.append(String(character))
            } else {
                words[words.count - 1].append(character)
            }
        }
        return words
    }

    @Sendable private static func isPure(_ path: String) -> Bool {
        path.hasPrefix("Sources/Pure/")
    }

    @Sendable private static func isResilience(_ path: String) -> Bool {
        path.hasPrefix("Sources/Pure/Resilience/")
    }

    @Sendable private static func isWorldOrOperations(_ path: String) -> Bool {
        path.hasPrefix("Sources/World/") || path.hasPrefix("Sources/App/Operations/")
    }
}

/// A type that a file declares.
struct DeclaredType {
    let line: Int
    let name: String

    private static let keywords: Set<Substring> = [
        "struct", "class", "enum", "actor", "protocol", "typealias",
    ]

    /// The types whose declaration starts a line of the file.
    static func all(in file: SourceText) -> [DeclaredType] {
        file.lines(of: \.code).compactMap { number, line in
            let words = line.split(whereSeparator: { " <:({=".contains($0) })
            guard let place = words.firstIndex(where: keywords.contains), place + 1 < words.count,
                words[..<place].allSatisfy(isModifier), !words[place + 1].hasPrefix("func")
            else { return nil }
            return DeclaredType(line: number, name: String(words[place + 1]))
        }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@")
            || [
                "public", "private", "fileprivate", "internal", "package", "open", "final",
                "indirect",
            ].contains(word)
    }
}
