public import Domain

/// How far apart a venue lets the times of one page of trades be.
public struct TradeSpan: Sendable {
    /// Milliseconds.
    public let length: Int64
    /// How many of them without a trade one look goes over, one request each.
    public let countMax: Int

    /// A venue's.
    public init(length: Int64, countMax: Int) {
        self.length = length
        self.countMax = countMax
    }
}

/// Bounds of a look through trades.
public enum TradeLimits {
    /// Trades of one page.
    public static let perPage = 1000
    /// Pages of one look through an order's trades, or all since its intent.
    public static let pagesMax = 10
    /// Pages of one listing of all trades.
    public static let listPagesMax = 200
    /// Orders of others whose names are asked for in one look since an order's intent.
    public static let ownersMax = 64
    /// Orders whose names are asked for in one listing of all trades.
    public static let listOwnersMax = 1024
    /// Milliseconds before an order's intent from which on trades are looked through: as far as
    /// the clocks may be apart.
    public static let lead: Int64 = 60_000
}

/// A look through the trades of one order.
public struct OrderTrades: Sendable {
    /// What was asked.
    public let intent: QueryIntent
    /// Reported when the trades are.
    public let state: OrderStanding
    /// The first trade wanted; nil for all.
    public private(set) var from: UInt64?
    private var pages = 0

    /// What comes after a page.
    public enum Next: Sendable, Equatable {
        /// The next page is to be asked for.
        case page
        case done
        /// There are more pages than are looked through.
        case tooMany
    }

    /// From the first trade on.
    public init(intent: QueryIntent, state: OrderStanding) {
        self.intent = intent
        self.state = state
    }

    /// A page came.
    ///
    /// - Throws: where it is not what was asked for; nothing of it may be believed then.
    public mutating func take(_ trades: [ListedTrade]) throws(MessageFault) -> Next {
        guard trades.first.map({ $0.number >= from ?? 0 }) ?? true else { throw .member("id") }
        guard trades.allSatisfy({ $0.venueOrderID == state.venueOrderID }) else {
            throw .mismatch("orderId")
        }
        pages += 1
        guard trades.count >= TradeLimits.perPage else { return .done }
        guard pages < TradeLimits.pagesMax, let last = trades.last, last.number < .max else {
            return .tooMany
        }
        from = last.number + 1
        return .page
    }
}

/// A trade, and our name for the order that traded.
public struct NamedTrade: Sendable {
    public let trade: ListedTrade
    /// What we call the order.
    public let name: ClientOrderID
}

/// A look through all trades of an instrument.
///
/// Trades of orders whose name is known are told at once; the others wait for it, since a trade
/// told under a wrong name would be counted for nobody.
public struct TradeSearch: Sendable {
    /// The order that the venue does not find; nil for a listing of all the account's trades.
    public let order: OrderReference?
    /// Whose trades.
    public let instrument: Instrument
    /// When the first page was asked for.
    public let askedAt: Timestamp
    /// The first trade wanted; nil for all since ``start``.
    public private(set) var from: UInt64?
    /// From when on, by the venue's clock in milliseconds.
    public private(set) var start: Int64
    private let span: TradeSpan
    private var pages = 0
    private var spans = 0
    /// Trades of orders whose names are not known yet.
    private var held: [ListedTrade] = []
    private var owners: [VenueOrderID] = []
    private var lookups = 0

    /// What is to be asked next.
    public enum Next: Sendable, Equatable {
        case page
        /// The name of this order.
        case owner(VenueOrderID)
        /// Nothing: all trades have been told.
        case done
        /// Nothing: there is more than is looked through.
        case tooMany
    }

    /// A look that begins with a time, or with a trade's number.
    ///
    /// - Parameters:
    ///   - start: by the venue's clock, in milliseconds.
    ///   - from: the first trade wanted, instead.
    public init(
        order: OrderReference?, instrument: Instrument, askedAt: Timestamp, start: Int64 = 0,
        from: UInt64? = nil, by span: TradeSpan
    ) {
        self.order = order
        self.instrument = instrument
        self.askedAt = askedAt
        self.start = start
        self.from = from
        self.span = span
    }

