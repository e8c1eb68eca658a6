internal import Containers
internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading
internal import VenueKit

// The process: what it takes, what leaves it, how it ends and how it starts.
extension WorldRun {
    // MARK: - In

    mutating func take(_ input: Input) throws(JournalFault) {
        if turn?.hasRoom == false { try commit() }
        // A batch that cannot be committed for want of space has no room: the input is turned away.
        guard turn?.hasRoom == true else { return }
        noteBefore(input)
        let (time, before) = (ours, turn?.decidedSequence ?? 0)
        if let stamp = try turn?.take(input, at: time) { audit(input, stamp, after: before) }
        tally.inputs += 1
        noteOnFullDisk(input)
        let fingerprint = turn?.fingerprint() ?? 0
        notebook.fingerprints[turn?.decidedSequence ?? 0] = fingerprint
        trace.fold(fingerprint)
        trace.note("takes \(input) → \(fingerprint)")
    }

    mutating func take(_ answers: [VenueAnswer]) throws(JournalFault) {
        for answer in answers {
            switch answer {
            case .report(let report): try take(.report(report))
            case .openOrdersListed, .tradesListed, .balances, .positions, .funding,
                .marginTable, .marginTerms, .listingFailed:
                try take(listing: answer)
            case .streamChanged(let isLive): try take(streamIsLive: isLive)
            }
        }
    }

    private mutating func noteBefore(_ input: Input) {
        guard case .report(let report) = input, let state = turn?.core.state else { return }
        if case .busted(let fill) = report.content {
            note(bust: fill, state)
        }
        guard case .fill(let fill) = report.content else { return }
        if state.fillRow(fill) != nil { tally.note(.fillRepeated) }
        if let row = state.orderRow(fill.order), state.orders[row].venueState == .none {
            tally.note(.fillBeforeAcceptance)
        }
    }

    private mutating func note(bust fill: FillReport, _ state: TradingState) {
        guard !state.isBusted(fill) else { return tally.note(.bustedRepeated) }
        guard state.fillRow(fill) != nil, let row = state.orderRow(fill.order) else {
            return tally.note(.bustedUnheard)
        }
        tally.note(.tradeBusted)
        tally.note(state.orders[row].isOpen ? .bustedOpen : .bustedClosed)
        if row < state.globals.restartEnd { tally.note(.bustedAfterRestart) }
    }

    // MARK: - Out

    private mutating func noteOnFullDisk(_ input: Input) {
        guard isDiskFull else { return }
        switch input {
        case .cancel: tally.note(.cancelOnFullDisk)
        case .report(let report):
            if case .fill = report.content { tally.note(.fillOnFullDisk) }
        case _: break
        }
    }

    mutating func commit() throws(JournalFault) {
        notebook.commitEnds.insert(turn?.decidedSequence ?? 0)
        do throws(JournalFault) {
            try turn?.commit()
            notebook.released = turn?.releasedSequence ?? 0
        } catch {
            guard case .noSpace = error else { throw error }
            tally.note(.diskFull)
            isDiskFull = true
            notebook.released = turn?.releasedSequence ?? 0
        }
    }

    /// The journal's next file, ahead of need; without room for it, no orders.
    mutating func prepareAhead() throws(JournalFault) {
        do throws(JournalFault) {
            try turn?.prepareAhead()
            if turn?.journal.isNextPrepared == true { isDiskFull = false }
        } catch {
            guard case .noSpace = error else { throw error }
            tally.note(.diskFull)
            isDiskFull = true
        }
    }

    /// What is durable leaves the process: answers to the bots, requests to the venue.
    mutating func handOut() throws(JournalFault) {
        var released: [ReleasedEvent] = []
        turn?.handOut { released.append($0) }
        mirror?.follow(released, to: turn?.releasedEnd)
        auditRelease(released)
        for item in released { act(on: item) }
        compareBooks()
        try settleReconciliation()
    }

