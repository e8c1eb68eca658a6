public import Containers

/// What the checks of an order looked at, kept with the decision: with the order and the limits of
/// the moment it tells why the order was let through or not.
public struct RiskInputs: Sendable, Equatable {
    /// The instrument's price; zero for none.
    public var mark: MarkPrice
    /// When it was so.
    public var markedAt: Timestamp
    /// The best bid; zero for none.
    public var bid: Price
    /// The best ask; zero for none.
    public var ask: Price
    /// What one unit of the settlement currency is worth in the valuation currency.
    public var conversion: MarkPrice
    /// What the order is worth, in the valuation currency.
    public var notional: Money
    /// What new orders of its capital's owner might use, in the asset that it sets aside.
    public var available: Money
    /// The account's position before it, in units.
    public var position: Money
    /// What worked and might still buy, in units.
    public var workingBuys: Money
    /// What worked and might still sell, in units.
    public var workingSells: Money
    /// How many of the account's orders worked or were unknown.
    public var openOrders: UInt32
    /// When the account was last compared with the venue.
    public var confirmedAt: Timestamp
    /// What the account's positions and orders added up to with it, in the valuation currency.
    public var gross: Money
    /// What the account was worth, in the valuation currency.
    public var equity: Money
    /// What its strategy had gained on the day, in the settlement currency.
    public var dayGain: Money

    /// Nothing was looked at yet.
    public init() {
        mark = MarkPrice(raw: 0)
        markedAt = .none
        bid = .zero
        ask = .zero
        conversion = MarkPrice(raw: 0)
        notional = .zero
        available = .zero
        position = .zero
        workingBuys = .zero
        workingSells = .zero
        openOrders = 0
        confirmedAt = .none
        gross = .zero
        equity = .zero
        dayGain = .zero
    }
}

extension RiskInputs {
    /// Writes every field.
    public func encode(into writer: inout ByteWriter) {
        writer.put(mark.raw)
        writer.put(markedAt.nanoseconds)
        writer.put(bid.mantissa)
        writer.put(ask.mantissa)
        writer.put(conversion.raw)
        writer.put(notional.raw)
        writer.put(available.raw)
        writer.put(position.raw)
        writer.put(workingBuys.raw)
        writer.put(workingSells.raw)
        writer.put(openOrders)
        writer.put(confirmedAt.nanoseconds)
        writer.put(gross.raw)
        writer.put(equity.raw)
        writer.put(dayGain.raw)
    }

    /// Reads back what ``encode(into:)`` wrote; nothing from a layout that did not keep them.
    @inline(__always)
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init()
        guard reader.layout >= 2 else { return }
        mark = MarkPrice(raw: try reader.int128())
        markedAt = Timestamp(nanoseconds: try reader.int64())
        bid = Price(mantissa: try reader.int64())
        ask = Price(mantissa: try reader.int64())
        conversion = MarkPrice(raw: try reader.int128())
        notional = Money(raw: try reader.int128())
        available = Money(raw: try reader.int128())
        position = Money(raw: try reader.int128())
        workingBuys = Money(raw: try reader.int128())
        workingSells = Money(raw: try reader.int128())
        openOrders = try reader.uint32()
        confirmedAt = Timestamp(nanoseconds: try reader.int64())
        gross = Money(raw: try reader.int128())
        equity = Money(raw: try reader.int128())
        dayGain = Money(raw: try reader.int128())
    }
}
