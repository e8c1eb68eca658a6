internal import Containers
public import Domain

extension TradingCore {
    /// Changes the state by one event. The only function that does.
    ///
    /// Uses nothing but the event and the state, so that events of an older release give the state
    /// they gave then.
    ///
    /// - Parameter stamp: of the input that led to the event.
    /// - Complexity: constant.
    public mutating func apply(_ event: Event, at stamp: Stamp) {
        switch event {
        case .started(let start):
            state.globals.epoch = start.epoch
            state.globals.restartNext = 0
            state.globals.restartEnd = UInt32(state.orders.count)
        case .restartAttended(let row): state.globals.restartNext = row.index
        case .instrumentListed(let instrument): applyListing(instrument)
        case .listingRefused: break
        case .flowRecorded(let flow): applyFlow(flow)
        case .markRecorded(let mark): applyMark(mark)
        case .tradingModeChanged(let mode): applyMode(mode)
        case .instrumentHalted(let instrument, _):
            state.ensureCondition(instrument)
            state.conditions[Int(instrument.raw)].isHalted = true
        case .orderIntended(let intent): applyIntent(intent, stamp)
        case .orderDenied(let denial): applyDenial(denial, stamp)
        case .orderRepeated, .orderConflicted, .cancelRefused: break
        case .cancelRequested(let row, let deadline):
            applyCancel(row, deadline, stamp)
        case .cancelRejected(let row, _):
            state.change(row) { order in
                order.cancellation = .idle
                order.updatedAt = stamp.time
            }
        case .requestUnknown(let row, let kind, _): applyUnknown(row, kind, stamp)
        case .queryRequested(let row, let nextAt):
            state.change(row) { order in
                order.queries = order.queries == .max ? .max : order.queries + 1
                order.nextQueryAt = nextAt
            }
        case .absenceNoted(let row, let askedAt):
            state.change(row) { order in
                order.absences += 1
                order.lastAbsenceAt = askedAt
            }
        case .tradesConsulted(let row):
            state.change(row) { order in order.wereTradesConsulted = true }
        case .orderAccepted(let row, let venueOrderID, let reserved):
            applyAcceptance(row, venueOrderID, reserved, stamp)
            state.countRejects(of: state.orders[Int(row.index)].request.account, isAnother: false)
        case .orderRejected(let row, _, let released):
            state.countRejects(of: state.orders[Int(row.index)].request.account, isAnother: true)
            applyClose(row, .rejected, cumulative: .zero, released, stamp)
        case .cumulativeReported(let row, let quantity):
            state.change(row) { order in
                order.reportedFilled = max(order.reportedFilled, quantity)
                order.forgetAbsences()
                order.updatedAt = stamp.time
            }
        case .fillApplied(let effect): applyFill(effect, stamp)
        case .orderClosed(let row, let final, let cumulative, let released):
            applyClose(row, final, cumulative: cumulative, released, stamp)
        case .alarmRaised(let alarm, let order):
            state.keep(alarm, order, at: stamp)
        case .tradingStateChanged, .inputRefused, .limitsSet, .valuationSet, .conversionRecorded,
            .marginBracketSet, .marginTermsSet, .fundingApplied, .allocationSet,
            .capitalTransferred, .accountConfirmed, .differenceNoted, .foreignOrderNoted,
            .positionAdjusted:
            applyHouse(event, stamp)
        case .sweepBegan, .sweepAttended, .amendRequested, .amendRefused, .amendRejected,
            .termsChanged, .fillBusted, .absenceStated:
            applyChange(event, stamp)
        }
    }

    private mutating func applyCancel(_ row: OrderRow, _ deadline: Timestamp, _ stamp: Stamp) {
        state.change(row) { order in
            // A refusal that comes may be that of an earlier cancel as long as that has no outcome.
            let mayBeOfEarlier = order.isCancelEarly && order.cancellation.phase != .idle
            order.isCancelEarly = order.placement.phase != .idle || mayBeOfEarlier
            order.cancellation = RequestState(phase: .outstanding, deadline: deadline)
            order.updatedAt = stamp.time
        }
        guard state.watch.countsRates else { return }
        state.countRequest(state.orders[Int(row.index)].request, isCancel: true, at: stamp.time)
    }

