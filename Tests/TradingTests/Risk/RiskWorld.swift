import Containers
import Domain
import Testing
import Trading

/// A scenario with a price, a book, a valuation currency and a linear contract, under limits of
/// choice.
struct RiskWorld {
    var scenario: Scenario
    var limits: RiskLimits

    static let spot = InstrumentID(0)
    static let contract = InstrumentID(1)
    static let account = Scenario.account
    static let strategy = Scenario.strategy

    static func decimal(_ text: String) -> Money { Decimals.money(text) }

    /// Like the scenario's instrument, settled in USDT and worth its quantity.
    static let perpetual = Instrument(
        id: contract, version: 1, venue: VenueID(0), symbol: identifier("BTCUSDT-PERP"),
        base: asset("BTC"), quote: asset("USDT"), priceDecimals: 2, quantityDecimals: 3,
        tick: Price(mantissa: 5), lot: Quantity(mantissa: 10), quantityMin: Quantity(mantissa: 20),
        quantityMax: Quantity(mantissa: 50_000), notionalMin: Money(units: 5),
        feeReserve: .basisPoints(10), contract: .linear, settle: asset("USDT"))

    static let table = MarginTable(
        instrument: contract,
        brackets: [
            MarginBracket(
                cap: Money(units: 1000), rate: .basisPoints(100), cumulative: .zero,
                leverageMax: 20),
            MarginBracket(
                cap: Money(units: 100_000), rate: .basisPoints(200), cumulative: Money(units: 10),
                leverageMax: 5),
        ])

    init(
        usdt: String = "100000", btc: String = "100",
        _ adjust: (inout RiskLimits) -> Void = { _ in }
    ) {
        scenario = Scenario(usdt: usdt, btc: btc)
        limits = .unlimited()
        adjust(&limits)
        scenario.time = Timestamp(nanoseconds: 10_000_000_000)
        _ = scenario.feed(.valuation(asset("USDT")))
        _ = scenario.feed(.listing(Self.perpetual))
        quote()
        _ = scenario.feed(.limits(limits))
    }

    /// Both instruments at 100, with 4 on each side of the book and 200 traded in a day.
    mutating func quote(_ price: Int64 = 100) {
        for instrument in [Self.spot, Self.contract] {
            let mark = Mark(
                instrument: instrument, price: MarkPrice(raw: Int128(price) * Money.one),
                time: scenario.time, bid: Price(mantissa: price * 100 - 5),
                ask: Price(mantissa: price * 100 + 5), bidDepth: Quantity(mantissa: 4000),
                askDepth: Quantity(mantissa: 4000), dayVolume: Quantity(mantissa: 200_000))
            _ = scenario.feed(.mark(mark))
        }
    }

    mutating func set(_ adjust: (inout RiskLimits) -> Void) {
        adjust(&limits)
        _ = scenario.feed(.limits(limits))
    }

    mutating func run(_ table: String, sourceLocation: SourceLocation = #_sourceLocation) {
        scenario.run(table, sourceLocation: sourceLocation)
    }

    /// Has the strategy that trades spot buy so much.
    mutating func buySpot(_ quantity: String) {
        _ = scenario.perform("submit own buy limit GTC 100 \(quantity)")
        _ = scenario.perform("fill own own1 buy \(quantity) 100")
    }

    /// How the account trades the contract, and what must stay in it.
    mutating func margin(leverage: UInt16 = 10, _ mode: MarginMode = .cross) {
        _ = scenario.feed(.marginTable(Self.table))
        _ = scenario.feed(
            .marginTerms(
                MarginTerms(
                    account: Self.account, instrument: Self.contract, mode: mode,
                    leverage: leverage)))
    }

    /// An order of the contract.
    static func order(
        _ name: String, _ side: Side, _ quantity: String, at price: String? = nil,
        type: OrderType? = nil, trigger: String? = nil, isReduceOnly: Bool = false,
        leg: PositionLeg = .net, of instrument: InstrumentID = contract
    ) -> OrderRequest {
        let kind = type ?? (price == nil ? .market : .limit)
        return OrderRequest(
            account: account, strategy: strategy, clientOrderID: identifier(name),
            instrument: instrument, side: side, type: kind,
            timeInForce: kind == .market ? .immediateOrCancel : .goodTillCanceled,
            price: price.map { Decimals.price($0[...]) } ?? .zero,
            quantity: Decimals.quantity(quantity[...]),
            triggerPrice: trigger.map { Decimals.price($0[...]) } ?? .zero,
            isReduceOnly: isReduceOnly, leg: leg)
    }

    /// Performs a step and gives the last event that it led to.
    mutating func last(_ step: String) -> String {
        let input = scenario.input(step.split(separator: " "))
        return scenario.feed(input).last?.words ?? "-"
    }

    /// Submits an order and says what became of it.
    mutating func submit(_ request: OrderRequest) -> String {
        scenario.feed(.submit(request)).map(\.words).joined(separator: ", ")
    }

    /// Submits, and trades all of it at once.
    mutating func trade(_ request: OrderRequest, at price: String) {
        _ = scenario.feed(.submit(request))
        let fill = FillReport(
            order: request.reference, instrument: request.instrument,
            venueOrderID: identifier("v-\(request.clientOrderID)"),
            tradeID: identifier("t-\(request.clientOrderID)"), side: request.side,
            price: Decimals.price(price[...]), quantity: request.quantity, fee: .zero,
            feeAsset: .none, isTaker: true, venueTime: scenario.time, leg: request.leg)
        _ = scenario.feed(
            .report(VenueReport(order: request.reference, content: .fill(fill))))
    }
}
