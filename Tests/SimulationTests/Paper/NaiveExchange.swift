import Domain

/// The matching engine's twin: one list of orders, looked through from end to end each time.
struct NaiveExchange {
    struct Resting: Equatable {
        let id: Int64
        let side: Side
        let price: Int64
        var left: Int64
    }

    struct Match: Equatable {
        let maker: Int64
        let price: Int64
        let quantity: Int64
    }

    private(set) var resting: [Resting] = []

    /// The trades of a limit order, in their order.
    mutating func place(
        id: Int64, _ side: Side, price: Int64, quantity: Int64, staysOpen: Bool
    ) -> [Match] {
        var left = quantity
        var matches: [Match] = []
        while left > 0, let best = best(against: side, price) {
            let traded = min(left, resting[best].left)
            matches.append(
                Match(maker: resting[best].id, price: resting[best].price, quantity: traded))
            left -= traded
            resting[best].left -= traded
            if resting[best].left == 0 { resting.remove(at: best) }
        }
        if staysOpen && left > 0 {
            resting.append(Resting(id: id, side: side, price: price, left: left))
        }
        return matches
    }

    func isFillable(_ side: Side, price: Int64, quantity: Int64) -> Bool {
        resting.filter { $0.side != side && meets($0, side, price) }.map(\.left).reduce(0, +)
            >= quantity
    }

    mutating func cancel(_ id: Int64) { resting.removeAll { $0.id == id } }

    /// What waits at each price.
    func depth(_ side: Side) -> [Int64: Int64] {
        var depth: [Int64: Int64] = [:]
        for order in resting where order.side == side {
            depth[order.price, default: 0] += order.left
        }
        return depth
    }

    /// Best price first; the list is in the order of arrival.
    private func best(against side: Side, _ price: Int64) -> Int? {
        var best: Int?
        for (index, order) in resting.enumerated() {
            guard order.side != side, meets(order, side, price) else { continue }
            guard let known = best else {
                best = index
                continue
            }
            let isBetter =
                side == .buy
                ? order.price < resting[known].price : order.price > resting[known].price
            if isBetter { best = index }
        }
        return best
    }

    private func meets(_ order: Resting, _ side: Side, _ price: Int64) -> Bool {
        side == .buy ? order.price <= price : order.price >= price
    }
}
