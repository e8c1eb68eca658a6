import Containers
import Domain
import Testing
import Trading

@Suite struct AmendTests {
    /// A buy of 1 at 100 that works, and 1000 USDT.
    private static func working() -> Scenario {
        var scenario = Scenario(usdt: "1000", btc: "5")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1 | intended 100.1
            2 | accepted a v1                | accepted v1
            """)
        return scenario
    }

    @Test func anAmendmentSetsAsideTheLargerOfTheTwoUntilTheVenueHasAnswered() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | amend a 110 2           | amend 2 at 110 +120.12
            3 | holds USDT              | 1000 reserved 220.22
            4 | terms a 110 2 v1        | terms 2 at 110
            4 | order a                 | working for 2 at 110 holds 220.22
            5 | amend a 90 1            | amend 1 at 90
            5 | order a                 | working amend outstanding for 2 at 110 holds 220.22
            6 | terms a 90 1 v1         | terms 1 at 90 -130.13
            6 | order a                 | working for 1 at 90 holds 90.09
            7 | amend a 95 1            | amend 1 at 95 +5.005
            7 | amendRejected a         | amend rejected -5.005, query
            7 | order a                 | working for 1 at 90 holds 90.09
            """)
    }

    @Test func fillsMeanwhileFreeOnlyWhatNeitherOfTheTwoNeeds() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | amend a 110 2           | amend 2 at 110 +120.12
            4 | fill a t1 buy 0.4 100   | fill 0.4 -44.044
            4 | order a                 | partiallyFilled amend outstanding 0.4 holds 176.176
            5 | fill a t2 buy 0.6 100   | fill 0.6 -66.066
            5 | order a                 | partiallyFilled amend outstanding 1 holds 110.11
            6 | amendRejected a         | amend rejected -110.11, closed filled
            6 | order a                 | filled 1
            """)
    }

    @Test func anOrderThatFillsToItsNewQuantityIsFilledOnceItIsKnownToBeThat() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | amend a 100 0.5         | amend 0.5 at 100
            4 | fill a t1 buy 0.5 100   | fill 0.5 -50.05
            4 | order a                 | partiallyFilled amend outstanding 0.5 holds 50.05
            5 | terms a 100 0.5 v1      | terms 0.5 at 100 -50.05, closed filled
            5 | order a                 | filled 0.5 for 0.5 at 100
            """)
        scenario = Self.working()
        scenario.run(
            """
            3 | amend a 100 0.5         | amend 0.5 at 100
            4 | status a filled 0.5 v1  | terms 0.5 at 100 -50.05, told 0.5, query
            5 | fill a t1 buy 0.5 100   | query, fill 0.5 -50.05, closed filled
            """)
    }

    @Test func whatBecameOfALostAmendmentIsAskedForAndItIsNeverSentAgain() {
        var scenario = Self.working()
        scenario.run(
            """
            3  | amend a 110 2           | amend 2 at 110 +120.12
            4  | failed a amend transport | unknown amend transport, query
            5  | terms a 100 1 v1        | query
            5  | order a                 | working amend unknown holds 220.22
            12 | terms a 100 1 v1        | query
            13 | terms a 100 1 v1        | amend rejected -120.12
            13 | order a                 | working holds 100.1
            """)
        scenario = Self.working()
        scenario.run(
            """
            3  | amend a 110 2           | amend 2 at 110 +120.12
            8  | clock                   | unknown amend deadline, query
            9  | terms a 110 2 v1        | query, terms 2 at 110
            9  | order a                 | working for 2 at 110 holds 220.22
            """)
        scenario = Self.working()
        scenario.run(
            """
            3  | amend a 110 2           | amend 2 at 110 +120.12
            4  | start 2                 | started 2
            4  | clock                   | unknown amend restart, query, attended 1
            5  | amend a 120 2           | query, amend refused requestOutstanding
            """)
    }

    @Test func aLostAmendmentIsNotGivenUpByTermsThatWereAskedForBeforeItWasSureToBeLost() {
        var scenario = Self.working()
        scenario.run(
            """
            3  | amend a 110 2              | amend 2 at 110 +120.12
            8  | clock                      | unknown amend deadline, query
            20 | terms a 100 1 v1 asked 12  | query
            20 | terms a 100 1 v1 asked 99  | -
            20 | order a                    | working amend unknown holds 220.22
            20 | terms a 100 1 v1 asked 13  | amend rejected -120.12
            """)
    }

    @Test func termsThatWereAskedForBeforeAnAmendmentLeftTellNothingOfIt() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | amend a 110 2              | amend 2 at 110 +120.12
            4 | terms a 110 2 v1 asked 2   | -
            4 | terms a 105 1 v1 asked 2   | -
            4 | order a                    | working amend outstanding holds 220.22
            4 | terms a 110 2 v1 asked 3   | terms 2 at 110
            4 | order a                    | working for 2 at 110 holds 220.22
            """)
    }

    @Test func anOldAnswerForLessThanHasTradedChangesNothing() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | fill a t1 buy 0.8 100   | fill 0.8 -80.08
            4 | terms a 100 0.5 v1      | query
            4 | order a                 | partiallyFilled 0.8 holds 20.02
            """)
    }

    @Test func anAnswerThatMayBeOlderThanTheNewestTermsIsAskedForAgain() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | amend a 100 2            | amend 2 at 100 +100.1
            4 | terms a 100 2 v1         | terms 2 at 100
            5 | terms a 100 1 v1 asked 3 | query
            5 | order a                  | working for 2 at 100 holds 200.2
            6 | terms a 100 1 v1 asked 5 | !termsForeign, terms 1 at 100 -100.1, query
            """)
    }

    @Test func whereMoreHasTradedThanAnOrderWasForItsAmendmentWasDone() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | amend a 100 2           | amend 2 at 100 +100.1
            8 | clock                   | unknown amend deadline, query
            9 | status a canceled 1.5 v1 | query, terms 2 at 100, closed canceled, query
            9 | fill a t1 buy 1.5 100   | fill 1.5 -150.15, closed canceled -50.05
            """)
    }

    @Test func theBooksFollowTheVenueToTermsThatNobodyAskedForWithAnAlarm() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | terms a 105 1 v1        | !termsForeign, terms 1 at 105 +5.005, query
            3 | order a                 | working for 1 at 105 holds 105.105
            4 | amend a 110 2           | amend 2 at 110 +115.115
            5 | terms a 104 3 v1        | !termsForeign, terms 3 at 104 +92.092, query
            5 | order a                 | working amend outstanding for 3 at 104 holds 312.312
            6 | terms a 110 2 v1        | terms 2 at 110 -92.092
            6 | order a                 | working for 2 at 110 holds 220.22
            """)
    }

    @Test func anAmendmentIsRefusedWhereAnotherRequestIsOutOrItWouldChangeNothing() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | amend a 110 2                | amend refused orderUnknown
            1 | submit a buy limit GTC 100 1 | intended 100.1
            1 | amend a 110 2                | amend refused requestOutstanding
            2 | accepted a v1                | accepted v1
            2 | amend a 100 1                | amend refused nothingChanges
            2 | amend a 110 2                | amend 2 at 110 +120.12
            2 | amend a 110 3                | amend refused requestOutstanding
            3 | cancel a                     | cancel
            3 | amendRejected a              | amend rejected -120.12, query
            3 | amend a 110 2                | amend refused requestOutstanding
            4 | status a canceled 0 v1       | closed canceled -100.1
            4 | amend a 110 2                | amend refused orderClosed
            """)
    }

    @Test func newTermsPassTheChecksOfANewOrderAndNoneIsSentThatDoesNot() {
        var scenario = Self.working()
        scenario.run(
            """
            3 | fill a t1 buy 0.4 100  | fill 0.4 -40.04
            3 | amend a 100.01 1       | amend refused checksFailed priceOffTick
            3 | amend a - 1            | amend refused checksFailed priceNotPositive
            3 | amend a 100 1.005      | amend refused checksFailed quantityOffLot
            3 | amend a 100 0.01       | amend refused checksFailed quantityTooSmall
            3 | amend a 100 0.4        | amend refused checksFailed quantityTooSmall
            3 | amend a 100 60         | amend refused checksFailed quantityTooLarge
            3 | amend a 5 0.9          | amend refused checksFailed notionalTooSmall
            3 | amend a 100 11         | amend refused checksFailed balanceInsufficient
            3 | order a                | partiallyFilled 0.4 holds 60.06
            3 | mode halted            | mode halted
            3 | amend a 100 2          | amend refused checksFailed tradingHalted
            3 | amend a 100 0.5        | amend 0.5 at 100
            3 | order a                | partiallyFilled amend outstanding 0.4 holds 60.06
            """)
    }

    @Test func aMarketPriceIsNotAmendedAndASellSetsAsideTheLargerQuantity() {
        var scenario = Scenario(usdt: "1000", btc: "5")
        scenario.run(
            """
            1 | mark 100                                   | mark 100
            1 | submit s sell stopMarket GTC - 1 trigger 90 | intended 1
            2 | accepted s v1                              | accepted v1
            2 | amend s 90 2 | amend refused checksFailed priceOnMarketOrder
            2 | amend s - 2                                | amend 2 at 0 +1
            2 | holds BTC                                  | 5 reserved 2
            3 | fill s t1 sell 1 90                        | fill 1 -1
            3 | order s | partiallyFilled amend outstanding 1 holds 1
            4 | terms s - 2 v1                             | terms 2 at 0
            5 | fill s t2 sell 1 90                        | fill 1 -1, closed filled
            """)
    }
}

