import Domain
import Markets
import Operations
import Testing

@Suite struct MarkFeedTests {
    private let start = Timestamp(milliseconds: 1_700_000_000_000)

    private func instrument(_ contract: ContractKind) throws -> Instrument {
        Instrument(
            id: InstrumentID(0), venue: VenueID(1), symbol: try Symbol("BTCUSDT"),
            base: try Asset("BTC"), quote: try Asset("USDT"), priceDecimals: 1,
            quantityDecimals: 3, tick: Price(mantissa: 1), lot: Quantity(mantissa: 1),
            quantityMin: Quantity(mantissa: 1), quantityMax: Quantity(mantissa: 1_000_000),
            notionalMin: .zero, contract: contract, settle: try Asset("USDT"))
    }

    /// A book of 99.0 and 101.0 that is in step, and what the venue said of the mark.
    private func board(
        bid: Int64 = 990, mark: Int128? = nil, saidAt: Timestamp? = nil
    ) -> MarketBoard {
        var board = MarketBoard()
        var batch = MarketBatch()
        batch.levels = [
            BookLevel(price: Price(mantissa: bid), quantity: Quantity(mantissa: 5)),
            BookLevel(price: Price(mantissa: 1010), quantity: Quantity(mantissa: 7)),
        ]
        batch.events = [
            .bookSnapshot(
                BookChange(
                    instrument: InstrumentID(0), firstUpdate: 1, lastUpdate: 1, start: 0,
                    bidCount: 1, askCount: 1, time: .none, received: start))
        ]
        if let mark {
            batch.markPrices = [
                MarkPriceChange(
                    instrument: InstrumentID(0), mark: MarkPrice(raw: mark * Money.one / 10),
                    time: start, received: saidAt ?? start)
            ]
            batch.events.append(.markPrice(0))
        }
        board.take(batch)
        return board
    }

    private func price(_ tenths: Int128) -> MarkPrice { MarkPrice(raw: tenths * Money.one / 10) }

    private func tell(
        _ feed: inout MarkFeed, _ contract: ContractKind, _ board: MarketBoard,
        after milliseconds: Int64 = 0, isWanted: Bool = false
    ) throws -> Mark? {
        feed.mark(
            of: try instrument(contract), try #require(board.market(InstrumentID(0))),
            dayVolume: .zero, at: start.adding(milliseconds: milliseconds), isWanted: isWanted)
    }

    @Test("Spot's mark is half way between bid and ask, as old as the moment")
    func spot() throws {
        var feed = MarkFeed()
        let mark = try #require(try tell(&feed, .spot, board(mark: 500), after: 70))
        #expect(mark.price == price(1000))
        #expect(mark.time == start.adding(milliseconds: 70))
    }

    @Test(
        "A contract's mark is the venue's, as old as that, beside the best prices of the book",
        arguments: [ContractKind.linear, .inverse])
    func contract(kind: ContractKind) throws {
        var feed = MarkFeed()
        let mark = try #require(try tell(&feed, kind, board(mark: 1234), after: 70))
        #expect(mark.price == price(1234))
        #expect(mark.time == start)
        #expect(mark.bid == Price(mantissa: 990))
        #expect(mark.ask == Price(mantissa: 1010))
        #expect(mark.askDepth == Quantity(mantissa: 7))
    }

    @Test("A contract of which the venue has told no mark has none, whatever its book says")
    func missing() throws {
        var feed = MarkFeed()
        #expect(try tell(&feed, .linear, board(), isWanted: true) == nil)
    }

    @Test("A mark that comes no more is told as old as it is, however often it is asked for")
    func stale() throws {
        var feed = MarkFeed()
        let board = board(mark: 1000)
        for seconds in [0, 2, 4, 60] as [Int64] {
            let mark = try #require(
                try tell(&feed, .linear, board, after: seconds * 1000, isWanted: true))
            #expect(mark.time == start)
        }
    }

    @Test("It is told again when it or the book has moved far, and not before 250 ms")
    func moves() throws {
        var feed = MarkFeed()
        _ = try tell(&feed, .linear, board(mark: 1000))
        #expect(try tell(&feed, .linear, board(mark: 2000), after: 249) == nil)
        #expect(try tell(&feed, .linear, board(mark: 2000), after: 250)?.price == price(2000))
        #expect(try tell(&feed, .linear, board(mark: 2001), after: 500) == nil)
        let moved = try tell(&feed, .linear, board(bid: 900, mark: 2001), after: 750)
        #expect(moved?.bid == Price(mantissa: 900))
        // Before an order, any move is news.
        let wanted = try tell(
            &feed, .linear, board(bid: 901, mark: 2001), after: 751, isWanted: true)
        #expect(wanted?.bid == Price(mantissa: 901))
    }
}
