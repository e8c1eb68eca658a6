import Foundation
import Host
import Operations

/// A recording over real sockets at full speed: `plimsoll-sim venue` serves it, `plimsoll run`
/// takes it in, decodes it and keeps the book.
///
/// Its peer is a client of the same venue that only receives, in passes that take turns: what the
/// venue, the system and this machine can bring to anybody. A pass counts only if every message
/// arrived, no gap was seen, and the book at the end is the venue's.
enum LiveBenchmark {
    static let benchmark = Benchmark(
        name: "live", summary: "a recording over sockets at full speed, and how late people see it",
        run: run)

    private static let tape = "../shared/fixtures/binance-spot/btcusdt_20240808.tape.jsonl.zst"
    private static let title = "live: recording over sockets at full speed"
    private static let streams =
        "/stream?streams=btcusdt@depth@100ms/btcusdt@trade/btcusdt@bookTicker"
    private static let passes = 5

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        guard FileManager.default.fileExists(atPath: tape) else {
            return [
                BenchmarkRow(
                    what: title, unit: "msg/s", ours: nil, bar: "all arrive", met: nil,
                    notes: "not measured: there is no recording \(tape)")
            ] + (try LiveLatency.rows())
        }
        var bare: [StreamReader.Pass] = []
        var ours: [StreamReader.Pass] = []
        var faults: [String] = []
        for _ in 0..<passes {
            let venue = try RunningVenue(options: ["--tape", tape, "--speed", "max"])
            let peer = try StreamReader.read(streams, port: venue.port)
            bare.append(peer)
            switch try TapePass.run(tape, expecting: peer.messages) {
            case .whole(let pass): ours.append(pass)
            case .faulty(let why): faults.append(why)
            }
        }
        return rows(ours, bare, faults) + (try LiveLatency.rows())
    }

    private static func rows(
        _ ours: [StreamReader.Pass], _ bare: [StreamReader.Pass], _ faults: [String]
    ) -> [BenchmarkRow] {
        func rate(_ passes: [StreamReader.Pass]) -> Double? {
            passes.isEmpty ? nil : median(passes.map { Double($0.messages) / $0.seconds })
        }
        func cost(_ passes: [StreamReader.Pass]) -> Double? {
            passes.isEmpty ? nil : median(passes.map { $0.cpuSeconds * 1e6 / Double($0.messages) })
        }
        let load = BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
        let notes =
            faults.first.map { "\(faults.count) of \(passes) passes failed: \($0)" }
            ?? "\(bare[0].messages) messages; a peer that only receives; medians of \(passes) "
            + "passes in turns; no gap, the book is the venue's at the end; load \(load)"
        return [
            BenchmarkRow(
                what: title, unit: "msg/s", ours: rate(ours), peer: rate(bare),
                ratio: rate(ours).flatMap { own in rate(bare).map { own / $0 } },
                bar: "all arrive", met: faults.isEmpty, notes: notes),
            BenchmarkRow(
                what: "live: processor time, venue's not counted", unit: "s per million msg",
                ours: cost(ours), peer: cost(bare),
                ratio: cost(ours).flatMap { own in cost(bare).map { own / $0 } }, bar: "–",
                met: nil),
        ]
    }
}

/// One pass of a recording through `plimsoll run`.
enum TapePass {
    /// What became of it.
    enum Outcome {
        case whole(StreamReader.Pass)
        case faulty(String)
    }

    /// How often it is asked how far it is: 5 ms, in nanoseconds.
    private static let interval: Int64 = 5_000_000
    /// How long nothing may come before the pass is given up: 10 s, in nanoseconds.
    private static let patience: Int64 = 10_000_000_000

    static func run(_ tape: String, expecting messages: Int) throws(CommandFailure) -> Outcome {
        let house = try RunningHouse(
            venueOptions: ["--tape", tape, "--speed", "max"], waitsUntilReady: false)
        let socket = try ClientSocket(port: house.port)
        let time = SystemTime()
        // The answer to the subscription is a message, too.
        let expected = messages + 1
        var pass = StreamReader.Pass()
        var (begun, cpuAtBegin, countAtBegin) = (time.monotonicNanoseconds(), Int64(0), 0)
        var (seen, seenAt) = (-1, begun)
        while seen < expected {
            let count = try Health(LocalHTTP.ask("/api/v1/health", on: socket).body).messages
            let now = time.monotonicNanoseconds()
            if seen <= 1 {
                (begun, countAtBegin) = (now, count)
                cpuAtBegin = house.plimsoll.usedNanoseconds
            }
            if count != seen { (seen, seenAt) = (count, now) }
            guard now - seenAt < patience else {
                return .faulty("\(seen) messages of \(expected) came")
            }
            time.sleep(nanoseconds: interval)
        }
        pass.messages = expected - countAtBegin
        pass.seconds = Double(seenAt - begun) / 1e9
        pass.cpuSeconds = Double(house.plimsoll.usedNanoseconds - cpuAtBegin) / 1e9
        if let fault = try fault(of: house, expected) { return .faulty(fault) }
        return .whole(pass)
    }

    /// What is wrong at the end; nil where nothing is.
    private static func fault(
        of house: RunningHouse, _ expected: Int
    ) throws(CommandFailure) -> String? {
        let health = Health(try LocalHTTP.ask("/api/v1/health", port: house.port).body)
        guard health.messages == expected else { return "\(health.messages) of \(expected) came" }
        guard health.gaps == 0, health.reconnects == 0 else {
            return "\(health.gaps) gaps, \(health.reconnects) new connections"
        }
        let ours = try LocalHTTP.ask("/api/v1/book?symbol=BTCUSDT&depth=200", port: house.port)
        let theirs = try LocalHTTP.ask(
            "/api/v3/depth?symbol=BTCUSDT&limit=200", port: house.venuePort)
        guard let own = BookText(ours.body), let other = BookText(theirs.body) else {
            return "a book could not be read: the venue answered \(theirs.status), the house "
                + "\(ours.status) \(String(decoding: ours.body.prefix(200), as: UTF8.self))"
        }
        return own == other ? nil : "the book at the end is not the venue's"
    }
}
