internal import Domain

/// Books of the auditor's own, by double entry: what an account has of an asset stands against what
/// came from outside, what was traded away and what was taken as fees. In 10^-18, by arithmetic of
/// its own.
struct ShadowLedger {
    enum Side: Hashable, CaseIterable { case wallet, outside, traded, fees, profit, funding }

    struct Key: Hashable {
        let side: Side
        let asset: Asset
    }

    /// A strategy's sub-account of an asset; that of strategy 0 is the pool.
    struct Owner: Hashable {
        let strategy: UInt32
        let asset: Asset
    }

    struct Capital: Equatable {
        var total: Int128 = 0
        var reserved: Int128 = 0
        var margin: Int128 = 0
    }

    /// A strategy's sums in the one instrument.
    struct Holding: Equatable {
        /// In 10^-18 of the base.
        var quantity: Int128 = 0
        /// In 10^-18 of the quote.
        var cost: Int128 = 0
        var realised: Int128 = 0
        var quoteFees: Int128 = 0
        var fills = 0
    }

    private(set) var amounts: [Key: Int128] = [:]
    private(set) var holdings: [UInt32: Holding] = [:]
    private(set) var capitals: [Owner: Capital] = [:]
    private var allocations: [Owner: Int128] = [:]
    /// Trades that were counted: by their number and side.
    private var trades: Set<String> = []
    private var busts: Set<String> = []

    func amount(_ side: Side, _ asset: Asset) -> Int128 {
        amounts[Key(side: side, asset: asset)] ?? 0
    }

    /// One line on each side: the two sum to nothing.
    private mutating func book(_ debit: Side, _ credit: Side, _ asset: Asset, _ amount: Int128) {
        amounts[Key(side: debit, asset: asset), default: 0] += amount
        amounts[Key(side: credit, asset: asset), default: 0] -= amount
    }

    mutating func flow(_ flow: ExternalFlow) {
        book(.wallet, .outside, flow.asset, flow.amount.raw)
        post(flow.amount.raw, flow.asset, 0)
    }

    mutating func reserve(
        _ asset: Asset, _ amount: Int128, _ strategy: UInt32
    ) throws(Violation) {
        let owner = Owner(strategy: strategy, asset: asset)
        capitals[owner, default: Capital()].reserved += amount
        guard capitals[owner, default: Capital()].reserved >= 0 else {
            throw Violation(.i24, "more \(asset) was given back than was set aside")
        }
    }

    func capital(_ strategy: UInt32, _ asset: Asset) -> Capital {
        capitals[Owner(strategy: strategy, asset: asset)] ?? Capital()
    }

    func available(_ asset: Asset, _ strategy: UInt32) -> Int128 {
        let own = capital(strategy, asset)
        return own.total - own.reserved - own.margin
    }

    /// Whose capital a strategy's orders use: its own where it has an allocation, else the pool's.
    func owner(_ strategy: StrategyID, _ asset: Asset) -> UInt32 {
        allocations[Owner(strategy: strategy.raw, asset: asset)] == nil ? 0 : strategy.raw
    }

    mutating func allocate(_ allocation: CapitalAllocation) {
        let owner = Owner(strategy: allocation.strategy.raw, asset: allocation.asset)
        allocations[owner] = allocation.limit.raw
    }

    mutating func transfer(_ transfer: CapitalTransfer) throws(Violation) {
        let amount = transfer.amount.raw
        guard amount > 0, amount <= available(transfer.asset, transfer.from.raw) else {
            throw Violation(.i24, "more is transferred than strategy \(transfer.from.raw) has")
        }
        post(-amount, transfer.asset, transfer.from.raw)
        post(amount, transfer.asset, transfer.to.raw)
        let limit = allocations[Owner(strategy: transfer.to.raw, asset: transfer.asset)]
        let total = capital(transfer.to.raw, transfer.asset).total
        guard transfer.to.raw == 0 || limit.map({ total <= $0 }) == true else {
            throw Violation(.i24, "strategy \(transfer.to.raw) has more than its allocation")
        }
    }

    private mutating func post(_ amount: Int128, _ asset: Asset, _ strategy: UInt32) {
        capitals[Owner(strategy: strategy, asset: asset), default: Capital()].total += amount
    }

