internal import Domain
internal import Wire

/// The market as the venue tells it.
///
/// - Source: Binance spot, "Market data endpoints", "WebSocket streams", 2025-01.
enum MarketSpeech {
    /// The answer to `exchangeInfo`.
    static func listing(
        _ symbols: [PaperSymbol], limits: RequestLimiter.Bounds, at time: Int64,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("timezone", "UTC")
        json.member("serverTime", time)
        json.name("rateLimits")
        json.beginArray()
        limit("REQUEST_WEIGHT", "MINUTE", 1, limits.weightPerMinute, into: &json)
        limit("ORDERS", "SECOND", 10, limits.ordersPerTenSeconds, into: &json)
        limit("ORDERS", "DAY", 1, limits.ordersPerDay, into: &json)
        limit("RAW_REQUESTS", "MINUTE", 5, 61_000, into: &json)
        json.endArray()
        json.name("exchangeFilters")
        json.beginArray()
        json.endArray()
        json.name("symbols")
        json.beginArray()
        for symbol in symbols { listed(symbol, into: &json) }
        json.endArray()
        json.endObject()
    }

    private static func limit(
        _ type: String, _ interval: String, _ number: Int, _ limit: Int,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("rateLimitType", type)
        json.member("interval", interval)
        json.member("intervalNum", number)
        json.member("limit", limit)
        json.endObject()
    }

    private static func listed(_ symbol: PaperSymbol, into json: inout JSONWriter) {
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("status", "TRADING")
        json.member("baseAsset", symbol.base)
        json.member("baseAssetPrecision", PaperSymbol.decimals)
        json.member("quoteAsset", symbol.quote)
        for name in [
            "quotePrecision", "quoteAssetPrecision", "baseCommissionPrecision",
            "quoteCommissionPrecision",
        ] { json.member(name, PaperSymbol.decimals) }
        texts(
            "orderTypes",
            PaperOrderType.allCases.map(\.rawValue) + PaperTrigger.Kind.allCases.map(\.rawValue),
            into: &json)
        json.member("amendAllowed", true)
        for name in [
            "icebergAllowed", "ocoAllowed", "otoAllowed", "quoteOrderQtyMarketAllowed",
            "allowTrailingStop", "cancelReplaceAllowed", "isMarginTradingAllowed",
        ] { json.member(name, false) }
        json.member("isSpotTradingAllowed", true)
        filters(symbol, into: &json)
        texts("permissions", [], into: &json)
        json.name("permissionSets")
        json.beginArray()
        json.beginArray()
        json.text("SPOT")
        json.endArray()
        json.endArray()
        json.member("defaultSelfTradePreventionMode", "NONE")
        texts("allowedSelfTradePreventionModes", ["NONE"], into: &json)
        json.endObject()
    }

    private static func filters(_ symbol: PaperSymbol, into json: inout JSONWriter) {
        json.name("filters")
        json.beginArray()
        json.beginObject()
        json.member("filterType", "PRICE_FILTER")
        json.member("minPrice", symbol.tick)
        json.member("maxPrice", symbol.priceMax)
        json.member("tickSize", symbol.tick)
        json.endObject()
        json.beginObject()
        json.member("filterType", "LOT_SIZE")
        json.member("minQty", symbol.step)
        json.member("maxQty", symbol.quantityMax)
        json.member("stepSize", symbol.step)
        json.endObject()
        json.beginObject()
        json.member("filterType", "NOTIONAL")
        json.member("minNotional", symbol.notionalMin)
        json.member("applyMinToMarket", true)
        json.member("maxNotional", Money(units: 900_000_000))
        json.member("applyMaxToMarket", false)
        json.member("avgPriceMins", 0)
        json.endObject()
        json.beginObject()
        json.member("filterType", "MAX_NUM_ORDERS")
        json.member("maxNumOrders", MatchingEngine.Limits.openOrdersMax)
        json.endObject()
        json.endArray()
    }

    private static func texts(_ name: String, _ texts: [String], into json: inout JSONWriter) {
        json.name(name)
        json.beginArray()
        for text in texts { json.text(text) }
        json.endArray()
    }

    /// A book's best levels: the answer to `depth`, and `@depth20`.
    static func depth(
        bids: some Sequence<(price: Price, quantity: Quantity)>,
        asks: some Sequence<(price: Price, quantity: Quantity)>,
        updateID: Int64, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("lastUpdateId", updateID)
        levels("bids", bids, into: &json)
        levels("asks", asks, into: &json)
        json.endObject()
    }

