public import Domain
public import VenueKit
internal import Wire

/// What an answer amounts to.
enum FuturesOutcome {
    /// Done; what came of it is in the document.
    case done
    /// Not done, or not known, by the venue's own words.
    case refused(RefusalVerdict, code: Int64)
    /// It makes no sense.
    case unreadable
}

// What the venue answers.
extension BinanceUSDMOrders {
    /// The answer to a request over HTTP came.
    ///
    /// - Source: Binance USD-M futures, "General info", HTTP return codes: 403 turned away by the
    ///   firewall, 429 and 418 by the limits, with `Retry-After` in seconds; 5XX is an unknown
    ///   outcome, whatever its body says. Other 4XX are refusals where the body says which; a body
    ///   that does not is no evidence.
    public mutating func answered(
        _ request: RequestID, _ answer: VenueAnswer, _ body: Span<UInt8>, at now: Timestamp,
        into output: inout OrderOutput
    ) {
        counts.answers += 1
        guard let entry = desk.take(request, asFrame: false) else {
            counts.answersUnasked += 1
            return
        }
        let outcome = outcome(answer.status, isRead: parse(body), body, entry.work.purpose)
        attendLimits(answer, outcome, now, &output)
        conclude(entry, outcome, body, now, &output)
    }

    private mutating func parse(_ text: Span<UInt8>) -> Bool {
        do throws(MessageFault) {
            try reader.parse(text)
            return true
        } catch {
            lastFault = error
            return false
        }
    }

    private mutating func outcome(
        _ status: Int, isRead: Bool, _ text: Span<UInt8>, _ purpose: RequestPurpose
    ) -> FuturesOutcome {
        let code = isRead ? refusal(text) : nil
        switch status {
        case 200...299: return isRead ? .done : .unreadable
        case 403, 418, 429: return .refused(.later, code: code ?? Int64(-status))
        case 400...499:
            guard let code else { return .unreadable }
            guard let known = FuturesErrorCode(rawValue: code) else {
                counts.codesUnknown += 1
                return .refused(.unknown, code: code)
            }
            return .refused(known.verdict(of: purpose), code: code)
        case _: return .refused(.unknown, code: code ?? Int64(-status))
        }
    }

    private func refusal(_ text: Span<UInt8>) -> Int64? {
        guard reader.document.kind(reader.root) == .object,
            reader.bytes("msg", reader.root, text) != nil
        else { return nil }
        return try? reader.integer("code", reader.root, text)
    }

    /// What an answer says of all requests.
    private func attendLimits(
        _ answer: VenueAnswer, _ outcome: FuturesOutcome, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        guard case .refused(let verdict, let code) = outcome else { return }
        let until = answer.retryAfter.map { RefusalVerdict.waitEnd($0, now) }
        let notice = verdict.notice(code, status: answer.status, until: until, at: now)
        if let notice { output.notices.append(notice) }
    }

    typealias Entry = RequestDesk<FuturesWork>.Entry

    private mutating func conclude(
        _ entry: Entry, _ outcome: FuturesOutcome, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        switch outcome {
        case .done:
            let mark = output.reports.count
            do throws(MessageFault) {
                try take(entry, text, now, &output)
            } catch {
                // Half of an answer is no answer.
                output.reports.removeLast(output.reports.count - mark)
                lastFault = error
                concludeUnreadable(entry, now, &output)
            }
            counts.fillsInexact = reader.inexactTrades
        case .refused(let verdict, let code): concludeRefusal(entry, verdict, code, now, &output)
        case .unreadable: concludeUnreadable(entry, now, &output)
        }
    }

    private mutating func concludeUnreadable(
        _ entry: Entry, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        counts.answersUnreadable += 1
        switch entry.work {
        case .place, .cancel, .amend: reportUnknown(entry.work, .transport, &output)
        case .status, .conditionalStatus, .orderTrades, .search, .owner, .openOrders,
            .openConditionals, .balances, .positions, .clock, .brackets, .symbolConfiguration,
            .income, .listenKey, .subscribe, .keepAlive, .probe:
            giveUp(entry.work, now, &output)
        }
    }

