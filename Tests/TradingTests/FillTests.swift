import Containers
import Domain
import Testing
import Trading

@Suite struct FillTests {
    @Test func partialFillsReleaseWhatTheyUsedAndKeepTheRestCovered() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 2    | intended 200.2
            1 | accepted a v1                   | accepted v1
            2 | fill a t1 buy 0.5 99 0.0495 USDT | fill 0.5 -50.05
            2 | holds USDT                      | 950.4505 reserved 150.15
            2 | holds BTC                       | 0.5 reserved 0
            2 | position                        | 0.5 cost 49.5 gained 0 fees 0.0495 0
            3 | fill a t2 buy 0.5 100 0.1 USDT  | fill 0.5 -50.05
            3 | holds USDT                      | 900.3505 reserved 100.1
            4 | fill a t3 buy 1 100 0.1 USDT    | fill 1 -100.1, closed filled
            4 | holds USDT                      | 800.2505 reserved 0
            4 | position                        | 2 cost 199.5 gained 0 fees 0.2495 0
            4 | order a                         | filled 2
            """)
    }

    @Test func aFeeInTheBaseCurrencyIsMissingFromThePosition() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1      | intended 100.1
            1 | fill a t1 buy 1 100 0.001 BTC     | fill 1 -100.1, closed filled
            1 | holds BTC                         | 0.999 reserved 0
            1 | holds USDT                        | 900 reserved 0
            1 | position                          | 0.999 cost 100 gained 0 fees 0 0.001
            2 | submit b sell limit GTC 110 0.990 | intended 0.99
            2 | fill b t2 sell 0.990 110 -0.5 USDT | fill 0.99 -0.99 gains 9.800900900900900901, \
            closed filled
            2 | holds USDT                        | 1009.4 reserved 0
            2 | holds BTC                         | 0.009 reserved 0
            2 | position                          | 0.009 cost 0.900900900900900901 gained \
            9.800900900900900901 fees -0.5 0.001
            """)
    }

    @Test func aFeeInAThirdAssetTouchesThatAssetAlone() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1    | intended 100.1
            1 | flow BNB 1                      | flow 1 BNB
            1 | fill a t1 buy 0.5 100 0.25 BNB  | fill 0.5 -50.05
            1 | holds BNB                       | 0.75 reserved 0
            1 | holds USDT                      | 950 reserved 50.05
            1 | position                        | 0.5 cost 50 gained 0 fees 0 0
            2 | fill a t2 buy 0.5 100 1.25 BNB  | fill 0.5 -50.05, !balanceNegative, closed filled
            2 | holds BNB                       | -0.5 reserved 0
            """)
    }

    @Test func aFlipClosesAtTheFillsPriceAndOpensTheRestThere() {
        var scenario = Scenario(usdt: "10000", btc: "10")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1    | intended 100.1
            1 | fill a t1 buy 1 100             | fill 1 -100.1, closed filled
            2 | submit b sell limit GTC 110 3   | intended 3
            2 | fill b t2 sell 3 110            | fill 3 -3 gains 10, closed filled
            2 | position                        | -2 cost -220 gained 10 fees 0 0
            3 | submit c buy limit GTC 100 3    | intended 300.3
            3 | fill c t3 buy 3 100             | fill 3 -300.3 gains 20, closed filled
            3 | position                        | 1 cost 100 gained 30 fees 0 0
            4 | submit d sell limit GTC 90 1    | intended 1
            4 | fill d t4 sell 1 90             | fill 1 -1 gains -10, closed filled
            4 | position                        | 0 cost 0 gained 20 fees 0 0
            """)
    }

    @Test func aFillMayComeBeforeItsAcknowledgementWhichThenTellsTheVenuesName() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 2 | intended 200.2
            2 | fill a t1 buy 0.5 100        | fill 0.5 -50.05
            2 | order a                      | partiallyFilled 0.5 holds 150.15
            3 | accepted a v1                | -
            4 | fill a t2 buy 1.5 100        | fill 1.5 -150.15, closed filled
            5 | accepted a v1                | -
            5 | clock                        | -
            """)
        var nameless = Scenario(usdt: "1000")
        nameless.time = scenario.time
        _ = nameless.perform("submit a buy limit GTC 100 2")
        var fill = Scenario.fill("fill a t1 buy 0.5 100".split(separator: " "))
        fill.venueOrderID = .none
        _ = nameless.feed(
            .report(VenueReport(order: Scenario.reference("a"), content: .fill(fill))))
        #expect(nameless.perform("accepted a v7") == "accepted v7")
        #expect(nameless.order("a")?.words == "partiallyFilled 0.5 holds 150.15")
        #expect(nameless.order("a")?.venueOrderID == identifier("v7"))
    }

    @Test func aFillAfterTheCancelOrTheRejectionOrProvenAbsenceStillCounts() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
             1 | submit a buy limit GTC 100 1  | intended 100.1
             1 | submit b buy limit GTC 100 1  | intended 100.1
             1 | submit c buy limit GTC 100 1  | intended 100.1
             2 | accepted a v1                 | accepted v1
             2 | cancel a                      | cancel
             3 | status a canceled 0 v1        | closed canceled -100.1
             3 | rejected b                    | rejected -100.1
            11 | notFound c                    | unknown place deadline, query, absence
            11 | tradesListed c                | trades
            12 | notFound c                    | absence, closed absent -100.1
            12 | holds USDT                    | 1000 reserved 0
            13 | fill a t1 buy 0.5 100         | fill 0.5, !fillAfterClose
            13 | order a                       | canceled 0.5
            13 | fill b t2 buy 0.5 100         | !evidenceContradictory, accepted v1 +100.1, \
            query, fill 0.5 -50.05, !fillAfterClose
            13 | order b                       | partiallyFilled 0.5 holds 50.05
            13 | fill c t3 buy 1 100           | !evidenceContradictory, accepted v1 +100.1, \
            query, fill 1 -100.1, !fillAfterClose, closed filled
            13 | holds USDT                    | 800 reserved 50.05
            13 | position                      | 2 cost 200 gained 0 fees 0 0
            """)
    }

    @Test func fillsThatTheVenueToldOfAreWaitedForAndThenTheRestIsReleased() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1   | submit a buy limit IOC 100 2    | intended 200.2
            2   | status a expired 1.5 v1         | accepted v1, closed expired, query
            2   | holds USDT                      | 1000 reserved 200.2
            2.5 | fill a t1 buy 0.5 100           | query, fill 0.5 -50.05
            2.5 | order a                         | expired 0.5 of 1.5 holds 150.15
            3.5 | fill a t2 buy 1 100             | query, fill 1 -100.1, closed expired -50.05
            3.5 | order a                         | expired 1.5
            99  | clock                           | -
            """)
    }

    @Test func aTradeIsOneTradeHoweverOftenItIsReported() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 2   | intended 200.2
            1 | fill a t1 buy 0.5 100          | fill 0.5 -50.05
            1 | fill a t1 buy 0.5 100          | -
            2 | fill a t2 buy 0.5 100          | fill 0.5 -50.05
            2 | fill a t1 buy 0.5 100          | -
            2 | fill a t2 buy 0.5 100          | -
            2 | holds USDT                     | 900 reserved 100.1
            """)
    }

    @Test func bothSidesOfATradeWithItselfCount() {
        var scenario = Scenario(usdt: "1000", btc: "2")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1    | intended 100.1
            1 | submit b sell limit GTC 100 1   | intended 1
            2 | fill a t1 buy 1 100             | fill 1 -100.1, closed filled
            2 | fill b t1 sell 1 100            | fill 1 -1, closed filled
            2 | fill a t1 buy 1 100             | -
            2 | fill b t1 sell 1 100            | -
            2 | holds USDT                      | 1000 reserved 0
            2 | holds BTC                       | 2 reserved 0
            """)
    }

    @Test func theSameTradeWithOtherContentIsNotCountedAndHaltsTheInstrument() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 2    | intended 200.2
            1 | fill a t1 buy 0.5 100           | fill 0.5 -50.05
            2 | fill a t1 buy 0.6 100           | !fillConflict, halted fillConflict
            2 | fill a t1 buy 0.5 101           | !fillConflict
            2 | fill a t1 buy 0.5 100 1 USDT    | !fillConflict
            2 | fill x t1 buy 0.5 100           | -
            2 | order a                         | partiallyFilled 0.5 holds 150.15
            2 | holds USDT                      | 950 reserved 150.15
            3 | submit b buy limit GTC 100 1    | denied instrumentHalted
            3 | cancel a                        | cancel
            3 | mode active                     | mode active
            3 | submit c buy limit GTC 100 1    | intended 100.1
            """)
    }

    @Test func moreFilledThanOrderedIsCountedWithAnAlarm() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1   | intended 100.1
            1 | fill a t1 buy 0.9 100          | fill 0.9 -90.09
            1 | fill a t2 buy 0.9 100          | fill 0.9 -10.01, !overfill, closed filled
            1 | order a                        | filled 1.8
            1 | holds USDT                     | 820 reserved 0
            1 | fill a t3 buy 0.1 100          | fill 0.1, !fillAfterClose, !overfill
            1 | position                       | 1.9 cost 190 gained 0 fees 0 0
            """)
    }

    @Test func aFillOfAnOrderThatIsNotOursIsCountedForNobody() {
        var scenario = Scenario(usdt: "1000", btc: "1")
        scenario.run(
            """
            1 | submit d buy limit GTC 1 1      | denied notionalTooSmall 1 / 5
            1 | submit a buy limit GTC 100 1    | intended 100.1
            2 | fill x t1 buy 0.5 100 0.1 USDT  | !orderForeign, fill 0.5
            2 | holds USDT                      | 949.9 reserved 100.1
            2 | holds BTC                       | 1.5 reserved 0
            2 | position                        | 0 cost 0 gained 0 fees 0 0
            2 | fill x t1 buy 0.5 100 0.1 USDT  | -
            3 | fill d t2 buy 0.5 100           | !orderForeign, fill 0.5
            3 | fill a t3 sell 0.5 100          | !orderForeign, fill 0.5
            3 | order a                         | none place outstanding holds 100.1
            4 | accepted x v9                   | !orderForeign
            4 | status d working 0 v9           | !orderForeign
            4 | notFound x                      | !orderForeign
            """)
        let position = scenario.core.state.position(
            Scenario.account, .external, InstrumentID(0))
        #expect(position.quantity == Decimals.money("0.5"))
        #expect(position.fills == 3)
    }

    @Test func aFillThatCannotBeCountedIsSetAsideWithAnAlarmAndNeverTraps() {
        var scenario = Scenario(usdt: "1000")
        scenario.run("1 | submit a buy limit GTC 100 1 | intended 100.1")
        let sound = Scenario.fill("fill a t1 buy 0.5 100 0.1 USDT".split(separator: " "))
        let changes: [(inout FillReport) -> Void] = [
            { $0.quantity = .zero }, { $0.quantity = Quantity(mantissa: -1) }, { $0.price = .zero },
            { $0.price = Price(mantissa: -1) }, { $0.feeAsset = .none },
            { $0.fee = Money(raw: .max) }, { $0.fee = Money(raw: .min) },
            { $0.quantity = Quantity(mantissa: .max) },
            {
                $0.price = Price(mantissa: .max)
                $0.quantity = Quantity(mantissa: .max)
            },
            { $0.instrument = InstrumentID(5) },
            { $0.instrument = InstrumentID(.max) },
        ]
        for change in changes {
            var fill = sound
            change(&fill)
            let report = VenueReport(order: fill.order, content: .fill(fill))
            let words = scenario.feed(.report(report)).map(\.words)
            #expect(words.first == "!fillUncountable")
            #expect(scenario.core.state.fills.count == 0)
        }
        #expect(scenario.core.state.condition(InstrumentID(0))?.isHalted == true)
        #expect(scenario.perform("holds USDT") == "1000 reserved 100.1")
    }

    /// Quantities of a token with 18 decimals reach the end of 64 bits at nine whole tokens.
    @Test func fillsWhoseSumLeavesTheRangeOfQuantitiesAreSetAsideAndNeverTrap() {
        var scenario = Scenario(usdt: "1000")
        let fine = Instrument(
            id: InstrumentID(0), version: 2, venue: VenueID(0), symbol: identifier("BTCUSDT"),
            base: asset("BTC"), quote: asset("USDT"), priceDecimals: 0, quantityDecimals: 18,
            tick: Price(mantissa: 1), lot: Quantity(mantissa: 1),
            quantityMin: Quantity(mantissa: 1),
            quantityMax: Quantity(mantissa: .max), notionalMin: .zero)
        _ = scenario.feed(.listing(fine))
        var request = Scenario.request("submit a buy limit GTC 1 1")
        request.price = Price(mantissa: 1)
        request.quantity = Quantity(mantissa: 9_000_000_000_000_000_000)
        #expect(scenario.feed(.submit(request)).map(\.words) == ["intended 9"])
        var verdicts: [String] = []
        for trade in 0..<3 {
            var fill = Scenario.fill("fill a t\(trade) buy 1 1".split(separator: " "))
            fill.price = Price(mantissa: 1)
            fill.quantity = request.quantity
            let events = scenario.feed(
                .report(VenueReport(order: fill.order, content: .fill(fill))))
            verdicts.append(events.last?.words ?? "-")
        }
        #expect(
            verdicts == ["closed filled", "halted fillUncountable", "!fillUncountable"])
        #expect(scenario.perform("holds USDT") == "991 reserved 0")
    }

    @Test func aSecondOrderUnderOneIdentifierChangesNothingOfTheFirstButItsFillsCount() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1  | intended 100.1
            1 | accepted a v7                 | accepted v7
            2 | accepted a v8                 | !orderSibling, foreign 1
            2 | order a                       | working siblings 1 holds 100.1
            2 | accepted a v8                 | -
            3 | fill a t1 buy 0.4 100 as v8   | fill 0.4, foreign 0.6
            3 | position                      | 0.4 cost 40 gained 0 fees 0 0
            3 | status a canceled 0.4 v8      | foreign 0
            3 | status a filled 1 v8          | -
            3 | order a                       | working holds 100.1
            4 | fill a t2 buy 0.3 100 as v9   | fill 0.3, !orderSibling, foreign 0.7
            4 | order a                       | working siblings 1 holds 100.1
            5 | cancel a                      | cancel
            5 | status a canceled 0 v7        | closed canceled -100.1, cancel
            6 | order a                       | canceled cancel outstanding siblings 1
            6 | cancelRejected a              | cancel rejected, query
            7 | cancel a                      | cancel
            7 | fill a t3 buy 0.2 100 as v9   | fill 0.2, foreign 0.5
            8 | status a canceled 0.5 v9      | foreign 0, closed canceled
            8 | order a                       | canceled
            8 | position                      | 0.9 cost 90 gained 0 fees 0 0
            8 | cancel a                      | cancel refused orderClosed
            """)
    }
}
