internal import Containers
internal import Domain

// What is decided about trades. A fill is a fact: it is counted once, in whatever state its order
// is, and taken back once.
extension TradingCore {
    mutating func decideFill(_ fill: FillReport) {
        if let known = state.fillRow(fill) {
            guard !state.fills[known].hasAmounts(of: fill) else { return }
            return quarantine(fill, .fillConflict)
        }
        guard let instrumentRow = fillInstrumentRow(fill) else {
            return quarantine(fill, .fillUncountable)
        }
        let instrument = state.instruments[instrumentRow]
        guard instrument.fault == nil, fill.quantity.mantissa > 0, fill.price.mantissa > 0,
            let notional = instrument.notional(fill.price, fill.quantity),
            let base = instrument.baseAmount(fill.quantity),
            fill.fee.raw.magnitude <= Money.Limits.amountMax.raw.magnitude,
            fill.fee == .zero || fill.feeAsset != .none
        else {
            return quarantine(fill, .fillUncountable)
        }
        guard let row = ownRow(of: fill) else {
            emit(.alarmRaised(.orderForeign, fill.order))
            _ = count(fill, instrument, notional: notional, base: base, of: .none)
            return
        }
        guard !isOfSibling(row, fill.venueOrderID) else {
            guard count(fill, instrument, notional: notional, base: base, of: row) else { return }
            return noteSiblingFill(row, fill)
        }
        let before = state.orders[Int(row.index)]
        let sum = before.filled.mantissa.addingReportingOverflow(fill.quantity.mantissa)
        guard !sum.overflow else { return quarantine(fill, .fillUncountable) }
        if before.venueState == .rejected || before.venueState == .absent {
            revive(row, fill.venueOrderID)
        }
        guard count(fill, instrument, notional: notional, base: base, of: row) else { return }
        concludeFill(row, wasComplete: before.venueState.isFinal && !before.lacksFills)
        sendDueCancel(row)
    }

    /// The order of ours that a fill is of, by its name and by what it trades.
    private func ownRow(of fill: FillReport) -> OrderRow? {
        guard let index = state.orderRow(fill.order) else { return nil }
        let order = state.orders[index]
        let isOurs =
            order.denial == .none && order.request.instrument == fill.instrument
            && order.request.side == fill.side
        return isOurs ? OrderRow(index) : nil
    }

    /// The version of the instrument that the fill's numbers are of: the order's own, or the
    /// newest.
    private func fillInstrumentRow(_ fill: FillReport) -> Int? {
        if let row = state.orderRow(fill.order), state.orders[row].denial == .none,
            state.orders[row].request.instrument == fill.instrument
        {
            return Int(state.orders[row].instrumentRow)
        }
        return state.instrumentRow(fill.instrument)
    }

    private mutating func quarantine(_ fill: FillReport, _ alarm: Alarm) {
        emit(.alarmRaised(alarm, fill.order))
        if state.condition(fill.instrument)?.isHalted == false {
            emit(.instrumentHalted(fill.instrument, alarm))
        }
    }

    /// - Parameter row: the order of ours that it is of, be it by a sibling; ``OrderRow/none`` for
    ///   a stranger's.
    /// - Returns: false where an amount is out of range: it is quarantined.
    private mutating func count(
        _ fill: FillReport, _ instrument: Instrument, notional: Money, base: Money,
        of row: OrderRow
    ) -> Bool {
        guard
            var effect = effect(of: fill, instrument, notional: notional, base: base, of: row)
        else {
            quarantine(fill, .fillUncountable)
            return false
        }
        if effect.order != .none { effect.released = released(by: fill, row) }
        emit(.fillApplied(effect))
        alarmIfNegative(effect)
        if fill.cause == .liquidation || fill.cause == .autoDeleveraging {
            emit(.alarmRaised(.positionLiquidated, fill.order))
        }
        return true
    }

    /// All that a trade changes but what its order sets aside. That of a sibling changes no order.
    private func effect(
        of fill: FillReport, _ instrument: Instrument, notional: Money, base: Money,
        of row: OrderRow
    ) -> FillEffect? {
        var effect: FillEffect
        if instrument.contract.isDerivative {
            guard let contract = contractEffect(of: fill, instrument, quantity: base, row)
            else { return nil }
            effect = contract
        } else {
            effect = spotEffect(of: fill, instrument, notional: notional, base: base, row)
        }
        if row != .none, isOfSibling(row, fill.venueOrderID) { effect.order = .none }
        return effect
    }