    private mutating func applyListing(_ instrument: Instrument) {
        state.ensureCondition(instrument.id)
        let row = state.instruments.append(instrument)
        state.conditions[Int(instrument.id.raw)].latestRow = UInt32(row)
    }

    private mutating func applyFlow(_ flow: ExternalFlow) {
        let row = state.flows.append(flow)
        state.flowIndex.insert(hash: TradingState.flowHash(flow.id), row: row)
        state.post(flow.amount, flow.asset, of: flow.account, owner: .external, from: .external)
    }

    private mutating func applyMark(_ mark: Mark) {
        let row = Int(mark.instrument.raw)
        state.conditions[row].mark = mark.price
        state.conditions[row].markedAt = mark.time
        state.conditions[row].bid = mark.bid
        state.conditions[row].ask = mark.ask
        state.conditions[row].bidDepth = mark.bidDepth
        state.conditions[row].askDepth = mark.askDepth
        state.conditions[row].dayVolume = mark.dayVolume
    }

    private mutating func applyMode(_ mode: TradingMode) {
        state.globals.mode = mode
        if let row = state.restrictionRow(.global) { state.restrictions[row].mode = mode }
        if mode == .active { state.resume(.global) }
    }

    private mutating func applyIntent(_ intent: OrderIntent, _ stamp: Stamp) {
        var order = Order(
            request: intent.request, instrumentRow: intent.instrumentRow, sequence: stamp.sequence,
            at: stamp.time)
        order.placement = RequestState(phase: .outstanding, deadline: intent.deadline)
        order.reservePrice = intent.reservePrice
        order.reserved = intent.reserved
        order.owner = intent.owner
        order.leverage = intent.leverage
        let row = OrderRow(state.orders.count)
        state.append(order)
        changeReservation(of: row, by: intent.reserved)
        state.countRequest(intent.request, isCancel: false, at: stamp.time)
    }

    private mutating func applyDenial(_ denial: OrderDenial, _ stamp: Stamp) {
        var order = Order(
            request: denial.request,
            instrumentRow: state.condition(denial.request.instrument)?.latestRow ?? .max,
            sequence: stamp.sequence, at: stamp.time)
        order.denial = denial.code
        state.append(order)
    }

    private mutating func applyUnknown(_ row: OrderRow, _ kind: RequestKind, _ stamp: Stamp) {
        state.change(row) { order in
            switch kind {
            case .place: order.placement.phase = .unknown
            case .cancel: order.cancellation.phase = .unknown
            case .amend: order.amendment.phase = .unknown
            }
            order.queries = 0
            order.nextQueryAt = stamp.time
            order.updatedAt = stamp.time
        }
    }

    private mutating func applyAcceptance(
        _ row: OrderRow, _ venueOrderID: VenueOrderID, _ reserved: Money, _ stamp: Stamp
    ) {
        state.change(row) { order in
            order.venueState = order.filled == .zero ? .working : .partiallyFilled
            if venueOrderID != .none { order.venueOrderID = venueOrderID }
            order.placement = .idle
            order.reserved += reserved
            order.forgetAbsences()
            order.updatedAt = stamp.time
        }
        changeReservation(of: row, by: reserved)
    }

    private mutating func applyClose(
        _ row: OrderRow, _ final: VenueOrderState, cumulative: Quantity, _ released: Money,
        _ stamp: Stamp
    ) {
        state.change(row) { order in
            order.venueState = final
            order.placement = .idle
            order.cancellation = .idle
            order.amendment = .idle
            order.isCancelEarly = false
            order.reportedFilled = max(order.reportedFilled, cumulative)
            order.reserved -= released
            if order.lacksFills { order.nextQueryAt = stamp.time }
            order.updatedAt = stamp.time
        }
        changeReservation(of: row, by: -released)
    }

    /// An order sets aside the quote currency for a buy and the base for a sell, and what a
    /// contract is settled in for either.
    mutating func changeReservation(of row: OrderRow, by amount: Money) {
        guard amount != .zero else { return }
        let row = Int(row.index)
        let asset = state.reservedAsset(
            state.instruments[Int(state.orders[row].instrumentRow)],
            state.orders[row].request.side)
        state.reserve(
            amount, asset, of: state.orders[row].request.account, owner: state.orders[row].owner)
    }
}

