import Containers
import Domain
import Markets
import Testing

@Suite struct CandleTests {
    private func trade(
        _ id: Int64, _ price: Int64, _ quantity: Int64, at milliseconds: Int64,
        _ side: Side = .buy, isAggregated: Bool = false, through last: Int64? = nil
    ) -> Trade {
        Trade(
            instrument: InstrumentID(0), firstID: id, lastID: last ?? id,
            price: Price(mantissa: price), quantity: Quantity(mantissa: quantity),
            takerSide: side, isAggregated: isAggregated, isInexact: false,
            time: Timestamp(milliseconds: milliseconds), received: Timestamp(milliseconds: 0))
    }

    @Test("Candles begin at multiples of their length in UTC, before 1970 too")
    func aligned() {
        let time = Timestamp(milliseconds: 1_723_161_255_342)
        #expect(CandleInterval.oneMinute.start(of: time).milliseconds == 1_723_161_240_000)
        #expect(
            CandleInterval.oneDay.start(of: time).milliseconds == 1_723_161_600_000 - 86_400_000)
        let before = Timestamp(milliseconds: -1)
        #expect(CandleInterval.oneSecond.start(of: before).milliseconds == -1000)
    }

    @Test("A candle's figures are those of its trades, volumes exact, closed by the next trade")
    func figures() {
        var builder = CandleBuilder(InstrumentID(0), .oneSecond)
        #expect(builder.add(trade(1, 100, 3, at: 1000)) == nil)
        #expect(builder.add(trade(2, 90, 5, at: 1400, .sell)) == nil)
        #expect(builder.add(trade(3, 110, .max, at: 1999)) == nil)
        let closed = builder.add(trade(4, 1, 1, at: 5000))
        #expect(closed?.start.milliseconds == 1000)
        #expect(closed?.open.mantissa == 100)
        #expect(closed?.high.mantissa == 110)
        #expect(closed?.low.mantissa == 90)
        #expect(closed?.close.mantissa == 110)
        #expect(closed?.volume == 8 + Int128(Int64.max))
        #expect(closed?.takerBuyVolume == 3 + Int128(Int64.max))
        #expect(closed?.turnover == 300 + 450 + 110 * Int128(Int64.max))
        #expect(closed?.takerBuyTurnover == 300 + 110 * Int128(Int64.max))
        #expect(closed?.tradeCount == 3)
        #expect(closed?.isClosed == true)
        #expect(builder.current?.start.milliseconds == 5000)
    }

    @Test("A closed candle never changes: a trade that comes later is counted")
    func lateTrade() {
        var builder = CandleBuilder(InstrumentID(0), .oneSecond)
        _ = builder.add(trade(1, 100, 3, at: 1000))
        let closed = builder.close(before: Timestamp(milliseconds: 2000))
        #expect(closed?.tradeCount == 1)
        #expect(builder.add(trade(2, 100, 3, at: 1500)) == nil)
        #expect(builder.lateCount == 1)
        #expect(builder.current == nil)
        #expect(builder.close(before: Timestamp(milliseconds: 2000)) == nil)
        _ = builder.add(trade(3, 100, 3, at: 2000))
        #expect(builder.current?.tradeCount == 1)
        #expect(builder.close(before: Timestamp(milliseconds: 2999)) == nil)
        _ = builder.add(trade(2, 100, 3, at: 1999))
        #expect(builder.lateCount == 2)
        #expect(builder.current?.tradeCount == 1)
    }

    @Test("Candles of random trades equal those made by sorting them into buckets")
    func equalsBuckets() {
        var random = SeededRandom(seed: 3)
        var builder = CandleBuilder(InstrumentID(0), .oneMinute)
        var time: Int64 = 0
        var buckets: [Int64: [Trade]] = [:]
        var closed: [Candle] = []
        for id in 1...3000 {
            time += Int64(random.below(2000))
            let next = trade(
                Int64(id), Int64(random.below(50) + 1), Int64(random.below(50) + 1), at: time,
                random.chance(1, in: 2) ? .buy : .sell)
            buckets[time / 60_000, default: []].append(next)
            if let candle = builder.add(next) { closed.append(candle) }
        }
        if let last = builder.close(before: Timestamp(milliseconds: time + 60_000)) {
            closed.append(last)
        }
        #expect(closed.count == buckets.count)
        for candle in closed {
            let trades = buckets[candle.start.milliseconds / 60_000] ?? []
            #expect(candle.open == trades.first?.price)
            #expect(candle.close == trades.last?.price)
            #expect(candle.high == trades.map(\.price).max())
            #expect(candle.low == trades.map(\.price).min())
            #expect(candle.volume == trades.reduce(0) { $0 + Int128($1.quantity.mantissa) })
            #expect(candle.tradeCount == Int64(trades.count))
        }
    }

    @Test("Trade numbers that do not follow one another are told, with what is missing")
    func continuity() {
        var continuity = TradeContinuity()
        #expect(continuity.take(first: 5, last: 5) == .next)
        #expect(continuity.take(first: 6, last: 6) == .next)
        #expect(continuity.take(first: 9, last: 12) == .missing(from: 7, to: 8))
        #expect(continuity.take(first: 12, last: 12) == .repeated)
        #expect(continuity.take(first: 13, last: 13) == .next)
        continuity.restart()
        #expect(continuity.take(first: 99, last: 99) == .next)
    }

    @Test("Where a venue sends single and aggregated trades, only one kind makes the candles")
    func oneKindMakesCandles() {
        var board = MarketBoard(candles: [.oneMinute])
        let events: [MarketEvent] = [
            .trade(trade(1, 10, 1, at: 0)), .trade(trade(2, 10, 1, at: 1)),
            .trade(trade(1, 10, 2, at: 1, isAggregated: true, through: 2)),
        ]
        let levels: [BookLevel] = []
        board.take(batch(events, levels))
        #expect(board.market(InstrumentID(0))?.candles[0].current?.volume == 2)
        #expect(board.counts.trades == 3)
        #expect(board.counts.tradeBreaks == 0)
    }
}
