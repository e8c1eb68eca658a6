internal import Domain
internal import VenueKit

extension QueryWriter {
    /// Most milliseconds of `recvWindow`.
    static var receiveWindowMax: Int64 { 60_000 }

    /// From when and for how long the request is good, by the venue's clock.
    mutating func putWindow(_ milliseconds: Int64, timestamp: Int64) {
        put("recvWindow", min(milliseconds, Self.receiveWindowMax))
        put("timestamp", timestamp)
    }

    /// The parameters of an order; nil where the venue has no such order.
    ///
    /// - Source: Binance USD-M futures, "New Order": LIMIT needs timeInForce, quantity and price,
    ///   MARKET quantity; GTX is good till crossing: it never takes. RESULT tells where the order
    ///   stands at once. "New Algo Order" for what waits for a price: of the last trade, unless the
    ///   mark is named.
    static func placement(_ intent: PlacementIntent, byMark: Bool) -> QueryWriter? {
        let request = intent.request
        let instrument = intent.instrument
        guard let type = type(of: request) else { return nil }
        var writer = QueryWriter()
        if request.type.hasTrigger { writer.put("algoType", "CONDITIONAL") }
        writer.put("symbol", instrument.symbol)
        writer.put("side", request.side == .buy ? "BUY" : "SELL")
        writer.put("type", type)
        if request.type.hasPrice {
            writer.put("timeInForce", request.isPostOnly ? "GTX" : name(of: request.timeInForce))
        }
        writer.put("quantity", request.quantity.mantissa, decimals: instrument.quantityDecimals)
        if request.type.hasPrice {
            writer.put("price", request.price.mantissa, decimals: instrument.priceDecimals)
        }
        if request.type.hasTrigger {
            writer.put(
                "triggerPrice", request.triggerPrice.mantissa, decimals: instrument.priceDecimals)
        }
        if request.type.hasTrigger, byMark { writer.put("workingType", "MARK_PRICE") }
        writer.putHolding(of: request)
        if request.type.hasTrigger {
            writer.put("clientAlgoId", request.clientOrderID)
        } else {
            writer.put("newClientOrderId", request.clientOrderID)
            writer.put("newOrderRespType", "RESULT")
        }
        return writer
    }

    /// In hedge mode the leg says what closes; `reduceOnly` is refused there.
    private mutating func putHolding(of request: OrderRequest) {
        switch request.leg {
        case .net: if request.isReduceOnly { put("reduceOnly", "true") }
        case .long: put("positionSide", "LONG")
        case .short: put("positionSide", "SHORT")
        }
    }

    /// The venue's name of an order's type; nil where it has none such.
    private static func type(of request: OrderRequest) -> String? {
        let rests = request.timeInForce == .goodTillCanceled || request.timeInForce == .goodTillDate
        guard !request.isPostOnly || (request.type == .limit && rests) else { return nil }
        switch request.type {
        case .limit: return "LIMIT"
        // What a market order does not trade at once expires: as it does with immediate-or-cancel.
        case .market: return request.timeInForce == .fillOrKill ? nil : "MARKET"
        case .stopMarket: return "STOP_MARKET"
        case .stopLimit: return "STOP"
        case .takeProfitMarket: return "TAKE_PROFIT_MARKET"
        case .takeProfitLimit: return "TAKE_PROFIT"
        }
    }

    /// Orders that end at a date are canceled by us: the venue wants ten minutes at least.
    private static func name(of time: TimeInForce) -> String {
        switch time {
        case .goodTillCanceled, .goodTillDate: "GTC"
        case .immediateOrCancel: "IOC"
        case .fillOrKill: "FOK"
        }
    }

    /// Whether the venue takes the identifier.
    ///
    /// - Source: Binance USD-M futures, "New Order": 1 to 36 of letters, digits, `.`, `:`, `/`,
    ///   `_`, `-`.
    static func isFit(_ identifier: ClientOrderID) -> Bool {
        guard identifier.count > 0 else { return false }
        return (0..<identifier.count).allSatisfy { place in
            switch identifier.byte(at: place) {
            case 0x2D...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: true
            case _: false
            }
        }
    }
}

/// Why an order was refused, as people read it.
enum FuturesReason {
    /// A code and, where it is known, our name for it: `-2019:MARGIN_INSUFFICIENT`.
    static func of(_ code: Int64) -> ReasonCode {
        of(FuturesErrorCode(rawValue: code)?.name.map { "\(code):\($0)" } ?? "\(code)")
    }

    static func of(_ text: String) -> ReasonCode {
        let bytes = Array(text.utf8.prefix(ReasonCode.countMax))
        return (try? ReasonCode(bytes.span)) ?? .none
    }
}
