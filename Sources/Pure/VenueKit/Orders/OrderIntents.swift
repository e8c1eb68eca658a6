public import Domain

/// An order to be placed: it is in the journal, and has never been sent.
public struct PlacementIntent: Sendable, Equatable {
    public let request: OrderRequest
    /// The version that the request's numbers are of.
    public let instrument: Instrument
    /// After which the venue must no longer take it, by our clock.
    public let deadline: Timestamp

    public init(request: OrderRequest, instrument: Instrument, deadline: Timestamp) {
        precondition(request.instrument == instrument.id, "the request is of this instrument")
        self.request = request
        self.instrument = instrument
        self.deadline = deadline
    }
}

/// An order to be cancelled, by the name we gave it.
public struct CancelIntent: Sendable, Equatable {
    public let order: OrderReference
    public let instrument: Instrument
    /// What it was placed as: a venue may keep what waits for a price elsewhere.
    public let type: OrderType
    /// After which the venue must no longer take the cancel, by our clock.
    public let deadline: Timestamp

    public init(
        order: OrderReference, instrument: Instrument, type: OrderType = .limit,
        deadline: Timestamp
    ) {
        self.order = order
        self.instrument = instrument
        self.type = type
        self.deadline = deadline
    }
}

/// An open order that is to have another price or quantity.
public struct AmendIntent: Sendable, Equatable {
    public let request: OrderRequest
    /// The version that all numbers are of.
    public let instrument: Instrument
    /// As it stands now.
    public let price: Price
    /// As it stands now, what has traded included.
    public let quantity: Quantity
    /// As it is to be; ``Price/zero`` where the order has none.
    public let newPrice: Price
    /// As it is to be, what has traded included.
    public let newQuantity: Quantity
    /// After which the venue must no longer take it, by our clock.
    public let deadline: Timestamp

    public init(
        request: OrderRequest, instrument: Instrument, price: Price, quantity: Quantity,
        newPrice: Price, newQuantity: Quantity, deadline: Timestamp
    ) {
        precondition(request.instrument == instrument.id, "the request is of this instrument")
        self.request = request
        self.instrument = instrument
        self.price = price
        self.quantity = quantity
        self.newPrice = newPrice
        self.newQuantity = newQuantity
        self.deadline = deadline
    }

    /// What is to become of the order.
    public var change: TermsChange {
        TermsChange(
            type: request.type, price: price, quantity: quantity, newPrice: newPrice,
            newQuantity: newQuantity)
    }
}

/// Trades to be listed.
public struct TradeListIntent: Sendable, Equatable {
    /// Where a listing begins.
    public enum Beginning: Sendable, Equatable {
        /// With the first trade after this one.
        case after(TradeID)
        /// With the first trade at or after this moment, by our clock.
        case time(Timestamp)
    }

    public let instrument: Instrument
    /// Where it begins; it ends with the newest trade.
    public let beginning: Beginning

    public init(instrument: Instrument, beginning: Beginning) {
        self.instrument = instrument
        self.beginning = beginning
    }
}

/// An order to be asked for, with its trades where some may be missing.
public struct QueryIntent: Sendable, Equatable {
    public let order: OrderReference
    public let instrument: Instrument
    /// When it was decided on: no trade of it is older.
    public let intendedAt: Timestamp
    /// What is known to have been filled.
    public let filled: Quantity
    /// What it was placed as.
    public let type: OrderType
    /// Whether its price and quantity are to be told too: it is not known what became of a change.
    public let wantsTerms: Bool

    public init(
        order: OrderReference, instrument: Instrument, intendedAt: Timestamp, filled: Quantity,
        type: OrderType = .limit, wantsTerms: Bool = false
    ) {
        self.wantsTerms = wantsTerms
        self.order = order
        self.instrument = instrument
        self.type = type
        self.intendedAt = intendedAt
        self.filled = filled
    }

    /// As the core holds the order.
    public init(_ order: Order, _ instrument: Instrument) {
        self.init(
            order: order.request.reference, instrument: instrument, intendedAt: order.intendedAt,
            filled: order.filled, type: order.request.type,
            // An old answer may have been taken for the newest: the venue's word mends that.
            wantsTerms: order.amendment.phase != .idle || order.isOpen && order.wasAmended)
    }
}
