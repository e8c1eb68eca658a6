public import Domain
public import Markets
internal import VenueKit

/// One thing to subscribe to.
public struct SpotSubscription: Sendable, Equatable {
    /// The venue's own name of the instrument.
    public let symbol: Symbol
    /// Which of its streams.
    public let channel: MarketChannel

    public init(_ symbol: Symbol, _ channel: MarketChannel) {
        self.symbol = symbol
        self.channel = channel
    }
}

/// Sends subscriptions in batches, at the pace the venue allows, and waits for the answer to each.
///
/// - Source: Binance spot, "WebSocket limits": 5 messages a second, pings included, and 1024
///   streams a connection.
struct SpotSubscriptions: Sendable {
    enum Limits {
        static let streamsMax = 1024
        static let streamsInBatch = 100
        /// Nanoseconds between two messages of ours: four a second, one left for a pong.
        static let interval: Int64 = 250_000_000
        /// Nanoseconds until an answer must have come.
        static let answerTimeMax: Int64 = 10_000_000_000
        /// How often a batch is sent before a new connection is asked for.
        static let triesMax = 3
        /// Batches that wait at most; one more replaces the oldest resubscription.
        static let batchesMax = 256
    }

    struct Entry: Sendable, Equatable {
        let index: Int
        let channel: MarketChannel
    }

    private struct Batch: Sendable {
        let entries: [Entry]
        /// To be ended first: a subscription that is made anew.
        let isRenewal: Bool
        var request: Int64 = 0
        var tries = 0
        /// Nil while it has not been sent.
        var deadline: Timestamp?
    }

    enum Due: Sendable, Equatable { case nothing, reconnect }

    private var batches: [Batch] = []
    private var nextRequest: Int64 = 1
    private var earliestSend = Timestamp(nanoseconds: .min)

    /// Everything anew, as on a new connection.
    mutating func restart(_ entries: [Entry]) {
        batches.removeAll()
        var rest = entries[...]
        while !rest.isEmpty {
            batches.append(
                Batch(entries: Array(rest.prefix(Limits.streamsInBatch)), isRenewal: false))
            rest = rest.dropFirst(Limits.streamsInBatch)
        }
    }

    mutating func removeAll() { batches.removeAll() }

    /// One stream anew; once, however often it is asked for meanwhile.
    mutating func renew(_ entry: Entry) {
        guard batches.count < Limits.batchesMax,
            !batches.contains(where: { $0.isRenewal && $0.entries == [entry] })
        else { return }
        batches.append(Batch(entries: [entry], isRenewal: true))
    }

    /// Sends what may be sent now.
    ///
    /// - Parameter send: writes the frame for the entries; with a request to end them, or to begin.
    mutating func pump(
        at now: Timestamp, _ send: (_ method: StaticString, [Entry], _ request: Int64) -> Void
    ) -> Due {
        var due = Due.nothing
        for place in batches.indices {
            if let deadline = batches[place].deadline, deadline <= now {
                if batches[place].tries >= Limits.triesMax {
                    // Asked for again if no new connection comes of it.
                    batches[place].deadline = now.adding(nanoseconds: Limits.answerTimeMax)
                    due = .reconnect
                } else {
                    batches[place].deadline = nil
                }
            }
            guard batches[place].deadline == nil, earliestSend <= now else { continue }
            if batches[place].isRenewal, batches[place].tries == 0 {
                send("UNSUBSCRIBE", batches[place].entries, nextRequest)
                nextRequest += 1
            }
            batches[place].request = nextRequest
            send("SUBSCRIBE", batches[place].entries, nextRequest)
            nextRequest += 1
            batches[place].tries += 1
            batches[place].deadline = now.adding(nanoseconds: Limits.answerTimeMax)
            earliestSend = now.adding(
                nanoseconds: Limits.interval * (batches[place].isRenewal ? 2 : 1))
        }
        return due
    }

    /// The answer to a request came. - Returns: what it was about, empty where nobody waited for
    /// it.
    mutating func answered(_ request: Int64?) -> [Entry] {
        let place: Int?
        if let request {
            place = batches.firstIndex { $0.request == request && $0.deadline != nil }
        } else {
            // The venue does not say which: if only one waits, it is that one.
            let sent = batches.indices.filter { batches[$0].deadline != nil }
            place = sent.count == 1 ? sent[0] : nil
        }
        guard let place else { return [] }
        return batches.remove(at: place).entries
    }

    var nextWake: Timestamp? {
        batches.map { $0.deadline ?? earliestSend }.min()
    }
}
