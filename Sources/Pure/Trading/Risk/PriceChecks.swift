internal import Containers
internal import Domain

// The 4th to the 8th check: one order by itself, its price, its size, and whether it was just sent.
extension TradingCore {
    /// The price at which it is worth most, and what it is worth then.
    func price(_ order: inout OrderCheck) -> Denial? {
        order.referenceAgeMax = state.least(order.limits) { $0.referenceAgeMax }
        order.conversionAgeMax = state.least(order.limits) { $0.conversionAgeMax }
        let (request, instrument) = (order.request, order.instrument)
        if request.type == .market || instrument.contract.isDerivative {
            if let denial = checkMark(&order) { return denial }
        }
        switch request.type {
        case .limit, .stopLimit, .takeProfitLimit:
            guard let unit = instrument.mark(request.price) else { return tooLarge() }
            order.unit = unit
        case .stopMarket, .takeProfitMarket:
            guard let unit = instrument.mark(request.triggerPrice) else { return tooLarge() }
            order.unit = unit
        case .market: order.unit = order.condition.mark
        }
        if instrument.contract.isDerivative {
            // A contract's mark is the venue's, and no price of the book that it would trade at.
            if request.type == .market { order.unit = touch(order) ?? order.unit }
            order.unit = dearest(order.unit, request, instrument)
        }
        guard let notional = instrument.notionalRoundedUp(order.unit, request.quantity),
            let value = instrument.settledValueRoundedUp(order.unit, request.quantity),
            let units = instrument.baseAmount(request.quantity)
        else { return tooLarge(Money.Limits.amountMax) }
        order.units = units
        order.value = value
        return notional < instrument.notionalMin
            ? Denial(.notionalTooSmall, notional, bound: instrument.notionalMin) : nil
    }

    /// The best price of the other side; nil where it is not known.
    private func touch(_ order: OrderCheck) -> MarkPrice? {
        let best = order.isBuy ? order.condition.ask : order.condition.bid
        return best.mantissa > 0 ? order.instrument.mark(best) : nil
    }

    func tooLarge(_ bound: Money = .zero) -> Denial {
        Denial(code: .notionalTooLarge, observed: 0, bound: bound.raw)
    }

    /// The instrument's price must be there and not be old.
    private func checkMark(_ order: inout OrderCheck) -> Denial? {
        let condition = order.condition
        guard condition.markedAt != .none else { return Denial(code: .markMissing) }
        order.inputs.mark = condition.mark
        order.inputs.markedAt = condition.markedAt
        let age = stamp.time.since(condition.markedAt)
        return age > order.referenceAgeMax
            ? Denial(
                code: .markStale, observed: Int128(age), bound: Int128(order.referenceAgeMax))
            : nil
    }

    /// Another order of the strategy's that is the same but for its name.
    func checkDuplicate(_ order: OrderCheck) -> Denial? {
        let window = state.most(order.limits) { $0.duplicateWindow }
        guard window > 0, order.standing == nil,
            let row = state.watch.recent.row(of: order.request.likeness),
            stamp.time.since(state.orders[Int(row)].intendedAt) < window
        else { return nil }
        return Denial(code: .duplicateOrder)
    }

    /// How far beyond the best opposite price, or beyond its own trigger, it would still trade.
    func checkCollar(_ order: inout OrderCheck) -> Denial? {
        let collar = state.least(order.limits) { $0.collar }
        guard collar.raw != .max else { return nil }
        let (request, condition) = (order.request, order.condition)
        let reference: Price
        if request.type.hasTrigger {
            reference = request.triggerPrice
        } else {
            order.inputs.bid = condition.bid
            order.inputs.ask = condition.ask
            order.inputs.markedAt = condition.markedAt
            reference = order.isBuy ? condition.ask : condition.bid
            let age = stamp.time.since(condition.markedAt)
            guard condition.markedAt != .none, reference.mantissa > 0,
                age <= order.referenceAgeMax
            else { return Denial(code: .referenceMissing) }
        }
        guard request.type.hasPrice else { return nil }
        let (price, best) = (request.price.mantissa, Int128(reference.mantissa))
        let beyond = Int128(order.isBuy ? price : -price) - (order.isBuy ? best : -best)
        guard beyond > 0, beyond * Rate.one > best * Int128(collar.raw) else { return nil }
        let room = best * Int128(collar.raw) / Rate.one
        return Denial(
            code: .priceOutsideCollar, observed: Int128(price),
            bound: order.isBuy ? best + room : best - room)
    }

