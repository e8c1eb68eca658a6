/// One command of a program: its words, what it takes, and what it does.
///
/// A program is a tree of these. The same description is parsed against, printed as help and
/// written out as shell completion, so the three cannot disagree. A command is either a group
/// (it has `subcommands`) or a leaf (it has a `body`), never both.
public struct Command: Sendable {
    /// What a leaf does: it reads its arguments, prints on the console, and says how it ended.
    public typealias Body =
        @Sendable (CommandArguments, Console) throws(CommandFailure) -> ExitCode

    /// The word that is typed: `replay`.
    public let name: String
    /// One line without a full stop, for the list of commands.
    public let summary: String
    /// Paragraphs for the help page; may be empty.
    public let details: String
    /// The options that are understood, `--help` aside, which every command has.
    public let options: [CommandOption]
    /// The arguments that go by place.
    public let positionals: [CommandPositional]
    /// Whole command lines that work, each with what it does.
    public let examples: [CommandExample]
    /// The commands of a group; empty for a leaf.
    public let subcommands: [Command]
    /// What a leaf does; nil for a group.
    public let body: Body?

    /// A leaf: a command that does something.
    ///
    /// - Parameters:
    ///   - positionals: in their order; an optional one may only be the last.
    ///   - body: run once with checked arguments.
    public init(
        _ name: String, _ summary: String, details: String = "",
        options: [CommandOption] = [], positionals: [CommandPositional] = [],
        examples: [CommandExample], body: @escaping Body
    ) {
        precondition(!name.isEmpty, "a command has a name")
        precondition(positionals.dropLast().allSatisfy(\.isRequired), "optional comes last")
        self.name = name
        self.summary = summary
        self.details = details
        self.options = options
        self.positionals = positionals
        self.examples = examples
        self.subcommands = []
        self.body = body
    }

    /// A group: a word that is followed by another command.
    public init(
        group name: String, _ summary: String, details: String = "",
        examples: [CommandExample], subcommands: [Command]
    ) {
        precondition(!name.isEmpty, "a command has a name")
        precondition(!subcommands.isEmpty, "a group has commands")
        self.name = name
        self.summary = summary
        self.details = details
        self.options = []
        self.positionals = []
        self.examples = examples
        self.subcommands = subcommands
        self.body = nil
    }

    /// The command of this group that goes by `name`, if there is one.
    public func subcommand(_ name: String) -> Command? {
        subcommands.first { $0.name == name }
    }

    /// The option of this command that goes by `name` (without the dashes), if there is one.
    public func option(_ name: String) -> CommandOption? {
        options.first { $0.name == name }
    }
}

/// What may stand where a value is expected; checked before the command runs.
public enum CommandValue: Sendable, Equatable {
    /// Any text.
    case text
    /// One of these words.
    case choice([String])
    /// A whole number within the range, in decimal.
    case integer(ClosedRange<Int64>)
    /// A file; completion offers those whose names end in `suffix` (empty: all).
    case file(suffix: String)
    /// A folder.
    case folder
}

/// A `--name` or `--name VALUE` of a command.
public struct CommandOption: Sendable, Equatable {
    /// The name without its dashes.
    public let name: String
    /// What its value may be; nil for a flag, which takes none.
    public let value: CommandValue?
    /// How the value is called in help: `N`, `NAME`.
    public let placeholder: String
    /// One line for the help page.
    public let summary: String
    /// Whether the command cannot run without it.
    public let isRequired: Bool

    /// An option that is there or not.
    public static func flag(_ name: String, _ summary: String) -> CommandOption {
        CommandOption(
            name: name, value: nil, placeholder: "", summary: summary, isRequired: false)
    }

    /// An option that takes a value, as `--name VALUE` or `--name=VALUE`.
    public static func value(
        _ name: String, _ placeholder: String, _ value: CommandValue, _ summary: String,
        isRequired: Bool = false
    ) -> CommandOption {
        CommandOption(
            name: name, value: value, placeholder: placeholder, summary: summary,
            isRequired: isRequired)
    }

    /// `--json`, which every command that reports something has.
    public static let json = flag("json", "Print one JSON object instead of text.")
}

/// An argument that goes by its place.
public struct CommandPositional: Sendable, Equatable {
    /// How it is called in help and by the command's body: `FILE`.
    public let name: String
    /// What it may be.
    public let value: CommandValue
    /// One line for the help page.
    public let summary: String
    /// Whether the command cannot run without it.
    public let isRequired: Bool

    /// An argument called `name` in help.
    public init(_ name: String, _ value: CommandValue, _ summary: String, isRequired: Bool = true) {
        self.name = name
        self.value = value
        self.summary = summary
        self.isRequired = isRequired
    }
}

/// A command line that works, and what it does.
public struct CommandExample: Sendable, Equatable {
    /// The whole line, as typed.
    public let line: String
    /// What comes of it.
    public let says: String

    /// An example for the help page.
    public init(_ line: String, _ says: String) {
        self.line = line
        self.says = says
    }
}
