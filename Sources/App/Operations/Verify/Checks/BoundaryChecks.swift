internal import Containers
internal import Domain
internal import Durability
internal import Edge
internal import Host
internal import Trading
internal import Wire

/// Limits, and one beyond them.
enum BoundaryChecks {
    static let all: [SafetyCheck] = [
        SafetyCheck(
            .boundary, "order-limits",
            proves: "an order at a limit is taken, and one beyond it is refused with its reason",
            how: "orders at and beyond tick, lot, smallest and largest quantity, least worth and "
                + "the range of numbers are decided by the trading core",
            body: orderLimits),
        SafetyCheck(
            .boundary, "balance-limit",
            proves: "an order of all that is available is taken, and of the least more refused",
            how: "buys and sells of exactly the balance, and of one lot more, at the trading core",
            body: balanceLimit),
        SafetyCheck(
            .boundary, "numbers",
            proves: "decimal text and amounts are the same number, to the last digit of the range",
            how: "the largest numbers and one more, exponents, too many digits, and 20,000 numbers "
                + "from a seed, written and read back",
            body: numbers),
        SafetyCheck(
            .boundary, "names",
            proves: "a name of 36 characters is taken, one of 37 and what is no name are refused",
            how: "identifiers at and beyond the limit, empty, with blanks, control characters and "
                + "letters beyond ASCII",
            body: names),
        SafetyCheck(
            .boundary, "full-queue",
            proves: "a full queue refuses orders first, then cancels, then reports, and loses none",
            how: "the turn's queue is filled to its last place by each kind in turn, then emptied",
            body: fullQueue),
        SafetyCheck(
            .boundary, "full-commit",
            proves:
                "a commit that is full turns inputs away before they are decided, and loses none",
            how: "inputs until the batch is full, one more, a commit, and the same one again",
            body: fullCommit),
        SafetyCheck(
            .boundary, "journal-records",
            proves:
                "records up to the largest are kept over the ends of files, a larger is refused",
            how: "300 records of sizes from none to the largest in the smallest files, read back",
            body: journalRecords),
        SafetyCheck(
            .boundary, "configuration",
            proves: "a configuration with a fault is told with its place, and nothing is started",
            how: "plimsoll config check and plimsoll run as processes on wrong files",
            body: configuration),
        SafetyCheck(
            .boundary, "api-limits",
            proves: "what the API cannot take is refused with a reason, and leaves no trace",
            how: "bodies that are too long, no JSON, with unknown, missing, repeated and wrong "
                + "fields, and names beyond their limit are sent to plimsoll run",
            body: apiLimits),
        SafetyCheck(
            .boundary, "full-disk",
            proves:
                "a full disk refuses orders, keeps what was acknowledged, and is over by itself",
            how: "plimsoll run on a limit of file sizes that its next journal file exceeds; then "
                + "without it; then on one that its next write exceeds",
            body: FullDiskCheck.run),
    ]

    // MARK: - The trading core

    @Sendable
    private static func orderLimits(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let core = SafetyDecider(SafetyFeed.beginning())
        var passed = 0
        for trial in OrderTrials.all {
            let seen = core.decided(on: trial.order(passed))
            try require(
                trial.isMet(by: seen), "\(trial.what): \(trial.expected)", found: seen.words)
            passed += 1
        }
        return "\(passed) orders decided as they must be"
    }

