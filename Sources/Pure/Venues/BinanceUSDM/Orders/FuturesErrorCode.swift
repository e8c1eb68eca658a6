internal import VenueKit

/// The venue's codes that the answer to one of our requests may carry.
///
/// - Source: Binance USD-M futures, "Error codes", read 2026-11. What each means for a request is
///   our reading, as cautious as the words allow: what is not said to have been refused is unknown.
enum FuturesErrorCode: Int64, Sendable, CaseIterable {
    /// "An unknown error occurred": nothing is said of the outcome.
    case unknown = -1000
    /// "Internal error; unable to process": the venue's side, so as any 5XX.
    case disconnected = -1001
    case unauthorized = -1002
    case tooManyRequests = -1003
    /// "Execution status unknown", in the venue's own words.
    case unexpectedResponse = -1006
    /// "Send status unknown; execution status unknown", in the venue's own words.
    case timeout = -1007
    /// The venue is overloaded. What becomes of the request is not said in all its wordings.
    case throttled = -1008
    case errorReceived = -1010
    case invalidMessage = -1013
    case unknownOrderComposition = -1014
    case tooManyOrders = -1015
    /// "No longer available": which part of it had been done by then is not said.
    case serviceShuttingDown = -1016
    case unsupportedOperation = -1020
    case invalidTimestamp = -1021
    case invalidSignature = -1022
    case startAfterEnd = -1023
    case illegalCharacters = -1100
    case tooManyParameters = -1101
    case mandatoryParameterMissing = -1102
    case unknownParameter = -1103
    case unreadParameters = -1104
    case parameterEmpty = -1105
    case parameterNotRequired = -1106
    case badAsset = -1108
    case badAccount = -1109
    case badInstrumentType = -1110
    case badPrecision = -1111
    /// A market order found nothing to trade with.
    case noDepth = -1112
    case timeInForceNotRequired = -1114
    case invalidTimeInForce = -1115
    case invalidOrderType = -1116
    case invalidSide = -1117
    case emptyNewClientOrderID = -1118
    case emptyOriginalClientOrderID = -1119
    case badInterval = -1120
    case badSymbol = -1121
    case invalidSymbolStatus = -1122
    /// The listen key is none any more.
    case invalidListenKey = -1125
    case lookupTooLong = -1127
    case badCombination = -1128
    case invalidParameter = -1130
    case invalidResponseType = -1136
    case newOrderRejected = -2010
    /// The order is unknown there, or final.
    case cancelRejected = -2011
    case noSuchOrder = -2013
    case badKeyFormat = -2014
    case rejectedKey = -2015
    case noTradingWindow = -2016
    case keysLocked = -2017
    case balanceInsufficient = -2018
    case marginInsufficient = -2019
    case unableToFill = -2020
    case wouldTriggerAtOnce = -2021
    case reduceOnlyRejected = -2022
    case inLiquidation = -2023
    case positionInsufficient = -2024
    case tooManyOpenOrders = -2025
    case reduceOnlyNotSupported = -2026
    case leverageTooHigh = -2027
    case leverageTooLow = -2028
    case invalidOrderStatus = -4000
    case priceNegative = -4001
    case priceAboveMax = -4002
    case quantityNegative = -4003
    case quantityBelowMin = -4004
    case quantityAboveMax = -4005
    case stopPriceNegative = -4006
    case stopPriceAboveMax = -4007
    case priceBelowMin = -4013
    case priceOffTick = -4014
    case clientOrderIDTooLong = -4015
    case priceAboveBand = -4016
    case quantityOffStep = -4023
    case priceBelowBand = -4024
    case tooManyStopOrders = -4045
    case invalidPositionSide = -4060
    case positionSideMismatch = -4061
    case reduceOnlyConflict = -4062
    /// The identifier is in use: a copy of this very order may have got there first.
    case duplicateClientOrderID = -4116
    case conditionalElsewhere = -4120
    case marketOutsideBand = -4131
    case invalidOpeningStatus = -4140
    case symbolClosed = -4141
    case conditionTriggersAtOnce = -4142
    case notionalTooSmall = -4164
    case fillOrKillRejected = -5021
    case postOnlyRejected = -5022
    case amendNotAllowed = -5024
    case amendOnlyLimit = -5025
    case tooManyAmendments = -5026
    case nothingToAmend = -5027
    /// It reached the matching engine after its time.
    case engineTimestamp = -5028

