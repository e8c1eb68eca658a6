import Host
import Operations
import Wire

/// A benchmark: a word of the command line, and rows that it measures.
struct Benchmark: Sendable {
    /// The word: `decode`.
    let name: String
    /// One line for the list of commands.
    let summary: String
    /// Measures; throws where it cannot, saying why.
    let run: @Sendable () throws(CommandFailure) -> [BenchmarkRow]
}

/// What `plimsoll-bench` understands.
enum BenchmarkProgram {
    /// Every benchmark there is, in the order in which `all` runs them.
    static let benchmarks: [Benchmark] = [
        DecodeBenchmark.benchmark, JournalBenchmark.benchmark, CoreBenchmark.benchmark,
        DurableBenchmark.benchmark, CycleBenchmark.benchmark, CampaignBenchmark.benchmark,
        OrdersBenchmark.benchmark, LiveBenchmark.benchmark, DemoBenchmark.benchmark,
    ]

    /// The tree of commands.
    static var root: Command {
        Command(
            group: "plimsoll-bench", "measures against bars and peers",
            examples: [
                CommandExample("plimsoll-bench all", "Everything, as a table."),
                CommandExample("plimsoll-bench decode --json", "One of them, for a script."),
            ],
            subcommands: benchmarks.map { benchmark in
                command(benchmark.name, benchmark.summary, [benchmark])
            } + [command("all", "run every benchmark", benchmarks)])
    }

    private static func command(
        _ name: String, _ summary: String, _ benchmarks: [Benchmark]
    ) -> Command {
        Command(
            name, summary,
            options: [.flag("json", "Print one JSON array of objects instead of a table.")],
            examples: [
                CommandExample("plimsoll-bench \(name)", "A table."),
                CommandExample("plimsoll-bench \(name) --json", "The same, for a script."),
            ]
        ) { arguments, console throws(CommandFailure) in
            var rows: [BenchmarkRow] = []
            for benchmark in benchmarks { rows += try benchmark.run() }
            if arguments.has("json") {
                var writer = JSONWriter()
                writer.beginArray()
                for row in rows { row.write(to: &writer) }
                writer.endArray()
                try console.write(writer.bytes + [UInt8(ascii: "\n")])
            } else {
                for line in BenchmarkTable.lines(rows) { try console.say(line) }
                let load = BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
                try console.say("load average \(load)")
            }
            return rows.contains { $0.met == false } ? .failure : .success
        }
    }
}

/// The middle one of some figures; of an even number, the higher middle.
func median(_ figures: [Double]) -> Double {
    precondition(!figures.isEmpty, "nothing was measured")
    return figures.sorted()[figures.count / 2]
}

/// The figure that `share` of some do not exceed.
func share(_ figures: [Double], _ share: Double) -> Double {
    precondition(!figures.isEmpty, "nothing was measured")
    return figures.sorted()[min(figures.count - 1, Int(Double(figures.count) * share))]
}
