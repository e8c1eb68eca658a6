internal import BinanceSpot
internal import Containers
internal import Domain
internal import Gateway
internal import VenueKit

/// The account's line to the venue in bytes: on our side the gateway's real driver with the venue's
/// real session in it, on the other the venue's counter, and between them a network of connections.
///
/// It judges what only it can see: that an order's bytes leave once, that every intent has its
/// report by its deadline, that the session makes of bytes what the venue meant by them, and that
/// who is turned away stays away.
struct AccountLine {
    /// Now, by nature and by our machine's clock, and whether the venue is there.
    struct Moment {
        let now: Timestamp
        let ours: Timestamp
        let isVenueDown: Bool
    }

    /// Bounds.
    enum Limits {
        /// Milliseconds between two pings of the venue.
        static let pingInterval: Int64 = 20_000
        /// Events of the private stream that may be told again on a new connection.
        static let eventsRepeatedMax = 3
        /// How often the driver is called in a row for its time.
        static let wakesMax = 100
    }

    struct Debt {
        let order: OrderReference
        let kind: RequestKind
        let deadline: Timestamp
    }

    struct Standing {
        let connection: WireConnection
        var isSubscribed = false
        var pingedAt: Timestamp
    }

    let route: BinanceSpotOrders.Route
    var network: WireNetwork
    var counter = SpotCounter()
    var driver: OrderDriver<BinanceSpotOrders>?
    /// Counts processes: what is for an earlier one reaches nobody.
    var process = 0
    var lastConnection = 0
    /// The connection as the process sees it, and those that stand at the venue.
    var connection: WireConnection?
    var standing: [Standing] = []
    /// What came for the process and was not taken yet.
    var inbox: [[VenueAnswer]] = []
    var debts: [Debt] = []
    /// How often the bytes of an order left.
    var departures: [ClientOrderID: Int] = [:]
    /// Answers that get lost, by request.
    var muted: [UInt64: Int] = [:]
    /// Until when the venue turned the process away: but for cancels, and altogether.
    var heldUntil = Timestamp.none
    var bannedUntil = Timestamp.none
    var lastEvents: [CounterEvent] = []
    var eventCount: Int64 = 0
    /// Whether the private stream is live.
    var isLive = false
    /// The first promise that was found broken.
    var broken: Violation?
    var rarePaths: [RarePath] = []
    /// Lines for the trace, where one is kept.
    var keepsNotes = false
    var notes: [String] = []

    init(route: BinanceSpotOrders.Route, latencyMax: Int) {
        self.route = route
        network = WireNetwork(latencyMax: latencyMax)
    }

    /// Whether nothing is under way.
    var isQuiet: Bool { network.isQuiet && inbox.isEmpty }

    mutating func found(_ violation: Violation) {
        if broken == nil { broken = violation }
    }

    mutating func note(_ line: @autoclosure () -> String) {
        if keepsNotes { notes.append(line()) }
    }

    /// Forgets what has been looked at.
    mutating func removeNotes() {
        notes.removeAll()
        rarePaths.removeAll()
        counter.removeRarePaths()
    }

    // MARK: - The process

    /// A process begins, with what it knows of earlier ones.
    mutating func start(
        _ instrument: Instrument, recalling orders: [(OrderReference, VenueOrderID)],
        seed: UInt64, _ moment: Moment, _ dice: inout Dice
    ) {
        process += 1
        var session = BinanceSpotOrders(
            .init(account: SimulatedVenue.account, route: route))
        session.list(instrument)
        for (order, name) in orders { session.recall(order, as: name) }
        let endpoints = VenueEndpoints(
            rest: SpotCounter.rest, stream: SpotCounter.orders, orders: SpotCounter.orders)
        driver = try! OrderDriver(session, endpoints, WorldSigner(), seed: seed)
        call(moment, &dice) { $0.start(at: moment.ours) }
    }

    /// It is gone, and its connections with it.
    mutating func processDied() {
        driver = nil
        inbox = []
        debts = []
        muted = [:]
        isLive = false
        (heldUntil, bannedUntil) = (.none, .none)
        network.dropInbound()
        if let connection { network.drop(connection) }
        connection = nil
        standing = []
    }

    /// What came for the process, in one go.
    mutating func takeInbox() -> [VenueAnswer]? {
        inbox.isEmpty ? nil : inbox.removeFirst()
    }

    mutating func place(
        _ intent: PlacementIntent, _ moment: Moment, _ dice: inout Dice
    ) {
        counter.asked[intent.request.clientOrderID] = intent.request
        debts.append(
            Debt(order: intent.request.reference, kind: .place, deadline: intent.deadline))
        call(moment, &dice) { $0.place(intent, at: moment.ours) }
    }

    mutating func cancel(_ intent: CancelIntent, _ moment: Moment, _ dice: inout Dice) {
        debts.append(Debt(order: intent.order, kind: .cancel, deadline: intent.deadline))
        call(moment, &dice) { $0.cancel(intent, at: moment.ours) }
    }