    private mutating func act(on item: ReleasedEvent) {
        tally.events += 1
        trace.fold(item.event)
        trace.note("releases \(item.stamp.sequence) \(item.event)")
        noteRarePaths(item.event)
        switch item.event {
        case .orderIntended(let intent):
            notebook.acknowledge(intent.request)
            if intent.request.type.hasTrigger { tally.note(.triggerOrder) }
            tally.orders += 1
            auditPlacement(intent.request.clientOrderID, item.stamp)
            send(.place(intent.request, deadline: intent.deadline))
        case .cancelRequested(let row, let deadline):
            guard let order = turn?.core.state.orders[Int(row.index)] else { return }
            send(.cancel(order.request.reference, deadline: deadline))
        case .amendRequested(let row, let terms, reserved: _, let deadline, inputs: _):
            guard let order = turn?.core.state.orders[Int(row.index)] else { return }
            let request = AmendRequest(
                order: order.request.reference, price: terms.price, quantity: terms.quantity)
            send(.amend(request, deadline: deadline))
        case .queryRequested(let row, _):
            guard let order = turn?.core.state.orders[Int(row.index)],
                let instrument = turn?.core.state.instruments[Int(order.instrumentRow)]
            else { return }
            let intent = QueryIntent(order, instrument)
            send(
                .query(
                    order.request.reference, askedAt: ours, wantsTerms: intent.wantsTerms))
        case .started, .restartAttended, .instrumentListed, .listingRefused, .flowRecorded,
            .markRecorded, .tradingModeChanged, .instrumentHalted, .orderDenied, .orderRepeated,
            .orderConflicted, .cancelRefused, .cancelRejected, .requestUnknown, .absenceNoted,
            .tradesConsulted, .orderAccepted, .orderRejected, .cumulativeReported, .fillApplied,
            .orderClosed, .tradingStateChanged, .inputRefused, .limitsSet, .valuationSet,
            .conversionRecorded, .marginBracketSet, .marginTermsSet, .fundingApplied,
            .allocationSet,
            .capitalTransferred, .accountConfirmed, .differenceNoted, .foreignOrderNoted,
            .positionAdjusted, .sweepBegan, .sweepAttended, .amendRefused,
            .amendRejected, .termsChanged, .fillBusted, .absenceStated, .alarmRaised:
            break
        }
    }

    /// Hands a request to the network. The process may notice that it got lost, and may be told
    /// that it did although it did not.
    mutating func send(_ request: VenueRequest) {
        if line != nil { return ask(request) }
        let arrives = network.send(.toVenue(request), at: clock.now, &dice)
        let isTold =
            arrives ? dice.strikes(.connectionReset) : dice.extent.chance(1, in: 2)
        guard isTold else { return }
        let report: VenueReport
        switch request {
        case .place(let order, _):
            report = VenueReport(
                order: order.reference, content: .requestFailed(.place, .transport))
        case .cancel(let reference, _):
            report = VenueReport(order: reference, content: .requestFailed(.cancel, .transport))
        case .amend(let request, _):
            report = VenueReport(
                order: request.order, content: .requestFailed(.amend, .transport))
        case .query, .listOpenOrders, .listTrades, .listBalances, .listPositions: return
        }
        network.send(.toProcess([.report(report)]), at: clock.now, &dice)
    }

    // MARK: - Snapshots

    /// Keeps a snapshot of what is released, as the thread beside the turn does. One that fails
    /// is no harm.
    mutating func keepSnapshot() throws(JournalFault) {
        guard mix.snapshotEvery > 0 && !isHealing, let end = turn?.releasedEnd else { return }
        commitsSinceSnapshot += 1
        guard commitsSinceSnapshot >= mix.snapshotEvery else { return }
        commitsSinceSnapshot = 0
        var disk = self.disk
        let errors = disk.platters.writeErrors
        defer { errorsBefore += disk.platters.writeErrors - errors }
        do throws(JournalFault) {
            try mirror?.keepSnapshot(
                of: turn?.journal.identity ?? .zero, after: end.chainHash, on: &disk)
            tally.note(.snapshotKept)
        } catch {
            if case .diskFailed(let why) = error, why.reason == .crashed { throw error }
        }
    }

    // MARK: - Death and birth

    mutating func stopCleanly() throws(JournalFault) {
        // What a reconciliation just said is committed by closing.
        notebook.commitEnds.insert(turn?.decidedSequence ?? 0)
        do throws(JournalFault) {
            try turn?.close()
        } catch {
            guard case .noSpace = error else { throw error }
            return
        }
        notebook.released = turn?.releasedSequence ?? 0
        tally.note(.cleanStop)
        // Nothing is taken any more.
        desk.isSettling = false
        try handOut()
        throw .diskFailed(FileFault(.write, path: "process", reason: .crashed))
    }

