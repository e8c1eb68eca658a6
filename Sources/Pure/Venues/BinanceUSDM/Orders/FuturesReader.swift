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

/// Orders and trades in answers and events.
extension MessageReader {
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
                    time: try time("time", entry, text)))
        }
        return trades
    }
}
