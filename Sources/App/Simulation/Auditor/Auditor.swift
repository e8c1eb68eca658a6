internal import Containers
internal import Domain

/// Watches a world from outside and keeps books of its own: from what was released, from the
/// venue's truth and from the journal's bytes. Shares no code with the trading core; each thing it
/// finds wrong names the invariant that is broken.
struct Auditor {
    var orders: [ShadowOrder] = []
    private(set) var places: [ClientOrderID: Int] = [:]
    var ledger = ShadowLedger()
    var instrument: Instrument?
    var contracts = ShadowContracts()
    var scopes = ShadowScopes()
    private(set) var mark: (price: Int128, at: Timestamp)?
    private var epoch: UInt32 = 0
    private var time = Timestamp.none
    /// The last input of which an event was seen.
    private(set) var sequence: UInt64 = 0
    /// Cancels that bots asked for, by the input's number, until they are answered.
    var cancels: [UInt64: OrderReference] = [:]
    /// Changes that bots asked for, by the input's number, until they are answered.
    var amends: [UInt64: AmendRequest] = [:]
    /// Inputs in which people were told that an order has other terms than were asked for.
    var foreignTerms: Set<UInt64> = []
    /// Orders that bots asked for, by the input's number, until they are answered.
    private var submissions: [UInt64: OrderRequest] = [:]
    /// Trades that the venue told of, by the input's number, until they are counted.
    private var told: [UInt64: FillReport] = [:]
    /// Scopes to be killed, let go and swept, by the input's number; the first and the last until
    /// they are.
    var kills: [UInt64: TradingScope] = [:]
    var liftings: [UInt64: TradingScope] = [:]
    var takenBack: [UInt64: TradingScope] = [:]
    /// Tables of tiers that were told, by the input's number.
    private var tables: [UInt64: Domain.MarginTable] = [:]
    /// Funding that was counted.
    var fundings: Set<String> = []
    /// Of a funding that is being shared, who has no share yet, and what is left.
    var fundingShared: (holders: [ShadowContracts.Key], rest: Int128)?
    /// The input in which the venue closed a position, until people are told.
    private var closedAt: UInt64?
    /// Rare paths that were seen.
    var paths: [RarePath] = []
    /// Inputs in which the venue refused an order.
    var refusals: Set<UInt64> = []
    /// Requests of which a session told that they failed, by its clock when it did so; by the
    /// input's number.
    var failures: [UInt64: FailedRequest] = [:]
    /// When the trades were asked for that an input says were looked through, by its number.
    var lookedThrough: [UInt64: Timestamp] = [:]
    /// How many cuts the journal's bytes tell of, and how many the process was told of.
    var cutsInBytes = 0
    private var cutsTold = 0
    /// Of all events, input by input: must be that of the journal's bytes.
    private(set) var digest = StateHash()
    /// The events of the input with that number, one after the other.
    private var scratch: [UInt8] = []
    private var scratchSequence: UInt64 = 0

    // MARK: - What goes in

    /// The process takes an input. - Parameter before: the number of the one before.
    mutating func took(_ input: Input, as stamp: Stamp, after before: UInt64) throws(Violation) {
        guard stamp.sequence == before + 1 else {
            throw Violation(.i3, "input \(stamp.sequence) comes after \(before)")
        }
        note(input, as: stamp)
    }

    /// What an input asks for, to be looked for among its events.
    mutating func note(_ input: Input, as stamp: Stamp) {
        switch input {
        case .cancel(let reference): cancels[stamp.sequence] = reference
        case .submit(let request): submissions[stamp.sequence] = request
        case .amend(let request): amends[stamp.sequence] = request
        case .report(let report):
            switch report.content {
            case .fill(let fill): told[stamp.sequence] = fill
            case .rejected, .status(.rejected, _, _): refusals.insert(stamp.sequence)
            case .tradesListed(let askedAt): lookedThrough[stamp.sequence] = askedAt
            case .requestFailed(let kind, _):
                failures[stamp.sequence] = FailedRequest(order: report.order, kind: kind)
            case _: break
            }
        case .kill(let scope, because: _):
            kills[stamp.sequence] = scope
            takenBack[stamp.sequence] = scope
        case .cancelAll(let scope): takenBack[stamp.sequence] = scope
        case .liftKill(let scope, because: _): liftings[stamp.sequence] = scope
        case .marginTable(let table): tables[stamp.sequence] = table
        case _: break
        }
    }

