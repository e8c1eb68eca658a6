internal import Containers
public import Domain

/// What traded in a stretch of time.
public struct PaperCandle: Sendable, Equatable {
    /// Where it begins, milliseconds since 1970.
    public var start: Int64
    /// The first price.
    public var open: Price
    /// The highest.
    public var high: Price
    /// The lowest.
    public var low: Price
    /// The last.
    public var close: Price
    /// How much of the base traded.
    public var volume = Quantity.zero
    /// How much of the quote.
    public var quoteVolume = Money.zero
    /// How many trades.
    public var count = 0
    /// Of ``volume``, where the buyer took.
    public var takerVolume = Quantity.zero
    /// Of ``quoteVolume``, where the buyer took.
    public var takerQuoteVolume = Money.zero

    init(start: Int64, price: Price) {
        self.start = start
        (open, high, low, close) = (price, price, price, price)
    }

    mutating func add(_ trade: PaperTrade) {
        if count == 0 { open = trade.price }
        high = count == 0 ? trade.price : max(high, trade.price)
        low = count == 0 ? trade.price : min(low, trade.price)
        close = trade.price
        let cost = PaperSymbol.cost(trade.price, trade.quantity)
        volume = volume + trade.quantity
        quoteVolume += cost
        count += 1
        guard !trade.isBuyerMaker else { return }
        takerVolume = takerVolume + trade.quantity
        takerQuoteVolume += cost
    }

    /// Adds what follows it.
    mutating func add(_ later: PaperCandle) {
        high = max(high, later.high)
        low = min(low, later.low)
        close = later.close
        volume = volume + later.volume
        quoteVolume += later.quoteVolume
        count += later.count
        takerVolume = takerVolume + later.takerVolume
        takerQuoteVolume += later.takerQuoteVolume
    }
}

/// The candles of a symbol: every second and every minute of the last hours, made up from a seed
/// before the exchange opened.
public struct CandleBoard: Sendable {
    /// Seconds that are kept: 8 hours; minutes: 3 days.
    public enum Limits {
        /// Seconds that are kept.
        public static let secondsMax = 8 * 3600
        /// Minutes that are kept.
        public static let minutesMax = 3 * 24 * 60
    }

    /// Stretches by the venue's names, in milliseconds.
    public static let intervals: [(name: String, milliseconds: Int64)] = [
        ("1s", 1000), ("1m", 60_000), ("3m", 180_000), ("5m", 300_000), ("15m", 900_000),
        ("30m", 1_800_000), ("1h", 3_600_000), ("2h", 7_200_000), ("4h", 14_400_000),
        ("6h", 21_600_000), ("8h", 28_800_000), ("12h", 43_200_000), ("1d", 86_400_000),
        ("3d", 259_200_000), ("1w", 604_800_000),
    ]

    private var seconds: [PaperCandle]
    private var minutes: [PaperCandle]

    /// 8 hours that end at `time` with `price`.
    public init(seed: UInt64, symbol: PaperSymbol, endingAt time: Int64, price: Price) {
        var random = SeededRandom(seed: seed)
        let tick = symbol.tick.mantissa
        let width = Int(max(2, price.mantissa / tick / 16_000))
        var later = price.mantissa / tick
        let last = time - time % 1000
        var candles: [PaperCandle] = []
        candles.reserveCapacity(Limits.secondsMax)
        for number in 1...Limits.secondsMax {
            // Backwards: what a second closes with is what the next one opens with.
            let open = max(100, later + Int64(random.below(2 * width + 1) - width))
            let spread = Int64(random.below(width))
            var candle = PaperCandle(
                start: last - Int64(number) * 1000, price: Price(mantissa: open * tick))
            candle.close = Price(mantissa: later * tick)
            candle.high = Price(mantissa: (max(open, later) + spread) * tick)
            candle.low = Price(mantissa: (min(open, later) - spread) * tick)
            let steps = Int64(1 + random.below(400) * random.below(100))
            candle.volume = Quantity(mantissa: steps * symbol.step.mantissa)
            candle.quoteVolume = PaperSymbol.cost(candle.close, candle.volume)
            candle.count = 1 + random.below(20)
            candle.takerVolume = Quantity(mantissa: steps / 2 * symbol.step.mantissa)
            candle.takerQuoteVolume = PaperSymbol.cost(candle.close, candle.takerVolume)
            candles.append(candle)
            later = open
        }
        seconds = candles.reversed()
        minutes = Self.gathered(seconds[...], 60_000)
        begin(last, price)
    }

    /// The price that was last known.
    public var lastPrice: Price { seconds[seconds.count - 1].close }

    /// Time has come this far; stretches without a trade are flat.
    public mutating func advance(to time: Int64) {
        let start = time - time % 1000
        // A jump of hours is not filled in.
        if start - seconds[seconds.count - 1].start > 3_600_000 { return begin(start, lastPrice) }
        while seconds[seconds.count - 1].start < start {
            begin(seconds[seconds.count - 1].start + 1000, lastPrice)
        }
    }

    /// Takes in a trade; one of a stretch that is over counts for the present one.
    public mutating func add(_ trade: PaperTrade) {
        advance(to: trade.time)
        seconds[seconds.count - 1].add(trade)
        minutes[minutes.count - 1].add(trade)
    }

    private mutating func begin(_ second: Int64, _ price: Price) {
        if let last = seconds.last, last.start >= second { return }
        seconds.append(PaperCandle(start: second, price: price))
        if seconds.count >= Limits.secondsMax + 3600 { seconds.removeFirst(3600) }
        let minute = second - second % 60_000
        if let last = minutes.last, last.start >= minute { return }
        minutes.append(PaperCandle(start: minute, price: price))
        if minutes.count >= Limits.minutesMax + 600 { minutes.removeFirst(600) }
    }

    /// The candles of an interval that begin within `range`, the oldest first.
    ///
    /// - Parameter milliseconds: one of ``intervals``.
    /// - Complexity: linear in what is kept.
    public func candles(_ milliseconds: Int64, within range: ClosedRange<Int64>) -> [PaperCandle] {
        let source = milliseconds == 1000 ? seconds : minutes
        // Whole stretches: one is gathered from its first piece on.
        let first = Self.start(of: max(0, range.lowerBound), milliseconds)
        let place = source.firstIndex { $0.start >= first } ?? source.count
        return Self.gathered(source[place...], milliseconds).filter { range.contains($0.start) }
    }

    /// The stretch that is under way.
    public func current(_ milliseconds: Int64) -> PaperCandle {
        let source = milliseconds == 1000 ? seconds : minutes
        let first = Self.start(of: source[source.count - 1].start, milliseconds)
        var place = source.count - 1
        while place > 0, source[place - 1].start >= first { place -= 1 }
        return Self.gathered(source[place...], milliseconds).last ?? source[source.count - 1]
    }

    /// Weeks begin on Monday, as the venue's do; all else counts from 1970.
    static func start(of time: Int64, _ milliseconds: Int64) -> Int64 {
        guard milliseconds == 604_800_000 else { return time - time % milliseconds }
        let fourDays: Int64 = 345_600_000
        let shifted = time - fourDays
        return shifted - (shifted % milliseconds) + fourDays
    }

    private static func gathered(
        _ source: ArraySlice<PaperCandle>, _ milliseconds: Int64
    ) -> [PaperCandle] {
        var result: [PaperCandle] = []
        for candle in source {
            let start = start(of: candle.start, milliseconds)
            if let last = result.last, last.start == start {
                result[result.count - 1].add(candle)
            } else {
                var first = candle
                first.start = start
                result.append(first)
            }
        }
        return result
    }
}
