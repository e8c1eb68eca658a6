internal import Containers
internal import Domain

// What is decided about funding and about positions as the venue has them.
extension TradingCore {
    mutating func decideFunding(_ notice: FundingNotice) { refuse(.amountUnfit) }

    mutating func decideVenuePosition(_ position: VenuePosition) { refuse(.amountUnfit) }
}

extension MarginTiers {
    /// The checked form of a journaled table; nil where it has a fault.
    init?(_ table: MarginTable) {
        var floor = Money.zero
        var tiers: [MarginTier] = []
        for bracket in table.brackets {
            tiers.append(
                MarginTier(
                    floor: floor, cap: bracket.cap, rate: bracket.rate,
                    cumulative: bracket.cumulative))
            floor = bracket.cap
        }
        guard let checked = try? MarginTiers(tiers) else { return nil }
        self = checked
    }
}
