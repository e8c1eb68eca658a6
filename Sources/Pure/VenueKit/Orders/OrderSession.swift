public import Domain

/// One account's orders at one venue, as a machine without input or output.
///
/// Whoever drives it (the gateway on real sockets, a test, the simulator) hands it intents that
/// are durable already, sends the requests it finds in the output once it has filled in key and
/// signature, and tells it what came of them. Every call may add to the output; the driver takes
/// it and calls ``OrderOutput/removeAll()`` before the next call. After every call it looks at
/// ``nextWake``.
///
/// What a session promises: every intent ends in a report, of what is certain or that the outcome
/// is unknown, by its deadline at the latest; nothing is placed twice; a refusal is reported only
/// where the venue's own words, or the fact that not a byte left, make it certain; an answer that
/// makes no sense is an unknown outcome and never a refusal; no call fails or stops the process,
/// whatever the venue sent.
public protocol OrderSession: Sendable {
    /// Whose orders.
    var account: AccountID { get }
    /// What happened so far, in numbers.
    var counts: OrderCounts { get }
    /// The moment at which ``wake(at:into:)`` is to be called, nil if none.
    var nextWake: Timestamp? { get }

    /// How many requests wait for an answer that would still count.
    var outstandingCount: Int { get }

    /// Takes in an instrument, or a new version of one, by which messages are read.
    mutating func list(_ instrument: Instrument)
    /// Takes in an order of an earlier run, so that its trades need not be asked about.
    mutating func recall(_ order: OrderReference, as venueOrderID: VenueOrderID)

    /// Places an order. Reported by `accepted`, `rejected` or `requestFailed`.
    mutating func place(
        _ intent: PlacementIntent, at now: Timestamp, into output: inout OrderOutput)
    /// Cancels an order. Reported by `status`, `cancelRejected` or `requestFailed`; the last one
    /// also where the venue did not look at it, so that it is asked for again.
    mutating func cancel(
        _ intent: CancelIntent, at now: Timestamp, into output: inout OrderOutput)
    /// Why the venue cannot change an order so, however it stands; nil where it may be asked.
    static func objection(to change: TermsChange) -> AmendObjection?
    /// Gives an open order another price or quantity. Reported by `terms`, `amendRejected` or
    /// `requestFailed`. What ``objection(to:)`` is about is refused without a request.
    mutating func amend(_ intent: AmendIntent, at now: Timestamp, into output: inout OrderOutput)
    /// Asks where an order stands. Reported by fills and `status`, with `terms` where the intent
    /// wants them, or by `notFound` and, once all trades since its intent were looked through,
    /// `tradesListed`; by nothing where no answer came: the core asks again by itself.
    mutating func query(_ intent: QueryIntent, at now: Timestamp, into output: inout OrderOutput)
    /// Asks for all orders that work. Reported by `status` each, then
    /// ``OrderNotice/openOrdersListed(askedAt:count:)``.
    mutating func listOpenOrders(at now: Timestamp, into output: inout OrderOutput)
    /// Asks for all trades of an instrument, of whatever orders. Reported by fills, then
    /// ``OrderNotice/tradesListed(_:askedAt:)``.
    mutating func listTrades(
        _ intent: TradeListIntent, at now: Timestamp, into output: inout OrderOutput)
    /// Asks for what the account holds. Told by ``OrderNotice/balances(_:askedAt:)``.
    mutating func listBalances(at now: Timestamp, into output: inout OrderOutput)
    /// Asks for what the account has open of each instrument, where the venue keeps positions.
    /// Told by ``OrderNotice/positions(_:askedAt:)``.
    mutating func listPositions(at now: Timestamp, into output: inout OrderOutput)
    /// Asks for the rules of margin, where the venue has such. Told by
    /// ``OrderNotice/marginTable(_:)`` and ``OrderNotice/marginTerms(_:)``, or by nothing.
    mutating func listMarginRules(at now: Timestamp, into output: inout OrderOutput)
    /// Asks for what was paid and received as funding. Told by ``OrderNotice/funding(_:)``, or by
    /// nothing.
    ///
    /// - Parameter start: from when on, by our clock.
    mutating func listFunding(
        since start: Timestamp, at now: Timestamp, into output: inout OrderOutput)
    /// Asks how late it is at the venue, by which later requests are stamped. Told by
    /// ``OrderNotice/clockMeasured(lead:roundTrip:)``, or by nothing.
    mutating func measureClock(at now: Timestamp, into output: inout OrderOutput)

