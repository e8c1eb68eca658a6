internal import Domain
internal import VenueKit

/// What a session waits for an answer to.
struct SpotPending: Sendable {
    let id: RequestID
    let work: SpotWork
    /// When it was asked, by our clock: at or before the moment it was sent.
    let askedAt: Timestamp
    /// Whether it went out on the private connection.
    let isFrame: Bool
    /// Its time ran out and was reported; an answer still counts.
    var isLate = false
}

/// What is to be done with an answer.
enum SpotWork: Sendable {
    case place(PlacementIntent)
    case cancel(CancelIntent)
    case amend(AmendIntent)
    /// Where an order stands.
    case status(QueryIntent)
    /// The trades of an order that the venue has.
    case orderTrades(SpotOrderTrades)
    /// All trades of an instrument: since the intent of an order that the venue does not find, or
    /// since whenever an account's trades are listed from.
    case search(SpotTradeSearch)
    /// Whose trades those are which a search found under an unknown number.
    case owner(SpotTradeSearch)
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

/// A look through the trades of one order.
struct SpotOrderTrades: Sendable {
    let intent: QueryIntent
    /// Reported when the trades are.
    let state: OrderStanding
    /// The first trade wanted; nil for all.
    var from: UInt64?
    var pages = 0
}

/// A look through all trades of an instrument.
struct SpotTradeSearch: Sendable {
    /// The order that the venue does not find; nil for a listing of all the account's trades.
    let order: OrderReference?
    let instrument: Instrument
    /// When the first page was asked for.
    let askedAt: Timestamp
    /// The first trade wanted; nil for all since ``start``.
    var from: UInt64?
    /// From when on, by the venue's clock in milliseconds.
    var start: Int64 = 0
    var pages = 0
    /// Days without a trade that were looked through.
    var days = 0
    /// Trades of orders whose names are not known yet.
    var held: [ListedTrade] = []
    /// The orders whose names are asked for.
    var owners: [VenueOrderID] = []
    /// How many names were asked for.
    var lookups = 0
}
