internal import Containers
internal import Domain

// The taking back of all orders of a scope: cancel-all and the kill switch.
extension TradingCore {
    /// Begins after those that are going on; ``attendSweeps()`` goes through it.
    mutating func decideSweep(_ scope: TradingScope) {
        emit(.sweepBegan(scope, upTo: OrderRow(state.orders.count)))
    }

    /// Cancels the next orders of the sweep that is going on, in the order of their intents. A
    /// bounded number of them each time. What a restart leaves unknown is looked at before.
    mutating func attendSweeps() {
        guard state.globals.restartNext >= state.globals.restartEnd else { return }
        var (looks, cancels) = (0, 0)
        while Int(state.globals.sweepFirst) < state.sweeps.count {
            let sweep = state.sweeps[Int(state.globals.sweepFirst)]
            let end = Int(sweep.end)
            var row = Int(sweep.next)
            while let found = state.live.next(from: row), found < end,
                looks < Limits.sweepLooksPerInput, cancels < Limits.attentionsPerInput
            {
                looks += 1
                row = found + 1
                if attendSweep(OrderRow(found), sweep.scope) { cancels += 1 }
            }
            let isDone = state.live.next(from: row).map { $0 >= end } ?? true
            emit(.sweepAttended(upTo: OrderRow(isDone ? end : row)))
            guard isDone, looks < Limits.sweepLooksPerInput, cancels < Limits.attentionsPerInput
            else { return }
        }
    }

    /// - Returns: whether a cancel was decided. One that is on its way already needs no other.
    private mutating func attendSweep(_ row: OrderRow, _ scope: TradingScope) -> Bool {
        let order = state.orders[Int(row.index)]
        guard order.mayTrade, order.cancellation.phase != .outstanding, holds(scope, for: order)
        else { return false }
        requestCancel(row)
        return true
    }

    private func holds(_ scope: TradingScope, for order: Order) -> Bool {
        let request = order.request
        return switch scope.kind {
        case .global: true
        case .venue:
            state.instruments[Int(order.instrumentRow)].venue.raw == UInt16(scope.number)
        case .account: request.account.raw == scope.number
        case .instrument: request.instrument.raw == scope.number
        case .strategy: request.strategy.raw == scope.number
        }
    }
}
