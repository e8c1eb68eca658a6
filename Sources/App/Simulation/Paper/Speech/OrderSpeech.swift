internal import Domain
internal import Wire

/// Orders, fills and balances as the venue tells them.
///
/// - Source: Binance spot, "Trading endpoints", "Account endpoints", "User data streams", 2025-01.
enum OrderSpeech {
    /// How much an answer to a placement says.
    enum Detail: String { case ack = "ACK", result = "RESULT", full = "FULL" }

    /// The answer to a placement.
    static func placed(
        _ order: PaperOrder, _ symbol: PaperSymbol, fills: [PaperFill], detail: Detail,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("orderId", order.id)
        json.member("orderListId", -1)
        json.member("clientOrderId", order.placement.clientID)
        json.member("transactTime", order.time)
        if detail != .ack {
            terms(order, into: &json)
            json.member("workingTime", order.time)
        }
        if detail == .full {
            json.name("fills")
            json.beginArray()
            for fill in fills {
                json.beginObject()
                json.member("price", fill.price)
                json.member("qty", fill.quantity)
                json.member("commission", fill.fee)
                json.member("commissionAsset", fill.feeAsset)
                json.member("tradeId", fill.tradeID)
                json.endObject()
            }
            json.endArray()
        }
        if detail != .ack { json.member("selfTradePreventionMode", "NONE") }
        json.endObject()
    }

    /// The answer to a cancel.
    static func canceled(
        _ order: PaperOrder, _ symbol: PaperSymbol, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("origClientOrderId", order.placement.clientID)
        json.member("orderId", order.id)
        json.member("orderListId", -1)
        json.member("clientOrderId", order.cancelClientID)
        json.member("transactTime", order.updateTime)
        terms(order, into: &json)
        json.member("selfTradePreventionMode", "NONE")
        json.endObject()
    }

    /// An order as a query tells it.
    static func order(_ order: PaperOrder, _ symbol: PaperSymbol, into json: inout JSONWriter) {
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("orderId", order.id)
        json.member("orderListId", -1)
        json.member("clientOrderId", order.placement.clientID)
        terms(order, into: &json)
        json.member("stopPrice", order.placement.trigger?.price ?? .zero)
        json.member("icebergQty", Quantity.zero)
        json.member("time", order.time)
        json.member("updateTime", order.updateTime)
        json.member("isWorking", !order.isWaiting)
        json.member("workingTime", order.time)
        json.member("selfTradePreventionMode", "NONE")
        json.endObject()
    }

    private static func terms(_ order: PaperOrder, into json: inout JSONWriter) {
        json.member("price", order.placement.price)
        json.member("origQty", order.placement.quantity)
        json.member("executedQty", order.executed)
        json.member("origQuoteOrderQty", Money.zero)
        json.member("cummulativeQuoteQty", order.executedQuote)
        json.member("status", order.status.rawValue)
        json.member("timeInForce", order.placement.timeInForce.rawValue)
        json.member("type", order.placement.venueType)
        json.member("side", order.placement.side.venueName)
    }

    /// The answer to an amendment.
    static func amended(
        _ order: PaperOrder, _ symbol: PaperSymbol, execution: Int64, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("transactTime", order.updateTime)
        json.member("executionId", execution)
        json.name("amendedOrder")
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("orderId", order.id)
        json.member("orderListId", -1)
        json.member("origClientOrderId", order.placement.clientID)
        json.member("clientOrderId", order.placement.clientID)
        json.member("price", order.placement.price)
        json.member("qty", order.placement.quantity)
        json.member("executedQty", order.executed)
        json.member("preventedQty", Quantity.zero)
        json.member("quoteOrderQty", Money.zero)
        json.member("cumulativeQuoteQty", order.executedQuote)
        json.member("status", order.status.rawValue)
        json.member("timeInForce", order.placement.timeInForce.rawValue)
        json.member("type", order.placement.venueType)
        json.member("side", order.placement.side.venueName)
        json.member("workingTime", order.time)
        json.member("selfTradePreventionMode", "NONE")
        json.endObject()
        json.endObject()
    }

    /// A fill in a list of trades.
    static func fill(_ fill: PaperFill, _ symbol: PaperSymbol, into json: inout JSONWriter) {
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("id", fill.tradeID)
        json.member("orderId", fill.order)
        json.member("orderListId", -1)
        json.member("price", fill.price)
        json.member("qty", fill.quantity)
        json.member("quoteQty", fill.cost)
        json.member("commission", fill.fee)
        json.member("commissionAsset", fill.feeAsset)
        json.member("time", fill.time)
        json.member("isBuyer", fill.side == .buy)
        json.member("isMaker", fill.isMaker)
        json.member("isBestMatch", true)
        json.endObject()
    }

