import Foundation
import Glibc
import SocketPeers
import Testing

/// A client of the edge: plain HTTP over a socket, so that nothing is tidied up on the way.
struct Client {
    let port: Int

    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: String

        /// The body as JSON. Every amount is a text, so no digit is lost.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
        var code: String? { json["code"] as? String }
        var field: String? { json["field"] as? String }
        var fix: String? { json["fix"] as? String }
        func rows(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }
    }

    func get(_ path: String, _ headers: [String] = []) throws -> Answer {
        try ask("GET", path, headers: headers)
    }

    func post(_ path: String, _ body: String) throws -> Answer {
        try ask("POST", path, body: body)
    }

    /// Places an order; `change` replaces or adds members, written as JSON.
    func order(_ id: String, _ change: [String: String] = [:]) throws -> Answer {
        try post("/api/v1/orders", Self.order(id, change))
    }

    static func order(_ id: String, _ change: [String: String] = [:]) -> String {
        var members = [
            "clientOrderId": "\"\(id)\"", "symbol": "\"BTCUSDT\"", "side": "\"buy\"",
            "type": "\"limit\"", "price": "\"60000.00\"", "quantity": "\"0.01\"",
        ]
        for (name, value) in change { members[name] = value.isEmpty ? nil : value }
        return "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    func ask(
        _ method: String, _ path: String, headers: [String] = [], body: String? = nil
    ) throws -> Answer {
        let peer = try #require(RawPeer(port: port))
        var lines = ["\(method) \(path) HTTP/1.1"]
        if !headers.contains(where: { $0.lowercased().hasPrefix("host:") }) {
            lines.append("Host: localhost")
        }
        lines += headers
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        peer.write(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
        return try #require(Self.read(from: peer, hasBody: method != "HEAD"))
    }

    /// The next answer on a connection; nil where it ends before.
    static func read(from peer: RawPeer, hasBody: Bool = true) -> Answer? {
        guard let head = peer.read(upTo: "\r\n\r\n") else { return nil }
        let parts = head.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            let value = pair.count == 2 ? pair[1].trimmingCharacters(in: .whitespaces) : ""
            headers[pair[0].lowercased()] = value
        }
        let length = hasBody ? Int(headers["content-length"] ?? "0") ?? 0 : 0
        var body = Array(parts.dropFirst().joined(separator: "\r\n\r\n").utf8)
        while body.count < length {
            guard let more = peer.read(), !more.isEmpty else { return nil }
            body += more
        }
        let status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
        return Answer(
            status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
    }
}
