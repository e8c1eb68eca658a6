public import Containers

/// What the checks of an order looked at, kept with the decision: with the order and the limits of
/// the moment it tells why the order was let through or not. What no check asked for is zero.
public struct RiskInputs: Sendable, Equatable {
    /// The instrument's price; zero for none.
    public var mark: MarkPrice
    /// When it was so.
    public var markedAt: Timestamp
    /// The best bid; zero for none.
    public var bid: Price
    /// The best ask; zero for none.
    public var ask: Price
    /// What the book showed on the side that the order takes from; zero for unknown.
    public var depth: Quantity
    /// What was traded in a day; zero for unknown.
    public var dayVolume: Quantity
    /// What one unit of the settlement currency is worth in the valuation currency.
    public var conversion: MarkPrice
    /// When it was so.
    public var convertedAt: Timestamp
    /// What the order is worth, in the valuation currency.
    public var notional: Money
    /// What new orders of its capital's owner might use, in the asset that it sets aside.
    public var available: Money
    /// The position before it that its narrowest limit is about, in units.
    public var position: Money
    /// What worked there and might still buy, in units.
    public var workingBuys: Money
    /// What worked there and might still sell, in units.
    public var workingSells: Money
    /// How many orders worked or were unknown in the scope that had least room for one.
    public var openOrders: UInt32
    /// How many orders there were in the window of the scope that had least room.
    public var ordersInWindow: UInt32
    /// How many cancels there were in it.
    public var cancelsInWindow: UInt32
    /// When the account was last compared with the venue.
    public var confirmedAt: Timestamp
    /// What positions and orders added up to with it, in the valuation currency.
    public var gross: Money
    /// What the account was worth, in the valuation currency.
    public var equity: Money
    /// What its strategy had gained on the day, in the settlement currency.
    public var dayGain: Money
    /// How far its strategy's gains were below their peak, in the settlement currency.
    public var drawdown: Money
    /// How many orders in a row the venue had rejected.
    public var rejectsInRow: UInt32
    /// The leverage of its account and instrument; zero where it was not asked for.
    public var leverage: UInt32
    /// The initial margin that it needs, in the settlement currency.
    public var margin: Money
    /// What would have to stay with the position that it leads to, rounded up.
    public var maintenance: Money
    /// What would be there for it.
    public var marginBalance: Money

    /// Nothing was looked at yet.
    public init() {
        mark = MarkPrice(raw: 0)
        markedAt = .none
        bid = .zero
        ask = .zero
        depth = .zero
        dayVolume = .zero
        conversion = MarkPrice(raw: 0)
        convertedAt = .none
        notional = .zero
        available = .zero
        position = .zero
        workingBuys = .zero
        workingSells = .zero
        openOrders = 0
        ordersInWindow = 0
        cancelsInWindow = 0
        confirmedAt = .none
        gross = .zero
        equity = .zero
        dayGain = .zero
        drawdown = .zero
        rejectsInRow = 0
        leverage = 0
        margin = .zero
        maintenance = .zero
        marginBalance = .zero
    }
}

extension RiskInputs {
    /// Writes which fields there are, and those: most orders are checked by few of them.
    public func encode(into writer: inout ByteWriter) {
        var mask: UInt32 = 0
        if mark.raw != 0 { mask |= 1 << 0 }
        if markedAt.nanoseconds != 0 { mask |= 1 << 1 }
        if bid.mantissa != 0 { mask |= 1 << 2 }
        if ask.mantissa != 0 { mask |= 1 << 3 }
        if depth.mantissa != 0 { mask |= 1 << 4 }
        if dayVolume.mantissa != 0 { mask |= 1 << 5 }
        if conversion.raw != 0 { mask |= 1 << 6 }
        if convertedAt.nanoseconds != 0 { mask |= 1 << 7 }
        if notional.raw != 0 { mask |= 1 << 8 }
        if available.raw != 0 { mask |= 1 << 9 }
        if position.raw != 0 { mask |= 1 << 10 }
        if workingBuys.raw != 0 { mask |= 1 << 11 }
        if workingSells.raw != 0 { mask |= 1 << 12 }
        if openOrders != 0 { mask |= 1 << 13 }
        if ordersInWindow != 0 { mask |= 1 << 14 }
        if cancelsInWindow != 0 { mask |= 1 << 15 }
        if confirmedAt.nanoseconds != 0 { mask |= 1 << 16 }
        if gross.raw != 0 { mask |= 1 << 17 }
        if equity.raw != 0 { mask |= 1 << 18 }
        if dayGain.raw != 0 { mask |= 1 << 19 }
        if drawdown.raw != 0 { mask |= 1 << 20 }
        if rejectsInRow != 0 { mask |= 1 << 21 }
        if leverage != 0 { mask |= 1 << 22 }
        if margin.raw != 0 { mask |= 1 << 23 }
        if maintenance.raw != 0 { mask |= 1 << 24 }
        if marginBalance.raw != 0 { mask |= 1 << 25 }
        writer.put(mask)
        if mask & 0x1FFF != 0 { encodeFirst(into: &writer) }
        if mask >> 13 != 0 { encodeSecond(into: &writer) }
    }

