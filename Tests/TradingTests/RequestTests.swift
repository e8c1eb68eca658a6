import Containers
import Domain
import Testing
import Trading

@Suite struct RequestTests {
    @Test func aRequestWithoutAnAnswerIsUnknownAtItsDeadlineAndNotBefore() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1           | submit a buy limit GTC 100 1 | intended 100.1
            5.999999999 | clock                        | -
            6           | clock                        | unknown place deadline, query
            6           | order a                      | none place unknown holds 100.1
            6.499999999 | clock                        | -
            6.5         | clock                        | query
            7.499999999 | clock                        | -
            7.5         | clock                        | query
            9.5         | clock                        | query
            10.999999999| clock                        | -
            11          | clock                        | query
            12.499999999| clock                        | -
            12.5        | clock                        | query
            14          | clock                        | query
            17          | clock                        | query
            23          | clock                        | query
            35          | clock                        | query
            58.999999999| clock                        | -
            59          | clock                        | query
            88.999999999| clock                        | -
            89          | clock                        | query
            89          | accepted a v1                | accepted v1
            148.999999999| clock                        | -
            149         | clock                        | query
            """)
    }

    @Test func queriesBeginSwiftlyAgainAfterAnOrderWasCertain() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1    | submit a buy limit GTC 100 1   | intended 100.1
            60   | clock                          | unknown place deadline, query
            120  | clock                          | query
            180  | clock                          | query
            240  | clock                          | query
            300  | clock                          | query
            360  | clock                          | query
            360  | accepted a v1                  | accepted v1
            400  | status a working 0.5 v1        | told 0.5, query
            400.499999999 | clock                 | -
            400.5 | clock                         | query
            """)
    }

    @Test func whateverTriedToSendMayTellThatItDoesNotKnow() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1  | intended 100.1
            2 | failed a place transport      | unknown place transport, query
            2 | failed a place venue          | -
            2 | accepted a v1                 | accepted v1
            2 | failed a place transport      | -
            2 | failed a cancel transport     | -
            3 | cancel a                      | cancel
            3 | failed a cancel venue         | unknown cancel venue, query
            3 | order a                       | working cancel unknown holds 100.1
            """)
    }

    @Test func aCancelThatGotLostIsRepeatedOnceItCanNoLongerArrive() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1  | submit a buy limit GTC 100 1  | intended 100.1
            1  | accepted a v1                 | accepted v1
            2  | cancel a                      | cancel
            3  | status a working 0 v1         | -
            7  | clock                         | unknown cancel deadline, query
            7  | status a working 0 v1         | cancel
            7  | status a working 0 v1         | -
            12 | clock                         | unknown cancel deadline, query
            12 | status a filled 1 v1          | told 1, query
            12 | fill a t1 buy 1 100           | fill 1 -100.1, closed filled
            12 | status a working 0 v1         | -
            """)
    }

    @Test func aCancelThatOvertookItsOrderIsSentAgainHoweverLateItsRefusalComes() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1  | intended 100.1
            1 | cancel a                      | cancel
            2 | accepted a v1                 | accepted v1
            3 | cancelRejected a              | cancel rejected, query, cancel
            4 | cancelRejected a              | cancel rejected, query
            4 | status a working 0 v1         | -
            """)
    }

    @Test func theRefusalOfACancelThatOvertookItsOrderDoesNotEndTheOneAfterIt() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | submit a buy limit GTC 100 1  | intended 100.1
            1 | cancel a                      | cancel
            2 | accepted a v1                 | accepted v1
            3 | failed a cancel transport     | unknown cancel transport, query
            3 | cancel a                      | cancel
            4 | cancelRejected a              | cancel rejected, query, cancel
            5 | failed a cancel venue         | unknown cancel venue, query
            9 | status a working 0 v1         | query, cancel
            9 | cancelRejected a              | cancel rejected, query
            9 | status a working 0 v1         | -
            """)
    }

    @Test func aCancelMayBeAskedForAgainUnlessOneIsOnItsWay() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            1 | cancel a                      | cancel refused orderUnknown
            1 | submit a buy limit GTC 100 1  | intended 100.1
            1 | cancel a                      | cancel
            1 | cancel a                      | cancel refused alreadyRequested
            2 | failed a cancel transport     | unknown cancel transport, query
            2 | cancel a                      | cancel
            3 | cancelRejected a              | cancel rejected, query
            3 | cancelRejected a              | -
            3 | cancel a                      | cancel
            4 | status a canceled 0 v1        | accepted v1, closed canceled -100.1
            4 | cancel a                      | cancel refused orderClosed
            4 | submit b buy limit GTC 1 1    | denied notionalTooSmall 1 / 5
            4 | cancel b                      | cancel refused orderClosed
            """)
    }

    /// Absence is proven by two answers, at least a second apart and at least five seconds after
    /// the deadline, and by the trades having been looked through in that time: here in every order
    /// of arrival, against a naive count.
    @Test func absenceIsConcludedJustWhenItIsProvenInEveryOrderOfArrival() {
        let deadline: Int64 = 15_000_000_000
        let arrival = deadline + TradingCore.Limits.absenceLag
        let times: [Int64] = [
            arrival - 1, arrival, arrival + 500_000_000, arrival + 999_999_999,
            arrival + 1_000_000_000, arrival + 1_999_999_999,
        ]
        let choices = ["clock", "notFound a", "tradesListed a"]
        var absent = 0
        for code in 0..<729 {
            var scenario = Lifecycle.scenario([])
            var (noted, last, consulted, isAbsent) = (0, Int64.min, false, false)
            var rest = code
            for time in times {
                let choice = choices[rest % 3]
                rest /= 3
                scenario.time = Timestamp(nanoseconds: time)
                _ = scenario.perform(choice)
                if time >= arrival && !isAbsent {
                    if choice == choices[1] && (noted == 0 || time - last >= 1_000_000_000) {
                        noted += 1
                        last = time
                    }
                    if choice == choices[2] { consulted = true }
                    isAbsent = noted >= 2 && consulted
                }
                let isFound = scenario.order("a")?.venueState == .absent
                #expect(isFound == isAbsent, "\(code) at \(time)")
            }
            if isAbsent { absent += 1 }
        }
        #expect(absent > 20 && absent < 400)
    }

    /// The waits double only until absence can be proven, and begin anew there: an order that never
    /// arrived holds its money for 11.5 s, not for the half minute that doubled waits add up to.
    @Test func theVenueIsAskedJustWhenAbsenceCanBeProven() throws {
        var scenario = Lifecycle.scenario([])
        let sent = scenario.time.nanoseconds
        var asked: [Int64] = []
        while scenario.order("a")?.isOpen == true, asked.count < 40 {
            let wakeAt = try #require(scenario.core.wakeAt)
            scenario.time = wakeAt
            if scenario.perform("clock").contains("query") {
                asked.append(wakeAt.nanoseconds - sent)
                _ = scenario.perform("tradesListed a")
                _ = scenario.perform("notFound a")
            }
        }
        #expect(asked.first == TradingCore.Limits.requestWindow)
        let proof = TradingCore.Limits.requestWindow + TradingCore.Limits.absenceLag
        #expect(asked.contains(proof))
        #expect(asked.last == proof + 1_500_000_000)
        #expect(scenario.order("a")?.venueState == .absent)
    }

    @Test func absenceCountsForNothingWhileARequestMayStillArriveOrEvidenceIsThere() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            10 | submit a buy limit GTC 100 1 | intended 100.1
            11 | notFound a                   | -
            15 | notFound a                   | unknown place deadline, query
            16 | notFound a                   | query
            17 | tradesListed a               | query
            20 | notFound a                   | query, absence
            21 | notFound a                   | absence
            22 | notFound a                   | query, absence
            22 | order a                      | none place unknown holds 100.1
            23 | accepted a v1                | accepted v1
            24 | tradesListed a               | -
            25 | notFound a                   | absence
            25 | order a                      | working holds 100.1
            """)
    }
}

