public import Domain
public import Wire

/// Where an order stands, as the venue tells it.
public struct OrderStanding: Sendable, Equatable {
    /// The venue's name for it.
    public let venueOrderID: VenueOrderID
    /// Where it stands.
    public let state: VenueOrderState
    /// How much of it has traded.
    public let executed: Quantity

    /// As a message has it.
    public init(venueOrderID: VenueOrderID, state: VenueOrderState, executed: Quantity) {
        self.venueOrderID = venueOrderID
        self.state = state
        self.executed = executed
    }

    /// What the core is told of it. - Parameter order: our name for it.
    public func report(_ order: OrderReference) -> VenueReport {
        VenueReport(order: order, content: .status(state, cumulative: executed, venueOrderID))
    }
}

/// A trade's amounts.
public struct TradeAmounts: Sendable, Equatable {
    /// Zero where the venue's number cannot be kept exactly.
    public let price: Price
    /// Zero where any of the venue's numbers cannot be kept exactly: the core halts the instrument
    /// for a trade that it cannot count.
    public let quantity: Quantity
    /// Positive for what the venue took.
    public let fee: Money
    /// ``Asset/none`` where there was no fee.
    public let feeAsset: Asset
}

/// A trade as an answer or an event tells it.
public struct ListedTrade: Sendable, Equatable {
    /// The venue's number for it.
    public let number: UInt64
    /// The order that traded.
    public let venueOrderID: VenueOrderID
    /// The order's side.
    public let side: Side
    /// What traded.
    public let amounts: TradeAmounts
    /// Whether the order took what was in the book.
    public let isTaker: Bool
    /// When, by the venue's clock.
    public let time: Timestamp
    /// Which of the instrument's positions it changed.
    public let leg: PositionLeg
    /// What made it happen.
    public let cause: FillCause

    /// As a message has it.
    public init(
        number: UInt64, venueOrderID: VenueOrderID, side: Side, amounts: TradeAmounts,
        isTaker: Bool, time: Timestamp, leg: PositionLeg = .net, cause: FillCause = .trade
    ) {
        self.number = number
        self.venueOrderID = venueOrderID
        self.side = side
        self.amounts = amounts
        self.isTaker = isTaker
        self.time = time
        self.leg = leg
        self.cause = cause
    }

    /// What the core is told of it.
    ///
    /// - Parameters:
    ///   - order: our name for the order that traded.
    ///   - name: the venue's name for it, where it goes by another than its own.
    public func report(
        _ order: OrderReference, _ instrument: InstrumentID, as name: VenueOrderID? = nil,
        cause: FillCause? = nil
    ) -> VenueReport {
        VenueReport(
            order: order,
            content: .fill(
                FillReport(
                    order: order, instrument: instrument, venueOrderID: name ?? venueOrderID,
                    tradeID: MessageReader.identifier(number), side: side, price: amounts.price,
                    quantity: amounts.quantity, fee: amounts.fee, feeAsset: amounts.feeAsset,
                    isTaker: isTaker, venueTime: time, leg: leg,
                    cause: cause ?? self.cause)))
    }
}

/// The names that a message has for a trade's amounts.
public struct TradeKeys: Sendable {
    let price: JSONKey
    let quantity: JSONKey
    let fee: JSONKey
    let feeAsset: JSONKey

    /// As a kind of message has them.
    public init(price: JSONKey, quantity: JSONKey, fee: JSONKey, feeAsset: JSONKey) {
        self.price = price
        self.quantity = quantity
        self.fee = fee
        self.feeAsset = feeAsset
    }
}

extension MessageReader {
    /// The amounts of a trade. Those that cannot be kept exactly make price and quantity zero.
    public mutating func amounts(
        _ keys: TradeKeys, _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(MessageFault) -> TradeAmounts {
        let price = try exact(keys.price, Int(instrument.priceDecimals), node, text)
        let quantity = try exact(keys.quantity, Int(instrument.quantityDecimals), node, text)
        let fee = try exact(keys.fee, Money.decimals, node, text)
        var asset = Asset.none
        if fee != 0, let name = bytes(keys.feeAsset, node, text) {
            asset = Self.asset(name) ?? .none
        }
        guard let price = price.flatMap({ Int64(exactly: $0) }),
            let quantity = quantity.flatMap({ Int64(exactly: $0) }), let fee,
            fee.magnitude <= Money.Limits.amountMax.raw.magnitude, fee == 0 || asset != .none
        else {
            inexactTrades += 1
            return TradeAmounts(price: .zero, quantity: .zero, fee: .zero, feeAsset: .none)
        }
        return TradeAmounts(
            price: Price(mantissa: price), quantity: Quantity(mantissa: quantity),
            fee: Money(raw: fee), feeAsset: asset)
    }
}