// MARK: - Fills

extension TradingCore {
    private mutating func applyFill(_ effect: FillEffect, _ stamp: Stamp) {
        let fill = effect.fill
        state.append(fill)
        state.globals.lastFillAt = stamp.time
        if effect.order != .none { applyFillToOrder(effect, stamp) }
        applyFillToLedger(effect, isBust: false, stamp)
        applyFillToPosition(effect, isBust: false)
    }

    private mutating func applyFillToOrder(_ effect: FillEffect, _ stamp: Stamp) {
        let fill = effect.fill
        state.change(effect.order) { order in
            order.filled = order.filled + fill.quantity
            order.filledNotional += Money(raw: Int128(effect.quoteChange.raw.magnitude))
            order.reportedFilled = max(order.reportedFilled, order.filled)
            order.reserved -= effect.released
            order.placement = .idle
            if order.venueOrderID == .none { order.venueOrderID = fill.venueOrderID }
            if !order.venueState.isFinal { order.venueState = .partiallyFilled }
            order.forgetAbsences()
            order.updatedAt = stamp.time
        }
        changeReservation(of: effect.order, by: -effect.released)
    }

    /// - Parameter isBust: the trade was taken back.
    private mutating func applyFillToLedger(_ effect: FillEffect, isBust: Bool, _ stamp: Stamp) {
        let (account, owner) = (effect.fill.order.account, effect.owner)
        func signed(_ amount: Money) -> Money { isBust ? -amount : amount }
        switch effect.contract {
        case .spot:
            state.post(
                signed(effect.baseChange), effect.base, of: account, owner: owner, from: .traded)
            state.post(
                signed(effect.quoteChange), effect.quote, of: account, owner: owner, from: .traded)
        case .linear, .inverse:
            state.post(
                signed(effect.realised), effect.quote, of: account, owner: owner, from: .profit)
            state.hold(signed(effect.marginChange), effect.quote, of: account, owner: owner)
        }
        let fee = effect.fill.fee
        state.post(-signed(fee), effect.fill.feeAsset, of: account, owner: owner, from: .fees)
        let charged = effect.fill.feeAsset == effect.quote ? fee : .zero
        state.gain(
            signed(effect.realised - charged), effect.quote, of: account, effect.strategy,
            at: stamp.time)
    }

    private mutating func applyFillToPosition(_ effect: FillEffect, isBust: Bool) {
        let fill = effect.fill
        func signed(_ amount: Money) -> Money { isBust ? -amount : amount }
        state.changePosition(fill.order.account, effect.strategy, fill.instrument, fill.leg) {
            position in
            position.quantity += signed(effect.baseChange)
            position.cost += signed(effect.costChange)
            position.realised += signed(effect.realised)
            position.margin += signed(effect.marginChange)
            position.owner = effect.owner
            position.fills = isBust ? position.fills - 1 : position.fills + 1
            if effect.contract == .spot && fill.feeAsset == effect.base {
                position.quantity -= signed(fill.fee)
                position.baseFees += signed(fill.fee)
            } else if fill.feeAsset == effect.quote {
                position.quoteFees += signed(fill.fee)
            }
        }
    }

    /// Everything that a fill changed is changed back, the order's quantity included.
    mutating func applyBust(_ effect: FillEffect, _ stamp: Stamp) {
        let row = state.busts.append(effect.fill)
        state.bustIndex.insert(hash: effect.fill.keyHash, row: row)
        if effect.order != .none {
            let quantity = effect.fill.quantity
            state.change(effect.order) { order in
                order.filled = order.filled - quantity
                order.filledNotional -= Money(raw: Int128(effect.quoteChange.raw.magnitude))
                order.reportedFilled = max(order.filled, order.reportedFilled - quantity)
                order.busted = order.busted + quantity
                order.reserved -= effect.released
                order.updatedAt = stamp.time
            }
            changeReservation(of: effect.order, by: -effect.released)
        }
        applyFillToLedger(effect, isBust: true, stamp)
        applyFillToPosition(effect, isBust: true)
    }
}

extension Order {
    /// The venue has it: what was said of its absence before counts no more.
    fileprivate mutating func forgetAbsences() {
        absences = 0
        wereTradesConsulted = false
    }
}
