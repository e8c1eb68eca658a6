internal import Domain
internal import VenueKit
internal import Wire

// What an order that is asked for has come to: its state and its trades.
extension BinanceUSDMOrders {
    /// The venue has the order. Its trades come first where some are missing, so that the core
    /// need not ask again for what its state says was filled.
    mutating func takeStatus(
        _ intent: QueryIntent, _ askedAt: Timestamp, _ node: JSONDocument.Node,
        _ text: Span<UInt8>, _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let order = try reader.order(node, text, intent.instrument)
        names.note(order.venueOrderID, intent.order.clientOrderID)
        if let terms = try reader.terms(.answer, node, text, intent.instrument) {
            let name = conditionals.name(of: order.venueOrderID, intent.order.clientOrderID)
            output.reports.append(
                VenueReport(
                    order: intent.order,
                    content: .terms(terms.price, terms.quantity, name, askedAt: askedAt)))
        }
        guard order.executed > intent.filled else {
            output.reports.append(
                called(order, intent.order.clientOrderID).report(intent.order))
            return
        }
        askTrades(OrderTrades(intent: intent, state: order), now, &output)
    }

    mutating func takeTrades(
        _ listing: OrderTrades, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let trades = try reader.trades(node, text, listing.intent.instrument)
        var listing = listing
        let next = try listing.take(trades)
        let (order, instrument) = (listing.intent.order, listing.intent.instrument.id)
        for trade in trades { output.reports.append(report(trade, order, instrument)) }
        switch next {
        case .page: return askTrades(listing, now, &output)
        case .tooMany: output.notices.append(.tradesTooMany(order))
        case .done: break
        }
        output.reports.append(called(listing.state, order.clientOrderID).report(order))
    }

    /// A trade under the names that its order goes by here.
    mutating func report(
        _ trade: ListedTrade, _ order: OrderReference, _ instrument: InstrumentID
    ) -> VenueReport {
        trade.report(
            order, instrument, as: conditionals.name(of: trade.venueOrderID, order.clientOrderID),
            cause: Self.cause(order.clientOrderID))
    }

    /// What made an order trade, by its client's name.
    ///
    /// - Source: Binance USD-M futures, "Event: Order Update": special client order ids.
    private static func cause(_ name: ClientOrderID) -> FillCause {
        let text = name.description
        if text.hasPrefix("autoclose-") { return .liquidation }
        if text.hasPrefix("adl_autoclose") { return .autoDeleveraging }
        return text.hasPrefix("settlement_autoclose-") ? .settlement : .trade
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
            start: reachable(start, now), by: Limits.tradeSpan)
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
            output.reports.append(report(named.trade, order, search.instrument.id))
        }
        switch next {
        case .page: askSearch(search, now, &output)
        case .owner(let owner): askOwner(search, owner, now, &output)
        case .done, .tooMany: search.tellEnd(next, &output)
        }
    }
}
