internal import Containers
internal import Domain

// What is decided about our own requests: cancels, deadlines, queries, and a start after a stop.
extension TradingCore {
    mutating func decideCancel(_ reference: OrderReference) {
        guard let index = state.orderRow(reference) else {
            return emit(.cancelRefused(reference, .orderUnknown))
        }
        let order = state.orders[index]
        guard order.isOpen else { return emit(.cancelRefused(reference, .orderClosed)) }
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
        while row < end && attended < Limits.attentionsPerInput {
            if state.live.contains(row) {
                attendAfterRestart(OrderRow(row))
                attended += 1
            }
            row += 1
        }
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
            return requestCancel(row)
        }
        if let wakeAt = state.orders[Int(row.index)].wakeAt, wakeAt <= stamp.time { query(row) }
    }

    /// Asks the venue where an order stands. The waits between two queries double up to a bound;
    /// there is no last query, since an unknown outcome is left by evidence and by nothing else.
    mutating func query(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        let queries = Int64(min(order.queries, 16))
        let wait =
            order.isUncertain
            ? min(Limits.queryInterval << queries, Limits.queryIntervalMax)
            : Order.assuranceInterval
        emit(.queryRequested(row, nextAt: stamp.time.adding(nanoseconds: wait)))
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
        emit(.requestUnknown(row, kind, cause))
        query(row)
    }

    /// The venue does not find the order. Venues forget orders for a while and find them again, so
    /// this counts for nothing but an order of which there is no other evidence, asked for when its
    /// request could no longer arrive, and only with others like it and its trades looked through.
    mutating func decideAbsence(_ row: OrderRow, _ askedAt: Timestamp) {
        guard isPastArrival(row, askedAt) else { return }
        let order = state.orders[Int(row.index)]
        let isSpaced =
            order.absences == 0
            || askedAt.since(order.lastAbsenceAt) >= Limits.absenceSpacing
        if isSpaced && order.absences < .max { emit(.absenceNoted(row, askedAt: askedAt)) }
        concludeAbsence(row)
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
        guard order.isOpen && order.cancellation.phase != .idle else { return }
        emit(.cancelRejected(row, reason))
        query(row)
    }

    /// The venue still works an order that we asked it to cancel, and the cancel can no longer
    /// arrive: it got lost, and since a cancel may be repeated without harm it is.
    mutating func repeatLostCancel(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        guard order.isOpen && order.cancellation.phase == .unknown,
            order.cancellation.deadline <= stamp.time
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
