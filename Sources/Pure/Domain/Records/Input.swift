/// When and as which number an input entered the turn.
@frozen
public struct Stamp: Sendable, Equatable, BitwiseCopyable {
    /// 1 for the first input of a journal; no number is left out or used twice.
    public let sequence: UInt64
    /// Never before that of an earlier input.
    public let time: Timestamp

    @inlinable
    public init(sequence: UInt64, time: Timestamp) {
        self.sequence = sequence
        self.time = time
    }
}

/// Everything that can happen to the trading core. There is no side door.
public enum Input: Sendable, Equatable {
    /// Nothing but the time: deadlines are looked at.
    case clock
    /// The process has started on what the journal holds.
    case started(ProcessStart)
    /// A venue lists an instrument, or a new version of one.
    case listing(Instrument)
    /// A deposit, a withdrawal or an opening balance.
    case flow(ExternalFlow)
    /// What an instrument is worth, for checks.
    case mark(Mark)
    /// A bot asks for an order.
    case submit(OrderRequest)
    /// A bot, or a person, takes an order back.
    case cancel(OrderReference)
    /// An operator changes what may be traded.
    case setTradingMode(TradingMode)
    /// A venue, or our own deadline, says something about an order.
    case report(VenueReport)
    /// A bot asks for another price or quantity of an open order.
    case amend(AmendRequest)
    /// A bot, or a person, takes back all orders of a scope.
    case cancelAll(TradingScope)
    /// An operator changes what may be traded in a scope.
    case setTradingState(TradingScope, TradingMode)
    /// The kill switch: the scope is halted and its orders are canceled.
    case kill(TradingScope, because: StatedReason = .none)
    /// The second, explicit word that lifts a kill switch. What the scope may trade is said by
    /// ``setTradingState(_:_:)`` afterwards.
    case liftKill(TradingScope, because: StatedReason = .none)
    /// What may be risked in a scope.
    case limits(RiskLimits)
    /// What limits and reports are counted in.
    case valuation(Asset)
    case conversion(ConversionRate)
    /// A venue's maintenance table.
    case marginTable(MarginTable)
    case marginTerms(MarginTerms)
    case funding(FundingNotice)
    /// A strategy gets a sub-account of its own.
    case allocate(CapitalAllocation)
    case transfer(CapitalTransfer)
    /// The account agrees with the venue, balances and positions.
    case accountConfirmed(AccountID)
    /// A comparison with the venue found something else.
    case difference(BalanceDifference)
    /// The venue has an order that is not ours, or has no longer.
    case foreignOrder(ForeignOrder)
    /// The venue has such a position.
    case venuePosition(VenuePosition)
    /// A person says that an order is not at its venue.
    case stateAbsent(AbsenceStatement)
}

/// What may be sent.
public enum TradingMode: UInt8, Sendable, CaseIterable {
    /// Everything that passes the checks.
    case active = 1
    /// Only what reduces exposure, and cancels.
    case reducing = 2
    /// Only cancels, and reduce-only orders, which nothing ever holds up.
    case halted = 3
}

/// A start of the process.
public struct ProcessStart: Sendable, Equatable {
    /// Grows by one with each start on the same journal.
    public var epoch: UInt32
    /// Whether the journal's last frame was cut: trading goes on reducing until an operator says
    /// so.
    public var isAfterCut: Bool

    public init(epoch: UInt32, isAfterCut: Bool) {
        self.epoch = epoch
        self.isAfterCut = isAfterCut
    }
}

/// Money that came or went other than by trading.
public struct ExternalFlow: Sendable, Equatable {
    /// The same flow is never counted twice.
    public var id: FlowID
    public var account: AccountID
    public var asset: Asset
    /// Positive for what came in.
    public var amount: Money

    public init(id: FlowID, account: AccountID, asset: Asset, amount: Money) {
        self.id = id
        self.account = account
        self.asset = asset
        self.amount = amount
    }
}

/// The value of an instrument at a moment.
public struct Mark: Sendable, Equatable {
    public var instrument: InstrumentID
    public var price: MarkPrice
    /// When it was so, by our clock.
    public var time: Timestamp
    /// The best bid; ``Price/zero`` where it is not known.
    public var bid: Price
    /// The best ask; ``Price/zero`` where it is not known.
    public var ask: Price
    /// What the book shows to sell into, as far as it is known.
    public var bidDepth: Quantity
    /// What the book shows to buy from, as far as it is known.
    public var askDepth: Quantity
    /// What was traded in the last day; zero where it is not known.
    public var dayVolume: Quantity

    public init(
        instrument: InstrumentID, price: MarkPrice, time: Timestamp, bid: Price = .zero,
        ask: Price = .zero, bidDepth: Quantity = .zero, askDepth: Quantity = .zero,
        dayVolume: Quantity = .zero
    ) {
        self.instrument = instrument
        self.price = price
        self.time = time
        self.bid = bid
        self.ask = ask
        self.bidDepth = bidDepth
        self.askDepth = askDepth
        self.dayVolume = dayVolume
    }
}

/// What we ask a venue for.
public enum RequestKind: UInt8, Sendable, CaseIterable {
    case place = 1
    case cancel = 2
    case amend = 3
}

/// Why it is not known what became of a request.
public enum UnknownCause: UInt8, Sendable, CaseIterable {
    /// No answer came in time.
    case deadline = 1
    /// The connection broke, or the answer made no sense, after bytes had left.
    case transport = 2
    /// The venue itself answered that it does not know.
    case venue = 3
    /// The process ended in between.
    case restart = 4
}

/// Something about an order from outside.
public struct VenueReport: Sendable, Equatable {
    public var order: OrderReference
    public var content: Content

    public init(order: OrderReference, content: Content) {
        self.order = order
        self.content = content
    }

    /// What is said of the order. All but `requestFailed` are the venue's evidence.
    public enum Content: Sendable, Equatable {
        /// The venue took the order.
        case accepted(VenueOrderID)
        /// The venue refused the order, for certain.
        case rejected(ReasonCode)
        /// The venue refused to cancel it: it is unknown there, or final.
        case cancelRejected(ReasonCode)
        /// A trade.
        case fill(FillReport)
        /// It is where the venue says, with so much traded in all.
        case status(VenueOrderState, cumulative: Quantity, VenueOrderID)
        /// The venue does not find it.
        ///
        /// - askedAt: when it was asked, by our clock: answers may be much younger than questions.
        case notFound(askedAt: Timestamp)
        /// All trades of its instrument since its intent have been reported before this.
        ///
        /// - askedAt: when they were asked for, by our clock.
        case tradesListed(askedAt: Timestamp)
        /// What became of a request is not known.
        case requestFailed(RequestKind, UnknownCause)
        /// The order stands at this price and whole quantity: the answer to an amendment, or what a
        /// query told.
        ///
        /// - askedAt: when it was asked, by our clock; `none` for what is no answer to a query,
        ///   and proves of no other amendment that it was not done.
        case terms(Price, Quantity, VenueOrderID, askedAt: Timestamp)
        /// The venue refused to amend it, for certain.
        case amendRejected(ReasonCode)
        /// The venue took a trade back.
        case busted(FillReport)
    }
}
