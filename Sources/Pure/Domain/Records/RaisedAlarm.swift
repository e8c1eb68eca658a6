public import Containers

/// An alarm, when it was raised, and what it is about.
public struct RaisedAlarm: Sendable, Equatable {
    public let alarm: Alarm
    /// Without a name where it is about no order.
    public let order: OrderReference
    /// How many there had been with it, since the journal began.
    public let number: UInt64
    /// Of the input that led to it.
    public let stamp: Stamp

    public init(_ alarm: Alarm, _ order: OrderReference, number: UInt64, at stamp: Stamp) {
        self.alarm = alarm
        self.order = order
        self.number = number
        self.stamp = stamp
    }
}

extension RaisedAlarm: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(alarm.rawValue)
        order.encode(into: &writer)
        writer.put(number)
        writer.put(stamp.sequence)
        writer.put(stamp.time.nanoseconds)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        alarm = try reader.code(Alarm.self)
        order = try OrderReference(decoding: &reader)
        number = try reader.uint64()
        stamp = Stamp(
            sequence: try reader.uint64(), time: Timestamp(nanoseconds: try reader.int64()))
    }
}
