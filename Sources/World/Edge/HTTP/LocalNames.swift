internal import Host

/// Who may ask, while there are no credentials: this machine, and pages that it served.
///
/// A page of a stranger may send requests to a loopback address, directly or under a name of its
/// own that was made to point there; the browser says so in `origin` and `host`.
enum LocalNames {
    /// Whether an address in digits is of this machine alone.
    static func isLoopback(address: String) -> Bool {
        if address == "::1" { return true }
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                part.utf8.count <= 3 && part.utf8.allSatisfy { (48...57).contains($0) }
                    && (Int(part) ?? 256) <= 255
            }
    }

    /// The name in `host` or behind an origin's `//`, without its port; nil where it is no name
    /// with or without a port, such as two of them, which the library joins by a comma.
    private static func name(_ authority: some StringProtocol) -> String? {
        let text = String(authority).lowercased()
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                || [UInt8](".-_:[]".utf8).contains(byte)
        }
        guard isPlain, !text.isEmpty else { return nil }
        let name: String
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            name = String(text[text.index(after: text.startIndex)..<end])
            rest = text[text.index(after: end)...]
        } else {
            name = String(text.prefix { $0 != ":" })
            rest = text.dropFirst(name.count)
        }
        guard rest.isEmpty || rest.first == ":" else { return nil }
        let port = rest.dropFirst()
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            (Int(port) ?? 0) <= 65_535
        else { return nil }
        return name
    }

    private static func isLocal(_ name: String) -> Bool {
        name == "localhost" || name.hasSuffix(".localhost") || isLoopback(address: name)
    }

    /// Why a request is not looked at; nil where it is.
    static func objection(to request: HTTPRequest) -> Problem? {
        guard let host = request.header("host") else {
            return Problem(
                400, "HOST_MISSING", "The request names no host", "there is no host header",
                field: "host", fix: "send host: localhost")
        }
        guard let name = name(host) else {
            return Problem(
                400, "HOST_INVALID", "The request names no one host",
                "host is \"\(Problem.visible(host))\"", field: "host",
                fix: "send one host header, with a name or an address and perhaps a port")
        }
        guard isLocal(name) else {
            return Problem(
                403, "HOST_REFUSED", "The request is for another host",
                "\(Problem.visible(host)) is no name of this machine's own", field: "host",
                fix: "use localhost or 127.0.0.1 as the address")
        }
        guard let origin = request.header("origin") else { return nil }
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        let isPage = parts.count == 3 && ["http:", "https:"].contains(parts[0].lowercased())
        guard isPage, parts[1].isEmpty, let page = Self.name(parts[2]), isLocal(page) else {
            return Problem(
                403, "ORIGIN_REFUSED", "The request comes from a page of somebody else",
                "pages of \(Problem.visible(origin)) may not ask here", field: "origin",
                fix: "open the dashboard at this address, or leave the origin header out")
        }
        return nil
    }
}