    private func encodeFirst(into writer: inout ByteWriter) {
        if mark.raw != 0 { writer.put(mark.raw) }
        if markedAt.nanoseconds != 0 { writer.put(markedAt.nanoseconds) }
        if bid.mantissa != 0 { writer.put(bid.mantissa) }
        if ask.mantissa != 0 { writer.put(ask.mantissa) }
        if depth.mantissa != 0 { writer.put(depth.mantissa) }
        if dayVolume.mantissa != 0 { writer.put(dayVolume.mantissa) }
        if conversion.raw != 0 { writer.put(conversion.raw) }
        if convertedAt.nanoseconds != 0 { writer.put(convertedAt.nanoseconds) }
        if notional.raw != 0 { writer.put(notional.raw) }
        if available.raw != 0 { writer.put(available.raw) }
        if position.raw != 0 { writer.put(position.raw) }
        if workingBuys.raw != 0 { writer.put(workingBuys.raw) }
        if workingSells.raw != 0 { writer.put(workingSells.raw) }
    }

    private func encodeSecond(into writer: inout ByteWriter) {
        if openOrders != 0 { writer.put(openOrders) }
        if ordersInWindow != 0 { writer.put(ordersInWindow) }
        if cancelsInWindow != 0 { writer.put(cancelsInWindow) }
        if confirmedAt.nanoseconds != 0 { writer.put(confirmedAt.nanoseconds) }
        if gross.raw != 0 { writer.put(gross.raw) }
        if equity.raw != 0 { writer.put(equity.raw) }
        if dayGain.raw != 0 { writer.put(dayGain.raw) }
        if drawdown.raw != 0 { writer.put(drawdown.raw) }
        if rejectsInRow != 0 { writer.put(rejectsInRow) }
        if leverage != 0 { writer.put(leverage) }
        if margin.raw != 0 { writer.put(margin.raw) }
        if maintenance.raw != 0 { writer.put(maintenance.raw) }
        if marginBalance.raw != 0 { writer.put(marginBalance.raw) }
    }

    /// Reads back what ``encode(into:)`` wrote; nothing from a layout that did not keep them.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init()
        guard reader.layout >= 2 else { return }
        let start = reader.offset
        let mask = try reader.uint32()
        guard mask >> 26 == 0 else { throw .invalidValue(of: "risk inputs", atOffset: start) }
        if mask & 0x1FFF != 0 { try decodeFirst(mask, &reader) }
        if mask >> 13 != 0 { try decodeSecond(mask, &reader) }
    }

    @_lifetime(reader: copy reader)
    private mutating func decodeFirst(
        _ mask: UInt32, _ reader: inout ByteReader
    ) throws(ByteFault) {
        if mask & 1 << 0 != 0 { mark = MarkPrice(raw: try reader.int128()) }
        if mask & 1 << 1 != 0 { markedAt = Timestamp(nanoseconds: try reader.int64()) }
        if mask & 1 << 2 != 0 { bid = Price(mantissa: try reader.int64()) }
        if mask & 1 << 3 != 0 { ask = Price(mantissa: try reader.int64()) }
        if mask & 1 << 4 != 0 { depth = Quantity(mantissa: try reader.int64()) }
        if mask & 1 << 5 != 0 { dayVolume = Quantity(mantissa: try reader.int64()) }
        if mask & 1 << 6 != 0 { conversion = MarkPrice(raw: try reader.int128()) }
        if mask & 1 << 7 != 0 { convertedAt = Timestamp(nanoseconds: try reader.int64()) }
        if mask & 1 << 8 != 0 { notional = Money(raw: try reader.int128()) }
        if mask & 1 << 9 != 0 { available = Money(raw: try reader.int128()) }
        if mask & 1 << 10 != 0 { position = Money(raw: try reader.int128()) }
        if mask & 1 << 11 != 0 { workingBuys = Money(raw: try reader.int128()) }
        if mask & 1 << 12 != 0 { workingSells = Money(raw: try reader.int128()) }
    }

    @_lifetime(reader: copy reader)
    private mutating func decodeSecond(
        _ mask: UInt32, _ reader: inout ByteReader
    ) throws(ByteFault) {
        if mask & 1 << 13 != 0 { openOrders = try reader.uint32() }
        if mask & 1 << 14 != 0 { ordersInWindow = try reader.uint32() }
        if mask & 1 << 15 != 0 { cancelsInWindow = try reader.uint32() }
        if mask & 1 << 16 != 0 { confirmedAt = Timestamp(nanoseconds: try reader.int64()) }
        if mask & 1 << 17 != 0 { gross = Money(raw: try reader.int128()) }
        if mask & 1 << 18 != 0 { equity = Money(raw: try reader.int128()) }
        if mask & 1 << 19 != 0 { dayGain = Money(raw: try reader.int128()) }
        if mask & 1 << 20 != 0 { drawdown = Money(raw: try reader.int128()) }
        if mask & 1 << 21 != 0 { rejectsInRow = try reader.uint32() }
        if mask & 1 << 22 != 0 { leverage = try reader.uint32() }
        if mask & 1 << 23 != 0 { margin = Money(raw: try reader.int128()) }
        if mask & 1 << 24 != 0 { maintenance = Money(raw: try reader.int128()) }
        if mask & 1 << 25 != 0 { marginBalance = Money(raw: try reader.int128()) }
    }
}
