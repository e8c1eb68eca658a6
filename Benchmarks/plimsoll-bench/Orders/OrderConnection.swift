import Host
import Operations

/// How orders are brought.
enum OrderSpeech: String, CaseIterable, Sendable {
    case webSocket = "WebSocket"
    case rest = "REST keep-alive"
}

/// A connection that places one order at a time. The request is made beforehand; only the digits of
/// its number are written anew.
final class OrderConnection {
    let socket: ClientSocket
    private let speech: OrderSpeech
    private var request: [UInt8]
    private let digits: [Int]
    private let time = SystemTime()
    private var begun: Int64 = 0

    init(_ speech: OrderSpeech, port: Int) throws(CommandFailure) {
        self.speech = speech
        socket = try ClientSocket(port: port)
        request = Self.request(speech, port: port)
        let mark = Array(Self.mark.utf8)
        var digits: [Int] = []
        while let place = ServerAnswer.place(of: mark, in: request[(digits.last ?? 0)...]) {
            digits.append(place + mark.count)
        }
        self.digits = digits
        if speech == .webSocket { try socket.openWebSocket(port: port) }
    }

    /// Sends the order of that number, which must not have been used before.
    func place(_ number: Int) throws(CommandFailure) {
        for end in digits {
            var rest = number
            for place in stride(from: end - 1, to: end - Self.mark.utf8.count, by: -1) {
                request[place] = UInt8(48 + rest % 10)
                rest /= 10
            }
        }
        begun = time.monotonicNanoseconds()
        try socket.send(request)
    }

    /// Reads what is there. - Returns: how long the acknowledgement took, in microseconds; nil
    /// where it is not whole yet.
    func acknowledgement() throws(CommandFailure) -> Double? {
        try socket.receive()
        let bytes = socket.bytes
        let answer =
            switch speech {
            case .webSocket: ServerAnswer(webSocket: bytes)
            case .rest: ServerAnswer(http: bytes)
            }
        guard let answer else { return nil }
        let took = time.monotonicNanoseconds() - begun
        guard let status = answer.status else {
            socket.drop(answer.byteCount)
            return nil
        }
        guard status == 201 else {
            throw CommandFailure("an order was answered \(status): \(answer.text)")
        }
        socket.drop(answer.byteCount)
        return Double(took) / 1000
    }

    /// Places an order and waits for its acknowledgement.
    func placeAndWait(_ number: Int) throws(CommandFailure) -> Double {
        try place(number)
        while true {
            if let took = try acknowledgement() { return took }
        }
    }

    // MARK: - The bytes

    /// Stands where the number goes; its first digit stays.
    private static let mark = "100000000"

    /// Far below the market, and gone at once: nothing rests, nothing trades.
    private static let order =
        "{\"clientOrderId\":\"bench-\(mark)\",\"symbol\":\"BTCUSDT\",\"side\":\"buy\","
        + "\"type\":\"limit\",\"timeInForce\":\"ioc\",\"price\":\"30000.00\","
        + "\"quantity\":\"0.00020\"}"

    private static func request(_ speech: OrderSpeech, port: Int) -> [UInt8] {
        switch speech {
        case .webSocket:
            frame("{\"op\":\"order.place\",\"id\":\(mark),\"order\":\(order)}")
        case .rest:
            Array(
                ("POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
                    + "Content-Type: application/json\r\n"
                    + "Content-Length: \(order.utf8.count)\r\n\r\n\(order)").utf8)
        }
    }

    /// A text message as a client sends it, with a mask of zeros.
    ///
    /// - Source: RFC 6455 §5.2.
    static func frame(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        precondition(count < 65_536)
        let length: [UInt8] =
            count < 126
            ? [0x80 | UInt8(count)] : [0x80 | 126, UInt8(count >> 8), UInt8(count & 0xFF)]
        return [0x81] + length + [0, 0, 0, 0] + Array(text.utf8)
    }
}

extension ClientSocket {
    /// Makes a WebSocket of it.
    func openWebSocket(port: Int, path: String = "/ws") throws(CommandFailure) {
        try send(
            Array(
                ("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").utf8))
        let end = Array("\r\n\r\n".utf8)
        while true {
            try receive()
            guard let place = ServerAnswer.place(of: end, in: bytes) else { continue }
            let head = String(decoding: bytes[..<place], as: UTF8.self)
            guard head.hasPrefix("HTTP/1.1 101") else {
                throw CommandFailure("there is no WebSocket: \(head.prefix(200))")
            }
            return drop(place + end.count)
        }
    }
}
