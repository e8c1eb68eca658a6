public import Domain
internal import Wire

extension Alarm {
    /// The name in capitals, for programs: `FILL_CONFLICT`.
    public var code: String { NameWords.of("\(self)").joined(separator: "_").uppercased() }

    /// What happened, for people.
    public var words: String {
        switch self {
        case .orderForeign: "the venue tells of an order that nobody here sent"
        case .evidenceContradictory: "the venue contradicts what it said before"
        case .fillAfterClose: "a fill came after its order was closed with all its fills"
        case .overfill: "more was filled than was ordered"
        case .fillConflict:
            "a trade was told again with other content; its instrument is halted"
        case .fillUncountable:
            "a fill cannot be counted: its instrument is unknown, or its amount out of range"
        case .orderSibling: "the venue has a second order under one identifier"
        case .balanceNegative: "a balance is negative: the venue took more than was set aside"
        case .journalCut: "the journal was cut at its end when the process died"
        case .positionLiquidated: "the venue closed a position, for want of margin or for others'"
        case .positionForeign: "the venue has a position that no fill explains"
        case .tradeBusted: "the venue took a trade back"
        case .lossOverLimit: "losses went beyond their limit: the strategy may only reduce"
        case .termsForeign: "an order has a price or quantity at its venue that nobody asked for"
        case .stateOutdated: "the journal was continued from an older state than the venue's"
        case .absenceStated: "an order was closed on a person's word and not on its venue's"
        }
    }
}

extension JSONWriter {
    /// The newest alarms, newest first.
    mutating func newestAlarms(_ desk: EdgeDesk) {
        name("newestAlarms")
        beginArray()
        for raised in desk.views.trading.newestAlarms {
            beginObject()
            member("code", raised.alarm.code)
            member("what", raised.alarm.words)
            if raised.order.clientOrderID != .none {
                member("account", desk.names.name(of: raised.order.account))
                name("clientOrderId")
                text(raised.order.clientOrderID)
            }
            member("time", raised.stamp.time.microseconds)
            member("sequence", raised.stamp.sequence)
            endObject()
        }
        endArray()
    }
}
