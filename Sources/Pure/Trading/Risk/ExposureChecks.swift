internal import Containers
internal import Domain

// The 11th and the 12th check: what all working and unknown orders may lead to, at worst.
extension TradingCore {
    func checkPosition(_ order: inout OrderCheck) -> Denial? {
        for place in 0..<order.limits.count {
            let row = order.limits[place]
            let (longMax, shortMax) = (state.limits[row].longMax, state.limits[row].shortMax)
            guard longMax != .unlimited || shortMax != .unlimited else { continue }
            let exposure = exposure(of: &order, in: state.limits[row].scope)
            if order.isBuy {
                let longest = exposure.longest + order.added
                guard longest <= longMax else {
                    return Denial(.positionOverLimit, longest, bound: longMax)
                }
            } else {
                let shortest = exposure.shortest - order.added
                guard -shortest <= shortMax else {
                    return Denial(.positionOverLimit, -shortest, bound: shortMax)
                }
            }
        }
        return nil
    }

    /// What positions and working orders add up to, in the valuation currency.
    func checkSums(_ order: inout OrderCheck) -> Denial? {
        for place in 0..<order.limits.count {
            let row = order.limits[place]
            let (grossMax, netMax) = (state.limits[row].grossMax, state.limits[row].netMax)
            guard grossMax != .unlimited || netMax != .unlimited else { continue }
            var sum = ExposureSum()
            if let denial = addUp(&order, in: state.limits[row].scope, &sum) { return denial }
            guard sum.gross <= grossMax else {
                return Denial(.grossOverLimit, sum.gross, bound: grossMax)
            }
            let net = order.isBuy ? sum.longest : -sum.shortest
            guard net <= netMax else { return Denial(.netOverLimit, net, bound: netMax) }
        }
        let leverageMax = state.least(order.limits) { $0.leverageMax }
        return leverageMax.raw == .max ? nil : checkLeverage(&order, leverageMax)
    }

    private func checkLeverage(_ order: inout OrderCheck, _ leverageMax: Rate) -> Denial? {
        var sum = ExposureSum()
        let account = order.request.account
        if let denial = addUp(&order, in: .account(account), &sum) { return denial }
        guard let equity = equity(account, &order) else { return Denial(code: .conversionMissing) }
        order.inputs.equity = equity
        guard equity > .zero, let most = equity.timesRoundedUp(leverageMax) else {
            return Denial(.leverageOverLimit, sum.gross, bound: .zero)
        }
        return sum.gross > most ? Denial(.leverageOverLimit, sum.gross, bound: most) : nil
    }

    /// What a scope's positions may come to with the order. Denies where a price is missing.
    private func addUp(
        _ order: inout OrderCheck, in scope: TradingScope, _ sum: inout ExposureSum
    ) -> Denial? {
        let own = order.exposureKey.widened(to: scope.kind)
        let (units, isBuy) = (order.added, order.isBuy)
        let (ageMax, conversionAgeMax) = (order.referenceAgeMax, order.conversionAgeMax)
        var (isCounted, denial, total) = (false, nil as Denial?, sum)
        func add(_ exposure: Exposure) -> Bool {
            let isOwn =
                exposure.account == own.account && exposure.strategy == own.strategy
                && exposure.instrument == own.instrument && exposure.leg == own.leg
            isCounted = isCounted || isOwn
            let longest = exposure.longest + (isOwn && isBuy ? units : .zero)
            let shortest = exposure.shortest - (isOwn && !isBuy ? units : .zero)
            guard longest != .zero || shortest != .zero else { return false }
            let worth = self.worth(exposure.instrument, within: ageMax, conversionAgeMax)
            switch worth {
            case .failure(let missing): denial = missing
            case .success(let worth):
                guard let long = worth.of(longest), let short = worth.of(shortest) else {
                    denial = tooLarge(Money.Limits.amountMax)
                    return true
                }
                total.add(long, short)
            }
            return denial != nil
        }
        state.exposures.of(scope, until: add)
        if !isCounted && denial == nil { _ = add(Exposure(own)) }
        sum = total
        order.inputs.gross = total.gross
        return denial
    }

