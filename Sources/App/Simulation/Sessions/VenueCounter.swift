internal import Containers
internal import Domain
internal import Gateway
internal import Host
internal import VenueKit
internal import Wire

/// A request as a counter reads it.
struct CounterCall {
    enum Operation: Equatable {
        case spot(PaperOperation)
        case futures(FuturesOperation)
        /// The private stream is asked for on its connection, by its key.
        case subscribe(String)
        /// Somebody asks whether the connection lives.
        case probe
    }

    let operation: Operation
    var parameters = RequestParameters()
    var key: String?
    /// What must have been signed.
    var payload: [UInt8] = []

    var isPlacement: Bool {
        operation == .spot(.orderPlace) || operation == .futures(.place)
            || operation == .futures(.placeConditional)
    }

    var isCancel: Bool {
        operation == .spot(.orderCancel) || operation == .futures(.cancel)
            || operation == .futures(.cancelConditional)
    }

    var isStatus: Bool {
        operation == .spot(.orderStatus) || operation == .futures(.status)
            || operation == .futures(.conditional)
    }

    var beginsStream: Bool {
        if case .subscribe = operation { return true }
        return operation == .spot(.subscribeSigned)
    }

    /// Whether neither limits nor troubles of the venue's are for it.
    var isFree: Bool {
        switch operation {
        case .spot, .futures: false
        case .subscribe, .probe: true
        }
    }

    var security: PaperOperation.Security {
        switch operation {
        case .spot(let operation): operation.security
        case .futures(let operation): operation.security
        case .subscribe, .probe: .open
        }
    }

    /// What the client's name for the order that it is about is called in it.
    var nameParameter: String {
        switch operation {
        case .futures(.placeConditional), .futures(.conditional), .futures(.cancelConditional):
            "clientAlgoId"
        case .spot(.orderPlace), .futures(.place): "newClientOrderId"
        case .spot, .futures, .subscribe, .probe: "origClientOrderId"
        }
    }

    /// The order that it is about, by the client's name for it.
    mutating func order() -> OrderReference? {
        parameters.text(nameParameter).flatMap { try? ClientOrderID($0) }
            .map { OrderReference(account: SimulatedVenue.account, clientOrderID: $0) }
    }

    /// Until when it is good.
    mutating func deadline() -> Timestamp {
        let stamp = (try? parameters.integer("timestamp")) ?? 0
        let window = (try? parameters.integer("recvWindow")) ?? 0
        return Timestamp(milliseconds: stamp + window)
    }
}

/// A venue's counter: requests in, answers and events out, in the bytes of one venue.
///
/// What there is to be had is the ``SimulatedVenue``'s; how it is said is the paper venue's speech.
protocol VenueCounter {
    /// What bots asked for, by name: bytes do not tell everything of an order.
    var asked: [ClientOrderID: OrderRequest] { get set }
    var rarePaths: [RarePath] { get set }
    var endpoints: VenueEndpoints { get }
    /// Milliseconds between two pings of the venue.
    var pingInterval: Int64 { get }
    /// An order that has this name already, or may have.
    var duplicate: PaperRefusal { get }

    func read(_ call: GatewayCall) -> CounterCall?
    /// A request as a frame, and the number that it is answered under.
    func read(_ frame: [UInt8]) -> (call: CounterCall, id: String)?

    /// - Returns: what is answered, nil for nothing at all; and what happened besides.
    mutating func perform(
        _ call: inout CounterCall, _ venue: inout SimulatedVenue, _ now: Timestamp,
        _ dice: inout Dice
    ) throws(PaperRefusal) -> (answer: CounterAnswer?, told: [Delivery])

    /// The answer to a request as a frame.
    func envelope(_ answer: CounterAnswer, _ id: String) -> [UInt8]

    /// What is told on the private stream; nothing for what is not told.
    mutating func events(
        of answer: VenueAnswer, _ venue: SimulatedVenue, after delay: Int64, at now: Timestamp
    ) -> [CounterEvent]

    /// Whether the private stream's time is up.
    func isStreamOver(at now: Timestamp) -> Bool

    /// The private stream ends on connections that stand.
    mutating func endStream(at now: Timestamp) -> CounterEvent
}

extension VenueCounter {
    func isStreamOver(at now: Timestamp) -> Bool { false }

    mutating func removeRarePaths() { rarePaths.removeAll() }

