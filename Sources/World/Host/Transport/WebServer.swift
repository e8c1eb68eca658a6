internal import CLibwebsockets

/// An HTTP/1.1 and WebSocket server on an event loop; it ends with its loop.
///
/// Whoever asks too much is answered, not served: a body that is too long gets 413, a chunked one
/// 411, a length that is no number 400. Whoever sends on without waiting for the answer to a
/// request with a body gets that answer and is closed. A WebSocket peer that reads too slowly is
/// dropped rather than waited for, so what waits in memory is bounded by
/// ``WebServerOptions/outgoingBytesMax`` for each. Many frames go out in one write.
@safe public final class WebServer: @unchecked Sendable {
    /// Bounds of every server.
    public enum Limits {
        /// A body that is too long is read and forgotten up to this many bytes, so that the peer
        /// hears why; beyond it the connection is closed. 64 MiB.
        public static let bodyDiscardedBytesMax = 1 << 26
        /// Bytes that go out in one write, unless a single frame is longer.
        public static let writeBytesMax = 128 * 1024
        /// How long a peer may take to agree to a close; then it is cut off. 5 s.
        public static let closeSecondsMax = 5
        /// A connection is closed when the library hands over the same body more often: what came
        /// behind it is not read before the answer, and the answer does not get out.
        public static let repeatedBodiesMax = 64
        /// What fits behind the code of a close frame.
        public static let closeReasonBytesMax = 123
    }

    /// The loop it runs on.
    public let loop: EventLoop
    /// Where it listens, and what it allows.
    public let options: WebServerOptions
    /// The port it listens at: the one asked for, or the one the system chose.
    public var port: Int { listening.withLock { $0 } }

    let application: any WebApplication
    let key: UInt
    private let listening = Locked(0)
    private let names: VirtualHostNames

    // From here on: the loop's thread only.
    var connections: [UInt: WebConnection] = [:]
    var exchanges: [UInt: UInt] = [:]
    var lastNumber: UInt = 0
    var isEnding = false
    /// Built anew for each write; its memory stays.
    var room: [UInt8] = []

    /// Starts a server. Not on the loop's own thread.
    ///
    /// - Throws: ``TransportFault`` of listening: the port is in use, the address is not of this
    ///   machine, the certificate is of no use.
    public init(
        on loop: EventLoop, _ options: WebServerOptions = WebServerOptions(),
        application: any WebApplication
    ) throws(TransportFault) {
        precondition((0...65_535).contains(options.port))
        precondition(options.bodyBytesMax >= 0 && options.messageBytesMax >= 1)
        precondition(options.pingSeconds >= 2 && options.pingSeconds <= 10_000)
        self.loop = loop
        self.options = options
        self.application = application
        key = Self.lastKey.withLock { last in
            last += 1
            return last
        }
        names = VirtualHostNames(options)
        let operation = TransportFault.Operation.listen(
            address: options.address, port: options.port)
        try Self.checkAddress(options)
        Self.all.withLock { $0[key] = self }
        guard let port = loop.perform({ self.listen() }) else {
            Self.all.withLock { $0[key] = nil }
            throw TransportFault(operation, .stopped)
        }
        guard let port else {
            Self.all.withLock { $0[key] = nil }
            let isTaken = ListenProbe.obstacle(address: options.address, port: options.port)
            let reason = isTaken ?? (options.certificate == nil ? .other(0) : .certificateUnusable)
            throw TransportFault(operation, reason)
        }
        listening.withLock { $0 = port }
    }

    /// Whether somebody could listen there now; for those who want to know before they do something
    /// else.
    ///
    /// - Throws: ``TransportFault``: the port is in use, the address is not of this machine.
    public static func checkAddress(_ options: WebServerOptions) throws(TransportFault) {
        let (address, port) = (options.address, options.port)
        if let obstacle = ListenProbe.obstacle(address: address, port: port) {
            throw TransportFault(.listen(address: address, port: port), obstacle)
        }
    }

    /// Answers a request. Any thread; the first answer counts.
    ///
    /// An answer that may not be sent (a status or header out of bounds) becomes a 500. A peer that
    /// is gone by then is no fault.
    /// - Returns: false where the loop is stopping or has too much to do.
    @discardableResult
    public func answer(_ exchange: ExchangeID, with response: HTTPResponse) -> Bool {
        onLoop { self.take(response, for: exchange) }
    }

    /// Sends a message to one peer. Any thread; messages of one thread keep their order.
    ///
    /// - Returns: false where the loop is stopping or has too much to do: it was not sent.
    @discardableResult
    public func send(_ frame: WebSocketFrame, to socket: SocketID) -> Bool {
        onLoop { self.enqueue(frame, socket) }
    }

    /// Sends a message to many peers, encoded once. Any thread.
    ///
    /// - Returns: false where the loop is stopping or has too much to do: nobody was sent anything.
    @discardableResult
    public func send(_ frame: WebSocketFrame, to sockets: [SocketID]) -> Bool {
        onLoop { for socket in sockets { self.enqueue(frame, socket) } }
    }

    /// Puts a message behind those that wait for a peer; ``flush(_:)`` is to follow before the
    /// caller returns to the loop. On the loop only.
    public func put(_ frame: WebSocketFrame, for socket: SocketID) {
        precondition(loop.isCurrent, "only the loop knows what waits")
        _ = append(frame, socket)
    }

