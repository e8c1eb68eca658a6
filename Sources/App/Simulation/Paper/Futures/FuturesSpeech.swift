internal import Domain
internal import Wire

/// Orders, fills and accounts as the futures venue tells them.
///
/// - Source: Binance USD-M futures, "Trade", "Account", "User Data Streams", read 2026-11.
enum FuturesSpeech {
    /// What a placement is called: a maker's order is one that is good till crossing.
    static func timeInForce(_ placement: PaperPlacement) -> String {
        if placement.type == .limitMaker { return "GTX" }
        return placement.terms.goodTill > 0 ? "GTD" : placement.timeInForce.rawValue
    }

    static func type(_ placement: PaperPlacement) -> String {
        placement.type == .market ? "MARKET" : "LIMIT"
    }

    /// An order, in any answer.
    static func order(_ order: PaperOrder, _ symbol: PaperSymbol, into json: inout JSONWriter) {
        let placement = order.placement
        json.beginObject()
        json.member("orderId", order.id)
        json.member("symbol", symbol.name)
        json.member("status", order.status.rawValue)
        json.member("clientOrderId", placement.clientID)
        json.member("price", placement.price)
        json.member("avgPrice", average(order))
        json.member("origQty", placement.quantity)
        json.member("executedQty", order.executed)
        json.member("cumQty", order.executed)
        json.member("cumQuote", order.executedQuote)
        json.member("timeInForce", timeInForce(placement))
        json.member("type", type(placement))
        json.member("reduceOnly", placement.terms.isReduceOnly)
        json.member("closePosition", false)
        json.member("side", placement.side.venueName)
        json.member("positionSide", placement.terms.holding.rawValue)
        json.member("stopPrice", Price.zero)
        json.member("workingType", "CONTRACT_PRICE")
        json.member("priceProtect", false)
        json.member("origType", type(placement))
        json.member("priceMatch", "NONE")
        json.member("selfTradePreventionMode", "NONE")
        json.member("goodTillDate", placement.terms.goodTill)
        json.member("time", order.time)
        json.member("updateTime", order.updateTime)
        json.endObject()
    }

    private static func average(_ order: PaperOrder) -> Price {
        guard order.executed > .zero else { return .zero }
        return Price(
            mantissa: Int64(order.executedQuote.raw / 100 / Int128(order.executed.mantissa)))
    }

    /// A fill in a list of trades.
    static func fill(
        _ fill: PaperFill, _ terms: PaperTerms, gain: Money, _ symbol: PaperSymbol,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("id", fill.tradeID)
        json.member("orderId", fill.order)
        json.member("side", fill.side.venueName)
        json.member("price", fill.price)
        json.member("qty", fill.quantity)
        json.member("realizedPnl", gain)
        json.member("quoteQty", fill.cost)
        json.member("commission", fill.fee)
        json.member("commissionAsset", fill.feeAsset)
        json.member("time", fill.time)
        json.member("positionSide", terms.holding.rawValue)
        json.member("buyer", fill.side == .buy)
        json.member("maker", fill.isMaker)
        json.endObject()
    }

    /// ORDER_TRADE_UPDATE.
    static func update(
        _ order: PaperOrder, _ kind: PaperEvent.Kind, gain: Money, _ symbol: PaperSymbol,
        at time: Int64, into json: inout JSONWriter
    ) {
        var fill: PaperFill?
        if case .trade(let trade) = kind { fill = trade }
        let placement = order.placement
        json.beginObject()
        json.member("e", "ORDER_TRADE_UPDATE")
        json.member("T", order.updateTime)
        json.member("E", time)
        json.name("o")
        json.beginObject()
        json.member("s", symbol.name)
        json.member("c", placement.clientID)
        json.member("S", placement.side.venueName)
        json.member("o", type(placement))
        json.member("f", timeInForce(placement))
        json.member("q", placement.quantity)
        json.member("p", placement.price)
        json.member("ap", average(order))
        json.member("sp", Price.zero)
        json.member("x", execution(kind, placement))
        json.member("X", order.status.rawValue)
        json.member("i", order.id)
        json.member("l", fill?.quantity ?? .zero)
        json.member("z", order.executed)
        json.member("L", fill?.price ?? .zero)
        if let fill {
            json.member("N", fill.feeAsset)
            json.member("n", fill.fee)
        }
        json.member("T", order.updateTime)
        json.member("t", fill?.tradeID ?? 0)
        json.member("b", Money.zero)
        json.member("a", Money.zero)
        json.member("m", fill?.isMaker ?? false)
        json.member("R", placement.terms.isReduceOnly)
        json.member("wt", "CONTRACT_PRICE")
        json.member("ot", placement.terms.origin.isEmpty ? type(placement) : placement.terms.origin)
        json.member("ps", placement.terms.holding.rawValue)
        json.member("cp", false)
        json.member("rp", gain)
        json.member("pP", false)
        json.member("V", "NONE")
        json.member("pm", "NONE")
        json.member("gtd", placement.terms.goodTill)
        json.endObject()
        json.endObject()
    }

