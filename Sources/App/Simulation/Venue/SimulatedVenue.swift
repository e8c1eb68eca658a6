internal import Containers
internal import Domain

/// A request on its way to the venue.
enum VenueRequest: Equatable {
    /// - deadline: the venue refuses it later than that.
    case place(OrderRequest, deadline: Timestamp)
    case cancel(OrderReference, deadline: Timestamp)
    /// Where an order stands, then all its trades.
    case query(OrderReference, askedAt: Timestamp)

    var reference: OrderReference {
        switch self {
        case .place(let request, _): request.reference
        case .cancel(let reference, _): reference
        case .query(let reference, _): reference
        }
    }
}

/// An order as the venue has it.
struct VenueOrder {
    let request: OrderRequest
    let venueOrderID: VenueOrderID
    var state: VenueOrderState
    var filled: Int64 = 0
    let placedAt: Timestamp
    var trades: [FillReport] = []
}

/// The venue, and the judge: what it has is what is true.
///
/// Keeps its own account in plain whole numbers and shares no arithmetic with the trading core.
struct SimulatedVenue {
    /// How the venue behaves in a run.
    struct Manners {
        /// Of 100 orders, how many are refused.
        var refusals = 5
        /// Of 100 queries for a young order, how many do not find it.
        var forgetfulness = 0
        /// How long after placing an order may not be found.
        var forgetsFor: Int64 = 4_000_000_000
        /// Whether fees of buys are taken in the base currency.
        var takesBaseFees = false
    }

    static let base = try! Asset("BTC")
    static let quote = try! Asset("USDT")
    static let account = AccountID(7)
    /// Decimals of the one instrument: prices 2, quantities 3, and fees of 0.1 % three more.
    static let priceDecimals: UInt8 = 2
    static let quantityDecimals: UInt8 = 3

    private(set) var orders: [VenueOrder] = []
    /// Places in `orders`, by client order id.
    private var places: [ClientOrderID: Int] = [:]
    private(set) var nextTrade = 1
    var manners: Manners
    /// The quote balance in 10^-8, as 10^-2 × 10^-3 × 0.1 %.
    private(set) var quoteBalance: Int128
    /// The base balance in 10^-6.
    private(set) var baseBalance: Int128

    init(manners: Manners, quote: Int64, base: Int64) {
        self.manners = manners
        quoteBalance = Int128(quote) * 100_000_000
        baseBalance = Int128(base) * 1_000_000
    }

    func order(_ id: ClientOrderID) -> VenueOrder? { places[id].map { orders[$0] } }

    /// Takes a request and answers with reports, the direct answer first.
    mutating func take(
        _ request: VenueRequest, at now: Timestamp, _ random: inout SeededRandom
    ) -> [VenueReport] {
        switch request {
        case .place(let order, let deadline): place(order, deadline, now, &random)
        case .cancel(let reference, let deadline): cancel(reference, deadline, now)
        case .query(let reference, let askedAt): query(reference, askedAt, now, &random)
        }
    }

    private mutating func place(
        _ request: OrderRequest, _ deadline: Timestamp, _ now: Timestamp,
        _ random: inout SeededRandom
    ) -> [VenueReport] {
        func refuse(_ code: StaticString) -> [VenueReport] {
            let reason = try! ReasonCode("\(code)")
            return [VenueReport(order: request.reference, content: .rejected(reason))]
        }
        guard now <= deadline else { return refuse("-1021") }
        guard places[request.clientOrderID] == nil else { return refuse("-2010-duplicate") }
        guard !random.chance(manners.refusals, in: 100) else { return refuse("-2010") }
        let order = VenueOrder(
            request: request, venueOrderID: try! VenueOrderID("\(1000 + orders.count)"),
            state: .working, placedAt: now)
        orders.append(order)
        let place = orders.count - 1
        places[request.clientOrderID] = place
        var reports = [
            VenueReport(order: request.reference, content: .accepted(order.venueOrderID))
        ]
        switch request.timeInForce {
        case .goodTillCanceled, .goodTillDate:
            if !request.isPostOnly && random.chance(1, in: 4) {
                reports += fill(place, share: random.below(3), now)
            }
        case .immediateOrCancel:
            reports += fill(place, share: random.below(3), now)
            reports += end(place, .expired)
        case .fillOrKill:
            if random.chance(1, in: 2) { reports += fill(place, share: 2, now) }
            reports += end(place, .expired)
        }
        return reports
    }

