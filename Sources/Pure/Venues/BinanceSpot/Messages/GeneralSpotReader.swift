internal import Domain
internal import Markets
internal import VenueKit
internal import Wire

/// Reads any message of the venue: members in any order, unknown ones among them, escapes,
/// exponents.
///
/// - Source: Binance spot, "WebSocket streams", "REST: order book", "exchange information".
struct GeneralSpotReader {
    /// The largest number of an update or a trade: 18 digits, so that the next one always exists.
    private static let integerMax: Int64 = 999_999_999_999_999_999

    private(set) var document: JSONDocument

    init(limits: JSONDocument.Limits = .standard) {
        document = JSONDocument(limits: limits)
    }

    /// Reads one frame.
    ///
    /// - Parameters:
    ///   - symbols: an instrument that is not in it is added, at the decimals of its first number.
    ///   - batch: levels and candles are appended; where it throws, the caller removes levels.
    mutating func read(
        _ frame: Span<UInt8>, _ symbols: inout SymbolMap, venue: VenueID, at now: Timestamp,
        into batch: inout MarketBatch
    ) throws(SpotFault) -> SpotMessage {
        try parse(frame)
        let root = document.root
        guard document.kind(root) == .object else { throw .member(.envelope) }
        let wrapped = document.member("data", of: root, in: frame)
        let body = SpotObject(wrapped ?? root)
        if let kind = document.member("e", of: body.node, in: frame) {
            return try event(kind, body, frame, &symbols, venue, now, &batch)
        }
        if wrapped == nil, let answer = answer(root, frame) { return answer }
        guard document.member("B", of: body.node, in: frame) != nil,
            document.member("A", of: body.node, in: frame) != nil
        else { return .unknown }
        return .bestPrices(try bestPrices(body, frame, &symbols, venue, now))
    }

    private mutating func parse(_ text: Span<UInt8>) throws(SpotFault) {
        do throws(JSONFault) { try document.parse(text) } catch { throw .notJSON(error) }
    }

    private func event(
        _ kind: JSONDocument.Node, _ body: SpotObject, _ frame: Span<UInt8>,
        _ symbols: inout SymbolMap, _ venue: VenueID, _ now: Timestamp,
        _ batch: inout MarketBatch
    ) throws(SpotFault) -> SpotMessage {
        if document.isText("depthUpdate", kind, in: frame) {
            return .depth(try depth(body, frame, &symbols, venue, now, &batch.levels))
        }
        if document.isText("trade", kind, in: frame) {
            return .trade(try trade(body, frame, &symbols, venue, now, isAggregated: false))
        }
        if document.isText("aggTrade", kind, in: frame) {
            return .trade(try trade(body, frame, &symbols, venue, now, isAggregated: true))
        }
        if document.isText("kline", kind, in: frame) {
            guard let candle = try candle(body, frame, &symbols, venue) else { return .unknown }
            batch.candles.append(candle)
            return .candle(batch.candles.count - 1)
        }
        if document.isText("bookTicker", kind, in: frame) {
            return .bestPrices(try bestPrices(body, frame, &symbols, venue, now))
        }
        if document.isText("markPriceUpdate", kind, in: frame) {
            batch.markPrices.append(try markPrice(body, frame, &symbols, venue, now))
            return .markPrice(batch.markPrices.count - 1)
        }
        if document.isText("serverShutdown", kind, in: frame) { return .closingSoon }
        return .unknown
    }

    /// The answer to a request of ours, nil if it is none.
    private func answer(_ root: JSONDocument.Node, _ frame: Span<UInt8>) -> SpotMessage? {
        let request = document.member("id", of: root, in: frame)
            .flatMap { document.integer($0, in: frame) }
        let error = document.member("error", of: root, in: frame) ?? root
        if let code = document.member("code", of: error, in: frame)
            .flatMap({ document.integer($0, in: frame) })
        {
            return .refused(request: request, code: code)
        }
        guard document.member("result", of: root, in: frame) != nil, let request else {
            return nil
        }
        return .acknowledged(request: request)
    }

    // MARK: - The kinds of messages

