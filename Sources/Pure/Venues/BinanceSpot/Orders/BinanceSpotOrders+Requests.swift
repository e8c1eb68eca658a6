public import Domain
public import VenueKit

// What is asked of the venue.
extension BinanceSpotOrders {
    /// Places an order: sent once, and taken by the venue until its deadline or not at all.
    ///
    /// Refused here, for certain, where its time is up, where the venue has no such order or does
    /// not take its identifier, and where too many are under way.
    public mutating func place(
        _ intent: PlacementIntent, at now: Timestamp, into output: inout OrderOutput
    ) {
        let reference = intent.request.reference
        precondition(reference.account == account, "the order is of this account")
        // It is under way: whatever comes of it is told once.
        guard !desk.isPlacing(reference) else { return }
        guard desk.hasRoom(for: .place) else {
            return refuse(reference, "NOT_SENT:TOO_MANY", &output)
        }
        guard reference.clientOrderID.isPlain else {
            return refuse(reference, "NOT_SENT:CLIENT_ORDER_ID", &output)
        }
        guard intent.instrument.symbol.isPlain,
            var writer = QueryWriter.placement(intent)
        else { return refuse(reference, "NOT_SENT:UNSUPPORTED", &output) }
        let window = intent.deadline.milliseconds - now.milliseconds
        guard window > 0 else { return refuse(reference, "NOT_SENT:DEADLINE", &output) }
        list(intent.instrument)
        writer.putWindow(window, timestamp: venueTime(now))
        ask(.place(intent), .place, writer, by: intent.deadline, at: now, &output)
    }

    /// Not a byte of the order has left: a certain refusal, in our own words.
    mutating func refuse(
        _ order: OrderReference, _ reason: String, _ output: inout OrderOutput
    ) {
        counts.neverSent += 1
        output.reports.append(
            VenueReport(order: order, content: .rejected(ReasonCode(first: reason))))
    }

    /// Cancels an order by our name for it.
    ///
    /// - Source: Binance spot, "Cancel order": `origClientOrderId`; the venue makes up a name for
    ///   the cancel itself.
    public mutating func cancel(
        _ intent: CancelIntent, at now: Timestamp, into output: inout OrderOutput
    ) {
        precondition(intent.order.account == account, "the order is of this account")
        let window = intent.deadline.milliseconds - now.milliseconds
        guard desk.hasRoom(for: .cancel), window > 0, intent.instrument.symbol.isPlain,
            intent.order.clientOrderID.isPlain
        else {
            counts.neverSent += 1
            return reportUnknown(.cancel(intent), .transport, &output)
        }
        list(intent.instrument)
        var writer = QueryWriter()
        writer.put("symbol", intent.instrument.symbol)
        writer.put("origClientOrderId", intent.order.clientOrderID)
        writer.putWindow(window, timestamp: venueTime(now))
        ask(.cancel(intent), .cancel, writer, by: intent.deadline, at: now, &output)
    }

    /// An order keeps its place in the book, and so it may only become smaller.
    public static func objection(to change: TermsChange) -> AmendObjection? {
        change.newPrice == change.price && change.newQuantity < change.quantity
            ? nil : .onlySmaller
    }

    /// Gives an order a smaller quantity.
    ///
    /// - Source: Binance spot, "Order Amend Keep Priority": `newQty` is above what has traded and
    ///   below what there was; without `newClientOrderId` the order would get another name.
    public mutating func amend(
        _ intent: AmendIntent, at now: Timestamp, into output: inout OrderOutput
    ) {
        let reference = intent.request.reference
        precondition(reference.account == account, "the order is of this account")
        let window = intent.deadline.milliseconds - now.milliseconds
        guard Self.objection(to: intent.change) == nil else {
            return refuseAmend(reference, "NOT_SENT:UNSUPPORTED", &output)
        }
        guard desk.hasRoom(for: .amend), window > 0, intent.instrument.symbol.isPlain,
            reference.clientOrderID.isPlain
        else { return refuseAmend(reference, "NOT_SENT", &output) }
        list(intent.instrument)
        var writer = QueryWriter()
        writer.put("symbol", intent.instrument.symbol)
        writer.put("origClientOrderId", reference.clientOrderID)
        writer.put("newClientOrderId", reference.clientOrderID)
        writer.put(
            "newQty", intent.newQuantity.mantissa, decimals: intent.instrument.quantityDecimals)
        writer.putWindow(window, timestamp: venueTime(now))
        ask(.amend(intent), .amend, writer, by: intent.deadline, at: now, &output)
    }

    mutating func refuseAmend(
        _ order: OrderReference, _ reason: String, _ output: inout OrderOutput
    ) {
        counts.neverSent += 1
        output.reports.append(
            VenueReport(order: order, content: .amendRejected(ReasonCode(first: reason))))
    }

