public import Domain

/// An exchange without a wire: books, accounts and orders, in whole numbers.
///
/// Price first, then time. No clock and no randomness: the same calls give the same exchange. What
/// one side pays, the other gets or ``fees`` does, so that the sum of everything never changes but
/// by ``deposit(_:of:to:)``.
public struct MatchingEngine: Sendable {
    /// Bounds of an exchange.
    public enum Limits {
        /// Open orders of an account in a symbol; one more fails the filter MAX_NUM_ORDERS.
        public static let openOrdersMax = 200
        /// Orders that are kept of accounts that are not the house; one more is refused.
        public static let ordersKeptMax = 2_000_000
        /// The last trades of each symbol, for whoever asks.
        public static let tradesKept = 1000
        /// Accounts, the house among them.
        public static let accountsMax = 64
    }

    /// A fee of one in so many: 0.1 %.
    static let feeDivisor: Int128 = 1000
    /// On margin, of what was traded: 0.02 % for who was in the book, 0.05 % for who was not.
    static let makerFeeDivisor: Int128 = 5000
    static let takerFeeDivisor: Int128 = 2000
    /// Fees are told in 8 decimals; what is smaller is forgiven.
    private static let feeUnit: Int128 = 10_000_000_000

    /// What is listed.
    public let symbols: [PaperSymbol]
    /// What may be held, in the order of first mention.
    public let assets: [String]
    /// Everybody.
    public internal(set) var accounts: [PaperAccount] = []
    /// One for each symbol.
    public internal(set) var books: [PaperBook]
    /// What was charged, one for each asset.
    public internal(set) var fees: [Money]
    /// The last trades of each symbol, the oldest first.
    public internal(set) var trades: [[PaperTrade]]

    var orders: [Int64: PaperOrder] = [:]
    /// Numbers of the orders that wait for a price, ascending.
    var waiting: [Int64] = []
    var lastOrder: Int64 = 1000
    var lastTrades: [Int64]
    var keptCount = 0
    var touched: [(account: Int, asset: Int)] = []
    let baseRows: [Int]
    let quoteRows: [Int]

    /// An exchange where nobody is yet.
    public init(_ symbols: [PaperSymbol]) {
        precondition(!symbols.isEmpty, "an exchange lists something")
        var assets: [String] = []
        for asset in symbols.flatMap({ [$0.base, $0.quote] }) where !assets.contains(asset) {
            assets.append(asset)
        }
        self.symbols = symbols
        self.assets = assets
        baseRows = symbols.map { assets.firstIndex(of: $0.base) ?? 0 }
        quoteRows = symbols.map { assets.firstIndex(of: $0.quote) ?? 0 }
        books = symbols.map { _ in PaperBook() }
        fees = assets.map { _ in .zero }
        trades = symbols.map { _ in [] }
        lastTrades = symbols.map { _ in 0 }
    }

    /// Lets somebody in. - Returns: the account's row.
    public mutating func open(
        _ name: String, isHouse: Bool = false, isMargined: Bool = false
    ) -> Int {
        precondition(accounts.count < Limits.accountsMax, "too many accounts")
        accounts.append(
            PaperAccount(name, isHouse: isHouse, isMargined: isMargined, assets: assets))
        return accounts.count - 1
    }

    /// Brings money in from outside.
    public mutating func deposit(_ amount: Money, of asset: String, to account: Int) {
        guard let row = assets.firstIndex(of: asset) else {
            preconditionFailure("\(asset) is not held here")
        }
        accounts[account].balances[row].free += amount
    }

    /// The row of a symbol. - Parameter name: in capitals.
    public func symbol(named name: String) -> Int? {
        symbols.firstIndex { $0.name == name }
    }

    /// An order by its number; nil where there never was one, or it was the house's and is closed.
    public func order(_ id: Int64) -> PaperOrder? { orders[id] }

    /// The price of the last trade, or where the symbol began.
    public func lastPrice(of symbol: Int) -> Price {
        trades[symbol].last?.price ?? symbols[symbol].startPrice
    }

