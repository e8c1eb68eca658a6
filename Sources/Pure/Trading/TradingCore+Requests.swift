internal import Containers
internal import Domain

// What is decided about our own requests: cancels, deadlines, queries, and a start after a stop.
extension TradingCore {
    mutating func decideCancel(_ reference: OrderReference) {
        guard let index = state.orderRow(reference) else {
            return emit(.cancelRefused(reference, .orderUnknown))
        }
        let order = state.orders[index]
        guard order.mayTrade else { return emit(.cancelRefused(reference, .orderClosed)) }
        // A cancel that may have got lost can be repeated without harm, and must never be held up.
        guard order.cancellation.phase != .outstanding else {
            return emit(.cancelRefused(reference, .alreadyRequested))
        }
        requestCancel(OrderRow(index))
    }

    func requestDeadline() -> Timestamp { stamp.time.adding(nanoseconds: Limits.requestWindow) }

    mutating func requestCancel(_ row: OrderRow) {
        emit(.cancelRequested(row, deadline: requestDeadline()))
    }

    /// The first start on a journal finds nothing; any other finds what was outstanding when the
    /// process died. ``attendRestart()`` goes through it.
    mutating func decideStart(_ start: ProcessStart) {
        emit(.started(start))
        if start.isAfterCut {
            emit(.alarmRaised(.journalCut, .none))
            if state.globals.mode == .active { emit(.tradingModeChanged(.reducing)) }
        }
    }

    /// What was outstanding when the process died is unknown now, and every live order is asked
    /// for, since fills may have happened meanwhile. A bounded number of orders each time.
    mutating func attendRestart() {
        let end = Int(state.globals.restartEnd)
        var row = Int(state.globals.restartNext)
        guard row < end else { return }
        var attended = 0
        while let found = state.live.next(from: row), found < end,
            attended < Limits.attentionsPerInput
        {
            attendAfterRestart(OrderRow(found))
            attended += 1
            row = found + 1
        }
        if attended < Limits.attentionsPerInput { row = end }
        emit(.restartAttended(upTo: OrderRow(row)))
    }

    private mutating func attendAfterRestart(_ row: OrderRow) {
        if state.orders[Int(row.index)].placement.phase == .outstanding {
            emit(.requestUnknown(row, .place, .restart))
        }
        if state.orders[Int(row.index)].cancellation.phase == .outstanding {
            emit(.requestUnknown(row, .cancel, .restart))
        }
        if state.orders[Int(row.index)].amendment.phase == .outstanding {
            emit(.requestUnknown(row, .amend, .restart))
        }
        // A cancel that may have left, or never did, is sent again before anything is found out:
        // nothing grows by it, and until its deadline nobody would know that it got lost.
        let order = state.orders[Int(row.index)]
        if order.mayTrade, order.cancellation.phase == .unknown { requestCancel(row) }
        query(row)
    }

    /// Looks at the orders whose time has come. A bounded number of them each time.
    mutating func attendDeadlines() {
        var attended = 0
        while attended < Limits.attentionsPerInput,
            let entry = state.deadlines.popDue(stamp.time.nanoseconds)
        {
            // An order whose deadline moved has another entry in the heap.
            guard state.orders[entry.row].wakeAt?.nanoseconds == entry.time else { continue }
            attend(OrderRow(entry.row))
            attended += 1
        }
    }

    private mutating func attend(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        if order.placement.phase == .outstanding && order.placement.deadline <= stamp.time {
            emit(.requestUnknown(row, .place, .deadline))
        }
        if order.cancellation.phase == .outstanding && order.cancellation.deadline <= stamp.time {
            emit(.requestUnknown(row, .cancel, .deadline))
        }
        if order.amendment.phase == .outstanding && order.amendment.deadline <= stamp.time {
            emit(.requestUnknown(row, .amend, .deadline))
        }
        if let lapsesAt = state.orders[Int(row.index)].lapsesAt, lapsesAt <= stamp.time {
            requestCancel(row)
        }
        // A query that is due with it would not be found again: its time is the one just taken.
        if let wakeAt = state.orders[Int(row.index)].wakeAt, wakeAt <= stamp.time { query(row) }
    }

    /// Asks the venue where an order stands. The waits between two queries double up to a bound;
    /// there is no last query, since an unknown outcome is left by evidence and by nothing else.
    mutating func query(_ row: OrderRow) {
        let wait = queryWait(row, state.orders[Int(row.index)])
        emit(.queryRequested(row, nextAt: stamp.time.adding(nanoseconds: wait)))
    }

    private func queryWait(_ row: OrderRow, _ order: Order) -> Int64 {
        guard order.isUncertain else {
            // Apart by their rows: were many quiet orders due together for ever, those that a
            // session has no room for would be the same ones each time.
            let place = Int64(row.index) % Limits.assurancePlaces
            return Order.assuranceInterval + place * Limits.assuranceSpread
        }
        let queries = Int64(min(order.queries, 16))
        let doubled = min(Limits.queryInterval << queries, Limits.queryIntervalMax)
        guard order.isOpen, order.venueState == .none, order.placement.phase == .unknown else {
            return doubled
        }
        // From this moment on absence can be proven. The waits must not have doubled past it, and
        // begin anew there: the money of an order that never arrived is held for no longer.
        let sinceProof = stamp.time.since(order.placement.deadline) - Limits.absenceLag
        guard sinceProof >= 0 else { return min(doubled, -sinceProof) }
        let spaced = Limits.absenceSpacing + Limits.queryInterval
        return min(max(spaced, sinceProof), Limits.queryIntervalMax)
    }