    static func write(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        body(&json)
        return json.bytes
    }

    // MARK: - Reading

    /// The parameters of a request over HTTP, and what of them must have been signed.
    func parameters(of query: String) -> (parameters: RequestParameters, payload: [UInt8])? {
        var parameters = RequestParameters()
        var signed: [Substring] = []
        for part in query.split(separator: "&") {
            if !part.hasPrefix("signature=") { signed.append(part) }
            guard (try? parameters.add(parts: [RequestParameters.percentDecoded(part)])) != nil
            else { return nil }
        }
        return (parameters, Array(signed.joined(separator: "&").utf8))
    }

    /// What is asked at an address below `prefix`.
    func read(
        _ call: GatewayCall, below prefix: String,
        _ find: (String, String) -> CounterCall.Operation?
    ) -> CounterCall? {
        let halves = call.url.dropFirst(endpoints.rest.count)
            .split(separator: "?", maxSplits: 1)
        guard let path = halves.first, path.hasPrefix(prefix),
            let operation = find(call.method, String(path.dropFirst(prefix.count))),
            let (parameters, payload) = parameters(of: halves.count > 1 ? String(halves[1]) : "")
        else { return nil }
        return CounterCall(
            operation: operation, parameters: parameters,
            key: call.headers.first { $0.name == "X-MBX-APIKEY" }?.value, payload: payload)
    }

    // MARK: - Serving

    /// Does what is asked.
    ///
    /// - Returns: what is answered, nil for nothing at all; and what happened besides.
    mutating func serve(
        _ call: CounterCall, asFrame isFrame: Bool, _ venue: inout SimulatedVenue,
        at now: Timestamp, _ dice: inout Dice
    ) -> (answer: CounterAnswer?, told: [Delivery]) {
        guard !venue.isDown(at: now) else { return (nil, []) }
        var call = call
        do throws(PaperRefusal) {
            if !call.isFree { try turnAway(&venue, now, &dice) }
            try check(&call, now)
        } catch {
            return (refused(error, &call), [])
        }
        let trouble =
            call.security == .signed && dice.strikes(.serverTrouble)
            ? dice.extent.below(isFrame ? 3 : 4) : nil
        if trouble == 0 { return (troubled(0, &call), []) }
        do throws(PaperRefusal) {
            var done = try perform(&call, &venue, now, &dice)
            if let trouble {
                rarePaths.append(.answerOfTrouble)
                done.answer = troubled(trouble, &call)
            }
            if !isFrame, done.answer != nil, dice.strikes(.answerCut) {
                cut(&done.answer, &call, &dice)
            }
            return done
        } catch {
            return (refused(error, &call), [])
        }
    }

    /// - Source: Binance, "General API information", of spot and of USD-M futures: 429 for too many
    ///   requests, 418 for those who go on all the same; `Retry-After` in seconds.
    private mutating func turnAway(
        _ venue: inout SimulatedVenue, _ now: Timestamp, _ dice: inout Dice
    ) throws(PaperRefusal) {
        if dice.strikes(.banned) {
            venue.bannedUntil = now.adding(milliseconds: Int64(dice.extent.below(10_000)))
        }
        if now < venue.bannedUntil {
            let left = venue.bannedUntil.since(now) / 1_000_000_000 + 1
            throw PaperRefusal(
                -1003, "Way too many requests; IP banned.", status: 418, retryAfter: Int(left))
        }
        if dice.strikes(.rateLimited) {
            throw PaperRefusal(
                -1003, "Too many requests; please use the websocket for live updates.",
                status: 429, retryAfter: dice.extent.chance(1, in: 2) ? 1 : nil)
        }
    }

    /// - Source: Binance, "Request security" and "Timing security": a request's time may be a
    ///   second ahead.
    private func check(_ call: inout CounterCall, _ now: Timestamp) throws(PaperRefusal) {
        guard call.security != .open else { return }
        guard call.key == WorldSigner.key else { throw .key }
        guard call.security == .signed else { return }
        let signature = try call.parameters.required("signature")
        guard signature == WorldSigner.text(of: call.payload) else { throw .signature }
        guard let stamp = try call.parameters.integer("timestamp"),
            let window = try call.parameters.integer("recvWindow")
        else { throw .missing("timestamp") }
        guard stamp < now.milliseconds + 1_000 else { throw .ahead }
        guard now.milliseconds - stamp <= window else { throw .outsideWindow }
        _ = call.parameters.text("apiKey")
    }

