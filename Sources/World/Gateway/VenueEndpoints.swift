/// Where a venue is reached.
public struct VenueEndpoints: Sendable, Equatable {
    /// The REST interface, without a path and a slash at the end: `https://api.example.com`.
    public var rest: String
    /// The market data, whole: `wss://stream.example.com/stream`.
    public var stream: String
    /// The private connection, whole: `wss://ws-api.example.com/ws-api/v3`.
    public var orders: String
    /// Hosts on which everything is play money, by the venue's own documents.
    public var paperHosts: [String]

    /// Addresses; none of them holds a secret.
    public init(rest: String, stream: String, orders: String, paperHosts: [String] = []) {
        self.rest = rest
        self.stream = stream
        self.orders = orders
        self.paperHosts = paperHosts
    }

    /// Whether all three can be reached: `http`, `https`, `ws` or `wss` where each belongs.
    public var areReachable: Bool {
        let origins = [rest, stream, orders].map(Origin.init(of:))
        return !origins.contains(nil) && origins[0]?.isSocket == false
            && origins[1]?.isSocket == true && origins[2]?.isSocket == true && !rest.hasSuffix("/")
    }
}

/// Who answers at an address.
struct Origin: Hashable {
    let host: String
    let port: Int
    let isEncrypted: Bool
    let isSocket: Bool

    /// - Source: RFC 3986 §3: scheme, authority, path; user names are not taken.
    init?(of address: String) {
        let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty else { return nil }
        switch parts[0] {
        case "http:": (isEncrypted, isSocket) = (false, false)
        case "https:": (isEncrypted, isSocket) = (true, false)
        case "ws:": (isEncrypted, isSocket) = (false, true)
        case "wss:": (isEncrypted, isSocket) = (true, true)
        case _: return nil
        }
        let authority = parts[2]
        let afterHost =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map(authority.index(after:)) ?? authority.endIndex
            : authority.firstIndex(of: ":") ?? authority.endIndex
        host = String(authority[..<afterHost]).lowercased()
        let rest = authority[afterHost...]
        guard !host.isEmpty, !host.contains("@"), rest.isEmpty || rest.hasPrefix(":") else {
            return nil
        }
        let standard = isEncrypted ? 443 : 80
        guard let port = rest.isEmpty ? standard : Int(rest.dropFirst()),
            (1...65_535).contains(port)
        else { return nil }
        self.port = port
    }

    /// Where a request over HTTP reaches whoever answers here.
    var httpAddress: String { "\(isEncrypted ? "https" : "http")://\(host):\(port)" }
}