    /// A process died: what it had not kept was never taken.
    mutating func forget(after sequence: UInt64) {
        cancels = cancels.filter { $0.key <= sequence }
        submissions = submissions.filter { $0.key <= sequence }
        amends = amends.filter { $0.key <= sequence }
        told = told.filter { $0.key <= sequence }
        refusals = refusals.filter { $0 <= sequence }
        failures = failures.filter { $0.key <= sequence }
        lookedThrough = lookedThrough.filter { $0.key <= sequence }
        kills = kills.filter { $0.key <= sequence }
        liftings = liftings.filter { $0.key <= sequence }
        takenBack = takenBack.filter { $0.key <= sequence }
        tables = tables.filter { $0.key <= sequence }
    }

    // MARK: - What comes out

    /// An event was released, or found in the journal after a death.
    mutating func see(
        _ event: Event, _ stamp: Stamp, _ venue: SimulatedVenue
    ) throws(Violation) {
        guard stamp.sequence >= sequence else {
            throw Violation(.i3, "an event of input \(stamp.sequence) comes after \(sequence)")
        }
        guard stamp.time >= time else { throw Violation(.i27, "time goes back") }
        try endInputs(before: stamp.sequence)
        (sequence, time) = (stamp.sequence, stamp.time)
        fold(event, stamp)
        switch event {
        case .orderIntended, .orderDenied, .orderRepeated, .orderConflicted:
            try seeAnswer(event, stamp)
        case .cancelRequested, .cancelRefused, .cancelRejected: try seeCancel(event, stamp)
        case .amendRequested, .amendRefused, .amendRejected, .termsChanged:
            try seeAmendment(event, stamp, venue)
        case .requestUnknown, .absenceNoted, .tradesConsulted: try seeDoubt(event, stamp)
        case .orderAccepted, .orderRejected, .cumulativeReported, .fillApplied, .orderClosed,
            .fillBusted:
            try seeEvidence(event, stamp, venue)
        case .tradingModeChanged, .tradingStateChanged, .sweepBegan, .sweepAttended:
            try seeScopes(event, stamp)
        case .fundingApplied(let effect): try seeFunding(effect, venue)
        case .marginBracketSet, .marginTermsSet, .positionAdjusted: try seeRules(event)
        case .inputRefused(let why, let scope): try seeRefusal(why, scope, stamp)
        case .alarmRaised(let alarm, let reference):
            if alarm == .positionLiquidated { closedAt = nil }
            if alarm == .termsForeign { foreignTerms.insert(stamp.sequence) }
            if alarm == .evidenceContradictory, let place = places[reference.clientOrderID] {
                orders[place].contradictedAt = stamp.sequence
            }
        case _: try seeSurroundings(event)
        }
    }

    private mutating func seeSurroundings(_ event: Event) throws(Violation) {
        switch event {
        case .started(let start):
            guard start.epoch == epoch + 1 else {
                throw Violation(.i9, "epoch \(start.epoch) follows \(epoch)")
            }
            epoch = start.epoch
            guard start.isAfterCut == (cutsInBytes > cutsTold) else {
                throw Violation(.i2, "a start was not told that the journal's end was cut off")
            }
            cutsTold = cutsInBytes
        case .instrumentListed(let listed): instrument = listed
        case .flowRecorded(let flow): ledger.flow(flow)
        case .markRecorded(let recorded):
            guard recorded.time <= time else { throw Violation(.i20, "a mark is of the future") }
            mark = (recorded.price.raw, recorded.time)
        case .allocationSet(let allocation): ledger.allocate(allocation)
        case .capitalTransferred(let transfer): try ledger.transfer(transfer)
        case _: break
        }
    }

    private mutating func fold(_ event: Event, _ stamp: Stamp) {
        if stamp.sequence != scratchSequence { endFold() }
        scratchSequence = stamp.sequence
        var writer = ByteWriter()
        event.encode(into: &writer)
        scratch += writer.bytes
    }

