internal import Containers
internal import Domain

/// What the checks look up and no event says: derived from orders and limits, in no snapshot.
struct RiskWatch: Sendable {
    /// The kinds of scope that have limits, one bit each.
    private var kinds: UInt8 = 0
    /// Whether any scope limits orders or cancels in a window.
    private(set) var countsRates = false
    /// Whether any scope prevents self-trades.
    private(set) var keepsQuotes = false
    /// The orders of the longest window for duplicates.
    var recent = RecentOrders()
    /// The accounts' own resting orders.
    var quotes = OwnQuotes()

    func hasLimits(of kind: TradingScope.Kind) -> Bool { kinds & (1 << kind.rawValue) != 0 }

    mutating func take(_ limits: RiskLimits) {
        kinds |= 1 << limits.scope.kind.rawValue
        if limits.ordersInWindowMax != .max || limits.cancelsInWindowMax != .max {
            countsRates = true
        }
        if limits.preventsSelfTrade { keepsQuotes = true }
        recent.window = max(recent.window, limits.duplicateWindow)
    }
}

/// The newest order of each likeness, for as long as a duplicate of it would be one.
///
/// - Complexity: constant, amortised; memory for the orders of the window.
struct RecentOrders: Sendable {
    /// Bounds of what is kept.
    enum Limits {
        /// Beyond it the oldest are forgotten, whatever the window: a million in it is no bot's
        /// doing that a rate limit would not have stopped.
        static let ordersMax = 1 << 20
    }

    private struct Entry {
        let likeness: UInt64
        let row: UInt32
        let time: Timestamp
    }

    /// Nanoseconds; zero where nobody asks.
    var window: Int64 = 0
    private var rows: [UInt64: UInt32] = [:]
    private var entries: [Entry] = []
    private var first = 0

    func row(of likeness: UInt64) -> UInt32? { rows[likeness] }

    mutating func note(_ likeness: UInt64, row: UInt32, at time: Timestamp) {
        guard window > 0 else { return }
        while first < entries.count,
            time.since(entries[first].time) >= window
                || entries.count - first >= Limits.ordersMax
        {
            let old = entries[first]
            if rows[old.likeness] == old.row { rows[old.likeness] = nil }
            first += 1
        }
        if first > 1024 && first > entries.count / 2 {
            entries.removeFirst(first)
            first = 0
        }
        rows[likeness] = row
        entries.append(Entry(likeness: likeness, row: row, time: time))
    }
}

/// The best price at which an account itself buys and sells an instrument.
///
/// - Complexity: logarithmic in the orders that rest, amortised; the best is constant.
struct OwnQuotes: Sendable {
    private struct Quotes {
        let account: AccountID
        let instrument: InstrumentID
        /// By price, the lowest first; of bids by its negative.
        var asks = DeadlineHeap()
        var bids = DeadlineHeap()
    }

    private var rows: [Quotes] = []
    private var index = KeyIndex()
    /// How many entries there are, outdated ones included.
    private(set) var count = 0

    /// The best price of a side, nil where nothing rests there.
    func best(_ side: Side, _ account: AccountID, _ instrument: InstrumentID) -> Price? {
        guard let row = find(account, instrument) else { return nil }
        switch side {
        case .buy: return rows[row].bids.first.map { Price(mantissa: -$0.time) }
        case .sell: return rows[row].asks.first.map { Price(mantissa: $0.time) }
        }
    }

    mutating func note(_ request: OrderRequest, at price: Price, row: Int) {
        let place: Int
        if let known = find(request.account, request.instrument) {
            place = known
        } else {
            place = rows.count
            rows.append(Quotes(account: request.account, instrument: request.instrument))
            index.insert(hash: Self.hash(request.account, request.instrument), row: place)
        }
        count += 1
        switch request.side {
        case .buy: rows[place].bids.insert(time: -price.mantissa, row: row)
        case .sell: rows[place].asks.insert(time: price.mantissa, row: row)
        }
    }

    /// Drops what no longer rests from the top, so that the best is one that does.
    mutating func prune(_ request: OrderRequest, where rests: (Int, Price) -> Bool) {
        guard let place = find(request.account, request.instrument) else { return }
        switch request.side {
        case .buy:
            while let top = rows[place].bids.first, !rests(top.row, Price(mantissa: -top.time)) {
                _ = rows[place].bids.popDue(.max)
                count -= 1
            }
        case .sell:
            while let top = rows[place].asks.first, !rests(top.row, Price(mantissa: top.time)) {
                _ = rows[place].asks.popDue(.max)
                count -= 1
            }
        }
    }

