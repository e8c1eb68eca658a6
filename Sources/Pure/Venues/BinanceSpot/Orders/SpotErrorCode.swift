public import VenueKit

/// The venue's codes that the answer to a place, cancel, query, list or subscription may carry.
///
/// Codes of other interfaces (FIX, SBE, order lists, cancel-replace) are left out: whoever sends
/// one of those here is not understood, which makes the outcome unknown.
///
/// - Source: Binance spot, "Error codes for Binance", version of 2025-01-09; -1034 and -1035 from
///   the testnet's page of the same name. What each means for a request is our reading, as
///   cautious as the words allow: what is not said to have been refused is unknown.
public enum SpotErrorCode: Int64, Sendable, CaseIterable {
    /// "An unknown error occurred": nothing is said of the outcome.
    case unknown = -1000
    /// "Internal error; unable to process": the venue's side, so as any 5XX.
    case disconnected = -1001
    case unauthorized = -1002
    /// Too many requests or too much weight, up to a ban: turned away at the door.
    case tooManyRequests = -1003
    /// "Execution status unknown", in the venue's own words.
    case unexpectedResponse = -1006
    /// "Send status unknown; execution status unknown", in the venue's own words.
    case timeout = -1007
    /// "Server is currently overloaded": comes as a 5XX, and is not said to be a refusal.
    case serverBusy = -1008
    /// The matching engine's refusal; see ``SpotRefusalText``.
    case errorReceived = -1010
    /// "Didn't reach the Matching Engine": a filter, mostly.
    case invalidMessage = -1013
    case unknownOrderComposition = -1014
    /// The account's limit of new orders.
    case tooManyOrders = -1015
    /// "No longer available": which part of it had been done by then is not said.
    case serviceShuttingDown = -1016
    case unsupportedOperation = -1020
    /// Outside of `recvWindow`, or more than a second ahead.
    case invalidTimestamp = -1021
    case invalidSignature = -1022
    case tooManyConnections = -1034
    case loggedOut = -1035
    case illegalCharacters = -1100
    case tooManyParameters = -1101
    case mandatoryParameterMissing = -1102
    case unknownParameter = -1103
    case unreadParameters = -1104
    case parameterEmpty = -1105
    case parameterNotRequired = -1106
    case parameterOverflow = -1108
    case badPrecision = -1111
    /// A market order found nothing to trade with.
    case noDepth = -1112
    case timeInForceNotRequired = -1114
    case invalidTimeInForce = -1115
    case invalidOrderType = -1116
    case invalidSide = -1117
    case emptyNewClientOrderID = -1118
    case emptyOriginalClientOrderID = -1119
    case badSymbol = -1121
    case invalidSymbolStatus = -1122
    case lookupTooLong = -1127
    case badCombination = -1128
    case invalidParameter = -1130
    /// `recvWindow` beyond 60,000.
    case badReceiveWindow = -1131
    case badStrategyType = -1134
    case invalidJSON = -1135
    case invalidCancelRestrictions = -1145
    /// The matching engine's refusal of an order; see ``SpotRefusalText``.
    case newOrderRejected = -2010
    /// The matching engine's refusal of a cancel: the order is unknown to it, or final.
    case cancelRejected = -2011
    case noSuchOrder = -2013
    case badKeyFormat = -2014
    /// The key, the address it is used from, or what it is allowed to do.
    case rejectedKey = -2015
    case noTradingWindow = -2016
    case orderArchived = -2026
    /// The matching engine's refusal of an amendment; its words say why.
    case amendRejected = -2038

    /// What it says about a request.
    public var verdict: RefusalVerdict {
        switch self {
        case .unknown, .disconnected, .unexpectedResponse, .timeout, .serverBusy,
            .serviceShuttingDown:
            .unknown
        case .tooManyRequests, .tooManyOrders, .tooManyConnections: .later
        case .invalidTimestamp: .untimely
        case .unauthorized, .invalidSignature, .loggedOut, .badKeyFormat, .rejectedKey:
            .credentials
        case .noSuchOrder: .absent
        case .orderArchived: .archived
        case .errorReceived, .invalidMessage, .unknownOrderComposition, .unsupportedOperation,
            .illegalCharacters, .tooManyParameters, .mandatoryParameterMissing, .unknownParameter,
            .unreadParameters, .parameterEmpty, .parameterNotRequired, .parameterOverflow,
            .badPrecision, .noDepth, .timeInForceNotRequired, .invalidTimeInForce,
            .invalidOrderType, .invalidSide, .emptyNewClientOrderID, .emptyOriginalClientOrderID,
            .badSymbol, .invalidSymbolStatus, .lookupTooLong, .badCombination, .invalidParameter,
            .badReceiveWindow, .badStrategyType, .invalidJSON, .invalidCancelRestrictions,
            .newOrderRejected, .cancelRejected, .noTradingWindow, .amendRejected:
            .refused
        }
    }

