public import Domain
public import VenueKit
internal import Wire

// The private connection: the stream of the account's events, and answers to what was asked on it.
extension BinanceSpotOrders {
    /// The private connection stands: asks for the stream.
    ///
    /// - Source: Binance spot, "User Data Stream requests", `userDataStream.subscribe.signature`:
    ///   works with any kind of key, without a log-on of the session.
    public mutating func opened(at now: Timestamp, into output: inout OrderOutput) {
        lastHeard = now
        if silenceAt == nil { watchSilence() }
        subscribe(now, &output)
    }

    private mutating func subscribe(_ now: Timestamp, _ output: inout OrderOutput) {
        stream = .opening
        askRead(.subscribe, .subscribe, QueryWriter(), now, &output)
    }

    /// The venue's ping came: the connection lives.
    public mutating func pinged(at now: Timestamp, into output: inout OrderOutput) {
        lastHeard = now
    }

    /// The private connection is gone, and with it the answers that would have come on it.
    public mutating func closed(at now: Timestamp, into output: inout OrderOutput) {
        guard stream != .closed else { return }
        stream = .closed
        output.notices.append(.streamGap(.closed))
        for entry in desk.takeFrames() where entry.work.purpose != .subscribe {
            fail(entry, .lost, &output)
        }
    }

    private mutating func watchSilence() {
        silenceAt = lastHeard.adding(nanoseconds: Limits.silenceMax)
    }

    mutating func attendSilence(_ now: Timestamp, _ output: inout OrderOutput) {
        silenceAt = nil
        guard stream != .closed else { return }
        if now.since(lastHeard) >= Limits.silenceMax {
            output.notices.append(.streamGap(.silent))
            output.notices.append(.reconnect(.silent))
            // Said again if no new connection comes of it.
            lastHeard = now
        }
        watchSilence()
    }

    /// A frame came: an answer, or an event. One that cannot be read may have been anything, so
    /// orders are to be reconciled.
    public mutating func received(
        _ frame: Span<UInt8>, at now: Timestamp, into output: inout OrderOutput
    ) {
        lastHeard = now
        let mark = output.reports.count
        do throws(MessageFault) {
            try reader.parse(frame)
            let root = reader.root
            if let event = reader.member("event", root, frame) {
                try take(event, frame, now, &output)
            } else if reader.member("e", root, frame) != nil {
                try take(root, frame, now, &output)
            } else if reader.member("id", root, frame) != nil {
                try takeAnswer(root, frame, now, &output)
            } else {
                throw .member("event")
            }
        } catch {
            output.reports.removeLast(output.reports.count - mark)
            lastFault = error
            counts.framesUnreadable += 1
            output.notices.append(.streamGap(.unreadable))
            if stream == .live { output.notices.append(.streamLive) }
        }
        counts.fillsInexact = reader.inexactTrades
    }

    /// - Source: Binance spot, "WebSocket API", response format: `id`, `status` as in HTTP, and
    ///   `result` or `error`; `error.data.retryAfter` is a moment in milliseconds.
    private mutating func takeAnswer(
        _ root: JSONDocument.Node, _ frame: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        counts.answers += 1
        let status = try reader.integer("status", root, frame)
        guard let number = try? reader.number("id", root, frame),
            let entry = desk.take(RequestID(number), asFrame: true)
        else {
            counts.answersUnasked += 1
            return
        }
        let error = reader.member("error", root, frame)
        let result = reader.member("result", root, frame)
        let outcome = outcome(
            Int(clamping: status), result, error, frame, entry.work.purpose)
        let until = error.flatMap { try? reader.object("data", $0, frame) }
            .flatMap { try? reader.integer("retryAfter", $0, frame) }
            .map { waitEnd($0, now) }
        attendLimits(Int(clamping: status), outcome, until: until, now, &output)
        conclude(entry, outcome, frame, now, &output)
    }

    /// A moment by the venue's clock, by ours and within reason.
    private func waitEnd(_ venueMilliseconds: Int64, _ now: Timestamp) -> Timestamp {
        let (wait, overflow) = venueMilliseconds.subtractingReportingOverflow(venueTime(now))
        let most = RefusalVerdict.Limits.backOffMax * 1000
        return now.adding(milliseconds: overflow ? most : max(0, min(wait, most)))
    }

    // MARK: - Events

