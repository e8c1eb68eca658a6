public import Domain
public import Host
public import Trading

/// Where what was released ends: what a copy of the state must stand at to be kept as a snapshot.
public struct ReleasedEnd: Sendable, Equatable {
    /// Of the last input that is durable. It may have led to no event at all.
    public let stamp: Stamp
    /// The journal's chain hash right after it.
    public let chainHash: Hash128
}

extension Turn where Disk: ~Copyable {
    /// The end of what is durable; nil where something that was decided is not, or nothing was
    /// committed since the start.
    public var releasedEnd: ReleasedEnd? {
        guard let committedHash, decidedSequence == releasedSequence else { return nil }
        return ReleasedEnd(
            stamp: Stamp(sequence: decidedSequence, time: core.state.globals.time),
            chainHash: committedHash)
    }
}

extension TradingCore {
    /// Follows a turn: takes in what it released, in order.
    ///
    /// - Parameters:
    ///   - events: none of them taken in before.
    ///   - end: where they end; inputs that led to nothing come after the last of them.
    public mutating func follow(_ events: [ReleasedEvent], to end: ReleasedEnd?) {
        for released in events { apply(released.event, at: released.stamp) }
        let stamps = [events.last?.stamp, end?.stamp].compactMap(\.self)
        for stamp in stamps where stamp.sequence > state.globals.sequence { advance(to: stamp) }
    }
}
