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

    let session: WorldSession
    var network: WireNetwork
    var counter: any VenueCounter
    var driver: (any SessionDriver)?
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
    /// Whether the private stream is live.
    var isLive = false
    /// The first promise that was found broken.
    var broken: Violation?
    var rarePaths: [RarePath] = []
    /// Lines for the trace, where one is kept.
    var keepsNotes = false
    var notes: [String] = []

    init(_ session: WorldSession, latencyMax: Int) {
        self.session = session
        counter = session.counter
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
        driver = session.driver(counter.endpoints, seed: seed)
        driver?.list(instrument)
        for (order, name) in orders { driver?.recall(order, as: name) }
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
        _ body: (inout any SessionDriver) -> Void
    ) {
        call(moment, &dice, body)
    }

    // MARK: - The driver

    /// Calls the driver, and carries out what comes of it.
    mutating func call(
        _ moment: Moment, _ dice: inout Dice, truths: [Truth] = [],
        _ body: (inout any SessionDriver) -> Void
    ) {
        guard driver != nil else { return }
        let unasked = driver?.answersUnasked
        body(&driver!)
        var truths = driver?.answersUnasked == unasked ? truths : []
        while let (reports, notices, actions) = takeOutput() {
            check(truths, reports, notices, actions)
            truths = []
            for report in reports { pay(report) }
            let answers = reports.map { VenueAnswer.report($0) } + notices.compactMap(answer)
            if !answers.isEmpty { inbox.append(answers) }
            for action in actions { perform(action, moment, &dice) }
        }
        check(truths, [], [], [])
    }

    /// What the driver says, and wants to have done; nil for nothing.
    private mutating func takeOutput() -> ([VenueReport], [OrderNotice], [GatewayAction])? {
        guard let reports = driver?.reports, let notices = driver?.notices,
            let actions = driver?.actions,
            !actions.isEmpty || !reports.isEmpty || !notices.isEmpty
        else { return nil }
        driver?.removeAll()
        return (reports, notices, actions)
    }

    /// What the session made of bytes must be what the venue meant by them.
    mutating func check(
        _ truths: [Truth], _ reports: [VenueReport], _ notices: [OrderNotice],
        _ actions: [GatewayAction]
    ) {
        let isAsking = actions.contains { action in
            if case .call = action { return true }
            if case .send(_, .some) = action { return true }
            if case .close = action { return true }
            return false
        }
        for truth in truths where !truth.holds(reports, notices, isAsking: isAsking) {
            found(
                Violation(
                    .i17,
                    "the venue said \(truth), and was understood as \(reports), \(notices)"))
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
                balances.map {
                    VenueAnswer.Holding(
                        asset: $0.asset, amount: $0.free + $0.locked, openCost: $0.openCost)
                }, askedAt: askedAt)
        case .positions(let positions, let askedAt): legs(positions, askedAt)
        case .funding(let notice): .funding(notice)
        case .marginTable(let table): .marginTable(table)
        case .marginTerms(let terms): .marginTerms(terms)
        case .listingFailed(let listing, _): .listingFailed(listing)
        case .reconnect, .clockMeasured, .backOff, .credentialsRefused, .clockRefused,
            .balance, .transfer, .position, .marginCall, .balanceUnreadable, .tradesTooMany:
            nil
        }
    }

    /// Every leg, as the house has it: nothing is open of one that is not told.
    private func legs(_ positions: [PositionNotice], _ askedAt: Timestamp) -> VenueAnswer {
        let open = PositionLeg.allCases.map { leg in
            let told = positions.first { $0.leg == leg }
            let thousandths = Int128(told?.quantity.mantissa ?? 0)
            return VenuePosition(
                account: SimulatedVenue.account, instrument: InstrumentID(0), leg: leg,
                quantity: Money(raw: thousandths * 1_000_000_000_000_000),
                cost: told?.cost ?? .zero, askedAt: askedAt)
        }
        return .positions(open, askedAt: askedAt)
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
            guard let connection, let (asked, id) = counter.read(frame.bytes) else {
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
