internal import Domain
internal import VenueKit

/// What is to be done with an answer.
enum FuturesWork: OrderWork {
    case place(PlacementIntent)
    case cancel(CancelIntent)
    case amend(AmendIntent)
    /// Where an order stands; under its own number, where a condition became it.
    case status(QueryIntent)
    /// Where an order stands that waits for its price, or has.
    case conditionalStatus(QueryIntent)
    /// The trades of an order that the venue has.
    case orderTrades(OrderTrades)
    /// All trades of an instrument: since the intent of an order that the venue does not find, or
    /// since whenever an account's trades are listed from.
    case search(TradeSearch)
    /// Whose trades those are which a search found under an unknown number.
    case owner(TradeSearch)
    case openOrders
    /// Those that wait for their price: the second half of the open orders.
    case openConditionals(askedAt: Timestamp, count: Int)
    case balances
    case positions
    case clock
    case brackets
    case symbolConfiguration
    case income
    /// The key by which the private stream is asked for.
    case listenKey
    /// The private stream, by its key.
    case subscribe
    /// The key is to be good for another hour.
    case keepAlive
    /// Whether the private connection still answers.
    case probe

    var purpose: RequestPurpose {
        switch self {
        case .place: .place
        case .cancel: .cancel
        case .amend: .amend
        case .status, .conditionalStatus, .owner: .orderStatus
        case .orderTrades, .search: .trades
        case .openOrders, .openConditionals: .openOrders
        case .brackets, .symbolConfiguration: .marginRules
        case .income: .funding
        case .balances: .balances
        case .positions: .positions
        case .clock: .clock
        case .listenKey, .subscribe, .keepAlive, .probe: .subscribe
        }
    }

    var order: OrderReference? {
        switch self {
        case .place(let intent): intent.request.reference
        case .cancel(let intent): intent.order
        case .amend(let intent): intent.request.reference
        case .status(let intent), .conditionalStatus(let intent): intent.order
        case .orderTrades(let listing): listing.intent.order
        case .search(let search), .owner(let search): search.order
        case .openOrders, .openConditionals, .balances, .positions, .clock, .brackets,
            .symbolConfiguration, .income, .listenKey, .subscribe, .keepAlive, .probe:
            nil
        }
    }

    /// The query that it is a part of.
    var query: OrderReference? {
        switch self {
        case .status, .conditionalStatus, .orderTrades, .search, .owner: order
        case .place, .cancel, .amend, .openOrders, .openConditionals, .balances, .positions,
            .clock, .brackets, .symbolConfiguration, .income, .listenKey, .subscribe, .keepAlive,
            .probe:
            nil
        }
    }
}
