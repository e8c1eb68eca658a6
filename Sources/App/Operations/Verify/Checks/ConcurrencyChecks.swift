internal import Containers
internal import Domain
internal import Durability
internal import Host

/// Many at once: nothing lost, nothing counted twice.
enum ConcurrencyChecks {
    /// Trades at once.
    static let trades = 500
    /// Flushes at once, beside them.
    static let flushes = 10
    /// Clients that send one and the same order at once.
    static let repeats = 50

    static let all: [SafetyCheck] = [
        SafetyCheck(
            .concurrency, "trades-at-once",
            proves: "500 trades and 10 flushes at once lose nothing and count nothing twice",
            how:
                "500 threads each submit an order to the real turn, report its trade and report it "
                + "again, while 10 threads have everything flushed and read the file",
            body: tradesAtOnce),
        SafetyCheck(
            .concurrency, "trades-through-sockets",
            proves: "500 orders and 10 flushes at once over HTTP are each placed and kept once",
            how:
                "500 connections each send an order that trades to plimsoll run at a simulated "
                + "venue, while 10 others have the mode flushed; then journal, Plimsoll and the "
                + "venue's ledger are compared",
            body: tradesThroughSockets),
        SafetyCheck(
            .concurrency, "one-order-at-once",
            proves: "one order that is sent by 50 clients at once is placed once",
            how: "50 connections send the same order with the same clientOrderId at once",
            body: oneOrderAtOnce),
    ]

    // MARK: - In one process

    @Sendable
    private static func tradesAtOnce(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let crowd = TradingCrowd(journal: place.folder + "/journal")
        let counted = try crowd.run(trades: trades, flushes: flushes)
        let file = try JournalCount(crowd.journal)
        try require(
            counted.fills == trades && counted.orders == trades,
            "\(trades) trades counted", found: "\(counted.fills) of \(counted.orders) orders")
        try require(
            file.fills == trades && file.trades.count == trades,
            "\(trades) trades in the file",
            found: "\(file.fills), of which \(file.trades.count) are different ones")
        try require(
            file.intents == trades, "\(trades) orders in the file", found: "\(file.intents)")
        try require(
            counted.isWithinBalances, "the balances are those of \(trades) trades",
            found: "they are others")
        var turn = try SafetyTurn.open(crowd.journal)
        try require(
            turn.fingerprint() == counted.fingerprint,
            "a restart has the very state of before", found: "another one")
        return "\(counted.fills) counted, \(file.fills) in the file, \(flushes) flushes each with "
            + "all that was acknowledged before, \(file.commits) commits"
    }

    // MARK: - Through sockets

    @Sendable
    private static func tradesThroughSockets(
        _ place: SafetyPlace
    ) throws(SafetyFailure) -> String {
        var house = try SafetyHouse.open(place)
        try house.startTrading()
        let orders = try SafetyOrders(house)
        let names = (1...trades).map { "many-\($0)" }
        var questions = names.enumerated().map { number, name in
            orders.trading(name, side: number % 2 == 0 ? .buy : .sell)
        }
        for _ in 0..<flushes {
            questions.append(.post("/api/v1/trading-mode", "{\"mode\":\"active\"}"))
        }
        let replies = house.asker.ask(questions, port: house.port)
        var comparison = SafetyComparison()
        for (name, reply) in zip(names, replies) {
            comparison.note(name, reply)
            try require(
                reply.status == 201, "order \(name) is acknowledged", found: reply.words)
        }
        for reply in replies.suffix(flushes) {
            try require(reply.status == 200, "a flush is answered", found: reply.words)
        }
        try comparison.settle(house)
        let filled = try house.all("orders", "&status=all").count { $0["status"].text == "filled" }
        try require(filled == trades, "\(trades) orders traded", found: "\(filled)")
        try house.stop()
        let file = try JournalCount(house.journal)
        try require(
            file.intents == trades && comparison.orders == trades,
            "\(trades) orders counted and in the file",
            found: "\(comparison.orders) counted, \(file.intents) in the file")
        try require(
            file.fills == comparison.fills, "as many trades in the file as at the venue",
            found: "\(file.fills) in the file, \(comparison.fills) at the venue")
        return "\(filled) traded orders counted, \(file.intents) in the file, \(trades) at the "
            + "venue; \(file.fills) fills in all three, \(file.commits) commits"
    }

    @Sendable
    private static func oneOrderAtOnce(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        var house = try SafetyHouse.open(place)
        try house.startTrading()
        let order = try SafetyOrders(house).resting("the-one")
        let replies = house.asker.ask(
            [Asker.Question](repeating: order, count: repeats), port: house.port)
        let fresh = replies.count { $0.status == 201 }
        let again = replies.count { $0.status == 200 }
        try require(
            fresh == 1 && again == repeats - 1,
            "one answer 201, the others 200 with the same order",
            found: "\(fresh) times 201, \(again) times 200 of \(repeats)")
        var comparison = SafetyComparison()
        comparison.note("the-one", replies[0])
        comparison.acknowledged.insert("the-one")
        try comparison.settle(house)
        let count = try house.ledger()["orders"].rows.count
        try require(count == 1, "1 order at the venue", found: "\(count)")
        return "\(repeats) sent, 1 taken, \(again) answered with it, 1 at the venue"
    }
}

/// What a journal's file holds, counted from the file alone.
struct JournalCount {
    private(set) var intents = 0
    private(set) var fills = 0
    private(set) var trades: Set<String> = []
    private(set) var commits = 0

    /// How often a file that is just being written is read anew: a later write may be seen without
    /// the one before.
    private static let readingsMax = 5

    /// Of a journal to which somebody writes.
    init(besideWriter path: String) throws(SafetyFailure) {
        for _ in 1..<Self.readingsMax {
            if let count = try? JournalCount(path) {
                self = count
                return
            }
        }
        self = try JournalCount(path)
    }

    init(_ path: String) throws(SafetyFailure) {
        var count = (intents: 0, fills: 0)
        var found: Set<String> = []
        do throws(JournalFault) {
            var disk = try RecoveryChecks.opened(path)
            let summary = try JournalReader.replay(&disk) {
                (record, payload) throws(JournalFault) in
                do throws(ByteFault) {
                    try TurnRecord.decodeEvents(payload, schema: record.schemaVersion) { event in
                        if case .orderIntended = event { count.intents += 1 }
                        guard case .fillApplied(let effect) = event else { return }
                        count.fills += 1
                        found.insert("\(effect.fill.tradeID) \(effect.fill.side)")
                    }
                } catch {
                    throw .recordRefused(sequence: record.sequence, reason: "\(error)")
                }
            }
            commits = summary.frames
        } catch {
            throw SafetyFailure(error.explanation, doing: "the journal can be read")
        }
        (intents, fills) = count
        trades = found
    }
}
