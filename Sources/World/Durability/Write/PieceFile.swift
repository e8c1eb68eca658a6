public import Host

/// Where what a file is to hold is handed over, piece by piece.
public final class FilePieces {
    /// Nil keeps all of them in memory.
    var file: PieceFile?
    var memory: [UInt8] = []

    init(_ file: consuming PieceFile?) { self.file = file }

    /// Adds what comes next.
    public func put(_ bytes: RawSpan) throws(FileFault) {
        guard try file?.append(bytes) == nil else { return }
        unsafe bytes.withUnsafeBytes { unsafe memory.append(contentsOf: $0) }
    }
}

/// A file that is written piece by piece, each past the page cache where that works: what lies
/// there would all go to the device at the end at once, and every write of the journal would wait
/// behind it.
///
/// Its first piece is written last, since its head may tell of what follows.
struct PieceFile: ~Copyable {
    /// Bytes of a piece.
    static let pieceBytes = 256 << 10

    private let file: OpenFile
    private let alignment: Int
    private let rests: Bool
    private let time = SystemTime()
    private var first: AlignedBytes
    private var piece: AlignedBytes
    /// Where the piece goes that is being filled, and how much of it is.
    private var offset = 0
    private var used: Int

    /// - Parameters:
    ///   - file: empty.
    ///   - headBytes: room at its beginning.
    ///   - alignment: of memory, offsets and lengths.
    ///   - rests: after each piece, for as long as it took: whoever else writes to the device finds
    ///     it free at least half of the time.
    init(_ file: consuming OpenFile, headBytes: Int, alignment: Int, rests: Bool) {
        precondition(headBytes <= Self.pieceBytes && Self.pieceBytes % alignment == 0)
        self.file = file
        self.alignment = alignment
        self.rests = rests
        first = AlignedBytes(count: Self.pieceBytes, alignment: alignment)
        piece = AlignedBytes(count: Self.pieceBytes, alignment: alignment)
        used = headBytes
    }

    mutating func append(_ bytes: RawSpan) throws(FileFault) {
        var done = 0
        while done < bytes.byteCount {
            let count = min(Self.pieceBytes - used, bytes.byteCount - done)
            let part = bytes.extracting(done..<done + count)
            if offset == 0 { first.copy(part, to: used) } else { piece.copy(part, to: used) }
            used += count
            done += count
            if used == Self.pieceBytes { try passOn() }
        }
    }

    /// A full piece: written, unless it is the first.
    private mutating func passOn() throws(FileFault) {
        if offset > 0 {
            let begun = time.monotonicNanoseconds()
            try write(piece, Self.pieceBytes, at: offset)
            if rests { time.sleep(nanoseconds: time.monotonicNanoseconds() - begun) }
        }
        offset += Self.pieceBytes
        used = 0
    }

    /// Writes what is left, then the head, and brings all of it to the device.
    ///
    /// - Parameter plain: the same file, through the page cache: for what is beyond the last block.
    mutating func finish(
        head: [UInt8], plain: borrowing OpenFile
    ) throws(FileFault) {
        first.copy(unsafe head.span.bytes, to: 0)
        if offset > 0 {
            try end(piece, plain)
            try write(first, Self.pieceBytes, at: 0)
        } else {
            try end(first, plain)
        }
        try plain.synchronize()
    }

    private func end(
        _ piece: borrowing AlignedBytes, _ plain: borrowing OpenFile
    ) throws(FileFault) {
        let whole = used / alignment * alignment
        if whole > 0 { try write(piece, whole, at: offset) }
        try piece.read(whole..<used) { (bytes) throws(FileFault) in
            try plain.write(bytes, at: offset + whole)
        }
    }

    private func write(
        _ piece: borrowing AlignedBytes, _ count: Int, at offset: Int
    ) throws(FileFault) {
        try piece.read(0..<count) { (bytes) throws(FileFault) in
            try file.write(bytes, at: offset)
        }
    }
}
