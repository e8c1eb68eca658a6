internal import Domain

// What orders must set aside, and what their brackets allow: by formulas of the auditor's own.
extension Auditor {
    /// What an order must set aside, of which asset, and the price of a unit that it is by.
    func need(
        of request: OrderRequest, _ listed: Instrument, _ stamp: Stamp
    ) throws(Violation) -> (asset: Asset, amount: Int128, unit: Int128) {
        guard listed.contract == .spot else {
            return try contractNeed(of: request, listed, stamp)
        }
        let quantity = request.quantity.mantissa
        let sale = Int128(quantity) * ShadowLedger.scale(listed.quantityDecimals)
        if request.onlyReduces { return (listed.base, sale, 0) }
        var price = Int128(request.price.mantissa) * ShadowLedger.scale(listed.priceDecimals)
        if !request.type.hasPrice {
            let base =
                request.type.hasTrigger
                ? trigger(request, listed) : try freshMark(request, stamp)
            // A twentieth above the mark, or above its trigger, rounded up.
            price = base + (base + 19) / 20
        }
        switch request.side {
        case .sell: return (listed.base, sale, price)
        case .buy:
            return (listed.quote, ShadowLedger.worstCost(price, quantity, listed), price)
        }
    }

    private func trigger(_ request: OrderRequest, _ listed: Instrument) -> Int128 {
        Int128(request.triggerPrice.mantissa) * ShadowLedger.scale(listed.priceDecimals)
    }

    private func freshMark(
        _ request: OrderRequest, _ stamp: Stamp
    ) throws(Violation) -> Int128 {
        guard let mark, stamp.time.since(mark.at) <= 5_000_000_000 else {
            throw Violation(.i20, "order \(request.clientOrderID) goes out on no fresh mark")
        }
        return mark.price
    }

    /// Initial margin and highest fee at the price at which it is worth most: its own or the mark;
    /// one without a price of its own may trade a twentieth beyond.
    private func contractNeed(
        of request: OrderRequest, _ listed: Instrument, _ stamp: Stamp
    ) throws(Violation) -> (asset: Asset, amount: Int128, unit: Int128) {
        guard !request.onlyReduces else { return (listed.settle, 0, 0) }
        let mark = try freshMark(request, stamp)
        let isInverse = listed.contract == .inverse
        var unit = mark
        if request.type.hasPrice {
            unit = Int128(request.price.mantissa) * ShadowLedger.scale(listed.priceDecimals)
        } else if request.type.hasTrigger {
            unit = trigger(request, listed)
        }
        unit = isInverse ? min(unit, mark) : max(unit, mark)
        if !request.type.hasPrice {
            let beyond = (unit + 19) / 20
            unit += isInverse ? -beyond : beyond
        }
        let need = marginNeed(
            request.quantity.mantissa, unit, listed, by: contracts.leverage)
        return (listed.settle, need, unit)
    }

    func marginNeed(
        _ quantity: Int64, _ unit: Int128, _ listed: Instrument, by leverage: Int128
    ) -> Int128 {
        let value = ShadowContracts.worth(
            Int128(quantity), unit, decimals: 18, listed, up: true)
        let fee = value.magnitude.multipliedFullWidth(
            by: UInt128(listed.feeReserve.raw.magnitude))
        return (value + leverage - 1) / leverage
            + ShadowContracts.quotient(fee, 10_000_000_000_000_000, up: true)
    }

    // MARK: - Brackets

    /// The venue lets a position of the size that this may lead to be held at this leverage: with
    /// all orders of its side that may still trade.
    ///
    /// - Parameter changed: the place of the order that it is a change of.
    func checkBracket(
        _ request: OrderRequest, _ listed: Instrument, insteadOf changed: Int? = nil
    ) throws(Violation) {
        guard listed.contract.isDerivative, !request.onlyReduces, let mark else { return }
        let sign: Int128 = request.side == .buy ? 1 : -1
        var most = contracts.sum(request.leg).quantity * sign
        most += Int128(request.quantity.mantissa)
        if let changed { most -= Int128(orders[changed].filled) }
        for (place, order) in orders.enumerated()
        where place != changed && !order.isOver && order.request.leg == request.leg
            && order.request.side == request.side && !order.request.onlyReduces
        {
            most += Int128(order.mayStillTrade)
        }
        guard most > 0 else { return }
        let value = ShadowContracts.worth(most, mark.price, decimals: 18, listed, up: true)
        let bracket = contracts.tiers.first { value <= $0.cap.raw }
        guard Int128(bracket?.leverageMax ?? 0) >= contracts.leverage else {
            throw Violation(
                .i24, "order \(request.clientOrderID) may lead beyond the bracket of its leverage")
        }
    }

    /// What only closes trades no more than its strategy holds, and its other closing orders leave.
    ///
    /// - Parameter changed: the place of the order that it is a change of.
    func checkReduction(
        _ request: OrderRequest, _ listed: Instrument, insteadOf changed: Int? = nil
    ) throws(Violation) {
        guard listed.contract.isDerivative, request.onlyReduces else { return }
        let key = ShadowContracts.Key(strategy: request.strategy.raw, leg: request.leg)
        var room = contracts[key].quantity * (request.side == .sell ? 1 : -1)
        if let changed { room += Int128(orders[changed].filled) }
        for (place, order) in orders.enumerated()
        where place != changed && !order.isOver && order.request.leg == request.leg
            && order.request.side == request.side && order.request.onlyReduces
            && order.request.strategy == request.strategy
        {
            room -= Int128(order.mayStillTrade)
        }
        guard Int128(request.quantity.mantissa) <= room else {
            throw Violation(
                .i24, "order \(request.clientOrderID) closes more than there is to close")
        }
    }
}

extension ShadowOrder {
    /// What of it may still trade, for all that is known.
    var mayStillTrade: Int64 { stage.isFinal ? max(0, reported - filled) : leaves }
}
