internal import Domain
internal import Host
internal import Wire

/// What is asked on behalf of an account.
extension PaperVenue {
    func performFor(
        _ account: Int, _ operation: PaperOperation, _ call: inout PaperCall
    ) throws(PaperRefusal) -> [UInt8] {
        var json = JSONWriter()
        switch operation {
        case .orderPlace: try place(account, &call.parameters, &json)
        case .orderTest: try test(account, &call.parameters, &json)
        case .orderCancel: try cancel(account, &call.parameters, &json)
        case .orderAmend: try amend(account, &call.parameters, &json)
        case .cancelOpenOrders: try cancelAll(account, &call.parameters, &json)
        case .orderStatus: try status(account, &call.parameters, &json)
        case .openOrders: try listOpen(account, &call.parameters, &json)
        case .allOrders: try listAll(account, &call.parameters, &json)
        case .myTrades: try listTrades(account, &call.parameters, &json)
        case .account:
            let hidesZero = call.parameters.text("omitZeroBalances") == "true"
            OrderSpeech.account(
                engine.accounts[account], number: account, hidesZero: hidesZero, at: now,
                into: &json)
        case .commission:
            OrderSpeech.commission(engine.symbols[try symbol(&call.parameters)], into: &json)
        case .orderLimits: orderLimits(account, &json)
        case .startStream, .keepStream, .closeStream:
            try listenKey(account, operation, &call.parameters, &json)
        case .subscribeSigned: try subscribe(account, call.socket, &json)
        case .ping, .time, .exchangeInfo, .depth, .trades, .historicalTrades, .aggTrades, .klines,
            .uiKlines, .avgPrice, .ticker24hr, .tickerPrice, .bookTicker, .unsubscribe:
            preconditionFailure("nobody in particular asks for that")
        }
        return json.bytes
    }

    func symbol(_ parameters: inout RequestParameters) throws(PaperRefusal) -> Int {
        guard let row = engine.symbol(named: try parameters.required("symbol")) else {
            throw .symbol
        }
        return row
    }

    // MARK: - Placing

    private func place(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let placement = try placement(account, &parameters)
        let detail = try detail(placement, &parameters)
        try parameters.checkAllRead()
        try limiter.takeOrder(of: account, at: now)
        if placement.trigger == nil { tapeLiquidity(for: placement) }
        defer { withdrawTapeLiquidity() }
        let fillsBefore = engine.accounts[account].fills.count
        var events: [PaperEvent] = []
        let id = try engine.place(placement, at: now, into: &events)
        publish(events)
        guard let order = engine.order(id) else { preconditionFailure("it was just taken") }
        let fills = engine.accounts[account].fills[fillsBefore...].filter { fill in
            fill.order == id && !fill.isMaker
        }
        OrderSpeech.placed(
            order, engine.symbols[placement.symbol], fills: fills, detail: detail, into: &json)
    }

    private func test(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let placement = try placement(account, &parameters)
        _ = try detail(placement, &parameters)
        _ = parameters.text("computeCommissionRates")
        try parameters.checkAllRead()
        try engine.check(placement)
        json.beginObject()
        json.endObject()
    }