    private mutating func concludeRefusal(
        _ entry: Entry, _ verdict: RefusalVerdict, _ code: Int64, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        switch entry.work {
        case .place(let intent):
            output.reports.append(
                verdict.report(placing: intent.request.reference, FuturesReason.of(code)))
        case .cancel(let intent):
            output.reports.append(
                verdict.report(canceling: intent.order, FuturesReason.of(code)))
        // What is refused because it is like that already is done.
        case .amend(let intent)
        where verdict == .refused && code == FuturesErrorCode.nothingToAmend.rawValue:
            output.reports.append(
                VenueReport(
                    order: intent.request.reference,
                    content: .terms(
                        intent.newPrice, intent.newQuantity, .none, askedAt: .none)))
        case .amend(let intent):
            output.reports.append(
                verdict.report(amending: intent.request.reference, FuturesReason.of(code)))
        case .status(let intent), .conditionalStatus(let intent):
            if verdict == .absent { beginSearch(intent, entry.askedAt, now, &output) }
        case .keepAlive where verdict == .refused:
            // The key is none any more, and with it the stream.
            renewStream(now, &output)
        case .orderTrades, .search, .owner, .openOrders, .openConditionals, .balances, .positions,
            .clock, .brackets, .symbolConfiguration, .income, .listenKey, .subscribe, .keepAlive,
            .probe:
            giveUp(entry.work, now, &output)
        }
    }

    /// No answer will come.
    public mutating func failed(
        _ request: RequestID, _ failure: RequestFailure, at now: Timestamp,
        into output: inout OrderOutput
    ) {
        guard let entry = desk.take(request) else {
            counts.answersUnasked += 1
            return
        }
        fail(entry, failure, now, &output)
    }

    mutating func fail(
        _ entry: Entry, _ failure: RequestFailure, _ now: Timestamp, _ output: inout OrderOutput
    ) {
        switch (entry.work, failure) {
        case (.place(let intent), .neverSent):
            refuse(intent.request.reference, "NOT_SENT", &output)
        case (.amend(let intent), .neverSent):
            counts.neverSent += 1
            output.reports.append(
                VenueReport(
                    order: intent.request.reference,
                    content: .amendRejected(ReasonCode(first: "NOT_SENT"))))
        case (.place, .lost), (.cancel, .lost), (.cancel, .neverSent), (.amend, .lost):
            if !entry.isLate { reportUnknown(entry.work, .transport, &output) }
        case (.status, _), (.conditionalStatus, _), (.orderTrades, _), (.search, _), (.owner, _),
            (.openOrders, _), (.openConditionals, _), (.balances, _), (.positions, _),
            (.clock, _), (.brackets, _), (.symbolConfiguration, _), (.income, _),
            (.listenKey, _), (.subscribe, _), (.keepAlive, _), (.probe, _):
            giveUp(entry.work, now, &output)
        }
    }
}

// What came of what was asked.
extension BinanceUSDMOrders {
    private mutating func take(
        _ entry: Entry, _ text: Span<UInt8>, _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let node = reader.root
        switch entry.work {
        case .place(let intent) where intent.request.type.hasTrigger:
            try takeCondition(intent, node, text, &output)
        case .place(let intent): try takePlacement(intent, node, text, &output)
        case .cancel(let intent): try takeCancel(intent, node, text, &output)
        case .amend(let intent): try takeAmend(intent, node, text, &output)
        case .conditionalStatus(let intent):
            try takeConditionStatus(intent, node, text, now, &output)
        case .status(let intent):
            try takeStatus(intent, entry.askedAt, node, text, now, &output)
        case .orderTrades(let listing): try takeTrades(listing, node, text, now, &output)
        case .search(let search): try takeSearch(search, node, text, now, &output)
        case .owner(let search): try takeOwner(search, node, text, now, &output)
        case .openOrders: try takeOpenOrders(entry.askedAt, node, text, now, &output)
        case .openConditionals(let askedAt, let count):
            try takeOpenConditions(askedAt, count, node, text, &output)
        case .brackets:
            try takeBrackets(node, text, &output)
            endRules(wereTold: true, now, &output)
        case .symbolConfiguration:
            try takeConfiguration(node, text, &output)
            endRules(wereTold: true, now, &output)
        case .income: try takeIncome(node, text, &output)
        case .balances: try takeBalances(entry.askedAt, node, text, &output)
        case .positions: try takePositions(entry.askedAt, node, text, &output)
        case .clock: try takeClock(entry.askedAt, node, text, now, &output)
        case .listenKey: try takeListenKey(node, text, now, &output)
        case .keepAlive: keepKeyAt = now.adding(nanoseconds: settings.keyInterval)
        case .subscribe, .probe: preconditionFailure("those are answered on the connection")
        }
    }

