import Containers
import Domain

/// Lets `body` read `bytes` from their start.
func reading<Value>(
    _ bytes: [UInt8], _ body: (inout ByteReader) throws(ByteFault) -> Value
) throws(ByteFault) -> Value {
    let span = bytes.span
    // Bytes have no padding that could be seen by looking at them raw.
    var reader = unsafe ByteReader(span.bytes)
    return try body(&reader)
}

/// What `body` writes.
func written(_ body: (inout ByteWriter) -> Void) -> [UInt8] {
    var writer = ByteWriter()
    body(&writer)
    return writer.bytes
}

extension Event {
    /// The event that the bytes hold, to look at it.
    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        var events: [Event] = []
        try Event.decode(&reader) { events.append($0) }
        self = events[0]
    }
}
