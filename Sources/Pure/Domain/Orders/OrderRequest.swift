public import Containers

/// Which way an order trades.
public enum Side: UInt8, Sendable, CaseIterable {
    case buy = 1
    case sell = 2
}

/// How an order finds its price.
public enum OrderType: UInt8, Sendable, CaseIterable {
    /// At its price or better.
    case limit = 1
    /// At whatever the book offers.
    case market = 2
    /// A market order once the price has gone against the side to its trigger.
    case stopMarket = 3
    /// A limit order once the price has gone against the side to its trigger.
    case stopLimit = 4
    /// A market order once the price has gone the side's way to its trigger.
    case takeProfitMarket = 5
    /// A limit order once the price has gone the side's way to its trigger.
    case takeProfitLimit = 6

    /// Whether it names the worst price that it takes.
    @inlinable
    public var hasPrice: Bool {
        switch self {
        case .limit, .stopLimit, .takeProfitLimit: true
        case .market, .stopMarket, .takeProfitMarket: false
        }
    }

    /// Whether it waits at the venue until a price is reached.
    @inlinable
    public var hasTrigger: Bool {
        switch self {
        case .limit, .market: false
        case .stopMarket, .stopLimit, .takeProfitMarket, .takeProfitLimit: true
        }
    }
}

/// How long an order works.
public enum TimeInForce: UInt8, Sendable, CaseIterable {
    /// Until it is filled or canceled (GTC).
    case goodTillCanceled = 1
    /// What does not trade at once is canceled (IOC).
    case immediateOrCancel = 2
    /// Trades whole at once or not at all (FOK).
    case fillOrKill = 3
    /// Until it is filled, canceled or a given time comes (GTD). We cancel it then, whether the
    /// venue knows such orders or not.
    case goodTillDate = 4
}

/// Which of an account's positions in an instrument an order or a fill is of.
public enum PositionLeg: UInt8, Sendable, CaseIterable {
    /// The one position that buys and sells add up to: spot, and derivatives in netting mode.
    case net = 0
    /// In hedge mode: what was bought and not sold out of this leg.
    case long = 1
    /// In hedge mode: what was sold and not bought back into this leg.
    case short = 2

    /// Which way an order of a side moves the leg's exposure: in hedge mode a sell of the long leg
    /// and a buy of the short one only ever close.
    @inlinable
    public func onlyCloses(_ side: Side) -> Bool {
        switch self {
        case .net: false
        case .long: side == .sell
        case .short: side == .buy
        }
    }
}

/// What a bot asks for. Two requests with the same account and client order id are the same order
/// if they are equal in every field, and a conflict otherwise.
public struct OrderRequest: Sendable, Equatable {
    public var account: AccountID
    public var strategy: StrategyID
    public var clientOrderID: ClientOrderID
    public var instrument: InstrumentID
    public var side: Side
    public var type: OrderType
    public var timeInForce: TimeInForce
    /// Only ever rests in the book: the venue refuses it where it would trade at once.
    public var isPostOnly: Bool
    /// The worst price it takes; ``Price/zero`` where its type has none.
    public var price: Price
    public var quantity: Quantity
    /// Where it begins to work; ``Price/zero`` where its type has no trigger.
    public var triggerPrice: Price
    /// When it is to be canceled; ``Timestamp/none`` for any time in force but GTD.
    public var expiresAt: Timestamp
    /// Only ever makes a position smaller.
    public var isReduceOnly: Bool
    public var leg: PositionLeg

    public init(
        account: AccountID, strategy: StrategyID, clientOrderID: ClientOrderID,
        instrument: InstrumentID, side: Side, type: OrderType,
        timeInForce: TimeInForce = .goodTillCanceled, isPostOnly: Bool = false,
        price: Price = .zero, quantity: Quantity, triggerPrice: Price = .zero,
        expiresAt: Timestamp = .none, isReduceOnly: Bool = false, leg: PositionLeg = .net
    ) {
        self.account = account
        self.strategy = strategy
        self.clientOrderID = clientOrderID
        self.instrument = instrument
        self.side = side
        self.type = type
        self.timeInForce = timeInForce
        self.isPostOnly = isPostOnly
        self.price = price
        self.quantity = quantity
        self.triggerPrice = triggerPrice
        self.expiresAt = expiresAt
        self.isReduceOnly = isReduceOnly
        self.leg = leg
    }

    /// The name of this order in reports and cancels.
    public var reference: OrderReference {
        OrderReference(account: account, clientOrderID: clientOrderID)
    }
}

/// The name of an order: the account and the identifier its bot gave it.
public struct OrderReference: Sendable, Hashable {
    public var account: AccountID
    public var clientOrderID: ClientOrderID

    @inlinable
    public init(account: AccountID, clientOrderID: ClientOrderID) {
        self.account = account
        self.clientOrderID = clientOrderID
    }
}

extension OrderReference {
    /// Writes the reference.
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        clientOrderID.encode(into: &writer)
    }

    /// Reads back what ``encode(into:)`` wrote.
    @inline(__always)
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()),
            clientOrderID: try ClientOrderID(decoding: &reader))
    }
}

extension OrderRequest {
    /// Writes the request.
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(strategy.raw)
        clientOrderID.encode(into: &writer)
        writer.put(instrument.raw)
        writer.put(side.rawValue)
        writer.put(type.rawValue)
        writer.put(timeInForce.rawValue)
        writer.put(isPostOnly)
        writer.put(price.mantissa)
        writer.put(quantity.mantissa)
        writer.put(triggerPrice.mantissa)
        writer.put(expiresAt.nanoseconds)
        writer.put(isReduceOnly)
        writer.put(leg.rawValue)
    }

    /// Reads back what ``encode(into:)`` wrote, in this layout or the one before.
    @inline(__always)
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), strategy: StrategyID(try reader.uint32()),
            clientOrderID: try ClientOrderID(decoding: &reader),
            instrument: InstrumentID(try reader.uint32()), side: try reader.code(Side.self),
            type: try reader.code(OrderType.self), timeInForce: try reader.code(TimeInForce.self),
            isPostOnly: try reader.bool(), price: Price(mantissa: try reader.int64()),
            quantity: Quantity(mantissa: try reader.int64()))
        guard reader.layout >= 2 else { return }
        triggerPrice = Price(mantissa: try reader.int64())
        expiresAt = Timestamp(nanoseconds: try reader.int64())
        isReduceOnly = try reader.bool()
        leg = try reader.code(PositionLeg.self)
    }
}

extension ByteReader {
    /// Reads a case of one of our own enums. - Throws: ``ByteFault``.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func code<Code: RawRepresentable>(
        _ type: Code.Type
    ) throws(ByteFault) -> Code where Code.RawValue == UInt8 {
        let start = offset
        let raw = try uint8()
        guard let code = Code(rawValue: raw) else {
            throw .unknownCase(code: raw, of: "case", atOffset: start)
        }
        return code
    }
}
