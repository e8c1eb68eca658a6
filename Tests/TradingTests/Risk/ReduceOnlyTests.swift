import Domain
import Testing
import Trading

/// Orders that only close: denied where they would not, and by nothing else.
@Suite struct ReduceOnlyTests {
    /// Long 2 of the contract.
    private func long() -> RiskWorld {
        var world = RiskWorld()
        world.margin()
        world.trade(RiskWorld.order("open", .buy, "2", at: "100"), at: "100")
        return world
    }

    @Test func ofAContractTheyTakeWhatOtherClosingOrdersLeave() {
        var world = long()
        #expect(
            world.submit(
                RiskWorld.order("r1", .sell, "2.010", at: "100", isReduceOnly: true))
                == "denied reduceOnlyWouldIncrease 2 / 2.01")
        #expect(
            world.submit(RiskWorld.order("r2", .sell, "1.5", at: "100", isReduceOnly: true))
                == "intended 0")
        #expect(
            world.submit(RiskWorld.order("r3", .sell, "0.510", at: "100", isReduceOnly: true))
                == "denied reduceOnlyWouldIncrease 0.5 / 0.51")
        #expect(
            world.submit(RiskWorld.order("r4", .sell, "0.5", isReduceOnly: true))
                == "intended 0")
        #expect(
            world.submit(RiskWorld.order("r5", .buy, "0.5", at: "100", isReduceOnly: true))
                == "denied reduceOnlyWouldIncrease 0 / 0.5")
    }

    @Test func onASpotMarketTheySellWhatTheStrategyHasBoughtAndNothingElse() {
        // Fifty are held beside it.
        var world = RiskWorld(btc: "50")
        world.run("10 | submit a0 sell limit GTC 1 1 reduce | denied reduceOnlyWouldIncrease 0 / 1")
        world.buySpot("2")
        world.run(
            """
            10 | submit a2 sell limit GTC 1   2.010 reduce | denied reduceOnlyWouldIncrease 2 / 2.01
            10 | submit a3 sell limit GTC 1   1.5   reduce | intended 1.5
            10 | submit a4 sell market IOC -  0.510 reduce | denied reduceOnlyWouldIncrease 0.5 / 0.51
            """)
    }

    @Test func onASpotMarketTheySellWhatIsHeldAndNotSetAside() {
        var world = RiskWorld(btc: "0")
        world.buySpot("2")
        world.run(
            """
            10 | submit a1 sell limit GTC 100 1            | intended 1
            10 | submit a2 sell limit GTC 1   1.010 reduce | denied reduceOnlyWouldIncrease 1 / 1.01
            10 | submit a3 sell limit GTC 1   1     reduce | intended 1
            10 | submit a4 sell market IOC -  0.020 reduce | denied reduceOnlyWouldIncrease 0 / 0.02
            10 | submit a5 buy  limit GTC 1   1     reduce | denied reduceOnlyWouldIncrease 0 / 1
            """)
    }

    @Test func inHedgeModeWhatALegCanOnlyCloseIsSoByItself() {
        var world = RiskWorld()
        world.margin()
        world.trade(RiskWorld.order("open", .buy, "2", at: "100", leg: .long), at: "100")
        _ = world.scenario.feed(.kill(.global))
        #expect(
            world.submit(RiskWorld.order("r1", .sell, "2", at: "100", leg: .long))
                .hasSuffix("intended 0"))
        #expect(
            world.submit(RiskWorld.order("r2", .buy, "1", at: "100", leg: .short))
                == "denied reduceOnlyWouldIncrease 0 / 1")
        let spot = RiskWorld.order("r3", .buy, "1", at: "100", leg: .long, of: RiskWorld.spot)
        #expect(world.submit(spot).hasSuffix("denied tradingKilled"))
    }

    @Test func theyStillHaveToBeWellFormed() {
        var world = long()
        let cases: [(OrderRequest, String)] = [
            (
                RiskWorld.order("f1", .sell, "1", at: "100.01", isReduceOnly: true),
                "denied priceOffTick 100.01 / 0.05"
            ),
            (
                RiskWorld.order("f2", .sell, "0.005", at: "100", isReduceOnly: true),
                "denied quantityOffLot 0.005 / 0.01"
            ),
            (
                RiskWorld.order("f3", .sell, "0", at: "100", isReduceOnly: true),
                "denied quantityNotPositive"
            ),
            // The least worth of an order does not hold for what only closes.
            (RiskWorld.order("f4", .sell, "0.020", at: "1", isReduceOnly: true), "intended 0"),
        ]
        for (request, words) in cases { #expect(world.submit(request) == words) }
    }
}
