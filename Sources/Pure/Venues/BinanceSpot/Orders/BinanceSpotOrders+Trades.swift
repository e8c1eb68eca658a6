internal import Domain
internal import VenueKit
internal import Wire

// What an order that is asked for has come to: its state and its trades.
extension BinanceSpotOrders {
    /// The venue has the order. Its trades come first where some are missing, so that the core
    /// need not ask again for what its state says was filled.
    mutating func takeStatus(
        _ intent: QueryIntent, _ askedAt: Timestamp, _ node: JSONDocument.Node,
        _ text: Span<UInt8>, _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let order = try reader.order(node, text, intent.instrument)
        // The answer's own name is not compared: a cancel may have given the order another.
        names.note(order.venueOrderID, intent.order.clientOrderID)
        if intent.wantsTerms, !order.state.isFinal {
            try tellTerms(intent, order, askedAt, node, text, &output)
        }
        guard order.executed > intent.filled else {
            output.reports.append(order.report(intent.order))
            return
        }
        askTrades(OrderTrades(intent: intent, state: order), now, &output)
    }

    /// What it is not known of whether the venue has amended it stands as the venue says.
    private func tellTerms(
        _ intent: QueryIntent, _ order: OrderStanding, _ askedAt: Timestamp,
        _ node: JSONDocument.Node, _ text: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let decimals = Int(intent.instrument.priceDecimals)
        guard let wide = try reader.exact("price", decimals, node, text),
            let price = Int64(exactly: wide)
        else { throw .member("price") }
        let quantity = try reader.quantity("origQty", node, text, intent.instrument)
        output.reports.append(
            VenueReport(
                order: intent.order,
                content: .terms(
                    Price(mantissa: price), quantity, order.venueOrderID, askedAt: askedAt)))
    }

    mutating func takeTrades(
        _ listing: OrderTrades, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let trades = try reader.trades(node, text, listing.intent.instrument)
        var listing = listing
        let next = try listing.take(trades)
        let (order, instrument) = (listing.intent.order, listing.intent.instrument.id)
        output.reports += trades.map { $0.report(order, instrument) }
        switch next {
        case .page: return askTrades(listing, now, &output)
        case .tooMany: output.notices.append(.tradesTooMany(order))
        case .done: break
        }
        output.reports.append(listing.state.report(order))
    }

    /// The venue does not find the order. That alone proves nothing: trades of its may be there.
    mutating func beginSearch(
        _ intent: QueryIntent, _ askedAt: Timestamp, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        output.reports.append(
            VenueReport(order: intent.order, content: .notFound(askedAt: askedAt)))
        let start = venueTime(intent.intendedAt) - TradeLimits.lead
        let search = TradeSearch(
            order: intent.order, instrument: intent.instrument, askedAt: now,
            start: max(0, start), by: Limits.tradeSpan)
        askSearch(search, now, &output)
    }

    mutating func takeSearch(
        _ search: TradeSearch, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        var search = search
        let trades = try reader.trades(node, text, search.instrument)
        let (told, next) = try search.take(trades, until: venueTime(search.askedAt), names)
        tell(told, next, search, now, &output)
    }

    mutating func takeOwner(
        _ search: TradeSearch, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        var search = search
        let order = try reader.order(node, text, search.instrument)
        let told = try reader.clientOrderID("clientOrderId", node, text, order.venueOrderID)
        let name = reference(order.venueOrderID, told).clientOrderID
        let (trades, next) = try search.take(owner: order.venueOrderID, named: name)
        tell(trades, next, search, now, &output)
    }

    private mutating func tell(
        _ trades: [NamedTrade], _ next: TradeSearch.Next, _ search: TradeSearch,
        _ now: Timestamp, _ output: inout OrderOutput
    ) {
        for named in trades {
            let order = OrderReference(account: account, clientOrderID: named.name)
            output.reports.append(named.trade.report(order, search.instrument.id))
        }
        switch next {
        case .page: askSearch(search, now, &output)
        case .owner(let owner): askOwner(search, owner, now, &output)
        case .done, .tooMany: search.tellEnd(next, &output)
        }
    }
}
