internal import Domain
internal import Host
internal import Wire

/// A request, from whichever door.
struct PaperCall {
    /// What is asked, in the venue's dialect.
    enum Ask {
        case spot(PaperOperation)
        case futures(FuturesOperation)

        var security: PaperOperation.Security {
            switch self {
            case .spot(let operation): operation.security
            case .futures(let operation): operation.security
            }
        }

        var isOrder: Bool {
            switch self {
            case .spot(let operation): operation.isOrder
            case .futures(let operation): operation.isOrder
            }
        }

        func weight(_ parameters: RequestParameters) -> Int {
            switch self {
            case .spot(let operation): operation.weight(parameters)
            case .futures(let operation): operation.weight(parameters)
            }
        }
    }

    let ask: Ask
    var parameters: RequestParameters
    let key: String?
    /// What the signature may have been made over: as sent, and as it is written by the rules.
    let payloads: [[UInt8]]
    let peer: String
    /// The WebSocket it came over.
    var socket: SocketID?
}

/// What a request is answered.
struct PaperAnswer {
    var status = 200
    /// A JSON value.
    var body: [UInt8]
    var refusal: PaperRefusal?
    var weightUsed = 0
    var account: Int?

    init(body: [UInt8]) { self.body = body }

    init(_ refusal: PaperRefusal) {
        self.refusal = refusal
        status = refusal.status
        var json = JSONWriter()
        json.beginObject()
        json.member("code", refusal.code)
        json.member("msg", refusal.text)
        json.endObject()
        body = json.bytes
    }
}

/// Requests: who may ask, what goes wrong, and what is done.
extension PaperVenue {
    /// Does what is asked, and says what becomes of the answer.
    func serve(_ call: PaperCall) -> (answer: PaperAnswer, fate: FaultPlan.AnswerFate) {
        var call = call
        var used = 0
        var caller: Int?
        do throws(PaperRefusal) {
            used = try limiter.take(
                weight: call.ask.weight(call.parameters), from: call.peer, at: now)
            caller = try authenticate(&call)
        } catch {
            var answer = PaperAnswer(error)
            answer.weightUsed = used
            return (answer, .sent)
        }
        let isSigned = call.ask.security == .signed
        let fate: FaultPlan.AnswerFate =
            isSigned ? faults.fateOfAnswer(isOrder: call.ask.isOrder) : .sent
        var answer: PaperAnswer
        if case .replaced(let status, let isDone) = fate {
            if isDone { _ = perform(&call, for: caller) }
            answer = PaperAnswer(Self.trouble(status))
        } else {
            answer = perform(&call, for: caller)
        }
        answer.weightUsed = used
        answer.account = caller
        return (answer, fate)
    }

    private func perform(_ call: inout PaperCall, for caller: Int?) -> PaperAnswer {
        do throws(PaperRefusal) {
            return PaperAnswer(body: try body(&call, for: caller))
        } catch {
            return PaperAnswer(error)
        }
    }

    private func body(
        _ call: inout PaperCall, for caller: Int?
    ) throws(PaperRefusal) -> [UInt8] {
        switch (call.ask, caller) {
        case (.spot(let operation), let caller?): try performFor(caller, operation, &call)
        case (.spot(let operation), nil): try performOpen(operation, &call)
        case (.futures(let operation), let caller?):
            try performFutures(operation, for: caller, &call.parameters)
        case (.futures(let operation), nil): try tellFutures(operation, &call.parameters)
        }
    }

    /// What the venue says when it is in trouble.
    ///
    /// - Source: Binance spot, "General API information": HTTP return codes.
    static func trouble(_ status: Int) -> PaperRefusal {
        switch status {
        case 429:
            PaperRefusal(
                -1003, "Too many requests; please use the websocket for live updates.",
                status: 429, retryAfter: 1)
        case 418:
            PaperRefusal(
                -1003, "Way too many requests; IP banned.", status: 418, retryAfter: 2)
        case 504: .timeout
        case 503:
            PaperRefusal(
                -1008,
                "Server is currently overloaded with other requests. Please try again in a"
                    + " few minutes.",
                status: 503)
        case 500...:
            PaperRefusal(
                -1001, "Internal error; unable to process your request. Please try again.",
                status: status)
        case _: PaperRefusal(-1000, "An unknown error occurred.", status: status)
        }
    }

    // MARK: - Who asks

    /// - Source: Binance spot, "Request security" and "Timing security".
    private func authenticate(_ call: inout PaperCall) throws(PaperRefusal) -> Int? {
        guard call.ask.security != .open else { return nil }
        guard let key = call.key, !key.isEmpty else { throw .keyFormat }
        guard
            let row = accounts.indices.first(where: { PaperOptions.key(of: $0).key == key })
        else { throw .key }
        if call.ask.security == .signed { try checkSigned(&call, row) }
        for name in ["apiKey", "returnRateLimits"] { _ = call.parameters.text(name) }
        return accounts[row]
    }

    private func checkSigned(_ call: inout PaperCall, _ row: Int) throws(PaperRefusal) {
        guard let stamp = try call.parameters.integer("timestamp") else {
            throw .missing("timestamp")
        }
        let signature = try call.parameters.required("signature")
        let window = try window(&call.parameters)
        // Microseconds are taken, too.
        let sent = stamp > 100_000_000_000_000 ? stamp / 1000 : stamp
        guard sent < now + PaperOptions.Limits.aheadMax else { throw .ahead }
        guard now - sent <= window else { throw .outsideWindow }
        let secret = Array(PaperOptions.key(of: row).secret.utf8)
        let isRight = call.payloads.contains { payload in
            HMACSHA256.hexadecimal(of: payload, key: secret) == Array(signature.utf8)
        }
        guard isRight else { throw .signature }
    }

    private func window(_ parameters: inout RequestParameters) throws(PaperRefusal) -> Int64 {
        guard let text = parameters.text("recvWindow") else {
            return PaperOptions.Limits.windowStandard
        }
        // It may have decimals: parts of a millisecond.
        let whole = text.split(separator: ".", maxSplits: 1).first.map(String.init) ?? ""
        guard let window = Int64(whole), window >= 0 else { throw .illegal("recvWindow") }
        guard window <= PaperOptions.Limits.windowMax else {
            throw PaperRefusal(-1131, "'recvWindow' must be less than 60000.")
        }
        return window
    }
}
