internal import CLibwebsockets

/// WebSocket messages.
extension WebServer {
    /// A piece of a message came in.
    func receive(_ connection: WebConnection, _ input: UnsafeRawBufferPointer) -> Int32 {
        let handle = unsafe connection.handle
        // After our goodbye only the peer's own is of interest, and the library reads that.
        guard connection.end == nil else { return 0 }
        guard unsafe lws_frame_is_binary(handle) == 0 else {
            return end(
                connection, .notText, LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE,
                "only text is spoken here")
        }
        guard connection.incoming.count + input.count <= options.messageBytesMax else {
            return end(
                connection, .messageTooLong, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE,
                "a message has \(options.messageBytesMax) bytes at most")
        }
        unsafe connection.incoming += input
        guard unsafe lws_is_final_fragment(handle) != 0 else { return 0 }
        application.received(
            connection.incoming, from: SocketID(number: connection.number), on: self)
        connection.incoming.removeAll(keepingCapacity: true)
        return 0
    }

    /// Puts a frame behind those that wait, and asks for the peer to be written to.
    func enqueue(_ frame: WebSocketFrame, _ socket: SocketID) {
        append(frame, socket)?.askToWrite()
    }

    /// Puts a frame behind those that wait, or drops the peer that does not take them.
    ///
    /// - Returns: where it waits; nil where it does not.
    func append(_ frame: WebSocketFrame, _ socket: SocketID) -> WebConnection? {
        guard let connection = connections[socket.number], connection.isSocket,
            connection.end == nil, connection.goodbye == nil
        else { return nil }
        guard connection.outgoing.append(frame) else {
            connection.end = .tooSlow
            connection.cut()
            return nil
        }
        return connection
    }

    /// Writes without waiting for the loop to say that the peer can be written to: what the system
    /// does not take, the library keeps.
    func flushNow(_ socket: SocketID) {
        guard let connection = connections[socket.number], connection.isSocket,
            !connection.outgoing.isEmpty
        else { return }
        if connection.holdsBack {
            connection.askToWrite()
        } else if writeFrames(connection) != 0 {
            connection.cut()
        }
    }

    func beginClose(_ socket: SocketID, _ goodbye: WebSocketClose, _ isDiscarding: Bool) {
        guard let connection = connections[socket.number], connection.isSocket,
            connection.end == nil
        else { return }
        connection.goodbye = goodbye
        if isDiscarding {
            connection.outgoing.removeAll()
            connection.isEndingSoon(seconds: Limits.closeSecondsMax)
        }
        connection.askToWrite()
    }

    /// As many frames as one write takes.
    func writeFrames(_ connection: WebConnection) -> Int32 {
        guard connection.end == nil else { return connection.end == .closed ? 0 : -1 }
        if !connection.outgoing.isEmpty {
            room.removeAll(keepingCapacity: true)
            room += repeatElement(0, count: Int(plimsoll_lws_pre))
            connection.outgoing.take(into: &room, upTo: Limits.writeBytesMax)
            // Of this kind the library takes the bytes as they are, and keeps what does not fit.
            connection.lastWriteBytes = room.count
            guard send(connection, LWS_WRITE_HTTP) else { return -1 }
            if !connection.outgoing.isEmpty || connection.goodbye != nil {
                connection.askToWrite()
            }
            return 0
        }
        guard let goodbye = connection.goodbye else { return 0 }
        return sayClose(connection, goodbye)
    }

    /// Says why, and gives the peer time to say it back. The library would close at once here: from
    /// where it asks for what to write, its own way of closing is cut short in Debian's build.
    private func sayClose(_ connection: WebConnection, _ goodbye: WebSocketClose) -> Int32 {
        room.removeAll(keepingCapacity: true)
        room += repeatElement(0, count: Int(plimsoll_lws_pre))
        room += goodbye.bytes
        connection.end = .closed
        connection.isEndingSoon(seconds: Limits.closeSecondsMax)
        return send(connection, LWS_WRITE_HTTP) ? 0 : -1
    }

    private func end(
        _ connection: WebConnection, _ end: SocketEnd, _ code: lws_close_status, _ reason: String
    ) -> Int32 {
        connection.end = end
        var text = Array(reason.utf8)
        unsafe lws_close_reason(connection.handle, code, &text, text.count)
        return -1
    }
}
