internal import Containers
internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading

/// One fake world from one seed, in one thread: a process with the real turn, trading core,
/// journal, market-data session and reconciliation; a disk, a network, clocks and a venue that
/// misbehave; bots; and an observer with a notebook.
///
/// First a phase in which anything may go wrong, then one in which all is well again and everything
/// must come to agree with the venue.
struct WorldRun: ~Copyable {
    /// Bounds of a run.
    enum Limits {
        /// Steps of the healing phase in which everything must have converged.
        static let healingSteps = 600
        /// Steps of half a second in which nothing may be uncertain any more.
        static let settledSteps = 140
        /// The same where many orders rest: more are due at once than a session asks for, and what
        /// was left out is asked for a minute later.
        static let settledStepsOfCrowd = 280
        /// How often a start is tried when the process dies in it.
        static let startsMax = 20
        /// Steps of half a second in which a restored journal must be reconciled, or known to
        /// differ.
        static let restoredSteps = 240
    }

    let seed: UInt64
    let mix: Mix
    var dice: Dice
    var clock = WorldClock()
    let disk: SimulatedDisk
    var network: SimulatedNetwork
    /// Where orders go through the gateway and the venue's session as bytes; nil where not.
    var line: AccountLine?
    var venue: SimulatedVenue
    var feed = SimulatedFeed()
    var turn: Turn<SimulatedDisk>?
    var desk = ReconciliationDesk()
    var notebook = Notebook()
    var auditor = Auditor()
    /// The first promise that was found broken.
    var broken: Violation?
    /// Errors of the disk before this process, or that are no harm to it.
    var errorsBefore = 0
    var tally = RunTally()
    var trace: Trace
    var isHealing = false
    /// What went wrong was found out, and a person has to look: the world ends here.
    var isOver = false
    /// The state that follows what is released, for snapshots.
    var mirror: TradingCore?
    var commitsSinceSnapshot = 0
    /// The start that is under way ends with its first commit.
    var diesBeforeFirstCommit = false
    /// No room for the journal's next file: only cancels and reports are taken.
    var isDiskFull = false
    /// An old copy of the journal.
    var backup: Backup?

    /// What the clock of our machine shows.
    var ours: Timestamp { clock.ours }

    init(seed: UInt64, mix: Mix, keepsTrace: Bool) {
        self.seed = seed
        self.mix = mix
        dice = Dice(seed: seed, rates: mix.rates)
        disk = SimulatedDisk(seed: seed ^ 0xD15C)
        disk.platters.tearing = Platters.Tearing(
            isTorn: mix[.tornWrite] > 0, isReordered: mix[.reorderedWrite] > 0)
        network = SimulatedNetwork(latencyMax: mix.latencyMax)
        line = mix.session.map { AccountLine($0, latencyMax: mix.latencyMax) }
        line?.keepsNotes = keepsTrace
        if line != nil { clock.makeSteady() }
        venue = SimulatedVenue(mix.market, takesBaseFees: mix.takesBaseFees)
        if mix.session == .futures { venue.contracts?.isUSDM = true }
        notebook.requestsMax = mix.requests
        notebook.market = mix.market
        notebook.isCrowded = mix.isCrowded
        notebook.takesTriggers = mix.session != .futures
        trace = Trace(isKept: keepsTrace)
    }

    /// Runs both phases.
    ///
    /// - Throws: ``Violation`` with the promise that was broken.
    mutating func run() throws(Violation) {
        try start()
        for step in 0..<mix.steps where !isOver {
            let (now, ours) = (clock.now.milliseconds, ours.milliseconds)
            trace.note("step \(step) at \(now), ours \(ours)")
            trace.fold(UInt64(now))
            try self.step()
        }
        if !isOver {
            try heal()
            try judge()
        }
    }

    /// What it came to, whether a promise was broken or not.
    func finalTally() -> RunTally {
        var tally = tally
        tally.worldsOfBytes = line == nil ? 0 : 1
        tally.worldsOfFutures = mix.session == .futures ? 1 : 0
        tally.messages = network.sent + feed.sent + disk.platters.tally.writes
        tally.messages += line?.network.sent ?? 0
        tally.requests = notebook.asked.count
        tally.messagesLost = network.lost + (line?.network.lost ?? 0)
        tally.messagesRepeated = network.repeated + (line?.network.repeated ?? 0)
        tally.disk = disk.platters.tally
        for fault in Fault.allCases {
            let index = fault.rawValue
            tally.faults[index] = dice.struck[index]
            // What the disk makes of a power cut it counts itself.
            if [.tornWrite, .reorderedWrite, .shortWrite].contains(fault) {
                tally.faults[index] = disk.platters.struck[index]
            }
        }
        return tally
    }

    // MARK: - The faulty phase

    private mutating func step() throws(Violation) {
        clock.pass(milliseconds: Int64(dice.time.below(mix.stepMax + 1)))
        clock.goWrong(&dice)
        layOutDiskFaults()
        try goWrongAtVenue()
        if dice.strikes(.stall) {
            clock.pass(milliseconds: Int64(dice.extent.below(15_000)))
        } else {
            do throws(JournalFault) {
                try liveOneStep()
            } catch {
                try processEnded(by: error)
            }
        }
        if let broken { throw broken }
        guard !isOver else { return }
        try operate()
        moveVenue()
        try moveFeed()
    }

