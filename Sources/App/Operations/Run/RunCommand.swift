/// `run`: trades until it is told to stop.
public enum RunCommand {
    /// The command.
    public static var command: Command {
        Command(
            "run", "trade: venues, journal, API and dashboard",
            details: """
                Reads the journal, finds out at the venues what happened meanwhile, and takes orders when
                both agree. SIGTERM or Ctrl-C ends it cleanly within 10 s; a second one ends it at once.
                It may be killed at any moment: the next start finds out the rest.
                """,
            options: ConfigurationOptions.all,
            examples: [
                CommandExample(
                    "plimsoll run --config config/demo.yaml", "Trades at the demo's venue."),
                CommandExample(
                    "plimsoll run --config live.yaml --http-port 9000", "The same, at another port."
                ),
            ]
        ) { arguments, console throws(CommandFailure) in
            let configuration = try ConfigurationOptions.load(arguments, console)
            let run = try Run.begin(configuration, console)
            return try run.untilStopped(console)
        }
    }
}
