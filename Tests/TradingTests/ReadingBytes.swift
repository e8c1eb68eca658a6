import Containers

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
