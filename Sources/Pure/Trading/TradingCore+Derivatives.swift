internal import Containers
public import Domain

// What is decided about contracts: their fills, funding, and positions as the venue has them.
extension TradingCore {
    /// What a fill of a contract changes: the position, profit and fee go to the wallet, and the
    /// position holds the initial margin of what is open.
    ///
    /// - Parameter row: the order of ours that it is of; ``OrderRow/none`` for a stranger's.
    /// - Returns: all but what its order sets aside; nil where an amount is out of range.
    func contractEffect(
        of fill: FillReport, _ instrument: Instrument, quantity: Money, _ row: OrderRow
    ) -> FillEffect? {
        let strategy = holder(of: fill, row)
        let position = state.position(fill.order.account, strategy, fill.instrument, fill.leg)
        let isBuy = fill.side == .buy
        let gains = (instrument.contract == .linear) == isBuy
        guard
            let worth = try? instrument.terms.valueRoundedHalfEven(
                of: quantity, at: fill.price, decimals: instrument.priceDecimals)
        else { return nil }
        let change = PositionChange(
            held: position.quantity, cost: position.cost, quantity: isBuy ? quantity : -quantity,
            value: gains ? worth : -worth)
        let ofOrder = row == .none ? nil : state.orders[Int(row.index)]
        // Capital that a position holds already goes on being whose it is.
        let owner =
            position.margin != .zero ? position.owner : (ofOrder?.owner ?? .external)
        guard
            let margin = initialMargin(
                ofCost: position.cost + change.cost, fill.order.account, fill.instrument,
                else: ofOrder?.leverage ?? 1)
        else { return nil }
        return FillEffect(
            fill: fill, order: row, strategy: strategy, owner: owner,
            contract: instrument.contract, base: instrument.base, quote: instrument.settle,
            baseChange: isBuy ? quantity : -quantity, quoteChange: isBuy ? -worth : worth,
            released: .zero, costChange: change.cost, realised: change.realised,
            marginChange: margin - position.margin)
    }

    /// Whose position a fill is of: its order's strategy; where it has no order of ours and the
    /// venue itself closed something, the one strategy that holds the position; else nobody's here.
    private func holder(of fill: FillReport, _ order: OrderRow) -> StrategyID {
        guard order == .none else { return state.orders[Int(order.index)].request.strategy }
        guard fill.cause != .trade else { return .external }
        let holders = state.holders(fill.order.account, fill.instrument, fill.leg)
        return holders.count == 1 ? state.positions[holders[0]].strategy : .external
    }

    /// What a position of a cost holds: its entry value ÷ leverage, rounded up.
    ///
    /// - Parameter leverage: where the account's own for the instrument is not known.
    /// - Returns: nil where it exceeds the range of amounts.
    private func initialMargin(
        ofCost cost: Money, _ account: AccountID, _ instrument: InstrumentID,
        else leverage: UInt16
    ) -> Money? {
        Self.initialMargin(
            ofValue: Money(raw: Int128(cost.raw.magnitude)),
            leverage: state.terms(account, instrument)?.leverage ?? leverage)
    }
}

// MARK: - Funding

extension TradingCore {
    /// Shares a funding among the strategies by what each holds of the position. The shares add up
    /// to the amount: the last one takes what rounding left.
    mutating func decideFunding(_ notice: FundingNotice) {
        guard state.fundingRow(notice) == nil else { return refuse(.repeated) }
        guard notice.amount.raw.magnitude <= Money.Limits.amountMax.raw.magnitude,
            notice.asset != .none
        else { return refuse(.amountUnfit, .account(notice.account)) }
        guard state.instrumentRow(notice.instrument) != nil else {
            return refuse(.instrumentUnfit, .instrument(notice.instrument))
        }
        let holders = state.holders(notice.account, notice.instrument, notice.leg)
        let held = holders.reduce(Money.zero) { $0 + state.positions[$1].quantity }
        guard held != .zero, holders.count <= Limits.attentionsPerInput else {
            return fund(notice, .external, .external, notice.amount, isLast: true)
        }
        var rest = notice.amount
        for (place, row) in holders.enumerated() {
            let position = state.positions[row]
            let isLast = place == holders.count - 1
            let share =
                isLast
                ? rest
                : notice.amount.timesRoundedHalfEven(
                    position.quantity.raw, over: held.raw) ?? .zero
            rest -= share
            fund(notice, position.strategy, position.owner, share, isLast: isLast)
        }
    }

    private mutating func fund(
        _ notice: FundingNotice, _ strategy: StrategyID, _ owner: StrategyID, _ share: Money,
        isLast: Bool
    ) {
        emit(
            .fundingApplied(
                FundingEffect(
                    notice: notice, strategy: strategy, owner: owner, share: share,
                    isLast: isLast)))
    }
}

// MARK: - Positions and terms as the venue has them

