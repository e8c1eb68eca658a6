import Containers
import Domain
import Testing
import Trading

@Suite struct CapitalTests {
    private static let usdt = asset("USDT")

    private func money(_ text: String) -> Money { Decimals.money(Substring(text)) }

    private func allocation(_ strategy: UInt32, _ limit: String) -> Input {
        .allocate(
            CapitalAllocation(
                account: PerpetualDesk.account, strategy: StrategyID(strategy), asset: Self.usdt,
                limit: money(limit)))
    }

    private func transfer(_ id: String, _ from: UInt32, _ to: UInt32, _ amount: String) -> Input {
        .transfer(
            CapitalTransfer(
                id: identifier(id), account: PerpetualDesk.account, asset: Self.usdt,
                from: StrategyID(from), to: StrategyID(to), amount: money(amount)))
    }

    private func capital(_ desk: PerpetualDesk, _ strategy: UInt32) -> Capital {
        desk.core.state.capital(PerpetualDesk.account, StrategyID(strategy), Self.usdt)
    }

    @Test func everythingFromOutsideGoesToThePool() {
        let desk = PerpetualDesk()
        #expect(capital(desk, 0).total == money("100000"))
        #expect(desk.balance("USDT").external == money("100000"))
    }

    @Test func aStrategyWithAnAllocationTradesItsOwnCapitalAndNoOther() {
        var desk = PerpetualDesk()
        desk.feed(allocation(1, "5000"))
        #expect(
            desk.submit("a", .buy, 1_000, at: 300_000)
                == "denied marginInsufficient 0 / 3015")
        desk.feed(transfer("t1", 0, 1, "3014"))
        #expect(
            desk.submit("b", .buy, 1_000, at: 300_000)
                == "denied marginInsufficient 3014 / 3015")
        desk.feed(transfer("t2", 0, 1, "1"))
        #expect(desk.submit("c", .buy, 1_000, at: 300_000) == "intended 3015")
        #expect(capital(desk, 1).reserved == money("3015"))
        #expect(capital(desk, 0).reserved == .zero)
        // Another strategy, which shares the pool, is not in its way.
        #expect(desk.submit("d", .buy, 1_000, at: 300_000, strategy: 2) == "intended 3015")
        #expect(capital(desk, 0).reserved == money("3015"))
        desk.fill("c", .buy, 1_000, at: 300_000, fee: "12")
        #expect(capital(desk, 1).margin == money("3000"))
        #expect(capital(desk, 1).total == money("3003"))
        #expect(capital(desk, 1).gained == money("-12"))
    }

    @Test func transfersAreCountedOnceAndNeverMoveWhatIsSetAside() {
        var desk = PerpetualDesk()
        desk.feed(allocation(1, "5000"))
        #expect(desk.feed(transfer("t1", 0, 1, "4000")).map(\.words) == ["moved 4000"])
        #expect(desk.feed(transfer("t1", 0, 1, "4000")).map(\.words) == ["refused repeated"])
        #expect(
            desk.feed(transfer("t2", 0, 1, "1000.000000000000000001")).map(\.words)
                == ["refused allocationExceeded"])
        #expect(
            desk.feed(transfer("t3", 0, 2, "1")).map(\.words) == ["refused allocationExceeded"])
        desk.submit("a", .buy, 1_000, at: 300_000)
        #expect(
            desk.feed(transfer("t4", 1, 0, "985.000000000000000001")).map(\.words)
                == ["refused capitalInsufficient"])
        #expect(desk.feed(transfer("t5", 1, 0, "985")).map(\.words) == ["moved 985"])
        #expect(desk.feed(transfer("t6", 1, 1, "1")).map(\.words) == ["refused amountUnfit"])
        #expect(desk.feed(transfer("t7", 1, 0, "0")).map(\.words) == ["refused amountUnfit"])
        #expect(desk.feed(allocation(0, "1")).map(\.words) == ["refused amountUnfit"])
        let slip = CapitalAllocation(
            account: PerpetualDesk.account, strategy: StrategyID(1), asset: asset("UDST"),
            limit: money("1"))
        #expect(desk.feed(.allocate(slip)).map(\.words) == ["refused assetUnknown"])
    }

    @Test func theOwnersOfAnOrderStayWhoTheyWereWhenItWasDecided() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 1_000, at: 300_000)
        desk.feed(allocation(1, "50000"))
        desk.feed(transfer("t1", 0, 1, "50000"))
        desk.fill("a", .buy, 400, at: 300_000)
        #expect(capital(desk, 0).margin == money("1200"))
        #expect(capital(desk, 0).reserved == money("1809"))
        // What opens later is its own, but for a position that holds the pool's margin already.
        desk.submit("b", .buy, 100, at: 300_000)
        #expect(capital(desk, 1).reserved == money("301.5"))
        desk.fill("b", .buy, 100, at: 300_000)
        #expect(capital(desk, 1).reserved == .zero)
        #expect(capital(desk, 0).margin == money("1500"))
    }

    @Test func aDifferenceThatIsAcceptedIsALineOfItsOwn() {
        var desk = PerpetualDesk()
        let difference = BalanceDifference(
            account: PerpetualDesk.account, asset: Self.usdt, ours: money("100000"),
            theirs: money("99990"), isAccepted: false)
        #expect(desk.feed(.difference(difference)).map(\.words) == ["differs -10"])
        #expect(desk.balance("USDT").total == money("100000"))
        var accepted = difference
        accepted.isAccepted = true
        #expect(desk.feed(.difference(accepted)).map(\.words) == ["differs -10"])
        #expect(desk.balance("USDT").total == money("99990"))
        #expect(desk.balance("USDT").difference == money("-10"))
        #expect(desk.feed(.difference(accepted)) == [])
    }

    @Test func gainsAreCountedByTheDayAndFromTheirPeak() {
        var desk = PerpetualDesk()
        desk.submit("a", .buy, 1_000, at: 300_000)
        desk.fill("a", .buy, 1_000, at: 300_000)
        desk.submit("b", .sell, 500, at: 310_000)
        desk.fill("b", .sell, 500, at: 310_000)
        #expect(capital(desk, 1).gained == money("500"))
        desk.time = desk.time.adding(nanoseconds: 86_400_000_000_000)
        desk.submit("c", .sell, 500, at: 290_000)
        desk.fill("c", .sell, 500, at: 290_000)
        #expect(capital(desk, 1).gained == .zero)
        #expect(capital(desk, 1).gainedPeak == money("500"))
        #expect(capital(desk, 1).gained(on: desk.time.day) == money("-500"))
        #expect(capital(desk, 1).gained(on: desk.time.day + 1) == .zero)
    }
}
