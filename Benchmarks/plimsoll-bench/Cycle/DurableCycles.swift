import CAllocationCounter
import Containers
import Domain
import Durability
import Glibc
import Host
import Operations
import Trading

/// Whole order cycles through a turn on real files, in steps as life has them: while some orders
/// are asked for, those of the step before are accepted by the venue, and those of the one before
/// that are filled. Each step ends with a write; what it released is handed out.
struct DurableCycles: ~Copyable {
    /// What some orders took.
    struct Cost {
        var orders = 0
        /// Wall time.
        var nanoseconds: Int64 = 0
        /// Processor time of the turn's thread.
        var ownNanoseconds: Int64 = 0
        /// Without those by which the tables of orders and fills grew.
        var allocations = 0
        var commits = 0

        var nanosecondsAnOrder: Double { Double(ownNanoseconds) / Double(orders) }
    }

    /// Orders asked for between two writes.
    static let ordersAStep = 1_000

    private var turn: Turn<FileJournalDisk>
    private let time = SystemTime()
    private var lastNumber = 0
    private var released = 0

    /// Begins a journal.
    init(_ folder: String) throws(CommandFailure) { turn = try FileTurn.prepared(folder) }

    /// Goes on with the journal of another that took `orders`.
    init(recovering folder: String, after orders: Int) throws(CommandFailure) {
        turn = try FileTurn.recovered(folder)
        lastNumber = orders
    }

    var bytes: Int64 { turn.journal.extentBytes }

    mutating func fingerprint() -> UInt64 { turn.fingerprint() }

    /// Orders that rest: asked for and accepted.
    mutating func rest(_ count: Int) throws(CommandFailure) {
        for number in lastNumber..<lastNumber + count {
            try take(OrderCycles.submission(number))
            try take(OrderCycles.acceptance(number))
        }
        lastNumber += count
        try commit()
    }

    /// Runs that many orders from the request to the ledger.
    mutating func run(_ count: Int) throws(CommandFailure) -> Cost {
        let steps = steps(count)
        var cost = Cost(orders: count)
        let grown = chunks
        let allocations = allocation_count()
        let own = Self.ownNanoseconds()
        let begun = time.monotonicNanoseconds()
        for step in steps {
            for input in step { cost.commits += try take(input) }
            try commit()
            cost.commits += 1
        }
        cost.nanoseconds = time.monotonicNanoseconds() - begun
        cost.ownNanoseconds = Self.ownNanoseconds() - own
        cost.allocations = Int(allocation_count() - allocations) - (chunks - grown)
        return cost
    }

    /// The longest of some steps.
    struct LongestStep {
        var steps = 0
        var milliseconds = 0.0
    }

    /// Runs one order after the other, three commits each, while a snapshot is written and full
    /// segments are compacted.
    ///
    /// - Parameter folder: of the journal; nil does neither, for some thousand orders.
    mutating func longestStep(
        besideKeepingIn folder: String?
    ) throws(CommandFailure) -> LongestStep {
        var snapshots = SnapshotKeeper(
            path: folder ?? "", of: turn.journal.identity, interval: 1, last: 0)
        var keeper = JournalKeeper(
            path: folder ?? "", keeping: .everything, segmentBytes: turn.journal.segmentBytes)
        var longest = LongestStep()
        if folder != nil, let end = turn.releasedEnd {
            let begun = time.monotonicNanoseconds()
            snapshots.consider(turn.core, at: end)
            keeper.consider(journalBytes: bytes, at: begun)
            longest.milliseconds = Double(time.monotonicNanoseconds() - begun) / 1e6
        }
        while folder == nil ? longest.steps < 3_000 : snapshots.isBusy {
            for step in steps(1) {
                let begun = time.monotonicNanoseconds()
                for input in step { try take(input) }
                try commit()
                let taken = Double(time.monotonicNanoseconds() - begun) / 1e6
                longest.milliseconds = max(longest.milliseconds, taken)
            }
            longest.steps += 1
        }
        snapshots.finish()
        keeper.finish()
        guard folder == nil || snapshots.kept == 1 && keeper.failed == 0 else {
            throw CommandFailure("the snapshot or the compaction failed")
        }
        return longest
    }

    /// Ends cleanly, with a snapshot.
    mutating func close() throws(CommandFailure) {
        do throws(JournalFault) {
            try turn.close()
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    /// Throws where some order was not filled, or not counted.
    func check(filled count: Int) throws(CommandFailure) {
        let position = turn.core.state.position(
            OrderCycles.account, OrderCycles.strategy, OrderCycles.instrument.id)
        guard position.fills == UInt64(count) else {
            throw CommandFailure("of \(count) orders, \(position.fills) were filled")
        }
    }

    /// Pieces of the tables that grow with each order.
    private var chunks: Int {
        let (orders, fills) = (turn.core.state.orders, turn.core.state.fills)
        return orders.count / orders.rowsInChunk + fills.count / fills.rowsInChunk
    }

    private mutating func steps(_ count: Int) -> [[Input]] {
        var steps: [[Input]] = []
        let batches = (count + Self.ordersAStep - 1) / Self.ordersAStep
        for step in 0..<batches + 2 {
            var inputs: [Input] = []
            inputs.reserveCapacity(3 * Self.ordersAStep)
            inputs += batch(step, of: count).map { OrderCycles.submission($0) }
            inputs += batch(step - 1, of: count).map { OrderCycles.acceptance($0) }
            inputs += batch(step - 2, of: count).map { OrderCycles.fill($0) }
            steps.append(inputs)
        }
        lastNumber += count
        return steps
    }

    private func batch(_ number: Int, of count: Int) -> Range<Int> {
        let first = min(max(number, 0) * Self.ordersAStep, count)
        let end = number < 0 ? 0 : min(first + Self.ordersAStep, count)
        return lastNumber + (number < 0 ? 0 : first)..<lastNumber + end
    }

    /// - Returns: 1 where the batch was full and was written first.
    @discardableResult
    private mutating func take(_ input: Input) throws(CommandFailure) -> Int {
        var commits = 0
        if !turn.hasRoom {
            try commit()
            commits = 1
        }
        do throws(JournalFault) {
            try turn.take(input, at: Timestamp(nanoseconds: time.realtimeNanoseconds()))
        } catch {
            throw CommandFailure(error.explanation)
        }
        return commits
    }

    private mutating func commit() throws(CommandFailure) {
        do throws(JournalFault) {
            try turn.commit()
            var count = 0
            turn.handOut { _ in count += 1 }
            released += count
            try turn.prepareAhead()
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    private static func ownNanoseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
