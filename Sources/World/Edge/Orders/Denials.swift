public import Domain
internal import Wire

extension DenialCode {
    /// The name in capitals, as every answer of the API has it: `PRICE_OFF_TICK`.
    public var code: String { Self.codes[Int(rawValue)] }

    private static let codes: [String] = {
        var codes = Array(repeating: "", count: Int(UInt8.max) + 1)
        for code in allCases {
            codes[Int(code.rawValue)] = NameWords.of("\(code)").joined(separator: "_").uppercased()
        }
        return codes
    }()

    /// What its numbers are of.
    private enum Unit {
        case price, quantity, money, nanoseconds, count, nothing
    }

    private var unit: Unit {
        switch self {
        case .priceNotPositive, .priceOffTick, .priceOnMarketOrder, .triggerContradiction,
            .triggerOffTick, .priceOutsideCollar, .selfTrade:
            .price
        case .quantityNotPositive, .quantityOffLot, .quantityTooSmall, .quantityTooLarge: .quantity
        case .notionalTooSmall, .notionalTooLarge, .balanceInsufficient, .orderQuantityOverLimit,
            .orderNotionalOverLimit, .quantityOverBookShare, .quantityOverVolumeShare,
            .workingQuantityOverLimit, .positionOverLimit, .grossOverLimit, .netOverLimit,
            .leverageOverLimit, .marginInsufficient, .marginRatioOverLimit, .liquidationTooNear,
            .dayLossOverLimit, .drawdownOverLimit, .bufferInsufficient, .reduceOnlyWouldIncrease:
            .money
        case .markStale, .accountStale: .nanoseconds
        case .orderRateOverLimit, .cancelRateOverLimit, .openOrdersOverLimit, .rejectsOverLimit,
            .leverageOverBracket:
            .count
        case .none, .tradingHalted, .tradingReducing, .instrumentUnknown, .instrumentNotTradable,
            .instrumentHalted, .timeInForceContradiction, .markMissing, .strategyMissing,
            .clientOrderIDMissing, .expiryContradiction,
            .legContradiction, .limitsMissing, .duplicateOrder, .referenceMissing, .depthMissing,
            .volumeMissing, .marginTermsMissing, .marginTableMissing, .allocationMissing,
            .conversionMissing, .instrumentExpired, .tradingKilled:
            .nothing
        }
    }

    /// A number of the check as people write it; nil where the check has none.
    ///
    /// - Parameter rules: the version of the instrument that the number is of.
    public func text(_ number: Int128, _ rules: Instrument?) -> String? {
        switch unit {
        case .price: DecimalWriter.text(number, decimals: Int(rules?.priceDecimals ?? 0))
        case .quantity: DecimalWriter.text(number, decimals: Int(rules?.quantityDecimals ?? 0))
        case .money: DecimalWriter.text(number, decimals: Money.decimals)
        case .nanoseconds: DecimalWriter.text(number, decimals: 9)
        case .count: "\(number)"
        case .nothing: nil
        }
    }

    /// What of the order is wrong, nil where it is not the order.
    fileprivate var field: String? {
        switch self {
        case .priceNotPositive, .priceOffTick, .priceOnMarketOrder, .priceOutsideCollar,
            .selfTrade:
            "price"
        case .quantityNotPositive, .quantityOffLot, .quantityTooSmall, .quantityTooLarge,
            .notionalTooSmall, .notionalTooLarge, .balanceInsufficient, .orderQuantityOverLimit,
            .orderNotionalOverLimit, .quantityOverBookShare, .quantityOverVolumeShare,
            .workingQuantityOverLimit, .positionOverLimit, .marginInsufficient,
            .leverageOverBracket, .grossOverLimit, .netOverLimit, .leverageOverLimit,
            .marginRatioOverLimit, .liquidationTooNear, .bufferInsufficient:
            "quantity"
        case .instrumentUnknown, .instrumentNotTradable, .instrumentHalted, .instrumentExpired:
            "symbol"
        case .triggerContradiction, .triggerOffTick: "triggerPrice"
        case .expiryContradiction: "expiresAt"
        case .reduceOnlyWouldIncrease: "reduceOnly"
        case .legContradiction: "positionSide"
        case .timeInForceContradiction: "timeInForce"
        case .strategyMissing: "strategy"
        case .clientOrderIDMissing: "clientOrderId"
        case .none, .tradingHalted, .tradingReducing, .markMissing, .markStale, .limitsMissing,
            .duplicateOrder, .referenceMissing, .depthMissing, .volumeMissing,
            .orderRateOverLimit, .cancelRateOverLimit, .openOrdersOverLimit, .marginTermsMissing,
            .marginTableMissing, .allocationMissing, .dayLossOverLimit, .drawdownOverLimit,
            .rejectsOverLimit, .accountStale, .conversionMissing, .tradingKilled:
            nil
        }
    }

