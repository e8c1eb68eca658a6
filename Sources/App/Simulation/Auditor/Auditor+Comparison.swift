internal import Domain
internal import Trading

// The process's books, held against the auditor's.
extension Auditor {
    private static let strategies: ClosedRange<UInt32> = 0...2

    /// Balances, what is set aside and positions, of the process and of the auditor.
    func compare(_ state: TradingState) throws(Violation) {
        guard let instrument else { return }
        let isSpot = instrument.contract == .spot
        for asset in isSpot ? [instrument.base, instrument.quote] : [instrument.settle] {
            try compareBalance(state, asset)
            try compareCapital(state, asset)
        }
        if isSpot {
            try comparePositions(state)
        } else {
            try compareContracts(state)
            // Now and then: it takes as long as all the rest.
            if sequence % 4 == 0 { try compareMargin(state) }
        }
        try checkBooks()
    }

    private func compareBalance(_ state: TradingState, _ asset: Asset) throws(Violation) {
        let balance = state.balance(SimulatedVenue.account, asset)
        guard balance.total.raw == ledger.amount(.wallet, asset) else {
            throw Violation(
                .i21,
                "the balance of \(asset) is \(balance.total.raw), the lines say "
                    + "\(ledger.amount(.wallet, asset))")
        }
        let counters: [(Int128, ShadowLedger.Side)] = [
            (balance.external.raw, .outside), (balance.traded.raw, .traded),
            (balance.fees.raw, .fees), (balance.profit.raw, .profit),
            (balance.funding.raw, .funding),
        ]
        for (amount, side) in counters {
            guard amount == -ledger.amount(side, asset) else {
                throw Violation(
                    .i21,
                    "of \(asset) \(amount) is \(side), the lines say "
                        + "\(-ledger.amount(side, asset))")
            }
        }
        guard balance.counters == balance.total else {
            throw Violation(.i21, "debits of \(asset) are not its credits")
        }
    }

    private func compareCapital(_ state: TradingState, _ asset: Asset) throws(Violation) {
        let account = SimulatedVenue.account
        var sum = ShadowLedger.Capital()
        for strategy in Self.strategies {
            let capital = state.capital(account, StrategyID(strategy), asset)
            let expected = ledger.capital(strategy, asset)
            sum.reserved += expected.reserved
            sum.margin += expected.margin
            guard capital.total.raw == expected.total else {
                throw Violation(.i21, "the capital of strategy \(strategy) is another one")
            }
            guard capital.reserved.raw == expected.reserved else {
                throw Violation(
                    .i24, "what strategy \(strategy) sets aside is not what its orders need")
            }
            guard capital.margin.raw == expected.margin else {
                throw Violation(.i24, "the margin that strategy \(strategy) holds is another one")
            }
        }
        let balance = state.balance(account, asset)
        guard balance.reserved.raw == sum.reserved, balance.margin.raw == sum.margin else {
            throw Violation(
                .i24,
                "of \(asset) \(balance.reserved.raw) is set aside, orders need \(sum.reserved); "
                    + "\(balance.margin.raw) is held as margin, positions need \(sum.margin)")
        }
    }

    private func comparePositions(_ state: TradingState) throws(Violation) {
        for strategy in Self.strategies {
            let position = state.position(
                SimulatedVenue.account, StrategyID(strategy), InstrumentID(0))
            let holding = ledger.holdings[strategy] ?? ShadowLedger.Holding()
            guard position.quantity.raw == holding.quantity, position.cost.raw == holding.cost,
                position.realised.raw == holding.realised,
                position.quoteFees.raw == holding.quoteFees, position.fills == holding.fills
            else {
                throw Violation(.i22, "the position of strategy \(strategy) is not its fills'")
            }
        }
    }

    private func compareContracts(_ state: TradingState) throws(Violation) {
        for strategy in Self.strategies {
            for leg in PositionLeg.allCases {
                let key = ShadowContracts.Key(strategy: strategy, leg: leg)
                let (expected, position) = (
                    contracts[key],
                    state.position(
                        SimulatedVenue.account, StrategyID(strategy), InstrumentID(0), leg)
                )
                // What a position holds is of the leverage that holds now.
                guard expected.margin == contracts.margin(ofCost: expected.cost) else {
                    throw Violation(.i24, "the \(leg) position holds another margin than it needs")
                }
                guard
                    position.quantity.raw == expected.quantity * ShadowContracts.thousandth,
                    position.cost.raw == expected.cost,
                    position.realised.raw == expected.realised,
                    position.quoteFees.raw == expected.fees,
                    position.fundingPaid.raw == expected.fundingPaid,
                    position.margin.raw == expected.margin, position.fills == expected.fills
                else {
                    throw Violation(
                        .i22, "the \(leg) position of strategy \(strategy) is not its fills'")
                }
            }
        }
    }
}
