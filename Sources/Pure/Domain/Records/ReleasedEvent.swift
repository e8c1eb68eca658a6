/// What left a turn after it was durable: the number and time of an input, and one event it led to.
public struct ReleasedEvent: Sendable, Equatable {
    public let stamp: Stamp
    public let event: Event

    public init(stamp: Stamp, event: Event) {
        self.stamp = stamp
        self.event = event
    }
}
