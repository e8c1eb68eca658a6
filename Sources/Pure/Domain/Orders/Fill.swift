public import Containers

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

    public init(
        order: OrderReference, instrument: InstrumentID, venueOrderID: VenueOrderID,
        tradeID: TradeID, side: Side, price: Price, quantity: Quantity, fee: Money,
        feeAsset: Asset, isTaker: Bool, venueTime: Timestamp
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
    }
}

/// What an account holds of an asset.
public struct Balance: Sendable, Equatable {
    public var account: AccountID
    public var asset: Asset
    /// Everything, reserved amounts included.
    public var total: Money
    /// Set aside for open orders.
    public var reserved: Money

    public init(account: AccountID, asset: Asset, total: Money = .zero, reserved: Money = .zero) {
        self.account = account
        self.asset = asset
        self.total = total
        self.reserved = reserved
    }

    /// What new orders may use. Negative only after the venue reported more than we allowed.
    @inlinable public var available: Money { total - reserved }
}

extension Balance: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        asset.encode(into: &writer)
        writer.put(total.raw)
        writer.put(reserved.raw)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), asset: try Asset(decoding: &reader),
            total: Money(raw: try reader.int128()), reserved: Money(raw: try reader.int128()))
    }
}

/// What a strategy has of an instrument in an account: sums of its fills, from which averages
/// follow.
public struct Position: Sendable, Equatable {
    public var account: AccountID
    public var strategy: StrategyID
    public var instrument: InstrumentID
    /// Signed amount of the base currency: bought less sold, less fees paid in base.
    public var quantity: Money
    /// What the open quantity cost, in the quote currency; of the quantity's sign.
    public var cost: Money
    /// Profit and loss of what was closed, before fees.
    public var realised: Money
    /// Fees paid in the quote currency.
    public var quoteFees: Money
    /// Fees paid in the base currency.
    public var baseFees: Money
    /// How many fills it was made of.
    public var fills: UInt64

    public init(account: AccountID, strategy: StrategyID, instrument: InstrumentID) {
        self.account = account
        self.strategy = strategy
        self.instrument = instrument
        self.quantity = .zero
        self.cost = .zero
        self.realised = .zero
        self.quoteFees = .zero
        self.baseFees = .zero
        self.fills = 0
    }

    /// The average price of the open quantity, for display; nil where it is flat.
    public var averagePrice: AveragePrice? {
        guard quantity != .zero else { return nil }
        return FullWidth.multiplyDivide(
            cost.raw, Money.one, quantity.raw, rounding: .halfEven
        ).map(AveragePrice.init(raw:))
    }
}

extension Position: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(strategy.raw)
        writer.put(instrument.raw)
        writer.put(quantity.raw)
        writer.put(cost.raw)
        writer.put(realised.raw)
        writer.put(quoteFees.raw)
        writer.put(baseFees.raw)
        writer.put(fills)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), strategy: StrategyID(try reader.uint32()),
            instrument: InstrumentID(try reader.uint32()))
        quantity = Money(raw: try reader.int128())
        cost = Money(raw: try reader.int128())
        realised = Money(raw: try reader.int128())
        quoteFees = Money(raw: try reader.int128())
        baseFees = Money(raw: try reader.int128())
        fills = try reader.uint64()
    }
}
