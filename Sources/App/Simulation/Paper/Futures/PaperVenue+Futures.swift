internal import Domain
internal import Wire

/// Futures: what is asked on behalf of an account about its orders.
extension PaperVenue {
    func performFutures(
        _ operation: FuturesOperation, for account: Int, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> [UInt8] {
        var json = JSONWriter()
        switch operation {
        case .place: try placeFutures(account, &parameters, &json)
        case .amend: try amendFutures(account, &parameters, &json)
        case .cancel: try cancelFutures(account, &parameters, &json)
        case .cancelOpenOrders: try cancelAllFutures(account, &parameters, &json)
        case .status:
            let symbol = try symbol(&parameters)
            FuturesSpeech.order(
                try findFutures(account, symbol, &parameters, absent: .noOrder),
                engine.symbols[symbol], into: &json)
        case .openOrders: try listOrders(account, isOpenOnly: true, &parameters, &json)
        case .allOrders: try listOrders(account, isOpenOnly: false, &parameters, &json)
        case .trades: try listFuturesTrades(account, &parameters, &json)
        case .placeConditional: try placeConditional(account, &parameters, &json)
        case .conditional: try tellConditional(account, &parameters, &json)
        case .cancelConditional: try cancelConditional(account, &parameters, &json)
        case .openConditionals: try listConditionals(account, &parameters, &json)
        case .account, .balance, .positions, .leverage, .marginType, .positionMode,
            .setPositionMode, .brackets, .symbolConfiguration, .income, .commission:
            try performAccount(operation, account, &parameters, &json)
        case .startStream, .keepStream, .closeStream:
            try attendListenKey(operation, account, &json)
        case .ping, .time, .exchangeInfo, .depth, .premiumIndex, .fundingRate, .bookTicker:
            preconditionFailure("nobody in particular asks for that")
        }
        return json.bytes
    }

    private func attendListenKey(
        _ operation: FuturesOperation, _ account: Int, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        if operation != .startStream, !listenKeys.contains(where: { $0.account == account }) {
            throw PaperRefusal(-1125, "This listenKey does not exist.")
        }
        json.beginObject()
        if operation == .closeStream {
            listenKeys.removeAll { $0.account == account }
        } else {
            json.member("listenKey", listenKey(of: account))
        }
        json.endObject()
    }

    // MARK: - Placing

    private func placeFutures(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let name = try parameters.required("type")
        if Self.conditions.contains(name) {
            throw PaperRefusal(
                -4120,
                "Order type not supported for this endpoint. Please use the Algo Order API"
                    + " endpoints instead.")
        }
        guard let type = PaperOrderType(rawValue: name), type != .limitMaker else {
            throw .orderType
        }
        let placement = try futuresPlacement(account, type, "newClientOrderId", &parameters)
        let detail = parameters.text("newOrderRespType") ?? "ACK"
        guard ["ACK", "RESULT"].contains(detail) else {
            throw PaperRefusal(-1136, "Invalid newOrderRespType.")
        }
        try parameters.checkAllRead()
        try limiter.takeOrder(of: account, at: now)
        let symbol = engine.symbols[placement.symbol]
        let (id, taken) = try enter(placement)
        // An acknowledgement says what was asked for; a result what came of it.
        let told = detail == "ACK" ? taken : engine.order(id)
        guard let told else { preconditionFailure("it was just taken") }
        FuturesSpeech.order(told, symbol, into: &json)
    }

    static let conditions = ["STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"]

    /// What a placement says, of a plain order or of what a condition becomes.
    ///
    /// - Source: Binance USD-M futures, "New Order", "New Algo Order".
    func futuresPlacement(
        _ account: Int, _ type: PaperOrderType, _ nameParameter: String,
        _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> PaperPlacement {
        let symbol = try symbol(&parameters)
        let side: Side
        switch try parameters.required("side") {
        case "BUY": side = .buy
        case "SELL": side = .sell
        case _: throw .side
        }
        let quantity = try parameters.decimal("quantity")
        let price = type == .market ? 0 : try parameters.decimal("price")
        if type == .market, parameters.text("price") != nil { throw .unwanted("price") }
        var placement = PaperPlacement(
            account: account, symbol: symbol,
            clientID: try parameters.clientID(nameParameter) ?? "", side: side, type: type,
            price: Price(mantissa: price), quantity: Quantity(mantissa: quantity))
        try readTerms(&placement, &parameters)
        return placement
    }

    private func readTerms(
        _ placement: inout PaperPlacement, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) {
        let isHedged = futures?.ledger.accounts[placement.account]?.isHedged == true
        let holding = parameters.text("positionSide") ?? "BOTH"
        guard let holding = PaperTerms.Holding(rawValue: holding) else {
            throw PaperRefusal(-4060, "Invalid position side.")
        }
        guard (holding == .both) == !isHedged else {
            throw PaperRefusal(-4061, "Order's position side does not match user's setting.")
        }
        placement.terms.holding = holding
        if let flag = parameters.text("reduceOnly") {
            guard !isHedged else { throw .unwanted("reduceonly") }
            placement.terms.isReduceOnly = flag == "true"
        }
        for name in ["selfTradePreventionMode", "priceMatch"] {
            if let mode = parameters.text(name), mode != "NONE" { throw .value(name) }
        }
        let force = parameters.text("timeInForce")
        guard placement.type != .market else { return }
        switch force ?? "GTC" {
        case "GTX": placement.type = .limitMaker
        case "GTD": placement.terms.goodTill = try goodTill(&parameters)
        case let name:
            guard let known = PaperTimeInForce(rawValue: name) else { throw .timeInForce }
            placement.timeInForce = known
        }
    }

    /// - Source: Binance USD-M futures, "New Order": later than now and ten minutes, in whole
    ///   seconds. Here a second is enough, so that a test need not wait.
    private func goodTill(_ parameters: inout RequestParameters) throws(PaperRefusal) -> Int64 {
        guard let time = try parameters.integer("goodTillDate") else {
            throw .missing("goodTillDate")
        }
        let seconds = time / 1000 * 1000
        guard seconds > now, seconds < 253_402_300_799_000 else {
            throw PaperRefusal(-4186, "Invalid goodTillDate.")
        }
        return seconds
    }

    /// Puts an order to the exchange, where the account's margin and position allow for it.
    ///
    /// - Returns: its number, and the order as it was taken.
    func enter(_ placement: PaperPlacement) throws(PaperRefusal) -> (Int64, PaperOrder?) {
        try checkMargin(placement)
        if placement.timeInForce == .fillOrKill, !engine.isFillable(placement) {
            throw PaperRefusal(
                -5021,
                "Due to the order could not be filled immediately, the FOK order has been"
                    + " rejected. The order will not be recorded in the order history.")
        }
        var events: [PaperEvent] = []
        let id: Int64
        do throws(PaperRefusal) {
            id = try engine.place(placement, at: now, into: &events)
        } catch {
            throw Self.futures(error)
        }
        publish(events)
        var taken: PaperOrder?
        if case .order(let order, .new)? = events.first { taken = order }
        return (id, taken)
    }

    /// The same refusal, in the futures venue's codes.
    static func futures(_ refusal: PaperRefusal) -> PaperRefusal {
        switch refusal {
        case .wouldMatch:
            PaperRefusal(
                -5022,
                "Due to the order could not be executed as maker, the Post Only order will be"
                    + " rejected. The order will not be recorded in the order history.")
        case .duplicate: PaperRefusal(-4116, "ClientOrderId is duplicated.")
        case .filter("PRICE_FILTER"):
            PaperRefusal(-4014, "Price not increased by tick size.")
        case .filter("LOT_SIZE"):
            PaperRefusal(-4023, "Quantity not increased by step size.")
        case .filter("NOTIONAL"):
            PaperRefusal(
                -4164, "Order's notional must be no smaller than 5 (unless you choose reduce only)."
            )
        case .filter("MAX_NUM_ORDERS"): PaperRefusal(-2025, "Reach max open order limit.")
        case _: refusal
        }
    }

    // MARK: - Amending and canceling

    /// - Source: Binance USD-M futures, "Modify Order": side, quantity and price are all sent.
    private func amendFutures(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let found = try findFutures(account, symbol, &parameters, absent: .noOrder)
        let side = try parameters.required("side")
        let price = Price(mantissa: try parameters.decimal("price"))
        let quantity = Quantity(mantissa: try parameters.decimal("quantity"))
        try parameters.checkAllRead()
        guard side == found.placement.side.venueName else { throw .side }
        guard found.placement.price != price || found.placement.quantity != quantity else {
            throw PaperRefusal(-5027, "No need to modify the order.")
        }
        var wanted = found.placement
        wanted.price = price
        wanted.quantity = quantity - found.executed
        try checkMargin(wanted, inPlaceOf: found)
        if found.placement.type == .limitMaker, let best = engine.opposite(wanted).best,
            engine.opposite(wanted).reaches(price, from: best)
        {
            throw Self.futures(.wouldMatch)
        }
        var events: [PaperEvent] = []
        do throws(PaperRefusal) {
            _ = try engine.amend(
                found.id, of: account, price: price, quantity: quantity, at: now, into: &events)
        } catch {
            throw Self.futures(error)
        }
        publish(events)
        guard let order = engine.order(found.id) else { preconditionFailure("it is kept") }
        FuturesSpeech.order(order, engine.symbols[symbol], into: &json)
    }

    private func cancelFutures(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let found = try findFutures(account, symbol, &parameters, absent: .unknownOrder)
        try parameters.checkAllRead()
        var events: [PaperEvent] = []
        let order = try engine.cancel(
            found.id, of: account, newClientID: "", at: now, into: &events)
        publish(events)
        FuturesSpeech.order(order, engine.symbols[symbol], into: &json)
    }

    private func cancelAllFutures(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        var events: [PaperEvent] = []
        for id in engine.accounts[account].openOrders
        where engine.order(id)?.placement.symbol == symbol {
            _ = try engine.cancel(id, of: account, newClientID: "", at: now, into: &events)
        }
        publish(events)
        json.beginObject()
        json.member("code", 200)
        json.member("msg", "The operation of cancel all open order is done.")
        json.endObject()
    }

    // MARK: - Asking

    private func findFutures(
        _ account: Int, _ symbol: Int, _ parameters: inout RequestParameters, absent: PaperRefusal
    ) throws(PaperRefusal) -> PaperOrder {
        let number = try parameters.integer("orderId")
        let name = try parameters.clientID("origClientOrderId")
        guard number != nil || name != nil else { throw .missing("origClientOrderId") }
        let id = number ?? name.flatMap { engine.accounts[account].order(named: $0) }
        guard let order = id.flatMap({ engine.order($0) }), order.placement.account == account,
            order.placement.symbol == symbol
        else { throw absent }
        return order
    }

    private func listOrders(
        _ account: Int, isOpenOnly: Bool, _ parameters: inout RequestParameters,
        _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        var only: Int?
        if parameters.text("symbol") != nil { only = try symbol(&parameters) }
        let owner = engine.accounts[account]
        let limit = try parameters.limit(standard: 500, max: 1000)
        let ids = isOpenOnly ? owner.openOrders : owner.orders
        let found = ids.compactMap { engine.order($0) }.filter {
            only == nil || $0.placement.symbol == only
        }
        json.beginArray()
        for order in isOpenOnly ? found[...] : found.suffix(limit) {
            FuturesSpeech.order(order, engine.symbols[order.placement.symbol], into: &json)
        }
        json.endArray()
    }

    private func listFuturesTrades(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let owner = engine.accounts[account]
        let order = try parameters.integer("orderId")
        let from = try parameters.integer("fromId")
        let hasTime = parameters.text("startTime") != nil || parameters.text("endTime") != nil
        if from != nil, hasTime { throw .unwanted("fromId") }
        let span = try span(&parameters)
        if hasTime, span.upperBound != .max, span.upperBound - span.lowerBound > 7 * 86_400_000 {
            throw PaperRefusal(-4165, "Maximum time interval is 7 days.")
        }
        let limit = try parameters.limit(standard: 500, max: 1000)
        let source = order.map { owner.fills(of: $0) } ?? owner.fills
        let found = source.filter { fill in
            fill.symbol == symbol && fill.tradeID >= from ?? 0 && span.contains(fill.time)
        }
        let isFromStart = from != nil || hasTime
        json.beginArray()
        for fill in isFromStart ? found.prefix(limit) : found.suffix(limit) {
            writeFill(fill, &json)
        }
        json.endArray()
    }

    func writeFill(_ fill: PaperFill, _ json: inout JSONWriter) {
        let place = engine.accounts[fill.account].fills(of: fill.order).firstIndex {
            $0.tradeID == fill.tradeID
        }
        let gains = futures?.gains[fill.order] ?? []
        let gain = place.flatMap { $0 < gains.count ? gains[$0] : nil } ?? .zero
        FuturesSpeech.fill(
            fill, engine.order(fill.order)?.placement.terms ?? PaperTerms(), gain: gain,
            engine.symbols[fill.symbol], into: &json)
    }
}
