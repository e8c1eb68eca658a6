internal import Containers
internal import Domain

// What the house's own events change: restrictions, limits, margin, capital, and changes of orders.
extension TradingCore {
    mutating func applyHouse(_ event: Event, _ stamp: Stamp) {
        switch event {
        case .tradingStateChanged(let restriction): applyRestriction(restriction)
        case .inputRefused: break
        case .limitsSet(let limits): applyLimits(limits, stamp)
        case .valuationSet(let asset): state.globals.valuation = asset
        case .conversionRecorded(let rate): applyConversion(rate)
        case .marginBracketSet(let instrument, let place, let bracket):
            applyBracket(instrument, place, bracket)
        case .marginTermsSet(let terms): applyTerms(terms)
        case .fundingApplied(let effect): applyFunding(effect, stamp)
        case .allocationSet(let allocation): applyAllocation(allocation)
        case .capitalTransferred(let transfer):
            let row = state.transfers.append(transfer)
            state.transferIndex.insert(hash: TradingState.flowHash(transfer.id), row: row)
            state.move(transfer)
        case .accountConfirmed(let account, let time):
            state.changeAccount(account) { $0.confirmedAt = time }
        case .differenceNoted(let difference):
            guard difference.isAccepted else { return }
            state.post(
                difference.theirs - difference.ours, difference.asset, of: difference.account,
                owner: .external, from: .difference)
        case .foreignOrderNoted(let order): applyForeign(order)
        case .positionAdjusted(let adjustment): applyAdjustment(adjustment)
        case _: preconditionFailure("not an event of the house")
        }
    }

    private mutating func applyRestriction(_ restriction: TradingRestriction) {
        if restriction.scope == .global { state.globals.mode = restriction.mode }
        if restriction.mode == .active { state.resume(restriction.scope) }
        if let row = state.restrictionRow(restriction.scope) {
            state.restrictions[row] = restriction
        } else {
            let row = state.restrictions.append(restriction)
            state.restrictionIndex.insert(hash: restriction.scope.keyHash, row: row)
        }
    }

    private mutating func applyLimits(_ limits: RiskLimits, _ stamp: Stamp) {
        let row: Int
        if let known = state.limitsRow(limits.scope) {
            row = known
            state.limits[row] = limits
        } else {
            row = state.limits.append(limits)
            state.rates.append(RateWindow())
            state.limitIndex.insert(hash: limits.scope.keyHash, row: row)
        }
        state.rates[row].fit(limits, at: stamp.time)
        state.watchLimits(limits)
    }

    private mutating func applyConversion(_ rate: ConversionRate) {
        if let row = state.conversionRow(rate.asset) {
            state.conversions[row] = rate
        } else {
            let row = state.conversions.append(rate)
            state.conversionIndex.insert(hash: TradingState.assetHash(rate.asset), row: row)
        }
    }

    private mutating func applyBracket(
        _ instrument: InstrumentID, _ place: UInt8, _ bracket: MarginBracket
    ) {
        if place == 0 {
            state.ensureCondition(instrument)
            state.conditions[Int(instrument.raw)].marginTableRow = UInt32(
                state.marginTables.append(MarginTable(instrument: instrument, brackets: [])))
        }
        guard let row = state.condition(instrument)?.marginTableRow, row != .max else { return }
        state.marginTables[Int(row)].brackets.append(bracket)
        state.checkTiers(Int(row))
    }

    private mutating func applyTerms(_ terms: MarginTerms) {
        if let row = state.marginTermsRow(terms.account, terms.instrument) {
            state.marginTerms[row] = terms
        } else {
            let row = state.marginTerms.append(terms)
            state.marginTermsIndex.insert(
                hash: TradingState.positionHash(
                    terms.account, .external, terms.instrument, .net), row: row)
        }
    }

    private mutating func applyAllocation(_ allocation: CapitalAllocation) {
        let (account, strategy) = (allocation.account, allocation.strategy)
        if let row = state.allocationRow(account, strategy, allocation.asset) {
            state.allocations[row] = allocation
        } else {
            let row = state.allocations.append(allocation)
            state.allocationIndex.insert(
                hash: TradingState.capitalHash(account, strategy, allocation.asset), row: row)
        }
    }

