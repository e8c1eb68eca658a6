import Containers
import Domain
import Testing
import Trading

@Suite struct SubmissionTests {
    /// One denied order for each check, each fit for all checks before it and unfit for the next:
    /// so the table is the order of precedence.
    @Test func theFirstCheckThatFailsDecidesAndTellsItsNumbers() {
        var scenario = Scenario(usdt: "100")
        scenario.run(
            """
            10 | mark 100.00                            | mark 100
            10 | submit a01 buy  market GTC  1.02 0     | denied priceOnMarketOrder 1.02 / 0
            10 | submit a02 buy  market GTC  -    0     | denied timeInForceContradiction
            10 | submit a03 buy  market IOC  -    0 post | denied timeInForceContradiction
            10 | submit a04 buy  limit  IOC  0    0 post | denied priceNotPositive
            10 | submit a05 buy  limit  IOC -1    0 post | denied priceNotPositive -1 / 0
            10 | submit a06 buy  limit  IOC  1.02 0 post | denied priceOffTick 1.02 / 0.05
            10 | submit a07 buy  limit  IOC  1.05 0 post | denied timeInForceContradiction
            10 | submit a08 buy  limit  FOK  1.05 0 post | denied timeInForceContradiction
            10 | submit a09 buy  limit  GTC  1.05 0     | denied quantityNotPositive
            10 | submit a10 buy  limit  GTC  1.05 -0.005 | denied quantityNotPositive -0.005 / 0
            10 | submit a11 buy  limit  GTC  1.05 0.005 | denied quantityOffLot 0.005 / 0.01
            10 | submit a12 buy  limit  GTC  1.05 0.010 | denied quantityTooSmall 0.01 / 0.02
            10 | submit a13 buy  limit  GTC  1.05 50.010 | denied quantityTooLarge 50.01 / 50
            10 | submit a14 buy  limit  GTC  1.05 0.020 | denied notionalTooSmall 0.021 / 5
            10 | submit a15 buy  limit  GTC  5    20    | denied balanceInsufficient 100 / 100.1
            10 | submit a16 buy  limit  GTC  5    19    | intended 95.095
            """)
    }

    @Test func anOrderWithoutAnIdentityIsRefusedFirstOfAll() {
        var scenario = Scenario(usdt: "1000")
        _ = scenario.perform("mode halted")
        var nameless = Scenario.request("submit a buy limit GTC 100 1")
        nameless.clientOrderID = .none
        #expect(denial(nameless, &scenario) == .clientOrderIDMissing)
        var nobodys = Scenario.request("submit b buy limit GTC 100 1")
        nobodys.strategy = .external
        #expect(denial(nobodys, &scenario) == .strategyMissing)
        let sound = Scenario.request("submit c buy limit GTC 100 1")
        #expect(denial(sound, &scenario) == .tradingHalted)
    }

