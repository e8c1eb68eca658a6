internal import Containers
internal import Domain

// What is decided about the house's own inputs: limits, capital, margin, and what comparisons with
// the venue found. What is not taken in changes nothing and says why.
extension TradingCore {
    mutating func decideHouse(_ input: Input) {
        switch input {
        case .cancelAll(let scope): decideSweep(scope)
        case .setTradingState(let scope, let mode): decideTradingState(scope, mode)
        case .kill(let scope, let reason): decideKill(scope, reason)
        case .liftKill(let scope, let reason): decideLift(scope, reason)
        case .limits(let limits):
            guard limits.isSound else { return refuse(.limitsUnsound, limits.scope) }
            emit(.limitsSet(limits))
        case .valuation(let asset):
            guard asset != .none else { return refuse(.amountUnfit) }
            emit(.valuationSet(asset))
        case .conversion(let rate): decideConversion(rate)
        case .marginTable(let table): decideMarginTable(table)
        case .marginTerms(let terms): decideMarginTerms(terms)
        case .funding(let notice): decideFunding(notice)
        case .allocate(let allocation): decideAllocation(allocation)
        case .transfer(let transfer): decideTransfer(transfer)
        case .accountConfirmed(let account): emit(.accountConfirmed(account, stamp.time))
        case .difference(let difference): decideDifference(difference)
        case .foreignOrder(let order): decideForeignOrder(order)
        case .venuePosition(let position): decideVenuePosition(position)
        case _: preconditionFailure("not an input of the house")
        }
    }

    mutating func refuse(_ refusal: InputRefusal, _ scope: TradingScope = .global) {
        emit(.inputRefused(refusal, scope))
    }

    private mutating func decideConversion(_ rate: ConversionRate) {
        // A rate from the future would never grow stale and keep all later ones out.
        let time = min(rate.time, stamp.time)
        guard rate.asset != .none, rate.price.raw > 0,
            state.conversionRow(rate.asset).map({ state.conversions[$0].time <= time }) ?? true
        else { return refuse(.priceUnfit) }
        emit(.conversionRecorded(ConversionRate(asset: rate.asset, price: rate.price, time: time)))
    }

    private mutating func decideMarginTable(_ table: MarginTable) {
        guard let row = state.instrumentRow(table.instrument),
            state.instruments[row].contract.isDerivative
        else { return refuse(.instrumentUnfit, .instrument(table.instrument)) }
        guard MarginTiers(table) != nil else {
            return refuse(.marginTableUnsound, .instrument(table.instrument))
        }
        guard state.marginTable(table.instrument) != table else { return }
        for (place, bracket) in table.brackets.enumerated() {
            emit(.marginBracketSet(table.instrument, place: UInt8(place), bracket))
        }
    }

    private mutating func decideAllocation(_ allocation: CapitalAllocation) {
        guard allocation.strategy != .external, allocation.asset != .none,
            allocation.limit >= .zero
        else { return refuse(.amountUnfit, .strategy(allocation.strategy)) }
        // A slip of the pen would leave the strategy on the pool's money.
        guard state.knows(allocation.asset) else {
            return refuse(.assetUnknown, .strategy(allocation.strategy))
        }
        emit(.allocationSet(allocation))
    }

    /// Capital may leave a sub-account as far as it is available, and come to one as far as its
    /// allocation goes; the pool takes anything.
    private mutating func decideTransfer(_ transfer: CapitalTransfer) {
        guard state.transferRow(transfer.id) == nil else { return refuse(.repeated) }
        guard transfer.amount > .zero, transfer.amount <= Money.Limits.amountMax,
            transfer.asset != .none, transfer.from != transfer.to
        else { return refuse(.amountUnfit, .strategy(transfer.to)) }
        let from = state.capital(transfer.account, transfer.from, transfer.asset)
        guard from.available >= transfer.amount else {
            return refuse(.capitalInsufficient, .strategy(transfer.from))
        }
        if transfer.to != .external {
            let to = state.capital(transfer.account, transfer.to, transfer.asset)
            guard
                let row = state.allocationRow(transfer.account, transfer.to, transfer.asset),
                to.total + transfer.amount <= state.allocations[row].limit
            else { return refuse(.allocationExceeded, .strategy(transfer.to)) }
        }
        emit(.capitalTransferred(transfer))
    }

    private mutating func decideDifference(_ difference: BalanceDifference) {
        guard difference.asset != .none,
            difference.theirs.raw.magnitude <= Money.Limits.amountMax.raw.magnitude
        else { return refuse(.amountUnfit, .account(difference.account)) }
        // What is taken over is booked against what our books say now; what was only found is kept
        // as it was found, where open contracts may be netted as the venue nets them.
        let ours =
            difference.isAccepted
            ? state.balance(difference.account, difference.asset).total : difference.ours
        guard ours != difference.theirs else { return }
        emit(
            .differenceNoted(
                BalanceDifference(
                    account: difference.account, asset: difference.asset, ours: ours,
                    theirs: difference.theirs, isAccepted: difference.isAccepted)))
    }
}
