public import Containers

/// What made a trade happen.
public enum FillCause: UInt8, Sendable, CaseIterable {
    /// An order met another one.
    case trade = 0
    /// The venue closed the position for want of margin.
    case liquidation = 1
    /// The venue closed the position against somebody else's liquidation (auto-deleveraging).
    case autoDeleveraging = 2
    /// The contract expired or was delisted.
    case settlement = 3
}

/// A trade of ours as the venue reports it. A fact: it is counted once, in whatever state its order
/// is.
public struct FillReport: Sendable, Equatable {
    /// The order, by the name we gave it; a name we never gave makes it an external fill.
    public var order: OrderReference
    public var instrument: InstrumentID
    public var venueOrderID: VenueOrderID
    /// With account, instrument and side, the key that makes it count once.
    public var tradeID: TradeID
    public var side: Side
    public var price: Price
    public var quantity: Quantity
    /// Positive for what the venue took, negative for a rebate.
    public var fee: Money
    /// ``Asset/none`` where there was no fee.
    public var feeAsset: Asset
    /// Whether our order took what was in the book.
    public var isTaker: Bool
    /// When the venue says it happened.
    public var venueTime: Timestamp
    public var leg: PositionLeg
    public var cause: FillCause

    public init(
        order: OrderReference, instrument: InstrumentID, venueOrderID: VenueOrderID,
        tradeID: TradeID, side: Side, price: Price, quantity: Quantity, fee: Money,
        feeAsset: Asset, isTaker: Bool, venueTime: Timestamp, leg: PositionLeg = .net,
        cause: FillCause = .trade
    ) {
        self.order = order
        self.instrument = instrument
        self.venueOrderID = venueOrderID
        self.tradeID = tradeID
        self.side = side
        self.price = price
        self.quantity = quantity
        self.fee = fee
        self.feeAsset = feeAsset
        self.isTaker = isTaker
        self.venueTime = venueTime
        self.leg = leg
        self.cause = cause
    }

    /// The hash of its key, the same in every process.
    public var keyHash: UInt64 {
        var hash = StateHash(seed: UInt64(order.account.raw) << 32 | UInt64(instrument.raw))
        hash.combine(UInt64(side.rawValue))
        tradeID.fold(into: &hash)
        return hash.value
    }

    /// Whether `other` is a report of the same fill, by its key: account, instrument, trade and
    /// side. The side is in it since an account that trades with itself has both sides of a trade.
    public func hasKey(of other: FillReport) -> Bool {
        tradeID == other.tradeID && order.account == other.order.account
            && instrument == other.instrument && side == other.side
    }

    /// Whether a report with the same key tells the same amounts. What else a venue tells of a
    /// fill differs between its stream and its lists: the time's digits, the order's name.
    public func hasAmounts(of other: FillReport) -> Bool {
        price == other.price && quantity == other.quantity && fee == other.fee
            && (fee == .zero || feeAsset == other.feeAsset)
    }
}

extension FillReport: TableRow {
    public func encode(into writer: inout ByteWriter) {
        order.encode(into: &writer)
        writer.put(instrument.raw)
        venueOrderID.encode(into: &writer)
        tradeID.encode(into: &writer)
        writer.put(side.rawValue)
        writer.put(price.mantissa)
        writer.put(quantity.mantissa)
        writer.put(fee.raw)
        feeAsset.encode(into: &writer)
        writer.put(isTaker)
        writer.put(venueTime.nanoseconds)
        writer.put(leg.rawValue)
        writer.put(cause.rawValue)
    }

    @inline(__always)
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            order: try OrderReference(decoding: &reader),
            instrument: InstrumentID(try reader.uint32()),
            venueOrderID: try VenueOrderID(decoding: &reader),
            tradeID: try TradeID(decoding: &reader), side: try reader.code(Side.self),
            price: Price(mantissa: try reader.int64()),
            quantity: Quantity(mantissa: try reader.int64()),
            fee: Money(raw: try reader.int128()), feeAsset: try Asset(decoding: &reader),
            isTaker: try reader.bool(), venueTime: Timestamp(nanoseconds: try reader.int64()))
        guard reader.layout >= 2 else { return }
        leg = try reader.code(PositionLeg.self)
        cause = try reader.code(FillCause.self)
    }
}
