import Domain
import Durability
import Foundation
import Operations
import Testing

@Suite struct ExplainTests {
    private func fill(_ quantity: Int64) throws -> FillReport {
        FillReport(
            order: Feed.order(1).reference, instrument: InstrumentID(0),
            venueOrderID: try VenueOrderID("77"), tradeID: try TradeID("900"), side: .buy,
            price: Price(mantissa: 9_999), quantity: Quantity(mantissa: quantity),
            fee: Money(raw: Money.one / 100), feeAsset: try Asset("BNB"), isTaker: true,
            venueTime: Feed.time(2))
    }

    private func turnOf(
        _ folder: JournalFolder, _ body: (inout Turn<FileJournalDisk>) throws -> Void
    ) throws {
        var turn = try Feed.recover(folder)
        try body(&turn)
        try turn.commit()
    }

    /// An order that is lost on the way, asked for, found, filled in part, told twice and canceled.
    private func eventful() throws -> JournalFolder {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try Feed.begin(&turn, orders: 2)
        let order = Feed.order(1).reference
        let reports: [VenueReport.Content] = [
            .requestFailed(.place, .transport), .accepted(try VenueOrderID("77")),
            .fill(try fill(2)), .fill(try fill(2)),
        ]
        for (second, content) in reports.enumerated() {
            try turn.take(
                .report(VenueReport(order: order, content: content)),
                at: Feed.time(2 + Int64(second)))
        }
        try turn.take(.submit(Feed.order(1)), at: Feed.time(7))
        try turn.take(.started(ProcessStart(epoch: 2, isAfterCut: false)), at: Feed.time(8))
        try turn.take(.cancel(order), at: Feed.time(9))
        try turn.take(
            .report(
                VenueReport(
                    order: order,
                    content: .status(
                        .canceled, cumulative: Quantity(mantissa: 2), try VenueOrderID("77")))),
            at: Feed.time(10))
        try turn.commit()
        return folder
    }

    @Test("an order's life is told from its request to its end, with what it changed")
    func life() throws {
        let folder = try eventful()
        let run = Run.of(PlimsollProgram.root, ["explain", "o-1", folder.path])
        #expect(run.exit == .success)
        let expected = [
            "order o-1 of account 1",
            "  5  asked    buy 0.005 BTCUSDT, limit at 100, good till canceled, strategy 1",
            "  5  checks   passed: mode active; BTCUSDT version 1: tick 0.01, lot 0.001, least "
                + "worth 0 USDT; no mark; 999999.5 USDT available, 0.5 set aside",
            "  5  decided  it may be sent, until 2026-01-01T00:00:06.000000000Z; from here on it "
                + "is acknowledged",
            "  5  ledger   USDT: 1000000, set aside 0.5 -> 1",
            "  6  heard    it is not known what became of the request to place it: the connection "
                + "broke, or the answer made no sense",
            "  7  heard    the venue took it as 77",
            "  7  decided  it works at the venue as 77",
            "  8  decided  counted, once: trade 900: buy 0.002 at 99.99, fee 0.01 BNB, taker",
            "  8  ledger   BTC: 0 -> 0.002, set aside 0; the pool gets 0.002 from trades",
            "  8  ledger   BNB: 0 -> -0.01, set aside 0; the pool gets -0.01 from fees",
            "  8  ledger   position of strategy 1: 0 -> 0.002 BTC, cost 0 -> 0.19998, realised 0",
            "  9  heard    the venue tells of trade 900: buy 0.002 at 99.99, fee 0.01 BNB, taker",
            " 10  decided  the same order again: the same answer, and nothing is sent",
            " 11  heard    the process started again, start number 2",
            " 12  asked    cancel it",
            " 13  heard    the venue has it as 77, canceled, 0.002 traded in all",
            " 13  decided  final at the venue: canceled, 0.002 traded",
            " 13  ledger   USDT: 999999.80002, set aside 0.8 -> 0.5",
            "now: canceled, 0.002 of 0.005 traded, 77, 0 set aside",
        ]
        for line in expected { #expect(run.output.contains(line + "\n"), "\(line)\n\(run.output)") }
    }

    @Test("a denied order is told with the code and the numbers that the API gives")
    func denied() throws {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try Feed.begin(&turn, orders: 1)
        var order = Feed.order(1)
        order.clientOrderID = try ClientOrderID("too-much")
        order.quantity = Quantity(mantissa: 1_000_000)
        order.price = Price(mantissa: 10_000_000)
        try turn.take(.submit(order), at: Feed.time(2))
        try turn.commit()
        let run = Run.of(PlimsollProgram.root, ["explain", "too-much", folder.path])
        #expect(run.exit == .success)
        #expect(
            run.output.contains("BALANCE_INSUFFICIENT (saw 999999.5, bound 100000000); nothing"))
        #expect(run.output.contains("now: denied: BALANCE_INSUFFICIENT\n"))
    }

