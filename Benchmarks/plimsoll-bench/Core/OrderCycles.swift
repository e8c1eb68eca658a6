import Domain
import Operations

/// Whole order cycles to feed to a trading core: submitted, accepted and filled, half of them buys
/// and half sells, so that positions open and close.
struct OrderCycles {
    static let account = AccountID(1)
    static let strategy = StrategyID(1)
    static let base = identified("BTC")
    static let quote = identified("USDT")
    static let instrument = Instrument(
        id: InstrumentID(0), venue: VenueID(1), symbol: symbol("BTCUSDT"), base: base,
        quote: quote, priceDecimals: 2, quantityDecimals: 5, tick: Price(mantissa: 1),
        lot: Quantity(mantissa: 1), quantityMin: Quantity(mantissa: 1),
        quantityMax: Quantity(mantissa: 900_000_000), notionalMin: Money(units: 5),
        feeReserve: .basisPoints(10))

    /// What is fed before the first cycle.
    static let preparation: [Input] = [
        .limits(limits), .valuation(quote), .listing(instrument),
        .accountConfirmed(account),
        .conversion(
            ConversionRate(
                asset: base, price: MarkPrice(raw: 60_000 * Money.one), time: .none)),
        .mark(
            Mark(
                instrument: instrument.id, price: MarkPrice(raw: 60_000 * Money.one),
                time: Timestamp(nanoseconds: .max), bid: Price(mantissa: 5_999_999),
                ask: Price(mantissa: 6_000_001), bidDepth: Quantity(mantissa: 10_000_000),
                askDepth: Quantity(mantissa: 10_000_000),
                dayVolume: Quantity(mantissa: 1_000_000_000))),
        .flow(
            ExternalFlow(
                id: named("quote"), account: account, asset: quote,
                amount: Money(units: 1_000_000_000))),
        .flow(
            ExternalFlow(
                id: named("base"), account: account, asset: base, amount: Money(units: 1_000_000))),
    ]

    /// Every check has something to look at.
    private static var limits: RiskLimits {
        var limits = RiskLimits.unlimited()
        let plenty = Money(units: 1_000_000_000)
        limits.ordersInWindowMax = 100_000_000
        limits.cancelsInWindowMax = 100_000_000
        limits.duplicateWindow = 1000
        limits.referenceAgeMax = 3_600_000_000_000
        limits.conversionAgeMax = .max
        limits.collar = .basisPoints(500)
        limits.orderNotionalMax = plenty
        limits.orderQuantityMax = plenty
        limits.bookShareMax = .basisPoints(5000)
        limits.volumeShareMax = .basisPoints(5000)
        limits.openOrdersMax = 10_000_000
        limits.workingQuantityMax = plenty
        limits.longMax = plenty
        limits.shortMax = plenty
        limits.grossMax = plenty
        limits.netMax = plenty
        limits.leverageMax = Rate(raw: 10 * Int64(Rate.one))
        limits.feeBuffer = .basisPoints(10)
        limits.dayLossMax = plenty
        limits.drawdownMax = plenty
        limits.rejectsInRowMax = 100
        limits.balanceAgeMax = 3_600_000_000_000
        limits.preventsSelfTrade = true
        return limits
    }

    /// Three inputs a cycle.
    let inputs: [Input]

    /// - Parameter count: how many cycles; each has identifiers of its own.
    init(count: Int) {
        var inputs: [Input] = []
        inputs.reserveCapacity(count * 3)
        for number in 0..<count { inputs += Self.cycle(number) }
        self.inputs = inputs
    }

    private static func cycle(_ number: Int) -> [Input] {
        [submission(number), acceptance(number), fill(number)]
    }

    /// The order of that number is asked for.
    static func submission(_ number: Int) -> Input { .submit(request(number)) }

    /// The venue has it.
    static func acceptance(_ number: Int) -> Input {
        .report(
            VenueReport(
                order: request(number).reference, content: .accepted(venueOrderID(number))))
    }

    /// The venue has filled it.
    static func fill(_ number: Int) -> Input {
        let request = request(number)
        let fill = FillReport(
            order: request.reference, instrument: instrument.id,
            venueOrderID: venueOrderID(number), tradeID: named("\(20_000_000 + number)"),
            side: request.side, price: request.price, quantity: request.quantity,
            fee: Money(raw: 600_000_000_000_000), feeAsset: quote, isTaker: false,
            venueTime: .none)
        return .report(VenueReport(order: request.reference, content: .fill(fill)))
    }

    private static func request(_ number: Int) -> OrderRequest {
        OrderRequest(
            account: account, strategy: strategy, clientOrderID: named("order-\(number)"),
            instrument: instrument.id, side: number % 2 == 0 ? .buy : .sell, type: .limit,
            price: price(number),
            quantity: Quantity(mantissa: 1000))
    }

    private static func venueOrderID(_ number: Int) -> VenueOrderID {
        named("\(10_000_000 + number)")
    }

    private static func named<Tag>(_ text: String) -> TextIdentifier<Tag> {
        guard let identifier = try? TextIdentifier<Tag>(text) else {
            preconditionFailure("\(text) is no identifier")
        }
        return identifier
    }

    private static func symbol(_ text: String) -> Symbol { named(text) }

    private static func identified(_ text: String) -> Asset {
        guard let asset = try? Asset(text) else { preconditionFailure("\(text) is no asset") }
        return asset
    }

    /// Buys below sells, so that orders that rest do not meet.
    private static func price(_ number: Int) -> Price {
        let away = Int64(number % 100)
        return Price(mantissa: number % 2 == 0 ? 6_000_000 - away : 6_000_001 + away)
    }
}
