import Containers
import Domain
import Testing
import Trading

/// An amendment that makes more of an order is held to every limit with what it adds; one that
/// makes less of it is held up by none.
@Suite struct AmendRiskTests {
    /// A spot buy of 2 at 100 that works.
    private static func working(_ adjust: (inout RiskLimits) -> Void = { _ in }) -> RiskWorld {
        var world = RiskWorld { _ in }
        world.run(
            """
            10 | submit a buy limit GTC 100 2 | intended 200.2
            10 | accepted a v1                | accepted v1
            """)
        world.set(adjust)
        return world
    }

    /// What became of an amendment of `a`, with the numbers of the check that denied it.
    private static func amend(
        _ world: inout RiskWorld, _ price: String, _ quantity: String, _ name: String = "a"
    ) -> String {
        let events = world.scenario.feed(
            .amend(
                AmendRequest(
                    order: Scenario.reference(name), price: Decimals.price(price[...]),
                    quantity: Decimals.quantity(quantity[...]))))
        for case .amendRefused(let denial) in events {
            return
                "\(denial.code) \(Decimals.text(denial.observed, 18))"
                + " / \(Decimals.text(denial.bound, 18))"
        }
        return events.map(\.words).joined(separator: ", ")
    }

    @Test func whatItAddsIsHeldAgainstPositionsAndNotTheOrderOnceMore() {
        var world = Self.working { $0.longMax = RiskWorld.decimal("3") }
        #expect(Self.amend(&world, "100", "3.010") == "positionOverLimit 3.01 / 3")
        #expect(Self.amend(&world, "100", "3") == "amend 3 at 100 +100.1")
        // The larger of the two works until the venue has answered.
        world.run(
            """
            10 | submit b buy limit GTC 10 1 | denied positionOverLimit 4 / 3
            11 | amendRejected a             | amend rejected -100.1, query
            11 | submit c buy limit GTC 10 1 | intended 10.01
            """)
        #expect(Self.amend(&world, "100", "3") == "positionOverLimit 4 / 3")
    }

    @Test func whatHasTradedOfTheOrderIsInThePositionAndCountsOnce() {
        var world = Self.working { $0.longMax = RiskWorld.decimal("3") }
        world.run("10 | fill a t1 buy 1 100 | fill 1 -100.1")
        #expect(Self.amend(&world, "100", "3.010") == "positionOverLimit 3.01 / 3")
        #expect(Self.amend(&world, "100", "3") == "amend 3 at 100 +100.1")
        world.run("10 | order a | partiallyFilled amend outstanding 1 holds 200.2")
    }

    @Test func whatItAddsIsHeldAgainstWhatWorksAndNoFurtherOpenOrder() {
        var world = Self.working {
            $0.workingQuantityMax = RiskWorld.decimal("2.5")
            $0.openOrdersMax = 1
        }
        #expect(Self.amend(&world, "100", "2.510") == "workingQuantityOverLimit 2.51 / 2.5")
        #expect(Self.amend(&world, "100", "2.500") == "amend 2.5 at 100 +50.05")
    }

    @Test func theOrderByItselfIsHeldToTheLimitsOfOneOrder() {
        var world = Self.working { $0.orderQuantityMax = RiskWorld.decimal("2.5") }
        #expect(Self.amend(&world, "50", "2.510") == "orderQuantityOverLimit 2.51 / 2.5")
        world.set {
            $0.orderQuantityMax = .unlimited
            $0.orderNotionalMax = RiskWorld.decimal("210")
        }
        #expect(Self.amend(&world, "105.05", "2") == "orderNotionalOverLimit 210.1 / 210")
        world.set {
            $0.orderNotionalMax = .unlimited
            $0.bookShareMax = .basisPoints(5000)
        }
        #expect(Self.amend(&world, "100", "2.010") == "quantityOverBookShare 2.01 / 2")
        #expect(Self.amend(&world, "101", "2") == "amend 2 at 101 +2.002")
    }

    @Test func aPriceThatIsWorseIsHeldToTheCollarAndOneThatIsBetterIsNot() {
        var world = Self.working { $0.collar = .basisPoints(100) }
        #expect(Self.amend(&world, "101.10", "2") == "priceOutsideCollar 101.1 / 101.05".scaled)
        #expect(Self.amend(&world, "101.05", "2") == "amend 2 at 101.05 +2.1021")
        world.run("10 | amendRejected a | amend rejected -2.1021, query")
        world.set { $0.preventsSelfTrade = true }
        world.run(
            """
            10 | submit s sell limit GTC 100.50 1 | intended 1
            10 | accepted s v2                    | accepted v2
            """)
        #expect(Self.amend(&world, "100.50", "2").hasPrefix("selfTrade"))
        #expect(Self.amend(&world, "100.45", "2") == "amend 2 at 100.45 +0.9009")
    }

