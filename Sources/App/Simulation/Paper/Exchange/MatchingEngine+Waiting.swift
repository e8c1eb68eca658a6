public import Domain

/// Orders that wait for a price before they are in the book, and orders that are made smaller where
/// they stand.
extension MatchingEngine {
    /// The oldest order that has come to its price; nil where none has.
    public var firstDue: Int64? { waiting.first { id in orders[id].map(isDue) ?? false } }

    private func isDue(_ order: PaperOrder) -> Bool {
        order.placement.trigger?.isMet(by: lastPrice(of: order.placement.symbol)) == true
    }

    /// Lets an order that waited go to the book, or trade. One that held nothing back and can no
    /// longer be paid for expires.
    public mutating func release(_ id: Int64, at time: Int64, into events: inout [PaperEvent]) {
        guard var order = orders[id], order.isWaiting else { return }
        waiting.removeAll { $0 == id }
        order.isWaiting = false
        order.updateTime = time
        orders[id] = order
        tell(order, .new, &events)
        if order.placement.type == .market && !isCovered(order.placement) {
            end(&order, as: .expired, at: time, into: &events)
        } else {
            work(&order, at: time, into: &events)
        }
        tellBalances(&events)
    }

    /// Takes what an order has left out of its book, or from among those that wait.
    mutating func leave(_ order: PaperOrder, _ events: inout [PaperEvent]) {
        guard !order.isWaiting else { return waiting.removeAll { $0 == order.id } }
        let placement = order.placement
        books[placement.symbol][placement.side].remove(
            order.id, price: placement.price, quantity: order.remaining)
        changed(placement.symbol, placement.side, placement.price, &events)
    }

    /// Makes an open order smaller; it keeps its place in the book.
    ///
    /// - Source: Binance spot, "Order Amend Keep Priority"; the words of -2038 from "Error codes".
    /// - Throws: why it stays as it was.
    public mutating func shrink(
        _ id: Int64, of account: Int, to quantity: Quantity, at time: Int64,
        into events: inout [PaperEvent]
    ) throws(PaperRefusal) -> PaperOrder {
        guard var order = orders[id], order.placement.account == account, order.status.isOpen
        else { throw PaperRefusal(-2038, "Unknown order sent.") }
        let before = order.placement
        guard quantity != before.quantity else {
            throw PaperRefusal(-2038, "The requested action would change no state; rejecting.")
        }
        guard quantity < before.quantity, quantity > order.executed else {
            throw PaperRefusal(-2038, "Order amend (quantity increase) is not supported.")
        }
        order.placement.quantity = quantity
        try checkFilters(order.placement)
        let less = before.quantity - quantity
        free(order, less)
        order.updateTime = time
        orders[id] = order
        if !order.isWaiting {
            books[before.symbol][before.side].reduce(before.price, by: less)
            changed(before.symbol, before.side, before.price, &events)
        }
        tell(order, .amended, &events)
        tellBalances(&events)
        return order
    }
}
