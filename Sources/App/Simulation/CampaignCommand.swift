internal import Host
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
                Each seed makes a world: the real turn, trading core, journal, market-data session \
                and reconciliation in one thread, with a disk, a network, clocks, a venue and \
                operators that misbehave in ways that the seed draws, and bots that retry. In one \
                world of \(Mix.worldsPerBytes) orders go through the gateway's driver and Binance \
                spot's session as bytes, in one of ten through that of USD-M. First \
                anything may go wrong; then all is well again, and everything must agree with the \
                venue. The same seed gives the same world on every machine.

                Exit code 1: a promise was broken, or a campaign of \
                \(Campaign.seedsForRarePaths) seeds or more was too tame: it never took one of the \
                rare paths, a class of faults never struck, or many seeds gave the same world. A \
                campaign stops at \(Campaign.failuresMax) broken worlds.
                """,
            options: [
                .value(
                    "seeds", "A..B", .text,
                    "The seeds to run, both ends included. 1..1000 if left out."),
                .value("seed", "N", .integer(0...Int64.max), "One seed, in place of --seeds."),
                .flag("first", "With --seeds: stop at the first broken world."),
                .flag("trace", "With --seed: print everything that happens."),
                .flag(
                    "shrink",
                    "With --seed: look for the smallest world that still breaks the promise."),
                .value(
                    "without", "FAULTS", .text, "With --seed: faults to leave out, with commas."),
                .value("plain", "KNOBS", .text, "With --seed: knobs to leave plain, with commas."),
                .value(
                    "steps", "N", .integer(0...1_000_000),
                    "With --seed: how many steps things may go wrong in."),
                .value(
                    "requests", "N", .integer(0...1_000_000),
                    "With --seed: how many orders bots ask for."),
                .json,
            ],
            examples: [
                CommandExample("plimsoll-sim campaign --seeds 1..20000", "Twenty thousand worlds."),
                CommandExample(
                    "plimsoll-sim campaign --seed 42 --trace", "What happens in one of them."),
                CommandExample(
                    "plimsoll-sim campaign --seed 42 --shrink", "What of it is needed to fail."),
            ],
            body: run)
    }

    /// What is of one world and not of many.
    private static let ofOneWorld = [
        "trace", "shrink", "without", "plain", "steps", "requests",
    ]

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
            let mix = try readMix(UInt64(seed), arguments)
            return arguments.has("shrink")
                ? try shrink(UInt64(seed), mix, console)
                : try runOne(UInt64(seed), mix, arguments, console)
        }
        if let option = ofOneWorld.first(where: { arguments.has($0) }) {
            throw CommandFailure(
                "--\(option) is of one world", remedy: "Name it with --seed N.", exit: .usage)
        }
        let seeds = try parseRange(arguments.text("seeds") ?? "1..1000")
        let time = SystemTime()
        let start = time.monotonicNanoseconds()
        var campaign = Campaign()
        for seed in seeds {
            guard campaign.add(seed: seed) else { break }
            if arguments.has("first") && !campaign.failures.isEmpty { break }
        }
        let duration = time.monotonicNanoseconds() - start
        try CampaignReport(campaign: campaign, duration: duration)
            .tell(console, asJSON: arguments.has("json"))
        return campaign.failures.isEmpty && !campaign.isNarrow ? .success : .failure
    }

    private static func runOne(
        _ seed: UInt64, _ mix: Mix, _ arguments: CommandArguments, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        let result = Campaign.run(seed: seed, mix: mix, keepsTrace: arguments.has("trace"))
        if arguments.has("json") {
            try console.say(json(result))
        } else {
            for line in result.trace { try console.say(line) }
            try console.say("seed \(seed) digest \(hexadecimal(result.digest))")
        }
        guard let violation = result.violation else { return .success }
        throw CommandFailure(
            "seed \(seed): \(violation)",
            remedy: "A promise is broken: --shrink makes the world smaller, --trace shows it step "
                + "by step.")
    }

    /// The smallest world that still breaks the promise, and how to get it again.
    private static func shrink(
        _ seed: UInt64, _ mix: Mix, _ console: Console
    ) throws(CommandFailure) -> ExitCode {
        guard var shrinking = Shrinking(seed: seed, mix: mix) else {
            try console.say("seed \(seed) keeps every promise")
            return .success
        }
        shrinking.run()
        let smallest = shrinking.smallest
        try console.say("seed \(seed): \(smallest.violation?.description ?? "")")
        try console.say(
            "\(shrinking.runs) worlds tried; the smallest has \(smallest.mix.steps) steps, "
                + "\(smallest.tally.requests) orders and \(smallest.tally.inputs) inputs")
        let names = smallest.mix.faults.map(\.name).joined(separator: " ")
        try console.say("faults left: \(names.isEmpty ? "none" : names)")
        try console.say("plimsoll-sim campaign \(shrinking.words) --trace")
        return .failure
    }

    /// What the seed draws, with what the options take from it.
    private static func readMix(
        _ seed: UInt64, _ arguments: CommandArguments
    ) throws(CommandFailure) -> Mix {
        var mix = Mix(seed: seed)
        for name in names(arguments.text("without")) {
            guard let fault = Fault.allCases.first(where: { $0.name == name }) else {
                throw unknown(name, in: "without", Fault.allCases.map(\.name))
            }
            mix.remove(fault)
        }
        for name in names(arguments.text("plain")) {
            guard let knob = Knob(rawValue: name) else {
                throw unknown(name, in: "plain", Knob.allCases.map(\.rawValue))
            }
            mix.makePlain(knob)
        }
        if let steps = arguments.integer("steps") { mix.steps = Int(steps) }
        if let requests = arguments.integer("requests") { mix.requests = Int(requests) }
        return mix
    }

    private static func names(_ list: String?) -> [String] {
        (list ?? "").split(separator: ",").map(String.init)
    }

    private static func unknown(
        _ name: String, in option: String, _ known: [String]
    ) -> CommandFailure {
        CommandFailure(
            "--\(option) does not know \(name)",
            remedy: "There are: \(known.joined(separator: ", ")).", exit: .usage)
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

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
