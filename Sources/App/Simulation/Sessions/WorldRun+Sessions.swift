internal import Containers
internal import Domain
internal import Durability
internal import Gateway
internal import Operations
internal import Trading
internal import VenueKit

// Worlds in which the account's orders go through the gateway's driver and the venue's session, as
// bytes. What happens in them apart from that is as in the others.
extension WorldRun {
    var moment: AccountLine.Moment {
        AccountLine.Moment(
            now: clock.now, ours: ours, isVenueDown: venue.isDown(at: clock.now))
    }

    /// Nothing at the venue is older than the world, by whichever clock.
    private static var earliest: Timestamp { WorldClock.beginning.adding(milliseconds: -60_000) }

    /// The process begins to talk to the venue.
    mutating func startLine() {
        guard line != nil, let state = turn?.core.state,
            let row = state.instrumentRow(InstrumentID(0))
        else { return }
        var known: [(OrderReference, VenueOrderID)] = []
        for row in 0..<state.orders.count where state.orders[row].venueOrderID != .none {
            known.append((state.orders[row].request.reference, state.orders[row].venueOrderID))
        }
        let moment = self.moment
        line?.start(
            state.instruments[row], recalling: known, seed: seed &+ UInt64(tally.starts), moment,
            &dice)
        attendLine()
    }

    /// Hands a request to the driver.
    mutating func ask(_ request: VenueRequest) {
        guard let state = turn?.core.state, let place = state.instrumentRow(InstrumentID(0)) else {
            return
        }
        let (instrument, moment) = (state.instruments[place], self.moment)
        switch request {
        case .place(let order, let deadline):
            let intent = PlacementIntent(
                request: order, instrument: instrument, deadline: deadline)
            line?.place(intent, moment, &dice)
        case .cancel(let reference, let deadline):
            guard let row = state.orderRow(reference) else { return }
            let intent = CancelIntent(
                order: reference, instrument: instrument, type: state.orders[row].request.type,
                deadline: deadline)
            line?.cancel(intent, moment, &dice)
        case .query(let reference, _, _):
            guard let row = state.orderRow(reference) else { return }
            let intent = QueryIntent(state.orders[row], instrument)
            line?.ask(moment, &dice) { $0.query(intent, at: moment.ours) }
        case .amend(let request, let deadline):
            guard let row = state.orderRow(request.order) else { return }
            let order = state.orders[row]
            let intent = AmendIntent(
                request: order.request, instrument: instrument, price: order.price,
                quantity: order.quantity, newPrice: request.price,
                newQuantity: request.quantity, deadline: deadline)
            line?.ask(moment, &dice) { $0.amend(intent, at: moment.ours) }
        case .listOpenOrders:
            line?.ask(moment, &dice) { $0.listOpenOrders(at: moment.ours) }
        case .listTrades(let from, _):
            let start = max(from, Self.earliest)
            let intent = TradeListIntent(instrument: instrument, beginning: .time(start))
            line?.ask(moment, &dice) { $0.listTrades(intent, at: moment.ours) }
        case .listBalances:
            line?.ask(moment, &dice) { $0.listBalances(at: moment.ours) }
        case .listPositions:
            // What was paid meanwhile is in the balances that are compared later.
            line?.ask(moment, &dice) {
                $0.listFunding(since: Self.earliest, at: moment.ours)
                $0.listPositions(at: moment.ours)
            }
        }
        attendLine()
    }

    /// What comes next for the process, once whatever arrives before it has.
    mutating func receiveFromLine() -> [VenueAnswer]? {
        while true {
            if let answers = line?.takeInbox() { return answers }
            let moment = self.moment
            let moved = line?.move(&venue, moment, &dice) ?? false
            attendLine()
            if !moved { return nil }
        }
    }

    /// What the venue did by itself is told on the private stream.
    mutating func tellByLine(_ deliveries: [Delivery]) {
        let moment = self.moment
        line?.tell(deliveries, venue, moment, &dice)
        attendLine()
    }

    mutating func passTimeOnLine() {
        let moment = self.moment
        line?.passTime(moment, &dice)
        attendLine()
    }

    /// The process hears that the private stream is live, or may have missed something.
    mutating func take(streamIsLive isLive: Bool) throws(JournalFault) {
        if isLive {
            guard desk.machine.phase == .waiting else { return }
            let moment = self.moment
            if venue.contracts != nil {
                line?.ask(moment, &dice) { $0.listMarginRules(at: moment.ours) }
            }
            try beginReconciliation()
        } else {
            loseVenue(until: nil)
        }
    }

    /// Keeps what the line has found and gone through.
    private mutating func attendLine() {
        guard let line else { return }
        if let violation = line.broken { found(violation) }
        for path in line.rarePaths { tally.note(path) }
        for note in line.notes { trace.note(note) }
        if !line.rarePaths.isEmpty || !line.notes.isEmpty { self.line?.removeNotes() }
    }
}
