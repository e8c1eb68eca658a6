internal import Domain
internal import Host
internal import Wire

/// Orders for a running house.
struct SafetyOrders {
    let symbol: String
    private let tick: Int64
    private let decimals: Int
    private let bid: Int64
    private let ask: Int64

    /// Reads the instrument's rules and the market as they are now.
    init(_ house: borrowing SafetyHouse, symbol: String = "BTCUSDT") throws(SafetyFailure) {
        let instruments = try house.tree("/api/v1/instruments")["instruments"].rows
        guard let rules = instruments.first(where: { $0["symbol"].text == symbol }) else {
            throw SafetyFailure(expected: "the instrument \(symbol)", found: "it is not listed")
        }
        self.symbol = symbol
        decimals = Int(rules["priceDecimals"].text) ?? 0
        tick = Self.mantissa(rules["tick"].text, decimals)
        (bid, ask) = try Self.market(house, symbol, decimals)
    }

    private static func market(
        _ house: borrowing SafetyHouse, _ symbol: String, _ decimals: Int
    ) throws(SafetyFailure) -> (Int64, Int64) {
        let time = SystemTime()
        let latest = time.monotonicNanoseconds() + SafetyProcess.Limits.readyNanoseconds
        while time.monotonicNanoseconds() < latest {
            let book = try house.tree("/api/v1/book?symbol=\(symbol)&depth=1")
            if book["isInStep"].isTrue, let bid = book["bids"].rows.first?.rows.first,
                let ask = book["asks"].rows.first?.rows.first
            {
                return (mantissa(bid.text, decimals), mantissa(ask.text, decimals))
            }
            time.sleep(nanoseconds: SafetyProcess.Limits.lookNanoseconds)
        }
        throw SafetyFailure(expected: "a book of \(symbol)", found: "none came in step")
    }

    private static func mantissa(_ text: String, _ decimals: Int) -> Int64 {
        Mantissa(Array(text.utf8).span, decimals: decimals)?.value ?? 0
    }

    /// An order of 0.002 that is sure to trade: through the market by a hundredth of its price.
    func trading(_ name: String, side: Side = .buy) -> Asker.Question {
        order(name, side, side == .buy ? ask + ask / 100 : bid - bid / 100)
    }

    /// An order that waits: far from the market.
    func resting(_ name: String, side: Side = .buy) -> Asker.Question {
        order(name, side, side == .buy ? bid / 2 : ask * 3 / 2)
    }

    private func order(_ name: String, _ side: Side, _ price: Int64) -> Asker.Question {
        let rounded = DecimalWriter.text(Int128(price / tick * tick), decimals: decimals)
        return .post(
            "/api/v1/orders",
            """
            {"clientOrderId":"\(name)","symbol":"\(symbol)","side":"\(side)","type":"limit",\
            "quantity":"0.002","price":"\(rounded)","timeInForce":"gtc"}
            """)
    }
}
