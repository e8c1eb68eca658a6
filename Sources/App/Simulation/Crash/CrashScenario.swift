internal import Domain
internal import Durability
internal import Host
internal import Operations
internal import Trading

/// What dies at each crash point: four processes over one journal with every kind of record, full
/// segments, snapshots, compaction and retention, the last three while commits go on.
final class CrashScenario {
    /// Bounds of it, small enough for many of everything.
    enum Limits {
        /// Six blocks: header, four, seal.
        static let segmentBytes = 6 * 4096
        /// Commits between two snapshots.
        static let snapshotInterval = 7
        /// Commits between two compactions.
        static let compactionInterval = 9
        /// What retention leaves, where the snapshots allow.
        static let retention = RetentionRule(bytesMax: 40_000)
    }

    static let identity = Hash128(high: 0x6372_6173_68, low: 0x706F_696E_7473)

    let disk = CrashDisk()
    /// The state's hash after each input, from none on.
    private(set) var hashes: [UInt64] = []
    /// What went wrong though nothing had died.
    private(set) var trouble: String?
    /// Inputs of the present process that are not taken yet, in reverse.
    private var waiting: [(time: Timestamp, input: Input)] = []
    private var turn: Turn<CrashDisk>?
    private var commits = 0
    private var isInside = false

    /// Runs all of it once.
    init() {
        var nothing = TradingCore()
        hashes.append(nothing.fingerprint())
        let processes = EveryKindScript.whole.processes
        for (number, inputs) in processes.enumerated() {
            attempt { () throws(JournalFault) in
                turn = try Turn.recover(
                    disk, identity: Self.identity, segmentBytes: Limits.segmentBytes)
                waiting = inputs.reversed()
                while !waiting.isEmpty { try commitSome() }
                if number >= processes.count / 2 { try turn?.close() }
                turn = nil
            }
        }
    }

    private func attempt(_ body: () throws(JournalFault) -> Void) {
        do throws(JournalFault) {
            try body()
        } catch {
            trouble = trouble ?? "\(error)"
        }
    }

    /// One to three inputs in one commit, and now and then what else a process does.
    private func commitSome() throws(JournalFault) {
        for _ in 0...commits % 3 {
            guard let next = waiting.popLast() else { break }
            _ = try turn?.take(next.input, at: next.time)
            if let hash = turn?.fingerprint() { hashes.append(hash) }
            disk.platters.decided = turn?.decidedSequence ?? 0
        }
        try turn?.commit()
        disk.platters.acknowledged = turn?.releasedSequence ?? 0
        commits += 1
        guard !isInside else { return }
        if commits % 2 == 0 { try turn?.prepareAhead() }
        if commits % Limits.snapshotInterval == 0 { besideCommits(keepSnapshot) }
        if commits % Limits.compactionInterval == 0 { besideCommits(compact) }
    }

    /// Does something as another thread would: a commit goes on before each of its operations.
    private func besideCommits(_ body: () throws(JournalFault) -> Void) {
        disk.platters.meanwhile = { [unowned self] in
            guard !isInside, !waiting.isEmpty else { return }
            isInside = true
            attempt(commitSome)
            isInside = false
        }
        attempt(body)
        disk.platters.meanwhile = nil
    }

    private func keepSnapshot() throws(JournalFault) {
        guard let end = turn?.releasedEnd, let identity = turn?.journal.identity,
            var core = turn?.core
        else { return }
        var disk = self.disk
        try core.keepSnapshot(of: identity, after: end.chainHash, on: &disk)
    }

    private func compact() throws(JournalFault) {
        var disk = self.disk
        let time = Int64(commits)
        while try JournalCompactor.compactNext(on: &disk, at: time) != nil {}
        _ = try JournalKeeper.keep(Limits.retention, at: time, on: &disk)
    }
}
