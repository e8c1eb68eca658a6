import CAllocationCounter
import Domain
import Foundation
import Host
import Markets
import Operations
import Tapes
import VenueKit

/// Decoding, normalising and keeping the book of recorded Binance spot messages, against cryptofeed
/// on the same bytes and the same core: passes of the two take turns, medians are compared. What is
/// timed is the pipeline that a replay runs, its best-price check included, and each pass must pass
/// it.
enum DecodeBenchmark {
    static let benchmark = Benchmark(
        name: "decode", summary: "decode, normalise and book recorded messages", run: run)

    private static let title = "decode + normalise + book, Binance spot"
    private static let passes = 7
    private static let ratioMin = 10.0
    private static let checksExpected: Int64 = 3449
    private static let folder = "../shared/fixtures/binance-spot"

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        guard FileManager.default.fileExists(atPath: folder) else {
            return [
                BenchmarkRow(
                    what: title, unit: "msg/s", ours: nil, bar: "≥ 10×", met: nil,
                    notes: "not measured: the recordings are not in \(folder)")
            ]
        }
        let recording = try Recording(path: "\(folder)/btcusdt_20240808.tape.jsonl.zst")
        let core = Processor.pinToLastCore()
        let files = try PeerFiles(recording, listing: "\(folder)/instruments.tape.jsonl.zst")
        defer { files.remove() }
        let peer = PeerProcess(
            messages: files.messages, listing: files.listing, core: core ?? 0)
        defer { peer?.end() }
        var ours: [Double] = []
        var theirs: [Double] = []
        var allocations = UInt64.max
        // The first pass of each warms up and is not counted.
        for number in 0...passes {
            let pass = try timed(recording)
            allocations = min(allocations, pass.allocations)
            let other = peer?.run()
            guard number > 0 else { continue }
            ours.append(Double(recording.messages) / pass.seconds)
            if let other, other.cpuNanoseconds > 0 {
                theirs.append(Double(other.messages) * 1e9 / Double(other.cpuNanoseconds))
            }
        }
        let rate = median(ours)
        let peerRate = theirs.count == passes ? median(theirs) : nil
        let ratio = peerRate.map { rate / $0 }
        let load = BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
        let place = core.map { "core \($0)" } ?? "not pinned"
        let perThousand = Double(allocations) * 1000 / Double(recording.messages)
        return [
            BenchmarkRow(
                what: title, unit: "msg/s", ours: rate,
                peer: peerRate, ratio: ratio, bar: "≥ 10×", met: ratio.map { $0 >= ratioMin },
                notes: (peerRate == nil ? "peer not installed; " : "peer cryptofeed 2.4.1; ")
                    + "medians of \(passes) passes in turns, \(place), load \(load)"),
            BenchmarkRow(
                what: "decode: allocations, second half of the messages", unit: "per 1000 msg",
                ours: perThousand, bar: "≤ 1", met: perThousand <= 1),
        ]
    }

    /// One pass over all messages with a fresh pipeline.
    private static func timed(
        _ recording: Recording
    ) throws(CommandFailure) -> (seconds: Double, allocations: UInt64) {
        var pipeline = MarketPipeline()
        let middle = recording.lines.count / 2
        let start = Processor.usedNanoseconds()
        feed(recording.lines[..<middle], to: &pipeline)
        let before = allocation_count()
        feed(recording.lines[middle...], to: &pipeline)
        let allocations = allocation_count() - before
        let spent = Processor.usedNanoseconds() - start
        pipeline.finish(at: Timestamp(nanoseconds: .max))
        let checks = pipeline.board.checks
        guard checks.passed == checksExpected, checks.failed == 0 else {
            throw CommandFailure(
                "the timed pass kept a wrong book: \(checks.passed) checks passed, "
                    + "\(checks.failed) failed",
                remedy: "Run plimsoll replay on the recording to see where.")
        }
        return (Double(spent) / 1e9, allocations)
    }

    private static func feed(_ lines: ArraySlice<Recording.Line>, to pipeline: inout MarketPipeline)
    {
        for line in lines {
            if line.isSnapshot {
                for request in pipeline.requests {
                    pipeline.receiveSnapshot(
                        line.body.span, for: request.instrument, limit: request.limit,
                        at: line.time)
                }
                pipeline.removeRequests()
            } else {
                pipeline.receive(line.body.span, at: line.time)
            }
            if !pipeline.board.closedCandles.isEmpty { pipeline.removeClosedCandles() }
        }
    }
}

/// A recording in memory: what was received, and the books by REST in between.
struct Recording {
    struct Line {
        let time: Timestamp
        let isSnapshot: Bool
        let body: [UInt8]
    }

    private(set) var lines: [Line] = []

    var messages: Int { lines.count - lines.filter(\.isSnapshot).count }

    init(path: String) throws(CommandFailure) {
        do throws(TapeFault) {
            var tape = try TapeReader(path: path)
            while let entry = try tape.next() {
                guard entry.direction == .recv || entry.direction == .http else { continue }
                lines.append(
                    Line(
                        time: entry.time ?? .none, isSnapshot: entry.direction == .http,
                        body: tape.body))
            }
        } catch {
            throw CommandFailure(
                "\(error.explanation.what): \(error.explanation.why)",
                remedy: "\(error.explanation.action).")
        }
    }
}

/// The same bytes where the peer can read them, which knows no zstd.
private struct PeerFiles {
    let messages: String
    let listing: String

    init(_ recording: Recording, listing path: String) throws(CommandFailure) {
        let folder = NSTemporaryDirectory()
        let name = "plimsoll-bench-\(UUID().uuidString)"
        messages = "\(folder)/\(name).messages"
        listing = "\(folder)/\(name).listing"
        let text = recording.lines.map { $0.body + [0x0A] }.joined()
        let instruments = try Recording(path: path).lines.first?.body ?? []
        do {
            try Data(text).write(to: URL(fileURLWithPath: messages))
            try Data(instruments).write(to: URL(fileURLWithPath: listing))
        } catch {
            throw CommandFailure(
                "cannot write the peer's copy of the messages to \(folder)",
                remedy: "Make room there, or set TMPDIR to another folder.")
        }
    }

    func remove() {
        for path in [messages, listing] { try? FileManager.default.removeItem(atPath: path) }
    }
}