    /// - Source: Binance spot, "User Data Streams", 2025-01: the kinds of events. Lists of orders
    ///   and locks from outside are not ours and only counted.
    private mutating func take(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard let kind = reader.member("e", event, frame),
            reader.document.kind(kind) == .string
        else { throw .member("e") }
        counts.events += 1
        if reader.document.isText("executionReport", kind, in: frame) {
            try takeExecution(event, frame, &output)
        } else if reader.document.isText("outboundAccountPosition", kind, in: frame) {
            try takeBalances(event, frame, &output)
        } else if reader.document.isText("balanceUpdate", kind, in: frame) {
            try takeTransfer(event, frame, &output)
        } else if reader.document.isText("eventStreamTerminated", kind, in: frame)
            || reader.document.isText("listenKeyExpired", kind, in: frame)
        {
            output.notices.append(.streamGap(.terminated))
            if stream == .live { subscribe(now, &output) }
        } else if reader.document.isText("serverShutdown", kind, in: frame) {
            output.notices.append(.reconnect(.closingSoon))
        } else {
            counts.eventsUnknown += 1
        }
    }

    /// What happened to an order.
    ///
    /// - Source: Binance spot, "User Data Streams", order update: x what happened, X where the
    ///   order stands, z filled in all, i and t the venue's numbers, c the client's identifier or,
    ///   where C is not empty, that of a cancel or change of the order called C.
    private mutating func takeExecution(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let symbol = try reader.symbol("s", event, frame)
        guard let instrument = instruments.find(symbol) else { throw .mismatch("s") }
        let order = OrderStanding(
            venueOrderID: MessageReader.identifier(try reader.number("i", event, frame)),
            state: try reader.state("X", event, frame),
            executed: try reader.quantity("z", event, frame, instrument))
        guard let original = reader.bytes("C", event, frame) else { throw .member("C") }
        let told = try reader.clientOrderID(
            original.isEmpty ? "c" : "C", event, frame, order.venueOrderID)
        let execution = try execution(event, frame)
        let reason = reader.bytes("r", event, frame)
        let trade =
            execution == .trade ? try self.trade(event, frame, order.venueOrderID, instrument) : nil
        let reference = reference(order.venueOrderID, told)
        switch execution {
        case .accepted:
            output.reports.append(
                VenueReport(order: reference, content: .accepted(order.venueOrderID)))
            if order.state != .working { output.reports.append(order.report(reference)) }
        case .trade:
            if let trade { output.reports.append(trade.report(reference, instrument.id)) }
            output.reports.append(order.report(reference))
        case .rejected:
            let text = String(decoding: reason ?? [], as: UTF8.self)
            output.reports.append(
                VenueReport(order: reference, content: .rejected(ReasonCode(first: text))))
        case .other:
            output.reports.append(order.report(reference))
        }
    }

    private enum Execution { case accepted, trade, rejected, other }

    /// - Source: as above, execution types. What ends or changes an order without a trade is told
    ///   by where the order stands then.
    private func execution(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>
    ) throws(MessageFault) -> Execution {
        guard let kind = reader.member("x", event, frame) else { throw .member("x") }
        if reader.document.isText("NEW", kind, in: frame) { return .accepted }
        if reader.document.isText("TRADE", kind, in: frame) { return .trade }
        if reader.document.isText("REJECTED", kind, in: frame) { return .rejected }
        let others: [JSONKey] = [
            "CANCELED", "EXPIRED", "TRADE_PREVENTION", "REPLACED", "PENDING_NEW", "PENDING_CANCEL",
        ]
        for name in others where reader.document.isText(name, kind, in: frame) { return .other }
        throw .member("x")
    }

    private mutating func trade(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ order: VenueOrderID,
        _ instrument: Instrument
    ) throws(MessageFault) -> ListedTrade {
        let number = try reader.number("t", event, frame)
        let amounts = try reader.amounts(.event, event, frame, instrument)
        return ListedTrade(
            number: number, venueOrderID: order, side: try reader.side("S", event, frame),
            amounts: amounts, isTaker: try !reader.bool("m", event, frame),
            time: try reader.time("T", event, frame))
    }

    /// - Source: as above, account update: u when, B what is free and locked of each asset.
    private func takeBalances(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let time = try reader.time("u", event, frame)
        let (balances, unreadable) = try reader.balances(.event, event, frame, at: time)
        for balance in balances { output.notices.append(.balance(balance)) }
        for _ in 0..<unreadable { output.notices.append(.balanceUnreadable) }
    }

    /// - Source: as above, balance update: d what came or, negative, went; T when.
    private func takeTransfer(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let time = try reader.time("T", event, frame)
        let amount = try reader.money("d", event, frame)
        guard let name = reader.bytes("a", event, frame) else { throw .member("a") }
        if let amount, let asset = try? Asset(name.span) {
            output.notices.append(.transfer(asset: asset, amount: amount, time: time))
        } else {
            output.notices.append(.balanceUnreadable)
        }
    }
}
