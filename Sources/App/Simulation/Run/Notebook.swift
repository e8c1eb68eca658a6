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
    private var nextNumber = 1

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

    /// What a bot asks for next: mostly something new; often the same again, as a bot does that
    /// timed out or was restarted; sometimes another order under a used identifier, or a senseless
    /// one.
    ///
    /// - Returns: nil where bots have asked for all they will.
    mutating func nextSubmission(_ random: inout SeededRandom) -> OrderRequest? {
        if !asked.isEmpty && random.chance(1, in: 4) {
            var request = asked[random.below(asked.count)]
            if random.chance(1, in: 5) {
                request.quantity = request.quantity + Quantity(mantissa: 2)
            }
            return request
        }
        guard nextNumber <= requestsMax else { return nil }
        let isMarket = random.chance(1, in: 5)
        var request = OrderRequest(
            account: SimulatedVenue.account, strategy: StrategyID(UInt32(1 + random.below(2))),
            clientOrderID: try! ClientOrderID("bot-\(nextNumber)"), instrument: InstrumentID(0),
            side: random.chance(1, in: 2) ? .buy : .sell, type: isMarket ? .market : .limit,
            price: isMarket ? .zero : Price(mantissa: Int64(9_900 + 5 * random.below(40))),
            quantity: Quantity(mantissa: Int64(20 + 2 * random.below(2000))))
        let times = TimeInForce.allCases
        request.timeInForce =
            isMarket ? .immediateOrCancel : times[random.below(times.count)]
        request.isPostOnly =
            request.timeInForce == .goodTillCanceled && random.chance(1, in: 5)
        if random.chance(1, in: 20) { request.quantity = Quantity(mantissa: 2_001) }
        if random.chance(1, in: 30) { request.price = Price(mantissa: 9_901) }
        nextNumber += 1
        asked.append(request)
        return request
    }
}
