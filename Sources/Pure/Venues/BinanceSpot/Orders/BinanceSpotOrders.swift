internal import Containers
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
    /// Bounds of a session.
    public enum Limits {
        /// Orders being placed at a time; one more is refused here.
        public static let placementsMax = 1024
        /// Cancels under way at a time; one more is reported as failed, to be repeated.
        public static let cancelsMax = 4096
        /// Amendments under way at a time; one more is refused here.
        public static let amendsMax = 1024
        /// Orders and cancels whose time ran out and of which an answer would still count.
        public static let lateMax = 4096
        /// Queries and lists under way at a time; one more is left out, to be asked again.
        public static let readsMax = 64
        /// Nanoseconds within which an answer to a query must come.
        public static let answerTimeMax: Int64 = 5_000_000_000
        /// Nanoseconds after its deadline for which an answer to a place or a cancel still counts.
        public static let lateTimeMax: Int64 = 60_000_000_000
        /// Nanoseconds without anything, pings included, after which the private connection is
        /// dead: the venue pings every 20 s.
        public static let silenceMax: Int64 = 60_000_000_000
        /// Trades of one page; the venue's own bound.
        public static let tradesPerPage = 1000
        /// Pages of one look through an order's trades, or all since its intent.
        public static let tradePagesMax = 10
        /// Pages of one listing of all trades.
        public static let listPagesMax = 200
        /// Milliseconds of a day: how far apart the venue lets the times of one page be.
        static let day: Int64 = 86_400_000
        /// Days without a trade that one look through trades goes over, one request each.
        public static let tradeDaysMax = 366
        /// Orders of others whose names are asked for in one look since an order's intent.
        public static let ownersMax = 64
        /// Orders whose names are asked for in one listing of all trades.
        public static let listOwnersMax = 1024
        /// Nanoseconds that asking for the time may take; beyond that the answer says too little.
        public static let clockRoundTripMax: Int64 = 2_000_000_000
        /// Milliseconds that the clocks may be apart: a day.
        public static let clockLeadMax: Int64 = 86_400_000
        /// Milliseconds before an order's intent from which on trades are looked through: as far as
        /// the clocks may be apart.
        public static let tradesLead: Int64 = 60_000
        /// Nanoseconds to wait where the venue turns us away without saying for how long.
        public static let backOffUsual: Int64 = 10_000_000_000
        /// Seconds that a venue's wait is believed up to: its longest ban.
        public static let backOffMax: Int64 = 3 * 86_400
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
            precondition(venueClockLead.magnitude < Limits.clockLeadMax, "clocks are within a day")
            self.account = account
            self.algorithm = algorithm
            self.route = route
            self.venueClockLead = venueClockLead
        }
    }

    /// Where the private stream stands.
    public enum StreamState: Sendable, Equatable {
        /// No connection. → `opening`
        case closed
        /// Asked for. → `live` on the venue's word, → `refused`, → `closed`
        case opening
        /// The venue tells of everything. → `opening` when it ends the stream, → `closed`
        case live
        /// The venue said no, or nothing: a new connection was asked for. → `closed`
        case refused
    }

    /// What was given at the start.
    public let settings: Settings
    /// What happened so far, in numbers.
    public internal(set) var counts = OrderCounts()
    /// Why the last answer or frame that could not be read could not be.
    public internal(set) var lastFault: MessageFault?
    /// Where the private stream stands.
    public internal(set) var stream = StreamState.closed
    /// Milliseconds that the venue's clock is ahead of ours.
    public internal(set) var venueClockLead: Int64
    var instruments = ListedInstruments()
    var names = OrderNames()
    var reader = MessageReader()
    /// Outstanding requests, by rising number.
    var pending: [SpotPending] = []
    var placing: Set<OrderReference> = []
    var placeCount = 0
    var cancelCount = 0
    var amendCount = 0
    var lateCount = 0
    var readCount = 0
    var nextRequest: UInt64 = 1
    /// By request number; 0 is the connection's silence.
    var deadlines = DeadlineHeap()
    var lastHeard = Timestamp.none
    /// Whether ``deadlines`` holds the row of the connection's silence.
    var isSilenceWatched = false

    /// A session that knows no instrument and has no connection.
    public init(_ settings: Settings) {
        self.settings = settings
        venueClockLead = settings.venueClockLead
    }

    /// Whose orders.
    public var account: AccountID { settings.account }

    /// The moment at which ``wake(at:into:)`` is to be called, nil if none.
    public var nextWake: Timestamp? {
        deadlines.first.map { Timestamp(nanoseconds: $0.time) }
    }

    /// Takes in an instrument, or a new version of one.
    public mutating func list(_ instrument: Instrument) { instruments.list(instrument) }

    /// Takes in an order of an earlier run, so that its trades need not be asked about.
    public mutating func recall(_ order: OrderReference, as venueOrderID: VenueOrderID) {
        precondition(order.account == account, "the order is of this account")
        names.note(venueOrderID, order.clientOrderID)
    }

    /// How many requests are outstanding.
    public var outstandingCount: Int { pending.count }

    // MARK: - Outstanding requests

    /// - Returns: where the request is among the outstanding ones.
    func place(of id: RequestID) -> Int? {
        var low = 0
        var high = pending.count
        while low < high {
            let middle = (low + high) / 2
            if pending[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < pending.count && pending[low].id == id ? low : nil
    }

    mutating func remove(at place: Int) -> SpotPending {
        let entry = pending.remove(at: place)
        if entry.isLate { lateCount -= 1 } else { count(entry.work.purpose, -1) }
        if entry.work.purpose == .place, let order = entry.work.order { placing.remove(order) }
        return entry
    }

    private mutating func count(_ purpose: RequestPurpose, _ change: Int) {
        switch purpose {
        case .place: placeCount += change
        case .cancel: cancelCount += change
        case .amend: amendCount += change
        case .orderStatus, .openOrders, .trades, .balances: readCount += change
        case .subscribe, .clock, .positions, .marginRules, .funding: break
        }
    }

    /// Asks the driver for a request, and waits for its answer until `deadline`.
    mutating func ask(
        _ work: SpotWork, _ method: SpotMethod, _ writer: QueryWriter,
        by deadline: Timestamp, at now: Timestamp, _ output: inout OrderOutput
    ) {
        let id = RequestID(nextRequest)
        let isFrame = method == .subscribe || (settings.route == .connection && stream == .live)
        let template: SignedTemplate
        let slot: SigningSlot
        if isFrame {
            (template, slot) = writer.frame(method, id, settings.algorithm)
        } else {
            (template, slot) = writer.rest(settings.algorithm)
        }
        let route =
            isFrame
            ? RequestRoute.frame
            : .rest(method.verb, path: method.path, keyHeader: "X-MBX-APIKEY")
        ask(work, method, route, template, slot, by: deadline, at: now, &output)
    }

    /// Asks without a signature, over HTTP.
    mutating func askOpenly(
        _ work: SpotWork, _ method: SpotMethod, by deadline: Timestamp, at now: Timestamp,
        _ output: inout OrderOutput
    ) {
        let route = RequestRoute.rest(method.verb, path: method.path, keyHeader: "")
        ask(work, method, route, SignedTemplate(), nil, by: deadline, at: now, &output)
    }

    private mutating func ask(
        _ work: SpotWork, _ method: SpotMethod, _ route: RequestRoute,
        _ template: SignedTemplate, _ slot: SigningSlot?, by deadline: Timestamp,
        at now: Timestamp, _ output: inout OrderOutput
    ) {
        let id = RequestID(nextRequest)
        nextRequest += 1
        let isFrame = route == .frame
        output.requests.append(
            VenueRequest(
                id: id, purpose: work.purpose, order: work.order, route: route,
                template: template, signing: slot, sendBefore: deadline, weight: method.weight))
        count(work.purpose, 1)
        if work.purpose == .place, let order = work.order { placing.insert(order) }
        pending.append(SpotPending(id: id, work: work, askedAt: now, isFrame: isFrame))
        deadlines.insert(time: deadline.nanoseconds, row: Int(id.raw))
        counts.requests += 1
    }

    /// The venue's clock, in milliseconds.
    func venueTime(_ now: Timestamp) -> Int64 { now.milliseconds + venueClockLead }

    // MARK: - Time

    /// The time has come: tells of what was not answered.
    public mutating func wake(at now: Timestamp, into output: inout OrderOutput) {
        while let due = deadlines.popDue(now.nanoseconds) {
            if due.row == 0 {
                attendSilence(now, &output)
            } else if let place = place(of: RequestID(UInt64(due.row))) {
                expire(place, now, &output)
            }
        }
    }

    private mutating func expire(_ place: Int, _ now: Timestamp, _ output: inout OrderOutput) {
        let entry = pending[place]
        if entry.isLate {
            _ = remove(at: place)
            return
        }
        counts.timeouts += 1
        switch entry.work {
        case .place, .cancel, .amend:
            reportUnknown(entry.work, .deadline, &output)
            guard lateCount < Limits.lateMax else {
                _ = remove(at: place)
                return
            }
            count(entry.work.purpose, -1)
            lateCount += 1
            pending[place].isLate = true
            deadlines.insert(
                time: now.adding(nanoseconds: Limits.lateTimeMax).nanoseconds,
                row: Int(entry.id.raw))
        case .status, .orderTrades, .search, .owner, .openOrders, .balances, .clock, .subscribe:
            giveUp(remove(at: place).work, &output)
        }
    }

    func reportUnknown(_ work: SpotWork, _ cause: UnknownCause, _ output: inout OrderOutput) {
        guard let order = work.order else { return }
        let kind: RequestKind
        switch work {
        case .place: kind = .place
        case .amend: kind = .amend
        case _: kind = .cancel
        }
        output.reports.append(
            VenueReport(order: order, content: .requestFailed(kind, cause)))
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
