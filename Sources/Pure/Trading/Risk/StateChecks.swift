internal import Containers
internal import Domain

// The 1st check: what may be traded in the scopes that the order is in. The most restrictive state
// holds.
extension TradingCore {
    func checkState(_ order: OrderCheck) -> Denial? {
        let (mode, isKilled) = state.tradingMode(order.request, at: order.instrument.venue)
        switch mode {
        case .active: return nil
        case .reducing:
            // What is sold on a spot market is held: exposure shrinks.
            return order.instrument.contract == .spot && !order.isBuy
                ? nil : Denial(code: .tradingReducing)
        case .halted: return Denial(code: isKilled ? .tradingKilled : .tradingHalted)
        }
    }
}

extension TradingState {
    /// What may be traded by a request, and whether it is a kill switch that says so.
    func tradingMode(
        _ request: OrderRequest, at venue: VenueID
    ) -> (mode: TradingMode, isKilled: Bool) {
        var (mode, isKilled) = (globals.mode, false)
        guard restrictions.count > 0 else { return (mode, isKilled) }
        for kind in TradingScope.Kind.widestFirst {
            guard let row = restrictionRow(request.scope(kind, at: venue)) else { continue }
            let restriction = restrictions[row]
            isKilled = isKilled || restriction.isKilled
            if restriction.mode.rawValue > mode.rawValue { mode = restriction.mode }
        }
        return (isKilled ? .halted : mode, isKilled)
    }
}