    /// Takes an order, or will later.
    ///
    /// - Returns: nil for the order where nothing can be said of it yet.
    mutating func take(
        _ request: OrderRequest, _ refusal: PaperRefusal, _ call: inout CounterCall,
        _ venue: inout SimulatedVenue, _ now: Timestamp, _ dice: inout Dice
    ) throws(PaperRefusal) -> (order: VenueOrder?, delay: Int64, told: [Delivery]) {
        let told = venue.place(request, call.deadline(), now, &dice)
        let reports = told.flatMap(\.answers)
        if let isDuplicate = reports.compactMap(\.isDuplicate).first {
            throw isDuplicate ? duplicate : refusal
        }
        // Taken, and its acknowledgement is late; or lying about, and taken later.
        guard let acceptance = told.first(where: { $0.answers.contains { $0.isAcceptance } })
        else { return (nil, 0, told) }
        return (venue.order(request.clientOrderID), acceptance.delay, told)
    }

    /// Takes an order out. - Returns: nil where there is none that is open.
    mutating func takeOut(
        _ reference: OrderReference, _ call: inout CounterCall, _ venue: inout SimulatedVenue,
        _ now: Timestamp, _ dice: inout Dice
    ) -> (order: VenueOrder, told: [Delivery])? {
        let told = venue.cancel(reference, call.deadline(), now, &dice)
        guard !told.flatMap(\.answers).contains(where: \.isCancelRefusal),
            let order = venue.order(reference.clientOrderID)
        else { return nil }
        return (order, told)
    }

    // MARK: - What it says when it does not do what is asked, or will not say

    func refused(_ refusal: PaperRefusal, _ call: inout CounterCall) -> CounterAnswer {
        var answer = CounterAnswer(
            status: refusal.status, retryAfter: refusal.retryAfter.map(Int64.init),
            body: PaperAnswer(refusal).body)
        guard let order = call.order() else { return answer }
        if call.isPlacement {
            answer.truths = [refusal == duplicate ? .unknown(order, .place) : .rejected(order)]
        } else if call.isCancel {
            answer.truths = [
                refusal == .unknownOrder ? .cancelRejected(order) : .unknown(order, .cancel)
            ]
        } else if call.isStatus, refusal == .noOrder {
            answer.truths = [.missing(order)]
        }
        return answer
    }

    /// Nothing is said of the outcome, whatever it was.
    func troubled(_ kind: Int, _ call: inout CounterCall) -> CounterAnswer {
        var answer: CounterAnswer
        switch kind {
        case 0:
            let busy = PaperRefusal(-1008, "Server is currently overloaded.", status: 503)
            answer = refused(busy, &call)
        case 1: answer = refused(.timeout, &call)
        case 2:
            let unexpected = PaperRefusal(
                -1006, "An unexpected response was received. Execution status unknown.")
            answer = refused(unexpected, &call)
        case _:
            answer = CounterAnswer(
                status: 502, body: Array("<html><h1>502 Bad Gateway</h1></html>".utf8))
        }
        answer.truths = doubt(&call)
        return answer
    }

    /// What comes is only the first part of what was said.
    private mutating func cut(
        _ answer: inout CounterAnswer?, _ call: inout CounterCall, _ dice: inout Dice
    ) {
        guard var half = answer, half.status == 200, half.body.count > 2 else { return }
        rarePaths.append(.answerUnreadable)
        half.body.removeLast(1 + dice.extent.below(half.body.count - 2))
        half.truths = doubt(&call)
        answer = half
    }

    private func doubt(_ call: inout CounterCall) -> [Truth] {
        guard call.isPlacement || call.isCancel, let order = call.order() else { return [] }
        return [.unknown(order, call.isPlacement ? .place : .cancel)]
    }
}

extension VenueAnswer {
    /// Whether an order is refused for its name; nil where none is.
    fileprivate var isDuplicate: Bool? {
        guard case .report(let report) = self, case .rejected(let reason) = report.content else {
            return nil
        }
        return reason.description.hasSuffix("duplicate")
    }

    fileprivate var isAcceptance: Bool {
        guard case .report(let report) = self, case .accepted = report.content else { return false }
        return true
    }

    fileprivate var isCancelRefusal: Bool {
        guard case .report(let report) = self, case .cancelRejected = report.content else {
            return false
        }
        return true
    }
}
