public import Host

/// Where the edge listens, and what it shows.
public struct EdgeOptions: Sendable, Equatable {
    /// The address to listen at, in digits. Only a loopback one is taken: whoever reaches the edge
    /// may trade.
    public var address = "127.0.0.1"
    /// The port; 0 lets the system choose a free one.
    public var port = 8080
    /// TLS with this certificate; plain where nil.
    public var certificate: WebServerOptions.Certificate?
    /// The directory of the dashboard's files; a page that says how to build them where nil.
    public var dashboardDirectory: String?
    /// How long a question may wait for its answer from the journal before its asker is told that
    /// the outcome is unknown: 10 s, in nanoseconds.
    public var answerNanosecondsMax: Int64 = 10_000_000_000

    /// The standard: port 8080 of 127.0.0.1, plain, without a dashboard.
    public init() {}
}

/// Bounds of the edge.
public enum EdgeLimits {
    /// A longer body or message is refused: 64 KiB, in bytes. The longest order has 400.
    public static let bodyBytesMax = 1 << 16
    /// Questions that wait for the journal; one more is answered 503.
    public static let pendingMax = 8_192
    /// Rows of one answer.
    public static let pageRowsMax = 500
    /// Rows that are looked through for one answer; a page that ends before it is full says where
    /// to go on.
    public static let rowsScannedMax = 20_000
    /// Prices a side of a book in one answer.
    public static let bookLevelsMax = 1_000
    /// Why the venue refused an order, and what became of its last change, for so many orders each;
    /// the oldest is forgotten first.
    public static let reasonsMax = 4_096
    /// Files of the dashboard.
    public static let filesMax = 256
    /// All files of the dashboard together: 32 MiB, in bytes.
    public static let filesBytesMax = 32 << 20
    /// Connections; one more is closed at once.
    public static let connectionsMax = 1_024
}

/// Why the edge did not start.
public enum EdgeFault: Error, Sendable, Equatable {
    /// The address can be reached from other machines, and there are no credentials yet.
    case unprotected(address: String)
    /// It cannot listen.
    case transport(TransportFault)
    /// The dashboard's files cannot be read.
    case dashboard(FileFault)
    /// The dashboard's directory holds more than ``EdgeLimits`` allows, so it is another one.
    case dashboardTooLarge(path: String)

    /// The fault for people.
    public var explanation: Explanation {
        switch self {
        case .unprotected(let address):
            Explanation(
                what: "cannot listen at \(address)",
                why: "whoever reaches the API may trade, and it asks nobody for credentials yet",
                action: "Listen at 127.0.0.1 or ::1, and reach it from elsewhere through SSH "
                    + "(ssh -L 8080:127.0.0.1:8080)")
        case .transport(let fault): fault.explanation
        case .dashboard(let fault): fault.explanation
        case .dashboardTooLarge(let path):
            Explanation(
                what: "cannot serve the dashboard in \(path)",
                why: "it has more than \(EdgeLimits.filesMax) files or "
                    + "\(EdgeLimits.filesBytesMax >> 20) MiB",
                action: "Name the directory that the dashboard was built into")
        }
    }
}
