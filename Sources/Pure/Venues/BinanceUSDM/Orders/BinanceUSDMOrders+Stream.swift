public import Domain
public import VenueKit
internal import Wire

// The private connection: it carries the stream of the account's events, and nothing is traded on
// it.
extension BinanceUSDMOrders {
    /// The private connection stands: asks for the key of the stream.
    ///
    /// - Source: Binance USD-M futures, "User Data Streams", "Start User Data Stream": the key is
    ///   good for an hour; asking again gives the one there is and prolongs it.
    public mutating func opened(at now: Timestamp, into output: inout OrderOutput) {
        lastHeard = now
        probeAt = now.adding(nanoseconds: Limits.quietMax)
        askForKey(now, &output)
    }

    private mutating func askForKey(_ now: Timestamp, _ output: inout OrderOutput) {
        stream = .opening
        let deadline = now.adding(nanoseconds: RequestLimits.answerTimeMax)
        ask(.listenKey, .listenKey, QueryWriter(), by: deadline, at: now, &output)
    }

    /// Subscribes to the key on the connection as to a stream of that name.
    ///
    /// - Source: Binance USD-M futures, "Connect", live subscribing: SUBSCRIBE is answered by a
    ///   null result and its `id`.
    mutating func takeListenKey(
        _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard let key = reader.bytes("listenKey", node, text), Self.isFit(key) else {
            throw .member("listenKey")
        }
        listenKey = key
        keepKeyAt = now.adding(nanoseconds: settings.keyInterval)
        guard stream == .opening else { return }
        var frame = SignedTemplate()
        frame.append("{\"method\":\"SUBSCRIBE\",\"params\":[\"")
        frame.append(contentsOf: key)
        frame.append("\"],\"id\":\(desk.nextID.raw)}")
        askFrame(.subscribe, frame, now, &output)
    }

    /// Letters and digits, so that it means itself in a query and in JSON.
    private static func isFit(_ key: [UInt8]) -> Bool {
        !key.isEmpty && key.count <= Limits.listenKeyMax
            && key.allSatisfy { byte in
                switch byte {
                case 0x2D, 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
                case _: false
                }
            }
    }

    private mutating func askFrame(
        _ work: FuturesWork, _ frame: SignedTemplate, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        let deadline = now.adding(nanoseconds: RequestLimits.answerTimeMax)
        ask(work, .frame, frame, nil, weight: 0, by: deadline, at: now, &output)
    }

    /// - Source: Binance USD-M futures, "Keepalive User Data Stream".
    mutating func prolongKey(_ now: Timestamp, _ output: inout OrderOutput) {
        keepKeyAt = nil
        let deadline = now.adding(nanoseconds: RequestLimits.answerTimeMax)
        ask(.keepAlive, .keepListenKey, QueryWriter(), by: deadline, at: now, &output)
    }

    /// The stream has ended on a connection that stands: asks for a new one.
    mutating func renewStream(_ now: Timestamp, _ output: inout OrderOutput) {
        listenKey = []
        keepKeyAt = nil
        guard stream == .live || stream == .opening else { return }
        output.notices.append(.streamGap(.terminated))
        askForKey(now, &output)
    }

    /// The venue's ping came: the connection lives.
    public mutating func pinged(at now: Timestamp, into output: inout OrderOutput) {
        lastHeard = now
    }

    /// Asks a connection that has been quiet whether it lives.
    mutating func probe(_ now: Timestamp, _ output: inout OrderOutput) {
        probeAt = max(now, lastHeard).adding(nanoseconds: Limits.quietMax)
        guard now.since(lastHeard) >= Limits.quietMax else {
            probeAt = lastHeard.adding(nanoseconds: Limits.quietMax)
            return
        }
        var frame = SignedTemplate()
        frame.append("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":\(desk.nextID.raw)}")
        askFrame(.probe, frame, now, &output)
    }

