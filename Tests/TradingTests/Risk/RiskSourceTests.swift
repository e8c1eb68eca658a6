import Domain
import Testing
import Trading

/// What checks need beside the order itself.
enum RiskSource: String, CaseIterable {
    case limits, mark, bestPrices, depth, dayVolume, valuation, conversion, marginTerms
    case marginTable, allocation, capital, confirmation

    /// Whether it may be too old.
    var ages: Bool {
        switch self {
        case .mark, .conversion, .confirmation: true
        case .limits, .bestPrices, .depth, .dayVolume, .valuation, .marginTerms, .marginTable,
            .allocation, .capital:
            false
        }
    }

    /// An event of a world in which it was never told; nil for none.
    func missing(from event: Event) -> Event? {
        switch (self, event) {
        case (.limits, .limitsSet), (.mark, .markRecorded), (.valuation, .valuationSet),
            (.conversion, .conversionRecorded), (.marginTerms, .marginTermsSet),
            (.marginTable, .marginBracketSet), (.allocation, .allocationSet),
            (.capital, .flowRecorded), (.capital, .capitalTransferred),
            (.confirmation, .accountConfirmed):
            return nil
        case (.bestPrices, .markRecorded(var mark)):
            mark.bid = .zero
            mark.ask = .zero
            return .markRecorded(mark)
        case (.depth, .markRecorded(var mark)):
            mark.bidDepth = .zero
            mark.askDepth = .zero
            return .markRecorded(mark)
        case (.dayVolume, .markRecorded(var mark)):
            mark.dayVolume = .zero
            return .markRecorded(mark)
        case _: return event
        }
    }
}

/// A world in which every check has something to look at, and every limit is set.
struct WatchedWorld {
    /// The inputs that made it, with their times and events.
    private(set) var history: [(Stamp, [Event])] = []
    private var core = TradingCore()
    private var time = Timestamp(nanoseconds: 10_000_000_000)

    static let freshening = Timestamp(nanoseconds: 20_000_000_000)

    init() {
        let usdt = asset("USDT")
        let (account, strategy) = (RiskWorld.account, RiskWorld.strategy)
        let amount = Money(units: 50_000)
        feed(.limits(Self.limits))
        feed(.valuation(asset("EUR")))
        feed(.listing(RiskWorld.perpetual))
        feed(
            .flow(
                ExternalFlow(
                    id: identifier("opening"), account: account, asset: usdt, amount: amount)))
        feed(
            .allocate(
                CapitalAllocation(
                    account: account, strategy: strategy, asset: usdt, limit: amount)))
        feed(
            .transfer(
                CapitalTransfer(
                    id: identifier("t"), account: account, asset: usdt, from: .external,
                    to: strategy, amount: amount)))
        feed(.marginTable(RiskWorld.table))
        feed(
            .marginTerms(
                MarginTerms(
                    account: account, instrument: RiskWorld.contract, mode: .cross, leverage: 5)))
        freshen()
        open()
        time = Self.freshening
        freshen()
    }

    /// A buy that works, and that no sell would meet.
    static let works = RiskWorld.order(
        "works", .buy, "0.5", at: "120", type: .stopLimit, trigger: "120")

    /// Long 2, and a buy that works.
    private mutating func open() {
        let order = RiskWorld.order("open", .buy, "2", at: "100")
        feed(.submit(order))
        feed(
            .report(
                VenueReport(
                    order: order.reference,
                    content: .fill(
                        FillReport(
                            order: order.reference, instrument: order.instrument,
                            venueOrderID: identifier("v"), tradeID: identifier("t"), side: .buy,
                            price: order.price, quantity: order.quantity, fee: .zero,
                            feeAsset: .none, isTaker: true, venueTime: time)))))
        feed(.submit(Self.works))
    }

    private mutating func freshen() {
        feed(
            .mark(
                Mark(
                    instrument: RiskWorld.contract, price: MarkPrice(raw: 100 * Money.one),
                    time: time, bid: Price(mantissa: 9995), ask: Price(mantissa: 10_005),
                    bidDepth: Quantity(mantissa: 40_000), askDepth: Quantity(mantissa: 40_000),
                    dayVolume: Quantity(mantissa: 2_000_000))))
        feed(
            .conversion(
                ConversionRate(
                    asset: asset("USDT"), price: MarkPrice(raw: Money.one * 9 / 10), time: time)))
        feed(.accountConfirmed(RiskWorld.account))
    }

    private mutating func feed(_ input: Input) {
        var events: [Event] = []
        let stamp = Stamp(sequence: core.state.globals.sequence + 1, time: time)
        core.decide(input, at: stamp, into: &events)
        history.append((stamp, events))
    }

