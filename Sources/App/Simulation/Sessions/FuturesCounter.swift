internal import Containers
internal import Domain
internal import Gateway
internal import VenueKit
internal import Wire

/// The venue's counter, which speaks Binance USD-M's bytes.
struct FuturesCounter: VenueCounter {
    var asked: [ClientOrderID: OrderRequest] = [:]
    var rarePaths: [RarePath] = []
    /// The number of the account's one listen key; nil where it has none.
    private var listenKey: Int?
    private var lastKey = 0
    /// When it expires, unless it is prolonged.
    private var keyEnd = Timestamp.none
    /// A table that contradicts itself, which is told once.
    private var unsound: Domain.MarginTable?

    let endpoints = VenueEndpoints(
        rest: "https://futures.world", stream: "wss://futures.world/ws",
        orders: "wss://futures.world/ws")
    /// So rarely that a quiet connection is asked whether it lives.
    let pingInterval: Int64 = 180_000
    /// Milliseconds for which a key is good: an hour, in the measure of a world.
    private static let keyLife: Int64 = 150_000
    let duplicate = PaperVenue.futures(.duplicate)

    // MARK: - Reading

    func read(_ call: GatewayCall) -> CounterCall? {
        read(call, below: "/fapi/") { method, path in
            FuturesOperation.find(method: method, path: path).map { .futures($0) }
        }
    }

    /// - Source: Binance USD-M futures, "Connect", live subscribing.
    func read(_ frame: [UInt8]) -> (call: CounterCall, id: String)? {
        var document = JSONDocument()
        guard (try? document.parse(frame.span)) != nil else { return nil }
        let text = PaperVenue.Frame(frame, document)
        switch text.method {
        case "SUBSCRIBE":
            return text.texts.first.map {
                (CounterCall(operation: .subscribe($0)), text.id)
            }
        case "LIST_SUBSCRIPTIONS": return (CounterCall(operation: .probe), text.id)
        case _: return nil
        }
    }

    private func name(ofKey number: Int) -> String { "listen-\(number)" }

    // MARK: - Serving

    mutating func perform(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        switch call.operation {
        case .subscribe(let key):
            guard let listenKey, key == name(ofKey: listenKey) else {
                throw PaperRefusal(-1125, "This listenKey does not exist.")
            }
            return (CounterAnswer(body: Array("null".utf8)), [])
        case .probe:
            rarePaths.append(.connectionProbed)
            return (CounterAnswer(body: Array("[]".utf8)), [])
        case .futures(let operation):
            return try perform(operation, &call, &venue, now, &dice)
        case .spot: throw Self.unsupported
        }
    }

    private static let unsupported = PaperRefusal(-1020, "This operation is not supported.")

    private mutating func perform(
        _ operation: FuturesOperation, _ call: inout CounterCall, _ venue: inout SimulatedVenue,
        _ now: Timestamp, _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        switch operation {
        case .time:
            return (CounterAnswer(body: Array("{\"serverTime\":\(now.milliseconds)}".utf8)), [])
        case .startStream, .keepStream: return (try attendKey(operation, now), [])
        case .place: return try place(&call, &venue, now, &dice)
        case .cancel: return try cancel(&call, &venue, now, &dice)
        case .status: return (try status(&call, &venue, now, &dice), [])
        case .openOrders: return (listOpen(venue), [])
        case .openConditionals: return (CounterAnswer(body: SpotSpeech.list([])), [])
        case .trades: return (try listTrades(&call, venue, &dice), [])
        case .account, .positions, .brackets, .symbolConfiguration, .income:
            return (try tellAccount(operation, &call, venue, now), [])
        case .ping, .exchangeInfo, .depth, .premiumIndex, .fundingRate, .bookTicker, .amend,
            .cancelOpenOrders, .allOrders, .balance, .leverage, .marginType, .positionMode,
            .setPositionMode, .commission, .placeConditional, .conditional, .cancelConditional,
            .closeStream:
            throw Self.unsupported
        }
    }