    static func levels(
        _ name: String, _ levels: some Sequence<(price: Price, quantity: Quantity)>,
        into json: inout JSONWriter
    ) {
        json.name(name)
        json.beginArray()
        for level in levels { json.pair(level.price, level.quantity) }
        json.endArray()
    }

    /// `depthUpdate`.
    static func depthUpdate(
        _ symbol: PaperSymbol, _ update: DepthUpdate, isFutures: Bool = false, at time: Int64,
        into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("e", "depthUpdate")
        json.member("E", time)
        json.member("s", symbol.name)
        json.member("U", update.first)
        json.member("u", update.last)
        if isFutures {
            json.member("T", time)
            json.member("pu", update.first - 1)
        }
        levels("b", update.bids, into: &json)
        levels("a", update.asks, into: &json)
        json.endObject()
    }

    /// `trade`.
    static func trade(
        _ trade: PaperTrade, _ symbol: PaperSymbol, at time: Int64, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("e", "trade")
        json.member("E", time)
        json.member("s", symbol.name)
        json.member("t", trade.id)
        json.member("p", trade.price)
        json.member("q", trade.quantity)
        json.member("T", trade.time)
        json.member("m", trade.isBuyerMaker)
        json.member("M", true)
        json.endObject()
    }

    /// `aggTrade`: here every trade stands alone.
    static func aggregate(
        _ trade: PaperTrade, _ symbol: PaperSymbol?, at time: Int64, into json: inout JSONWriter
    ) {
        json.beginObject()
        if let symbol {
            json.member("e", "aggTrade")
            json.member("E", time)
            json.member("s", symbol.name)
        }
        json.member("a", trade.id)
        json.member("p", trade.price)
        json.member("q", trade.quantity)
        json.member("f", trade.id)
        json.member("l", trade.id)
        json.member("T", trade.time)
        json.member("m", trade.isBuyerMaker)
        json.member("M", true)
        json.endObject()
    }

    /// A trade in a list.
    static func listed(_ trade: PaperTrade, into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", trade.id)
        json.member("price", trade.price)
        json.member("qty", trade.quantity)
        json.member("quoteQty", PaperSymbol.cost(trade.price, trade.quantity))
        json.member("time", trade.time)
        json.member("isBuyerMaker", trade.isBuyerMaker)
        json.member("isBestMatch", true)
        json.endObject()
    }

    /// A candle in a list.
    static func listed(
        _ candle: PaperCandle, milliseconds: Int64, into json: inout JSONWriter
    ) {
        json.beginArray()
        json.integer(candle.start)
        for price in [candle.open, candle.high, candle.low, candle.close] { json.venue(price) }
        json.venue(candle.volume)
        json.integer(candle.start + milliseconds - 1)
        json.venue(candle.quoteVolume)
        json.integer(candle.count)
        json.venue(candle.takerVolume)
        json.venue(candle.takerQuoteVolume)
        json.text("0")
        json.endArray()
    }

    /// `kline`.
    static func kline(
        _ candle: PaperCandle, _ symbol: PaperSymbol, _ interval: String, milliseconds: Int64,
        isClosed: Bool, at time: Int64, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("e", "kline")
        json.member("E", time)
        json.member("s", symbol.name)
        json.name("k")
        json.beginObject()
        json.member("t", candle.start)
        json.member("T", candle.start + milliseconds - 1)
        json.member("s", symbol.name)
        json.member("i", interval)
        json.member("f", -1)
        json.member("L", -1)
        json.member("o", candle.open)
        json.member("c", candle.close)
        json.member("h", candle.high)
        json.member("l", candle.low)
        json.member("v", candle.volume)
        json.member("n", candle.count)
        json.member("x", isClosed)
        json.member("q", candle.quoteVolume)
        json.member("V", candle.takerVolume)
        json.member("Q", candle.takerQuoteVolume)
        json.member("B", "0")
        json.endObject()
        json.endObject()
    }
}

/// What changed in a book since the last time it was told.
struct DepthUpdate {
    var first: Int64
    var last: Int64
    var bids: [(price: Price, quantity: Quantity)] = []
    var asks: [(price: Price, quantity: Quantity)] = []
}
