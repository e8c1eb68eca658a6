public import Operations

/// `mutants`: planted bugs, of which a shipped program has none.
///
/// `Scripts/mutants` puts another file in the place of this one, in a copy of the sources.
public enum MutantsCommand {
    /// The command, which says where to find the one that does it.
    public static var command: Command {
        Command(
            "mutants", "plant bugs, and see that a campaign finds each",
            details: """
                This program has no planted bugs. make mutants builds one that has, from a copy of \
                the sources in a path of its own, and runs it.
                """,
            options: [],
            examples: [CommandExample("make mutants", "Build with bugs, and look for each.")],
            body: run)
    }

    @Sendable
    private static func run(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        throw CommandFailure(
            "there are no planted bugs in this program",
            remedy: "Run make mutants: it builds a program that has them, in a path of its own.")
    }
}
