internal import Containers
internal import Domain
internal import Trading

/// What a journal tells of one order, in the order in which it was decided.
struct OrderStory {
    /// What a line is about.
    enum Subject: String {
        /// A bot or a person asked for something.
        case asked
        /// A venue, or our own clock, said something.
        case heard
        /// What the checks looked at.
        case checks
        case decided
        /// Money and positions that changed with it.
        case ledger
    }

    /// One thing that was so.
    struct Line {
        let sequence: UInt64
        let time: Timestamp
        let subject: Subject
        let text: String
    }

    let reference: OrderReference
    /// Nil until it was decided on.
    var row: Int?
    var lines: [Line] = []

    mutating func say(_ subject: Subject, _ text: String, at stamp: Stamp) {
        lines.append(
            Line(sequence: stamp.sequence, time: stamp.time, subject: subject, text: text))
    }

    func isOf(_ row: OrderRow) -> Bool { self.row == Int(row.index) }

    /// Whether the event is about this order.
    func concerns(_ event: Event) -> Bool {
        switch event {
        case .orderIntended(let intent): intent.request.reference == reference
        case .orderDenied(let denial): denial.request.reference == reference
        case .orderRepeated(let row), .orderConflicted(let row), .cancelRequested(let row, _),
            .cancelRejected(let row, _), .requestUnknown(let row, _, _),
            .queryRequested(let row, _), .absenceNoted(let row, _), .tradesConsulted(let row),
            .orderAccepted(let row, _, _), .orderRejected(let row, _, _),
            .cumulativeReported(let row, _), .orderClosed(let row, _, _, _),
            .amendRequested(let row, _, _, _, _), .amendRejected(let row, _, _),
            .termsChanged(let row, _, _), .absenceStated(let row, _, _):
            isOf(row)
        case .foreignOrderNoted(let order): isOf(order.sibling)
        case .fillBusted(let effect): isOf(effect.order) || effect.fill.order == reference
        case .amendRefused(let denial): denial.order == reference
        case .fillApplied(let effect):
            isOf(effect.order) || effect.fill.order == reference
        case .cancelRefused(let order, _), .alarmRaised(_, let order): order == reference
        case .started, .restartAttended, .instrumentListed, .listingRefused, .flowRecorded,
            .markRecorded, .tradingModeChanged, .instrumentHalted, .tradingStateChanged,
            .inputRefused, .limitsSet, .valuationSet, .conversionRecorded, .marginBracketSet,
            .marginTermsSet, .fundingApplied, .allocationSet, .capitalTransferred,
            .accountConfirmed, .differenceNoted, .positionAdjusted, .sweepBegan, .sweepAttended:
            false
        }
    }

    /// Whether the input is about this order.
    func concerns(_ input: Input) -> Bool {
        switch input {
        case .submit(let request): request.reference == reference
        case .cancel(let order): order == reference
        case .report(let report): report.order == reference
        case .amend(let request): request.order == reference
        case .stateAbsent(let statement): statement.order == reference
        case .foreignOrder(let order): order.reference == reference
        case .clock, .started, .listing, .flow, .mark, .setTradingMode, .cancelAll,
            .setTradingState, .kill, .liftKill, .limits, .valuation, .conversion, .marginTable,
            .marginTerms, .funding, .allocate, .transfer, .accountConfirmed, .difference,
            .venuePosition:
            false
        }
    }
}

/// Follows a journal from its first record, and remembers what concerns the orders of one name.
struct OrderStories {
    private let id: ClientOrderID
    private let account: AccountID?
    private(set) var core = TradingCore()
    /// One for each account that used the name, in the order in which they did.
    private(set) var stories: [OrderStory] = []

    /// - Parameter account: nil for every account's.
    init(of id: ClientOrderID, _ account: AccountID?) {
        self.id = id
        self.account = account
    }