    /// The events of one input are one piece of the digest.
    mutating func endFold() {
        guard scratch.count > 0 else { return }
        digest.combine(scratchSequence)
        var digest = self.digest
        digest.combine(scratch.span)
        self.digest = digest
        scratch.removeAll(keepingCapacity: true)
    }

    /// All events of earlier inputs were seen: each cancel among them must have been answered.
    private mutating func endInputs(before next: UInt64) throws(Violation) {
        for number in told.keys.sorted() where number < next { try endTold(number) }
        try endScopes(before: next)
        if !submissions.isEmpty {
            for number in submissions.keys.sorted() where number < next {
                throw Violation(.i11, "the order of input \(number) got no answer")
            }
        }
        for number in amends.keys.sorted() where number < next {
            throw Violation(.i13, "the amendment of input \(number) led to nothing")
        }
        guard !cancels.isEmpty else { return }
        for number in cancels.keys.sorted() where number < next {
            throw Violation(.i16, "the cancel of input \(number) led to nothing")
        }
    }

    private func endScopes(before next: UInt64) throws(Violation) {
        if let closedAt, closedAt < next {
            throw Violation(.i17, "the venue closed a position, and nobody was told")
        }
        guard fundingShared == nil || next <= sequence else {
            throw Violation(.i21, "a funding is shared in part")
        }
        for (number, scope) in kills where number < next {
            throw Violation(.i18, "\(scope) was to be killed and is not")
        }
        for (number, scope) in takenBack where number < next {
            throw Violation(.i16, "the orders of \(scope) were to be taken back")
        }
    }

    /// What is refused must be as is said.
    private mutating func seeRefusal(
        _ why: InputRefusal, _ scope: TradingScope, _ stamp: Stamp
    ) throws(Violation) {
        if why == .alreadyKilled, kills[stamp.sequence] == scope, scopes.isKilled(scope) {
            kills[stamp.sequence] = nil
        }
        guard why == .marginTableUnsound, let table = tables[stamp.sequence] else { return }
        guard !Self.isSound(table) else {
            throw Violation(.i24, "a sound table of tiers is refused")
        }
    }

    /// A trade that was told is counted with it, or was before.
    private mutating func endTold(_ number: UInt64) throws(Violation) {
        guard let fill = told.removeValue(forKey: number), !ledger.has(fill) else { return }
        throw Violation(.i14, "trade \(fill.tradeID) was told and is not counted")
    }

    mutating func noteClosed(_ stamp: Stamp) { closedAt = stamp.sequence }

    func place(of row: OrderRow) throws(Violation) -> Int {
        guard Int(row.index) < orders.count else {
            throw Violation(.i13, "row \(row.index) is no order's")
        }
        return Int(row.index)
    }

    // MARK: - Orders

    private mutating func seeAnswer(_ event: Event, _ stamp: Stamp) throws(Violation) {
        let submission = submissions.removeValue(forKey: stamp.sequence)
        switch event {
        case .orderIntended(let intent): try seeIntent(intent, stamp)
        case .orderDenied(let denial):
            guard places[denial.request.clientOrderID] == nil else {
                throw Violation(.i11, "order \(denial.request.clientOrderID) is answered twice")
            }
            try checkDenial(denial)
            add(ShadowOrder(request: denial.request, stage: .denied))
        case .orderRepeated(let row):
            let known = orders[try place(of: row)].request
            guard submission == nil || submission == known else {
                throw Violation(
                    .i11, "another order is answered as if it were \(known.clientOrderID)")
            }
        case .orderConflicted(let row):
            let known = orders[try place(of: row)].request
            guard submission?.clientOrderID ?? known.clientOrderID == known.clientOrderID,
                submission != known
            else { throw Violation(.i11, "order \(known.clientOrderID) contradicts itself") }
        case _: break
        }
    }

    private mutating func add(_ order: ShadowOrder) {
        places[order.id] = orders.count
        orders.append(order)
    }

