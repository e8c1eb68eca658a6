public import Domain

/// What a venue told, in the words of the house.
///
/// Levels of books are not in the event but in the array that goes with it: see ``BookChange``.
public enum MarketEvent: Sendable, Equatable {
    /// The whole book, in place of what was there.
    case bookSnapshot(BookChange)
    /// Changes that follow the ones before without a gap.
    case bookUpdate(BookChange)
    /// The instrument's book is not to be trusted until its next snapshot.
    case bookDoubted(InstrumentID, BookDoubt)
    case trade(Trade)
    case bestPrices(BestPricesChange)
    /// A candle of the venue's own making.
    case candle(Candle)
    /// Something is missing, or what was missing has been repaired.
    case gap(Gap)
    case subscription(SubscriptionChange)
}

/// A change of a book, or a whole one: where its levels are, and what they follow.
///
/// Levels lie one after another: first the bids, then the asks, each best first as venues send
/// them.
@frozen
public struct BookChange: Sendable, Equatable, BitwiseCopyable {
    public let instrument: InstrumentID
    /// The venue's number of the first update in it.
    public let firstUpdate: Int64
    /// The venue's number of the last update in it.
    public let lastUpdate: Int64
    /// Where the levels begin.
    public let start: Int
    /// How many levels are bids.
    public let bidCount: Int
    /// How many levels after those are asks.
    public let askCount: Int
    /// Of a snapshot: the venue cut this side off, there are more levels.
    public let isBidsLimited: Bool
    /// Of a snapshot: the venue cut this side off, there are more levels.
    public let isAsksLimited: Bool
    /// How many numbers in it had digits cut off.
    public let inexactCount: Int
    /// When the venue sent it, by its clock; ``Timestamp/none`` where it does not say.
    public let time: Timestamp
    /// When we received it, by ours.
    public let received: Timestamp

    @inlinable
    public init(
        instrument: InstrumentID, firstUpdate: Int64, lastUpdate: Int64, start: Int, bidCount: Int,
        askCount: Int, isBidsLimited: Bool = false, isAsksLimited: Bool = false,
        inexactCount: Int = 0, time: Timestamp, received: Timestamp
    ) {
        self.instrument = instrument
        self.firstUpdate = firstUpdate
        self.lastUpdate = lastUpdate
        self.start = start
        self.bidCount = bidCount
        self.askCount = askCount
        self.isBidsLimited = isBidsLimited
        self.isAsksLimited = isAsksLimited
        self.inexactCount = inexactCount
        self.time = time
        self.received = received
    }

    /// Where the bids are among the levels.
    @inlinable public var bids: Range<Int> { start..<start + bidCount }
    /// Where the asks are among the levels.
    @inlinable public var asks: Range<Int> {
        start + bidCount..<start + bidCount + askCount
    }

    /// The same change with its levels in another place.
    @inlinable
    public func moved(to start: Int) -> BookChange {
        BookChange(
            instrument: instrument, firstUpdate: firstUpdate, lastUpdate: lastUpdate, start: start,
            bidCount: bidCount, askCount: askCount, isBidsLimited: isBidsLimited,
            isAsksLimited: isAsksLimited, inexactCount: inexactCount, time: time,
            received: received)
    }
}

/// The venue's own best prices.
@frozen
public struct BestPricesChange: Sendable, Equatable, BitwiseCopyable {
    public let instrument: InstrumentID
    /// The venue's number, of the same count as its book updates.
    public let update: Int64
    public let prices: BestPrices
    /// Digits of prices or quantities were cut off.
    public let isInexact: Bool
    /// When we received it. This venue message carries no time of its own.
    public let received: Timestamp

    @inlinable
    public init(
        instrument: InstrumentID, update: Int64, prices: BestPrices, isInexact: Bool,
        received: Timestamp
    ) {
        self.instrument = instrument
        self.update = update
        self.prices = prices
        self.isInexact = isInexact
        self.received = received
    }
}

/// Where one subscription stands now.
public struct SubscriptionChange: Sendable, Equatable {
    /// How alive a subscription is.
    public enum State: UInt8, Sendable, Equatable, CaseIterable {
        /// Not asked for yet, or the connection was lost. → `requested`
        case idle
        /// Asked for. → `acked`; → `live` when data comes first; → `refused`; → `idle`
        case requested
        /// The venue said yes. → `live`; → `stale`; → `idle`
        case acked
        /// Data comes, and a book is in step. → `stale`; → `resyncing`; → `idle`
        case live
        /// Data should come and does not. → `resyncing`; → `live`; → `idle`
        case stale
        /// A book is being brought back in step. → `live`; → `idle`
        case resyncing
        /// The venue said no: somebody has to look at it. → `idle`
        case refused
    }

    public let instrument: InstrumentID
    public let channel: MarketChannel
    public let state: State

    public init(instrument: InstrumentID, channel: MarketChannel, state: State) {
        self.instrument = instrument
        self.channel = channel
        self.state = state
    }
}
