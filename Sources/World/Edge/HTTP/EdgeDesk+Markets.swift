internal import Domain
internal import Host
internal import Markets
internal import Wire

/// Answers from the market view.
extension EdgeDesk {
    /// The newest version of the instrument that a question is about.
    private func rules(_ query: Query) throws(Problem) -> Instrument {
        names.take(views.trading.instruments)
        let symbol = try query.required("symbol", fix: "name one of /api/v1/instruments")
        let id = try names.instrument(named: symbol, at: nil)
        guard let rules = newest(id) else { throw .symbolUnknown(symbol, near: nil) }
        return rules
    }

    func showBook(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(request, ["symbol", "depth"])
        let rules = try rules(query)
        let depth = try query.count("depth", standard: 20, max: EdgeLimits.bookLevelsMax)
        let now = now()
        return json { desk, writer in
            let market = desk.views.markets.market(rules.id)
            MarketWriter(rules).book(
                market?.book.bids.best(depth) ?? [], market?.book.asks.best(depth) ?? [], market,
                at: now, to: &writer)
        }
    }

    func listCandles(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(request, ["symbol", "interval", "limit"])
        let rules = try rules(query)
        let word = try query.required("interval", fix: "use one such as 1s, 1m or 1h")
        let interval = try CandleInterval(word: word, field: "interval")
        let limit = try query.count("limit", standard: 100)
        return json { desk, writer in
            writer.beginObject()
            writer.name("symbol")
            writer.text(rules.symbol)
            writer.member("interval", interval.word)
            writer.name("candles")
            writer.beginArray()
            let candles = desk.candles(rules.id, interval, limit: limit)
            for candle in candles { MarketWriter(rules).write(candle, to: &writer) }
            writer.endArray()
            writer.endObject()
        }
    }

    /// Oldest first, the open one last.
    func candles(_ id: InstrumentID, _ interval: CandleInterval, limit: Int) -> [Candle] {
        let builder = views.markets.market(id)?.candles.first { $0.interval == interval }
        let open = builder?.current.map { [$0] } ?? []
        let closed = views.markets.closedCandles(id, interval, limit: limit - open.count)
        return closed + open
    }

    func listTrades(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(request, ["symbol", "limit"])
        let rules = try rules(query)
        let limit = try query.count("limit", standard: 100)
        return json { desk, writer in
            writer.beginObject()
            writer.name("symbol")
            writer.text(rules.symbol)
            writer.name("trades")
            writer.beginArray()
            // Newest first, as in every list.
            for trade in desk.views.markets.recentTrades(rules.id, limit: limit).reversed() {
                MarketWriter(rules).write(trade, to: &writer)
            }
            writer.endArray()
            writer.endObject()
        }
    }
}
