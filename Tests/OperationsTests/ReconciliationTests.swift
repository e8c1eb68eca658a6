import Domain
import Operations
import Testing
import VenueKit

@Suite struct ReconciliationTests {
    typealias Step = Reconciliation.Step

    let bitcoin = InstrumentID(0)
    let ether = InstrumentID(1)
    let start = Timestamp(milliseconds: 1_000)

    private func asset(_ name: String) -> Asset { try! Asset(name) }

    private func balance(_ name: String, _ free: Int64, locked: Int64 = 0) -> BalanceNotice {
        BalanceNotice(
            asset: asset(name), free: Money(units: free), locked: Money(units: locked), time: start)
    }

    private func ours(_ totals: [String: Int64], isKnown: Bool = true) -> Reconciliation.Ours {
        Reconciliation.Ours(
            isKnown: isKnown,
            totals: Dictionary(
                uniqueKeysWithValues: totals.map { (asset($0.key), Money(units: $0.value)) }))
    }

    /// Up to where the balances were asked for.
    private func listedAll(_ own: inout Reconciliation) {
        _ = own.begin([bitcoin, ether], isKnown: true, at: start)
        _ = own.openOrdersListed(askedAt: start, at: start)
        _ = own.tradesListed(bitcoin, askedAt: start, at: start)
        _ = own.tradesListed(ether, askedAt: start, at: start)
        _ = own.wake(at: start, unclear: 0)
    }

