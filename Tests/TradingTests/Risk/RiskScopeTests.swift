import Containers
import Domain
import Testing
import Trading

/// Which limits and states hold for an order, and in which order the checks are.
@Suite struct RiskScopeTests {
    @Test func withoutLimitsThereIsNoOrder() {
        var core = TradingCore()
        var events: [Event] = []
        let inputs: [Input] = [
            .listing(Scenario.instrument()),
            .submit(Scenario.request("submit a1 buy limit GTC 10 1")),
        ]
        for (place, input) in inputs.enumerated() {
            core.decide(
                input, at: Stamp(sequence: UInt64(place + 1), time: .none), into: &events)
        }
        #expect(events.last?.words == "denied limitsMissing")
    }

    @Test("the tightest of every scope's limits decides", arguments: TradingScope.Kind.allCases)
    func tightest(kind: TradingScope.Kind) {
        var world = RiskWorld { $0.orderQuantityMax = RiskWorld.decimal("2") }
        let numbers: [TradingScope.Kind: UInt32] = [.account: 1, .strategy: 7]
        for (number, max) in [(numbers[kind] ?? 0, "1"), ((numbers[kind] ?? 0) + 1, "0")] {
            guard kind != .global || max == "1" else { continue }
            var limits = RiskLimits(scope: TradingScope(kind, number))
            limits.orderQuantityMax = RiskWorld.decimal(max)
            _ = world.scenario.feed(.limits(limits))
        }
        world.run(
            """
            10 | submit a1 buy limit GTC 10 1     | intended 10.01
            10 | submit a2 buy limit GTC 10 1.010 | denied orderQuantityOverLimit 1.01 / 1
            """)
    }

    @Test(
        "the most restrictive of every scope's states holds", arguments: TradingScope.Kind.allCases)
    func states(kind: TradingScope.Kind) {
        var world = RiskWorld()
        world.buySpot("1")
        let numbers: [TradingScope.Kind: UInt32] = [.account: 1, .strategy: 7]
        let scope = TradingScope(kind, numbers[kind] ?? 0)
        _ = world.scenario.feed(.setTradingState(scope, .reducing))
        world.run(
            """
            10 | submit a1 buy  limit GTC 10  1 | denied tradingReducing
            10 | submit b1 sell limit GTC 100 1 | intended 1
            """)
        _ = world.scenario.feed(.setTradingState(scope, .halted))
        world.run("10 | submit b2 sell limit GTC 100 1 | denied tradingHalted")
        if kind != .global {
            _ = world.scenario.feed(.setTradingState(.global, .reducing))
            world.run("10 | submit b3 sell limit GTC 100 1 | denied tradingHalted")
            _ = world.scenario.feed(.setTradingState(.global, .active))
        }
        _ = world.scenario.feed(.kill(scope))
        #expect(world.last("submit b4 sell limit GTC 100 1") == "denied tradingKilled")
        #expect(world.last("submit b5 sell limit GTC 100 1 reduce") == "intended 1")
    }

    @Test func theKillSwitchIsLiftedByASecondWordAndTradesAfterAThird() {
        var world = RiskWorld()
        func words(_ input: Input) -> String {
            world.scenario.feed(input).map(\.words).joined(separator: ", ")
        }
        #expect(words(.liftKill(.global)) == "refused notKilled")
        #expect(words(.kill(.global)).hasPrefix("global 0 halted killed, sweep global 0"))
        #expect(words(.kill(.global)).hasPrefix("refused alreadyKilled, sweep global 0"))
        #expect(words(.setTradingState(.global, .active)) == "refused scopeKilled")
        #expect(words(.setTradingMode(.active)) == "refused scopeKilled")
        #expect(world.last("submit a1 buy limit GTC 10 1") == "denied tradingKilled")
        _ = world.scenario.feed(.started(ProcessStart(epoch: 2, isAfterCut: false)))
        #expect(world.last("submit a2 buy limit GTC 10 1") == "denied tradingKilled")
        #expect(words(.liftKill(.global)) == "global 0 halted")
        world.run("10 | submit a3 buy limit GTC 10 1 | denied tradingHalted")
        #expect(words(.setTradingMode(.active)) == "mode active")
        world.run("10 | submit a4 buy limit GTC 10 1 | intended 10.01")
    }

