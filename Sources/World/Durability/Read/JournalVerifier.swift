public import Host

/// One thing that verification found.
public struct JournalFinding: Sendable, Equatable {
    /// How bad it is.
    public enum Severity: String, Sendable, Equatable {
        /// Worth knowing; all is well.
        case note
        /// A commit that was never acknowledged was left out.
        case cut
        /// Something that was acknowledged may be gone or changed.
        case damage
    }
    /// How bad it is.
    public var severity: Severity
    /// The file's plain name.
    public var file: String
    /// Byte offset in it.
    public var offset: Int
    /// The first sequence number concerned.
    public var sequence: UInt64
    /// A stable word for programs, such as `frame-body-changed`.
    public var reason: String
    /// For people: what, why, what to do.
    public var explanation: Explanation
}

/// The result of verifying a journal, for people and programs.
public struct JournalReport: Sendable, Equatable {
    /// In one word.
    public enum Verdict: String, Sendable, Equatable {
        case ok
        /// Whole but for a torn tail that was never acknowledged.
        case okWithCut = "ok-with-cut"
        case damaged
    }

    /// What could be read; up to the damage where there is some.
    public var summary: JournalSummary
    /// The snapshots that are whole and belong to this journal, ascending.
    public var snapshots: [SnapshotHeader] = []
    /// What was found, in order of files.
    public var findings: [JournalFinding] = []

    /// The worst of the findings.
    public var verdict: Verdict {
        if findings.contains(where: { $0.severity == .damage }) { return .damaged }
        return findings.contains { $0.severity == .cut } ? .okWithCut : .ok
    }
}

/// Checks every byte of a journal and its snapshots. Reads only, takes no lock.
///
/// While a process writes to the journal, its last commit may look torn.
public enum JournalVerifier {
    /// Verifies everything on `disk`.
    ///
    /// - Throws: `noJournal`, or `unreadable` where the directory cannot be listed or this process
    ///   may not read a file, which says nothing of the journal; all else is in the report.
    /// - Complexity: O(bytes); memory for one segment or snapshot.
    public static func verify<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk
    ) throws(JournalFault) -> JournalReport {
        let files: JournalFiles
        do throws(JournalFault) {
            files = try JournalFiles(&disk)
        } catch {
            return try report(ofNothing: error)
        }
        guard !files.isEmpty else { throw .noJournal }
        var snapshots: [Result<SnapshotHeader, JournalFault>] = []
        for sequence in files.snapshots {
            do throws(JournalFault) {
                snapshots.append(.success(try SnapshotStore.read(sequence, from: &disk).header))
            } catch {
                if concernsReader(error) { throw error }
                snapshots.append(.failure(error))
            }
        }
        var scanner = files.scanner(checkpoints: files.snapshots)
        scanner.checksSeals = true
        scanner.lastCompacted = files.segments.last { $0.isCompacted }?.index ?? 0
        var report = JournalReport(summary: scanner.summary)
        do throws(JournalFault) {
            for segment in files.segments {
                try JournalReader.scan(&disk, segment, &scanner) { _, _ in }
            }
            report.summary = try scanner.finish()
            report.addCuts()
        } catch {
            if concernsReader(error) { throw error }
            report.summary = scanner.summary
            report.add(error, sequence: scanner.summary.lastSequence + 1)
        }
        for (sequence, snapshot) in zip(files.snapshots, snapshots) {
            report.add(snapshot, at: sequence)
        }
        report.addMissingSnapshot(files)
        for name in files.unfinished { report.addUnfinished(name) }
        for name in files.leftovers { report.addLeftover(name) }
        return report
    }

    /// What can be said where even the beginning of the journal is not known.
    private static func report(ofNothing fault: JournalFault) throws(JournalFault) -> JournalReport
    {
        switch fault {
        case .damaged, .foreignVersion: break
        case .diskFailed, .unreadable, .noSpace, .writerFailed, .batchFull, .payloadTooLarge,
            .noJournal, .unsoundShape, .recordRefused:
            throw fault
        }
        var report = JournalReport(summary: JournalSummary())
        report.add(fault, sequence: 1)
        return report
    }

    /// Whether it is about who reads, not about what is read.
    private static func concernsReader(_ fault: JournalFault) -> Bool {
        guard case .unreadable(let file) = fault else { return false }
        return file.reason == .notPermitted || file.reason == .tooManyFiles
    }
}