    @Test func grossLeverageLossesAndRatesHoldForIt() {
        var world = Self.working { $0.grossMax = RiskWorld.decimal("10250") }
        // There are 100 BTC beside it that no strategy of ours bought: they count for nothing.
        #expect(Self.amend(&world, "100", "2.5") == "amend 2.5 at 100 +50.05")
        world.run("10 | amendRejected a | amend rejected -50.05, query")
        world.set { $0.grossMax = RiskWorld.decimal("240") }
        #expect(Self.amend(&world, "100", "2.5") == "grossOverLimit 250 / 240")
        #expect(Self.amend(&world, "100", "2.4") == "amend 2.4 at 100 +40.04")
        world.run("10 | amendRejected a | amend rejected -40.04, query")
        world.set {
            $0.grossMax = .unlimited
            $0.ordersInWindowMax = 2
            $0.orderWindow = 1_000_000_000
        }
        #expect(Self.amend(&world, "100", "2.4") == "amend 2.4 at 100 +40.04")
        world.run("10 | amendRejected a | amend rejected -40.04, query")
        #expect(Self.amend(&world, "100", "1.9") == "amend 1.9 at 100")
        world.run("10 | amendRejected a | amend rejected, query")
        #expect(Self.amend(&world, "100", "2.4").hasPrefix("orderRateOverLimit"))
        #expect(Self.amend(&world, "100", "1.9") == "amend 1.9 at 100")
    }

    @Test func onlyWhatItAddsHasToBeThere() {
        var world = RiskWorld(usdt: "300") { $0.feeBuffer = .basisPoints(100) }
        world.run(
            """
            10 | submit a buy limit GTC 100 2 | intended 202.202
            10 | accepted a v1                | accepted v1
            """)
        #expect(Self.amend(&world, "100", "3") == "balanceInsufficient 97.798 / 98.098")
        #expect(Self.amend(&world, "100", "2.970") == "bufferInsufficient 97.798 / 98.06797")
        #expect(Self.amend(&world, "100", "2.960") == "amend 2.96 at 100 +97.05696")
        // What was set aside for the buffer goes along with a better price.
        world.run("10 | terms a 100 2.960 v1 | terms 2.96 at 100")
        #expect(Self.amend(&world, "50", "2") == "amend 2 at 50")
        world.run(
            """
            10 | terms a 50 2 v1 | terms 2 at 50 -198.15796
            10 | order a         | working for 2 at 50 holds 101.101
            """)
    }

    @Test func whatItNeedsAndDoesNotFindRefusesIt() {
        var world = Self.working { $0.collar = .basisPoints(100) }
        world.run("16 | clock | -")
        #expect(Self.amend(&world, "100.05", "2").hasPrefix("referenceMissing"))
        #expect(Self.amend(&world, "99.95", "2") == "amend 2 at 99.95")
        world = Self.working {
            $0.collar = Rate(raw: .max)
            $0.grossMax = RiskWorld.decimal("1000")
        }
        world.run("16 | clock | -")
        #expect(Self.amend(&world, "100", "2.5").hasPrefix("markStale"))
        world = Self.working { $0.balanceAgeMax = 1_000_000_000 }
        #expect(Self.amend(&world, "100", "2.5").hasPrefix("accountStale"))
        world = Self.working { $0.requiresAllocation = true }
        #expect(Self.amend(&world, "100", "2.5").hasPrefix("allocationMissing"))
        #expect(Self.amend(&world, "100", "1.5") == "amend 1.5 at 100")
        world = Self.working { $0.orderNotionalMax = RiskWorld.decimal("1000") }
        _ = world.scenario.feed(.valuation(asset("EUR")))
        #expect(Self.amend(&world, "100", "2.5").hasPrefix("conversionMissing"))
        #expect(Self.amend(&world, "100", "1.5") == "amend 1.5 at 100")
    }

    @Test func aKilledScopeLetsAnOrderBecomeSmallerAndNothingElse() {
        var world = Self.working()
        world.run(
            """
            10 | kill strategy 7 | strategy 7 halted killed, sweep strategy 1, cancel, swept 1
            10 | cancelRejected a | cancel rejected, query
            """)
        #expect(Self.amend(&world, "100", "2.5").hasPrefix("tradingKilled"))
        #expect(Self.amend(&world, "100.05", "1").hasPrefix("tradingKilled"))
        #expect(Self.amend(&world, "100", "1") == "amend 1 at 100")
    }

    @Test func whatTheChecksLookedAtIsKeptWithTheDecision() {
        var world = Self.working { $0.longMax = RiskWorld.decimal("3") }
        func inputs(_ quantity: String) -> RiskInputs? {
            let events = world.scenario.feed(
                .amend(
                    AmendRequest(
                        order: Scenario.reference("a"), price: Decimals.price("100"),
                        quantity: Decimals.quantity(quantity[...]))))
            for event in events {
                switch event {
                case .amendRefused(let denial): return denial.inputs
                case .amendRequested(_, _, _, _, let inputs): return inputs
                case _: continue
                }
            }
            return nil
        }
        let refused = inputs("4")
        #expect(refused?.workingBuys == RiskWorld.decimal("2"))
        #expect(refused?.available == .zero, "the check before it has decided")
        let asked = inputs("3")
        #expect(asked?.workingBuys == RiskWorld.decimal("2"))
        #expect(asked?.available == RiskWorld.decimal("99799.8"))
        world.run("10 | amendRejected a | amend rejected -100.1, query")
        #expect(inputs("1") == RiskInputs(), "no check had to look")
    }

