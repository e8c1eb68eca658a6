internal import VenueKit

/// A request's verb, address and weight at the venue.
///
/// - Source: Binance USD-M futures, "Trade", "Account", "User Data Streams", "Market Data", read
///   2026-11; weights are those without a symbol where one may be left out.
enum FuturesMethod {
    case place, cancel, amend, orderStatus, openOrders, trades, balances, positions, time
    case placeConditional, cancelConditional, conditionalStatus, openConditionals
    case brackets, symbolConfiguration, income
    case listenKey, keepListenKey

    var verb: RequestMethod {
        switch self {
        case .place, .placeConditional, .listenKey: .post
        case .cancel, .cancelConditional: .delete
        case .amend, .keepListenKey: .put
        case .orderStatus, .openOrders, .trades, .balances, .positions, .time,
            .conditionalStatus, .openConditionals, .brackets, .symbolConfiguration, .income:
            .get
        }
    }

    var path: String {
        switch self {
        case .place, .cancel, .amend, .orderStatus: "/fapi/v1/order"
        case .placeConditional, .cancelConditional, .conditionalStatus: "/fapi/v1/algoOrder"
        case .openConditionals: "/fapi/v1/openAlgoOrders"
        case .brackets: "/fapi/v1/leverageBracket"
        case .symbolConfiguration: "/fapi/v1/symbolConfig"
        case .income: "/fapi/v1/income"
        case .openOrders: "/fapi/v1/openOrders"
        case .trades: "/fapi/v1/userTrades"
        case .balances: "/fapi/v3/account"
        case .positions: "/fapi/v3/positionRisk"
        case .time: "/fapi/v1/time"
        case .listenKey, .keepListenKey: "/fapi/v1/listenKey"
        }
    }

    var weight: Int {
        switch self {
        case .place, .placeConditional: 0
        case .cancel, .amend, .orderStatus, .time, .listenKey, .keepListenKey,
            .cancelConditional, .conditionalStatus, .brackets:
            1
        case .openOrders, .openConditionals: 40
        case .trades, .balances, .positions, .symbolConfiguration: 5
        case .income: 30
        }
    }

    var security: Security {
        switch self {
        case .time: .open
        case .listenKey, .keepListenKey: .keyed
        case .place, .cancel, .amend, .orderStatus, .openOrders, .trades, .balances, .positions,
            .placeConditional, .cancelConditional, .conditionalStatus, .openConditionals,
            .brackets, .symbolConfiguration, .income:
            .signed
        }
    }

    /// - Source: Binance USD-M futures, "General info", endpoint security types.
    enum Security {
        case open
        /// With the key's public name, without a signature.
        case keyed
        case signed
    }
}