@Suite struct StaleAbsenceTests {
    @Test func anAnswerOfAbsenceCountsByWhenItWasAskedAndNotByWhenItCame() {
        var scenario = Scenario(usdt: "1000")
        scenario.run(
            """
            10 | submit a buy limit GTC 100 1 | intended 100.1
            20 | notFound a asked 14          | unknown place deadline, query
            21 | notFound a asked 19.999      | -
            22 | tradesListed a asked 19.999  | query
            23 | notFound a asked 20          | absence
            24 | notFound a asked 20.999      | query
            25 | notFound a asked 99          | -
            25 | order a                      | none place unknown holds 100.1
            26 | tradesListed a asked 24      | trades
            26 | notFound a asked 21          | absence, closed absent -100.1
            """)
    }
}

@Suite struct RestartTests {
    @Test func whatWasOutstandingIsUnknownLiveOrdersAreAskedForAndCancelsAloneAreSentAgain() {
        var scenario = Scenario(usdt: "1000")
        for name in ["placed", "working", "canceling", "filled", "denied", "lacking"] {
            let price = name == "denied" ? "1" : "100"
            _ = scenario.perform("submit \(name) buy limit GTC \(price) 1")
        }
        for name in ["working", "canceling", "filled", "lacking"] {
            _ = scenario.perform("accepted \(name) v1")
        }
        _ = scenario.perform("cancel canceling")
        _ = scenario.perform("fill filled t1 buy 1 100")
        _ = scenario.perform("status lacking canceled 0.5 v1")
        scenario.time = Timestamp(nanoseconds: 1)
        let start = ProcessStart(epoch: 2, isAfterCut: false)
        var events = scenario.feed(.started(start))
        events += scenario.feed(.clock)
        func row(_ name: String) -> OrderRow {
            OrderRow(scenario.core.state.orderRow(Scenario.reference(name)) ?? -1)
        }
        let asked = events.compactMap { event in
            if case .queryRequested(let row, _) = event { row } else { nil }
        }
        let live = ["placed", "working", "canceling", "lacking"]
        #expect(asked == live.map(row))
        let unknown = events.filter { if case .requestUnknown = $0 { true } else { false } }
        #expect(
            unknown == [
                .requestUnknown(row("placed"), .place, .restart),
                .requestUnknown(row("canceling"), .cancel, .restart),
            ])
        let sent = events.filter { event in
            switch event {
            case .orderIntended, .amendRequested: true
            case .cancelRequested(let order, _): order != row("canceling")
            case _: false
            }
        }
        #expect(sent == [])
        #expect(events.contains { if case .cancelRequested = $0 { true } else { false } })
        #expect(scenario.core.state.globals.epoch == 2)
        #expect(!scenario.core.hasPendingAttention)
        // Nothing more follows from the start.
        #expect(scenario.feed(.clock).isEmpty)
    }

    @Test func aCancelThatIsGivenUpIsNotTakenForTheOneThatWasSentAfterIt() {
        var scenario = Scenario(usdt: "1000")
        _ = scenario.perform("submit a buy limit GTC 100 1")
        _ = scenario.perform("accepted a v1")
        scenario.time = Timestamp(nanoseconds: 1_000_000_000)
        _ = scenario.perform("cancel a")
        _ = scenario.feed(.started(ProcessStart(epoch: 2, isAfterCut: false)))
        scenario.time = Timestamp(nanoseconds: 3_000_000_000)
        _ = scenario.feed(.clock)
        scenario.time = Timestamp(nanoseconds: 6_500_000_000)
        #expect(scenario.perform("failed a cancel deadline") == "-")
        #expect(scenario.perform("order a") == "working cancel outstanding holds 100.1")
        scenario.time = Timestamp(nanoseconds: 8_000_000_000)
        _ = scenario.feed(.clock)
        #expect(scenario.perform("order a") == "working cancel unknown holds 100.1")
    }

    @Test func afterACutJournalOnlyWhatReducesIsTakenUntilAnOperatorSaysOtherwise() {
        var scenario = Scenario(usdt: "1000", btc: "1")
        scenario.run(
            """
            1 | start 2 cut                     | started 2, !journalCut, mode reducing
            1 | submit a buy limit GTC 100 1    | denied tradingReducing
            1 | submit b sell limit GTC 100 1   | intended 1
            1 | start 3                         | started 3
            1 | submit c buy limit GTC 100 1    | unknown place restart, query, attended 2, \
            denied tradingReducing
            1.1 | mode active                   | mode active
            1.1 | submit d buy limit GTC 100 1    | intended 100.1
            1.1 | mode halted                   | mode halted
            1.1 | start 4 cut                     | started 4, !journalCut
            """)
        #expect(scenario.core.state.globals.mode == .halted)
    }

    @Test func aRestartWithManyOrdersIsWorkedThroughABoundedNumberAnInput() {
        var scenario = Scenario(usdt: "100000")
        let count = 300
        for number in 0..<count { _ = scenario.perform("submit a\(number) buy limit GTC 100 1") }
        for number in stride(from: 0, to: count, by: 3) {
            _ = scenario.perform("rejected a\(number)")
        }
        _ = scenario.perform("start 2")
        var asked: [OrderRow] = []
        var inputs = 0
        while scenario.core.hasPendingAttention {
            let events = scenario.feed(.clock)
            let queries = events.compactMap { event in
                if case .queryRequested(let row, _) = event { row } else { nil }
            }
            #expect(queries.count <= TradingCore.Limits.attentionsPerInput)
            asked += queries
            inputs += 1
            guard inputs < 100 else { break }
        }
        #expect(asked == (0..<count).filter { $0 % 3 != 0 }.map { OrderRow($0) })
        #expect(inputs == 4)
    }

    @Test func manyDeadlinesAtOnceAreWorkedThroughABoundedNumberAnInput() {
        var scenario = Scenario(usdt: "100000")
        for number in 0..<200 { _ = scenario.perform("submit a\(number) buy limit GTC 100 1") }
        #expect(scenario.core.wakeAt == Timestamp(nanoseconds: 5_000_000_000))
        scenario.time = Timestamp(nanoseconds: 5_000_000_000)
        var unknown = 0
        for _ in 0..<4 {
            let count = scenario.feed(.clock)
                .count { if case .requestUnknown = $0 { true } else { false } }
            #expect(count <= TradingCore.Limits.attentionsPerInput)
            unknown += count
        }
        #expect(unknown == 200)
        #expect(!scenario.core.hasPendingAttention)
    }
}
