internal import Containers
internal import Durability
internal import Host

/// The bytes and names of a simulated disk, and what is about to go wrong with them.
final class Platters {
    enum NameChange {
        case link(String, Int)
        case unlink(String)
    }

    /// A write of a process that died: to be read, and not on the disk for certain.
    struct CachedWrite {
        let place: Int
        let offset: Int
        let before: [UInt8]
    }

    /// How a write under way may end where the power goes.
    struct Tearing {
        /// A first part may be kept.
        var isTorn = true
        /// Any sectors may be kept.
        var isReordered = true
        /// A write that fails may have been done in part.
        var isShort = false
    }

    /// File contents; a file keeps its place when it is renamed.
    var contents: [[UInt8]] = []
    /// What a process sees: name to place.
    var names: [String: Int] = [:]
    /// What survives a power cut.
    var durableNames: [String: Int] = [:]
    /// Changes of names since the last sync of the directory.
    var unsynced: [NameChange] = []
    /// Changes whose sync failed: no other sync of the same process keeps them.
    private var lost: [NameChange] = []
    /// What dead processes wrote and nobody has synced.
    var cached: [CachedWrite] = []
    var openFile: Int?
    var lastWrite: SimulatedDisk.LastWrite?
    var random: SeededRandom
    var tearing = Tearing()
    /// After so many more operations the process dies in the middle of one.
    var operationsUntilCrash: Int?
    /// Whether the power goes then, or only the process.
    var isPowerCut = true
    /// After so many more operations one fails with an input/output error.
    var operationsUntilError: Int?
    /// The next sync fails.
    var isSyncFailing = false
    /// New files find no room.
    var isFull = false
    /// The last record that was written whole, by the bytes that were.
    var durableSequence: UInt64 = 0
    /// Errors of what has to be kept; one of a removal is no harm.
    private(set) var writeErrors = 0
    /// The process that has the journal to itself.
    var holder: Int?
    var mounts = 0
    var tally = DiskTally()
    /// How often each class of faults has struck here.
    private(set) var struck = Array(repeating: 0, count: Fault.allCases.count)

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    func put(_ bytes: RawSpan, at offset: Int, in place: Int) {
        unsafe bytes.withUnsafeBytes { source in
            unsafe contents[place].withUnsafeMutableBytes { target in
                unsafe UnsafeMutableRawBufferPointer(
                    rebasing: target[offset..<offset + source.count]
                ).copyMemory(from: source)
            }
        }
    }

    func synchronizeNames() {
        for change in unsynced { Self.carry(out: change, on: &durableNames) }
        unsynced.removeAll()
    }

    func loseUnsynced() {
        lost += unsynced
        unsynced.removeAll()
    }

    private static func carry(out change: NameChange, on names: inout [String: Int]) {
        switch change {
        case .link(let name, let place): names[name] = place
        case .unlink(let name): names[name] = nil
        }
    }

    /// Reads from a frame that was written whole which record is durable now.
    func noteDurable(_ frame: RawSpan) {
        guard frame.integer(at: 0, as: UInt32.self) == 0x4D52_4650 else { return }
        let count = UInt64(frame.integer(at: 40, as: UInt32.self))
        let first: UInt64 = frame.integer(at: 48)
        if count > 0 { durableSequence = max(durableSequence, first + count - 1) }
    }

    func noteError(_ operation: FileFault.Operation) {
        tally.errors += 1
        if operation != .remove { writeErrors += 1 }
    }

    func note(_ fault: Fault) { struck[fault.rawValue] += 1 }

    // MARK: - Ends of writes and processes

    /// A write does not complete: the process died in it, or it failed.
    func interrupt(
        _ bytes: RawSpan, at offset: Int, in place: Int, by reason: FileFault.Reason
    ) {
        let range = offset..<offset + bytes.byteCount
        let before = Array(contents[place][range])
        if reason == .inputOutput {
            let sectors = bytes.byteCount / JournalFormat.sectorBytes
            let kept = tearing.isShort ? random.below(sectors + 1) : 0
            if tearing.isShort { note(.shortWrite) }
            keep(bytes, at: offset, in: place) { sector, _ in sector < kept }
        } else if isPowerCut {
            keepAsTorn(bytes, at: offset, in: place)
        } else {
            // The system call was done or was not; what it did is in the cache.
            guard random.chance(1, in: 2) else { return }
            put(bytes, at: offset, in: place)
            cached.append(CachedWrite(place: place, offset: offset, before: before))
        }
    }

    /// Of a write under way when the power goes, any set of sectors may be on the platters: all,
    /// none, those before some place, or any others: a disk writes them in the order it likes.
    private func keepAsTorn(_ bytes: RawSpan, at offset: Int, in place: Int) {
        let sectors = bytes.byteCount / JournalFormat.sectorBytes
        let (manner, cut) = (random.below(4), random.below(sectors + 1))
        switch manner {
        case 2 where tearing.isTorn:
            note(.tornWrite)
            keep(bytes, at: offset, in: place) { sector, _ in sector < cut }
        case 3 where tearing.isReordered:
            note(.reorderedWrite)
            keep(bytes, at: offset, in: place) { _, random in random.chance(1, in: 2) }
        case _: keep(bytes, at: offset, in: place) { _, _ in manner % 2 == 1 }
        }
    }

    private func keep(
        _ bytes: RawSpan, at offset: Int, in place: Int,
        _ isKept: (Int, inout SeededRandom) -> Bool
    ) {
        for sector in 0..<bytes.byteCount / JournalFormat.sectorBytes {
            guard isKept(sector, &random) else {
                tally.lostSectors += 1
                continue
            }
            let start = sector * JournalFormat.sectorBytes
            put(
                bytes.extracting(start..<start + JournalFormat.sectorBytes), at: offset + start,
                in: place)
        }
    }

    /// The process is gone, and with the power what was not synced: of the changes of names some
    /// first few survive, of the writes of dead processes any.
    func processDied() {
        if isPowerCut { losePower() }
        unsynced = lost + unsynced
        lost.removeAll()
        openFile = nil
        holder = nil
        operationsUntilCrash = nil
        operationsUntilError = nil
        isSyncFailing = false
        isFull = false
        isPowerCut = true
    }

    private func losePower() {
        let survivors = random.below(unsynced.count + 1)
        for change in unsynced.prefix(survivors) { Self.carry(out: change, on: &durableNames) }
        tally.lostNames += unsynced.count - survivors + lost.count
        unsynced.removeAll()
        lost.removeAll()
        names = durableNames
        for write in cached.reversed() where random.chance(1, in: 2) {
            contents[write.place].replaceSubrange(
                write.offset..<write.offset + write.before.count, with: write.before)
            tally.lostSectors += write.before.count / JournalFormat.sectorBytes
        }
        cached.removeAll()
    }

    /// A copy of all files as they are now.
    func backUp() -> [String: [UInt8]] { names.mapValues { contents[$0] } }

    /// Puts an old copy in the place of everything.
    func restore(_ backup: [String: [UInt8]]) {
        contents.removeAll()
        names.removeAll()
        for name in backup.keys.sorted() {
            names[name] = contents.count
            contents.append(backup[name] ?? [])
        }
        durableNames = names
        unsynced.removeAll()
        lost.removeAll()
        cached.removeAll()
        lastWrite = nil
    }
}
