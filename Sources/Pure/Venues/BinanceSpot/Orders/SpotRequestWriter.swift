internal import Domain
internal import VenueKit
internal import Wire

/// A request's method, address and weight at the venue.
///
/// - Source: Binance spot, "REST API" and "WebSocket API", read as of 2025-01; weights: order 1,
///   cancel 1, status 4, open orders 6 for one symbol and 80 for all, trades 20 and 5 for one
///   order's, account 20, time 1, subscription 2.
enum SpotMethod {
    case place, cancel, amend, orderStatus, openOrders, trades, orderTrades, account, time,
        subscribe

    var verb: RequestMethod {
        switch self {
        case .place: .post
        case .cancel: .delete
        case .amend: .put
        case .orderStatus, .openOrders, .trades, .orderTrades, .account, .time, .subscribe: .get
        }
    }

    var path: String {
        switch self {
        case .place, .cancel, .orderStatus: "/api/v3/order"
        case .amend: "/api/v3/order/amend/keepPriority"
        case .openOrders: "/api/v3/openOrders"
        case .trades, .orderTrades: "/api/v3/myTrades"
        case .account: "/api/v3/account"
        case .time: "/api/v3/time"
        case .subscribe: preconditionFailure("a subscription has no address over HTTP")
        }
    }

    var name: String {
        switch self {
        case .place: "order.place"
        case .cancel: "order.cancel"
        case .amend: "order.amend.keepPriority"
        case .orderStatus: "order.status"
        case .openOrders: "openOrders.status"
        case .trades, .orderTrades: "myTrades"
        case .account: "account.status"
        case .time: "time"
        case .subscribe: "userDataStream.subscribe.signature"
        }
    }

    var weight: Int {
        switch self {
        case .place, .cancel: 1
        case .orderStatus, .amend: 4
        case .openOrders: 80
        case .trades, .account: 20
        case .orderTrades: 5
        case .time: 1
        case .subscribe: 2
        }
    }
}

/// Writes requests: parameters in the venue's forms, with places for key and signature.
///
/// - Source: Binance spot, "Request security": over the WebSocket all parameters but the signature,
///   `apiKey` among them, are sorted by name and joined as in a query.
extension QueryWriter {
    /// The values must need no escape in JSON: identifiers are checked before.
    func frame(
        _ method: SpotMethod, _ id: RequestID, _ algorithm: SigningAlgorithm
    ) -> (frame: SignedTemplate, slot: SigningSlot) {
        var payload = SignedTemplate()
        payload.append("apiKey=")
        payload.leavePlace(for: .apiKey)
        // All our names begin with letters after "apiKey", so it comes first.
        for parameter in parameters.sorted(by: { $0.name < $1.name }) {
            payload.append("&" + parameter.name + "=")
            payload.append(contentsOf: parameter.value)
        }
        var frame = SignedTemplate()
        frame.append("{\"id\":\(id.raw),\"method\":\"\(method.name)\",\"params\":{")
        for parameter in parameters {
            frame.append("\"\(parameter.name)\":" + (parameter.isNumber ? "" : "\""))
            frame.append(contentsOf: parameter.value)
            frame.append(parameter.isNumber ? "," : "\",")
        }
        frame.append("\"apiKey\":\"")
        frame.leavePlace(for: .apiKey)
        frame.append("\",\"signature\":\"")
        frame.leavePlace(for: .signature(algorithm == .ed25519 ? .base64 : .hexadecimal))
        frame.append("\"}}")
        return (frame, SigningSlot(algorithm: algorithm, payload: payload))
    }
}

extension QueryWriter {
    /// The parameters of an order; nil where the venue has no such order.
    ///
    /// - Source: Binance spot, "New order": LIMIT needs timeInForce, quantity and price,
    ///   LIMIT_MAKER quantity and price, MARKET quantity; FULL is asked for, since it alone holds
    ///   the trades made at once, so that an order filled at once needs no look-up when the stream
    ///   is slow or gone.
    static func placement(_ intent: PlacementIntent) -> QueryWriter? {
        let request = intent.request
        let instrument = intent.instrument
        var writer = QueryWriter()
        writer.put("symbol", instrument.symbol)
        writer.put("side", request.side == .buy ? "BUY" : "SELL")
        guard let type = type(of: request) else { return nil }
        writer.put("type", type)
        if request.type.hasPrice && !request.isPostOnly {
            writer.put("timeInForce", request.timeInForce.plainName)
        }
        writer.put("quantity", request.quantity.mantissa, decimals: instrument.quantityDecimals)
        if request.type.hasPrice {
            writer.put("price", request.price.mantissa, decimals: instrument.priceDecimals)
        }
        if request.type.hasTrigger {
            writer.put(
                "stopPrice", request.triggerPrice.mantissa, decimals: instrument.priceDecimals)
        }
        writer.put("newClientOrderId", request.clientOrderID)
        writer.put("newOrderRespType", "FULL")
        return writer
    }

    /// The venue's name of an order's type; nil where it has none such.
    private static func type(of request: OrderRequest) -> String? {
        let rests = request.timeInForce == .goodTillCanceled || request.timeInForce == .goodTillDate
        guard !request.isPostOnly else {
            return request.type == .limit && rests ? "LIMIT_MAKER" : nil
        }
        switch request.type {
        case .limit: return "LIMIT"
        // What a market order does not trade at once expires: as it does with immediate-or-cancel.
        case .market: return request.timeInForce == .fillOrKill ? nil : "MARKET"
        case .stopMarket: return "STOP_LOSS"
        case .stopLimit: return "STOP_LOSS_LIMIT"
        case .takeProfitMarket: return "TAKE_PROFIT"
        case .takeProfitLimit: return "TAKE_PROFIT_LIMIT"
        }
    }
}
