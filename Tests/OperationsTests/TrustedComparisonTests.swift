import Domain
import Operations
import Testing
import VenueKit

/// An account that is compared while it trades, with its driver: what is asked, when, and what our
/// books say meanwhile.
private struct TrustedAccount {
    static let bitcoin = InstrumentID(0)
    static let usdt = try! Asset("USDT")
    static let every: Int64 = 10_000_000_000

    var own = Reconciliation(account: AccountID(7), trustedInterval: every)
    var now = Timestamp(milliseconds: 1_000)
    var books: Int64 = 100
    var wakeAt: Timestamp?
    /// Everything that was to be done, but for being woken.
    var steps: [Reconciliation.Step] = []

    /// Trusted, with 100 at either.
    init() {
        take(own.begin([Self.bitcoin], isKnown: true, at: now))
        list()
        answer(100)
        steps = []
    }

    var ours: Reconciliation.Ours {
        Reconciliation.Ours(isKnown: true, totals: [Self.usdt: Money(units: books)])
    }

    mutating func take(_ found: [Reconciliation.Step]) {
        for step in found {
            if case .wakeAt(let time) = step { wakeAt = time } else { steps.append(step) }
            if step == .listBalances { take(own.observe(ours, at: now)) }
        }
    }

    /// Open orders and trades were listed, up to where balances are asked for.
    mutating func list() {
        take(own.openOrdersListed(askedAt: now, at: now))
        take(own.tradesListed(Self.bitcoin, askedAt: now, at: now))
        wake()
    }

    mutating func wake() {
        now = max(now, wakeAt ?? now)
        wakeAt = nil
        take(own.wake(at: now, unclear: 0))
    }

    /// Our books move on.
    mutating func book(_ amount: Int64) {
        books = amount
        take(own.observe(ours, at: now))
    }

    /// The venue's answer comes, and all that was told before it is released.
    mutating func answer(_ theirs: Int64) {
        let told = BalanceNotice(
            asset: Self.usdt, free: Money(units: theirs), locked: .zero, time: now)
        take(own.balancesListed([told], askedAt: now))
        take(own.settled(ours, at: now))
    }

    /// Up to the next question for balances.
    mutating func ask() {
        steps = []
        for _ in 0..<4 where !steps.contains(.listBalances) {
            if steps.contains(.listOpenOrders) { list() } else { wake() }
        }
    }
}

@Suite struct TrustedComparisonTests {
    @Test("an account that agrees is compared again and again, and trades meanwhile")
    func again() {
        var account = TrustedAccount()
        for _ in 0..<3 {
            let before = account.now
            account.wake()
            #expect(account.now.since(before) == TrustedAccount.every)
            #expect(account.steps == [.listBalances])
            #expect(account.own.isTrusted)
            account.answer(100)
            #expect(account.steps == [.listBalances, .settle, .confirm])
            account.steps = []
        }
    }

    @Test("an answer is held against every state of our books since it was asked for")
    func between() {
        var account = TrustedAccount()
        account.wake()
        account.book(90)
        account.book(70)
        account.answer(90)
        #expect(account.steps.last == .confirm)
        #expect(account.own.isTrusted)
        // What was before the question is no answer to it.
        account.ask()
        account.answer(90)
        #expect(account.steps.last == .settle)
        #expect(account.own.isTrusted)
    }

    @Test("where the question is asked again, what our books said before that is no answer")
    func askedAgain() {
        var account = TrustedAccount()
        account.wake()
        account.book(80)
        account.steps = []
        account.wake()
        #expect(account.steps == [.listBalances])
        account.answer(100)
        #expect(account.steps.last == .settle)
        account.book(100)
        #expect(account.steps.last == .confirm)
    }

    @Test("a private stream that is later than the answer is waited for")
    func lateStream() {
        var account = TrustedAccount()
        account.wake()
        account.answer(80)
        #expect(account.steps.last == .settle)
        account.book(95)
        #expect(account.steps.last == .settle)
        account.book(80)
        #expect(account.steps.last == .confirm)
    }

    @Test("what differs by another amount each time is movement, and is asked for less often")
    func movement() {
        var account = TrustedAccount()
        account.wake()
        var last = account.now
        for round in 1...100 as ClosedRange<Int64> {
            account.answer(100 + round)
            account.wake()
            #expect(account.own.isTrusted)
            account.ask()
            #expect(account.now.since(last) <= TrustedAccount.every + 2_000_000_000)
            if round > 10 { #expect(account.now.since(last) >= TrustedAccount.every) }
            last = account.now
        }
        account.answer(100)
        #expect(account.steps.last == .confirm)
    }

    @Test("money that is missing is found however much the account trades")
    func missing() {
        var account = TrustedAccount()
        account.wake()
        var rounds = 0
        while account.own.isTrusted, rounds < 20 {
            rounds += 1
            // Two trades between question and answer; the answer is of before, between or after
            // them, and 7 more than our books ever say.
            let before = account.books
            account.book(before - 3)
            account.book(before - 5)
            account.answer([before, before - 3, before - 5][rounds % 3] + 7)
            account.wake()
            if account.own.isTrusted { account.ask() }
        }
        #expect(rounds == Reconciliation.Limits.comparisonsMax)
        #expect(account.own.phase == .differing)
        #expect(account.own.differences.map { $0.theirs - $0.ours } == [Money(units: 7)])
        #expect(account.steps.contains { if case .differ = $0 { true } else { false } })
        // A person takes the venue's word, and it is compared again after that.
        #expect(account.own.accept(at: account.now).count == 1)
        #expect(account.own.isTrusted)
        #expect(
            account.own.nextComparison == account.now.adding(nanoseconds: TrustedAccount.every))
    }

    @Test("trades are listed once a difference has stayed, and a lost fill that is found ends it")
    func lostFill() {
        var account = TrustedAccount()
        account.wake()
        account.answer(90)
        account.wake()
        account.ask()
        #expect(!account.steps.contains(.listTrades(TrustedAccount.bitcoin)))
        account.answer(90)
        account.wake()
        account.wake()
        #expect(account.steps.contains(.listTrades(TrustedAccount.bitcoin)))
        account.book(90)
        account.list()
        account.answer(90)
        #expect(account.steps.last == .confirm)
        #expect(account.own.isTrusted)
    }

    @Test("a lost stream ends it, and what is answered late brings no trust back")
    func loss() {
        var account = TrustedAccount()
        account.wake()
        account.own.lose()
        account.answer(100)
        account.book(100)
        #expect(!account.own.isTrusted)
        #expect(account.own.nextComparison == nil)
    }
}