    private mutating func layOutDiskFaults() {
        let platters = disk.platters
        if dice.strikes(.powerCut) {
            platters.operationsUntilCrash = dice.extent.below(3)
        }
        if dice.strikes(.kill) {
            platters.operationsUntilCrash = dice.extent.below(3)
            platters.isPowerCut = false
        }
        if dice.strikes(.writeError) {
            platters.operationsUntilError = dice.extent.below(3)
            platters.tearing.isShort = false
        }
        if dice.strikes(.shortWrite) {
            platters.operationsUntilError = dice.extent.below(3)
            platters.tearing.isShort = true
        }
        if dice.strikes(.syncError) { platters.isSyncFailing = true }
        if dice.strikes(.fullDisk) { platters.isFull.toggle() }
    }

    private mutating func liveOneStep() throws(JournalFault) {
        passTimeOnLine()
        try reconcileOneStep()
        if dice.strikes(.halt) {
            try take(.setTradingMode(dice.extent.chance(1, in: 2) ? .halted : .reducing))
        }
        try commandScopes()
        let diesInSweep = diesInSweep()
        if !diesInSweep {
            for _ in 0...dice.bots.below(mix.batchMax) { try takeSomething() }
        }
        try commit()
        // The process may die after its decisions are durable and before anything left it.
        if dice.strikes(.deathBeforeSending) || diesInSweep {
            tally.note(.crashBetweenDurableAndSent)
            throw .diskFailed(FileFault(.write, path: "process", reason: .crashed))
        }
        try handOut()
        try prepareAhead()
        try keepSnapshot()
        if dice.strikes(.cleanStop) { try stopCleanly() }
    }

    private mutating func takeSomething() throws(JournalFault) {
        if let answers = receiveInbound() { return try take(answers) }
        let roll = dice.bots.below(10)
        if roll < mix.orderShare {
            // What is drawn does not depend on whether it is handed in.
            if let contracts = venue.contracts {
                if dice.bots.chance(2, in: 3) { try takeMark() }
                notebook.around = contracts.tickPrice
            }
            let request = notebook.nextSubmission(at: ours, &dice.bots)
            if let request, mayOrder { try take(.submit(request)) }
            return
        }
        switch roll {
        // So many orders leave little room for anything else.
        case 9 where mix.isCrowded && dice.bots.chance(1, in: 4): try letTradeAgain()
        case 9: try take(.clock)
        case 8 where mix.amends && dice.bots.chance(2, in: 3):
            let request = notebook.nextAmendment(among: restingRequests(), &dice.bots)
            if let request, mayOrder { try take(.amend(request)) }
        case 8:
            if let reference = notebook.anyReference(&dice.bots) { try take(.cancel(reference)) }
        case 7: try takeMark()
        case 6 where mix.allocates && dice.bots.chance(1, in: 3):
            try take(.transfer(notebook.nextTransfer(&dice.bots)))
        case _:
            if dice.bots.chance(1, in: 6) { try letTradeAgain() }
        }
    }

    /// The orders that rest as far as the process knows, with nothing on its way for them.
    private mutating func restingRequests() -> [OrderRequest] {
        guard let state = turn?.core.state else { return [] }
        var requests: [OrderRequest] = []
        for row in state.liveOrderRows {
            let order = state.orders[Int(row)]
            let phases = [order.placement.phase, order.amendment.phase, order.cancellation.phase]
            guard order.isOpen, order.venueState != .none, phases.allSatisfy({ $0 == .idle })
            else { continue }
            requests.append(order.request)
        }
        return requests
    }

    private mutating func takeMark() throws(JournalFault) {
        guard let price = venue.contracts?.markPrice ?? feed.mark else { return }
        try take(.mark(Mark(instrument: InstrumentID(0), price: price, time: ours)))
    }

    /// As the house has it: with a disk that is full, or an account that is not reconciled, no
    /// orders are handed in.
    private var mayOrder: Bool {
        !isDiskFull && (!mix.waitsForTrust || desk.machine.isTrusted)
    }

    /// Delivers to the venue whatever has arrived there, and hands back what comes next for us.
    mutating func receiveInbound() -> [VenueAnswer]? {
        if line != nil { return receiveFromLine() }
        while let message = network.receive(at: clock.now) {
            switch message {
            case .toProcess(let answers): return answers
            case .toVenue(let request): deliver(request)
            }
        }
        return nil
    }

    private mutating func deliver(_ request: VenueRequest) {
        trace.note("venue gets \(request)")
        if case .place(_, let deadline) = request, clock.now > deadline {
            tally.note(.lateRequestRefused)
        }
        say(venue.take(request, at: clock.now, &dice))
    }

    /// What the venue says sets out for the process.
    mutating func say(_ deliveries: [Delivery]) {
        if line != nil { return tellByLine(deliveries) }
        for delivery in deliveries where !delivery.answers.isEmpty {
            trace.note("venue says \(delivery.answers)")
            network.send(
                .toProcess(delivery.answers), after: delivery.delay, at: clock.now, &dice)
        }
    }

    mutating func moveVenue() {
        say(venue.workQueue(at: clock.now, &dice))
        let interval = Int64(1 + mix.stepMax * 10)
        say(venue.moveContracts(at: clock.now, every: interval, &dice))
        // No session of ours reads such a thing.
        if line == nil { say(venue.bustSomething(at: clock.now, &dice)) }
        guard dice.venue.chance(1, in: mix.stepsBetweenTrades) else { return }
        say(venue.stir(at: clock.now, &dice))
    }

    /// The book changes now and then; what is in use of it must be right at any time.
    mutating func moveFeed() throws(Violation) {
        guard !venue.isDown(at: clock.now) else { return }
        if dice.feed.chance(2, in: 3) { feed.move(at: clock.now, &dice) }
        feed.deliver(at: clock.now, &dice)
        trace.fold(feed.digest)
        if let violation = feed.judge() { throw violation }
    }

    /// Counts what the market data went through, before it is forgotten.
    mutating func noteFeed() {
        for path in feed.rarePaths { tally.note(path) }
    }
}
