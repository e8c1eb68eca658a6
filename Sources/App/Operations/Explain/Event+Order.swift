internal import Domain

extension Event {
    /// The order of ours that it is about, by its row; nil for none that was there before it.
    var order: OrderRow? {
        let row: OrderRow
        switch self {
        case .orderRepeated(let order), .orderConflicted(let order), .cancelRequested(let order, _),
            .cancelRejected(let order, _), .requestUnknown(let order, _, _),
            .queryRequested(let order, _), .absenceNoted(let order, _),
            .tradesConsulted(let order), .orderAccepted(let order, _, _),
            .orderRejected(let order, _, _), .cumulativeReported(let order, _),
            .orderClosed(let order, _, _, _), .amendRequested(let order, _, _, _, _),
            .amendRejected(let order, _, _), .termsChanged(let order, _, _),
            .absenceStated(let order, _, _):
            row = order
        case .fillApplied(let effect), .fillBusted(let effect): row = effect.order
        case .foreignOrderNoted(let order): row = order.sibling
        case .orderIntended, .orderDenied, .amendRefused, .cancelRefused, .alarmRaised, .started,
            .restartAttended, .instrumentListed, .listingRefused, .flowRecorded, .markRecorded,
            .tradingModeChanged, .instrumentHalted, .tradingStateChanged, .inputRefused,
            .limitsSet, .valuationSet, .conversionRecorded, .marginBracketSet, .marginTermsSet,
            .fundingApplied, .allocationSet, .capitalTransferred, .accountConfirmed,
            .differenceNoted, .positionAdjusted, .sweepBegan, .sweepAttended:
            return nil
        }
        return row == .none ? nil : row
    }
}
