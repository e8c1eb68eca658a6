internal import Domain
internal import Trading

/// The trading core alone, for orders that are decided one after the other.
final class SafetyDecider {
    /// What became of an order.
    enum Decision: Equatable {
        case intended
        case denied(DenialCode)
        case neither

        var words: String {
            switch self {
            case .intended: "it is taken"
            case .denied(let code): "it is refused: \(code)"
            case .neither: "it is neither taken nor refused"
            }
        }
    }

    private var core = TradingCore()

    init(_ beginning: [Input]) {
        for input in beginning { _ = take(input) }
    }

    func decided(on order: OrderRequest) -> Decision {
        for event in take(.submit(order)) {
            if case .orderIntended = event { return .intended }
            if case .orderDenied(let denial) = event { return .denied(denial.code) }
        }
        return .neither
    }

    private func take(_ input: Input) -> [Event] {
        var events: [Event] = []
        let stamp = Stamp(
            sequence: core.state.globals.sequence + 1, time: SafetyFeed.time(1))
        core.decide(input, at: stamp, into: &events)
        return events
    }
}

/// Orders at the limits of an instrument, and what must become of them.
struct OrderTrials {
    let what: String
    private let denial: DenialCode?
    private let change: @Sendable (inout OrderRequest) -> Void

    private init(
        _ what: String, _ denial: DenialCode?,
        _ change: @escaping @Sendable (inout OrderRequest) -> Void
    ) {
        self.what = what
        self.denial = denial
        self.change = change
    }

    func order(_ number: Int) -> OrderRequest {
        var order = SafetyFeed.order(number)
        change(&order)
        return order
    }

    var expected: String {
        denial.map { SafetyDecider.Decision.denied($0).words }
            ?? SafetyDecider.Decision.intended.words
    }

    func isMet(by decision: SafetyDecider.Decision) -> Bool {
        decision == (denial.map { .denied($0) } ?? .intended)
    }

    private static func price(
        _ what: String, _ mantissa: Int64, _ denial: DenialCode?
    ) -> OrderTrials {
        OrderTrials(what, denial) { $0.price = Price(mantissa: mantissa) }
    }

    private static func quantity(
        _ what: String, _ mantissa: Int64, _ denial: DenialCode?, at price: Int64 = 10_000
    ) -> OrderTrials {
        OrderTrials(what, denial) {
            $0.quantity = Quantity(mantissa: mantissa)
            $0.price = Price(mantissa: price)
        }
    }

    static let all: [OrderTrials] = [
        OrderTrials("worth exactly the least, 5", nil) { _ in },
        quantity("worth 4 where the least is 5", 40, .notionalTooSmall),
        price("a price on the next tick", 10_005, nil),
        price("a price between two ticks", 10_001, .priceOffTick),
        price("a price of zero", 0, .priceNotPositive),
        price("a price below zero", -5, .priceNotPositive),
        price("the lowest number as a price", .min, .priceNotPositive),
        quantity("the smallest quantity", 20, nil, at: 25_000),
        quantity("a lot below the smallest quantity", 10, .quantityTooSmall, at: 100_000),
        quantity("a quantity between two lots", 55, .quantityOffLot),
        quantity("the largest quantity", 100_000, nil),
        quantity("a lot above the largest quantity", 100_010, .quantityTooLarge),
        quantity("a quantity of zero", 0, .quantityNotPositive),
        quantity("a quantity below zero", -10, .quantityNotPositive),
        quantity("the highest number as a quantity", .max, .quantityOffLot),
        quantity("the lowest number as a quantity", .min, .quantityNotPositive),
        quantity(
            "the highest price there is, for the largest quantity", 100_000, .notionalTooLarge,
            at: Int64.max / 5 * 5),
        OrderTrials("a market order without a price to size it by", .markMissing) {
            ($0.type, $0.price, $0.timeInForce) = (.market, .zero, .immediateOrCancel)
        },
        OrderTrials("a market order with a price", .priceOnMarketOrder) {
            ($0.type, $0.timeInForce) = (.market, .immediateOrCancel)
        },
        OrderTrials("post only, and immediate or cancel", .timeInForceContradiction) {
            ($0.isPostOnly, $0.timeInForce) = (true, .immediateOrCancel)
        },
        OrderTrials("an instrument that nobody lists", .instrumentUnknown) {
            $0.instrument = InstrumentID(77)
        },
        OrderTrials("no strategy", .strategyMissing) { $0.strategy = .external },
    ]
}
