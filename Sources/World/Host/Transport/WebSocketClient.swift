internal import CLibwebsockets

/// What a WebSocket client may do.
public struct WebSocketClientOptions: Sendable, Equatable {
    /// Certificates that vouch for the peer, as a PEM file, instead of the system's own.
    public var caPath: String?
    /// How long name, connection, TLS and handshake may take together. Nanoseconds.
    public var connectNanosecondsMax: Int64 = 10_000_000_000
    /// How long the peer may be silent; then it is pinged, and dropped when it stays silent for as
    /// long again. Seconds, 1 to 10 000.
    public var pingSeconds = 10
    /// A peer with a longer message is left with code 1009. Bytes.
    public var messageBytesMax = 1 << 24
    /// More than this may not wait to be sent. Bytes.
    public var outgoingBytesMax = 1 << 20

    /// The standard.
    public init() {}
}

/// Who is told what a WebSocket client meets. Everything is called on the loop's thread, and must
/// not block.
public protocol WebSocketClientObserver: AnyObject {
    /// The connection stands; messages may be sent from here on.
    func opened(_ client: WebSocketClient)
    /// A message came, whole; text (then valid UTF-8) or binary.
    func received(_ client: WebSocketClient, _ message: Span<UInt8>)
    /// The peer was silent for ``WebSocketClientOptions/pingSeconds``, was pinged, and answered: it
    /// lives. Its own pings are answered by the library, which does not tell.
    func pinged(_ client: WebSocketClient)
    /// It is over, or never began: exactly once, and the last of all. Nil where it was asked for.
    func closed(_ client: WebSocketClient, because fault: NetworkFault?)
}

/// One attempt at a WebSocket connection, and the connection that comes of it. To connect again,
/// make another.
///
/// Everything is called on the loop's thread. It keeps itself and its observer from ``connect()``
/// until it has told that it is closed. Nothing is told from within a call: neither a failure from
/// within ``connect()`` nor the end from within ``close()``.
@safe public final class WebSocketClient {
    /// Bounds of every client.
    public enum Limits {
        /// Path and query of the URL. Bytes.
        public static let targetBytesMax = 8192
        /// How long a peer may take to agree to a close; then it is cut off. Seconds.
        public static let closeSecondsMax = 5
        /// Bytes that go out in one write, unless a single message is longer.
        public static let writeBytesMax = 128 * 1024
    }

    /// Where it stands.
    enum State {
        /// → `resolving`, `ended`
        case idle
        /// The name is being looked up. → `connecting`, `ended`
        case resolving
        /// One address after the other is tried. → `open`, `ended`
        case connecting
        /// → `closing`, `ended`
        case open
        /// We said goodbye, or are about to once all is sent. → `ended`
        case closing
        case ended
    }

    /// The loop it runs on.
    public let loop: EventLoop
    /// The URL as it was given.
    public let url: String
    /// What it may do.
    public let options: WebSocketClientOptions

    // The loop's thread only.
    var state = State.idle
    var observer: (any WebSocketClientObserver)?
    /// What the library hands back to find this client again: another one for each address tried,
    /// since it may still report on the one before.
    var number: UInt = 0
    /// The library is inside of beginning a connection, and what it reports is in its answer too.
    var isBeginning = false
    /// The address answered; what comes after it is between the two programs.
    var isReached = false
    var address: WebAddress?
    var handle: OpaquePointer?
    var addressesLeft: ArraySlice<String> = []
    var incoming: [UInt8] = []
    var outgoing: OutgoingFrames
    var hasSaidClose = false
    /// Why it ends, where we or the peer's goodbye know better than the library.
    var fault: NetworkFault?
    private var deadline: EventLoop.TimerID?

