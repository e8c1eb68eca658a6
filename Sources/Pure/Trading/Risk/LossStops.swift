internal import Containers
internal import Domain

// What losses lead to without an order being asked for: the strategy may only reduce.
extension TradingCore {
    /// Looks at the strategies that an input made gain or lose.
    ///
    /// - Parameter first: the first of its events.
    mutating func stopLosses(since first: Int) {
        guard decided.count > first else { return }
        for place in first..<decided.count where decided.span[place].changesGains {
            switch decided[place] {
            case .fillApplied(let effect), .fillBusted(let effect):
                stopLosses(
                    of: effect.strategy, effect.fill.order, effect.fill.instrument, effect.quote)
            case .fundingApplied(let effect):
                stopLosses(
                    of: effect.strategy,
                    OrderReference(account: effect.notice.account, clientOrderID: .none),
                    effect.notice.instrument, effect.notice.asset)
            case _: break
            }
        }
    }

    private mutating func stopLosses(
        of strategy: StrategyID, _ order: OrderReference, _ instrument: InstrumentID,
        _ asset: Asset
    ) {
        guard strategy != .external, state.limits.count > 0 else { return }
        let limits = state.limitRows(
            OrderRequest(
                account: order.account, strategy: strategy, clientOrderID: .none,
                instrument: instrument, side: .buy, type: .market, quantity: .zero),
            at: state.venue(instrument))
        guard limits.count > 0 else { return }
        let lossMax = state.least(limits) { $0.dayLossMax }
        let drawdownMax = state.least(limits) { $0.drawdownMax }
        guard lossMax != .unlimited || drawdownMax != .unlimited else { return }
        let scope = TradingScope.strategy(strategy)
        // Without a conversion nothing is stopped here; no order that adds risk passes either.
        guard state.restriction(scope).mode == .active,
            let rate = conversion(asset, within: state.least(limits) { $0.conversionAgeMax }),
            losses(
                state.capital(order.account, strategy, asset), at: rate, lossMax, drawdownMax)
                != nil
        else { return }
        emit(.alarmRaised(.lossOverLimit, order))
        emit(.tradingStateChanged(TradingRestriction(scope: scope, mode: .reducing)))
    }
}

extension Event {
    /// Whether a strategy may have gained or lost by it.
    fileprivate var changesGains: Bool {
        switch self {
        case .fillApplied, .fillBusted, .fundingApplied: true
        case _: false
        }
    }
}