@Suite struct BustTests {
    @Test func aTradeThatIsTakenBackChangesEverythingBackAndCountsNoMore() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 2             | intended 200.2
            1 | accepted a v1                            | accepted v1
            2 | fill a t1 buy 1 100 0.1 USDT             | fill 1 -100.1
            2 | fill a t2 buy 0.5 100                    | fill 0.5 -50.05
            3 | busted a t1 buy 1 100 0.1 USDT           | !tradeBusted, busted fill 1 --100.1
            3 | order a                                  | partiallyFilled 0.5 holds 150.15
            3 | holds USDT                               | 950 reserved 150.15
            3 | position                                 | 0.5 cost 50 gained 0 fees 0 0
            4 | busted a t1 buy 1 100 0.1 USDT           | -
            4 | fill a t1 buy 1 100 0.1 USDT             | -
            4 | holds BTC                                | 0.5 reserved 0
            """)
    }

    @Test func aBustThatComesBeforeItsTradeStillKeepsItFromCounting() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 2 | intended 200.2
            1 | accepted a v1                | accepted v1
            2 | busted a t1 buy 1 100        | fill 1 -100.1, !tradeBusted, busted fill 1 --100.1
            2 | fill a t1 buy 1 100          | -
            2 | order a                      | partiallyFilled holds 200.2
            2 | holds USDT                   | 1000 reserved 200.2
            """)
    }

    @Test func anOrderOfWhichATradeWasTakenBackEndsWhereTheVenueSaysThatItIsFilled() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 2 | intended 200.2
            1 | accepted a v1                | accepted v1
            2 | fill a t1 buy 1 100          | fill 1 -100.1
            3 | busted a t1 buy 1 100        | !tradeBusted, busted fill 1 --100.1
            4 | fill a t2 buy 1 100          | fill 1 -100.1
            4 | order a                      | partiallyFilled 1 holds 100.1
            5 | status a filled 2 v1         | closed filled -100.1
            5 | order a                      | filled 1
            """)
    }

    @Test func anOrderOfWhichATradeWasTakenBackEndsAtTheQuantityOfAnAmendmentThatWasNotAnswered() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 3 | intended 300.3
            1 | accepted a v1                | accepted v1
            2 | fill a t1 buy 1 100          | fill 1 -100.1
            3 | busted a t1 buy 1 100        | !tradeBusted, busted fill 1 --100.1
            4 | amend a 100 2                | amend 2 at 100
            4 | failed a amend transport     | unknown amend transport, query
            5 | fill a t2 buy 1 100          | query, fill 1 -100.1
            6 | status a filled 2 v1         | query, terms 2 at 100 -100.1, closed filled -100.1
            6 | order a                      | filled 1 for 2 at 100
            """)
    }

    @Test func aBustAfterTheTradeWasClosedOutLeavesWhatTheOthersGained() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 200 2  | intended 400.4
            1 | fill a t1 buy 1 100           | fill 1 -200.2
            1 | fill a t2 buy 1 200           | fill 1 -200.2, closed filled
            2 | submit b sell limit GTC 180 1 | intended 1
            2 | fill b t3 sell 1 180          | fill 1 -1 gains 30, closed filled
            3 | busted a t2 buy 1 200         | !tradeBusted, busted fill 1 gains -50
            3 | position                      | 0 cost 0 gained 80 fees 0 0
            3 | holds USDT                    | 1080 reserved 0
            3 | order a                       | filled 1
            """)
    }
}

@Suite struct AbsenceStatementTests {
    @Test func aPersonsWordClosesAnOrderOnlyWhereTheVenueItselfDidNotFindIt() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            10 | stateAbsent a                | refused orderClosed
            10 | submit a buy limit GTC 100 1 | intended 100.1
            11 | stateAbsent a                | refused evidenceStands
            19 | notFound a                   | unknown place deadline, query
            19 | stateAbsent a                | refused evidenceStands
            20 | notFound a                   | query, absence
            21 | stateAbsent a                | !absenceStated, stated absent -100.1
            21 | order a                      | absent
            21 | stateAbsent a                | refused orderClosed
            22 | status a working 0 v1        | !evidenceContradictory, accepted v1 +100.1, query
            22 | stateAbsent a                | refused evidenceStands
            30 | notFound a                   | absence
            31 | status a working 0 v1        | accepted v1
            31 | stateAbsent a                | refused evidenceStands
            32 | notFound a                   | absence
            33 | stateAbsent a                | !absenceStated, stated absent -100.1
            34 | status a working 0 v1        | !evidenceContradictory, accepted v1 +100.1, query
            34 | fill a t1 buy 1 100          | fill 1 -100.1, closed filled
            """)
    }
}
