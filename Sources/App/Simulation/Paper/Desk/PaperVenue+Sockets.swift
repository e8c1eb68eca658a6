internal import Domain
internal import Host
internal import Wire

/// WebSockets: market streams at `/ws` and `/stream`, requests at `/ws-api/v3`.
///
/// - Source: Binance spot, "WebSocket streams", "WebSocket API general information", 2025-01.
extension PaperVenue {
    /// Nil where the address is one of ours and there is room.
    func refusal(of upgrade: HTTPRequest) -> HTTPResponse? {
        guard now >= refusesUntil else {
            return HTTPResponse(status: 503, text: "refused on purpose\n")
        }
        guard sockets.count < PaperOptions.Limits.socketsMax else {
            return HTTPResponse(status: 429, text: "too many connections\n")
        }
        let path = Self.address(upgrade.path, isFutures: futures != nil)
        let isOurs =
            path == "/ws" || path.hasPrefix("/ws/") || path == "/stream" || path == "/ws-api/v3"
            || path == "/stream/"
        return isOurs ? nil : HTTPResponse(status: 404, text: "no such stream\n")
    }

    func opened(_ id: SocketID, by upgrade: HTTPRequest) {
        let path = Self.address(upgrade.path, isFutures: futures != nil)
        var kind = SocketKind.raw
        if path.hasPrefix("/stream") { kind = .combined }
        if path == "/ws-api/v3" { kind = .requests }
        sockets[id] = Socket(kind: kind, peer: upgrade.peer)
        socketOrder.append(id)
        if kind == .raw, path.hasPrefix("/ws/") {
            for name in path.dropFirst(4).split(separator: "/") { join(String(name), id) }
        } else if kind == .combined {
            let list = upgrade.query.first { $0.hasPrefix("streams=") }?.dropFirst(8) ?? ""
            for name in list.split(separator: "/") { join(String(name), id) }
        }
    }

    /// Futures are told below three roots, one for each kind of stream; here all tell everything.
    ///
    /// - Source: Binance USD-M futures, "WebSocket Streams", "Connect", 2026-04.
    private static func address(_ path: String, isFutures: Bool) -> String {
        let root = ["/public", "/market", "/private"].first { path.hasPrefix($0 + "/") }
        guard isFutures, let root else { return path }
        return String(path.dropFirst(root.count))
    }

    func closed(_ id: SocketID) {
        for name in sockets[id]?.streams ?? [] { leave(name, id) }
        sockets[id] = nil
        socketOrder.removeAll { $0 == id }
    }

    private func join(_ name: String, _ id: SocketID) {
        guard let socket = sockets[id], socket.streams.count < PaperOptions.Limits.streamsMax,
            !socket.streams.contains(name)
        else { return }
        if let entry = listenKeys.first(where: { $0.key == name }) {
            sockets[id]?.listener = entry.account
            return
        }
        sockets[id]?.streams.append(name)
        subscribers[name, default: []].append(id)
        tape?.wanted(name, at: time.monotonicNanoseconds())
    }

    private func leave(_ name: String, _ id: SocketID) {
        sockets[id]?.streams.removeAll { $0 == name }
        let left = (subscribers[name] ?? []).filter { $0 != id }
        subscribers[name] = left.isEmpty ? nil : left
    }

    func received(_ message: [UInt8], from id: SocketID) {
        guard let socket = sockets[id] else { return }
        var document = JSONDocument(limits: .init(depthMax: 8, bytesMax: 1 << 20, nodesMax: 8192))
        do throws(JSONFault) { try document.parse(message.span) } catch {
            return send(Self.notUnderstood("invalid JSON", id: "null"), to: id)
        }
        let frame = Frame(message, document)
        if socket.kind == .requests {
            serve(frame, socket, id)
        } else {
            subscribe(frame, socket, id)
        }
    }

    /// A message of a client: `id`, `method`, `params`.
    struct Frame {
        let bytes: [UInt8]
        let document: JSONDocument

        init(_ bytes: [UInt8], _ document: JSONDocument) {
            self.bytes = bytes
            self.document = document
        }

        var method: String? {
            document.member("method", of: document.root, in: bytes.span)
                .flatMap { document.string($0, in: bytes.span) }
        }

        var parameters: JSONDocument.Node? {
            document.member("params", of: document.root, in: bytes.span)
        }