extension JournalReport {
    /// Holds the journal against a seal that was noted earlier: where no segment has it, what was
    /// sealed then is not what is here now.
    public mutating func require(_ seal: Digest512) {
        let isThere = summary.segments.contains { $0.seal == seal } || summary.firstSeal == seal
        guard !isThere, verdict != .damaged else { return }
        let file = JournalFormat.compactedName(max(1, summary.sealedSegments))
        add(
            .damaged(
                JournalDamage(
                    file: file, offset: 0, sequence: summary.firstSequence,
                    reason: summary.firstSequence > 1 ? .sealRemoved : .sealNotThere)),
            sequence: summary.firstSequence)
    }

    mutating func addCuts() {
        for cut in summary.knownCuts { add(cut, severity: .note) }
        if let cut = summary.cut { add(cut, severity: .cut) }
    }

    private mutating func add(_ cut: JournalCut, severity: JournalFinding.Severity) {
        let file = JournalFormat.segmentName(cut.segment)
        let isKnown = severity == .note
        let records =
            cut.recordCount.map { count in
                count == 0
                    ? "no records lost"
                    : "records \(cut.firstSequence) to \(cut.firstSequence + count - 1) lost"
            } ?? "records from \(cut.firstSequence) on lost, their number is not known"
        let explanation = Explanation(
            what: "\(file) is torn at byte \(cut.offset), \(records)",
            why: "the process or the machine stopped in the middle of a write that had not been "
                + "acknowledged",
            action: isKnown
                ? "Nothing: an earlier start told of it and went on in the next segment"
                : "Start as usual: the next start goes on in a new segment")
        findings.append(
            JournalFinding(
                severity: severity, file: file, offset: cut.offset, sequence: cut.firstSequence,
                reason: isKnown ? "known-cut" : "cut", explanation: explanation))
    }

    mutating func add(_ fault: JournalFault, sequence: UInt64) {
        var finding = JournalFinding(
            severity: .damage, file: "", offset: 0, sequence: sequence, reason: "unreadable",
            explanation: fault.explanation)
        switch fault {
        case .damaged(let damage):
            finding.file = damage.file
            finding.offset = damage.offset
            finding.sequence = damage.sequence
            finding.reason = damage.reason.rawValue
        case .foreignVersion(let file, _):
            finding.file = file
            finding.reason = "foreign-version"
        case .unreadable(let file), .diskFailed(let file), .noSpace(let file, _):
            finding.file = file.path
            finding.offset = file.offset ?? 0
        case .writerFailed, .batchFull, .payloadTooLarge, .noJournal, .unsoundShape,
            .recordRefused:
            finding.reason = "refused"
        }
        findings.append(finding)
    }

    mutating func add(_ snapshot: Result<SnapshotHeader, JournalFault>, at sequence: UInt64) {
        switch snapshot {
        case .failure(let fault): add(fault, sequence: sequence)
        case .success(let header):
            guard let reason = problem(of: header) else {
                snapshots.append(header)
                return
            }
            let damage = JournalDamage(
                file: SnapshotFormat.name(sequence), offset: 0, sequence: sequence, reason: reason)
            add(.damaged(damage), sequence: sequence)
        }
    }

    /// What is wrong with a snapshot that is whole; where the journal is damaged before it, nothing
    /// can be said.
    private func problem(of header: SnapshotHeader) -> JournalDamage.Reason? {
        if let identity = summary.identity, header.identity != identity { return .snapshotForeign }
        let isWhole = verdict != .damaged
        if header.sequence > summary.lastSequence { return isWhole ? .snapshotAhead : nil }
        // What it could be held against was removed.
        if header.sequence + 1 < summary.firstSequence { return nil }
        let point = summary.checkpoints.first { $0.sequence == header.sequence }
        return point?.hash == header.chainHash ? nil : .snapshotHashDiffers
    }

    /// A journal that begins later than with its first record is nothing without a snapshot.
    mutating func addMissingSnapshot(_ files: JournalFiles) {
        guard let beginning = files.beginning,
            !snapshots.contains(where: { $0.sequence + 1 >= beginning.firstSequence })
        else { return }
        let damage = JournalDamage(
            file: JournalFormat.segmentName(beginning.segment), offset: 0,
            sequence: beginning.firstSequence, reason: .snapshotMissing)
        add(.damaged(damage), sequence: beginning.firstSequence)
    }

    mutating func addLeftover(_ name: String) {
        findings.append(
            JournalFinding(
                severity: .note, file: name, offset: 0, sequence: 0, reason: "leftover",
                explanation: Explanation(
                    what: "\(name) counts no more", why: "the process stopped before removing it",
                    action: "Nothing: it goes with the next compaction or retention")))
    }

    mutating func addUnfinished(_ name: String) {
        findings.append(
            JournalFinding(
                severity: .note, file: name, offset: 0, sequence: 0, reason: "unfinished",
                explanation: Explanation(
                    what: "\(name) was never finished", why: "the process stopped while making it",
                    action: "Nothing: the next start removes it")))
    }
}