    mutating func ask(
        _ moment: Moment, _ dice: inout Dice,
        _ body: (inout OrderDriver<BinanceSpotOrders>) -> Void
    ) {
        call(moment, &dice, body)
    }

    // MARK: - The driver

    /// Calls the driver, and carries out what comes of it.
    mutating func call(
        _ moment: Moment, _ dice: inout Dice, truths: [Truth] = [],
        _ body: (inout OrderDriver<BinanceSpotOrders>) -> Void
    ) {
        guard driver != nil else { return }
        let unasked = driver?.session.counts.answersUnasked
        body(&driver!)
        var truths = driver?.session.counts.answersUnasked == unasked ? truths : []
        while let driver,
            !driver.actions.isEmpty || !driver.reports.isEmpty
                || !driver.notices.isEmpty
        {
            let (reports, notices, actions) = (driver.reports, driver.notices, driver.actions)
            self.driver?.removeAll()
            check(truths, reports, actions)
            truths = []
            for report in reports { pay(report) }
            let answers = reports.map { VenueAnswer.report($0) } + notices.compactMap(answer)
            if !answers.isEmpty { inbox.append(answers) }
            for action in actions { perform(action, moment, &dice) }
        }
        check(truths, [], [])
    }

    /// What the session made of bytes must be what the venue meant by them.
    mutating func check(
        _ truths: [Truth], _ reports: [VenueReport], _ actions: [GatewayAction]
    ) {
        let isAsking = actions.contains { action in
            if case .call = action { return true }
            if case .send(_, .some) = action { return true }
            if case .close = action { return true }
            return false
        }
        for truth in truths where !truth.holds(reports, isAsking: isAsking) {
            found(Violation(.i17, "the venue said \(truth), and was understood as \(reports)"))
        }
        for report in reports {
            guard case .rejected = report.content else { continue }
            // Bytes that left may have been taken, whatever came of their answer.
            guard truths.contains(.rejected(report.order)) || !hasLeft(report.order) else {
                found(
                    Violation(.i15, "order \(report.order.clientOrderID) is refused by nobody"))
                continue
            }
        }
    }

    private func hasLeft(_ order: OrderReference) -> Bool {
        departures[order.clientOrderID, default: 0] > 0
    }

    mutating func pay(_ report: VenueReport) {
        debts.removeAll { debt in
            guard debt.order == report.order else { return false }
            switch (report.content, debt.kind) {
            case (.accepted, .place), (.rejected, .place), (.requestFailed(.place, _), .place),
                (.fill, .place), (.status, .place), (.status, .cancel), (.cancelRejected, .cancel),
                (.requestFailed(.cancel, _), .cancel):
                return true
            case (_, _): return false
            }
        }
    }

    func answer(_ notice: OrderNotice) -> VenueAnswer? {
        switch notice {
        case .streamLive: .streamChanged(isLive: true)
        case .streamGap: .streamChanged(isLive: false)
        case .openOrdersListed(let askedAt, _): .openOrdersListed(askedAt: askedAt)
        case .tradesListed(_, let askedAt): .tradesListed(askedAt: askedAt)
        case .balances(let balances, let askedAt):
            .balances(
                balances.map { VenueAnswer.Holding(asset: $0.asset, amount: $0.free + $0.locked) },
                askedAt: askedAt)
        case .listingFailed(let listing, _): .listingFailed(listing)
        case .reconnect, .positions, .clockMeasured, .backOff, .credentialsRefused, .clockRefused,
            .balance, .transfer, .position, .funding, .marginTable, .marginTerms, .marginCall,
            .balanceUnreadable, .tradesTooMany:
            nil
        }
    }

    mutating func perform(
        _ action: GatewayAction, _ moment: Moment, _ dice: inout Dice
    ) {
        switch action {
        case .connect(let link, _): connect(link, moment, &dice)
        case .close(let link):
            guard let connection, connection.link == link else { return }
            network.send(.left(connection), at: moment.now, &dice)
            self.connection = nil
        case .send(let frame, let request):
            guard let connection, let (asked, id) = SpotCounter.read(frame.bytes) else {
                if let request { driver?.unsent(request, at: moment.ours) }
                return
            }
            depart(asked, moment)
            note("we send \(String(decoding: frame.bytes, as: UTF8.self))")
            if dice.strikes(.connectionReset) {
                breakConnection(connection, moment, &dice)
            } else {
                network.send(.request(asked, id, connection), at: moment.now, &dice)
            }
        case .call(let call): send(call, moment, &dice)
        case .linkChanged(let state): isLive = state == .live
        case .troubled(let why):
            if let why { found(Violation(.i34, "a request could not be made: \(why)")) }
        case .hold(let until, let isBanned):
            rarePaths.append(isBanned ? .bannedByVenue : .turnedAway)
            heldUntil = max(heldUntil, until)
            if isBanned { bannedUntil = max(bannedUntil, until) }
        case .listed, .paperProved: break
        }
    }
}
