internal import Containers
internal import Domain
internal import Durability
internal import Operations
internal import Trading

// What the auditor gets to see, and where its books are held against the process's.
extension WorldRun {
    mutating func found(_ violation: Violation) {
        if broken == nil { broken = violation }
    }

    mutating func audit(_ input: Input, _ stamp: Stamp, after before: UInt64) {
        do throws(Violation) {
            try auditor.took(input, as: stamp, after: before)
        } catch {
            found(error)
        }
    }

    /// What leaves the process must be durable, by the bytes that the disk has; and after an error
    /// of the disk nothing leaves it.
    mutating func auditRelease(_ released: [ReleasedEvent]) {
        guard let last = released.last?.stamp.sequence else { return }
        if last > disk.platters.durableSequence {
            found(Violation(.i1, "input \(last) is released and not yet on the disk"))
        }
        if disk.platters.writeErrors > errorsBefore {
            found(Violation(.i10, "input \(last) is released after an error of the disk"))
        }
        do throws(Violation) {
            for item in released { try auditor.see(item.event, item.stamp, venue) }
        } catch {
            found(error)
        }
    }

    mutating func auditPlacement(_ id: ClientOrderID, _ stamp: Stamp) {
        let count = notebook.countPlacement(id)
        if count > 1 { found(Violation(.i11, "order \(id) is sent \(count) times")) }
        if stamp.sequence > disk.platters.durableSequence {
            found(Violation(.i12, "order \(id) is sent before its intent is on the disk"))
        }
    }

    /// Where everything that was decided is released, the process's books must be the auditor's.
    mutating func compareBooks() {
        guard turn?.decidedSequence == turn?.releasedSequence, let state = turn?.core.state else {
            return
        }
        do throws(Violation) {
            try auditor.compare(state)
        } catch {
            found(error)
        }
        for path in auditor.paths { tally.note(path) }
        auditor.paths.removeAll()
        if auditor.isAboveLowestTier { tally.note(.upperTier) }
    }

    // MARK: - Starts

    /// What must hold of a process that has just recovered, before it takes anything. What it kept
    /// and never released the auditor reads in the journal's bytes.
    mutating func auditRecovery(to sequence: UInt64) {
        if sequence > 0 && auditor.hasOpenSweep { tally.note(.crashInSweep) }
        errorsBefore = disk.platters.writeErrors
        disk.platters.durableSequence = sequence
        do throws(Violation) {
            try checkRecovered(sequence)
            auditor.forget(after: sequence)
            var auditor = self.auditor
            let proof = try JournalProof.read(disk.platters.journal, from: auditor.sequence + 1) {
                (record) throws(Violation) in
                let entry = unsafe try? TurnRecord.decode(
                    record.payload.span.bytes, schema: record.schema)
                guard let entry else {
                    throw Violation(.i2, "record \(record.sequence) cannot be read")
                }
                let stamp = Stamp(
                    sequence: record.sequence, time: Timestamp(nanoseconds: record.time))
                auditor.cutsInBytes = record.cuts
                auditor.note(entry.input, as: stamp)
                for event in entry.events { try auditor.see(event, stamp, venue) }
            }
            auditor.cutsInBytes = proof.cuts
            self.auditor = auditor
            guard proof.nextSequence == sequence + 1 else {
                throw Violation(
                    .i2, "the bytes hold \(proof.nextSequence - 1) records, found were \(sequence)")
            }
        } catch {
            found(error)
        }
        compareBooks()
    }

    private mutating func checkRecovered(_ sequence: UInt64) throws(Violation) {
        guard sequence >= notebook.released else {
            throw Violation(
                .i1, "input \(notebook.released) was durable and the journal ends at \(sequence)")
        }
        guard notebook.commitEnds.contains(sequence) else {
            throw Violation(.i2, "input \(sequence) was not the last of a commit")
        }
        if let expected = notebook.fingerprints[sequence] {
            let found = turn?.fingerprint() ?? 0
            guard found == expected else {
                throw Violation(.i6, "replayed to \(sequence) the state is another one")
            }
        }
        guard let state = turn?.core.state else { return }
        for request in notebook.acknowledged {
            guard let row = state.orderRow(request.reference) else {
                throw Violation(.i1, "order \(request.clientOrderID) was acknowledged and is lost")
            }
            guard state.orders[row].request == request else {
                throw Violation(
                    .i1, "order \(request.clientOrderID) is not what was acknowledged")
            }
        }
    }

    // MARK: - The end

    /// The journal's bytes hold exactly what was released.
    mutating func auditBytes() throws(Violation) {
        auditor.endFold()
        var digest = StateHash()
        var scratch = ByteWriter()
        _ = try JournalProof.read(disk.platters.journal, from: 1) { (record) throws(Violation) in
            let payload = record.payload
            guard payload.count >= 4 else {
                throw Violation(.i2, "record \(record.sequence) is too short")
            }
            let events = 4 + Int(payload[0]) + Int(payload[1]) << 8
            guard payload.count > events else { return }
            digest.combine(record.sequence)
            scratch.removeAll()
            for byte in payload[events...] { scratch.put(byte) }
            digest.combine(scratch.span)
        }
        guard digest == auditor.digest else {
            throw Violation(.i1, "the journal holds other events than were released")
        }
    }
}

extension Platters {
    /// The segments as a process sees them, in the order of their names.
    fileprivate var journal: [(name: String, bytes: [UInt8])] {
        names.keys.sorted().compactMap { name in names[name].map { (name, contents[$0]) } }
    }
}