    private func bestPrices(
        _ body: SpotObject, _ frame: Span<UInt8>, _ symbols: inout SymbolMap, _ venue: VenueID,
        _ now: Timestamp
    ) throws(SpotFault) -> BestPricesChange {
        let update = try integer("u", .lastUpdate, body, frame)
        let index = try instrument(
            body, frame, &symbols, venue, price: member("b", body, frame),
            quantity: member("B", body, frame))
        let decimals = symbols.decimals[index]
        var inexact = 0
        let bid = try level(
            member("b", body, frame), member("B", body, frame), .bids, frame, decimals, &inexact)
        let ask = try level(
            member("a", body, frame), member("A", body, frame), .asks, frame, decimals, &inexact)
        return BestPricesChange(
            instrument: InstrumentID(UInt32(index)), update: update,
            prices: BestPrices(bid: bid, ask: ask), isInexact: inexact > 0, received: now)
    }

    private func trade(
        _ body: SpotObject, _ frame: Span<UInt8>, _ symbols: inout SymbolMap, _ venue: VenueID,
        _ now: Timestamp, isAggregated: Bool
    ) throws(SpotFault) -> Trade {
        _ = try integer("E", .eventTime, body, frame)
        let index = try instrument(
            body, frame, &symbols, venue, price: member("p", body, frame),
            quantity: member("q", body, frame))
        var inexact = 0
        let level = try level(
            member("p", body, frame), member("q", body, frame), .price, frame,
            symbols.decimals[index], &inexact)
        let first =
            try isAggregated
            ? integer("f", .firstTrade, body, frame) : integer("t", .tradeID, body, frame)
        let last = isAggregated ? try integer("l", .lastTrade, body, frame) : first
        guard first <= last else { throw .member(.lastTrade) }
        let time = try integer("T", .tradeTime, body, frame)
        guard let maker = member("m", body, frame), let isBuyerMaker = document.bool(maker) else {
            throw .member(.isBuyerMaker)
        }
        return Trade(
            instrument: InstrumentID(UInt32(index)), firstID: first, lastID: last,
            price: level.price, quantity: level.quantity, takerSide: isBuyerMaker ? .sell : .buy,
            isAggregated: isAggregated, isInexact: inexact > 0,
            time: Timestamp(milliseconds: time), received: now)
    }

    private func depth(
        _ body: SpotObject, _ frame: Span<UInt8>, _ symbols: inout SymbolMap, _ venue: VenueID,
        _ now: Timestamp, _ levels: inout [BookLevel]
    ) throws(SpotFault) -> BookChange {
        let time = try integer("E", .eventTime, body, frame)
        let first = try firstUpdate(body, frame)
        let last = try integer("u", .lastUpdate, body, frame)
        guard first <= last else { throw .member(.lastUpdate) }
        let bids = try array("b", .bids, body, frame)
        let asks = try array("a", .asks, body, frame)
        let sample = document.element(0, of: bids) ?? document.element(0, of: asks)
        let index = try instrument(
            body, frame, &symbols, venue, price: sample.flatMap { document.element(0, of: $0) },
            quantity: sample.flatMap { document.element(1, of: $0) })
        let start = levels.count
        var inexact = 0
        let decimals = symbols.decimals[index]
        let bidCount = try append(bids, .bids, frame, decimals, &inexact, to: &levels)
        let askCount = try append(asks, .asks, frame, decimals, &inexact, to: &levels)
        return BookChange(
            instrument: InstrumentID(UInt32(index)), firstUpdate: first, lastUpdate: last,
            start: start, bidCount: bidCount, askCount: askCount, inexactCount: inexact,
            time: Timestamp(milliseconds: time), received: now)
    }

    /// The number right after the update before. Futures leave numbers out between two updates,
    /// and say which was the last one.
    ///
    /// - Source: Binance USD-M futures, "Diff. Book Depth Streams": `pu` is the last one's `u`.
    private func firstUpdate(
        _ body: SpotObject, _ frame: Span<UInt8>
    ) throws(SpotFault) -> Int64 {
        guard member("pu", body, frame) != nil else {
            return try integer("U", .firstUpdate, body, frame)
        }
        return try integer("pu", .firstUpdate, body, frame) + 1
    }