    private func detail(
        _ placement: PaperPlacement, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> OrderSpeech.Detail {
        guard let text = parameters.text("newOrderRespType") else {
            return placement.type == .limitMaker ? .ack : .full
        }
        guard let detail = OrderSpeech.Detail(rawValue: text) else {
            throw .value("newOrderRespType")
        }
        return detail
    }

    /// - Source: Binance spot, "New order": which parameters each type needs.
    private func placement(
        _ account: Int, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> PaperPlacement {
        let symbol = try symbol(&parameters)
        let side: Side
        switch try parameters.required("side") {
        case "BUY": side = .buy
        case "SELL": side = .sell
        case _: throw .side
        }
        let typeName = try parameters.required("type")
        let kind = PaperTrigger.Kind(rawValue: typeName)
        guard let type = kind?.type ?? PaperOrderType(rawValue: typeName) else {
            throw .orderType
        }
        let trigger = try trigger(kind, for: side, &parameters)
        guard parameters.text("quoteOrderQty") == nil else {
            throw PaperRefusal(
                -1013,
                "Quote order qty market orders are not support for this"
                    + " symbol.")
        }
        let quantity = try parameters.decimal("quantity")
        let price = type == .market ? 0 : try parameters.decimal("price")
        if type == .market, parameters.text("price") != nil { throw .unwanted("price") }
        if let mode = parameters.text("selfTradePreventionMode"), mode != "NONE" {
            throw .value("selfTradePreventionMode")
        }
        for name in ["strategyId", "strategyType"] { _ = try parameters.integer(name) }
        var placement = PaperPlacement(
            account: account, symbol: symbol,
            clientID: try parameters.clientID("newClientOrderId") ?? "", side: side, type: type,
            timeInForce: try timeInForce(type, &parameters), price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity))
        placement.trigger = trigger
        return placement
    }

    private func trigger(
        _ kind: PaperTrigger.Kind?, for side: Side, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> PaperTrigger? {
        guard let kind else {
            if parameters.text("stopPrice") != nil { throw .unwanted("stopPrice") }
            return nil
        }
        return PaperTrigger(
            kind, Price(mantissa: try parameters.decimal("stopPrice")), for: side)
    }

    private func timeInForce(
        _ type: PaperOrderType, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> PaperTimeInForce {
        guard type == .limit else {
            guard parameters.text("timeInForce") == nil else {
                throw PaperRefusal(-1106, "Parameter 'timeInForce' sent when not required.")
            }
            return .goodTillCanceled
        }
        guard let value = PaperTimeInForce(rawValue: try parameters.required("timeInForce"))
        else { throw .timeInForce }
        return value
    }

    // MARK: - Amending

    /// - Source: Binance spot, "Order Amend Keep Priority". The venue renames an order that is
    ///   amended without `newClientOrderId`; here it has to be sent, and be the same name.
    private func amend(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let unknown = PaperRefusal(-2038, "Unknown order sent.")
        let found = try find(account, symbol, &parameters, absent: unknown)
        let quantity = Quantity(mantissa: try parameters.decimal("newQty"))
        guard try parameters.clientID("newClientOrderId") == found.placement.clientID else {
            throw .value("newClientOrderId")
        }
        try parameters.checkAllRead()
        var events: [PaperEvent] = []
        let order = try engine.shrink(
            found.id, of: account, to: quantity, at: now, into: &events)
        publish(events)
        OrderSpeech.amended(
            order, engine.symbols[symbol], execution: lastEvent, into: &json)
    }

    /// Lets the orders go whose price has come.
    func releaseDue(at time: Int64) {
        while let id = engine.firstDue, let order = engine.order(id) {
            tapeLiquidity(for: order.placement)
            var events: [PaperEvent] = []
            engine.release(id, at: time, into: &events)
            publish(events)
            withdrawTapeLiquidity()
        }
    }

    // MARK: - Canceling

    private func cancel(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let newClientID = try parameters.clientID("newClientOrderId") ?? ""
        if let restriction = parameters.text("cancelRestrictions"),
            !["ONLY_NEW", "ONLY_PARTIALLY_FILLED"].contains(restriction)
        {
            throw PaperRefusal(-1145, "Invalid cancelRestrictions")
        }
        let found = try find(account, symbol, &parameters, absent: .unknownOrder)
        try parameters.checkAllRead()
        var events: [PaperEvent] = []
        let order = try engine.cancel(
            found.id, of: account, newClientID: newClientID, at: now, into: &events)
        publish(events)
        OrderSpeech.canceled(order, engine.symbols[symbol], into: &json)
    }

    private func cancelAll(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let open = engine.accounts[account].openOrders.filter { id in
            engine.order(id)?.placement.symbol == symbol
        }
        guard !open.isEmpty else { throw .unknownOrder }
        var events: [PaperEvent] = []
        json.beginArray()
        for id in open {
            let order = try engine.cancel(
                id, of: account, newClientID: "", at: now, into: &events)
            OrderSpeech.canceled(order, engine.symbols[symbol], into: &json)
        }
        json.endArray()
        publish(events)
    }

    // MARK: - Asking

    /// The order that `orderId` or `origClientOrderId` names.
    private func find(
        _ account: Int, _ symbol: Int, _ parameters: inout RequestParameters, absent: PaperRefusal
    ) throws(PaperRefusal) -> PaperOrder {
        let number = try parameters.integer("orderId")
        let name = try parameters.clientID("origClientOrderId")
        guard number != nil || name != nil else {
            throw PaperRefusal(
                -1102,
                "Param 'origClientOrderId' or 'orderId' must be sent, but both were"
                    + " empty/null!")
        }
        let id = number ?? name.flatMap { engine.accounts[account].order(named: $0) }
        guard let order = id.flatMap({ engine.order($0) }), order.placement.account == account,
            order.placement.symbol == symbol, name == nil || order.placement.clientID == name
        else { throw absent }
        return order
    }

    private func status(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let order = try find(account, symbol, &parameters, absent: .noOrder)
        OrderSpeech.order(order, engine.symbols[symbol], into: &json)
    }

    private func listOpen(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        var only: Int?
        if parameters.text("symbol") != nil { only = try symbol(&parameters) }
        json.beginArray()
        for id in engine.accounts[account].openOrders {
            guard let order = engine.order(id) else { continue }
            let row = order.placement.symbol
            if only == nil || row == only {
                OrderSpeech.order(order, engine.symbols[row], into: &json)
            }
        }
        json.endArray()
    }

    private func listAll(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let from = try parameters.integer("orderId") ?? 0
        let span = try span(&parameters)
        let limit = try parameters.limit(standard: 500, max: 1000)
        let isFromStart = parameters.text("orderId") != nil || parameters.text("startTime") != nil
        let found = engine.accounts[account].orders.compactMap { engine.order($0) }.filter {
            $0.placement.symbol == symbol && $0.id >= from && span.contains($0.time)
        }
        json.beginArray()
        for order in isFromStart ? found.prefix(limit) : found.suffix(limit) {
            OrderSpeech.order(order, engine.symbols[symbol], into: &json)
        }
        json.endArray()
    }

    private func listTrades(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let owner = engine.accounts[account]
        let order = try parameters.integer("orderId")
        let from = try parameters.integer("fromId")
        let isFromStart = from != nil || parameters.text("startTime") != nil
        let span = try span(&parameters)
        let limit = try parameters.limit(standard: 500, max: 1000)
        let source = order.map { owner.fills(of: $0) } ?? owner.fills
        let found = source.filter { fill in
            fill.symbol == symbol && fill.tradeID >= from ?? 0 && span.contains(fill.time)
        }
        json.beginArray()
        for fill in isFromStart ? found.prefix(limit) : found.suffix(limit) {
            OrderSpeech.fill(fill, engine.symbols[symbol], into: &json)
        }
        json.endArray()
    }

    func span(_ parameters: inout RequestParameters) throws(PaperRefusal) -> ClosedRange<Int64> {
        let start = try parameters.integer("startTime") ?? 0
        let end = try parameters.integer("endTime") ?? .max
        guard start <= end else {
            throw PaperRefusal(-1127, "The start time is after the end time.")
        }
        return start...end
    }

    private func orderLimits(_ account: Int, _ json: inout JSONWriter) {
        let counts = limiter.orderCounts(of: account, at: now)
        json.beginArray()
        for (interval, number, limit, count) in [
            ("SECOND", 10, limiter.bounds.ordersPerTenSeconds, counts.tenSeconds),
            ("DAY", 1, limiter.bounds.ordersPerDay, counts.day),
        ] {
            json.beginObject()
            json.member("rateLimitType", "ORDERS")
            json.member("interval", interval)
            json.member("intervalNum", number)
            json.member("limit", limit)
            json.member("count", count)
            json.endObject()
        }
        json.endArray()
    }

    // MARK: - Private streams

    /// The account's listen key, made where there is none.
    func listenKey(of account: Int) -> String {
        if let known = listenKeys.first(where: { $0.account == account }) { return known.key }
        let name = PaperOptions.key(of: account).key + "-listen-\(options.seed)"
        let digest = HMACSHA256.hexadecimal(of: Array(name.utf8), key: [1])
        let key = String(decoding: digest, as: UTF8.self)
        listenKeys.append((key, account))
        return key
    }

    private func listenKey(
        _ account: Int, _ operation: PaperOperation, _ parameters: inout RequestParameters,
        _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        json.beginObject()
        if operation == .startStream {
            json.member("listenKey", listenKey(of: account))
        } else {
            let key = try parameters.required("listenKey")
            guard listenKeys.contains(where: { $0.key == key && $0.account == account }) else {
                throw PaperRefusal(-1125, "This listenKey does not exist.")
            }
            if operation == .closeStream { listenKeys.removeAll { $0.key == key } }
        }
        json.endObject()
    }

    private func subscribe(
        _ account: Int, _ socket: SocketID?, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        guard let socket else { throw PaperRefusal(-1020, "This operation is not supported.") }
        lastSubscription += 1
        sockets[socket]?.subscriptions.append((lastSubscription, account))
        json.beginObject()
        json.member("subscriptionId", lastSubscription)
        json.endObject()
    }
}