    mutating func processEnded(by fault: JournalFault) throws(Violation) {
        trace.note("process ends: \(fault)")
        switch fault {
        case .diskFailed(let why):
            tally.note(why.reason == .crashed ? .crashInWrite : .diskErrorFatal)
        case .writerFailed: tally.note(.diskErrorFatal)
        case .noSpace: tally.note(.diskFull)
        case _: throw Violation(.i1, "the journal failed in a way no fault explains: \(fault)")
        }
        loseProcess()
        if !isHealing, let kind = lastingDamage() { try damage(kind) }
        if !isOver { try start() }
    }

    /// All that was only in memory is gone.
    mutating func loseProcess() {
        turn = nil
        mirror = nil
        disk.platters.processDied()
        network.dropInbound()
        line?.processDied()
        noteFeed()
        feed.processDied()
        desk = ReconciliationDesk()
        isDiskFull = false
    }

    /// Starts the process, again and again where it dies in its start.
    mutating func start() throws(Violation) {
        for _ in 0..<Limits.startsMax {
            if !isHealing && dice.strikes(.deathInStart) {
                // In its recovery, or when that is done and nobody was told of it yet.
                diesBeforeFirstCommit = dice.extent.chance(1, in: 2)
                disk.platters.operationsUntilCrash =
                    diesBeforeFirstCommit ? nil : dice.extent.below(8)
                disk.platters.isPowerCut = dice.extent.chance(1, in: 2)
            }
            var fault: JournalFault?
            do throws(JournalFault) {
                try tryToStart()
            } catch {
                fault = error
            }
            if let broken { throw broken }
            guard let fault else { return }
            guard isOfTheDisk(fault) else {
                throw Violation(.i5, "it does not start: \(fault)")
            }
            tally.note(.crashInRecovery)
            turn = nil
            disk.platters.processDied()
            line?.processDied()
        }
        throw Violation(.i5, "it died in \(Limits.startsMax) starts in a row")
    }

    /// Whether a start failed for what was laid out, and not for what the disk holds.
    private func isOfTheDisk(_ fault: JournalFault) -> Bool {
        switch fault {
        case .diskFailed, .noSpace: true
        case .unreadable(let why): why.reason == .crashed || why.reason == .inputOutput
        case _: false
        }
    }

    mutating func tryToStart() throws(JournalFault) {
        clock.processStarts()
        let identity = Hash128(high: seed, low: 1)
        let mounted: SimulatedDisk
        do throws(FileFault) {
            mounted = try SimulatedDisk(mounting: disk.platters)
        } catch {
            throw .unreadable(error)
        }
        let turn = try Turn.recover(mounted, identity: identity, segmentBytes: mix.segmentBytes)
        let report = turn.recovery
        mirror = mix.snapshotEvery > 0 ? turn.core : nil
        self.turn = consume turn
        tally.starts += 1
        trace.note("recovers to \(report.sequence), snapshot \(report.snapshot ?? 0)")
        noteRecovery(report)
        let epoch = (self.turn?.core.state.globals.epoch ?? 0) + 1
        let start = ProcessStart(epoch: epoch, isAfterCut: report.summary.untoldCut != nil)
        auditRecovery(to: report.sequence)
        try take(.started(start))
        if report.sequence == 0 { try list() }
        if diesBeforeFirstCommit {
            diesBeforeFirstCommit = false
            disk.platters.operationsUntilCrash = 0
        }
        try commit()
        // As in the house: whoever sends is there before the first thing to be sent.
        startLine()
        try handOut()
        if line == nil { try beginReconciliation() }
    }

    private mutating func noteRecovery(_ report: RecoveryReport) {
        guard report.sequence > 0 else { return }
        if report.summary.cut != nil {
            tally.note(.tailCut)
        } else if !report.summary.isClosed {
            tally.note(.tailWhole)
        }
        if report.snapshot != nil { tally.note(.snapshotUsed) }
    }

    private mutating func list() throws(JournalFault) {
        let (market, account) = (mix.market, SimulatedVenue.account)
        try take(.limits(.unlimited()))
        try take(.listing(market.instrument))
        if let contracts = venue.contracts {
            try take(.marginTable(contracts.table))
            try take(.marginTerms(contracts.terms))
        }
        for (asset, amount) in market.openings {
            let id = try! FlowID("opening-\(asset)")
            try take(.flow(ExternalFlow(id: id, account: account, asset: asset, amount: amount)))
        }
        guard mix.allocates else { return }
        try take(
            .allocate(
                CapitalAllocation(
                    account: account, strategy: StrategyID(1), asset: market.settle,
                    limit: market.allocationMax)))
        try take(.transfer(notebook.nextTransfer(&dice.bots)))
    }
}