    /// - Returns: nil for an interval that we do not have.
    private func candle(
        _ body: SpotObject, _ frame: Span<UInt8>, _ symbols: inout SymbolMap, _ venue: VenueID
    ) throws(SpotFault) -> Candle? {
        guard let node = member("k", body, frame), document.kind(node) == .object else {
            throw .member(.candle)
        }
        let inner = SpotObject(node)
        guard let interval = try interval(inner, frame) else { return nil }
        let index = try instrument(
            body, frame, &symbols, venue, price: member("o", inner, frame),
            quantity: member("v", inner, frame))
        let decimals = symbols.decimals[index]
        var figures = CandleFigures(decimals)
        let open = try figures.price("o", inner, frame, document)
        let high = try figures.price("h", inner, frame, document)
        let low = try figures.price("l", inner, frame, document)
        let close = try figures.price("c", inner, frame, document)
        let volume = try figures.volume("v", inner, frame, document)
        let takerBuyVolume = try figures.volume("V", inner, frame, document)
        let turnover = try figures.turnover("q", inner, frame, document)
        let takerBuyTurnover = try figures.turnover("Q", inner, frame, document)
        guard let closed = member("x", inner, frame), let isClosed = document.bool(closed) else {
            throw .member(.candleClosed)
        }
        let start = try integer("t", .candleStart, inner, frame)
        return Candle(
            instrument: InstrumentID(UInt32(index)), interval: interval,
            start: Timestamp(milliseconds: start), open: open, high: high, low: low, close: close,
            volume: volume, takerBuyVolume: takerBuyVolume, turnover: turnover,
            takerBuyTurnover: takerBuyTurnover,
            tradeCount: try integer("n", .candleCount, inner, frame), isClosed: isClosed,
            isInexact: figures.inexact > 0)
    }

    private func interval(
        _ inner: SpotObject, _ frame: Span<UInt8>
    ) throws(SpotFault) -> CandleInterval? {
        guard let node = member("i", inner, frame), document.kind(node) == .string else {
            throw .member(.candle)
        }
        for interval in CandleInterval.allCases
        where document.isText(SpotNames.key(of: interval), node, in: frame) {
            return interval
        }
        return nil
    }

    // MARK: - A book by REST

    /// Reads the answer to a request for a book.
    ///
    /// - Returns: the last update in it, and how many bids and asks were appended.
    mutating func snapshot(
        _ body: Span<UInt8>, _ decimals: FeedDecimals, levels: inout [BookLevel]
    ) throws(SpotFault) -> SpotSnapshot {
        try parse(body)
        let root = SpotObject(document.root)
        let last = try integer("lastUpdateId", .snapshotUpdate, root, body)
        let bids = try array("bids", .snapshotBids, root, body)
        let asks = try array("asks", .snapshotAsks, root, body)
        var inexact = 0
        let bidCount = try append(bids, .snapshotBids, body, decimals, &inexact, to: &levels)
        let askCount = try append(asks, .snapshotAsks, body, decimals, &inexact, to: &levels)
        return SpotSnapshot(
            lastUpdate: last, bidCount: bidCount, askCount: askCount, inexactCount: inexact)
    }

    // MARK: - Members

    private func member(
        _ key: JSONKey, _ object: SpotObject, _ text: Span<UInt8>
    ) -> JSONDocument.Node? {
        document.member(key, of: object.node, in: text)
    }

    func integer(
        _ key: JSONKey, _ name: SpotMember, _ object: SpotObject, _ text: Span<UInt8>
    ) throws(SpotFault) -> Int64 {
        guard let node = member(key, object, text), let value = document.integer(node, in: text),
            (0...Self.integerMax).contains(value)
        else { throw .member(name) }
        return value
    }

    private func array(
        _ key: JSONKey, _ name: SpotMember, _ object: SpotObject, _ text: Span<UInt8>
    ) throws(SpotFault) -> JSONDocument.Node {
        guard let node = member(key, object, text), document.kind(node) == .array else {
            throw .member(name)
        }
        return node
    }

