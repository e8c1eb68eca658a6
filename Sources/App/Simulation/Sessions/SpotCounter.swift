internal import Containers
internal import Domain
internal import Gateway
internal import Host
internal import Wire

/// The venue's counter, which speaks Binance spot's bytes: requests in, answers and events out.
///
/// What there is to be had is the ``SimulatedVenue``'s; how it is said is the paper venue's speech.
struct SpotCounter: VenueCounter {
    var asked: [ClientOrderID: OrderRequest] = [:]
    var rarePaths: [RarePath] = []
    private var lastSubscription = 0
    private var eventCount: Int64 = 0

    let endpoints = VenueEndpoints(
        rest: "https://venue.world", stream: "wss://venue.world/ws-api/v3",
        orders: "wss://venue.world/ws-api/v3")
    let pingInterval: Int64 = 20_000
    let duplicate = PaperRefusal.duplicate

    // MARK: - Reading

    func read(_ call: GatewayCall) -> CounterCall? {
        read(call, below: "/api/v3/") { method, path in
            PaperOperation.find(method: method, path: path).map { .spot($0) }
        }
    }

    func read(_ frame: [UInt8]) -> (call: CounterCall, id: String)? {
        var document = JSONDocument()
        guard (try? document.parse(frame.span)) != nil else { return nil }
        let text = PaperVenue.Frame(frame, document)
        guard let method = text.method, let operation = PaperOperation.find(named: method),
            let object = text.parameters
        else { return nil }
        var parameters = RequestParameters()
        var cursor = document.cursor(object)
        while let member = document.nextMember(&cursor) {
            guard let name = document.string(member.name, in: frame.span),
                let value = text.value(member.value),
                (try? parameters.add(name, value)) != nil
            else { return nil }
        }
        let signed = parameters.pairs.filter { $0.name != "signature" }
            .sorted { $0.name < $1.name }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let key = parameters.text("apiKey")
        return (
            CounterCall(
                operation: .spot(operation), parameters: parameters, key: key,
                payload: Array(signed.utf8)), text.id
        )
    }

    // MARK: - Serving

    mutating func perform(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        guard case .spot(let operation) = call.operation else {
            throw PaperRefusal(-1020, "This operation is not supported.")
        }
        switch operation {
        case .time:
            return (CounterAnswer(body: Array("{\"serverTime\":\(now.milliseconds)}".utf8)), [])
        case .subscribeSigned:
            lastSubscription += 1
            return (
                CounterAnswer(body: Array("{\"subscriptionId\":\(lastSubscription)}".utf8)), []
            )
        case .orderPlace: return try place(&call, &venue, now, &dice)
        case .orderCancel: return try cancel(&call, &venue, now, &dice)
        case .orderStatus: return (try status(&call, &venue, now, &dice), [])
        case .openOrders: return (listOpen(venue), [])
        case .myTrades: return (try listTrades(&call, venue, &dice), [])
        case .account: return (listBalances(venue, now), [])
        case .ping, .exchangeInfo, .depth, .trades, .historicalTrades, .aggTrades, .klines,
            .uiKlines, .avgPrice, .ticker24hr, .tickerPrice, .bookTicker, .commission, .orderTest,
            .orderAmend, .cancelOpenOrders, .allOrders, .orderLimits, .startStream, .keepStream,
            .closeStream, .unsubscribe:
            throw PaperRefusal(-1020, "This operation is not supported.")
        }
    }

    // MARK: - Orders

    private mutating func place(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        let request = try placement(&call.parameters)
        let (order, delay, told) = try take(request, .balance, &call, &venue, now, &dice)
        guard let order else {
            let isSilent = dice.extent.chance(1, in: 2)
            return (isSilent ? nil : troubled(1, &call), told)
        }
        var answer = CounterAnswer(body: SpotSpeech.placed(order))
        answer.delay = delay
        answer.truths =
            [.report(VenueReport(order: request.reference, content: .accepted(order.venueOrderID)))]
            + order.trades.map {
                .report(VenueReport(order: request.reference, content: .fill($0)))
            }
            + [.report(venue.status(order))]
        return (answer, told)
    }