        /// The identifier as JSON, to be given back as it came.
        var id: String {
            guard let node = document.member("id", of: document.root, in: bytes.span) else {
                return "null"
            }
            if document.kind(node) == .string {
                var json = JSONWriter()
                json.text(document.string(node, in: bytes.span) ?? "")
                return String(decoding: json.bytes, as: UTF8.self)
            }
            return value(node) ?? "null"
        }

        /// A string, number or truth value as text.
        func value(_ node: JSONDocument.Node) -> String? {
            if let text = document.string(node, in: bytes.span) { return text }
            if let truth = document.bool(node) { return truth ? "true" : "false" }
            return document.kind(node) == .number
                ? document.range(node).map { String(decoding: bytes[$0], as: UTF8.self) } : nil
        }

        var texts: [String] {
            guard let list = parameters else { return [] }
            var cursor = document.cursor(list)
            var result: [String] = []
            while let node = document.next(&cursor) {
                if let text = document.string(node, in: bytes.span) { result.append(text) }
            }
            return result
        }
    }

    private static func notUnderstood(_ why: String, id: String) -> [UInt8] {
        Array(
            "{\"error\":{\"code\":2,\"msg\":\"Invalid request: \(why)\"},\"id\":\(id)}".utf8)
    }

    // MARK: - Market streams

    private func subscribe(_ frame: Frame, _ socket: Socket, _ id: SocketID) {
        var result = "null"
        switch frame.method {
        case "SUBSCRIBE": for name in frame.texts { join(name, id) }
        case "UNSUBSCRIBE": for name in frame.texts { leave(name, id) }
        case "LIST_SUBSCRIPTIONS":
            var json = JSONWriter()
            json.beginArray()
            for name in socket.streams { json.text(name) }
            json.endArray()
            result = String(decoding: json.bytes, as: UTF8.self)
        case let other:
            let why = other == nil ? "method must be a string" : "unknown method"
            return send(Self.notUnderstood(why, id: frame.id), to: id)
        }
        send(Array("{\"result\":\(result),\"id\":\(frame.id)}".utf8), to: id)
    }

    // MARK: - Requests

    private func serve(_ frame: Frame, _ socket: Socket, _ id: SocketID) {
        let call: PaperCall
        do throws(PaperRefusal) {
            call = try self.call(frame, socket, id)
        } catch {
            return send(envelope(PaperAnswer(error), frame.id), to: id)
        }
        let (answer, fate) = serve(call)
        var delay = options.latencyMilliseconds
        switch fate {
        case .lost: return
        case .late(let milliseconds): delay += milliseconds
        case .sent, .replaced: break
        }
        let text = envelope(answer, frame.id)
        guard delay > 0, let server else { return send(text, to: id) }
        server.loop.after(nanoseconds: delay * 1_000_000) {
            server.send(WebSocketFrame(text: text), to: id)
        }
    }

    private func call(
        _ frame: Frame, _ socket: Socket, _ id: SocketID
    ) throws(PaperRefusal) -> PaperCall {
        guard let method = frame.method, let operation = PaperOperation.find(named: method) else {
            throw PaperRefusal(-1020, "This operation is not supported.")
        }
        var parameters = RequestParameters()
        if let object = frame.parameters {
            var cursor = frame.document.cursor(object)
            while let member = frame.document.nextMember(&cursor) {
                guard let name = frame.document.string(member.name, in: frame.bytes.span),
                    let value = frame.value(member.value)
                else { continue }
                try parameters.add(name, value)
            }
        }
        let signed = parameters.pairs.filter { $0.name != "signature" }
            .sorted { $0.name < $1.name }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let key = parameters.pairs.first { $0.name == "apiKey" }?.value
        return PaperCall(
            ask: .spot(operation), parameters: parameters, key: key,
            payloads: [Array(signed.utf8)], peer: socket.peer, socket: id)
    }

    private func envelope(_ answer: PaperAnswer, _ id: String) -> [UInt8] {
        let isGood = answer.refusal == nil
        var limits = JSONWriter()
        limits.beginArray()
        limits.beginObject()
        limits.member("rateLimitType", "REQUEST_WEIGHT")
        limits.member("interval", "MINUTE")
        limits.member("intervalNum", 1)
        limits.member("limit", limiter.bounds.weightPerMinute)
        limits.member("count", answer.weightUsed)
        limits.endObject()
        limits.endArray()
        return Array("{\"id\":\(id),\"status\":\(answer.status),".utf8)
            + Array((isGood ? "\"result\":" : "\"error\":").utf8) + answer.body
            + Array(",\"rateLimits\":".utf8) + limits.bytes + [UInt8(ascii: "}")]
    }
}
