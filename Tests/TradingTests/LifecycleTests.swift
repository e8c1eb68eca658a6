import Containers
import Domain
import Testing
import Trading

@Suite struct LifecycleTests {
    /// `for cell in cells`: the whole table.
    private static let cells: [Lifecycle.Cell] = Lifecycle.states.flatMap { state in
        Lifecycle.stimuli.map { Lifecycle.cell(state, $0) }
    }

    @Test func everyStateIsReachedAsItsNameSays() throws {
        for state in Lifecycle.states {
            let order = try #require(Lifecycle.scenario(state.steps).order("a"))
            let words =
                "\(order.venueState) \(order.placement.phase) \(order.cancellation.phase)"
            let name = state.name.prefix { $0 != "," }
            #expect(words == name)
            #expect(order.lacksFills == state.name.contains("lacking"))
            let phase = state.name.split(separator: ", amend ").dropFirst().first?
                .prefix { $0 != "," && $0 != " " }
            #expect("\(order.amendment.phase)" == phase ?? "idle")
            #expect((order.siblings > 0) == state.name.contains("sibling"))
            let isEarly = order.cancellation.phase != .idle && order.placement.phase != .idle
            #expect(order.isCancelEarly == (isEarly || state.name.contains("cancel due")))
        }
    }

    @Test func theTableHasEveryVenueStateAndEveryKindOfReport() {
        let states = Set(Lifecycle.states.map { $0.name.prefix { $0 != " " } })
        #expect(states == Set(VenueOrderState.allCases.map { "\($0)"[...] }))
        for phase in RequestState.Phase.allCases where phase != .idle {
            #expect(Lifecycle.states.contains { $0.name.hasPrefix("none \(phase)") })
            #expect(Lifecycle.states.contains { $0.name.hasPrefix("working idle \(phase)") })
            for cancel in RequestState.Phase.allCases {
                #expect(
                    Lifecycle.states.contains {
                        $0.name.hasPrefix("working idle \(cancel), amend \(phase)")
                    })
            }
        }
        let scenario = Scenario()
        var names: Set<String> = []
        for stimulus in Lifecycle.stimuli {
            names.insert(scenario.input(stimulus.split(separator: " ")).kind)
        }
        // All inputs that concern an order, and all contents of reports.
        #expect(names.count == 10 + 11)
        for state in VenueOrderState.allCases {
            #expect(Lifecycle.stimuli.contains { $0.hasPrefix("status a \(state) ") })
        }
    }

    @Test(arguments: Lifecycle.states.map(\.name))
    func whatIsDecidedInEveryStateIsWhatTheTableSays(name: String) throws {
        let state = try #require(Lifecycle.states.first { $0.name == name })
        let expected = LifecycleTable.texts[name] ?? ""
        let actual = Lifecycle.table(state)
        let lines = (expected.split(separator: "\n"), actual.split(separator: "\n"))
        #expect(lines.0.count == lines.1.count)
        for (line, other) in zip(lines.0, lines.1) { #expect(other == line, "in \(name)") }
        if expected != actual { print("=== \(name)\n\(actual)") }
    }

    // MARK: - Properties of the whole table

    @Test func anUnknownPlacementIsLeftByTheVenuesEvidenceAndByNothingElse() throws {
        var left = 0
        for cell in Self.cells {
            let before = try #require(cell.orderBefore)
            let after = try #require(cell.orderAfter)
            guard before.placement.phase == .unknown, after.placement.phase != .unknown else {
                continue
            }
            left += 1
            let evidence = ["accepted", "rejected", "fill", "status a", "terms", "busted"]
            let isEvidence = evidence.contains { cell.stimulus.hasPrefix($0) }
            let isProof =
                after.venueState == .absent && cell.state.hasSuffix("all but proven absent")
            #expect(isEvidence || isProof, "\(cell.state): \(cell.stimulus)")
        }
        #expect(left > 50)
    }

    @Test func noOrderBecomesFinalWithoutEvidence() throws {
        for cell in Self.cells {
            let before = try #require(cell.orderBefore)
            let after = try #require(cell.orderAfter)
            guard after.venueState.isFinal, after.venueState != before.venueState else { continue }
            let what = "\(cell.state): \(cell.stimulus)"
            switch after.venueState {
            case .none, .working, .partiallyFilled: Issue.record("not final: \(what)")
            case .filled: #expect(after.filled >= after.quantity, "\(what)")
            case .canceled: #expect(cell.stimulus.hasPrefix("status a canceled"), "\(what)")
            case .expired: #expect(cell.stimulus.hasPrefix("status a expired"), "\(what)")
            case .rejected:
                let isSaid =
                    cell.stimulus == "rejected a" || cell.stimulus.hasPrefix("status a rejected")
                #expect(isSaid, "\(what)")
            case .absent:
                let isWord = cell.stimulus == "stateAbsent a" && before.absences > 0
                #expect(isWord || cell.state.hasSuffix("all but proven absent"), "\(what)")
            }
        }
    }

    @Test func aFillCountsExactlyOnceInEveryState() throws {
        for cell in Self.cells where cell.stimulus.hasPrefix("fill a t9") {
            let fill = Scenario.fill(cell.stimulus.split(separator: " "))
            let before = try #require(cell.orderBefore)
            let after = try #require(cell.orderAfter)
            let what: Comment = "\(cell.state): \(cell.stimulus)"
            // What a second order under the same name trades is not traded by the first.
            let isOwn =
                before.venueOrderID == .none || before.venueOrderID == fill.venueOrderID
            let expected = isOwn ? before.filled + fill.quantity : before.filled
            #expect(after.filled == expected, what)
            #expect(
                cell.after.core.state.fills.count == cell.before.core.state.fills.count + 1, what)
            var again = cell.after
            #expect(again.perform(cell.stimulus) == "-", what)
            #expect(again.core.state.fills.count == cell.after.core.state.fills.count, what)
            #expect(again.order("a") == after, what)
        }
    }

    @Test func whatIsSetAsideIsNeverNegativeAndNothingOnceTheOrderIsFinalWithAllFills() throws {
        for cell in Self.cells {
            let after = try #require(cell.orderAfter)
            let balance = cell.after.core.state.balance(Scenario.account, asset("USDT"))
            #expect(after.reserved >= .zero)
            #expect(balance.reserved == after.reserved, "\(cell.state): \(cell.stimulus)")
            if after.venueState.isFinal && !after.lacksFills {
                #expect(after.reserved == .zero, "\(cell.state): \(cell.stimulus)")
            }
            if after.isOpen {
                // What may still trade, by its terms or those that it is being amended to, is
                // covered to the last digit.
                var needed = Self.cost(after, after.price, after.quantity)
                if after.amendment.phase != .idle {
                    needed = max(
                        needed, Self.cost(after, after.amendedPrice, after.amendedQuantity))
                }
                #expect(after.reserved == Money(raw: needed), "\(cell.state): \(cell.stimulus)")
            }
        }
    }

    /// What is left of a quantity costs at a price, with 10 basis points of fee.
    private static func cost(_ order: Order, _ price: Price, _ quantity: Quantity) -> Int128 {
        let leaves = max(0, quantity.mantissa - order.filled.mantissa)
        return Int128(leaves) * Int128(price.mantissa) * 10_010_000_000_000
    }

    @Test(arguments: TradingMode.allCases)
    func aCancelOfAnOpenOrderIsSentInEveryModeUnlessOneIsOnItsWay(mode: TradingMode) throws {
        for state in Lifecycle.states {
            var scenario = Lifecycle.scenario(state.steps)
            _ = scenario.feed(.setTradingMode(mode))
            _ = scenario.feed(.listing(Scenario.instrument(version: 2, isTradable: false)))
            _ = scenario.perform("fill x t77 buy 1 100")
            _ = scenario.perform("fill x t77 buy 2 100")
            #expect(scenario.core.state.condition(InstrumentID(0))?.isHalted == true)
            let order = try #require(scenario.order("a"))
            let verdict = scenario.perform("cancel a")
            if !order.mayTrade {
                #expect(verdict == "cancel refused orderClosed", "\(state.name)")
            } else if order.cancellation.phase == .outstanding {
                #expect(verdict == "cancel refused alreadyRequested", "\(state.name)")
            } else {
                #expect(verdict == "cancel", "\(state.name)")
            }
        }
    }

    @Test func anOrderThatIsUncertainIsAskedForAgainAndAgain() throws {
        for cell in Self.cells {
            guard try #require(cell.orderAfter).isUncertain else { continue }
            var scenario = cell.after
            for _ in 0..<20 {
                scenario.time = scenario.time.adding(
                    nanoseconds: TradingCore.Limits.queryIntervalMax)
                let verdict = scenario.perform("clock")
                #expect(verdict.contains("query"), "\(cell.state): \(cell.stimulus): \(verdict)")
            }
        }
    }

    @Test func noStimulusTrapsOrChangesAnythingInAnOrderOfAnotherName() throws {
        for cell in Self.cells {
            let other = try #require(cell.orderAfter)
            #expect(other.request == cell.orderBefore?.request)
            #expect(other.sequence == cell.orderBefore?.sequence)
            #expect(cell.after.core.state.orders.count == 1)
        }
    }
}