    /// - Source: Binance USD-M futures, "Start User Data Stream": the key that there is, or a new
    ///   one.
    private mutating func attendKey(
        _ operation: FuturesOperation, _ now: Timestamp
    ) throws(PaperRefusal) -> CounterAnswer {
        if operation == .keepStream {
            guard listenKey != nil else {
                throw PaperRefusal(-1125, "This listenKey does not exist.")
            }
            rarePaths.append(.keyProlonged)
        }
        keyEnd = now.adding(milliseconds: Self.keyLife)
        if listenKey == nil {
            lastKey += 1
            listenKey = lastKey
        }
        return CounterAnswer(body: Array("{\"listenKey\":\"\(name(ofKey: lastKey))\"}".utf8))
    }

    // MARK: - Orders

    private mutating func place(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        let request = try placement(&call.parameters)
        let refusal = PaperRefusal(-2019, "Margin is insufficient.")
        let (order, delay, told) = try take(request, refusal, &call, &venue, now, &dice)
        guard let order else {
            let isSilent = dice.extent.chance(1, in: 2)
            return (isSilent ? nil : troubled(1, &call), told)
        }
        rarePaths.append(.orderAtFutures)
        var answer = CounterAnswer(body: ContractSpeech.order(order))
        answer.delay = delay
        let accepted = VenueReport(
            order: request.reference, content: .accepted(order.venueOrderID))
        answer.truths = [.report(accepted), .report(venue.status(order))]
        return (answer, told)
    }

    /// - Source: Binance USD-M futures, "New Order".
    private func placement(
        _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> OrderRequest {
        let name = try parameters.required("newClientOrderId")
        guard let id = try? ClientOrderID(name), var request = asked[id] else {
            throw .illegal("newClientOrderId")
        }
        guard try parameters.required("symbol") == SpotSpeech.symbol.name else { throw .symbol }
        request.side = try parameters.required("side") == "BUY" ? .buy : .sell
        switch try parameters.required("type") {
        case "LIMIT": request.type = .limit
        case "MARKET": request.type = .market
        case _: throw .orderType
        }
        let force = parameters.text("timeInForce")
        request.isPostOnly = force == "GTX"
        switch force {
        case "GTC" where request.timeInForce != .goodTillDate:
            request.timeInForce = .goodTillCanceled
        case "IOC": request.timeInForce = .immediateOrCancel
        case "FOK": request.timeInForce = .fillOrKill
        case _: break
        }
        try readHolding(&request, &parameters)
        request.quantity = Quantity(
            mantissa: try SpotCounter.units(&parameters, "quantity", SpotSpeech.quantityUnit))
        request.price = Price(
            mantissa: try SpotCounter.units(&parameters, "price", SpotSpeech.priceUnit))
        _ = parameters.text("newOrderRespType")
        try parameters.checkAllRead()
        return request
    }

    /// With two positions, what closes one is an order of the other side: no word more is taken.
    private func readHolding(
        _ request: inout OrderRequest, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) {
        let onlyReduces = parameters.text("reduceOnly") == "true"
        switch parameters.text("positionSide") ?? "BOTH" {
        case "BOTH": (request.leg, request.isReduceOnly) = (.net, onlyReduces)
        case "LONG": request.leg = .long
        case "SHORT": request.leg = .short
        case _: throw .value("positionSide")
        }
        guard request.leg != .net else { return }
        guard !onlyReduces else { throw .unwanted("reduceonly") }
        request.isReduceOnly = request.isReduceOnly && request.leg.onlyCloses(request.side)
    }

    private mutating func cancel(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery]) {
        guard let reference = call.order(),
            let (order, told) = takeOut(reference, &call, &venue, now, &dice)
        else { throw .unknownOrder }
        return (
            CounterAnswer(
                body: ContractSpeech.order(order), truths: [.report(venue.status(order))]),
            told
        )
    }

    // MARK: - Questions