    @Test func aMarketOrderNeedsAMarkThatIsNotStale() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            10              | submit a1 buy market IOC - 0.020 | denied markMissing
            10              | mark 100.00                      | mark 100
            15.000000001    | submit a2 buy market IOC - 0.020 | denied markStale 5.000000001 / 5
            15.000000001    | mark 100.00                      | mark 100
            20.000000001    | submit a3 buy market IOC - 0.020 | denied notionalTooSmall 2 / 5
            20.000000001    | submit a4 buy market IOC - 10    | denied balanceInsufficient 1000 \
            / 1051.05
            20.000000001    | submit a5 buy market IOC - 9     | intended 945.945
            """)
    }

    @Test func anInstrumentThatIsUnknownUnfitOrHaltedIsRefusedBeforeAnythingElse() {
        var scenario = Scenario(usdt: "1000")
        var request = Scenario.request("submit a1 buy market GTC 1.02 0")
        request.instrument = InstrumentID(9)
        _ = scenario.perform("mode halted")
        #expect(scenario.feed(.submit(request)).map(\.words) == ["denied instrumentUnknown"])
        scenario.run(
            """
            1 | submit a2 buy  market GTC 1.02 0 | denied tradingHalted
            1 | submit a3 sell market GTC 1.02 0 | denied tradingHalted
            1 | mode reducing                    | mode reducing
            1 | submit a4 buy  market GTC 1.02 0 | denied tradingReducing
            1 | submit a5 sell market GTC 1.02 0 | denied priceOnMarketOrder 1.02 / 0
            """)
        _ = scenario.perform("mode active")
        _ = scenario.feed(.listing(Scenario.instrument(version: 2, isTradable: false)))
        scenario.run(
            """
            2 | fill x t1 buy 1 100             | !orderForeign, fill 1
            2 | fill x t1 buy 2 100             | !fillConflict, halted fillConflict
            2 | submit a6 buy market GTC 1.02 0 | denied instrumentNotTradable
            """)
        _ = scenario.feed(.listing(Scenario.instrument(version: 3)))
        scenario.run(
            """
            3 | submit a7 buy market GTC 1.02 0 | denied instrumentHalted
            3 | mode active                     | mode active
            3 | submit a8 buy market GTC 1.02 0 | denied priceOnMarketOrder 1.02 / 0
            """)
        _ = scenario.feed(.listing(Scenario.instrument(version: 4, tick: 0)))
        #expect(
            scenario.perform("submit a9 buy market GTC 1.02 0") == "denied instrumentNotTradable")
    }

    /// An instrument whose numbers may be as large as they get.
    private func boundless(version: UInt16, quantityDecimals: UInt8) -> Instrument {
        Instrument(
            id: InstrumentID(0), version: version, venue: VenueID(0),
            symbol: identifier("BTCUSDT"), base: asset("BTC"), quote: asset("USDT"),
            priceDecimals: 0, quantityDecimals: quantityDecimals, tick: Price(mantissa: 1),
            lot: Quantity(mantissa: 1), quantityMin: Quantity(mantissa: 1),
            quantityMax: Quantity(mantissa: .max), notionalMin: .zero,
            feeReserve: Rate(raw: .max))
    }

    private func denial(_ request: OrderRequest, _ scenario: inout Scenario) -> DenialCode? {
        guard case .orderDenied(let denial)? = scenario.feed(.submit(request)).first else {
            return nil
        }
        return denial.code
    }

    @Test func amountsBeyondTheRangeOfMoneyAreRefusedAndNeverTrap() {
        var scenario = Scenario()
        _ = scenario.feed(.listing(boundless(version: 2, quantityDecimals: 0)))
        let cases: [(price: Int64, quantity: Int64, side: Side, code: DenialCode)] = [
            (.max, .max, .buy, .notionalTooLarge), (.max, 1, .buy, .notionalTooLarge),
            (1, .max, .buy, .notionalTooLarge), (1, .max, .sell, .notionalTooLarge),
            (1_000_000_000_000_000, 1, .buy, .balanceInsufficient),
            (1_000_000_000_000_001, 1, .buy, .notionalTooLarge),
        ]
        for (number, expected) in cases.enumerated() {
            var request = Scenario.request("submit b\(number) buy limit GTC 1 1")
            request.price = Price(mantissa: expected.price)
            request.quantity = Quantity(mantissa: expected.quantity)
            request.side = expected.side
            #expect(denial(request, &scenario) == expected.code, "case \(number)")
        }
    }

    @Test func aMarkBeyondAllReasonIsRefusedAndNeverTraps() {
        var scenario = Scenario()
        _ = scenario.feed(.listing(boundless(version: 2, quantityDecimals: 18)))
        let top = Int128.max
        let marks: [Int128] = [top, top - 1, top / 21 * 20, top / 105 * 100 + 100]
        for (number, raw) in marks.enumerated() {
            scenario.time = scenario.time.adding(nanoseconds: 1)
            let mark = Mark(
                instrument: InstrumentID(0), price: MarkPrice(raw: raw), time: scenario.time)
            _ = scenario.feed(.mark(mark))
            var request = Scenario.request("submit m\(number) buy market IOC - 1")
            request.quantity = Quantity(mantissa: 1)
            #expect(denial(request, &scenario) != nil)
        }
    }

    @Test func aMarkFromTheFutureAgesAsIfItWereOfNow() {
        var scenario = Scenario(usdt: "1000")
        scenario.time = Timestamp(nanoseconds: 1_000_000_000)
        let price = MarkPrice(raw: Decimals.mantissa("100", 18))
        let future = Timestamp(nanoseconds: .max)
        _ = scenario.feed(.mark(Mark(instrument: InstrumentID(0), price: price, time: future)))
        scenario.run(
            """
            6           | submit a1 buy market IOC - 0.050 | intended 5.25525
            6.000000001 | submit a2 buy market IOC - 0.050 | denied markStale 5.000000001 / 5
            7           | mark 200                         | mark 200
            """)
    }

    @Test func theSameOrderAgainIsRepeatedAnotherUnderItsNameConflictsAndNeitherIsSent() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a1 buy limit GTC 10 1      | intended 10.01
            2 | submit a1 buy limit GTC 10 1      | repeated 0
            2 | submit a2 buy limit GTC 10.01 1   | denied priceOffTick 10.01 / 0.05
            3 | submit a2 buy limit GTC 10.01 1   | repeated 1
            3 | submit a2 buy limit GTC 10 1      | conflicted 1
            3 | mode halted                       | mode halted
            4 | submit a1 buy limit GTC 10 1      | repeated 0
            4 | rejected a1                       | rejected -10.01
            5 | submit a1 buy limit GTC 10 1      | repeated 0
            5 | holds USDT                        | 1000 reserved 0
            """)
        #expect(scenario.core.state.orders.count == 2)
    }

    @Test func aDifferenceInAnySingleFieldIsAConflict() {
        var scenario = Scenario(usdt: "1000")
        let request = Scenario.request("submit a1 buy limit GTC 10 1")
        _ = scenario.feed(.submit(request))
        let changes: [(inout OrderRequest) -> Void] = [
            { $0.strategy = StrategyID(8) }, { $0.instrument = InstrumentID(1) },
            { $0.side = .sell }, { $0.type = .market }, { $0.timeInForce = .fillOrKill },
            { $0.isPostOnly = true }, { $0.price = Price(mantissa: 1005) },
            { $0.quantity = Quantity(mantissa: 1010) },
        ]
        for change in changes {
            var other = request
            change(&other)
            #expect(scenario.feed(.submit(other)) == [.orderConflicted(OrderRow(0))])
        }
        var elsewhere = request
        elsewhere.account = AccountID(2)
        #expect(
            scenario.feed(.submit(elsewhere)).map(\.words) == [
                "denied balanceInsufficient 0 / 10.01"
            ])
    }

    @Test func everyTypeGoesWithItsTimesInForceAndNoOthers() {
        var scenario = Scenario(usdt: "1000", btc: "10")
        scenario.run(
            """
            1 | mark 10                               | mark 10
            1 | submit a1 buy  limit  GTC 10 1        | intended 10.01
            1 | submit a2 buy  limit  IOC 10 1        | intended 10.01
            1 | submit a3 buy  limit  FOK 10 1        | intended 10.01
            1 | submit a4 buy  limit  GTC 10 1 post   | intended 10.01
            1 | submit a5 buy  limit  IOC 10 1 post   | denied timeInForceContradiction
            1 | submit a6 buy  limit  FOK 10 1 post   | denied timeInForceContradiction
            1 | submit b1 sell market IOC -  1        | intended 1
            1 | submit b2 sell market FOK -  1        | intended 1
            1 | submit b3 sell market GTC -  1        | denied timeInForceContradiction
            1 | submit b4 sell market IOC -  1 post   | denied timeInForceContradiction
            1 | submit b5 sell market FOK -  1 post   | denied timeInForceContradiction
            """)
    }

    @Test func reservationsHoldToTheLastDigit() {
        var scenario = Scenario(usdt: "300.3", btc: "2.5")
        scenario.run(
            """
            1 | submit a1 buy  limit GTC 100 3.010    | denied balanceInsufficient 300.3 / 301.301
            1 | submit a2 buy  limit GTC 100 3        | intended 300.3
            1 | holds USDT                            | 300.3 reserved 300.3
            1 | submit a3 buy  limit GTC 100 0.050    | denied balanceInsufficient 0 / 5.005
            1 | submit b1 sell limit GTC 100 2.510    | denied balanceInsufficient 2.5 / 2.51
            1 | submit b2 sell limit GTC 100 2.500    | intended 2.5
            1 | holds BTC                             | 2.5 reserved 2.5
            1 | mark 0.123456789012345678             | mark 0.123456789012345678
            1 | rejected a2                           | rejected -300.3
            1 | submit a4 buy  market IOC - 50        | intended 6.487962904571296249
            1 | submit a5 buy  market IOC - 49.990    | intended 6.48666531199038199
            """)
    }

    @Test func aBuyThatNeedsOneUnitMoreThanThereIsIsRefused() {
        // 100 × 1 and the highest fee, less the smallest unit of money.
        var scenario = Scenario(usdt: "100.099999999999999999")
        scenario.run(
            """
            1 | submit a1 buy limit GTC 100 1 | denied balanceInsufficient \
            100.099999999999999999 / 100.1
            1 | flow USDT 0.000000000000000001 | flow 0.000000000000000001 USDT
            1 | submit a2 buy limit GTC 100 1 | intended 100.1
            """)
    }
}
