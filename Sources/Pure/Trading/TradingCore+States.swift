internal import Containers
internal import Domain

// What is decided about trading states and the kill switch, and the sweeps of cancels that follow.
extension TradingCore {
    mutating func decideTradingState(_ scope: TradingScope, _ mode: TradingMode) {
        guard !state.restriction(scope).isKilled else { return refuse(.scopeKilled, scope) }
        emit(.tradingStateChanged(TradingRestriction(scope: scope, mode: mode)))
    }

    /// Halts at once and takes back every order of the scope. Never refused.
    mutating func decideKill(_ scope: TradingScope) {
        emit(
            .tradingStateChanged(
                TradingRestriction(scope: scope, mode: .halted, isKilled: true)))
        decideSweep(scope)
    }

    mutating func decideLift(_ scope: TradingScope) {
        guard state.restriction(scope).isKilled else { return refuse(.notKilled, scope) }
        emit(.tradingStateChanged(TradingRestriction(scope: scope, mode: .halted)))
    }

    mutating func decideSweep(_ scope: TradingScope) {
        emit(.sweepBegan(scope, upTo: OrderRow(state.orders.count)))
    }
}
