/// A shell that completion can be written for.
public enum CompletionShell: String, Sendable, CaseIterable {
    /// GNU bash, 4.4 or newer.
    case bash
    /// zsh with its `compinit` loaded.
    case zsh
    /// fish, 3.0 or newer.
    case fish
}

/// Writes a program's description as a completion script.
public struct CompletionScript: Sendable {
    private let program: Command

    /// - Parameter program: the root of the tree, named like the executable.
    public init(_ program: Command) {
        self.program = program
    }

    /// The whole script for `shell`, to be sourced or put where the shell looks.
    public func text(for shell: CompletionShell) -> String {
        switch shell {
        case .bash: BashCompletion(program: program).text
        case .zsh: ZshCompletion(program: program).text
        case .fish: FishCompletion(program: program).text
        }
    }
}

/// A command with the words that lead to it, the program's own left out: `journal verify`.
struct PlacedCommand {
    let path: String
    let command: Command

    /// Every command of the tree, parents first.
    static func all(below program: Command) -> [PlacedCommand] {
        [PlacedCommand(path: "", command: program)].flatMap { $0.andBelow }
    }

    /// The path of a subcommand of this one.
    func path(of child: Command) -> String {
        path.isEmpty ? child.name : "\(path) \(child.name)"
    }

    private var andBelow: [PlacedCommand] {
        [self]
            + command.subcommands.flatMap {
                PlacedCommand(path: path(of: $0), command: $0).andBelow
            }
    }
}

extension Command {
    /// The options as typed, `--help` included.
    var optionWords: [String] { options.map { "--\($0.name)" } + ["--help"] }

    /// The options that take a value, with what it may be.
    var valuedOptions: [(option: CommandOption, value: CommandValue)] {
        options.compactMap { option in option.value.map { (option, $0) } }
    }

    /// The program's name as part of a shell function's name.
    var functionName: String {
        "_" + String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}