    /// The answer to a request over HTTP came, as late as it may be.
    mutating func answered(
        _ request: RequestID, _ answer: VenueAnswer, _ body: Span<UInt8>, at now: Timestamp,
        into output: inout OrderOutput)
    /// No answer will come.
    mutating func failed(
        _ request: RequestID, _ failure: RequestFailure, at now: Timestamp,
        into output: inout OrderOutput)

    /// The private connection stands.
    mutating func opened(at now: Timestamp, into output: inout OrderOutput)
    /// A frame came on it.
    mutating func received(
        _ frame: Span<UInt8>, at now: Timestamp, into output: inout OrderOutput)
    /// The venue's ping came on it; the driver has answered it already.
    mutating func pinged(at now: Timestamp, into output: inout OrderOutput)
    /// The private connection is gone.
    mutating func closed(at now: Timestamp, into output: inout OrderOutput)
    /// The time has come.
    mutating func wake(at now: Timestamp, into output: inout OrderOutput)
}

/// What a session has to tell and to ask, in memory that is reused from call to call.
public struct OrderOutput: Sendable {
    /// For the core, in this order.
    public var reports: [VenueReport] = []
    /// To be sent, in this order.
    public var requests: [VenueRequest] = []
    /// For those who run the account.
    public var notices: [OrderNotice] = []

    public init() {}

    /// Makes ready for the next call; the memory is kept.
    public mutating func removeAll() {
        reports.removeAll(keepingCapacity: true)
        requests.removeAll(keepingCapacity: true)
        notices.removeAll(keepingCapacity: true)
    }
}

/// What concerns an account rather than one of its orders.
public enum OrderNotice: Sendable, Equatable {
    /// From now on the venue tells of everything: what happened before may be missing, so orders
    /// are to be reconciled now, and trading may go on when that is done.
    case streamLive
    /// Something may be missing: only what reduces exposure is to be sent until orders have been
    /// reconciled on a live stream.
    case streamGap(StreamGapCause)
    /// Close the private connection and open a new one.
    case reconnect(StreamGapCause)
    /// All working orders were reported before this.
    case openOrdersListed(askedAt: Timestamp, count: Int)
    /// All trades of the instrument that were asked for were reported before this.
    case tradesListed(InstrumentID, askedAt: Timestamp)
    /// What the account holds; nothing of an asset that is not named.
    case balances([BalanceNotice], askedAt: Timestamp)
    /// What the account has open; nothing of an instrument that is not named.
    case positions([PositionNotice], askedAt: Timestamp)
    /// A listing comes to nothing.
    case listingFailed(AccountListing, ListingFailure)
    /// The venue's clock is ahead of ours by so many milliseconds; asking and answering took so
    /// many nanoseconds.
    case clockMeasured(lead: Int64, roundTrip: Int64)
    /// Send nothing but cancels before this moment, by our clock; nothing at all where banned.
    case backOff(until: Timestamp, isBanned: Bool)
    /// The venue refuses the key or the signature, by its own code: a person must look.
    case credentialsRefused(code: Int64)
    /// The venue says our clock is too far from its own.
    case clockRefused
    /// What the account holds of an asset now.
    case balance(BalanceNotice)
    /// What came or went other than by trading.
    case transfer(asset: Asset, amount: Money, time: Timestamp)
    /// What the account has open of an instrument now.
    case position(PositionNotice)
    /// What came or went for holding positions over a funding time.
    case funding(FundingNotice)
    /// A venue's table of what must stay in a position.
    case marginTable(MarginTable)
    /// How the account trades an instrument.
    case marginTerms(MarginTerms)
    /// The venue is about to close positions for lack of margin.
    case marginCall(time: Timestamp)
    /// An asset's name or amount could not be kept exactly: the balance is to be looked up.
    case balanceUnreadable
    /// There are more trades than are looked through: a person must look.
    case tradesTooMany(OrderReference)
}

