public import Host

/// A journal's directory on a real file system.
///
/// Segments are read and written past the page cache (`O_DIRECT`), each write on the device when it
/// returns (`O_DSYNC`). Where the file system refuses direct access it goes through the cache and
/// says so in `mode`.
public struct FileJournalDisk: JournalDisk, ~Copyable, Sendable {
    /// What the disk may be used for.
    public enum Purpose: Sendable, Equatable {
        /// Takes no lock, creates nothing; works on a read-only folder.
        case reading
        /// Takes the directory's lock and makes the directory where there is none.
        case writing
        /// For the process that holds the lock already: takes none. Snapshots may be written.
        case snapshots
    }

    /// How segments are reached.
    public enum Mode: String, Sendable, Equatable {
        /// `O_DIRECT|O_DSYNC`
        case direct
        /// `O_DSYNC` through the page cache.
        case buffered
    }

    static let lockName = "journal.lock"
    /// Bytes written at a time when a file is filled with zeros.
    static let fillBytes = 256 << 10
    /// Ranges read ahead at a time; the oldest that was not asked for is dropped.
    static let readingsMax = 2

    /// The path it was opened by.
    public let path: String
    /// How segments are reached.
    public let mode: Mode
    /// Offsets and lengths of writes are multiples of this, in bytes.
    public let alignment: Int

    private let directory: OpenDirectory
    /// Before the lock, so that it ends before the lock goes.
    private var filling: Filling?
    private let lock: FileLock?
    private var current: OpenFile?
    private var buffer: AlignedBytes
    /// What ``buffer`` was before, for the next reading ahead.
    private var spare: AlignedBytes?
    /// What is being read ahead of need, at most ``readingsMax``.
    private var readings: [Reading] = []
    /// Whether the journal is written meanwhile, by another disk of the same folder.
    private let isBesideWriter: Bool

    /// A range that is being read beside the caller.
    private struct Reading: Sendable {
        let name: String
        let range: Range<Int>
        let bytes: ThreadedBytes
    }

    /// A file that is being filled beside the caller.
    private struct Filling: ~Copyable, Sendable {
        let name: String
        let byteCount: Int
        let work: ThreadedWork<Result<Void, FileFault>>

        consuming func finish() -> Result<Void, FileFault> { work.join() }
    }

    /// Opens the directory.
    ///
    /// - Parameter allowsDirect: false goes through the page cache even where direct access works.
    /// - Throws: `held` where another process writes there.
    public init(
        path: String, for purpose: Purpose, allowsDirect: Bool = true
    ) throws(FileFault) {
        if purpose == .writing { try OpenDirectory.create(path: path) }
        let directory = try OpenDirectory(path: path)
        let lock = purpose == .writing ? try FileLock(Self.lockName, in: directory) : nil
        let probe = purpose == .reading ? try directory.entries().first?.name : Self.lockName
        let found = allowsDirect ? Self.directAlignment(in: directory, of: probe) : nil
        self.path = path
        mode = found == nil ? .buffered : .direct
        alignment = max(JournalFormat.blockBytesMin, found ?? 0)
        buffer = AlignedBytes(count: alignment, alignment: alignment)
        self.directory = directory
        self.lock = lock
        current = nil
        spare = nil
        filling = nil
        isBesideWriter = purpose == .snapshots
    }

    /// Whether another process holds the directory for writing just now (what it writes may look
    /// torn to a reader).
    public func isHeldByWriter() -> Bool {
        lock == nil && FileLock.isHeld(Self.lockName, in: directory)
    }

    /// The alignment direct access needs here; nil where it is refused.
    private static func directAlignment(
        in directory: borrowing OpenDirectory, of name: String?
    ) -> Int? {
        guard let name, let file = try? directory.open(name, .direct) else { return nil }
        let alignment = file.directAlignment() ?? JournalFormat.blockBytesMin
        let isUsable = alignment > 0 && alignment & (alignment - 1) == 0
        return isUsable && alignment <= JournalFormat.blockBytesMax ? alignment : nil
    }

    /// All regular files of the directory, by name.
    public mutating func list() throws(FileFault) -> [OpenDirectory.Entry] {
        try directory.entries()
    }

    /// Reads past the page cache where the file system allows, but for what the end of the range
    /// has beyond the last whole block.
    ///
    /// - Complexity: O(range); the memory is kept until the next `open`.
    public mutating func read<Result>(
        _ name: String, _ range: Range<Int>, _ body: (RawSpan) -> Result
    ) throws(FileFault) -> Result {
        precondition(range.lowerBound >= 0)
        if let place = readings.firstIndex(where: { $0.name == name && $0.range == range }) {
            var bytes = try readings.remove(at: place).bytes.take()
            swap(&bytes, &buffer)
            spare = consume bytes
            return buffer.read(0..<range.count, body)
        }
        let length = max(alignment, range.count)
        if buffer.count < length {
            buffer = AlignedBytes(count: length, alignment: alignment)
        }
        try Self.read(name, range, into: &buffer, in: directory, alignment: directAlignment)
        return buffer.read(0..<range.count, body)
    }

    /// Begins to read on a thread of its own; `read` of the same range takes the result.
    public mutating func willRead(_ name: String, _ range: Range<Int>) {
        let (path, direct) = (path, directAlignment)
        if readings.count == Self.readingsMax { readings.removeFirst() }
        readings.append(
            Reading(
                name: name, range: range,
                bytes: ThreadedBytes(
                    count: max(alignment, range.count), alignment: alignment,
                    reusing: spare.take()
                ) { (bytes) throws(FileFault) in
                    try Self.read(
                        name, range, into: &bytes, in: OpenDirectory(path: path),
                        alignment: direct)
                }))
    }

