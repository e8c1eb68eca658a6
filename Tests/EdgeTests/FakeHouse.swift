import Containers
import Domain
import Edge
import Foundation
import Host
import Markets
import Trading

/// A house of one account at one venue: the real trading core behind a door that answers at once,
/// or when it is told to.
final class FakeHouse: TradingDoor {
    /// Everything of it that lives on the loop.
    final class Inside: TradingView, MarketView, HouseView {
        var core = TradingCore()
        var board = MarketBoard(candles: [.oneSecond, .oneMinute])
        var closed: [Candle] = []
        var trades: [Trade] = []
        var report: HouseReport
        var refusal: DoorRefusal?
        /// Answers wait until ``FakeHouse/letGo()``.
        var holds = false
        var held: [(EdgeInput, Ticket)] = []
        var edge: EdgeServer?
        var isMarginKnown = true
        var time: Int64 = 1_700_000_000_000_000_000

        init() {
            report = HouseReport(
                phase: .ready, version: "0.1.0", startedAt: Timestamp(nanoseconds: time))
            var venue = HouseReport.Venue(name: "sim", speaks: "binance-spot")
            venue.isPaper = true
            venue.marketData = .live
            venue.orders = .live
            report.venues = [venue]
            report.accounts = [
                HouseReport.AccountName(id: AccountID(1), name: "main", venue: "sim")
            ]
        }

        var sequence: UInt64 { core.state.globals.sequence }
        var mode: TradingMode { core.state.globals.mode }
        var orders: ChunkedTable<Order> { core.state.orders }
        var fills: ChunkedTable<FillReport> { core.state.fills }
        var balances: ChunkedTable<Balance> { core.state.balances }
        var positions: ChunkedTable<Position> { core.state.positions }
        var instruments: ChunkedTable<Instrument> { core.state.instruments }
        var restrictions: ChunkedTable<TradingRestriction> { core.state.restrictions }
        var limits: ChunkedTable<RiskLimits> { core.state.limits }
        var capitals: ChunkedTable<Capital> { core.state.capitals }
        var allocations: ChunkedTable<CapitalAllocation> { core.state.allocations }
        func transfer(_ id: FlowID) -> CapitalTransfer? { core.state.transfer(id) }
        var newestAlarms: [RaisedAlarm] { core.state.newestAlarms }
        func knows(_ asset: Asset) -> Bool { core.state.knows(asset) }
        func margin(
            of account: AccountID, in asset: Asset
        ) -> Result<MarginStanding, MarginUnknown> {
            guard let wallet = isMarginKnown ? core.state.balance(account, asset).total : nil
            else {
                return .failure(
                    MarginUnknown(
                        code: "MARK_MISSING", why: "no price is known",
                        instrument: FakeHouse.bitcoin))
            }
            return .success(
                MarginStanding(
                    wallet: wallet, unrealised: .zero, balance: wallet, initial: .zero,
                    maintenance: .zero, ratio: .zero,
                    positions: [
                        MarginStanding.Position(
                            instrument: FakeHouse.bitcoin, leg: .short, mode: .isolated,
                            quantity: Money(units: -2), mark: MarkPrice(raw: 7 * Money.one),
                            markedAt: Timestamp(milliseconds: 9), unrealised: Money(units: 3),
                            initial: Money(units: 4), maintenance: Money(units: 5),
                            liquidationPrice: nil)
                    ]))
        }
        func openOrders(in scope: TradingScope) -> UInt32 { core.state.openOrders(in: scope) }
        func orderRow(_ reference: OrderReference) -> Int? { core.state.orderRow(reference) }
        func instrumentRow(_ id: InstrumentID) -> Int? { core.state.instrumentRow(id) }
        func market(_ instrument: InstrumentID) -> Market? { board.market(instrument) }
        func closedCandles(
            _ instrument: InstrumentID, _ interval: CandleInterval, limit: Int
        ) -> [Candle] {
            Array(closed.filter { $0.interval == interval }.suffix(limit))
        }
        func tradesSeen(_ instrument: InstrumentID) -> Int {
            trades.count { $0.instrument == instrument }
        }
        func recentTrades(_ instrument: InstrumentID, limit: Int) -> [Trade] {
            Array(trades.filter { $0.instrument == instrument }.suffix(limit))
        }
        func metrics() -> [UInt8] {
            Array("# TYPE plimsoll_things gauge\n# HELP plimsoll_things Things.\n".utf8)
                + Array("plimsoll_things 3\n".utf8)
        }

