internal import Containers
internal import Domain
internal import Edge
internal import Gateway
internal import Host
internal import Markets
internal import Trading
internal import VenueKit

/// Everything that lives on the event loop, put together: what was released goes to the venues and
/// to people, what venues say goes to the turn.
///
/// ```
/// turn ─► released ─► copy of the state ─► venues' gateways
///                                      └─► edge
/// gateways ─► reports, flows, marks, listings ─► turn's inbox
/// ```
final class House {
    /// Whose house.
    struct Settings: Sendable {
        var venue: VenueID
        var venueName: String
        var speaks: String
        /// In the configuration's order.
        var accounts: [HouseReport.AccountName]
        var version: String
        /// How often an account that agrees with its venue is compared again, in nanoseconds.
        var compareEvery: [AccountID: Int64] = [:]
        /// What may be risked.
        var risk = Configuration.Risk.standard
    }

    let settings: Settings
    let loop: EventLoop
    let inbox: Inbox<TurnRequest>
    let state: ReleasedState
    let desk = MarketDesk()
    let time = SteadyTime()
    var marks = MarkFeed()
    var conversions: ConversionFeed
    /// By account, in the configuration's order.
    var reconciliations: [Reconciliation]
    var gateways: [AccountID: any VenueGateway] = [:]
    /// Told of everything that was released; set before the loop has anything to tell.
    var edge: EdgeServer?

    /// What is known of the house; see ``report`` for the rest.
    var facts: HouseReport
    var venueReport: HouseReport.Venue
    /// What is wrong at it.
    var troubles = VenueTroubles() {
        didSet { venueReport.trouble = troubles.text }
    }
    var lastMessageAt = Timestamp.none
    var snapshots: SnapshotKeeper
    var journal: JournalKeeper
    var isDiskFull = false
    var isDraining = false
    /// What is told when tickets of our own come back.
    var settlements: [Ticket: AccountID] = [:]
    var lastTicket: UInt64 = 1 << 63
    var wakeTimers: [AccountID: EventLoop.TimerID] = [:]
    var rounding = VenueRounding()
    /// Accounts whose private stream tells everything.
    var isStreamLive: Set<AccountID> = []
    /// Positions at venues that nothing here explains yet.
    var doubts: [AccountID: PositionDoubt] = [:]
    var counts = HouseCounts()
    /// Released, and not acted on yet.
    private var unacted: [ReleasedBatch] = []

    /// On the loop.
    ///
    /// - Parameter core: as recovered.
    init(
        _ settings: Settings, core: TradingCore, loop: EventLoop, inbox: Inbox<TurnRequest>,
        snapshots: consuming SnapshotKeeper, journal: consuming JournalKeeper
    ) {
        self.snapshots = snapshots
        self.journal = journal
        self.settings = settings
        conversions = ConversionFeed(fixed: settings.risk.fixedPrices)
        self.loop = loop
        self.inbox = inbox
        state = ReleasedState(core)
        reconciliations = settings.accounts.map {
            Reconciliation(
                account: $0.id,
                trustedInterval: settings.compareEvery[$0.id]
                    ?? Reconciliation.Limits.trustedInterval)
        }
        facts = HouseReport(
            phase: .starting, version: settings.version,
            startedAt: Timestamp(nanoseconds: SystemTime().realtimeNanoseconds()))
        facts.accounts = settings.accounts
        venueReport = HouseReport.Venue(
            name: settings.venueName, speaks: settings.speaks, id: settings.venue)
    }

    func now() -> Timestamp { Timestamp(nanoseconds: time.realtimeNanoseconds()) }

    // MARK: - From the turn

    /// Takes in what was released and tells people; ``actOnReleased()`` is to follow.
    func released(_ batch: ReleasedBatch) {
        state.apply(batch)
        for reconciliation in reconciliations where reconciliation.isComparing {
            observe(reconciliation.account)
        }
        isDiskFull = batch.isDiskFull
        facts.releasedSequence = batch.sequence
        if batch.journalBytes > 0 { facts.journalBytes = batch.journalBytes }
        edge?.released(batch.events, answers: batch.answers)
        unacted.append(batch)
        if let end = batch.end { snapshots.consider(state.core, at: end) }
        journal.consider(journalBytes: facts.journalBytes, at: now().nanoseconds)
    }

