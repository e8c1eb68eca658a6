internal import Containers
internal import Domain
internal import Durability
internal import Operations
internal import Trading

// The promises, checked from outside: by the notebook of an observer, and by the venue.
extension WorldRun {
    mutating func noteRarePaths(_ event: Event) {
        noteRarePathsOfHouse(event)
        switch event {
        case .orderRepeated: tally.note(.orderRepeated)
        case .orderConflicted: tally.note(.orderConflicted)
        case .orderDenied: tally.note(.orderDenied)
        case .requestUnknown(_, _, .deadline): tally.note(.unknownByDeadline)
        case .requestUnknown(_, _, .restart): tally.note(.unknownByRestart)
        case .requestUnknown(_, _, .transport), .requestUnknown(_, _, .venue):
            tally.note(.unknownByTransport)
        case .orderClosed(_, .absent, _, _): tally.note(.absenceConcluded)
        case .cumulativeReported: tally.note(.fillsFetched)
        case .cancelRejected: tally.note(.cancelRejected)
        case .cancelRequested(let row, _):
            if turn?.core.state.orders[Int(row.index)].queries ?? 0 > 0 {
                tally.note(.cancelRepeated)
            }
        case .tradingModeChanged(.reducing): tally.note(.reducingAfterCut)
        case .capitalTransferred: tally.note(.capitalTransferred)
        case .tradingModeChanged, .started, .restartAttended, .instrumentListed,
            .listingRefused, .flowRecorded, .markRecorded, .instrumentHalted, .orderIntended,
            .cancelRefused, .queryRequested, .absenceNoted, .tradesConsulted, .orderAccepted,
            .orderRejected, .fillApplied,
            .orderClosed, .tradingStateChanged, .inputRefused, .limitsSet, .valuationSet,
            .conversionRecorded, .marginBracketSet, .marginTermsSet, .fundingApplied,
            .allocationSet,
            .accountConfirmed, .differenceNoted, .foreignOrderNoted,
            .positionAdjusted, .sweepBegan, .sweepAttended, .amendRequested, .amendRefused,
            .amendRejected, .termsChanged, .fillBusted, .absenceStated, .alarmRaised:
            break
        }
    }

    // MARK: - The healing phase

    /// From now on all is well: nothing is lost, late or broken.
    mutating func makeWell() {
        isHealing = true
        dice.heal()
        clock.heal()
        network.heal()
        line?.heal()
        venue.bannedUntil = .none
        venue.downUntil = .none
        disk.platters.operationsUntilCrash = nil
        disk.platters.operationsUntilError = nil
        disk.platters.isSyncFailing = false
        disk.platters.isFull = false
        // A stream that lost something is one that broke: what is open is asked for anew.
        let wasLost = venue.contracts != nil || !venue.bustedTrades.isEmpty
        if line == nil, wasLost { loseVenue(until: clock.now) }
    }

    /// All is well again. Everything must come to a known end.
    mutating func heal() throws(Violation) {
        makeWell()
        var (settledSteps, fillsBefore) = (0, 0)
        let enough = mix.isCrowded ? Limits.settledStepsOfCrowd : Limits.settledSteps
        let most = Limits.healingSteps + enough - Limits.settledSteps
        for step in 0..<most {
            trace.note("healing \(step)")
            clock.pass(milliseconds: 500)
            do throws(JournalFault) {
                try healOneStep()
            } catch {
                throw Violation(.i34, "the journal failed while all was well: \(error)")
            }
            if let broken { throw broken }
            try moveFeed()
            // After news of an order it is believed for as long again.
            let fills = turn?.core.state.fills.count ?? 0
            settledSteps = isSettled() && fills == fillsBefore ? settledSteps + 1 : 0
            fillsBefore = fills
            // Long enough for every open order to be asked for once more.
            // What a comparison just said is kept with the next step.
            let isKept = turn?.decidedSequence == turn?.releasedSequence
            if settledSteps >= enough && isNetworkQuiet && isKept { return }
        }
        let why = unsettled() ?? "the network"
        throw Violation(
            .i15, "no known end in \(most) steps of half a second: \(why)")
    }

    /// One step of the healing phase: what arrives is taken, and time goes on.
    mutating func healOneStep() throws(JournalFault) {
        passTimeOnLine()
        try reconcileOneStep()
        var arrived = 0
        while arrived < 200, let answers = receiveInbound() {
            try take(answers)
            arrived += 1
        }
        say(venue.workQueue(at: clock.now, &dice))
        try take(.clock)
        try commit()
        try handOut()
        try prepareAhead()
    }

    var isNetworkQuiet: Bool { network.isQuiet && line?.isQuiet ?? true }

    private mutating func isSettled() -> Bool { unsettled() == nil }

    /// What has not come to a known end; nil where everything has.
    private mutating func unsettled() -> String? {
        guard let state = turn?.core.state else { return "there is no process" }
        guard state.globals.restartNext >= state.globals.restartEnd else { return "the restart" }
        for row in state.liveOrderRows {
            let order = state.orders[Int(row)]
            if order.isUncertain || order.placement.phase != .idle
                || order.isOpen && order.cancellation.phase != .idle
            {
                return "order \(order.request.clientOrderID)"
            }
        }
        if let line, !line.isLive { return "the private stream" }
        return desk.machine.isTrusted ? nil : "the account is \(desk.machine.phase)"
    }