    /// Takes an order, matches it, and leaves the rest in the book where it may wait.
    ///
    /// - Parameters:
    ///   - time: milliseconds since 1970.
    ///   - events: what happened is added to it, in order.
    /// - Returns: the order's number.
    /// - Throws: why it was not taken; nothing has changed then.
    public mutating func place(
        _ placement: PaperPlacement, at time: Int64, into events: inout [PaperEvent]
    ) throws(PaperRefusal) -> Int64 {
        try check(placement)
        lastOrder += 1
        var order = PaperOrder(id: lastOrder, placement: placement, time: time, updateTime: time)
        if order.placement.clientID.isEmpty { order.placement.clientID = "paper-\(lastOrder)" }
        order.isWaiting = placement.trigger != nil
        remember(order)
        hold(order)
        tell(order, .new, &events)
        if order.isWaiting {
            waiting.append(order.id)
        } else {
            work(&order, at: time, into: &events)
        }
        tellBalances(&events)
        return order.id
    }

    /// Matches an order, and leaves the rest in the book where it may wait.
    mutating func work(
        _ order: inout PaperOrder, at time: Int64, into events: inout [PaperEvent]
    ) {
        let placement = order.placement
        let mayTrade = placement.timeInForce != .fillOrKill || isFillable(placement)
        if mayTrade { match(&order, at: time, into: &events) }
        if order.remaining == .zero {
            close(order)
        } else if placement.type != .market && placement.timeInForce == .goodTillCanceled {
            orders[order.id] = order
            books[placement.symbol][placement.side].add(
                order.id, price: placement.price, quantity: order.remaining)
            changed(placement.symbol, placement.side, placement.price, &events)
        } else {
            end(&order, as: .expired, at: time, into: &events)
        }
    }

    /// Takes an open order out of its book.
    ///
    /// - Parameter newClientID: the client's name for the cancel.
    /// - Returns: the order as it stands then.
    /// - Throws: ``PaperRefusal/unknownOrder`` where it is not open or not the account's.
    public mutating func cancel(
        _ id: Int64, of account: Int, newClientID: String, at time: Int64,
        into events: inout [PaperEvent]
    ) throws(PaperRefusal) -> PaperOrder {
        guard var order = orders[id], order.placement.account == account, order.status.isOpen
        else { throw .unknownOrder }
        leave(order, &events)
        order.cancelClientID = newClientID.isEmpty ? "cancel-\(id)" : newClientID
        end(&order, as: .canceled, at: time, into: &events)
        tellBalances(&events)
        return order
    }

    /// Gives an open order another price and quantity: it leaves its place in the book, and trades
    /// at once where its new price meets somebody.
    ///
    /// - Throws: why it stays as it was.
    public mutating func amend(
        _ id: Int64, of account: Int, price: Price, quantity: Quantity, at time: Int64,
        into events: inout [PaperEvent]
    ) throws(PaperRefusal) -> PaperOrder {
        guard var order = orders[id], order.placement.account == account, order.status.isOpen
        else { throw .noOrder }
        var wanted = order.placement
        wanted.price = price
        wanted.quantity = quantity
        try checkFilters(wanted)
        guard quantity > order.executed else { throw .filter("LOT_SIZE") }
        let before = order.placement
        books[before.symbol][before.side].remove(
            id, price: before.price, quantity: order.remaining)
        changed(before.symbol, before.side, before.price, &events)
        order.placement = wanted
        order.updateTime = time
        tell(order, .amended, &events)
        match(&order, at: time, into: &events)
        if order.remaining == .zero {
            close(order)
        } else {
            books[wanted.symbol][wanted.side].add(id, price: price, quantity: order.remaining)
            changed(wanted.symbol, wanted.side, price, &events)
        }
        return order
    }

    /// Ends an open order by the exchange's own rules.
    public mutating func expire(_ id: Int64, at time: Int64, into events: inout [PaperEvent]) {
        guard var order = orders[id], order.status.isOpen else { return }
        leave(order, &events)
        end(&order, as: .expired, at: time, into: &events)
        tellBalances(&events)
    }

    /// The fee on what is received, cut to the venue's decimals.
    static func fee(on amount: Money, divisor: Int128 = feeDivisor) -> Money {
        let exact = amount.raw / divisor
        return Money(raw: exact - exact % feeUnit)
    }
}
