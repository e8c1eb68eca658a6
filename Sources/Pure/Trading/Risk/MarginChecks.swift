internal import Containers
internal import Domain

// The 13th check: the margin that a contract's order needs, and how near the position that it leads
// to would be to liquidation.
extension TradingCore {
    func checkMargin(_ order: inout OrderCheck) -> Denial? {
        guard order.instrument.contract.isDerivative else { return nil }
        let (account, instrument) = (order.request.account, order.request.instrument)
        guard let terms = state.terms(account, instrument) else {
            return Denial(code: .marginTermsMissing)
        }
        order.inputs.leverage = UInt32(terms.leverage)
        guard let table = state.marginTable(instrument), let tiers = state.tiers(instrument) else {
            return Denial(code: .marginTableMissing)
        }
        if let denial = checkBracket(&order, terms, table) { return denial }
        findCapital(&order)
        let request = order.request
        // An order goes on setting aside by the leverage that it was taken at.
        let leverage = order.standing?.leverage ?? terms.leverage
        guard
            let price = request.type.hasPrice
                ? order.unit : Self.widened(order.unit, order.instrument),
            let cost = Self.reservation(
                order.instrument, request.side, price, order.leaves,
                leverage: min(leverage, terms.leverage)),
            let padded = padded(price, order, leverage),
            let reserved = Self.reservation(
                order.instrument, request.side, padded, order.leaves, leverage: leverage)
        else { return tooLarge(Money.Limits.amountMax) }
        order.cost = cost
        order.inputs.margin = cost
        guard cost - order.held <= order.available else {
            return Denial(.marginInsufficient, order.available, bound: cost - order.held)
        }
        order.leverage = leverage
        order.reservePrice = padded
        order.reserved = reserved
        return checkLiquidation(&order, terms, tiers)
    }

    /// The venue lets a position of the size that it may come to be opened at this leverage.
    private func checkBracket(
        _ order: inout OrderCheck, _ terms: MarginTerms, _ table: MarginTable
    ) -> Denial? {
        let exposure = state.exposures[order.exposureKey.ofAllStrategies]
        let units =
            order.isBuy ? exposure.longest + order.added : order.added - exposure.shortest
        let worth = UnitWorth(
            order.instrument, at: order.condition.mark, conversion: MarkPrice(raw: Money.one))
        guard let value = worth.of(units) else { return tooLarge(Money.Limits.amountMax) }
        let bracket = table.brackets.first { value <= $0.cap }
        let leverageMax = bracket?.leverageMax ?? 0
        return terms.leverage > leverageMax
            ? Denial(
                code: .leverageOverBracket, observed: Int128(terms.leverage),
                bound: Int128(leverageMax)) : nil
    }

    /// The price at which margin alone is what margin and buffers are at `price`: a share of value
    /// is leverage times as large a share of margin.
    private func padded(
        _ price: MarkPrice, _ order: OrderCheck, _ leverage: UInt16
    ) -> MarkPrice? {
        let feeBuffer = state.most(order.limits) { $0.feeBuffer }
        let fundingBuffer = state.most(order.limits) { $0.fundingBuffer }
        let buffers = Int128(feeBuffer.raw) + Int128(fundingBuffer.raw)
        guard buffers > 0 else { return price }
        let factor = Rate.one + buffers * Int128(leverage)
        let raw =
            order.instrument.contract == .inverse
            ? FullWidth.multiplyDivide(price.raw, Rate.one, factor, rounding: .towardZero)
            : FullWidth.multiplyDivide(price.raw, factor, Rate.one, rounding: .awayFromZero)
        return raw.map(MarkPrice.init(raw:))
    }

