public import Domain
public import Wire

/// How far a venue's clock is ahead of ours, as asking for its time tells.
public struct VenueClock: Sendable, Equatable {
    /// Bounds.
    public enum Limits {
        /// Nanoseconds that asking for the time may take; beyond that the answer says too little.
        public static let roundTripMax: Int64 = 2_000_000_000
        /// Milliseconds that the clocks may be apart: a day.
        public static let leadMax: Int64 = 86_400_000
    }

    /// Milliseconds.
    public let lead: Int64
    /// Nanoseconds that asking and answering took.
    public let roundTrip: Int64
}

extension MessageReader {
    /// The venue read its clock between question and answer: half way, as far as known.
    ///
    /// - Returns: nil where asking took too long to say anything.
    public func clock(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>, askedAt: Timestamp, at now: Timestamp
    ) throws(MessageFault) -> VenueClock? {
        guard document.kind(node) == .object else { throw .member("result") }
        let venue = try time(key, node, text)
        let roundTrip = now.since(askedAt)
        guard (0...VenueClock.Limits.roundTripMax).contains(roundTrip) else { return nil }
        let lead = venue.since(askedAt.adding(nanoseconds: roundTrip / 2)) / 1_000_000
        guard lead.magnitude < VenueClock.Limits.leadMax else { throw .member(key.description) }
        return VenueClock(lead: lead, roundTrip: roundTrip)
    }
}