    func has(_ fill: FillReport) -> Bool { trades.contains("\(fill.tradeID)/\(fill.side)") }

    /// A trade counts once.
    mutating func countOnce(_ fill: FillReport) throws(Violation) {
        guard trades.insert("\(fill.tradeID)/\(fill.side)").inserted else {
            throw Violation(.i14, "trade \(fill.tradeID) is counted twice")
        }
    }

    /// Into the wallet, and into a sub-account, from where profit, fees or funding come.
    mutating func settle(
        _ amount: Int128, _ from: Side, _ asset: Asset, _ owner: UInt32
    ) throws(Violation) {
        guard amount != 0 else { return }
        book(.wallet, from, asset, amount)
        post(amount, asset, owner)
    }

    /// Margin that a position holds.
    mutating func hold(_ amount: Int128, _ asset: Asset, _ owner: UInt32) throws(Violation) {
        guard amount != 0 else { return }
        capitals[Owner(strategy: owner, asset: asset), default: Capital()].margin += amount
        guard capital(owner, asset).margin >= 0 else {
            throw Violation(.i24, "more margin is given back than was held")
        }
    }

    /// A trade is taken back once, after it was counted.
    mutating func countBack(_ fill: FillReport) throws(Violation) {
        guard has(fill), busts.insert("\(fill.tradeID)/\(fill.side)").inserted else {
            throw Violation(.i14, "trade \(fill.tradeID) is taken back without being there")
        }
    }

    /// Counts a trade, and finds what the event says of it to be right.
    ///
    /// - Parameter counts: 1, and −1 for one the other way that takes another back.
    mutating func trade(
        _ effect: FillEffect, _ instrument: Instrument, counts: Int = 1
    ) throws(Violation) {
        let fill = effect.fill
        let base = Int128(fill.quantity.mantissa) * Self.scale(instrument.quantityDecimals)
        let decimals = instrument.priceDecimals + instrument.quantityDecimals
        let value =
            Int128(fill.price.mantissa) * Int128(fill.quantity.mantissa) * Self.scale(decimals)
        let sign: Int128 = fill.side == .buy ? 1 : -1
        guard effect.baseChange.raw == sign * base, effect.quoteChange.raw == -sign * value else {
            throw Violation(.i21, "trade \(fill.tradeID) moves other amounts than were traded")
        }
        guard effect.base == instrument.base && effect.quote == instrument.quote else {
            throw Violation(.i21, "trade \(fill.tradeID) moves other assets")
        }
        book(.wallet, .traded, instrument.base, sign * base)
        book(.wallet, .traded, instrument.quote, -sign * value)
        post(sign * base, instrument.base, effect.owner.raw)
        post(-sign * value, instrument.quote, effect.owner.raw)
        if fill.fee.raw != 0 {
            book(.fees, .wallet, fill.feeAsset, fill.fee.raw)
            post(-fill.fee.raw, fill.feeAsset, effect.owner.raw)
        }
        try hold(effect, instrument, quantity: sign * base, value: sign * value, counts)
    }

    private mutating func hold(
        _ effect: FillEffect, _ instrument: Instrument, quantity: Int128, value: Int128,
        _ counts: Int
    ) throws(Violation) {
        let fill = effect.fill
        var holding = holdings[effect.strategy.raw] ?? Holding()
        let before = holding
        let isOpening = before.quantity == 0 || (before.quantity > 0) == (quantity > 0)
        if isOpening {
            holding.cost += value
        } else if quantity.magnitude < before.quantity.magnitude {
            // A part is closed: its share of the cost goes with it.
            let share = Self.share(before.cost, quantity.magnitude, before.quantity.magnitude)
            holding.cost -= share
            holding.realised += -value - share
        } else {
            // All is closed; what is left of the trade opens the other way.
            let closing = Self.share(value, before.quantity.magnitude, quantity.magnitude)
            holding.realised += -closing - before.cost
            holding.cost = value - closing
        }
        holding.quantity += quantity
        holding.fills += counts
        if fill.fee.raw != 0 && fill.feeAsset == instrument.base {
            holding.quantity -= fill.fee.raw
        } else if fill.fee.raw != 0 && fill.feeAsset == instrument.quote {
            holding.quoteFees += fill.fee.raw
        }
        guard effect.costChange.raw == holding.cost - before.cost,
            effect.realised.raw == holding.realised - before.realised
        else {
            throw Violation(.i22, "trade \(fill.tradeID) changes cost or profit wrongly")
        }
        holdings[effect.strategy.raw] = holding
    }