    /// `executionReport`.
    static func report(
        _ order: PaperOrder, _ kind: PaperEvent.Kind, _ symbol: PaperSymbol, number: Int64,
        at time: Int64, into json: inout JSONWriter
    ) {
        var fill: PaperFill?
        var execution = "NEW"
        switch kind {
        case .new: break
        case .trade(let trade):
            fill = trade
            execution = "TRADE"
        case .canceled: execution = "CANCELED"
        case .amended: execution = "REPLACED"
        case .expired: execution = "EXPIRED"
        }
        let isCanceled = kind == .canceled
        let placement = order.placement
        json.beginObject()
        json.member("e", "executionReport")
        json.member("E", time)
        json.member("s", symbol.name)
        json.member("c", isCanceled ? order.cancelClientID : placement.clientID)
        json.member("S", placement.side.venueName)
        json.member("o", placement.venueType)
        json.member("f", placement.timeInForce.rawValue)
        json.member("q", placement.quantity)
        json.member("p", placement.price)
        json.member("P", placement.trigger?.price ?? .zero)
        json.member("F", Quantity.zero)
        json.member("g", -1)
        json.member("C", isCanceled || kind == .amended ? placement.clientID : "")
        json.member("x", execution)
        json.member("X", order.status.rawValue)
        json.member("r", "NONE")
        json.member("i", order.id)
        json.member("l", fill?.quantity ?? .zero)
        json.member("z", order.executed)
        json.member("L", fill?.price ?? .zero)
        json.member("n", fill?.fee ?? .zero)
        json.name("N")
        if let fill { json.text(fill.feeAsset) } else { json.null() }
        json.member("T", order.updateTime)
        json.member("t", fill?.tradeID ?? -1)
        json.member("I", number)
        json.member("w", order.status.isOpen && !order.isWaiting)
        json.member("m", fill?.isMaker ?? false)
        json.member("M", false)
        json.member("O", order.time)
        json.member("Z", order.executedQuote)
        json.member("Y", fill?.cost ?? .zero)
        json.member("Q", Money.zero)
        json.member("W", order.time)
        json.member("V", "NONE")
        json.endObject()
    }

    /// `outboundAccountPosition`.
    static func position(
        _ balances: [PaperBalance], at time: Int64, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("e", "outboundAccountPosition")
        json.member("E", time)
        json.member("u", time)
        json.name("B")
        json.beginArray()
        for balance in balances {
            json.beginObject()
            json.member("a", balance.asset)
            json.member("f", balance.free)
            json.member("l", balance.locked)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    /// The answer to `account`.
    static func account(
        _ account: PaperAccount, number: Int, hidesZero: Bool, at time: Int64,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        for name in ["makerCommission", "takerCommission"] { json.member(name, 10) }
        for name in ["buyerCommission", "sellerCommission"] { json.member(name, 0) }
        rates(into: &json)
        for name in ["canTrade", "canWithdraw", "canDeposit"] { json.member(name, true) }
        for name in ["brokered", "requireSelfTradePrevention", "preventSor"] {
            json.member(name, false)
        }
        json.member("updateTime", time)
        json.member("accountType", "SPOT")
        json.name("balances")
        json.beginArray()
        for balance in account.balances {
            if hidesZero, balance.free == .zero, balance.locked == .zero { continue }
            json.beginObject()
            json.member("asset", balance.asset)
            json.member("free", balance.free)
            json.member("locked", balance.locked)
            json.endObject()
        }
        json.endArray()
        json.name("permissions")
        json.beginArray()
        json.text("SPOT")
        json.endArray()
        json.member("uid", number)
        json.endObject()
    }

    /// The fee, in the words of `account`.
    private static func rates(into json: inout JSONWriter) {
        json.name("commissionRates")
        json.beginObject()
        json.member("maker", Price(mantissa: 100_000))
        json.member("taker", Price(mantissa: 100_000))
        json.member("buyer", Price.zero)
        json.member("seller", Price.zero)
        json.endObject()
    }

    /// The answer to `account/commission`.
    static func commission(_ symbol: PaperSymbol, into json: inout JSONWriter) {
        json.beginObject()
        json.member("symbol", symbol.name)
        for (name, rate) in [("standardCommission", 100_000), ("taxCommission", 0)] {
            json.name(name)
            json.beginObject()
            json.member("maker", Price(mantissa: Int64(rate)))
            json.member("taker", Price(mantissa: Int64(rate)))
            json.member("buyer", Price.zero)
            json.member("seller", Price.zero)
            json.endObject()
        }
        json.endObject()
    }
}

extension PaperPlacement {
    /// What the venue calls an order of its kind.
    fileprivate var venueType: String { trigger?.kind.rawValue ?? type.rawValue }
}
