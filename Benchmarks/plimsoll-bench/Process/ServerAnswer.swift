import Operations

/// What a server of ours answered: cut out of what came in over a connection.
struct ServerAnswer {
    /// The status, of HTTP or of an answer over a WebSocket; nil where a message has none.
    let status: Int?
    /// The body.
    let body: ArraySlice<UInt8>
    /// The bytes it took.
    let byteCount: Int

    /// The answer to a request over HTTP/1.1; nil where it is not whole yet.
    init?(http bytes: ArraySlice<UInt8>) {
        guard let head = Self.place(of: Self.headEnd, in: bytes) else { return nil }
        let length = Self.place(of: Self.lengthName, in: bytes[..<head], isAnyCase: true)
        let count = length.map { Self.number(bytes[($0 + Self.lengthName.count)...]) } ?? 0
        let start = head + Self.headEnd.count
        guard bytes.count - start >= count, bytes.count > 12 else { return nil }
        status = Self.number(bytes[9..<12])
        body = bytes[start..<start + count]
        byteCount = start + count
    }

    /// A text message over a WebSocket; nil where it is not whole yet.
    init?(webSocket bytes: ArraySlice<UInt8>) {
        guard let frame = WebSocketFrames.next(in: bytes) else { return nil }
        let body = bytes[frame.body]
        self.body = body
        byteCount = frame.body.upperBound - bytes.startIndex
        status = Self.place(of: Self.statusName, in: body).map {
            Self.number(body[($0 + Self.statusName.count)...])
        }
    }

    /// The body as text, shortened.
    var text: String { String(decoding: body.prefix(400), as: UTF8.self) }

    private static let headEnd = Array("\r\n\r\n".utf8)
    private static let lengthName = Array("content-length: ".utf8)
    /// An order's own status is a word in quotes and comes later.
    private static let statusName = Array("\"status\":".utf8)

    /// Where `text` begins in `bytes`.
    static func place(
        of text: [UInt8], in bytes: ArraySlice<UInt8>, isAnyCase: Bool = false
    ) -> Int? {
        let bit: UInt8 = isAnyCase ? 0x20 : 0
        var place = bytes.startIndex
        while place + text.count <= bytes.endIndex {
            var matched = 0
            while matched < text.count, bytes[place + matched] | bit == text[matched] | bit {
                matched += 1
            }
            if matched == text.count { return place }
            place += 1
        }
        return nil
    }

    /// The whole number that stands behind `name`; nil where there is none.
    static func number(after name: String, in bytes: ArraySlice<UInt8>) -> Int? {
        place(of: Array(name.utf8), in: bytes).map { number(bytes[($0 + name.utf8.count)...]) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.prefix { (48...57).contains($0) }.prefix(9).reduce(0) { $0 * 10 + Int($1) - 48 }
    }
}

/// Questions over HTTP that are asked once, outside of what is measured.
enum LocalHTTP {
    static func ask(
        _ path: String, port: Int
    ) throws(CommandFailure) -> (status: Int, body: [UInt8]) {
        try ask(path, on: ClientSocket(port: port))
    }

    /// On a connection that is kept.
    static func ask(
        _ path: String, on socket: ClientSocket
    ) throws(CommandFailure) -> (status: Int, body: [UInt8]) {
        try socket.send(Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8))
        while true {
            try socket.receive()
            if let answer = ServerAnswer(http: socket.bytes) {
                defer { socket.drop(answer.byteCount) }
                return (answer.status ?? 0, Array(answer.body))
            }
        }
    }
}
