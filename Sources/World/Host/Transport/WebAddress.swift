/// Where a URL points, taken apart; nothing in it is decoded, encoded or made canonical.
struct WebAddress: Equatable {
    enum Limits {
        /// libwebsockets compares certificates with the first 127 bytes of a name.
        static let hostBytesMax = 120
        static let urlBytesMax = 1 << 20
    }

    /// http, https, ws or wss.
    let scheme: String
    /// A name, or an address in digits; IPv6 without its brackets.
    let host: String
    let port: Int
    /// Path and query, as they go into the request line.
    let target: String

    var isSecure: Bool { scheme == "https" || scheme == "wss" }

    /// The host as headers and URLs name it, with its port where that is not the usual one.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == Self.usualPort(isSecure) ? name : "\(name):\(port)"
    }

    /// For messages: without path and query, which may hold a key.
    var origin: String { "\(scheme)://\(authority)" }

    /// Nil for a URL of another scheme, with a name and password, a fragment, or any character that
    /// may not stand in a request line.
    init?(_ url: String, schemes: [String]) {
        guard url.utf8.count <= Limits.urlBytesMax,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }),
            let scheme = schemes.first(where: { url.hasPrefix($0 + "://") })
        else { return nil }
        let rest = url.dropFirst(scheme.count + 3)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, digits) = Self.split(rest[..<end]) else { return nil }
        self.scheme = scheme
        self.host = host
        let isSecure = scheme == "https" || scheme == "wss"
        port = digits.isEmpty ? Self.usualPort(isSecure) : Int(digits) ?? 0
        guard (1...65_535).contains(port) else { return nil }
        let target = String(rest[end...])
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    private static func usualPort(_ isSecure: Bool) -> Int { isSecure ? 443 : 80 }

    /// Host and digits of the port, empty where none is given.
    private static func split(_ authority: Substring) -> (host: String, digits: Substring)? {
        var host = authority
        var digits: Substring = ""
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            digits = authority[authority.index(after: close)...]
            guard host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
            guard digits.isEmpty || digits.first == ":" else { return nil }
            digits = digits.dropFirst()
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                digits = authority[authority.index(after: colon)...]
            }
            let isName = host.allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
            guard isName else { return nil }
        }
        guard !host.isEmpty, host.utf8.count <= Limits.hostBytesMax, digits.count <= 5,
            digits.allSatisfy({ $0.isWholeNumber })
        else { return nil }
        return (String(host), digits)
    }
}
