internal import Domain
internal import Edge
internal import Markets

/// What is known of the markets, for people and for checks: books, trades, candles.
final class MarketDesk: MarketView {
    /// Bounds of what is kept for people.
    enum Limits {
        /// Closed candles of one instrument and interval; the oldest go first.
        static let candlesMax = 2_000
        /// Trades of one instrument; the oldest go first.
        static let tradesMax = 500
    }

    private struct Series: Hashable {
        let instrument: InstrumentID
        let interval: CandleInterval
    }

    private(set) var board: MarketBoard
    private var candles: [Series: [Candle]] = [:]
    private var trades: [InstrumentID: [Trade]] = [:]
    private var tradeCounts: [InstrumentID: Int] = [:]
    private var volumes: [InstrumentID: DayVolume] = [:]
    /// Trades of the last batch.
    private(set) var newTrades: [Trade] = []

    init() {
        board = MarketBoard(candles: CandleInterval.allCases)
    }

    /// Takes in what a venue told.
    func take(_ batch: MarketBatch) {
        board.take(batch)
        newTrades.removeAll(keepingCapacity: true)
        for event in batch.events {
            if case .trade(let trade) = event { newTrades.append(trade) }
        }
        for trade in newTrades {
            Self.keep(trade, in: &trades[trade.instrument, default: []], max: Limits.tradesMax)
            tradeCounts[trade.instrument, default: 0] += 1
            volumes[trade.instrument, default: DayVolume()].take(trade, at: trade.received)
        }
        takeClosedCandles()
    }

    private func takeClosedCandles() {
        guard !board.closedCandles.isEmpty else { return }
        for candle in board.closedCandles {
            let series = Series(instrument: candle.instrument, interval: candle.interval)
            Self.keep(candle, in: &candles[series, default: []], max: Limits.candlesMax)
        }
        board.removeClosedCandles()
    }

    /// Twice the bound is kept at times, so that the oldest go in one move and not one by one.
    private static func keep<Row>(_ row: Row, in rows: inout [Row], max: Int) {
        rows.append(row)
        if rows.count >= 2 * max { rows.removeFirst(rows.count - max) }
    }

    func market(_ instrument: InstrumentID) -> Market? { board.market(instrument) }

    /// What traded in the last day, as far as it was seen; zero where nothing was.
    func dayVolume(_ instrument: InstrumentID, at now: Timestamp) -> Quantity {
        volumes[instrument]?.total(at: now) ?? .zero
    }

    func closedCandles(
        _ instrument: InstrumentID, _ interval: CandleInterval, limit: Int
    ) -> [Candle] {
        let all = candles[Series(instrument: instrument, interval: interval)] ?? []
        return Array(all.suffix(min(limit, Limits.candlesMax)))
    }

    func tradesSeen(_ instrument: InstrumentID) -> Int { tradeCounts[instrument] ?? 0 }

    func recentTrades(_ instrument: InstrumentID, limit: Int) -> [Trade] {
        Array((trades[instrument] ?? []).suffix(min(limit, Limits.tradesMax)))
    }
}
