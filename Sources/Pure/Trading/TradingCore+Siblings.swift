internal import Containers
internal import Domain

// What is decided about orders at the venue that nobody here placed: those under identifiers that
// are not ours, and second ones under one that is. They are counted in risk and never adopted; what
// is told of a sibling says nothing of the order that we know.
extension TradingCore {
    /// Whether the venue calls the order otherwise: another one goes by the same identifier.
    func isOfSibling(_ row: OrderRow, _ venueOrderID: VenueOrderID) -> Bool {
        let own = state.orders[Int(row.index)].venueOrderID
        return own != .none && venueOrderID != .none && own != venueOrderID
    }

    /// - Parameter leaves: what may still trade, nil where that was not told: all of it then.
    mutating func noteSibling(
        _ row: OrderRow, _ venueOrderID: VenueOrderID, leaves: Quantity? = nil
    ) {
        let order = state.orders[Int(row.index)]
        var sibling = ForeignOrder(
            reference: order.request.reference, instrument: order.request.instrument,
            venueOrderID: venueOrderID, side: order.request.side, leg: order.request.leg,
            price: order.price, leaves: leaves ?? order.quantity,
            isReduceOnly: order.request.isReduceOnly, sibling: row)
        guard let known = state.foreignRow(sibling).map({ state.foreignOrders[$0] }) else {
            guard order.siblings < .max else {
                return emit(.alarmRaised(.orderSibling, sibling.reference))
            }
            emit(.alarmRaised(.orderSibling, sibling.reference))
            emit(.foreignOrderNoted(sibling))
            return concludeSibling(row)
        }
        guard known.sibling == row else {
            return emit(.alarmRaised(.evidenceContradictory, sibling.reference))
        }
        // What is final stays final, and nothing told changes nothing.
        sibling.leaves = leaves ?? known.leaves
        sibling.price = known.price
        guard known.leaves > .zero, sibling != known else { return }
        emit(.foreignOrderNoted(sibling))
        concludeSibling(row)
    }

    mutating func decideSiblingStatus(
        _ row: OrderRow, _ reported: VenueOrderState, _ cumulative: Quantity,
        _ venueOrderID: VenueOrderID
    ) {
        switch reported {
        case .none, .absent: return
        case .working, .partiallyFilled:
            let quantity = state.orders[Int(row.index)].quantity
            noteSibling(
                row, venueOrderID,
                leaves: Quantity(mantissa: max(1, quantity.mantissa &- cumulative.mantissa)))
            repeatLostCancel(row)
        case .filled, .canceled, .expired, .rejected:
            noteSibling(row, venueOrderID, leaves: .zero)
        }
    }

    /// The trade is counted already, for the order's strategy.
    mutating func noteSiblingFill(_ row: OrderRow, _ fill: FillReport) {
        let order = state.orders[Int(row.index)]
        let known = state.foreignRow(
            ForeignOrder(
                reference: fill.order, instrument: fill.instrument,
                venueOrderID: fill.venueOrderID, side: fill.side, price: .zero, leaves: .zero))
        let before = known.map { state.foreignOrders[$0].leaves } ?? order.quantity
        noteSibling(
            row, fill.venueOrderID,
            leaves: Quantity(mantissa: max(0, before.mantissa &- fill.quantity.mantissa)))
    }

    /// A cancel of an order whose own end is known is over when its last sibling has ended.
    private mutating func concludeSibling(_ row: OrderRow) {
        let order = state.orders[Int(row.index)]
        guard !order.mayTrade, order.cancellation.phase != .idle else { return }
        close(row, order.venueState, cumulative: order.reportedFilled)
    }

    mutating func decideForeignOrder(_ told: ForeignOrder) {
        guard told.venueOrderID != .none, state.instrumentRow(told.instrument) != nil else {
            return refuse(.instrumentUnfit, .instrument(told.instrument))
        }
        if let index = state.orderRow(told.reference), state.orders[index].denial == .none {
            // Under a name of ours: the order itself, or a second one beside it.
            let row = OrderRow(index)
            guard isOfSibling(row, told.venueOrderID) else { return refuse(.repeated) }
            return noteSibling(row, told.venueOrderID, leaves: told.leaves)
        }
        var order = told
        order.sibling = .none
        if let row = state.foreignRow(order) {
            guard state.foreignOrders[row] != order, state.foreignOrders[row].sibling == .none
            else { return }
        } else {
            guard order.leaves > .zero else { return }
            emit(.alarmRaised(.orderForeign, order.reference))
        }
        emit(.foreignOrderNoted(order))
    }
}
