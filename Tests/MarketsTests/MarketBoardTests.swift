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
