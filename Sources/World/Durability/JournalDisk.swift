public import Host

/// What the journal needs of a disk: plain files in one directory.
///
/// Small and synchronous, so that a simulator can lose, tear and reorder sectors and fail syncs. A
/// process that dies is a throw of `.crashed`; after any throw of `write` the journal does nothing
/// more on this disk.
public protocol JournalDisk: ~Copyable {
    /// The alignment of offsets and lengths in `write`, in bytes; at least 512, a power of two.
    var alignment: Int { get }

    /// All files, by name.
    mutating func list() throws(FileFault) -> [OpenDirectory.Entry]

    /// Lends `range` of the file's bytes to `body`.
    ///
    /// - Throws: `tooShort` where the file ends before.
    mutating func read<Result>(
        _ name: String, _ range: Range<Int>, _ body: (RawSpan) -> Result
    ) throws(FileFault) -> Result

    /// Begins to read `range` of a file on the side where the disk can: it will be asked for next.
    mutating func willRead(_ name: String, _ range: Range<Int>)

    /// Makes a file of zeros, really written and synced; its name is durable after
    /// `synchronizeDirectory`.
    ///
    /// A file of that name is replaced.
    mutating func createZeroed(_ name: String, byteCount: Int) throws(FileFault)

    /// Begins `createZeroed` on the side where the disk can, so that it need not be waited for.
    ///
    /// - Returns: whether `createZeroed` would not wait now; a disk that cannot do it answers true.
    mutating func beginZeroed(_ name: String, byteCount: Int) -> Bool

    /// Makes a file of these bytes, written and synced; its name is durable after
    /// `synchronizeDirectory`.
    ///
    /// A file of that name is replaced.
    mutating func create(_ name: String, _ content: RawSpan) throws(FileFault)

    /// The same, piece by piece.
    ///
    /// - Parameters:
    ///   - headBytes: how many bytes there are before the pieces.
    ///   - body: hands over what follows them, in order, and returns them.
    mutating func create(
        _ name: String, headBytes: Int,
        _ body: (FilePieces) throws(FileFault) -> [UInt8]
    ) throws(FileFault)

    /// Gives a file another name in one step, replacing what had it; durable after
    /// `synchronizeDirectory`.
    mutating func rename(_ name: String, to target: String) throws(FileFault)

    /// Removes a file; durable after `synchronizeDirectory`.
    mutating func remove(_ name: String) throws(FileFault)

    /// Makes creations, renames and removals durable.
    mutating func synchronizeDirectory() throws(FileFault)

    /// Opens the one file that `write` writes to, and makes what can be read from it durable.
    mutating func open(_ name: String) throws(FileFault)

    /// Writes to the open file. Durable when it returns; when it throws, any subset of the sectors
    /// may be.
    mutating func write(_ bytes: RawSpan, at offset: Int) throws(FileFault)
}

extension JournalDisk where Self: ~Copyable {
    /// All pieces are put together in memory.
    public mutating func create(
        _ name: String, headBytes: Int,
        _ body: (FilePieces) throws(FileFault) -> [UInt8]
    ) throws(FileFault) {
        let pieces = FilePieces(nil)
        let head = try body(pieces)
        precondition(head.count == headBytes, "the head fills its room")
        let bytes = head + pieces.memory
        try create(name, unsafe bytes.span.bytes)
    }

    /// Nothing is done on the side.
    public mutating func willRead(_ name: String, _ range: Range<Int>) {}

    /// Nothing is done on the side.
    public mutating func beginZeroed(_ name: String, byteCount: Int) -> Bool { true }
}