    // MARK: - Contracts

    /// A buy of 2 contracts at 100 that works, at a leverage of 10.
    private static func contract(usdt: String = "100000") -> RiskWorld {
        var world = RiskWorld(usdt: usdt)
        world.margin()
        _ = world.submit(RiskWorld.order("a", .buy, "2", at: "100"))
        world.run("10 | accepted a v1 | accepted v1")
        return world
    }

    @Test func theMarginOfWhatItAddsHasToBeThere() {
        var world = Self.contract(usdt: "30")
        world.run("10 | holds USDT | 30 reserved 20.2")
        #expect(Self.amend(&world, "100", "3") == "marginInsufficient 9.8 / 10.1")
        #expect(Self.amend(&world, "100", "2.970") == "amend 2.97 at 100 +9.797")
        world.run("10 | amendRejected a | amend rejected -9.797, query")
        // Better, but not less to set aside: the margin is by the mark.
        #expect(Self.amend(&world, "50", "2") == "amend 2 at 50")
        world.run(
            """
            10 | terms a 50 2 v1 | terms 2 at 50
            10 | holds USDT      | 30 reserved 20.2
            """)
    }

    @Test func aSaleAtAHigherPriceIsWorthMoreAndNeedsMoreMargin() {
        var world = RiskWorld(usdt: "25")
        world.margin()
        _ = world.submit(RiskWorld.order("a", .sell, "2", at: "110"))
        world.run("10 | accepted a v1 | accepted v1")
        #expect(Self.amend(&world, "130", "2") == "marginInsufficient 2.78 / 4.04")
        #expect(Self.amend(&world, "120", "2") == "amend 2 at 120 +2.02")
    }

    @Test func theBracketOfThePositionThatItLeadsToBoundsTheLeverage() {
        var world = Self.contract()
        #expect(Self.amend(&world, "100", "10.010").hasPrefix("leverageOverBracket"))
        #expect(Self.amend(&world, "100", "10") == "amend 10 at 100 +80.8")
    }

    @Test func aPriceOrTermsThatAreNotKnownRefuseIt() {
        var world = Self.contract()
        world.run("16 | clock | -")
        #expect(Self.amend(&world, "100", "3").hasPrefix("markStale"))
        #expect(Self.amend(&world, "100", "1") == "amend 1 at 100")
    }

    @Test func aLowerLeverageNeedsTheMarginThatItSays() {
        var world = Self.contract(usdt: "70")
        world.margin(leverage: 5)
        // 2.5 at 5 need 50.25, of which 20.2 are set aside.
        #expect(Self.amend(&world, "100", "2.5") == "amend 2.5 at 100 +5.05")
        world.run("10 | amendRejected a | amend rejected -5.05, query")
        #expect(Self.amend(&world, "100", "3.5") == "marginInsufficient 49.8 / 50.15")
    }

    @Test func whatOnlyClosesGrowsAsFarAsThereIsSomethingToClose() {
        var world = RiskWorld()
        world.margin()
        world.trade(RiskWorld.order("open", .buy, "2", at: "100"), at: "100")
        _ = world.submit(RiskWorld.order("a", .sell, "1", at: "110", isReduceOnly: true))
        world.run("10 | accepted a v1 | accepted v1")
        world.set { $0.orderQuantityMax = RiskWorld.decimal("0.5") }
        _ = world.scenario.feed(.kill(.account(AccountID(9))))
        #expect(Self.amend(&world, "90", "2.010") == "reduceOnlyWouldIncrease 1 / 1.01")
        #expect(Self.amend(&world, "90", "2") == "amend 2 at 90")
        var spot = RiskWorld(btc: "0")
        spot.buySpot("2")
        spot.run(
            """
            10 | submit a sell limit GTC 100 1 reduce | intended 1
            10 | accepted a v1                        | accepted v1
            """)
        #expect(Self.amend(&spot, "100", "2.010") == "reduceOnlyWouldIncrease 1 / 1.01")
        #expect(Self.amend(&spot, "90", "2") == "amend 2 at 90 +1")
    }
}

extension String {
    /// The numbers of a denial that are prices and not amounts, as amounts with 18 decimals.
    fileprivate var scaled: String {
        split(separator: " ").map { word in
            word.contains(".") ? Decimals.text(Decimals.mantissa(word, 2), 18) : String(word)
        }.joined(separator: " ")
    }
}
