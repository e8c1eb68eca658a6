internal import Containers
internal import Domain
internal import Durability
internal import Operations
internal import Trading

// What operators say of scopes: trading states, kill switches, and orders to be taken back.
extension WorldRun {
    /// Every scope there is, and one in which nothing is traded.
    private static let scopes: [TradingScope] = [
        .global, .venue(SimulatedVenue.id), .account(SimulatedVenue.account),
        .instrument(InstrumentID(0)), .strategy(StrategyID(1)), .strategy(StrategyID(2)),
        .venue(VenueID(9)),
    ]

    private mutating func anyScope() -> TradingScope {
        Self.scopes[dice.extent.below(Self.scopes.count)]
    }

    mutating func commandScopes() throws(JournalFault) {
        if dice.strikes(.scopeHalt) {
            let scope = anyScope()
            notebook.restricted.append(scope)
            let mode: TradingMode = dice.extent.chance(1, in: 2) ? .halted : .reducing
            try take(.setTradingState(scope, mode))
        }
        if dice.strikes(.killSwitch) {
            let scope = anyScope()
            notebook.restricted.append(scope)
            try take(.kill(scope))
        }
        if dice.strikes(.cancelAll) {
            let isOfAll = mix.isCrowded && dice.extent.chance(1, in: 2)
            try take(.cancelAll(isOfAll ? .global : anyScope()))
        }
    }

    /// Whether the process dies in the middle of a sweep that one input could not end.
    mutating func diesInSweep() -> Bool {
        guard mix[.deathBeforeSending] + mix[.kill] + mix[.powerCut] > 0,
            let state = turn?.core.state,
            Int(state.globals.sweepFirst) < state.sweeps.count
        else { return false }
        return dice.extent.chance(1, in: 2)
    }

    /// An operator lets trade again. What is killed stays so until it is lifted; and sometimes that
    /// is forgotten, or done where there is nothing to lift.
    mutating func letTradeAgain() throws(JournalFault) {
        guard !notebook.restricted.isEmpty else { return try take(.setTradingMode(.active)) }
        let place = dice.extent.below(notebook.restricted.count)
        let scope = notebook.restricted[place]
        if dice.extent.chance(4, in: 5) {
            try take(.liftKill(scope))
            notebook.restricted.remove(at: place)
        }
        let isOfMode = scope == .global && dice.extent.chance(1, in: 2)
        try take(isOfMode ? .setTradingMode(.active) : .setTradingState(scope, .active))
    }

    /// Paths that the house's own events take.
    mutating func noteRarePathsOfHouse(_ event: Event) {
        switch event {
        case .orderIntended(let intent):
            if intent.request.isReduceOnly { tally.note(.reduceOnlyOrder) }
        case .orderDenied(let denial): note(denial)
        case .tradingStateChanged(let restriction) where restriction.isKilled:
            tally.note(.killSwitch)
        case .cancelRequested(let row, _):
            guard let order = turn?.core.state.orders[Int(row.index)] else { return }
            let end = order.request.expiresAt
            if end != .none && end <= ours { tally.note(.orderLapsed) }
        case .sweepBegan: tally.note(.sweepBegan)
        case .amendRefused: tally.note(.amendRefused)
        case .amendRejected: tally.note(.amendRejected)
        case .requestUnknown(_, .amend, _): tally.note(.amendUnknown)
        case .termsChanged: tally.note(.amended)
        case .fillApplied(let effect): note(effect)
        case .fundingApplied(let effect):
            tally.note(.fundingApplied)
            if !effect.isLast { tally.note(.fundingShared) }
        case .inputRefused(.repeated, _): tally.note(.fundingRepeated)
        case .inputRefused(.marginTableUnsound, _): tally.note(.tableRefused)
        case .marginBracketSet(_, place: 0, _): tally.note(.tableChanged)
        case .positionAdjusted(let adjustment) where adjustment.quantityChange == .zero:
            tally.note(.leverageChanged)
        case _: break
        }
    }

    private mutating func note(_ denial: OrderDenial) {
        switch denial.code {
        case .tradingKilled: tally.note(.killedDenied)
        case .leverageOverBracket: tally.note(.bracketDenied)
        case .marginInsufficient: tally.note(.marginDenied)
        case _: break
        }
    }

    private mutating func note(_ effect: FillEffect) {
        switch effect.contract {
        case .spot: return
        case .linear: tally.note(.linearContract)
        case .inverse: tally.note(.inverseContract)
        }
        if effect.fill.leg != .net { tally.note(.hedgedContract) }
        switch effect.fill.cause {
        case .trade, .settlement: break
        case .liquidation: tally.note(.positionLiquidated)
        case .autoDeleveraging: tally.note(.positionDeleveraged)
        }
        if effect.fill.cause == .liquidation && effect.strategy == .external {
            tally.note(.liquidationShared)
        }
    }
}
