import Domain
import Durability
import Foundation
import Operations
import Testing

@Suite struct ReconcileCommandTests {
    private static let account = AccountID(1)
    private static let usdt = Feed.instrument.quote

    private func report(_ number: Int, _ content: VenueReport.Content) -> Input {
        .report(VenueReport(order: Feed.order(number).reference, content: content))
    }

    private func fill(_ number: Int) throws -> FillReport {
        FillReport(
            order: Feed.order(number).reference, instrument: InstrumentID(0),
            venueOrderID: try VenueOrderID("7\(number)"), tradeID: try TradeID("90\(number)"),
            side: .buy, price: Price(mantissa: 10_000), quantity: Quantity(mantissa: 2),
            fee: .zero, feeAsset: Self.usdt, isTaker: true, venueTime: Feed.time(3))
    }

    /// Three orders: 0 works at the venue, 1 and 2 are on their way when the process dies. At the
    /// second start 0 has traded, 1 is found, and 2 never got there.
    private func journal(_ after: [Input] = []) throws -> JournalFolder {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try turn.take(.started(ProcessStart(epoch: 1, isAfterCut: false)), at: Feed.time(0))
        try Feed.begin(&turn, orders: 3)
        try turn.take(report(0, .accepted(try VenueOrderID("70"))), at: Feed.time(2))
        let second: [(Int64, Input)] = [
            (5, .started(ProcessStart(epoch: 2, isAfterCut: false))), (5, .clock),
            (6, report(2, .notFound(askedAt: Feed.time(6)))),
            (6, report(1, .status(.working, cumulative: .zero, try VenueOrderID("71")))),
            (6, report(0, .fill(try fill(0)))),
            (7, .accountConfirmed(Self.account)),
            (13, report(2, .notFound(askedAt: Feed.time(13)))),
            (13, report(2, .tradesListed(askedAt: Feed.time(13)))),
            (15, report(2, .notFound(askedAt: Feed.time(15)))),
        ]
        for (second, input) in second { try turn.take(input, at: Feed.time(second)) }
        for input in after { try turn.take(input, at: Feed.time(20)) }
        try turn.commit()
        return folder
    }

    private func run(_ folder: JournalFolder, _ words: String...) -> Run {
        Run.of(PlimsollProgram.root, ["reconcile", "--explain"] + words + [folder.path])
    }

    @Test("the last start is told: what was open, what was asked, what is proof, what is left")
    func lastStart() throws {
        let run = run(try journal())
        #expect(run.exit == .success)
        let expected = [
            "start 2 at 2026-01-01T00:00:05.000000000Z, record 9",
            "open before it: 3 orders, of which 2 had a request under way or an outcome that was "
                + "not known",
            "orders whose outcome had to be found out: 2",
            "  order o-1 of account 1",
            "    so: found at the venue: working, 0 of 0.005 traded, 71, 0.5 set aside",
            "  order o-2 of account 1",
            "    so: it never got there: not found 2 times after it could no longer arrive, and "
                + "none of the venue's trades are its; what it set aside is free",
            "orders that had changed meanwhile: 1",
            "fills that came until the account was confirmed: 1",
            "  account 1 agreed with the venue 2000 ms after the start, record 14",
            "nothing is left to do",
        ]
        for line in expected { #expect(run.output.contains(line + "\n"), "\(line)\n\(run.output)") }
        #expect(
            run.output.contains(
                "does not find it: no proof, it may still arrive until 2026-01-01T00:00:11"))
        #expect(run.output.contains("o-0: trade 900: buy 0.002 at 100"))
    }

    @Test("a difference is told with both amounts, what to do, and exit code 1")
    func difference() throws {
        let difference = BalanceDifference(
            account: Self.account, asset: Self.usdt,
            ours: Money(raw: 9_999_998 * Money.one / 10), theirs: Money(units: 7),
            isAccepted: false)
        let run = run(try journal([.difference(difference)]))
        #expect(run.exit == .failure)
        #expect(
            run.output.contains(
                "account 1 differs from the venue: USDT 999999.8 here and 7 at the venue"))
        #expect(run.output.contains("left to do:\n"))
        #expect(run.output.contains("POST /api/v1/reconciliation/accept"))
    }

    @Test("an order that is still unknown is told with when it is asked for again")
    func stillUnknown() throws {
        let folder = JournalFolder()
        var turn = try Feed.recover(folder)
        try Feed.begin(&turn, orders: 1)
        try turn.take(.started(ProcessStart(epoch: 2, isAfterCut: true)), at: Feed.time(3))
        try turn.take(.clock, at: Feed.time(3))
        try turn.commit()
        let run = run(folder)
        #expect(run.output.contains("cut off, so it trades reducing only"))
        #expect(run.output.contains("so: still open: it may be at the venue or not; 0.5 stay"))
        #expect(run.output.contains("order o-0: nothing yet; the venue is asked for it again at"))
        #expect(run.output.contains("account 1: wait until it agrees with the venue"))
        #expect(run.output.contains("trading is reducing: look at the venue"))
    }

    @Test("an earlier start is told up to where the next one began")
    func earlierStart() throws {
        let run = run(try journal(), "--start", "1")
        #expect(run.exit == .success)
        #expect(run.output.hasPrefix("start 1 at 2026-01-01T00:00:00.000000000Z, record 1\n"))
        #expect(run.output.contains("open before it: 0 orders"))
        #expect(
            run.output.contains("the next start came at 2026-01-01T00:00:05.000000000Z, record 9"))
        #expect(!run.output.contains("order o-2"))
    }

    @Test("a start that never was is told as such")
    func noStart() throws {
        let run = run(try journal(), "--start", "9")
        #expect(run.exit == .failure)
        #expect(run.errors.contains("there was no start 9 in this journal"))
        #expect(run.errors.contains("It has 2 of them."))
    }

    @Test("the same is told as JSON")
    func json() throws {
        let run = run(try journal(), "--json")
        let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let object = try #require(value as? [String: Any])
        #expect(object["start"] as? Int == 2)
        let unclear = try #require(object["unclear"] as? [[String: Any]])
        #expect(unclear.map { $0["client_order_id"] as? String } == ["o-1", "o-2"])
        #expect((unclear[0]["lines"] as? [Any])?.isEmpty == false)
        let accounts = try #require(object["accounts"] as? [[String: Any]])
        #expect(accounts[0]["agrees"] as? Bool == true)
        #expect((object["to_do"] as? [Any])?.isEmpty == true)
    }
}
