internal import Containers
internal import Domain

/// A request on its way to the venue.
enum VenueRequest: Equatable {
    /// - deadline: the venue refuses it later than that.
    case place(OrderRequest, deadline: Timestamp)
    case cancel(OrderReference, deadline: Timestamp)
    /// - deadline: the venue refuses it later than that.
    case amend(AmendRequest, deadline: Timestamp)
    /// Where an order stands, then all its trades; first its price and quantity, where wanted.
    case query(OrderReference, askedAt: Timestamp, wantsTerms: Bool = false)
    case listOpenOrders(askedAt: Timestamp)
    /// All trades from a time on.
    case listTrades(from: Timestamp, askedAt: Timestamp)
    case listBalances(askedAt: Timestamp)
    /// What is open, with the rules that hold for it and the funding that was charged.
    case listPositions(askedAt: Timestamp)
}

/// An order as the venue has it.
struct VenueOrder {
    let request: OrderRequest
    let venueOrderID: VenueOrderID
    var state: VenueOrderState
    /// As it is worked now.
    var terms: VenueTerms
    /// As it was worked before, the oldest first.
    var formerTerms: [VenueTerms] = []
    /// What has traded, what was taken back included.
    var filled: Int64 = 0
    /// What was taken back; it is not worked again.
    var busted: Int64 = 0
    let placedAt: Timestamp
    /// It is not found by whoever asked in the 0.9 s from then on.
    var forgottenFrom = Timestamp.none
    var trades: [FillReport] = []

    /// Whether an order of that state is as this one: where all that traded was taken back, nothing
    /// tells one that was partly filled from one that never was.
    func isAlso(_ other: VenueOrderState) -> Bool {
        let open: [VenueOrderState] = [.working, .partiallyFilled]
        let isEmptied = busted > 0 && busted == filled
        return state == other || isEmptied && open.contains(state) && open.contains(other)
    }
}

/// The price and the whole quantity that an order is worked at.
struct VenueTerms: Equatable {
    var price: Int64
    var quantity: Int64
}

/// The venue, and the judge: what it has is what is true.
///
/// Keeps its own account in plain whole numbers and shares no arithmetic with the trading core.
struct SimulatedVenue {
    /// Bounds of what the venue does: with our clock's lead, less than the trading core's lag.
    enum Limits {
        /// How long an order may lie about before it is taken: 1.5 s.
        static let queueMax = 1500
        /// For how long a young order may not be found: 2 s.
        static let forgetsYoung: Int64 = 2_000_000_000
        /// For how long, once, an older one may not be: 0.9 s.
        static let forgetsOld: Int64 = 900_000_000
        /// How far ahead a request's time may be: 1 s more than its window.
        static let aheadMax: Int64 = 6_000_000_000
    }

    static let base = try! Asset("BTC")
    static let quote = try! Asset("USDT")
    static let account = AccountID(7)
    static let id = VenueID(1)
    /// What the account begins with.
    static let opening = (quote: 6_000 as Int64, base: 60 as Int64)
    /// Decimals of the one instrument: prices 2, quantities 3, and fees of 0.1 % three more.
    static let priceDecimals: UInt8 = 2
    static let quantityDecimals: UInt8 = 3

    var orders: [VenueOrder] = []
    /// Places in `orders`, by client order id.
    var places: [ClientOrderID: Int] = [:]
    /// Taken in and not yet placed.
    var queue: [(request: OrderRequest, at: Timestamp)] = []
    var nextTrade = 1
    /// What a trade's number is more than its place among all trades.
    static let tradeNumbersFrom = 1_000_000
    /// All trades, in their order.
    var trades: [FillReport] = []
    /// Those that were taken back, in that order.
    var bustedTrades: [FillReport] = []
    /// Whether fees of buys are taken in the base currency.
    let takesBaseFees: Bool
    /// Until when everything is refused.
    var bannedUntil = Timestamp.none
    /// Until when the venue is gone.
    var downUntil = Timestamp.none
    /// The quote balance in 10^-8, as 10^-2 × 10^-3 × 0.1 %.
    var quoteBalance: Int128
    /// The base balance in 10^-6.
    var baseBalance: Int128
    /// Where contracts are traded: they have books of their own.
    var contracts: ContractDesk?

    init(_ market: WorldMarket, takesBaseFees: Bool) {
        self.takesBaseFees = takesBaseFees
        quoteBalance = Int128(Self.opening.quote) * 100_000_000
        baseBalance = Int128(Self.opening.base) * 1_000_000
        contracts = market.contract.isDerivative ? ContractDesk(market) : nil
    }

    func order(_ id: ClientOrderID) -> VenueOrder? { places[id].map { orders[$0] } }