    private func spotEffect(
        of fill: FillReport, _ instrument: Instrument, notional: Money, base: Money,
        _ row: OrderRow
    ) -> FillEffect {
        let isBuy = fill.side == .buy
        let order = row == .none ? nil : state.orders[Int(row.index)]
        let strategy = order?.request.strategy ?? .external
        let position = state.position(fill.order.account, strategy, fill.instrument, fill.leg)
        let change = PositionChange(
            held: position.quantity, cost: position.cost, quantity: isBuy ? base : -base,
            value: isBuy ? notional : -notional)
        return FillEffect(
            fill: fill, order: row, strategy: strategy, owner: order?.owner ?? .external,
            base: instrument.base, quote: instrument.quote, baseChange: isBuy ? base : -base,
            quoteChange: isBuy ? -notional : notional, released: .zero,
            costChange: change.cost, realised: change.realised)
    }

    private mutating func alarmIfNegative(_ effect: FillEffect) {
        // Of a contract the base is only counted in.
        if effect.contract == .spot { alarmIfNegative(effect.base, effect.fill) }
        alarmIfNegative(effect.quote, effect.fill)
        let asset = effect.fill.feeAsset
        if asset != effect.base && asset != effect.quote { alarmIfNegative(asset, effect.fill) }
    }

    private mutating func alarmIfNegative(_ asset: Asset, _ fill: FillReport) {
        guard let row = state.balanceRow(fill.order.account, asset),
            state.balances[row].total < .zero
        else { return }
        emit(.alarmRaised(.balanceNegative, fill.order))
    }

    /// What a fill frees of what its order set aside: what is left stays covered to the last digit.
    private func released(by fill: FillReport, _ row: OrderRow) -> Money {
        let order = state.orders[Int(row.index)]
        let kept = needed(filled: order.filled + fill.quantity, of: order) ?? .zero
        return max(.zero, order.reserved - kept)
    }

    private mutating func concludeFill(_ row: OrderRow, wasComplete: Bool) {
        let order = state.orders[Int(row.index)]
        if wasComplete { emit(.alarmRaised(.fillAfterClose, order.request.reference)) }
        if order.filled > max(order.quantity, order.amendedTerms?.quantity ?? .zero) {
            emit(.alarmRaised(.overfill, order.request.reference))
        }
        switch order.venueState {
        case .canceled, .expired:
            if !order.lacksFills && order.reserved > .zero {
                close(row, order.venueState, cumulative: order.reportedFilled)
            }
        case .none, .working, .partiallyFilled:
            if order.isFilled { close(row, .filled, cumulative: order.filled) }
        case .filled, .rejected, .absent: break
        }
    }
}

// MARK: - Trades that are taken back

extension TradingCore {
    /// The venue took a trade back: what it changed is changed back, as by a trade the other way
    /// at its price. One that was not told before is counted first, so that its key is used up
    /// whichever of the two words comes first.
    mutating func decideBust(_ report: FillReport) {
        guard !state.isBusted(report) else { return }
        if state.fillRow(report) == nil { decideFill(report) }
        guard let known = state.fillRow(report) else { return }
        let fill = state.fills[known]
        guard let instrumentRow = fillInstrumentRow(fill),
            let effect = bustEffect(of: fill, state.instruments[instrumentRow])
        else { return }
        emit(.alarmRaised(.tradeBusted, fill.order))
        emit(.fillBusted(effect))
        alarmIfNegative(effect)
    }

    private func bustEffect(of fill: FillReport, _ instrument: Instrument) -> FillEffect? {
        guard let notional = instrument.notional(fill.price, fill.quantity),
            let base = instrument.baseAmount(fill.quantity)
        else { return nil }
        let row = ownRow(of: fill) ?? .none
        var back = fill
        back.side = fill.side == .buy ? .sell : .buy
        guard var effect = effect(of: back, instrument, notional: notional, base: base, of: row)
        else { return nil }
        effect.fill = fill
        // The effect is applied with its sign turned.
        effect.baseChange = -effect.baseChange
        effect.quoteChange = -effect.quoteChange
        effect.costChange = -effect.costChange
        effect.realised = -effect.realised
        effect.marginChange = -effect.marginChange
        guard effect.order != .none else { return effect }
        let order = state.orders[Int(effect.order.index)]
        guard order.filled >= fill.quantity else {
            effect.order = .none
            return effect
        }
        // An order that is still open works its quantity again.
        if order.isOpen, let needed = needed(filled: order.filled - fill.quantity, of: order) {
            effect.released = order.reserved - needed
        }
        return effect
    }
}
