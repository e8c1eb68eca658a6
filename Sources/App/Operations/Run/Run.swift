internal import Containers
internal import Domain
internal import Durability
internal import Edge
internal import Host
internal import Markets
internal import Trading

/// One life of the process: everything put together, and taken apart again.
///
/// The caller's thread becomes the turn's; a loop's thread has the sockets; a third one waits for
/// signals.
struct Run: ~Copyable {
    private var turns: TurnLoop
    private let parts: RunParts

    /// Recovers, listens, and begins to reach the venues.
    ///
    /// - Throws: ``CommandFailure``: nothing was sent.
    static func begin(
        _ configuration: Configuration, _ console: Console
    ) throws(CommandFailure) -> Run {
        let plan = try HousePlan(configuration)
        do throws(EdgeFault) {
            // Before the journal: a start that cannot succeed leaves no trace in it.
            try EdgeServer.check(plan.edgeOptions)
        } catch {
            throw CommandFailure(error.explanation)
        }
        let turn = try recover(configuration, console)
        try checkScopes(configuration.risk, turn.core.state)
        let inbox = Inbox<TurnRequest>(capacity: TurnLoopLimits.inboxMax)
        let start = ProcessStart(
            epoch: turn.core.state.globals.epoch + 1,
            isAfterCut: turn.recovery.summary.untoldCut != nil)
        _ = inbox.put(.decide(.started(start), nil))
        for input in configuration.risk.inputs(knowing: turn.core.state) {
            _ = inbox.put(.decide(input, nil))
        }
        let snapshots = SnapshotKeeper(
            path: configuration.journal.directory.value, of: turn.journal.identity,
            interval: configuration.journal.snapshotInterval.value,
            last: turn.recovery.snapshot ?? 0)
        let parts = try RunParts.begin(
            plan, knowing: turn.core, inbox, snapshots, journalKeeper(configuration, turn))
        let outbox = Outbox(to: parts.house, on: parts.loop)
        return Run(turns: TurnLoop(turn, inbox: inbox, deliver: outbox.deliver), parts: parts)
    }

    /// What was limited must not be let loose by being left out.
    private static func checkScopes(
        _ risk: Configuration.Risk, _ state: TradingState
    ) throws(CommandFailure) {
        let forgotten = risk.forgottenScopes(knowing: state)
        guard !forgotten.isEmpty else { return }
        throw CommandFailure(
            "risk: the journal has limits for "
                + forgotten.map(state.words(of:)).joined(separator: ", ")
                + ", and the configuration has none for it, nor for global",
            remedy: "Name it again, or give a global scope: with no other member it limits "
                + "nothing.",
            exit: .configuration)
    }

    private static func journalKeeper(
        _ configuration: Configuration, _ turn: borrowing Turn<FileJournalDisk>
    ) -> JournalKeeper {
        let journal = configuration.journal
        let (days, bytes) = (journal.retentionDays.value, journal.retentionBytes.value)
        return JournalKeeper(
            path: journal.directory.value,
            keeping: RetentionRule(
                ageMax: days == 0 ? nil : Int64(days) * 86_400_000_000_000,
                bytesMax: bytes == 0 ? nil : bytes),
            segmentBytes: turn.journal.segmentBytes)
    }

    /// Runs until a signal comes.
    ///
    /// - Throws: ``CommandFailure`` where the journal can no longer be written. The process must
    ///   end at once: what was not handed out was never told to anybody.
    consuming func untilStopped(_ console: Console) throws(CommandFailure) -> ExitCode {
        try console.say("ready \(parts.address)")
        try console.flush()
        parts.listenToSignals()
        do throws(JournalFault) {
            try turns.run()
        } catch {
            throw CommandFailure(error.explanation)
        }
        parts.end()
        return .success
    }

    /// Opens the journal, and makes one where there is none.
    private static func recover(
        _ configuration: Configuration, _ console: Console
    ) throws(CommandFailure) -> Turn<FileJournalDisk> {
        let path = configuration.journal.directory.value
        let disk: FileJournalDisk
        do throws(FileFault) {
            disk = try FileJournalDisk(path: path, for: .writing)
        } catch {
            throw CommandFailure(error.explanation)
        }
        if disk.mode != .direct {
            console.complain(
                "note: the file system of \(path) refuses direct writes; it works, and is slower")
        }
        let turn: Turn<FileJournalDisk>
        do throws(JournalFault) {
            turn = try Turn.recover(
                disk, identity: SystemRandomness.identity(),
                segmentBytes: configuration.journal.segmentBytes.value)
        } catch {
            throw CommandFailure(error.explanation)
        }
        tell(turn.recovery, path, console)
        return turn
    }