    @Test func theKillSwitchAndTheWindowsAreInASnapshotAndInAReplay() throws {
        var world = RiskWorld {
            $0.ordersInWindowMax = 2
            $0.duplicateWindow = 1_000_000_000
            $0.preventsSelfTrade = true
        }
        world.run(
            """
            10 | submit a1 sell limit GTC 100 1 | intended 1
            10 | submit a2 buy  limit GTC 10  1 | intended 10.01
            """)
        _ = world.scenario.feed(.kill(.strategy(RiskWorld.strategy)))
        let live = world.scenario.core
        let bytes = written { live.encode(into: &$0) }
        var restored = try reading(bytes) { reader throws(ByteFault) in
            try TradingCore(decoding: &reader)
        }
        #expect(restored.fingerprint() == world.scenario.core.fingerprint())
        world.scenario.core = restored
        #expect(world.last("submit a3 buy limit GTC 10 2") == "denied tradingKilled")
        _ = world.scenario.feed(.liftKill(.strategy(RiskWorld.strategy)))
        _ = world.scenario.feed(.setTradingState(.strategy(RiskWorld.strategy), .active))
        #expect(world.last("submit a4 buy limit GTC 10 1") == "denied duplicateOrder")
        #expect(world.last("submit a5 buy limit GTC 10 2") == "denied orderRateOverLimit 3 / 2")
        world.scenario.time = Timestamp(nanoseconds: 13_000_000_000)
        #expect(world.last("submit a6 buy limit GTC 100 1") == "denied selfTrade 100 / 100")
    }

    /// An order that fails every check there is; one after the other is let go.
    @Test func theFirstCheckThatFailsDecides() {
        var world = RiskWorld(usdt: "330.33")
        world.run(
            """
            10 | submit a1 sell limit GTC 105 1 | intended 1
            10 | submit a2 buy  limit GTC 110 3 | intended 330.33
            10 | rejected a2                    | rejected -330.33
            """)
        world.set {
            $0 = Self.nothing
            $0.feeBuffer = .basisPoints(1)
        }
        let steps: [(DenialCode, (inout RiskLimits) -> Void)] = [
            (.duplicateOrder, { $0.duplicateWindow = 0 }),
            (.priceOutsideCollar, { $0.collar = Rate(raw: .max) }),
            (.orderQuantityOverLimit, { $0.orderQuantityMax = .unlimited }),
            (.orderNotionalOverLimit, { $0.orderNotionalMax = .unlimited }),
            (.quantityOverBookShare, { $0.bookShareMax = Rate(raw: .max) }),
            (.quantityOverVolumeShare, { $0.volumeShareMax = Rate(raw: .max) }),
            (.orderRateOverLimit, { $0.ordersInWindowMax = .max }),
            (.openOrdersOverLimit, { $0.openOrdersMax = .max }),
            (.workingQuantityOverLimit, { $0.workingQuantityMax = .unlimited }),
            (.positionOverLimit, { $0.longMax = .unlimited }),
            (.grossOverLimit, { $0.grossMax = .unlimited }),
            (.netOverLimit, { $0.netMax = .unlimited }),
            (.conversionMissing, { $0.leverageMax = Rate(raw: .max) }),
            (.allocationMissing, { $0.requiresAllocation = false }),
            (.rejectsOverLimit, { $0.rejectsInRowMax = .max }),
            (.dayLossOverLimit, { $0.dayLossMax = .unlimited }),
            (.drawdownOverLimit, { $0.drawdownMax = .unlimited }),
            (.selfTrade, { $0.preventsSelfTrade = false }),
            (.accountStale, { $0.balanceAgeMax = .max }),
            (.bufferInsufficient, { $0.feeBuffer = .zero }),
        ]
        for (number, step) in steps.enumerated() {
            var request = Scenario.request("submit c\(number) buy limit GTC 110 3")
            request.strategy = RiskWorld.strategy
            let said = world.submit(request)
            #expect(said.hasPrefix("denied \(step.0)"), "\(step.0): \(said)")
            world.set(step.1)
        }
        world.run("10 | submit d1 buy limit GTC 110 3 | intended 330.33")
    }

    private static var nothing: RiskLimits {
        var limits = RiskLimits.unlimited()
        limits.duplicateWindow = 1_000_000_000
        limits.collar = .zero
        limits.orderQuantityMax = .zero
        limits.orderNotionalMax = .zero
        limits.bookShareMax = .zero
        limits.volumeShareMax = .zero
        limits.ordersInWindowMax = 0
        limits.openOrdersMax = 0
        limits.workingQuantityMax = .zero
        limits.longMax = .zero
        limits.grossMax = .zero
        limits.netMax = .zero
        limits.leverageMax = .zero
        limits.requiresAllocation = true
        limits.rejectsInRowMax = 0
        limits.dayLossMax = .zero
        limits.drawdownMax = .zero
        limits.preventsSelfTrade = true
        limits.balanceAgeMax = 1
        return limits
    }
}
