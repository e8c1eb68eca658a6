internal import Domain
internal import Markets
internal import Wire

/// What is written of a market, at the decimals of one version of its instrument.
struct MarketWriter {
    let rules: Instrument
    private var priceDecimals: Int { Int(rules.priceDecimals) }
    private var quantityDecimals: Int { Int(rules.quantityDecimals) }

    init(_ rules: Instrument) { self.rules = rules }

    func write(_ level: BookLevel, to writer: inout JSONWriter) {
        writer.beginArray()
        writer.decimal(level.price, decimals: priceDecimals, as: .string)
        writer.decimal(level.quantity, decimals: quantityDecimals, as: .string)
        writer.endArray()
    }

    /// A book, or what changed of it.
    func book(
        _ bids: some Sequence<BookLevel>, _ asks: some Sequence<BookLevel>, _ market: Market?,
        at time: Timestamp, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("symbol")
        writer.text(rules.symbol)
        writer.name("bids")
        writer.beginArray()
        for level in bids { write(level, to: &writer) }
        writer.endArray()
        writer.name("asks")
        writer.beginArray()
        for level in asks { write(level, to: &writer) }
        writer.endArray()
        writer.member("isInStep", market?.book.state == .live)
        writer.member("sequence", market?.book.lastUpdate ?? 0)
        writer.member("time", time.microseconds)
        writer.endObject()
    }

    func ticker(_ market: Market?, at time: Timestamp, to writer: inout JSONWriter) {
        let best = market?.book.best
        writer.beginObject()
        writer.name("symbol")
        writer.text(rules.symbol)
        side("bid", best?.bid, to: &writer)
        side("ask", best?.ask, to: &writer)
        writer.name("last")
        if let last = market?.lastTrade {
            writer.decimal(last.price, decimals: priceDecimals, as: .string)
        } else {
            writer.null()
        }
        writer.member("time", time.microseconds)
        writer.member("isInStep", market?.book.state == .live)
        if rules.contract.isDerivative { write(market?.venueMark, to: &writer) }
        writer.endObject()
    }

    /// What the venue reckons a contract's margin with.
    private func write(_ mark: MarkPriceChange?, to writer: inout JSONWriter) {
        writer.name("markPrice")
        writer.decimalOrNull(mark?.mark.raw)
        writer.name("indexPrice")
        writer.decimalOrNull(mark?.index?.raw)
        writer.name("fundingRate")
        writer.decimalOrNull(
            (mark?.fundingRate).map { Int128($0.raw) * (Money.one / Rate.one) })
        writer.name("nextFunding")
        if let mark, mark.nextFunding != .none {
            writer.integer(mark.nextFunding.microseconds)
        } else {
            writer.null()
        }
        writer.name("markTime")
        if let mark { writer.integer(mark.received.microseconds) } else { writer.null() }
    }

    private func side(_ name: String, _ level: BookLevel?, to writer: inout JSONWriter) {
        writer.name(name)
        guard let level else {
            writer.null()
            writer.name(name + "Quantity")
            return writer.null()
        }
        writer.decimal(level.price, decimals: priceDecimals, as: .string)
        writer.name(name + "Quantity")
        writer.decimal(level.quantity, decimals: quantityDecimals, as: .string)
    }

    func write(_ trade: Trade, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("price")
        writer.decimal(trade.price, decimals: priceDecimals, as: .string)
        writer.name("quantity")
        writer.decimal(trade.quantity, decimals: quantityDecimals, as: .string)
        writer.member("side", trade.takerSide.word)
        writer.member("time", trade.time.microseconds)
        writer.endObject()
    }

    func write(_ candle: Candle, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("start", candle.start.microseconds)
        writer.name("open")
        writer.decimal(candle.open, decimals: priceDecimals, as: .string)
        writer.name("high")
        writer.decimal(candle.high, decimals: priceDecimals, as: .string)
        writer.name("low")
        writer.decimal(candle.low, decimals: priceDecimals, as: .string)
        writer.name("close")
        writer.decimal(candle.close, decimals: priceDecimals, as: .string)
        writer.name("volume")
        writer.decimal(candle.volume, decimals: quantityDecimals, as: .string)
        writer.member("closed", candle.isClosed)
        writer.endObject()
    }
}

extension BookSide {
    /// The best prices, best first.
    func best(_ count: Int) -> [BookLevel] { (0..<Swift.min(count, self.count)).map { self[$0] } }
}

extension CandleInterval {
    /// As people write it: `1s`, `5m`, `1h`, `1d`.
    var word: String {
        switch self {
        case .oneSecond: "1s"
        case .oneMinute: "1m"
        case .threeMinutes: "3m"
        case .fiveMinutes: "5m"
        case .fifteenMinutes: "15m"
        case .thirtyMinutes: "30m"
        case .oneHour: "1h"
        case .twoHours: "2h"
        case .fourHours: "4h"
        case .sixHours: "6h"
        case .eightHours: "8h"
        case .twelveHours: "12h"
        case .oneDay: "1d"
        }
    }

    /// - Parameter field: where it was written.
    init(word: String, field: String) throws(Problem) {
        guard let interval = Self.allCases.first(where: { $0.word == word }) else {
            throw .invalid(
                field, "there is no interval \"\(Problem.visible(word))\"",
                fix: "use one of \(Self.allCases.map(\.word).joined(separator: ", "))")
        }
        self = interval
    }
}