    /// Asks where an order stands, and for its trades where some are missing.
    public mutating func query(
        _ intent: QueryIntent, at now: Timestamp, into output: inout OrderOutput
    ) {
        precondition(intent.order.account == account, "the order is of this account")
        guard desk.hasRoom(for: .orderStatus), intent.instrument.symbol.isPlain,
            intent.order.clientOrderID.isPlain, !desk.isAsking(for: intent.order)
        else {
            counts.queriesMerged += 1
            return
        }
        list(intent.instrument)
        var writer = QueryWriter()
        writer.put("symbol", intent.instrument.symbol)
        writer.put("origClientOrderId", intent.order.clientOrderID)
        askRead(.status(intent), .orderStatus, writer, now, &output)
    }

    /// Asks for all orders that work, of all symbols.
    public mutating func listOpenOrders(at now: Timestamp, into output: inout OrderOutput) {
        guard desk.hasRoom(for: .openOrders) else { return giveUp(.openOrders, &output) }
        askRead(.openOrders, .openOrders, QueryWriter(), now, &output)
    }

    /// Asks for what the account holds.
    ///
    /// - Source: Binance spot, "Account information": `omitZeroBalances`.
    public mutating func listBalances(at now: Timestamp, into output: inout OrderOutput) {
        guard desk.hasRoom(for: .balances) else { return giveUp(.balances, &output) }
        var writer = QueryWriter()
        writer.put("omitZeroBalances", true)
        askRead(.balances, .account, writer, now, &output)
    }

    /// Spot keeps no positions: what is held is told by the balances.
    public mutating func listPositions(at now: Timestamp, into output: inout OrderOutput) {
        output.notices.append(.positions([], askedAt: now))
    }

    /// Spot knows no margin.
    public mutating func listMarginRules(at now: Timestamp, into output: inout OrderOutput) {}

    /// Spot knows no funding.
    public mutating func listFunding(
        since start: Timestamp, at now: Timestamp, into output: inout OrderOutput
    ) {}

    /// Asks how late it is at the venue.
    public mutating func measureClock(at now: Timestamp, into output: inout OrderOutput) {
        let deadline = now.adding(nanoseconds: RequestLimits.answerTimeMax)
        askOpenly(.clock, .time, by: deadline, at: now, &output)
    }

    /// Asks for all trades of an instrument.
    public mutating func listTrades(
        _ intent: TradeListIntent, at now: Timestamp, into output: inout OrderOutput
    ) {
        list(intent.instrument)
        var (start, from): (Int64, UInt64?) = (0, nil)
        var isReadable = true
        switch intent.beginning {
        case .after(let trade):
            let number = UInt64(trade.description)
            isReadable = number.map { $0 < .max } ?? false
            from = number.map { $0 &+ 1 }
        case .time(let time):
            start = max(0, venueTime(time))
        }
        let search = TradeSearch(
            order: nil, instrument: intent.instrument, askedAt: now, start: start, from: from,
            by: Limits.tradeSpan)
        guard isReadable, desk.hasRoom(for: .trades), intent.instrument.symbol.isPlain else {
            return giveUp(.search(search), &output)
        }
        askSearch(search, now, &output)
    }

    mutating func askRead(
        _ work: SpotWork, _ method: SpotMethod, _ writer: QueryWriter, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        var writer = writer
        writer.putWindow(RequestLimits.answerTimeMax / 1_000_000, timestamp: venueTime(now))
        ask(
            work, method, writer, by: now.adding(nanoseconds: RequestLimits.answerTimeMax), at: now,
            &output)
    }

    // MARK: - Trades

    /// - Source: Binance spot, "Account trade list": `symbol` with `orderId`, and `fromId` with it,
    ///   which is the first trade listed.
    mutating func askTrades(
        _ listing: OrderTrades, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        var writer = QueryWriter()
        writer.put("symbol", listing.intent.instrument.symbol)
        writer.putNumber("orderId", listing.state.venueOrderID)
        if let from = listing.from { writer.put("fromId", from) }
        writer.put("limit", TradeLimits.perPage)
        askRead(.orderTrades(listing), .orderTrades, writer, now, &output)
    }

    /// - Source: as above: `symbol` with `startTime` for the first page and with `fromId` for the
    ///   others; both list the oldest first. Times are no more than 24 hours apart.
    mutating func askSearch(
        _ search: TradeSearch, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        var writer = QueryWriter()
        writer.put("symbol", search.instrument.symbol)
        if let from = search.from {
            writer.put("fromId", from)
        } else {
            writer.put("startTime", search.start)
        }
        writer.put("limit", TradeLimits.perPage)
        askRead(.search(search), .trades, writer, now, &output)
    }

    /// - Source: Binance spot, "Query order": by `orderId`.
    mutating func askOwner(
        _ search: TradeSearch, _ owner: VenueOrderID, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        var writer = QueryWriter()
        writer.put("symbol", search.instrument.symbol)
        writer.putNumber("orderId", owner)
        askRead(.owner(search), .orderStatus, writer, now, &output)
    }
}

/// Why an order was refused, as people read it.
enum SpotReason {
    /// A code and, where the venue's words are known, our name for them: `-2010:WOULD_MATCH`.
    static func of(_ code: Int64, _ text: String) -> ReasonCode {
        ReasonCode(first: SpotRefusalText.name(of: text).map { "\(code):\($0)" } ?? "\(code)")
    }
}
