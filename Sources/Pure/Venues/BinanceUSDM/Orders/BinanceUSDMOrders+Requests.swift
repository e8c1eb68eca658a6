public import Domain
public import VenueKit

// What is asked of the venue.
extension BinanceUSDMOrders {
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
            var writer = QueryWriter.placement(intent, byMark: settings.triggersByMark)
        else { return refuse(reference, "NOT_SENT:UNSUPPORTED", &output) }
        let window = intent.deadline.milliseconds - now.milliseconds
        guard window > 0 else { return refuse(reference, "NOT_SENT:DEADLINE", &output) }
        list(intent.instrument)
        writer.putWindow(window, timestamp: venueTime(now))
        let method: FuturesMethod = intent.request.type.hasTrigger ? .placeConditional : .place
        ask(.place(intent), method, writer, by: intent.deadline, at: now, &output)
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
    /// What waits for its price is canceled elsewhere than what it becomes.
    ///
    /// - Source: Binance USD-M futures, "Cancel Order": `origClientOrderId`, `orderId`; "Cancel
    ///   Algo Order": `clientAlgoId`.
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
        var (writer, isCondition) = naming(intent.order, intent.instrument, intent.type)
        writer.putWindow(window, timestamp: venueTime(now))
        ask(
            .cancel(intent), isCondition ? .cancelConditional : .cancel, writer,
            by: intent.deadline, at: now, &output)
    }

    /// - Source: Binance USD-M futures, "Modify Order": only limit orders.
    public static func objection(to change: TermsChange) -> AmendObjection? {
        change.type == .limit ? nil : .onlyLimitOrders
    }

    /// Gives an order another price or quantity; it may lose its place in the book.
    ///
    /// - Source: Binance USD-M futures, "Modify Order": side, quantity and price are all sent.
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
        var (writer, _) = naming(reference, intent.instrument, intent.request.type)
        let instrument = intent.instrument
        writer.put("side", intent.request.side == .buy ? "BUY" : "SELL")
        writer.put(
            "quantity", intent.newQuantity.mantissa, decimals: instrument.quantityDecimals)
        writer.put("price", intent.newPrice.mantissa, decimals: instrument.priceDecimals)
        writer.putWindow(window, timestamp: venueTime(now))
        ask(.amend(intent), .amend, writer, by: intent.deadline, at: now, &output)
    }

    private mutating func refuseAmend(
        _ order: OrderReference, _ reason: String, _ output: inout OrderOutput
    ) {
        counts.neverSent += 1
        output.reports.append(
            VenueReport(order: order, content: .amendRejected(ReasonCode(first: reason))))
    }

    /// By what the venue is told which order is meant, and whether that is one that waits.
    private func naming(
        _ order: OrderReference, _ instrument: Instrument, _ type: OrderType
    ) -> (QueryWriter, isCondition: Bool) {
        var writer = QueryWriter()
        let became = conditionals.order(of: order.clientOrderID)
        if type.hasTrigger, became == nil {
            writer.put("clientAlgoId", order.clientOrderID)
            return (writer, true)
        }
        writer.put("symbol", instrument.symbol)
        if type.hasTrigger, let became {
            writer.putNumber("orderId", became)
        } else {
            writer.put("origClientOrderId", order.clientOrderID)
        }
        return (writer, false)
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
        let (writer, isCondition) = naming(intent.order, intent.instrument, intent.type)
        if isCondition {
            askRead(.conditionalStatus(intent), .conditionalStatus, writer, now, &output)
        } else {
            askRead(.status(intent), .orderStatus, writer, now, &output)
        }
    }

    /// A condition has become an order: asks where that stands.
    mutating func askBecome(
        _ intent: QueryIntent, _ order: VenueOrderID, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        var writer = QueryWriter()
        writer.put("symbol", intent.instrument.symbol)
        writer.putNumber("orderId", order)
        askRead(.status(intent), .orderStatus, writer, now, &output)
    }

    /// Asks for all orders that work, of all symbols.
    public mutating func listOpenOrders(at now: Timestamp, into output: inout OrderOutput) {
        askList(.openOrders, .openOrders, now, &output)
    }

    /// Asks for what the account holds of each asset.
    public mutating func listBalances(at now: Timestamp, into output: inout OrderOutput) {
        askList(.balances, .balances, now, &output)
    }

    /// Asks for what the account has open of each instrument.
    public mutating func listPositions(at now: Timestamp, into output: inout OrderOutput) {
        askList(.positions, .positions, now, &output)
    }

    /// Asks for what was paid and received as funding, of the last week at most.
    public mutating func listFunding(
        since start: Timestamp, at now: Timestamp, into output: inout OrderOutput
    ) {
        let oldest = venueTime(now) - Limits.tradeSpan.length + 1
        askIncome(since: max(oldest, venueTime(start)), now, &output)
    }

    /// - Source: Binance USD-M futures, "Get Income History": `startTime`, the oldest first.
    mutating func askIncome(
        since start: Int64, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        guard desk.hasRoom(for: .funding) else { return }
        var writer = QueryWriter()
        writer.put("incomeType", "FUNDING_FEE")
        writer.put("startTime", max(0, start))
        writer.put("limit", Limits.incomePerPage)
        askRead(.income, .income, writer, now, &output)
    }

    mutating func askList(
        _ work: FuturesWork, _ method: FuturesMethod, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        guard desk.hasRoom(for: work.purpose) else { return giveUp(work, now, &output) }
        askRead(work, method, QueryWriter(), now, &output)
    }

    /// Asks how late it is at the venue.
    public mutating func measureClock(at now: Timestamp, into output: inout OrderOutput) {
        let deadline = now.adding(nanoseconds: RequestLimits.answerTimeMax)
        ask(.clock, .time, QueryWriter(), by: deadline, at: now, &output)
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
            start = reachable(venueTime(time), now)
        }
        let search = TradeSearch(
            order: nil, instrument: intent.instrument, askedAt: now, start: start, from: from,
            by: Limits.tradeSpan)
        guard isReadable, desk.hasRoom(for: .trades), intent.instrument.symbol.isPlain else {
            return giveUp(.search(search), now, &output)
        }
        askSearch(search, now, &output)
    }

    /// The venue lists the trades of half a year; what is older it has forgotten.
    ///
    /// - Source: Binance USD-M futures, "Account Trade List".
    func reachable(_ milliseconds: Int64, _ now: Timestamp) -> Int64 {
        let weeks = Int64(Limits.tradeSpan.countMax - 1)
        return max(0, max(milliseconds, venueTime(now) - weeks * Limits.tradeSpan.length))
    }

    mutating func askRead(
        _ work: FuturesWork, _ method: FuturesMethod, _ writer: QueryWriter, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        var writer = writer
        writer.putWindow(RequestLimits.answerTimeMax / 1_000_000, timestamp: venueTime(now))
        let deadline = now.adding(nanoseconds: RequestLimits.answerTimeMax)
        ask(work, method, writer, by: deadline, at: now, &output)
    }

    // MARK: - Trades

    /// - Source: Binance USD-M futures, "Account Trade List": `symbol` with `orderId`, and `fromId`
    ///   with it, which is the first trade listed.
    mutating func askTrades(
        _ listing: OrderTrades, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        var writer = QueryWriter()
        writer.put("symbol", listing.intent.instrument.symbol)
        writer.putNumber("orderId", listing.state.venueOrderID)
        if let from = listing.from { writer.put("fromId", from) }
        writer.put("limit", TradeLimits.perPage)
        askRead(.orderTrades(listing), .trades, writer, now, &output)
    }

    /// - Source: as above: `symbol` with `startTime` for the first page, which reaches a week, and
    ///   with `fromId` for the others; both list the oldest first.
    mutating func askSearch(
        _ search: TradeSearch, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        var writer = QueryWriter()
        writer.put("symbol", search.instrument.symbol)
        if let from = search.from {
            writer.put("fromId", from)
        } else {
            writer.put("startTime", search.start)
            writer.put("endTime", search.start + Limits.tradeSpan.length - 1)
        }
        writer.put("limit", TradeLimits.perPage)
        askRead(.search(search), .trades, writer, now, &output)
    }

    /// - Source: Binance USD-M futures, "Query Order": by `orderId`.
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
