internal import Containers
internal import Domain
internal import Gateway
internal import Host
internal import Wire

/// The venue's counter, which speaks Binance spot's bytes: requests in, answers and events out.
///
/// What there is to be had is the ``SimulatedVenue``'s; how it is said is the paper venue's speech.
struct SpotCounter {
    /// A request as it is read.
    struct Call {
        let operation: PaperOperation
        var parameters: RequestParameters
        let key: String?
        /// What must have been signed.
        let payload: [UInt8]
    }

    /// Where requests over HTTP go.
    static let rest = "https://venue.world"
    static let orders = "wss://venue.world/ws-api/v3"
    /// Milliseconds that a request's time may be ahead.
    private static let aheadMax: Int64 = 1_000

    /// What bots asked for, by name: bytes do not tell everything of an order.
    var asked: [ClientOrderID: OrderRequest] = [:]
    private var lastSubscription = 0
    var rarePaths: [RarePath] = []

    mutating func removeRarePaths() { rarePaths.removeAll() }

    // MARK: - Reading

    static func read(_ call: GatewayCall) -> Call? {
        let halves = call.url.dropFirst(rest.count).split(separator: "?", maxSplits: 1)
        guard let path = halves.first, path.hasPrefix("/api/v3/"),
            let operation = PaperOperation.find(
                method: call.method, path: String(path.dropFirst(8)))
        else { return nil }
        let query = halves.count > 1 ? String(halves[1]) : ""
        var parameters = RequestParameters()
        var signed: [Substring] = []
        for part in query.split(separator: "&") {
            if !part.hasPrefix("signature=") { signed.append(part) }
            guard (try? parameters.add(parts: [RequestParameters.percentDecoded(part)])) != nil
            else { return nil }
        }
        return Call(
            operation: operation, parameters: parameters,
            key: call.headers.first { $0.name == "X-MBX-APIKEY" }?.value,
            payload: Array(signed.joined(separator: "&").utf8))
    }

