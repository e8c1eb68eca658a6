internal import Containers
public import Durability
public import Host

/// A disk that does what disks do when the power goes: keeps some sectors of the write that was on
/// its way and not others, forgets names that were not synced, fails with an error, runs full.
///
/// The disk outlives the process: a copy refers to the same platters.
public struct SimulatedDisk: JournalDisk {
    /// The bytes and names, and what is about to go wrong.
    final class Platters {
        /// File contents; a file keeps its place when it is renamed.
        var contents: [[UInt8]] = []
        /// What a process sees: name to place.
        var names: [String: Int] = [:]
        /// What survives a crash.
        var durableNames: [String: Int] = [:]
        /// Changes of names since the last sync of the directory.
        var unsynced: [NameChange] = []
        var openFile: Int?
        var lastWrite: LastWrite?
        var random: SeededRandom
        /// After so many more operations the process dies in the middle of one.
        var operationsUntilCrash: Int?
        /// After so many more operations one fails with an input/output error.
        var operationsUntilError: Int?
        /// New files find no room.
        var isFull = false
        var tally = DiskTally()

        init(seed: UInt64) { random = SeededRandom(seed: seed) }
    }

    enum NameChange {
        case link(String, Int)
        case unlink(String)
    }

    let platters: Platters

    /// An empty disk that goes wrong by a seed.
    init(seed: UInt64) { platters = Platters(seed: seed) }

    /// As real disks have it.
    public var alignment: Int { 4096 }

    /// What a process sees, sorted by name.
    public mutating func list() throws(FileFault) -> [OpenDirectory.Entry] {
        platters.names.keys.sorted().map { name in
            OpenDirectory.Entry(name: name, byteCount: platters.contents[place(name)].count)
        }
    }

    /// Reads what a process sees, synced or not.
    public mutating func read<Result>(
        _ name: String, _ range: Range<Int>, _ body: (RawSpan) -> Result
    ) throws(FileFault) -> Result {
        guard let place = platters.names[name] else {
            throw FileFault(.read, path: name, reason: .notFound)
        }
        guard range.upperBound <= platters.contents[place].count else {
            throw FileFault(.read, path: name, offset: range.lowerBound, reason: .tooShort)
        }
        let content = platters.contents[place]
        let bytes = unsafe content.span.bytes
        return body(bytes.extracting(range))
    }

    /// Makes a file of zeros, synced; its name is not yet.
    public mutating func createZeroed(_ name: String, byteCount: Int) throws(FileFault) {
        guard !platters.isFull else {
            platters.tally.fullDisks += 1
            throw FileFault(.create, path: name, reason: .noSpace)
        }
        try operate(.create, name)
        link(name, [UInt8](repeating: 0, count: byteCount))
    }

    /// Makes a file of these bytes, synced; its name is not yet.
    public mutating func create(_ name: String, _ content: RawSpan) throws(FileFault) {
        guard !platters.isFull else {
            platters.tally.fullDisks += 1
            throw FileFault(.create, path: name, reason: .noSpace)
        }
        try operate(.create, name)
        link(name, unsafe content.withUnsafeBytes { unsafe [UInt8]($0) })
    }

    /// Renames; a crash before the directory is synced may take it back.
    public mutating func rename(_ name: String, to target: String) throws(FileFault) {
        try operate(.rename, name)
        let place = place(name)
        platters.names[name] = nil
        platters.names[target] = place
        platters.unsynced.append(.unlink(name))
        platters.unsynced.append(.link(target, place))
    }

    /// Removes; a crash before the directory is synced may bring it back.
    public mutating func remove(_ name: String) throws(FileFault) {
        try operate(.remove, name)
        platters.names[name] = nil
        platters.unsynced.append(.unlink(name))
    }

    /// From here on names survive a crash.
    public mutating func synchronizeDirectory() throws(FileFault) {
        try operate(.synchronize, ".")
        platters.durableNames = platters.names
        platters.unsynced.removeAll()
    }

    /// Opens the file that is written to.
    public mutating func open(_ name: String) throws(FileFault) {
        try operate(.open, name)
        platters.openFile = place(name)
    }