    /// Prepares an attempt; nothing happens before ``connect()``.
    ///
    /// - Parameters:
    ///   - url: ws or wss, with its path and query as they go over the wire.
    ///   - observer: kept until it is told the end.
    public init(
        on loop: EventLoop, url: String,
        options: WebSocketClientOptions = WebSocketClientOptions(),
        observer: any WebSocketClientObserver
    ) {
        precondition((1...10_000).contains(options.pingSeconds))
        precondition(options.messageBytesMax >= 1 && options.outgoingBytesMax >= 1)
        precondition(options.connectNanosecondsMax >= 0)
        self.loop = loop
        self.url = url
        self.options = options
        self.observer = observer
        outgoing = OutgoingFrames(byteCountMax: options.outgoingBytesMax)
    }

    /// Whether messages can be sent.
    public var isOpen: Bool { state == .open }

    /// Begins the attempt. Once; on the loop only.
    public func connect() {
        precondition(loop.isCurrent, "sockets belong to the loop's thread")
        precondition(state == .idle, "a client connects once")
        state = .resolving
        loop.webSockets.add(self)
        guard let address = WebAddress(url, schemes: ["ws", "wss"]),
            address.target.utf8.count <= Limits.targetBytesMax
        else {
            endSoon(.unusableURL)
            return
        }
        self.address = address
        deadline = loop.after(nanoseconds: options.connectNanosecondsMax) {
            self.deadline = nil
            self.abandon(self.makeFault(.tooLate))
        }
        NameLookup.find(address.host, on: loop) { self.found($0) }
    }

    /// Sends a text message behind those that wait. On the loop only.
    ///
    /// - Parameter text: valid UTF-8.
    /// - Returns: false where there is no open connection, or more than
    ///   ``WebSocketClientOptions/outgoingBytesMax`` would wait: it was not sent and never will be.
    public func send(_ text: [UInt8]) -> Bool {
        precondition(loop.isCurrent, "sockets belong to the loop's thread")
        guard state == .open, let handle = unsafe handle else { return false }
        let frame = WebSocketFrame(
            opcode: WebSocketFrame.Opcode.text, payload: text, mask: loop.webSockets.nextMask())
        guard outgoing.append(frame) else { return false }
        _ = unsafe lws_callback_on_writable(handle)
        return true
    }

    /// Closes after what waits has been sent; the peer has a few seconds to agree. On the loop
    /// only.
    public func close() {
        precondition(loop.isCurrent, "sockets belong to the loop's thread")
        switch state {
        case .idle:
            state = .resolving
            loop.webSockets.add(self)
            endSoon(nil)
        case .resolving, .connecting: endSoon(nil)
        case .open:
            state = .closing
            if let handle = unsafe handle { _ = unsafe lws_callback_on_writable(handle) }
        case .closing, .ended: break
        }
    }

    func makeFault(_ reason: NetworkFault.Reason, _ detail: String = "") -> NetworkFault {
        NetworkFault(peer: address?.origin ?? "the peer", reason: reason, detail: detail)
    }

    private func endSoon(_ reason: NetworkFault.Reason?) {
        let fault = reason.map { makeFault($0) }
        loop.after(nanoseconds: 0) { self.abandon(fault) }
    }

    /// The deadline of the attempt is met.
    func isInTime() {
        if let deadline { loop.cancel(deadline) }
        deadline = nil
    }

    /// Ends it here and now, whatever the library still has to do with the connection.
    func abandon(_ fault: NetworkFault?) {
        guard state != .ended else { return }
        if let handle = unsafe handle {
            unsafe lws_set_timeout(handle, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_ASYNC)
            // The library looks at its timeouts after a socket's event: give it one.
            unsafe lws_cancel_service(lws_get_context(handle))
        }
        finish(fault)
    }

    /// Tells the end, once.
    func finish(_ fault: NetworkFault?) {
        guard state != .ended else { return }
        state = .ended
        isInTime()
        unsafe handle = nil
        loop.webSockets.remove(self)
        let observer = observer
        self.observer = nil
        observer?.closed(self, because: fault)
    }
}