    /// Acts on what was released and not acted on yet, in order.
    func actOnReleased() {
        let batches = unacted
        unacted.removeAll(keepingCapacity: true)
        for batch in batches {
            for released in batch.events { act(on: released.event) }
            for answer in batch.answers {
                if let account = settlements.removeValue(forKey: answer.ticket) {
                    settled(account)
                }
            }
        }
    }

    /// Sends what an event asks for: the only place from which anything goes to a venue.
    private func act(on event: Event) {
        switch event {
        case .orderIntended(let intent):
            gateways[intent.request.account]?.place(
                PlacementIntent(
                    request: intent.request,
                    instrument: state.instruments[Int(intent.instrumentRow)],
                    deadline: intent.deadline))
        case .cancelRequested(let row, let deadline):
            let order = state.orders[Int(row.index)]
            gateways[order.request.account]?.cancel(
                CancelIntent(
                    order: order.request.reference,
                    instrument: state.instruments[Int(order.instrumentRow)],
                    type: order.request.type, deadline: deadline))
        case .amendRequested(let row, let terms, reserved: _, let deadline, inputs: _):
            let order = state.orders[Int(row.index)]
            gateways[order.request.account]?.amend(
                AmendIntent(
                    request: order.request,
                    instrument: state.instruments[Int(order.instrumentRow)], price: order.price,
                    quantity: order.quantity, newPrice: terms.price, newQuantity: terms.quantity,
                    deadline: deadline))
        case .queryRequested(let row, _):
            let order = state.orders[Int(row.index)]
            gateways[order.request.account]?.query(
                QueryIntent(order, state.instruments[Int(order.instrumentRow)]))
        case .started(let start):
            facts.epoch = start.epoch
        case .alarmRaised(let alarm, _):
            counts.alarms[Int(alarm.rawValue), default: 0] += 1
            edge?.houseChanged()
        case .instrumentListed(let instrument):
            for input in settings.risk.inputs(for: instrument, knowing: state.core.state) {
                tell(input)
            }
            // The private stream may have been live before there was anything to trade.
            reconcileAll()
        case .restartAttended, .listingRefused, .flowRecorded, .markRecorded,
            .tradingModeChanged, .instrumentHalted, .orderDenied, .orderRepeated,
            .orderConflicted, .cancelRefused, .cancelRejected, .requestUnknown, .absenceNoted,
            .tradesConsulted, .orderAccepted, .orderRejected, .cumulativeReported, .fillApplied,
            .orderClosed, .tradingStateChanged, .inputRefused, .limitsSet, .valuationSet,
            .conversionRecorded, .marginBracketSet, .marginTermsSet, .fundingApplied,
            .allocationSet,
            .capitalTransferred, .accountConfirmed, .differenceNoted, .foreignOrderNoted,
            .positionAdjusted, .sweepBegan, .sweepAttended, .amendRefused,
            .amendRejected, .termsChanged, .fillBusted, .absenceStated:
            break
        }
    }

    // MARK: - To the turn

    /// Hands an input to the turn that must not be lost.
    func tell(_ input: Input) {
        if !inbox.put(.decide(input, nil)) { startOver() }
    }

    /// Something found no room in the inbox: what is known of accounts is to be found out anew.
    func startOver() {
        counts.reportsLeftOut += 1
        for place in reconciliations.indices { reconciliations[place].lose() }
        reconcileAll()
    }

    // MARK: - How it is

    /// What the process is doing, worked out from everything that has a say.
    var phase: HouseReport.Phase {
        if isDraining { return .draining }
        if isDiskFull { return .diskFull }
        if reconciliations.contains(where: { $0.phase == .differing }) { return .differing }
        if state.latestInstruments.isEmpty { return .starting }
        return reconciliations.allSatisfy(\.isTrusted) ? .ready : .reconciling
    }
}

/// What happened in the house, in numbers. All start at zero and only grow.
struct HouseCounts {
    /// By the alarm's number.
    var alarms: [Int: Int64] = [:]
    /// Reports that found no room in the turn's inbox.
    var reportsLeftOut: Int64 = 0
    /// Inputs of the edge that were refused at the door.
    var refused: Int64 = 0
    /// Transfers that were booked.
    var transfers: Int64 = 0
    /// Reports of venues about orders.
    var reports: Int64 = 0
}
