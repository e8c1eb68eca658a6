internal import Domain
internal import Host
internal import Wire

/// WebSockets: who comes and goes, and what they ask.
extension EdgeDesk {
    func refusal(of upgrade: HTTPRequest) -> HTTPResponse? {
        do throws(Problem) {
            if let objection = LocalNames.objection(to: upgrade) { throw objection }
            guard upgrade.path == Route.socket.path else { throw .routeUnknown(upgrade.path) }
            _ = try Query(upgrade, [])
            guard !isDraining else { throw Problem(.draining) }
            guard counters.sockets < LiveLimits.socketsMax else { throw .socketsTooMany }
            return nil
        } catch {
            counters.answered(Route.socket.rawValue, error.status)
            return error.response
        }
    }

    func opened(_ socket: SocketID, _ server: WebServer) {
        self.server = server
        counters.sockets += 1
        counters.socketsOpened += 1
        live.sockets[socket] = LiveSocket(socket)
    }

    func closed(_ socket: SocketID, _ end: SocketEnd) {
        counters.sockets -= 1
        forget(socket)
        finishDrain()
    }

    /// Nothing is sent to it any more.
    private func forget(_ id: SocketID) {
        guard let socket = live.sockets.removeValue(forKey: id) else { return }
        for feed in socket.feeds {
            feed.remove(socket)
            live.dropIfUnused(feed)
        }
    }

    func received(_ message: [UInt8], _ id: SocketID) {
        counters.messagesIn += 1
        guard let socket = live.sockets[id] else { return }
        var name = MessageID.none
        do throws(Problem) {
            try parseMessage(message)
            name = try messageID(message.span)
            try carryOut(message.span, name, socket)
        } catch {
            refuse(.socket(id, name), error)
            flushAnswers()
        }
    }

    private func parseMessage(_ message: [UInt8]) throws(Problem) {
        do throws(JSONFault) {
            try document.parse(message.span)
        } catch {
            throw .malformed(error)
        }
        guard document.kind(document.root) == .object else { throw .notAnObject(nil) }
    }

    private func messageID(_ text: Span<UInt8>) throws(Problem) -> MessageID {
        guard let node = document.member("id", of: document.root, in: text) else { return .none }
        var fix: String {
            "write a whole number or a text of \(LiveLimits.messageIDBytesMax) bytes at most"
        }
        switch document.kind(node) {
        case .null: return .none
        case .number:
            guard let number = document.integer(node, in: text) else {
                throw .invalid("id", "id is no whole number of 64 bits", fix: fix)
            }
            return .number(number)
        case .string:
            guard let name = document.string(node, in: text),
                name.utf8.count <= LiveLimits.messageIDBytesMax
            else { throw .invalid("id", "id is too long", fix: fix) }
            return .text(name)
        case .object, .array, .true, .false:
            throw .wrongType("id", document.kind(node), fix: fix)
        }
    }

    private func carryOut(
        _ text: Span<UInt8>, _ id: MessageID, _ socket: LiveSocket
    ) throws(Problem) {
        guard let op = try SocketOperation(document, text) else {
            throw .missingField("op", fix: "write \(SocketOperation.choice)")
        }
        let object = try StrictObject(document.root, in: document, text, op.members)
        switch op {
        case .placeOrder:
            guard let node = object[2] else {
                throw .missingField("order", fix: "write the order as POST /api/v1/orders takes it")
            }
            try submit(readOrder(node, text), .socket(socket.id, id))
        case .cancelOrder:
            guard let order = try object.text(2, in: text) else {
                throw .missingField("clientOrderId", fix: "name the order to cancel")
            }
            try cancel(reference(order, object.text(3, in: text)), .socket(socket.id, id))
        case .amendOrder:
            guard let order = try object.text(2, in: text) else {
                throw .missingField("clientOrderId", fix: "name the order to amend")
            }
            try amend(
                reference(order, object.text(3, in: text)), object, firstPlace: 4, text,
                .socket(socket.id, id))
        case .cancelAll: try cancelAll(scope(object, place: 2, text), .socket(socket.id, id))
        case .subscribe: subscribe(try channels(object, text), id, socket)
        case .unsubscribe: unsubscribe(try channels(object, text), id, socket)
        case .ping:
            say(to: socket.id) { writer in
                writer.member("type", "pong")
                writer.member(id)
            }
        }
    }

