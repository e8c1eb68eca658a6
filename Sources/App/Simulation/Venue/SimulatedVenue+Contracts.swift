internal import Containers
internal import Domain

// What happens to an account that trades contracts, beside its orders.
extension SimulatedVenue {
    /// Marks move, funding is charged, rules change, and positions are taken over for want of
    /// margin, or against somebody else's.
    mutating func moveContracts(
        at now: Timestamp, every interval: Int64, _ dice: inout Dice
    ) -> [Delivery] {
        guard !isDown(at: now), contracts != nil else { return [] }
        moveMark(&dice)
        var said = chargeFunding(at: now, every: interval, &dice)
        if dice.strikes(.rulesChanged) { said += changeRules(&dice) }
        if dice.strikes(.rulesUnsound) { said += tellUnsoundRules(&dice) }
        if contracts?.isOver == true {
            said += closeAll(.liquidation, now, &dice)
        } else if dice.strikes(.deleveraged) {
            said += closeAll(.autoDeleveraging, now, &dice)
        }
        return said
    }

    private mutating func moveMark(_ dice: inout Dice) {
        guard var mark = contracts?.mark else { return }
        mark += Int64(dice.venue.below(3001)) - 1500
        mark += (1_000_000 - mark) / 300
        let range = ContractDesk.Limits.markRange
        if dice.strikes(.markJump) {
            // Often against what is open, as far as it goes.
            let isLong = contracts.map { $0.legs.reduce(0) { $0 + $1.quantity } > 0 } ?? false
            mark =
                dice.extent.chance(1, in: 2)
                ? isLong ? range.lowerBound : range.upperBound
                : mark + Int64(dice.extent.below(400_001)) - 200_000
        }
        contracts?.mark = min(max(mark, range.lowerBound), range.upperBound)
    }

    // MARK: - Funding

    private mutating func chargeFunding(
        at now: Timestamp, every interval: Int64, _ dice: inout Dice
    ) -> [Delivery] {
        guard let desk = contracts, now >= desk.nextFundingAt else { return [] }
        contracts?.nextFundingAt = now.adding(milliseconds: interval)
        guard desk.nextFundingAt != .none else { return [] }
        let rate = Int128(dice.venue.below(61)) - 30
        var said: [Delivery] = []
        for leg in PositionLeg.allCases {
            let held = desk.legs[Int(leg.rawValue)].quantity
            let part = desk.worth(held, at: desk.mark) * rate / 10_000 / desk.unit * desk.unit
            let paid = held < 0 ? -part : part
            guard paid != 0 else { continue }
            let number = (contracts?.fundings.count ?? 0) + 1
            let notice = FundingNotice(
                id: try! FlowID("funding-\(number)"), account: Self.account,
                // Its list of payments does not say of which side's position one is.
                instrument: InstrumentID(0), leg: desk.isUSDM ? .net : leg,
                asset: desk.market.settle,
                amount: Money(raw: -paid))
            contracts?.fundings.append(notice)
            contracts?.fundingTimes.append(now)
            contracts?.wallet -= paid
            said += tell(notice, &dice)
        }
        return said
    }

    private func tell(_ notice: FundingNotice, _ dice: inout Dice) -> [Delivery] {
        guard !dice.strikes(.fundingLost) else { return [] }
        var delivery = Delivery(answers: [.funding(notice)])
        if dice.strikes(.fundingLate) { delivery.delay = Int64(dice.extent.below(20_000)) }
        guard dice.strikes(.fundingRepeated) else { return [delivery] }
        var again = delivery
        again.delay = Int64(dice.extent.below(10_000))
        return [delivery, again]
    }

    // MARK: - Rules

