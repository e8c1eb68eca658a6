internal import Containers
internal import Domain

// What is decided about trading states and the kill switch, and the sweeps of cancels that follow.
extension TradingCore {
    /// The state of everything. What a kill switch holds is left to its lifting.
    mutating func decideMode(_ mode: TradingMode) {
        guard !state.restriction(.global).isKilled else { return refuse(.scopeKilled) }
        emit(.tradingModeChanged(mode))
    }

    mutating func decideTradingState(_ scope: TradingScope, _ mode: TradingMode) {
        guard !state.restriction(scope).isKilled else { return refuse(.scopeKilled, scope) }
        emit(.tradingStateChanged(TradingRestriction(scope: scope, mode: mode)))
    }

    /// Halts at once and takes back every order of the scope. Whatever the answer, it sweeps: said
    /// again, it takes back what was let through since.
    mutating func decideKill(_ scope: TradingScope, _ reason: StatedReason) {
        if state.restriction(scope).isKilled {
            refuse(.alreadyKilled, scope)
        } else {
            emit(
                .tradingStateChanged(
                    TradingRestriction(
                        scope: scope, mode: .halted, isKilled: true, because: reason)))
        }
        decideSweep(scope)
    }

    /// The second word. The scope stays halted until a third one sets its state.
    mutating func decideLift(_ scope: TradingScope, _ reason: StatedReason) {
        guard state.restriction(scope).isKilled else { return refuse(.notKilled, scope) }
        emit(
            .tradingStateChanged(
                TradingRestriction(scope: scope, mode: .halted, because: reason)))
    }

}

extension TradingState {
    /// An operator who lets a scope trade again has looked at it: instruments that were halted are
    /// not, and rejects are counted anew.
    mutating func resume(_ scope: TradingScope) {
        for row in 0..<conditions.count where conditions[row].isHalted {
            let isIn =
                switch scope.kind {
                case .global: true
                case .instrument: conditions[row].instrument.raw == scope.number
                case .venue: scope == .venue(venue(conditions[row].instrument))
                case .account, .strategy: false
                }
            if isIn { conditions[row].isHalted = false }
        }
        for row in 0..<accounts.count where accounts[row].rejectsInRow > 0 {
            if scope == .global || scope == .account(accounts[row].account) {
                accounts[row].rejectsInRow = 0
            }
        }
    }

    /// Counts an order that the venue rejected, or that none was in between.
    mutating func countRejects(of account: AccountID, isAnother: Bool) {
        if isAnother {
            changeAccount(account) { $0.rejectsInRow &+= 1 }
        } else if let row = accountRow(account), accounts[row].rejectsInRow > 0 {
            accounts[row].rejectsInRow = 0
        }
    }
}
