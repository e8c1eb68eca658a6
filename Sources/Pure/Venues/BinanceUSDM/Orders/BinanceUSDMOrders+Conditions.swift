internal import Domain
internal import VenueKit
internal import Wire

// Orders that wait for their price: kept by the venue apart from those in its books.
//
// - Source: Binance USD-M futures, "New Algo Order", "Cancel Algo Order", "Query Algo Order",
//   "Current All Algo Open Orders", "Event: Algo Order Update", read 2026-11.
extension BinanceUSDMOrders {
    /// Where a condition stands.
    private enum Phase {
        case waiting
        /// It became, or is becoming, an order: that one tells the rest.
        case met
        /// Taken back, or turned away when it was to become an order.
        case ended
        case expired
    }

    private static var phases: [(JSONKey, Phase)] {
        [
            ("NEW", .waiting), ("TRIGGERING", .met), ("TRIGGERED", .met), ("FINISHED", .met),
            ("CANCELED", .ended), ("REJECTED", .ended), ("EXPIRED", .expired),
        ]
    }

    /// The venue took the condition.
    mutating func takeCondition(
        _ intent: PlacementIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let reference = intent.request.reference
        let condition = ConditionalOrders.identifier(try reader.number("algoId", node, text))
        let name = try reader.clientOrderID("clientAlgoId", node, text, condition)
        guard name == reference.clientOrderID else { throw .mismatch("clientAlgoId") }
        let phase = try reader.word("algoStatus", node, text, Self.phases)
        conditionals.note(condition, name)
        output.reports.append(VenueReport(order: reference, content: .accepted(condition)))
        tellEnd(phase, condition, reference, &output)
    }

    private func tellEnd(
        _ phase: Phase, _ condition: VenueOrderID, _ order: OrderReference,
        _ output: inout OrderOutput
    ) {
        let state: VenueOrderState
        switch phase {
        case .waiting, .met: return
        case .ended: state = .canceled
        case .expired: state = .expired
        }
        output.reports.append(
            OrderStanding(venueOrderID: condition, state: state, executed: .zero).report(order))
    }

    mutating func takeConditionCancel(
        _ intent: CancelIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let condition = ConditionalOrders.identifier(try reader.number("algoId", node, text))
        let name = try reader.clientOrderID("clientAlgoId", node, text, condition)
        guard name == intent.order.clientOrderID else { throw .mismatch("clientAlgoId") }
        output.reports.append(
            OrderStanding(venueOrderID: condition, state: .canceled, executed: .zero)
                .report(intent.order))
    }

    /// A condition that became an order stands where that one does.
    mutating func takeConditionStatus(
        _ intent: QueryIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .object else { throw .member("result") }
        let condition = ConditionalOrders.identifier(try reader.number("algoId", node, text))
        let phase = try reader.word("algoStatus", node, text, Self.phases)
        conditionals.note(condition, intent.order.clientOrderID)
        if let order = becomeOrder("actualOrderId", node, text) {
            conditionals.become(condition, order)
            return askBecome(intent, order, now, &output)
        }
        switch phase {
        case .waiting, .met:
            output.reports.append(
                OrderStanding(venueOrderID: condition, state: .working, executed: .zero)
                    .report(intent.order))
        case .ended, .expired: tellEnd(phase, condition, intent.order, &output)
        }
    }

    /// What the condition became; nil while it is nothing.
    private func becomeOrder(
        _ key: JSONKey, _ node: JSONDocument.Node, _ text: Span<UInt8>
    ) -> VenueOrderID? {
        guard let digits = reader.bytes(key, node, text),
            let number = UInt64(String(decoding: digits, as: UTF8.self)), number > 0
        else { return nil }
        return MessageReader.identifier(number)
    }

    mutating func takeOpenConditions(
        _ askedAt: Timestamp, _ count: Int, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .array else { throw .member("result") }
        var cursor = reader.document.cursor(node)
        var count = count
        while let entry = reader.document.next(&cursor) {
            guard instruments.find(try reader.symbol("symbol", entry, text)) != nil else {
                counts.ordersUnlisted += 1
                continue
            }
            let condition = ConditionalOrders.identifier(try reader.number("algoId", entry, text))
            let name = try reader.clientOrderID("clientAlgoId", entry, text, condition)
            conditionals.note(condition, name)
            let order = OrderReference(account: account, clientOrderID: name)
            output.reports.append(
                OrderStanding(venueOrderID: condition, state: .working, executed: .zero)
                    .report(order))
            count += 1
        }
        output.notices.append(.openOrdersListed(askedAt: askedAt, count: count))
    }

    /// caid, aid the client's and the venue's names for it, X where it stands, ai what it became.
    mutating func takeConditionEvent(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard instruments.find(try reader.symbol("s", event, frame)) != nil else {
            counts.ordersUnlisted += 1
            return
        }
        let condition = ConditionalOrders.identifier(try reader.number("aid", event, frame))
        let name = try reader.clientOrderID("caid", event, frame, condition)
        let phase = try reader.word("X", event, frame, Self.phases)
        conditionals.note(condition, name)
        if let order = becomeOrder("ai", event, frame) { conditionals.become(condition, order) }
        let reference = OrderReference(account: account, clientOrderID: name)
        if phase == .waiting {
            output.reports.append(VenueReport(order: reference, content: .accepted(condition)))
        }
        tellEnd(phase, condition, reference, &output)
    }
}
