import Host
import Operations

/// What the demo takes: how long until the dashboard's address answers, and how much memory both
/// programs hold.
enum DemoBenchmark {
    static let benchmark = Benchmark(
        name: "demo", summary: "start of the demo and its memory", run: run)

    private static let starts = 3
    private static let secondsMax = 2.0
    private static let megabytesMax = 200.0
    /// How long the market runs before memory is looked at: 5 s.
    private static let runningNanoseconds: Int64 = 5_000_000_000

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        var seconds: [Double] = []
        var megabytes: [(house: Double, venue: Double)] = []
        for number in 1...starts {
            let house = try RunningHouse(symbols: ["BTCUSDT", "ETHUSDT", "ETHBTC"])
            seconds.append(house.secondsToFirstAnswer)
            guard number == starts else { continue }
            SystemTime().sleep(nanoseconds: runningNanoseconds)
            megabytes.append(
                (
                    Double(house.plimsoll.residentBytes.most) / 1e6,
                    Double(house.venue.residentBytes.most) / 1e6
                ))
        }
        let (own, venue) = megabytes[0]
        let shares = "plimsoll \(BenchmarkTable.short(own)), venue \(BenchmarkTable.short(venue))"
        return [
            BenchmarkRow(
                what: "demo: start of plimsoll to the dashboard's first answer", unit: "s",
                ours: median(seconds), bar: "≤ 2 s", met: median(seconds) <= secondsMax,
                notes: "median of \(starts) starts with an empty journal"),
            BenchmarkRow(
                what: "demo: resident memory of both programs", unit: "MB", ours: own + venue,
                bar: "≤ 200 MB", met: own + venue <= megabytesMax, notes: "at most; \(shares)"),
        ]
    }
}
