public import Domain
public import VenueKit

/// One account's orders at Binance USD-M futures.
///
/// Requests go over HTTP. The private stream comes on a connection of its own: a listen key is
/// asked for over HTTP, and subscribed to on the connection as if it were a stream's name. Trades
/// come from two sides, with the same trade number from each: the stream and the lists; the core
/// counts each once.
///
/// - Complexity: constant in the number of orders, logarithmic in that of outstanding requests.
/// - Source: Binance USD-M futures, "Trade", "Account", "User Data Streams", read 2026-11.
public struct BinanceUSDMOrders: OrderSession {
    /// Bounds of a session, beside those that all have.
    public enum Limits {
        /// Nanoseconds after funding was told at which it is asked for by name, again and again:
        /// the venue's list may be late.
        static let fundingDelays: [Int64] = [0, 2_000_000_000, 15_000_000_000, 60_000_000_000]
        /// Milliseconds before funding was told from which on it is asked for.
        static let fundingLead: Int64 = 60_000
        /// Payments of one page; the venue's own bound.
        static let incomePerPage = 1000
        /// Nanoseconds without anything after which the connection is asked whether it lives: the
        /// venue's own pings are three minutes apart.
        public static let quietMax: Int64 = 20_000_000_000
        /// Nanoseconds after which the listen key is prolonged: it is good for an hour.
        public static let keyInterval: Int64 = 1_500_000_000_000
        /// Nanoseconds after which that is tried again where it failed.
        public static let keyRetryInterval: Int64 = 60_000_000_000
        /// Nanoseconds after which margin rules are asked for again: tiers change unannounced.
        public static let rulesInterval: Int64 = 3_600_000_000_000
        /// The same where no answer came.
        public static let rulesRetryInterval: Int64 = 5_000_000_000
        /// How far apart the venue lets the times of one page of trades be: a week; it lists those
        /// of half a year.
        public static let tradeSpan = TradeSpan(length: 7 * 86_400_000, countMax: 27)
        /// Characters of a listen key.
        public static let listenKeyMax = 256
    }

    /// What a session is for.
    public struct Settings: Sendable, Equatable {
        public var account: AccountID
        /// What the account's key signs by.
        public var algorithm: SigningAlgorithm
        /// Whether orders that wait for a price look at the mark, rather than at the last trade.
        public var triggersByMark: Bool
        /// Milliseconds that the venue's clock is ahead of ours, until it is measured.
        public var venueClockLead: Int64
        /// Nanoseconds after which the listen key is prolonged.
        public var keyInterval = Limits.keyInterval
        /// Nanoseconds after which margin rules, once asked for, are asked for again.
        public var rulesInterval = Limits.rulesInterval

        public init(
            account: AccountID, algorithm: SigningAlgorithm = .hmacSHA256,
            triggersByMark: Bool = false, venueClockLead: Int64 = 0
        ) {
            precondition(
                venueClockLead.magnitude < VenueClock.Limits.leadMax, "clocks are within a day")
            self.account = account
            self.algorithm = algorithm
            self.triggersByMark = triggersByMark
            self.venueClockLead = venueClockLead
        }
    }

    /// What was given at the start.
    public let settings: Settings
    /// What happened so far, in numbers.
    public internal(set) var counts = OrderCounts()
    /// Why the last answer or frame that could not be read could not be.
    public internal(set) var lastFault: MessageFault?
    /// Where the private stream stands.
    public internal(set) var stream = PrivateStreamState.closed
    /// Milliseconds that the venue's clock is ahead of ours.
    public internal(set) var venueClockLead: Int64
    var instruments = ListedInstruments()
    var names = OrderNames()
    var conditionals = ConditionalOrders()
    var reader = MessageReader()
    var desk = RequestDesk<FuturesWork>()
    /// By which the private stream is asked for; whoever has it can read the account.
    var listenKey: [UInt8] = []
    /// When it is to be prolonged; nil while there is none.
    var keepKeyAt: Timestamp?
    /// When the connection is to be asked whether it lives; nil while there is none.
    var probeAt: Timestamp?
    var lastHeard = Timestamp.none
    var rules = MarginRulesInquiry()
    /// When funding is to be asked for by name, the soonest first, and since when.
    var fundingAt: [(time: Timestamp, since: Int64)] = []

    /// A session that knows no instrument and has no connection.
    public init(_ settings: Settings) {
        self.settings = settings
        venueClockLead = settings.venueClockLead
    }

    /// Whose orders.
    public var account: AccountID { settings.account }

    /// The moment at which ``wake(at:into:)`` is to be called, nil if none.
    public var nextWake: Timestamp? {
        [desk.nextDeadline, keepKeyAt, probeAt, fundingAt.first?.time, rules.againAt]
            .compactMap(\.self).min()
    }

