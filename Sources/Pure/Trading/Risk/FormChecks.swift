internal import Containers
internal import Domain

// The 2nd to the 4th check: the instrument can be traded, and the order fits its rules. They alone
// hold for a reduce-only order too, since the venue would refuse it otherwise.
extension TradingCore {
    func checkIdentity(_ request: OrderRequest) -> Denial? {
        guard request.clientOrderID != .none else { return Denial(code: .clientOrderIDMissing) }
        return request.strategy == .external ? Denial(code: .strategyMissing) : nil
    }

    func checkInstrument(_ order: OrderCheck) -> Denial? {
        let instrument = order.instrument
        guard instrument.isTradable && instrument.fault == nil else {
            return Denial(code: .instrumentNotTradable)
        }
        guard instrument.expiresAt == .none || instrument.expiresAt > stamp.time else {
            return Denial(code: .instrumentExpired)
        }
        // What is counted of it is in doubt; what only closes is not held up by that.
        return order.condition.isHalted && !order.isReducing
            ? Denial(code: .instrumentHalted) : nil
    }

    func checkForm(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
        let price = request.price.mantissa
        let tick = instrument.tick.mantissa
        guard request.type.hasPrice else {
            guard price == 0 else {
                return Denial(code: .priceOnMarketOrder, observed: Int128(price))
            }
            return checkTrigger(request, instrument)
                ?? checkTime(request, instrument) ?? checkLeg(request, instrument)
        }
        guard price > 0 else { return Denial(code: .priceNotPositive, observed: Int128(price)) }
        guard price % tick == 0 else {
            return Denial(code: .priceOffTick, observed: Int128(price), bound: Int128(tick))
        }
        return checkTrigger(request, instrument)
            ?? checkTime(request, instrument) ?? checkLeg(request, instrument)
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

    private func checkTime(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
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
        return checkExpiry(request, instrument)
    }

    /// A time that is to come, and before the contract's own end.
    private func checkExpiry(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
        let expires = request.expiresAt
        guard (request.timeInForce == .goodTillDate) == (expires != .none) else {
            return Denial(code: .expiryContradiction)
        }
        guard expires != .none else { return nil }
        guard expires > stamp.time else {
            return Denial(
                code: .expiryContradiction, observed: Int128(expires.nanoseconds),
                bound: Int128(stamp.time.nanoseconds))
        }
        guard instrument.expiresAt == .none || expires <= instrument.expiresAt else {
            return Denial(
                code: .expiryContradiction, observed: Int128(expires.nanoseconds),
                bound: Int128(instrument.expiresAt.nanoseconds))
        }
        return nil
    }

    /// Spot has no legs.
    private func checkLeg(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
        instrument.contract == .spot && request.leg != .net
            ? Denial(code: .legContradiction) : nil
    }

    func checkSize(_ request: OrderRequest, _ instrument: Instrument) -> Denial? {
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
}
