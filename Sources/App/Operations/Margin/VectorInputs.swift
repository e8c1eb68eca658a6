internal import Domain
internal import Trading
internal import Wire

/// Why a vector could not be computed, as a clause.
struct VectorFault: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    /// What arithmetic refused.
    init(_ fault: ArithmeticFault) {
        switch fault {
        case .overflow: reason = "the numbers need more digits than there is room for"
        case .divisionByZero: reason = "no number is it: something is divided by zero"
        }
    }
}

/// The inputs of a vector, by name.
struct VectorInputs {
    private let all: [VectorMember]

    init(_ members: [VectorMember]) { all = members }

    /// Whether all of these are there.
    func has(_ names: String...) -> Bool {
        names.allSatisfy { all.named($0) != nil }
    }

    /// The names of what is there, for a message.
    var names: String { all.map(\.name).joined(separator: ", ") }

    func number(_ name: String) throws(VectorFault) -> Ratio {
        try Self.number(try value(name), name)
    }

    func numbers(_ name: String) throws(VectorFault) -> [Ratio] {
        var numbers: [Ratio] = []
        for item in try list(name) { numbers.append(try Self.number(item, name)) }
        return numbers
    }

    /// A list of rows that each begin with so many numbers.
    func rows(_ name: String, of count: Int) throws(VectorFault) -> [[Ratio]] {
        var rows: [[Ratio]] = []
        for item in try list(name) {
            guard let cells = item.list, cells.count >= count else {
                throw VectorFault("a row of '\(name)' has not \(count) numbers")
            }
            var row: [Ratio] = []
            for cell in cells.prefix(count) { row.append(try Self.number(cell, name)) }
            rows.append(row)
        }
        return rows
    }

    func list(_ name: String) throws(VectorFault) -> [VectorValue] {
        guard let list = try value(name).list else { throw VectorFault("'\(name)' is no list") }
        return list
    }

    func text(_ name: String) throws(VectorFault) -> String {
        guard let text = try value(name).text else { throw VectorFault("'\(name)' is no text") }
        return text
    }

    /// A number that is zero where it is missing.
    func numberOrZero(_ name: String) throws(VectorFault) -> Ratio {
        has(name) ? try number(name) : .zero
    }

    func side() throws(VectorFault) -> PositionSide { try Self.side(try text("side"), "side") }

    static func side(_ text: String, _ name: String) throws(VectorFault) -> PositionSide {
        switch text.lowercased() {
        case "long", "buy", "b": return .long
        case "short", "sell", "s": return .short
        default: throw VectorFault("'\(name)' is neither long nor short: \(text)")
        }
    }

    private func value(_ name: String) throws(VectorFault) -> VectorValue {
        guard let value = all.named(name) else {
            let given = all.isEmpty ? "none" : names
            throw VectorFault("no input '\(name)'; given are: \(given)")
        }
        return value
    }

    static func number(_ value: VectorValue, _ name: String) throws(VectorFault) -> Ratio {
        guard let text = value.text, let number = Ratio(text.utf8.span) else {
            throw VectorFault(
                "'\(name)' is no number there is room for; write it as text such as \"0.01\"")
        }
        return number
    }
}
