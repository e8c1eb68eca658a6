import Foundation
import Host

/// An application that writes down what happens to it.
final class Notebook: WebApplication {
    struct Page: Sendable {
        var opened: [SocketID] = []
        var upgrades: [HTTPRequest] = []
        var messages: [String] = []
        var ends: [SocketEnd] = []
        var held: [ExchangeID] = []
    }

    let page = Watched(Page())
    /// Messages go back to where they came from.
    let echoes: Bool

    init(echoes: Bool = false) { self.echoes = echoes }

    func received(_ request: HTTPRequest, as exchange: ExchangeID, on server: WebServer) {
        switch request.path {
        case "/held":
            page.change { $0.held.append(exchange) }
        case "/later":
            Thread.detachNewThread {
                server.answer(exchange, with: HTTPResponse(status: 200, text: "later\n"))
            }
        case "/large":
            let body = [UInt8](repeating: 0x61, count: 10_000_000)
            server.answer(exchange, with: HTTPResponse(status: 200, body: body))
        case "/forged":
            let header = HTTPHeader("x-name", "a\r\nset-cookie: b")
            server.answer(exchange, with: HTTPResponse(status: 200, headers: [header]))
        default:
            let lines =
                ["\(request.method) \(request.path)"] + request.query
                + request.headers.filter { $0.name != "user-agent" && $0.name != "host" }
                .map { "\($0.name): \($0.value)" }
                + ["\(request.body.count) bytes from \(request.peer)"]
            server.answer(
                exchange,
                with: HTTPResponse(
                    status: 200, contentType: "text/plain", headers: [HTTPHeader("x-kind", "echo")],
                    body: Array((lines.joined(separator: "\n") + "\n").utf8)))
        }
    }

    func refusal(of upgrade: HTTPRequest) -> HTTPResponse? {
        upgrade.path == "/closed" ? HTTPResponse(status: 403, text: "closed\n") : nil
    }

    func opened(_ socket: SocketID, by upgrade: HTTPRequest, on server: WebServer) {
        page.change {
            $0.opened.append(socket)
            $0.upgrades.append(upgrade)
        }
    }

    func received(_ message: [UInt8], from socket: SocketID, on server: WebServer) {
        let text = String(decoding: message, as: UTF8.self)
        page.change { $0.messages.append(text) }
        if text == "close me" { server.close(socket, code: 4001) }
        if echoes { server.send(WebSocketFrame(text: message), to: socket) }
    }

    func closed(_ socket: SocketID, because end: SocketEnd, on server: WebServer) {
        page.change { $0.ends.append(end) }
    }

    /// A server with this application on a loop of its own, which ends with `body`.
    static func serve(
        _ notebook: Notebook = Notebook(), patienceSeconds: Int = 20,
        _ adjust: (inout WebServerOptions) -> Void = { _ in },
        _ body: (WebServer, Notebook) throws -> Void
    ) throws {
        let loop = try EventLoop(patienceSeconds: patienceSeconds)
        defer { loop.stop() }
        var options = WebServerOptions()
        adjust(&options)
        try body(WebServer(on: loop, options, application: notebook), notebook)
    }
}
