public import Domain

/// What a venue told, in the words of the house.
///
/// Small and without references, so that it is cheap to hand on: levels of books and candles are in
/// the ``MarketBatch`` that the event is part of.
public enum MarketEvent: Sendable, Equatable {
    /// The whole book, in place of what was there.
    case bookSnapshot(BookChange)
    /// Changes that follow the ones before without a gap.
    case bookUpdate(BookChange)
    /// The instrument's book is not to be trusted until its next snapshot.
    case bookDoubted(InstrumentID, BookDoubt)
    case trade(Trade)
    case bestPrices(BestPricesChange)
    /// A candle of the venue's own making, by its place in ``MarketBatch/candles``.
    case candle(Int)
    /// A venue's own mark price of a contract, by its place in ``MarketBatch/markPrices``.
    case markPrice(Int)
    /// Something is missing, or what was missing has been repaired.
    case gap(Gap)
    case subscription(SubscriptionChange)
}

/// What a session told in one go: events in their order, and what they point into.
///
/// One value is used again and again.
public struct MarketBatch: Sendable, Equatable {
    /// What the venue told.
    public var events: [MarketEvent] = []
    /// The levels of the events' book changes.
    public var levels: [BookLevel] = []
    /// The candles of the events.
    public var candles: [Candle] = []
    /// The mark prices of the events.
    public var markPrices: [MarkPriceChange] = []

    public init() {}

    /// Makes ready for the next; the memory is kept.
    @inlinable
    public mutating func removeAll() {
        events.removeAll(keepingCapacity: true)
        levels.removeAll(keepingCapacity: true)
        if !candles.isEmpty { candles.removeAll(keepingCapacity: true) }
        if !markPrices.isEmpty { markPrices.removeAll(keepingCapacity: true) }
    }
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
    /// Where the levels begin, in ``MarketBatch/levels``.
    public let start: Int32
    /// How many levels are bids.
    /// How many bids there are.
    public let bidCount: Int32
    /// How many levels after those are asks.
    /// How many asks there are.
    public let askCount: Int32
    /// Of a snapshot: the venue cut this side off, there are more levels.
    public let isBidsLimited: Bool
    /// Of a snapshot: the venue cut this side off, there are more levels.
    public let isAsksLimited: Bool
    /// How many numbers in it had digits cut off.
    public let inexactCount: Int32
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
        self.start = Int32(truncatingIfNeeded: start)
        self.bidCount = Int32(truncatingIfNeeded: bidCount)
        self.askCount = Int32(truncatingIfNeeded: askCount)
        self.isBidsLimited = isBidsLimited
        self.isAsksLimited = isAsksLimited
        self.inexactCount = Int32(truncatingIfNeeded: inexactCount)
        self.time = time
        self.received = received
    }

    /// Where the bids are among the levels.
    @inlinable public var bids: Range<Int> { Int(start)..<Int(start) + Int(bidCount) }
    /// Where the asks are among the levels.
    @inlinable public var asks: Range<Int> {
        Int(start) + Int(bidCount)..<Int(start) + Int(bidCount) + Int(askCount)
    }
    /// Where bids and asks are among the levels.
    @inlinable public var levels: Range<Int> { bids.lowerBound..<asks.upperBound }

    /// The same change with its levels in another place.
    @inlinable
    public func moved(to start: Int) -> BookChange {
        BookChange(
            instrument: instrument, firstUpdate: firstUpdate, lastUpdate: lastUpdate, start: start,
            bidCount: Int(bidCount), askCount: Int(askCount), isBidsLimited: isBidsLimited,
            isAsksLimited: isAsksLimited, inexactCount: Int(inexactCount), time: time,
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
