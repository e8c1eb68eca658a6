internal import Containers
internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading

// What goes wrong at the venue, on the way to it, and at the hands of operators.
extension WorldRun {
    mutating func goWrongAtVenue() throws(Violation) {
        if line == nil, network.goWrong(at: clock.now, &dice) {
            let seconds = 1 + dice.extent.below(25)
            loseVenue(until: clock.now.adding(milliseconds: Int64(seconds) * 1000))
        }
        guard dice.strikes(.venueRestart), !venue.isDown(at: clock.now) else { return }
        let gone = Int64(1 + dice.extent.below(10_000))
        venue.downUntil = clock.now.adding(milliseconds: gone)
        network.dropAll()
        let moment = self.moment
        line?.venueGone(moment, &dice)
        noteFeed()
        feed.restart(isReset: dice.strikes(.sequenceReset), at: clock.now)
        trace.note("the venue restarts")
        if line == nil { loseVenue(until: venue.downUntil.adding(milliseconds: 50)) }
    }

    /// What operators do beside what they type.
    mutating func operate() throws(Violation) {
        if dice.strikes(.secondInstance) { try startSecondInstance() }
        guard dice.strikes(.oldBackup), turn != nil else { return }
        if let backup {
            try restore(backup)
        } else {
            trace.note("a backup is taken at \(notebook.released)")
            backup = Backup(
                files: disk.platters.backUp(), sequence: notebook.released,
                acknowledged: notebook.acknowledged.count)
        }
    }

    /// The journal is held: whoever comes second must be turned away before it touches anything.
    private mutating func startSecondInstance() throws(Violation) {
        guard turn != nil else { return }
        do throws(FileFault) {
            _ = try SimulatedDisk(mounting: disk.platters)
        } catch {
            guard error.reason == .held else {
                throw Violation(.i9, "a second instance was turned away by \(error)")
            }
            return tally.note(.secondInstanceRefused)
        }
        throw Violation(.i9, "a second instance has the journal")
    }

    // MARK: - An old copy of the journal

    /// The process is started on an old copy of its journal: what the venue has beyond it must be
    /// found out and told before a new order goes out. The world ends with it.
    private mutating func restore(_ backup: Backup) throws(Violation) {
        trace.note("the backup of \(backup.sequence) is restored")
        isOver = true
        loseProcess()
        disk.platters.restore(backup.files)
        notebook.goBack(to: backup)
        // What came after the copy is at the venue and nowhere else: the books begin anew.
        auditor = Auditor()
        makeWell()
        try start()
        let alarmsBefore = turn?.core.state.globals.alarms ?? 0
        let isMissed = isAnythingMissed()
        for _ in 0..<Limits.restoredSteps where !desk.machine.isTrusted || !isNetworkQuiet {
            clock.pass(milliseconds: 500)
            do throws(JournalFault) {
                try healOneStep()
            } catch {
                throw Violation(.i1, "on a restored journal, while all was well: \(error)")
            }
        }
        if let broken { throw broken }
        // A cancel that was still on its way may have left nothing to be missed.
        try judgeRestored(isMissed && isAnythingMissed(), alarmsBefore)
    }

    /// Whether the venue has an order that the journal does not know and that left a trace: it is
    /// open, or traded.
    private mutating func isAnythingMissed() -> Bool {
        guard let state = turn?.core.state else { return false }
        return venue.orders.contains { order in
            state.orderRow(order.request.reference) == nil
                && (!order.state.isFinal || order.filled > 0)
        }
    }

    private mutating func judgeRestored(
        _ isMissed: Bool, _ alarmsBefore: UInt64
    ) throws(Violation) {
        guard let state = turn?.core.state else { return }
        let isTold = state.globals.alarms > alarmsBefore || desk.machine.phase == .differing
        guard isTold || !isMissed else {
            throw Violation(.i17, "an old journal was taken up, and nothing was said")
        }
        guard desk.machine.isTrusted || desk.machine.phase == .differing else {
            throw Violation(.i34, "a restored journal is \(desk.machine.phase) for ever")
        }
        if desk.machine.isTrusted {
            let asset = mix.market.settle
            let theirs = venue.contracts?.atCost ?? venue.quoteBalance * 10_000_000_000
            guard state.atCost(asset, mix.market).raw == theirs else {
                throw Violation(.i23, "a restored journal is trusted with other cash")
            }
        }
        tally.note(isMissed ? .backupNoticed : .backupHarmless)
    }
}

/// An old copy of a journal's files.
struct Backup {
    let files: [String: [UInt8]]
    /// The last input that is in it.
    let sequence: UInt64
    /// How many orders had been acknowledged.
    let acknowledged: Int
}
