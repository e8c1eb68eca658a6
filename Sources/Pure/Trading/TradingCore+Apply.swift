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
            state.change(row) { order in
                order.cancellation = RequestState(phase: .outstanding, deadline: deadline)
                order.updatedAt = stamp.time
            }
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
        case .orderRejected(let row, _, let released):
            applyClose(row, .rejected, cumulative: .zero, released, stamp)
        case .cumulativeReported(let row, let quantity):
            state.change(row) { order in
                order.reportedFilled = max(order.reportedFilled, quantity)
                order.updatedAt = stamp.time
            }
        case .fillApplied(let effect): applyFill(effect, stamp)
        case .orderClosed(let row, let final, let cumulative, let released):
            applyClose(row, final, cumulative: cumulative, released, stamp)
        case .alarmRaised: state.globals.alarms += 1
        }
    }

    private mutating func applyListing(_ instrument: Instrument) {
        state.ensureCondition(instrument.id)
        let row = state.instruments.append(instrument)
        state.conditions[Int(instrument.id.raw)].latestRow = UInt32(row)
    }

    private mutating func applyFlow(_ flow: ExternalFlow) {
        let row = state.flows.append(flow)
        state.flowIndex.insert(hash: TradingState.flowHash(flow.id), row: row)
        state.changeBalance(flow.account, flow.asset, total: flow.amount)
    }

    private mutating func applyMark(_ mark: Mark) {
        state.conditions[Int(mark.instrument.raw)].mark = mark.price
        state.conditions[Int(mark.instrument.raw)].markedAt = mark.time
    }

    /// An operator who lets trading go on has looked: halted instruments trade again.
    private mutating func applyMode(_ mode: TradingMode) {
        state.globals.mode = mode
        guard mode == .active else { return }
        for index in 0..<state.conditions.count where state.conditions[index].isHalted {
            state.conditions[index].isHalted = false
        }
    }

    private mutating func applyIntent(_ intent: OrderIntent, _ stamp: Stamp) {
        var order = Order(
            request: intent.request, instrumentRow: intent.instrumentRow, sequence: stamp.sequence,
            at: stamp.time)
        order.placement = RequestState(phase: .outstanding, deadline: intent.deadline)
        order.reservePrice = intent.reservePrice
        order.reserved = intent.reserved
        let row = OrderRow(state.orders.count)
        state.append(order)
        changeReservation(of: row, by: intent.reserved)
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
            order.reportedFilled = max(order.reportedFilled, cumulative)
            order.reserved -= released
            if order.lacksFills { order.nextQueryAt = stamp.time }
            order.updatedAt = stamp.time
        }
        changeReservation(of: row, by: -released)
    }

    private mutating func applyFill(_ effect: FillEffect, _ stamp: Stamp) {
        let fill = effect.fill
        let account = fill.order.account
        state.append(fill)
        if effect.order != .none {
            state.change(effect.order) { order in
                order.filled = order.filled + fill.quantity
                order.filledNotional += Money(raw: Int128(effect.quoteChange.raw.magnitude))
                order.reportedFilled = max(order.reportedFilled, order.filled)
                order.reserved -= effect.released
                order.placement = .idle
                if order.venueOrderID == .none { order.venueOrderID = fill.venueOrderID }
                if !order.venueState.isFinal { order.venueState = .partiallyFilled }
                order.updatedAt = stamp.time
            }
        }
        let releasedBase = fill.side == .sell ? effect.released : .zero
        let releasedQuote = fill.side == .buy ? effect.released : .zero
        state.changeBalance(
            account, effect.base, total: effect.baseChange, reserved: -releasedBase)
        state.changeBalance(
            account, effect.quote, total: effect.quoteChange, reserved: -releasedQuote)
        if fill.fee != .zero { state.changeBalance(account, fill.feeAsset, total: -fill.fee) }
        state.changePosition(of: effect) { position in
            position.quantity += effect.baseChange
            position.cost += effect.costChange
            position.realised += effect.realised
            position.fills += 1
            if fill.feeAsset == effect.base {
                position.quantity -= fill.fee
                position.baseFees += fill.fee
            } else if fill.feeAsset == effect.quote {
                position.quoteFees += fill.fee
            }
        }
    }

    /// An order sets aside the quote currency for a buy, the base for a sell.
    private mutating func changeReservation(of row: OrderRow, by amount: Money) {
        guard amount != .zero else { return }
        let index = Int(row.index)
        let instrumentRow = Int(state.orders[index].instrumentRow)
        let asset =
            state.orders[index].request.side == .buy
            ? state.instruments[instrumentRow].quote : state.instruments[instrumentRow].base
        state.changeBalance(state.orders[index].request.account, asset, reserved: amount)
    }
}
