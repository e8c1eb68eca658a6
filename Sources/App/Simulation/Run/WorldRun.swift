internal import Containers
internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading

/// One fake world from one seed, in one thread: a process with the real turn, trading core and
/// journal; a disk, a network and a venue that misbehave; bots; and an observer with a notebook.
///
/// First a phase in which anything may go wrong, then one in which all is well again and everything
/// must come to agree with the venue.
struct WorldRun: ~Copyable {
    /// Bounds of a run.
    enum Limits {
        /// Steps of the healing phase in which everything must have converged.
        static let healingSteps = 600
        /// Steps of half a second in which nothing may be uncertain any more.
        static let settledSteps = 150
        /// How often a start is tried when the process dies in it.
        static let startsMax = 20
    }

    let seed: UInt64
    var random: SeededRandom
    let knobs: Knobs
    var now = Timestamp(nanoseconds: 1_767_225_600_000_000_000)
    let disk: SimulatedDisk
    var network: SimulatedNetwork
    var venue: SimulatedVenue
    var feed = SimulatedFeed()
    var turn: Turn<SimulatedDisk>?
    var notebook = Notebook()
    var tally = RunTally()
    var trace: Trace
    var isHealing = false
    /// What the disk did was found out, and a person has to look: the world ends here.
    var isOver = false

    init(seed: UInt64, keepsTrace: Bool) {
        self.seed = seed
        random = SeededRandom(seed: seed)
        knobs = Knobs(&random)
        disk = SimulatedDisk(seed: random.next())
        network = SimulatedNetwork(
            losses: knobs.losses, duplicates: knobs.duplicates, delayMax: knobs.delayMax)
        var manners = SimulatedVenue.Manners()
        manners.forgetfulness = knobs.forgetfulness
        manners.takesBaseFees = knobs.takesBaseFees
        venue = SimulatedVenue(manners: manners, quote: 1_000_000, base: 1_000)
        feed.manners = knobs.feed
        trace = Trace(isKept: keepsTrace)
    }

    /// Runs both phases.
    ///
    /// - Throws: ``Violation`` with the promise that was broken.
    mutating func run() throws(Violation) {
        try start()
        for step in 0..<knobs.steps where !isOver {
            trace.note("step \(step) at \(now.milliseconds)")
            trace.fold(UInt64(now.milliseconds))
            try self.step()
        }
        if !isOver {
            try heal()
            try judge()
        }
        tally.messagesLost = network.lost
        tally.messagesRepeated = network.repeated
        tally.disk = disk.platters.tally
    }

    // MARK: - The faulty phase

    private mutating func step() throws(Violation) {
        now = now.adding(milliseconds: Int64(random.below(knobs.stepMax + 1)))
        layOutFaults()
        do throws(JournalFault) {
            try liveOneStep()
        } catch {
            try processEnded(by: error)
        }
        moveVenue()
        try moveFeed()
    }

    private mutating func layOutFaults() {
        if random.chance(knobs.crashes, in: 1000) {
            disk.platters.operationsUntilCrash = random.below(3)
        }
        if random.chance(knobs.diskErrors, in: 1000) {
            disk.platters.operationsUntilError = random.below(3)
        }
        if random.chance(knobs.fullDisks, in: 1000) { disk.platters.isFull.toggle() }
    }

    private mutating func liveOneStep() throws(JournalFault) {
        for _ in 0...random.below(knobs.batchMax) { try takeSomething() }
        try commit()
        // The process may die after its decisions are durable and before anything left it.
        if random.chance(knobs.crashes, in: 2000) {
            tally.note(.crashBetweenDurableAndSent)
            throw .diskFailed(FileFault(.write, path: "process", reason: .crashed))
        }
        handOut()
        if random.chance(knobs.cleanStops, in: 1000) { try stopCleanly() }
    }

    private mutating func takeSomething() throws(JournalFault) {
        if case .toProcess(let report)? = receiveInbound() { return try take(.report(report)) }
        switch random.below(10) {
        case 0...4: try take(.submit(notebook.nextSubmission(&random)))
        case 5: if let reference = notebook.anyReference(&random) { try take(.cancel(reference)) }
        case 6:
            guard let price = feed.mark else { return }
            try take(.mark(Mark(instrument: InstrumentID(0), price: price, time: now)))
        case 7: if random.chance(1, in: 4) { try take(.setTradingMode(.active)) }
        case _: try take(.clock)
        }
    }

    /// Delivers to the venue whatever has arrived there, and hands back the next report for us.
    private mutating func receiveInbound() -> SimulatedNetwork.Message? {
        while let message = network.receive(at: now) {
            guard case .toVenue(let request) = message else { return message }
            deliver(request)
        }
        return nil
    }

