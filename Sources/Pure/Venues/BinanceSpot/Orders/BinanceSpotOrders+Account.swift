internal import Domain
internal import VenueKit
internal import Wire

// What the venue says of the account as a whole, and of the time.
extension BinanceSpotOrders {
    /// - Source: Binance spot, "Account information": `balances`, `updateTime` of the last change.
    mutating func takeBalances(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .object else { throw .member("result") }
        let time = try reader.time("updateTime", node, text)
        let (balances, unreadable) = try reader.balances(.answer, node, text, at: time)
        for _ in 0..<unreadable { output.notices.append(.balanceUnreadable) }
        output.notices.append(.balances(balances, askedAt: askedAt))
    }

    /// The venue read its clock between question and answer: half way, as far as known.
    ///
    /// - Source: Binance spot, "Check server time": `serverTime` in milliseconds.
    mutating func takeClock(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .object else { throw .member("result") }
        let venue = try reader.time("serverTime", node, text)
        let roundTrip = now.since(askedAt)
        guard (0...Limits.clockRoundTripMax).contains(roundTrip) else { return }
        let lead = venue.since(askedAt.adding(nanoseconds: roundTrip / 2)) / 1_000_000
        guard lead.magnitude < Limits.clockLeadMax else { throw .member("serverTime") }
        venueClockLead = lead
        output.notices.append(.clockMeasured(lead: lead, roundTrip: roundTrip))
    }
}