    private static func execution(_ kind: PaperEvent.Kind, _ placement: PaperPlacement) -> String {
        switch kind {
        case .new: "NEW"
        case .trade: placement.clientID.hasPrefix("autoclose-") ? "CALCULATED" : "TRADE"
        case .canceled: "CANCELED"
        case .amended: "AMENDMENT"
        case .expired: "EXPIRED"
        }
    }

    /// A condition, in any answer.
    static func conditional(
        _ entry: PaperConditional, _ symbol: PaperSymbol, executed: PaperOrder?,
        into json: inout JSONWriter
    ) {
        let placement = entry.placement
        json.beginObject()
        json.member("algoId", entry.id)
        json.member("clientAlgoId", placement.clientID)
        json.member("algoType", "CONDITIONAL")
        json.member("orderType", entry.kind)
        json.member("symbol", symbol.name)
        json.member("side", placement.side.venueName)
        json.member("positionSide", placement.terms.holding.rawValue)
        json.member("timeInForce", timeInForce(placement))
        json.member("quantity", placement.quantity)
        json.member("algoStatus", entry.status.rawValue)
        json.member("actualOrderId", entry.order == 0 ? "" : String(entry.order))
        json.member("actualQty", executed?.executed ?? .zero)
        json.member("triggerPrice", entry.trigger)
        json.member("price", placement.price)
        json.member("workingType", entry.isByMark ? "MARK_PRICE" : "CONTRACT_PRICE")
        json.member("priceMatch", "NONE")
        json.member("closePosition", false)
        json.member("priceProtect", false)
        json.member("reduceOnly", placement.terms.isReduceOnly)
        json.member("createTime", entry.time)
        json.member("updateTime", entry.updateTime)
        json.member("triggerTime", entry.order == 0 ? 0 : entry.updateTime)
        json.member("goodTillDate", placement.terms.goodTill)
        json.endObject()
    }

    /// ALGO_UPDATE.
    static func update(
        _ entry: PaperConditional, _ symbol: PaperSymbol, executed: PaperOrder?, at time: Int64,
        into json: inout JSONWriter
    ) {
        let placement = entry.placement
        json.beginObject()
        json.member("e", "ALGO_UPDATE")
        json.member("T", entry.updateTime)
        json.member("E", time)
        json.name("o")
        json.beginObject()
        json.member("caid", placement.clientID)
        json.member("aid", entry.id)
        json.member("at", "CONDITIONAL")
        json.member("o", entry.kind)
        json.member("s", symbol.name)
        json.member("S", placement.side.venueName)
        json.member("ps", placement.terms.holding.rawValue)
        json.member("f", timeInForce(placement))
        json.member("q", placement.quantity)
        json.member("X", entry.status.rawValue)
        json.member("ai", entry.order == 0 ? "" : String(entry.order))
        json.member("aq", executed?.executed ?? .zero)
        json.member("tp", entry.trigger)
        json.member("p", placement.price)
        json.member("wt", entry.isByMark ? "MARK_PRICE" : "CONTRACT_PRICE")
        json.member("R", placement.terms.isReduceOnly)
        json.member("gtd", placement.terms.goodTill)
        json.member("rm", entry.why)
        json.endObject()
        json.endObject()
    }
}