    private mutating func deliver(_ request: VenueRequest) {
        trace.note("venue gets \(request)")
        if case .place(_, let deadline) = request, now > deadline {
            tally.note(.lateRequestRefused)
        }
        for report in venue.take(request, at: now, &random) {
            network.send(.toProcess(report), at: now, &random)
        }
    }

    private mutating func moveVenue() {
        guard random.chance(1, in: 3) else { return }
        for report in venue.stir(at: now, &random) {
            trace.note("venue reports \(report)")
            network.send(.toProcess(report), at: now, &random)
        }
    }

    /// The book changes now and then; what is in use of it must be right at any time.
    mutating func moveFeed() throws(Violation) {
        if random.chance(2, in: 3) { feed.move(at: now, &random) }
        feed.deliver(at: now, &random)
        trace.fold(feed.digest)
        if let violation = feed.judge() { throw violation }
    }

    /// Counts what the market data went through, before it is forgotten.
    mutating func noteFeed() {
        for path in feed.rarePaths { tally.note(path) }
    }

    /// One step of the healing phase: what arrives is taken, and time goes on.
    mutating func healOneStep() throws(JournalFault) {
        var arrived = 0
        while arrived < 200, case .toProcess(let report)? = receiveInbound() {
            try take(.report(report))
            arrived += 1
        }
        try take(.clock)
        try commit()
        handOut()
    }

    // MARK: - The process

    mutating func take(_ input: Input) throws(JournalFault) {
        if turn?.hasRoom == false { try commit() }
        // A batch that cannot be committed for want of space has no room: the input is turned away.
        guard turn?.hasRoom == true else { return }
        noteBefore(input)
        try turn?.take(input, at: now)
        tally.inputs += 1
        let fingerprint = turn?.fingerprint() ?? 0
        notebook.fingerprints[turn?.decidedSequence ?? 0] = fingerprint
        trace.fold(fingerprint)
        trace.note("takes \(input) → \(fingerprint)")
    }

    private mutating func noteBefore(_ input: Input) {
        guard case .report(let report) = input, case .fill(let fill) = report.content else {
            return
        }
        guard let state = turn?.core.state else { return }
        if state.fillRow(fill) != nil { tally.note(.fillRepeated) }
        if let row = state.orderRow(fill.order), state.orders[row].venueState == .none {
            tally.note(.fillBeforeAcceptance)
        }
    }

    private mutating func commit() throws(JournalFault) {
        do throws(JournalFault) {
            try turn?.commit()
            notebook.released = turn?.releasedSequence ?? 0
        } catch {
            guard case .noSpace = error else { throw error }
            tally.note(.diskFull)
            notebook.released = turn?.releasedSequence ?? 0
        }
    }

    /// What is durable leaves the process: answers to the bots, requests to the venue.
    private mutating func handOut() {
        var released: [ReleasedEvent] = []
        turn?.handOut { released.append($0) }
        for item in released { act(on: item) }
    }

    private mutating func act(on item: ReleasedEvent) {
        tally.events += 1
        trace.fold(item.event)
        trace.note("releases \(item.stamp.sequence) \(item.event)")
        noteRarePaths(item.event)
        switch item.event {
        case .orderIntended(let intent):
            notebook.acknowledge(intent.request)
            tally.orders += 1
            notebook.countPlacement(intent.request.clientOrderID)
            send(.place(intent.request, deadline: intent.deadline), kind: .place)
        case .cancelRequested(let row, let deadline):
            guard let order = turn?.core.state.orders[Int(row.index)] else { return }
            send(.cancel(order.request.reference, deadline: deadline), kind: .cancel)
        case .queryRequested(let row, _):
            guard let order = turn?.core.state.orders[Int(row.index)] else { return }
            send(.query(order.request.reference, askedAt: now), kind: nil)
        case .started, .restartAttended, .instrumentListed, .listingRefused, .flowRecorded,
            .markRecorded, .tradingModeChanged, .instrumentHalted, .orderDenied, .orderRepeated,
            .orderConflicted, .cancelRefused, .cancelRejected, .requestUnknown, .absenceNoted,
            .tradesConsulted, .orderAccepted, .orderRejected, .cumulativeReported, .fillApplied,
            .orderClosed, .tradingStateChanged, .inputRefused, .limitsSet, .valuationSet,
            .conversionRecorded, .marginTableSet, .marginTermsSet, .fundingApplied, .allocationSet,
            .capitalTransferred, .accountConfirmed, .differenceNoted, .foreignOrderNoted,
            .positionAdjusted, .sweepBegan, .sweepAttended, .amendRequested, .amendRefused,
            .amendRejected, .termsChanged, .fillBusted, .absenceStated, .alarmRaised:
            break
        }
    }

