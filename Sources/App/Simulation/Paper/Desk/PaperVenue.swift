internal import Containers
internal import Domain
internal import Host
internal import Wire

/// The paper venue behind its server: one exchange, those who talk to it, and what goes wrong.
///
/// On the event loop's thread only.
final class PaperVenue {
    /// What a WebSocket is for.
    enum SocketKind { case raw, combined, requests }

    struct Socket {
        let kind: SocketKind
        let peer: String
        /// Names of market streams.
        var streams: [String] = []
        /// Accounts whose private stream it gets, over the request socket by number.
        var subscriptions: [(id: Int, account: Int)] = []
        /// The account of a listen key.
        var listener: Int?
    }

    let options: PaperOptions
    let time = SystemTime()
    var engine: MatchingEngine
    var candles: [CandleBoard]
    var limiter: RequestLimiter
    var faults: FaultPlan
    /// Rows of the accounts with keys.
    let accounts: [Int]
    let house: Int
    var flow: OrderFlow?
    var tape: TapePlayer?
    /// What there is beside books where futures are traded; nil for spot.
    var futures: FuturesDesk?

    /// Set when the server listens.
    var server: WebServer?
    var sockets: [SocketID: Socket] = [:]
    var socketOrder: [SocketID] = []
    /// Who gets a stream, by its name.
    var subscribers: [String: [SocketID]] = [:]
    var heldMarket: [String: [UInt8]] = [:]
    var heldPrivate: [Int: [[UInt8]]] = [:]
    var fastDepth: [DepthTracker]
    var slowDepth: [DepthTracker]
    var tops: [TopOfBook?]
    /// Beginning of the last candle that was told, by stream.
    var toldCandles: [String: PaperCandle] = [:]
    var listenKeys: [(key: String, account: Int)] = []
    /// What came in from outside, by account's row and asset.
    var deposits: [Int: [String: Money]] = [:]
    var lastSubscription = -1
    var lastEvent: Int64 = 0
    var silentUntil: Int64 = 0
    var refusesUntil: Int64 = 0
    var stepsDone: Int64 = 0
    let startedAt: Int64
    var ticks: Int64 = 0

    /// Milliseconds since 1970.
    var now: Int64 { time.realtimeNanoseconds() / 1_000_000 }

    init(_ options: PaperOptions, tape: TapePlayer?) {
        self.options = options
        self.tape = tape
        let isFutures = options.speaks == .binanceUSDM
        let listed = isFutures ? PaperSymbol.futures : PaperSymbol.standard
        let symbols = tape?.symbols ?? listed
        var engine = MatchingEngine(symbols)
        let house = engine.open("house", isHouse: true)
        let accounts = (0..<options.accounts).map { number in
            engine.open("account-\(number + 1)", isMargined: isFutures)
        }
        self.accounts = accounts
        startedAt = time.realtimeNanoseconds() / 1_000_000
        var desk = isFutures ? FuturesDesk(symbols, at: startedAt) : nil
        for account in accounts {
            desk?.ledger.open(account, with: Self.marginGift)
            if isFutures { deposits[account] = ["USDT": Self.marginGift] }
            for asset in isFutures ? [] : engine.assets {
                engine.deposit(Self.gift(of: asset), of: asset, to: account)
                deposits[account, default: [:]][asset] = Self.gift(of: asset)
            }
        }
        futures = desk
        let opening = tape?.startTime ?? startedAt
        candles = symbols.enumerated().map { row, symbol in
            CandleBoard(
                seed: options.seed &+ UInt64(row) &* 7919, symbol: symbol, endingAt: opening,
                price: symbol.startPrice)
        }
        limiter = RequestLimiter(options.bounds)
        var faults = FaultPlan(seed: options.seed ^ 0x5EED_FA17)
        for fault in options.faults {
            let isKnown = faults.set(fault)
            precondition(isKnown, "the command has checked the faults")
        }
        self.faults = faults
        self.house = house
        var events: [PaperEvent] = []
        if tape == nil {
            var flow = OrderFlow(seed: options.seed, house: house, engine)
            // Some steps before anybody looks, so that books and trades are there.
            for _ in 0..<200 { flow.step(&engine, at: startedAt, into: &events) }
            self.flow = flow
        }
        self.engine = engine
        fastDepth = engine.books.map { DepthTracker($0) }
        slowDepth = engine.books.map { DepthTracker($0) }
        tops = engine.books.map { TopOfBook($0) }
        for event in events {
            if case .trade(let trade) = event { candles[trade.symbol].add(trade) }
        }
    }

    /// What every account begins with.
    static func gift(of asset: String) -> Money {
        switch asset {
        case "USDT": Money(units: 1_000_000)
        case "BTC": Money(units: 20)
        case "ETH": Money(units: 400)
        case _: Money(units: 100_000)
        }
    }

    /// What every account on margin begins with.
    static let marginGift = Money(units: 100_000)

    func give(_ amount: Money, of asset: String, to account: Int) {
        if futures == nil {
            engine.deposit(amount, of: asset, to: account)
        } else {
            futures?.ledger.add(amount, to: account)
        }
        deposits[account, default: [:]][asset, default: .zero] += amount
    }

    // MARK: - Time

    /// Called every ``tickNanoseconds``. - Returns: whether there is more to be done at once.
    func tick() -> Bool {
        ticks += 1
        var hasMore = false
        let now = self.now
        if var flow {
            self.flow = nil
            // After a long pause the market goes on from here and does not catch up.
            let due = (now - startedAt) / OrderFlow.stepMilliseconds
            stepsDone = max(stepsDone, due - 20)
            while stepsDone < due {
                stepsDone += 1
                var events: [PaperEvent] = []
                flow.step(&engine, at: now, into: &events)
                publish(events)
            }
            self.flow = flow
        }
        if tape == nil {
            for row in candles.indices { candles[row].advance(to: now) }
            if ticks % 4 == 0 { tellDepth(isFast: true) }
            if ticks % 40 == 0 { tellDepth(isFast: false) }
            attendFutures(now)
        } else {
            hasMore = playTape()
            if ticks % 4 == 0 { tellPartialDepth() }
        }
        releaseDue(at: now)
        if ticks % 10 == 0 { tellCandles() }
        if ticks % 40 == 0 {
            tellTickers()
            releaseHeld()
            breakThings(now)
        }
        return hasMore
    }

    static let tickNanoseconds: Int64 = 25_000_000

    private func breakThings(_ now: Int64) {
        if let setting = faults.happens(.silent) { silentUntil = now + setting.number }
        if let setting = faults.happens(.refuse) { refusesUntil = now + setting.number }
        for socket in socketOrder where faults.happens(.disconnect) != nil {
            server?.close(socket, code: 1008)
        }
    }
}

/// The best prices of a book.
struct TopOfBook: Equatable {
    var bid: Price
    var bidQuantity: Quantity
    var ask: Price
    var askQuantity: Quantity

    /// Nil where a side is empty.
    init?(_ book: PaperBook) {
        guard let bid = book.bids.best, let ask = book.asks.best else { return nil }
        self.init(bid: bid.price, bid.quantity, ask: ask.price, ask.quantity)
    }

    init(bid: Price, _ bidQuantity: Quantity, ask: Price, _ askQuantity: Quantity) {
        self.bid = bid
        self.bidQuantity = bidQuantity
        self.ask = ask
        self.askQuantity = askQuantity
    }
}
