/// A row that can be told apart byte by byte: what a ``ChunkedTable`` holds.
public protocol TableRow: Sendable {
    /// Writes every field in a fixed order.
    func encode(into writer: inout ByteWriter)
    /// Reads back what ``encode(into:)`` wrote.
    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault)
}

/// Rows in chunks of at most 64 KiB that are shared until they are written to.
///
/// A copy of the table costs one reference; after it, the first write to a chunk copies that chunk
/// alone. So a snapshot may be taken from a running core without stopping it. Rows are only ever
/// appended and changed, never removed: a row number is an identity.
///
/// The table keeps a fingerprint of its rows by pages of at most 16 KiB. A write only marks its
/// page; the fingerprint is brought up to date when it is asked for, at the cost of the pages
/// written since.
///
/// - Complexity: reading and writing a row is constant; ``fingerprint()`` is linear in the rows of
///   the pages changed since the last call. The first write after a copy of the table also takes a
///   reference to each chunk: chunks are as large as they are for its sake. No allocation but for a
///   new chunk and the first write to a shared one.
@frozen
public struct ChunkedTable<Row: TableRow>: Sendable {
    /// The most bytes a chunk's rows take.
    @inlinable public static var chunkBytesMax: Int { 4 * pageBytesMax }
    /// The most bytes that the rows of a page take, whose fingerprint is taken at once. Part of
    /// what a fingerprint is: never to be changed.
    @inlinable public static var pageBytesMax: Int { 16 * 1024 }

    @usableFromInline var chunks: [[Row]] = []
    /// The wrapping sum of the fingerprints of all pages that are not stale.
    @usableFromInline var total: UInt64 = 0
    @usableFromInline var fingerprints: [UInt64] = []
    @usableFromInline var isStale: [Bool] = []
    @usableFromInline var stale: [Int] = []
    @usableFromInline var rows = 0
    /// Rows in a chunk are a power of two: a row number splits by shift and mask.
    @usableFromInline let shift: Int
    @usableFromInline let mask: Int
    /// By which the number of a row gives that of its page.
    @usableFromInline let pageShift: Int

    /// An empty table.
    @inlinable
    public init() {
        pageShift = Self.shift(bytes: Self.pageBytesMax)
        shift = Self.shift(bytes: Self.chunkBytesMax)
        mask = (1 << shift) - 1
    }

    /// How often the size of a row may be doubled within some bytes.
    @inlinable
    static func shift(bytes: Int) -> Int {
        var shift = 0
        while MemoryLayout<Row>.stride << (shift + 1) <= bytes { shift += 1 }
        return shift
    }

    /// How many rows there are; also the number the next row will get.
    @inlinable public var count: Int { rows }
    /// How many rows share a chunk, and so are copied by the first write after a copy was taken.
    @inlinable public var rowsInChunk: Int { 1 << shift }

    /// The row with a number. - Parameter index: in `0..<count`.
    @inlinable
    public subscript(index: Int) -> Row {
        @inlinable _read { yield chunks[index >> shift][index & mask] }
        @inlinable _modify {
            markStale(index >> pageShift)
            yield &chunks[index >> shift][index & mask]
        }
    }

    /// Adds a row at the end. - Returns: its number.
    @discardableResult
    @inlinable
    public mutating func append(_ row: Row) -> Int {
        let index = rows
        if index & mask == 0 { addChunk() }
        if index >> pageShift == fingerprints.count { addPage() }
        markStale(index >> pageShift)
        chunks[index >> shift].append(row)
        rows = index + 1
        return index
    }

    /// The fingerprint of all rows in their order. Equal tables give equal fingerprints, in every
    /// process and whatever was done to get there.
    @inlinable
    public mutating func fingerprint(scratch: inout ByteWriter) -> UInt64 {
        for page in stale {
            total &-= fingerprints[page]
            fingerprints[page] = fingerprint(of: page, &scratch)
            total &+= fingerprints[page]
            isStale[page] = false
        }
        stale.removeAll(keepingCapacity: true)
        return total &+ UInt64(rows)
    }

    @inlinable
    func fingerprint(of page: Int, _ scratch: inout ByteWriter) -> UInt64 {
        var hash = StateHash(seed: UInt64(page))
        for index in page << pageShift..<Swift.min(rows, (page + 1) << pageShift) {
            scratch.removeAll()
            self[index].encode(into: &scratch)
            hash.combine(scratch.span)
        }
        return hash.value
    }

    @inlinable
    @inline(__always)
    mutating func markStale(_ page: Int) {
        if !isStale[page] { noteStale(page) }
    }

    /// Apart from every write but the first to a page.
    @usableFromInline
    @inline(never)
    mutating func noteStale(_ page: Int) {
        isStale[page] = true
        stale.append(page)
    }

    @usableFromInline
    mutating func addChunk() {
        var chunk: [Row] = []
        chunk.reserveCapacity(1 << shift)
        chunks.append(chunk)
    }

    @usableFromInline
    mutating func addPage() {
        fingerprints.append(0)
        isStale.append(false)
    }

    /// Writes the number of rows and every row, for a snapshot.
    @inlinable
    public func encode(into writer: inout ByteWriter) {
        writer.put(UInt64(rows))
        for index in 0..<rows { self[index].encode(into: &writer) }
    }

    /// The same, piece by piece: hands the writer over whenever it holds `pieceBytes` or a chunk
    /// more.
    @inlinable
    public func encode<Failure: Error>(
        into writer: inout ByteWriter, pieceBytes: Int,
        _ passOn: (inout ByteWriter) throws(Failure) -> Void
    ) throws(Failure) {
        writer.put(UInt64(rows))
        for chunk in chunks {
            for row in chunk { row.encode(into: &writer) }
            if writer.count >= pieceBytes { try passOn(&writer) }
        }
    }

    /// Reads back what ``encode(into:)`` wrote.
    @inlinable
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init()
        let start = reader.offset
        let count = try reader.uint64()
        // A row takes at least one byte, so a count beyond what is left is damage, not a big table.
        guard count <= UInt64(reader.remaining) else {
            throw .invalidValue(of: "row count", atOffset: start)
        }
        var left = Int(count)
        while left > 0 {
            let number = chunks.count
            addChunk()
            var chunk: [Row] = []
            swap(&chunk, &chunks[number])
            let filled = Swift.min(left, rowsInChunk)
            for _ in 0..<filled { chunk.append(try Row(decoding: &reader)) }
            swap(&chunk, &chunks[number])
            for row in stride(from: rows, to: rows + filled, by: 1 << pageShift) {
                addPage()
                markStale(row >> pageShift)
            }
            rows += filled
            left -= filled
        }
    }
}

/// Rows by their numbers, from 0.
extension ChunkedTable: RandomAccessCollection {
    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// One more than the last row's number.
    @inlinable public var endIndex: Int { count }
}
