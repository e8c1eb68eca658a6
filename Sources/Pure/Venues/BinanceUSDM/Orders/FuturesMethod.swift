internal import VenueKit

/// A request's verb, address and weight at the venue.
///
/// - Source: Binance USD-M futures, "Trade", "Account", "User Data Streams", "Market Data", read
///   2026-11; weights are those without a symbol where one may be left out.
enum FuturesMethod {
    case place, cancel, orderStatus, openOrders, trades, balances, positions, time
    case listenKey, keepListenKey

    var verb: RequestMethod {
        switch self {
        case .place, .listenKey: .post
        case .cancel: .delete
        case .keepListenKey: .put
        case .orderStatus, .openOrders, .trades, .balances, .positions, .time: .get
        }
    }

    var path: String {
        switch self {
        case .place, .cancel, .orderStatus: "/fapi/v1/order"
        case .openOrders: "/fapi/v1/openOrders"
        case .trades: "/fapi/v1/userTrades"
        case .balances: "/fapi/v3/balance"
        case .positions: "/fapi/v3/positionRisk"
        case .time: "/fapi/v1/time"
        case .listenKey, .keepListenKey: "/fapi/v1/listenKey"
        }
    }

    var weight: Int {
        switch self {
        case .place: 0
        case .cancel, .orderStatus, .time, .listenKey, .keepListenKey: 1
        case .openOrders: 40
        case .trades, .balances, .positions: 5
        }
    }

    var security: Security {
        switch self {
        case .time: .open
        case .listenKey, .keepListenKey: .keyed
        case .place, .cancel, .orderStatus, .openOrders, .trades, .balances, .positions: .signed
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
