internal import CCurl
internal import CLibwebsockets

/// An HTTP/1.1 client on an event loop, by libcurl; it lives as long as its loop.
///
/// It sends a request once or not at all: it follows no redirect, never waits for leave to send a
/// body, and forbids the library to send anew what a dead connection may have swallowed. Proxies
/// of the environment are not used. Certificates and names are verified.
@safe public final class HTTPClient: @unchecked Sendable {
    /// The loop it runs on.
    public let loop: EventLoop
    /// What it may do.
    public let options: HTTPClientOptions

    let key: UInt
    // From here on: the loop's thread only.
    var calls: [UInt: RunningCall] = [:]
    private var multi: UnsafeMutableRawPointer?
    private var polls: [Int32: UnsafeMutablePointer<uv_poll_t>] = unsafe [:]
    private var lastCall: UInt = 0
    private var timer: EventLoop.TimerID?

    /// A client on `loop`. Any thread.
    ///
    /// - Throws: ``TransportFault`` where the loop is stopping or libcurl refuses.
    public init(
        on loop: EventLoop, options: HTTPClientOptions = HTTPClientOptions()
    ) throws(TransportFault) {
        precondition(options.callsMax >= 1 && options.idleConnectionsMax >= 1)
        precondition(options.connectionsMax ?? 1 >= 1)
        precondition(options.connectNanosecondsMax > 0 && options.idleSecondsMax >= 0)
        guard Self.isLibraryReady else { throw TransportFault(.startClient, .exhausted) }
        self.loop = loop
        self.options = options
        key = Self.lastKey.withLock { last in
            last += 1
            return last
        }
        Self.all.withLock { $0[key] = self }
        let isMade = loop.isCurrent ? begin() : loop.perform { self.begin() }
        guard isMade == true else {
            Self.all.withLock { $0[key] = nil }
            throw TransportFault(.startClient, isMade == nil ? .stopped : .exhausted)
        }
    }

    /// Sends a request. On the loop only.
    ///
    /// - Parameter then: called on the loop, exactly once, and not from within this call.
    public func send(_ call: HTTPCall, then: @escaping (HTTPOutcome) -> Void) {
        precondition(loop.isCurrent, "sockets belong to the loop's thread")
        let address = WebAddress(call.url, schemes: ["http", "https"])
        func refuse(_ reason: NetworkFault.Reason) {
            let fault = NetworkFault(peer: address?.origin ?? "the peer", reason: reason)
            // Where the loop ends before that, the end itself tells.
            lastCall += 1
            let number = lastCall
            refused[number] = { then(.neverSent(fault)) }
            loop.after(nanoseconds: 0) { self.refused.removeValue(forKey: number)?() }
        }
        guard let address else { return refuse(.unusableURL) }
        guard call.isSendable else { return refuse(.unusableRequest) }
        guard calls.count < options.callsMax else { return refuse(.tooMany(max: options.callsMax)) }
        guard let multi = unsafe multi else { return refuse(.stopped) }
        lastCall += 1
        let number = lastCall & Self.numberMask
        guard calls[number] == nil,
            let running = unsafe RunningCall(
                call, address, options, place: place(of: number), then)
        else { return refuse(.tooMany(max: options.callsMax)) }
        calls[number] = running
        guard unsafe curl_multi_add_handle(multi, running.handle) == CURLM_OK else {
            calls[number] = nil
            return refuse(.tooMany(max: options.callsMax))
        }
    }

    /// Refusals that wait to be told.
    private var refused: [UInt: () -> Void] = [:]
}

/// The library's side: it says which sockets to watch and when to wake it.
extension HTTPClient {
    private static let lastKey = Locked<UInt>(0)
    private static let all = Locked<[UInt: HTTPClient]>([:])
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    /// What C hands back holds the client above and one of its calls or sockets below.
    private static let numberBits: UInt = 32
    private static let numberMask: UInt = 1 << numberBits - 1

    static func find(_ place: UnsafeMutableRawPointer?) -> (client: HTTPClient, number: UInt)? {
        let place = UInt(bitPattern: place)
        return all.withLock { $0[place >> numberBits] }.map { ($0, place & numberMask) }
    }

    private func place(of number: UInt) -> UnsafeMutableRawPointer? {
        unsafe UnsafeMutableRawPointer(bitPattern: key << Self.numberBits | number)
    }

