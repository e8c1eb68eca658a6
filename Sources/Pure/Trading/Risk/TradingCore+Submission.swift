internal import Containers
internal import Domain

// What becomes of an order that is asked for: intended, or denied by the first check that fails.
extension TradingCore {
    mutating func decideSubmission(_ request: OrderRequest) {
        if let row = state.orderRow(request.reference) {
            let isSame = state.orders[row].request == request
            return emit(isSame ? .orderRepeated(OrderRow(row)) : .orderConflicted(OrderRow(row)))
        }
        if let denial = checkIdentity(request) { return deny(request, denial) }
        guard let row = state.instrumentRow(request.instrument),
            let condition = state.condition(request.instrument)
        else { return deny(request, Denial(code: .instrumentUnknown)) }
        var order = OrderCheck(request, state.instruments[row], row: UInt32(row), condition)
        if let denial = check(&order) { return deny(request, denial, order.inputs) }
        emit(
            .orderIntended(
                OrderIntent(
                    request: request, instrumentRow: order.instrumentRow,
                    reservePrice: order.reservePrice, reserved: order.reserved,
                    deadline: stamp.time.adding(nanoseconds: Limits.requestWindow),
                    owner: order.owner, leverage: order.leverage, inputs: order.inputs)))
    }

    private mutating func deny(
        _ request: OrderRequest, _ denial: Denial, _ inputs: RiskInputs = RiskInputs()
    ) {
        emit(
            .orderDenied(
                OrderDenial(
                    request: request, code: denial.code, observed: denial.observed,
                    bound: denial.bound, inputs: inputs)))
    }

    /// The checks in their order; the first that fails decides, and every one of them denies where
    /// something it needs is missing.
    ///
    /// An order that only closes what there is needs no more than that: no state, limit, price or
    /// balance holds it up.
    ///
    /// Of an order that is to become larger, what it is already counts for what it is: it is no
    /// further open order, and only what it adds is held against positions, sums and capital.
    ///
    /// - Complexity: constant in the orders; linear in the instruments of a scope where one limits
    ///   what they add up to.
    mutating func check(_ order: inout OrderCheck) -> Denial? {
        if order.isReducing { return checkInstrument(order) ?? form(order) ?? reduce(&order) }
        if let denial = checkState(order) { return denial }  // 1
        if let denial = checkInstrument(order) { return denial }  // 2
        if let denial = form(order) { return denial }  // 3
        order.limits = state.limitRows(order.request, at: order.instrument.venue)
        guard order.limits.count > 0 else { return Denial(code: .limitsMissing) }
        if let denial = price(&order) { return denial }  // 4
        if let denial = checkDuplicate(order) { return denial }  // 5
        if let denial = checkCollar(&order) { return denial }  // 6
        if let denial = checkSingleOrder(&order) { return denial }  // 7
        if let denial = checkMarketShare(&order) { return denial }  // 8
        if let denial = checkRates(&order) { return denial }  // 9
        if let denial = checkWorkingOrders(&order) { return denial }  // 10
        if let denial = checkPosition(&order) { return denial }  // 11
        if let denial = checkSums(&order) { return denial }  // 12
        if let denial = checkMargin(&order) { return denial }  // 13
        if let denial = checkCapital(&order) { return denial }  // 14
        if let denial = checkLosses(&order) { return denial }  // 15
        if let denial = checkSelfTrade(order) { return denial }  // 16
        // 17 is for orders that only close, which never come here.
        if let denial = checkFreshness(&order) { return denial }  // 18
        return checkBuffers(order)  // 19
    }

    private func form(_ order: OrderCheck) -> Denial? {
        checkForm(order.request, order.instrument) ?? checkSize(order.request, order.instrument)
    }
}
