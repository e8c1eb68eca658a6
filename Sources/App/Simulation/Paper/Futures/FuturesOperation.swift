/// What can be asked of the futures venue, over REST.
///
/// - Source: Binance USD-M futures, "Market Data", "Trade", "Account", "User Data Streams", read
///   2026-11, for addresses and weights.
enum FuturesOperation: CaseIterable {
    case ping, time, exchangeInfo, depth, premiumIndex, fundingRate, bookTicker
    case place, amend, cancel, status, openOrders, cancelOpenOrders, allOrders, trades
    case account, balance, positions, leverage, marginType, positionMode, setPositionMode
    case brackets, symbolConfiguration, income, commission
    case placeConditional, conditional, cancelConditional, openConditionals
    case startStream, keepStream, closeStream

    var security: PaperOperation.Security {
        switch self {
        case .ping, .time, .exchangeInfo, .depth, .premiumIndex, .fundingRate, .bookTicker: .open
        case .startStream, .keepStream, .closeStream: .key
        case .place, .amend, .cancel, .status, .openOrders, .cancelOpenOrders, .allOrders,
            .trades, .account, .balance, .positions, .leverage, .marginType, .positionMode,
            .setPositionMode, .brackets, .symbolConfiguration, .income, .commission,
            .placeConditional, .conditional,
            .cancelConditional, .openConditionals:
            .signed
        }
    }

    /// Methods and paths below `/fapi/`.
    private var addresses: [(method: String, path: String)] {
        switch self {
        case .ping: [("GET", "v1/ping")]
        case .time: [("GET", "v1/time")]
        case .exchangeInfo: [("GET", "v1/exchangeInfo")]
        case .depth: [("GET", "v1/depth")]
        case .premiumIndex: [("GET", "v1/premiumIndex")]
        case .fundingRate: [("GET", "v1/fundingRate")]
        case .bookTicker: [("GET", "v1/ticker/bookTicker")]
        case .place: [("POST", "v1/order")]
        case .amend: [("PUT", "v1/order")]
        case .cancel: [("DELETE", "v1/order")]
        case .status: [("GET", "v1/order")]
        case .openOrders: [("GET", "v1/openOrders")]
        case .cancelOpenOrders: [("DELETE", "v1/allOpenOrders")]
        case .allOrders: [("GET", "v1/allOrders")]
        case .trades: [("GET", "v1/userTrades")]
        case .account: [("GET", "v3/account"), ("GET", "v2/account")]
        case .balance: [("GET", "v3/balance"), ("GET", "v2/balance")]
        case .positions: [("GET", "v3/positionRisk"), ("GET", "v2/positionRisk")]
        case .leverage: [("POST", "v1/leverage")]
        case .marginType: [("POST", "v1/marginType")]
        case .positionMode: [("GET", "v1/positionSide/dual")]
        case .setPositionMode: [("POST", "v1/positionSide/dual")]
        case .brackets: [("GET", "v1/leverageBracket")]
        case .symbolConfiguration: [("GET", "v1/symbolConfig")]
        case .income: [("GET", "v1/income")]
        case .commission: [("GET", "v1/commissionRate")]
        case .placeConditional: [("POST", "v1/algoOrder")]
        case .conditional: [("GET", "v1/algoOrder")]
        case .cancelConditional: [("DELETE", "v1/algoOrder")]
        case .openConditionals: [("GET", "v1/openAlgoOrders")]
        case .startStream: [("POST", "v1/listenKey")]
        case .keepStream: [("PUT", "v1/listenKey")]
        case .closeStream: [("DELETE", "v1/listenKey")]
        }
    }

    /// What it weighs; what depends on its parameters is taken at its usual.
    func weight(_ parameters: RequestParameters) -> Int {
        let hasSymbol = parameters.pairs.contains { $0.name == "symbol" }
        switch self {
        case .place, .placeConditional: return 0
        case .ping, .time, .exchangeInfo, .amend, .cancel, .status, .cancelOpenOrders, .leverage,
            .marginType, .setPositionMode, .brackets, .conditional, .cancelConditional,
            .startStream, .keepStream, .closeStream, .fundingRate:
            return 1
        case .premiumIndex: return hasSymbol ? 1 : 10
        case .bookTicker: return hasSymbol ? 2 : 5
        case .openOrders, .openConditionals: return hasSymbol ? 1 : 40
        case .allOrders, .trades, .account, .balance, .positions, .symbolConfiguration: return 5
        case .depth, .commission: return 20
        case .positionMode, .income: return 30
        }
    }

    /// Whether it changes orders: the faults of answers are for these.
    var isOrder: Bool {
        switch self {
        case .place, .amend, .cancel, .cancelOpenOrders, .placeConditional, .cancelConditional:
            true
        case .ping, .time, .exchangeInfo, .depth, .premiumIndex, .fundingRate, .bookTicker,
            .status, .openOrders, .allOrders, .trades, .account, .balance, .positions, .leverage,
            .marginType, .positionMode, .setPositionMode, .brackets, .symbolConfiguration, .income,
            .commission,
            .conditional, .openConditionals, .startStream, .keepStream, .closeStream:
            false
        }
    }

    static func find(method: String, path: String) -> FuturesOperation? {
        allCases.first { operation in
            operation.addresses.contains { $0.method == method && $0.path == path }
        }
    }
}
