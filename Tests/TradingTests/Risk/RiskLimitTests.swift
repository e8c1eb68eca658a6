import Containers
import Domain
import Testing
import Trading

/// Each limit with what it just allows and what it just denies.
@Suite struct RiskLimitTests {
    @Test func theSizeOfOneOrderIsLimited() {
        var world = RiskWorld {
            $0.orderQuantityMax = RiskWorld.decimal("2")
            $0.orderNotionalMax = RiskWorld.decimal("200")
        }
        world.run(
            """
            10 | submit a1 buy limit GTC 50     2.010 | denied orderQuantityOverLimit 2.01 / 2
            10 | submit a2 buy limit GTC 50     2     | intended 100.1
            10 | submit a3 buy limit GTC 100    2     | intended 200.2
            10 | submit a4 buy limit GTC 100.05 2     | denied orderNotionalOverLimit 200.1 / 200
            """)
    }

    @Test func thePriceStaysWithinTheCollarBeyondTheBestOppositePrice() {
        var world = RiskWorld { $0.collar = .basisPoints(100) }
        world.run(
            """
            10 | submit a1 buy  limit GTC 101.05 1 | intended 101.15105
            10 | submit a2 buy  limit GTC 101.10 1 | denied priceOutsideCollar 101.1 / 101.05
            10 | submit a3 buy  limit GTC 5      1 | intended 5.005
            10 | submit b1 sell limit GTC 99     1 | intended 1
            10 | submit b2 sell limit GTC 98.95  1 | denied priceOutsideCollar 98.95 / 98.96
            10 | submit b3 sell limit GTC 500    1 | intended 1
            10 | accepted a1 v1 | accepted v1
            10 | accepted a3 v3 | accepted v3
            10 | accepted b1 v4 | accepted v4
            10 | accepted b3 v5 | accepted v5
            15 | submit a4 buy  limit GTC 100    1 | intended 100.1
            15.000000001 | submit a5 buy limit GTC 100 1 | denied referenceMissing
            """)
        let stop = RiskWorld.order(
            "s1", .buy, "1", at: "131", type: .stopLimit, trigger: "130", of: RiskWorld.spot)
        #expect(world.submit(stop) == "intended 131.131")
        var far = RiskWorld.order(
            "s2", .buy, "1", at: "131.35", type: .stopLimit, trigger: "130", of: RiskWorld.spot)
        #expect(world.submit(far) == "denied priceOutsideCollar 131.35 / 131.3")
        far = RiskWorld.order(
            "s3", .buy, "1", type: .stopMarket, trigger: "130", of: RiskWorld.spot)
        #expect(world.submit(far) == "intended 136.6365")
    }

    @Test func theBookAndTheDaysVolumeLimitTheQuantity() {
        var world = RiskWorld { $0.bookShareMax = .basisPoints(5000) }
        world.run(
            """
            10 | submit a1 buy limit GTC 100 2     | intended 200.2
            10 | submit a2 buy limit GTC 100 2.010 | denied quantityOverBookShare 2.01 / 2
            """)
        world.set {
            $0.bookShareMax = Rate(raw: .max)
            $0.volumeShareMax = .basisPoints(100)
        }
        world.run(
            """
            10 | submit b1 sell limit GTC 100 2     | intended 2
            10 | submit b2 sell limit GTC 100 2.010 | denied quantityOverVolumeShare 2.01 / 2
            """)
    }

    @Test func ordersAndCancelsInAWindowAreLimitedAndTheWindowMoves() {
        var world = RiskWorld { $0.ordersInWindowMax = 3 }
        world.run(
            """
            10     | submit a1 buy limit GTC 10 1 | intended 10.01
            10.5   | submit a2 buy limit GTC 10 1 | intended 10.01
            10.999 | submit a3 buy limit GTC 10 1 | intended 10.01
            11     | submit a4 buy limit GTC 10 1 | denied orderRateOverLimit 4 / 3
            11.150 | submit a5 buy limit GTC 10 1 | intended 10.01
            11.160 | submit a6 buy limit GTC 10 1 | denied orderRateOverLimit 4 / 3
            11.170 | accepted a1 v1 | accepted v1
            11.170 | accepted a2 v2 | accepted v2
            11.170 | accepted a3 v3 | accepted v3
            11.170 | accepted a5 v5 | accepted v5
            30     | submit a7 buy limit GTC 10 1 | intended 10.01
            """)
        var cancels = RiskWorld { $0.cancelsInWindowMax = 1 }
        cancels.run(
            """
            10 | submit a1 buy limit GTC 10 1 | intended 10.01
            10 | submit a2 buy limit GTC 10 1 | intended 10.01
            10 | cancel a1                    | cancel
            10 | submit a3 buy limit GTC 10 1 | intended 10.01
            10 | cancel a2                    | cancel
            10 | submit a4 buy limit GTC 10 1 | denied cancelRateOverLimit 2 / 1
            10 | cancel a3                    | cancel
            """)
    }

