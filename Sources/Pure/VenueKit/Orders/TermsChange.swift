public import Domain

/// What is to become of an order's price and quantity.
public struct TermsChange: Sendable, Equatable {
    /// What the order was placed as.
    public let type: OrderType
    /// As it stands now.
    public let price: Price
    /// As it stands now, what has traded included.
    public let quantity: Quantity
    /// As it is to be.
    public let newPrice: Price
    /// As it is to be, what has traded included.
    public let newQuantity: Quantity

    public init(
        type: OrderType, price: Price, quantity: Quantity, newPrice: Price, newQuantity: Quantity
    ) {
        self.type = type
        self.price = price
        self.quantity = quantity
        self.newPrice = newPrice
        self.newQuantity = newQuantity
    }
}

/// What a venue cannot do to an order, known before it is asked.
public enum AmendObjection: Sendable, Equatable, CaseIterable {
    /// It makes the quantity of orders smaller, and nothing else.
    case onlySmaller
    /// It changes limit orders, and no others.
    case onlyLimitOrders

    /// Why it cannot be, for people.
    public var why: String {
        switch self {
        case .onlySmaller: "this venue makes an order's quantity smaller and changes nothing else"
        case .onlyLimitOrders: "this venue changes limit orders and no others"
        }
    }

    /// What to do, for people.
    public var fix: String {
        switch self {
        case .onlySmaller:
            "leave the price out and write a smaller quantity, or cancel the order and send another"
        case .onlyLimitOrders: "cancel the order and send another"
        }
    }
}