    /// What one unit of an instrument is worth in the valuation currency now.
    func worth(
        _ id: InstrumentID, within ageMax: Int64, _ conversionAgeMax: Int64
    ) -> Found<UnitWorth> {
        guard let condition = state.condition(id), condition.markedAt != .none,
            condition.latestRow != .max
        else { return .failure(Denial(code: .markMissing)) }
        let age = stamp.time.since(condition.markedAt)
        guard age <= ageMax else {
            return .failure(
                Denial(code: .markStale, observed: Int128(age), bound: Int128(ageMax)))
        }
        let instrument = state.instruments[Int(condition.latestRow)]
        guard let rate = conversion(instrument.settle, within: conversionAgeMax) else {
            return .failure(Denial(code: .conversionMissing))
        }
        return .success(UnitWorth(instrument, at: condition.mark, conversion: rate.price))
    }

    /// What an account is worth in the valuation currency: what it has, and what its contracts
    /// would gain; nil where something of it has no price.
    ///
    /// - Complexity: linear in the balances, and in the account's instruments.
    private func equity(_ account: AccountID, _ order: inout OrderCheck) -> Money? {
        var equity = Money.zero
        for balance in state.balances where balance.account == account && balance.total != .zero {
            guard let rate = conversion(balance.asset, within: order.conversionAgeMax),
                let worth = balance.total.converted(by: rate.price)
            else { return nil }
            equity += worth
        }
        let (ageMax, conversionAgeMax) = (order.referenceAgeMax, order.conversionAgeMax)
        var isKnown = true
        state.exposures.of(.account(account)) { exposure in
            guard exposure.position != .zero,
                let row = state.instrumentRow(exposure.instrument),
                state.instruments[row].contract.isDerivative
            else { return false }
            guard
                case .success(let worth) = worth(
                    exposure.instrument, within: ageMax, conversionAgeMax),
                let gain = worth.gain(exposure)
            else {
                isKnown = false
                return true
            }
            equity += gain
            return false
        }
        return isKnown ? equity : nil
    }
}

/// What was looked for, or why the order is denied for want of it.
enum Found<Value> {
    case success(Value)
    case failure(Denial)
}

/// What exposures add up to, in the valuation currency.
struct ExposureSum {
    /// Of either side, the larger of each.
    var gross = Money.zero
    /// The most that may be held.
    var longest = Money.zero
    /// The least that may be held.
    var shortest = Money.zero

    mutating func add(_ long: Money, _ short: Money) {
        gross += max(Money(raw: abs(long.raw)), Money(raw: abs(short.raw)))
        longest += long
        shortest += short
    }
}

/// What a unit of an instrument is worth in the valuation currency.
struct UnitWorth {
    private let contract: ContractKind
    private let multiplier: Money
    private let mark: MarkPrice
    private let conversion: MarkPrice

    init(_ instrument: Instrument, at mark: MarkPrice, conversion: MarkPrice) {
        contract = instrument.contract
        multiplier = instrument.multiplier
        self.mark = mark
        self.conversion = conversion
    }

    /// Of a signed number of units, of its sign and rounded away from zero; nil beyond the range of
    /// amounts.
    func of(_ units: Money) -> Money? {
        settled(units)?.converted(by: conversion).flatMap { worth in
            worth.raw.magnitude <= Money.Limits.amountMax.raw.magnitude ? worth : nil
        }
    }

    /// What closing a contract's position would gain.
    func gain(_ exposure: Exposure) -> Money? {
        guard let value = settled(exposure.position) else { return nil }
        let signed = contract == .inverse ? -value : value
        return (signed - exposure.cost).converted(by: conversion)
    }

    private func settled(_ units: Money) -> Money? {
        let size =
            multiplier.raw == Money.one
            ? units.raw
            : FullWidth.multiplyDivide(
                units.raw, multiplier.raw, Money.one, rounding: .awayFromZero)
        guard let size, mark.raw > 0 else { return nil }
        let worth =
            contract == .inverse
            ? FullWidth.multiplyDivide(size, Money.one, mark.raw, rounding: .awayFromZero)
            : FullWidth.multiplyDivide(size, mark.raw, Money.one, rounding: .awayFromZero)
        return worth.map(Money.init(raw:))
    }
}