    private static func read(
        _ name: String, _ range: Range<Int>, into buffer: inout AlignedBytes,
        in directory: borrowing OpenDirectory, alignment: Int?
    ) throws(FileFault) {
        var rest = range
        if let alignment, range.lowerBound % alignment == 0, range.count >= alignment {
            let whole = range.lowerBound..<range.upperBound / alignment * alignment
            let file = try directory.open(name, .direct)
            try file.read(into: &buffer, 0..<whole.count, at: whole.lowerBound)
            rest = whole.upperBound..<range.upperBound
        }
        guard !rest.isEmpty else { return }
        let file = try directory.open(name, [])
        let place = rest.lowerBound - range.lowerBound
        try file.read(into: &buffer, place..<range.count, at: rest.lowerBound)
    }

    /// Writes every byte, since space that is only reserved costs the file system an entry
    /// in its own journal at first use.
    public mutating func createZeroed(_ name: String, byteCount: Int) throws(FileFault) {
        if let begun = filling.take() {
            let isSame = begun.name == name && begun.byteCount == byteCount
            let result = begun.finish()
            if isSame { return try result.get() }
        }
        try Self.fill(name, byteCount, in: directory, alignment: directAlignment)
    }

    /// Begins to fill the file on a thread of its own; `createZeroed` takes the result.
    ///
    /// - Returns: whether that thread is done.
    public mutating func beginZeroed(_ name: String, byteCount: Int) -> Bool {
        if let isDone = filling?.work.isDone { return isDone }
        let (path, alignment) = (path, directAlignment)
        filling = Filling(
            name: name, byteCount: byteCount,
            work: ThreadedWork {
                do throws(FileFault) {
                    try Self.fill(
                        name, byteCount, in: OpenDirectory(path: path), alignment: alignment)
                    return .success(())
                } catch {
                    return .failure(error)
                }
            })
        return false
    }

    /// The alignment for direct access; nil where it is refused.
    private var directAlignment: Int? { mode == .direct ? alignment : nil }

    /// Past the page cache where that works: what lies there would all go to the device at the end
    /// at once, and every write of the journal would wait behind it.
    private static func fill(
        _ name: String, _ byteCount: Int, in directory: borrowing OpenDirectory, alignment: Int?
    ) throws(FileFault) {
        try removeIfPresent(name, in: directory)
        let isDirect = alignment.map { byteCount % $0 == 0 } ?? false
        let access: FileAccess = isDirect ? [.write, .create, .direct] : [.write, .create]
        let file = try directory.open(name, access)
        let zeros = AlignedBytes(
            count: fillBytes, alignment: max(JournalFormat.blockBytesMin, alignment ?? 0))
        var offset = 0
        while offset < byteCount {
            let count = min(fillBytes, byteCount - offset)
            try zeros.read(0..<count) { (bytes) throws(FileFault) in
                try file.write(bytes, at: offset)
            }
            offset += count
        }
        try file.synchronize()
    }

    /// Makes a file of these bytes, synced.
    public mutating func create(_ name: String, _ content: RawSpan) throws(FileFault) {
        try create(name, headBytes: 0) { (pieces) throws(FileFault) in
            try pieces.put(content)
            return []
        }
    }

    /// Makes a file piece by piece, synced.
    ///
    /// - Complexity: two pieces of memory. Beside a writer, as much rest as work for the device.
    public mutating func create(
        _ name: String, headBytes: Int,
        _ body: (FilePieces) throws(FileFault) -> [UInt8]
    ) throws(FileFault) {
        try Self.removeIfPresent(name, in: directory)
        let access: FileAccess =
            mode == .direct ? [.write, .create, .direct] : [.write, .create]
        let pieces = FilePieces(
            PieceFile(
                try directory.open(name, access), headBytes: headBytes, alignment: alignment,
                rests: isBesideWriter))
        let head = try body(pieces)
        precondition(head.count == headBytes, "the head fills its room")
        try pieces.file?.finish(head: head, plain: try directory.open(name, .write))
    }

    /// Renames in one step.
    public mutating func rename(_ name: String, to target: String) throws(FileFault) {
        try directory.rename(name, to: target)
    }

    /// Removes a file.
    public mutating func remove(_ name: String) throws(FileFault) {
        try directory.remove(name)
    }

    /// Syncs the directory.
    public mutating func synchronizeDirectory() throws(FileFault) {
        try directory.synchronize()
    }

    /// Opens the segment that is written to, and syncs what is in it.
    public mutating func open(_ name: String) throws(FileFault) {
        let access: FileAccess =
            mode == .direct ? [.write, .direct, .durable] : [.write, .durable]
        let file = try directory.open(name, access)
        try file.synchronize()
        readings = []
        spare = nil
        if buffer.count > alignment {
            // Reading is over; a segment's worth of memory goes back.
            buffer = AlignedBytes(count: alignment, alignment: alignment)
        }
        current = consume file
    }

    /// Writes to the open segment; on the device when it returns.
    ///
    /// - Complexity: one system call, no allocation.
    public mutating func write(_ bytes: RawSpan, at offset: Int) throws(FileFault) {
        precondition(offset % alignment == 0 && bytes.byteCount % alignment == 0)
        let done: Void? = try current?.write(bytes, at: offset)
        precondition(done != nil, "open a file first")
    }

    private static func removeIfPresent(
        _ name: String, in directory: borrowing OpenDirectory
    ) throws(FileFault) {
        do throws(FileFault) {
            try directory.remove(name)
        } catch {
            if error.reason != .notFound { throw error }
        }
    }
}
