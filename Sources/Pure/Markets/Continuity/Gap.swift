public import Domain

/// Which of an instrument's streams something happened on.
public enum MarketChannel: UInt8, Sendable, Equatable, CaseIterable {
    case book, trades, aggregatedTrades, bestPrices, candles, markPrices
}

/// Something the venue told that did not reach us, or that we cannot prove to have all of.
///
/// There is one when it is noticed and, for a book and mark prices, one more when it is repaired:
/// that one says how long it took. Trades that are missing stay missing.
public struct Gap: Sendable, Equatable {
    /// What tells of it.
    public enum Cause: UInt8, Sendable, Equatable, CaseIterable {
        /// Numbers do not follow one another.
        case sequence
        /// A message could not be read, so nobody knows what it said.
        case unreadable
        /// The connection was lost.
        case disconnected
        /// Another channel proves that messages are missing on this one.
        case silent
        /// More updates waited for a snapshot than are kept.
        case overflow
        /// The book contradicts itself or the venue's best prices.
        case contradiction
    }

    public let instrument: InstrumentID
    public let channel: MarketChannel
    public let cause: Cause
    /// The first number that is missing; 0 where numbers do not tell.
    public let from: Int64
    /// The last number that is missing; 0 where numbers do not tell.
    public let to: Int64
    /// When it was noticed.
    public let noticed: Timestamp
    /// When the book was right again; nil until then.
    public let repaired: Timestamp?

    public init(
        instrument: InstrumentID, channel: MarketChannel, cause: Cause, from: Int64, to: Int64,
        noticed: Timestamp, repaired: Timestamp? = nil
    ) {
        self.instrument = instrument
        self.channel = channel
        self.cause = cause
        self.from = from
        self.to = to
        self.noticed = noticed
        self.repaired = repaired
    }

    /// Nanoseconds from noticing to repair; nil until then.
    public var duration: Int64? { repaired?.since(noticed) }

    /// The same gap, repaired.
    public func repaired(at time: Timestamp) -> Gap {
        Gap(
            instrument: instrument, channel: channel, cause: cause, from: from, to: to,
            noticed: noticed, repaired: time)
    }
}
