internal import Domain
internal import Durability
internal import Host
internal import Trading

/// How fast, against this machine's own disk and the bars of the design.
enum PerformanceChecks {
    static let all: [SafetyCheck] = [
        SafetyCheck(
            .performance, "durable-order",
            proves:
                "an order is durable within 1.5 times (p50) and 3 times (p99) of the disk's own "
                + "write",
            how:
                "2,000 orders one by one through the real turn, between two of them a raw write of "
                + "one block to a file beside it; the best of 3 rounds",
            body: durableOrder),
        SafetyCheck(
            .performance, "replay-rate",
            proves: "a start reads at least 3 million events a second of processor time",
            how: "a journal of 400,000 events is recovered up to 20 times, every checksum and the "
                + "chain verified, and the state compared; the best counts",
            body: replayRate),
        SafetyCheck(
            .performance, "order-cycles",
            proves: "the trading core decides at least 300,000 whole order cycles a second on one "
                + "core",
            how: "100,000 orders are submitted, checked, accepted and filled without a disk; the "
                + "best of 3 rounds",
            body: orderCycles),
    ]

    /// How often the journal is read at most: other work of the machine takes from single passes,
    /// by the caches and pages that it uses up.
    private static let replaysMax = 20

    /// What to do about a figure below its bar.
    private static var fix: String {
        SafetySuite.isDebugBuild
            ? "This is a debug build: build with --configuration release (make build)"
            : "Stop other work on this machine and run it again; name the disk of the journal with "
                + "--directory"
    }

    private static func hundredths(_ value: Int) -> String {
        let rest = value % 100
        return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    // MARK: - One durable order

    @Sendable
    private static func durableOrder(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        var best: DurableRound?
        for round in 0..<3 {
            let own = try DurableRound.measured(
                in: place.folder, named: "round-\(round)",
                orders: SafetySuite.isDebugBuild ? 200 : 2000, warmUp: 100)
            if best.map({ own.median < $0.median }) ?? true { best = own }
            if own.median <= place.bars.durableMedianHundredths,
                own.tail <= place.bars.durableTailHundredths
            {
                best = own
                break
            }
        }
        guard let best else { preconditionFailure("a round was measured") }
        let words =
            "p50 \(best.order.p50 / 1000) µs, \(hundredths(best.median)) times the disk's "
            + "\(best.device.p50 / 1000) µs; p99 \(best.order.p99 / 1000) µs, "
            + "\(hundredths(best.tail)) times \(best.device.p99 / 1000) µs; \(best.mode) writes"
        let bars = place.bars
        try require(
            best.median <= bars.durableMedianHundredths && best.tail <= bars.durableTailHundredths,
            "p50 at most \(hundredths(bars.durableMedianHundredths)) times and p99 at most "
                + "\(hundredths(bars.durableTailHundredths)) times the disk's own", found: words,
            fix: fix)
        return words
    }

    // MARK: - Reading back, and deciding

    /// A debug build is too slow to be measured: it only shows that it works.
    private static let cycles = SafetySuite.isDebugBuild ? 5_000 : 100_000

    @Sendable
    private static func replayRate(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        var fingerprint: UInt64 = 0
        do {
            var turn = try SafetyTurn.open(path, segmentBytes: 32 << 20)
            try SafetyTurn.take(SafetyFeed.beginning(), at: SafetyFeed.time(0), &turn)
            try SafetyTurn.take(inputs(cycles), at: SafetyFeed.time(1), &turn)
            fingerprint = turn.fingerprint()
        }
        var best = 0
        var events = 0
        for _ in 0..<replaysMax where best < place.bars.replayedEventsASecond {
            let begun = Processor.usedNanoseconds()
            var turn = try SafetyTurn.open(path)
            let spent = Processor.usedNanoseconds() - begun
            try require(
                turn.fingerprint() == fingerprint, "the state of before", found: "another one")
            events = Int(turn.recovery.events)
            best = max(best, Int(Int64(events) * 1_000_000_000 / max(1, spent)))
        }
        let words = "\(events) events at \(best) a second of processor time, state compared"
        try require(
            best >= place.bars.replayedEventsASecond,
            "at least \(place.bars.replayedEventsASecond) events a second", found: words, fix: fix)
        return words
    }

    private static func inputs(_ cycles: Int) -> [Input] {
        var inputs: [Input] = []
        inputs.reserveCapacity(3 * cycles)
        for number in 0..<cycles {
            inputs.append(.submit(SafetyFeed.order(number)))
            inputs.append(.report(SafetyFeed.accepted(number)))
            inputs.append(.report(SafetyFeed.fill(number)))
        }
        return inputs
    }

    @Sendable
    private static func orderCycles(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let inputs = SafetyFeed.beginning() + inputs(cycles)
        var best = 0
        for _ in 0..<3 {
            var core = TradingCore()
            var events: [Event] = []
            events.reserveCapacity(64)
            let begun = Processor.usedNanoseconds()
            for (number, input) in inputs.enumerated() {
                events.removeAll(keepingCapacity: true)
                let stamp = Stamp(sequence: UInt64(number) + 1, time: SafetyFeed.time(1))
                core.decide(input, at: stamp, into: &events)
            }
            let spent = Processor.usedNanoseconds() - begun
            let fills = core.state.fills.count
            try require(fills == cycles, "\(cycles) orders filled", found: "\(fills)")
            best = max(best, Int(Int64(cycles) * 1_000_000_000 / max(1, spent)))
        }
        let words = "\(best) cycles a second of processor time, 4 events each"
        try require(
            best >= place.bars.cyclesASecond,
            "at least \(place.bars.cyclesASecond) cycles a second", found: words, fix: fix)
        return words
    }
}

/// Orders made durable one by one, and raw writes of a block in between.
struct DurableRound {
    /// Nanoseconds.
    struct Share {
        let p50: Int
        let p99: Int