    /// Begins with limits that every check reads, and a mark of 100.
    private func checked(
        _ turn: inout Turn<FileJournalDisk>, _ adjust: (inout RiskLimits) -> Void
    ) throws {
        try Feed.begin(&turn, orders: 0)
        var limits = RiskLimits.unlimited()
        adjust(&limits)
        let mark = Mark(
            instrument: InstrumentID(0), price: MarkPrice(raw: 100 * Money.one),
            time: Feed.time(2), bid: Price(mantissa: 9_990), ask: Price(mantissa: 10_010),
            bidDepth: Quantity(mantissa: 4_000), askDepth: Quantity(mantissa: 5_000),
            dayVolume: Quantity(mantissa: 700_000))
        for input in [
            Input.valuation(try Asset("USDT")), .accountConfirmed(AccountID(1)), .mark(mark),
            .limits(limits),
        ] {
            try turn.take(input, at: Feed.time(2))
        }
    }

    @Test("an order that passed is told with everything that its checks looked at")
    func inputs() throws {
        let folder = JournalFolder()
        try turnOf(folder) { turn in
            try checked(&turn) {
                $0.collar = .basisPoints(500)
                $0.orderNotionalMax = Money(units: 1000)
                $0.bookShareMax = .basisPoints(9000)
                $0.volumeShareMax = .basisPoints(9000)
                $0.ordersInWindowMax = 10
                $0.cancelsInWindowMax = 10
                $0.openOrdersMax = 10
                $0.longMax = Money(units: 50)
                $0.grossMax = Money(units: 5000)
                $0.leverageMax = Rate(raw: Int64(Rate.one))
                $0.dayLossMax = Money(units: 5)
                $0.balanceAgeMax = 9_000_000_000
            }
            try turn.take(.submit(Feed.order(1)), at: Feed.time(3))
            try turn.take(.submit(Feed.order(2)), at: Feed.time(3))
        }
        let run = Run.of(PlimsollProgram.root, ["explain", "o-2", folder.path])
        for words in [
            "prices of 2026-01-01T00:00:02.000000000Z", "mark 100", "bid 99.9", "ask 100.1",
            "book shows 5", "a day trades 700", "worth 0.5", "gross 1", "equity 1000000",
            "0.005 working to buy", "open orders 1", "orders in the window 1",
            "account compared at 2026-01-01T00:00:02.000000000Z",
        ] {
            #expect(run.output.contains("; \(words)"), "\(words)\n\(run.output)")
        }
    }

