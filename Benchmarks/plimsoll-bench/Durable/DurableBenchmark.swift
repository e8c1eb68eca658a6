import Domain
import Host
import Operations

/// Many clients that wait for the disk, against the C reference and the databases that others keep
/// their orders in. All take turns, several times, on the same disk in the same run; medians are
/// compared.
enum DurableBenchmark {
    static let benchmark = Benchmark(
        name: "durable", summary: "many clients made durable, against C and databases", run: run)

    private static let clients = 16
    private static let window = 64
    private static let rounds = 3
    private static let seconds = 2.0
    /// Made beforehand: what a client asks for is not what is measured.
    private static let ordersAClientMax = 12_000
    private static let ceilingRatioMin = 0.85
    private static let pipelinedMin = 1_000_000.0
    private static let pipelinedMicrosecondsMax = 2_000.0

    /// The figures of all rounds.
    private struct Taken {
        var orders: [Double] = []
        var orderP50: [Double] = []
        var orderP99: [Double] = []
        var records: [Double] = []
        var ceiling: [CeilingPeer.Figures] = []
        var redis: [Double] = []
        var postgreSQL: [Double] = []
        var sqlite: [Double] = []
        var pipelined: [Double] = []
        var pipelinedP50: [Double] = []
        var pipelinedP99: [Double] = []
        var pipelinedCeiling: [CeilingPeer.Figures] = []
        var pipelinedRedis: [Double] = []
    }

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        let folder = try BenchmarkFolder("durable")
        let peers = Peers(folder)
        defer { peers.end() }
        var taken = Taken()
        for _ in 0..<rounds {
            try closedLoops(folder, peers, &taken)
            try pipelines(folder, peers, &taken)
        }
        return closedRows(taken) + pipelinedRows(taken)
    }

    // MARK: - One round

    private static func closedLoops(
        _ folder: BenchmarkFolder, _ peers: Peers, _ taken: inout Taken
    ) throws(CommandFailure) {
        if let figures = try peers.ceiling?.run(clients: clients, window: 1, seconds: seconds) {
            taken.ceiling.append(figures)
        }
        try orders(folder, &taken)
        let records = try records(folder, window: 1)
        taken.records.append(records.itemsASecond)
        if let rate = try peers.redis?.setsASecond(clients: clients, pipeline: 1, count: 40_000) {
            taken.redis.append(rate)
        }
        if let rate = try peers.postgreSQL?.insertsASecond(clients: clients, seconds: 2) {
            taken.postgreSQL.append(rate)
        }
        if let rate = try peers.sqlite?.insertsASecond() { taken.sqlite.append(rate) }
    }

    private static func pipelines(
        _ folder: BenchmarkFolder, _ peers: Peers, _ taken: inout Taken
    ) throws(CommandFailure) {
        let peer = try peers.ceiling?.run(clients: clients, window: window, seconds: seconds)
        if let peer { taken.pipelinedCeiling.append(peer) }
        let figures = try records(folder, window: window)
        let waits = figures.acknowledgements.sorted()
        taken.pipelined.append(figures.itemsASecond)
        taken.pipelinedP50.append(Double(waits[waits.count / 2]))
        taken.pipelinedP99.append(Double(waits[waits.count * 99 / 100]))
        let redis = try peers.redis?.setsASecond(
            clients: clients, pipeline: window, count: 400_000)
        if let redis { taken.pipelinedRedis.append(redis) }
    }

    private static func orders(
        _ folder: BenchmarkFolder, _ taken: inout Taken
    ) throws(CommandFailure) {
        let home = try BenchmarkFolder("durable-orders")
        var sink = try OrderSink(home.path)
        let inputs = (0..<clients).map { client in
            (0..<ordersAClientMax).map { OrderCycles.submission(client * ordersAClientMax + $0) }
        }
        let loop = GroupCommit(clients: clients, window: 1) { inputs[$0][$1] }
        let figures = try loop.run(&sink, seconds: seconds)
        let waits = figures.acknowledgements.sorted()
        guard sink.intended >= waits.count else {
            throw CommandFailure("of \(waits.count) orders only \(sink.intended) passed the checks")
        }
        taken.orders.append(figures.itemsASecond)
        taken.orderP50.append(Double(waits[waits.count / 2]))
        taken.orderP99.append(Double(waits[waits.count * 99 / 100]))
    }

    private static func records(
        _ folder: BenchmarkFolder, window: Int
    ) throws(CommandFailure) -> GroupCommit<BlindRecord>.Figures {
        let home = try BenchmarkFolder("durable-records")
        var sink = try RecordSink(home.path)
        let loop = GroupCommit(clients: clients, window: window) { BlindRecord($1 * clients + $0) }
        return try loop.run(&sink, seconds: seconds)
    }

    // MARK: - The rows

    private static func closedRows(_ taken: Taken) -> [BenchmarkRow] {
        let ours = median(taken.orders)
        let ceiling = taken.ceiling.isEmpty ? nil : median(taken.ceiling.map(\.recordsASecond))
        let what = "durable: \(clients) closed-loop clients"
        let waits =
            "p50 \(BenchmarkTable.short(median(taken.orderP50))) µs, p99 "
            + "\(BenchmarkTable.short(median(taken.orderP99))) µs"
        return [
            against(
                "\(what), orders through all checks, vs C group commit", ours, ceiling,
                min: ceilingRatioMin, missing: "no C reference or no compiler",
                notes: "\(waits); one thread decides and writes, each client has one; medians of "
                    + "\(rounds) rounds in turns of \(Int(seconds)) s, load \(load())"),
            against(
                "\(what), 256-byte records, vs C group commit", median(taken.records), ceiling,
                min: nil, missing: "no C reference or no compiler"),
            against(
                "\(what), orders vs Redis SET (appendfsync always)", ours, taken.redis, min: 1,
                missing: "Redis is not installed"),
            against(
                "\(what), orders vs PostgreSQL inserts", ours, taken.postgreSQL, min: 1,
                missing: "PostgreSQL is not installed"),
            against(
                "\(what), orders vs SQLite inserts (1 writer)", ours, taken.sqlite, min: 1,
                missing: "SQLite is not installed"),
        ]
    }

    private static func pipelinedRows(_ taken: Taken) -> [BenchmarkRow] {
        let ours = median(taken.pipelined)
        let what = "durable: pipelined 256-byte records"
        let peer = taken.pipelinedCeiling
        let p99 = median(taken.pipelinedP99)
        let ceiling = peer.isEmpty ? nil : median(peer.map(\.recordsASecond))
        let ceilingP99 = peer.isEmpty ? nil : median(peer.map(\.p99))
        return [
            BenchmarkRow(
                what: "\(what), vs C group commit", unit: "records/s", ours: ours, peer: ceiling,
                ratio: ceiling.map { ours / $0 }, bar: "≥ 1 000 000", met: ours >= pipelinedMin,
                notes: "\(clients) clients with \(window) records under way each; medians of "
                    + "\(rounds) rounds in turns of \(Int(seconds)) s, load \(load())"),
            BenchmarkRow(
                what: "\(what), p99 of the acknowledgement", unit: "µs", ours: p99,
                peer: ceilingP99, ratio: ceilingP99.map { p99 / $0 }, bar: "≤ 2 000 µs",
                met: p99 <= pipelinedMicrosecondsMax,
                notes: "p50 \(BenchmarkTable.short(median(taken.pipelinedP50))) µs"),
            against(
                "\(what), vs Redis SET (always, -P \(window))", ours, taken.pipelinedRedis, min: 1,
                missing: "Redis is not installed"),
        ]
    }

    private static func against(
        _ what: String, _ ours: Double, _ peer: [Double], min: Double?, missing: String
    ) -> BenchmarkRow {
        against(what, ours, peer.isEmpty ? nil : median(peer), min: min, missing: missing)
    }

    private static func against(
        _ what: String, _ ours: Double, _ peer: Double?, min: Double?, missing: String,
        notes: String = ""
    ) -> BenchmarkRow {
        let ratio = peer.map { ours / $0 }
        return BenchmarkRow(
            what: what, unit: "/s", ours: ours, peer: peer, ratio: ratio,
            bar: min.map { "≥ \(BenchmarkTable.short($0))×" } ?? "–",
            met: min.flatMap { min in ratio.map { $0 >= min } },
            notes: (peer == nil ? "not compared: \(missing); " : "") + notes)
    }

    private static func load() -> String {
        BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
    }

    /// Those that are installed here.
    private struct Peers {
        let ceiling: CeilingPeer?
        let redis: RedisPeer?
        let postgreSQL: PostgreSQLPeer?
        let sqlite: SQLitePeer?

        init(_ folder: BenchmarkFolder) {
            ceiling = CeilingPeer(folder)
            redis = RedisPeer(folder)
            postgreSQL = PostgreSQLPeer(folder)
            sqlite = SQLitePeer(folder)
        }

        func end() {
            redis?.end()
            postgreSQL?.end()
        }
    }
}