/// What can be listed of an account.
public enum AccountListing: Sendable, Equatable {
    case openOrders
    case trades(InstrumentID)
    case balances
    case positions
}

/// Why a listing comes to nothing.
public enum ListingFailure: UInt8, Sendable, Equatable, CaseIterable {
    /// Refused, not answered in time, or not understood: ask again.
    case unanswered = 1
    /// There is more than is looked through: a person must look.
    case tooLong = 2
}

/// Why something may be missing.
public enum StreamGapCause: UInt8, Sendable, Equatable, CaseIterable {
    /// The connection is gone.
    case closed = 1
    /// The venue ended the stream on a connection that stands.
    case terminated = 2
    /// The venue is about to close the connection.
    case closingSoon = 3
    /// The venue refused to begin it, or did not answer.
    case refused = 4
    /// Something came that could not be read.
    case unreadable = 5
    /// Nothing at all came for too long, not even a ping.
    case silent = 6
}

/// A balance as the venue tells it.
public struct BalanceNotice: Sendable, Equatable {
    public var asset: Asset
    /// What new orders may use.
    public var free: Money
    /// Set aside by the venue for working orders.
    public var locked: Money
    /// When it was so, by the venue's clock.
    public var time: Timestamp
    /// What all open positions that are settled in it cost, signed as ``Position/cost`` is.
    public var openCost = Money.zero
    /// How far ``openCost`` may be from what is exact, for the venue's rounding.
    public var dust = Money.zero

    public init(asset: Asset, free: Money, locked: Money, time: Timestamp) {
        self.asset = asset
        self.free = free
        self.locked = locked
        self.time = time
    }

    /// With what is open at the venue.
    public init(
        asset: Asset, free: Money, locked: Money, time: Timestamp, openCost: Money,
        dust: Money = .zero
    ) {
        self.init(asset: asset, free: free, locked: locked, time: time)
        self.openCost = openCost
        self.dust = dust
    }
}

/// A position as the venue tells it.
public struct PositionNotice: Sendable, Equatable {
    public var instrument: InstrumentID
    /// Which of an instrument's positions.
    public var leg: PositionLeg
    /// Negative for what is owed.
    public var quantity: Quantity
    /// Digits beyond ours are cut.
    public var entryPrice: AveragePrice
    /// When it was so, by the venue's clock.
    public var time: Timestamp
    /// What it cost, signed as ``Position/cost`` is; nil where only the price is told.
    public var cost: Money?

    public init(
        instrument: InstrumentID, leg: PositionLeg, quantity: Quantity, entryPrice: AveragePrice,
        time: Timestamp, cost: Money? = nil
    ) {
        self.cost = cost
        self.instrument = instrument
        self.leg = leg
        self.quantity = quantity
        self.entryPrice = entryPrice
        self.time = time
    }
}

/// What happened in a session, in numbers. All start at zero and only grow.
public struct OrderCounts: Sendable, Equatable {
    /// Requests asked of the driver.
    public var requests: Int64 = 0
    /// Answers, by either way.
    public var answers: Int64 = 0
    /// Answers to what nobody waits for, or came twice; left out.
    public var answersUnasked: Int64 = 0
    /// Answers that made no sense.
    public var answersUnreadable: Int64 = 0
    /// Working orders of instruments that are not listed here; left out.
    public var ordersUnlisted: Int64 = 0
    /// Requests refused by the venue with a code that this session does not know.
    public var codesUnknown: Int64 = 0
    /// Requests whose time ran out.
    public var timeouts: Int64 = 0
    /// Intents that were refused here, before a byte left.
    public var neverSent: Int64 = 0
    /// Queries left out, because the same one was under way or too many were.
    public var queriesMerged: Int64 = 0
    /// Events of the private stream.
    public var events: Int64 = 0
    /// Events of a kind that this session does not know. Normal: venues add kinds.
    public var eventsUnknown: Int64 = 0
    /// Frames that could not be read.
    public var framesUnreadable: Int64 = 0
    /// Fills that were told as uncountable, for digits that cannot be kept.
    public var fillsInexact: Int64 = 0

    public init() {}
}