        /// Decides, and tells what came of it as a turn does.
        func decide(_ inputs: [(Input, Ticket?)]) {
            var released: [ReleasedEvent] = []
            var answers: [TicketAnswer] = []
            for (input, ticket) in inputs {
                time += 1_000_000
                let stamp = Stamp(sequence: sequence + 1, time: Timestamp(nanoseconds: time))
                var events: [Event] = []
                core.decide(input, at: stamp, into: &events)
                released += events.map { ReleasedEvent(stamp: stamp, event: $0) }
                if let ticket {
                    answers.append(TicketAnswer(ticket: ticket, sequence: stamp.sequence))
                }
            }
            report.releasedSequence = sequence
            edge?.released(released, answers: answers)
        }

        func take(_ input: EdgeInput, _ ticket: Ticket) {
            switch input {
            case .submit(let request): decide([(.submit(request), ticket)])
            case .cancel(let reference): decide([(.cancel(reference), ticket)])
            case .amend(let request): decide([(.amend(request), ticket)])
            case .cancelAll(let scope): decide([(.cancelAll(scope), ticket)])
            case .stateAbsent(let statement): decide([(.stateAbsent(statement), ticket)])
            case .setTradingMode(let mode): decide([(.setTradingMode(mode), ticket)])
            case .setTradingState(let scope, let mode):
                decide([(.setTradingState(scope, mode), ticket)])
            case .kill(let scope, let reason):
                decide([(.kill(scope, because: reason), ticket)])
            case .liftKill(let scope, let reason):
                decide([(.liftKill(scope, because: reason), ticket)])
            case .allocate(let allocation): decide([(.allocate(allocation), ticket)])
            case .transfer(let transfer): decide([(.transfer(transfer), ticket)])
            case .acceptDifferences: decide([(.clock, ticket)])
            }
        }
    }

    let loop: EventLoop
    let inside: LoopConfined<Inside>

    init(on loop: EventLoop) {
        self.loop = loop
        inside = LoopConfined(Inside(), on: loop)
    }

    func take(_ input: EdgeInput, ticket: Ticket) -> DoorRefusal? {
        let house = inside.value
        if let refusal = house.refusal { return refusal }
        guard !house.holds else {
            house.held.append((input, ticket))
            return nil
        }
        let inside = inside
        _ = loop.post { inside.value.take(input, ticket) }
        return nil
    }

    /// Does something inside, on the loop.
    @discardableResult
    func within<Result: Sendable>(_ body: @escaping @Sendable (Inside) -> Result) -> Result {
        let inside = inside
        return loop.perform { body(inside.value) }!
    }

    /// Answers everything that was held back.
    func letGo() {
        within { house in
            let held = house.held
            house.held = []
            house.holds = false
            for (input, ticket) in held { house.take(input, ticket) }
        }
    }

    static let bitcoin = InstrumentID(0)

    static func listing(
        _ id: UInt32 = 0, _ symbol: String = "BTCUSDT", version: UInt16 = 1, decimals: UInt8 = 2
    ) -> Instrument {
        Instrument(
            id: InstrumentID(id), version: version, venue: VenueID(0), symbol: try! Symbol(symbol),
            base: try! Asset("BTC"), quote: try! Asset("USDT"), priceDecimals: decimals,
            quantityDecimals: 5, tick: Price(mantissa: 1), lot: Quantity(mantissa: 10),
            quantityMin: Quantity(mantissa: 10), quantityMax: Quantity(mantissa: 90_000_000),
            notionalMin: Money(units: 5))
    }

    /// A listed instrument, 100 000 USDT and 1 BTC.
    func furnish() {
        within { house in
            let flow = { (name: String, asset: String, units: Int64) in
                Input.flow(
                    ExternalFlow(
                        id: try! FlowID(name), account: AccountID(1), asset: try! Asset(asset),
                        amount: Money(units: units)))
            }
            house.decide([
                (.listing(Self.listing()), nil), (flow("a", "USDT", 100_000), nil),
                (flow("b", "BTC", 1), nil), (.limits(.unlimited()), nil),
            ])
        }
    }

