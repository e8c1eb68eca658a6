import Domain
import Markets
import Testing

@Suite struct MarketBoardTests {
    private let instrument = InstrumentID(0)
    private let other = InstrumentID(2)
    private let now = Timestamp(milliseconds: 5)

    private func change(
        _ instrument: InstrumentID, _ first: Int64, _ last: Int64, bids: Int, asks: Int,
        start: Int = 0
    ) -> BookChange {
        BookChange(
            instrument: instrument, firstUpdate: first, lastUpdate: last, start: start,
            bidCount: bids, askCount: asks, time: now, received: now)
    }

    private let levels = [
        level(price: 10, quantity: 1), level(price: 9, quantity: 1), level(price: 11, quantity: 1),
        level(price: 12, quantity: 4),
    ]

    @Test("A book that crosses is told as a doubt, and no update is taken in until a snapshot")
    func crossing() {
        var board = MarketBoard()
        board.take(batch([.bookSnapshot(change(instrument, 0, 1, bids: 2, asks: 2))], levels))
        #expect(board.doubts.isEmpty)
        board.take(
            batch([.bookUpdate(change(instrument, 2, 2, bids: 1, asks: 0, start: 3))], levels))
        #expect(board.doubts == [.init(instrument: instrument, doubt: .crossed)])
        board.take(batch([.bookUpdate(change(instrument, 3, 3, bids: 0, asks: 0))], levels))
        #expect(board.counts.bookUpdates == 1)
        #expect(board.doubts.isEmpty)
        board.take(batch([.bookSnapshot(change(instrument, 0, 4, bids: 2, asks: 2))], levels))
        #expect(board.market(instrument)?.book.state == .live)
    }

    @Test("The venue's own best prices take a wrong book out of use, and that book alone")
    func contradiction() {
        var board = MarketBoard()
        let snapshots: [MarketEvent] = [
            .bookSnapshot(change(instrument, 0, 1, bids: 2, asks: 2)),
            .bookSnapshot(change(other, 0, 1, bids: 2, asks: 2)),
        ]
        board.take(batch(snapshots, levels))
        let wrong = BestPrices(
            bid: level(price: 10, quantity: 2), ask: level(price: 11, quantity: 1))
        let told: [MarketEvent] = [
            .bookUpdate(change(instrument, 2, 2, bids: 0, asks: 0)),
            .bestPrices(
                BestPricesChange(
                    instrument: instrument, update: 2, prices: wrong, isInexact: false,
                    received: now)),
            .bestPrices(
                BestPricesChange(
                    instrument: instrument, update: 3, prices: wrong, isInexact: false,
                    received: now)),
        ]
        board.take(batch(told, levels))
        #expect(board.doubts == [.init(instrument: instrument, doubt: .contradicted)])
        #expect(board.market(instrument)?.book.state == .invalid(.contradicted))
        #expect(board.market(other)?.book.state == .live)
        #expect(board.checks.failed == 1)
    }

    @Test(
        "Best prices of a lost connection judge no book of the next one, whose numbers start anew")
    func numbersThatStartAnew() {
        var board = MarketBoard()
        let stale = BestPrices(
            bid: level(price: 10, quantity: 2), ask: level(price: 11, quantity: 1))
        let told: [MarketEvent] = [
            .bestPrices(
                BestPricesChange(
                    instrument: instrument, update: 1, prices: stale, isInexact: false,
                    received: now)),
            .bestPrices(
                BestPricesChange(
                    instrument: instrument, update: 900, prices: stale, isInexact: false,
                    received: now)),
            .subscription(
                SubscriptionChange(instrument: instrument, channel: .bestPrices, state: .idle)),
            .bookSnapshot(change(instrument, 0, 1, bids: 2, asks: 2)),
            .bookUpdate(change(instrument, 2, 2, bids: 0, asks: 0)),
        ]
        board.take(batch(told, levels))
        #expect(board.checks.failed == 0)
        #expect(board.market(instrument)?.book.state == .live)
    }

    @Test("The venue's time closes a candle that no trade follows, and not before its own trades")
    func candlesWithoutTrades() {
        var board = MarketBoard(candles: [.oneSecond])
        func update(_ number: Int64, at milliseconds: Int64) -> MarketEvent {
            .bookUpdate(
                BookChange(
                    instrument: instrument, firstUpdate: number, lastUpdate: number, start: 0,
                    bidCount: 0, askCount: 0, time: Timestamp(milliseconds: milliseconds),
                    received: now))
        }
        func trade(_ id: Int64, at milliseconds: Int64) -> MarketEvent {
            .trade(
                Trade(
                    instrument: instrument, firstID: id, lastID: id, price: Price(mantissa: 10),
                    quantity: Quantity(mantissa: 1), takerSide: .buy, isAggregated: false,
                    isInexact: false, time: Timestamp(milliseconds: milliseconds), received: now))
        }
        board.take(batch([.bookSnapshot(change(instrument, 0, 1, bids: 2, asks: 2))], levels))
        board.take(
            batch([trade(1, at: 10_100), update(2, at: 11_500), trade(2, at: 10_900)], levels))
        #expect(board.closedCandles.isEmpty)
        board.take(batch([update(3, at: 12_900)], levels))
        #expect(board.closedCandles.isEmpty)
        board.take(batch([update(4, at: 13_900)], levels))
        #expect(board.closedCandles.count == 1)
        #expect(board.closedCandles.first?.volume == 2)
        #expect(board.closedCandles.first?.start == Timestamp(milliseconds: 10_000))
    }

    @Test("Gaps and repairs are counted, and the newest are kept with their duration")
    func gaps() {
        var board = MarketBoard()
        let gap = Gap(
            instrument: instrument, channel: .book, cause: .sequence, from: 3, to: 4, noticed: now)
        let repaired = gap.repaired(at: now.adding(milliseconds: 20))
        let events: [MarketEvent] = [.gap(gap), .gap(repaired)]
        let none: [BookLevel] = []
        board.take(batch(events, none))
        #expect(board.counts.gaps == 1)
        #expect(board.counts.resyncs == 1)
        #expect(board.gaps == [gap, repaired])
        #expect(board.gaps[1].duration == 20_000_000)
    }
}
