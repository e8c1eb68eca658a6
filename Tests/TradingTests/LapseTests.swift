import Containers
import Domain
import Testing
import Trading

@Suite struct LapseTests {
    private static func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_767_225_600_000_000_000 + milliseconds * 1_000_000)
    }

    private static let instrument = Instrument(
        id: InstrumentID(0), venue: VenueID(1), symbol: try! Symbol("BTCUSDT"),
        base: try! Asset("BTC"), quote: try! Asset("USDT"), priceDecimals: 2, quantityDecimals: 3,
        tick: Price(mantissa: 5), lot: Quantity(mantissa: 2), quantityMin: Quantity(mantissa: 2),
        quantityMax: Quantity(mantissa: 1_000_000), notionalMin: .zero)

    /// Its time comes while a query for it is waited for, and before the next input: the cancel and
    /// the query are due at once.
    @Test func anUncertainOrderWhoseTimeIsUpIsCanceledAndGoesOnBeingAskedFor() {
        var core = TradingCore()
        var (sequence, events) = (0 as UInt64, [] as [Event])
        func take(_ input: Input, at milliseconds: Int64) {
            sequence += 1
            events.removeAll()
            core.decide(
                input, at: Stamp(sequence: sequence, time: Self.at(milliseconds)), into: &events)
        }
        take(.limits(.unlimited()), at: 0)
        take(.listing(Self.instrument), at: 0)
        take(
            .flow(
                ExternalFlow(
                    id: try! FlowID("opening"), account: AccountID(7), asset: try! Asset("USDT"),
                    amount: Money(units: 1000))), at: 0)
        let order = OrderRequest(
            account: AccountID(7), strategy: StrategyID(1), clientOrderID: try! ClientOrderID("a"),
            instrument: InstrumentID(0), side: .buy, type: .limit, timeInForce: .goodTillDate,
            price: Price(mantissa: 100_00), quantity: Quantity(mantissa: 100),
            expiresAt: Self.at(6200))
        take(.submit(order), at: 0)
        take(
            .report(
                VenueReport(
                    order: order.reference, content: .requestFailed(.place, .transport))), at: 5500)
        // The next query is due at 6000, the order's end at 6200; nobody looks before 7000.
        take(.clock, at: 7000)
        let isCanceled = events.contains { event in
            if case .cancelRequested = event { true } else { false }
        }
        #expect(isCanceled)
        // Without an answer it is asked for again and again, and its cancel is doubted in time.
        var queries = 0
        for second in 8...60 as ClosedRange<Int64> {
            take(.clock, at: second * 1000)
            queries += events.count { if case .queryRequested = $0 { true } else { false } }
        }
        #expect(queries > 3)
        #expect(core.state.orders[0].cancellation.phase == .unknown)
    }
}