    @Test func whatWorksAtOnceIsLimitedAndAnUnknownOrderWorks() {
        var world = RiskWorld { $0.openOrdersMax = 2 }
        world.run(
            """
            10 | submit a1 buy limit GTC 10 1 | intended 10.01
            10 | failed a1 place transport    | unknown place transport, query
            10 | submit a2 buy limit GTC 10 1 | intended 10.01
            10 | submit a3 buy limit GTC 10 1 | denied openOrdersOverLimit 3 / 2
            10 | rejected a2                  | rejected -10.01
            10 | submit a4 buy limit GTC 10 1 | intended 10.01
            """)
        var working = RiskWorld { $0.workingQuantityMax = RiskWorld.decimal("3") }
        working.run(
            """
            10 | submit a1 buy  limit GTC 10  2     | intended 20.02
            10 | submit a2 buy  limit GTC 10  1     | intended 10.01
            10 | submit a3 buy  limit GTC 10  0.500 | denied workingQuantityOverLimit 3.5 / 3
            10 | submit b1 sell limit GTC 100 3     | intended 3
            10 | fill a1 t1 buy 2 10                | fill 2 -20.02, closed filled
            10 | submit a4 buy  limit GTC 10  2     | intended 20.02
            """)
    }

    @Test func thePositionIsLimitedByTheWorstThatWorkingOrdersMayLeadTo() {
        var world = RiskWorld {
            $0.longMax = RiskWorld.decimal("3")
            $0.shortMax = RiskWorld.decimal("1")
        }
        world.run(
            """
            10 | submit a1 buy  limit GTC 10 2    | intended 20.02
            10 | fill a1 t1 buy 2 10              | fill 2 -20.02, closed filled
            10 | submit a2 buy  limit GTC 10 1    | intended 10.01
            10 | submit a3 buy  limit GTC 10 0.500 | denied positionOverLimit 3.5 / 3
            10 | submit b1 sell limit GTC 100 3   | intended 3
            10 | submit b2 sell limit GTC 100 0.050 | denied positionOverLimit 1.05 / 1
            10 | submit a4 buy  limit GTC 10 0.500 | denied positionOverLimit 3.5 / 3
            10 | rejected a2                      | rejected -10.01
            10 | submit a5 buy  limit GTC 10 0.500 | intended 5.005
            """)
    }

