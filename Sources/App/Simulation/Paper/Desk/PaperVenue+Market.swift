internal import Domain
internal import Host
internal import Wire

/// What anybody may ask.
extension PaperVenue {
    func performOpen(
        _ operation: PaperOperation, _ call: inout PaperCall
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
        case .exchangeInfo: try listing(&call.parameters, &json)
        case .depth: try depth(&call.parameters, &json)
        case .trades, .historicalTrades: try trades(&call.parameters, isAggregate: false, &json)
        case .aggTrades: try trades(&call.parameters, isAggregate: true, &json)
        case .klines, .uiKlines: try klines(&call.parameters, &json)
        case .avgPrice: try averagePrice(&call.parameters, &json)
        case .ticker24hr, .tickerPrice, .bookTicker:
            try tickers(operation, &call.parameters, &json)
        case .unsubscribe:
            unsubscribe(call.socket, try call.parameters.integer("subscriptionId"), &json)
        case .account, .commission, .orderPlace, .orderTest, .orderStatus, .orderCancel,
            .orderAmend, .openOrders, .cancelOpenOrders, .allOrders, .myTrades, .orderLimits,
            .startStream,
            .keepStream, .closeStream, .subscribeSigned:
            preconditionFailure("that needs a key")
        }
        return json.bytes
    }

    /// The symbols that `symbol` or `symbols` name; all where neither is there.
    private func symbols(
        _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> (rows: [Int], isOne: Bool) {
        if parameters.text("symbol") != nil { return ([try symbol(&parameters)], true) }
        guard let list = parameters.text("symbols") else {
            return (Array(engine.symbols.indices), false)
        }
        var rows: [Int] = []
        for name in list.split(whereSeparator: { !($0.isLetter || $0.isNumber) }) {
            guard let row = engine.symbol(named: String(name)) else { throw .symbol }
            rows.append(row)
        }
        return (rows, false)
    }

    private func listing(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let rows = try symbols(&parameters).rows
        MarketSpeech.listing(
            rows.map { engine.symbols[$0] }, limits: limiter.bounds, at: now, into: &json)
    }

    private func depth(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let row = try symbol(&parameters)
        let limit = try parameters.limit(standard: 100, max: 5000)
        writeDepth(row, limit: limit, &json)
    }

    /// A book's best levels: the exchange's, or the recording's where one is played.
    func writeDepth(_ row: Int, limit: Int, _ json: inout JSONWriter) {
        if let book = tape?.books[row] {
            return MarketSpeech.depth(
                bids: book.best(.buy, limit), asks: book.best(.sell, limit),
                updateID: book.updateID, into: &json)
        }
        let book = engine.books[row]
        MarketSpeech.depth(
            bids: book.bids.levels.suffix(limit).reversed().map { ($0.price, $0.quantity) },
            asks: book.asks.levels.suffix(limit).reversed().map { ($0.price, $0.quantity) },
            updateID: book.updateID, into: &json)
    }

    private func trades(
        _ parameters: inout RequestParameters, isAggregate: Bool, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let row = try symbol(&parameters)
        let from = try parameters.integer("fromId")
        let span = try span(&parameters)
        let limit = try parameters.limit(standard: 500, max: 1000)
        let source = tape?.trades[row] ?? engine.trades[row]
        let found = source.filter { $0.id >= from ?? 0 && span.contains($0.time) }
        json.beginArray()
        for trade in from == nil ? found.suffix(limit) : found.prefix(limit) {
            if isAggregate {
                MarketSpeech.aggregate(trade, nil, at: now, into: &json)
            } else {
                MarketSpeech.listed(trade, into: &json)
            }
        }
        json.endArray()
    }

    private func klines(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let row = try symbol(&parameters)
        let name = try parameters.required("interval")
        guard let interval = CandleBoard.intervals.first(where: { $0.name == name }) else {
            throw PaperRefusal(-1120, "Invalid interval.")
        }
        let span = try span(&parameters)
        let limit = try parameters.limit(standard: 500, max: 1000)
        _ = parameters.text("timeZone")
        let found = candles[row].candles(interval.milliseconds, within: span)
        let isFromStart = parameters.text("startTime") != nil
        json.beginArray()
        for candle in isFromStart ? found.prefix(limit) : found.suffix(limit) {
            MarketSpeech.listed(candle, milliseconds: interval.milliseconds, into: &json)
        }
        json.endArray()
    }

    private func averagePrice(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let row = try symbol(&parameters)
        json.beginObject()
        json.member("mins", 0)
        json.member("price", lastPrice(row))
        json.member("closeTime", now)
        json.endObject()
    }

    func lastPrice(_ row: Int) -> Price { candles[row].lastPrice }

    /// The best prices: the exchange's, or the recording's where one is played.
    func top(_ row: Int) -> TopOfBook? {
        guard let tape else { return TopOfBook(engine.books[row]) }
        return tape.books[row].top
    }

    private func tickers(
        _ operation: PaperOperation, _ parameters: inout RequestParameters,
        _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let (rows, isOne) = try symbols(&parameters)
        _ = parameters.text("type")
        if !isOne { json.beginArray() }
        for row in rows {
            switch operation {
            case .tickerPrice:
                json.beginObject()
                json.member("symbol", engine.symbols[row].name)
                json.member("price", lastPrice(row))
                json.endObject()
            case .bookTicker: bookTicker(row, &json)
            case _: dayTicker(row, &json)
            }
        }
        if !isOne { json.endArray() }
    }

    private func bookTicker(_ row: Int, _ json: inout JSONWriter) {
        let top = top(row)
        json.beginObject()
        json.member("symbol", engine.symbols[row].name)
        json.member("bidPrice", top?.bid ?? .zero)
        json.member("bidQty", top?.bidQuantity ?? .zero)
        json.member("askPrice", top?.ask ?? .zero)
        json.member("askQty", top?.askQuantity ?? .zero)
        json.endObject()
    }

    private func dayTicker(_ row: Int, _ json: inout JSONWriter) {
        let day = DayFigures(candles[row])
        let top = top(row)
        json.beginObject()
        json.member("symbol", engine.symbols[row].name)
        json.member("priceChange", day.change)
        json.name("priceChangePercent")
        json.decimal(Int128(day.changeThousandths), decimals: 3, zeros: .kept, as: .string)
        json.member("weightedAvgPrice", day.average)
        json.member("prevClosePrice", day.candle.open)
        json.member("lastPrice", day.candle.close)
        json.member("lastQty", engine.trades[row].last?.quantity ?? .zero)
        json.member("bidPrice", top?.bid ?? .zero)
        json.member("bidQty", top?.bidQuantity ?? .zero)
        json.member("askPrice", top?.ask ?? .zero)
        json.member("askQty", top?.askQuantity ?? .zero)
        json.member("openPrice", day.candle.open)
        json.member("highPrice", day.candle.high)
        json.member("lowPrice", day.candle.low)
        json.member("volume", day.candle.volume)
        json.member("quoteVolume", day.candle.quoteVolume)
        json.member("openTime", day.candle.start)
        json.member("closeTime", now)
        json.member("firstId", 1)
        json.member("lastId", engine.trades[row].last?.id ?? 1)
        json.member("count", day.candle.count)
        json.endObject()
    }

    private func unsubscribe(_ socket: SocketID?, _ number: Int64?, _ json: inout JSONWriter) {
        if let socket, let subscriptions = sockets[socket]?.subscriptions {
            for subscription in subscriptions {
                guard number == nil || Int64(subscription.id) == number else { continue }
                var event = JSONWriter()
                event.beginObject()
                event.member("e", "eventStreamTerminated")
                event.member("E", now)
                event.endObject()
                sendEvent(event.bytes, subscription: subscription.id, to: socket)
            }
            sockets[socket]?.subscriptions.removeAll { number == nil || Int64($0.id) == number }
        }
        json.beginObject()
        json.endObject()
    }
}

/// The figures of the last 24 hours.
struct DayFigures {
    let candle: PaperCandle

    init(_ board: CandleBoard) {
        let last = board.current(60_000).start
        let minutes = board.candles(60_000, within: max(0, last - 86_400_000)...last)
        var sum = minutes.first ?? board.current(60_000)
        for minute in minutes.dropFirst() { sum.add(minute) }
        candle = sum
    }

    var change: Price { Price(mantissa: candle.close.mantissa - candle.open.mantissa) }

    /// Of a percent.
    var changeThousandths: Int64 {
        let open = Int128(candle.open.mantissa)
        return open == 0 ? 0 : Int64(Int128(change.mantissa) * 100_000 / open)
    }

    var average: Price {
        let volume = Int128(candle.volume.mantissa)
        guard volume > 0 else { return candle.close }
        return Price(mantissa: Int64(candle.quoteVolume.raw / 100 / volume))
    }
}
