/// What depends on what, read from the text of Package.swift.
///
/// It understands the few forms that our manifest uses: lists by name (`let pure: … = […]`), and
/// `room`, `program` and `tests` with a list, names of lists, and sums of these.
struct Manifest: Sendable {
    /// The direct dependencies of each target.
    let dependencies: [String: Set<String>]

    init(_ text: String) {
        let lines = text.split(separator: "\n").map { line in
            String(line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line)
        }
        let code = lines.joined(separator: " ")
        var lists: [String: Set<String>] = [:]
        for part in code.split(separator: "let ").dropFirst() {
            guard let sign = part.firstRange(of: ": [Target.Dependency] =") else { continue }
            let end = part.firstRange(of: "let package")?.lowerBound ?? part.endIndex
            lists[String(part[..<sign.lowerBound])] = Self.names(
                in: part[sign.upperBound..<end], lists)
        }
        var dependencies: [String: Set<String>] = [:]
        for (word, place) in [("room(", 1), ("program(", 0), ("tests(", 0)] {
            for call in Self.calls(of: word, in: code) {
                let quoted = Self.quoted(in: call)
                guard quoted.count > place else { continue }
                let rest = call[quoted[place].endIndex...].dropFirst()
                let path = rest.firstRange(of: "path:")?.lowerBound ?? rest.endIndex
                dependencies[String(quoted[place])] = Self.names(in: rest[..<path], lists)
            }
        }
        self.dependencies = dependencies
    }

    /// Everything that `target` is built from, itself left out.
    func everything(below target: String) -> Set<String> {
        var seen: Set<String> = []
        var open = Array(dependencies[target] ?? [])
        while let next = open.popLast() {
            if seen.insert(next).inserted { open += dependencies[next] ?? [] }
        }
        return seen
    }

    private static func names(in text: Substring, _ lists: [String: Set<String>]) -> Set<String> {
        var names = Set(quoted(in: text).map(String.init))
        let words = text.split { !$0.isLetter }
        for (name, members) in lists where words.contains(Substring(name)) {
            names.formUnion(members)
        }
        return names
    }

    private static func quoted(in text: Substring) -> [Substring] {
        var found: [Substring] = []
        var rest = text
        while let open = rest.firstIndex(of: "\""),
            let close = rest[rest.index(after: open)...].firstIndex(of: "\"")
        {
            found.append(rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
        }
        return found
    }

    /// The arguments of each call of `word` (with its parenthesis), definitions left out.
    private static func calls(of word: String, in code: String) -> [Substring] {
        code.ranges(of: word).compactMap { range in
            guard !code[..<range.lowerBound].hasSuffix("func ") else { return nil }
            var depth = 1
            var end = range.upperBound
            while end < code.endIndex, depth > 0 {
                if code[end] == "(" { depth += 1 }
                if code[end] == ")" { depth -= 1 }
                end = code.index(after: end)
            }
            return code[range.upperBound..<end]
        }
    }
}
