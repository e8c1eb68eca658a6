public import Domain

/// One price of a book and what is offered there.
@frozen
public struct BookLevel: Sendable, Equatable, BitwiseCopyable {
    /// Not negative.
    public let price: Price
    /// Not negative; in an update, zero says that the price is offered no more.
    public let quantity: Quantity

    @inlinable
    public init(price: Price, quantity: Quantity) {
        self.price = price
        self.quantity = quantity
    }

    /// Nothing at no price: what an empty side has to offer.
    public static let zero = BookLevel(price: .zero, quantity: .zero)
}

/// The best bid and the best ask, with what is offered at each.
@frozen
public struct BestPrices: Sendable, Equatable, BitwiseCopyable {
    /// The highest price somebody pays.
    public let bid: BookLevel
    /// The lowest price somebody asks.
    public let ask: BookLevel

    @inlinable
    public init(bid: BookLevel, ask: BookLevel) {
        self.bid = bid
        self.ask = ask
    }

    /// A bid above the ask: no matching venue leaves that standing.
    @inlinable public var isCrossed: Bool { bid.price > ask.price }
    /// A bid at the ask.
    @inlinable public var isLocked: Bool { bid.price == ask.price }
}