    private mutating func status(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> CounterAnswer {
        if let number = try call.parameters.integer("orderId") {
            rarePaths.append(.ownerAsked)
            let order =
                venue.orders.first { $0.number == number }
                ?? venue.trades.first { Int64($0.venueOrderID.description) == number }
                .map(Self.closing)
            guard let order else { throw .noOrder }
            return CounterAnswer(body: ContractSpeech.order(order))
        }
        guard let reference = call.order(),
            let order = venue.find(reference, askedAt: now, now, &dice)
        else { throw .noOrder }
        return CounterAnswer(
            body: ContractSpeech.order(order), truths: [.standing(venue.status(order))])
    }

    /// The venue's own order, of which a trade was one.
    private static func closing(_ trade: FillReport) -> VenueOrder {
        var request = OrderRequest(
            account: SimulatedVenue.account, strategy: .external,
            clientOrderID: trade.order.clientOrderID, instrument: trade.instrument,
            side: trade.side, type: .market, price: .zero, quantity: trade.quantity)
        request.leg = trade.leg
        request.timeInForce = .immediateOrCancel
        var order = VenueOrder(
            request: request, venueOrderID: trade.venueOrderID, state: .filled,
            terms: VenueTerms(
                price: trade.price.mantissa, quantity: trade.quantity.mantissa),
            placedAt: trade.venueTime)
        order.filled = trade.quantity.mantissa
        order.trades = [trade]
        return order
    }

    private func listOpen(_ venue: SimulatedVenue) -> CounterAnswer {
        let open = venue.orders.filter { !$0.state.isFinal }
        // What waits for its price is asked for before anything is told of these.
        return CounterAnswer(
            body: SpotSpeech.list(open.map { ContractSpeech.order($0) }),
            truths: open.map { .report(venue.status($0)) })
    }

    /// - Source: Binance USD-M futures, "Account Trade List": the oldest first from `fromId` or
    ///   `startTime`.
    private func listTrades(
        _ call: inout CounterCall, _ venue: SimulatedVenue, _ dice: inout Dice
    ) throws(PaperRefusal) -> CounterAnswer? {
        let order = try call.parameters.integer("orderId")
        let from = try call.parameters.integer("fromId") ?? 0
        let start = try call.parameters.integer("startTime") ?? 0
        let end = try call.parameters.integer("endTime") ?? .max
        let limit = try call.parameters.limit(standard: 500, max: 1000)
        if order == nil, dice.strikes(.tradesUnanswered) { return nil }
        let found = venue.trades.filter { trade in
            trade.number >= from && (start...end).contains(trade.venueTime.milliseconds)
                && (order == nil || Int64(trade.venueOrderID.description) == order)
        }
        let page = found.prefix(limit)
        return CounterAnswer(
            body: SpotSpeech.list(page.map { ContractSpeech.listed($0) }),
            truths: order == nil
                ? [] : page.map { .report(VenueReport(order: $0.order, content: .fill($0))) })
    }

    private mutating func tellAccount(
        _ operation: FuturesOperation, _ call: inout CounterCall, _ venue: SimulatedVenue,
        _ now: Timestamp
    ) throws(PaperRefusal) -> CounterAnswer {
        guard let desk = venue.contracts else { throw Self.unsupported }
        switch operation {
        case .account:
            return CounterAnswer(
                body: ContractSpeech.account(desk, at: now),
                truths: venue.holdings.map { .held($0) })
        case .positions:
            let open = PositionLeg.allCases.filter { desk.legs[Int($0.rawValue)].quantity != 0 }
            return CounterAnswer(
                body: ContractSpeech.positions(desk, at: now),
                truths: open.map { leg in
                    let held = desk.legs[Int(leg.rawValue)]
                    return .open(
                        leg, Quantity(mantissa: Int64(held.quantity)), cost: Money(raw: held.cost))
                })
        case .brackets:
            let table = unsound ?? desk.table
            unsound = nil
            return CounterAnswer(body: ContractSpeech.brackets(table), truths: [.table(table)])
        case .symbolConfiguration:
            return CounterAnswer(
                body: ContractSpeech.configuration(desk.terms), truths: [.terms(desk.terms)])
        case _: return try listIncome(&call, desk)
        }
    }

    /// - Source: Binance USD-M futures, "Get Income History": the oldest first.
    private mutating func listIncome(
        _ call: inout CounterCall, _ desk: ContractDesk
    ) throws(PaperRefusal) -> CounterAnswer {
        let start = try call.parameters.integer("startTime") ?? 0
        let limit = try call.parameters.limit(standard: 100, max: 1000)
        let found = desk.fundings.indices.filter { desk.fundingTimes[$0].milliseconds >= start }
            .prefix(limit)
        if !found.isEmpty { rarePaths.append(.fundingListed) }
        return CounterAnswer(
            body: SpotSpeech.list(
                found.map {
                    ContractSpeech.income(
                        desk.fundings[$0], number: $0 + 1, at: desk.fundingTimes[$0])
                }),
            truths: found.map { .funding(desk.fundings[$0]) })
    }

    // MARK: - The private stream

    func envelope(_ answer: CounterAnswer, _ id: String) -> [UInt8] {
        let name = answer.status == 200 ? "result" : "error"
        return Array("{\"\(name)\":".utf8) + answer.body + Array(",\"id\":\(id)}".utf8)
    }

    mutating func events(
        of answer: VenueAnswer, _ venue: SimulatedVenue, after delay: Int64, at now: Timestamp
    ) -> [CounterEvent] {
        guard let desk = venue.contracts else { return [] }
        func event(_ body: [UInt8]) -> CounterEvent {
            CounterEvent(body: body, truths: [], delay: delay)
        }
        switch answer {
        case .report(let report): return events(of: report, venue, desk, after: delay, at: now)
        case .funding(let notice):
            return [
                event(
                    ContractSpeech.account(
                        desk, "FUNDING_FEE", change: notice.amount, leg: nil, at: now))
            ]
        case .marginTable(let table):
            // One that holds is told with the account's terms.
            guard table != desk.table else { return [] }
            unsound = table
            return [event(ContractSpeech.configured(desk.terms, at: now))]
        case .marginTerms(let terms): return [event(ContractSpeech.configured(terms, at: now))]
        case .openOrdersListed, .tradesListed, .positions, .balances, .listingFailed,
            .streamChanged:
            return []
        }
    }

    private mutating func events(
        of report: VenueReport, _ venue: SimulatedVenue, _ desk: ContractDesk,
        after delay: Int64, at now: Timestamp
    ) -> [CounterEvent] {
        var told: [CounterEvent] = []
        var order = venue.order(report.order.clientOrderID)
        if case .fill(let fill) = report.content {
            // The wallet and the position are told before the trade that changed them.
            let body = ContractSpeech.account(desk, "ORDER", change: .zero, leg: fill.leg, at: now)
            told.append(CounterEvent(body: body, truths: [], delay: delay))
            if order == nil {
                rarePaths.append(.closedByVenueStreamed)
                order = Self.closing(fill)
            }
        }
        guard let order,
            let event = ContractSpeech.event(report, order, after: delay, at: now)
        else { return [] }
        return told + [event]
    }

    func isStreamOver(at now: Timestamp) -> Bool { listenKey != nil && keyEnd <= now }

    /// - Source: Binance USD-M futures, "Event: Listen Key Expired".
    mutating func endStream(at now: Timestamp) -> CounterEvent {
        let key = listenKey.map { name(ofKey: $0) } ?? ""
        listenKey = nil
        rarePaths.append(.listenKeyExpired)
        let text =
            "{\"e\":\"listenKeyExpired\",\"E\":\(now.milliseconds),\"listenKey\":\"\(key)\"}"
        return CounterEvent(body: Array(text.utf8), truths: [.ended], delay: 0)
    }
}