    @Test("a denied order is told with what its checks looked at until one failed")
    func deniedInputs() throws {
        let folder = JournalFolder()
        try turnOf(folder) { turn in
            try checked(&turn) {
                $0.collar = .basisPoints(500)
                $0.longMax = Money(raw: Money.one / 250)
            }
            try turn.take(.submit(Feed.order(1)), at: Feed.time(3))
            var far = Feed.order(2)
            far.price = Price(mantissa: 11_000)
            try turn.take(.submit(far), at: Feed.time(3))
        }
        let long = Run.of(PlimsollProgram.root, ["explain", "o-1", folder.path])
        #expect(
            long.output.contains(
                "denied for ever under this name: POSITION_OVER_LIMIT (saw 0.005, bound 0.004); "
                    + "looked at: prices of "), "\(long.output)")
        let far = Run.of(PlimsollProgram.root, ["explain", "o-2", folder.path])
        #expect(
            far.output.contains(
                "PRICE_OUTSIDE_COLLAR (saw 110, bound 105.1); looked at: prices of "
                    + "2026-01-01T00:00:02.000000000Z, bid 99.9, ask 100.1; nothing is sent"),
            "\(far.output)")
    }

    @Test("who killed what and why is told with what it took back and what it held up")
    func killed() throws {
        let folder = JournalFolder()
        try turnOf(folder) { turn in
            try Feed.begin(&turn, orders: 1)
            let strategy = TradingScope.strategy(StrategyID(1))
            let why = StatedReason("it buys in a loop")
            try turn.take(.kill(.strategy(StrategyID(2))), at: Feed.time(2))
            try turn.take(.kill(strategy, because: why), at: Feed.time(3))
            try turn.take(.submit(Feed.order(2)), at: Feed.time(4))
            try turn.take(.kill(.global), at: Feed.time(5))
            try turn.take(.submit(Feed.order(3)), at: Feed.time(6))
        }
        let first = Run.of(PlimsollProgram.root, ["explain", "o-0", folder.path])
        #expect(
            first.output.contains(
                "asked    the kill switch of strategy 1 is thrown because: it buys in a loop\n"))
        #expect(!first.output.contains("strategy 2"))
        #expect(first.output.contains("asked    the kill switch of everything is thrown\n"))
        let second = Run.of(PlimsollProgram.root, ["explain", "o-2", folder.path])
        #expect(
            second.output.contains(
                "TRADING_KILLED; the kill switch of strategy 1 holds because: it buys in a loop; "
                    + "nothing is sent"), "\(second.output)")
        let third = Run.of(PlimsollProgram.root, ["explain", "o-3", folder.path])
        #expect(third.output.contains(", the kill switch of everything holds; nothing is sent"))
    }

    @Test("the same is told as one JSON object")
    func json() throws {
        let folder = try eventful()
        let run = Run.of(PlimsollProgram.root, ["explain", "--json", "o-1", folder.path])
        let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let orders = try #require((value as? [String: Any])?["orders"] as? [[String: Any]])
        #expect(orders.count == 1)
        let lines = try #require(orders[0]["lines"] as? [[String: Any]])
        #expect(lines.first?["subject"] as? String == "asked")
        #expect(lines.first?["sequence"] as? Int == 5)
    }

    @Test("an order that nobody asked for, and a name that no order can have, are clear errors")
    func unknown() throws {
        let folder = try eventful()
        let unknown = Run.of(PlimsollProgram.root, ["explain", "o-9", folder.path])
        #expect(unknown.exit == .failure)
        #expect(unknown.errors.contains("no order named"))
        try turnOf(folder) { turn in
            try turn.take(
                .cancel(
                    OrderReference(
                        account: AccountID(1), clientOrderID: try ClientOrderID("o-8"))),
                at: Feed.time(20))
        }
        let onlyCanceled = Run.of(PlimsollProgram.root, ["explain", "o-8", folder.path])
        #expect(onlyCanceled.exit == .failure)
        #expect(onlyCanceled.output.contains("the cancel is not sent"))
        let other = Run.of(
            PlimsollProgram.root, ["explain", "--account", "2", "o-1", folder.path])
        #expect(other.exit == .failure && other.errors.contains("by account 2"))
        let impossible = Run.of(PlimsollProgram.root, ["explain", "o 1", folder.path])
        #expect(impossible.exit == .usage && impossible.errors.contains("no order can have"))
    }
}
