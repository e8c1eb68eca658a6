internal import Domain
internal import VenueKit

extension QueryWriter {
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
            writer.put("timeInForce", request.isPostOnly ? "GTX" : request.timeInForce.plainName)
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
}

/// Why an order was refused, as people read it.
enum FuturesReason {
    /// A code and, where it is known, our name for it: `-2019:MARGIN_INSUFFICIENT`.
    static func of(_ code: Int64) -> ReasonCode {
        let name = FuturesErrorCode(rawValue: code)?.name
        return ReasonCode(first: name.map { "\(code):\($0)" } ?? "\(code)")
    }
}
