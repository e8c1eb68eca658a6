import Containers
import Domain
import Testing
import Trading

/// What a venue in one-way mode makes of the same trades: one position of all strategies, by
/// average cost, in whole numbers of its own.
private struct NettedVenue {
    let isLinear: Bool
    var wallet: Int128
    var quantity: Int128 = 0
    var cost: Int128 = 0

    /// In thousandths and tenths of a linear contract, in contracts of 100 units of an inverse one.
    mutating func trade(_ side: Side, _ size: Int64, at price: Int64, fee: Int128 = 0) {
        let signed = side == .buy ? Int128(size) : -Int128(size)
        let worth =
            isLinear
            ? signed * Int128(price) * 100_000_000_000_000
            : -Self.nearest(signed * 1000 * Money.one, Int128(price))
        let isOpening = quantity == 0 || (quantity > 0) == (signed > 0)
        if isOpening {
            cost += worth
        } else if signed.magnitude < quantity.magnitude {
            let gone = Self.nearest(cost * signed, -quantity)
            wallet -= worth + gone
            cost -= gone
        } else {
            let closing = Self.nearest(worth * -quantity, signed)
            wallet -= closing + cost
            cost = worth - closing
        }
        quantity += signed
        wallet -= fee
    }

    private static func nearest(_ above: Int128, _ below: Int128) -> Int128 {
        let (size, unit) = (Int128(above.magnitude), Int128(below.magnitude))
        let (quotient, rest) = size.quotientAndRemainder(dividingBy: unit)
        let isUp = rest * 2 > unit || (rest * 2 == unit && quotient % 2 == 1)
        let rounded = quotient + (isUp ? 1 : 0)
        return (above < 0) == (below < 0) ? rounded : -rounded
    }
}

@Suite struct NettingTests {
    /// A desk and its venue, told the same trades.
    private struct Pair {
        var desk = PerpetualDesk()
        var venue: NettedVenue
        let id: InstrumentID
        let settle: Asset
        private var orders = 0

        init(isLinear: Bool) {
            id = isLinear ? PerpetualDesk.linear : PerpetualDesk.inverse
            settle = asset(isLinear ? "USDT" : "BTC")
            venue = NettedVenue(
                isLinear: isLinear, wallet: (isLinear ? 100_000 : 10) * Money.one)
        }

        /// A strategy's trade; 0 is nobody's of ours.
        mutating func trade(
            _ strategy: UInt32, _ side: Side, _ size: Int64, at price: Int64, fee: Int64 = 0,
            cause: FillCause = .trade
        ) {
            orders += 1
            let name = "order-\(orders)"
            if strategy > 0 {
                desk.submit(name, side, size, at: price, of: id, strategy: strategy)
            }
            // A thousandth of the fee's unit, so that it is in both currencies' range.
            desk.fill(
                name, side, size, at: price, of: id, fee: fee == 0 ? "0" : "0.00\(fee)",
                cause: cause)
            venue.trade(side, size, at: price, fee: Int128(fee) * Money.one / 1000)
        }

        var state: TradingState { desk.core.state }
        var wallet: Int128 { state.balance(PerpetualDesk.account, settle).total.raw }
        var openCost: Int128 { state.openCost(of: PerpetualDesk.account, in: settle).raw }

        /// By how much our wallet differs that cannot be told from what is open.
        var difference: Int128 { (wallet - openCost) - (venue.wallet - venue.cost) }
    }

    @Test("strategies that stand against each other differ from the venue by open cost alone")
    func opposite() {
        var pair = Pair(isLinear: true)
        pair.trade(1, .buy, 1_000, at: 300_000)
        pair.trade(2, .sell, 1_000, at: 310_000, fee: 3)
        // To the venue the position is flat and 1000 were gained; to us both are open.
        #expect(pair.venue.wallet - pair.wallet == 1_000 * Money.one)
        #expect(pair.venue.cost == 0)
        #expect(pair.openCost == -1_000 * Money.one)
        #expect(pair.difference == 0)
    }

