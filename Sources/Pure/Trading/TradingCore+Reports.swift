internal import Containers
internal import Domain

// What is decided about the venue's evidence. A fill is counted whatever the order's state;
// evidence that contradicts earlier evidence raises an alarm and is followed where it is the newer
// fact.
extension TradingCore {
    mutating func decideReport(_ report: VenueReport) {
        if case .fill(let fill) = report.content { return decideFill(fill) }
        guard let index = state.orderRow(report.order), state.orders[index].denial == .none else {
            return emit(.alarmRaised(.orderForeign, report.order))
        }
        let row = OrderRow(index)
        switch report.content {
        case .fill: break
        case .accepted(let venueOrderID): decideAcceptance(row, venueOrderID)
        case .rejected(let reason): decideRejection(row, reason)
        case .cancelRejected(let reason): decideCancelRejection(row, reason)
        case .status(let venueState, let cumulative, let venueOrderID):
            decideStatus(row, venueState, cumulative, venueOrderID)
        case .notFound(let askedAt): decideAbsence(row, askedAt)
        case .tradesListed(let askedAt): decideTradesListed(row, askedAt)
        case .requestFailed(let kind, let cause): decideRequestFailure(row, kind, cause)
        case .terms, .amendRejected, .busted: break
        }
    }

    private mutating func decideAcceptance(_ row: OrderRow, _ venueOrderID: VenueOrderID) {
        let order = state.orders[Int(row.index)]
        guard !order.isSibling(venueOrderID) else { return alarmOfSibling(row) }
        switch order.venueState {
        case .none: emit(.orderAccepted(row, venueOrderID, reserved: .zero))
        case .rejected, .absent: revive(row, venueOrderID)
        case .working, .partiallyFilled:
            // A fill that came first may not have told the venue's name for the order.
            guard order.venueOrderID == .none && venueOrderID != .none else { return }
            emit(.orderAccepted(row, venueOrderID, reserved: .zero))
        case .filled, .canceled, .expired: break
        }
    }

    /// What is said of a second order under the same identifier says nothing of the first.
    private mutating func alarmOfSibling(_ row: OrderRow) {
        emit(.alarmRaised(.orderSibling, state.orders[Int(row.index)].request.reference))
    }

    /// An order that was given up turns out to exist: what it sets aside is set aside again.
    private mutating func revive(_ row: OrderRow, _ venueOrderID: VenueOrderID) {
        let order = state.orders[Int(row.index)]
        emit(.alarmRaised(.evidenceContradictory, order.request.reference))
        let reserved = reservation(for: order.leaves, of: order) ?? .zero
        emit(.orderAccepted(row, venueOrderID, reserved: reserved - order.reserved))
        query(row)
    }

    private func reservation(for quantity: Quantity, of order: Order) -> Money? {
        Self.reservation(
            state.instruments[Int(order.instrumentRow)], order.request.side, order.reservePrice,
            quantity, leverage: order.leverage)
    }

    private mutating func decideRejection(_ row: OrderRow, _ reason: ReasonCode) {
        let order = state.orders[Int(row.index)]
        switch order.venueState {
        case .none: emit(.orderRejected(row, reason, released: order.reserved))
        case .rejected, .absent: break
        case .working, .partiallyFilled, .filled, .canceled, .expired:
            emit(.alarmRaised(.evidenceContradictory, order.request.reference))
        }
    }

    private mutating func decideStatus(
        _ row: OrderRow, _ reported: VenueOrderState, _ cumulative: Quantity,
        _ venueOrderID: VenueOrderID
    ) {
        guard !state.orders[Int(row.index)].isSibling(venueOrderID) else {
            return alarmOfSibling(row)
        }
        switch reported {
        case .none, .absent: return
        case .rejected: return decideRejection(row, .none)
        case .working, .partiallyFilled:
            decideAcceptance(row, venueOrderID)
            noteCumulative(row, cumulative)
            repeatLostCancel(row)
        case .filled:
            decideAcceptance(row, venueOrderID)
            noteCumulative(row, cumulative)
        case .canceled, .expired:
            decideClose(row, reported, cumulative, venueOrderID)
        }
    }

    /// The venue told of fills that have not come in: they are asked for, never made up.
    private mutating func noteCumulative(_ row: OrderRow, _ cumulative: Quantity) {
        guard cumulative > state.orders[Int(row.index)].reportedFilled else { return }
        emit(.cumulativeReported(row, cumulative))
        query(row)
    }

    private mutating func decideClose(
        _ row: OrderRow, _ final: VenueOrderState, _ cumulative: Quantity,
        _ venueOrderID: VenueOrderID
    ) {
        switch state.orders[Int(row.index)].venueState {
        case .none: decideAcceptance(row, venueOrderID)
        case .rejected, .absent: revive(row, venueOrderID)
        case .working, .partiallyFilled: break
        case .filled, .canceled, .expired: return noteCumulative(row, cumulative)
        }
        close(row, final, cumulative: cumulative)
    }

