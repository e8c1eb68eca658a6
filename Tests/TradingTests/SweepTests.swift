import Containers
import Domain
import Testing
import Trading

@Suite struct SweepTests {
    /// So many buys of 0.1 at 100, each of which the venue has.
    private static func working(_ count: Int) -> Scenario {
        var scenario = Scenario(usdt: "100000")
        scenario.time = Timestamp(nanoseconds: 1_000_000_000)
        for name in 0..<count {
            _ = scenario.perform("submit a\(name) buy limit GTC 100 0.1")
            _ = scenario.perform("accepted a\(name) v\(name)")
        }
        return scenario
    }

    private static func canceled(_ events: [Event]) -> [UInt32] {
        events.compactMap { event in
            if case .cancelRequested(let row, _) = event { row.index } else { nil }
        }
    }

    @Test func aSweepCancelsABoundedNumberOfOrdersWithEachInputUntilAllAre() {
        var scenario = Self.working(200)
        var events = scenario.feed(.cancelAll(.global))
        let bound = TradingCore.Limits.attentionsPerInput
        #expect(Self.canceled(events) == Array(0..<UInt32(bound)))
        var rounds: [Int] = []
        while scenario.core.hasPendingAttention {
            events = scenario.feed(.clock)
            rounds.append(Self.canceled(events).count)
        }
        #expect(rounds == [bound, bound, 200 - 3 * bound])
        for row in 0..<200 {
            #expect(scenario.core.state.orders[row].cancellation.phase == .outstanding)
        }
        #expect(scenario.feed(.clock).isEmpty)
    }

    @Test func aSweepTakesItsScopeAloneAndLeavesWhatIsYounger() {
        var scenario = Self.working(3)
        var other = Scenario.request("submit b buy limit GTC 100 0.1")
        other.strategy = StrategyID(8)
        _ = scenario.feed(.submit(other))
        for (scope, rows) in [
            (TradingScope.strategy(StrategyID(8)), [UInt32(3)]),
            (.strategy(StrategyID(9)), []), (.venue(VenueID(1)), []),
            (.account(AccountID(2)), []), (.instrument(InstrumentID(4)), []),
            (.venue(VenueID(0)), [0, 1, 2, 3]), (.account(Scenario.account), [0, 1, 2, 3]),
            (.instrument(InstrumentID(0)), [0, 1, 2, 3]), (.global, [0, 1, 2, 3]),
        ] {
            var copy = scenario
            #expect(Self.canceled(copy.feed(.cancelAll(scope))) == rows, "\(scope)")
            #expect(!copy.core.hasPendingAttention)
        }
        let first = scenario.feed(.cancelAll(.global))
        #expect(Self.canceled(first).count == 4)
        _ = scenario.perform("submit c buy limit GTC 100 0.1")
        #expect(scenario.order("c")?.cancellation.phase == .idle)
    }

    @Test func whatIsBeingCanceledIsPassedOverAndWhatIsUnknownIsCanceledByItsName() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1 | intended 100.1
            1 | submit b buy limit GTC 100 1 | intended 100.1
            1 | submit c buy limit GTC 100 1 | intended 100.1
            1 | failed a place transport     | unknown place transport, query
            1 | cancel b                     | cancel
            2 | rejected c                   | query, rejected -100.1
            2 | cancelAll global             | sweep global 3, cancel, swept 3
            2 | order a                      | none place unknown cancel outstanding holds 100.1
            3 | kill global | query, global 0 halted killed, sweep global 3, swept 3
            """)
    }

    @Test func aSweepGoesOnAfterARestartWhereItStood() throws {
        var scenario = Self.working(200)
        _ = scenario.feed(.cancelAll(.global))
        let bytes = written { scenario.core.encode(into: &$0) }
        scenario.core = try reading(bytes) { reader throws(ByteFault) in
            try TradingCore(decoding: &reader)
        }
        _ = scenario.feed(.started(ProcessStart(epoch: 2, isAfterCut: false)))
        var rows: [UInt32] = []
        var rounds = 0
        while scenario.core.hasPendingAttention && rounds < 100 {
            rows += Self.canceled(scenario.feed(.clock))
            rounds += 1
        }
        // What was sent before is sent again, for it may have been lost.
        #expect(rows == Array(0..<200))
    }

    /// The answer is that there is no such order, since the cancel was there first.
    @Test func aCancelThatOvertakesItsOrderIsSentAgainOnceTheVenueHasIt() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1 | intended 100.1
            1 | kill global | global 0 halted killed, sweep global 1, cancel, swept 1
            2 | cancelRejected a             | cancel rejected, query
            3 | accepted a v1                | accepted v1, cancel
            4 | cancelRejected a             | cancel rejected, query
            5 | accepted a v1                | -
            """)
        scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1 | intended 100.1
            1 | cancel a                     | cancel
            2 | cancelRejected a             | cancel rejected, query
            3 | fill a t1 buy 0.5 100        | fill 0.5 -50.05, cancel
            """)
    }

    /// A sweep must not look through history: only what may still trade.
    @Test func aSweepOverALongHistoryLooksAtLiveOrdersOnly() {
        var scenario = Scenario(usdt: "100000")
        scenario.time = Timestamp(nanoseconds: 1_000_000_000)
        for name in 0..<6_000 {
            _ = scenario.perform("submit a\(name) buy limit GTC 100 0.1")
            if name != 7 && name != 5_999 { _ = scenario.perform("rejected a\(name)") }
        }
        let events = scenario.feed(.cancelAll(.global))
        #expect(Self.canceled(events) == [7, 5_999])
        #expect(!scenario.core.hasPendingAttention)
        #expect(scenario.core.state.liveOrderRows == [7, 5_999])
    }
}
