public import Containers
public import Domain
public import Markets

/// Names one thing that somebody asked for, until it is answered.
public struct Ticket: Sendable, Hashable {
    /// Never used twice while the process runs.
    public let raw: UInt64

    public init(_ raw: UInt64) { self.raw = raw }
}

/// What the edge hands in to be decided.
public enum EdgeInput: Sendable, Equatable {
    case submit(OrderRequest)
    case cancel(OrderReference)
    case amend(AmendRequest)
    case cancelAll(TradingScope)
    /// A person says that an order is not at its venue.
    case stateAbsent(AbsenceStatement)
    case setTradingMode(TradingMode)
    case setTradingState(TradingScope, TradingMode)
    case kill(TradingScope, StatedReason)
    case liftKill(TradingScope, StatedReason)
    case allocate(CapitalAllocation)
    case transfer(CapitalTransfer)
    /// A person has looked at what reconciliation found at the venue, and takes the venue's word.
    case acceptDifferences(AccountID)
}

/// Why something was not taken in. Nothing of it was decided, nothing is journaled, nothing sent.
public enum DoorRefusal: Sendable, Equatable {
    /// As many inputs wait as may: ask again in a moment.
    case busy
    /// Trading has not resumed since the start; the reason is for people.
    case notReady(String)
    /// The process is being stopped.
    case draining
    /// The disk is full: only cancels are taken until there is room.
    case diskFull
    /// There is nothing of that kind to do.
    case pointless(String)
    /// The venue cannot change orders so, and there is no use in asking it.
    case amendmentUnsupported(why: String, fix: String)
}

/// Where inputs go in. What became of one comes back by ``EdgeServer/released(_:answers:)``, after
/// it is durable.
public protocol TradingDoor: Sendable {
    /// Hands an input in. Never blocks. - Returns: nil where it was taken.
    func take(_ input: EdgeInput, ticket: Ticket) -> DoorRefusal?
}

/// The released state: what the events that were handed out add up to. Read on the edge's loop
/// only, and nothing in it is ahead of what is durable.
public protocol TradingView: AnyObject {
    /// The number of the last input that is in it.
    var sequence: UInt64 { get }
    var mode: TradingMode { get }
    /// Every order there ever was, by row.
    var orders: ChunkedTable<Order> { get }
    var fills: ChunkedTable<FillReport> { get }
    var balances: ChunkedTable<Balance> { get }
    var positions: ChunkedTable<Position> { get }
    /// Every version of every instrument; the newest version of each comes last.
    var instruments: ChunkedTable<Instrument> { get }
    /// What may be traded in the scopes that were ever restricted.
    var restrictions: ChunkedTable<TradingRestriction> { get }
    /// What may be risked, by scope.
    var limits: ChunkedTable<RiskLimits> { get }
    /// What of each wallet is whose.
    var capitals: ChunkedTable<Capital> { get }
    /// Which strategies have capital of their own, and how much at most.
    var allocations: ChunkedTable<CapitalAllocation> { get }
    /// A transfer that was counted, by its identifier.
    func transfer(_ id: FlowID) -> CapitalTransfer?
    /// The newest alarms, newest first: as many as the core remembers by name.
    var newestAlarms: [RaisedAlarm] { get }
    /// Whether an instrument is of the asset, or an account ever had some.
    func knows(_ asset: Asset) -> Bool
    /// How an account stands in a settlement currency.
    func margin(
        of account: AccountID, in asset: Asset
    ) -> Result<MarginStanding, MarginUnknown>
    /// How many orders of a scope may still do something.
    func openOrders(in scope: TradingScope) -> UInt32
    /// The row of an order, nil where there is none.
    func orderRow(_ reference: OrderReference) -> Int?
    /// The row of an instrument's newest version.
    func instrumentRow(_ id: InstrumentID) -> Int?
}

