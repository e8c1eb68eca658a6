internal import Containers
public import Durability
public import Host

/// A disk that does what disks do when the power goes: keeps some sectors of the write that was on
/// its way and not others, forgets names that were not synced, fails with an error, runs full.
///
/// The disk outlives the process: a copy refers to the same platters.
public struct SimulatedDisk: JournalDisk {
    let platters: Platters
    /// Which process it is mounted for.
    private let mount: Int

    /// An empty disk that goes wrong by a seed.
    init(seed: UInt64) {
        platters = Platters(seed: seed)
        mount = 0
    }

    /// The disk as a process has it that takes the journal for itself, as a file lock does.
    ///
    /// - Throws: `held` while another process lives that took it.
    init(mounting platters: Platters) throws(FileFault) {
        guard platters.holder == nil else {
            throw FileFault(.lock, path: "journal.lock", reason: .held)
        }
        platters.mounts += 1
        platters.holder = platters.mounts
        self.platters = platters
        mount = platters.mounts
    }

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
        try makeRoom(for: name)
        try operate(.create, name)
        link(name, [UInt8](repeating: 0, count: byteCount))
    }

    /// Makes a file of these bytes, synced; its name is not yet.
    public mutating func create(_ name: String, _ content: RawSpan) throws(FileFault) {
        try makeRoom(for: name)
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

    /// From here on names survive a crash. One that failed has lost what it was to keep: a process
    /// that goes on and syncs again is told that all is well.
    public mutating func synchronizeDirectory() throws(FileFault) {
        do throws(FileFault) {
            try operate(.synchronize, ".")
        } catch {
            if error.reason == .inputOutput { platters.loseUnsynced() }
            throw error
        }
        platters.synchronizeNames()
    }

    /// Opens the file that is written to, and makes what can be read from it durable.
    public mutating func open(_ name: String) throws(FileFault) {
        try operate(.open, name)
        let place = place(name)
        platters.cached.removeAll { $0.place == place }
        platters.openFile = place
    }

    /// Writes durably, unless the process dies in the middle of it.
    public mutating func write(_ bytes: RawSpan, at offset: Int) throws(FileFault) {
        guard let place = platters.openFile else { preconditionFailure("no file is open") }
        precondition(offset % alignment == 0 && bytes.byteCount % alignment == 0)
        platters.tally.writes += 1
        do throws(FileFault) {
            try operate(.write, "segment")
        } catch {
            platters.interrupt(bytes, at: offset, in: place, by: error.reason)
            throw error
        }
        let range = offset..<offset + bytes.byteCount
        let before = Array(platters.contents[place][range])
        platters.put(bytes, at: offset, in: place)
        platters.noteDurable(bytes)
        platters.lastWrite = LastWrite(
            place: place, offset: offset, before: before,
            after: Array(platters.contents[place][range]))
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

    private func makeRoom(for name: String) throws(FileFault) {
        guard platters.isFull else { return }
        platters.tally.fullDisks += 1
        throw FileFault(.create, path: name, reason: .noSpace)
    }

    /// One operation nearer to what is about to go wrong.
    private func operate(_ operation: FileFault.Operation, _ name: String) throws(FileFault) {
        precondition(mount == 0 || mount == platters.holder, "who writes has the lock")
        if let left = platters.operationsUntilCrash {
            guard left > 0 else {
                platters.tally.crashes += 1
                throw FileFault(operation, path: name, reason: .crashed)
            }
            platters.operationsUntilCrash = left - 1
        }
        if let left = platters.operationsUntilError {
            guard left > 0 else {
                platters.operationsUntilError = nil
                platters.noteError(operation)
                throw FileFault(operation, path: name, reason: .inputOutput)
            }
            platters.operationsUntilError = left - 1
        }
        if platters.isSyncFailing && operation == .synchronize {
            platters.isSyncFailing = false
            platters.noteError(operation)
            throw FileFault(operation, path: name, reason: .inputOutput)
        }
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
