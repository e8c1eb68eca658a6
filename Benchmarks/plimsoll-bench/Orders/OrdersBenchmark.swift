import Foundation
import Host
import Operations

/// From sending an order to having its durable acknowledgement, through the real processes.
///
/// One client places one order after the other, and between two of them writes one raw block to a
/// file of its own, so that both see the same device. Each order leaves for the venue after it was
/// acknowledged, and what the venue reports is made durable too; how much of that falls into the
/// next order depends on the venue, so there are two: one that answers late, and one at once.
enum OrdersBenchmark {
    static let benchmark = Benchmark(
        name: "orders", summary: "orders through the API, acknowledged when durable", run: run)

    private static let countAlone = 4_000
    private static let countTogether = 16_000
    private static let warmUp = 400
    private static let clients = 16
    /// Longer than a round with one client takes.
    private static let lateMilliseconds = 5_000
    private static let freeOfLimits = ["--order-limit", "1000000", "--weight-limit", "100000000"]

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        let folder = ".build/bench-orders-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var rows = try echo(in: folder)
        for isLate in [true, false] {
            for speech in OrderSpeech.allCases {
                rows += try measured(speech, isLate: isLate, in: folder)
            }
        }
        return rows
    }

    private static func measured(
        _ speech: OrderSpeech, isLate: Bool, in folder: String
    ) throws(CommandFailure) -> [BenchmarkRow] {
        let latency = isLate ? ["--latency", "\(lateMilliseconds)"] : []
        let house = try RunningHouse(venueOptions: freeOfLimits + latency)
        var rounds = OrderRounds(port: house.port)
        let raw = try raw(in: folder + "/\(speech)-\(isLate)")
        let alone = try rounds.oneByOne(speech, count: countAlone, warmUp: warmUp, raw: raw)
        let venue = isLate ? "venue answers late" : "venue answers at once"
        let max = !isLate ? nil : speech == .webSocket ? 2.0 : 3.0
        var rows = [
            row("\(speech.rawValue), 1 client, \(venue), p50", alone, 0.5, max: max, notes(alone)),
            row("\(speech.rawValue), 1 client, \(venue), p99", alone, 0.99, max: nil, ""),
        ]
        guard !isLate else { return rows }
        let together = try rounds.atOnce(
            speech, clients: clients, count: countTogether, warmUp: warmUp)
        let what = "orders: \(speech.rawValue), \(clients) clients, \(venue)"
        for (name, part) in [("p50", 0.5), ("p99", 0.99)] {
            rows.append(
                BenchmarkRow(
                    what: "\(what), \(name)", unit: "µs", ours: share(together.orders, part),
                    bar: "–", met: nil))
        }
        rows.append(
            BenchmarkRow(
                what: what, unit: "orders/s", ours: together.ordersASecond, bar: "–", met: nil,
                notes: "\(countTogether) orders, clients on one thread, load \(load())"))
        return rows
    }

    private static func echo(in folder: String) throws(CommandFailure) -> [BenchmarkRow] {
        let server = try EchoServer()
        var rounds = OrderRounds(port: server.port)
        let raw = try raw(in: folder + "/echo")
        let round = try rounds.oneByOne(.webSocket, count: countAlone, warmUp: warmUp, raw: raw)
        return [
            row(
                "the client's own share (answered at once by a bare socket), p50", round, 0.5,
                max: nil, "")
        ]
    }

    private static func raw(in folder: String) throws(CommandFailure) -> RawBlocks {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("cannot make the folder \(folder)")
        }
        return try RawBlocks.made(folder: folder, count: countAlone + warmUp)
    }

    private static func row(
        _ what: String, _ round: OrderRounds.Round, _ part: Double, max: Double?, _ notes: String
    ) -> BenchmarkRow {
        let ours = share(round.orders, part)
        let device = share(round.device, part)
        return BenchmarkRow(
            what: "orders: \(what)", unit: "µs", ours: ours, peer: device, ratio: ours / device,
            bar: max.map { "≤ \($0)×" } ?? "–", met: max.map { ours / device <= $0 },
            notes: notes)
    }

    private static func notes(_ round: OrderRounds.Round) -> String {
        "\(round.orders.count) orders, each followed by one raw write of 4096 bytes; "
            + "\(BenchmarkTable.short(round.ordersASecond)) orders/s without those, load \(load())"
    }

    private static func load() -> String {
        BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
    }
}