    /// What it says about a request.
    private var verdict: RefusalVerdict {
        switch self {
        case .unknown, .disconnected, .unexpectedResponse, .timeout, .throttled,
            .serviceShuttingDown, .duplicateClientOrderID:
            .unknown
        case .tooManyRequests, .tooManyOrders: .later
        case .invalidTimestamp, .engineTimestamp: .untimely
        case .unauthorized, .invalidSignature, .badKeyFormat, .rejectedKey, .keysLocked:
            .credentials
        case .noSuchOrder: .absent
        case .errorReceived, .invalidMessage, .unknownOrderComposition, .unsupportedOperation,
            .startAfterEnd, .illegalCharacters, .tooManyParameters, .mandatoryParameterMissing,
            .unknownParameter, .unreadParameters, .parameterEmpty, .parameterNotRequired,
            .badAsset, .badAccount, .badInstrumentType, .badPrecision, .noDepth,
            .timeInForceNotRequired, .invalidTimeInForce, .invalidOrderType, .invalidSide,
            .emptyNewClientOrderID, .emptyOriginalClientOrderID, .badInterval, .badSymbol,
            .invalidSymbolStatus, .invalidListenKey, .lookupTooLong, .badCombination,
            .invalidParameter, .invalidResponseType, .newOrderRejected, .cancelRejected,
            .noTradingWindow, .balanceInsufficient, .marginInsufficient, .unableToFill,
            .wouldTriggerAtOnce, .reduceOnlyRejected, .inLiquidation, .positionInsufficient,
            .tooManyOpenOrders, .reduceOnlyNotSupported, .leverageTooHigh, .leverageTooLow,
            .invalidOrderStatus, .priceNegative, .priceAboveMax, .quantityNegative,
            .quantityBelowMin, .quantityAboveMax, .stopPriceNegative, .stopPriceAboveMax,
            .priceBelowMin, .priceOffTick, .clientOrderIDTooLong, .priceAboveBand,
            .quantityOffStep, .priceBelowBand, .tooManyStopOrders, .invalidPositionSide,
            .positionSideMismatch, .reduceOnlyConflict, .conditionalElsewhere,
            .marketOutsideBand, .invalidOpeningStatus, .symbolClosed, .conditionTriggersAtOnce,
            .notionalTooSmall, .fillOrKillRejected, .postOnlyRejected, .amendNotAllowed,
            .amendOnlyLimit, .tooManyAmendments, .nothingToAmend:
            .refused
        }
    }

    /// What it says about a request of a kind.
    ///
    /// A code that cannot answer that kind of request says nothing certain of it: the venue, or
    /// something before it, is confused.
    func verdict(of purpose: RequestPurpose) -> RefusalVerdict {
        switch (self, purpose) {
        case (.noSuchOrder, .place), (.cancelRejected, .place), (.newOrderRejected, .cancel):
            .unknown
        case (.noSuchOrder, .cancel): .refused
        case (_, _): verdict
        }
    }

    /// What people read beside the number, nil for nothing.
    var name: String? {
        switch self {
        case .cancelRejected: "ORDER_UNKNOWN"
        case .marginInsufficient: "MARGIN_INSUFFICIENT"
        case .reduceOnlyRejected: "REDUCE_ONLY"
        case .inLiquidation: "IN_LIQUIDATION"
        case .positionInsufficient: "POSITION_INSUFFICIENT"
        case .fillOrKillRejected: "FILL_OR_KILL"
        case .postOnlyRejected: "WOULD_MATCH"
        case .notionalTooSmall: "NOTIONAL"
        case .conditionTriggersAtOnce, .wouldTriggerAtOnce: "WOULD_TRIGGER"
        case .priceOffTick: "PRICE_FILTER"
        case .quantityOffStep, .quantityBelowMin, .quantityAboveMax: "LOT_SIZE"
        case _: nil
        }
    }
}