/// How an account stands in a settlement currency, at the marks. Amounts are rounded to money's
/// last digit, each once.
public struct MarginStanding: Sendable, Equatable {
    /// A position in contracts, all strategies' together.
    public struct Position: Sendable, Equatable {
        public var instrument: InstrumentID
        public var leg: PositionLeg
        public var mode: MarginMode
        /// Signed, in contracts.
        public var quantity: Money
        /// What it is valued at.
        public var mark: MarkPrice
        /// When the mark was told.
        public var markedAt: Timestamp
        /// What closing it at the mark would gain.
        public var unrealised: Money
        /// What our books hold for it.
        public var initial: Money
        /// What must stay in it.
        public var maintenance: Money
        /// Nil where no price is it.
        public var liquidationPrice: MarkPrice?

        public init(
            instrument: InstrumentID, leg: PositionLeg, mode: MarginMode, quantity: Money,
            mark: MarkPrice, markedAt: Timestamp, unrealised: Money, initial: Money,
            maintenance: Money, liquidationPrice: MarkPrice?
        ) {
            self.instrument = instrument
            self.leg = leg
            self.mode = mode
            self.quantity = quantity
            self.mark = mark
            self.markedAt = markedAt
            self.unrealised = unrealised
            self.initial = initial
            self.maintenance = maintenance
            self.liquidationPrice = liquidationPrice
        }
    }

    /// Before profit that is not realised.
    public var wallet: Money
    /// What closing everything would gain.
    public var unrealised: Money
    /// Both together.
    public var balance: Money
    /// What our books hold for positions.
    public var initial: Money
    /// What must stay.
    public var maintenance: Money
    /// Maintenance ÷ balance; nil where nothing is left.
    public var ratio: Money?
    /// In the order in which they were first opened.
    public var positions: [Position]

    public init(
        wallet: Money, unrealised: Money, balance: Money, initial: Money, maintenance: Money,
        ratio: Money?, positions: [Position]
    ) {
        self.wallet = wallet
        self.unrealised = unrealised
        self.balance = balance
        self.initial = initial
        self.maintenance = maintenance
        self.ratio = ratio
        self.positions = positions
    }
}

/// What is missing to tell how an account stands.
public struct MarginUnknown: Error, Sendable, Equatable {
    /// In capitals, for programs: `MARK_MISSING`.
    public var code: String
    /// For people.
    public var why: String
    /// Where it is missing.
    public var instrument: InstrumentID

    public init(code: String, why: String, instrument: InstrumentID) {
        self.code = code
        self.why = why
        self.instrument = instrument
    }
}

/// What is known of the markets. Read on the edge's loop only.
public protocol MarketView: AnyObject {
    func market(_ instrument: InstrumentID) -> Market?
    /// Closed candles, oldest first, at most `limit` of the newest; the open one is in the market.
    func closedCandles(
        _ instrument: InstrumentID, _ interval: CandleInterval, limit: Int
    ) -> [Candle]
    /// How many trades of an instrument there were since the start.
    func tradesSeen(_ instrument: InstrumentID) -> Int
    /// The newest trades, newest last, at most `limit`.
    func recentTrades(_ instrument: InstrumentID, limit: Int) -> [Trade]
}

/// How the house is. Read on the edge's loop only.
public protocol HouseView: AnyObject {
    var report: HouseReport { get }
    /// Families of metrics in the OpenMetrics text format, without the closing `# EOF`: the edge
    /// adds its own, whose names begin with `plimsoll_edge_`.
    func metrics() -> [UInt8]
}

/// What the edge shows, opened on its loop.
public struct EdgeViews {
    /// The released state.
    public var trading: any TradingView
    /// The markets.
    public var markets: any MarketView
    /// The house's own report.
    public var house: any HouseView

    public init(trading: any TradingView, markets: any MarketView, house: any HouseView) {
        self.trading = trading
        self.markets = markets
        self.house = house
    }
}

