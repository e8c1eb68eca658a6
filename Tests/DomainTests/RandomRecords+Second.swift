import Containers
import Domain

// Random content of what the second layout added.
extension RandomRecords {
    mutating func price() -> Price { Price(mantissa: long()) }

    mutating func riskInputs() -> RiskInputs {
        var inputs = RiskInputs()
        inputs.mark = MarkPrice(raw: wide())
        inputs.markedAt = time()
        inputs.bid = price()
        inputs.ask = price()
        inputs.conversion = MarkPrice(raw: wide())
        inputs.notional = money()
        inputs.available = money()
        inputs.position = money()
        inputs.workingBuys = money()
        inputs.workingSells = money()
        inputs.openOrders = word()
        inputs.confirmedAt = time()
        inputs.gross = money()
        inputs.equity = money()
        inputs.dayGain = money()
        inputs.depth = Quantity(mantissa: long())
        inputs.dayVolume = Quantity(mantissa: long())
        inputs.convertedAt = time()
        inputs.ordersInWindow = word()
        inputs.cancelsInWindow = word()
        inputs.drawdown = money()
        inputs.rejectsInRow = word()
        inputs.leverage = word()
        inputs.margin = money()
        inputs.maintenance = money()
        inputs.marginBalance = money()
        return inputs
    }

    mutating func scope() -> TradingScope { TradingScope(one(of: TradingScope.Kind.self), word()) }

    mutating func reason() -> StatedReason {
        StatedReason(flag() ? "" : String(repeating: "why \u{e9} ", count: Int(word() % 40)))
    }

    mutating func restriction() -> TradingRestriction {
        TradingRestriction(
            scope: scope(), mode: one(of: TradingMode.self), isKilled: flag(),
            because: reason())
    }

    mutating func limits() -> RiskLimits {
        var limits = RiskLimits(scope: scope())
        limits.orderWindow = long()
        limits.ordersInWindowMax = word()
        limits.cancelsInWindowMax = word()
        limits.duplicateWindow = long()
        limits.referenceAgeMax = long()
        limits.conversionAgeMax = long()
        limits.collar = Rate(raw: long())
        limits.orderNotionalMax = money()
        limits.orderQuantityMax = money()
        limits.bookShareMax = Rate(raw: long())
        limits.volumeShareMax = Rate(raw: long())
        limits.openOrdersMax = word()
        limits.workingQuantityMax = money()
        limits.longMax = money()
        limits.shortMax = money()
        limits.grossMax = money()
        limits.netMax = money()
        limits.leverageMax = Rate(raw: long())
        limits.marginRatioMax = Rate(raw: long())
        limits.liquidationDistanceMin = Rate(raw: long())
        limits.feeBuffer = Rate(raw: long())
        limits.fundingBuffer = Rate(raw: long())
        limits.dayLossMax = money()
        limits.drawdownMax = money()
        limits.rejectsInRowMax = word()
        limits.balanceAgeMax = long()
        limits.requiresAllocation = flag()
        limits.preventsSelfTrade = flag()
        return limits
    }

    mutating func conversion() -> ConversionRate {
        ConversionRate(asset: asset(), price: MarkPrice(raw: wide()), time: time())
    }

    mutating func marginTable() -> MarginTable {
        let brackets = (0..<random.below(MarginTable.Limits.bracketsMax + 1)).map { _ in bracket() }
        return MarginTable(instrument: InstrumentID(word()), brackets: brackets)
    }

    mutating func bracket() -> MarginBracket {
        MarginBracket(
            cap: money(), rate: Rate(raw: long()), cumulative: money(),
            leverageMax: UInt16(truncatingIfNeeded: word()))
    }

    mutating func marginTerms() -> MarginTerms {
        MarginTerms(
            account: AccountID(word()), instrument: InstrumentID(word()),
            mode: one(of: MarginMode.self), leverage: UInt16(truncatingIfNeeded: word()))
    }

    mutating func funding() -> FundingNotice {
        FundingNotice(
            id: identifier(), account: AccountID(word()), instrument: InstrumentID(word()),
            leg: one(of: PositionLeg.self), asset: asset(), amount: money())
    }

    mutating func fundingEffect() -> FundingEffect {
        FundingEffect(
            notice: funding(), strategy: StrategyID(word()), owner: StrategyID(word()),
            share: money(), isLast: flag())
    }

    mutating func allocation() -> CapitalAllocation {
        CapitalAllocation(
            account: AccountID(word()), strategy: StrategyID(word()), asset: asset(),
            limit: money())
    }

    mutating func transfer() -> CapitalTransfer {
        CapitalTransfer(
            id: identifier(), account: AccountID(word()), asset: asset(),
            from: StrategyID(word()), to: StrategyID(word()), amount: money())
    }

    mutating func capital() -> Capital {
        var capital = Capital(
            account: AccountID(word()), strategy: StrategyID(word()), asset: asset())
        capital.total = money()
        capital.reserved = money()
        capital.margin = money()
        capital.gained = money()
        capital.gainedPeak = money()
        capital.day = Int32(truncatingIfNeeded: long())
        capital.gainedAtDayStart = money()
        return capital
    }

    mutating func difference() -> BalanceDifference {
        BalanceDifference(
            account: AccountID(word()), asset: asset(), ours: money(), theirs: money(),
            isAccepted: flag())
    }

    mutating func foreignOrder() -> ForeignOrder {
        ForeignOrder(
            reference: reference(), instrument: InstrumentID(word()), venueOrderID: identifier(),
            side: one(of: Side.self), leg: one(of: PositionLeg.self), price: price(),
            leaves: quantity(), isReduceOnly: flag(), sibling: row())
    }

    mutating func venuePosition() -> VenuePosition {
        VenuePosition(
            account: AccountID(word()), instrument: InstrumentID(word()),
            leg: one(of: PositionLeg.self), quantity: money(), cost: money(), askedAt: time())
    }

    mutating func adjustment() -> PositionAdjustment {
        PositionAdjustment(
            venue: venuePosition(), strategy: StrategyID(word()), quantityChange: money(),
            costChange: money(),
            marginChange: money())
    }

    mutating func statement() -> AbsenceStatement {
        AbsenceStatement(order: reference(), by: identifier(), because: identifier())
    }
}
