internal import CLibwebsockets

/// Requests and answers.
extension WebServer {
    private static let methods: [(lws_token_indexes, String)] = [
        (WSI_TOKEN_GET_URI, "GET"), (WSI_TOKEN_POST_URI, "POST"),
        (WSI_TOKEN_DELETE_URI, "DELETE"), (WSI_TOKEN_PUT_URI, "PUT"),
        (WSI_TOKEN_HEAD_URI, "HEAD"), (WSI_TOKEN_PATCH_URI, "PATCH"),
        (WSI_TOKEN_OPTIONS_URI, "OPTIONS"),
    ]

    private static let usualHeaders: [(lws_token_indexes, String)] = [
        (WSI_TOKEN_HOST, "host"), (WSI_TOKEN_HTTP_CONTENT_TYPE, "content-type"),
        (WSI_TOKEN_HTTP_ACCEPT, "accept"), (WSI_TOKEN_HTTP_AUTHORIZATION, "authorization"),
        (WSI_TOKEN_ORIGIN, "origin"), (WSI_TOKEN_HTTP_USER_AGENT, "user-agent"),
        (WSI_TOKEN_HTTP_COOKIE, "cookie"), (WSI_TOKEN_HTTP_IF_NONE_MATCH, "if-none-match"),
    ]

    /// The request whose headers are there; nil where its method is none of ours.
    private func readRequest(_ handle: OpaquePointer, path: String?) -> HTTPRequest? {
        guard
            let (token, method) = Self.methods.first(where: {
                unsafe lws_hdr_total_length(handle, $0.0) > 0
            }), let path = unsafe path ?? Library.header(token, of: handle)
        else { return nil }
        var request = HTTPRequest(method: method, path: path)
        var number: Int32 = 0
        while let part = unsafe Library.part(number, of: WSI_TOKEN_HTTP_URI_ARGS, of: handle) {
            request.query.append(part)
            number += 1
        }
        // Of a lone question mark the library makes a slash.
        if request.query == ["/"] { request.query = [] }
        for (token, name) in Self.usualHeaders {
            if let value = unsafe Library.header(token, of: handle) {
                request.headers.append(HTTPHeader(name, value))
            }
        }
        for name in options.headerNames {
            if let value = unsafe Library.header(named: name + ":", of: handle) {
                request.headers.append(HTTPHeader(name, value))
            }
        }
        var peer = [CChar](repeating: 0, count: 64)
        unsafe peer.withUnsafeMutableBufferPointer {
            _ = unsafe lws_get_peer_simple(handle, $0.baseAddress, $0.count)
        }
        request.peer = String(
            decoding: peer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return request
    }

    /// The headers of a request are there, its body perhaps not yet.
    func requestBegan(_ connection: WebConnection, path: UnsafeRawBufferPointer) -> Int32 {
        let handle = unsafe connection.handle
        let path = unsafe String(decoding: path, as: UTF8.self)
        guard let request = unsafe readRequest(handle, path: path) else {
            return refuse(connection, application.answer(to: .methodUnknown))
        }
        guard unsafe lws_hdr_total_length(handle, WSI_TOKEN_HTTP_TRANSFER_ENCODING) == 0 else {
            return refuse(connection, application.answer(to: .lengthMissing))
        }
        let length = unsafe Library.header(WSI_TOKEN_HTTP_CONTENT_LENGTH, of: handle)
        var expected = 0
        if let length {
            guard length.utf8.count <= 18, length.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(length)
            else {
                return refuse(connection, application.answer(to: .lengthUnreadable))
            }
            expected = number
        }
        guard expected <= options.bodyBytesMax else { return tooLong(connection, expected) }
        // Without a length the library waits for a body that never comes.
        connection.closesAfterAnswer =
            length == nil && ["POST", "PUT", "PATCH"].contains(request.method)
        connection.request = request
        connection.isHead = request.method == "HEAD"
        connection.request?.body.reserveCapacity(expected)
        if expected == 0 { dispatch(connection) }
        return 0
    }

    /// The request is whole.
    func dispatch(_ connection: WebConnection) {
        guard let request = connection.request, connection.exchange == nil else { return }
        connection.request = nil
        lastNumber += 1
        connection.exchange = lastNumber
        exchanges[lastNumber] = connection.number
        connection.isLongBefore(seconds: options.answerSecondsMax)
        application.received(request, as: ExchangeID(number: lastNumber), on: self)
    }

    func take(_ response: HTTPResponse, for exchange: ExchangeID) {
        guard let number = exchanges[exchange.number], let connection = connections[number],
            connection.response == nil
        else { return }
        connection.response =
            response.isSendable
            ? response : HTTPResponse(status: 500, text: "the answer could not be sent\n")
        connection.askToAnswer()
    }

    /// The next part of an answer.
    func write(_ connection: WebConnection) -> Int32 {
        guard let response = connection.response else { return 0 }
        room.removeAll(keepingCapacity: true)
        room += repeatElement(0, count: Int(plimsoll_lws_pre))
        var written = 0
        if let already = connection.bodyBytesWritten {
            written = already
        } else if !appendHead(of: response, to: connection) {
            return -1
        }
        let bodyBytes = connection.isHead ? 0 : response.body.count
        let end = min(bodyBytes, written + Limits.writeBytesMax)
        room += response.body[written..<end]
        guard send(connection, LWS_WRITE_HTTP) else { return -1 }
        connection.bodyBytesWritten = end
        if end < bodyBytes {
            connection.askToWrite()
            return 0
        }
        return finish(connection)
    }

    private func finish(_ connection: WebConnection) -> Int32 {
        if let exchange = connection.exchange { exchanges[exchange] = nil }
        connection.exchange = nil
        connection.response = nil
        connection.bodyBytesWritten = nil
        if connection.closesAfterAnswer { return -1 }
        return unsafe lws_http_transaction_completed(connection.handle) == 0 ? 0 : -1
    }

    /// Writes what is in `room`. False where the connection is of no more use.
    func send(_ connection: WebConnection, _ kind: lws_write_protocol) -> Bool {
        let before = Int(plimsoll_lws_pre)
        guard room.count > before else { return true }
        let handle = unsafe connection.handle
        let sent = unsafe room.withUnsafeMutableBufferPointer { bytes -> Int32 in
            guard let start = bytes.baseAddress else { return -1 }
            return unsafe lws_write(handle, start + before, bytes.count - before, kind)
        }
        return sent >= 0
    }

    /// The status line and the headers, by the library.
    private func appendHead(of response: HTTPResponse, to connection: WebConnection) -> Bool {
        let handle = unsafe connection.handle
        let closes = connection.closesAfterAnswer
        let before = room.count
        let headBytesMax = HTTPResponse.Limits.headerBytesMax + 1024
        room += repeatElement(0, count: headBytesMax)
        let length = unsafe room.withUnsafeMutableBufferPointer { bytes -> Int? in
            guard let start = bytes.baseAddress else { return nil }
            var place: UnsafeMutablePointer<UInt8>? = unsafe start + before
            let end = unsafe start + bytes.count
            guard
                unsafe lws_add_http_common_headers(
                    handle, UInt32(response.status), response.contentType,
                    UInt64(response.body.count), &place, end) == 0
            else { return nil }
            var headers = response.headers
            if closes { headers.append(HTTPHeader("connection", "close")) }
            for header in headers {
                let value = Array(header.value.utf8)
                guard
                    unsafe lws_add_http_header_by_name(
                        handle, Array((header.name + ":").utf8) + [0], value, Int32(value.count),
                        &place, end) == 0
                else { return nil }
            }
            guard unsafe lws_finalize_http_header(handle, &place, end) == 0 else { return nil }
            return unsafe place.map { unsafe $0 - start }
        }
        guard let length else { return false }
        room.removeLast(room.count - length)
        return true
    }
}

/// Requests that are answered without asking the application.
extension WebServer {
    /// Answers and closes.
    private func refuse(_ connection: WebConnection, _ response: HTTPResponse) -> Int32 {
        connection.closesAfterAnswer = true
        connection.response = response
        return write(connection)
    }

