internal import Containers
internal import Domain

/// What an observer outside of the process wrote down: what bots were told, what was sent.
struct Notebook {
    /// Orders that a bot was told are taken.
    private(set) var acknowledged: [OrderRequest] = []
    /// Everything that bots ever asked for, in order.
    private(set) var asked: [OrderRequest] = []
    /// How often the placing of an order was handed to the network, by client order id.
    private(set) var placements: [ClientOrderID: Int] = [:]
    /// The state's fingerprint after each input that was decided.
    var fingerprints: [UInt64: UInt64] = [:]
    /// The last input known to be durable.
    var released: UInt64 = 0
    /// Where commits ended, or would have.
    var commitEnds: Set<UInt64> = [0]
    /// How many different orders bots ask for, at most.
    var requestsMax = Int.max
    var market = WorldMarket.spot
    /// Whether orders are small and rest.
    var isCrowded = false
    /// Whether bots ask for orders that wait for a price.
    var takesTriggers = true
    /// What bots take the price to be, in hundredths.
    var around: Int64 = 10_000
    /// Scopes of which an operator restricted the trading.
    var restricted: [TradingScope] = []
    private var nextNumber = 1
    private var transfers = 0

    /// What comes after an old copy of the journal was never kept.
    mutating func goBack(to backup: Backup) {
        released = backup.sequence
        acknowledged.removeLast(acknowledged.count - backup.acknowledged)
    }

    mutating func acknowledge(_ request: OrderRequest) { acknowledged.append(request) }

    /// - Returns: how often it was sent with this time.
    mutating func countPlacement(_ id: ClientOrderID) -> Int {
        placements[id, default: 0] += 1
        return placements[id, default: 0]
    }

    /// An order to cancel: mostly a recent one.
    func anyReference(_ random: inout SeededRandom) -> OrderReference? {
        guard !asked.isEmpty else { return nil }
        let count = random.chance(3, in: 4) ? min(5, asked.count) : asked.count
        return asked[asked.count - 1 - random.below(count)].reference
    }

    /// Another price or quantity for an order: mostly for one that rests, sometimes what nobody
    /// may ask.
    func nextAmendment(
        among resting: [OrderRequest], _ random: inout SeededRandom
    ) -> AmendRequest? {
        guard !asked.isEmpty else { return nil }
        let isAny = random.chance(1, in: 8)
        let orders = isAny || resting.isEmpty ? asked : resting
        let request = orders[random.below(orders.count)]
        var (price, quantity) = (request.price.mantissa, request.quantity.mantissa)
        let kind = random.below(3)
        if kind != 0, request.type.hasPrice { price += Int64(5 * (random.below(21) - 10)) }
        if kind != 1 { quantity = max(2, quantity * Int64(1 + random.below(8)) / 4 / 2 * 2) }
        if random.chance(1, in: 30) { quantity += 1 }
        if random.chance(1, in: 30) { price += 1 }
        return AmendRequest(
            order: request.reference, price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity))
    }

    /// What a bot asks for next: mostly something new; often the same again, as a bot does that
    /// timed out or was restarted; sometimes another order under a used identifier, or a senseless
    /// one.
    ///
    /// - Returns: nil where bots have asked for all they will.
    mutating func nextSubmission(
        at now: Timestamp, _ random: inout SeededRandom
    ) -> OrderRequest? {
        if !asked.isEmpty && random.chance(1, in: 4) {
            var request = asked[random.below(asked.count)]
            if random.chance(1, in: 5) {
                request.quantity = request.quantity + Quantity(mantissa: 2)
            }
            return request
        }
        guard nextNumber <= requestsMax else { return nil }
        var request = newRequest(at: now, &random)
        if random.chance(1, in: 20) { request.quantity = Quantity(mantissa: 2_001) }
        if random.chance(1, in: 30) { request.price = Price(mantissa: 9_901) }
        if random.chance(1, in: 30) { request.triggerPrice = Price(mantissa: 9_902) }
        nextNumber += 1
        asked.append(request)
        return request
    }

    /// A sensible order, of any kind.
    private func newRequest(
        at now: Timestamp, _ random: inout SeededRandom
    ) -> OrderRequest {
        func price() -> Price { Price(mantissa: around - 100 + Int64(5 * random.below(40))) }
        let types = OrderType.allCases
        let isPlain = random.chance(4, in: 5)
        let drawn =
            isPlain
            ? (random.chance(1, in: 5) ? .market : .limit) : types[random.below(types.count)]
        let type = drawn.hasTrigger && !takesTriggers ? .limit : drawn
        var request = OrderRequest(
            account: SimulatedVenue.account, strategy: StrategyID(UInt32(1 + random.below(2))),
            clientOrderID: try! ClientOrderID("bot-\(nextNumber)"), instrument: InstrumentID(0),
            side: random.chance(1, in: 2) ? .buy : .sell, type: type,
            price: type.hasPrice ? price() : .zero,
            quantity: Quantity(mantissa: Int64(20 + 2 * random.below(2000))),
            triggerPrice: type.hasTrigger ? price() : .zero)
        if market.isHedged { request.leg = random.chance(1, in: 2) ? .long : .short }
        if isCrowded && request.type == .limit {
            request.quantity = Quantity(mantissa: 20 + 2 * Int64(random.below(10)))
            return request
        }
        let times = TimeInForce.allCases
        switch type {
        case .market: request.timeInForce = .immediateOrCancel
        case .limit: request.timeInForce = times[random.below(times.count)]
        case .stopMarket, .stopLimit, .takeProfitMarket, .takeProfitLimit: break
        }
        request.isPostOnly =
            type == .limit && request.timeInForce == .goodTillCanceled && random.chance(1, in: 5)
        if request.timeInForce == .goodTillDate && random.chance(9, in: 10) {
            request.expiresAt = now.adding(milliseconds: Int64(1 + random.below(20_000)))
        }
        request.isReduceOnly = random.chance(1, in: 8)
        return request
    }

    /// Capital for a strategy, or back to the pool: sometimes more than there is.
    mutating func nextTransfer(_ random: inout SeededRandom) -> CapitalTransfer {
        transfers += 1
        let (pool, strategy) = (StrategyID.external, StrategyID(1))
        let isGiven = random.chance(2, in: 3)
        return CapitalTransfer(
            id: try! FlowID("transfer-\(transfers)"), account: SimulatedVenue.account,
            asset: market.settle, from: isGiven ? pool : strategy,
            to: isGiven ? strategy : pool,
            amount: market.transferred(1 + random.below(1_200)))
    }
}
