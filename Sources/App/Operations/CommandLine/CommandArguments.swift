/// What was typed after a command, already checked against its description.
///
/// Asking for a name that the command does not declare is a programmer's error and traps.
public struct CommandArguments: Sendable {
    /// The command that these belong to.
    public let command: Command
    private var values: [String: String] = [:]
    private var places: [String] = []

    init(of command: Command) {
        self.command = command
    }

    /// Whether the flag or option `name` was given.
    public func has(_ name: String) -> Bool {
        precondition(command.option(name) != nil, "undeclared option --\(name)")
        return values[name] != nil
    }

    /// The value of option `name` as typed, or nil where it was not given.
    public func text(_ name: String) -> String? {
        precondition(command.option(name)?.value != nil, "no option --\(name) with a value")
        return values[name]
    }

    /// The value of the whole-number option `name`, or nil where it was not given.
    public func integer(_ name: String) -> Int64? {
        guard case .integer(let range) = command.option(name)?.value else {
            preconditionFailure("no whole-number option --\(name)")
        }
        guard let text = values[name], let number = Int64(text) else { return nil }
        precondition(range.contains(number), "--\(name) left the parser unchecked")
        return number
    }

    /// The argument called `name` in the command's description; empty where it was not given.
    public func positional(_ name: String) -> String {
        guard let place = command.positionals.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("undeclared argument \(name)")
        }
        return place < places.count ? places[place] : ""
    }

    var positionalCount: Int { places.count }

    mutating func set(_ option: CommandOption, _ value: String) throws(UsageFault) {
        guard values[option.name] == nil else { throw .repeated(option: "--\(option.name)") }
        if let kind = option.value {
            try check(value, as: kind, name: "--\(option.name)")
        }
        values[option.name] = value
    }

    mutating func append(_ value: String) throws(UsageFault) {
        guard places.count < command.positionals.count else { throw .tooMany(value) }
        let positional = command.positionals[places.count]
        try check(value, as: positional.value, name: positional.name)
        places.append(value)
    }

    /// It is a whole number, of more digits than there is room for.
    private func isTooLong(_ value: String) -> Bool {
        Int64(value) == nil && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private func check(
        _ value: String, as kind: CommandValue, name: String
    ) throws(UsageFault) {
        switch kind {
        case .text:
            break
        case .file, .folder:
            guard !value.isEmpty else {
                throw .badValue(name: name, value: value, expects: "a path")
            }
        case .choice(let words):
            guard words.contains(value) else {
                throw .badValue(
                    name: name, value: value,
                    expects: (words.count == 1 ? "" : "one of ") + words.joined(separator: ", "))
            }
        case .integer(let range):
            guard let number = Int64(value), range.contains(number) else {
                throw .badValue(
                    name: name, value: value,
                    expects: "a whole number "
                        + (range.upperBound == .max && !isTooLong(value)
                            ? "of at least \(range.lowerBound)"
                            : "from \(range.lowerBound) to \(range.upperBound)"))
            }
        }
    }
}