    /// One loop for all tests: each makes servers of its own on it.
    static let loop = try! EventLoop(patienceSeconds: 2)

    /// An edge on a free port, with everything around it.
    static func serve(
        _ adjust: (inout EdgeOptions) -> Void = { _ in },
        _ body: (Client, FakeHouse) throws -> Void
    ) throws {
        let house = FakeHouse(on: loop)
        house.furnish()
        var options = EdgeOptions()
        options.port = 0
        adjust(&options)
        let inside = house.inside
        let edge = EdgeServer(options, on: loop, door: house) {
            EdgeViews(trading: inside.value, markets: inside.value, house: inside.value)
        }
        try edge.start()
        house.within { $0.edge = edge }
        try body(Client(port: edge.port), house)
        house.within { $0.edge = nil }
    }
}

/// What happens at the venue.
extension FakeHouse {
    static func request(
        _ order: String, price: Int64 = 5_000_000, quantity: Int64 = 20
    ) -> OrderRequest {
        OrderRequest(
            account: AccountID(1), strategy: StrategyID(1),
            clientOrderID: try! ClientOrderID(order), instrument: bitcoin, side: .buy,
            type: .limit, timeInForce: .goodTillCanceled, isPostOnly: false,
            price: Price(mantissa: price), quantity: Quantity(mantissa: quantity))
    }

    static func reference(_ order: String) -> OrderReference {
        OrderReference(account: AccountID(1), clientOrderID: try! ClientOrderID(order))
    }

    func report(_ order: String, _ content: VenueReport.Content) {
        within { house in
            let report = VenueReport(order: Self.reference(order), content: content)
            house.decide([(.report(report), nil)])
        }
    }

    func fill(
        _ order: String, trade: String, price: Int64, quantity: Int64, fee: String = "0"
    ) {
        let units = Decimal(string: fee)! * 1_000_000_000_000_000_000
        let fee = Money(raw: Int128(units.description)!)
        report(
            order,
            .fill(
                FillReport(
                    order: Self.reference(order),
                    instrument: Self.bitcoin, venueOrderID: try! VenueOrderID("77"),
                    tradeID: try! TradeID(trade), side: .buy, price: Price(mantissa: price),
                    quantity: Quantity(mantissa: quantity), fee: fee,
                    feeAsset: try! Asset("BTC"), isTaker: true,
                    venueTime: Timestamp(nanoseconds: 1_700_000_000_000_000_000))))
    }

    /// A fill of an order that nobody here sent.
    func fillExternally() {
        fill("stranger", trade: "s1", price: 6_000_000, quantity: 100)
    }

    func book(bids: [(Int64, Int64)], asks: [(Int64, Int64)], at update: Int64) {
        within { house in
            var batch = MarketBatch()
            batch.levels = (bids + asks).map {
                BookLevel(price: Price(mantissa: $0.0), quantity: Quantity(mantissa: $0.1))
            }
            let change = BookChange(
                instrument: Self.bitcoin, firstUpdate: update, lastUpdate: update, start: 0,
                bidCount: bids.count, askCount: asks.count, time: .none, received: .none)
            batch.events = [.bookSnapshot(change)]
            house.board.take(batch)
            house.edge?.marketChanged(Self.bitcoin)
        }
    }

    /// The book is out of step until the next one.
    func doubt() {
        within { house in
            var batch = MarketBatch()
            batch.events = [.bookDoubted(Self.bitcoin, .gap)]
            house.board.take(batch)
            house.edge?.marketChanged(Self.bitcoin)
        }
    }

    func trade(id: Int64, price: Int64, quantity: Int64, seconds: Int64) {
        within { $0.trade(id: id, price: price, quantity: quantity, seconds: seconds) }
    }
}

extension FakeHouse.Inside {
    func trade(id: Int64, price: Int64, quantity: Int64, seconds: Int64) {
        let trade = Trade(
            instrument: FakeHouse.bitcoin, firstID: id, lastID: id, price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity), takerSide: .sell, isAggregated: false,
            isInexact: false, time: Timestamp(nanoseconds: seconds * 1_000_000_000),
            received: .none)
        var batch = MarketBatch()
        batch.events = [.trade(trade)]
        board.take(batch)
        trades.append(trade)
        closed += board.closedCandles
        board.removeClosedCandles()
        edge?.marketChanged(FakeHouse.bitcoin)
    }
}
