internal import Domain
internal import Wire

/// A market-data message of a recording.
struct TapeFrame {
    /// What it tells.
    enum Kind { case depth, trade, aggregate, bestPrices, other }

    /// When it was received, nanoseconds since 1970; nil where the recorder did not say.
    let time: Int64?
    /// The stream's name: `btcusdt@depth@100ms`.
    let stream: String
    let kind: Kind
    /// The message without the stream's name around it, word for word.
    let data: [UInt8]

    /// Reads a frame as it was received; nil for anything but market data.
    init?(_ body: [UInt8], at time: Int64?) {
        self.time = time
        let head = Array("{\"stream\":\"".utf8)
        let middle = Array("\",\"data\":".utf8)
        guard body.starts(with: head), body.last == UInt8(ascii: "}"),
            let end = body.dropFirst(head.count).firstIndex(of: UInt8(ascii: "\"")),
            body[end...].starts(with: middle)
        else { return nil }
        stream = String(decoding: body[head.count..<end], as: UTF8.self)
        data = Array(body[(end + middle.count)..<(body.count - 1)])
        let suffix = stream.split(separator: "@").dropFirst().first ?? ""
        switch suffix {
        case "depth": kind = .depth
        case "trade": kind = .trade
        case "aggTrade": kind = .aggregate
        case "bookTicker": kind = .bestPrices
        case _: kind = .other
        }
    }

    /// The venue's name for what it is about, in capitals.
    var symbol: String { String(stream.prefix { $0 != "@" }).uppercased() }

    /// The trade it tells; nil for other kinds.
    func trade(_ document: JSONDocument, symbol: Int) -> PaperTrade? {
        guard kind == .trade || kind == .aggregate else { return nil }
        let text = data.span
        let idKey: JSONKey = kind == .trade ? "t" : "a"
        guard
            let id = document.member(idKey, of: document.root, in: text)
                .flatMap({ document.integer($0, in: text) }),
            let price = mantissa("p", document), let quantity = mantissa("q", document),
            let time = document.member("T", of: document.root, in: text)
                .flatMap({ document.integer($0, in: text) }),
            let isBuyerMaker = document.member("m", of: document.root, in: text)
                .flatMap({ document.bool($0) })
        else { return nil }
        return PaperTrade(
            id: id, symbol: symbol, price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity), isBuyerMaker: isBuyerMaker, time: time)
    }

    /// The best prices it tells; nil for other kinds.
    func top(_ document: JSONDocument) -> TopOfBook? {
        guard kind == .bestPrices, let bid = mantissa("b", document),
            let bidQuantity = mantissa("B", document), let ask = mantissa("a", document),
            let askQuantity = mantissa("A", document)
        else { return nil }
        return TopOfBook(
            bid: Price(mantissa: bid), Quantity(mantissa: bidQuantity), ask: Price(mantissa: ask),
            Quantity(mantissa: askQuantity))
    }

    private func mantissa(_ key: JSONKey, _ document: JSONDocument) -> Int64? {
        document.member(key, of: document.root, in: data.span)
            .flatMap { document.mantissa($0, decimals: PaperSymbol.decimals, in: data.span) }?.value
    }
}
