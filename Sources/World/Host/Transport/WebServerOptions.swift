/// Where a server listens, and what it allows.
public struct WebServerOptions: Sendable, Equatable {
    /// A certificate and its key, as PEM files.
    public struct Certificate: Sendable, Equatable {
        /// Path of the certificate, followed by those that vouch for it.
        public var chainPath: String
        /// Path of the key, not encrypted.
        public var keyPath: String

        /// A certificate and its key.
        public init(chainPath: String, keyPath: String) {
            self.chainPath = chainPath
            self.keyPath = keyPath
        }
    }

    /// The address to listen at, in digits.
    public var address = "127.0.0.1"
    /// The port; 0 lets the system choose a free one.
    public var port = 0
    /// TLS with this certificate; plain where nil.
    public var certificate: Certificate?
    /// A request with a longer body is answered 413. Bytes.
    public var bodyBytesMax = 1 << 20
    /// A WebSocket peer with a longer message is closed with code 1009. Bytes.
    public var messageBytesMax = 1 << 20
    /// A WebSocket peer that reads so slowly that more than this waits for it is dropped. Bytes.
    public var outgoingBytesMax = 1 << 22
    /// One more connection than this is closed at once.
    public var connectionsMax = 4096
    /// How long a peer may be silent between two requests. Seconds.
    public var keepAliveSeconds = 60
    /// How long an answer may take; then the connection is closed. Seconds.
    public var answerSecondsMax = 60
    /// A WebSocket that was silent for so long is pinged, and dropped when it stays silent for half
    /// as long again. Seconds, at least 2.
    public var pingSeconds = 30
    /// Headers handed on beside the usual ones (host, content-type, accept, authorization, origin,
    /// user-agent, cookie, if-none-match). Names in lower case.
    public var headerNames: [String] = []

    /// The standard: a free port of 127.0.0.1, plain.
    public init() {}
}

/// Names one request, for its answer.
public struct ExchangeID: Sendable, Hashable {
    let number: UInt
}

/// Names one WebSocket connection.
public struct SocketID: Sendable, Hashable {
    let number: UInt
}

/// Why a WebSocket connection is no more.
public enum SocketEnd: Sendable, Equatable {
    /// The loop was stopped.
    case stopped
    /// The peer closed it, or its connection broke.
    case peer
    /// The application closed it.
    case closed
    /// More waited than ``WebServerOptions/outgoingBytesMax``: the peer reads too slowly.
    case tooSlow
    /// A message was longer than ``WebServerOptions/messageBytesMax``.
    case messageTooLong
    /// The peer sent binary where only text is spoken.
    case notText
}

/// A request that the server answers without asking the application.
public enum RequestRefusal: Sendable, Equatable {
    /// A method that is none of ours.
    case methodUnknown
    /// A body in chunks, whose length nobody said.
    case lengthMissing
    /// A length that is no number.
    case lengthUnreadable
    /// A body of more bytes than are taken.
    case bodyTooLong(bytesMax: Int)
    /// It asks for a WebSocket, and not as one asks for that.
    case handshakeUnsound

    /// The status of the answer.
    public var status: Int {
        switch self {
        case .methodUnknown: 405
        case .lengthMissing: 411
        case .lengthUnreadable: 400
        case .bodyTooLong: 413
        case .handshakeUnsound: 400
        }
    }

    /// What is wrong, as a clause.
    public var what: String {
        switch self {
        case .methodUnknown: "no such method"
        case .lengthMissing: "say the length of the body; chunks are not taken"
        case .lengthUnreadable: "the length of the body is no number"
        case .bodyTooLong(let bytesMax): "the body may have \(bytesMax) bytes at most"
        case .handshakeUnsound:
            "a WebSocket is asked for by GET, with sec-websocket-version 13 and a "
                + "sec-websocket-key of 16 bytes in base64"
        }
    }
}

/// What a server asks of the program behind it.
///
/// Everything is called on the loop's thread and must not block: hand work that takes long to
/// another thread, and answer from there.
public protocol WebApplication: Sendable {
    /// A request is there, whole. Answer it, now or later, with ``WebServer/answer(_:with:)``.
    func received(_ request: HTTPRequest, as exchange: ExchangeID, on server: WebServer)
    /// The answer to a request that cannot be taken in; the application is asked for its form only.
    func answer(to refusal: RequestRefusal) -> HTTPResponse
    /// Whether a request may become a WebSocket: nil for yes, else the answer that refuses it.
    func refusal(of upgrade: HTTPRequest) -> HTTPResponse?
    /// A WebSocket was opened with this request.
    func opened(_ socket: SocketID, by upgrade: HTTPRequest, on server: WebServer)
    /// A text message came in, valid UTF-8, whole.
    func received(_ message: [UInt8], from socket: SocketID, on server: WebServer)
    /// A WebSocket is no more; its name means nothing from here on.
    func closed(_ socket: SocketID, because end: SocketEnd, on server: WebServer)
}

extension WebApplication {
    /// A line of text.
    public func answer(to refusal: RequestRefusal) -> HTTPResponse {
        HTTPResponse(status: refusal.status, text: refusal.what + "\n")
    }
    /// No WebSocket is spoken here: 404.
    public func refusal(of upgrade: HTTPRequest) -> HTTPResponse? {
        HTTPResponse(status: 404, text: "no WebSocket here\n")
    }
    /// Does nothing.
    public func opened(_ socket: SocketID, by upgrade: HTTPRequest, on server: WebServer) {}
    /// Does nothing.
    public func received(_ message: [UInt8], from socket: SocketID, on server: WebServer) {}
    /// Does nothing.
    public func closed(_ socket: SocketID, because end: SocketEnd, on server: WebServer) {}
}