    private static var limits: RiskLimits {
        var limits = RiskLimits.unlimited()
        let plenty = Money(units: 10_000)
        limits.ordersInWindowMax = 100
        limits.cancelsInWindowMax = 100
        limits.duplicateWindow = 1000
        limits.referenceAgeMax = 5_000_000_000
        limits.conversionAgeMax = 5_000_000_000
        limits.collar = .basisPoints(1000)
        limits.orderNotionalMax = plenty
        limits.orderQuantityMax = plenty
        limits.bookShareMax = .basisPoints(5000)
        limits.volumeShareMax = .basisPoints(5000)
        limits.openOrdersMax = 100
        limits.workingQuantityMax = plenty
        limits.longMax = plenty
        limits.shortMax = plenty
        limits.grossMax = plenty
        limits.netMax = plenty
        limits.leverageMax = Rate(raw: 10 * Int64(Rate.one))
        limits.marginRatioMax = .basisPoints(5000)
        limits.liquidationDistanceMin = .basisPoints(500)
        limits.feeBuffer = .basisPoints(10)
        limits.fundingBuffer = .basisPoints(10)
        limits.dayLossMax = plenty
        limits.drawdownMax = plenty
        limits.rejectsInRowMax = 10
        limits.balanceAgeMax = 5_000_000_000
        limits.requiresAllocation = true
        limits.preventsSelfTrade = true
        return limits
    }

    /// The same world, but for what one source tells.
    ///
    /// - Parameter isStale: it was told, and not again.
    func without(_ source: RiskSource?, isStale: Bool = false) -> Scenario {
        var scenario = Scenario()
        scenario.core = TradingCore()
        scenario.core.beginReplay()
        for (stamp, events) in history {
            for event in events {
                let isHit = source != nil && (!isStale || stamp.time >= Self.freshening)
                let kept = isHit ? source?.missing(from: event) : event
                if let kept { scenario.core.apply(kept, at: stamp) }
            }
            scenario.core.advance(to: stamp)
        }
        scenario.core.endReplay()
        scenario.time = Self.freshening
        return scenario
    }
}

@Suite struct RiskSourceTests {
    static let world = WatchedWorld()

    /// Each of them may make a position larger.
    private static let increasing = [
        RiskWorld.order("i1", .buy, "1", at: "100"),
        RiskWorld.order("i2", .buy, "1"),
        RiskWorld.order("i3", .buy, "1", type: .stopMarket, trigger: "110"),
        RiskWorld.order("i4", .buy, "1", at: "111", type: .stopLimit, trigger: "110"),
        RiskWorld.order("i5", .sell, "10", at: "100"),
        RiskWorld.order("i6", .sell, "10"),
        RiskWorld.order("i7", .sell, "1", at: "120", type: .takeProfitLimit, trigger: "120"),
    ]

    /// None of them can.
    private static let reducing = [
        RiskWorld.order("r1", .sell, "2", at: "100", isReduceOnly: true),
        RiskWorld.order("r2", .sell, "2", isReduceOnly: true),
        RiskWorld.order("r3", .sell, "1", at: "1", isReduceOnly: true),
        RiskWorld.order("r4", .sell, "2", type: .stopMarket, trigger: "80", isReduceOnly: true),
    ]

    private func words(_ input: Input, in scenario: Scenario) -> String {
        var scenario = scenario
        return scenario.feed(input).map(\.words).joined(separator: ", ")
    }

    @Test func withEverythingThereEveryOrderPasses() {
        let scenario = Self.world.without(nil)
        for order in Self.increasing + Self.reducing {
            let said = words(.submit(order), in: scenario)
            #expect(said.hasPrefix("intended"), "\(order.clientOrderID): \(said)")
        }
    }

    @Test(
        "without it what may add risk is denied and what takes risk away passes",
        arguments: RiskSource.allCases)
    func without(source: RiskSource) {
        judge(Self.world.without(source), source)
    }

    @Test(
        "when it is too old what may add risk is denied and what takes risk away passes",
        arguments: RiskSource.allCases.filter(\.ages))
    func stale(source: RiskSource) {
        judge(Self.world.without(source, isStale: true), source)
    }

    private func judge(_ scenario: Scenario, _ source: RiskSource) {
        for order in Self.increasing {
            // A trigger is a reference of its own, and a market order is sized by the mark.
            if source == .bestPrices && order.type.hasTrigger { continue }
            let said = words(.submit(order), in: scenario)
            #expect(said.hasPrefix("denied"), "\(source) \(order.clientOrderID): \(said)")
        }
        for order in Self.reducing {
            let said = words(.submit(order), in: scenario)
            #expect(said.hasPrefix("intended"), "\(source) \(order.clientOrderID): \(said)")
        }
        #expect(words(.cancel(WatchedWorld.works.reference), in: scenario) == "cancel")
        #expect(words(.cancelAll(.global), in: scenario).contains("sweep"))
        #expect(words(.kill(.global), in: scenario).hasPrefix("global 0 halted killed"))
    }
}
