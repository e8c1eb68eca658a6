internal import Domain
internal import Host

/// What Plimsoll says, beside what the venue says.
struct SafetyComparison {
    enum Limits {
        /// Until both agree after the last fault: 75 s. What never left is given up only when it
        /// could no longer arrive, and is asked for at growing distances.
        static let settlingNanoseconds: Int64 = 75_000_000_000
        /// Between two comparisons: 100 ms.
        static let intervalNanoseconds: Int64 = 100_000_000
    }

    /// Orders that were asked for.
    var sent: Set<String> = []
    /// Orders that were acknowledged.
    var acknowledged: Set<String> = []
    private(set) var orders = 0
    private(set) var fills = 0

    /// Notes an answer to an order.
    mutating func note(_ name: String, _ reply: Asker.Reply) {
        sent.insert(name)
        if reply.status == 200 || reply.status == 201 { acknowledged.insert(name) }
    }

    /// Waits until both agree; tells what differs where they do not come to.
    mutating func settle(_ house: borrowing SafetyHouse) throws(SafetyFailure) {
        let time = SystemTime()
        let latest = time.monotonicNanoseconds() + Limits.settlingNanoseconds
        while true {
            guard let difference = try difference(house) else { return }
            guard time.monotonicNanoseconds() < latest else {
                throw SafetyFailure(
                    expected: "Plimsoll and the venue agree on orders, fills and money",
                    found: difference)
            }
            time.sleep(nanoseconds: Limits.intervalNanoseconds)
        }
    }

    /// The first thing in which they differ.
    private mutating func difference(
        _ house: borrowing SafetyHouse
    ) throws(SafetyFailure) -> String? {
        let venue = try house.ledger()
        let ours = try house.all("orders", "&status=all")
        if let difference = orderDifference(ours, venue["orders"].rows) { return difference }
        let fills = try house.all("fills")
        if let difference = fillDifference(fills, venue["trades"].rows) { return difference }
        return try balanceDifference(house, venue["balances"].rows)
    }

    private mutating func orderDifference(
        _ ours: [AnswerTree], _ theirs: [AnswerTree]
    ) -> String? {
        let own = Set(ours.map { $0["clientOrderId"].text })
        let venue = theirs.map { $0["clientOrderId"].text }
        if own.count != ours.count { return "\(ours.count - own.count) orders are kept twice" }
        if Set(venue).count != venue.count {
            return "\(venue.count - Set(venue).count) orders are at the venue twice"
        }
        if let name = acknowledged.subtracting(own).min() {
            return "order \(name) was acknowledged and is gone"
        }
        if let name = Set(venue).subtracting(own).min() {
            return "order \(name) is at the venue and not in the journal"
        }
        if let name = Set(venue).subtracting(sent).min() {
            return "order \(name) is at the venue and was never asked for"
        }
        for order in ours {
            let (name, status) = (order["clientOrderId"].text, order["status"].text)
            if status == "pending" || status == "unknown" {
                return "the outcome of order \(name) is still open"
            }
            let isThere = status != "denied" && status != "rejected"
            if isThere != venue.contains(name) { return "order \(name) is \(status) here only" }
        }
        orders = ours.count
        return nil
    }

    private mutating func fillDifference(
        _ ours: [AnswerTree], _ theirs: [AnswerTree]
    ) -> String? {
        // A trade with oneself has both sides under one number.
        let own = ours.map { "\($0["symbol"].text) \($0["tradeId"].text) \($0["side"].text)" }
        let venue = theirs.map { trade in
            let side = trade["isBuyer"].isTrue ? "buy" : "sell"
            return "\(trade["symbol"].text) \(trade["id"].text) \(side)"
        }
        if Set(own).count != own.count {
            return "\(own.count - Set(own).count) fills counted twice"
        }
        if let fill = Set(venue).symmetricDifference(own).min() {
            return "\(own.count) fills here, \(venue.count) trades at the venue: \(fill) is in one "
                + "of them only"
        }
        fills = ours.count
        return nil
    }

    private func balanceDifference(
        _ house: borrowing SafetyHouse, _ theirs: [AnswerTree]
    ) throws(SafetyFailure) -> String? {
        let ours = try house.tree("/api/v1/balances")["balances"].rows
        for balance in theirs {
            let asset = balance["asset"].text
            let own = ours.first { $0["asset"].text == asset }
            let total = balance["free"].amount + balance["locked"].amount
            let mine = own?["total"].amount ?? .zero
            if mine != total { return "\(asset): \(mine) here, \(total) at the venue" }
            let reserved = own?["reserved"].amount ?? .zero
            if reserved != balance["locked"].amount {
                return "\(asset): \(reserved) set aside here, \(balance["locked"].amount) locked "
                    + "at the venue"
            }
        }
        return nil
    }
}