    private mutating func seeIntent(_ intent: OrderIntent, _ stamp: Stamp) throws(Violation) {
        let request = intent.request
        let id = request.clientOrderID
        guard places[id] == nil else { throw Violation(.i11, "order \(id) is intended twice") }
        guard let instrument else {
            throw Violation(.i24, "order \(id) is in nothing that is listed")
        }
        try checkState(request, instrument)
        try checkForm(request, instrument)
        try checkBracket(request, instrument)
        try checkReduction(request, instrument)
        let (asset, need, unit) = try need(of: request, instrument, stamp)
        guard intent.owner.raw == ledger.owner(request.strategy, asset) else {
            throw Violation(.i24, "order \(id) uses the capital of \(intent.owner.raw)")
        }
        guard intent.reserved.raw == need else {
            throw Violation(.i24, "order \(id) sets aside \(intent.reserved.raw), needs \(need)")
        }
        guard need == 0 || need <= ledger.available(asset, intent.owner.raw) else {
            throw Violation(.i24, "order \(id) sets aside more than there is")
        }
        guard intent.deadline > stamp.time else {
            throw Violation(.i27, "order \(id) is past its deadline when it goes out")
        }
        var order = ShadowOrder(request: request, stage: .intended, unit: unit)
        order.deadline = intent.deadline
        order.reserved = need
        order.leverage = contracts.leverage
        order.owner = intent.owner.raw
        add(order)
        try ledger.reserve(asset, need, order.owner)
    }

    func checkForm(_ request: OrderRequest, _ listed: Instrument) throws(Violation) {
        let quantity = request.quantity.mantissa
        guard quantity % listed.lot.mantissa == 0, quantity >= listed.quantityMin.mantissa,
            quantity <= listed.quantityMax.mantissa,
            request.price.mantissa % listed.tick.mantissa == 0,
            (request.price.mantissa > 0) == request.type.hasPrice,
            request.triggerPrice.mantissa % listed.tick.mantissa == 0,
            (request.triggerPrice.mantissa > 0) == request.type.hasTrigger
        else { throw Violation(.i25, "order \(request.clientOrderID) is off tick, lot or bounds") }
    }

    /// An order that is denied for want of money must want it.
    private func checkDenial(_ denial: OrderDenial) throws(Violation) {
        guard denial.code == .balanceInsufficient || denial.code == .marginInsufficient,
            let instrument, denial.request.type.hasPrice
        else { return }
        let stamp = Stamp(sequence: sequence, time: time)
        let (asset, need, _) = try need(of: denial.request, instrument, stamp)
        let owner = ledger.owner(denial.request.strategy, asset)
        guard need > ledger.available(asset, owner) else {
            throw Violation(
                .i33, "order \(denial.request.clientOrderID) is denied though its money is there")
        }
    }

    // MARK: - The end

    /// Everything that was taken was released: no cancel is left without an answer.
    mutating func checkAnswers() throws(Violation) {
        for number in told.keys.sorted() { try endTold(number) }
        guard submissions.isEmpty else { throw Violation(.i11, "an order got no answer") }
        guard amends.isEmpty else { throw Violation(.i13, "an amendment got no answer") }
        for number in cancels.keys.sorted() {
            throw Violation(.i16, "the cancel of input \(number) led to nothing")
        }
    }

    /// The venue has what is open here and the other way round, as it is here.
    func checkOrders(_ venue: SimulatedVenue) throws(Violation) {
        for truth in venue.orders {
            guard let place = places[truth.request.clientOrderID] else {
                throw Violation(.i17, "order \(truth.request.clientOrderID) is at the venue alone")
            }
            guard orders[place].request == truth.request else {
                throw Violation(.i11, "order \(orders[place].id) is another one at the venue")
            }
            guard orders[place].agrees(with: truth) else {
                throw Violation(
                    .i17,
                    "order \(orders[place].id) is \(orders[place].stage) with "
                        + "\(orders[place].filled) traded, and \(truth.state) with "
                        + "\(truth.filled) at the venue")
            }
        }
        for place in orders.indices { try checkNothingIsLeft(place) }
        for order in orders where order.stage.wasTaken || !order.stage.isFinal {
            guard venue.order(order.id) != nil else {
                throw Violation(.i17, "order \(order.id) is \(order.stage), the venue has none")
            }
        }
    }

    /// Lines, sums and what is set aside.
    func checkBooks() throws(Violation) {
        guard let instrument else { return }
        guard instrument.contract == .spot else {
            return try ledger.checkSums(of: contracts, settle: instrument.settle)
        }
        try ledger.checkSums([instrument.base, instrument.quote], quote: instrument.quote)
    }
}