    @Sendable
    private static func balanceLimit(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        func decide(
            _ side: Side, _ quantity: Int64, then next: Int64?
        ) -> [SafetyDecider.Decision] {
            let thousand = Money(units: 1000)
            let core = SafetyDecider([
                .started(ProcessStart(epoch: 1, isAfterCut: false)),
                .limits(.unlimited()), .listing(SafetyFeed.instrument),
                SafetyFeed.funds(SafetyFeed.quote, thousand),
                SafetyFeed.funds(SafetyFeed.base, Money(raw: Money.one / 2)),
            ])
            return [quantity, next].compactMap(\.self).enumerated().map { number, quantity in
                var order = SafetyFeed.order(number)
                order.side = side
                order.price = Price(mantissa: 100_000)
                order.quantity = Quantity(mantissa: quantity)
                return core.decided(on: order)
            }
        }
        let insufficient = SafetyDecider.Decision.denied(.balanceInsufficient)
        let rows: [(String, [SafetyDecider.Decision], [SafetyDecider.Decision])] = [
            (
                "a buy of all cash, then the smallest", decide(.buy, 1000, then: 20),
                [.intended, insufficient]
            ),
            ("a buy of one lot more than all cash", decide(.buy, 1010, then: nil), [insufficient]),
            (
                "a sale of all coins, then the smallest", decide(.sell, 500, then: 20),
                [.intended, insufficient]
            ),
            (
                "a sale of one lot more than all coins", decide(.sell, 510, then: nil),
                [insufficient]
            ),
        ]
        for (what, found, expected) in rows {
            try require(
                found == expected, "\(what): \(expected.map(\.words).joined(separator: ", then "))",
                found: found.map(\.words).joined(separator: ", then "))
        }
        return "1000 USDT and 0.5 BTC: exactly that taken, a lot more refused, both ways"
    }

    // MARK: - Numbers and names

    @Sendable
    private static func numbers(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let rows: [(text: String, decimals: Int, value: Int64?)] = [
            ("9223372036854775807", 0, .max), ("9223372036854775808", 0, nil),
            ("-9223372036854775808", 0, .min), ("92233720368547758.07", 2, .max),
            ("92233720368547758.08", 2, nil), ("0.00000001", 8, 1), ("2e-8", 8, 2),
            ("1E3", 0, 1000), ("0.1", 1, 1), ("000.10", 2, 10), ("0", 18, 0), ("", 0, nil),
            ("1.2.3", 2, nil), ("0x10", 0, nil), ("NaN", 0, nil), ("1e400", 0, nil), ("٣", 0, nil),
        ]
        for row in rows {
            let read = Mantissa(Array(row.text.utf8).span, decimals: row.decimals)?.value
            try require(
                read == row.value,
                "\"\(row.text)\" at \(row.decimals) decimals is \(words(row.value))",
                found: words(read))
        }
        let cut = Mantissa(Array("0.129".utf8).span, decimals: 2)
        try require(
            cut == Mantissa(value: 12, isExact: false),
            "\"0.129\" is cut to 0.12 and marked inexact",
            found: cut.map { "\($0)" } ?? "no number")
        try require(
            Money(raw: Money.one / 10) + Money(raw: Money.one / 5)
                == Money(raw: Money.one / 10 * 3), "0.1 + 0.2 = 0.3", found: "another sum")
        let count = 20_000
        try readBack(count)
        return "\(rows.count) limits, and \(count) numbers written and read back to the digit"
    }

    private static func words(_ value: Int64?) -> String { value.map { "\($0)" } ?? "no number" }

    private static func readBack(_ count: Int) throws(SafetyFailure) {
        var random = SeededRandom(seed: 1)
        for _ in 0..<count {
            let bits = random.next()
            let value = Int64(bitPattern: bits) >> Int64(bits & 63)
            let decimals = Int(random.next() % 19)
            let text = DecimalWriter.text(Int128(value), decimals: decimals)
            let read = Mantissa(Array(text.utf8).span, decimals: decimals)
            try require(
                read == Mantissa(value: value, isExact: true),
                "\(value) at \(decimals) decimals is written as \(text) and read back",
                found: words(read?.value))
        }
    }

    @Sendable
    private static func names(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let longest = String(repeating: "z", count: 36)
        let good = ["a", longest, "A-b_c.d:e/f", "~!@#$%^&*()"]
        let bad = ["", longest + "z", "a b", "a\n", "\u{0}", "é", "a\u{7F}", "\u{202E}a"]
        for name in good {
            let read = (try? ClientOrderID(name)).map { "\($0)" }
            try require(
                read == name, "\"\(name)\" is a name", found: read ?? "it is refused")
        }
        for name in bad {
            try require(
                (try? ClientOrderID(name)) == nil, "\"\(VisibleText.of(name))\" is no name",
                found: "it is taken")
        }
        try require(
            SafetyFeed.named("a") as ClientOrderID != SafetyFeed.named("A"),
            "upper and lower case are two names", found: "one")
        return "\(good.count) names taken, \(bad.count) refused"
    }