    /// It is not known what became of a request: told by whoever tried to send it.
    mutating func decideRequestFailure(
        _ row: OrderRow, _ kind: RequestKind, _ cause: UnknownCause
    ) {
        let order = state.orders[Int(row.index)]
        let request =
            switch kind {
            case .place: order.placement
            case .cancel: order.cancellation
            case .amend: order.amendment
            }
        guard request.phase == .outstanding else { return }
        // A session gives up at the deadline of what it was asked for. One that does so earlier
        // speaks of a request that was sent before this one.
        guard cause != .deadline || request.deadline <= stamp.time else { return }
        emit(.requestUnknown(row, kind, cause))
        query(row)
    }

    /// The venue does not find the order. Venues forget orders for a while and find them again, so
    /// this counts for nothing but an order of which there is no other evidence, asked for when its
    /// request could no longer arrive, and only with others like it and its trades looked through.
    ///
    /// Of any other order that may still trade it is noted all the same: it is what a person's word
    /// can stand on, see ``decideAbsenceStatement(_:)``.
    mutating func decideAbsence(_ row: OrderRow, _ askedAt: Timestamp) {
        let order = state.orders[Int(row.index)]
        // The deadline of a request that was answered is not kept, but it was one window away.
        let deadline = max(
            order.placement.deadline, order.intendedAt.adding(nanoseconds: Limits.requestWindow))
        guard order.mayTrade, askedAt <= stamp.time,
            askedAt.since(deadline) >= Limits.absenceLag
        else { return }
        let isSpaced =
            order.lastAbsenceAt == .none
            || askedAt.since(order.lastAbsenceAt) >= Limits.absenceSpacing
        if isSpaced && order.absences < .max { emit(.absenceNoted(row, askedAt: askedAt)) }
        if isPastArrival(row, askedAt) { concludeAbsence(row) }
    }

    /// A person says that an order is not there. Taken only where the venue itself has not found it
    /// when it was asked late enough, and has not told of it since; it closes the order with an
    /// alarm, and what the venue tells later revives it as it does any other.
    mutating func decideAbsenceStatement(_ statement: AbsenceStatement) {
        guard let index = state.orderRow(statement.order), state.orders[index].mayTrade else {
            return refuse(.orderClosed)
        }
        let row = OrderRow(index)
        // Evidence of the order takes noted absences back, so one that stands is the newest word.
        guard state.orders[index].absences > 0, state.orders[index].placement.phase != .outstanding
        else { return refuse(.evidenceStands) }
        emit(.alarmRaised(.absenceStated, statement.order))
        for place in 0..<state.foreignOrders.count {
            var sibling = state.foreignOrders[place]
            guard sibling.sibling == row, sibling.leaves > .zero else { continue }
            sibling.leaves = .zero
            emit(.foreignOrderNoted(sibling))
        }
        let order = state.orders[index]
        if order.isOpen {
            emit(.absenceStated(row, statement, released: order.reserved))
        } else if order.cancellation.phase != .idle {
            close(row, order.venueState, cumulative: order.reportedFilled)
        }
    }

    /// All trades that the order could have had were reported before this.
    mutating func decideTradesListed(_ row: OrderRow, _ askedAt: Timestamp) {
        guard isPastArrival(row, askedAt) else { return }
        if !state.orders[Int(row.index)].wereTradesConsulted { emit(.tradesConsulted(row)) }
        concludeAbsence(row)
    }

    /// Whether the order is unknown, and its request could no longer arrive when it was asked for.
    private func isPastArrival(_ row: OrderRow, _ askedAt: Timestamp) -> Bool {
        let order = state.orders[Int(row.index)]
        return order.isOpen && order.venueState == .none && order.placement.phase == .unknown
            && askedAt.since(order.placement.deadline) >= Limits.absenceLag
            && askedAt <= stamp.time
    }

    private mutating func concludeAbsence(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        guard order.absences >= Limits.absencesRequired && order.wereTradesConsulted else { return }
        emit(.orderClosed(row, .absent, cumulative: .zero, released: order.reserved))
    }

    /// The venue did not cancel. Where the order stands is asked for: it may have been filled, or
    /// it may be one that the venue never got.
    mutating func decideCancelRejection(_ row: OrderRow, _ reason: ReasonCode) {
        let order = state.orders[Int(row.index)]
        guard order.mayTrade && order.cancellation.phase != .idle else { return }
        emit(.cancelRejected(row, reason))
        query(row)
    }

    /// The venue still works an order that we asked it to cancel, and the cancel can no longer
    /// arrive: it got lost, and since a cancel may be repeated without harm it is.
    mutating func repeatLostCancel(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        guard order.mayTrade && order.cancellation.phase == .unknown,
            order.cancellation.deadline <= stamp.time
        else { return }
        requestCancel(row)
    }

    /// A cancel may overtake the order that it is for and be refused since the venue has no such
    /// order: it is sent again once the venue has it, however late the refusal comes.
    mutating func sendDueCancel(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        guard order.isCancelEarly, order.isOpen, order.placement.phase == .idle,
            order.cancellation.phase == .idle
        else { return }
        requestCancel(row)
    }
}

extension OrderReference {
    /// No order: for what concerns none.
    static var none: OrderReference {
        OrderReference(account: AccountID(0), clientOrderID: .none)
    }
}