extension Input {
    /// The name of its case; that of its content for a report.
    var kind: String {
        switch self {
        case .clock: "clock"
        case .started: "started"
        case .listing: "listing"
        case .flow: "flow"
        case .mark: "mark"
        case .submit: "submit"
        case .cancel: "cancel"
        case .setTradingMode: "mode"
        case .report(let report): report.content.kind
        case .amend: "amend"
        case .cancelAll: "cancelAll"
        case .setTradingState: "state"
        case .kill: "kill"
        case .liftKill: "lift"
        case .limits: "limits"
        case .valuation: "valuation"
        case .conversion: "conversion"
        case .marginTable: "marginTable"
        case .marginTerms: "marginTerms"
        case .funding: "funding"
        case .allocate: "allocate"
        case .transfer: "transfer"
        case .accountConfirmed: "accountConfirmed"
        case .difference: "difference"
        case .foreignOrder: "foreignOrder"
        case .venuePosition: "venuePosition"
        case .stateAbsent: "stateAbsent"
        }
    }
}

extension VenueReport.Content {
    /// The name of its case.
    var kind: String {
        switch self {
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .cancelRejected: "cancelRejected"
        case .fill: "fill"
        case .status: "status"
        case .notFound: "notFound"
        case .tradesListed: "tradesListed"
        case .requestFailed: "requestFailed"
        case .terms: "terms"
        case .amendRejected: "amendRejected"
        case .busted: "busted"
        }
    }
}
