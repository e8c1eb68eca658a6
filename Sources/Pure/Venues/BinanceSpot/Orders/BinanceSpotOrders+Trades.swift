internal import Domain
internal import VenueKit
internal import Wire

// What an order that is asked for has come to: its state and its trades.
extension BinanceSpotOrders {
    /// The venue has the order. Its trades come first where some are missing, so that the core
    /// need not ask again for what its state says was filled.
    mutating func takeStatus(
        _ intent: QueryIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let order = try reader.order(node, text, intent.instrument)
        // The answer's own name is not compared: a cancel may have given the order another.
        names.note(order.venueOrderID, intent.order.clientOrderID)
        if intent.wantsTerms, !order.state.isFinal {
            try tellTerms(intent, order, node, text, &output)
        }
        guard order.executed > intent.filled else {
            output.reports.append(order.report(intent.order))
            return
        }
        askTrades(SpotOrderTrades(intent: intent, state: order), now, &output)
    }

    /// Spot orders are not amended: they stand as they were placed.
    private func tellTerms(
        _ intent: QueryIntent, _ order: OrderStanding, _ node: JSONDocument.Node,
        _ text: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let decimals = Int(intent.instrument.priceDecimals)
        guard let wide = try reader.exact("price", decimals, node, text),
            let price = Int64(exactly: wide)
        else { throw .member("price") }
        let quantity = try reader.quantity("origQty", node, text, intent.instrument)
        output.reports.append(
            VenueReport(
                order: intent.order,
                content: .terms(Price(mantissa: price), quantity, order.venueOrderID)))
    }

    mutating func takeTrades(
        _ listing: SpotOrderTrades, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let trades = try reader.trades(node, text, listing.intent.instrument)
        guard trades.first.map({ $0.number >= listing.from ?? 0 }) ?? true else {
            throw .member("id")
        }
        for trade in trades {
            guard trade.venueOrderID == listing.state.venueOrderID else {
                throw .mismatch("orderId")
            }
            output.reports.append(
                trade.report(listing.intent.order, listing.intent.instrument.id))
        }
        var listing = listing
        listing.pages += 1
        if trades.count >= Limits.tradesPerPage, listing.pages < Limits.tradePagesMax,
            let last = trades.last, last.number < .max
        {
            listing.from = last.number + 1
            return askTrades(listing, now, &output)
        }
        if trades.count >= Limits.tradesPerPage {
            output.notices.append(.tradesTooMany(listing.intent.order))
        }
        output.reports.append(listing.state.report(listing.intent.order))
    }

    /// The venue does not find the order. That alone proves nothing: trades of its may be there.
    mutating func beginSearch(
        _ intent: QueryIntent, _ askedAt: Timestamp, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        output.reports.append(
            VenueReport(order: intent.order, content: .notFound(askedAt: askedAt)))
        let start = venueTime(intent.intendedAt) - Limits.tradesLead
        let search = SpotTradeSearch(
            order: intent.order, instrument: intent.instrument, askedAt: now,
            start: max(0, start))
        askSearch(search, now, &output)
    }

    /// A page of all trades. Those of orders whose name is known are told at once; the others wait
    /// for it, since a trade told under a wrong name would be counted for nobody.
    mutating func takeSearch(
        _ search: SpotTradeSearch, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let trades = try reader.trades(node, text, search.instrument)
        guard trades.first.map({ $0.number >= search.from ?? 0 }) ?? true else {
            throw .member("id")
        }
        var search = search
        for trade in trades {
            if let name = names.find(trade.venueOrderID) {
                tell(trade, name, search, &output)
            } else {
                search.held.append(trade)
                if !search.owners.contains(trade.venueOrderID) {
                    search.owners.append(trade.venueOrderID)
                }
            }
        }
        guard search.owners.count <= search.ownersMax else { return tooMany(search, &output) }
        guard turnPage(&search, trades, venueTime(search.askedAt)) else {
            return proceed(search, now, &output)
        }
        guard search.pages < search.pagesMax, search.days < Limits.tradeDaysMax else {
            return tooMany(search, &output)
        }
        askSearch(search, now, &output)
    }

    /// - Returns: whether there may be more. A page of one day's trades ends with that day, so one
    ///   that is not full is the last only where it goes by number or reaches the present.
    private func turnPage(
        _ search: inout SpotTradeSearch, _ trades: [ListedTrade], _ end: Int64
    ) -> Bool {
        let isFull = trades.count >= Limits.tradesPerPage
        let isRecent = search.from != nil || end - search.start < Limits.day
        guard isFull || !isRecent else { return false }
        if let last = trades.last {
            guard last.number < .max else { return false }
            // The other side of the last trade, under the same number, may be on the next page.
            search.from = isFull && !trades.endsWithBothSides ? last.number : last.number + 1
            search.pages += 1
        } else {
            search.start += Limits.day
            search.days += 1
        }
        return true
    }

    /// Asks for the next unknown name, or tells that all trades have been.
    private mutating func proceed(
        _ search: SpotTradeSearch, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        var search = search
        guard let owner = search.owners.first else {
            guard let order = search.order else {
                return output.notices.append(
                    .tradesListed(search.instrument.id, askedAt: search.askedAt))
            }
            return output.reports.append(
                VenueReport(order: order, content: .tradesListed(askedAt: search.askedAt)))
        }
        guard search.lookups < search.ownersMax else { return tooMany(search, &output) }
        search.lookups += 1
        askOwner(search, owner, now, &output)
    }

    mutating func takeOwner(
        _ search: SpotTradeSearch, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let order = try reader.order(node, text, search.instrument)
        guard order.venueOrderID == search.owners.first else { throw .mismatch("orderId") }
        let told = try reader.clientOrderID("clientOrderId", node, text, order.venueOrderID)
        let name = reference(order.venueOrderID, told).clientOrderID
        var search = search
        search.owners.removeFirst()
        for trade in search.held where trade.venueOrderID == order.venueOrderID {
            tell(trade, name, search, &output)
        }
        search.held.removeAll { $0.venueOrderID == order.venueOrderID }
        proceed(search, now, &output)
    }

    private func tell(
        _ trade: ListedTrade, _ name: ClientOrderID, _ search: SpotTradeSearch,
        _ output: inout OrderOutput
    ) {
        output.reports.append(
            trade.report(
                OrderReference(account: account, clientOrderID: name), search.instrument.id))
    }

    private func tooMany(_ search: SpotTradeSearch, _ output: inout OrderOutput) {
        if let order = search.order {
            output.notices.append(.tradesTooMany(order))
        } else {
            output.notices.append(.listingFailed(.trades(search.instrument.id), .tooLong))
        }
    }
}

extension [ListedTrade] {
    fileprivate var endsWithBothSides: Bool {
        count >= 2 && self[count - 1].number == self[count - 2].number
    }
}

extension SpotTradeSearch {
    fileprivate var pagesMax: Int {
        order == nil
            ? BinanceSpotOrders.Limits.listPagesMax : BinanceSpotOrders.Limits.tradePagesMax
    }
    fileprivate var ownersMax: Int {
        order == nil
            ? BinanceSpotOrders.Limits.listOwnersMax : BinanceSpotOrders.Limits.ownersMax
    }
}
