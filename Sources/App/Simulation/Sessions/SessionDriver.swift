internal import BinanceSpot
internal import BinanceUSDM
internal import Domain
internal import Gateway
internal import VenueKit

/// The venue's session that an account's orders go through, and by which way.
enum WorldSession: Sendable, Equatable {
    case spot(BinanceSpotOrders.Route)
    case futures

    /// Whoever is at the venue's end of the line.
    var counter: any VenueCounter {
        switch self {
        case .spot: SpotCounter()
        case .futures: FuturesCounter()
        }
    }

    /// The gateway's driver with the session in it, as the house has it.
    func driver(_ endpoints: VenueEndpoints, seed: UInt64) -> any SessionDriver {
        let account = SimulatedVenue.account
        switch self {
        case .spot(let route):
            let session = BinanceSpotOrders(.init(account: account, route: route))
            return try! OrderDriver(session, endpoints, WorldSigner(), seed: seed)
        case .futures:
            var settings = BinanceUSDMOrders.Settings(account: account)
            // A world lasts some minutes: what has hours elsewhere must happen in them.
            settings.keyInterval = 60_000_000_000
            settings.rulesInterval = 30_000_000_000
            let session = BinanceUSDMOrders(settings)
            return try! OrderDriver(session, endpoints, WorldSigner(), seed: seed)
        }
    }
}

/// The gateway's driver, whichever session is in it.
protocol SessionDriver {
    var reports: [VenueReport] { get }
    var notices: [OrderNotice] { get }
    var actions: [GatewayAction] { get }
    var outstandingCount: Int { get }
    var nextWake: Timestamp? { get }
    /// Answers that nobody waited for.
    var answersUnasked: Int64 { get }

    mutating func removeAll()
    mutating func list(_ instrument: Instrument)
    mutating func recall(_ order: OrderReference, as venueOrderID: VenueOrderID)
    mutating func start(at now: Timestamp)
    mutating func place(_ intent: PlacementIntent, at now: Timestamp)
    mutating func cancel(_ intent: CancelIntent, at now: Timestamp)
    mutating func amend(_ intent: AmendIntent, at now: Timestamp)
    mutating func query(_ intent: QueryIntent, at now: Timestamp)
    mutating func listOpenOrders(at now: Timestamp)
    mutating func listTrades(_ intent: TradeListIntent, at now: Timestamp)
    mutating func listBalances(at now: Timestamp)
    mutating func listPositions(at now: Timestamp)
    mutating func listMarginRules(at now: Timestamp)
    mutating func listFunding(since start: Timestamp, at now: Timestamp)
    mutating func opened(_ number: LinkNumber, at now: Timestamp)
    mutating func received(_ frame: Span<UInt8>, on number: LinkNumber, at now: Timestamp)
    mutating func pinged(_ number: LinkNumber, at now: Timestamp)
    mutating func closed(_ number: LinkNumber, why: String, at now: Timestamp)
    mutating func answered(
        _ id: UInt64, _ answer: VenueKit.VenueAnswer, _ body: Span<UInt8>, at now: Timestamp)
    mutating func failed(_ id: UInt64, _ failure: RequestFailure, at now: Timestamp)
    mutating func unsent(_ request: RequestID, at now: Timestamp)
    mutating func wake(at now: Timestamp)
}

extension OrderDriver: SessionDriver {
    var answersUnasked: Int64 { session.counts.answersUnasked }
}
