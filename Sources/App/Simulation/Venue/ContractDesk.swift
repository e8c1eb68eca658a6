internal import Domain

/// The venue's own books of a perpetual contract: wallet, positions, marks, funding and tiers. In
/// 10^-18 of the settlement currency, by arithmetic of its own.
struct ContractDesk {
    /// Bounds of what the venue does.
    enum Limits {
        /// How far from 100 the mark goes, in 10^-4.
        static let markRange: ClosedRange<Int64> = 700_000...1_300_000
    }

    /// One position: of all strategies, as a venue sees it.
    struct Leg: Equatable {
        /// In thousandths, bought less sold.
        var quantity: Int128 = 0
        /// What it was worth when it was opened: what it gains is value less cost.
        var cost: Int128 = 0
    }

    /// What must stay, from the lowest bracket.
    struct Tier {
        /// In 10^-18.
        var cap: Int128
        /// In 1/10000 of the value.
        var rate: Int128
        var leverageMax: UInt16
    }

    let market: WorldMarket
    var wallet: Int128
    /// By the raw value of ``PositionLeg``.
    var legs = [Leg(), Leg(), Leg()]
    /// In 10^-4 of the quote currency.
    var mark: Int64 = 1_000_000
    var leverage: UInt16
    var tiers: [Tier]
    /// All that was charged, in its order.
    var fundings: [FundingNotice] = []
    /// When each of them was.
    var fundingTimes: [Timestamp] = []
    /// It is told in the words of Binance USD-M.
    var isUSDM = false
    var nextFundingAt = Timestamp.none
    /// Positions that the venue closed.
    var closings = 0

    init(_ market: WorldMarket) {
        self.market = market
        wallet = market.openingRaw
        leverage = market.leverage
        let unit: Int128 =
            1_000_000_000_000_000 * (market.contract == .inverse ? 1 : 1000)
        tiers = [
            Tier(cap: 200 * unit, rate: 100, leverageMax: 50),
            Tier(cap: 1_000 * unit, rate: 250, leverageMax: 20),
            Tier(cap: 5_000 * unit, rate: 500, leverageMax: 10),
            Tier(cap: 1_000_000 * unit, rate: 1_000, leverageMax: 5),
        ]
    }

    /// Everything that is booked is a whole multiple of it: what is booked can be told.
    var unit: Int128 { isUSDM ? 10_000_000_000 : 1 }

    /// The mark as the process is told it.
    var markPrice: MarkPrice { MarkPrice(raw: Int128(mark) * 100_000_000_000_000) }

    /// The price of a tick next to the mark, in hundredths.
    var tickPrice: Int64 { mark / 500 * 5 }

    /// Wallet less what open positions cost: no matter in which order trades are counted, it comes
    /// to the same.
    var atCost: Int128 { legs.reduce(wallet) { $0 - $1.cost } }

    // MARK: - Trades

    /// What so many thousandths are worth at a price in 10^-4: to the nearest, ties to even.
    func worth(_ quantity: Int128, at price: Int64) -> Int128 {
        let size = quantity < 0 ? -quantity : quantity
        guard market.contract == .inverse else { return size * Int128(price) * 100_000_000_000 }
        // size × 10 ÷ 1000 ÷ (price ÷ 10000).
        return Self.nearest(
            size * Int128(WorldMarket.inverseSize) * 10_000_000_000_000_000_000, Int128(price))
    }

    /// How much an order may trade: what only closes, no more than there is.
    func room(for request: OrderRequest) -> Int64 {
        let held = legs[Int(request.leg.rawValue)].quantity
        guard request.isReduceOnly || request.leg.onlyCloses(request.side) else { return .max }
        return Int64(max(0, request.side == .sell ? held : -held))
    }

    /// Moves wallet and position. - Returns: the fee.
    mutating func trade(
        _ side: Side, _ leg: PositionLeg, _ quantity: Int64, at price: Int64
    ) -> Money {
        let signed = side == .buy ? Int128(quantity) : -Int128(quantity)
        let worth = worth(signed, at: price * 100)
        let gains = (side == .buy) == (market.contract == .linear)
        move(Int(leg.rawValue), by: signed, for: gains ? worth : -worth)
        let fee = worth / 1000
        wallet -= fee
        return Money(raw: fee)
    }

    private mutating func move(_ leg: Int, by quantity: Int128, for value: Int128) {
        let (held, cost) = (legs[leg].quantity, legs[leg].cost)
        let (size, open) = (Self.size(quantity), Self.size(held))
        if held == 0 || (held > 0) == (quantity > 0) {
            legs[leg].cost += value
        } else if size < open {
            let share = Self.nearest(cost * size, open * unit) * unit
            legs[leg].cost -= share
            wallet -= value + share
        } else {
            let closing = Self.nearest(value * open, size * unit) * unit
            wallet -= closing + cost
            legs[leg].cost = value - closing
        }
        legs[leg].quantity += quantity
    }

    // MARK: - Margin

    /// What must stay for a value.
    func maintenance(_ value: Int128) -> Int128 {
        var (left, floor, sum) = (value, 0 as Int128, 0 as Int128)
        for (place, tier) in tiers.enumerated() {
            let isLast = place == tiers.count - 1
            let part = isLast ? left : min(left, tier.cap - floor)
            sum += part * tier.rate
            left -= part
            floor = tier.cap
        }
        return sum / 10_000
    }

    /// Whether what must stay is no longer there.
    var isOver: Bool {
        var (balance, needed) = (wallet, 0 as Int128)
        for leg in legs where leg.quantity != 0 {
            let value = worth(leg.quantity, at: mark)
            let isGain = (leg.quantity > 0) == (market.contract == .linear)
            balance += (isGain ? value : -value) - leg.cost
            needed += maintenance(value)
        }
        return needed > 0 && balance <= needed
    }

    /// The table as the venue tells it: rates and what is taken off so that there is no jump.
    var table: Domain.MarginTable {
        var (brackets, off, before) = ([] as [MarginBracket], 0 as Int128, nil as Tier?)
        for tier in tiers {
            if let before { off += before.cap * (tier.rate - before.rate) / 10_000 }
            brackets.append(
                MarginBracket(
                    cap: Money(raw: tier.cap), rate: .basisPoints(Int64(tier.rate)),
                    cumulative: Money(raw: off), leverageMax: tier.leverageMax))
            before = tier
        }
        return Domain.MarginTable(instrument: InstrumentID(0), brackets: brackets)
    }

    var terms: MarginTerms {
        MarginTerms(
            account: SimulatedVenue.account, instrument: InstrumentID(0), mode: .cross,
            leverage: leverage)
    }

    // MARK: - Arithmetic

    static func size(_ number: Int128) -> Int128 { number < 0 ? -number : number }

    /// The nearest whole quotient, ties to the even one.
    static func nearest(_ above: Int128, _ below: Int128) -> Int128 {
        let (quotient, rest) = size(above).quotientAndRemainder(dividingBy: below)
        let isMore = rest * 2 > below || (rest * 2 == below && quotient % 2 == 1)
        let rounded = quotient + (isMore ? 1 : 0)
        return above < 0 ? -rounded : rounded
    }
}
