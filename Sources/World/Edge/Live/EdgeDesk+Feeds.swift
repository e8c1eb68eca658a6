internal import Domain
internal import Host
internal import Wire

/// Channels: who follows them, and what is sent of them.
extension EdgeDesk {
    func subscribe(_ wanted: [String], _ id: MessageID, _ socket: LiveSocket) {
        names.take(views.trading.instruments)
        var taken: [(name: String, channel: Channel)] = []
        var refused: [(name: String, problem: Problem)] = []
        var room = LiveLimits.channelsMax - socket.feeds.count
        for name in wanted {
            do throws(Problem) {
                let channel = try Channel(named: name, names)
                if !socket.feeds.contains(where: { $0.channel == channel }) { room -= 1 }
                guard room >= 0 else { throw .channelsTooMany }
                taken.append((name, channel))
            } catch {
                refused.append((name, error))
            }
        }
        say(to: socket.id) { writer in
            writer.member("type", "subscribed")
            writer.member(id)
            writer.channels(taken.map(\.name))
            writer.member("epoch", epoch)
        }
        for (name, problem) in refused {
            counters.answered(Route.socket.rawValue, problem.status)
            sayError(problem, id, of: name, to: socket.id)
        }
        for (name, channel) in taken { follow(channel, named: name, socket) }
    }

    private func follow(_ channel: Channel, named name: String, _ socket: LiveSocket) {
        // It may have been closed over the channel before.
        guard live.sockets[socket.id] != nil else { return }
        let feed = live.feed(channel, named: name)
        // Who follows it already gets what is new as a delta: the snapshot stands at its end.
        publish(feed)
        feed.add(socket)
        send(snapshot(of: feed), to: socket.id)
    }

    func unsubscribe(_ names: [String], _ id: MessageID, _ socket: LiveSocket) {
        var gone: [String] = []
        for name in names {
            guard let place = socket.feeds.firstIndex(where: { $0.name == name }) else { continue }
            let feed = socket.feeds.remove(at: place)
            feed.remove(socket)
            live.dropIfUnused(feed)
            gone.append(name)
        }
        say(to: socket.id) { writer in
            writer.member("type", "unsubscribed")
            writer.member(id)
            writer.channels(gone)
        }
    }

    func marketChanged(_ instrument: InstrumentID) {
        live.marketChanged(instrument)
    }

    /// Notes which orders changed. Encodes nothing.
    func noteChanges(_ events: [ReleasedEvent]) {
        let orders = views.trading.orders
        openOrders.take(orders)
        let content = live.orders?.content as? OrdersContent
        for event in events {
            guard let row = event.event.changedRow else { continue }
            openOrders.update(Int(row.index), orders)
            content?.note(Int(row.index))
        }
    }

    /// Whether ``publishPrompt()`` is to be called in a turn of the loop of its own, after what has
    /// to be done first. - Returns: true once until it is called.
    func asksForPublishing() -> Bool {
        guard !live.isPublishingAsked, live.orders != nil || live.fills != nil else {
            return false
        }
        live.isPublishingAsked = true
        return true
    }

    /// Publishes orders and fills.
    func publishPrompt() {
        live.isPublishingAsked = false
        if let orders = live.orders { publish(orders) }
        if let fills = live.fills { publish(fills) }
    }

    /// Publishes everything that changed.
    func publishAll() {
        live.isPublishingAsked = false
        // Sending may close a WebSocket, and so end a feed: this is a copy.
        for feed in live.feeds {
            if feed.channel.isMarket {
                if feed.mayHaveChanged { publish(feed) }
                catchUp(feed)
            } else {
                publish(feed)
            }
        }
    }

    /// Sends what is new of a channel to all who follow it, encoded once.
    private func publish(_ feed: LiveFeed) {
        feed.mayHaveChanged = false
        while true {
            let change = feed.content.look(self)
            guard change != .nothing else { return }
            feed.sequence += 1
            if !feed.followers.isEmpty {
                send(change == .rows ? delta(of: feed) : snapshot(of: feed), to: feed)
            }
            // Of a market, one look sees all.
            if feed.channel.isMarket { return }
        }
    }

    private func send(_ frame: WebSocketFrame, to feed: LiveFeed) {
        guard feed.channel.isMarket, let server else {
            for follower in feed.followers { send(frame, to: follower.socket.id) }
            return
        }
        for place in feed.followers.indices {
            let socket = feed.followers[place].socket.id
            let isSpared =
                feed.followers[place].isBehind
                || server.waitingBytes(for: socket) > LiveLimits.waitingBytesForMarkets
            if isSpared {
                counters.conflated += 1
                if !feed.followers[place].isBehind { feed.behind += 1 }
                feed.followers[place].isBehind = true
            } else {
                counters.framesOut += 1
                server.send(frame, to: socket)
            }
        }
    }

    /// A snapshot for those who were spared changes and have read what waited.
    private func catchUp(_ feed: LiveFeed) {
        guard feed.behind > 0, let server else { return }
        var frame: WebSocketFrame?
        for place in feed.followers.indices where feed.followers[place].isBehind {
            let socket = feed.followers[place].socket.id
            guard server.waitingBytes(for: socket) <= LiveLimits.waitingBytesForMarkets else {
                continue
            }
            let snapshot = frame ?? snapshot(of: feed)
            frame = snapshot
            feed.followers[place].isBehind = false
            feed.behind -= 1
            counters.framesOut += 1
            server.send(snapshot, to: socket)
        }
    }

    private func snapshot(of feed: LiveFeed) -> WebSocketFrame {
        frame { writer in
            writer.member("type", "snapshot")
            writer.member("channel", feed.name)
            writer.member("sequence", feed.sequence)
            writer.name("data")
            feed.content.writeAll(self, to: &writer)
        }
    }

    private func delta(of feed: LiveFeed) -> WebSocketFrame {
        frame { writer in
            writer.member("type", "delta")
            writer.member("channel", feed.name)
            writer.member("sequence", feed.sequence)
            writer.member("previous", feed.sequence - 1)
            writer.name("data")
            feed.content.writeChange(self, to: &writer)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func channels(_ names: [String]) {
        name("channels")
        beginArray()
        for name in names { text(name) }
        endArray()
    }
}

extension Event {
    /// The row of an order that people see change; nil for none.
    fileprivate var changedRow: OrderRow? {
        switch self {
        case .cancelRequested(let row, _), .cancelRejected(let row, _),
            .requestUnknown(let row, _, _), .orderAccepted(let row, _, _),
            .orderRejected(let row, _, _), .cumulativeReported(let row, _),
            .orderClosed(let row, _, _, _), .amendRequested(let row, _, _, _, _),
            .amendRejected(let row, _, _), .termsChanged(let row, _, _),
            .absenceStated(let row, _, _):
            row
        case .fillApplied(let effect), .fillBusted(let effect):
            effect.order == .none ? nil : effect.order
        case .started, .restartAttended, .instrumentListed, .listingRefused, .flowRecorded,
            .markRecorded, .tradingModeChanged, .instrumentHalted, .orderIntended, .orderDenied,
            .orderRepeated, .orderConflicted, .cancelRefused, .queryRequested, .absenceNoted,
            .tradesConsulted, .alarmRaised, .tradingStateChanged, .inputRefused, .limitsSet,
            .valuationSet, .conversionRecorded, .marginBracketSet, .marginTermsSet, .fundingApplied,
            .allocationSet, .capitalTransferred, .accountConfirmed, .differenceNoted,
            .foreignOrderNoted, .positionAdjusted, .sweepBegan, .sweepAttended, .amendRefused:
            nil
        }
    }
}
