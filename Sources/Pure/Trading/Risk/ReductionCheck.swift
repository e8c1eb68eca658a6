internal import Containers
internal import Domain

// The 17th check, and the only one beside form that an order which closes has to pass: that what it
// trades is there to be closed. So exposure cannot grow by it, and nothing else can hold it up.
extension TradingCore {
    /// - It is the strategy's position, less what its other closing orders may take.
    /// - On a spot market it is also held, and not set aside for another order: no venue knows
    ///   reduce-only there, so it is for us to see to it.
    func reduce(_ order: inout OrderCheck) -> Denial? {
        let request = order.request
        guard let units = order.instrument.baseAmount(request.quantity) else {
            return tooLarge(Money.Limits.amountMax)
        }
        order.units = units
        let exposure = state.exposures[order.exposureKey]
        order.inputs.position = exposure.position
        order.inputs.workingBuys = exposure.closingBuys
        order.inputs.workingSells = exposure.closingSells
        let needed: Money
        let closable: Money
        switch order.instrument.contract {
        case .spot:
            findCapital(&order)
            closable =
                order.isBuy
                ? .zero : min(order.available, exposure.position - exposure.closingSells)
            order.reserved = order.instrument.baseAmount(order.leaves) ?? units
            needed = order.reserved - order.held
        case .linear, .inverse:
            closable =
                order.isBuy
                ? -exposure.position - exposure.closingBuys
                : exposure.position - exposure.closingSells
            needed = order.added
            guard order.standing == nil else { break }
            order.owner = state.owner(
                request.account, request.strategy, order.instrument.settle)
        }
        return needed > closable
            ? Denial(.reduceOnlyWouldIncrease, max(.zero, closable), bound: needed) : nil
    }
}
