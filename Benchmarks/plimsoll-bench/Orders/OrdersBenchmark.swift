import Foundation
import Host
import Operations

/// From sending an order to having its durable acknowledgement, through the real processes.
///
/// One client places one order after the other, and between two of them writes one raw block to a
/// file of its own, so that both see the same device. Each order leaves for the venue after it was
/// acknowledged, and what the venue reports is made durable too. The bar is for a house that has
/// come to rest in between; beside it stands a client that does not wait, so that its next order
/// meets the write of what the venue reported about the last one.
enum OrdersBenchmark {
    static let benchmark = Benchmark(
        name: "orders", summary: "orders through the API, acknowledged when durable", run: run)

    private static let countAtRest = 1_500
    private static let countAlone = 4_000
    private static let countTogether = 16_000
    private static let countOfPeer = 30_000
    private static let warmUp = 400
    private static let clients = 16
    /// Longer than the venue here takes to report an order's end and the house to keep it: 2 ms.
    private static let restNanoseconds: Int64 = 2_000_000
    private static let venueOptions = ["--order-limit", "1000000", "--weight-limit", "100000000"]

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        let folder = ".build/bench-orders-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let peers = try BenchmarkFolder("orders-peer")
        let redis = RedisPeer(peers)
        defer { redis?.end() }
        var rows = try echo(in: folder)
        let house = try RunningHouse(venueOptions: venueOptions)
        var rounds = OrderRounds(port: house.port)
        for speech in OrderSpeech.allCases {
            let raw = try raw(in: folder + "/\(speech)")
            rows += try alone(speech, &rounds, raw)
            rows += try together(speech, &rounds, house, redis)
        }
        return rows
    }

    private static func alone(
        _ speech: OrderSpeech, _ rounds: inout OrderRounds, _ raw: borrowing RawBlocks
    ) throws(CommandFailure) -> [BenchmarkRow] {
        let name = "\(speech.rawValue), 1 client"
        let rested = try rounds.oneByOne(
            speech, count: countAtRest, warmUp: warmUp, raw: raw, pauseNanoseconds: restNanoseconds)
        let busy = try rounds.oneByOne(speech, count: countAlone, warmUp: warmUp, raw: raw)
        let max = speech == .webSocket ? 2.0 : 3.0
        return [
            row("\(name), p50", rested, 0.5, max: max, notes(rested, "2 ms of rest and ")),
            row("\(name), p99", rested, 0.99, max: nil, ""),
            row("\(name), without rest, p50", busy, 0.5, max: nil, notes(busy, "")),
            row("\(name), without rest, p99", busy, 0.99, max: nil, ""),
        ]
    }

    private static func together(
        _ speech: OrderSpeech, _ rounds: inout OrderRounds, _ house: RunningHouse,
        _ redis: RedisPeer?
    ) throws(CommandFailure) -> [BenchmarkRow] {
        let before = try redis?.setsASecond(clients: clients, pipeline: 1, count: countOfPeer)
        let used = (house.plimsoll.usedNanoseconds, house.venue.usedNanoseconds)
        let round = try rounds.atOnce(
            speech, clients: clients, count: countTogether, warmUp: warmUp)
        let spent = [
            house.plimsoll.usedNanoseconds - used.0, house.venue.usedNanoseconds - used.1,
        ].map { BenchmarkTable.short(Double($0) / Double(countTogether + warmUp) / 1000) }
        let after = try redis?.setsASecond(clients: clients, pipeline: 1, count: countOfPeer)
        let peer = before.flatMap { before in after.map { (before + $0) / 2 } }
        let ratio = peer.map { round.ordersASecond / $0 }
        let isBarred = speech == .webSocket
        let what = "orders: \(speech.rawValue), \(clients) clients"
        return [(", p50", 0.5), (", p99", 0.99)].map { name, part in
            BenchmarkRow(
                what: what + name, unit: "µs", ours: share(round.orders, part), bar: "–", met: nil)
        } + [
            BenchmarkRow(
                what: what + ", vs Redis SET (always)", unit: "orders/s",
                ours: round.ordersASecond, peer: peer, ratio: ratio, bar: isBarred ? "≥ 1×" : "–",
                met: isBarred ? ratio.map { $0 >= 1 } : nil,
                notes: (peer == nil ? "Redis is not installed; " : "")
                    + "\(countTogether) orders, clients on one thread; processor time an order: "
                    + "house \(spent[0]) µs, venue \(spent[1]) µs; load \(load())")
        ]
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

    private static func notes(_ round: OrderRounds.Round, _ rest: String) -> String {
        "\(round.orders.count) orders, each followed by \(rest)one raw write of 4096 bytes; "
            + "load \(load())"
    }

    private static func load() -> String {
        BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
    }
}
