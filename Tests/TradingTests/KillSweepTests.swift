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
}