    /// The order, and where it stands. Trades that it made at once come on the stream; where they
    /// do not, the core asks for them.
    private mutating func takePlacement(
        _ intent: PlacementIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let reference = intent.request.reference
        let order = try reader.order(node, text, intent.instrument)
        let name = try reader.clientOrderID("clientOrderId", node, text, order.venueOrderID)
        guard name == reference.clientOrderID else { throw .mismatch("clientOrderId") }
        names.note(order.venueOrderID, reference.clientOrderID)
        if order.state != .rejected {
            output.reports.append(
                VenueReport(order: reference, content: .accepted(order.venueOrderID)))
        }
        output.reports.append(order.report(reference))
    }

    private mutating func takeCancel(
        _ intent: CancelIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        if reader.member("algoId", node, text) != nil {
            return try takeConditionCancel(intent, node, text, &output)
        }
        let order = try reader.order(node, text, intent.instrument)
        let name = try reader.clientOrderID("clientOrderId", node, text, order.venueOrderID)
        let isOurs =
            name == intent.order.clientOrderID
            || conditionals.order(of: intent.order.clientOrderID) == order.venueOrderID
        guard isOurs else { throw .mismatch("clientOrderId") }
        names.note(order.venueOrderID, intent.order.clientOrderID)
        output.reports.append(called(order, intent.order.clientOrderID).report(intent.order))
    }

    private mutating func takeAmend(
        _ intent: AmendIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let order = try reader.order(node, text, intent.instrument)
        let name = try reader.clientOrderID("clientOrderId", node, text, order.venueOrderID)
        guard name == intent.request.clientOrderID else { throw .mismatch("clientOrderId") }
        guard let terms = try reader.terms(.answer, node, text, intent.instrument) else {
            throw .member("price")
        }
        output.reports.append(
            VenueReport(
                order: intent.request.reference,
                content: .terms(
                    terms.price, terms.quantity, order.venueOrderID, askedAt: .none)))
        output.reports.append(order.report(intent.request.reference))
    }

    /// The order under the name that it goes by here.
    mutating func called(_ order: OrderStanding, _ told: ClientOrderID) -> OrderStanding {
        OrderStanding(
            venueOrderID: conditionals.name(of: order.venueOrderID, told), state: order.state,
            executed: order.executed)
    }

    private mutating func takeOpenOrders(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .array else { throw .member("result") }
        var cursor = reader.document.cursor(node)
        var count = 0
        while let entry = reader.document.next(&cursor) {
            let symbol = try reader.symbol("symbol", entry, text)
            guard let instrument = instruments.find(symbol) else {
                // Nothing is traded here that is not listed, so it is somebody else's.
                counts.ordersUnlisted += 1
                continue
            }
            let order = try reader.order(entry, text, instrument)
            let told = try reader.clientOrderID("clientOrderId", entry, text, order.venueOrderID)
            let name = reference(order.venueOrderID, told)
            output.reports.append(called(order, told).report(name))
            count += 1
        }
        askRead(
            .openConditionals(askedAt: askedAt, count: count), .openConditionals, QueryWriter(),
            now, &output)
    }

    /// Our name for an order: the first one heard for it, else the one told now.
    mutating func reference(_ order: VenueOrderID, _ told: ClientOrderID) -> OrderReference {
        names.note(order, conditionals.client(of: order) ?? told)
        return OrderReference(account: account, clientOrderID: names.find(order) ?? told)
    }
}