    /// What was paid for what is held, earned and paid as fees adds up to the cash.
    func checkSums(_ assets: Set<Asset>, quote: Asset) throws(Violation) {
        for asset in assets {
            try checkLines(asset)
        }
        var cash = -amount(.outside, quote)
        for holding in holdings.values {
            cash += holding.realised - holding.cost - holding.quoteFees
        }
        guard cash == amount(.wallet, quote) else {
            throw Violation(.i23, "cash is \(amount(.wallet, quote)), costs and profit say \(cash)")
        }
    }

    private func checkLines(_ asset: Asset) throws(Violation) {
        let sum = Side.allCases.reduce(0 as Int128) { $0 + amount($1, asset) }
        let capital = (0...2 as ClosedRange<UInt32>).reduce(0 as Int128) {
            $0 + self.capital($1, asset).total
        }
        guard capital == amount(.wallet, asset) else {
            throw Violation(.i21, "sub-accounts of \(asset) do not add up to the wallet")
        }
        guard sum == 0 else { throw Violation(.i21, "the lines of \(asset) add up to \(sum)") }
    }

    /// What came in, was gained and was paid as fees and funding adds up to the wallet; what
    /// positions hold to the margin.
    func checkSums(of contracts: ShadowContracts, settle: Asset) throws(Violation) {
        try checkLines(settle)
        var (cash, margin) = (-amount(.outside, settle), 0 as Int128)
        for key in contracts.opened {
            let position = contracts[key]
            cash += position.realised - position.fees - position.fundingPaid
            margin += position.margin
        }
        guard cash == amount(.wallet, settle) else {
            throw Violation(.i23, "the wallet is not what was gained and paid")
        }
        let held = (0...2 as ClosedRange<UInt32>).reduce(0) { $0 + capital($1, settle).margin }
        guard held == margin else { throw Violation(.i24, "margin is held for no position") }
    }

    // MARK: - Arithmetic

    /// What one unit of so many decimals is in 10^-18.
    static func scale(_ decimals: UInt8) -> Int128 {
        var scale: Int128 = 1
        for _ in 0..<(18 - Int(decimals)) { scale *= 10 }
        return scale
    }

    /// `amount` × `part` ÷ `whole`, ties to even.
    static func share(_ amount: Int128, _ part: UInt128, _ whole: UInt128) -> Int128 {
        let product = amount.magnitude.multipliedFullWidth(by: part)
        var (quotient, rest) = whole.dividingFullWidth(product)
        let doubled = rest.multipliedReportingOverflow(by: 2)
        if doubled.overflow || doubled.partialValue > whole
            || (doubled.partialValue == whole && quotient % 2 == 1)
        {
            quotient += 1
        }
        rest = 0
        return amount < 0 ? -Int128(quotient) : Int128(quotient)
    }

    /// The most that a quantity may cost at a price, with the highest fee: each rounded up.
    static func worstCost(_ price: Int128, _ quantity: Int64, _ instrument: Instrument) -> Int128 {
        let unit = scale(instrument.quantityDecimals)
        // price × quantity ÷ 10^decimals, rounded up.
        let whole = (1_000_000_000_000_000_000 as UInt128) / UInt128(unit)
        let product = price.magnitude.multipliedFullWidth(by: UInt128(quantity.magnitude))
        let (notional, rest) = whole.dividingFullWidth(product)
        let cost = notional + (rest == 0 ? 0 : 1)
        let fee = cost.multipliedFullWidth(by: UInt128(instrument.feeReserve.raw.magnitude))
        let (feePart, feeRest) = (10_000_000_000_000_000 as UInt128).dividingFullWidth(fee)
        return Int128(cost + feePart + (feeRest == 0 ? 0 : 1))
    }
}