    /// Begins with a state instead of nothing: the records before `first` were removed.
    ///
    /// - Complexity: linear in the orders.
    mutating func begin(with core: TradingCore, from first: UInt64) {
        precondition(stories.isEmpty)
        self.core = core
        let globals = core.state.globals
        let stamp = Stamp(sequence: globals.sequence, time: globals.time)
        for row in 0..<core.state.orders.count {
            let order = core.state.orders[row]
            guard order.request.clientOrderID == id,
                account == nil || account == order.request.account
            else { continue }
            var story = OrderStory(reference: order.request.reference, row: row)
            story.say(
                .decided,
                "it was asked for in record \(order.sequence); retention removed the records "
                    + "before \(first), and after this one it was: "
                    + StoryWords(core.state, story).standing(), at: stamp)
            stories.append(story)
        }
    }

    /// Takes in one record. - Complexity: linear in its events, for each account with the name.
    mutating func take(_ input: Input, _ events: [Event], at stamp: Stamp) {
        begin(input)
        for place in stories.indices where stories[place].concerns(input) {
            let (subject, text) = StoryWords(core.state, stories[place]).words(of: input)
            stories[place].say(subject, text, at: stamp)
        }
        if case .kill(let scope, let reason) = input { tellKill(scope, reason, at: stamp) }
        for event in events { take(event, at: stamp) }
        core.advance(to: stamp)
    }

    private mutating func begin(_ input: Input) {
        let reference: OrderReference
        switch input {
        case .submit(let request): reference = request.reference
        case .report(let report): reference = report.order
        case .cancel(let order): reference = order
        case .amend(let request): reference = request.order
        case .stateAbsent(let statement): reference = statement.order
        case .foreignOrder(let order): reference = order.reference
        case .clock, .started, .listing, .flow, .mark, .setTradingMode, .cancelAll,
            .setTradingState, .kill, .liftKill, .limits, .valuation, .conversion, .marginTable,
            .marginTerms, .funding, .allocate, .transfer, .accountConfirmed, .difference,
            .venuePosition:
            return
        }
        guard reference.clientOrderID == id, account == nil || account == reference.account,
            !stories.contains(where: { $0.reference == reference })
        else { return }
        stories.append(OrderStory(reference: reference))
    }

    private mutating func take(_ event: Event, at stamp: Stamp) {
        if case .started(let start) = event { tellStart(start, at: stamp) }
        let places = stories.indices.filter { stories[$0].concerns(event) }
        // A copy has its price with the first change after it: only where somebody looks at it.
        guard !places.isEmpty else { return core.apply(event, at: stamp) }
        let before = core.state
        core.apply(event, at: stamp)
        for place in places {
            if case .orderIntended = event { stories[place].row = before.orders.count }
            if case .orderDenied = event { stories[place].row = before.orders.count }
            let earlier = StoryWords(before, stories[place])
            let later = StoryWords(core.state, stories[place])
            if case .orderIntended(let intent) = event {
                stories[place].say(.checks, earlier.checks(of: intent), at: stamp)
            }
            stories[place].say(.decided, later.words(of: event), at: stamp)
            for line in later.ledger(since: earlier, event) {
                stories[place].say(.ledger, line, at: stamp)
            }
        }
    }

    private mutating func tellKill(
        _ scope: TradingScope, _ reason: StatedReason, at stamp: Stamp
    ) {
        for place in stories.indices {
            guard let row = stories[place].row, core.state.orders[row].isOpen else { continue }
            let order = core.state.orders[row]
            let venue = core.state.instruments[Int(order.instrumentRow)].venue
            guard scope.holds(for: order.request, at: venue) else { continue }
            stories[place].say(
                .asked,
                "the kill switch of \(core.state.words(of: scope)) is thrown"
                    + TradingState.reason(reason), at: stamp)
        }
    }

    private mutating func tellStart(_ start: ProcessStart, at stamp: Stamp) {
        for place in stories.indices {
            guard let row = stories[place].row, core.state.orders[row].isOpen else { continue }
            stories[place].say(
                .heard, "the process started again, start number \(start.epoch)", at: stamp)
        }
    }
}