    private mutating func cancel(
        _ reference: OrderReference, _ deadline: Timestamp, _ now: Timestamp
    ) -> [VenueReport] {
        guard now <= deadline, let place = places[reference.clientOrderID],
            !orders[place].state.isFinal
        else {
            let reason = try! ReasonCode("-2011")
            return [VenueReport(order: reference, content: .cancelRejected(reason))]
        }
        return end(place, .canceled)
    }

    /// Where the order stands and its trades; a young order may not be found for a while.
    private func query(
        _ reference: OrderReference, _ askedAt: Timestamp, _ now: Timestamp,
        _ random: inout SeededRandom
    ) -> [VenueReport] {
        let listed = VenueReport(order: reference, content: .tradesListed(askedAt: askedAt))
        let missing = VenueReport(order: reference, content: .notFound(askedAt: askedAt))
        guard let order = order(reference.clientOrderID) else { return [missing, listed] }
        if now.since(order.placedAt) < manners.forgetsFor,
            random.chance(manners.forgetfulness, in: 100)
        {
            return [missing]
        }
        let fills = order.trades.map { VenueReport(order: reference, content: .fill($0)) }
        return [status(order)] + fills + [listed]
    }

    private func status(_ order: VenueOrder) -> VenueReport {
        VenueReport(
            order: order.request.reference,
            content: .status(
                order.state, cumulative: Quantity(mantissa: order.filled), order.venueOrderID))
    }

    /// Fills a third, two thirds or all of what is left.
    private mutating func fill(_ place: Int, share: Int, _ now: Timestamp) -> [VenueReport] {
        let order = orders[place]
        let left = order.request.quantity.mantissa - order.filled
        let quantity = share == 2 ? left : max(1, left * Int64(share + 1) / 3)
        guard quantity > 0 && !order.state.isFinal else { return [] }
        let price = order.request.type == .market ? 10_000 : order.request.price.mantissa
        let value = Int128(price) * Int128(quantity)
        let isBuy = order.request.side == .buy
        let takesBase = isBuy && manners.takesBaseFees
        if isBuy {
            quoteBalance -= value * 1000
            baseBalance += Int128(quantity) * 1000
        } else {
            quoteBalance += value * 1000
            baseBalance -= Int128(quantity) * 1000
        }
        if takesBase { baseBalance -= Int128(quantity) } else { quoteBalance -= value }
        let report = FillReport(
            order: order.request.reference, instrument: order.request.instrument,
            venueOrderID: order.venueOrderID, tradeID: try! TradeID("t\(nextTrade)"),
            side: order.request.side, price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity),
            fee: Money(
                raw: takesBase
                    ? Int128(quantity) * 1_000_000_000_000 : value * 10_000_000_000),
            feeAsset: takesBase ? Self.base : Self.quote, isTaker: share > 0, venueTime: now)
        nextTrade += 1
        orders[place].filled += quantity
        orders[place].trades.append(report)
        orders[place].state =
            orders[place].filled == order.request.quantity.mantissa ? .filled : .partiallyFilled
        return [VenueReport(order: order.request.reference, content: .fill(report))]
    }

    private mutating func end(_ place: Int, _ state: VenueOrderState) -> [VenueReport] {
        guard !orders[place].state.isFinal else { return [] }
        orders[place].state = state
        return [status(orders[place])]
    }

    /// Something happens in the book: an open order trades, or is taken out by the venue.
    mutating func stir(at now: Timestamp, _ random: inout SeededRandom) -> [VenueReport] {
        let open = orders.indices.filter { !orders[$0].state.isFinal }
        guard !open.isEmpty else { return [] }
        let place = open[random.below(open.count)]
        if random.chance(1, in: 12) { return end(place, .canceled) }
        return fill(place, share: random.below(3), now)
    }
}