    @Test func grossNetAndLeverageAreOfEverythingTogether() {
        var world = RiskWorld { $0.grossMax = RiskWorld.decimal("300") }
        world.margin(leverage: 5)
        world.run(
            """
            10 | submit a1 buy limit GTC 100 1     | intended 100.1
            """)
        #expect(world.submit(RiskWorld.order("c1", .sell, "2", at: "100")) == "intended 40.2")
        #expect(
            world.submit(RiskWorld.order("c2", .sell, "0.050", at: "100"))
                == "denied grossOverLimit 305 / 300")
        // The other side of the contract is smaller than what its sells may come to.
        #expect(world.submit(RiskWorld.order("c3", .buy, "2", at: "100")) == "intended 40.2")
        world.set {
            $0.grossMax = .unlimited
            $0.netMax = RiskWorld.decimal("310")
        }
        #expect(world.submit(RiskWorld.order("c4", .buy, "0.100", at: "100")) == "intended 2.01")
        #expect(
            world.submit(RiskWorld.order("c5", .buy, "0.050", at: "100"))
                == "denied netOverLimit 315 / 310")
        var poor = RiskWorld(usdt: "1000", btc: "0") { $0.leverageMax = .basisPoints(1000) }
        poor.run(
            """
            10 | submit a1 buy limit GTC 100 1     | intended 100.1
            10 | submit a2 buy limit GTC 100 0.050 | denied leverageOverLimit 105 / 100
            """)
    }

    @Test func theSameOrderTooSoonIsADuplicate() {
        var world = RiskWorld { $0.duplicateWindow = 1_000_000_000 }
        world.run(
            """
            10        | submit a1 buy  limit GTC 10  1     | intended 10.01
            10.9      | submit a2 buy  limit GTC 10  1     | denied duplicateOrder
            10.9      | submit a3 buy  limit GTC 10  1.010 | intended 10.1101
            10.9      | submit a4 sell limit GTC 100 1     | intended 1
            10.999999999 | submit a5 buy limit GTC 10 1    | denied duplicateOrder
            11        | submit a6 buy  limit GTC 10  1     | intended 10.01
            11.5      | submit a7 buy  limit GTC 10  1     | denied duplicateOrder
            """)
    }

    @Test func anOrderThatWouldMeetAnOwnOneIsDenied() {
        var world = RiskWorld { $0.preventsSelfTrade = true }
        world.run(
            """
            10 | submit a1 sell limit  GTC 105    1 | intended 1
            10 | submit a2 sell limit  GTC 103    1 | intended 1
            10 | submit b1 buy  limit  GTC 102.95 1 | intended 103.05295
            10 | submit b2 buy  limit  GTC 103    1 | denied selfTrade 103 / 103
            10 | submit b3 buy  market IOC -      1 | denied selfTrade 0 / 103
            10 | submit b4 buy  limit  GTC 103    1 post | intended 103.103
            10 | rejected a2                        | rejected -1
            10 | submit b5 buy  limit  GTC 104.95 1 | intended 105.05495
            10 | submit b6 buy  limit  GTC 105    1 | denied selfTrade 105 / 105
            10 | submit c1 sell limit  GTC 105    1 | intended 1
            10 | submit c2 sell limit  GTC 104.95 1 | denied selfTrade 104.95 / 104.95
            """)
    }

    @Test func anAccountThatWasNotComparedLatelyTradesNothingNew() {
        var world = RiskWorld { $0.balanceAgeMax = 5_000_000_000 }
        world.run("10 | submit a1 buy limit GTC 10 1 | denied accountStale")
        _ = world.scenario.feed(.accountConfirmed(RiskWorld.account))
        world.run(
            """
            15           | submit a2 buy limit GTC 10 1 | intended 10.01
            15.000000001 | submit a3 buy limit GTC 10 1 | denied accountStale 5.000000001 / 5
            """)
    }

    @Test func aStrategyMayNeedCapitalOfItsOwn() {
        var world = RiskWorld { $0.requiresAllocation = true }
        world.run("10 | submit a1 buy limit GTC 10 1 | denied allocationMissing")
        let usdt = asset("USDT")
        _ = world.scenario.feed(
            .allocate(
                CapitalAllocation(
                    account: RiskWorld.account, strategy: RiskWorld.strategy, asset: usdt,
                    limit: Money(units: 100))))
        _ = world.scenario.feed(
            .transfer(
                CapitalTransfer(
                    id: identifier("t1"), account: RiskWorld.account, asset: usdt,
                    from: .external, to: RiskWorld.strategy, amount: Money(units: 20))))
        world.run(
            """
            10 | submit a2 buy limit GTC 10 1 | intended 10.01
            10 | submit a3 buy limit GTC 10 1 | denied balanceInsufficient 9.99 / 10.01
            """)
    }

    @Test func lossesPutTheStrategyIntoReducingWithAnAlarm() {
        var world = RiskWorld { $0.dayLossMax = RiskWorld.decimal("10") }
        world.run(
            """
            10 | submit a1 buy  limit GTC 100 1   | intended 100.1
            10 | fill a1 t1 buy 1 100             | fill 1 -100.1, closed filled
            10 | submit b1 sell limit GTC 90.05 1 | intended 1
            10 | fill b1 t2 sell 1 90.05          | fill 1 -1 gains -9.95, closed filled
            10 | submit a2 buy  limit GTC 100 1   | intended 100.1
            10 | fill a2 t3 buy 1 100             | fill 1 -100.1, closed filled
            10 | submit b2 sell limit GTC 99.95 1 | intended 1
            10 | fill b2 t4 sell 1 99.95          | fill 1 -1 gains -0.05, closed filled, \
            !lossOverLimit, strategy 7 reducing
            10 | submit a3 buy  limit GTC 100 1   | denied tradingReducing
            """)
        _ = world.scenario.feed(.setTradingState(.strategy(RiskWorld.strategy), .active))
        world.run(
            """
            10    | submit a4 buy limit GTC 100 1 | denied dayLossOverLimit 10 / 10
            86400 | submit a5 buy limit GTC 100 1 | intended 100.1
            """)
        world.set { $0.drawdownMax = RiskWorld.decimal("10") }
        world.run("86400 | submit a6 buy limit GTC 100 1 | denied drawdownOverLimit 10 / 10")
        world.set { $0.drawdownMax = RiskWorld.decimal("10.000000000000000001") }
        world.run("86400 | submit a7 buy limit GTC 100 1 | intended 100.1")
    }

    @Test func rejectsInARowAreLimitedUntilAPersonHasLooked() {
        var world = RiskWorld { $0.rejectsInRowMax = 2 }
        world.run(
            """
            10 | submit a1 buy limit GTC 10 1 | intended 10.01
            10 | rejected a1                  | rejected -10.01
            10 | submit a2 buy limit GTC 10 1 | intended 10.01
            10 | accepted a2 v2               | accepted v2
            10 | submit a3 buy limit GTC 10 1 | intended 10.01
            10 | rejected a3                  | rejected -10.01
            10 | submit a4 buy limit GTC 10 1 | intended 10.01
            10 | rejected a4                  | rejected -10.01
            10 | submit a5 buy limit GTC 10 1 | denied rejectsOverLimit 2 / 2
            10 | mode active                  | mode active
            10 | submit a6 buy limit GTC 10 1 | intended 10.01
            """)
    }

    @Test func worthIsCountedInTheValuationCurrencyAtARateThatIsNotTooOld() {
        var world = RiskWorld {
            $0.orderNotionalMax = RiskWorld.decimal("180")
            $0.conversionAgeMax = 2_000_000_000
        }
        _ = world.scenario.feed(.valuation(asset("EUR")))
        world.run("10 | submit a1 buy limit GTC 100 2 | denied conversionMissing")
        func rate(_ price: String, at seconds: Int64) -> Input {
            .conversion(
                ConversionRate(
                    asset: asset("USDT"), price: MarkPrice(raw: RiskWorld.decimal(price).raw),
                    time: Timestamp(nanoseconds: seconds * 1_000_000_000)))
        }
        _ = world.scenario.feed(rate("0.9", at: 10))
        world.run(
            """
            10           | submit a2 buy limit GTC 100    2 | intended 200.2
            10           | submit a3 buy limit GTC 100.05 2 | denied \
            orderNotionalOverLimit 180.09 / 180
            10           | rejected a2                      | rejected -200.2
            12           | submit a4 buy limit GTC 100    2 | intended 200.2
            12           | rejected a4                      | rejected -200.2
            12.000000001 | submit a5 buy limit GTC 100    2 | denied conversionMissing
            """)
        _ = world.scenario.feed(rate("0.8", at: 12))
        world.run("12.5 | submit a6 buy limit GTC 100 2.250 | intended 225.225")
    }

    @Test func feesAreSetAsideOnTop() {
        // 100 and a tenth of a percent the order itself, a tenth on top for the buffer.
        var world = RiskWorld(usdt: "110.11") { $0.feeBuffer = .basisPoints(1000) }
        world.run("10 | submit a1 buy limit GTC 100 1 | intended 110.11")
        var short = RiskWorld(usdt: "110.109999999999999999") { $0.feeBuffer = .basisPoints(1000) }
        short.run(
            """
            10 | submit a1 buy limit GTC 100 1 | denied bufferInsufficient \
            110.109999999999999999 / 110.11
            """)
    }
}
