import Containers
import Domain
import Simulation
import Testing

private let coin: Int64 = 100_000_000

/// One symbol, the house (row 0), and accounts with 1,000,000 USDT and 20 BTC.
private func exchange(accounts: Int = 1) -> MatchingEngine {
    var engine = MatchingEngine([PaperSymbol.standard[0]])
    _ = engine.open("house", isHouse: true)
    for number in 0..<accounts {
        let row = engine.open("account \(number)")
        engine.deposit(Money(units: 1_000_000), of: "USDT", to: row)
        engine.deposit(Money(units: 20), of: "BTC", to: row)
    }
    return engine
}

/// Price in dollars, quantity in thousandths of a coin.
private func order(
    _ account: Int, _ side: Side, _ price: Int64, _ thousandths: Int64,
    _ type: PaperOrderType = .limit, _ time: PaperTimeInForce = .goodTillCanceled,
    named name: String = ""
) -> PaperPlacement {
    PaperPlacement(
        account: account, symbol: 0, clientID: name, side: side, type: type, timeInForce: time,
        price: Price(mantissa: price * coin), quantity: Quantity(mantissa: thousandths * 100_000))
}

/// Everything of an asset that is anywhere, fees included.
private func total(_ asset: Int, _ engine: MatchingEngine) -> Money {
    engine.accounts.reduce(engine.fees[asset]) {
        $0 + $1.balances[asset].free + $1.balances[asset].locked
    }
}

@Suite struct MatchingEngineTests {
    /// The house sells 1 at 101, 2 at 102; buys 1 at 99.
    private func quoted() throws -> MatchingEngine {
        var engine = exchange()
        var events: [PaperEvent] = []
        for placement in [
            order(0, .sell, 101, 1000), order(0, .sell, 102, 2000),
            order(0, .buy, 99, 1000),
        ] {
            _ = try engine.place(placement, at: 1, into: &events)
        }
        return engine
    }