extension TradingCore {
    /// Counts what the venue has and no fill explains as nobody's, with an alarm: it is in every
    /// limit from then on, and no strategy's.
    ///
    /// Not while an order of the account is uncertain, nor where a fill was counted after the venue
    /// was asked: its answer may be the older fact.
    mutating func decideVenuePosition(_ venue: VenuePosition) {
        guard let row = state.instrumentRow(venue.instrument),
            state.instruments[row].contract.isDerivative
        else { return refuse(.instrumentUnfit, .instrument(venue.instrument)) }
        guard venue.quantity.raw.magnitude <= Money.Limits.amountMax.raw.magnitude,
            venue.cost.raw.magnitude <= Money.Limits.amountMax.raw.magnitude,
            (venue.quantity == .zero) == (venue.cost == .zero)
        else { return refuse(.amountUnfit, .instrument(venue.instrument)) }
        guard state.globals.lastFillAt < venue.askedAt, venue.askedAt <= stamp.time,
            !isUncertain(venue.account, venue.instrument)
        else { return refuse(.evidenceStands, .instrument(venue.instrument)) }
        let holders = state.holders(venue.account, venue.instrument, venue.leg)
        let quantity = holders.reduce(Money.zero) { $0 + state.positions[$1].quantity }
        guard quantity != venue.quantity else { return }
        let cost = holders.reduce(Money.zero) { $0 + state.positions[$1].cost }
        let known = state.position(venue.account, .external, venue.instrument, venue.leg)
        let change = venue.cost - cost
        guard
            let margin = initialMargin(
                ofCost: known.cost + change, venue.account, venue.instrument, else: 1)
        else { return refuse(.amountUnfit, .instrument(venue.instrument)) }
        emit(.alarmRaised(.positionForeign, .none))
        emit(
            .positionAdjusted(
                PositionAdjustment(
                    venue: venue, quantityChange: venue.quantity - quantity, costChange: change,
                    marginChange: margin - known.margin)))
    }

    private func isUncertain(_ account: AccountID, _ instrument: InstrumentID) -> Bool {
        state.liveOrderRows.contains { row in
            let order = state.orders[Int(row)]
            return order.isUncertain && order.request.account == account
                && order.request.instrument == instrument
        }
    }

    /// New terms: what open positions hold follows the leverage.
    mutating func decideMarginTerms(_ terms: MarginTerms) {
        guard (1...MarginTerms.Limits.leverageMax).contains(terms.leverage) else {
            return refuse(.marginTermsUnsound, .instrument(terms.instrument))
        }
        guard let row = state.instrumentRow(terms.instrument),
            state.instruments[row].contract.isDerivative
        else { return refuse(.instrumentUnfit, .instrument(terms.instrument)) }
        guard state.terms(terms.account, terms.instrument) != terms else { return }
        emit(.marginTermsSet(terms))
        for leg in PositionLeg.allCases {
            let holders = state.holders(terms.account, terms.instrument, leg)
            for row in holders.prefix(Limits.attentionsPerInput) { holdAnew(row) }
        }
    }

    private mutating func holdAnew(_ row: Int) {
        let position = state.positions[row]
        guard
            let margin = initialMargin(
                ofCost: position.cost, position.account, position.instrument, else: 1),
            margin != position.margin
        else { return }
        emit(
            .positionAdjusted(
                PositionAdjustment(
                    venue: VenuePosition(
                        account: position.account, instrument: position.instrument,
                        leg: position.leg, quantity: position.quantity, cost: position.cost,
                        askedAt: stamp.time), strategy: position.strategy,
                    quantityChange: .zero, costChange: .zero,
                    marginChange: margin - position.margin)))
    }
}

extension TradingState {
    /// What all open positions of an account cost that are settled in an asset.
    ///
    /// The wallet less this is the same however a venue nets the positions of several strategies,
    /// and in whichever order their trades are counted: what a trade adds to profit less cost is
    /// its value with the sign turned, whatever it opens or closes.
    ///
    /// - Complexity: linear in the positions there ever were: for who compares with the venue.
    public func openCost(of account: AccountID, in asset: Asset) -> Money {
        positions.reduce(.zero) { sum, position in
            guard position.account == account, position.cost != .zero,
                let row = instrumentRow(position.instrument),
                instruments[row].contract.isDerivative, instruments[row].settle == asset
            else { return sum }
            return sum + position.cost
        }
    }

    /// The rows of an account's open positions in an instrument, whoever's.
    ///
    /// - Complexity: linear in the positions there ever were: for what is rare.
    func holders(
        _ account: AccountID, _ instrument: InstrumentID, _ leg: PositionLeg
    ) -> [Int] {
        positions.indices.filter { row in
            positions[row].instrument == instrument && positions[row].account == account
                && positions[row].leg == leg && positions[row].quantity != .zero
        }
    }
}

extension Instrument {
    /// What a quantity of it is worth; that of spot is linear.
    var terms: Contract {
        Contract(contract == .inverse ? .inverse : .linear, multiplier: multiplier)
    }
}

extension MarginTiers {
    /// The checked form of a journaled table; nil where it has a fault.
    init?(_ table: MarginTable) {
        var floor = Money.zero
        var tiers: [MarginTier] = []
        for bracket in table.brackets {
            tiers.append(
                MarginTier(
                    floor: floor, cap: bracket.cap, rate: bracket.rate,
                    cumulative: bracket.cumulative))
            floor = bracket.cap
        }
        guard let checked = try? MarginTiers(tiers) else { return nil }
        self = checked
    }
}
