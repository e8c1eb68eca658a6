import Domain
import Durability
import Foundation
import Host
import Operations
import Trading

/// The journal: how long one durable decision takes against the device itself, and how fast a start
/// reads it back.
enum JournalBenchmark {
    static let benchmark = Benchmark(
        name: "journal", summary: "make decisions durable, and read them back", run: run)

    private static let decisions = 20_000
    private static let warmUp = 500
    private static let ratioMax = 1.5
    private static let tailRatioMax = 3.0
    private static let replayCycles = 400_000
    private static let replayPasses = 5
    private static let replayMin = 3_000_000.0

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        let folder = ".build/bench-journal-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try decide(in: folder + "/decide") + [try replay(in: folder + "/replay")]
    }

    // MARK: - One durable decision

    /// One order after the other, each decided, written and released before the next; between two
    /// of them one raw write of one block to a file of its own, so that both see the same device.
    private static func decide(in folder: String) throws(CommandFailure) -> [BenchmarkRow] {
        let orders = OrderCycles(count: decisions + warmUp)
        let time = SystemTime()
        var turn = try FileTurn.prepared(folder)
        let raw = try RawBlocks.made(folder: folder, count: decisions + warmUp)
        var ours: [Double] = []
        var device: [Double] = []
        for number in 0..<decisions + warmUp {
            let begun = time.monotonicNanoseconds()
            try FileTurn.take(orders.inputs[number * 3], &turn, time)
            let between = time.monotonicNanoseconds()
            try raw.write(number)
            let ended = time.monotonicNanoseconds()
            if number >= warmUp {
                ours.append(Double(between - begun) / 1000)
                device.append(Double(ended - between) / 1000)
            }
        }
        let load = BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
        let notes =
            "\(decisions) orders one by one, each followed by one raw write of 4096 bytes; "
            + "\(turn.journal.disk.mode.rawValue) writes, one thread, load \(load)"
        return [
            row("p50", share(ours, 0.5), share(device, 0.5), max: ratioMax, notes),
            row("p99", share(ours, 0.99), share(device, 0.99), max: tailRatioMax, ""),
        ]
    }

    private static func row(
        _ name: String, _ ours: Double, _ device: Double, max: Double?, _ notes: String
    ) -> BenchmarkRow {
        let ratio = ours / device
        return BenchmarkRow(
            what: "journal: one durable decision, \(name), against the raw block write",
            unit: "µs", ours: ours, peer: device, ratio: ratio,
            bar: max.map { "≤ \($0)×" } ?? "–", met: max.map { ratio <= $0 }, notes: notes)
    }

    // MARK: - Reading it back

    private static func replay(in folder: String) throws(CommandFailure) -> BenchmarkRow {
        let orders = OrderCycles(count: replayCycles)
        var fingerprint: UInt64 = 0
        do {
            var turn = try FileTurn.prepared(folder)
            let time = SystemTime()
            for input in orders.inputs {
                if !turn.hasRoom { try FileTurn.commit(&turn) }
                try FileTurn.perform { () throws(JournalFault) in
                    _ = try turn.take(
                        input, at: Timestamp(nanoseconds: time.realtimeNanoseconds()))
                }
            }
            try FileTurn.commit(&turn)
            fingerprint = turn.fingerprint()
        }
        var rates: [Double] = []
        var events: UInt64 = 0
        for _ in 0..<replayPasses {
            let start = Processor.usedNanoseconds()
            var turn = try FileTurn.recovered(folder)
            let spent = Processor.usedNanoseconds() - start
            guard turn.fingerprint() == fingerprint else {
                throw CommandFailure("the replay gave another state")
            }
            events = turn.recovery.events
            rates.append(Double(events) * 1e9 / Double(spent))
        }
        let rate = median(rates)
        let load = BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
        return BenchmarkRow(
            what: "journal: replay at start", unit: "events/s", ours: rate, bar: "≥ 3 000 000",
            met: rate >= replayMin,
            notes: "\(events) events of \(replayCycles) orders, no snapshot, all checksums and the "
                + "chain verified; median of \(replayPasses) starts, processor time, load \(load)")
    }
}
