internal import Host

/// The parameters of a request, each known and there once at most.
struct Query {
    private var values: [(name: String, value: String)] = []

    /// - Parameter names: the parameters there are.
    init(_ request: HTTPRequest, _ names: [String]) throws(Problem) {
        for part in request.query {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(pair[0])
            guard names.contains(name) else {
                guard !names.isEmpty else {
                    throw .invalid(
                        Problem.visible(name), "there are no parameters here",
                        fix: "leave everything from ? on out")
                }
                throw .unknownField(name, among: names)
            }
            guard self[name] == nil else { throw .repeatedField(name) }
            values.append((name, pair.count == 2 ? String(pair[1]) : ""))
        }
    }

    subscript(name: String) -> String? {
        values.first { $0.name == name }?.value
    }

    func required(_ name: String, fix: String) throws(Problem) -> String {
        guard let value = self[name] else { throw .missingField(name, fix: fix) }
        return value
    }

    /// A whole number from 1 on.
    func count(
        _ name: String, standard: Int, max: Int = EdgeLimits.pageRowsMax
    ) throws(Problem) -> Int {
        guard let text = self[name] else { return standard }
        guard let number = Self.number(text), (1...max).contains(number) else {
            throw .invalid(
                name, "\(name) is \"\(Problem.visible(text))\"",
                fix: "give a whole number from 1 to \(max)")
        }
        return number
    }

    /// The row before which a page begins.
    func cursor(of rows: Int) throws(Problem) -> Int {
        guard let text = self["cursor"] else { return rows }
        guard let number = Self.number(text), number <= rows else {
            throw .invalid(
                "cursor", "no page has the cursor \"\(Problem.visible(text))\"",
                fix: "give the nextCursor of the page before, as it was")
        }
        return number
    }

    private static func number(_ text: String) -> Int? {
        guard text.utf8.count <= 18, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
