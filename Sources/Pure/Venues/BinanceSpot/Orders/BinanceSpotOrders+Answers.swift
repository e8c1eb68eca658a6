public import Domain
public import VenueKit
internal import Wire

/// What an answer amounts to.
enum SpotOutcome {
    /// Done; what came of it is in this part of the document.
    case done(JSONDocument.Node)
    /// Not done, or not known, by the venue's own words.
    case refused(RefusalVerdict, code: Int64, text: String)
    /// It makes no sense.
    case unreadable
}

// What the venue answers.
extension BinanceSpotOrders {
    /// The answer to a request over HTTP came.
    ///
    /// - Source: Binance spot, "HTTP return codes": 403 turned away by the firewall, 429 and 418 by
    ///   the limits, with `Retry-After` in seconds; 5XX is an unknown outcome, whatever its body
    ///   says. Other 4XX are refusals where the body says which; a body that does not is no
    ///   evidence.
    public mutating func answered(
        _ request: RequestID, _ answer: VenueAnswer, _ body: Span<UInt8>, at now: Timestamp,
        into output: inout OrderOutput
    ) {
        counts.answers += 1
        guard let entry = desk.take(request, asFrame: false) else {
            counts.answersUnasked += 1
            return
        }
        let isRead = parse(body)
        let until = answer.retryAfter.map { RefusalVerdict.waitEnd($0, now) }
        let outcome = outcome(
            answer.status, isRead ? reader.root : nil, isRead ? reader.root : nil, body,
            entry.work.purpose)
        attendLimits(answer.status, outcome, until: until, now, &output)
        conclude(entry, outcome, body, now, &output)
    }

    mutating func parse(_ text: Span<UInt8>) -> Bool {
        do throws(MessageFault) {
            try reader.parse(text)
            return true
        } catch {
            lastFault = error
            return false
        }
    }

    /// What a status, with a result or an error, amounts to.
    mutating func outcome(
        _ status: Int, _ result: JSONDocument.Node?, _ error: JSONDocument.Node?,
        _ text: Span<UInt8>, _ purpose: RequestPurpose
    ) -> SpotOutcome {
        switch status {
        case 200...299: return result.map(SpotOutcome.done) ?? .unreadable
        case 403, 418, 429:
            let (code, words) = error.flatMap { refusal($0, text) } ?? (Int64(-status), "")
            return .refused(.later, code: code, text: words)
        case 400...499:
            guard let (code, words) = error.flatMap({ refusal($0, text) }) else {
                return .unreadable
            }
            guard let known = SpotErrorCode(rawValue: code) else {
                counts.codesUnknown += 1
                return .refused(.unknown, code: code, text: words)
            }
            let verdict =
                purpose == .place && SpotRefusalText.isDuplicate(words)
                ? .unknown : known.verdict(of: purpose)
            return .refused(verdict, code: code, text: words)
        case _:
            let (code, words) = error.flatMap { refusal($0, text) } ?? (Int64(-status), "")
            return .refused(.unknown, code: code, text: words)
        }
    }

    private func refusal(_ node: JSONDocument.Node, _ text: Span<UInt8>) -> (Int64, String)? {
        guard reader.document.kind(node) == .object,
            let code = try? reader.integer("code", node, text),
            let words = reader.bytes("msg", node, text)
        else { return nil }
        return (code, String(decoding: words, as: UTF8.self))
    }

    /// What an answer says of all requests.
    mutating func attendLimits(
        _ status: Int, _ outcome: SpotOutcome, until: Timestamp?, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        guard case .refused(let verdict, let code, _) = outcome else { return }
        let notice = verdict.notice(code, status: status, until: until, at: now)
        if let notice { output.notices.append(notice) }
    }

    typealias Entry = RequestDesk<SpotWork>.Entry

    mutating func conclude(
        _ entry: Entry, _ outcome: SpotOutcome, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        switch outcome {
        case .done(let node):
            let mark = output.reports.count
            do throws(MessageFault) {
                try take(entry, node, text, now, &output)
            } catch {
                // Half of an answer is no answer.
                output.reports.removeLast(output.reports.count - mark)
                lastFault = error
                concludeUnreadable(entry, &output)
            }
            counts.fillsInexact = reader.inexactTrades
        case .refused(let verdict, let code, let words):
            concludeRefusal(entry, verdict, code, words, now, &output)
        case .unreadable:
            concludeUnreadable(entry, &output)
        }
    }

    private mutating func concludeUnreadable(_ entry: Entry, _ output: inout OrderOutput) {
        counts.answersUnreadable += 1
        switch entry.work {
        case .place, .cancel, .amend: reportUnknown(entry.work, .transport, &output)
        case .status, .orderTrades, .search, .owner, .openOrders, .balances, .clock, .subscribe:
            giveUp(entry.work, &output)
        }
    }