    /// Writes durably, unless the process dies in the middle of it.
    public mutating func write(_ bytes: RawSpan, at offset: Int) throws(FileFault) {
        guard let place = platters.openFile else { preconditionFailure("no file is open") }
        precondition(offset % alignment == 0 && bytes.byteCount % alignment == 0)
        platters.tally.writes += 1
        do throws(FileFault) {
            try operate(.write, "segment")
        } catch {
            keepSomeSectors(of: bytes, at: offset, in: place)
            throw error
        }
        let range = offset..<offset + bytes.byteCount
        let before = Array(platters.contents[place][range])
        put(bytes, at: offset, in: place)
        platters.lastWrite = LastWrite(
            place: place, offset: offset, before: before,
            after: Array(platters.contents[place][range]))
    }

    private func put(_ bytes: RawSpan, at offset: Int, in place: Int) {
        unsafe bytes.withUnsafeBytes { source in
            unsafe platters.contents[place].withUnsafeMutableBytes { target in
                unsafe UnsafeMutableRawBufferPointer(
                    rebasing: target[offset..<offset + source.count]
                ).copyMemory(from: source)
            }
        }
    }

    private func place(_ name: String) -> Int {
        guard let place = platters.names[name] else { preconditionFailure("no file \(name)") }
        return place
    }

    private func link(_ name: String, _ content: [UInt8]) {
        platters.contents.append(content)
        platters.names[name] = platters.contents.count - 1
        platters.unsynced.append(.link(name, platters.contents.count - 1))
    }

    /// One operation nearer to what is about to go wrong.
    private func operate(_ operation: FileFault.Operation, _ name: String) throws(FileFault) {
        if let left = platters.operationsUntilCrash {
            guard left > 0 else {
                platters.tally.crashes += 1
                throw FileFault(operation, path: name, reason: .crashed)
            }
            platters.operationsUntilCrash = left - 1
        }
        if let left = platters.operationsUntilError {
            guard left > 0 else {
                platters.tally.errors += 1
                throw FileFault(operation, path: name, reason: .inputOutput)
            }
            platters.operationsUntilError = left - 1
        }
    }

    /// Of a write that did not complete, any set of sectors may be on the platters: all, none,
    /// those before some place, or any others, since a disk writes them in the order it likes.
    private func keepSomeSectors(of bytes: RawSpan, at offset: Int, in place: Int) {
        let sectors = bytes.byteCount / JournalFormat.sectorBytes
        let manner = platters.random.below(4)
        let cut = platters.random.below(sectors + 1)
        for sector in 0..<sectors {
            let isKept: Bool
            switch manner {
            case 0: isKept = false
            case 1: isKept = true
            case 2: isKept = sector < cut
            case _: isKept = platters.random.chance(1, in: 2)
            }
            guard isKept else {
                platters.tally.lostSectors += 1
                continue
            }
            let start = sector * JournalFormat.sectorBytes
            put(
                bytes.extracting(start..<start + JournalFormat.sectorBytes), at: offset + start,
                in: place)
        }
    }
}

extension SimulatedDisk {
    /// The process dies: of the changes of names that were not synced, some first few survive.
    func crash() {
        let survivors = platters.random.below(platters.unsynced.count + 1)
        for change in platters.unsynced.prefix(survivors) {
            switch change {
            case .link(let name, let place): platters.durableNames[name] = place
            case .unlink(let name): platters.durableNames[name] = nil
            }
        }
        platters.tally.lostNames += platters.unsynced.count - survivors
        platters.unsynced.removeAll()
        platters.names = platters.durableNames
        platters.openFile = nil
        platters.operationsUntilCrash = nil
        platters.operationsUntilError = nil
        platters.isFull = false
    }
}

/// What went wrong on a disk, by kind.
public struct DiskTally: Sendable, Equatable {
    /// Writes that were begun.
    public var writes = 0
    /// Operations in which the process died.
    public var crashes = 0
    /// Operations that failed with an input/output error.
    public var errors = 0
    /// Files for which there was no room.
    public var fullDisks = 0
    /// Sectors of writes under way that a crash took.
    public var lostSectors = 0
    /// Changes of names that a crash took.
    public var lostNames = 0
    /// Times that bytes changed which had been written and synced.
    public var damages = 0
}
