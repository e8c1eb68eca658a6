/// A request to be sent.
public struct HTTPCall: Sendable, Equatable {
    /// The method in capitals: GET, HEAD, POST, PUT, PATCH or DELETE.
    public var method: String
    /// http or https, complete; path and query go over the wire as they stand here.
    public var url: String
    /// The headers, except those that say how the message travels (host, content-length, ...).
    public var headers: [HTTPHeader]
    /// The body; empty for none.
    public var body: [UInt8]
    /// How long all of it may take, from the name to the last byte. Nanoseconds.
    public var timeoutNanoseconds: Int64
    /// A longer answer is given up. Bytes, unpacked.
    public var bodyBytesMax: Int

    /// A request.
    public init(
        method: String, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        timeoutNanoseconds: Int64 = 10_000_000_000, bodyBytesMax: Int = 1 << 26
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutNanoseconds = timeoutNanoseconds
        self.bodyBytesMax = bodyBytesMax
    }

    static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    /// Written by the client itself, and by nobody else.
    static let ownHeaders = ["host", "content-length", "transfer-encoding", "connection", "expect"]

    var isSendable: Bool {
        Self.methods.contains(method) && timeoutNanoseconds > 0 && bodyBytesMax >= 0
            && headers.allSatisfy {
                $0.isSendable && !Self.ownHeaders.contains($0.name.lowercased())
            }
    }
}

/// An answer, whole.
public struct HTTPAnswer: Sendable, Equatable {
    /// The status, 200 to 599.
    public var status: Int
    /// The headers in their order, names in lower case.
    public var headers: [HTTPHeader]
    /// The body, unpacked.
    public var body: [UInt8]

    /// An answer.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of that name. - Parameter name: in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// How a request ended. The difference between the last two decides whether an order may be sent
/// again or has to be asked for.
public enum HTTPOutcome: Sendable, Equatable {
    /// The peer answered, whatever it said.
    case answered(HTTPAnswer)
    /// Certain: not a byte of the request has left.
    case neverSent(NetworkFault)
    /// Some of the request may have arrived, and what became of it is unknown.
    case lost(NetworkFault)
}

/// What an HTTP client may do.
public struct HTTPClientOptions: Sendable, Equatable {
    /// Certificates that vouch for the peers, as a PEM file, instead of the system's own.
    public var caPath: String?
    /// How long name, connection and TLS may take together. Nanoseconds.
    public var connectNanosecondsMax: Int64 = 5_000_000_000
    /// One more request than this is refused. Each has a connection of its own while it runs.
    public var callsMax = 64
    /// Connections at a time; a request beyond them waits for one within its own time, in the order
    /// in which they came. Nil for as many as there are requests.
    public var connectionsMax: Int?
    /// Connections that are kept open between requests.
    public var idleConnectionsMax = 16
    /// How long a connection may have been idle and yet be used again. Seconds.
    public var idleSecondsMax = 60

    /// The standard.
    public init() {}
}
