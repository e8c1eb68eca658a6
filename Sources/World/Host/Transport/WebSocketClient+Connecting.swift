internal import CLibwebsockets

/// From a name to a connection.
extension WebSocketClient {
    func found(_ answer: NameLookup.Answer) {
        guard state == .resolving else { return }
        switch answer {
        case .addresses(let addresses):
            state = .connecting
            addressesLeft = addresses[...]
            tryNext(makeFault(.nameUnknown, "the name has no address"))
        case .unknown(let words): finish(makeFault(.nameUnknown, words))
        case .tooMany: finish(makeFault(.tooMany(max: NameLookup.Limits.runningMax)))
        }
    }

    /// Tries the next address, or ends with what the last one met. Not from within a callback of
    /// the library for the same connection.
    private func tryNext(_ last: NetworkFault) {
        guard state == .connecting else { return }
        guard let digits = addressesLeft.popFirst(), let address else { return finish(last) }
        guard
            let host = loop.webSockets.host(
                caPath: options.caPath, pingSeconds: options.pingSeconds),
            let context = unsafe loop.library.pointee
        else { return finish(makeFault(.stopped)) }
        isBeginning = true
        isReached = false
        unsafe handle = unsafe begin(address, digits, host, context)
        let wasDestroyed = !isBeginning
        isBeginning = false
        guard unsafe handle == nil || wasDestroyed else { return }
        attemptFailed(.unreachable)
    }

    private func begin(
        _ address: WebAddress, _ digits: String, _ host: ClientHost, _ context: OpaquePointer
    ) -> OpaquePointer? {
        var info = unsafe lws_client_connect_info()
        unsafe info.context = context
        unsafe info.vhost = host.handle
        unsafe info.port = Int32(address.port)
        unsafe info.opaque_user_data = UnsafeMutableRawPointer(bitPattern: number)
        unsafe info.retry_and_idle_policy = UnsafePointer(host.policy)
        var flags = LCCSCF_HTTP_NO_FOLLOW_REDIRECT.rawValue
        if address.isSecure { flags |= LCCSCF_USE_SSL.rawValue }
        unsafe info.ssl_connection = Int32(flags)
        // The library copies the texts before it returns.
        return unsafe digits.withCString { digits in
            unsafe address.target.withCString { target in
                unsafe address.authority.withCString { authority in
                    unsafe "http/1.1".withCString { version in
                        unsafe ClientHost.protocolName.withCString { name in
                            unsafe info.address = digits
                            unsafe info.path = target
                            unsafe info.host = authority
                            unsafe info.alpn = version
                            unsafe info.local_protocol_name = name
                            return unsafe lws_client_connect_via_info(&info)
                        }
                    }
                }
            }
        }
    }

    /// The library gave up on one address, and said why.
    func attemptFailed(_ status: Int, _ words: String) {
        guard isReached else { return attemptFailed(.unreachable) }
        guard status < 200 else { return attemptFailed(.refused(status: status)) }
        let isTLS = ["cert", "tls", "SSL", "ssl"].contains { words.contains($0) }
        attemptFailed(isTLS ? .notTrusted : .broken, words)
    }

    private func attemptFailed(_ reason: NetworkFault.Reason, _ words: String = "") {
        let fault = makeFault(reason, words)
        unsafe handle = nil
        guard reason == .unreachable, !addressesLeft.isEmpty else { return finish(fault) }
        loop.webSockets.rename(self)
        loop.after(nanoseconds: 0) { self.tryNext(fault) }
    }
}

/// The clients of a loop, and what the library knows of them.
@safe final class WebSocketClients {
    private unowned let loop: EventLoop
    private var live: [UInt: WebSocketClient] = [:]
    private var hosts: [String: ClientHost] = [:]
    private var lastNumber: UInt = 0
    private var random = SystemRandomNumberGenerator()
    /// Built anew for each write; its memory stays.
    var room: [UInt8] = []

