internal import Domain
internal import Host
internal import Wire

/// What happened to a channel's content since it was last looked at.
enum LiveChange {
    case nothing
    /// Rows that a delta can hold; more may follow.
    case rows
    /// More than a delta can hold: everything is to be sent anew.
    case everything
}

/// What one channel shows. It remembers what was sent, and so knows what changed.
protocol LiveContent: AnyObject {
    /// Looks at what there is now, and keeps what of it is new for ``writeChange(_:to:)``.
    func look(_ desk: EdgeDesk) -> LiveChange
    /// Writes what the last look found.
    func writeChange(_ desk: EdgeDesk, to writer: inout JSONWriter)
    /// Writes everything, as of the last look.
    func writeAll(_ desk: EdgeDesk, to writer: inout JSONWriter)
}

/// A WebSocket, and what it follows.
final class LiveSocket {
    let id: SocketID
    var feeds: [LiveFeed] = []

    init(_ id: SocketID) { self.id = id }
}

/// One channel that somebody follows. Its messages are encoded once for all followers, so its
/// sequence is the same for all of them.
final class LiveFeed {
    struct Follower {
        let socket: LiveSocket
        /// It was spared a change, and needs a snapshot once it has caught up.
        var isBehind = false
    }

    let channel: Channel
    let name: String
    let content: any LiveContent
    /// The number of the last message.
    var sequence: UInt64 = 0
    var followers: [Follower] = []
    /// Something may have changed since the last look.
    var mayHaveChanged = true
    /// Followers that are behind.
    var behind = 0

    init(_ channel: Channel, named name: String) {
        self.channel = channel
        self.name = name
        content =
            switch channel {
            case .orders: OrdersContent()
            case .fills: FillsContent()
            case .positions: TableContent({ $0.positions }, { $0.write($1, to: &$2) })
            case .balances: TableContent({ $0.balances }, { $0.write($1, to: &$2) })
            case .health: HealthContent()
            case .tickers: TickersContent()
            case .ticker(let id): TickerContent(id)
            case .book(let id): BookContent(id)
            case .trades(let id): TradesContent(id)
            case .candles(let id, let interval): CandlesContent(id, interval)
            }
    }

    /// Adds a follower that is about to get a snapshot.
    func add(_ socket: LiveSocket) {
        if let place = followers.firstIndex(where: { $0.socket === socket }) {
            if followers[place].isBehind { behind -= 1 }
            followers[place].isBehind = false
        } else {
            followers.append(Follower(socket: socket))
            socket.feeds.append(self)
        }
    }

    func remove(_ socket: LiveSocket) {
        guard let place = followers.firstIndex(where: { $0.socket === socket }) else { return }
        if followers[place].isBehind { behind -= 1 }
        followers.remove(at: place)
    }
}

/// All WebSockets, and all channels that somebody follows.
struct LiveState {
    var sockets: [SocketID: LiveSocket] = [:]
    private(set) var feeds: [LiveFeed] = []
    /// By the instrument's number.
    private var marketFeeds: [[LiveFeed]] = []
    private(set) var orders: LiveFeed?
    private(set) var fills: LiveFeed?
    private var tickers: LiveFeed?
    /// WebSockets that were answered, and not yet written to.
    var answered: [SocketID] = []
    /// Prompt changes will be published in a turn of the loop that has been asked for.
    var isPublishingAsked = false

    /// The feed of a channel; it is made for the first who follows it.
    mutating func feed(_ channel: Channel, named name: String) -> LiveFeed {
        if let known = feeds.first(where: { $0.channel == channel }) { return known }
        let feed = LiveFeed(channel, named: name)
        feeds.append(feed)
        if let market = channel.market {
            let place = Int(market.raw)
            while marketFeeds.count <= place { marketFeeds.append([]) }
            marketFeeds[place].append(feed)
        }
        set(channel, to: feed)
        return feed
    }

    /// Forgets a feed that nobody follows any more.
    mutating func dropIfUnused(_ feed: LiveFeed) {
        guard feed.followers.isEmpty else { return }
        feeds.removeAll { $0 === feed }
        if let market = feed.channel.market {
            marketFeeds[Int(market.raw)].removeAll { $0 === feed }
        }
        set(feed.channel, to: nil)
    }

    private mutating func set(_ channel: Channel, to feed: LiveFeed?) {
        switch channel {
        case .orders: orders = feed
        case .fills: fills = feed
        case .tickers: tickers = feed
        case .positions, .balances, .health, .ticker, .book, .trades, .candles: break
        }
    }

    /// Called for every batch of market data: only notes that there is something to look at.
    func marketChanged(_ instrument: InstrumentID) {
        let place = Int(instrument.raw)
        if place < marketFeeds.count {
            for feed in marketFeeds[place] { feed.mayHaveChanged = true }
        }
        if let tickers {
            tickers.mayHaveChanged = true
            (tickers.content as? TickersContent)?.note(instrument)
        }
    }
}
