internal import Domain
internal import VenueKit
public import Wire

/// Why an answer or an event could not be read. Whatever it was about is unknown then.
public enum SpotOrderFault: Error, Equatable, Sendable {
    /// It is not JSON.
    case notJSON(JSONFault)
    /// The member is missing, not of the kind it must be, or out of range.
    case member(String)
    /// It is about another instrument or order than was asked for.
    case mismatch(String)
}

/// Where an order stands, as the venue tells it.
struct SpotOrderState: Equatable {
    let venueOrderID: VenueOrderID
    let state: VenueOrderState
    let executed: Quantity

    func report(_ order: OrderReference) -> VenueReport {
        VenueReport(order: order, content: .status(state, cumulative: executed, venueOrderID))
    }
}

/// A trade as an answer or an event tells it.
struct SpotTrade: Equatable {
    let number: UInt64
    let venueOrderID: VenueOrderID
    let side: Side
    /// Zero where the venue's number cannot be kept exactly.
    let price: Price
    /// Zero where any of the venue's numbers cannot be kept exactly: the core halts the instrument
    /// for a trade that it cannot count.
    let quantity: Quantity
    let fee: Money
    let feeAsset: Asset
    let isTaker: Bool
    let time: Timestamp

    func report(_ order: OrderReference, _ instrument: InstrumentID) -> VenueReport {
        VenueReport(
            order: order,
            content: .fill(
                FillReport(
                    order: order, instrument: instrument, venueOrderID: venueOrderID,
                    tradeID: SpotOrderReader.identifier(number), side: side, price: price,
                    quantity: quantity, fee: fee, feeAsset: feeAsset, isTaker: isTaker,
                    venueTime: time)))
    }
}

/// The names that a message has for a trade's amounts.
struct SpotTradeKeys {
    let price: JSONKey
    let quantity: JSONKey
    let fee: JSONKey
    let feeAsset: JSONKey

    /// Of `fills` in the answer to an order.
    static var answer: SpotTradeKeys {
        SpotTradeKeys(
            price: "price", quantity: "qty", fee: "commission", feeAsset: "commissionAsset")
    }
    /// Of `executionReport`.
    static var event: SpotTradeKeys {
        SpotTradeKeys(price: "L", quantity: "l", fee: "n", feeAsset: "N")
    }
}

/// A trade's amounts.
struct SpotAmounts: Equatable {
    let price: Price
    let quantity: Quantity
    let fee: Money
    let feeAsset: Asset
}

/// Reads answers and events about orders: members in any order, unknown ones among them.
struct SpotOrderReader: Sendable {
    private(set) var document = JSONDocument()
    /// Trades of which some number could not be kept exactly.
    private(set) var inexactTrades: Int64 = 0

    typealias Node = JSONDocument.Node

    mutating func parse(_ text: Span<UInt8>) throws(SpotOrderFault) {
        do throws(JSONFault) { try document.parse(text) } catch { throw .notJSON(error) }
    }

    var root: Node { document.root }

    // MARK: - Members

    func member(_ key: JSONKey, _ node: Node, _ text: Span<UInt8>) -> Node? {
        document.member(key, of: node, in: text)
    }

