internal import Wire

/// Turns the words of a command line into a command and its arguments.
///
/// Rules: commands first, then options and arguments in any order; `--name VALUE` and
/// `--name=VALUE` mean the same; after `--` nothing is an option; a lone `-` is an argument;
/// `--help` or `-h` before `--` asks for the page of the command named so far, whatever else is
/// wrong with the line; `help COMMAND` does so too.
public struct CommandParser: Sendable {
    /// What a line asks for.
    public enum Request: Sendable {
        /// Run the leaf with these arguments; `path` is its full name, program first.
        case run(CommandArguments, path: [String])
        /// Show the help page of the command; `path` is its full name, program first.
        case help(Command, path: [String])
    }

    private let program: Command

    /// - Parameter program: the root of the tree, named like the executable.
    public init(_ program: Command) {
        self.program = program
    }

    /// What the words after the program's name ask for.
    ///
    /// - Throws: the first thing that is wrong, with the name of the command it is wrong for.
    public func parse(_ words: [String]) throws(Fault) -> Request {
        var words = words[...]
        var command = program
        var path = [program.name]
        let asksHelp = words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
        let spelledHelp = !asksHelp && words.first == "help"
        if spelledHelp { words.removeFirst() }
        while let word = words.first, let next = command.subcommand(word) {
            command = next
            path.append(word)
            words.removeFirst()
        }
        if asksHelp { return .help(command, path: path) }
        do throws(UsageFault) {
            if spelledHelp {
                if let word = words.first { throw unknown(word, of: command) }
                return .help(command, path: path)
            }
            guard command.body != nil else { throw unknown(words.first, of: command) }
            return .run(try arguments(words, of: command), path: path)
        } catch {
            throw Fault(usage: error, path: path)
        }
    }

    /// What is wrong, and the command that it is wrong for.
    public struct Fault: Error, Sendable, Equatable {
        /// What is wrong.
        public let usage: UsageFault
        /// The full name of the command, program first.
        public let path: [String]

        /// The two lines that a person sees on standard error.
        public var message: String {
            let name = path.joined(separator: " ")
            return "\(name): \(usage.message)\nTry '\(name) --help'."
        }
    }

    private func unknown(_ word: String?, of command: Command) -> UsageFault {
        guard let word else { return .commandMissing }
        guard !word.hasPrefix("-") else { return unknownOption(word, of: command) }
        return .commandUnknown(
            word, closest: NearestName.of(word, among: command.subcommands.map(\.name)))
    }

    private func unknownOption(_ word: String, of command: Command) -> UsageFault {
        let name = String(word.split(separator: "=", omittingEmptySubsequences: false)[0])
        let known = command.options.map { "--\($0.name)" } + ["--help"]
        return .optionUnknown(name, closest: NearestName.of(name, among: known))
    }

    private func arguments(
        _ words: ArraySlice<String>, of command: Command
    ) throws(UsageFault) -> CommandArguments {
        var words = words
        var arguments = CommandArguments(of: command)
        while let word = words.popFirst() {
            if word == "--" {
                for rest in words { try arguments.append(rest) }
                break
            } else if word.hasPrefix("-"), word != "-" {
                try parseOption(word, &words, into: &arguments)
            } else {
                try arguments.append(word)
            }
        }
        try checkComplete(arguments)
        return arguments
    }

    private func parseOption(
        _ word: String, _ words: inout ArraySlice<String>, into arguments: inout CommandArguments
    ) throws(UsageFault) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let known = arguments.command
        guard word.hasPrefix("--"), let option = known.option(String(parts[0].dropFirst(2)))
        else { throw unknownOption(word, of: known) }
        guard option.value != nil else {
            guard parts.count == 1 else { throw .valueUnwanted(option: String(parts[0])) }
            return try arguments.set(option, "")
        }
        if parts.count == 2 { return try arguments.set(option, String(parts[1])) }
        guard let value = words.first, !value.hasPrefix("--") else {
            throw .valueMissing(option: word, placeholder: option.placeholder)
        }
        words.removeFirst()
        try arguments.set(option, value)
    }

    private func checkComplete(_ arguments: CommandArguments) throws(UsageFault) {
        for option in arguments.command.options where option.isRequired {
            guard arguments.has(option.name) else {
                throw .optionMissing(
                    option: "--\(option.name)", placeholder: option.placeholder)
            }
        }
        let missing = arguments.command.positionals.dropFirst(arguments.positionalCount)
        if let first = missing.first, first.isRequired { throw .argumentMissing(first.name) }
    }
}