    private func level(
        _ price: JSONDocument.Node?, _ quantity: JSONDocument.Node?, _ name: SpotMember,
        _ text: Span<UInt8>, _ decimals: FeedDecimals, _ inexact: inout Int
    ) throws(SpotFault) -> BookLevel {
        guard let price, let quantity,
            let priceValue = document.mantissa(price, decimals: decimals.price, in: text),
            let quantityValue = document.mantissa(
                quantity, decimals: decimals.quantity, in: text),
            priceValue.value >= 0, quantityValue.value >= 0
        else { throw .member(name) }
        inexact += (priceValue.isExact ? 0 : 1) + (quantityValue.isExact ? 0 : 1)
        return BookLevel(
            price: Price(mantissa: priceValue.value),
            quantity: Quantity(mantissa: quantityValue.value))
    }

    /// - Returns: how many levels there were.
    private func append(
        _ array: JSONDocument.Node, _ name: SpotMember, _ text: Span<UInt8>,
        _ decimals: FeedDecimals, _ inexact: inout Int, to levels: inout [BookLevel]
    ) throws(SpotFault) -> Int {
        var cursor = document.cursor(array)
        let start = levels.count
        while let pair = document.next(&cursor) {
            levels.append(
                try level(
                    document.element(0, of: pair), document.element(1, of: pair), name, text,
                    decimals, &inexact))
        }
        return levels.count - start
    }

    /// The instrument the message is about; one that is not listed is made from the first digits
    /// seen.
    func instrument(
        _ body: SpotObject, _ text: Span<UInt8>, _ symbols: inout SymbolMap, _ venue: VenueID,
        price: JSONDocument.Node?, quantity: JSONDocument.Node?
    ) throws(SpotFault) -> Int {
        guard let node = member("s", body, text) else { throw .member(.symbol) }
        var name: [UInt8] = []
        guard document.appendText(node, in: text, to: &name) else { throw .member(.symbol) }
        if let index = symbols.find(name.span, 0..<name.count) { return index }
        guard let symbol = try? Symbol(name.span) else { throw .symbol }
        let decimals = SpotListing.provisionalDecimals(
            price: price.flatMap { document.decimal($0, in: text)?.decimals },
            quantity: quantity.flatMap { document.decimal($0, in: text)?.decimals })
        guard let index = SpotListing.addProvisional(symbol, decimals, venue, to: &symbols) else {
            throw .tooManyInstruments
        }
        return index
    }
}

/// An object of a document.
struct SpotObject {
    let node: JSONDocument.Node

    init(_ node: JSONDocument.Node) { self.node = node }
}

/// What a book by REST holds, besides its levels.
struct SpotSnapshot: Equatable {
    let lastUpdate: Int64
    let bidCount: Int
    let askCount: Int
    let inexactCount: Int
}

/// Reads the figures of a candle and counts those that lost digits.
private struct CandleFigures {
    let decimals: FeedDecimals
    var inexact = 0

    init(_ decimals: FeedDecimals) { self.decimals = decimals }

    mutating func price(
        _ key: JSONKey, _ object: SpotObject, _ text: Span<UInt8>, _ document: JSONDocument
    ) throws(SpotFault) -> Price {
        guard let node = document.member(key, of: object.node, in: text),
            let value = document.mantissa(node, decimals: decimals.price, in: text),
            value.value >= 0
        else { throw .member(.candlePrice) }
        inexact += value.isExact ? 0 : 1
        return Price(mantissa: value.value)
    }

    mutating func volume(
        _ key: JSONKey, _ object: SpotObject, _ text: Span<UInt8>, _ document: JSONDocument
    ) throws(SpotFault) -> Int128 {
        try wide(key, decimals.quantity, object, text, document)
    }

    mutating func turnover(
        _ key: JSONKey, _ object: SpotObject, _ text: Span<UInt8>, _ document: JSONDocument
    ) throws(SpotFault) -> Int128 {
        try wide(key, decimals.price + decimals.quantity, object, text, document)
    }

    private mutating func wide(
        _ key: JSONKey, _ decimals: Int, _ object: SpotObject, _ text: Span<UInt8>,
        _ document: JSONDocument
    ) throws(SpotFault) -> Int128 {
        guard let node = document.member(key, of: object.node, in: text),
            let value = document.decimal(node, in: text)?.wideMantissa(decimals: decimals),
            value.value >= 0
        else { throw .member(.candleVolume) }
        inexact += value.isExact ? 0 : 1
        return value.value
    }
}