    func object(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(SpotOrderFault) -> Node {
        guard let found = member(key, node, text), document.kind(found) == .object else {
            throw .member(Self.name(key))
        }
        return found
    }

    func integer(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(SpotOrderFault) -> Int64 {
        guard let found = member(key, node, text), document.kind(found) == .number,
            let value = document.integer(found, in: text)
        else { throw .member(Self.name(key)) }
        return value
    }

    /// A number that names something: whole, not negative, up to 2^64 − 1.
    func number(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(SpotOrderFault) -> UInt64 {
        guard let found = member(key, node, text), document.kind(found) == .number,
            let value = document.unsigned(found, in: text)
        else { throw .member(Self.name(key)) }
        return value
    }

    func time(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(SpotOrderFault) -> Timestamp {
        let milliseconds = try integer(key, node, text)
        guard milliseconds >= 0 else { throw .member(Self.name(key)) }
        return Timestamp(milliseconds: milliseconds)
    }

    func bool(_ key: JSONKey, _ node: Node, _ text: Span<UInt8>) throws(SpotOrderFault) -> Bool {
        guard let found = member(key, node, text), let value = document.bool(found) else {
            throw .member(Self.name(key))
        }
        return value
    }

    /// A string, as it is; nil where there is none.
    func bytes(_ key: JSONKey, _ node: Node, _ text: Span<UInt8>) -> [UInt8]? {
        guard let found = member(key, node, text) else { return nil }
        var bytes: [UInt8] = []
        return document.appendText(found, in: text, to: &bytes) ? bytes : nil
    }

    func symbol(_ key: JSONKey, _ node: Node, _ text: Span<UInt8>) throws(SpotOrderFault) -> Symbol
    {
        guard let name = bytes(key, node, text), let symbol = try? Symbol(name.span) else {
            throw .member(Self.name(key))
        }
        return symbol
    }

    /// The client's identifier of an order. One that no client of ours can give, such as an empty
    /// or a long one, is replaced by one made of the venue's own.
    func clientOrderID(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>, _ venueOrderID: VenueOrderID
    ) throws(SpotOrderFault) -> ClientOrderID {
        guard let name = bytes(key, node, text) else { throw .member(Self.name(key)) }
        return (try? ClientOrderID(name.span)) ?? Self.foreign(venueOrderID)
    }

    private static func foreign(_ venueOrderID: VenueOrderID) -> ClientOrderID {
        // "#" stands in no identifier that the venue takes, so it is never one of ours.
        var bytes = [UInt8(ascii: "#")]
        for place in 0..<venueOrderID.count { bytes.append(venueOrderID.byte(at: place)) }
        return (try? ClientOrderID(bytes.span)) ?? .none
    }

    func side(_ key: JSONKey, _ node: Node, _ text: Span<UInt8>) throws(SpotOrderFault) -> Side {
        guard let found = member(key, node, text) else { throw .member(Self.name(key)) }
        if document.isText("BUY", found, in: text) { return .buy }
        if document.isText("SELL", found, in: text) { return .sell }
        throw .member(Self.name(key))
    }

    /// - Source: Binance spot, "ENUM definitions", order status. The venue's "pending" states mean
    ///   that it has the order.
    func state(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(SpotOrderFault) -> VenueOrderState {
        guard let found = member(key, node, text) else { throw .member(Self.name(key)) }
        for (name, state) in Self.states where document.isText(name, found, in: text) {
            return state
        }
        throw .member(Self.name(key))
    }

    private static var states: [(JSONKey, VenueOrderState)] {
        [
            ("NEW", .working), ("PARTIALLY_FILLED", .partiallyFilled), ("FILLED", .filled),
            ("CANCELED", .canceled), ("EXPIRED", .expired), ("EXPIRED_IN_MATCH", .expired),
            ("REJECTED", .rejected), ("PENDING_NEW", .working), ("PENDING_CANCEL", .working),
        ]
    }

    /// A quantity, digits beyond the instrument's cut off.
    func quantity(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(SpotOrderFault) -> Quantity {
        guard let found = member(key, node, text),
            let value = document.mantissa(
                found, decimals: Int(instrument.quantityDecimals), in: text),
            value.value >= 0
        else { throw .member(Self.name(key)) }
        return Quantity(mantissa: value.value)
    }

    // MARK: - Orders and trades

    /// The order that an answer tells of.
    func order(
        _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(SpotOrderFault) -> SpotOrderState {
        guard document.kind(node) == .object else { throw .member("result") }
        guard try symbol("symbol", node, text) == instrument.symbol else {
            throw .mismatch("symbol")
        }
        return SpotOrderState(
            venueOrderID: Self.identifier(try number("orderId", node, text)),
            state: try state("status", node, text),
            executed: try quantity("executedQty", node, text, instrument))
    }

    /// The amounts of a trade. Those that cannot be kept exactly make price and quantity zero.
    mutating func amounts(
        _ keys: SpotTradeKeys, _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(SpotOrderFault) -> SpotAmounts {
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
            return SpotAmounts(price: .zero, quantity: .zero, fee: .zero, feeAsset: .none)
        }
        return SpotAmounts(
            price: Price(mantissa: price), quantity: Quantity(mantissa: quantity),
            fee: Money(raw: fee), feeAsset: asset)
    }

    /// - Returns: nil for a name that is none of an asset as we keep them.
    static func asset(_ name: [UInt8]) -> Asset? { try? Asset(name.span) }

    /// - Returns: nil for a number that is none of so many decimals, or far too large.
    private func exact(
        _ key: JSONKey, _ decimals: Int, _ node: Node, _ text: Span<UInt8>
    ) throws(SpotOrderFault) -> Int128? {
        guard let found = member(key, node, text),
            let number = document.decimal(found, in: text)
        else { throw .member(Self.name(key)) }
        guard let wide = number.wideMantissa(decimals: decimals), wide.isExact else { return nil }
        return wide.value
    }

    /// The trades that the answer to an order tells of: made at once, so the order was the taker.
    mutating func fills(
        _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument, _ order: VenueOrderID,
        _ side: Side
    ) throws(SpotOrderFault) -> [SpotTrade] {
        guard let list = member("fills", node, text) else { return [] }
        guard document.kind(list) == .array else { throw .member("fills") }
        let time = try time("transactTime", node, text)
        var trades: [SpotTrade] = []
        var cursor = document.cursor(list)
        while let fill = document.next(&cursor) {
            let number = try number("tradeId", fill, text)
            let amounts = try amounts(.answer, fill, text, instrument)
            trades.append(
                SpotTrade(
                    number: number, venueOrderID: order, side: side, price: amounts.price,
                    quantity: amounts.quantity, fee: amounts.fee, feeAsset: amounts.feeAsset,
                    isTaker: true, time: time))
        }
        return trades
    }

    /// One page of a list of trades, in the order of their numbers. An account whose orders trade
    /// with each other has both sides under one number.
    mutating func trades(
        _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(SpotOrderFault) -> [SpotTrade] {
        guard document.kind(node) == .array else { throw .member("result") }
        var trades: [SpotTrade] = []
        var cursor = document.cursor(node)
        while let entry = document.next(&cursor) {
            guard try symbol("symbol", entry, text) == instrument.symbol else {
                throw .mismatch("symbol")
            }
            let number = try number("id", entry, text)
            let side: Side = try bool("isBuyer", entry, text) ? .buy : .sell
            let follows =
                trades.last.map {
                    $0.number < number || ($0.number == number && $0.side != side)
                } ?? true
            guard follows else { throw .member("id") }
            let amounts = try amounts(.answer, entry, text, instrument)
            trades.append(
                SpotTrade(
                    number: number,
                    venueOrderID: Self.identifier(try self.number("orderId", entry, text)),
                    side: side, price: amounts.price, quantity: amounts.quantity,
                    fee: amounts.fee, feeAsset: amounts.feeAsset,
                    isTaker: try !bool("isMaker", entry, text),
                    time: try time("time", entry, text)))
        }
        return trades
    }

    /// The text of a number that names something.
    static func identifier<Tag>(_ number: UInt64) -> TextIdentifier<Tag> {
        let digits = Array(String(number).utf8)
        guard let identifier = try? TextIdentifier<Tag>(digits.span) else {
            preconditionFailure("at most twenty digits are an identifier")
        }
        return identifier
    }

    private static func name(_ key: JSONKey) -> String { key.description }
}