    private mutating func concludeRefusal(
        _ entry: Entry, _ verdict: RefusalVerdict, _ code: Int64, _ words: String,
        _ now: Timestamp, _ output: inout OrderOutput
    ) {
        switch entry.work {
        case .place(let intent):
            output.reports.append(
                verdict.report(placing: intent.request.reference, SpotReason.of(code, words)))
        case .cancel(let intent):
            output.reports.append(
                verdict.report(canceling: intent.order, SpotReason.of(code, words)))
        case .amend(let intent):
            output.reports.append(
                verdict.report(amending: intent.request.reference, SpotReason.of(code, words)))
        case .status(let intent):
            switch verdict {
            case .absent: beginSearch(intent, entry.askedAt, now, &output)
            case .archived:
                let state = OrderStanding(
                    venueOrderID: .none, state: .canceled, executed: .zero)
                output.reports.append(state.report(intent.order))
            case .refused, .later, .untimely, .credentials, .unknown: break
            }
        case .orderTrades, .search, .owner, .openOrders, .balances, .clock, .subscribe:
            giveUp(entry.work, &output)
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
        fail(entry, failure, &output)
    }

    mutating func fail(
        _ entry: Entry, _ failure: RequestFailure, _ output: inout OrderOutput
    ) {
        switch (entry.work, failure) {
        case (.place(let intent), .neverSent):
            refuse(intent.request.reference, "NOT_SENT", &output)
        case (.amend(let intent), .neverSent):
            refuseAmend(intent.request.reference, "NOT_SENT", &output)
        case (.place, .lost), (.cancel, .lost), (.cancel, .neverSent), (.amend, .lost):
            if !entry.isLate { reportUnknown(entry.work, .transport, &output) }
        case (.status, _), (.orderTrades, _), (.search, _), (.owner, _), (.openOrders, _),
            (.balances, _), (.clock, _), (.subscribe, _):
            giveUp(entry.work, &output)
        }
    }
}

// What came of what was asked.
extension BinanceSpotOrders {
    private mutating func take(
        _ entry: Entry, _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        switch entry.work {
        case .place(let intent): try takePlacement(intent, node, text, &output)
        case .cancel(let intent): try takeCancel(intent, node, text, &output)
        case .amend(let intent): try takeAmend(intent, node, text, &output)
        case .status(let intent):
            try takeStatus(intent, entry.askedAt, node, text, now, &output)
        case .orderTrades(let listing): try takeTrades(listing, node, text, now, &output)
        case .search(let search): try takeSearch(search, node, text, now, &output)
        case .owner(let search): try takeOwner(search, node, text, now, &output)
        case .openOrders: try takeOpenOrders(entry.askedAt, node, text, &output)
        case .balances: try takeBalances(entry.askedAt, node, text, &output)
        case .clock: try takeClock(entry.askedAt, node, text, now, &output)
        case .subscribe:
            _ = try reader.number("subscriptionId", node, text)
            stream = .live
            output.notices.append(.streamLive)
        }
    }

    /// The order, the trades it made at once, and where it stands after them.
    private mutating func takePlacement(
        _ intent: PlacementIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let reference = intent.request.reference
        let order = try reader.order(node, text, intent.instrument)
        let name = try reader.clientOrderID("clientOrderId", node, text, order.venueOrderID)
        guard name == reference.clientOrderID else { throw .mismatch("clientOrderId") }
        let trades = try reader.fills(
            node, text, intent.instrument, order.venueOrderID, intent.request.side)
        names.note(order.venueOrderID, reference.clientOrderID)
        if order.state != .rejected {
            output.reports.append(
                VenueReport(order: reference, content: .accepted(order.venueOrderID)))
        }
        for trade in trades {
            output.reports.append(trade.report(reference, intent.instrument.id))
        }
        output.reports.append(order.report(reference))
    }

    private mutating func takeCancel(
        _ intent: CancelIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let order = try reader.order(node, text, intent.instrument)
        let name = try reader.clientOrderID("origClientOrderId", node, text, order.venueOrderID)
        guard name == intent.order.clientOrderID else { throw .mismatch("origClientOrderId") }
        names.note(order.venueOrderID, name)
        output.reports.append(order.report(intent.order))
    }

    /// - Source: Binance spot, "Order Amend Keep Priority": `amendedOrder`, its quantity as `qty`.
    private mutating func takeAmend(
        _ intent: AmendIntent, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let amended = try reader.object("amendedOrder", node, text)
        let order = try reader.order(amended, text, intent.instrument)
        let reference = intent.request.reference
        let name = try reader.clientOrderID(
            "origClientOrderId", amended, text, order.venueOrderID)
        guard name == reference.clientOrderID else { throw .mismatch("origClientOrderId") }
        let quantity = try reader.quantity("qty", amended, text, intent.instrument)
        output.reports.append(
            VenueReport(
                order: reference,
                content: .terms(intent.price, quantity, order.venueOrderID, askedAt: .none)))
        output.reports.append(order.report(reference))
    }

    private mutating func takeOpenOrders(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>,
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
            output.reports.append(order.report(reference(order.venueOrderID, told)))
            count += 1
        }
        output.notices.append(.openOrdersListed(askedAt: askedAt, count: count))
    }

    /// Our name for an order: the first one heard for it, else the one told now.
    mutating func reference(_ order: VenueOrderID, _ told: ClientOrderID) -> OrderReference {
        names.note(order, told)
        return OrderReference(account: account, clientOrderID: names.find(order) ?? told)
    }
}
