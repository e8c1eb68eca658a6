internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading

/// A start on what a death left, up to its first commit, and a second start after that.
struct CrashRecovery {
    /// The last input that was found.
    let sequence: UInt64
    /// The state's hash after it.
    let hash: UInt64
    /// Where this start may die in turn.
    let boundaries: [CrashBoundary]
    /// What is wrong though it started.
    private(set) var wrong: String?
    /// The state's hash after the first input of the new process.
    private let nextHash: UInt64

    /// - Parameter checksReplay: whether the journal without its snapshots is held against it.
    /// - Throws: ``JournalFault`` where it does not start.
    init(_ image: CrashImage, checksReplay: Bool) throws(JournalFault) {
        let verdict = try Self.verdict(of: image)
        let disk = CrashDisk(image)
        var turn = try Self.start(on: disk)
        sequence = turn.decidedSequence
        hash = turn.fingerprint()
        disk.platters.acknowledged = sequence
        disk.platters.decided = sequence
        let globals = turn.core.state.globals
        try turn.take(
            .started(
                ProcessStart(
                    epoch: globals.epoch + 1, isAfterCut: turn.recovery.summary.cut != nil)),
            at: globals.time.adding(nanoseconds: 1))
        disk.platters.decided = turn.decidedSequence
        nextHash = turn.fingerprint()
        try turn.commit()
        boundaries = disk.platters.boundaries
        var again = try Self.start(on: CrashDisk(disk.image))
        let againHash = again.fingerprint()
        if verdict != nil { wrong = verdict }
        if again.decidedSequence != sequence + 1 || againHash != nextHash {
            wrong = "a second start finds another state"
        }
        if try Self.verdict(of: disk.image) != nil { wrong = "what it leaves is damaged" }
        if checksReplay, try !Self.isReplayEqual(image, sequence, hash) {
            wrong = "the journal alone gives another state"
        }
    }

    /// What must be found after a death at one of the boundaries.
    func expectation(
        of boundary: CrashBoundary
    ) -> (acknowledged: UInt64, hashes: [UInt64: UInt64]) {
        var hashes: [UInt64: UInt64] = [:]
        // What a start has found it finds again: it told nobody yet, but it may have.
        if boundary.acknowledged <= sequence { hashes[sequence] = hash }
        if boundary.decided > sequence { hashes[sequence + 1] = nextHash }
        return (max(sequence, boundary.acknowledged), hashes)
    }

    private static func start(on disk: CrashDisk) throws(JournalFault) -> Turn<CrashDisk> {
        try Turn.recover(
            disk, identity: CrashScenario.identity,
            segmentBytes: CrashScenario.Limits.segmentBytes)
    }

    /// What verification calls damage; nil where there is none, or no journal yet.
    private static func verdict(of image: CrashImage) throws(JournalFault) -> String? {
        var disk = CrashDisk(image)
        do throws(JournalFault) {
            let report = try JournalVerifier.verify(&disk)
            guard report.verdict == .damaged else { return nil }
            return report.findings.first { $0.severity == .damage }?.explanation.description
        } catch {
            if error == .noJournal { return nil }
            throw error
        }
    }

    /// Whether the journal without its snapshots gives the same, where it begins with record 1.
    private static func isReplayEqual(
        _ image: CrashImage, _ sequence: UInt64, _ hash: UInt64
    ) throws(JournalFault) -> Bool {
        var disk = CrashDisk(image.withoutSnapshots)
        guard try JournalReader.firstSequence(on: &disk) == 1 else { return true }
        var turn = try start(on: disk)
        let found = turn.fingerprint()
        return turn.decidedSequence == sequence && found == hash
    }
}
