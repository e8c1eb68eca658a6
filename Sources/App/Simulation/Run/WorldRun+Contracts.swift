internal import Containers
internal import Domain
internal import Trading

// What must hold of contracts when everything has come to an end.
extension WorldRun {
    /// Positions are the venue's, leg by leg; the wallet is once they are flat, and with what open
    /// ones cost taken off it always.
    func judgeContracts(
        _ state: TradingState, _ desk: ContractDesk
    ) throws(Violation) {
        let asset = desk.market.settle
        var isFlat = true
        for leg in PositionLeg.allCases {
            let theirs = desk.legs[Int(leg.rawValue)].quantity * 1_000_000_000_000_000
            var ours: Int128 = 0
            for row in 0..<state.positions.count where state.positions[row].leg == leg {
                ours += state.positions[row].quantity.raw
                isFlat = isFlat && state.positions[row].quantity == .zero
            }
            guard ours == theirs else {
                throw Violation(.i22, "the \(leg) position is \(ours), at the venue \(theirs)")
            }
        }
        let (ours, theirs) = (state.atCost(asset, desk.market).raw, desk.atCost)
        guard ours == theirs else {
            throw Violation(
                .i23, "the wallet less what is open cost is \(ours), at the venue \(theirs)")
        }
        let wallet = state.balance(SimulatedVenue.account, asset)
        guard !isFlat || wallet.total.raw == desk.wallet else {
            throw Violation(.i23, "flat, the wallet is \(wallet.total), at the venue another")
        }
        var reserved = Money.zero
        for row in 0..<state.orders.count {
            let order = state.orders[row]
            guard order.isOpen || order.reserved == .zero else {
                throw Violation(
                    .i33, "order \(order.request.clientOrderID) is final and still reserves")
            }
            reserved += order.reserved
        }
        guard wallet.reserved == reserved else {
            throw Violation(.i24, "what is reserved is not what open orders reserve")
        }
        // Rules bear no number: those that overtook newer ones are taken for the newer.
        guard dice.struck[Fault.reorder.rawValue] + dice.struck[Fault.duplicate.rawValue] == 0
        else { return }
        guard state.marginTable(InstrumentID(0)) == desk.table,
            state.terms(SimulatedVenue.account, InstrumentID(0)) == desk.terms
        else { throw Violation(.i34, "tiers or leverage are not the venue's") }
    }
}
