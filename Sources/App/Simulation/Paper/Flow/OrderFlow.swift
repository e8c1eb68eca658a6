internal import Containers
internal import Domain

/// A market from a seed: makers around a reference price that wanders and comes back, and takers.
///
/// All of it is orders of one house account, decided in steps of ``stepMilliseconds`` of the
/// exchange's own time: the same seed and the same orders from outside give the same market.
/// The house may owe without end, so it never runs dry.
public struct OrderFlow: Sendable {
    /// How long a step is.
    public static let stepMilliseconds: Int64 = 50
    /// Orders that the house keeps open on each side; more are taken back.
    static let makersMax = 60
    /// Levels that each side has at least, and that are seen to before anything else.
    static let levelsMin = 24

    /// The reference price counts ticks in this fraction.
    private static let fraction: Int64 = 1024

    private struct Market: Sendable {
        /// In ticks × ``OrderFlow/fraction``.
        var reference: Int64
        let anchor: Int64
        /// How far apart makers stand, in ticks.
        let gap: Int64
        var bids: [Int64] = []
        var asks: [Int64] = []
    }

    private let house: Int
    private var random: SeededRandom
    private var markets: [Market]

    /// A flow of the house account at row `house`, around where the symbols begin.
    public init(seed: UInt64, house: Int, _ engine: borrowing MatchingEngine) {
        precondition(engine.accounts[house].isHouse, "others would run dry")
        self.house = house
        random = SeededRandom(seed: seed)
        markets = engine.symbols.map { symbol in
            let ticks = symbol.startPrice.mantissa / symbol.tick.mantissa
            return Market(
                reference: ticks * Self.fraction, anchor: ticks * Self.fraction,
                gap: max(1, ticks / 40_000))
        }
    }

    /// One step of every market.
    ///
    /// - Parameter time: milliseconds since 1970.
    public mutating func step(
        _ engine: inout MatchingEngine, at time: Int64, into events: inout [PaperEvent]
    ) {
        for symbol in markets.indices {
            wander(symbol)
            markets[symbol].bids.removeAll { engine.order($0) == nil }
            markets[symbol].asks.removeAll { engine.order($0) == nil }
            tradeToReference(symbol, &engine, time, &events)
            if random.chance(1, in: 4) { take(symbol, &engine, time, &events) }
            for side in [Side.buy, .sell] {
                withdraw(symbol, side, &engine, time, &events)
                make(symbol, side, &engine, time, &events)
            }
        }
    }

    private mutating func wander(_ symbol: Int) {
        let market = markets[symbol]
        let width = Int(max(64, market.anchor / 30_000))
        var move: Int64 = 0
        for _ in 0..<4 { move += Int64(random.below(2 * width + 1) - width) }
        let back = (market.anchor - market.reference) / 20_000
        markets[symbol].reference = max(Self.fraction * 100, market.reference + move / 2 + back)
    }

    /// The reference price in whole ticks.
    private func ticks(_ symbol: Int) -> Int64 { markets[symbol].reference / Self.fraction }

    /// Whoever offers better than the reference by more than a step finds a taker.
    private mutating func tradeToReference(
        _ symbol: Int, _ engine: inout MatchingEngine, _ time: Int64,
        _ events: inout [PaperEvent]
    ) {
        let tick = engine.symbols[symbol].tick.mantissa
        let (reference, gap) = (ticks(symbol), markets[symbol].gap)
        for _ in 0..<4 {
            if let bid = engine.books[symbol].bids.best, bid.price.mantissa / tick > reference + gap
            {
                place(symbol, .sell, bid.price, bid.quantity, isTaker: true, &engine, time, &events)
            } else if let ask = engine.books[symbol].asks.best,
                ask.price.mantissa / tick < reference - gap
            {
                place(symbol, .buy, ask.price, ask.quantity, isTaker: true, &engine, time, &events)
            } else {
                return
            }
        }
    }

    private mutating func take(
        _ symbol: Int, _ engine: inout MatchingEngine, _ time: Int64, _ events: inout [PaperEvent]
    ) {
        let side: Side = random.chance(1, in: 2) ? .buy : .sell
        let reach = markets[symbol].gap * 3
        let limit = ticks(symbol) + (side == .buy ? reach : -reach)
        let quantity = self.quantity(symbol, engine, divisor: 4)
        let price = Price(mantissa: max(1, limit) * engine.symbols[symbol].tick.mantissa)
        place(symbol, side, price, quantity, isTaker: true, &engine, time, &events)
    }

    /// Takes back a maker's order here and there, and those that are too many.
    private mutating func withdraw(
        _ symbol: Int, _ side: Side, _ engine: inout MatchingEngine, _ time: Int64,
        _ events: inout [PaperEvent]
    ) {
        let ids = side == .buy ? markets[symbol].bids : markets[symbol].asks
        guard !ids.isEmpty, ids.count > Self.makersMax || random.chance(1, in: 3) else { return }
        let id = ids[random.below(ids.count)]
        _ = try? engine.cancel(id, of: house, newClientID: "", at: time, into: &events)
    }

    private mutating func make(
        _ symbol: Int, _ side: Side, _ engine: inout MatchingEngine, _ time: Int64,
        _ events: inout [PaperEvent]
    ) {
        let gap = markets[symbol].gap
        let levels = engine.books[symbol]
        let have = side == .buy ? levels.bids.levels.count : levels.asks.levels.count
        let isThin = have < Self.levelsMin
        let wanted = isThin ? 2 * (Self.levelsMin - have) : random.below(3)
        for _ in 0..<wanted {
            // Most stand near, some far away.
            let far = random.chance(1, in: 4) || isThin ? 60 : 12
            let distance = 1 + Int64(random.below(Int(gap) * far))
            let price = ticks(symbol) + (side == .buy ? -distance : distance)
            guard price > 0 else { continue }
            let quantity = self.quantity(symbol, engine, divisor: 1)
            place(
                symbol, side, Price(mantissa: price * engine.symbols[symbol].tick.mantissa),
                quantity, isTaker: false, &engine, time, &events)
        }
    }

    /// Small ones often, large ones seldom, about as much money in every symbol.
    private mutating func quantity(
        _ symbol: Int, _ engine: borrowing MatchingEngine, divisor: Int
    ) -> Quantity {
        let listed = engine.symbols[symbol]
        // What the smallest allowed order costs, times 70 to 20,000.
        let least = listed.notionalMin.raw / Int128(listed.startPrice.mantissa) / 100
        let times = Int128((50 + 10 * random.below(40) * random.below(50)) / divisor + 20)
        let steps = max(1, Int64(least * times) / listed.step.mantissa)
        return Quantity(mantissa: steps * listed.step.mantissa)
    }

    private mutating func place(
        _ symbol: Int, _ side: Side, _ price: Price, _ quantity: Quantity, isTaker: Bool,
        _ engine: inout MatchingEngine, _ time: Int64, _ events: inout [PaperEvent]
    ) {
        let placement = PaperPlacement(
            account: house, symbol: symbol, side: side, type: isTaker ? .limit : .limitMaker,
            timeInForce: isTaker ? .immediateOrCancel : .goodTillCanceled, price: price,
            quantity: quantity)
        // A maker that would take stands back.
        guard let id = try? engine.place(placement, at: time, into: &events), !isTaker else {
            return
        }
        if side == .buy { markets[symbol].bids.append(id) } else { markets[symbol].asks.append(id) }
    }
}
