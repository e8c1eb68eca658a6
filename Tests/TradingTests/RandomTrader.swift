import Containers
import Domain
import Trading

/// Inputs from a seed: bots that order, repeat, contradict and cancel, a venue that reports
/// anything in any order, deposits, marks, operators and restarts.
struct RandomTrader {
    var random: SeededRandom
    private var submitted: [OrderRequest] = []
    private var fills: [FillReport] = []
    private var trades = 0
    private var asked: [OrderReference: (Price, Quantity)] = [:]
    private var versions: [UInt16] = [1, 1]
    private var epoch: UInt32 = 1
    /// What came first: the world has to be set up before anything else can happen.
    private var opening: [Input]

    static let accounts = [AccountID(1), AccountID(2)]
    static let strategies = [StrategyID(1), StrategyID(2)]
    static let assets = ["USDT", "BTC", "ETH", "BNB"].map { asset($0) }

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        opening = [
            .started(ProcessStart(epoch: 1, isAfterCut: false)),
            .limits(.unlimited()), .listing(Scenario.instrument(id: 0)),
            .listing(Scenario.instrument(id: 1, base: "ETH")),
        ]
        for (number, account) in Self.accounts.enumerated() {
            for (place, asset) in Self.assets.enumerated() {
                let flow = ExternalFlow(
                    id: identifier("open\(number)-\(place)"), account: account, asset: asset,
                    amount: Money(units: place == 0 ? 20_000 : 100))
                opening.append(.flow(flow))
            }
        }
        opening.reverse()
    }

    /// How much time passes before the next input, in nanoseconds.
    mutating func pause() -> Int64 {
        switch random.below(20) {
        case 0..<8: 0
        case 8..<16: Int64(random.below(400_000_000))
        case 16..<18: Int64(random.below(3_000_000_000))
        case 18: 5_000_000_000
        case _: Int64(random.below(40_000_000_000))
        }
    }

    /// The next input at a time.
    mutating func input(at time: Timestamp) -> Input {
        if let first = opening.popLast() { return first }
        switch random.below(100) {
        case 0..<4: return .clock
        case 4..<26: return .submit(request())
        case 26..<34: return submitted.isEmpty ? .clock : .cancel(reference())
        case 34..<38: return .mark(mark(at: time))
        case 38..<40: return .flow(flow())
        case 40: return .setTradingMode(random.chance(4, in: 5) ? .active : .reducing)
        case 41: return restart()
        case 42: return .listing(listing())
        case 43..<49: return submitted.isEmpty ? .clock : .amend(amendment())
        case 49: return .cancelAll(scope())
        case 50: return random.chance(1, in: 3) ? .kill(scope()) : .liftKill(scope())
        case 51:
            return .stateAbsent(
                AbsenceStatement(order: reference(), by: identifier("ann"), because: .none))
        case _: return .report(report(at: time))
        }
    }

    // MARK: - What bots and operators do

    private mutating func request() -> OrderRequest {
        if !submitted.isEmpty && random.chance(1, in: 10) {
            var again = submitted[random.below(submitted.count)]
            if random.chance(1, in: 3) { again.quantity = Quantity(mantissa: 1230) }
            return again
        }
        let isMarket = random.chance(1, in: 6)
        let ticks = isMarket ? 0 : Int64(1500 + random.below(1000))
        let request = OrderRequest(
            account: Self.accounts[random.below(2)], strategy: Self.strategies[random.below(2)],
            clientOrderID: identifier("o\(submitted.count)"),
            instrument: InstrumentID(UInt32(random.below(2))),
            side: random.chance(1, in: 2) ? .buy : .sell, type: isMarket ? .market : .limit,
            timeInForce: isMarket ? .immediateOrCancel : .goodTillCanceled,
            price: Price(mantissa: ticks * 5 + (random.chance(1, in: 20) ? 1 : 0)),
            quantity: Quantity(mantissa: Int64(10 + random.below(400) * 10)))
        submitted.append(request)
        return request
    }

    private mutating func scope() -> TradingScope {
        switch random.below(5) {
        case 0: .global
        case 1: .venue(VenueID(0))
        case 2: .account(Self.accounts[random.below(2)])
        case 3: .instrument(InstrumentID(UInt32(random.below(2))))
        case _: .strategy(Self.strategies[random.below(2)])
        }
    }

    private mutating func amendment() -> AmendRequest {
        let order = reference()
        let (price, quantity) = terms(of: order)
        return AmendRequest(order: order, price: price, quantity: quantity)
    }

    /// Those that were asked for last, or any.
    private mutating func terms(of order: OrderReference) -> (Price, Quantity) {
        if let known = asked[order], random.chance(1, in: 2) { return known }
        let request = submitted.last { $0.reference == order }
        if let request, random.chance(1, in: 3) { return (request.price, request.quantity) }
        let terms = (
            Price(mantissa: Int64(1500 + random.below(1000)) * 5),
            Quantity(mantissa: Int64(10 + random.below(500) * 10))
        )
        asked[order] = terms
        return terms
    }

    private mutating func restart() -> Input {
        epoch += 1
        return .started(ProcessStart(epoch: epoch, isAfterCut: random.chance(1, in: 8)))
    }

    private mutating func flow() -> ExternalFlow {
        ExternalFlow(
            id: identifier("flow\(random.below(60))"), account: Self.accounts[random.below(2)],
            asset: Self.assets[random.below(4)],
            amount: Money(raw: Int128(Int64(bitPattern: random.next()))))
    }

    private mutating func mark(at time: Timestamp) -> Mark {
        let price = Int128(random.below(1_000_000)) * 123_456_789_012_345
        return Mark(
            instrument: InstrumentID(UInt32(random.below(3))), price: MarkPrice(raw: price),
            time: time.adding(nanoseconds: Int64(random.below(2_000_000_000)) - 1_500_000_000))
    }

    private mutating func listing() -> Instrument {
        let place = random.below(2)
        versions[place] += UInt16(random.below(2))
        return Scenario.instrument(
            id: UInt32(place), version: versions[place], isTradable: random.chance(9, in: 10),
            base: place == 0 ? "BTC" : "ETH")
    }

    // MARK: - What the venue says

    /// Mostly one of the last orders, sometimes any, sometimes none of ours.
    private mutating func reference() -> OrderReference {
        let count = submitted.count
        guard count > 0 && !random.chance(1, in: 25) else {
            return OrderReference(
                account: Self.accounts[random.below(2)],
                clientOrderID: identifier("foreign\(random.below(3))"))
        }
        let recent = min(count, 12)
        let place = random.chance(5, in: 6) ? count - 1 - random.below(recent) : random.below(count)
        return submitted[place].reference
    }

    private mutating func report(at time: Timestamp) -> VenueReport {
        let order = reference()
        let name: VenueOrderID =
            switch random.below(30) {
            case 0: .none
            case 1: identifier("sibling")
            case _: identifier("v-\(order.clientOrderID)")
            }
        // An answer is mostly as young as its question, and now and then much younger.
        let age = Int64(random.below(random.chance(1, in: 4) ? 8_000_000_000 : 100_000_000))
        let askedAt = time.adding(nanoseconds: -age)
        let content: VenueReport.Content =
            switch random.below(26) {
            case 0..<4: .accepted(name)
            case 4: .rejected(identifier("-2010"))
            case 5: .cancelRejected(identifier("-2011"))
            case 6..<11: .fill(fill(of: order, named: name))
            case 11..<15: .status(state(), cumulative: cumulative(), name)
            case 15..<17: .notFound(askedAt: askedAt)
            case 17: .tradesListed(askedAt: askedAt)
            case 18: .requestFailed(.place, .transport)
            case 19..<22: Self.content(terms(of: order), name, askedAt)
            case 22: .amendRejected(identifier("-5027"))
            case 23: .busted(fill(of: order, named: name))
            case 24: .requestFailed(.amend, .transport)
            case _: .requestFailed(.cancel, .venue)
            }
        return VenueReport(order: order, content: content)
    }

    private static func content(
        _ terms: (Price, Quantity), _ name: VenueOrderID, _ askedAt: Timestamp
    ) -> VenueReport.Content { .terms(terms.0, terms.1, name, askedAt: askedAt) }

    private mutating func state() -> VenueOrderState {
        VenueOrderState.allCases[random.below(VenueOrderState.allCases.count)]
    }

    private mutating func cumulative() -> Quantity {
        Quantity(mantissa: random.chance(1, in: 2) ? 0 : Int64(random.below(4000)))
    }

    private mutating func fill(
        of order: OrderReference, named name: VenueOrderID
    ) -> FillReport {
        if !fills.isEmpty && random.chance(1, in: 6) {
            var again = fills[random.below(fills.count)]
            if random.chance(1, in: 8) { again.price = Price(mantissa: again.price.mantissa + 5) }
            return again
        }
        let request = submitted.last { $0.reference == order }
        let rest = max(1, request?.quantity.mantissa ?? 100)
        let quantity = random.chance(1, in: 3) ? rest : Int64(1 + random.below(Int(rest)))
        let fee = Int128(random.below(1_000_000_007)) * 1_000_003 - 100_000_000_000
        trades += 1
        let fill = FillReport(
            order: order, instrument: request?.instrument ?? InstrumentID(0), venueOrderID: name,
            tradeID: identifier("t\(trades)"), side: request?.side ?? .buy,
            price: Price(mantissa: Int64(7000 + random.below(6000))),
            quantity: Quantity(mantissa: quantity),
            fee: random.chance(1, in: 4) ? .zero : Money(raw: fee * 1000),
            feeAsset: Self.assets[random.below(4)], isTaker: random.chance(1, in: 2),
            venueTime: Timestamp(nanoseconds: Int64(trades)))
        fills.append(fill)
        return fill
    }
}
