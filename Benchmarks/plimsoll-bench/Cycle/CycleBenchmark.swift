import Host
import Operations

/// The whole way of an order, durable: asked for, checked, recorded, acknowledged, accepted,
/// filled, counted in position and ledger. What it costs when there is much history, or many open
/// orders, and how soon a start has it all again.
enum CycleBenchmark {
    static let benchmark = Benchmark(
        name: "cycle", summary: "whole durable order cycles, and a restart with a million",
        run: run)

    private static let history = 1_000_000
    private static let chunk = 2_000
    private static let chunks = 15
    private static let rateMin = 300_000.0
    private static let growthMax = 700.0
    private static let openMax = 1.1
    private static let restartSecondsMax = 2.0
    private static let stopMillisecondsMax = 10.0
    /// What a start reads after the newest snapshot at most: what `journal.snapshot-interval` is
    /// unless told otherwise.
    private static let tailInputs = 500_000

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        let folder = try BenchmarkFolder("cycle")
        return try life(folder.path + "/life") + [try open(folder.path + "/open")]
    }

    // MARK: - A million orders

    private static func life(_ folder: String) throws(CommandFailure) -> [BenchmarkRow] {
        var cycles = try DurableCycles(folder)
        var whole = DurableCycles.Cost()
        let before = cycles.bytes
        while whole.orders < history {
            let cost = try cycles.run(50_000)
            whole.orders += cost.orders
            whole.nanoseconds += cost.nanoseconds
            whole.ownNanoseconds += cost.ownNanoseconds
            whole.commits += cost.commits
        }
        let written = cycles.bytes - before
        var young = try DurableCycles(folder + "-young")
        _ = try young.run(1_000)
        let samples = try samples(&young, &cycles)
        let alone = try young.longestStep(besideKeepingIn: nil)
        let beside = try cycles.longestStep(besideKeepingIn: folder)
        let orders = whole.orders + chunks * chunk + beside.steps
        try cycles.check(filled: orders)
        return [
            rateRow(whole, written),
            growthRow(samples.first, samples.second),
            allocationRow(samples.second),
            snapshotRow(alone, beside),
            try restart(consume cycles, folder, orders: orders),
        ]
    }

    /// What orders cost in two journals, in turns, so that both see the same machine.
    private static func samples(
        _ one: inout DurableCycles, _ other: inout DurableCycles
    ) throws(CommandFailure) -> (first: [DurableCycles.Cost], second: [DurableCycles.Cost]) {
        var samples: (first: [DurableCycles.Cost], second: [DurableCycles.Cost]) = ([], [])
        for _ in 0..<chunks {
            samples.first.append(try one.run(chunk))
            samples.second.append(try other.run(chunk))
        }
        return samples
    }

    private static func rateRow(_ whole: DurableCycles.Cost, _ written: Int64) -> BenchmarkRow {
        let seconds = Double(whole.nanoseconds) / 1e9
        let rate = Double(whole.orders) / seconds
        let own = BenchmarkTable.short(Double(whole.ownNanoseconds) / Double(whole.orders) / 1000)
        let megabytes = BenchmarkTable.short(Double(written) / seconds / 1e6)
        return BenchmarkRow(
            what: "cycle: submit → checks → journal → ack → fill → position → ledger, durable",
            unit: "orders/s", ours: rate, bar: "≥ 300 000", met: rate >= rateMin,
            notes: "\(whole.orders) orders, wall time; one thread decides and writes (\(own) µs of "
                + "processor an order), another fills the next file; \(whole.commits) writes, "
                + "\(written / Int64(whole.orders)) bytes an order, \(megabytes) MB/s; load "
                + load())
    }

    private static func growthRow(
        _ young: [DurableCycles.Cost], _ old: [DurableCycles.Cost]
    ) -> BenchmarkRow {
        let before = median(young.map(\.nanosecondsAnOrder))
        let after = median(old.map(\.nanosecondsAnOrder))
        return BenchmarkRow(
            what: "cycle: an order after 1 M orders, against after 1 k", unit: "ns", ours: after,
            peer: before, ratio: after / before, bar: "≤ +700 ns", met: after - before <= growthMax,
            notes: "processor time of the turn's thread, medians of \(chunks) × \(chunk) orders "
                + "in turns")
    }

    private static func allocationRow(_ samples: [DurableCycles.Cost]) -> BenchmarkRow {
        let perThousand = median(
            samples.map { Double($0.allocations) * 1000 / Double($0.orders) })
        return BenchmarkRow(
            what: "cycle: allocations, growth of tables aside", unit: "per 1000 orders",
            ours: perThousand, bar: "≤ 1", met: perThousand <= 1,
            notes: "all threads; the median of \(chunks) × \(chunk) orders")
    }

    private static func snapshotRow(
        _ alone: DurableCycles.LongestStep, _ beside: DurableCycles.LongestStep
    ) -> BenchmarkRow {
        let (ours, other) = (beside.milliseconds, alone.milliseconds)
        return BenchmarkRow(
            what: "cycle: the longest commit while 1 M orders are kept as a snapshot", unit: "ms",
            ours: ours, peer: other, bar: "≤ 10 ms", met: ours <= stopMillisecondsMax,
            notes: "of \(beside.steps) commits of one order each, wall time, full segments being "
                + "compacted too; without any of it, and with few orders, of \(alone.steps); load "
                + load())
    }

    // MARK: - Many open orders

    private static func open(_ folder: String) throws(CommandFailure) -> BenchmarkRow {
        var fewCycles = try DurableCycles(folder + "-few")
        var manyCycles = try DurableCycles(folder + "-many")
        try fewCycles.rest(10)
        try manyCycles.rest(10_000)
        _ = try fewCycles.run(10_000)
        _ = try manyCycles.run(chunk)
        let samples = try samples(&fewCycles, &manyCycles)
        let few = median(samples.first.map(\.nanosecondsAnOrder))
        let many = median(samples.second.map(\.nanosecondsAnOrder))
        return BenchmarkRow(
            what: "cycle: an order beside 10 k open orders, against beside 10", unit: "ns",
            ours: many, peer: few, ratio: many / few, bar: "≤ 1.1×", met: many / few <= openMax,
            notes: "processor time of the turn's thread, medians of \(chunks) × \(chunk) orders "
                + "in turns")
    }

    // MARK: - A start

    private static func restart(
        _ cycles: consuming DurableCycles, _ folder: String, orders: Int
    ) throws(CommandFailure) -> BenchmarkRow {
        try cycles.close()
        _ = consume cycles
        let fingerprint: UInt64
        do {
            var more = try DurableCycles(recovering: folder, after: orders)
            var left = tailInputs / 3
            while left > 0 {
                let count = min(50_000, left)
                _ = try more.run(count)
                left -= count
            }
            fingerprint = more.fingerprint()
        }
        let time = SystemTime()
        let begun = time.monotonicNanoseconds()
        var turn = try FileTurn.recovered(folder)
        let seconds = Double(time.monotonicNanoseconds() - begun) / 1e9
        guard turn.fingerprint() == fingerprint else {
            throw CommandFailure("the start found another state")
        }
        return BenchmarkRow(
            what: "cycle: a start with 1 M orders, to the state before", unit: "s", ours: seconds,
            bar: "≤ 2 s", met: seconds <= restartSecondsMax,
            notes: "a snapshot of \(orders) orders and \(turn.recovery.events) events after it, "
                + "killed without an end; load \(load())")
    }

    private static func load() -> String {
        BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
    }
}
