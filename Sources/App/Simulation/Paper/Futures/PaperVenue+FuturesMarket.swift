internal import Domain
internal import Wire

/// Futures: what anybody may ask.
extension PaperVenue {
    func tellFutures(
        _ operation: FuturesOperation, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> [UInt8] {
        var json = JSONWriter()
        switch operation {
        case .ping:
            json.beginObject()
            json.endObject()
        case .time:
            json.beginObject()
            json.member("serverTime", now)
            json.endObject()
        case .exchangeInfo: writeListing(&json)
        case .depth: try writeFuturesDepth(&parameters, &json)
        case .premiumIndex: try writePremium(&parameters, &json)
        case .fundingRate: try writeRates(&parameters, &json)
        case .bookTicker:
            let row = try symbol(&parameters)
            writeTop(row, TopOfBook(engine.books[row]), names: .asked, &json)
        case _: preconditionFailure("that needs a key")
        }
        return json.bytes
    }

    private func writeListing(_ json: inout JSONWriter) {
        json.beginObject()
        json.member("timezone", "UTC")
        json.member("serverTime", now)
        json.member("futuresType", "U_MARGINED")
        json.name("rateLimits")
        json.beginArray()
        json.endArray()
        json.name("exchangeFilters")
        json.beginArray()
        json.endArray()
        json.name("assets")
        json.beginArray()
        json.endArray()
        json.name("symbols")
        json.beginArray()
        for symbol in engine.symbols { write(symbol, &json) }
        json.endArray()
        json.endObject()
    }

    /// - Source: Binance USD-M futures, "Exchange Information".
    private func write(_ symbol: PaperSymbol, _ json: inout JSONWriter) {
        json.beginObject()
        json.member("symbol", symbol.name)
        json.member("pair", symbol.name)
        json.member("contractType", "PERPETUAL")
        json.member("deliveryDate", 4_133_404_800_000)
        json.member("onboardDate", 1_569_398_400_000)
        json.member("status", "TRADING")
        json.member("baseAsset", symbol.base)
        json.member("quoteAsset", symbol.quote)
        json.member("marginAsset", symbol.quote)
        for name in [
            "pricePrecision", "quantityPrecision", "baseAssetPrecision", "quotePrecision",
        ] { json.member(name, PaperSymbol.decimals) }
        json.member("underlyingType", "COIN")
        json.member("triggerProtect", "0.0500")
        json.member("liquidationFee", "0.0")
        json.member("marketTakeBound", "0.05")
        for (name, texts) in [
            ("orderTypes", ["LIMIT", "MARKET"] + Self.conditions),
            ("timeInForce", ["GTC", "IOC", "FOK", "GTX", "GTD"]),
        ] {
            json.name(name)
            json.beginArray()
            for text in texts { json.text(text) }
            json.endArray()
        }
        writeFilters(symbol, &json)
        json.endObject()
    }

    private func writeFilters(_ symbol: PaperSymbol, _ json: inout JSONWriter) {
        json.name("filters")
        json.beginArray()
        json.beginObject()
        json.member("filterType", "PRICE_FILTER")
        json.member("minPrice", symbol.tick)
        json.member("maxPrice", symbol.priceMax)
        json.member("tickSize", symbol.tick)
        json.endObject()
        for name in ["LOT_SIZE", "MARKET_LOT_SIZE"] {
            json.beginObject()
            json.member("filterType", name)
            json.member("minQty", symbol.step)
            json.member("maxQty", symbol.quantityMax)
            json.member("stepSize", symbol.step)
            json.endObject()
        }
        json.beginObject()
        json.member("filterType", "MAX_NUM_ORDERS")
        json.member("limit", MatchingEngine.Limits.openOrdersMax)
        json.endObject()
        json.beginObject()
        json.member("filterType", "MIN_NOTIONAL")
        json.member("notional", symbol.notionalMin)
        json.endObject()
        json.endArray()
    }

    private func writeFuturesDepth(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let row = try symbol(&parameters)
        let limit = try parameters.limit(standard: 500, max: 1000)
        let book = engine.books[row]
        json.beginObject()
        json.member("lastUpdateId", book.updateID)
        json.member("E", now)
        json.member("T", now)
        MarketSpeech.levels(
            "bids", book.bids.levels.suffix(limit).reversed().map { ($0.price, $0.quantity) },
            into: &json)
        MarketSpeech.levels(
            "asks", book.asks.levels.suffix(limit).reversed().map { ($0.price, $0.quantity) },
            into: &json)
        json.endObject()
    }

    /// The same numbers go by other names in an answer and in a stream.
    enum TopNames { case asked, streamed }

    func writeTop(
        _ row: Int, _ top: TopOfBook?, names: TopNames, _ json: inout JSONWriter
    ) {
        let keys =
            names == .streamed
            ? ["s", "b", "B", "a", "A"] : ["symbol", "bidPrice", "bidQty", "askPrice", "askQty"]
        json.beginObject()
        if names == .streamed {
            json.member("e", "bookTicker")
            json.member("u", engine.books[row].updateID)
            json.member("E", now)
            json.member("T", now)
        }
        json.member(keys[0], engine.symbols[row].name)
        json.member(keys[1], top?.bid ?? .zero)
        json.member(keys[2], top?.bidQuantity ?? .zero)
        json.member(keys[3], top?.ask ?? .zero)
        json.member(keys[4], top?.askQuantity ?? .zero)
        json.endObject()
    }

    private func writePremium(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        guard parameters.text("symbol") == nil else {
            return writePremium(try symbol(&parameters), &json)
        }
        json.beginArray()
        for row in engine.symbols.indices { writePremium(row, &json) }
        json.endArray()
    }

    private func writePremium(_ row: Int, _ json: inout JSONWriter) {
        guard let desk = futures else { return }
        json.beginObject()
        json.member("symbol", engine.symbols[row].name)
        json.member("markPrice", desk.marks[row])
        json.member("indexPrice", desk.marks[row])
        json.member("estimatedSettlePrice", desk.marks[row])
        json.member("lastFundingRate", Price(mantissa: desk.rates[row]))
        json.member("interestRate", Price(mantissa: 10_000))
        json.member("nextFundingTime", desk.nextFunding)
        json.member("time", now)
        json.endObject()
    }

    private func writeRates(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let row = try symbol(&parameters)
        json.beginArray()
        json.beginObject()
        json.member("symbol", engine.symbols[row].name)
        json.member("fundingRate", Price(mantissa: futures?.rates[row] ?? 0))
        json.member("fundingTime", (futures?.nextFunding ?? 0) - FuturesDesk.fundingInterval)
        json.member("markPrice", futures?.marks[row] ?? .zero)
        json.endObject()
        json.endArray()
    }
}