    private func find(_ account: AccountID, _ instrument: InstrumentID) -> Int? {
        index.row(hash: Self.hash(account, instrument)) { row in
            rows[row].account == account && rows[row].instrument == instrument
        }
    }

    private static func hash(_ account: AccountID, _ instrument: InstrumentID) -> UInt64 {
        TradingState.positionHash(account, .external, instrument, .net)
    }
}

// MARK: - Keeping it

extension TradingState {
    /// Notes a new order.
    mutating func watch(_ row: Int) {
        guard orders[row].denial == .none else { return }
        if watch.recent.window > 0 {
            watch.recent.note(
                orders[row].request.likeness, row: UInt32(row), at: orders[row].intendedAt)
        }
        if watch.keepsQuotes { quote(row) }
    }

    /// Notes what an order's change means for the account's own best prices.
    mutating func watchChange(_ row: Int) {
        guard watch.keepsQuotes, orders[row].rests else { return }
        let isAmended =
            orders[row].amendment.phase == .outstanding
            || orders[row].price != orders[row].request.price
        if isAmended { quote(row) }
        // One that rests where it did is still where it was noted.
        if isAmended || !orders[row].isOpen { prune(orders[row].request) }
        if watch.quotes.count > 4 * (live.count + 1024) { deriveQuotes() }
    }

    private mutating func quote(_ row: Int) {
        let order = orders[row]
        guard order.rests, order.isOpen else { return }
        watch.quotes.note(order.request, at: order.price, row: row)
        if order.amendment.phase != .idle && order.amendedPrice != order.price {
            watch.quotes.note(order.request, at: order.amendedPrice, row: row)
        }
    }

    private mutating func prune(_ request: OrderRequest) {
        let orders = orders
        watch.quotes.prune(request) { row, price in
            orders[row].isOpen
                && (orders[row].price == price
                    || orders[row].amendment.phase != .idle && orders[row].amendedPrice == price)
        }
    }

    /// Takes limits over; what only some limits need is made when the first of them is set.
    mutating func watchLimits(_ limits: RiskLimits) {
        let before = watch
        watch.take(limits)
        guard !isReplaying else { return }
        if watch.keepsQuotes && !before.keepsQuotes { deriveQuotes() }
        if watch.recent.window > before.recent.window { deriveRecent() }
    }

    /// Makes all of it anew, after a replay or a snapshot.
    mutating func deriveWatch() {
        watch = RiskWatch()
        for row in 0..<limits.count { watch.take(limits[row]) }
        deriveQuotes()
        deriveRecent()
    }

    private mutating func deriveQuotes() {
        watch.quotes = OwnQuotes()
        guard watch.keepsQuotes else { return }
        for row in live.all.sorted() { quote(Int(row)) }
    }

    private mutating func deriveRecent() {
        let window = watch.recent.window
        watch.recent = RecentOrders()
        watch.recent.window = window
        guard window > 0, orders.count > 0 else { return }
        var start = orders.count
        while start > 0, globals.time.since(orders[start - 1].intendedAt) < window { start -= 1 }
        for row in start..<orders.count where orders[row].denial == .none {
            watch.recent.note(
                orders[row].request.likeness, row: UInt32(row), at: orders[row].intendedAt)
        }
    }
}

extension Order {
    /// Whether it is the kind of order that stands in the book at a price.
    fileprivate var rests: Bool { request.type.hasPrice && !request.type.hasTrigger }
}

extension OrderRequest {
    /// Equal for two orders of a strategy that are the same but for their names.
    var likeness: UInt64 {
        var hash = StateHash(seed: UInt64(account.raw) << 32 | UInt64(strategy.raw))
        hash.combine(
            UInt64(instrument.raw) << 32 | UInt64(side.rawValue) << 16 | UInt64(type.rawValue) << 8
                | UInt64(leg.rawValue))
        hash.combine(UInt64(bitPattern: price.mantissa))
        hash.combine(UInt64(bitPattern: quantity.mantissa))
        hash.combine(UInt64(bitPattern: triggerPrice.mantissa))
        return hash.value
    }
}
