internal import Domain

/// What accounts on margin have: a wallet each, and what is open of each symbol.
///
/// Whole numbers, and its own sums: nothing here is taken from the core that it judges.
struct FuturesLedger: Sendable {
    /// What is open of a symbol.
    struct Holding: Sendable, Equatable {
        /// In units of 10^−8, negative for what is owed.
        var quantity: Int64 = 0
        /// What it was opened for, of the quantity's sign.
        var cost = Money.zero
        /// What of the wallet is set aside for it alone.
        var isolated = Money.zero
        /// When it last changed, milliseconds since 1970.
        var time: Int64 = 0

        /// The average, cut to the venue's decimals; zero where nothing is open.
        var entryPrice: Price {
            guard quantity != 0 else { return .zero }
            return Price(mantissa: Int64(cost.raw / 100 / Int128(quantity)))
        }
    }

    /// How an account trades a symbol.
    struct Setting: Sendable, Equatable {
        var leverage = 20
        var isIsolated = false
    }

    struct Account: Sendable {
        /// All it has, without what open positions have gained.
        var wallet = Money.zero
        /// Long and short stand beside each other.
        var isHedged = false
        /// By symbol.
        var settings: [Setting]
        /// By symbol and side: see ``FuturesLedger/row(_:_:)``.
        var holdings: [Holding]
    }

    /// One for each symbol.
    let tables: [MarginTable]
    private(set) var accounts: [Int: Account] = [:]
    /// What the fund for bankrupt positions has paid.
    private(set) var insurancePaid = Money.zero

    init(_ symbols: [PaperSymbol]) {
        tables = symbols.map { $0.base == "BTC" ? .large : .usual }
    }

    /// Lets somebody in.
    mutating func open(_ account: Int, with wallet: Money) {
        accounts[account] = Account(
            wallet: wallet, settings: tables.map { _ in Setting() },
            holdings: Array(repeating: Holding(), count: tables.count * 3))
    }

    /// The row of a holding in an account.
    static func row(_ symbol: Int, _ side: PaperTerms.Holding) -> Int {
        switch side {
        case .both: symbol * 3
        case .long: symbol * 3 + 1
        case .short: symbol * 3 + 2
        }
    }

    func holding(_ account: Int, _ symbol: Int, _ side: PaperTerms.Holding) -> Holding {
        accounts[account]?.holdings[Self.row(symbol, side)] ?? Holding()
    }

    func setting(_ account: Int, _ symbol: Int) -> Setting {
        accounts[account]?.settings[symbol] ?? Setting()
    }

    mutating func set(_ setting: Setting, _ account: Int, _ symbol: Int) {
        accounts[account]?.settings[symbol] = setting
    }

    mutating func setHedged(_ isHedged: Bool, _ account: Int) {
        accounts[account]?.isHedged = isHedged
    }

    /// Brings money in, or takes it out.
    mutating func add(_ amount: Money, to account: Int) { accounts[account]?.wallet += amount }

    // MARK: - Trades

    /// What a trade does to a position and the wallet.
    ///
    /// - Returns: what was gained by what it closed, in the venue's decimals.
    mutating func trade(_ fill: PaperFill, _ side: PaperTerms.Holding) -> Money {
        guard var account = accounts[fill.account] else { return .zero }
        let place = Self.row(fill.symbol, side)
        let before = account.holdings[place]
        let signed = fill.side == .buy ? fill.quantity.mantissa : -fill.quantity.mantissa
        let value = fill.side == .buy ? fill.cost : -fill.cost
        var after = before
        var gain = Money.zero
        let closes = before.quantity != 0 && (before.quantity > 0) != (signed > 0)
        if closes {
            let closed = min(abs(signed), abs(before.quantity))
            let released = Self.share(before.cost, closed, of: abs(before.quantity))
            let worth = Self.share(value, closed, of: abs(signed))
            gain = Self.told(-worth - released)
            after.cost = before.cost - released + (value - worth)
            after.isolated =
                before.isolated - Self.share(before.isolated, closed, of: abs(before.quantity))
        } else {
            after.cost = before.cost + value
        }
        after.quantity = before.quantity + signed
        after.time = fill.time
        let setting = account.settings[fill.symbol]
        let opened = abs(signed) - (closes ? min(abs(signed), abs(before.quantity)) : 0)
        if setting.isIsolated, opened > 0 {
            let worth = Self.share(fill.cost, opened, of: abs(signed))
            after.isolated += Self.told(Money(raw: worth.raw / Int128(setting.leverage)))
        }
        account.holdings[place] = after
        account.wallet += gain - fill.fee
        accounts[fill.account] = account
        return gain
    }