        init(_ durations: [Int]) {
            let sorted = durations.sorted()
            p50 = sorted[sorted.count / 2]
            p99 = sorted[sorted.count * 99 / 100]
        }
    }

    let order: Share
    let device: Share
    let mode: String

    /// The order's median in hundredths of the device's.
    var median: Int { order.p50 * 100 / max(1, device.p50) }
    /// The order's slowest in a hundred, in hundredths of the device's.
    var tail: Int { order.p99 * 100 / max(1, device.p99) }

    static func measured(
        in folder: String, named name: String, orders: Int, warmUp: Int
    ) throws(SafetyFailure) -> DurableRound {
        let time = SystemTime()
        var turn = try SafetyTurn.open("\(folder)/\(name)", segmentBytes: 16 << 20)
        try SafetyTurn.take(SafetyFeed.beginning(), at: SafetyFeed.time(0), &turn)
        let device = try RawDisk(folder, "\(name).blocks", blocks: orders + warmUp)
        var (ours, theirs): ([Int], [Int]) = ([], [])
        for number in 0..<orders + warmUp {
            let input = Input.submit(SafetyFeed.order(number))
            let begun = time.monotonicNanoseconds()
            try SafetyTurn.take([input], at: SafetyFeed.time(1), &turn)
            let between = time.monotonicNanoseconds()
            try device.write(number)
            let ended = time.monotonicNanoseconds()
            guard number >= warmUp else { continue }
            ours.append(Int(between - begun))
            theirs.append(Int(ended - between))
        }
        return DurableRound(
            order: Share(ours), device: Share(theirs), mode: turn.journal.disk.mode.rawValue)
    }
}

/// A file of blocks that are written one by one, as bare as the system allows.
struct RawDisk: ~Copyable {
    private static let blockBytes = 4096
    private let file: OpenFile
    private let block = AlignedBytes(count: blockBytes, alignment: blockBytes)

    init(_ folder: String, _ name: String, blocks: Int) throws(SafetyFailure) {
        do throws(FileFault) {
            let directory = try OpenDirectory(path: folder)
            let filling = try directory.open(name, [.write, .create])
            let zeros = AlignedBytes(count: 1 << 20, alignment: Self.blockBytes)
            for offset in stride(from: 0, to: blocks * Self.blockBytes, by: zeros.count) {
                try zeros.read(0..<zeros.count) { (raw) throws(FileFault) in
                    try filling.write(raw, at: offset)
                }
            }
            try filling.synchronize()
            // As the journal does: past the page cache where the file system allows it.
            if let direct = try? directory.open(name, [.write, .direct, .durable]) {
                file = direct
            } else {
                file = try directory.open(name, [.write, .durable])
            }
        } catch {
            throw SafetyFailure(error.explanation, doing: "a file of raw blocks")
        }
    }

    func write(_ number: Int) throws(SafetyFailure) {
        do throws(FileFault) {
            try block.read(0..<Self.blockBytes) { (raw) throws(FileFault) in
                try file.write(raw, at: number * Self.blockBytes)
            }
        } catch {
            throw SafetyFailure(error.explanation, doing: "a raw write")
        }
    }
}