/// How the house is, for people and for whoever watches over it.
public struct HouseReport: Sendable, Equatable {
    /// What the process is doing.
    public enum Phase: String, Sendable, Equatable, CaseIterable {
        /// The journal is read, venues are not reached yet.
        case starting
        /// What happened while nobody looked is being found out.
        case reconciling
        /// Orders are taken.
        case ready
        /// Orders are not taken: a person must look at ``HouseReport/differences``.
        case differing
        /// The disk is full: only cancels are taken.
        case diskFull = "disk-full"
        /// The process is being stopped.
        case draining
    }

    /// One venue's links.
    public struct Venue: Sendable, Equatable {
        /// How a link stands.
        public enum Link: String, Sendable, Equatable, CaseIterable {
            case connecting, live, stale, down
        }

        /// Its number in the journal.
        public var id: VenueID
        /// The name it has in the configuration.
        public var name: String
        /// What it speaks: `binance-spot`.
        public var speaks: String
        /// Whether it proved to be a simulator or a listed test network.
        public var isPaper: Bool
        /// How its market data stands.
        public var marketData: Link
        /// How its private connection stands.
        public var orders: Link
        /// Milliseconds since the last market-data message; nil before the first.
        public var lastMessageAge: Int64?
        /// Market-data gaps noticed since the start.
        public var gaps: Int64
        /// Connections made anew since the start.
        public var reconnects: Int64
        /// Market-data messages since the start.
        public var messages: Int64
        /// Why it is not well, for people; nil when it is.
        public var trouble: String?

        public init(name: String, speaks: String, id: VenueID = VenueID(0)) {
            self.id = id
            self.name = name
            self.speaks = speaks
            isPaper = false
            marketData = .connecting
            orders = .connecting
            gaps = 0
            reconnects = 0
            messages = 0
        }
    }

    /// Where the venue and the journal disagree.
    public struct Difference: Sendable, Equatable {
        /// The account's name.
        public var account: String
        /// What it is about: `balance USDT`, `order abc`.
        public var subject: String
        /// As the journal has it.
        public var ours: String
        /// As the venue has it.
        public var theirs: String

        public init(account: String, subject: String, ours: String, theirs: String) {
            self.account = account
            self.subject = subject
            self.ours = ours
            self.theirs = theirs
        }
    }

    public var phase: Phase
    /// In the order of the configuration.
    public var venues: [Venue]
    /// Empty when the venues and the journal agree.
    public var differences: [Difference]
    /// The number of the last input that is durable.
    public var releasedSequence: UInt64
    /// Bytes of the journal on disk.
    public var journalBytes: Int64
    /// How often the process has started on this journal.
    public var epoch: UInt32
    /// Of this program.
    public var version: String
    /// When this process started.
    public var startedAt: Timestamp
    /// In the order of the configuration.
    public var accounts: [AccountName]
    /// Alarms raised since the journal began.
    public var alarms: UInt64

    /// An account's number and the name it has in the configuration.
    public struct AccountName: Sendable, Equatable {
        public var id: AccountID
        /// The name it has in the configuration.
        public var name: String
        /// The venue's name.
        public var venue: String
        /// Whose the orders are that name no strategy.
        public var strategy: StrategyID

        public init(
            id: AccountID, name: String, venue: String, strategy: StrategyID = StrategyID(1)
        ) {
            self.id = id
            self.name = name
            self.venue = venue
            self.strategy = strategy
        }
    }

    public init(phase: Phase, version: String, startedAt: Timestamp) {
        self.phase = phase
        self.version = version
        self.startedAt = startedAt
        venues = []
        differences = []
        releasedSequence = 0
        journalBytes = 0
        epoch = 0
        accounts = []
        alarms = 0
    }
}

/// The number under which a ticket's input was decided: its events are those of this number.
public struct TicketAnswer: Sendable, Equatable {
    public let ticket: Ticket
    /// The number its input has in the journal.
    public let sequence: UInt64

    public init(ticket: Ticket, sequence: UInt64) {
        self.ticket = ticket
        self.sequence = sequence
    }
}