    /// How much of the margin balance maintenance would take, and how far the liquidation price
    /// would be from the mark, after the order. Only where a limit asks for either.
    private func checkLiquidation(
        _ order: inout OrderCheck, _ terms: MarginTerms, _ tiers: MarginTiers
    ) -> Denial? {
        let ratioMax = state.least(order.limits) { $0.marginRatioMax }
        let distanceMin = state.most(order.limits) { $0.liquidationDistanceMin }
        guard Int128(ratioMax.raw) < Rate.one || distanceMin > .zero else { return nil }
        do throws(ArithmeticFault) {
            var around = MarginAround()
            if terms.mode == .cross, let denial = try addOthers(&order, &around) { return denial }
            guard let open = try positionAfter(order) else { return nil }
            let mark = Ratio(order.condition.mark)
            let value = try open.value(at: mark)
            let behind =
                terms.mode == .cross
                ? Ratio(state.balance(order.request.account, order.instrument.settle).total)
                : try open.initialMargin(leverage: Ratio(Int128(terms.leverage)))
            let collateral = try Liquidation.crossCollateral(
                wallet: behind, otherProfit: around.profit, otherMaintenance: around.maintenance)
            let maintenance = try tiers.maintenance(ofValue: value) + around.maintenance
            let balance = try behind + around.profit + open.profit(at: mark)
            order.inputs.maintenance = try maintenance.money(rounded: .up)
            order.inputs.marginBalance = try balance.money(rounded: .down)
            let ratio = try MarginRatio.of(maintenance: maintenance, marginBalance: balance)
            guard let ratio, try ratio <= Ratio(ratioMax) else {
                return Denial(
                    .marginRatioOverLimit, try ratio?.money(rounded: .up) ?? .zero,
                    bound: ratioMax.asMoney)
            }
            guard distanceMin > .zero else { return nil }
            let price = try Liquidation.price(of: open, collateral: collateral, tiers)
            return try checkDistance(open, price, mark, distanceMin)
        } catch {
            return Denial(code: .liquidationTooNear)
        }
    }

    private func checkDistance(
        _ open: OpenPosition, _ price: Ratio, _ mark: Ratio, _ distanceMin: Rate
    ) throws(ArithmeticFault) -> Denial? {
        // No such price: nothing takes a long position of a linear contract, or a short one of an
        // inverse contract, that is covered whole.
        let isCovered = (open.contract.kind == .linear) == (open.side == .long)
        if price.sign <= 0 && isCovered { return nil }
        let distance = try open.side.sign * (mark - price) / mark
        return try distance < Ratio(distanceMin)
            ? Denial(
                .liquidationTooNear, try distance.money(rounded: .down),
                bound: distanceMin.asMoney)
            : nil
    }

    /// The account's position once this order and all working ones on its side have traded; nil
    /// where that makes it no larger than it is.
    private func positionAfter(_ order: OrderCheck) throws(ArithmeticFault) -> OpenPosition? {
        let exposure = state.exposures[order.exposureKey.ofAllStrategies]
        let change =
            order.isBuy
            ? exposure.workingBuys + order.added : -(exposure.workingSells + order.added)
        let after = exposure.position + change
        guard after.raw.magnitude > exposure.position.raw.magnitude else { return nil }
        let contract = order.instrument.terms
        let worth = try contract.value(of: Ratio(change).magnitude, at: Ratio(order.unit))
            .money(rounded: .halfEven)
        let isGain = (contract.kind == .linear) == order.isBuy
        let added = PositionChange(
            held: exposure.position, cost: exposure.cost, quantity: change,
            value: isGain ? worth : -worth)
        return OpenPosition(
            contract, after > .zero ? .long : .short, quantity: Ratio(after).magnitude,
            entryValue: Ratio(exposure.cost + added.cost).magnitude)
    }

    /// What the account's other positions in the same currency gain and need.
    private func addOthers(
        _ order: inout OrderCheck, _ around: inout MarginAround
    ) throws(ArithmeticFault) -> Denial? {
        let own = order.exposureKey
        var others: [Exposure] = []
        state.exposures.of(.account(order.request.account)) { exposure in
            guard exposure.position != .zero,
                exposure.instrument != own.instrument || exposure.leg != own.leg
            else { return false }
            others.append(exposure)
            return false
        }
        for exposure in others {
            guard let row = state.instrumentRow(exposure.instrument) else { continue }
            let instrument = state.instruments[row]
            guard instrument.contract.isDerivative, instrument.settle == order.instrument.settle
            else { continue }
            guard let condition = state.condition(exposure.instrument),
                condition.markedAt != .none,
                stamp.time.since(condition.markedAt) <= order.referenceAgeMax
            else { return Denial(code: .markMissing) }
            guard let tiers = state.tiers(exposure.instrument) else {
                return Denial(code: .marginTableMissing)
            }
            let contract = instrument.terms
            let open = OpenPosition(
                contract, exposure.position > .zero ? .long : .short,
                quantity: Ratio(exposure.position).magnitude,
                entryValue: Ratio(exposure.cost).magnitude)
            let mark = Ratio(condition.mark)
            around.profit = try around.profit + open.profit(at: mark)
            around.maintenance =
                try around.maintenance + tiers.maintenance(ofValue: open.value(at: mark))
        }
        return nil
    }
}

/// What an account's other positions gain, and what must stay in them.
private struct MarginAround {
    var profit = Ratio.zero
    var maintenance = Ratio.zero
}

extension Rate {
    /// With the decimals of money, for the numbers of a denial.
    fileprivate var asMoney: Money { Money(raw: Int128(raw) * (Money.one / Rate.one)) }
}
