public import Domain
public import VenueKit

/// Where the asking for margin rules stands: they bear no number and no time, so that an answer
/// which another one overtook would be taken for the newer.
struct MarginRulesInquiry: Sendable {
    /// Requests under way.
    var underway = 0
    /// Something may have changed since they were asked for.
    var isStale = false
    /// No answer came to one of them.
    var wasLost = false
    /// When they are asked for again; nil while they are, or never were.
    var againAt: Timestamp?
}

// The rules of margin: tables of tiers, leverage and margin mode.
extension BinanceUSDMOrders {
    /// Asks for the tables of tiers, and for leverage and margin mode; once more afterwards where
    /// that is under way. From then on they are asked for now and then: tiers change unannounced.
    ///
    /// - Source: Binance USD-M futures, "Notional and Leverage Brackets", "Symbol Configuration".
    public mutating func listMarginRules(at now: Timestamp, into output: inout OrderOutput) {
        guard rules.underway == 0 else {
            rules.isStale = true
            return
        }
        rules = MarginRulesInquiry(underway: 2)
        askList(.brackets, .brackets, now, &output)
        askList(.symbolConfiguration, .symbolConfiguration, now, &output)
    }

    /// One of the two came to an end.
    mutating func endRules(wereTold: Bool, _ now: Timestamp, _ output: inout OrderOutput) {
        rules.underway -= 1
        if !wereTold { rules.wasLost = true }
        guard rules.underway == 0 else { return }
        if rules.isStale, !rules.wasLost { return listMarginRules(at: now, into: &output) }
        rules.againAt = now.adding(
            nanoseconds: rules.wasLost ? Limits.rulesRetryInterval : settings.rulesInterval)
    }
}