    /// `amount` × `part` ÷ `whole`, ties to even.
    private static func share(_ amount: Money, _ part: Int64, of whole: Int64) -> Money {
        guard part != whole else { return amount }
        return rounded(amount.raw.multipliedFullWidth(by: Int128(part)), by: Int128(whole))
    }

    /// Ties to even.
    private static func rounded(
        _ product: (high: Int128, low: UInt128), by whole: Int128
    ) -> Money {
        let (quotient, rest) = whole.dividingFullWidth(product)
        let twice = rest.magnitude * 2
        let isUp =
            twice > whole.magnitude || (twice == whole.magnitude && quotient % 2 != 0)
        let isNegative = product.high < 0
        return Money(raw: isUp ? quotient + (isNegative ? -1 : 1) : quotient)
    }

    /// In the venue's decimals, ties to even.
    static func told(_ amount: Money) -> Money {
        let unit: Int128 = 10_000_000_000
        let (quotient, rest) = amount.raw.quotientAndRemainder(dividingBy: unit)
        let twice = rest.magnitude * 2
        let isUp = twice > unit.magnitude || (twice == unit.magnitude && quotient % 2 != 0)
        let whole = isUp ? quotient + (amount.raw < 0 ? -1 : 1) : quotient
        return Money(raw: whole * unit)
    }

    // MARK: - Funding

    /// What holding a position over a funding time brings; negative for what it costs.
    ///
    /// - Parameter rate: in units of 10^−8; who is long pays a positive one.
    static func funding(_ holding: Holding, mark: Price, rate: Int64) -> Money {
        let worth = Money(raw: Int128(holding.quantity) * Int128(mark.mantissa) * 100)
        return told(Money(raw: -(worth.raw * Int128(rate) / 100_000_000)))
    }

    // MARK: - Margin

    /// What a position is worth at a mark.
    static func worth(_ holding: Holding, _ mark: Price) -> Money {
        Money(raw: Int128(abs(holding.quantity)) * Int128(mark.mantissa) * 100)
    }

    /// What a position has gained at a mark, and not realised.
    static func gain(_ holding: Holding, _ mark: Price) -> Money {
        Money(raw: Int128(holding.quantity) * Int128(mark.mantissa) * 100) - holding.cost
    }

    func maintenance(_ symbol: Int, _ holding: Holding, _ mark: Price) -> Money {
        holding.quantity == 0 ? .zero : tables[symbol].maintenance(of: Self.worth(holding, mark))
    }

    /// What of the wallet all cross positions share.
    func crossWallet(_ account: Int) -> Money {
        guard let account = accounts[account] else { return .zero }
        return account.holdings.reduce(account.wallet) { $0 - $1.isolated }
    }

    /// What cross positions have, and what must stay in them.
    func crossMargin(_ account: Int, _ marks: [Price]) -> (balance: Money, maintenance: Money) {
        guard let entry = accounts[account] else { return (.zero, .zero) }
        var balance = crossWallet(account)
        var maintenance = Money.zero
        for (place, holding) in entry.holdings.enumerated() where holding.quantity != 0 {
            let symbol = place / 3
            guard holding.isolated == .zero else { continue }
            balance += Self.gain(holding, marks[symbol])
            maintenance += self.maintenance(symbol, holding, marks[symbol])
        }
        return (balance, maintenance)
    }

    /// A wallet below zero is the fund's loss. - Returns: what it pays.
    mutating func insure(_ account: Int) -> Money {
        guard let wallet = accounts[account]?.wallet, wallet < .zero else { return .zero }
        accounts[account]?.wallet = .zero
        insurancePaid += -wallet
        return -wallet
    }
}