    /// Writes to a peer what waits for it, now and not in the loop's next turn. On the loop only.
    public func flush(_ socket: SocketID) {
        precondition(loop.isCurrent, "only the loop writes")
        flushNow(socket)
    }

    /// How many bytes wait for a peer that the system has not taken yet; 0 where it is gone. At
    /// most one write's worth too many. On the loop only.
    public func waitingBytes(for socket: SocketID) -> Int {
        precondition(loop.isCurrent, "only the loop knows what waits")
        guard let connection = connections[socket.number] else { return 0 }
        return connection.outgoing.byteCount + connection.unsentBytes
    }

    /// Closes a WebSocket after what waits for it has been sent; nothing is sent after that. Any
    /// thread.
    ///
    /// - Parameters:
    ///   - code: a close code, 1000 to 4999.
    ///   - reason: for people, at most ``Limits/closeReasonBytesMax`` bytes.
    ///   - isDiscarding: what waits is forgotten, and a peer that does not even take the close is
    ///     cut off after ``Limits/closeSecondsMax``.
    /// - Source: RFC 6455 §7.4.
    @discardableResult
    public func close(
        _ socket: SocketID, code: Int = 1000, reason: String = "",
        discarding isDiscarding: Bool = false
    ) -> Bool {
        precondition((1000...4999).contains(code))
        precondition(reason.utf8.count <= Limits.closeReasonBytesMax)
        return onLoop {
            self.beginClose(socket, WebSocketClose(code: code, reason: reason), isDiscarding)
        }
    }

    private func onLoop(_ work: @escaping @Sendable () -> Void) -> Bool {
        guard loop.isCurrent else { return loop.post(work) }
        work()
        return true
    }
}

/// Beginning and end.
extension WebServer {
    private static let lastKey = Locked<UInt>(0)
    private static let all = Locked<[UInt: WebServer]>([:])

    /// The server of a connection; nil for those of a client.
    static func find(_ connection: OpaquePointer) -> WebServer? {
        guard let host = unsafe lws_get_vhost(connection) else { return nil }
        let key = UInt(bitPattern: unsafe lws_vhost_user(host))
        return all.withLock { $0[key] }
    }

    /// The port, nil where the library refuses. A port in use still gives a context, so the virtual
    /// host is made by itself and looked at.
    private func listen() -> Int? {
        guard let context = unsafe loop.library.pointee else { return nil }
        var info = unsafe lws_context_creation_info()
        var flags = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_VALIDATE_UTF8
        flags |= LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME
        if !options.address.contains(":") { flags |= LWS_SERVER_OPTION_DISABLE_IPV6 }
        if options.certificate != nil { flags |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT }
        unsafe info.options = UInt64(flags)
        unsafe info.port = Int32(options.port)
        unsafe info.user = UnsafeMutableRawPointer(bitPattern: key)
        unsafe info.keepalive_timeout = Int32(options.keepAliveSeconds)
        unsafe names.fill(&info)
        guard let host = unsafe lws_create_vhost(context, &info) else { return nil }
        let number = key
        loop.endings.append(
            (begins: { self.isEnding = true }, isOver: { Self.all.withLock { $0[number] = nil } }))
        return Int(unsafe lws_get_vhost_listen_port(host))
    }
}

/// What the library goes on reading after a virtual host was made.
@safe private final class VirtualHostNames {
    private let protocols: UnsafeMutablePointer<lws_protocols>
    private let policy: UnsafeMutablePointer<lws_retry_bo_t>
    private var texts: [UnsafeMutablePointer<CChar>] = unsafe []
    private let options: WebServerOptions

    init(_ options: WebServerOptions) {
        self.options = options
        unsafe protocols = .allocate(capacity: 2)
        unsafe policy = .allocate(capacity: 1)
        unsafe policy.initialize(to: lws_retry_bo_t())
        unsafe policy.pointee.secs_since_valid_ping = UInt16(options.pingSeconds)
        unsafe policy.pointee.secs_since_valid_hangup = UInt16(options.pingSeconds * 3 / 2)
        unsafe protocols.initialize(repeating: lws_protocols(), count: 2)
        unsafe protocols.pointee.name = UnsafePointer(copy("plimsoll"))
        unsafe protocols.pointee.callback = webServerHappened
        unsafe protocols.pointee.tx_packet_size = Library.sendBytesMax
    }

    deinit {
        while let text = unsafe texts.popLast() { unsafe text.deallocate() }
        unsafe protocols.deallocate()
        unsafe policy.deallocate()
    }

    func fill(_ info: inout lws_context_creation_info) {
        unsafe info.protocols = UnsafePointer(protocols)
        unsafe info.retry_and_idle_policy = UnsafePointer(policy)
        unsafe info.vhost_name = UnsafePointer(copy("plimsoll-\(options.port)"))
        unsafe info.iface = UnsafePointer(copy(options.address))
        guard let certificate = options.certificate else { return }
        unsafe info.alpn = UnsafePointer(copy("http/1.1"))
        unsafe info.ssl_cert_filepath = UnsafePointer(copy(certificate.chainPath))
        unsafe info.ssl_private_key_filepath = UnsafePointer(copy(certificate.keyPath))
    }

    private func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = text.utf8CString
        let room = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (place, byte) in bytes.enumerated() { unsafe (room + place).initialize(to: byte) }
        unsafe texts.append(room)
        return unsafe room
    }
}
