internal import Domain
internal import Markets

/// What a WebSocket may follow.
enum Channel: Hashable {
    case orders, fills, positions, balances, health
    /// The best prices of every instrument.
    case tickers
    case ticker(InstrumentID)
    case book(InstrumentID)
    case trades(InstrumentID)
    case candles(InstrumentID, CandleInterval)

    private static let plain: [(String, Channel)] = [
        ("orders", .orders), ("fills", .fills), ("positions", .positions),
        ("balances", .balances), ("health", .health), ("ticker", .tickers),
    ]

    /// A channel by its name: `orders`, `book:BTCUSDT`, `candles:BTCUSDT:1m`.
    init(named name: String, _ names: HouseNames) throws(Problem) {
        if let (_, channel) = Self.plain.first(where: { $0.0 == name }) {
            self = channel
            return
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("ticker", 2): self = .ticker(try names.instrument(named: parts[1], at: nil))
        case ("book", 2): self = .book(try names.instrument(named: parts[1], at: nil))
        case ("trades", 2): self = .trades(try names.instrument(named: parts[1], at: nil))
        case ("candles", 3):
            self = .candles(
                try names.instrument(named: parts[1], at: nil),
                try CandleInterval(word: parts[2], field: "channels"))
        case _: throw .channelUnknown(name)
        }
    }

    /// The instrument whose market it is of; nil for the others.
    var market: InstrumentID? {
        switch self {
        case .ticker(let id), .book(let id), .trades(let id), .candles(let id, _): id
        case .orders, .fills, .positions, .balances, .health, .tickers: nil
        }
    }

    /// Whether a slow reader is spared its changes: a snapshot makes up for any number of them.
    var isMarket: Bool { self == .tickers || market != nil }

    /// Whether changes are sent as soon as they happened, and not with the next tick.
    var isPrompt: Bool { self == .orders || self == .fills }
}

extension Problem {
    static func channelUnknown(_ name: String) -> Problem {
        Problem(
            404, "CHANNEL_UNKNOWN", "There is no such channel",
            "there is no channel \"\(visible(name))\"", field: "channels",
            fix: "use orders, fills, positions, balances, health, ticker, ticker:SYMBOL, "
                + "book:SYMBOL, trades:SYMBOL or candles:SYMBOL:INTERVAL")
    }

    static let channelsTooMany = Problem(
        429, "CHANNELS_TOO_MANY", "Too many channels",
        "one connection follows \(LiveLimits.channelsMax) channels at most", field: "channels",
        fix: "unsubscribe from some, or open another connection")

    static let socketsTooMany = Problem(
        503, "SOCKETS_TOO_MANY", "Too many connections",
        "there are \(LiveLimits.socketsMax) WebSocket connections already",
        fix: "close one, then connect again")

    static let upgradeRequired = Problem(
        426, "UPGRADE_REQUIRED", "WebSocket is spoken here", "the request is plain HTTP",
        fix: "connect with a WebSocket client: ws://…/ws")
}