    /// The peer goes on sending its body for a while. It is read to its end before the answer goes
    /// out, so that the next request on this connection begins where it should.
    private func tooLong(_ connection: WebConnection, _ expected: Int) -> Int32 {
        let response = application.answer(to: .bodyTooLong(bytesMax: options.bodyBytesMax))
        guard expected <= Limits.bodyDiscardedBytesMax else { return refuse(connection, response) }
        connection.refusal = response
        return 0
    }

    /// A body that was too long is over.
    func tellRefusal(_ connection: WebConnection) -> Bool {
        guard let refusal = connection.refusal else { return false }
        connection.refusal = nil
        connection.response = refusal
        connection.askToWrite()
        return true
    }

    /// The library itself takes any method, version and key.
    ///
    /// - Source: RFC 6455, 4.2.1.
    private func isHandshakeSound(_ handle: OpaquePointer, _ request: HTTPRequest) -> Bool {
        let key = unsafe Library.header(WSI_TOKEN_KEY, of: handle).map { Array($0.utf8) } ?? []
        let isBase64 = key.dropLast(2).allSatisfy { byte in
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || (0x2F...0x39).contains(byte) || byte == UInt8(ascii: "+")
        }
        return request.method == "GET"
            && (unsafe Library.header(WSI_TOKEN_VERSION, of: handle)) == "13"
            && key.count == 24 && isBase64 && key.suffix(2).allSatisfy { $0 == UInt8(ascii: "=") }
    }

    /// Whether the request may become a WebSocket: 0 for yes, 1 where it was answered.
    func upgrade(_ connection: WebConnection) -> Int32 {
        let handle = unsafe connection.handle
        let kind = unsafe Library.header(WSI_TOKEN_UPGRADE, of: handle)
        guard let request = unsafe readRequest(handle, path: nil),
            kind?.lowercased() == "websocket"
        else { return -1 }
        let isSound = unsafe isHandshakeSound(handle, request)
        let refusal =
            isSound ? application.refusal(of: request) : application.answer(to: .handshakeUnsound)
        guard let response = refusal else {
            connection.request = request
            return 0
        }
        room.removeAll(keepingCapacity: true)
        room += repeatElement(0, count: Int(plimsoll_lws_pre))
        guard response.isSendable, response.body.count <= Limits.writeBytesMax,
            appendHead(of: response, to: connection)
        else { return -1 }
        room += response.body
        return send(connection, LWS_WRITE_HTTP) ? 1 : -1
    }
}
