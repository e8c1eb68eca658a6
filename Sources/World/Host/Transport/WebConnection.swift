internal import CLibwebsockets

/// One connection of a server, on the loop's thread only.
@safe final class WebConnection {
    let handle: OpaquePointer
    let number: UInt
    /// The request that is being received or answered.
    var request: HTTPRequest?
    var exchange: UInt?
    var response: HTTPResponse?
    /// What is answered when the body that nobody takes is over.
    var refusal: HTTPResponse?
    /// A HEAD: the answer's headers go out, its body does not.
    var isHead = false
    /// Bytes of the body that were written; nil before the headers were.
    var bodyBytesWritten: Int?
    /// No further request can be told apart on this connection.
    var closesAfterAnswer = false
    /// How often the library handed over a body that was whole before.
    private var repeatedBodies = 0
    private var isHeldBack = false

    var isSocket = false
    var incoming: [UInt8] = []
    var outgoing: OutgoingFrames
    var goodbye: WebSocketClose?
    /// Bytes of the last write, of which the library may still hold some.
    var lastWriteBytes = 0
    var end: SocketEnd?
    private var isAsked = false

    init(_ handle: OpaquePointer, number: UInt, outgoingBytesMax: Int) {
        unsafe self.handle = unsafe handle
        self.number = number
        outgoing = OutgoingFrames(byteCountMax: outgoingBytesMax)
    }

    /// What the library took and the system has not, or a little more.
    var unsentBytes: Int { holdsBack ? lastWriteBytes : 0 }

    /// Whether the library holds some of the last write.
    var holdsBack: Bool { unsafe lws_partial_buffered(handle) != 0 }

    /// Has the library say when the peer can be written to. Asked once until it says so: each
    /// asking forgets what the system said in this turn of the loop, so that a connection for which
    /// there is more in every turn would never be written to.
    func askToWrite() {
        guard !isAsked else { return }
        isAsked = true
        _ = unsafe lws_callback_on_writable(handle)
    }

    /// The library says that the peer can be written to.
    func canWrite() { isAsked = false }

    func isLongBefore(seconds: Int) {
        unsafe lws_set_timeout(handle, PENDING_TIMEOUT_HTTP_CONTENT, Int32(seconds))
    }

    /// The peer sent more before the answer to a request with a body. The library hands over such
    /// a body once in each turn of the loop, or for ever, where it takes the head of the next
    /// request for its body: so nothing more is read, and the connection ends with the answer.
    /// False where only closing now helps.
    func holdsBackWhatFollows() -> Bool {
        repeatedBodies += 1
        guard repeatedBodies <= WebServer.Limits.repeatedBodiesMax else { return false }
        closesAfterAnswer = true
        // The library does not write, either, where it is told not to read.
        if response == nil, !isHeldBack {
            isHeldBack = true
            _ = unsafe lws_rx_flow_control(handle, 0)
        }
        return true
    }

    /// The answer is there.
    func askToAnswer() {
        if isHeldBack {
            isHeldBack = false
            _ = unsafe lws_rx_flow_control(handle, 1)
        }
        askToWrite()
    }

    /// Cuts the connection unless it ends by itself before.
    func isEndingSoon(seconds: Int) {
        unsafe lws_set_timeout(handle, PENDING_TIMEOUT_CLOSE_ACK, Int32(seconds))
    }

    /// Cuts the connection at the next turn, whatever waits.
    func cut() {
        unsafe lws_set_timeout(handle, PENDING_TIMEOUT_KILLED_BY_PARENT, LWS_TO_KILL_ASYNC)
        // The library looks at its timeouts after a socket's event: give it one.
        unsafe lws_cancel_service(lws_get_context(handle))
    }
}

/// Where libwebsockets calls. 0 goes on, anything else closes the connection.
func webServerHappened(
    _ handle: OpaquePointer?, _ reason: lws_callback_reasons, _: UnsafeMutableRawPointer?,
    _ bytes: UnsafeMutableRawPointer?, _ count: Int
) -> Int32 {
    guard let handle = unsafe handle, let server = unsafe WebServer.find(handle) else { return 0 }
    let input = unsafe UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    return unsafe server.happened(reason, to: handle, input)
}

extension WebServer {
    fileprivate func happened(
        _ reason: lws_callback_reasons, to handle: OpaquePointer, _ input: UnsafeRawBufferPointer
    ) -> Int32 {
        switch reason {
        case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
            return connections.count < options.connectionsMax && !isEnding ? 0 : 1
        case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
            unsafe begin(handle)
            return 0
        case LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_CONNECTED:
            return -1
        default:
            break
        }
        let number = UInt(bitPattern: unsafe lws_get_opaque_user_data(handle))
        guard let connection = connections[number] else { return 0 }
        switch reason {
        case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return upgrade(connection)
        case LWS_CALLBACK_HTTP: return unsafe requestBegan(connection, path: input)
        case LWS_CALLBACK_HTTP_BODY:
            if connection.request != nil { unsafe connection.request?.body += input }
            return 0
        case LWS_CALLBACK_HTTP_BODY_COMPLETION:
            if tellRefusal(connection) { return 0 }
            if connection.request == nil { return connection.holdsBackWhatFollows() ? 0 : -1 }
            dispatch(connection)
            return 0
        case LWS_CALLBACK_HTTP_WRITEABLE:
            connection.canWrite()
            return write(connection)
        case LWS_CALLBACK_ESTABLISHED:
            connection.isSocket = true
            connection.canWrite()
            let request = connection.request ?? HTTPRequest(method: "GET", path: "/")
            connection.request = nil
            application.opened(SocketID(number: number), by: request, on: self)
            return 0
        case LWS_CALLBACK_RECEIVE: return unsafe receive(connection, input)
        case LWS_CALLBACK_SERVER_WRITEABLE:
            connection.canWrite()
            return writeFrames(connection)
        case LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLOSED_HTTP, LWS_CALLBACK_WSI_DESTROY:
            forget(connection)
            return 0
        default:
            return 0
        }
    }

    private func begin(_ handle: OpaquePointer) {
        lastNumber += 1
        connections[lastNumber] = unsafe WebConnection(
            handle, number: lastNumber, outgoingBytesMax: options.outgoingBytesMax)
        unsafe lws_set_opaque_user_data(handle, UnsafeMutableRawPointer(bitPattern: lastNumber))
    }

    private func forget(_ connection: WebConnection) {
        guard connections.removeValue(forKey: connection.number) != nil else { return }
        if let exchange = connection.exchange { exchanges[exchange] = nil }
        guard connection.isSocket else { return }
        let ours: SocketEnd = connection.goodbye == nil ? .peer : .closed
        let end = connection.end ?? (isEnding ? .stopped : ours)
        application.closed(SocketID(number: connection.number), because: end, on: self)
    }
}
