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

    /// - Source: Binance spot, "Check server time": `serverTime` in milliseconds.
    mutating func takeClock(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard let clock = try reader.clock("serverTime", node, text, askedAt: askedAt, at: now)
        else { return }
        venueClockLead = clock.lead
        output.notices.append(.clockMeasured(lead: clock.lead, roundTrip: clock.roundTrip))
    }
}
