internal import Domain
internal import VenueKit
internal import Wire

extension TradeKeys {
    /// Of "Account Trade List".
    static var listed: TradeKeys {
        TradeKeys(price: "price", quantity: "qty", fee: "commission", feeAsset: "commissionAsset")
    }
    /// Of ORDER_TRADE_UPDATE.
    static var event: TradeKeys { TradeKeys(price: "L", quantity: "l", fee: "n", feeAsset: "N") }
}

/// The names that a message has for what an order is for.
struct TermKeys {
    let type: JSONKey
    let price: JSONKey
    let quantity: JSONKey

    static var answer: TermKeys { TermKeys(type: "type", price: "price", quantity: "origQty") }
    /// Of ORDER_TRADE_UPDATE.
    static var event: TermKeys { TermKeys(type: "o", price: "p", quantity: "q") }
}

/// Orders and trades in answers and events.
extension MessageReader {
    /// Price and whole quantity of a limit order; nil for one of another kind, or where they cannot
    /// be kept exactly.
    func terms(
        _ keys: TermKeys, _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(MessageFault) -> (price: Price, quantity: Quantity)? {
        guard let type = member(keys.type, node, text) else { throw .member(keys.type.description) }
        guard document.isText("LIMIT", type, in: text) else { return nil }
        let price = try exact(keys.price, Int(instrument.priceDecimals), node, text)
        let quantity = try exact(keys.quantity, Int(instrument.quantityDecimals), node, text)
        guard let price = price.flatMap({ Int64(exactly: $0) }),
            let quantity = quantity.flatMap({ Int64(exactly: $0) })
        else { return nil }
        return (Price(mantissa: price), Quantity(mantissa: quantity))
    }

    /// - Source: Binance USD-M futures, "Common definition", order status.
    func state(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> VenueOrderState {
        try word(
            key, node, text,
            [
                ("NEW", .working), ("PARTIALLY_FILLED", .partiallyFilled), ("FILLED", .filled),
                ("CANCELED", .canceled), ("EXPIRED", .expired), ("EXPIRED_IN_MATCH", .expired),
                ("REJECTED", .rejected),
            ])
    }

    /// The order that an answer tells of.
    func order(
        _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(MessageFault) -> OrderStanding {
        guard document.kind(node) == .object else { throw .member("result") }
        guard try symbol("symbol", node, text) == instrument.symbol else {
            throw .mismatch("symbol")
        }
        return OrderStanding(
            venueOrderID: Self.identifier(try number("orderId", node, text)),
            state: try state("status", node, text),
            executed: try quantity("executedQty", node, text, instrument))
    }

    /// One page of a list of trades, in the order of their numbers. An account whose orders trade
    /// with each other has both sides under one number.
    mutating func trades(
        _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(MessageFault) -> [ListedTrade] {
        guard document.kind(node) == .array else { throw .member("result") }
        var trades: [ListedTrade] = []
        var cursor = document.cursor(node)
        while let entry = document.next(&cursor) {
            guard try symbol("symbol", entry, text) == instrument.symbol else {
                throw .mismatch("symbol")
            }
            let number = try number("id", entry, text)
            let side = try side("side", entry, text)
            let follows =
                trades.last.map {
                    $0.number < number || ($0.number == number && $0.side != side)
                } ?? true
            guard follows else { throw .member("id") }
            let amounts = try amounts(.listed, entry, text, instrument)
            trades.append(
                ListedTrade(
                    number: number,
                    venueOrderID: Self.identifier(try self.number("orderId", entry, text)),
                    side: side, amounts: amounts, isTaker: try !bool("maker", entry, text),
                    time: try time("time", entry, text),
                    leg: try leg("positionSide", entry, text)))
        }
        return trades
    }
}
