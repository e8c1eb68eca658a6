import Domain
import Trading

extension Event {
    /// The event in a word or two, its order left out.
    var words: String {
        switch self {
        case .started(let start): "started \(start.epoch)"
        case .restartAttended(let row): "attended \(row.index)"
        case .instrumentListed(let instrument): "listed \(instrument.version)"
        case .listingRefused: "listing refused"
        case .flowRecorded(let flow): "flow \(Decimals.text(flow.amount)) \(flow.asset)"
        case .markRecorded(let mark): "mark \(Decimals.text(mark.price.raw, 18))"
        case .tradingModeChanged(let mode): "mode \(mode)"
        case .instrumentHalted(_, let alarm): "halted \(alarm)"
        case .orderIntended(let intent): "intended \(Decimals.text(intent.reserved))"
        case .orderDenied(let denial): denial.words
        case .orderRepeated(let row): "repeated \(row.index)"
        case .orderConflicted(let row): "conflicted \(row.index)"
        case .cancelRequested: "cancel"
        case .cancelRefused(_, let refusal): "cancel refused \(refusal)"
        case .cancelRejected: "cancel rejected"
        case .requestUnknown(_, let kind, let cause): "unknown \(kind) \(cause)"
        case .queryRequested: "query"
        case .absenceNoted: "absence"
        case .tradesConsulted: "trades"
        case .orderAccepted(_, let venueOrderID, let reserved):
            "accepted \(venueOrderID)" + Self.change("+", reserved)
        case .orderRejected(_, _, let released): "rejected" + Self.change("-", released)
        case .cumulativeReported(_, let quantity): "told \(Decimals.text(quantity))"
        case .fillApplied(let effect): effect.words
        case .orderClosed(_, let state, _, let released):
            "closed \(state)" + Self.change("-", released)
        case .alarmRaised(let alarm, _): "!\(alarm)"
        }
    }

    static func change(_ sign: String, _ money: Money) -> String {
        money == .zero ? "" : " \(sign)\(Decimals.text(money))"
    }
}

extension OrderDenial {
    /// The code and, where there are any, the two numbers that decided it.
    var words: String {
        guard observed != 0 || bound != 0 else { return "denied \(code)" }
        let decimals: Int =
            switch code {
            case .none, .tradingHalted, .tradingReducing, .instrumentUnknown,
                .instrumentNotTradable, .instrumentHalted, .timeInForceContradiction,
                .markMissing, .strategyMissing, .clientOrderIDMissing:
                0
            case .priceNotPositive, .priceOffTick, .priceOnMarketOrder: Scenario.priceDecimals
            case .quantityNotPositive, .quantityOffLot, .quantityTooSmall, .quantityTooLarge:
                Scenario.quantityDecimals
            case .notionalTooSmall, .notionalTooLarge, .balanceInsufficient: 18
            case .markStale: 9
            }
        return "denied \(code) \(Decimals.text(observed, decimals))"
            + " / \(Decimals.text(bound, decimals))"
    }
}

extension FillEffect {
    /// The quantity, what is no longer set aside, and what was gained or lost.
    var words: String {
        let gain = realised == .zero ? "" : " gains \(Decimals.text(realised))"
        return "fill \(Decimals.text(fill.quantity))" + Event.change("-", released) + gain
    }
}

extension Order {
    /// Where it stands, our requests that are not settled, what was filled and what is set aside.
    var words: String {
        var parts = ["\(venueState)"]
        if placement.phase != .idle { parts.append("place \(placement.phase)") }
        if cancellation.phase != .idle { parts.append("cancel \(cancellation.phase)") }
        if filled != .zero || lacksFills { parts.append(Decimals.text(filled)) }
        if lacksFills { parts.append("of \(Decimals.text(reportedFilled))") }
        if reserved != .zero { parts.append("holds \(Decimals.text(reserved))") }
        return parts.joined(separator: " ")
    }
}
