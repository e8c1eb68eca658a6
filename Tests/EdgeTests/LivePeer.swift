import Foundation
import SocketPeers
import Testing

/// A subscriber: WebSocket bytes by hand, so that nothing is tidied up on the way.
final class LivePeer {
    struct Close: Equatable {
        let code: Int
        let reason: String
    }

    typealias Message = [String: Any]

    private let peer: RawPeer
    private var unread: [UInt8] = []
    /// All that came in.
    private(set) var bytesHeard = 0
    /// What the server said when it closed.
    private(set) var close: Close?

    init(_ client: Client, receiveBytes: Int32? = nil) throws {
        peer = try #require(RawPeer(port: client.port, receiveBytes: receiveBytes))
        try #require(peer.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
    }

    /// Sends a frame, masked with zeros.
    ///
    /// - Parameter opcode: text, unless it says otherwise.
    @discardableResult
    func say(_ text: String, opcode: UInt8 = 0x81) -> Bool {
        let payload = Array(text.utf8)
        var frame = [opcode]
        switch payload.count {
        case ..<126: frame.append(0x80 | UInt8(payload.count))
        case ..<65_536: frame += [0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        case _:
            frame.append(0xFF)
            for shift in stride(from: 56, through: 0, by: -8) {
                frame.append(UInt8(payload.count >> shift & 0xFF))
            }
        }
        return peer.write(frame + [0, 0, 0, 0] + payload)
    }

    func subscribe(_ channels: String..., id: Int = 1) {
        let names = channels.map { "\"\($0)\"" }.joined(separator: ",")
        say("{\"op\":\"subscribe\",\"id\":\(id),\"channels\":[\(names)]}")
    }

    func place(_ name: String, _ change: [String: String] = [:], id: Int) {
        say("{\"op\":\"order.place\",\"id\":\(id),\"order\":\(Client.order(name, change))}")
    }

    /// The next message; nil at the end of the connection, to which it agrees.
    func hear() -> Message? {
        while close == nil, let (opcode, payload) = nextFrame() {
            switch opcode {
            case 0x81:
                return try? JSONSerialization.jsonObject(with: Data(payload)) as? Message
            case 0x88:
                close = Close(
                    code: Int(payload[0]) << 8 | Int(payload[1]),
                    reason: String(decoding: payload.dropFirst(2), as: UTF8.self))
                say("", opcode: 0x88)
            case _: continue
            }
        }
        return nil
    }

    /// The next message of a type, passing over others.
    func hear(_ type: String, of channel: String? = nil) throws -> Message {
        try hear([type], of: channel)
    }

    /// The next message of one of these types, passing over others.
    func hear(_ types: [String], of channel: String? = nil) throws -> Message {
        while let message = hear() {
            let isOf = channel == nil || message["channel"] as? String == channel
            if let type = message.type, types.contains(type), isOf { return message }
        }
        throw Ended()
    }

    /// The next message with an identifier.
    func answer(to id: Int) throws -> Message {
        while let message = hear() {
            if message["id"] as? Int == id { return message }
        }
        throw Ended()
    }

    struct Ended: Error {}

    /// Reads to the end of the connection. - Returns: how the server closed it.
    func readToClose() -> Close? {
        while hear() != nil {}
        return close
    }

    private func nextFrame() -> (opcode: UInt8, payload: ArraySlice<UInt8>)? {
        while true {
            if let end = frameEnd(), end.upperBound <= unread.count {
                defer { unread.removeFirst(end.upperBound) }
                return (unread[0], ArraySlice(Array(unread[end])))
            }
            guard let more = peer.read(), !more.isEmpty else { return nil }
            bytesHeard += more.count
            unread += more
        }
    }

    /// Where the payload of the first unread frame is; nil where its header is not there yet.
    private func frameEnd() -> Range<Int>? {
        guard unread.count >= 2 else { return nil }
        let bytes = [126: 2, 127: 8][Int(unread[1])] ?? 0
        guard unread.count >= 2 + bytes else { return nil }
        let length =
            bytes == 0
            ? Int(unread[1]) : unread[2..<2 + bytes].reduce(0) { $0 << 8 | Int($1) }
        return 2 + bytes..<2 + bytes + length
    }
}

extension LivePeer.Message {
    var type: String? { self["type"] as? String }
    var status: Int? { self["status"] as? Int }
    var sequence: Int? { self["sequence"] as? Int }
    var data: [String: Any] { self["data"] as? [String: Any] ?? [:] }
    var rows: [[String: Any]] { self["data"] as? [[String: Any]] ?? [] }
    var problem: [String: Any] { self["problem"] as? [String: Any] ?? [:] }
    var code: String? { problem["code"] as? String }
}
