internal import Domain
internal import VenueKit
internal import Wire

extension TradeKeys {
    /// Of `fills` in the answer to an order.
    static var answer: TradeKeys {
        TradeKeys(
            price: "price", quantity: "qty", fee: "commission", feeAsset: "commissionAsset")
    }
    /// Of `executionReport`.
    static var event: TradeKeys {
        TradeKeys(price: "L", quantity: "l", fee: "n", feeAsset: "N")
    }
}

/// Orders and trades in answers and events.
extension MessageReader {
    /// - Source: Binance spot, "ENUM definitions", order status. The venue's "pending" states mean
    ///   that it has the order.
    func state(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> VenueOrderState {
        guard let found = member(key, node, text) else { throw .member(key.description) }
        for (name, state) in Self.states where document.isText(name, found, in: text) {
            return state
        }
        throw .member(key.description)
    }

    private static var states: [(JSONKey, VenueOrderState)] {
        [
            ("NEW", .working), ("PARTIALLY_FILLED", .partiallyFilled), ("FILLED", .filled),
            ("CANCELED", .canceled), ("EXPIRED", .expired), ("EXPIRED_IN_MATCH", .expired),
            ("REJECTED", .rejected), ("PENDING_NEW", .working), ("PENDING_CANCEL", .working),
        ]
    }

    // MARK: - Orders and trades

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

    /// The trades that the answer to an order tells of: made at once, so the order was the taker.
    mutating func fills(
        _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument, _ order: VenueOrderID,
        _ side: Side
    ) throws(MessageFault) -> [ListedTrade] {
        guard let list = member("fills", node, text) else { return [] }
        guard document.kind(list) == .array else { throw .member("fills") }
        let time = try time("transactTime", node, text)
        var trades: [ListedTrade] = []
        var cursor = document.cursor(list)
        while let fill = document.next(&cursor) {
            let number = try number("tradeId", fill, text)
            let amounts = try amounts(.answer, fill, text, instrument)
            trades.append(
                ListedTrade(
                    number: number, venueOrderID: order, side: side, amounts: amounts,
                    isTaker: true, time: time))
        }
        return trades
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
            let side: Side = try bool("isBuyer", entry, text) ? .buy : .sell
            let follows =
                trades.last.map {
                    $0.number < number || ($0.number == number && $0.side != side)
                } ?? true
            guard follows else { throw .member("id") }
            let amounts = try amounts(.answer, entry, text, instrument)
            trades.append(
                ListedTrade(
                    number: number,
                    venueOrderID: Self.identifier(try self.number("orderId", entry, text)),
                    side: side, amounts: amounts,
                    isTaker: try !bool("isMaker", entry, text),
                    time: try time("time", entry, text)))
        }
        return trades
    }
}
