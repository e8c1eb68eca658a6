internal import Containers
internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading

// A disk that changes what it had taken: it must be found out, or do no harm.
extension WorldRun {
    /// What happens to the disk between two lives of the process, if anything.
    mutating func lastingDamage() -> LastingDamage? {
        for kind in LastingDamage.allCases where dice.strikes(kind.fault) { return kind }
        return nil
    }

    /// Changes bytes that were durable, and looks at how a process starts on them.
    ///
    /// It refuses; or it says that the journal's end was cut off; or it has all that was durable.
    /// A write that the disk only pretended to do leaves no trace: then it must have a state that
    /// once was. It never has any other state, and never loses anything in silence.
    mutating func damage(_ kind: LastingDamage) throws(Violation) {
        guard let file = disk.damage(kind, &dice.extent) else { return }
        disk.platters.tally.damages += 1
        trace.note("\(file) is damaged: \(kind)")
        let identity = Hash128(high: seed, low: 1)
        let turn: Turn<SimulatedDisk>
        do throws(JournalFault) {
            turn = try Turn.recover(disk, identity: identity, segmentBytes: mix.segmentBytes)
        } catch {
            trace.note("the start refuses: \(error)")
            guard error.remedy == .quarantine else {
                throw Violation(.i4, "of a \(kind) in \(file) it was said: \(error)")
            }
            return end(.damageRefused)
        }
        let (sequence, isCut) = (turn.recovery.sequence, turn.recovery.summary.cut != nil)
        self.turn = consume turn
        let found = self.turn?.fingerprint()
        if sequence > 0, let expected = notebook.fingerprints[sequence], expected != found {
            throw Violation(
                .i6, "after a \(kind) in \(file) the state at \(sequence) is another one")
        }
        if sequence >= notebook.released { return end(.damageHarmless) }
        if kind == .lostWrite { return end(.writeLost) }
        guard isCut else {
            throw Violation(
                .i1,
                "a \(kind) in \(file) took inputs \(sequence + 1) to \(notebook.released), "
                    + "and nothing was said")
        }
        end(.damageCut)
    }

    private mutating func end(_ path: RarePath) {
        tally.note(path)
        isOver = true
    }
}