    @Test func anAmendedOrderKeepsItsNumberAndTradesWhereItsNewPriceMeetsSomebody() throws {
        var engine = try quoted()
        var events: [PaperEvent] = []
        let id = try engine.place(order(1, .buy, 98, 1000), at: 2, into: &events)
        events = []
        let price = Price(mantissa: 101 * coin)
        let quantity = Quantity(mantissa: 1500 * 100_000)
        let amended = try engine.amend(
            id, of: 1, price: price, quantity: quantity, at: 3, into: &events)
        #expect(amended.id == id && amended.executed == Quantity(mantissa: coin))
        #expect(engine.books[0].bids.best?.price == price)
        #expect(engine.books[0].bids.best?.quantity == Quantity(mantissa: coin / 2))
        #expect(throws: PaperRefusal.filter("LOT_SIZE")) {
            _ = try engine.amend(
                id, of: 1, price: price, quantity: Quantity(mantissa: coin), at: 4,
                into: &events)
        }
        engine.expire(id, at: 5, into: &events)
        #expect(engine.order(id)?.status == .expired)
        #expect(engine.books[0].bids.best?.price == Price(mantissa: 99 * coin))
    }

    struct Row: Sendable {
        let side: Side
        let price: Int64
        let thousandths: Int64
        let type: PaperOrderType
        let time: PaperTimeInForce
        let status: PaperOrderStatus
        let executed: Int64
        let cost: Int64
    }

    static let rows: [Row] = [
        //   side   price  qty   type         time                  status             done  cost
        Row(
            side: .buy, price: 100, thousandths: 500, type: .limit, time: .goodTillCanceled,
            status: .new, executed: 0, cost: 0),
        Row(
            side: .buy, price: 101, thousandths: 500, type: .limit, time: .goodTillCanceled,
            status: .filled, executed: 500, cost: 50_500),
        Row(
            side: .buy, price: 101, thousandths: 1500, type: .limit, time: .goodTillCanceled,
            status: .partiallyFilled, executed: 1000, cost: 101_000),
        Row(
            side: .buy, price: 105, thousandths: 2000, type: .limit, time: .goodTillCanceled,
            status: .filled, executed: 2000, cost: 203_000),
        Row(
            side: .buy, price: 101, thousandths: 1500, type: .limit, time: .immediateOrCancel,
            status: .expired, executed: 1000, cost: 101_000),
        Row(
            side: .buy, price: 101, thousandths: 1500, type: .limit, time: .fillOrKill,
            status: .expired, executed: 0, cost: 0),
        Row(
            side: .buy, price: 102, thousandths: 1500, type: .limit, time: .fillOrKill,
            status: .filled, executed: 1500, cost: 152_000),
        Row(
            side: .buy, price: 0, thousandths: 4000, type: .market, time: .goodTillCanceled,
            status: .expired, executed: 3000, cost: 305_000),
        Row(
            side: .sell, price: 0, thousandths: 400, type: .market, time: .goodTillCanceled,
            status: .filled, executed: 400, cost: 39_600),
        Row(
            side: .buy, price: 100, thousandths: 500, type: .limitMaker, time: .goodTillCanceled,
            status: .new, executed: 0, cost: 0),
    ]

    @Test("an order trades, waits or expires by its type, time in force and price", arguments: rows)
    func outcome(row: Row) throws {
        var engine = try quoted()
        var events: [PaperEvent] = []
        let id = try engine.place(
            order(1, row.side, row.price, row.thousandths, row.type, row.time), at: 2,
            into: &events)
        let placed = try #require(engine.order(id))
        #expect(placed.status == row.status)
        #expect(placed.executed == Quantity(mantissa: row.executed * 100_000))
        #expect(placed.executedQuote == Money(raw: Int128(row.cost) * Money.one / 1000))
    }

    @Test("who came first at a price trades first, and a better price before that")
    func priceThenTime() throws {
        var engine = exchange(accounts: 3)
        var events: [PaperEvent] = []
        let late = try engine.place(order(1, .sell, 101, 100), at: 1, into: &events)
        let later = try engine.place(order(2, .sell, 101, 100), at: 2, into: &events)
        let better = try engine.place(order(3, .sell, 100, 100), at: 3, into: &events)
        _ = try engine.place(order(1, .buy, 101, 250, named: "taker"), at: 4, into: &events)
        let makers = engine.accounts.dropFirst().flatMap(\.fills).filter(\.isMaker)
            .sorted { $0.tradeID < $1.tradeID }
        #expect(makers.map(\.order) == [better, late, later])
        #expect(makers.map { $0.quantity.mantissa / 100_000 } == [100, 100, 50])
    }

    @Test("a refused order changes nothing, and its code says why")
    func refusals() throws {
        var engine = try quoted()
        var events: [PaperEvent] = []
        _ = try engine.place(order(1, .buy, 90, 100, named: "taken"), at: 2, into: &events)
        let before = (engine.accounts[1].balances, engine.books, engine.accounts[1].orders)
        var offTick = order(1, .buy, 90, 100)
        offTick.price = Price(mantissa: 90 * coin + 1)
        var offStep = order(1, .buy, 90, 100)
        offStep.quantity = Quantity(mantissa: 100_001)
        let cases: [(PaperPlacement, PaperRefusal)] = [
            (offTick, .filter("PRICE_FILTER")), (offStep, .filter("LOT_SIZE")),
            (order(1, .buy, 90, 0), .filter("LOT_SIZE")),
            (order(1, .buy, 90, 10), .filter("NOTIONAL")),
            (order(1, .buy, 90, 100, named: "taken"), .duplicate),
            (order(1, .buy, 90_000, 20_000), .balance), (order(1, .sell, 200, 20_001), .balance),
            (order(1, .buy, 101, 100, .limitMaker), .wouldMatch),
        ]
        for (placement, refusal) in cases {
            #expect(throws: refusal) { try engine.place(placement, at: 3, into: &events) }
        }
        #expect(engine.accounts[1].balances == before.0)
        #expect(engine.books == before.1)
        #expect(engine.accounts[1].orders == before.2)
    }

    @Test("what an order holds comes back when it is canceled, once")
    func cancel() throws {
        var engine = exchange(accounts: 2)
        var events: [PaperEvent] = []
        let before = engine.accounts[1].balances
        let id = try engine.place(order(1, .buy, 90, 1000), at: 1, into: &events)
        #expect(engine.accounts[1].balances[1].locked == Money(units: 90))
        #expect(throws: PaperRefusal.unknownOrder) {
            try engine.cancel(id, of: 2, newClientID: "", at: 2, into: &events)
        }
        let canceled = try engine.cancel(id, of: 1, newClientID: "", at: 2, into: &events)
        #expect(canceled.status == .canceled)
        #expect(engine.accounts[1].balances == before)
        #expect(throws: PaperRefusal.unknownOrder) {
            try engine.cancel(id, of: 1, newClientID: "", at: 3, into: &events)
        }
    }

    @Test("the buyer pays 0.1 % of what it gets in coins, the seller in money")
    func fees() throws {
        var engine = exchange(accounts: 2)
        var events: [PaperEvent] = []
        _ = try engine.place(order(1, .sell, 100, 1000), at: 1, into: &events)
        _ = try engine.place(order(2, .buy, 100, 1000), at: 2, into: &events)
        #expect(engine.accounts[1].fills.map(\.fee) == [Money(raw: Money.one / 10)])
        #expect(engine.accounts[1].fills.map(\.feeAsset) == ["USDT"])
        #expect(engine.accounts[2].fills.map(\.fee) == [Money(raw: Money.one / 1000)])
        #expect(engine.accounts[2].fills.map(\.feeAsset) == ["BTC"])
    }

    @Test("random orders trade as in a list that is searched from end to end", arguments: 1...20)
    func twin(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var engine = exchange(accounts: 3)
        var naive = NaiveExchange()
        let totals = (total(0, engine), total(1, engine))
        var live: [(id: Int64, account: Int)] = []
        for step in 0..<400 {
            var events: [PaperEvent] = []
            if !live.isEmpty, random.chance(1, in: 4) {
                let victim = live.remove(at: random.below(live.count))
                let isOpen = naive.resting.contains { $0.id == victim.id }
                let canceled = try? engine.cancel(
                    victim.id, of: victim.account, newClientID: "", at: Int64(step),
                    into: &events)
                #expect((canceled != nil) == isOpen)
                naive.cancel(victim.id)
            } else {
                let side: Side = random.chance(1, in: 2) ? .buy : .sell
                let time = PaperTimeInForce.allCases[random.below(3)]
                let account = 1 + random.below(3)
                let placement = order(
                    account, side, Int64(95 + random.below(11)), Int64(100 + random.below(900)),
                    .limit, time)
                guard let id = try? engine.place(placement, at: Int64(step), into: &events) else {
                    continue
                }
                let (price, quantity) = (placement.price.mantissa, placement.quantity.mantissa)
                var expected: [NaiveExchange.Match] = []
                if time != .fillOrKill
                    || naive.isFillable(side, price: price, quantity: quantity)
                {
                    expected = naive.place(
                        id: id, side, price: price, quantity: quantity,
                        staysOpen: time == .goodTillCanceled)
                }
                let makers = events.compactMap { event -> NaiveExchange.Match? in
                    guard case .order(_, .trade(let fill)) = event, fill.isMaker else { return nil }
                    return NaiveExchange.Match(
                        maker: fill.order, price: fill.price.mantissa,
                        quantity: fill.quantity.mantissa)
                }
                #expect(makers == expected)
                live.append((id, account))
            }
            for side in [Side.buy, .sell] {
                let book = side == .buy ? engine.books[0].bids : engine.books[0].asks
                let depth = Dictionary(
                    uniqueKeysWithValues: book.levels.map {
                        ($0.price.mantissa, $0.quantity.mantissa)
                    })
                #expect(depth == naive.depth(side))
            }
            #expect(total(0, engine) == totals.0 && total(1, engine) == totals.1)
        }
    }

    @Test("the same seed makes the same market, deep on both sides, that never crosses or dries up")
    func flow() {
        func run(_ seed: UInt64) -> MatchingEngine {
            var engine = MatchingEngine(PaperSymbol.standard)
            let house = engine.open("house", isHouse: true)
            var flow = OrderFlow(seed: seed, house: house, engine)
            var events: [PaperEvent] = []
            for step in 0..<1000 {
                flow.step(&engine, at: Int64(step) * 50, into: &events)
                events.removeAll(keepingCapacity: true)
                for book in engine.books {
                    guard let bid = book.bids.best, let ask = book.asks.best else {
                        Issue.record("a side is empty")
                        continue
                    }
                    #expect(bid.price < ask.price)
                }
            }
            return engine
        }
        let (first, again, other) = (run(1), run(1), run(2))
        #expect(first.books == again.books && first.trades == again.trades)
        #expect(first.books != other.books)
        for (row, book) in first.books.enumerated() {
            #expect(book.bids.levels.count >= 20 && book.asks.levels.count >= 20)
            #expect(first.trades[row].count >= 100)
        }
    }
}