    /// What it says about a request of a kind.
    ///
    /// A code that cannot answer that kind of request says nothing certain of it: the venue, or
    /// something before it, is confused.
    public func verdict(of purpose: RequestPurpose) -> RefusalVerdict {
        switch (self, purpose) {
        case (.noSuchOrder, .place), (.orderArchived, .place), (.cancelRejected, .place),
            (.newOrderRejected, .cancel), (.amendRejected, .place), (.amendRejected, .cancel):
            .unknown
        case (.noSuchOrder, .cancel), (.orderArchived, .cancel): .refused
        case (_, _): verdict
        }
    }
}

/// The matching engine's words for a refusal (codes -1010, -2010 and -2011), and ours for them.
///
/// - Source: Binance spot, "Error codes", "Messages for -1010 ERROR_MSG_RECEIVED, -2010
///   NEW_ORDER_REJECTED, and -2011 CANCEL_REJECTED", 2025-01-09; the two on trading phases from the
///   change log of 2023-03-13.
enum SpotRefusalText {
    /// Begin of the venue's words, and what we call it: at most 30 characters.
    static let known: [(text: String, name: String)] = [
        ("Unknown order sent", "ORDER_UNKNOWN"),
        (duplicate, "DUPLICATE_ORDER"),
        ("Market is closed", "MARKET_CLOSED"),
        ("Account has insufficient balance", "INSUFFICIENT_BALANCE"),
        ("Market orders are not supported", "NO_MARKET_ORDERS"),
        ("Price * QTY is zero or less", "NOTIONAL_ZERO"),
        ("This action is disabled", "ACTION_DISABLED"),
        ("This account may not place", "ACCOUNT_DISABLED"),
        ("Unsupported order combination", "UNSUPPORTED_COMBINATION"),
        ("This order type is not possible", "TYPE_NOT_IN_PHASE"),
        ("Limit orders require GTC", "ONLY_GTC_IN_PHASE"),
        ("Cancel order is invalid", "CANCEL_INVALID"),
        ("Order would immediately match", "WOULD_MATCH"),
        ("This symbol is not permitted", "SYMBOL_NOT_PERMITTED"),
        ("This symbol is restricted", "SYMBOL_RESTRICTED"),
        ("Order was not canceled", "CANCEL_RESTRICTED"),
        ("Rest API trading is not enabled", "REST_TRADING_DISABLED"),
        ("WebSocket API trading is not", "WS_TRADING_DISABLED"),
        ("Order book liquidity is less", "NO_LIQUIDITY"),
        ("Filter failure: PRICE_FILTER", "PRICE_FILTER"),
        ("Filter failure: PERCENT_PRICE", "PERCENT_PRICE"),
        ("Filter failure: LOT_SIZE", "LOT_SIZE"),
        ("Filter failure: MIN_NOTIONAL", "MIN_NOTIONAL"),
        ("Filter failure: NOTIONAL", "NOTIONAL"),
        ("Filter failure: MARKET_LOT_SIZE", "MARKET_LOT_SIZE"),
        ("Filter failure: MAX_POSITION", "MAX_POSITION"),
        ("Filter failure: MAX_NUM_ORDERS", "MAX_NUM_ORDERS"),
        ("Filter failure: EXCHANGE_MAX_NUM", "EXCHANGE_MAX_NUM_ORDERS"),
    ]

    /// The identifier is in use among working orders. We send an order once, so a copy of it got
    /// there first (a resent packet, another process): this very order may stand.
    static let duplicate = "Duplicate order sent"

    static func isDuplicate(_ text: String) -> Bool { text.hasPrefix(duplicate) }

    /// Our name for the venue's words, nil for words not met before.
    static func name(of text: String) -> String? {
        known.first { text.hasPrefix($0.text) }?.name
    }
}
