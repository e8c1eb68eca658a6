internal import Domain
internal import Wire

/// The members of a JSON object whose names are all known beforehand, each there once at most.
struct StrictObject {
    private var values: [JSONDocument.Node?]
    private let keys: [JSONKey]
    private let document: JSONDocument

    /// - Parameters:
    ///   - field: what the object is called where it is part of something.
    ///   - keys: the members there may be.
    init(
        _ node: JSONDocument.Node, in document: JSONDocument, _ text: Span<UInt8>,
        called field: String? = nil, _ keys: [JSONKey]
    ) throws(Problem) {
        guard document.kind(node) == .object else { throw .notAnObject(field) }
        values = Array(repeating: nil, count: keys.count)
        self.keys = keys
        self.document = document
        var cursor = document.cursor(node)
        while let (name, value) = document.nextMember(&cursor) {
            guard let place = keys.firstIndex(where: { document.isText($0, name, in: text) })
            else {
                throw .unknownField(
                    document.string(name, in: text) ?? "", among: keys.map(\.description))
            }
            guard values[place] == nil else { throw .repeatedField(keys[place].description) }
            values[place] = value
        }
    }

    /// The value of a member, by its place among the keys; nil where it is absent or null.
    subscript(place: Int) -> JSONDocument.Node? {
        guard let value = values[place], document.kind(value) != .null else { return nil }
        return value
    }

    func name(_ place: Int) -> String { keys[place].description }

    /// A text; nil where it is absent.
    func text(_ place: Int, in text: Span<UInt8>) throws(Problem) -> String? {
        guard let value = self[place] else { return nil }
        guard let string = document.string(value, in: text) else {
            throw .wrongType(name(place), document.kind(value), fix: "put it in quotes")
        }
        return string
    }

    /// A truth value; nil where it is absent.
    func bool(_ place: Int) throws(Problem) -> Bool? {
        guard let value = self[place] else { return nil }
        guard let bool = document.bool(value) else {
            throw .wrongType(
                name(place), document.kind(value), fix: "write true or false, without quotes")
        }
        return bool
    }

    /// A whole number within a range; nil where it is absent.
    func integer(
        _ place: Int, _ range: ClosedRange<Int64>, in text: Span<UInt8>
    ) throws(Problem) -> Int64? {
        guard let value = self[place] else { return nil }
        // Worked out where it is needed: most orders are well written.
        var fix: String { "write a whole number from \(range.lowerBound) to \(range.upperBound)" }
        guard document.kind(value) == .number else {
            throw .wrongType(name(place), document.kind(value), fix: fix)
        }
        guard let number = document.integer(value, in: text), range.contains(number) else {
            throw .invalid(name(place), "\(name(place)) is no such number", fix: fix)
        }
        return number
    }

    /// One of a few words; nil where it is absent.
    func word<Word>(
        _ place: Int, _ words: [(JSONKey, Word)], in text: Span<UInt8>
    ) throws(Problem) -> Word? {
        guard let value = self[place] else { return nil }
        var fix: String {
            let names = words.map { "\"\($0.0.description)\"" }
            return "write \(names.joined(separator: " or "))"
        }
        guard document.kind(value) == .string else {
            throw .wrongType(name(place), document.kind(value), fix: fix)
        }
        for (key, word) in words where document.isText(key, value, in: text) { return word }
        let shown = Problem.visible(document.string(value, in: text) ?? "")
        throw .invalid(name(place), "\(name(place)) is \"\(shown)\"", fix: fix)
    }

    /// A positive decimal in quotes with no more digits than it may have; nil where it is absent.
    ///
    /// - Parameters:
    ///   - decimals: digits after the point that count.
    ///   - step: what it must be a multiple of, for the advice.
    func decimal(
        _ place: Int, decimals: Int, step: @autoclosure () -> String, of symbol: Symbol,
        in text: Span<UInt8>
    ) throws(Problem) -> Int64? {
        guard let value = self[place] else { return nil }
        let name = name(place)
        guard document.kind(value) == .string, let range = document.range(value) else {
            throw .wrongType(
                name, document.kind(value),
                fix: "write it as a decimal in quotes, so that no digit is lost: \"\(step())\"")
        }
        guard !document.isEscaped(value), Self.isPlain(range, text) else {
            let shown = Problem.visible(document.string(value, in: text) ?? "")
            throw .invalid(
                name, "\(name) is \"\(shown)\"",
                fix: "write digits with at most one point, no sign, no exponent: \"\(step())\"")
        }
        guard let mantissa = Mantissa(text, range, decimals: decimals) else {
            throw .invalid(name, "\(name) is too large", fix: "write a smaller one")
        }
        guard mantissa.isExact else {
            throw .invalid(
                name, "\(name) has more than the \(decimals) decimals of \(symbol)",
                fix: "round it to a multiple of \(step())")
        }
        guard mantissa.value > 0 else {
            throw .invalid(name, "\(name) is zero", fix: "write one of at least \(step())")
        }
        return mantissa.value
    }

    /// Whether it is digits, or digits, a point and digits; no longer than anything we can hold.
    private static func isPlain(_ range: Range<Int>, _ text: Span<UInt8>) -> Bool {
        guard (1...64).contains(range.count) else { return false }
        var points = 0
        for place in range {
            switch text[place] {
            case 48...57: continue
            case 46 where place > range.lowerBound && place < range.upperBound - 1: points += 1
            case _: return false
            }
        }
        return points <= 1
    }
}
