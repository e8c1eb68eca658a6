/// A request as it came in over HTTP/1.1, whole.
public struct HTTPRequest: Sendable, Equatable {
    /// The method in capitals: GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.
    public var method: String
    /// The path without its query, percent-decoded, `..` resolved; begins with a slash.
    public var path: String
    /// The query's parts as they stood between the ampersands, percent-decoded: `symbol=BTCUSDT`.
    public var query: [String]
    /// The headers that ``WebServerOptions`` asks for and that are there, names in lower case.
    public var headers: [HTTPHeader]
    /// The body; empty where there is none.
    public var body: [UInt8]
    /// The peer's address in digits.
    public var peer: String

    /// The query exactly as it went over the wire, for who has to check a signature of it; nil
    /// where that cannot be told. libwebsockets decodes while it reads and keeps no copy, so this
    /// is known only of a query whose names and values are made of what nobody needs to encode:
    /// letters, digits and `-._~`. A client that encodes these all the same is misread.
    public var rawQuery: String? {
        let isPlain = query.allSatisfy { part in
            part.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case 0x2D, 0x2E, 0x3D, 0x5F, 0x7E: true
                default: false
                }
            }
        }
        return isPlain ? query.joined(separator: "&") : nil
    }

    /// A request.
    public init(
        method: String, path: String, query: [String] = [], headers: [HTTPHeader] = [],
        body: [UInt8] = [], peer: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The value of the first header of that name. - Parameter name: in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// A header's name and value.
public struct HTTPHeader: Sendable, Equatable {
    /// The name, in lower case.
    public var name: String
    /// The value, without the space around it. Neither may hold a line's end.
    public var value: String

    /// A header.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether it may be sent: no control character, which could begin a header of its own.
    var isSendable: Bool {
        !name.isEmpty && !name.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0x3A }
            && !value.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
}

/// An answer to a request. The length is added to it.
public struct HTTPResponse: Sendable, Equatable {
    /// Bounds of an answer.
    public enum Limits {
        /// All headers together, in bytes.
        public static let headerBytesMax = 8192
    }

    /// The status, 200 to 599.
    public var status: Int
    /// What `content-type` says; nil for an answer without a body.
    public var contentType: String?
    /// More headers, at most ``Limits/headerBytesMax`` bytes together.
    public var headers: [HTTPHeader]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    public init(
        status: Int, contentType: String? = nil, headers: [HTTPHeader] = [], body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// An answer of plain text.
    public init(status: Int, text: String) {
        self.init(status: status, contentType: "text/plain", body: Array(text.utf8))
    }

    /// Whether it can be sent as it is.
    var isSendable: Bool {
        let headerBytes = headers.reduce(contentType?.utf8.count ?? 0) {
            $0 + $1.name.utf8.count + $1.value.utf8.count + 4
        }
        return (200...599).contains(status) && headerBytes <= Limits.headerBytesMax
            && headers.allSatisfy(\.isSendable)
            && HTTPHeader("content-type", contentType ?? "").isSendable
    }
}
