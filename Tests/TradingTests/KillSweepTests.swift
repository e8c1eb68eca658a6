import Containers
import Domain
import Testing
import Trading

@Suite struct KillSweepTests {
    private func desk(orders: Int) -> PerpetualDesk {
        var desk = PerpetualDesk(usdt: "100000000")
        for number in 0..<orders {
            desk.submit("a\(number)", .buy, 1, at: 300_000, strategy: UInt32(1 + number % 2))
        }
        return desk
    }

    private func cancels(_ events: [Event]) -> Int {
        events.count { if case .cancelRequested = $0 { true } else { false } }
    }

    @Test func theKillSwitchCancelsEveryOrderOfItsScopeABoundedNumberWithEachInput() {
        var desk = desk(orders: 300)
        var canceled = cancels(desk.feed(.kill(.strategy(StrategyID(1)))))
        #expect(canceled == TradingCore.Limits.attentionsPerInput)
        var inputs = 1
        while desk.core.hasPendingAttention && inputs < 20 {
            let more = cancels(desk.feed(.clock))
            #expect(more <= TradingCore.Limits.attentionsPerInput)
            canceled += more
            inputs += 1
        }
        #expect(canceled == 150 && inputs == 3)
        for order in desk.core.state.orders {
            let isKilled = order.request.strategy == StrategyID(1)
            #expect((order.cancellation.phase == .outstanding) == isKilled)
        }
    }

    @Test func aSweepGoesOnAfterAnotherAndLeavesYoungerOrdersAlone() {
        var desk = desk(orders: 100)
        desk.feed(.cancelAll(.strategy(StrategyID(2))))
        desk.feed(.cancelAll(.global))
        desk.submit("young", .buy, 1, at: 300_000)
        while desk.core.hasPendingAttention { desk.feed(.clock) }
        let waiting = desk.core.state.orders.filter { $0.cancellation.phase == .idle }
        #expect(waiting.map { "\($0.request.clientOrderID)" } == ["young"])
    }

    @Test func everyOrderThereIsIsTakenBackAndNoneThatIsOnItsWayTwice() {
        var desk = desk(orders: 300)
        let early = OrderReference(
            account: PerpetualDesk.account, clientOrderID: identifier("a7"))
        desk.feed(.cancel(early))
        var canceled = rows(desk.feed(.kill(.global)))
        while desk.core.hasPendingAttention { canceled += rows(desk.feed(.clock)) }
        #expect(canceled == (0..<300).filter { $0 != 7 }.map { UInt32($0) })
    }

    /// Dies after so many of the sweep's inputs, and begins again on a snapshot.
    @Test(
        "a sweep that a restart interrupts goes on after it, and what was on its way is sent again",
        arguments: 0...3)
    func restart(inputs: Int) throws {
        var desk = desk(orders: 300)
        var canceled = Set(rows(desk.feed(.kill(.strategy(StrategyID(1)), because: Self.why))))
        for _ in 0..<inputs { canceled.formUnion(rows(desk.feed(.clock))) }
        let bytes = written { desk.core.encode(into: &$0) }
        desk.core = try reading(bytes) { reader throws(ByteFault) in
            try TradingCore(decoding: &reader)
        }
        let onTheirWay = canceled
        var (asked, again): (Set<UInt32>, Set<UInt32>) = ([], [])
        var events = desk.feed(.started(ProcessStart(epoch: 2, isAfterCut: false)))
        for _ in 0..<50 {
            canceled.formUnion(rows(events))
            // What was sent after the start is not taken for what was on its way before it.
            for case .requestUnknown(let row, .cancel, .restart) in events {
                #expect(!again.contains(row.index))
            }
            for row in rows(events) { #expect(again.insert(row).inserted) }
            for case .queryRequested(let row, _) in events { asked.insert(row.index) }
            guard desk.core.hasPendingAttention else { break }
            events = desk.feed(.clock)
        }
        #expect(!desk.core.hasPendingAttention)
        let mine = Set((0..<300).filter { $0 % 2 == 0 }.map { UInt32($0) })
        #expect(canceled == mine)
        #expect(asked.isSuperset(of: onTheirWay))
        // All of them within the start's own inputs, however young the cancels were.
        #expect(again == mine)
        #expect(desk.core.state.restriction(.strategy(StrategyID(1))).because == Self.why)
        #expect(desk.submit("late", .buy, 1, at: 300_000) == "denied tradingKilled")
        #expect(desk.submit("other", .buy, 1, at: 300_000, strategy: 2).hasPrefix("intended"))
    }

    private static let why = StatedReason("it buys in a loop")

    private func rows(_ events: [Event]) -> [UInt32] {
        events.compactMap { if case .cancelRequested(let row, _) = $0 { row.index } else { nil } }
    }
}
