/// Bounds of what is sent live.
enum LiveLimits {
    /// What changed of a market, of balances and of positions is sent at most this often: 100 ms,
    /// in nanoseconds.
    static let tickNanoseconds: Int64 = 100_000_000
    /// How the house is, is sent at most this often: 1 s, in nanoseconds.
    static let healthNanoseconds: Int64 = 1_000_000_000
    /// WebSockets; one more upgrade is answered 503.
    static let socketsMax = 512
    /// Channels that one WebSocket follows; one more is refused.
    static let channelsMax = 256
    /// What a client may call a message: so many bytes of text.
    static let messageIDBytesMax = 64
    /// A WebSocket for which more than this waits is spared changes of markets until it has caught
    /// up: 64 KiB, in bytes.
    static let waitingBytesForMarkets = 1 << 16
    /// A WebSocket for which more than this waits is closed with 4008, since of orders and fills
    /// nothing may be left out: 4 MiB, in bytes.
    static let waitingBytesMax = 4 << 20
    /// Where the server itself drops a connection; never reached from here: 16 MiB, in bytes.
    static let outgoingBytesMax = 16 << 20
    /// How long WebSockets have to close in when the process is stopped: 500 ms, in nanoseconds.
    static let farewellNanoseconds: Int64 = 500_000_000

    /// Prices a side of a book, best first.
    static let bookLevelsMax = 200
    /// Rows of a snapshot of orders, fills, trades or candles: the newest.
    static let snapshotRowsMax = 100
    /// Open orders that are in a snapshot beside the newest of all.
    static let openOrdersMax = 4_000
    /// Rows of one delta of orders or fills; more go into the next one.
    static let deltaRowsMax = 500
    /// Trades of one delta; where more happened since the last one, a snapshot takes its place.
    static let deltaTradesMax = 400
    /// Candles of one delta; where more were closed since the last one, a snapshot takes its place.
    static let deltaCandlesMax = 16
}