    @Test("so it is of inverse contracts, whose worth is rounded")
    func oppositeInverse() {
        var pair = Pair(isLinear: false)
        pair.trade(1, .buy, 70, at: 333_337, fee: 1)
        pair.trade(2, .sell, 30, at: 299_993)
        pair.trade(2, .sell, 90, at: 310_007, fee: 2)
        #expect(pair.wallet != pair.venue.wallet)
        #expect(pair.difference == 0)
    }

    @Test("a liquidation of what the venue netted is nobody's where several hold, and agrees")
    func liquidation() {
        var pair = Pair(isLinear: true)
        pair.trade(1, .buy, 3_000, at: 300_000)
        pair.trade(2, .sell, 1_000, at: 305_000)
        pair.trade(0, .sell, 2_000, at: 250_000, fee: 9, cause: .liquidation)
        #expect(pair.venue.quantity == 0)
        #expect(pair.difference == 0)
        let held = pair.state.positions.reduce(Money.zero) { $0 + $1.quantity }
        #expect(held == .zero)
    }

    @Test("what an account had open at its beginning nets with strategies' trades as well")
    func external() {
        var pair = Pair(isLinear: true)
        // Two, bought at 29000, before anything was known here.
        pair.venue.quantity = 2_000
        pair.venue.cost = 58_000 * Money.one
        let asked = pair.desk.time
        pair.desk.feed(
            .venuePosition(
                VenuePosition(
                    account: PerpetualDesk.account, instrument: pair.id,
                    quantity: Money(units: 2), cost: Money(units: 58_000), askedAt: asked)))
        #expect(pair.difference == 0)
        pair.trade(1, .sell, 500, at: 300_000)
        pair.trade(2, .buy, 700, at: 301_000)
        #expect(pair.wallet != pair.venue.wallet)
        #expect(pair.difference == 0)
        pair.trade(0, .sell, 2_000, at: 302_000)
        #expect(pair.difference == 0)
    }

    @Test(
        "three strategies and a stranger, opening, closing and turning, never differ by money",
        arguments: [true, false])
    func random(isLinear: Bool) {
        for seed in 0..<20 as Range<UInt64> {
            var random = SeededRandom(seed: seed)
            var pair = Pair(isLinear: isLinear)
            var wasApart = false
            for _ in 0..<60 {
                pair.trade(
                    UInt32(random.below(4)), random.chance(1, in: 2) ? .buy : .sell,
                    Int64(1 + random.below(isLinear ? 400 : 40)),
                    at: 300_000 + Int64(random.below(20_001)) - 10_000,
                    fee: Int64(random.below(4)),
                    cause: random.chance(1, in: 12) ? .liquidation : .trade)
                wasApart = wasApart || pair.wallet != pair.venue.wallet
                guard pair.difference == 0 else {
                    Issue.record("seed \(seed): \(pair.difference)")
                    return
                }
            }
            #expect(wasApart)
        }
    }

    @Test("the order in which trades become known changes profit and no money")
    func order() {
        let trades: [(Side, Int64, Int64)] = [
            (.buy, 1_000, 300_000), (.buy, 1_000, 320_000), (.sell, 1_500, 310_000),
            (.sell, 1_000, 305_000),
        ]
        var pair = Pair(isLinear: true)
        for (side, size, price) in trades { pair.venue.trade(side, size, at: price) }
        for (number, trade) in trades.reversed().enumerated() {
            pair.desk.submit("late-\(number)", trade.0, trade.1, at: trade.2)
            pair.desk.fill("late-\(number)", trade.0, trade.1, at: trade.2)
        }
        #expect(pair.wallet != pair.venue.wallet)
        #expect(pair.difference == 0)
    }

    @Test("a difference that was found is kept as it was found")
    func foundDifference() {
        var pair = Pair(isLinear: true)
        pair.trade(1, .buy, 1_000, at: 300_000)
        pair.trade(2, .sell, 1_000, at: 310_000)
        let found = BalanceDifference(
            account: PerpetualDesk.account, asset: asset("USDT"), ours: Money(units: 101_000),
            theirs: Money(units: 101_001), isAccepted: false)
        #expect(pair.desk.feed(.difference(found)) == [.differenceNoted(found)])
    }
}