    /// A request as a frame, and the number that it is answered under.
    static func read(_ frame: [UInt8]) -> (call: Call, id: String)? {
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
            Call(
                operation: operation, parameters: parameters, key: key,
                payload: Array(signed.utf8)), text.id
        )
    }

    // MARK: - Serving

    /// Does what is asked.
    ///
    /// - Returns: what is answered, nil for nothing at all; and what happened besides.
    mutating func serve(
        _ call: Call, asFrame isFrame: Bool, _ venue: inout SimulatedVenue, at now: Timestamp,
        _ dice: inout Dice
    ) -> (answer: CounterAnswer?, told: [Delivery]) {
        guard !venue.isDown(at: now) else { return (nil, []) }
        var call = call
        do throws(PaperRefusal) {
            try turnAway(&venue, now, &dice)
            try check(&call, now)
        } catch {
            return (refused(error, &call), [])
        }
        let trouble =
            call.operation.security == .signed && dice.strikes(.serverTrouble)
            ? dice.extent.below(isFrame ? 3 : 4) : nil
        if trouble == 0 { return (troubled(0, &call), []) }
        do throws(PaperRefusal) {
            var done = try perform(&call, &venue, now, &dice)
            if let trouble {
                rarePaths.append(.answerOfTrouble)
                done.answer = troubled(trouble, &call)
            }
            if !isFrame, done.answer != nil, dice.strikes(.answerCut) {
                cut(&done.answer, &call, &dice)
            }
            return done
        } catch {
            return (refused(error, &call), [])
        }
    }

    /// - Source: Binance spot, "General API information": 429 for too many requests, 418 for those
    ///   who go on all the same; `Retry-After` in seconds.
    private mutating func turnAway(
        _ venue: inout SimulatedVenue, _ now: Timestamp, _ dice: inout Dice
    ) throws(PaperRefusal) {
        if dice.strikes(.banned) {
            venue.bannedUntil = now.adding(milliseconds: Int64(dice.extent.below(10_000)))
        }
        if now < venue.bannedUntil {
            let left = venue.bannedUntil.since(now) / 1_000_000_000 + 1
            throw PaperRefusal(
                -1003, "Way too many requests; IP banned.", status: 418, retryAfter: Int(left))
        }
        if dice.strikes(.rateLimited) {
            throw PaperRefusal(
                -1003, "Too many requests; please use the websocket for live updates.",
                status: 429, retryAfter: dice.extent.chance(1, in: 2) ? 1 : nil)
        }
    }

    /// - Source: Binance spot, "Request security" and "Timing security".
    private func check(_ call: inout Call, _ now: Timestamp) throws(PaperRefusal) {
        guard call.operation.security == .signed else { return }
        guard call.key == WorldSigner.key else { throw .key }
        let signature = try call.parameters.required("signature")
        guard signature == WorldSigner.text(of: call.payload) else { throw .signature }
        guard let stamp = try call.parameters.integer("timestamp"),
            let window = try call.parameters.integer("recvWindow")
        else { throw .missing("timestamp") }
        guard stamp < now.milliseconds + Self.aheadMax else { throw .ahead }
        guard now.milliseconds - stamp <= window else { throw .outsideWindow }
        _ = call.parameters.text("apiKey")
    }

    /// Until when the request is good.
    private func deadline(_ call: inout Call) -> Timestamp {
        let stamp = (try? call.parameters.integer("timestamp")) ?? 0
        let window = (try? call.parameters.integer("recvWindow")) ?? 0
        return Timestamp(milliseconds: stamp + window)
    }

    private mutating func perform(
        _ call: inout Call, _ venue: inout SimulatedVenue, _ now: Timestamp, _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        switch call.operation {
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
        _ call: inout Call, _ venue: inout SimulatedVenue, _ now: Timestamp, _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        let request = try placement(&call.parameters)
        let told = venue.place(request, deadline(&call), now, &dice)
        let reports = told.flatMap(\.answers)
        if let refusal = reports.compactMap(\.refusal).first {
            throw refusal.isDuplicate ? .duplicate : .balance
        }
        // Taken, and its acknowledgement is late; or lying about, and taken later.
        let acceptance = told.first { $0.answers.contains { $0.isAcceptance } }
        guard let acceptance, let order = venue.order(request.clientOrderID) else {
            let isSilent = dice.extent.chance(1, in: 2)
            return (isSilent ? nil : troubled(1, &call), told)
        }
        var answer = CounterAnswer(body: SpotSpeech.placed(order))
        answer.delay = acceptance.delay
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
    private static func units(
        _ parameters: inout RequestParameters, _ name: String, _ unit: Int64
    ) throws(PaperRefusal) -> Int64 {
        guard parameters.text(name) != nil else { return 0 }
        let number = try parameters.decimal(name)
        guard number % unit == 0 else { throw .filter("LOT_SIZE") }
        return number / unit
    }

    private mutating func cancel(
        _ call: inout Call, _ venue: inout SimulatedVenue, _ now: Timestamp, _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        let reference = try self.reference(&call.parameters)
        let told = venue.cancel(reference, deadline(&call), now, &dice)
        guard !told.flatMap(\.answers).contains(where: \.isCancelRefusal),
            let order = venue.order(reference.clientOrderID)
        else { throw .unknownOrder }
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
        _ call: inout Call, _ venue: inout SimulatedVenue, _ now: Timestamp, _ dice: inout Dice
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
        _ call: inout Call, _ venue: SimulatedVenue, _ dice: inout Dice
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
}

extension VenueAnswer {
    fileprivate var refusal: (isDuplicate: Bool, Void)? {
        guard case .report(let report) = self, case .rejected(let reason) = report.content else {
            return nil
        }
        return (reason.description.hasSuffix("duplicate"), ())
    }

    fileprivate var isAcceptance: Bool {
        guard case .report(let report) = self, case .accepted = report.content else { return false }
        return true
    }

    fileprivate var isCancelRefusal: Bool {
        guard case .report(let report) = self, case .cancelRejected = report.content else {
            return false
        }
        return true
    }
}