    fileprivate var why: String {
        switch self {
        case .none: "the order was denied"
        case .tradingHalted: "trading is halted: only cancels and reduce-only orders are sent"
        case .tradingReducing: "trading is reducing: only what makes exposure smaller is sent"
        case .instrumentUnknown: "no venue lists the instrument"
        case .instrumentNotTradable: "the venue does not trade the instrument now"
        case .instrumentHalted: "the instrument is halted here until a person has looked"
        case .priceNotPositive: "the price is not above zero"
        case .priceOffTick: "the price is no multiple of the instrument's tick"
        case .priceOnMarketOrder: "a market order has no price"
        case .quantityNotPositive: "the quantity is not above zero"
        case .quantityOffLot: "the quantity is no multiple of the instrument's lot"
        case .quantityTooSmall: "the quantity is below the instrument's least"
        case .quantityTooLarge: "the quantity is above the instrument's most"
        case .notionalTooSmall: "the order is worth less than the venue takes"
        case .notionalTooLarge: "the order is worth more than may be counted"
        case .timeInForceContradiction: "type, timeInForce and postOnly contradict each other"
        case .markMissing: "no mark is known: of a contract the venue's, of spot the book's middle"
        case .markStale: "the last known mark is too old: of a contract the venue's own"
        case .balanceInsufficient:
            "the account, or the strategy's share of it, has less than the order sets aside"
        case .strategyMissing: "the order names no strategy"
        case .clientOrderIDMissing: "the order has no name"
        case .triggerContradiction: "the order's type and its trigger price contradict each other"
        case .triggerOffTick: "the trigger price is no multiple of the instrument's tick"
        case .expiryContradiction: "expiresAt is past, missing, or not to be with this timeInForce"
        case .reduceOnlyWouldIncrease: "less is left to close than the order would"
        case .legContradiction: "the position side does not fit the instrument or the order"
        case .instrumentExpired: "the contract has ended"
        case .tradingKilled: "the kill switch holds"
        case _: whyOfLimit
        }
    }

    private var whyOfLimit: String {
        switch self {
        case .limitsMissing: "no risk limits are set that hold for the order"
        case .duplicateOrder: "the same order was sent a moment ago under another name"
        case .referenceMissing: "no fresh best bid and ask are known to hold the price against"
        case .priceOutsideCollar: "the price is too far from the market"
        case .orderQuantityOverLimit: "the quantity is above the limit for one order"
        case .orderNotionalOverLimit: "the order is worth more than the limit for one order"
        case .depthMissing: "no book is known to hold the quantity against"
        case .quantityOverBookShare: "the quantity is too large a share of the book"
        case .volumeMissing: "no day's volume is known to hold the quantity against"
        case .quantityOverVolumeShare: "the quantity is too large a share of a day's volume"
        case .orderRateOverLimit: "too many orders in too short a time"
        case .cancelRateOverLimit: "too many cancels in too short a time"
        case .openOrdersOverLimit: "too many orders work already"
        case .workingQuantityOverLimit: "too much works already on that side"
        case .positionOverLimit: "the position could grow beyond its limit"
        case .grossOverLimit: "positions and orders could add up to more than their limit"
        case .netOverLimit: "one side could add up to more than its limit"
        case .leverageOverLimit: "positions and orders could be too large for the equity"
        case .marginTermsMissing: "leverage and margin mode of the instrument are not known"
        case .marginTableMissing: "the venue's maintenance table is not known"
        case .marginInsufficient: "the account has less margin than the order needs"
        case .marginRatioOverLimit: "maintenance would take too much of the margin balance"
        case .liquidationTooNear: "the liquidation price would be too near"
        case .leverageOverBracket: "the venue does not give this leverage for such a position"
        case .allocationMissing: "the strategy has no capital of its own and needs it"
        case .dayLossOverLimit: "the strategy has lost its limit for the day"
        case .drawdownOverLimit: "the strategy's gains have fallen too far from their peak"
        case .rejectsOverLimit: "the venue has rejected too many orders in a row"
        case .bufferInsufficient: "there is too little for the order's fees and funding as well"
        case .selfTrade: "the order would trade with one of the account's own"
        case .accountStale: "the account was not compared with the venue for too long"
        case .conversionMissing: "no fresh rate into the valuation currency is known"
        case _: "the order was denied"
        }
    }

