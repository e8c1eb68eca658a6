internal import Containers
internal import Domain

// What is decided about the venue's evidence. A fill is counted whatever the order's state;
// evidence that contradicts earlier evidence raises an alarm and is followed where it is the newer
// fact.
extension TradingCore {
    mutating func decideReport(_ report: VenueReport) {
        switch report.content {
        case .fill(let fill): return decideFill(fill)
        case .busted(let fill): return decideBust(fill)
        case .accepted, .rejected, .cancelRejected, .status, .notFound, .tradesListed,
            .requestFailed, .terms, .amendRejected:
            break
        }
        guard let index = state.orderRow(report.order), state.orders[index].denial == .none else {
            return emit(.alarmRaised(.orderForeign, report.order))
        }
        let row = OrderRow(index)
        switch report.content {
        case .fill, .busted: break
        case .accepted(let venueOrderID):
            guard !isOfSibling(row, venueOrderID) else { return noteSibling(row, venueOrderID) }
            decideAcceptance(row, venueOrderID)
        case .rejected(let reason): decideRejection(row, reason)
        case .cancelRejected(let reason): decideCancelRejection(row, reason)
        case .status(let venueState, let cumulative, let venueOrderID):
            decideStatus(row, venueState, cumulative, venueOrderID)
        case .notFound(let askedAt): decideAbsence(row, askedAt)
        case .tradesListed(let askedAt): decideTradesListed(row, askedAt)
        case .requestFailed(let kind, let cause): decideRequestFailure(row, kind, cause)
        case .terms(let price, let quantity, let venueOrderID, let askedAt):
            decideTerms(row, price, quantity, venueOrderID, askedAt)
        case .amendRejected(let reason): decideAmendRejection(row, reason)
        }
        sendDueCancel(row)
    }

    mutating func decideAcceptance(_ row: OrderRow, _ venueOrderID: VenueOrderID) {
        let order = state.orders[Int(row.index)]
        switch order.venueState {
        case .none: emit(.orderAccepted(row, venueOrderID, reserved: .zero))
        case .rejected, .absent: revive(row, venueOrderID)
        case .working, .partiallyFilled:
            // A fill that came first may not have told the venue's name for the order; and what was
            // said of its absence is to count no more.
            let isNamed = order.venueOrderID == .none && venueOrderID != .none
            guard isNamed || order.absences > 0 else { return }
            emit(.orderAccepted(row, venueOrderID, reserved: .zero))
        case .filled, .canceled, .expired: break
        }
    }

    /// An order that was given up turns out to exist: what it sets aside is set aside again.
    mutating func revive(_ row: OrderRow, _ venueOrderID: VenueOrderID) {
        let order = state.orders[Int(row.index)]
        emit(.alarmRaised(.evidenceContradictory, order.request.reference))
        let reserved = needed(filled: order.filled, of: order) ?? .zero
        emit(.orderAccepted(row, venueOrderID, reserved: reserved - order.reserved))
        query(row)
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
        _ row: OrderRow, _ reported: VenueOrderState, _ told: Quantity,
        _ venueOrderID: VenueOrderID
    ) {
        let order = state.orders[Int(row.index)]
        guard !isOfSibling(row, venueOrderID) else {
            return decideSiblingStatus(row, reported, told, venueOrderID)
        }
        // What was taken back may still be in what the venue counts.
        let cumulative = Quantity(mantissa: max(0, told.mantissa &- order.busted.mantissa))
        noteAmended(row, told)
        switch reported {
        case .none, .absent: return
        case .rejected: return decideRejection(row, .none)
        case .working, .partiallyFilled:
            decideAcceptance(row, venueOrderID)
            noteCumulative(row, cumulative)
            repeatLostCancel(row)
        case .filled:
            decideAcceptance(row, venueOrderID)
            if order.busted == .zero { takeOverFilled(row, cumulative) }
            noteCumulative(row, cumulative)
            concludeTerms(row)
            concludeBusted(row, told)
        case .canceled, .expired:
            decideClose(row, reported, cumulative, venueOrderID)
        }
    }

    /// A venue that says that all has traded does not work again what it took back.
    private mutating func concludeBusted(_ row: OrderRow, _ told: Quantity) {
        let order = state.orders[Int(row.index)]
        let traded = order.filled + order.busted
        guard order.isOpen, order.busted > .zero, !order.lacksFills else { return }
        if let amended = order.amendedTerms, amended.quantity == told, traded == told {
            // As much as an amendment asked for that was never answered.
            change(row, to: amended)
        } else if traded < order.quantity {
            return
        }
        close(row, .filled, cumulative: order.filled)
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
    mutating func close(
        _ row: OrderRow, _ final: VenueOrderState, cumulative: Quantity
    ) {
        let order = state.orders[Int(row.index)]
        let isComplete = max(cumulative, order.reportedFilled) <= order.filled
        emit(
            .orderClosed(
                row, final, cumulative: cumulative, released: isComplete ? order.reserved : .zero))
        if !isComplete { query(row) }
        // Whoever takes an order back takes back all that goes by its name.
        if order.cancellation.phase != .idle, order.siblings > 0 { requestCancel(row) }
    }
}