    init(_ loop: EventLoop) {
        self.loop = loop
        loop.endings.append((begins: { self.end() }, isOver: { self.hosts.removeAll() }))
    }

    func add(_ client: WebSocketClient) {
        lastNumber += 1
        client.number = lastNumber
        live[lastNumber] = client
    }

    func rename(_ client: WebSocketClient) {
        remove(client)
        add(client)
    }

    func remove(_ client: WebSocketClient) { live[client.number] = nil }

    func find(_ number: UInt) -> WebSocketClient? { live[number] }

    /// RFC 6455 §5.3: from a strong source.
    func nextMask() -> UInt32 { random.next() }

    /// Certificates and pings are a virtual host's matter: one for each kind of client.
    func host(caPath: String?, pingSeconds: Int) -> ClientHost? {
        let name = "client \(pingSeconds) \(caPath ?? "")"
        if let known = hosts[name] { return known }
        guard let context = unsafe loop.library.pointee else { return nil }
        let made = unsafe ClientHost(
            context, loopKey: loop.key, name: name, caPath: caPath, pingSeconds: pingSeconds)
        hosts[name] = made
        return made
    }

    private func end() {
        while let client = live.first?.value { client.abandon(client.makeFault(.stopped)) }
    }
}

/// A virtual host of the library that does not listen.
@safe final class ClientHost {
    static let protocolName = "plimsoll-client"
    let handle: OpaquePointer
    let policy: UnsafeMutablePointer<lws_retry_bo_t>
    private let protocols: UnsafeMutablePointer<lws_protocols>
    private let protocolName: UnsafeMutablePointer<CChar>

    init?(
        _ context: OpaquePointer, loopKey: UInt, name: String, caPath: String?, pingSeconds: Int
    ) {
        unsafe policy = .allocate(capacity: 1)
        unsafe policy.initialize(to: lws_retry_bo_t())
        unsafe policy.pointee.secs_since_valid_ping = UInt16(pingSeconds)
        unsafe policy.pointee.secs_since_valid_hangup = UInt16(pingSeconds * 2)
        unsafe protocolName = Self.copy(Self.protocolName)
        unsafe protocols = .allocate(capacity: 2)
        unsafe protocols.initialize(repeating: lws_protocols(), count: 2)
        unsafe protocols.pointee.name = UnsafePointer(protocolName)
        unsafe protocols.pointee.callback = webSocketClientHappened
        unsafe protocols.pointee.tx_packet_size = Library.sendBytesMax
        var info = unsafe lws_context_creation_info()
        unsafe info.port = CONTEXT_PORT_NO_LISTEN
        unsafe info.user = UnsafeMutableRawPointer(bitPattern: loopKey)
        unsafe info.protocols = UnsafePointer(protocols)
        var flags = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_VALIDATE_UTF8
        if caPath != nil { flags |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS }
        unsafe info.options = UInt64(flags)
        // It believes the system's certificates anyhow; without the name of a file it would believe
        // those in a folder beside the current one too.
        let trusted = caPath ?? "/dev/null"
        let made = unsafe name.withCString { name in
            unsafe trusted.withCString { trusted in
                // Empty, or the environment could send the connections through somebody else.
                unsafe "".withCString { nobody in
                    unsafe info.vhost_name = name
                    unsafe info.client_ssl_ca_filepath = trusted
                    unsafe info.http_proxy_address = nobody
                    return unsafe lws_create_vhost(context, &info)
                }
            }
        }
        guard let made = unsafe made else { return nil }
        unsafe handle = made
    }

    deinit {
        unsafe policy.deallocate()
        unsafe protocols.deallocate()
        unsafe protocolName.deallocate()
    }

    private static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = text.utf8CString
        let room = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (place, byte) in bytes.enumerated() { unsafe (room + place).initialize(to: byte) }
        return unsafe room
    }
}