    @Test("an account that agrees with the venue is trusted, and not before all was compared")
    func agreement() {
        var own = Reconciliation(account: AccountID(7))
        #expect(!own.isTrusted)
        let first = own.begin([bitcoin, ether], isKnown: true, at: start)
        #expect(first.starts(with: [.listOpenOrders, .listTrades(bitcoin), .listTrades(ether)]))
        #expect(own.openOrdersListed(askedAt: start, at: start) == [])
        #expect(own.tradesListed(ether, askedAt: start, at: start) == [])
        #expect(own.tradesListed(bitcoin, askedAt: start, at: start) == [.wakeAt(start)])
        #expect(own.wake(at: start, unclear: 0).first == .listBalances)
        #expect(!own.isTrusted)
        #expect(own.balancesListed([balance("USDT", 60, locked: 40)], askedAt: start) == [.settle])
        #expect(!own.isTrusted)
        let next = start.adding(nanoseconds: Reconciliation.Limits.trustedInterval)
        #expect(
            own.settled(ours(["USDT": 100, "BTC": 0]), at: start) == [.confirm, .wakeAt(next)])
        #expect(own.isTrusted)
        #expect(own.differences.isEmpty)
    }

    @Test("an account that was never seen begins with what the venue says it holds")
    func opening() {
        var own = Reconciliation(account: AccountID(7))
        let questions = own.begin([bitcoin], isKnown: false, at: start)
        #expect(!questions.contains(.listTrades(bitcoin)))
        _ = own.openOrdersListed(askedAt: start, at: start)
        _ = own.wake(at: start, unclear: 0)
        let balances = [balance("USDT", 100)]
        _ = own.balancesListed(balances, askedAt: start)
        let steps = own.settled(ours([:], isKnown: false), at: start)
        #expect(steps.starts(with: [.open(balances), .confirm]))
        #expect(own.isTrusted)
    }

    @Test("orders whose outcome is not known are waited for, and not for ever")
    func unclear() {
        var own = Reconciliation(account: AccountID(7))
        _ = own.begin([], isKnown: true, at: start)
        _ = own.openOrdersListed(askedAt: start, at: start)
        for _ in 0..<100 {
            let steps = own.wake(at: start, unclear: 1)
            #expect(!steps.contains(.listBalances))
        }
        var patient = own
        #expect(patient.wake(at: start, unclear: 0).contains(.listBalances))
        let late = start.adding(nanoseconds: Reconciliation.Limits.unclearMax)
        #expect(own.wake(at: late, unclear: 1).contains(.listBalances))
    }

    /// The venue's balances come and are compared; where they differ, all is listed once more.
    ///
    /// - Returns: what was to be done after the comparison.
    @discardableResult
    private func compare(
        _ own: inout Reconciliation, theirs: [BalanceNotice], ours: [String: Int64],
        at now: inout Timestamp
    ) -> [Step] {
        _ = own.balancesListed(theirs, askedAt: now)
        let found = own.settled(self.ours(ours), at: now)
        guard !own.isTrusted, case .wakeAt(let next)? = found.last else { return found }
        now = next
        let steps = own.wake(at: now, unclear: 0)
        #expect(
            steps.starts(with: [.listOpenOrders, .listTrades(bitcoin), .listTrades(ether)]))
        _ = own.openOrdersListed(askedAt: now, at: now)
        _ = own.tradesListed(bitcoin, askedAt: now, at: now)
        _ = own.tradesListed(ether, askedAt: now, at: now)
        _ = own.wake(at: now, unclear: 0)
        return found
    }

    @Test("a difference is kept once it is believed, again when it is another, and not each time")
    func keptDifference() {
        var own = Reconciliation(account: AccountID(7))
        var now = start
        listedAll(&own)
        var kept: [Step] = []
        func compareOnce(_ theirs: Int64) {
            kept += compare(&own, theirs: [balance("USDT", theirs)], ours: ["USDT": 100], at: &now)
                .filter { if case .wakeAt = $0 { false } else { true } }
        }
        for _ in 0..<2 * Reconciliation.Limits.comparisonsMax { compareOnce(90) }
        for _ in 0..<2 { compareOnce(80) }
        compareOnce(100)
        let amounts = kept.map { step -> [Money] in
            guard case .differ(let differences) = step else { return [] }
            return differences.map(\.theirs)
        }
        #expect(amounts == [[Money(units: 90)], [Money(units: 80)], []])
        #expect(kept.last == .confirm)
    }

    @Test("a difference is believed only after several comparisons, and names both amounts")
    func difference() {
        var own = Reconciliation(account: AccountID(7))
        var now = start
        listedAll(&own)
        for _ in 1..<Reconciliation.Limits.comparisonsMax {
            #expect(own.phase == .balances)
            compare(
                &own, theirs: [balance("USDT", 90), balance("BNB", 1)], ours: ["USDT": 100],
                at: &now)
        }
        #expect(own.phase == .balances)
        compare(
            &own, theirs: [balance("USDT", 90), balance("BNB", 1)], ours: ["USDT": 100], at: &now)
        #expect(own.phase == .differing)
        #expect(own.differences.map(\.asset) == [asset("BNB"), asset("USDT")])
        #expect(own.differences.map(\.ours) == [.zero, Money(units: 100)])
        #expect(own.differences.map(\.theirs) == [Money(units: 1), Money(units: 90)])
        #expect(own.accept(at: now).count == 2)
        #expect(own.isTrusted)
        #expect(own.accept(at: now).isEmpty)
    }

    @Test("a difference that goes away is none, as late as it does")
    func passingDifference() {
        for comparisons in [1, Reconciliation.Limits.comparisonsMax * 3] {
            var own = Reconciliation(account: AccountID(7))
            var now = start
            listedAll(&own)
            for _ in 0..<comparisons {
                compare(&own, theirs: [balance("USDT", 90)], ours: ["USDT": 100], at: &now)
                #expect(!own.isTrusted)
            }
            compare(&own, theirs: [balance("USDT", 90)], ours: ["USDT": 90], at: &now)
            #expect(own.isTrusted)
            #expect(own.phase == .trusted)
        }
    }

    @Test("whatever is not answered in time is asked for again")
    func patience() {
        var own = Reconciliation(account: AccountID(7))
        _ = own.begin([bitcoin, ether], isKnown: true, at: start)
        _ = own.tradesListed(bitcoin, askedAt: start, at: start)
        let soon = start.adding(nanoseconds: 1)
        #expect(own.wake(at: soon, unclear: 0).count == 1)
        let late = start.adding(nanoseconds: Reconciliation.Limits.patience)
        #expect(own.wake(at: late, unclear: 0).starts(with: [.listOpenOrders, .listTrades(ether)]))
        _ = own.openOrdersListed(askedAt: late, at: late)
        _ = own.tradesListed(ether, askedAt: late, at: late)
        _ = own.wake(at: late, unclear: 0)
        let later = late.adding(nanoseconds: Reconciliation.Limits.patience)
        #expect(own.wake(at: later, unclear: 0).contains(.listBalances))
    }

    @Test("what the venue could not answer is asked for again at once, and soon after that")
    func retries() {
        var own = Reconciliation(account: AccountID(7))
        _ = own.begin([bitcoin, ether], isKnown: true, at: start)
        _ = own.openOrdersListed(askedAt: start, at: start)
        let again = start.adding(nanoseconds: Reconciliation.Limits.retryMin)
        #expect(own.failed(.trades(ether), at: start) == [.wakeAt(again)])
        let steps = own.wake(at: again, unclear: 0)
        #expect(steps.first == .listTrades(ether))
        #expect(!steps.contains(.listTrades(bitcoin)), "its answer is still to come")
        var now = again
        for _ in 0..<40 {
            guard case .wakeAt(let next)? = own.failed(.trades(ether), at: now).last else {
                Issue.record("a failure leads to another attempt")
                return
            }
            #expect(next.since(now) <= Reconciliation.Limits.retryMax)
            now = next
            _ = own.wake(at: now, unclear: 0)
        }
        _ = own.tradesListed(bitcoin, askedAt: now, at: now)
        #expect(own.tradesListed(ether, askedAt: now, at: now) == [.wakeAt(now)])
        _ = own.wake(at: now, unclear: 0)
        #expect(own.phase == .balances)
        _ = own.failed(.balances, at: now)
        let last = now.adding(nanoseconds: Reconciliation.Limits.retryMin)
        #expect(own.wake(at: last, unclear: 0).first == .listBalances)
    }

    @Test("an answer to a question from before a gap in the stream does not count")
    func answersOfBefore() {
        var own = Reconciliation(account: AccountID(7))
        _ = own.begin([bitcoin], isKnown: true, at: start)
        own.lose()
        let later = start.adding(nanoseconds: 1)
        _ = own.begin([bitcoin], isKnown: true, at: later)
        _ = own.openOrdersListed(askedAt: later, at: later)
        #expect(own.tradesListed(bitcoin, askedAt: start, at: later) == [])
        #expect(own.phase == .listing)
        #expect(own.tradesListed(bitcoin, askedAt: later, at: later) == [.wakeAt(later)])
    }

    @Test("contracts that the venue nets otherwise are no difference, and money is one")
    func nettedContracts() {
        for (theirs, isTrusted) in [(1_010, true), (1_011, false)] as [(Int64, Bool)] {
            var own = Reconciliation(account: AccountID(7))
            listedAll(&own)
            // Bought at 100 by one strategy and sold at 110 by another, each of which is open here;
            // a stranger's one unit at 40 is open at both.
            let usdt = asset("USDT")
            let told = BalanceNotice(
                asset: usdt, free: Money(units: theirs), locked: .zero, time: start,
                openCost: Money(units: 40))
            _ = own.balancesListed([told], askedAt: start)
            let books = Reconciliation.Ours(
                isKnown: true, totals: [usdt: Money(units: 1_000)],
                openCosts: [usdt: Money(units: 30)])
            _ = own.settled(books, at: start)
            #expect(own.isTrusted == isTrusted)
            let amounts = own.differences.map { [$0.ours, $0.theirs] }
            #expect(amounts == (isTrusted ? [] : [[Money(units: 1_010), Money(units: 1_011)]]))
        }
    }

    @Test("what the venue's own rounding explains is no difference, and more is one")
    func roundedCost() {
        for (apart, isTrusted) in [(20, true), (21, false)] as [(Int128, Bool)] {
            var own = Reconciliation(account: AccountID(7))
            listedAll(&own)
            let usdt = asset("USDT")
            let told = BalanceNotice(
                asset: usdt, free: Money(units: 100), locked: .zero, time: start,
                openCost: Money(raw: Money.one + apart), dust: Money(raw: 20))
            _ = own.balancesListed([told], askedAt: start)
            let books = Reconciliation.Ours(
                isKnown: true, totals: [usdt: Money(units: 100)],
                openCosts: [usdt: Money(units: 1)])
            _ = own.settled(books, at: start)
            #expect(own.isTrusted == isTrusted)
        }
    }

    @Test("a lost stream takes the trust away, and late answers do not bring it back")
    func loss() {
        var own = Reconciliation(account: AccountID(7))
        listedAll(&own)
        own.lose()
        #expect(own.balancesListed([], askedAt: start) == [])
        #expect(own.settled(ours([:]), at: start) == [])
        #expect(own.openOrdersListed(askedAt: start, at: start) == [])
        #expect(!own.isTrusted)
    }
}
