internal import Domain
internal import Host
internal import Wire

extension EdgeDesk {
    func refusal(of upgrade: HTTPRequest) -> HTTPResponse? {
        Problem.routeUnknown(upgrade.path).response
    }
    func opened(_ socket: SocketID) {}
    func received(_ message: [UInt8], _ socket: SocketID) {}
    func closed(_ socket: SocketID, _ end: SocketEnd) {}
    func sayError(_ problem: Problem, _ id: MessageID, to socket: SocketID) {}
    func sayAnswer(
        _ status: Int, _ id: MessageID, to socket: SocketID,
        _ body: (EdgeDesk, inout JSONWriter) -> Void
    ) {}

    func noteChanges(_ events: [ReleasedEvent]) {
        let orders = views.trading.orders
        openOrders.take(orders)
        for event in events {
            if let row = event.event.changedRow { openOrders.update(Int(row.index), orders) }
        }
    }
}

extension Event {
    /// The row of an order that people see change; nil for none.
    var changedRow: OrderRow? {
        switch self {
        case .cancelRequested(let row, _), .cancelRejected(let row, _),
            .requestUnknown(let row, _, _), .orderAccepted(let row, _, _),
            .orderRejected(let row, _, _), .cumulativeReported(let row, _),
            .orderClosed(let row, _, _, _):
            row
        case .fillApplied(let effect): effect.order == .none ? nil : effect.order
        case .started, .restartAttended, .instrumentListed, .listingRefused, .flowRecorded,
            .markRecorded, .tradingModeChanged, .instrumentHalted, .orderIntended, .orderDenied,
            .orderRepeated, .orderConflicted, .cancelRefused, .queryRequested, .absenceNoted,
            .tradesConsulted, .alarmRaised:
            nil
        }
    }
}
