internal import Containers
internal import Domain

// The 14th to the 19th check: whose money it is, how the strategy has done, and whether what is
// known of the account can be relied on.
extension TradingCore {
    /// The strategy's capital covers what the order needs, and its highest fee: by the ledger.
    func checkCapital(_ order: inout OrderCheck) -> Denial? {
        let request = order.request
        let asset = state.reservedAsset(order.instrument, request.side)
        let needsOwn = (0..<order.limits.count).contains {
            state.limits[order.limits[$0]].requiresAllocation
        }
        if needsOwn, state.allocationRow(request.account, request.strategy, asset) == nil {
            return Denial(code: .allocationMissing)
        }
        guard order.instrument.contract == .spot else { return nil }
        findCapital(&order)
        guard let price = spotReservePrice(order, buffer: .zero),
            let cost = Self.reservation(
                order.instrument, request.side, price, order.leaves, leverage: 1)
        else { return tooLarge(Money.Limits.amountMax) }
        order.cost = cost
        guard cost - order.held <= order.available else {
            return Denial(.balanceInsufficient, order.available, bound: cost - order.held)
        }
        let buffer = state.most(order.limits) { $0.feeBuffer }
        guard buffer > .zero && order.isBuy else {
            order.reservePrice = price
            order.reserved = cost
            return nil
        }
        guard let padded = spotReservePrice(order, buffer: buffer),
            let reserved = Self.reservation(
                order.instrument, request.side, padded, order.leaves, leverage: 1)
        else { return tooLarge(Money.Limits.amountMax) }
        order.reservePrice = padded
        order.reserved = reserved
        return nil
    }

    /// Whose capital the order uses, and what there is of it.
    func findCapital(_ order: inout OrderCheck) {
        let asset = state.reservedAsset(order.instrument, order.request.side)
        let account = order.request.account
        if order.standing == nil {
            order.owner = state.owner(account, order.request.strategy, asset)
        }
        order.available = state.capital(account, order.owner, asset).available
        order.inputs.available = order.available
    }

    /// What one unit costs at most: a buy without a price of its own may trade above the mark.
    private func spotReservePrice(_ order: OrderCheck, buffer: Rate) -> MarkPrice? {
        var price = order.unit
        if order.isBuy && !order.request.type.hasPrice {
            guard let raised = price.raised(by: Limits.marketReserve) else { return nil }
            price = raised
        }
        return price.raised(by: buffer)
    }

    /// How the strategy and the account have done lately.
    func checkLosses(_ order: inout OrderCheck) -> Denial? {
        let account = order.request.account
        let rejectsMax = state.least(order.limits) { $0.rejectsInRowMax }
        if rejectsMax != .max {
            let rejects = state.accountRow(account).map { state.accounts[$0].rejectsInRow } ?? 0
            order.inputs.rejectsInRow = rejects
            guard rejects < rejectsMax else {
                return Denial(
                    code: .rejectsOverLimit, observed: Int128(rejects), bound: Int128(rejectsMax))
            }
        }
        let lossMax = state.least(order.limits) { $0.dayLossMax }
        let drawdownMax = state.least(order.limits) { $0.drawdownMax }
        guard lossMax != .unlimited || drawdownMax != .unlimited else { return nil }
        let settle = order.instrument.settle
        let capital = state.capital(account, order.request.strategy, settle)
        order.inputs.dayGain = capital.gained(on: stamp.time.day)
        order.inputs.drawdown = capital.gainedPeak - capital.gained
        guard let rate = conversion(settle, within: order.conversionAgeMax) else {
            return Denial(code: .conversionMissing)
        }
        return losses(capital, at: rate, lossMax, drawdownMax)
    }

    /// The first bound that a strategy's losses have reached; nil for none.
    func losses(
        _ capital: Capital, at rate: ConversionRate, _ lossMax: Money, _ drawdownMax: Money
    ) -> Denial? {
        let loss = max(.zero, -capital.gained(on: stamp.time.day)).converted(by: rate.price)
        let drawdown = (capital.gainedPeak - capital.gained).converted(by: rate.price)
        guard let loss, let drawdown else { return tooLarge(Money.Limits.amountMax) }
        if loss >= lossMax { return Denial(.dayLossOverLimit, loss, bound: lossMax) }
        return drawdown >= drawdownMax
            ? Denial(.drawdownOverLimit, drawdown, bound: drawdownMax) : nil
    }

    /// Whether it would trade with another order of the account.
    func checkSelfTrade(_ order: OrderCheck) -> Denial? {
        let isPrevented = (0..<order.limits.count).contains {
            state.limits[order.limits[$0]].preventsSelfTrade
        }
        let request = order.request
        guard isPrevented, !request.isPostOnly, !request.type.hasTrigger,
            let other = state.watch.quotes.best(
                request.side == .buy ? .sell : .buy, request.account, request.instrument)
        else { return nil }
        let isMet =
            request.type == .market
            || (order.isBuy
                ? other.mantissa <= request.price.mantissa
                : other.mantissa >= request.price.mantissa)
        return isMet
            ? Denial(
                code: .selfTrade, observed: Int128(request.price.mantissa),
                bound: Int128(other.mantissa)) : nil
    }

    /// When the account was last compared with the venue.
    func checkFreshness(_ order: inout OrderCheck) -> Denial? {
        let ageMax = state.least(order.limits) { $0.balanceAgeMax }
        guard ageMax != .max else { return nil }
        let confirmedAt =
            state.accountRow(order.request.account).map { state.accounts[$0].confirmedAt } ?? .none
        order.inputs.confirmedAt = confirmedAt
        guard confirmedAt != .none else { return Denial(code: .accountStale) }
        let age = stamp.time.since(confirmedAt)
        return age > ageMax
            ? Denial(code: .accountStale, observed: Int128(age), bound: Int128(ageMax)) : nil
    }

    /// What is set aside for fees and funding is there as well.
    func checkBuffers(_ order: OrderCheck) -> Denial? {
        order.reserved - order.held > order.available
            ? Denial(.bufferInsufficient, order.available, bound: order.reserved - order.held)
            : nil
    }
}

extension MarkPrice {
    /// Higher by a share of it, rounded up; nil beyond the range.
    func raised(by share: Rate) -> MarkPrice? {
        guard share > .zero else { return self }
        guard let more = Money(raw: raw).timesRoundedUp(share) else { return nil }
        let (sum, overflow) = raw.addingReportingOverflow(more.raw)
        return overflow ? nil : MarkPrice(raw: sum)
    }
}
