internal import Domain
internal import Durability
internal import Host
internal import Trading

/// What dies, tears or is damaged, and what is found afterwards.
enum RecoveryChecks {
    /// Orders of a journal that is treated badly.
    static let orders = 60

    static let all: [SafetyCheck] = [
        SafetyCheck(
            .recovery, "killed-while-trading",
            proves: "kill -9 in the middle of trading loses and doubles no order, fill or cent",
            how: "plimsoll run is killed 4 times while 40 orders each are on their way to a venue "
                + "that answers late, loses answers and drops messages; then Plimsoll and the "
                + "venue's ledger are compared",
            body: KillCheck.run),
        SafetyCheck(
            .recovery, "restored-state",
            proves:
                "a snapshot and what follows it give the very state that the whole journal gives",
            how: "fingerprints of the state before an end without warning, after a start from a "
                + "snapshot, and after one from the journal alone",
            body: restoredState),
        SafetyCheck(
            .recovery, "damaged-snapshot",
            proves:
                "a snapshot that is damaged is passed over, and the journal gives the same state",
            how: "a bit of the newest snapshot is changed",
            body: damagedSnapshot),
        SafetyCheck(
            .recovery, "decided-anew",
            proves: "every input of a journal, decided anew, gives the events that it holds",
            how: "the inputs are read back and decided by a core that knows nothing",
            body: decidedAnew),
        SafetyCheck(
            .recovery, "torn-tail",
            proves:
                "a write that was cut off by a power cut costs what was never acknowledged, only",
            how: "the last write is torn after each of its sectors in turn",
            body: tornTail),
        SafetyCheck(
            .recovery, "damaged-journal",
            proves: "a journal in which any bit has changed is refused with its place, and kept as "
                + "it is",
            how: "a bit is changed at 200 places from a seed, one at a time, and a start is tried",
            body: damagedJournal),
        SafetyCheck(
            .recovery, "missing-file",
            proves: "a journal of which a file is missing is refused",
            how: "each file but the last is moved away in turn",
            body: missingFile),
        SafetyCheck(
            .recovery, "newer-version",
            proves: "a journal of a newer version is refused, said so, and kept as it is",
            how: "the version in the first file's header is raised, with its right checksum",
            body: newerVersion),
        SafetyCheck(
            .recovery, "one-writer",
            proves: "two processes never write to one journal",
            how: "a second plimsoll run is started on the journal of one that trades",
            body: oneWriter),
    ]

    // MARK: - State

    @Sendable
    private static func restoredState(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        let before = try withSnapshot(path)
        var turn = try SafetyTurn.open(path)
        let (restored, snapshot) = (turn.fingerprint(), turn.recovery.snapshot)
        let events = turn.recovery.events
        _ = consume turn
        guard let snapshot else {
            throw SafetyFailure(expected: "a start from a snapshot", found: "none was used")
        }
        try require(restored == before, "the state of before", found: "another one")
        try edit(path) { (folder) throws(FileFault) in
            for entry in try folder.entries()
            where SnapshotFormat.sequence(ofName: entry.name) != nil {
                try folder.remove(entry.name)
            }
        }
        var whole = try SafetyTurn.open(path)
        try require(
            whole.recovery.snapshot == nil && whole.fingerprint() == before,
            "the same state from the journal alone", found: "another one")
        return "snapshot at input \(snapshot) and \(events) events, or all "
            + "\(whole.recovery.events) events: fingerprint \(String(before, radix: 16)) each time"
    }

    /// A journal with a snapshot in its middle, without a clean end.
    private static func withSnapshot(_ path: String) throws(SafetyFailure) -> UInt64 {
        var turn = try SafetyTurn.open(path, segmentBytes: 1 << 18)
        try SafetyTurn.take(SafetyFeed.beginning(), at: SafetyFeed.time(0), &turn)
        for number in 0..<orders { try SafetyTurn.trade(number, &turn) }
        var keeper = SnapshotKeeper(
            path: path, of: turn.journal.identity, interval: 10, last: 0)
        if let end = turn.releasedEnd { keeper.consider(turn.core, at: end) }
        for number in orders..<2 * orders { try SafetyTurn.trade(number, &turn) }
        keeper.finish()
        try require(
            keeper.kept == 1, "a snapshot is kept beside the turn",
            found: keeper.trouble.map { "\($0)" } ?? "none was")
        return turn.fingerprint()
    }