    /// Hands a request to the network; sometimes the process notices that it got lost.
    private mutating func send(_ request: VenueRequest, kind: RequestKind?) {
        let arrives = network.send(.toVenue(request), at: now, &random)
        guard !arrives, let kind, random.chance(1, in: 2) else { return }
        let report = VenueReport(
            order: request.reference, content: .requestFailed(kind, .transport))
        network.send(.toProcess(report), at: now, &random)
    }

    private mutating func stopCleanly() throws(JournalFault) {
        do throws(JournalFault) {
            try turn?.close()
        } catch {
            guard case .noSpace = error else { throw error }
            return
        }
        tally.note(.cleanStop)
        handOut()
        throw .diskFailed(FileFault(.write, path: "process", reason: .crashed))
    }

    // MARK: - Death and birth

    private mutating func processEnded(by fault: JournalFault) throws(Violation) {
        trace.note("process ends: \(fault)")
        switch fault {
        case .diskFailed(let why):
            tally.note(why.reason == .crashed ? .crashInWrite : .diskErrorFatal)
        case .writerFailed: tally.note(.diskErrorFatal)
        case .noSpace: tally.note(.diskFull)
        case _: throw Violation("the journal failed in a way no fault explains: \(fault)")
        }
        turn = nil
        disk.crash()
        network.dropInbound()
        noteFeed()
        feed.processDied()
        if !isHealing, random.chance(knobs.damages, in: 100) { try damage() }
        if !isOver { try start() }
    }

    /// Starts the process, again and again where it dies in its start.
    private mutating func start() throws(Violation) {
        for _ in 0..<Limits.startsMax {
            if !isHealing && random.chance(knobs.crashes, in: 300) {
                disk.platters.operationsUntilCrash = random.below(6)
            }
            do throws(JournalFault) {
                let isStarted = try tryToStart()
                if isStarted { return }
            } catch {
                guard isOfTheDisk(error) else {
                    throw Violation("it does not start: \(error)")
                }
            }
            tally.note(.crashInRecovery)
            turn = nil
            disk.crash()
        }
        throw Violation("it died in \(Limits.startsMax) starts in a row")
    }

    /// Whether a start failed for what was laid out, and not for what the disk holds.
    private func isOfTheDisk(_ fault: JournalFault) -> Bool {
        switch fault {
        case .diskFailed: true
        case .unreadable(let why): why.reason == .crashed || why.reason == .inputOutput
        case _: false
        }
    }

    private mutating func tryToStart() throws(JournalFault) -> Bool {
        let identity = Hash128(high: seed, low: 1)
        let turn = try Turn.recover(
            disk, identity: identity, segmentBytes: knobs.segmentBytes)
        let report = turn.recovery
        notebook.recovered = report
        self.turn = consume turn
        tally.starts += 1
        trace.note("recovers to \(report.sequence), snapshot \(report.snapshot ?? 0)")
        noteRecovery(report)
        let epoch = (self.turn?.core.state.globals.epoch ?? 0) + 1
        let start = ProcessStart(epoch: epoch, isAfterCut: report.summary.cut != nil)
        notebook.fault = checkRecovery()
        try take(.started(start))
        if report.sequence == 0 { try list() }
        try commit()
        handOut()
        return true
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
        let instrument = Instrument(
            id: InstrumentID(0), venue: VenueID(1), symbol: try! Symbol("BTCUSDT"),
            base: SimulatedVenue.base, quote: SimulatedVenue.quote,
            priceDecimals: SimulatedVenue.priceDecimals,
            quantityDecimals: SimulatedVenue.quantityDecimals, tick: Price(mantissa: 5),
            lot: Quantity(mantissa: 2), quantityMin: Quantity(mantissa: 2),
            quantityMax: Quantity(mantissa: 1_000_000), notionalMin: Money(units: 1),
            feeReserve: .basisPoints(10))
        try take(.listing(instrument))
        let account = SimulatedVenue.account
        try take(
            .flow(
                ExternalFlow(
                    id: try! FlowID("opening-quote"), account: account,
                    asset: SimulatedVenue.quote, amount: Money(units: 1_000_000))))
        try take(
            .flow(
                ExternalFlow(
                    id: try! FlowID("opening-base"), account: account,
                    asset: SimulatedVenue.base, amount: Money(units: 1_000))))
    }
}