    // MARK: - Queues, batches, files

    @Sendable
    private static func fullQueue(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let queue = Inbox<TurnRequest>(capacity: TurnLoopLimits.inboxMax)
        var count = 0
        func fill(leaving reserve: Int) -> Int {
            while queue.put(.decide(.clock, Ticket(UInt64(count))), leaving: reserve) { count += 1 }
            return count
        }
        for (what, reserve) in [
            ("orders", TurnLoopLimits.reservedForCancels),
            ("cancels", TurnLoopLimits.reservedForReports), ("reports", 0),
        ] {
            let filled = fill(leaving: reserve)
            let room = TurnLoopLimits.inboxMax - reserve
            try require(filled == room, "\(what) up to \(room) places", found: "\(filled)")
        }
        var taken: [TurnRequest] = []
        queue.take(into: &taken, until: 0)
        let isInOrder = taken.enumerated().allSatisfy { number, request in
            guard case .decide(_, let ticket) = request else { return false }
            return ticket == Ticket(UInt64(number))
        }
        try require(
            taken.count == count && isInOrder, "all \(count) come out in their order",
            found: "\(taken.count), \(isInOrder ? "in order" : "in another order")")
        return "orders stop at \(TurnLoopLimits.inboxMax - TurnLoopLimits.reservedForCancels), "
            + "cancels at \(TurnLoopLimits.inboxMax - TurnLoopLimits.reservedForReports), all at "
            + "\(count); none lost"
    }

    @Sendable
    private static func fullCommit(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        var turn = try SafetyTurn.open(place.folder + "/journal")
        try SafetyTurn.take(SafetyFeed.beginning(), at: SafetyFeed.time(0), &turn)
        var number = 0
        do throws(JournalFault) {
            while turn.hasRoom {
                try turn.take(.submit(SafetyFeed.order(number)), at: SafetyFeed.time(1))
                number += 1
            }
        } catch {
            throw SafetyFailure(error.explanation, doing: "inputs while there is room")
        }
        let decided = turn.decidedSequence
        var refusal: JournalFault?
        do throws(JournalFault) {
            try turn.take(.submit(SafetyFeed.order(number)), at: SafetyFeed.time(1))
        } catch {
            refusal = error
        }
        try require(
            refusal == .batchFull && turn.decidedSequence == decided,
            "one more is turned away and not decided",
            found: "\(refusal.map { "\($0)" } ?? "taken")")
        let last: [Input] = [.submit(SafetyFeed.order(number))]
        try SafetyTurn.take([], at: SafetyFeed.time(1), &turn)
        try SafetyTurn.take(last, at: SafetyFeed.time(1), &turn)
        let kept = turn.core.state.orders.count
        try require(
            kept == number + 1 && turn.releasedSequence == turn.decidedSequence,
            "\(number + 1) orders kept", found: "\(kept)")
        return "\(number) orders in one commit, the next one refused and then kept"
    }

    @Sendable
    private static func journalRecords(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        let records = 300
        let largest: Int
        let found: (sizes: [Int], files: Int)
        do throws(JournalFault) {
            largest = try RecordSizes.write(records, to: path)
            found = try RecordSizes.read(path)
        } catch {
            throw SafetyFailure(error.explanation, doing: "a journal of the smallest files")
        }
        try require(
            found.sizes == (0..<records).map { RecordSizes.size($0, largest) },
            "\(records) records with the bytes that were written",
            found: "\(found.sizes.count), or others")
        return "\(records) records up to \(largest) bytes in \(found.files) files, "
            + "\(largest + 1) bytes refused"
    }
}
