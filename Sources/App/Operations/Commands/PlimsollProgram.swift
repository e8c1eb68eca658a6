/// What `plimsoll` understands: one line for each command, each in a file of its own.
public enum PlimsollProgram {
    /// The tree of commands.
    public static var root: Command {
        Command(
            group: "plimsoll", "a trading backbone you host yourself",
            examples: [
                CommandExample(
                    "plimsoll replay --venue binance-spot day.tape.jsonl.zst",
                    "Are the books of this recording right?"),
                CommandExample("plimsoll journal verify data/journal", "Is my journal whole?"),
                CommandExample("plimsoll version --json", "What is installed, for a script."),
            ],
            subcommands: [
                RunCommand.command,
                KillCommand.command,
                ReplayCommand.command,
                JournalCommands.command,
                ExplainCommand.command,
                ReconcileCommand.command,
                MarginCommand.command,
                VerifyCommand.command,
                ConfigCommands.command,
                VersionCommand.command,
                CompletionCommand.command(program: "plimsoll") { PlimsollProgram.root },
            ])
    }
}
