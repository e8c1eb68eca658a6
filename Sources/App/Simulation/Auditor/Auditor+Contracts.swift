internal import Domain

// What the auditor makes of a contract's trades, funding and rules.
extension Auditor {
    // MARK: - Trades

    /// - Parameter counts: 1, and −1 for one the other way that takes another back.
    mutating func countContract(
        _ effect: FillEffect, _ listed: Instrument, counts: Int = 1
    ) throws(Violation) {
        let fill = effect.fill
        let strategy = holder(of: effect)
        guard effect.strategy.raw == strategy else {
            throw Violation(
                .i22, "trade \(fill.tradeID) is booked to strategy \(effect.strategy.raw)")
        }
        let key = ShadowContracts.Key(strategy: strategy, leg: fill.leg)
        var position = contracts[key]
        let owner = position.margin != 0 ? position.owner : ownerOfOrder(effect.order)
        guard effect.owner.raw == owner else {
            throw Violation(.i22, "a trade is paid from another strategy's capital")
        }
        let quantity = Int128(fill.quantity.mantissa) * (fill.side == .buy ? 1 : -1)
        let worth = ShadowContracts.worth(
            quantity, Int128(fill.price.mantissa), decimals: listed.priceDecimals, listed)
        let moved = quantity * ShadowContracts.thousandth
        guard effect.contract == listed.contract, effect.base == listed.base,
            effect.quote == listed.settle, effect.baseChange.raw == moved,
            effect.quoteChange.raw == (quantity > 0 ? -worth : worth)
        else {
            throw Violation(.i21, "trade \(fill.tradeID) moves other amounts than were traded")
        }
        let change = contracts.change(position, by: quantity, worth: worth, listed)
        guard effect.costChange.raw == change.cost, effect.realised.raw == change.realised,
            effect.marginChange.raw == change.margin
        else {
            throw Violation(
                .i22, "trade \(fill.tradeID) changes cost, profit or margin wrongly")
        }
        if (position.quantity > 0) != (position.quantity + quantity > 0), position.quantity != 0,
            position.quantity + quantity != 0
        {
            paths.append(.positionFlipped)
        }
        position.quantity += quantity
        position.cost += change.cost
        position.realised += change.realised
        position.margin += change.margin
        position.owner = owner
        position.fills += counts
        if fill.feeAsset == listed.settle { position.fees += fill.fee.raw }
        contracts.set(key, position)
        try ledger.settle(change.realised, .profit, listed.settle, owner)
        try ledger.settle(-fill.fee.raw, .fees, fill.feeAsset, owner)
        try ledger.hold(change.margin, listed.settle, owner)
    }

    /// Whose position a trade is of: that of its order's strategy; of the one that holds the leg,
    /// where the venue closed it; else nobody's.
    private func holder(of effect: FillEffect) -> UInt32 {
        if effect.order != .none, Int(effect.order.index) < orders.count {
            return orders[Int(effect.order.index)].request.strategy.raw
        }
        let holders = contracts.holders(effect.fill.leg)
        let isClosing = effect.fill.cause != .trade
        return isClosing && holders.count == 1 ? holders[0].strategy : 0
    }

    private func ownerOfOrder(_ row: OrderRow) -> UInt32 {
        row != .none && Int(row.index) < orders.count ? orders[Int(row.index)].owner : 0
    }

    // MARK: - Funding