    func isDown(at now: Timestamp) -> Bool { now < downUntil }

    /// Takes a request and answers.
    mutating func take(
        _ request: VenueRequest, at now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        guard !isDown(at: now) else { return [] }
        if dice.strikes(.banned) {
            bannedUntil = now.adding(milliseconds: Int64(dice.extent.below(10_000)))
        }
        if now < bannedUntil || dice.strikes(.rateLimited) { return refuse(request) }
        switch request {
        case .place(let order, let deadline): return place(order, deadline, now, &dice)
        case .cancel(let reference, let deadline): return cancel(reference, deadline, now, &dice)
        case .amend(let request, let deadline): return amend(request, deadline, now, &dice)
        case .query(let reference, let askedAt, let wantsTerms):
            return query(reference, askedAt, wantsTerms, now, &dice)
        case .listOpenOrders(let askedAt):
            let open = orders.filter { !$0.state.isFinal }
            return [
                Delivery(
                    answers: open.map { .report(status($0)) }
                        + [.openOrdersListed(askedAt: askedAt)])
            ]
        case .listTrades(let from, let askedAt):
            let fills = trades.filter { $0.venueTime >= from }
            let reports = fills.map { VenueReport(order: $0.order, content: .fill($0)) } + busts
            return [
                Delivery(
                    answers: reports.map { .report($0) } + [.tradesListed(askedAt: askedAt)])
            ]
        case .listBalances(let askedAt):
            return [Delivery(answers: [.balances(holdings, askedAt: askedAt)])]
        case .listPositions(let askedAt): return positions(askedAt: askedAt)
        }
    }

    var holdings: [VenueAnswer.Holding] {
        if let contracts {
            return [
                VenueAnswer.Holding(
                    asset: contracts.market.settle, amount: Money(raw: contracts.wallet),
                    openCost: Money(raw: contracts.wallet - contracts.atCost))
            ]
        }
        return [
            VenueAnswer.Holding(
                asset: Self.base, amount: Money(raw: baseBalance * 1_000_000_000_000)),
            VenueAnswer.Holding(
                asset: Self.quote, amount: Money(raw: quoteBalance * 10_000_000_000)),
        ]
    }

    /// Nobody looked at it: an order is refused for certain, a cancel may be tried again, a
    /// question gets no answer.
    private func refuse(_ request: VenueRequest) -> [Delivery] {
        switch request {
        case .place(let order, _): [refusal(order, "-1003")]
        case .amend(let request, _): [refusal(of: request, "-1003")]
        case .cancel(let reference, _):
            [
                Delivery([
                    VenueReport(order: reference, content: .requestFailed(.cancel, .venue))
                ])
            ]
        case .query, .listOpenOrders, .listTrades, .listBalances, .listPositions: []
        }
    }

    private func refusal(_ request: OrderRequest, _ code: StaticString) -> Delivery {
        let reason = try! ReasonCode("\(code)")
        return Delivery([VenueReport(order: request.reference, content: .rejected(reason))])
    }

    mutating func place(
        _ request: OrderRequest, _ deadline: Timestamp, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        guard now <= deadline, deadline.since(now) <= Limits.aheadMax else {
            return [refusal(request, "-1021")]
        }
        let id = request.clientOrderID
        guard places[id] == nil, !queue.contains(where: { $0.request.clientOrderID == id })
        else { return [refusal(request, "-2010-duplicate")] }
        guard !dice.strikes(.orderRefused) else { return [refusal(request, "-2010")] }
        if dice.strikes(.acceptedLate) {
            let delay = Int64(1 + dice.extent.below(Limits.queueMax))
            queue.append((request, now.adding(milliseconds: delay)))
            return []
        }
        return accept(request, now, &dice)
    }

    /// Places what has lain about long enough.
    mutating func workQueue(at now: Timestamp, _ dice: inout Dice) -> [Delivery] {
        guard !queue.isEmpty else { return [] }
        let due = queue.filter { $0.at <= now }
        queue.removeAll { $0.at <= now }
        var deliveries: [Delivery] = []
        for item in due { deliveries += accept(item.request, item.at, &dice) }
        return deliveries
    }

