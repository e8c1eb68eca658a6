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
        case .tradingStateChanged(let restriction):
            "\(restriction.scope.kind) \(restriction.scope.number) \(restriction.mode)"
                + (restriction.isKilled ? " killed" : "")
        case .inputRefused(let refusal, _): "refused \(refusal)"
        case .sweepBegan(let scope, let row): "sweep \(scope.kind) \(row.index)"
        case .sweepAttended(let row): "swept \(row.index)"
        case .amendRequested(_, let terms, let reserved, _, _):
            "amend \(Decimals.text(terms.quantity)) at \(terms.price.words)"
                + Self.change("+", reserved)
        case .amendRefused(let denial):
            "amend refused \(denial.refusal)" + (denial.code == .none ? "" : " \(denial.code)")
        case .amendRejected(_, _, let released): "amend rejected" + Self.change("-", released)
        case .termsChanged(_, let terms, let reserved):
            "terms \(Decimals.text(terms.quantity)) at \(terms.price.words)"
                + Self.change(reserved < .zero ? "" : "+", reserved)
        case .fillBusted(let effect): "busted \(effect.words)"
        case .absenceStated(_, _, let released): "stated absent" + Self.change("-", released)
        case .limitsSet, .valuationSet, .conversionRecorded, .marginBracketSet, .marginTermsSet,
            .fundingApplied, .allocationSet, .capitalTransferred, .accountConfirmed,
            .differenceNoted, .foreignOrderNoted, .positionAdjusted:
            houseWords
        }
    }

    /// What concerns the house and no order.
    private var houseWords: String {
        switch self {
        case .limitsSet(let limits): "limits \(limits.scope.kind) \(limits.scope.number)"
        case .valuationSet(let asset): "valued in \(asset)"
        case .conversionRecorded(let rate):
            "\(rate.asset) at \(Decimals.text(rate.price.raw, 18))"
        case .marginBracketSet(_, let place, let bracket):
            "bracket \(place) to \(Decimals.text(bracket.cap))"
        case .marginTermsSet(let terms): "terms \(terms.mode) \(terms.leverage)"
        case .fundingApplied(let effect): "funding \(Decimals.text(effect.share))"
        case .allocationSet(let allocation): "allocation \(Decimals.text(allocation.limit))"
        case .capitalTransferred(let transfer): "moved \(Decimals.text(transfer.amount))"
        case .accountConfirmed: "confirmed"
        case .differenceNoted(let difference):
            "differs \(Decimals.text(difference.theirs - difference.ours))"
        case .foreignOrderNoted(let order): "foreign \(Decimals.text(order.leaves))"
        case .positionAdjusted(let adjustment):
            "adjusted \(Decimals.text(adjustment.quantityChange))"
        case _: preconditionFailure("it concerns an order")
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
                .markMissing, .strategyMissing, .clientOrderIDMissing,
                .legContradiction, .limitsMissing, .duplicateOrder, .referenceMissing,
                .depthMissing, .volumeMissing, .orderRateOverLimit, .cancelRateOverLimit,
                .openOrdersOverLimit, .marginTermsMissing, .marginTableMissing,
                .allocationMissing, .rejectsOverLimit, .conversionMissing,
                .instrumentExpired, .leverageOverBracket, .tradingKilled:
                0
            case .priceNotPositive, .priceOffTick, .priceOnMarketOrder, .triggerContradiction,
                .triggerOffTick, .priceOutsideCollar, .selfTrade:
                Scenario.priceDecimals
            case .quantityNotPositive, .quantityOffLot, .quantityTooSmall, .quantityTooLarge:
                Scenario.quantityDecimals
            case .notionalTooSmall, .notionalTooLarge, .balanceInsufficient,
                .orderQuantityOverLimit, .orderNotionalOverLimit, .quantityOverBookShare,
                .quantityOverVolumeShare, .workingQuantityOverLimit, .positionOverLimit,
                .grossOverLimit, .netOverLimit, .leverageOverLimit, .marginInsufficient,
                .bufferInsufficient, .reduceOnlyWouldIncrease,
                .marginRatioOverLimit, .liquidationTooNear, .dayLossOverLimit,
                .drawdownOverLimit:
                18
            case .markStale, .expiryContradiction, .accountStale: 9
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
        if amendment.phase != .idle { parts.append("amend \(amendment.phase)") }
        if filled != .zero || lacksFills { parts.append(Decimals.text(filled)) }
        if lacksFills { parts.append("of \(Decimals.text(reportedFilled))") }
        if price != request.price || quantity != request.quantity {
            parts.append("for \(Decimals.text(quantity)) at \(price.words)")
        }
        if siblings > 0 { parts.append("siblings \(siblings)") }
        if reserved != .zero { parts.append("holds \(Decimals.text(reserved))") }
        return parts.joined(separator: " ")
    }
}

extension Price {
    /// The price with the scenario's decimals.
    var words: String { Decimals.text(Int128(mantissa), Scenario.priceDecimals) }
}
