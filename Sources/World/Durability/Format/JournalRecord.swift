internal import Host

/// One record of the journal without its payload.
///
///     0 CRC32C u32 of 4..<28+length │ 4 payload bytes u32 │ 8 sequence u64 │ 16 time i64
///     24 kind u8 │ 25 schema version u8 │ 26 zero u16 │ 28 payload
@frozen public struct JournalRecord: Sendable, Equatable {
    /// Its place in the journal: 1, 2, 3 …
    public var sequence: UInt64
    /// Nanoseconds UTC, as the writer was told.
    public var time: Int64
    /// What the payload is; the journal does not look into it.
    public var kind: UInt8
    /// Which layout of that kind.
    public var schemaVersion: UInt8

    /// A record without its payload.
    @inlinable public init(sequence: UInt64, time: Int64, kind: UInt8, schemaVersion: UInt8) {
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.schemaVersion = schemaVersion
    }

    /// What a record takes beside its payload, in bytes.
    public static let overheadBytes = 28

    /// Writes record and payload to `offset` and returns the offset after it.
    func write(_ payload: RawSpan, to buffer: inout AlignedBytes, at offset: Int) -> Int {
        let end = offset + Self.overheadBytes + payload.byteCount
        precondition(end <= buffer.count)
        buffer.store(UInt32(payload.byteCount), at: offset + 4)
        buffer.store(sequence, at: offset + 8)
        buffer.store(time, at: offset + 16)
        buffer.store(kind, at: offset + 24)
        buffer.store(schemaVersion, at: offset + 25)
        buffer.store(UInt16(0), at: offset + 26)
        buffer.copy(payload, to: offset + Self.overheadBytes)
        let crc = buffer.read(offset + 4..<end) { Checksum.crc32c($0) }
        buffer.store(crc, at: offset)
        return end
    }

    /// The record at `offset` of a frame's content and where its payload is; nil unless it is whole
    /// and its CRC right.
    static func read(
        _ content: RawSpan, at offset: Int
    ) -> (record: JournalRecord, payload: Range<Int>)? {
        guard content.byteCount - offset >= overheadBytes else { return nil }
        let length = Int(content.integer(at: offset + 4, as: UInt32.self))
        let start = offset + overheadBytes
        guard length <= content.byteCount - start else { return nil }
        let checked = content.extracting(offset + 4..<start + length)
        guard content.integer(at: offset) == Checksum.crc32c(checked),
            content.integer(at: offset + 26, as: UInt16.self) == 0
        else { return nil }
        let record = JournalRecord(
            sequence: content.integer(at: offset + 8), time: content.integer(at: offset + 16),
            kind: content.integer(at: offset + 24),
            schemaVersion: content.integer(at: offset + 25))
        return (record, start..<start + length)
    }
}