    private mutating func accept(
        _ request: OrderRequest, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        let order = VenueOrder(
            request: request, venueOrderID: try! VenueOrderID("\(1000 + orders.count)"),
            state: .working,
            terms: VenueTerms(
                price: request.price.mantissa, quantity: request.quantity.mantissa),
            placedAt: now)
        orders.append(order)
        let place = orders.count - 1
        places[request.clientOrderID] = place
        let acceptance = VenueReport(
            order: request.reference, content: .accepted(order.venueOrderID))
        let then = trade(place, now, &dice)
        if dice.strikes(.ackLost) { return then }
        if dice.strikes(.ackLate) {
            return then + [Delivery([acceptance], delay: Int64(dice.extent.below(20_000)))]
        }
        if dice.strikes(.fillBeforeAck) {
            return then + [Delivery([acceptance], delay: Int64(dice.extent.below(2000)))]
        }
        return [Delivery([acceptance])] + then
    }

    /// What a new order does at once.
    private mutating func trade(
        _ place: Int, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        let request = orders[place].request
        switch request.timeInForce {
        case .goodTillCanceled, .goodTillDate:
            // One with a trigger waits: its price is reached when the book stirs.
            guard !request.isPostOnly && !request.type.hasTrigger && dice.venue.chance(1, in: 4)
            else { return [] }
            return fill(place, share: dice.venue.below(3), now, &dice)
        case .immediateOrCancel:
            return fill(place, share: dice.venue.below(3), now, &dice) + end(place, .expired)
        case .fillOrKill:
            guard dice.venue.chance(1, in: 2) else { return end(place, .expired) }
            return fill(place, share: 2, now, &dice)
        }
    }

    mutating func cancel(
        _ reference: OrderReference, _ deadline: Timestamp, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        // Too late to be looked at: it may be tried again.
        guard now <= deadline else { return refuse(.cancel(reference, deadline: deadline)) }
        guard let place = places[reference.clientOrderID], !orders[place].state.isFinal else {
            let reason = try! ReasonCode("-2011")
            return [Delivery([VenueReport(order: reference, content: .cancelRejected(reason))])]
        }
        guard dice.strikes(.fillAfterCancel) else { return end(place, .canceled) }
        // A trade from before the cancel is told after it.
        var trades = fill(place, share: 0, now, &dice)
        for index in trades.indices { trades[index].delay = Int64(dice.extent.below(10_000)) }
        return end(place, .canceled) + trades
    }

    /// Where the order stands and its trades; it may not be found for a while.
    private mutating func query(
        _ reference: OrderReference, _ askedAt: Timestamp, _ wantsTerms: Bool, _ now: Timestamp,
        _ dice: inout Dice
    ) -> [Delivery] {
        let listed = VenueReport(order: reference, content: .tradesListed(askedAt: askedAt))
        let missing = VenueReport(order: reference, content: .notFound(askedAt: askedAt))
        guard let place = places[reference.clientOrderID] else {
            // The trades are another question, which may go without an answer.
            return [Delivery(dice.strikes(.tradesUnanswered) ? [missing] : [missing, listed])]
        }
        guard let order = find(reference, askedAt: askedAt, now, &dice) else {
            return [Delivery(orders[place].trades.isEmpty ? [missing, listed] : [missing])]
        }
        let fills = order.trades.map { VenueReport(order: reference, content: .fill($0)) }
        let terms = wantsTerms && !order.state.isFinal ? [self.terms(order, askedAt: askedAt)] : []
        let busts = busts.filter { $0.order == reference }
        return [Delivery(terms + [status(order)] + fills + busts + [listed])]
    }

    /// The order, as far as the venue finds it: it may forget one for a while.
    mutating func find(
        _ reference: OrderReference, askedAt: Timestamp, _ now: Timestamp, _ dice: inout Dice
    ) -> VenueOrder? {
        guard let place = places[reference.clientOrderID] else { return nil }
        if dice.strikes(.orderForgotten) && orders[place].forgottenFrom == .none {
            orders[place].forgottenFrom = askedAt
        }
        return isForgotten(orders[place], askedAt, now, &dice) ? nil : orders[place]
    }

    /// A young order may be forgotten as often as one likes, an older one for a moment, once.
    private func isForgotten(
        _ order: VenueOrder, _ askedAt: Timestamp, _ now: Timestamp, _ dice: inout Dice
    ) -> Bool {
        if now.since(order.placedAt) < Limits.forgetsYoung {
            return dice.strikes(.orderForgotten)
        }
        guard order.forgottenFrom != .none else { return false }
        return (0..<Limits.forgetsOld).contains(askedAt.since(order.forgottenFrom))
    }

    func status(_ order: VenueOrder) -> VenueReport {
        VenueReport(
            order: order.request.reference,
            content: .status(
                order.state, cumulative: Quantity(mantissa: order.filled), order.venueOrderID))
    }

    mutating func end(_ place: Int, _ state: VenueOrderState) -> [Delivery] {
        guard !orders[place].state.isFinal else { return [] }
        orders[place].state = state
        return [Delivery([status(orders[place])])]
    }
}