    @Sendable
    private static func damagedSnapshot(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        let before = try withSnapshot(path)
        var size = 0
        try edit(path) { (folder) throws(FileFault) in
            for entry in try folder.entries()
            where SnapshotFormat.sequence(ofName: entry.name) != nil {
                size = entry.byteCount
                var bytes = try read(path, entry.name)
                bytes[size / 2] ^= 4
                try WorkFolder.write(bytes, to: "\(path)/\(entry.name)")
            }
        }
        var turn = try SafetyTurn.open(path)
        try require(
            turn.recovery.passedOver.count == 1 && turn.recovery.snapshot == nil,
            "the snapshot is passed over, and told", found: "\(turn.recovery.passedOver)")
        try require(turn.fingerprint() == before, "the state of before", found: "another one")
        return "a bit of \(size) bytes changed: told, passed over, the same state from "
            + "\(turn.recovery.events) events"
    }

    @Sendable
    private static func decidedAnew(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        _ = try SafetyTurn.make(path, orders: orders)
        var core = TradingCore()
        var records = 0
        var differing: UInt64?
        do throws(JournalFault) {
            var disk = try opened(path)
            _ = try JournalReader.replay(&disk) { (record, payload) throws(JournalFault) in
                guard
                    let entry = try? TurnRecord.decode(payload, schema: record.schemaVersion)
                else {
                    throw .recordRefused(sequence: record.sequence, reason: "it cannot be read")
                }
                var events: [Event] = []
                let stamp = Stamp(
                    sequence: record.sequence, time: Timestamp(nanoseconds: record.time))
                core.decide(entry.input, at: stamp, into: &events)
                records += 1
                if events != entry.events, differing == nil { differing = record.sequence }
            }
        } catch {
            throw SafetyFailure(error.explanation, doing: "the journal can be read")
        }
        try require(
            differing == nil, "the events of every record",
            found: "others from record \(differing ?? 0) on")
        return "\(records) inputs decided anew, the same events"
    }

    // MARK: - Processes

    @Sendable
    private static func oneWriter(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        var house = try SafetyHouse.open(place)
        try house.startTrading()
        var second = try SafetyProcess(
            place.program, ["run", "--config", place.folder + "/plimsoll.yaml"],
            logPath: place.folder + "/second.log")
        let end = try second.awaitEnd("a second plimsoll on the same journal ends")
        try require(
            end == .exited(1) && second.words.contains("another process is using it"),
            "it is refused with status 1 and says why", found: "\(end): \(second.words)")
        let ready = house.ask(.get("/readyz"))
        try require(ready.status == 200, "the first one goes on", found: ready.words)
        return "the second one ended with status 1: another process is using the journal"
    }

    // MARK: - Files

    static func opened(_ path: String) throws(JournalFault) -> FileJournalDisk {
        do throws(FileFault) {
            return try FileJournalDisk(path: path, for: .reading)
        } catch {
            throw .unreadable(error)
        }
    }

    static func read(_ path: String, _ name: String) throws(FileFault) -> [UInt8] {
        try SmallFile(path: "\(path)/\(name)", bytesMax: 64 << 20).bytes
    }

    /// Works on the files of a folder.
    static func edit(
        _ path: String, _ body: (borrowing OpenDirectory) throws(FileFault) -> Void
    ) throws(SafetyFailure) {
        do throws(FileFault) {
            try body(OpenDirectory(path: path))
        } catch {
            throw SafetyFailure(error.explanation, doing: "the files of \(path) can be changed")
        }
    }
}
