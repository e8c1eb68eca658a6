internal import Containers
internal import Domain

/// A refusal in the making: the code and the two numbers that led to it.
struct Denial {
    let code: DenialCode
    var observed: Int128 = 0
    var bound: Int128 = 0
}

/// What a checked order will set aside.
struct Reservation {
    let instrumentRow: UInt32
    let price: MarkPrice
    let amount: Money
    let owner: StrategyID
    let leverage: UInt16
}

// The checks run in a fixed order and the first that fails decides. Every one of them denies where
// something it needs is missing.
extension TradingCore {
    mutating func decideSubmission(_ request: OrderRequest) {
        if let row = state.orderRow(request.reference) {
            let isSame = state.orders[row].request == request
            return emit(isSame ? .orderRepeated(OrderRow(row)) : .orderConflicted(OrderRow(row)))
        }
        switch check(request) {
        case .failure(let denial):
            emit(
                .orderDenied(
                    OrderDenial(
                        request: request, code: denial.code, observed: denial.observed,
                        bound: denial.bound)))
        case .success(let reservation):
            emit(
                .orderIntended(
                    OrderIntent(
                        request: request, instrumentRow: reservation.instrumentRow,
                        reservePrice: reservation.price, reserved: reservation.amount,
                        deadline: stamp.time.adding(nanoseconds: Limits.requestWindow),
                        owner: reservation.owner, leverage: reservation.leverage)))
        }
    }

    enum Verdict {
        case success(Reservation)
        case failure(Denial)
    }

    private func check(_ request: OrderRequest) -> Verdict {
        if let denial = checkIdentity(request) { return .failure(denial) }
        guard let row = state.instrumentRow(request.instrument),
            let condition = state.condition(request.instrument)
        else {
            return .failure(Denial(code: .instrumentUnknown))
        }
        let instrument = state.instruments[row]
        let denial =
            checkMode(request)
            ?? checkInstrument(instrument, condition)
            ?? checkForm(request, instrument)
            ?? checkSize(request, instrument)
        if let denial { return .failure(denial) }
        return reserve(request, instrument, UInt32(row), condition)
    }

    private func checkIdentity(_ request: OrderRequest) -> Denial? {
        guard request.clientOrderID != .none else { return Denial(code: .clientOrderIDMissing) }
        return request.strategy == .external ? Denial(code: .strategyMissing) : nil
    }

    /// In reducing mode a spot order may only sell: what is sold is held, so exposure shrinks.
    private func checkMode(_ request: OrderRequest) -> Denial? {
        switch state.globals.mode {
        case .active: nil
        case .reducing: request.side == .sell ? nil : Denial(code: .tradingReducing)
        case .halted: Denial(code: .tradingHalted)
        }
    }

    private func checkInstrument(
        _ instrument: Instrument, _ condition: InstrumentCondition
    ) -> Denial? {
        guard instrument.isTradable && instrument.fault == nil else {
            return Denial(code: .instrumentNotTradable)
        }
        return condition.isHalted ? Denial(code: .instrumentHalted) : nil
    }

    private func checkForm(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
        let price = request.price.mantissa
        let tick = instrument.tick.mantissa
        guard request.type.hasPrice else {
            guard price == 0 else {
                return Denial(code: .priceOnMarketOrder, observed: Int128(price))
            }
            return checkTrigger(request, instrument) ?? checkTime(request)
        }
        guard price > 0 else { return Denial(code: .priceNotPositive, observed: Int128(price)) }
        guard price % tick == 0 else {
            return Denial(code: .priceOffTick, observed: Int128(price), bound: Int128(tick))
        }
        return checkTrigger(request, instrument) ?? checkTime(request)
    }

    private func checkTrigger(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
        let trigger = request.triggerPrice.mantissa
        guard request.type.hasTrigger else {
            return trigger == 0
                ? nil : Denial(code: .triggerContradiction, observed: Int128(trigger))
        }
        guard trigger > 0 else {
            return Denial(code: .triggerContradiction, observed: Int128(trigger))
        }
        let tick = instrument.tick.mantissa
        return trigger % tick == 0
            ? nil : Denial(code: .triggerOffTick, observed: Int128(trigger), bound: Int128(tick))
    }

    private func checkTime(_ request: OrderRequest) -> Denial? {
        let rests: Bool =
            switch request.timeInForce {
            case .goodTillCanceled, .goodTillDate: true
            case .immediateOrCancel, .fillOrKill: false
            }
        switch request.type {
        case .market:
            // It takes what there is at once: it can neither rest nor be post-only.
            guard !rests && !request.isPostOnly else {
                return Denial(code: .timeInForceContradiction)
            }
        case .limit:
            guard rests || !request.isPostOnly else {
                return Denial(code: .timeInForceContradiction)
            }
        case .stopMarket, .stopLimit, .takeProfitMarket, .takeProfitLimit:
            // It waits for its trigger.
            guard rests && !request.isPostOnly else {
                return Denial(code: .timeInForceContradiction)
            }
        }
        let expires = request.expiresAt
        guard (request.timeInForce == .goodTillDate) == (expires != .none) else {
            return Denial(code: .expiryContradiction)
        }
        guard expires == .none || expires > stamp.time else {
            return Denial(
                code: .expiryContradiction, observed: Int128(expires.nanoseconds),
                bound: Int128(stamp.time.nanoseconds))
        }
        return nil
    }

    private func checkSize(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
        let quantity = request.quantity.mantissa
        func denial(_ code: DenialCode, _ bound: Quantity) -> Denial {
            Denial(code: code, observed: Int128(quantity), bound: Int128(bound.mantissa))
        }
        guard quantity > 0 else { return denial(.quantityNotPositive, .zero) }
        guard quantity % instrument.lot.mantissa == 0 else {
            return denial(.quantityOffLot, instrument.lot)
        }
        guard request.quantity >= instrument.quantityMin else {
            return denial(.quantityTooSmall, instrument.quantityMin)
        }
        guard request.quantity <= instrument.quantityMax else {
            return denial(.quantityTooLarge, instrument.quantityMax)
        }
        return nil
    }

    /// What one unit costs at most, then what the order needs, then whether it is there.
    private func reserve(
        _ request: OrderRequest, _ instrument: Instrument, _ row: UInt32,
        _ condition: InstrumentCondition
    ) -> Verdict {
        let unit: MarkPrice
        switch request.type {
        case .limit, .stopLimit, .takeProfitLimit:
            let scale = powerOfTen(UInt8(Money.decimals) - instrument.priceDecimals)
            let (raw, overflow) = Int128(request.price.mantissa)
                .multipliedReportingOverflow(by: scale)
            guard !overflow else { return .failure(Denial(code: .notionalTooLarge)) }
            unit = MarkPrice(raw: raw)
        case .market, .stopMarket, .takeProfitMarket:
            guard condition.markedAt != .none else { return .failure(Denial(code: .markMissing)) }
            let age = stamp.time.since(condition.markedAt)
            guard age <= Limits.markAgeMax else {
                return .failure(
                    Denial(
                        code: .markStale, observed: Int128(age), bound: Int128(Limits.markAgeMax)))
            }
            unit = condition.mark
        }
        guard let notional = instrument.notionalRoundedUp(unit, request.quantity) else {
            return .failure(
                Denial(code: .notionalTooLarge, bound: Money.Limits.amountMax.raw))
        }
        guard notional >= instrument.notionalMin else {
            return .failure(
                Denial(
                    code: .notionalTooSmall, observed: notional.raw,
                    bound: instrument.notionalMin.raw))
        }
        return setAside(request, instrument, row, unit)
    }
}
