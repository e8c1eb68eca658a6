internal import Containers
internal import Domain

// The 9th and the 10th check: how many orders there are in a while, and how many at once. Each
// scope counts all that is in it.
extension TradingCore {
    func checkRates(_ order: inout OrderCheck) -> Denial? {
        for place in 0..<order.limits.count {
            let row = order.limits[place]
            let window = state.rates[row]
            guard window.isCounting else { continue }
            let (orders, cancels) = window.counts(at: stamp.time)
            let ordersMax = state.limits[row].ordersInWindowMax
            order.inputs.ordersInWindow = max(order.inputs.ordersInWindow, orders)
            order.inputs.cancelsInWindow = max(order.inputs.cancelsInWindow, cancels)
            guard orders < ordersMax else {
                return Denial(
                    code: .orderRateOverLimit, observed: Int128(orders) + 1,
                    bound: Int128(ordersMax))
            }
            let cancelsMax = state.limits[row].cancelsInWindowMax
            guard cancels <= cancelsMax else {
                return Denial(
                    code: .cancelRateOverLimit, observed: Int128(cancels),
                    bound: Int128(cancelsMax))
            }
        }
        return nil
    }

    func checkWorkingOrders(_ order: inout OrderCheck) -> Denial? {
        for place in 0..<order.limits.count {
            let row = order.limits[place]
            let scope = state.limits[row].scope
            let ordersMax = state.limits[row].openOrdersMax
            if ordersMax != .max {
                let open = state.exposures.openOrders(scope)
                order.inputs.openOrders = max(order.inputs.openOrders, open)
                guard order.standing != nil || open < ordersMax else {
                    return Denial(
                        code: .openOrdersOverLimit, observed: Int128(open) + 1,
                        bound: Int128(ordersMax))
                }
            }
            let workingMax = state.limits[row].workingQuantityMax
            guard workingMax != .unlimited else { continue }
            let exposure = exposure(of: &order, in: scope)
            let working = exposure.working(order.request.side) + order.added
            guard working <= workingMax else {
                return Denial(.workingQuantityOverLimit, working, bound: workingMax)
            }
        }
        return nil
    }

    /// What is held and works in the order's instrument, in a scope.
    func exposure(of order: inout OrderCheck, in scope: TradingScope) -> Exposure {
        let exposure = state.exposures[order.exposureKey.widened(to: scope.kind)]
        order.inputs.position = exposure.position
        order.inputs.workingBuys = exposure.workingBuys
        order.inputs.workingSells = exposure.workingSells
        return exposure
    }
}

extension Exposure {
    /// What works on a side, closing orders aside.
    func working(_ side: Side) -> Money {
        switch side {
        case .buy: workingBuys
        case .sell: workingSells
        }
    }
}