    private var pagesMax: Int {
        order == nil ? TradeLimits.listPagesMax : TradeLimits.pagesMax
    }
    private var ownersMax: Int {
        order == nil ? TradeLimits.listOwnersMax : TradeLimits.ownersMax
    }

    /// A page came.
    ///
    /// - Parameters:
    ///   - end: the time at which the first page was asked for, by the venue's clock in
    ///     milliseconds.
    ///   - names: what is known of orders' names.
    /// - Returns: what is to be told under a known name, and what is next.
    /// - Throws: where it is not what was asked for.
    public mutating func take(
        _ trades: [ListedTrade], until end: Int64, _ names: OrderNames
    ) throws(MessageFault) -> (told: [NamedTrade], next: Next) {
        guard trades.first.map({ $0.number >= from ?? 0 }) ?? true else { throw .member("id") }
        var told: [NamedTrade] = []
        for trade in trades {
            if let name = names.find(trade.venueOrderID) {
                told.append(NamedTrade(trade: trade, name: name))
            } else {
                held.append(trade)
                if !owners.contains(trade.venueOrderID) { owners.append(trade.venueOrderID) }
            }
        }
        guard owners.count <= ownersMax else { return (told, .tooMany) }
        guard turnPage(trades, end) else { return (told, next()) }
        return (told, pages < pagesMax && spans < span.countMax ? .page : .tooMany)
    }

    /// - Returns: whether there may be more. A page of one span's trades ends with that span, so
    ///   one that is not full is the last only where it goes by number or reaches the present.
    private mutating func turnPage(_ trades: [ListedTrade], _ end: Int64) -> Bool {
        let isFull = trades.count >= TradeLimits.perPage
        let isRecent = from != nil || end - start < span.length
        guard isFull || !isRecent else { return false }
        if let last = trades.last {
            guard last.number < .max else { return false }
            // The other side of the last trade, under the same number, may be on the next page.
            from = isFull && !trades.endsWithBothSides ? last.number : last.number + 1
            pages += 1
        } else {
            start += span.length
            spans += 1
        }
        return true
    }

    /// The next unknown name, or the end.
    private mutating func next() -> Next {
        guard let owner = owners.first else { return .done }
        guard lookups < ownersMax else { return .tooMany }
        lookups += 1
        return .owner(owner)
    }

    /// The order that was asked for has a name: its trades are told under it.
    ///
    /// - Throws: where another order was asked for.
    public mutating func take(
        owner: VenueOrderID, named name: ClientOrderID
    ) throws(MessageFault) -> (told: [NamedTrade], next: Next) {
        guard owner == owners.first else { throw .mismatch("orderId") }
        owners.removeFirst()
        let told = held.filter { $0.venueOrderID == owner }
        held.removeAll { $0.venueOrderID == owner }
        return (told.map { NamedTrade(trade: $0, name: name) }, next())
    }

    /// What is told when it ends: that everything was told, or that there is too much.
    public func tellEnd(_ next: Next, _ output: inout OrderOutput) {
        switch (next, order) {
        case (.page, _), (.owner, _): break
        case (.done, let order?):
            output.reports.append(
                VenueReport(order: order, content: .tradesListed(askedAt: askedAt)))
        case (.done, nil): output.notices.append(.tradesListed(instrument.id, askedAt: askedAt))
        case (.tooMany, let order?): output.notices.append(.tradesTooMany(order))
        case (.tooMany, nil):
            output.notices.append(.listingFailed(.trades(instrument.id), .tooLong))
        }
    }
}

extension [ListedTrade] {
    fileprivate var endsWithBothSides: Bool {
        count >= 2 && self[count - 1].number == self[count - 2].number
    }
}
