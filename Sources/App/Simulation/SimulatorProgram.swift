public import Operations

/// What `plimsoll-sim` understands.
public enum SimulatorProgram {
    /// The tree of commands.
    public static var root: Command {
        Command(
            group: "plimsoll-sim", "the fake world that Plimsoll is proven in",
            examples: [
                CommandExample("plimsoll-sim campaign --seeds 1..10000", "Ten thousand worlds."),
                CommandExample(
                    "plimsoll-sim venue --port 18080", "A venue with play money to trade at."),
            ],
            subcommands: [
                CampaignCommand.command,
                CrashPointsCommand.command,
                MutantsCommand.command,
                VenueCommand.command,
                CompletionCommand.command(program: "plimsoll-sim") { SimulatorProgram.root },
            ])
    }
}
