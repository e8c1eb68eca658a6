internal import Domain
internal import VenueKit

/// What is to be done with an answer.
enum SpotWork: OrderWork {
    case place(PlacementIntent)
    case cancel(CancelIntent)
    case amend(AmendIntent)
    /// Where an order stands.
    case status(QueryIntent)
    /// The trades of an order that the venue has.
    case orderTrades(OrderTrades)
    /// All trades of an instrument: since the intent of an order that the venue does not find, or
    /// since whenever an account's trades are listed from.
    case search(TradeSearch)
    /// Whose trades those are which a search found under an unknown number.
    case owner(TradeSearch)
    case openOrders
    case balances
    case clock
    case subscribe

    var purpose: RequestPurpose {
        switch self {
        case .place: .place
        case .cancel: .cancel
        case .amend: .amend
        case .status, .owner: .orderStatus
        case .orderTrades, .search: .trades
        case .openOrders: .openOrders
        case .balances: .balances
        case .clock: .clock
        case .subscribe: .subscribe
        }
    }

    var order: OrderReference? {
        switch self {
        case .place(let intent): intent.request.reference
        case .cancel(let intent): intent.order
        case .amend(let intent): intent.request.reference
        case .status(let intent): intent.order
        case .orderTrades(let listing): listing.intent.order
        case .search(let search), .owner(let search): search.order
        case .openOrders, .balances, .clock, .subscribe: nil
        }
    }

    /// The query that it is a part of.
    var query: OrderReference? {
        switch self {
        case .status, .orderTrades, .search, .owner: order
        case .place, .cancel, .amend, .openOrders, .balances, .clock, .subscribe: nil
        }
    }
}
