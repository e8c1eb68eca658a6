/// What can be asked of the venue, over REST and over the WebSocket API.
///
/// - Source: Binance spot, "REST API" and "WebSocket API", 2025-01, for addresses and weights.
enum PaperOperation: CaseIterable {
    case ping, time, exchangeInfo, depth, trades, historicalTrades, aggTrades, klines, uiKlines
    case avgPrice, ticker24hr, tickerPrice, bookTicker
    case account, commission, orderPlace, orderTest, orderStatus, orderCancel, openOrders
    case orderAmend, cancelOpenOrders, allOrders, myTrades, orderLimits
    case startStream, keepStream, closeStream
    case subscribeSigned, unsubscribe

    /// Who may ask.
    enum Security: Equatable { case open, key, signed }

    var security: Security {
        switch self {
        case .ping, .time, .exchangeInfo, .depth, .trades, .historicalTrades, .aggTrades, .klines,
            .uiKlines, .avgPrice, .ticker24hr, .tickerPrice, .bookTicker, .unsubscribe:
            .open
        case .startStream, .keepStream, .closeStream: .key
        case .account, .commission, .orderPlace, .orderTest, .orderStatus, .orderCancel,
            .orderAmend, .openOrders, .cancelOpenOrders, .allOrders, .myTrades, .orderLimits,
            .subscribeSigned:
            .signed
        }
    }

    /// Method and path below `/api/v3/`; nil for what only the WebSocket API has.
    var address: (method: String, path: String)? {
        switch self {
        case .ping: ("GET", "ping")
        case .time: ("GET", "time")
        case .exchangeInfo: ("GET", "exchangeInfo")
        case .depth: ("GET", "depth")
        case .trades: ("GET", "trades")
        case .historicalTrades: ("GET", "historicalTrades")
        case .aggTrades: ("GET", "aggTrades")
        case .klines: ("GET", "klines")
        case .uiKlines: ("GET", "uiKlines")
        case .avgPrice: ("GET", "avgPrice")
        case .ticker24hr: ("GET", "ticker/24hr")
        case .tickerPrice: ("GET", "ticker/price")
        case .bookTicker: ("GET", "ticker/bookTicker")
        case .account: ("GET", "account")
        case .commission: ("GET", "account/commission")
        case .orderPlace: ("POST", "order")
        case .orderTest: ("POST", "order/test")
        case .orderStatus: ("GET", "order")
        case .orderCancel: ("DELETE", "order")
        case .orderAmend: ("PUT", "order/amend/keepPriority")
        case .openOrders: ("GET", "openOrders")
        case .cancelOpenOrders: ("DELETE", "openOrders")
        case .allOrders: ("GET", "allOrders")
        case .myTrades: ("GET", "myTrades")
        case .orderLimits: ("GET", "rateLimit/order")
        case .startStream: ("POST", "userDataStream")
        case .keepStream: ("PUT", "userDataStream")
        case .closeStream: ("DELETE", "userDataStream")
        case .subscribeSigned, .unsubscribe: nil
        }
    }

    /// The name over the WebSocket API.
    var method: String {
        switch self {
        case .ping: "ping"
        case .time: "time"
        case .exchangeInfo: "exchangeInfo"
        case .depth: "depth"
        case .trades: "trades.recent"
        case .historicalTrades: "trades.historical"
        case .aggTrades: "trades.aggregate"
        case .klines: "klines"
        case .uiKlines: "uiKlines"
        case .avgPrice: "avgPrice"
        case .ticker24hr: "ticker.24hr"
        case .tickerPrice: "ticker.price"
        case .bookTicker: "ticker.book"
        case .account: "account.status"
        case .commission: "account.commission"
        case .orderPlace: "order.place"
        case .orderTest: "order.test"
        case .orderStatus: "order.status"
        case .orderCancel: "order.cancel"
        case .orderAmend: "order.amend.keepPriority"
        case .openOrders: "openOrders.status"
        case .cancelOpenOrders: "openOrders.cancelAll"
        case .allOrders: "allOrders"
        case .myTrades: "myTrades"
        case .orderLimits: "account.rateLimits.orders"
        case .startStream: "userDataStream.start"
        case .keepStream: "userDataStream.ping"
        case .closeStream: "userDataStream.stop"
        case .subscribeSigned: "userDataStream.subscribe.signature"
        case .unsubscribe: "userDataStream.unsubscribe"
        }
    }

    /// What it weighs; what depends on its parameters is taken at its usual.
    func weight(_ parameters: RequestParameters) -> Int {
        let hasSymbol = parameters.pairs.contains { $0.name == "symbol" }
        switch self {
        case .ping, .time, .orderPlace, .orderTest, .orderCancel, .cancelOpenOrders: return 1
        case .klines, .uiKlines, .avgPrice, .startStream, .keepStream, .closeStream,
            .subscribeSigned, .unsubscribe:
            return 2
        case .aggTrades, .orderStatus, .orderAmend: return 4
        case .exchangeInfo, .account, .commission, .allOrders: return 20
        case .trades, .historicalTrades: return 25
        case .orderLimits: return 40
        case .tickerPrice, .bookTicker: return hasSymbol ? 2 : 4
        case .ticker24hr: return hasSymbol ? 2 : 80
        case .openOrders: return hasSymbol ? 6 : 80
        case .myTrades: return parameters.pairs.contains { $0.name == "orderId" } ? 5 : 20
        case .depth:
            let limit = parameters.pairs.first { $0.name == "limit" }.flatMap { Int($0.value) }
            switch limit ?? 100 {
            case ...100: return 5
            case ...500: return 25
            case ...1000: return 50
            case _: return 250
            }
        }
    }

    /// Whether it changes orders: the faults of answers are for these.
    var isOrder: Bool {
        [.orderPlace, .orderCancel, .orderAmend, .cancelOpenOrders].contains(self)
    }

    static func find(method: String, path: String) -> PaperOperation? {
        allCases.first { operation in
            guard let address = operation.address else { return false }
            return address.method == method && address.path == path
        }
    }

    static func find(named method: String) -> PaperOperation? {
        allCases.first { $0.method == method }
    }
}
