internal import Domain
internal import Host

/// Kills the real process while orders are on their way.
enum KillCheck {
    private static let kills = 4
    private static let ordersAtOnce = 40
    private static let faults =
        "{\"late-answer\":\"0.2:60\",\"lost-answer\":\"0.05\",\"private-drop\":\"0.1\","
        + "\"private-duplicate\":\"0.2\"}"

    @Sendable
    static func run(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        var house = try SafetyHouse.open(place, venueOptions: ["--latency", "2"])
        try house.startTrading()
        let orders = try SafetyOrders(house)
        var comparison = SafetyComparison()
        var unanswered = 0
        try house.misbehave(faults)
        for round in 0..<kills {
            let names = (0..<ordersAtOnce).map { "kill-\(round)-\($0)" }
            let replies = replies(names, orders, &house, round)
            for (name, reply) in zip(names, replies) {
                comparison.note(name, reply)
                if reply.status == nil { unanswered += 1 }
            }
            try house.startTrading()
        }
        try house.misbehave("{\"clear\":true}")
        // How many answers a kill cuts off is chance; that there were orders to lose is not.
        try require(
            !comparison.acknowledged.isEmpty, "orders are acknowledged between the kills",
            found: "none was")
        try comparison.settle(house)
        // Once more, from what is on the disk.
        house.kill()
        try house.startTrading()
        try comparison.settle(house)
        let sent = comparison.sent.count
        return "\(kills + 1) kills; \(sent) orders sent, \(unanswered) without an answer, "
            + "\(comparison.acknowledged.count) acknowledged, \(comparison.orders) kept, "
            + "\(comparison.fills) fills: all as the venue has them"
    }

    /// Sends the orders at once, and kills after some answers: later each time.
    private static func replies(
        _ names: [String], _ orders: SafetyOrders, _ house: inout SafetyHouse, _ round: Int
    ) -> [Asker.Reply] {
        let questions = names.enumerated().map { number, name in
            number % 3 == 0
                ? orders.resting(name) : orders.trading(name, side: number % 3 == 1 ? .buy : .sell)
        }
        let (asker, port) = (house.asker, house.port)
        return asker.ask(questions, port: port, after: 1 + round * ordersAtOnce / kills) {
            // At once, or when what was acknowledged is on its way to the venue.
            SystemTime().sleep(nanoseconds: Int64(round % 2) * Int64(round) * 8_000_000)
            house.kill()
        }
    }
}
