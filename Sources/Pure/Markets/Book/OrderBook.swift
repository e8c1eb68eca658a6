internal import Domain

/// Why a book is not to be trusted.
public enum BookDoubt: UInt8, Sendable, Equatable, CaseIterable {
    /// Updates are missing.
    case gap
    /// The best bid is above the best ask.
    case crossed
    /// The connection is gone.
    case disconnected
    /// Nothing comes although something must.
    case silent
    /// An update could not be read.
    case unreadable
    /// The venue's own best prices say otherwise.
    case contradicted
}

/// How a book looks after an update.
public enum BookVerdict: Sendable, Equatable {
    case sound
    /// Bid and ask are equal. Kept and counted: some venues show it for a moment.
    case locked
    /// The best price of a side lies beyond the levels that the snapshot held, so a better one that
    /// has not changed since may exist. Kept and counted; the best-price check is the judge.
    case beyondSnapshot
    /// It contradicts itself: do not trade on it, and ask for a new snapshot.
    case doubtful(BookDoubt)
}

/// The prices of one instrument as the venue tells them, level by level.
///
/// Published only while it is ``State/live``; anybody who asks for its best prices in another state
/// gets none. Whether updates follow one another is not decided here but by the venue's session,
/// which knows the rule.
public struct OrderBook: Sendable {
    /// Where a book stands.
    public enum State: Sendable, Equatable {
        /// Nothing was told yet. → `live` with a snapshot.
        case empty
        /// In step with the venue. → `invalid` on any doubt; → `live` with a new snapshot.
        case live
        /// Wrong or perhaps wrong. → `live` with a snapshot.
        case invalid(BookDoubt)
    }

    public private(set) var state = State.empty
    /// The venue's number of the last update in it.
    public private(set) var lastUpdate: Int64 = 0
    /// What buyers offer, highest price first.
    public private(set) var bids: BookSide
    /// What sellers ask, lowest price first.
    public private(set) var asks: BookSide

    /// An empty book.
    ///
    /// - Parameter levelsMax: the most prices a side, 2…``BookSide/Limits/levelsMax``.
    public init(levelsMax: Int = BookSide.Limits.levelsMax) {
        bids = BookSide(.buy, levelsMax: levelsMax)
        asks = BookSide(.sell, levelsMax: levelsMax)
    }

    /// The best prices, while the book is live and has both sides.
    public var best: BestPrices? {
        guard state == .live, let bid = bids.best, let ask = asks.best else { return nil }
        return BestPrices(bid: bid, ask: ask)
    }

    /// The best prices whatever the state, a level of zeros for a side that has none: for checks
    /// and for people, not to trade on.
    public var top: BestPrices {
        BestPrices(bid: bids.best ?? .zero, ask: asks.best ?? .zero)
    }

    /// Starts anew from a snapshot.
    ///
    /// - Parameters:
    ///   - isBidsLimited: the venue cut the bids off at the number asked for: there are more.
    ///   - isAsksLimited: the same of the asks.
    ///   - lastUpdate: the venue's number of the last update the snapshot contains.
    /// - Complexity: as ``BookSide/replace(with:)``.
    public mutating func reset(
        bids newBids: Span<BookLevel>, asks newAsks: Span<BookLevel>, isBidsLimited: Bool,
        isAsksLimited: Bool, lastUpdate: Int64
    ) -> BookVerdict {
        bids.replace(with: newBids)
        asks.replace(with: newAsks)
        if isBidsLimited { bids.endKnowledgeAtWorst() }
        if isAsksLimited { asks.endKnowledgeAtWorst() }
        self.lastUpdate = lastUpdate
        state = .live
        return verdict()
    }

    /// Takes in an update that follows the last one. Not for a book that is not live: that is a
    /// programmer's error and traps.
    ///
    /// - Returns: how the book looks now; where it is doubtful, it is invalid from here on.
    /// - Complexity: as ``BookSide/apply(_:)``.
    public mutating func apply(
        bids changedBids: Span<BookLevel>, asks changedAsks: Span<BookLevel>, lastUpdate: Int64
    ) -> BookVerdict {
        precondition(state == .live, "an update needs a book in step with the venue")
        precondition(lastUpdate > self.lastUpdate, "updates go forward")
        bids.apply(changedBids)
        asks.apply(changedAsks)
        self.lastUpdate = lastUpdate
        return verdict()
    }

    /// Takes the book out of use until the next snapshot. Its prices stay, for people to look at.
    public mutating func doubt(_ doubt: BookDoubt) {
        state = .invalid(doubt)
    }

    private mutating func verdict() -> BookVerdict {
        if let best {
            if best.isCrossed {
                state = .invalid(.crossed)
                return .doubtful(.crossed)
            }
            if best.isLocked { return .locked }
        }
        return bids.isExhausted || asks.isExhausted ? .beyondSnapshot : .sound
    }
}
