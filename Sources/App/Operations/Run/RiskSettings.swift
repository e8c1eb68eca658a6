internal import Containers
internal import Domain
internal import Trading

extension Configuration.Risk {
    /// What assets are worth whatever markets say.
    var fixedPrices: [Asset: MarkPrice] {
        Dictionary(conversions.map { ($0.asset.value, $0.price.value) }) { first, _ in first }
    }

    /// The scopes that have limits in the journal and none here, where an order of one of them
    /// would pass without any limit that is configured: there is no `global` to hold it.
    func forgottenScopes(knowing state: TradingState) -> [TradingScope] {
        let isGlobalNamed = limits.contains { $0.scope == .known(.global) }
        guard !isGlobalNamed else { return [] }
        return state.limits.map(\.scope).filter { scope in
            !limits.contains { entry in
                switch entry.scope {
                case .known(let named): named == scope
                case .instrument(let symbol): state.isInstrument(scope, named: symbol)
                }
            }
        }
    }

    /// What to tell the core so that its limits are those of the configuration: only what differs,
    /// so that a start without a change journals nothing. Limits of a scope that is configured no
    /// more are taken away.
    func inputs(knowing state: TradingState) -> [Input] {
        var inputs: [Input] = []
        if let valuation, valuation.value != state.globals.valuation {
            inputs.append(.valuation(valuation.value))
        }
        var wanted: [RiskLimits] = []
        for entry in limits {
            switch entry.scope {
            case .known: wanted.append(entry.values)
            case .instrument(let symbol):
                for row in 0..<state.conditions.count {
                    let id = InstrumentID(UInt32(row))
                    guard let listed = state.instrumentRow(id),
                        state.instruments[listed].symbol == symbol
                    else { continue }
                    wanted.append(entry.values.moved(to: .instrument(id)))
                }
            }
        }
        for limits in wanted where !state.limits.contains(limits) { inputs.append(.limits(limits)) }
        for known in state.limits
        where !wanted.contains(where: { $0.scope == known.scope })
            && known != .unlimited(known.scope)
        {
            inputs.append(.limits(.unlimited(known.scope)))
        }
        return inputs
    }

    /// What to tell the core of an instrument that was just listed.
    func inputs(for instrument: Instrument, knowing state: TradingState) -> [Input] {
        limits.compactMap { entry in
            guard case .instrument(instrument.symbol) = entry.scope else { return nil }
            let limits = entry.values.moved(to: .instrument(instrument.id))
            return state.limits.contains(limits) ? nil : .limits(limits)
        }
    }
}

extension RiskLimits {
    /// The same for another scope.
    fileprivate func moved(to scope: TradingScope) -> RiskLimits {
        var moved = self
        moved.scope = scope
        return moved
    }
}

extension TradingState {
    /// Whether a scope is that of an instrument with a symbol.
    fileprivate func isInstrument(_ scope: TradingScope, named symbol: Symbol) -> Bool {
        guard scope.kind == .instrument,
            let row = instrumentRow(InstrumentID(UInt32(truncatingIfNeeded: scope.number)))
        else { return false }
        return instruments[row].symbol == symbol
    }
}
