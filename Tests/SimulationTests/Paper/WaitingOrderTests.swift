import Domain
import Simulation
import Testing

private let coin: Int64 = 100_000_000

/// Orders that wait for a price, and orders that are made smaller where they stand.
@Suite struct WaitingOrderTests {
    /// The house sells 1 at 101, 2 at 102; buys 1 at 99 and 2 at 98; 100 was traded last.
    private static func quoted() throws -> MatchingEngine {
        var engine = MatchingEngine([PaperSymbol.standard[0]])
        _ = engine.open("house", isHouse: true)
        let row = engine.open("account")
        engine.deposit(Money(units: 1_000), of: "USDT", to: row)
        engine.deposit(Money(units: 5), of: "BTC", to: row)
        var events: [PaperEvent] = []
        for (side, price, thousandths) in [
            (Side.sell, 100, 10), (.buy, 100, 10), (.sell, 101, 1000), (.sell, 102, 2000),
            (.buy, 99, 1000), (.buy, 98, 2000),
        ] as [(Side, Int64, Int64)] {
            _ = try engine.place(order(0, side, price, thousandths), at: 1, into: &events)
        }
        #expect(engine.lastPrice(of: 0) == Price(mantissa: 100 * coin))
        return engine
    }

    private static func order(
        _ account: Int, _ side: Side, _ price: Int64, _ thousandths: Int64,
        _ kind: PaperTrigger.Kind? = nil, at trigger: Int64 = 0
    ) -> PaperPlacement {
        var placement = PaperPlacement(
            account: account, symbol: 0, side: side, type: kind?.type ?? .limit,
            price: Price(mantissa: price * coin),
            quantity: Quantity(mantissa: thousandths * 100_000))
        placement.trigger = kind.map {
            PaperTrigger($0, Price(mantissa: trigger * coin), for: side)
        }
        return placement
    }

    private static func release(_ engine: inout MatchingEngine) -> Int {
        var (events, count): ([PaperEvent], Int) = ([], 0)
        while let id = engine.firstDue {
            engine.release(id, at: 9, into: &events)
            count += 1
        }
        return count
    }

    private static func trade(_ engine: inout MatchingEngine, at price: Int64) throws {
        var events: [PaperEvent] = []
        for side in [Side.sell, .buy] {
            _ = try engine.place(order(0, side, price, 1), at: 5, into: &events)
        }
    }

    struct Row: Sendable {
        let side: Side
        let kind: PaperTrigger.Kind
        /// Where it does not go yet, and where it does.
        let short: Int64
        let trigger: Int64
        let price: Int64
        let status: PaperOrderStatus
    }

    /// A limit beyond the best price trades at once when it is released; one before it rests.
    static let rows = [
        Row(side: .sell, kind: .stopLoss, short: 100, trigger: 99, price: 0, status: .filled),
        Row(side: .buy, kind: .stopLoss, short: 100, trigger: 101, price: 0, status: .filled),
        Row(side: .sell, kind: .stopLossLimit, short: 100, trigger: 99, price: 103, status: .new),
        Row(side: .buy, kind: .stopLossLimit, short: 100, trigger: 101, price: 97, status: .new),
        Row(side: .sell, kind: .takeProfit, short: 100, trigger: 101, price: 0, status: .filled),
        Row(side: .buy, kind: .takeProfit, short: 100, trigger: 99, price: 0, status: .filled),
        Row(
            side: .sell, kind: .takeProfitLimit, short: 100, trigger: 101, price: 98,
            status: .filled),
        Row(
            side: .buy, kind: .takeProfitLimit, short: 100, trigger: 99, price: 102,
            status: .filled),
    ]

    @Test("an order waits outside the book until its price has come", arguments: rows)
    func waits(row: Row) throws {
        var engine = try Self.quoted()
        var events: [PaperEvent] = []
        let books = engine.books
        let id = try engine.place(
            Self.order(1, row.side, row.price, 100, row.kind, at: row.trigger), at: 2,
            into: &events)
        #expect(engine.order(id)?.isWaiting == true)
        #expect(engine.accounts[1].openOrders == [id])
        #expect(engine.books == books)
        let locked = engine.accounts[1].balances.contains { $0.locked > .zero }
        #expect(locked == (row.price > 0), "a limit holds back what it may need")
        try Self.trade(&engine, at: row.short)
        #expect(Self.release(&engine) == 0)
        try Self.trade(&engine, at: row.trigger)
        #expect(Self.release(&engine) == 1)
        #expect(engine.order(id)?.isWaiting == false)
        #expect(engine.order(id)?.status == row.status)
        #expect(Self.release(&engine) == 0)
    }

