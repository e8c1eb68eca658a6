internal import Containers
internal import Domain
internal import Durability
internal import Edge
internal import Host
internal import Trading

/// Threads that trade with one real turn at once, as bots, venues and people do.
struct TradingCrowd {
    enum Limits {
        /// How long anybody waits for an answer: 30 s.
        static let answerNanoseconds: Int64 = 30_000_000_000
        /// How long a thread waits before it looks again whether to begin: 50 µs.
        static let lookNanoseconds: Int64 = 50_000
    }

    /// What was counted, as those see it to whom it was released.
    struct Counted: Sendable {
        var orders = 0
        var fills = 0
        var fingerprint: UInt64 = 0
        /// Whether money and coins are what so many trades make of them.
        var isWithinBalances = false
    }

    let journal: String

    /// - Returns: what was counted when all were done.
    func run(trades: Int, flushes: Int) throws(SafetyFailure) -> Counted {
        let inbox = Inbox<TurnRequest>(capacity: TurnLoopLimits.inboxMax)
        let answers = TicketDesk()
        let turning = ThreadedWork { [journal] in Self.turn(journal, inbox, answers, trades) }
        let isBegun = Locked(false)
        let acknowledged = Locked<Set<Int>>([])
        var threads: [CrowdThread] = []
        do throws(SafetyFailure) {
            for input in SafetyFeed.beginning() { try answers.ask(input, inbox) }
        } catch {
            _ = inbox.put(.end)
            _ = turning.join()
            throw error
        }
        for number in 0..<trades {
            threads.append(
                CrowdThread {
                    Self.await(isBegun)
                    return Self.trade(number, answers, inbox, acknowledged)
                })
        }
        for _ in 0..<flushes {
            threads.append(
                CrowdThread { [journal] in
                    Self.await(isBegun)
                    return Self.flush(journal, answers, inbox, acknowledged)
                })
        }
        isBegun.withLock { $0 = true }
        var failure: SafetyFailure?
        for thread in threads {
            let own = thread.join()
            failure = failure ?? own
        }
        _ = inbox.put(.end)
        let counted = turning.join()
        if let failure { throw failure }
        return try counted.get()
    }

    private static func await(_ isBegun: Locked<Bool>) {
        while !isBegun.withLock({ $0 }) {
            SystemTime().sleep(nanoseconds: Limits.lookNanoseconds)
        }
    }

    /// The turn's own thread: the loop that plimsoll run has.
    private static func turn(
        _ journal: String, _ inbox: Inbox<TurnRequest>, _ answers: TicketDesk, _ trades: Int
    ) -> Result<Counted, SafetyFailure> {
        do throws(SafetyFailure) {
            let turn = try SafetyTurn.open(journal)
            let state = ReleasedState(turn.core)
            var loop = TurnLoop(turn, inbox: inbox) { batch in
                state.apply(batch)
                answers.deliver(batch.answers)
            }
            do throws(JournalFault) {
                try loop.run()
            } catch {
                throw SafetyFailure(error.explanation, doing: "the turn runs to its end")
            }
            return .success(count(state, trades))
        } catch {
            return .failure(error)
        }
    }

    private static func count(_ state: ReleasedState, _ trades: Int) -> Counted {
        var core = state.core
        var counted = Counted(orders: state.orders.count, fills: state.fills.count)
        counted.fingerprint = core.fingerprint()
        // Each buys 0.05 for 5 and pays 0.001.
        let each = Money(raw: 5 * Money.one + Money.one / 1000)
        let (cash, coins) = (
            core.state.balance(SafetyFeed.account, SafetyFeed.quote),
            core.state.balance(SafetyFeed.account, SafetyFeed.base)
        )
        let spent = Money(raw: each.raw * Int128(trades))
        let bought = Money(raw: Money.one / 20 * Int128(trades))
        counted.isWithinBalances =
            cash.total == Money(units: 1_000_000_000) - spent && cash.reserved == .zero
            && coins.total == Money(units: 1_000_000) + bought
        return counted
    }

    private static func trade(
        _ number: Int, _ answers: TicketDesk, _ inbox: Inbox<TurnRequest>,
        _ acknowledged: Locked<Set<Int>>
    ) -> SafetyFailure? {
        do throws(SafetyFailure) {
            try answers.ask(.submit(SafetyFeed.order(number)), inbox)
            try answers.ask(.report(SafetyFeed.fill(number)), inbox)
            acknowledged.withLock { _ = $0.insert(number) }
            // Venues tell a trade more than once.
            try answers.ask(.report(SafetyFeed.fill(number)), inbox)
            return nil
        } catch {
            return error
        }
    }

    /// Has everything made durable, and looks whether what was acknowledged before is in the file.
    private static func flush(
        _ journal: String, _ answers: TicketDesk, _ inbox: Inbox<TurnRequest>,
        _ acknowledged: Locked<Set<Int>>
    ) -> SafetyFailure? {
        do throws(SafetyFailure) {
            let before = acknowledged.withLock { $0 }
            try answers.ask(.clock, inbox)
            let file = try JournalCount(besideWriter: journal)
            let missing = before.filter { !file.trades.contains("\(5_000_000 + $0) buy") }
            try require(
                missing.isEmpty, "each flush leaves all that was acknowledged in the file",
                found: "\(missing.count) of \(before.count) trades were not there")
            return nil
        } catch {
            return error
        }
    }
}

/// One of many threads.
private final class CrowdThread {
    private var work: ThreadedWork<SafetyFailure?>?

    init(_ body: @escaping @Sendable () -> SafetyFailure?) { work = ThreadedWork(body) }

    func join() -> SafetyFailure? { work.take()?.join() ?? nil }
}

/// Brings inputs to a turn, and those who brought them back when they are durable.
final class TicketDesk: Sendable {
    private struct Waiting {
        var last: UInt64 = 0
        var askers: [Ticket: Inbox<UInt64>] = [:]
    }

    private let waiting = Locked(Waiting())

    /// Hands an input in and waits until it is durable.
    func ask(_ input: Input, _ inbox: Inbox<TurnRequest>) throws(SafetyFailure) {
        let answer = Inbox<UInt64>(capacity: 1)
        let ticket = waiting.withLock { waiting in
            waiting.last += 1
            let ticket = Ticket(waiting.last)
            waiting.askers[ticket] = answer
            return ticket
        }
        try require(
            inbox.put(.decide(input, ticket)), "the queue of the turn takes it",
            found: "it is full")
        var heard: [UInt64] = []
        let latest =
            SystemTime().monotonicNanoseconds() + TradingCrowd.Limits.answerNanoseconds
        answer.take(into: &heard, until: latest)
        try require(!heard.isEmpty, "an answer from the turn", found: "none came in time")
    }

    func deliver(_ answers: [TicketAnswer]) {
        guard !answers.isEmpty else { return }
        let askers = waiting.withLock { waiting in
            answers.compactMap { waiting.askers.removeValue(forKey: $0.ticket) }
        }
        for (asker, answer) in zip(askers, answers) { _ = asker.put(answer.sequence) }
    }
}