    mutating func seeFunding(
        _ effect: FundingEffect, _ venue: SimulatedVenue
    ) throws(Violation) {
        let notice = effect.notice
        if fundingShared == nil {
            guard fundings.insert(String(describing: notice.id)).inserted else {
                throw Violation(.i14, "\(notice.id) is counted twice")
            }
            let number = Int(String(describing: notice.id).dropFirst("funding-".count)) ?? 0
            guard let desk = venue.contracts, (1...desk.fundings.count).contains(number),
                desk.fundings[number - 1] == notice
            else { throw Violation(.i22, "\(notice.id) never happened so") }
            fundingShared = (contracts.holders(notice.leg), notice.amount.raw)
        }
        guard var (holders, rest) = fundingShared else { return }
        var key = ShadowContracts.Key(strategy: 0, leg: notice.leg)
        var share = rest
        let held = contracts.sum(notice.leg).quantity
        if held != 0 {
            guard !holders.isEmpty else {
                throw Violation(.i21, "\(notice.id) has more shares than positions")
            }
            key = holders.removeFirst()
            if !holders.isEmpty {
                share = ShadowContracts.share(
                    notice.amount.raw, contracts[key].quantity, held)
            }
        } else {
            holders = []
        }
        rest -= share
        var position = contracts[key]
        let owner = held != 0 ? position.owner : 0
        guard effect.strategy.raw == key.strategy, effect.share.raw == share,
            effect.owner.raw == owner, effect.isLast == holders.isEmpty
        else { throw Violation(.i22, "\(notice.id) is shared wrongly") }
        position.fundingPaid -= share
        contracts.set(key, position)
        try ledger.settle(share, .funding, notice.asset, owner)
        fundingShared = holders.isEmpty ? nil : (holders, rest)
    }

    // MARK: - Rules, and what the venue has

    mutating func seeRules(_ event: Event) throws(Violation) {
        switch event {
        case .marginBracketSet(let instrument, let place, let bracket):
            contracts.tiers = contracts.tiers.prefix(Int(place)) + [bracket]
            let table = Domain.MarginTable(instrument: instrument, brackets: contracts.tiers)
            guard Self.isSound(table) else {
                throw Violation(.i24, "a table of tiers is taken that contradicts itself")
            }
        case .marginTermsSet(let terms): contracts.leverage = Int128(terms.leverage)
        case .positionAdjusted(let adjustment): try adjust(adjustment)
        case _: break
        }
    }

    /// Maintenance grows without a jump, by ever higher rates.
    static func isSound(_ table: Domain.MarginTable) -> Bool {
        var before: MarginBracket?
        for bracket in table.brackets {
            guard bracket.rate.raw >= 0 else { return false }
            if let before {
                let step = Int128(bracket.rate.raw) - Int128(before.rate.raw)
                let jump = ShadowContracts.quotient(
                    before.cap.raw.magnitude.multipliedFullWidth(by: step.magnitude),
                    10_000_000_000_000_000, up: true)
                guard step > 0, bracket.cap > before.cap,
                    bracket.cumulative.raw - before.cumulative.raw == jump
                else { return false }
            } else if bracket.cumulative != .zero || bracket.cap <= .zero {
                return false
            }
            before = bracket
        }
        return before != nil
    }

    private mutating func adjust(_ adjustment: PositionAdjustment) throws(Violation) {
        let (told, leg) = (adjustment.venue, adjustment.venue.leg)
        let key = ShadowContracts.Key(strategy: adjustment.strategy.raw, leg: leg)
        var position = contracts[key]
        let sum = contracts.sum(leg)
        var (quantity, cost) = (0 as Int128, 0 as Int128)
        if adjustment.quantityChange != .zero {
            quantity = told.quantity.raw / ShadowContracts.thousandth - sum.quantity
            cost = told.cost.raw - sum.cost
        }
        let margin = contracts.margin(ofCost: position.cost + cost) - position.margin
        guard adjustment.quantityChange == .zero || key.strategy == 0,
            adjustment.quantityChange.raw == quantity * ShadowContracts.thousandth,
            adjustment.costChange.raw == cost, adjustment.marginChange.raw == margin
        else { throw Violation(.i22, "the \(leg) position is adjusted wrongly") }
        position.quantity += quantity
        position.cost += cost
        position.margin += margin
        contracts.set(key, position)
        try ledger.hold(margin, instrument?.settle ?? .none, position.owner)
    }
}
