public import Domain

/// Holds back what a venue has of a position and our fills do not explain, until trades were looked
/// through and it is told again.
///
/// Most of it is a fill that is on its way, or one that the list of trades has and this list came
/// before. Were such a position taken over at once and the fill counted afterwards, its profit
/// would be gone: the wallet would never again agree with the venue's.
public struct PositionDoubt: Sendable {
    private struct Doubt {
        let told: VenuePosition
        let ours: Money
        let heardAt: Timestamp
        /// Whether trades that were asked for since then have all been reported.
        var wereTradesListed = false
    }

    private var doubts: [Doubt] = []

    /// Nothing is doubted.
    public init() {}

    /// Whether anything is: it is to be asked for once more.
    public var isOpen: Bool { !doubts.isEmpty }

    /// All trades of an instrument were reported. - Parameter askedAt: when they were asked for.
    public mutating func tradesListed(_ instrument: InstrumentID, askedAt: Timestamp) {
        for place in doubts.indices
        where doubts[place].told.instrument == instrument && askedAt >= doubts[place].heardAt {
            doubts[place].wereTradesListed = true
        }
    }

    /// What the venue has of a position.
    ///
    /// - Parameter ours: what our books have of it, all strategies' together.
    /// - Returns: whether to tell the core: it is what we have, or no trade explains it.
    public mutating func settles(
        _ told: VenuePosition, ours: Money, at now: Timestamp
    ) -> Bool {
        let place = doubts.firstIndex {
            $0.told.instrument == told.instrument && $0.told.leg == told.leg
        }
        let before = place.map { doubts.remove(at: $0) }
        guard told.quantity != ours else { return true }
        guard let before, before.told.quantity == told.quantity, before.ours == ours else {
            doubts.append(Doubt(told: told, ours: ours, heardAt: now))
            return false
        }
        guard before.wereTradesListed, told.askedAt >= before.heardAt else {
            doubts.append(before)
            return false
        }
        return true
    }
}
