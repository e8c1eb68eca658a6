public import Operations
internal import Wire

/// `campaign`: fake worlds from seeds.
public enum CampaignCommand {
    /// The most seeds in one go.
    static let seedsMax: UInt64 = 100_000_000

    /// The command.
    public static var command: Command {
        Command(
            "campaign", "run fake worlds from seeds and check the promises in each",
            details: """
                Each seed makes a world: the real turn, trading core, journal and market-data \
                session in one thread, with a disk that loses, tears and reorders writes, a network \
                that loses, delays and repeats messages, a venue that is the judge, and bots that \
                retry. First anything may go wrong; then all is well again, and everything must \
                agree with the venue. The same seed gives the same world on every machine.

                The indented lines count rare paths. Exit code 1: a promise was broken, or a \
                campaign of \(Campaign.seedsForRarePaths) seeds or more never took one of them. A \
                campaign stops at \(Campaign.failuresMax) broken worlds.
                """,
            options: [
                .value(
                    "seeds", "A..B", .text,
                    "The seeds to run, both ends included. 1..1000 if left out."),
                .value("seed", "N", .integer(0...Int64.max), "One seed, in place of --seeds."),
                .flag("trace", "With --seed: print everything that happens."),
                .json,
            ],
            examples: [
                CommandExample("plimsoll-sim campaign --seeds 1..10000", "Ten thousand worlds."),
                CommandExample(
                    "plimsoll-sim campaign --seed 42 --trace", "What happens in one of them."),
            ],
            body: run)
    }

    @Sendable
    private static func run(
        _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        if let seed = arguments.integer("seed") {
            guard !arguments.has("seeds") else {
                throw CommandFailure(
                    "--seed and --seeds exclude each other", remedy: "Give one of them.",
                    exit: .usage)
            }
            return try runOne(UInt64(seed), arguments, console)
        }
        guard !arguments.has("trace") else {
            throw CommandFailure(
                "--trace is of one world", remedy: "Name it with --seed N.", exit: .usage)
        }
        let seeds = try parseRange(arguments.text("seeds") ?? "1..1000")
        var campaign = Campaign()
        for seed in seeds {
            guard campaign.add(seed: seed) else { break }
        }
        try report(campaign, seeds, asJSON: arguments.has("json"), console)
        let isNarrow =
            seeds.count >= Campaign.seedsForRarePaths && !campaign.missedRarePaths.isEmpty
        return campaign.failures.isEmpty && !isNarrow ? .success : .failure
    }

    private static func runOne(
        _ seed: UInt64, _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        let result = Campaign.run(seed: seed, keepsTrace: arguments.has("trace"))
        if arguments.has("json") {
            try console.say(json(result))
        } else {
            for line in result.trace { try console.say(line) }
            try console.say("seed \(seed) digest \(hexadecimal(result.digest))")
        }
        guard let violation = result.violation else { return .success }
        throw CommandFailure(
            "seed \(seed): \(violation)",
            remedy: "A promise is broken: the seed shows how, with --trace step by step.")
    }

    private static func parseRange(_ text: String) throws(CommandFailure) -> ClosedRange<UInt64> {
        let ends = text.split(separator: ".", omittingEmptySubsequences: true)
        guard ends.count == 2, text == "\(ends[0])..\(ends[1])", let first = UInt64(ends[0]),
            let last = UInt64(ends[1]), first <= last, last <= UInt64(Int64.max)
        else {
            throw CommandFailure(
                "--seeds \(text) is no range of seeds",
                remedy: "Write two whole numbers up to \(Int64.max), the smaller first: "
                    + "--seeds 1..1000.",
                exit: .usage)
        }
        guard last - first < seedsMax else {
            throw CommandFailure(
                "--seeds \(text) are more seeds than one campaign runs",
                remedy: "Give at most \(seedsMax) at a time.", exit: .usage)
        }
        return first...last
    }

    private static func report(
        _ campaign: Campaign, _ seeds: ClosedRange<UInt64>, asJSON: Bool, _ console: Console
    ) throws(CommandFailure) {
        let figures = self.figures(campaign)
        if asJSON {
            var json = JSONWriter()
            json.beginObject()
            for figure in figures { json.member(key(figure.name), figure.value) }
            json.name("rare_paths")
            json.beginObject()
            for path in RarePath.allCases {
                json.member(key(path.rawValue), campaign.tally.count(of: path))
            }
            json.endObject()
            json.endObject()
            try console.say(json)
        } else {
            for figure in figures {
                try console.say(pad(figure.name) + String(figure.value))
            }
            for path in RarePath.allCases {
                try console.say(pad("  \(path.rawValue)") + String(campaign.tally.count(of: path)))
            }
        }
        for failure in campaign.failures {
            console.complain("seed \(failure.seed): \(failure.violation?.description ?? "")")
        }
        if !campaign.missedRarePaths.isEmpty && seeds.count >= Campaign.seedsForRarePaths {
            let names = campaign.missedRarePaths.map(\.rawValue).joined(separator: ", ")
            console.complain("never happened: \(names)")
        }
    }

    private static func figures(_ campaign: Campaign) -> [(name: String, value: Int)] {
        let tally = campaign.tally
        return [
            ("seeds", campaign.seeds), ("violations", campaign.failures.count),
            ("distinct schedules", campaign.distinctSchedules), ("inputs", tally.inputs),
            ("events", tally.events), ("orders", tally.orders), ("starts", tally.starts),
            ("disk writes", tally.disk.writes), ("crashes in a disk operation", tally.disk.crashes),
            ("disk errors", tally.disk.errors), ("full disks", tally.disk.fullDisks),
            ("lost sectors", tally.disk.lostSectors), ("lost names", tally.disk.lostNames),
            ("damages after a sync", tally.disk.damages),
            ("messages lost", tally.messagesLost), ("messages repeated", tally.messagesRepeated),
        ]
    }

    /// One world as a JSON object; the trace only if it was asked for.
    private static func json(_ result: SeedResult) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.member("seed", result.seed)
        json.member("digest", hexadecimal(result.digest))
        json.name("violation")
        if let violation = result.violation { json.text("\(violation)") } else { json.null() }
        if !result.trace.isEmpty {
            json.name("trace")
            json.beginArray()
            for line in result.trace { json.text(line) }
            json.endArray()
        }
        json.endObject()
        return json
    }

    /// The name of a figure as a JSON key.
    private static func key(_ name: String) -> String { name.replacing(" ", with: "_") }

    private static func pad(_ text: String) -> String {
        text + String(repeating: " ", count: max(1, 40 - text.count))
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