    /// The private connection is gone, and with it the answers that would have come on it.
    public mutating func closed(at now: Timestamp, into output: inout OrderOutput) {
        probeAt = nil
        keepKeyAt = nil
        guard stream != .closed else { return }
        stream = .closed
        output.notices.append(.streamGap(.closed))
        _ = desk.takeFrames()
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
            if reader.member("e", root, frame) != nil {
                try takeEvent(root, frame, now, &output)
            } else if let data = reader.member("data", root, frame) {
                try takeEvent(data, frame, now, &output)
            } else if reader.member("id", root, frame) != nil {
                takeFrameAnswer(root, frame, now, &output)
            } else {
                throw .member("e")
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

    private mutating func takeFrameAnswer(
        _ root: JSONDocument.Node, _ frame: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) {
        counts.answers += 1
        guard let number = try? reader.number("id", root, frame),
            let entry = desk.take(RequestID(number), asFrame: true)
        else {
            counts.answersUnasked += 1
            return
        }
        guard reader.member("error", root, frame) == nil,
            reader.member("result", root, frame) != nil
        else { return giveUp(entry.work, now, &output) }
        guard case .subscribe = entry.work, stream == .opening else { return }
        stream = .live
        output.notices.append(.streamLive)
    }

    // MARK: - Events

    private enum Kind {
        case order, condition, account, keyExpired, marginCall, configuration, heardElsewhere
    }

    /// - Source: Binance USD-M futures, "User Data Streams": the kinds of events. TRADE_LITE tells
    ///   sooner what ORDER_TRADE_UPDATE tells whole.
    private func kind(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>
    ) throws(MessageFault) -> Kind? {
        guard let name = reader.member("e", event, frame),
            reader.document.kind(name) == .string
        else { throw .member("e") }
        let kinds: [(JSONKey, Kind)] = [
            ("ORDER_TRADE_UPDATE", .order), ("ALGO_UPDATE", .condition),
            ("ACCOUNT_UPDATE", .account),
            ("listenKeyExpired", .keyExpired), ("MARGIN_CALL", .marginCall),
            ("ACCOUNT_CONFIG_UPDATE", .configuration), ("TRADE_LITE", .heardElsewhere),
        ]
        return kinds.first { reader.document.isText($0.0, name, in: frame) }?.1
    }

    private mutating func takeEvent(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        counts.events += 1
        switch try kind(event, frame) {
        case .order: try takeOrderEvent(try reader.object("o", event, frame), frame, &output)
        case .condition:
            try takeConditionEvent(try reader.object("o", event, frame), frame, &output)
        case .account: try takeAccountEvent(event, frame, now, &output)
        case .keyExpired: renewStream(now, &output)
        case .marginCall:
            output.notices.append(.marginCall(time: try reader.time("E", event, frame)))
        case .configuration: listMarginRules(at: now, into: &output)
        case .heardElsewhere: break
        case nil: counts.eventsUnknown += 1
        }
    }

    private enum Execution { case accepted, trade, amended, other }

    /// What happened to an order.
    ///
    /// - Source: Binance USD-M futures, "Event: Order Update": x what happened, X where the order
    ///   stands, z filled in all, i and t the venue's numbers, c the client's identifier. An order
    ///   of the venue's own against the account has one that begins with `autoclose-`,
    ///   `adl_autoclose` or `settlement_autoclose-`; CALCULATED is a trade of such a one.
    private mutating func takeOrderEvent(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard let instrument = instruments.find(try reader.symbol("s", event, frame)) else {
            counts.ordersUnlisted += 1
            return
        }
        let order = OrderStanding(
            venueOrderID: MessageReader.identifier(try reader.number("i", event, frame)),
            state: try reader.state("X", event, frame),
            executed: try reader.quantity("z", event, frame, instrument))
        let told = try reader.clientOrderID("c", event, frame, order.venueOrderID)
        let execution = try execution(event, frame, instrument)
        let trade =
            execution == .trade ? try trade(event, frame, order.venueOrderID, instrument) : nil
        let reference = reference(order.venueOrderID, told)
        let standing = called(order, reference.clientOrderID)
        switch execution {
        case .accepted:
            output.reports.append(
                VenueReport(order: reference, content: .accepted(standing.venueOrderID)))
            if order.state == .working { return }
        case .amended:
            if let terms = try reader.terms(.event, event, frame, instrument) {
                output.reports.append(
                    VenueReport(
                        order: reference,
                        content: .terms(
                            terms.price, terms.quantity, standing.venueOrderID,
                            askedAt: .none)))
            }
        case .trade:
            if let trade { output.reports.append(report(trade, reference, instrument.id)) }
        case .other: break
        }
        output.reports.append(standing.report(reference))
    }

    private func execution(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ instrument: Instrument
    ) throws(MessageFault) -> Execution {
        let kind: Execution? = try reader.word(
            "x", event, frame,
            [
                ("NEW", .accepted), ("TRADE", .trade), ("CALCULATED", nil), ("CANCELED", .other),
                ("EXPIRED", .other), ("AMENDMENT", .amended),
            ])
        if let kind { return kind }
        return try reader.quantity("l", event, frame, instrument) > .zero ? .trade : .other
    }

    private mutating func trade(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ order: VenueOrderID,
        _ instrument: Instrument
    ) throws(MessageFault) -> ListedTrade {
        ListedTrade(
            number: try reader.number("t", event, frame), venueOrderID: order,
            side: try reader.side("S", event, frame),
            amounts: try reader.amounts(.event, event, frame, instrument),
            isTaker: try !reader.bool("m", event, frame),
            time: try reader.time("T", event, frame), leg: try reader.leg("ps", event, frame))
    }
}