    private func channels(
        _ object: StrictObject, _ text: Span<UInt8>
    ) throws(Problem) -> [String] {
        let fix = "write an array of names: [\"orders\",\"book:BTCUSDT\"]"
        guard let node = object[2] else { throw .missingField("channels", fix: fix) }
        guard document.kind(node) == .array else {
            throw .wrongType("channels", document.kind(node), fix: fix)
        }
        guard document.count(node) <= LiveLimits.channelsMax else { throw .channelsTooMany }
        var names: [String] = []
        var cursor = document.cursor(node)
        while let element = document.next(&cursor) {
            guard document.kind(element) == .string,
                let name = document.string(element, in: text)
            else { throw .wrongType("channels", document.kind(element), fix: fix) }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}

/// What may be asked over a WebSocket.
private enum SocketOperation: CaseIterable {
    case placeOrder, cancelOrder, amendOrder, cancelAll, ping, subscribe, unsubscribe

    var word: JSONKey {
        switch self {
        case .placeOrder: "order.place"
        case .cancelOrder: "order.cancel"
        case .amendOrder: "order.amend"
        case .cancelAll: "order.cancelAll"
        case .ping: "ping"
        case .subscribe: "subscribe"
        case .unsubscribe: "unsubscribe"
        }
    }

    /// The members of its message.
    var members: [JSONKey] {
        switch self {
        case .placeOrder: Self.placeMembers
        case .cancelOrder: Self.cancelMembers
        case .amendOrder: Self.amendMembers
        case .cancelAll: Self.sweepMembers
        case .ping: Self.pingMembers
        case .subscribe, .unsubscribe: Self.channelMembers
        }
    }

    private static let placeMembers: [JSONKey] = ["op", "id", "order"]
    private static let cancelMembers: [JSONKey] = ["op", "id", "clientOrderId", "account"]
    private static let amendMembers: [JSONKey] = [
        "op", "id", "clientOrderId", "account", "price", "quantity",
    ]
    private static let sweepMembers: [JSONKey] = ["op", "id", "scope"]
    private static let pingMembers: [JSONKey] = ["op", "id"]
    private static let channelMembers: [JSONKey] = ["op", "id", "channels"]

    static var choice: String {
        allCases.map { "\"\($0.word)\"" }.joined(separator: ", ")
    }

    /// What a message asks; nil where it does not say.
    init?(_ document: JSONDocument, _ text: Span<UInt8>) throws(Problem) {
        guard let node = document.member("op", of: document.root, in: text) else { return nil }
        for operation in Self.allCases where document.isText(operation.word, node, in: text) {
            self = operation
            return
        }
        guard document.kind(node) == .string else {
            throw .wrongType("op", document.kind(node), fix: "write one of \(Self.choice)")
        }
        let shown = Problem.visible(document.string(node, in: text) ?? "")
        throw .invalid("op", "op is \"\(shown)\"", fix: "write one of \(Self.choice)")
    }
}

/// What is said to one WebSocket.
extension EdgeDesk {
    func sayError(
        _ problem: Problem, _ id: MessageID, of channel: String? = nil, to socket: SocketID
    ) {
        let frame = frame { writer in
            writer.member("type", "error")
            writer.member(id)
            if let channel { writer.member("channel", channel) }
            writer.name("problem")
            writer.problem(problem)
        }
        put(frame, for: socket)
    }

    func sayAnswer(
        _ status: Int, _ id: MessageID, to socket: SocketID,
        _ body: (EdgeDesk, inout JSONWriter) -> Void
    ) {
        let frame = frame { writer in
            writer.member("type", "answer")
            writer.member(id)
            writer.member("status", status)
            writer.name("data")
            body(self, &writer)
        }
        put(frame, for: socket)
    }

    /// Puts an answer behind what waits, until ``flushAnswers()``.
    private func put(_ frame: WebSocketFrame, for socket: SocketID) {
        guard hasRoom(for: frame, socket) else { return }
        counters.framesOut += 1
        server?.put(frame, for: socket)
        if live.answered.last != socket { live.answered.append(socket) }
    }

    /// Writes the answers out now, before anything else is done: an order's asker must not wait
    /// for its way to the venue.
    func flushAnswers() {
        for socket in live.answered { server?.flush(socket) }
        live.answered.removeAll(keepingCapacity: true)
    }

    func say(to socket: SocketID, _ body: (inout JSONWriter) -> Void) {
        send(frame(body), to: socket)
    }

    func frame(_ body: (inout JSONWriter) -> Void) -> WebSocketFrame {
        writer.removeAll()
        writer.beginObject()
        body(&writer)
        writer.endObject()
        return WebSocketFrame(text: writer.bytes)
    }

    /// Sends what must not be left out.
    func send(_ frame: WebSocketFrame, to socket: SocketID) {
        guard hasRoom(for: frame, socket) else { return }
        counters.framesOut += 1
        server?.send(frame, to: socket)
    }

    /// Closes a WebSocket for which too much waits.
    private func hasRoom(for frame: WebSocketFrame, _ socket: SocketID) -> Bool {
        guard let server, live.sockets[socket] != nil else { return false }
        let waiting = server.waitingBytes(for: socket) + frame.byteCount
        guard waiting > LiveLimits.waitingBytesMax else { return true }
        counters.socketsTooSlow += 1
        server.close(
            socket, code: 4008,
            reason: "read too slowly: more than \(LiveLimits.waitingBytesMax >> 20) MiB waited",
            discarding: true)
        forget(socket)
        return false
    }

    /// Tells every WebSocket that the process is being stopped.
    func sayGoodbye() {
        for socket in live.sockets.keys {
            server?.close(socket, code: 1001, reason: "the process is being stopped")
        }
    }
}
