/// Bounds of what is sent live.
enum LiveLimits {
    /// What changed of a market is sent at most this often: 100 ms, in nanoseconds.
    static let tickNanoseconds: Int64 = 100_000_000
    /// A WebSocket for which more than this waits is spared changes of markets until it has caught
    /// up: 64 KiB, in bytes.
    static let waitingBytesForMarkets = 1 << 16
    /// A WebSocket for which more than this waits is closed with 4008, since of orders and fills
    /// nothing may be left out: 4 MiB, in bytes.
    static let waitingBytesMax = 4 << 20
    /// Where the server itself drops a connection; never reached from here: 16 MiB, in bytes.
    static let outgoingBytesMax = 16 << 20
}