    /// Another leverage, or higher rates.
    private mutating func changeRules(_ dice: inout Dice) -> [Delivery] {
        guard let desk = contracts else { return [] }
        if dice.extent.chance(1, in: 2) {
            contracts?.leverage = Mix.leverages[dice.extent.below(Mix.leverages.count)]
        } else {
            let lowest = 50 + Int128(dice.extent.below(100))
            for place in desk.tiers.indices {
                contracts?.tiers[place].rate = lowest + Int128(place) * (lowest + 50)
            }
        }
        return [Delivery(answers: rules)]
    }

    /// A table with a gap or a jump: whoever takes it computes another margin than the venue.
    private func tellUnsoundRules(_ dice: inout Dice) -> [Delivery] {
        guard var table = contracts?.table else { return [] }
        let place = 1 + dice.extent.below(table.brackets.count - 1)
        switch dice.extent.below(3) {
        case 0: table.brackets[place].cumulative += Money(raw: 1)
        case 1: table.brackets[place].rate = table.brackets[place - 1].rate
        case _: table.brackets[place].cap = table.brackets[place - 1].cap
        }
        return [Delivery(answers: [.marginTable(table)])]
    }

    private var rules: [VenueAnswer] {
        contracts.map { [.marginTable($0.table), .marginTerms($0.terms)] } ?? []
    }

    /// What was charged, what holds, and what is open.
    func positions(askedAt: Timestamp) -> [Delivery] {
        guard let desk = contracts else { return [] }
        let open = PositionLeg.allCases.map { leg in
            let held = desk.legs[Int(leg.rawValue)]
            return VenuePosition(
                account: Self.account, instrument: InstrumentID(0), leg: leg,
                quantity: Money(raw: held.quantity * 1_000_000_000_000_000),
                cost: Money(raw: held.cost), askedAt: askedAt)
        }
        return [
            Delivery(
                answers: desk.fundings.map { .funding($0) } + rules
                    + [.positions(open, askedAt: askedAt)])
        ]
    }

    // MARK: - Closing

    /// All orders are taken out, then positions are closed: whole for want of margin, in part
    /// against somebody else's.
    private mutating func closeAll(
        _ cause: FillCause, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        guard let desk = contracts, desk.legs.contains(where: { $0.quantity != 0 }) else {
            return []
        }
        var said: [Delivery] = []
        if cause == .liquidation {
            for place in orders.indices { said += end(place, .canceled) }
        }
        for leg in PositionLeg.allCases {
            var left = Int64(desk.legs[Int(leg.rawValue)].quantity)
            guard left != 0 else { continue }
            let side: Side = left > 0 ? .sell : .buy
            left = abs(left)
            if cause != .liquidation { left = max(1, left / 3) }
            let first = dice.venue.chance(1, in: 3) ? max(1, left / 2) : left
            said += close(leg, side, first, cause, now, &dice)
            if left > first { said += close(leg, side, left - first, cause, now, &dice) }
        }
        return said
    }

    private mutating func close(
        _ leg: PositionLeg, _ side: Side, _ quantity: Int64, _ cause: FillCause,
        _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        guard let price = contracts?.tickPrice,
            let fee = contracts?.trade(side, leg, quantity, at: price)
        else { return [] }
        contracts?.closings += 1
        let number = contracts?.closings ?? 0
        let name = (cause == .liquidation ? "autoclose-" : "adl_autoclose-") + "\(number)"
        let report = FillReport(
            order: OrderReference(account: Self.account, clientOrderID: try! ClientOrderID(name)),
            instrument: InstrumentID(0),
            venueOrderID: try! VenueOrderID("\(Self.closingNumbersFrom + number)"),
            tradeID: try! TradeID("\(Self.tradeNumbersFrom + nextTrade)"), side: side,
            price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity), fee: fee, feeAsset: contractsSettle,
            isTaker: true, venueTime: now, leg: leg, cause: cause)
        nextTrade += 1
        trades.append(report)
        return told(report, &dice)
    }

    /// What the number of an order of the venue's own is more than its place among them.
    private static let closingNumbersFrom = 900_000

    private var contractsSettle: Asset { contracts?.market.settle ?? Self.quote }
}
