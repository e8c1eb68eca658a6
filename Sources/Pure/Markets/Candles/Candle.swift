public import Domain

/// How long a candle is. All begin at multiples of it since 1970, in UTC.
public enum CandleInterval: Int64, Sendable, Equatable, CaseIterable {
    case oneSecond = 1
    case oneMinute = 60
    case threeMinutes = 180
    case fiveMinutes = 300
    case fifteenMinutes = 900
    case thirtyMinutes = 1_800
    case oneHour = 3_600
    case twoHours = 7_200
    case fourHours = 14_400
    case sixHours = 21_600
    case eightHours = 28_800
    case twelveHours = 43_200
    case oneDay = 86_400

    /// Its length in nanoseconds.
    public var nanoseconds: Int64 { rawValue * 1_000_000_000 }

    /// When the candle that a moment belongs to began.
    public func start(of time: Timestamp) -> Timestamp {
        let rest = time.nanoseconds % nanoseconds
        return Timestamp(nanoseconds: time.nanoseconds - (rest < 0 ? rest + nanoseconds : rest))
    }
}

/// What was traded in an interval.
public struct Candle: Sendable, Equatable {
    public let instrument: InstrumentID
    public let interval: CandleInterval
    /// When the interval began; it ends before `start` plus the interval.
    public let start: Timestamp
    /// The price of the first trade.
    public var open: Price
    /// The highest price.
    public var high: Price
    /// The lowest price.
    public var low: Price
    /// The price of the last trade.
    public var close: Price
    /// The sum of the quantities, exact, in units of 10^-quantityDecimals.
    public var volume: Int128
    /// The part of ``volume`` that buyers took.
    public var takerBuyVolume: Int128
    /// The sum of price times quantity, exact, in units of 10^-(priceDecimals + quantityDecimals).
    public var turnover: Int128
    /// The part of ``turnover`` that buyers took.
    public var takerBuyTurnover: Int128
    /// How many trades.
    public var tradeCount: Int64
    /// No trade can change it any more.
    public var isClosed: Bool
    /// Digits of it were cut off.
    public var isInexact: Bool

    public init(
        instrument: InstrumentID, interval: CandleInterval, start: Timestamp, open: Price,
        high: Price, low: Price, close: Price, volume: Int128, takerBuyVolume: Int128,
        turnover: Int128, takerBuyTurnover: Int128, tradeCount: Int64, isClosed: Bool,
        isInexact: Bool
    ) {
        self.instrument = instrument
        self.interval = interval
        self.start = start
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.takerBuyVolume = takerBuyVolume
        self.turnover = turnover
        self.takerBuyTurnover = takerBuyTurnover
        self.tradeCount = tradeCount
        self.isClosed = isClosed
        self.isInexact = isInexact
    }
}