    /// - Source: Binance spot, "New order".
    private func placement(
        _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> OrderRequest {
        let name = try parameters.required("newClientOrderId")
        guard let id = try? ClientOrderID(name), var request = asked[id] else {
            throw .illegal("newClientOrderId")
        }
        guard try parameters.required("symbol") == "BTCUSDT" else { throw .symbol }
        request.side = try parameters.required("side") == "BUY" ? .buy : .sell
        let type = try parameters.required("type")
        request.isPostOnly = type == "LIMIT_MAKER"
        guard let known = SpotSpeech.types[type] else { throw .orderType }
        request.type = known
        switch parameters.text("timeInForce") {
        case "GTC" where request.timeInForce != .goodTillDate:
            request.timeInForce = .goodTillCanceled
        case "IOC": request.timeInForce = .immediateOrCancel
        case "FOK": request.timeInForce = .fillOrKill
        case _: break
        }
        request.quantity = Quantity(
            mantissa: try Self.units(&parameters, "quantity", SpotSpeech.quantityUnit))
        request.price = Price(mantissa: try Self.units(&parameters, "price", SpotSpeech.priceUnit))
        request.triggerPrice = Price(
            mantissa: try Self.units(&parameters, "stopPrice", SpotSpeech.priceUnit))
        _ = parameters.text("newOrderRespType")
        try parameters.checkAllRead()
        return request
    }

    /// A number in the instrument's own decimals; zero where there is none.
    static func units(
        _ parameters: inout RequestParameters, _ name: String, _ unit: Int64
    ) throws(PaperRefusal) -> Int64 {
        guard parameters.text(name) != nil else { return 0 }
        let number = try parameters.decimal(name)
        guard number % unit == 0 else { throw .filter("LOT_SIZE") }
        return number / unit
    }

    private mutating func cancel(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        let reference = try self.reference(&call.parameters)
        guard let (order, told) = takeOut(reference, &call, &venue, now, &dice) else {
            throw .unknownOrder
        }
        return (
            CounterAnswer(
                body: SpotSpeech.canceled(order, now), truths: [.report(venue.status(order))]),
            told
        )
    }

    private func reference(
        _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> OrderReference {
        guard let id = try? ClientOrderID(try parameters.required("origClientOrderId")) else {
            throw .illegal("origClientOrderId")
        }
        return OrderReference(account: SimulatedVenue.account, clientOrderID: id)
    }

    // MARK: - Questions

    private mutating func status(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> CounterAnswer {
        if let number = try call.parameters.integer("orderId") {
            rarePaths.append(.ownerAsked)
            guard let order = venue.orders.first(where: { $0.number == number }) else {
                throw .noOrder
            }
            return CounterAnswer(body: SpotSpeech.order(order))
        }
        let reference = try self.reference(&call.parameters)
        guard let order = venue.find(reference, askedAt: now, now, &dice) else { throw .noOrder }
        return CounterAnswer(
            body: SpotSpeech.order(order), truths: [.standing(venue.status(order))])
    }

    private func listOpen(_ venue: SimulatedVenue) -> CounterAnswer {
        let open = venue.orders.filter { !$0.state.isFinal }
        return CounterAnswer(
            body: SpotSpeech.list(open.map { SpotSpeech.order($0) }),
            truths: open.map { .report(venue.status($0)) })
    }

    private func listBalances(_ venue: SimulatedVenue, _ now: Timestamp) -> CounterAnswer {
        CounterAnswer(body: SpotSpeech.account(venue.holdings, now))
    }

    /// - Source: Binance spot, "Account trade list": the oldest first from `fromId` or `startTime`.
    private func listTrades(
        _ call: inout CounterCall, _ venue: SimulatedVenue, _ dice: inout Dice
    ) throws(PaperRefusal) -> CounterAnswer? {
        let order = try call.parameters.integer("orderId")
        let from = try call.parameters.integer("fromId") ?? 0
        let start = try call.parameters.integer("startTime") ?? 0
        let limit = try call.parameters.limit(standard: 500, max: 1000)
        if order == nil, dice.strikes(.tradesUnanswered) { return nil }
        let found = venue.trades.filter { trade in
            trade.number >= from && trade.venueTime.milliseconds >= start
                && (order == nil || Int64(trade.venueOrderID.description) == order)
        }
        let page = found.prefix(limit)
        return CounterAnswer(
            body: SpotSpeech.list(page.map { SpotSpeech.listed($0) }),
            truths: order == nil
                ? [] : page.map { .report(VenueReport(order: $0.order, content: .fill($0))) })
    }

    // MARK: - The private stream

    func envelope(_ answer: CounterAnswer, _ id: String) -> [UInt8] {
        SpotSpeech.envelope(answer, id)
    }

    mutating func events(
        of answer: VenueAnswer, _ venue: SimulatedVenue, after delay: Int64, at now: Timestamp
    ) -> [CounterEvent] {
        guard case .report(let report) = answer,
            let order = venue.order(report.order.clientOrderID)
        else { return [] }
        eventCount += 1
        let event = SpotSpeech.event(
            report, order, number: eventCount, after: delay, at: now)
        return event.map { [$0.wrapped] } ?? []
    }

    mutating func endStream(at now: Timestamp) -> CounterEvent {
        let text = "{\"e\":\"eventStreamTerminated\",\"E\":\(now.milliseconds)}"
        return CounterEvent(body: Array(text.utf8), truths: [.ended], delay: 0).wrapped
    }
}

extension CounterEvent {
    /// As the connection of requests carries it.
    fileprivate var wrapped: CounterEvent {
        let body = Array("{\"subscriptionId\":1,\"event\":".utf8) + body
        return CounterEvent(body: body + [UInt8(ascii: "}")], truths: truths, delay: delay)
    }
}