    private mutating func applyFunding(_ effect: FundingEffect, _ stamp: Stamp) {
        let notice = effect.notice
        if effect.isLast {
            let row = state.fundings.append(notice)
            state.fundingIndex.insert(hash: TradingState.flowHash(notice.id), row: row)
        }
        state.post(
            effect.share, notice.asset, of: notice.account, owner: effect.owner, from: .funding)
        state.gain(effect.share, notice.asset, of: notice.account, effect.strategy, at: stamp.time)
        state.changePosition(notice.account, effect.strategy, notice.instrument, notice.leg) {
            $0.fundingPaid -= effect.share
        }
    }

    private mutating func applyForeign(_ order: ForeignOrder) {
        var before = Quantity.zero
        if let row = state.foreignRow(order) {
            before = state.foreignOrders[row].leaves
            state.foreignOrders[row] = order
        } else {
            let row = state.foreignOrders.append(order)
            state.foreignIndex.insert(hash: order.keyHash, row: row)
        }
        if !state.isReplaying { state.expose(order, leavesBefore: before) }
        guard order.sibling != .none, (before > .zero) != (order.leaves > .zero) else { return }
        let isOpening = order.leaves > .zero
        state.change(order.sibling) { ours in
            if isOpening { ours.siblings &+= 1 } else if ours.siblings > 0 { ours.siblings -= 1 }
        }
    }

    private mutating func applyAdjustment(_ adjustment: PositionAdjustment) {
        let venue = adjustment.venue
        guard let row = state.instrumentRow(venue.instrument) else { return }
        var owner = StrategyID.external
        state.changePosition(venue.account, adjustment.strategy, venue.instrument, venue.leg) {
            position in
            position.quantity += adjustment.quantityChange
            position.cost += adjustment.costChange
            position.margin += adjustment.marginChange
            owner = position.owner
        }
        state.hold(
            adjustment.marginChange, state.instruments[row].settle, of: venue.account,
            owner: owner)
    }
}

// MARK: - Changes of orders

extension TradingCore {
    mutating func applyChange(_ event: Event, _ stamp: Stamp) {
        switch event {
        case .sweepBegan(let scope, let row):
            state.sweeps.append(CancelSweep(scope: scope, next: 0, end: row.index))
        case .sweepAttended(let row):
            let sweep = Int(state.globals.sweepFirst)
            state.sweeps[sweep].next = row.index
            if row.index >= state.sweeps[sweep].end { state.globals.sweepFirst += 1 }
        case .amendRequested(let row, let terms, let reserved, let deadline, _):
            state.change(row) { order in
                order.amendment = RequestState(phase: .outstanding, deadline: deadline)
                order.amendedPrice = terms.price
                order.amendedQuantity = terms.quantity
                order.amendedReservePrice = terms.reservePrice
                order.reserved += reserved
                order.updatedAt = stamp.time
            }
            changeReservation(of: row, by: reserved)
            // To a venue it is another order, and so it is to what limits their rate.
            if state.watch.countsRates {
                state.countRequest(
                    state.orders[Int(row.index)].request, isCancel: false, at: stamp.time)
            }
        case .amendRefused: break
        case .amendRejected(let row, _, let released):
            state.change(row) { order in
                order.amendment = .idle
                order.reserved -= released
                order.updatedAt = stamp.time
            }
            changeReservation(of: row, by: -released)
        case .termsChanged(let row, let terms, let reserved):
            state.change(row) { order in
                // Where it is at neither of the two, the amendment may still come.
                if terms == order.amendedTerms { order.amendment = .idle }
                order.price = terms.price
                order.quantity = terms.quantity
                order.reservePrice = terms.reservePrice
                order.reserved += reserved
                order.updatedAt = stamp.time
            }
            changeReservation(of: row, by: reserved)
        case .fillBusted(let effect): applyBust(effect, stamp)
        case .absenceStated(let row, _, let released):
            state.change(row) { order in
                order.venueState = .absent
                order.isCancelEarly = false
                order.placement = .idle
                order.cancellation = .idle
                order.amendment = .idle
                order.reserved -= released
                order.updatedAt = stamp.time
            }
            changeReservation(of: row, by: -released)
        case _: preconditionFailure("not a change of an order")
        }
    }
}
