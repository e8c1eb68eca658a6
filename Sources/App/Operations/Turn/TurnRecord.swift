public import Containers
public import Domain

/// The bytes of one turn's question and answer: an input and the events it led to.
///
///     0 input bytes u16 │ 2 input │ events u16 │ events one after the other
///
/// A replay skips the input; an audit decides it anew and compares the events.
public enum TurnRecord {
    /// The journal's record kind for them.
    public static let kind: UInt8 = 1

    /// Writes one record's payload.
    ///
    /// - Parameter first: the place of the input's first event among those decided.
    static func encode(
        _ input: Input, _ decided: [Event], from first: Int, into writer: inout ByteWriter
    ) {
        writer.put(0 as UInt16)
        input.encode(into: &writer)
        writer.overwrite(at: 0, with: UInt16(writer.count - 2))
        let events = decided.span.extracting(droppingFirst: first)
        writer.put(UInt16(events.count))
        for place in events.indices { events[place].encode(into: &writer) }
    }

    /// Whether records of a schema can be read: this version's and the one before.
    public static func reads(schema: UInt8) -> Bool {
        (RecordSchema.oldestVersion...RecordSchema.version).contains(schema)
    }

    /// Reads the events of a record, one by one.
    ///
    /// - Parameter schema: the record's own.
    /// - Throws: ``ByteFault``, or whatever `body` throws.
    /// - Complexity: linear in the events; no allocation.
    public static func decodeEvents(
        _ payload: RawSpan, schema: UInt8, _ body: (Event) -> Void
    ) throws(ByteFault) {
        var reader = ByteReader(payload, layout: schema)
        let inputBytes = Int(try reader.uint16())
        try reader.skip(inputBytes)
        let count = try reader.uint16()
        for _ in 0..<count { try Event.decode(&reader, body) }
        guard reader.remaining == 0 else {
            throw .invalidValue(of: "record's end", atOffset: reader.offset)
        }
    }

    /// Reads the whole record, for an audit or for people.
    ///
    /// - Parameter schema: the record's own.
    /// - Throws: ``ByteFault``.
    public static func decode(
        _ payload: RawSpan, schema: UInt8
    ) throws(ByteFault) -> (input: Input, events: [Event]) {
        var reader = ByteReader(payload, layout: schema)
        let inputBytes = Int(try reader.uint16())
        let input = try Input(decoding: &reader)
        guard reader.offset == 2 + inputBytes else {
            throw .invalidValue(of: "input's length", atOffset: 0)
        }
        let count = try reader.uint16()
        var events: [Event] = []
        events.reserveCapacity(Int(count))
        for _ in 0..<count { try Event.decode(&reader) { events.append($0) } }
        return (input, events)
    }
}
