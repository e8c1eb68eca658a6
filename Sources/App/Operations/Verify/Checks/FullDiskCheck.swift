internal import Domain
internal import Host

/// A disk that is full, by the limit that the system sets on the size of files: a write beyond it
/// fails as for want of space. It takes no right that a user does not have.
enum FullDiskCheck {
    /// Less than the journal's next file needs, and more than is written meanwhile.
    private static let limitBytes = Int64(SafetyHouse.segmentBytes * 3 / 4)
    /// Until trading goes on once there is space: 5 s.
    private static let healingNanoseconds: Int64 = 5_000_000_000

    @Sendable
    static func run(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        var house = try SafetyHouse.open(place)
        // A journal whose first file is there and whose second is not.
        _ = try { () throws(SafetyFailure) in
            var turn = try SafetyTurn.open(
                place.folder + "/journal", segmentBytes: SafetyHouse.segmentBytes)
            try SafetyTurn.take(
                [.started(ProcessStart(epoch: 1, isAfterCut: false))], at: SafetyFeed.time(0),
                &turn)
        }()
        try house.start(fileBytesMax: limitBytes)
        try refuseWhileFull(&house)
        try house.plimsoll?.limitFileBytes(to: nil)
        let healed = try heal(&house)
        let orders = try SafetyOrders(house)
        var comparison = SafetyComparison()
        comparison.note("after-1", house.ask(orders.resting("after-1")))
        try require(
            comparison.acknowledged.count == 1, "an order is taken once there is space",
            found: "it is not")
        try endOnFailedWrite(&house, orders, &comparison)
        try house.startTrading()
        let again = house.ask(orders.resting("lost-1"))
        comparison.note("lost-1", again)
        try require(
            again.status == 200 || again.status == 201,
            "the order that was not acknowledged can be sent again", found: again.words)
        try comparison.settle(house)
        return "orders refused with DISK_FULL while mode and health are answered; trading again "
            + "\(healed / 1_000_000) ms after there was space; a failed write ends the process "
            + "and loses nothing that was acknowledged"
    }

    private static func refuseWhileFull(
        _ house: inout SafetyHouse
    ) throws(SafetyFailure) {
        let asker = house.asker
        try house.plimsoll?.wait("the health report says disk-full") {
            (own) throws(SafetyFailure) in
            asker.ask(.get("/api/v1/health"), port: own.port).tree?["phase"].text == "disk-full"
        }
        let order = Asker.Question.post(
            "/api/v1/orders",
            """
            {"clientOrderId":"full-1","symbol":"BTCUSDT","side":"buy","type":"limit",\
            "quantity":"0.002","price":"1000.00"}
            """)
        let time = SystemTime()
        let latest = time.monotonicNanoseconds() + SafetyProcess.Limits.readyNanoseconds
        var refused = house.ask(order)
        // The symbol is known once the venue's listing is there.
        while refused.status == 404, time.monotonicNanoseconds() < latest {
            time.sleep(nanoseconds: SafetyProcess.Limits.lookNanoseconds)
            refused = house.ask(order)
        }
        try require(
            refused.status == 503 && refused.tree?["code"].text == "DISK_FULL",
            "an order is refused with 503 DISK_FULL", found: refused.words)
        let mode = house.ask(.post("/api/v1/trading-mode", "{\"mode\":\"active\"}"))
        try require(
            mode.status == 200, "what is left of the file is there for operators and cancels",
            found: mode.words)
        let ready = house.ask(.get("/readyz"))
        try require(ready.status == 503, "readiness is gone", found: ready.words)
    }

    private static func heal(_ house: inout SafetyHouse) throws(SafetyFailure) -> Int64 {
        let time = SystemTime()
        let begun = time.monotonicNanoseconds()
        try house.awaitReady()
        let took = time.monotonicNanoseconds() - begun
        try require(
            took <= healingNanoseconds, "trading again within 5 s of there being space",
            found: "\(took / 1_000_000) ms")
        return took
    }

    /// The journal's own write fails.
    private static func endOnFailedWrite(
        _ house: inout SafetyHouse, _ orders: SafetyOrders, _ comparison: inout SafetyComparison
    ) throws(SafetyFailure) {
        try house.plimsoll?.limitFileBytes(to: 4096)
        let reply = house.ask(orders.resting("lost-1"))
        comparison.sent.insert("lost-1")
        try require(
            reply.status != 200 && reply.status != 201,
            "nothing is acknowledged that could not be written", found: reply.words)
        let end = try house.plimsoll?.awaitEnd("the process ends after a failed write")
        try require(
            end == .exited(1), "it ends by itself with status 1",
            found: end.map { "\($0)" } ?? "it runs")
        house.kill()
    }
}
