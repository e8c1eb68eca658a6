public import Containers

/// An order at the venue that we did not place under an identifier of ours, or a second one under
/// the same: counted in risk, never adopted.
public struct ForeignOrder: Sendable, Equatable {
    /// The account, and whatever client order id the venue tells for it.
    public var reference: OrderReference
    public var instrument: InstrumentID
    public var venueOrderID: VenueOrderID
    public var side: Side
    public var leg: PositionLeg
    /// ``Price/zero`` where it has none.
    public var price: Price
    /// What may still trade; zero once it is final.
    public var leaves: Quantity
    /// Only ever makes a position smaller.
    public var isReduceOnly: Bool
    /// The order of ours under whose identifier it goes; ``OrderRow/none`` for a stranger's.
    public var sibling: OrderRow

    public init(
        reference: OrderReference, instrument: InstrumentID, venueOrderID: VenueOrderID,
        side: Side, leg: PositionLeg = .net, price: Price, leaves: Quantity,
        isReduceOnly: Bool = false, sibling: OrderRow = .none
    ) {
        self.reference = reference
        self.instrument = instrument
        self.venueOrderID = venueOrderID
        self.side = side
        self.leg = leg
        self.price = price
        self.leaves = leaves
        self.isReduceOnly = isReduceOnly
        self.sibling = sibling
    }

    /// The hash of account and venue order id, the same in every process.
    public var keyHash: UInt64 {
        var hash = StateHash(seed: UInt64(reference.account.raw))
        venueOrderID.fold(into: &hash)
        return hash.value
    }
}

extension ForeignOrder: TableRow {
    public func encode(into writer: inout ByteWriter) {
        reference.encode(into: &writer)
        writer.put(instrument.raw)
        venueOrderID.encode(into: &writer)
        writer.put(side.rawValue)
        writer.put(leg.rawValue)
        writer.put(price.mantissa)
        writer.put(leaves.mantissa)
        writer.put(isReduceOnly)
        writer.put(sibling.index)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            reference: try OrderReference(decoding: &reader),
            instrument: InstrumentID(try reader.uint32()),
            venueOrderID: try VenueOrderID(decoding: &reader), side: try reader.code(Side.self),
            leg: try reader.code(PositionLeg.self), price: Price(mantissa: try reader.int64()),
            leaves: Quantity(mantissa: try reader.int64()), isReduceOnly: try reader.bool(),
            sibling: OrderRow(Int(try reader.uint32())))
    }
}

/// The price and quantity of an order, and what they set aside.
public struct OrderTerms: Sendable, Equatable {
    /// ``Price/zero`` where the order has none.
    public var price: Price
    /// The whole quantity, what has traded included.
    public var quantity: Quantity
    /// What one unit of quantity sets aside, before rounding; zero for none.
    public var reservePrice: MarkPrice

    public init(price: Price, quantity: Quantity, reservePrice: MarkPrice) {
        self.price = price
        self.quantity = quantity
        self.reservePrice = reservePrice
    }
}

/// A new price and quantity for an open order.
public struct AmendRequest: Sendable, Equatable {
    public var order: OrderReference
    /// ``Price/zero`` where the order has none.
    public var price: Price
    /// The whole quantity, what has traded included.
    public var quantity: Quantity

    public init(order: OrderReference, price: Price, quantity: Quantity) {
        self.order = order
        self.price = price
        self.quantity = quantity
    }
}

extension AmendRequest {
    /// Writes the request.
    public func encode(into writer: inout ByteWriter) {
        order.encode(into: &writer)
        writer.put(price.mantissa)
        writer.put(quantity.mantissa)
    }

    /// Reads back what ``encode(into:)`` wrote.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            order: try OrderReference(decoding: &reader),
            price: Price(mantissa: try reader.int64()),
            quantity: Quantity(mantissa: try reader.int64()))
    }
}

/// A person's word that an order is not at its venue, though the venue's own evidence does not
/// prove it.
public struct AbsenceStatement: Sendable, Equatable {
    public var order: OrderReference
    /// Who says so.
    public var by: ReasonCode
    /// Why, as far as it fits.
    public var because: ReasonCode

    public init(order: OrderReference, by: ReasonCode, because: ReasonCode) {
        self.order = order
        self.by = by
        self.because = because
    }
}

extension AbsenceStatement {
    /// Writes the statement.
    public func encode(into writer: inout ByteWriter) {
        order.encode(into: &writer)
        by.encode(into: &writer)
        because.encode(into: &writer)
    }

    /// Reads back what ``encode(into:)`` wrote.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            order: try OrderReference(decoding: &reader),
            by: try ReasonCode(decoding: &reader), because: try ReasonCode(decoding: &reader))
    }
}