    private func begin() -> Bool {
        guard let made = unsafe curl_multi_init() else { return false }
        let status = unsafe plimsoll_curl_multi_set(
            made,
            { _, socket, what, place, _ in
                unsafe HTTPClient.find(place)?.client.watch(socket, for: what)
                return 0
            },
            { _, milliseconds, place in
                unsafe HTTPClient.find(place)?.client.wake(afterMilliseconds: milliseconds)
                return 0
            }, place(of: 0), options.idleConnectionsMax, options.connectionsMax ?? 0)
        guard status == CURLM_OK else {
            unsafe curl_multi_cleanup(made)
            return false
        }
        unsafe multi = unsafe made
        let number = key
        loop.endings.append(
            (begins: { self.end() }, isOver: { Self.all.withLock { $0[number] = nil } }))
        return true
    }

    private func wake(afterMilliseconds milliseconds: Int) {
        if let timer { loop.cancel(timer) }
        timer = nil
        guard milliseconds >= 0 else { return }
        timer = loop.after(nanoseconds: Int64(milliseconds) * 1_000_000) {
            self.timer = nil
            self.happened(at: CURL_SOCKET_TIMEOUT, 0)
        }
    }

    private func watch(_ socket: curl_socket_t, for what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            if let poll = unsafe polls.removeValue(forKey: socket) { unsafe Self.close(poll) }
            return
        }
        var events: Int32 = 0
        if what != CURL_POLL_OUT { events |= Int32(UV_READABLE.rawValue) }
        if what != CURL_POLL_IN { events |= Int32(UV_WRITABLE.rawValue) }
        guard let poll = unsafe polls[socket] ?? open(socket) else { return }
        unsafe uv_poll_start(poll, events) { poll, status, events in
            guard let poll = unsafe poll,
                let found = unsafe HTTPClient.find(poll.pointee.data)
            else { return }
            var what: Int32 = 0
            if status < 0 { what = CURL_CSELECT_ERR }
            if events & Int32(UV_READABLE.rawValue) != 0 { what |= CURL_CSELECT_IN }
            if events & Int32(UV_WRITABLE.rawValue) != 0 { what |= CURL_CSELECT_OUT }
            found.client.happened(at: curl_socket_t(found.number), what)
        }
    }

    private func open(_ socket: curl_socket_t) -> UnsafeMutablePointer<uv_poll_t>? {
        let poll = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)
        guard unsafe uv_poll_init_socket(loop.loop, poll, socket) == 0 else {
            // Nobody watches it: the request ends at its deadline.
            unsafe poll.deallocate()
            return nil
        }
        unsafe poll.pointee.data = place(of: UInt(socket))
        unsafe polls[socket] = unsafe poll
        return unsafe poll
    }

    private static func close(_ poll: UnsafeMutablePointer<uv_poll_t>) {
        unsafe uv_poll_stop(poll)
        unsafe uv_close(plimsoll_uv_poll_handle(poll)) { handle in
            unsafe UnsafeMutableRawPointer(handle)?.deallocate()
        }
    }

    /// Lets the library work, and tells what is done.
    private func happened(at socket: curl_socket_t, _ what: Int32) {
        guard let multi = unsafe multi else { return }
        var count: Int32 = 0
        _ = unsafe curl_multi_socket_action(multi, socket, what, &count)
        while let multi = unsafe self.multi,
            let message = unsafe curl_multi_info_read(multi, &count)
        {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            let handle = unsafe message.pointee.easy_handle
            let result = unsafe message.pointee.data.result
            let place = unsafe plimsoll_curl_private(handle)
            _ = unsafe curl_multi_remove_handle(multi, handle)
            guard let found = unsafe HTTPClient.find(place),
                let call = calls.removeValue(forKey: found.number)
            else { continue }
            call.then(call.outcome(result))
        }
    }

    private func end() {
        guard let multi = unsafe multi else { return }
        unsafe self.multi = nil
        while let (number, call) = calls.first {
            calls[number] = nil
            _ = unsafe curl_multi_remove_handle(multi, call.handle)
            call.then(call.failed(.stopped))
        }
        while let number = refused.keys.first { refused.removeValue(forKey: number)?() }
        unsafe curl_multi_cleanup(multi)
        while let socket = unsafe polls.keys.first { watch(socket, for: CURL_POLL_REMOVE) }
    }
}
