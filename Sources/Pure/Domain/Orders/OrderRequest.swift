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
}

/// How long an order works.
public enum TimeInForce: UInt8, Sendable, CaseIterable {
    /// Until it is filled or canceled (GTC).
    case goodTillCanceled = 1
    /// What does not trade at once is canceled (IOC).
    case immediateOrCancel = 2
    /// Trades whole at once or not at all (FOK).
    case fillOrKill = 3
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
    /// ``Price/zero`` for a market order.
    public var price: Price
    public var quantity: Quantity

    public init(
        account: AccountID, strategy: StrategyID, clientOrderID: ClientOrderID,
        instrument: InstrumentID, side: Side, type: OrderType,
        timeInForce: TimeInForce = .goodTillCanceled, isPostOnly: Bool = false,
        price: Price = .zero, quantity: Quantity
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
    }

    /// Reads back what ``encode(into:)`` wrote.
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
