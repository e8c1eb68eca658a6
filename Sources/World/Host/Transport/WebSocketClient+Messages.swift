internal import CLibwebsockets

/// Where libwebsockets calls. 0 goes on, anything else closes the connection.
func webSocketClientHappened(
    _ handle: OpaquePointer?, _ reason: lws_callback_reasons, _: UnsafeMutableRawPointer?,
    _ bytes: UnsafeMutableRawPointer?, _ count: Int
) -> Int32 {
    guard let handle = unsafe handle,
        let host = unsafe lws_get_vhost(handle),
        let loop = EventLoop.find(UInt(bitPattern: unsafe lws_vhost_user(host))),
        let client = loop.webSockets.find(
            UInt(bitPattern: unsafe lws_get_opaque_user_data(handle)))
    else { return 0 }
    let input = unsafe UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
    return unsafe client.happened(reason, handle, input)
}

extension WebSocketClient {
    fileprivate func happened(
        _ reason: lws_callback_reasons, _ handle: OpaquePointer, _ input: UnsafeRawBufferPointer
    ) -> Int32 {
        if reason == LWS_CALLBACK_WSI_CREATE { isReached = true }
        guard !isBeginning else {
            if reason == LWS_CALLBACK_WSI_DESTROY { isBeginning = false }
            return 0
        }
        switch reason {
        case LWS_CALLBACK_CLIENT_ESTABLISHED:
            unsafe self.handle = handle
            state = .open
            isInTime()
            observer?.opened(self)
            return 0
        case LWS_CALLBACK_CLIENT_RECEIVE: return unsafe receive(handle, input)
        case LWS_CALLBACK_CLIENT_WRITEABLE: return unsafe write(handle)
        case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
            if state == .open { observer?.pinged(self) }
            return 0
        case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
            let code = input.count >= 2 ? unsafe Int(input[0]) << 8 | Int(input[1]) : nil
            fault = fault ?? makeFault(.closed(code: code))
            return 0
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
            let status = Int(unsafe lws_http_client_http_response(handle))
            let words = unsafe input.prefix { $0 != 0 }
            attemptFailed(status, unsafe String(decoding: words, as: UTF8.self))
            return 0
        case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_WSI_DESTROY:
            gone()
            return 0
        default:
            return 0
        }
    }

    /// The connection is no more. A peer that drops in the handshake gives only this.
    private func gone() {
        switch state {
        case .idle, .resolving, .ended: break
        case .connecting: attemptFailed(0, "")
        case .open: finish(fault ?? makeFault(.broken))
        case .closing: finish(nil)
        }
    }

    /// A piece of a message came in.
    private func receive(_ handle: OpaquePointer, _ input: UnsafeRawBufferPointer) -> Int32 {
        // After our goodbye only the peer's own is of interest, and the library reads that.
        guard state == .open else { return 0 }
        unsafe lws_validity_confirmed(handle)
        guard incoming.count + input.count <= options.messageBytesMax else {
            fault = makeFault(.tooLong(bytesMax: options.messageBytesMax))
            unsafe lws_close_reason(handle, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, nil, 0)
            return -1
        }
        let isLast = unsafe lws_is_final_fragment(handle) != 0
        if isLast, incoming.isEmpty {
            let message = unsafe input.assumingMemoryBound(to: UInt8.self)
            observer?.received(self, unsafe message.span)
            return 0
        }
        unsafe incoming += input
        guard isLast else { return 0 }
        observer?.received(self, incoming.span)
        incoming.removeAll(keepingCapacity: true)
        return 0
    }

    /// As many messages as one write takes; our goodbye when all are sent.
    private func write(_ handle: OpaquePointer) -> Int32 {
        guard state == .open || state == .closing, !hasSaidClose else { return 0 }
        if outgoing.isEmpty {
            guard state == .closing else { return 0 }
            hasSaidClose = true
            // 1000, the normal end: RFC 6455 §7.4.1.
            let goodbye = WebSocketFrame(
                opcode: WebSocketFrame.Opcode.close, payload: [0x03, 0xE8],
                mask: loop.webSockets.nextMask())
            _ = outgoing.append(goodbye)
            unsafe lws_set_timeout(
                handle, PENDING_TIMEOUT_CLOSE_ACK, Int32(Limits.closeSecondsMax))
        }
        let sockets = loop.webSockets
        let before = Int(plimsoll_lws_pre)
        sockets.room.removeAll(keepingCapacity: true)
        sockets.room += repeatElement(0, count: before)
        outgoing.take(into: &sockets.room, upTo: Limits.writeBytesMax)
        let sent = unsafe sockets.room.withUnsafeMutableBufferPointer { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return -1 }
            // Of this kind the library takes the bytes as they are, and keeps what does not fit.
            return unsafe lws_write(handle, start + before, bytes.count - before, LWS_WRITE_HTTP)
        }
        guard sent >= 0 else { return -1 }
        if !outgoing.isEmpty || state == .closing { _ = unsafe lws_callback_on_writable(handle) }
        return 0
    }
}
