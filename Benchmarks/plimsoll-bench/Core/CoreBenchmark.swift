import CAllocationCounter
import Domain
import Host
import Operations
import Trading

/// The trading core alone on one core: submit, checks, reservation, acceptance, fill, position and
/// balances. No journal, no sockets, one thread.
enum CoreBenchmark {
    static let benchmark = Benchmark(
        name: "core", summary: "decide whole order cycles in the trading core", run: run)

    private static let cycles = 200_000
    private static let passes = 5
    private static let rateMin = 300_000.0

    private static func run() throws(CommandFailure) -> [BenchmarkRow] {
        let inputs = OrderCycles.preparation + OrderCycles(count: cycles).inputs
        let core = Processor.pinToLastCore()
        var rates: [Double] = []
        for _ in 0..<passes { rates.append(try timed(inputs)) }
        let rate = median(rates)
        let load = BenchmarkTable.short(Double(Processor.loadInHundredths()) / 100)
        let place = core.map { "core \($0)" } ?? "not pinned"
        return [
            BenchmarkRow(
                what: "core: submit → checks → accept → fill → position", unit: "orders/s",
                ours: rate, bar: "≥ 300 000", met: rate >= rateMin,
                notes: "\(cycles) cycles, 4 events each, from an empty core; median of \(passes) "
                    + "passes, one thread, no disk, \(place), load \(load)")
        ]
    }

    /// Cycles a second of processor time.
    private static func timed(_ inputs: [Input]) throws(CommandFailure) -> Double {
        var core = TradingCore()
        var events: [Event] = []
        events.reserveCapacity(64)
        var count = 0
        var time = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
        let start = Processor.usedNanoseconds()
        for place in inputs.indices {
            events.removeAll(keepingCapacity: true)
            time = time.adding(nanoseconds: 1000)
            let stamp = Stamp(sequence: core.state.globals.sequence + 1, time: time)
            core.decide(inputs[place], at: stamp, into: &events)
            count += events.count
        }
        let spent = Processor.usedNanoseconds() - start
        let position = core.state.position(
            OrderCycles.account, OrderCycles.strategy, OrderCycles.instrument.id)
        guard count == OrderCycles.preparation.count + 4 * cycles, position.quantity == .zero,
            position.fills == UInt64(cycles)
        else {
            throw CommandFailure("the timed pass decided something else: \(count) events")
        }
        return Double(cycles) * 1e9 / Double(spent)
    }
}
