import Domain
import VenueKit

/// The least that an order session can be: it asks for what it is told to, checks nothing, and
/// writes down what it hears. That the gateway drives it shows that no venue is built into it.
struct BareOrders: OrderSession {
    let account = AccountID(7)
    var counts = OrderCounts()
    var nextWake: Timestamp?
    var outstandingCount = 0
    /// How its orders go out.
    var route = RequestRoute.rest(.post, path: "/order", keyHeader: "")
    /// What it heard, one word each.
    var heard: [String] = []

    private mutating func ask(_ purpose: RequestPurpose, _ route: RequestRoute, by: Timestamp)
        -> VenueRequest
    {
        counts.requests += 1
        return VenueRequest(
            id: RequestID(UInt64(counts.requests)), purpose: purpose, order: nil, route: route,
            template: SignedTemplate(), signing: nil, sendBefore: by, weight: 1)
    }

    mutating func place(
        _ intent: PlacementIntent, at now: Timestamp, into output: inout OrderOutput
    ) {
        output.requests.append(ask(.place, route, by: intent.deadline))
    }

    mutating func answered(
        _ request: RequestID, _ answer: VenueAnswer, _ body: Span<UInt8>, at now: Timestamp,
        into output: inout OrderOutput
    ) { heard.append("answered \(request.raw)") }

    mutating func failed(
        _ request: RequestID, _ failure: RequestFailure, at now: Timestamp,
        into output: inout OrderOutput
    ) { heard.append("\(failure) \(request.raw)") }

    mutating func measureClock(at now: Timestamp, into output: inout OrderOutput) {
        let route = RequestRoute.rest(.get, path: "/time", keyHeader: "")
        output.requests.append(ask(.clock, route, by: now.adding(milliseconds: 1000)))
    }

    mutating func opened(at now: Timestamp, into output: inout OrderOutput) {
        heard.append("opened")
    }
    mutating func received(
        _ frame: Span<UInt8>, at now: Timestamp, into output: inout OrderOutput
    ) { heard.append("received") }
    mutating func closed(at now: Timestamp, into output: inout OrderOutput) {
        heard.append("closed")
    }

    mutating func list(_ instrument: Instrument) {}
    mutating func recall(_ order: OrderReference, as venueOrderID: VenueOrderID) {}
    mutating func cancel(
        _ intent: CancelIntent, at now: Timestamp, into output: inout OrderOutput
    ) {}
    mutating func query(_ intent: QueryIntent, at now: Timestamp, into output: inout OrderOutput) {}
    mutating func listOpenOrders(at now: Timestamp, into output: inout OrderOutput) {}
    mutating func listTrades(
        _ intent: TradeListIntent, at now: Timestamp, into output: inout OrderOutput
    ) {}
    mutating func listBalances(at now: Timestamp, into output: inout OrderOutput) {}
    mutating func listPositions(at now: Timestamp, into output: inout OrderOutput) {}
    mutating func listMarginRules(at now: Timestamp, into output: inout OrderOutput) {}
    mutating func listFunding(
        since start: Timestamp, at now: Timestamp, into output: inout OrderOutput
    ) {}
    static func objection(to change: TermsChange) -> AmendObjection? { nil }
    mutating func amend(
        _ intent: AmendIntent, at now: Timestamp, into output: inout OrderOutput
    ) {}
    mutating func pinged(at now: Timestamp, into output: inout OrderOutput) {}
    mutating func wake(at now: Timestamp, into output: inout OrderOutput) {}
}
