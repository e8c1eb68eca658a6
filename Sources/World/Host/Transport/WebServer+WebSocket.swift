internal import CLibwebsockets

/// WebSocket messages.
extension WebServer {
    /// A piece of a message came in.
    func receive(_ connection: WebConnection, _ input: UnsafeRawBufferPointer) -> Int32 {
        let handle = unsafe connection.handle
        // After our goodbye only the peer's own is of interest, and the library reads that.
        guard connection.end == nil else { return 0 }
        guard unsafe lws_frame_is_binary(handle) == 0 else {
            return end(connection, .notText, LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE)
        }
        guard connection.incoming.count + input.count <= options.messageBytesMax else {
            return end(connection, .messageTooLong, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE)
        }
        unsafe connection.incoming += input
        guard unsafe lws_is_final_fragment(handle) != 0 else { return 0 }
        application.received(
            connection.incoming, from: SocketID(number: connection.number), on: self)
        connection.incoming.removeAll(keepingCapacity: true)
        return 0
    }

    /// Puts a frame behind those that wait, or drops the peer that does not take them.
    func enqueue(_ frame: WebSocketFrame, _ socket: SocketID) {
        guard let connection = connections[socket.number], connection.isSocket,
            connection.end == nil
        else { return }
        if connection.outgoing.append(frame) {
            connection.askToWrite()
        } else {
            connection.end = .tooSlow
            connection.cut()
        }
    }

    /// As many frames as one write takes.
    func writeFrames(_ connection: WebConnection) -> Int32 {
        guard connection.end == nil else { return connection.end == .closed ? 0 : -1 }
        if !connection.outgoing.isEmpty {
            room.removeAll(keepingCapacity: true)
            room += repeatElement(0, count: Int(plimsoll_lws_pre))
            connection.outgoing.take(into: &room, upTo: Limits.writeBytesMax)
            // Of this kind the library takes the bytes as they are, and keeps what does not fit.
            guard send(connection, LWS_WRITE_HTTP) else { return -1 }
            if !connection.outgoing.isEmpty || connection.closeCode != nil {
                connection.askToWrite()
            }
            return 0
        }
        guard let code = connection.closeCode else { return 0 }
        return sayClose(connection, code)
    }

    /// Says why, and gives the peer time to say it back. The library would close at once here: from
    /// where it asks for what to write, its own way of closing is cut short in Debian's build.
    private func sayClose(_ connection: WebConnection, _ code: UInt32) -> Int32 {
        room.removeAll(keepingCapacity: true)
        room += repeatElement(0, count: Int(plimsoll_lws_pre))
        // RFC 6455 §5.5.1: the last frame, opcode 8, two bytes that hold the code.
        room += [0x88, 2, UInt8(code >> 8), UInt8(code & 0xFF)]
        connection.end = .closed
        unsafe lws_set_timeout(
            connection.handle, PENDING_TIMEOUT_CLOSE_ACK, Int32(Limits.closeSecondsMax))
        return send(connection, LWS_WRITE_HTTP) ? 0 : -1
    }

    private func end(
        _ connection: WebConnection, _ end: SocketEnd, _ code: lws_close_status
    ) -> Int32 {
        connection.end = end
        unsafe lws_close_reason(connection.handle, code, nil, 0)
        return -1
    }
}
