import Host

/// An observer of a WebSocket client that writes down what happens to it.
final class Diary: WebSocketClientObserver, @unchecked Sendable {
    enum Event {
        case opened
        /// The how manieth message.
        case message(Int)
    }
    typealias Act = @Sendable (WebSocketClient, Event) -> Void

    struct Page: Sendable {
        var opened = 0
        var messages: [String] = []
        var pings = 0
        var ends: [NetworkFault?] = []

        /// Why it ended, nil where it was asked for.
        var reason: NetworkFault.Reason? { ends.first??.reason }
    }

    let page = Watched(Page())
    private let act: Act

    init(_ act: @escaping Act = { _, _ in }) { self.act = act }

    func connect(on loop: EventLoop, _ url: String, _ options: WebSocketClientOptions) {
        _ = loop.post {
            WebSocketClient(on: loop, url: url, options: options, observer: self).connect()
        }
    }

    func opened(_ client: WebSocketClient) {
        page.change { $0.opened += 1 }
        act(client, .opened)
    }

    func received(_ client: WebSocketClient, _ message: Span<UInt8>) {
        var bytes: [UInt8] = []
        for place in message.indices { bytes.append(message[place]) }
        let text = String(decoding: bytes, as: UTF8.self)
        page.change { $0.messages.append(text) }
        act(client, .message(page.now.messages.count))
    }

    func pinged(_ client: WebSocketClient) { page.change { $0.pings += 1 } }

    func closed(_ client: WebSocketClient, because fault: NetworkFault?) {
        page.change { $0.ends.append(fault) }
    }
}