    @Test func whatWouldGoAtOnceIsRefusedAndWhatWaitsIsCanceled() throws {
        var engine = try Self.quoted()
        var events: [PaperEvent] = []
        let refusal = PaperRefusal(-2010, "Stop price would trigger immediately.")
        for placement in [
            Self.order(1, .sell, 0, 100, .stopLoss, at: 100),
            Self.order(1, .buy, 0, 100, .stopLoss, at: 100),
            Self.order(1, .buy, 0, 100, .takeProfit, at: 100),
        ] {
            #expect(throws: refusal) { _ = try engine.place(placement, at: 2, into: &events) }
        }
        #expect(throws: PaperRefusal.filter("PRICE_FILTER")) {
            _ = try engine.place(
                Self.order(1, .sell, 0, 100, .stopLoss, at: 0), at: 2, into: &events)
        }
        let id = try engine.place(
            Self.order(1, .sell, 97, 100, .stopLossLimit, at: 99), at: 2, into: &events)
        let canceled = try engine.cancel(id, of: 1, newClientID: "", at: 3, into: &events)
        #expect(canceled.status == .canceled)
        #expect(engine.accounts[1].balances.allSatisfy { $0.locked == .zero })
        try Self.trade(&engine, at: 99)
        #expect(Self.release(&engine) == 0)
    }

    @Test func aBuyThatCanNoLongerBePaidExpiresWhenItsPriceComes() throws {
        var engine = try Self.quoted()
        var events: [PaperEvent] = []
        let stop = try engine.place(
            Self.order(1, .buy, 0, 2000, .stopLoss, at: 101), at: 2, into: &events)
        _ = try engine.place(Self.order(1, .buy, 90, 11_000), at: 3, into: &events)
        try Self.trade(&engine, at: 101)
        #expect(Self.release(&engine) == 1)
        #expect(engine.order(stop)?.status == .expired)
        #expect(engine.order(stop)?.executed == .zero)
    }

    @Test func anOrderThatIsMadeSmallerKeepsItsPlaceAndFreesWhatItHeld() throws {
        var engine = try Self.quoted()
        var events: [PaperEvent] = []
        let first = try engine.place(Self.order(1, .buy, 100, 2000), at: 2, into: &events)
        let second = try engine.place(Self.order(1, .buy, 100, 1000), at: 3, into: &events)
        events = []
        let smaller = try engine.shrink(
            first, of: 1, to: Quantity(mantissa: coin), at: 4, into: &events)
        #expect(smaller.placement.quantity == Quantity(mantissa: coin))
        #expect(
            events.contains {
                if case .order(let told, .amended) = $0 { told == smaller } else { false }
            })
        #expect(engine.books[0].bids.best?.queue == [first, second])
        #expect(engine.books[0].bids.best?.quantity == Quantity(mantissa: 2 * coin))
        #expect(engine.accounts[1].balances.map(\.locked).contains(Money(units: 200)))
        _ = try engine.place(Self.order(0, .sell, 100, 500), at: 5, into: &events)
        #expect(engine.order(first)?.executed == Quantity(mantissa: coin / 2))
        for (quantity, text) in [
            (coin, "The requested action would change no state; rejecting."),
            (2 * coin, "Order amend (quantity increase) is not supported."),
            (coin / 2, "Order amend (quantity increase) is not supported."),
        ] {
            #expect(throws: PaperRefusal(-2038, text)) {
                _ = try engine.shrink(
                    first, of: 1, to: Quantity(mantissa: quantity), at: 6, into: &events)
            }
        }
        #expect(throws: PaperRefusal(-2038, "Unknown order sent.")) {
            _ = try engine.shrink(
                first, of: 0, to: Quantity(mantissa: coin), at: 6, into: &events)
        }
        _ = try engine.place(Self.order(0, .sell, 100, 1500), at: 7, into: &events)
        #expect(engine.order(first)?.status == .filled)
        #expect(engine.order(second)?.status == .filled)
        #expect(engine.accounts[1].balances.allSatisfy { $0.locked == .zero })
    }
}
