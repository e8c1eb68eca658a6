internal import Domain

// What the auditor makes of trading states, kill switches and sweeps of cancels.
extension Auditor {
    mutating func seeScopes(_ event: Event, _ stamp: Stamp) throws(Violation) {
        switch event {
        case .tradingModeChanged(let mode): try scopes.change(mode)
        case .tradingStateChanged(let changed):
            let wasLifted = try scopes.change(changed, lifting: liftings[stamp.sequence])
            if wasLifted { paths.append(.killLifted) }
            if kills[stamp.sequence] == changed.scope, changed.isKilled {
                kills[stamp.sequence] = nil
            }
        case .sweepBegan(let scope, let row):
            guard Int(row.index) == orders.count else {
                throw Violation(.i16, "a sweep of \(scope) leaves orders out")
            }
            scopes.begin(scope, end: orders.count)
            takenBack[stamp.sequence] = nil
        case .sweepAttended(let row):
            let (sweep, first) = (scopes.sweeps[scopes.swept], scopes.swept)
            try scopes.attend(upTo: Int(row.index))
            try checkSwept(sweep.scope, sweep.attended..<min(Int(row.index), sweep.end))
            if scopes.swept == first { paths.append(.sweepSpanned) }
        case _: break
        }
    }

    /// Every order that a sweep went by is closed, or its cancel was asked for.
    private func checkSwept(
        _ scope: TradingScope, _ rows: Range<Int>
    ) throws(Violation) {
        for place in rows where ShadowScopes.holds(scope, orders[place].request) {
            let order = orders[place]
            guard order.stage.isFinal || order.cancelDeadline != nil else {
                throw Violation(
                    .i16, "order \(order.id) was to be taken back and is \(order.stage)")
            }
        }
    }

    /// An order may go out: nothing that it is in is halted, or it only closes.
    mutating func checkState(_ request: OrderRequest, _ listed: Instrument) throws(Violation) {
        let mode = scopes.mode(of: request)
        guard mode != .active, !request.onlyReduces else {
            if mode == .halted { paths.append(.reducedWhileHalted) }
            return
        }
        let isSale = listed.contract == .spot && request.side == .sell
        guard mode == .reducing && isSale else {
            throw Violation(.i18, "order \(request.clientOrderID) goes out though it is \(mode)")
        }
    }

    /// When all is well: what was to be taken back is, and what was to end at a time has.
    func checkScopes(at now: Timestamp) throws(Violation) {
        guard !scopes.isSweeping else {
            throw Violation(.i34, "a sweep of cancels never came to its end")
        }
        for sweep in scopes.sweeps {
            for place in 0..<sweep.end where ShadowScopes.holds(sweep.scope, orders[place].request)
            {
                guard orders[place].stage.isFinal else {
                    throw Violation(
                        .i16, "order \(orders[place].id) was taken back and is still open")
                }
            }
        }
        for order in orders where order.request.timeInForce == .goodTillDate {
            guard order.stage.isFinal || order.request.expiresAt > now else {
                throw Violation(.i27, "order \(order.id) is open after its time")
            }
        }
    }

    /// Whether orders that were to be taken back may still be open.
    var hasOpenSweep: Bool {
        scopes.isSweeping
            || scopes.sweeps.contains { sweep in
                (0..<sweep.end).contains { place in
                    !orders[place].stage.isFinal
                        && ShadowScopes.holds(sweep.scope, orders[place].request)
                }
            }
    }
}

extension OrderRequest {
    /// By its own word, or by the leg that it names: in hedge mode a sale of what was bought and a
    /// purchase of what was sold short.
    var onlyReduces: Bool {
        isReduceOnly || leg == .long && side == .sell || leg == .short && side == .buy
    }
}