    /// Takes in an instrument, or a new version of one.
    public mutating func list(_ instrument: Instrument) { instruments.list(instrument) }

    /// Takes in an order of an earlier run, so that its trades need not be asked about.
    public mutating func recall(_ order: OrderReference, as venueOrderID: VenueOrderID) {
        precondition(order.account == account, "the order is of this account")
        names.note(venueOrderID, order.clientOrderID)
        conditionals.recall(venueOrderID, order.clientOrderID)
    }

    /// How many requests are outstanding.
    public var outstandingCount: Int { desk.count }

    /// The venue's clock, in milliseconds.
    func venueTime(_ now: Timestamp) -> Int64 { now.milliseconds + venueClockLead }

    // MARK: - Outstanding requests

    /// Asks the driver for a request over HTTP, and waits for its answer until `deadline`.
    mutating func ask(
        _ work: FuturesWork, _ method: FuturesMethod, _ writer: QueryWriter,
        by deadline: Timestamp, at now: Timestamp, _ output: inout OrderOutput
    ) {
        var template = writer.plain
        var slot: SigningSlot?
        if method.security == .signed {
            let (query, signing) = writer.rest(settings.algorithm)
            (template, slot) = (query, signing)
        }
        let key = method.security == .open ? "" : "X-MBX-APIKEY"
        ask(
            work, .rest(method.verb, path: method.path, keyHeader: key), template, slot,
            weight: method.weight, by: deadline, at: now, &output)
    }

    mutating func ask(
        _ work: FuturesWork, _ route: RequestRoute, _ template: SignedTemplate,
        _ slot: SigningSlot?, weight: Int, by deadline: Timestamp, at now: Timestamp,
        _ output: inout OrderOutput
    ) {
        counts.requests += 1
        desk.ask(work, route, template, slot, weight: weight, by: deadline, at: now, &output)
    }

    // MARK: - Time

    /// The time has come: tells of what was not answered.
    public mutating func wake(at now: Timestamp, into output: inout OrderOutput) {
        while let entry = desk.takeDue(at: now) { expire(entry, now, &output) }
        if let due = keepKeyAt, due <= now { prolongKey(now, &output) }
        if let due = probeAt, due <= now { probe(now, &output) }
        if let due = rules.againAt, due <= now {
            rules.againAt = nil
            listMarginRules(at: now, into: &output)
        }
        while let due = fundingAt.first, due.time <= now {
            fundingAt.removeFirst()
            askIncome(since: due.since, now, &output)
        }
    }

    private mutating func expire(
        _ entry: RequestDesk<FuturesWork>.Entry, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        counts.timeouts += 1
        switch entry.work {
        case .place, .cancel, .amend:
            reportUnknown(entry.work, .deadline, &output)
            desk.keepLate(entry, at: now)
        case .probe:
            output.notices.append(.streamGap(.silent))
            output.notices.append(.reconnect(.silent))
        case .status, .conditionalStatus, .orderTrades, .search, .owner, .openOrders,
            .openConditionals, .balances, .positions, .clock, .brackets, .symbolConfiguration,
            .income, .listenKey, .subscribe, .keepAlive:
            giveUp(entry.work, now, &output)
        }
    }

    func reportUnknown(
        _ work: FuturesWork, _ cause: UnknownCause, _ output: inout OrderOutput
    ) {
        if let report = work.unknown(cause) { output.reports.append(report) }
    }

    /// A question comes to nothing; what is known already is told.
    mutating func giveUp(
        _ work: FuturesWork, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        switch work {
        case .orderTrades(let listing):
            let order = listing.intent.order
            output.reports.append(called(listing.state, order.clientOrderID).report(order))
        case .listenKey, .subscribe:
            guard stream == .opening else { return }
            stream = .refused
            output.notices.append(.streamGap(.refused))
            output.notices.append(.reconnect(.refused))
        case .search(let search), .owner(let search):
            guard search.order == nil else { return }
            output.notices.append(
                .listingFailed(.trades(search.instrument.id), .unanswered))
        case .openOrders, .openConditionals:
            output.notices.append(.listingFailed(.openOrders, .unanswered))
        case .balances: output.notices.append(.listingFailed(.balances, .unanswered))
        case .positions: output.notices.append(.listingFailed(.positions, .unanswered))
        case .keepAlive: keepKeyAt = now.adding(nanoseconds: Limits.keyRetryInterval)
        case .brackets, .symbolConfiguration: endRules(wereTold: false, now, &output)
        case .place, .cancel, .amend, .status, .conditionalStatus, .clock, .income, .probe:
            break
        }
    }
}
