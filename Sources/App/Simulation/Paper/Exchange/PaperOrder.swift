public import Domain

/// What an order may be at the paper venue.
public enum PaperOrderType: String, Sendable, CaseIterable {
    /// Trades at its price or better; what is left waits, unless its time in force says otherwise.
    case limit = "LIMIT"
    /// As a limit order, but refused where it would trade at once.
    case limitMaker = "LIMIT_MAKER"
    /// Trades at any price; what is left expires.
    case market = "MARKET"
}

/// The price that an order waits for.
public struct PaperTrigger: Sendable, Equatable {
    /// What the venue calls an order that waits so.
    public enum Kind: String, Sendable, CaseIterable {
        case stopLoss = "STOP_LOSS"
        case stopLossLimit = "STOP_LOSS_LIMIT"
        case takeProfit = "TAKE_PROFIT"
        case takeProfitLimit = "TAKE_PROFIT_LIMIT"

        /// What the order is once it is met.
        public var type: PaperOrderType {
            switch self {
            case .stopLoss, .takeProfit: .market
            case .stopLossLimit, .takeProfitLimit: .limit
            }
        }

        fileprivate var isStop: Bool { self == .stopLoss || self == .stopLossLimit }
    }

    /// What the venue calls it.
    public let kind: Kind
    /// The last trade's price that it waits for.
    public let price: Price
    /// Whether it is met at or above its price, and not at or below it.
    public let isAbove: Bool

    /// A stop follows a price that runs away, a profit is taken where it comes.
    public init(_ kind: Kind, _ price: Price, for side: Side) {
        self.kind = kind
        self.price = price
        isAbove = (side == .buy) == kind.isStop
    }

    func isMet(by last: Price) -> Bool { isAbove ? last >= price : last <= price }
}

/// How long an order stands.
public enum PaperTimeInForce: String, Sendable, CaseIterable {
    /// Until it is canceled.
    case goodTillCanceled = "GTC"
    /// What does not trade at once expires.
    case immediateOrCancel = "IOC"
    /// Trades at once and whole, or expires.
    case fillOrKill = "FOK"
}

/// Where an order stands.
public enum PaperOrderStatus: String, Sendable, CaseIterable {
    /// In the book or waiting for its price, nothing traded. → partiallyFilled, filled, canceled
    case new = "NEW"
    /// In the book, some of it traded. → filled, canceled
    case partiallyFilled = "PARTIALLY_FILLED"
    /// All of it traded.
    case filled = "FILLED"
    /// Taken back.
    case canceled = "CANCELED"
    /// Ended by its own terms.
    case expired = "EXPIRED"

    /// Whether it may still trade.
    public var isOpen: Bool { self == .new || self == .partiallyFilled }
}

/// What somebody asks the exchange to do.
public struct PaperPlacement: Sendable, Equatable {
    /// Row of the account.
    public var account: Int
    /// Row of the symbol.
    public var symbol: Int
    /// The client's name for it; empty lets the exchange make one up.
    public var clientID: String
    /// Buys or sells.
    public var side: Side
    /// What kind of order.
    public var type: PaperOrderType
    /// How long it stands.
    public var timeInForce: PaperTimeInForce
    /// Zero for a market order.
    public var price: Price
    /// How much.
    public var quantity: Quantity
    /// What it says of positions, where there are any.
    public var terms = PaperTerms()
    /// The price that it waits for; nil where it does not wait.
    public var trigger: PaperTrigger?

    /// A placement.
    public init(
        account: Int, symbol: Int, clientID: String = "", side: Side,
        type: PaperOrderType = .limit, timeInForce: PaperTimeInForce = .goodTillCanceled,
        price: Price, quantity: Quantity
    ) {
        self.account = account
        self.symbol = symbol
        self.clientID = clientID
        self.side = side
        self.type = type
        self.timeInForce = timeInForce
        self.price = price
        self.quantity = quantity
    }
}

/// What an order on margin says besides.
public struct PaperTerms: Sendable, Equatable {
    /// Which of a symbol's positions an order is for.
    public enum Holding: String, Sendable, CaseIterable {
        case both = "BOTH"
        case long = "LONG"
        case short = "SHORT"
    }

    /// Trades only against what is open.
    public var isReduceOnly = false
    /// Whose position it is.
    public var holding = Holding.both
    /// When it ends, milliseconds since 1970; 0 for never.
    public var goodTill: Int64 = 0
    /// What it was placed as, where that was a condition.
    public var origin = ""

    /// Of an order that says nothing.
    public init() {}
}

/// An order at the exchange.
public struct PaperOrder: Sendable, Equatable {
    /// The exchange's number for it.
    public let id: Int64
    /// What was asked for; ``PaperPlacement/clientID`` is never empty here.
    public var placement: PaperPlacement
    /// Where it stands.
    public var status: PaperOrderStatus = .new
    /// How much of it has traded.
    public var executed = Quantity.zero
    /// What that cost or brought, without fees.
    public var executedQuote = Money.zero
    /// When it was taken, milliseconds since 1970.
    public let time: Int64
    /// When it last changed, milliseconds since 1970.
    public var updateTime: Int64
    /// The client's name for the cancel that ended it.
    public var cancelClientID = ""
    /// Whether its price has not come yet: it is in no book.
    public var isWaiting = false

    /// What has not traded.
    public var remaining: Quantity { placement.quantity - executed }
}

/// One side of a trade.
public struct PaperFill: Sendable, Equatable {
    /// The trade's number, of its symbol; both sides have the same.
    public let tradeID: Int64
    /// The order that traded.
    public let order: Int64
    /// Row of its account.
    public let account: Int
    /// Row of the symbol.
    public let symbol: Int
    /// The order's side.
    public let side: Side
    /// The trade's price.
    public let price: Price
    /// How much traded.
    public let quantity: Quantity
    /// The fee, in ``feeAsset``.
    public let fee: Money
    /// What was received: the base for a buyer, the quote for a seller.
    public let feeAsset: String
    /// Whether the order was in the book before.
    public let isMaker: Bool
    /// When, milliseconds since 1970.
    public let time: Int64

    /// What it cost or brought, without the fee.
    public var cost: Money { PaperSymbol.cost(price, quantity) }
}

/// A trade as everybody sees it.
public struct PaperTrade: Sendable, Equatable {
    /// Its number, of its symbol.
    public let id: Int64
    /// Row of the symbol.
    public let symbol: Int
    /// Its price.
    public let price: Price
    /// How much traded.
    public let quantity: Quantity
    /// Whether the buyer was in the book before: the seller took.
    public let isBuyerMaker: Bool
    /// When, milliseconds since 1970.
    public let time: Int64
}

/// What an account has of an asset.
public struct PaperBalance: Sendable, Equatable {
    /// The asset.
    public let asset: String
    /// What it may use.
    public var free: Money
    /// What its orders hold.
    public var locked: Money
}

/// What happened at the exchange, in order.
public enum PaperEvent: Sendable, Equatable {
    /// What happened to an order.
    public enum Kind: Sendable, Equatable {
        /// It was taken.
        case new
        /// It traded.
        case trade(PaperFill)
        /// It was canceled.
        case canceled
        /// Its price or quantity is another.
        case amended
        /// It ended by its own terms.
        case expired
    }

    /// An order of an account that is told about it, as it stands after this.
    case order(PaperOrder, Kind)
    /// The account's balances of these assets (rows) changed.
    case balances(account: Int, assets: [Int])
    /// Two orders traded.
    case trade(PaperTrade)
    /// What waits at a price changed.
    case level(symbol: Int, side: Side, price: Price)
}