    /// Closes an order. What it set aside is given back once all its fills are in.
    private mutating func close(
        _ row: OrderRow, _ final: VenueOrderState, cumulative: Quantity
    ) {
        let order = state.orders[Int(row.index)]
        let isComplete = max(cumulative, order.reportedFilled) <= order.filled
        emit(
            .orderClosed(
                row, final, cumulative: cumulative, released: isComplete ? order.reserved : .zero))
        if !isComplete { query(row) }
    }
}

// MARK: - Fills

extension TradingCore {
    private mutating func decideFill(_ fill: FillReport) {
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
        let row = state.orderRow(fill.order).flatMap { index in
            let order = state.orders[index]
            let isOurs =
                order.denial == .none && order.request.instrument == fill.instrument
                && order.request.side == fill.side
            return isOurs ? OrderRow(index) : nil
        }
        guard let row else {
            emit(.alarmRaised(.orderForeign, fill.order))
            return count(fill, instrument, notional: notional, base: base, order: .none)
        }
        let before = state.orders[Int(row.index)]
        let sum = before.filled.mantissa.addingReportingOverflow(fill.quantity.mantissa)
        guard !sum.overflow else { return quarantine(fill, .fillUncountable) }
        if before.isSibling(fill.venueOrderID) { alarmOfSibling(row) }
        if before.venueState == .rejected || before.venueState == .absent {
            revive(row, fill.venueOrderID)
        }
        count(fill, instrument, notional: notional, base: base, order: row)
        concludeFill(row, wasComplete: before.venueState.isFinal && !before.lacksFills)
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

    mutating func quarantine(_ fill: FillReport, _ alarm: Alarm) {
        emit(.alarmRaised(alarm, fill.order))
        if state.condition(fill.instrument)?.isHalted == false {
            emit(.instrumentHalted(fill.instrument, alarm))
        }
    }

    private mutating func count(
        _ fill: FillReport, _ instrument: Instrument, notional: Money, base: Money, order: OrderRow
    ) {
        guard !instrument.contract.isDerivative else {
            return countContract(fill, instrument, quantity: base, order: order)
        }
        let isBuy = fill.side == .buy
        let strategy =
            order == .none ? .external : state.orders[Int(order.index)].request.strategy
        let owner =
            order == .none ? .external : state.orders[Int(order.index)].owner
        let position = state.position(
            fill.order.account, strategy, fill.instrument, fill.leg)
        let change = PositionChange(
            held: position.quantity, cost: position.cost, quantity: isBuy ? base : -base,
            value: isBuy ? notional : -notional)
        emit(
            .fillApplied(
                FillEffect(
                    fill: fill, order: order, strategy: strategy, owner: owner,
                    base: instrument.base, quote: instrument.quote,
                    baseChange: isBuy ? base : -base, quoteChange: isBuy ? -notional : notional,
                    released: order == .none ? .zero : released(by: fill, order),
                    costChange: change.cost, realised: change.realised)))
        alarmIfNegative(instrument.base, fill)
        alarmIfNegative(instrument.quote, fill)
        if fill.feeAsset != instrument.base && fill.feeAsset != instrument.quote {
            alarmIfNegative(fill.feeAsset, fill)
        }
    }

    mutating func alarmIfNegative(_ asset: Asset, _ fill: FillReport) {
        guard state.balance(fill.order.account, asset).total < .zero else { return }
        emit(.alarmRaised(.balanceNegative, fill.order))
    }

    /// What a fill frees of what its order set aside: what is left stays covered to the last digit.
    func released(by fill: FillReport, _ row: OrderRow) -> Money {
        let order = state.orders[Int(row.index)]
        let leaves = Quantity(mantissa: max(0, (order.leaves - fill.quantity).mantissa))
        guard leaves > .zero, let kept = reservation(for: leaves, of: order) else {
            return order.reserved
        }
        return max(.zero, order.reserved - kept)
    }

    private mutating func concludeFill(_ row: OrderRow, wasComplete: Bool) {
        let order = state.orders[Int(row.index)]
        if wasComplete { emit(.alarmRaised(.fillAfterClose, order.request.reference)) }
        if order.filled > order.quantity {
            emit(.alarmRaised(.overfill, order.request.reference))
        }
        switch order.venueState {
        case .canceled, .expired:
            if !order.lacksFills && order.reserved > .zero {
                close(row, order.venueState, cumulative: order.reportedFilled)
            }
        case .none, .working, .partiallyFilled:
            if order.leaves == .zero { close(row, .filled, cumulative: order.filled) }
        case .filled, .rejected, .absent: break
        }
    }
}

extension Order {
    /// Whether the venue calls the order otherwise: another one goes by the same identifier.
    fileprivate func isSibling(_ other: VenueOrderID) -> Bool {
        venueOrderID != .none && other != .none && venueOrderID != other
    }
}
