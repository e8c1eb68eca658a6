public import Domain

/// A trade the venue told of, or several that it put together.
@frozen
public struct Trade: Sendable, Equatable {
    public let instrument: InstrumentID
    /// The venue's number of the trade; of several, of the first.
    public let firstID: Int64
    /// The number of the last; equal to ``firstID`` for a single trade.
    public let lastID: Int64
    public let price: Price
    public let quantity: Quantity
    /// The side that took what was offered.
    public let takerSide: Side
    /// It stands for several fills of one order at one price.
    public let isAggregated: Bool
    /// Digits of price or quantity were cut off.
    public let isInexact: Bool
    /// When it happened, by the venue's clock.
    public let time: Timestamp
    /// When we received it, by ours.
    public let received: Timestamp

    @inlinable
    public init(
        instrument: InstrumentID, firstID: Int64, lastID: Int64, price: Price, quantity: Quantity,
        takerSide: Side, isAggregated: Bool, isInexact: Bool, time: Timestamp, received: Timestamp
    ) {
        self.instrument = instrument
        self.firstID = firstID
        self.lastID = lastID
        self.price = price
        self.quantity = quantity
        self.takerSide = takerSide
        self.isAggregated = isAggregated
        self.isInexact = isInexact
        self.time = time
        self.received = received
    }
}
