public import Domain
public import VenueKit

/// One account's orders at Binance spot.
///
/// Requests go over HTTP or, while the private connection stands, over the venue's WebSocket
/// interface, as the settings say; the private stream is subscribed to on that connection by a
/// signed request. Trades come from three sides, with the same trade number from each: the answer
/// that placed the order, the stream, and the lists; the core counts each once.
///
/// - Complexity: constant in the number of orders, logarithmic in that of outstanding requests.
/// - Source: Binance spot, "REST API", "WebSocket API", "User Data Streams", as of 2025-01, and the
///   change log for the signed subscription (listen keys ended on 2026-02-20).
public struct BinanceSpotOrders: OrderSession {
    /// Bounds of a session, beside those that all have.
    public enum Limits {
        /// Nanoseconds without anything, pings included, after which the private connection is
        /// dead: the venue pings every 20 s.
        public static let silenceMax: Int64 = 60_000_000_000
        /// How far apart the venue lets the times of one page of trades be: a day; and a year.
        public static let tradeSpan = TradeSpan(length: 86_400_000, countMax: 366)
    }

    /// By which way requests go.
    public enum Route: UInt8, Sendable, Equatable, CaseIterable {
        case rest = 1
        /// The private connection, and HTTP while that is down.
        case connection = 2
    }

    /// What a session is for.
    public struct Settings: Sendable, Equatable {
        public var account: AccountID
        /// What the account's key signs by.
        public var algorithm: SigningAlgorithm
        public var route: Route
        /// Milliseconds that the venue's clock is ahead of ours, until it is measured.
        public var venueClockLead: Int64

        public init(
            account: AccountID, algorithm: SigningAlgorithm = .hmacSHA256, route: Route = .rest,
            venueClockLead: Int64 = 0
        ) {
            precondition(
                venueClockLead.magnitude < VenueClock.Limits.leadMax, "clocks are within a day")
            self.account = account
            self.algorithm = algorithm
            self.route = route
            self.venueClockLead = venueClockLead
        }
    }

    /// What was given at the start.
    public let settings: Settings
    /// What happened so far, in numbers.
    public internal(set) var counts = OrderCounts()
    /// Why the last answer or frame that could not be read could not be.
    public internal(set) var lastFault: MessageFault?
    /// Where the private stream stands.
    public internal(set) var stream = PrivateStreamState.closed
    /// Milliseconds that the venue's clock is ahead of ours.
    public internal(set) var venueClockLead: Int64
    var instruments = ListedInstruments()
    var names = OrderNames()
    var reader = MessageReader()
    var desk = RequestDesk<SpotWork>()
    var lastHeard = Timestamp.none
    /// When the connection's silence is looked at; nil while there is none.
    var silenceAt: Timestamp?

    /// A session that knows no instrument and has no connection.
    public init(_ settings: Settings) {
        self.settings = settings
        venueClockLead = settings.venueClockLead
    }

    /// Whose orders.
    public var account: AccountID { settings.account }

    /// The moment at which ``wake(at:into:)`` is to be called, nil if none.
    public var nextWake: Timestamp? {
        guard let silenceAt else { return desk.nextDeadline }
        return desk.nextDeadline.map { min($0, silenceAt) } ?? silenceAt
    }

    /// Takes in an instrument, or a new version of one.
    public mutating func list(_ instrument: Instrument) { instruments.list(instrument) }

    /// Takes in an order of an earlier run, so that its trades need not be asked about.
    public mutating func recall(_ order: OrderReference, as venueOrderID: VenueOrderID) {
        precondition(order.account == account, "the order is of this account")
        names.note(venueOrderID, order.clientOrderID)
    }

    /// How many requests are outstanding.
    public var outstandingCount: Int { desk.count }

    // MARK: - Outstanding requests

    /// Asks the driver for a request, and waits for its answer until `deadline`.
    mutating func ask(
        _ work: SpotWork, _ method: SpotMethod, _ writer: QueryWriter,
        by deadline: Timestamp, at now: Timestamp, _ output: inout OrderOutput
    ) {
        let isFrame = method == .subscribe || (settings.route == .connection && stream == .live)
        let template: SignedTemplate
        let slot: SigningSlot
        if isFrame {
            (template, slot) = writer.frame(method, desk.nextID, settings.algorithm)
        } else {
            (template, slot) = writer.rest(settings.algorithm)
        }
        let route =
            isFrame
            ? RequestRoute.frame
            : .rest(method.verb, path: method.path, keyHeader: "X-MBX-APIKEY")
        counts.requests += 1
        desk.ask(
            work, route, template, slot, weight: method.weight, by: deadline, at: now, &output)
    }

    /// Asks without a signature, over HTTP.
    mutating func askOpenly(
        _ work: SpotWork, _ method: SpotMethod, by deadline: Timestamp, at now: Timestamp,
        _ output: inout OrderOutput
    ) {
        counts.requests += 1
        desk.ask(
            work, .rest(method.verb, path: method.path, keyHeader: ""), SignedTemplate(), nil,
            weight: method.weight, by: deadline, at: now, &output)
    }

    /// The venue's clock, in milliseconds.
    func venueTime(_ now: Timestamp) -> Int64 { now.milliseconds + venueClockLead }

    // MARK: - Time

    /// The time has come: tells of what was not answered.
    public mutating func wake(at now: Timestamp, into output: inout OrderOutput) {
        while let entry = desk.takeDue(at: now) { expire(entry, now, &output) }
        if let due = silenceAt, due <= now { attendSilence(now, &output) }
    }

    private mutating func expire(
        _ entry: RequestDesk<SpotWork>.Entry, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        counts.timeouts += 1
        switch entry.work {
        case .place, .cancel, .amend:
            reportUnknown(entry.work, .deadline, &output)
            desk.keepLate(entry, at: now)
        case .status, .orderTrades, .search, .owner, .openOrders, .balances, .clock, .subscribe:
            giveUp(entry.work, &output)
        }
    }

    func reportUnknown(_ work: SpotWork, _ cause: UnknownCause, _ output: inout OrderOutput) {
        if let report = work.unknown(cause) { output.reports.append(report) }
    }

    /// A question comes to nothing; what is known already is told.
    mutating func giveUp(_ work: SpotWork, _ output: inout OrderOutput) {
        switch work {
        case .orderTrades(let listing):
            output.reports.append(listing.state.report(listing.intent.order))
        case .subscribe:
            stream = .refused
            output.notices.append(.streamGap(.refused))
            output.notices.append(.reconnect(.refused))
        case .search(let search), .owner(let search):
            guard search.order == nil else { return }
            let listing = AccountListing.trades(search.instrument.id)
            output.notices.append(.listingFailed(listing, .unanswered))
        case .openOrders: output.notices.append(.listingFailed(.openOrders, .unanswered))
        case .balances: output.notices.append(.listingFailed(.balances, .unanswered))
        case .place, .cancel, .amend, .status, .clock: break
        }
    }
}
