/// `completion SHELL`: prints the script that teaches a shell our commands.
public enum CompletionCommand {
    /// The command for the program called `program`, whose tree `root` makes.
    public static func command(
        program: String, root: @escaping @Sendable () -> Command
    ) -> Command {
        Command(
            "completion", "print the completion script of a shell",
            positionals: [
                CommandPositional(
                    "SHELL", .choice(CompletionShell.allCases.map(\.rawValue)), "Which shell.")
            ],
            examples: [
                CommandExample("source <(\(program) completion bash)", "In this bash, now."),
                CommandExample(
                    "\(program) completion zsh > ~/.zfunc/_\(program)",
                    "In every zsh whose fpath holds ~/.zfunc."),
                CommandExample(
                    "\(program) completion fish > ~/.config/fish/completions/\(program).fish",
                    "In every fish."),
            ]
        ) { arguments, console throws(CommandFailure) in
            guard let shell = CompletionShell(rawValue: arguments.positional("SHELL")) else {
                preconditionFailure("the parser let an unknown shell through")
            }
            try console.write(Array(CompletionScript(root()).text(for: shell).utf8))
            return .success
        }
    }
}