    // MARK: - The judgement

    /// What must hold when everything has come to an end.
    mutating func judge() throws(Violation) {
        clock.pass(milliseconds: 100)
        feed.deliver(at: clock.now, &dice)
        guard feed.isInStep else {
            throw Violation(.i34, "the book is not in step though all is well")
        }
        noteFeed()
        guard let state = turn?.core.state else { throw Violation(.i34, "there is no process") }
        try judgeOrders(state)
        try judgeMoney(state)
        try auditor.checkAnswers()
        try auditor.checkOrders(venue)
        try auditor.checkScopes(at: ours)
        try auditBytes()
        try judgeReplay()
    }

    private func judgeOrders(_ state: TradingState) throws(Violation) {
        for row in 0..<state.orders.count {
            let order = state.orders[row]
            let id = order.request.clientOrderID
            guard order.denial == .none else {
                guard venue.order(id) == nil else {
                    throw Violation(.i11, "order \(id) was denied and is at the venue")
                }
                continue
            }
            guard let truth = venue.order(id) else {
                guard order.venueState == .absent || order.venueState == .rejected else {
                    throw Violation(.i17, "order \(id) is \(order.venueState) and not at the venue")
                }
                continue
            }
            guard order.request == truth.request else {
                throw Violation(.i11, "order \(id) is another one at the venue")
            }
            guard truth.isAlso(order.venueState),
                order.filled.mantissa == truth.filled - truth.busted
            else {
                throw Violation(
                    .i17,
                    "order \(id) is \(order.venueState) with \(order.filled.mantissa) filled, and "
                        + "\(truth.state) with \(truth.filled) at the venue")
            }
        }
        for truth in venue.orders where state.orderRow(truth.request.reference) == nil {
            throw Violation(
                .i17, "order \(truth.request.clientOrderID) is at the venue and not here")
        }
    }

    private func judgeMoney(_ state: TradingState) throws(Violation) {
        if let contracts = venue.contracts { return try judgeContracts(state, contracts) }
        let account = SimulatedVenue.account
        let quote = state.balance(account, SimulatedVenue.quote)
        let base = state.balance(account, SimulatedVenue.base)
        guard quote.total.raw == venue.quoteBalance * 10_000_000_000 else {
            throw Violation(
                .i23, "cash is \(quote.total.raw), at the venue \(venue.quoteBalance)e10")
        }
        guard base.total.raw == venue.baseBalance * 1_000_000_000_000 else {
            throw Violation(.i23, "base is \(base.total.raw), at the venue \(venue.baseBalance)e12")
        }
        var reserved: (quote: Money, base: Money) = (.zero, .zero)
        for row in 0..<state.orders.count {
            let order = state.orders[row]
            guard order.isOpen || order.reserved == .zero else {
                throw Violation(
                    .i33, "order \(order.request.clientOrderID) is final and still reserves")
            }
            if order.request.side == .buy {
                reserved.quote += order.reserved
            } else {
                reserved.base += order.reserved
            }
        }
        guard quote.reserved == reserved.quote && base.reserved == reserved.base else {
            throw Violation(.i24, "what is reserved is not what open orders reserve")
        }
        var held = Money.zero
        for row in 0..<state.positions.count { held += state.positions[row].quantity }
        guard held + Money(units: SimulatedVenue.opening.base) == base.total else {
            throw Violation(
                .i22, "positions add up to \(held.raw), the balance is \(base.total.raw)")
        }
    }

    /// The journal, decided anew from its first input, gives the same events and the same state.
    private mutating func judgeReplay() throws(Violation) {
        var core = TradingCore()
        var disk = self.disk
        var (difference, words) = (nil as UInt64?, "")
        do throws(JournalFault) {
            _ = try JournalReader.replay(&disk, from: 1) { (record, payload) throws(JournalFault) in
                guard difference == nil else { return }
                let stamp = Stamp(
                    sequence: record.sequence, time: Timestamp(nanoseconds: record.time))
                var events: [Event] = []
                guard let entry = try? TurnRecord.decode(payload, schema: record.schemaVersion)
                else {
                    difference = record.sequence
                    return
                }
                core.decide(entry.input, at: stamp, into: &events)
                guard events != entry.events else { return }
                difference = record.sequence
                let places = (0..<max(events.count, entry.events.count))
                let place = places.first {
                    $0 >= min(events.count, entry.events.count) || events[$0] != entry.events[$0]
                }
                if let place {
                    let (anew, kept) = (events.dropFirst(place), entry.events.dropFirst(place))
                    words = "\(anew.first.map { "\($0)" } ?? "none") and not "
                    words += kept.first.map { "\($0)" } ?? "none"
                }
            }
        } catch {
            throw Violation(.i4, "the journal cannot be read to its end: \(error)")
        }
        if let difference {
            throw Violation(.i6, "input \(difference), decided anew, gives \(words)")
        }
        let live = turn?.fingerprint() ?? 0
        let anew = core.fingerprint()
        guard live == anew else {
            throw Violation(.i7, "decided anew the state is \(anew), it is \(live)")
        }
    }
}