    fileprivate func fix(_ bound: String?) -> String {
        let bound = bound ?? ""
        return switch self {
        case .none: "look at the order"
        case .tradingHalted, .tradingReducing:
            "set the mode to active (POST /api/v1/trading-mode) when it is safe to"
        case .instrumentUnknown, .instrumentNotTradable: "see /api/v1/instruments"
        case .instrumentHalted: "look at the alarms, then set the mode to active"
        case .priceNotPositive: "write a price above zero"
        case .priceOffTick: "round the price to a multiple of \(bound)"
        case .priceOnMarketOrder: "leave price out"
        case .quantityNotPositive: "write a quantity above zero"
        case .quantityOffLot: "round the quantity to a multiple of \(bound)"
        case .quantityTooSmall: "order at least \(bound)"
        case .quantityTooLarge: "order at most \(bound)"
        case .notionalTooSmall: "order for at least \(bound) of the quote currency"
        case .notionalTooLarge: "order less"
        case .timeInForceContradiction:
            "a market order is ioc or fok and never postOnly; a postOnly order is gtc"
        case .markMissing, .markStale: "wait for market data; on spot, a limit order needs no mark"
        case .balanceInsufficient, .bufferInsufficient:
            "order less, or cancel orders that set the balance aside"
        case .strategyMissing: "write a strategy from 1 on"
        case .clientOrderIDMissing: "give each order a name that no other order has"
        case .triggerContradiction: "stop and take-profit orders have a triggerPrice, no others"
        case .triggerOffTick: "round the trigger price to a multiple of \(bound)"
        case .expiryContradiction: "a gtd order has an expiresAt to come, no others"
        case .reduceOnlyWouldIncrease: "look at the position and at its other closing orders"
        case .legContradiction: "leave positionSide out, or trade the position's own side"
        case .instrumentExpired: "see /api/v1/instruments"
        case .tradingKilled: "lift the kill switch, then set the mode to active, when it is safe to"
        case _: fixOfLimit(bound)
        }
    }

    private func fixOfLimit(_ bound: String) -> String {
        switch self {
        case .limitsMissing:
            "set limits for a scope that the order is in: global, its venue, account, "
                + "instrument or strategy"
        case .duplicateOrder: "repeat an order under its own name, word for word"
        case .referenceMissing, .depthMissing, .volumeMissing, .conversionMissing:
            "wait for market data"
        case .accountStale: "wait until the account has been reconciled"
        case .orderRateOverLimit, .cancelRateOverLimit: "send at most \(bound) in the window"
        case .dayLossOverLimit, .drawdownOverLimit, .rejectsOverLimit:
            "look at the strategy, then raise the limit and set its state to active"
        case .marginTermsMissing, .marginTableMissing:
            "wait until the account has been reconciled"
        case .allocationMissing: "allocate capital to the strategy and transfer some"
        case .selfTrade: "cancel the other order first"
        case .marginInsufficient, .bufferInsufficient:
            "order less, or add to the account: the bound is what the order needs"
        case _: bound.isEmpty ? "order less" : "stay within \(bound)"
        }
    }
}

extension Problem {
    /// An order that was refused before anything was sent. Its identifier is used up.
    ///
    /// - Parameters:
    ///   - denial: with the numbers of the check; nil where those are no longer known.
    ///   - rules: the version that the numbers are of.
    static func denied(
        _ code: DenialCode, _ denial: OrderDenial?, _ rules: Instrument?
    ) -> Problem {
        let isTold = denial.map { $0.observed != 0 || $0.bound != 0 } ?? false
        let observed = isTold ? denial.flatMap { code.text($0.observed, rules) } : nil
        let bound = isTold ? denial.flatMap { code.text($0.bound, rules) } : nil
        let numbers = observed.flatMap { seen in bound.map { " (\(seen), bound \($0))" } } ?? ""
        var problem = Problem(
            422, code.code, "The order was denied", code.why + numbers, field: code.field,
            fix: code.fix(bound))
        problem.observed = observed
        problem.bound = bound
        return problem
    }

    static func conflict(_ id: ClientOrderID) -> Problem {
        Problem(
            409, "CLIENT_ORDER_ID_USED", "The name is that of another order",
            "an order named \(id) with other content was sent before", field: "clientOrderId",
            fix: "give each order a name of its own; repeat an order word for word")
    }

    static let alreadyClosed = Problem(
        409, "ORDER_CLOSED", "The order is closed", "there is nothing left of it to change",
        field: "clientOrderId", fix: "look at its status")
}
