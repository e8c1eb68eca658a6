internal import Containers
public import Domain
internal import Markets
public import VenueKit

extension BinanceSpotSession {
    /// Rows of the deadlines: silence, then the feeds.
    static let silenceRow = 0
    static let firstFeedRow = 1

    /// The connection stands: subscribes to everything that was set.
    public mutating func opened(at now: Timestamp, into output: inout SessionOutput) {
        isOpen = true
        lastHeard = now
        deadlines.insert(
            time: now.adding(nanoseconds: Limits.silenceMax).nanoseconds, row: Self.silenceRow)
        var entries: [SpotSubscriptions.Entry] = []
        for subscription in settings.subscriptions {
            guard let index = index(of: subscription.symbol) else { continue }
            set(index, subscription.channel, .requested, &output)
            entries.append(.init(index: index, channel: subscription.channel))
            if subscription.channel == .markPrices { followMarkPrices(index, now) }
        }
        subscriptions.restart(entries)
        pumpSubscriptions(now, &output)
    }

    private mutating func index(of symbol: Symbol) -> Int? {
        let known =
            symbols.find(symbol)
            ?? SpotListing.addProvisional(
                symbol, SpotListing.provisionalDecimals(price: nil, quantity: nil),
                settings.venue, to: &symbols)
        return known.map { feed(InstrumentID(UInt32($0))) }
    }

    /// The venue's ping came: the connection lives.
    public mutating func pinged(at now: Timestamp, into output: inout SessionOutput) {
        lastHeard = now
    }

    /// The connection is gone: no book is to be trusted.
    public mutating func closed(at now: Timestamp, into output: inout SessionOutput) {
        isOpen = false
        subscriptions.removeAll()
        line.removeAll(keepingCapacity: true)
        nextMarkCheck = nil
        for index in feeds.indices {
            feeds[index].isQueued = false
            feeds[index].behindSince = nil
            if let gap = change(index, { $0.disconnect(at: now) }) {
                output.batch.events.append(.bookDoubted(gap.instrument, .disconnected))
                output.batch.events.append(.gap(gap))
            }
            for channel in MarketChannel.allCases { set(index, channel, .idle, &output) }
        }
    }

    mutating func acknowledged(_ request: Int64, _ output: inout SessionOutput) {
        for entry in subscriptions.answered(request)
        where feeds[entry.index][entry.channel] == .requested {
            set(entry.index, entry.channel, .acked, &output)
        }
    }

    mutating func refused(_ request: Int64?, _ output: inout SessionOutput) {
        let entries = subscriptions.answered(request)
        counts.subscriptionsRefused += Int64(max(1, entries.count))
        for entry in entries { set(entry.index, entry.channel, .refused, &output) }
    }

    /// Subscribes to one stream anew, that one alone.
    mutating func renew(
        _ index: Int, _ channel: MarketChannel, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        guard isOpen else { return }
        subscriptions.renew(.init(index: index, channel: channel))
        pumpSubscriptions(now, &output)
    }

    private mutating func pumpSubscriptions(_ now: Timestamp, _ output: inout SessionOutput) {
        let symbols = symbols
        let due = subscriptions.pump(at: now) { method, entries, request in
            let start = output.outgoing.count
            Self.write(method, entries, request, symbols, to: &output.outgoing)
            output.actions.append(.send(start..<output.outgoing.count))
        }
        if due == .reconnect { output.actions.append(.reconnect(.subscriptionUnanswered)) }
    }

    private static func write(
        _ method: StaticString, _ entries: [SpotSubscriptions.Entry], _ request: Int64,
        _ symbols: SymbolMap, to bytes: inout [UInt8]
    ) {
        bytes += Array("{\"method\":\"\(method)\",\"params\":[".utf8)
        for (place, entry) in entries.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            bytes += SpotNames.stream(
                symbols.listings[entry.index].instrument.symbol, entry.channel)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes += Array("],\"id\":\(request)}".utf8)
    }

    /// When ``wake(at:into:)`` is to be called next.
    public var nextWake: Timestamp? {
        let deadline = deadlines.first.map { Timestamp(nanoseconds: $0.time) }
        return [deadline, subscriptions.nextWake, nextMarkCheck].compactMap { $0 }.min()
    }

    /// Does what is due.
    public mutating func wake(at now: Timestamp, into output: inout SessionOutput) {
        while let entry = deadlines.popDue(now.nanoseconds) {
            if entry.row == Self.silenceRow {
                wakeForSilence(now, &output)
            } else {
                wakeFeed(entry.row - Self.firstFeedRow, now, &output)
            }
        }
        if let check = nextMarkCheck, check <= now { checkMarkPrices(now, &output) }
        pumpSubscriptions(now, &output)
    }

    private mutating func wakeForSilence(_ now: Timestamp, _ output: inout SessionOutput) {
        guard isOpen else { return }
        let end = lastHeard.adding(nanoseconds: Limits.silenceMax)
        guard end <= now else {
            deadlines.insert(time: end.nanoseconds, row: Self.silenceRow)
            return
        }
        for index in feeds.indices {
            for channel in MarketChannel.allCases where feeds[index][channel] != .idle {
                set(index, channel, .stale, &output)
            }
        }
        output.actions.append(.reconnect(.silent))
    }

    private mutating func wakeFeed(
        _ index: Int, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        switch change(index, { $0.wake(at: now) }) {
        case .nothing: return
        case .unanswered:
            counts.snapshotsFailed += 1
            schedule(index)
            pumpSnapshots(now, &output)
        case .ask:
            wantSnapshot(index, now, &output)
        case .resubscribe:
            renew(index, .book, now, &output)
            wantSnapshot(index, now, &output)
        }
    }
}