    /// Says what the start found.
    private static func tell(_ report: RecoveryReport, _ path: String, _ console: Console) {
        console.complain(
            "journal \(path): \(report.sequence) inputs, \(report.events) events replayed"
                + (report.snapshot.map { " after the snapshot at \($0)" } ?? ""))
        for fault in report.passedOver {
            console.complain("note: a snapshot was passed over: \(fault.explanation.what)")
        }
        if let cut = report.summary.cut {
            console.complain(
                "warning: the journal's last write was cut off (\(cut)); trading starts reducing "
                    + "only; look at the venue, then set the trading mode to active")
        }
    }
}

/// What runs beside the turn.
struct RunParts: Sendable {
    /// Bounds of an end.
    enum Limits {
        /// A clean end takes at most this long; then the process ends as if it were killed: 9 s.
        static let endNanoseconds: Int64 = 9_000_000_000
        /// How long the answers to requests that are under way are waited for: 3 s.
        static let answersNanoseconds: Int64 = 3_000_000_000
    }

    let loop: EventLoop
    let house: LoopConfined<House>
    let edge: EdgeServer
    let inbox: Inbox<TurnRequest>
    let address: String

    /// Starts the loop, listens, connects.
    static func begin(
        _ plan: HousePlan, knowing core: TradingCore, _ inbox: Inbox<TurnRequest>,
        _ snapshots: consuming SnapshotKeeper, _ journal: consuming JournalKeeper
    ) throws(CommandFailure) -> RunParts {
        let loop: EventLoop
        do throws(TransportFault) {
            loop = try EventLoop()
        } catch {
            throw CommandFailure(error.explanation)
        }
        let house = LoopConfined(
            House(
                plan.settings, core: core, loop: loop, inbox: inbox, snapshots: snapshots,
                journal: journal),
            on: loop)
        let edge = EdgeServer(plan.edgeOptions, on: loop, door: HouseDoor(house: house)) {
            EdgeViews(trading: house.value.state, markets: house.value.desk, house: house.value)
        }
        do throws(EdgeFault) {
            try edge.start()
        } catch {
            loop.stop()
            throw CommandFailure(error.explanation)
        }
        let fault = loop.perform { plan.connect(house.value, edge) }
        if case .some(.some(let fault)) = fault {
            loop.stop()
            throw fault
        }
        return RunParts(
            loop: loop, house: house, edge: edge, inbox: inbox,
            address: plan.address(port: edge.port))
    }

    /// The first signal ends cleanly, the second at once.
    func listenToSignals() {
        let isEnding = Locked(false)
        ProcessSignals.onEnd { [self] signal in
            let isSecond = isEnding.withLock { ending in
                defer { ending = true }
                return ending
            }
            if isSecond { StandardStream.endProcess(status: 128 + signal) }
            _ = loop.post { drain() }
        }
    }

    /// Takes nothing more, waits for what is under way, then has the turn end. On the loop.
    private func drain() {
        let house = house.value
        house.isDraining = true
        house.actOnReleased()
        house.edge?.houseChanged()
        loop.after(nanoseconds: Limits.endNanoseconds) {
            StandardStream.endProcess(status: ExitCode.failure.rawValue)
        }
        let gateways = Array(house.gateways.values)
        var waiting = gateways.count
        guard waiting > 0 else { return endTurn() }
        for gateway in gateways {
            gateway.stop {
                waiting -= 1
                if waiting == 0 { endTurn() }
            }
        }
    }

    private func endTurn() {
        edge.drain {
            // The turn's end keeps one too, and drops older ones: never both at a time.
            house.value.snapshots.finish()
            house.value.journal.finish()
            _ = inbox.put(.end)
        }
    }

    /// After the turn's end.
    func end() {
        _ = loop.perform { house.value.edge = nil }
        loop.stop()
    }
}
