import Host
import Operations

/// How fast the fake world runs: one process, one thread, as anybody runs it.
enum CampaignBenchmark {
    static let benchmark = Benchmark(
        name: "campaign", summary: "simulated worlds from seeds", run: run)

    private static let seeds = 300
    private static let eventsMin = 100_000.0

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        guard let own = ProcessEnvironment.programFolder() else {
            throw CommandFailure("cannot find out where this program lies")
        }
        let told = try Tool.run(
            own + "/plimsoll-sim", ["campaign", "--seeds", "1..\(seeds)"])
        let events = try figure("simulated events", in: told)
        let rate = try figure("simulated events per second", in: told)
        let violations = try figure("violations", in: told)
        guard violations == 0 else { throw CommandFailure("the campaign found violations") }
        let load = BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
        return [
            BenchmarkRow(
                what: "campaign: simulated events on one core", unit: "events/s", ours: rate,
                bar: "≥ 100 000", met: rate >= eventsMin,
                notes: "\(BenchmarkTable.short(events)) events of \(seeds) seeds, 0 violations, "
                    + "wall time; load \(load)")
        ]
    }

    /// What stands behind a label of two columns.
    private static func figure(_ label: String, in told: String) throws(CommandFailure) -> Double {
        for line in told.split(separator: "\n") {
            guard line.hasPrefix(label + "  "), let word = line.split(separator: " ").last,
                let figure = Double(word)
            else { continue }
            return figure
        }
        throw CommandFailure("the campaign does not tell its \(label)")
    }
}
