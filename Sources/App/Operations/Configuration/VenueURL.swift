/// The address of a venue's interface, checked as far as it goes without asking anybody.
struct VenueURL: Sendable, Equatable {
    /// Which of a venue's three interfaces it is.
    enum Interface {
        case rest, streams, orders

        var schemes: [String] {
            switch self {
            case .rest: ["https", "http"]
            case .streams, .orders: ["wss", "ws"]
            }
        }

        var example: String {
            switch self {
            case .rest: "https://api.binance.com"
            case .streams: "wss://stream.binance.com:9443"
            case .orders: "wss://ws-api.binance.com:443/ws-api/v3"
            }
        }

        /// What is appended to it, and so must not stand in it.
        var appended: [String] {
            switch self {
            case .rest: ["/api", "/api/v3"]
            case .streams: ["/ws", "/stream"]
            case .orders: []
            }
        }
    }

    /// The whole, without a slash at the end.
    let text: String
    /// Keys would travel readable, and to another machine.
    let isOpen: Bool

    init(_ text: String, for interface: Interface) throws(SettingObjection) {
        let example = "Give a URL such as \(interface.example)"
        let scheme = interface.schemes.first { text.hasPrefix($0 + "://") }
        guard let scheme else {
            let schemes = interface.schemes.map { $0 + "://" }.joined(separator: " or ")
            throw SettingObjection(why: "it does not begin with \(schemes)", action: example)
        }
        let rest = text.dropFirst(scheme.utf8.count + 3)
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw SettingObjection(
                why: "it holds a blank or a character beyond ASCII", action: example)
        }
        guard !rest.contains(where: { "@?#\\".contains($0) }) else {
            throw SettingObjection(
                why: "a user, a query or a fragment has no place in it", action: example)
        }
        let authority = rest.prefix { $0 != "/" }
        let host = try Self.host(of: authority, example: example)
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        if let tail = interface.appended.first(where: { path.hasSuffix($0) }) {
            throw SettingObjection(
                why: "\(tail) is appended by the program",
                action: "Leave it off, as in \(interface.example)")
        }
        if interface == .orders, path.isEmpty {
            throw SettingObjection(why: "it has no path", action: example)
        }
        self.text = "\(scheme)://\(authority)\(path)"
        isOpen = (scheme == "http" || scheme == "ws") && !Self.isThisMachine(host)
    }

    private static func host(
        of authority: Substring, example: String
    ) throws(SettingObjection) -> Substring {
        let isBracketed = authority.hasPrefix("[")
        let host =
            isBracketed
            ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let port = authority.dropFirst(host.count + (isBracketed ? 2 : 0))
        let allowed = isBracketed ? "0123456789abcdefABCDEF:." : nil
        let isHost = host.allSatisfy { character in
            allowed?.contains(character)
                ?? (character.isLetter || character.isNumber || ".-_".contains(character))
        }
        guard !host.isEmpty, isHost, !isBracketed || authority.contains("]") else {
            throw SettingObjection(why: "it names no host", action: example)
        }
        let digits = port.dropFirst()
        let isPort =
            port.hasPrefix(":") && digits.utf8.allSatisfy(SettingValues.isDigit)
            && UInt16(digits) ?? 0 > 0
        guard port.isEmpty || isPort else {
            throw SettingObjection(
                why: "what follows the host is no port", action: "Give a port from 1 to 65535")
        }
        return host
    }

    private static func isThisMachine(_ host: Substring) -> Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }
}