    /// The largest single order.
    func checkSingleOrder(_ order: inout OrderCheck) -> Denial? {
        let quantityMax = state.least(order.limits) { $0.orderQuantityMax }
        guard order.units <= quantityMax else {
            return Denial(.orderQuantityOverLimit, order.units, bound: quantityMax)
        }
        let notionalMax = state.least(order.limits) { $0.orderNotionalMax }
        guard notionalMax != .unlimited else { return nil }
        guard let notional = valued(order.value, &order) else {
            return Denial(code: .conversionMissing)
        }
        order.inputs.notional = notional
        return notional > notionalMax
            ? Denial(.orderNotionalOverLimit, notional, bound: notionalMax) : nil
    }

    /// How much of what the book shows, and of what trades in a day, it would take.
    func checkMarketShare(_ order: inout OrderCheck) -> Denial? {
        let condition = order.condition
        let isFresh =
            condition.markedAt != .none
            && stamp.time.since(condition.markedAt) <= order.referenceAgeMax
        let bookShare = state.least(order.limits) { $0.bookShareMax }
        if bookShare.raw != .max {
            let depth = order.isBuy ? condition.askDepth : condition.bidDepth
            order.inputs.depth = depth
            guard isFresh, depth > .zero else { return Denial(code: .depthMissing) }
            if let denial = share(order, of: depth, bookShare, .quantityOverBookShare) {
                return denial
            }
        }
        let volumeShare = state.least(order.limits) { $0.volumeShareMax }
        guard volumeShare.raw != .max else { return nil }
        order.inputs.dayVolume = condition.dayVolume
        guard isFresh, condition.dayVolume > .zero else { return Denial(code: .volumeMissing) }
        return share(order, of: condition.dayVolume, volumeShare, .quantityOverVolumeShare)
    }

    private func share(
        _ order: OrderCheck, of whole: Quantity, _ share: Rate, _ code: DenialCode
    ) -> Denial? {
        let room = Int128(whole.mantissa) * Int128(share.raw) / Rate.one
        guard Int128(order.request.quantity.mantissa) > room else { return nil }
        let scale = powerOfTen(UInt8(Money.decimals) - order.instrument.quantityDecimals)
        let (bound, isOver) = room.multipliedReportingOverflow(by: scale)
        return Denial(code: code, observed: order.units.raw, bound: isOver ? .max : bound)
    }
}

// MARK: - Valuation

extension TradingCore {
    /// An amount of what the order's instrument is settled in, in the valuation currency; nil where
    /// that is not known, or not lately.
    func valued(_ amount: Money, _ order: inout OrderCheck) -> Money? {
        guard let rate = conversion(order.instrument.settle, within: order.conversionAgeMax) else {
            return nil
        }
        order.inputs.conversion = rate.price
        order.inputs.convertedAt = rate.time
        return amount.converted(by: rate.price)
    }

    /// What one unit of an asset is worth in the valuation currency: one of that currency itself.
    func conversion(_ asset: Asset, within ageMax: Int64) -> ConversionRate? {
        let valuation = state.globals.valuation
        guard valuation != .none else { return nil }
        if asset == valuation {
            return ConversionRate(
                asset: asset, price: MarkPrice(raw: Money.one), time: stamp.time)
        }
        guard let row = state.conversionRow(asset),
            stamp.time.since(state.conversions[row].time) <= ageMax
        else { return nil }
        return state.conversions[row]
    }
}

extension Money {
    /// In another currency, rounded away from zero.
    func converted(by price: MarkPrice) -> Money? {
        if price.raw == Money.one { return self }
        return FullWidth.multiplyDivide(raw, price.raw, Money.one, rounding: .awayFromZero)
            .map(Money.init(raw:))
    }
}
