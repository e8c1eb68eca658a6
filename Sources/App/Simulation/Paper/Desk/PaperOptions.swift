/// How a paper venue is set up.
struct PaperOptions: Sendable {
    /// A client's key and secret. They guard play money; both are printed at the start.
    struct Key: Sendable {
        let key: String
        let secret: String
    }

    enum Limits {
        static let accountsMax = 16
        /// WebSockets at a time.
        static let socketsMax = 1024
        /// Streams of one WebSocket.
        static let streamsMax = 1024
        /// A client may wait for so many bytes before it is dropped: a whole recording at full
        /// speed fits.
        static let outgoingBytesMax = 64 << 20
        /// How long an answer that is lost on purpose keeps its connection.
        static let answerSecondsMax = 60
        /// Silent WebSockets are pinged so often, as the venue does.
        static let pingSeconds = 20
        /// `recvWindow` at most, and where it is left out; milliseconds.
        static let windowMax: Int64 = 60_000
        static let windowStandard: Int64 = 5000
        /// How far ahead of ours a client's clock may be.
        static let aheadMax: Int64 = 1000
    }

    /// Which venue it is.
    enum Dialect: String, Sendable, CaseIterable {
        case binanceSpot = "binance-spot"
        case binanceUSDM = "binance-usdm"
    }

    var speaks = Dialect.binanceSpot
    var port = 18_080
    var seed: UInt64 = 1
    var accounts = 1
    var bounds = RequestLimiter.Bounds()
    var faults: [String] = []
    /// Every answer comes so much later.
    var latencyMilliseconds: Int64 = 0
    var tape: String?
    /// Times the recorded speed; nil is as fast as it goes.
    var speed: Int64? = 1

    /// The key of an account: `demo-key`, `demo-key-2` and so on.
    static func key(of account: Int) -> Key {
        let suffix = account == 0 ? "" : "-\(account + 1)"
        return Key(key: "demo-key" + suffix, secret: "demo-secret" + suffix)
    }
}
