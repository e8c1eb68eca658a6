import Foundation
import Host
import Testing

/// WebSocket from the client's side, against servers of others and servers that misbehave.
@Suite struct WebSocketClientTests {
    /// Connects to `url`, and gives back what happened up to the end.
    private func meet(
        _ url: String, _ adjust: (inout WebSocketClientOptions) -> Void = { _ in },
        then act: @escaping Diary.Act = { _, _ in }
    ) throws -> Diary.Page {
        let loop = try EventLoop()
        defer { loop.stop() }
        var options = WebSocketClientOptions()
        adjust(&options)
        let diary = Diary(act)
        diary.connect(on: loop, url, options)
        #expect(diary.page.comes { !$0.ends.isEmpty })
        loop.stop()
        #expect(diary.page.now.ends.count == 1)
        return diary.page.now
    }

    @Test("messages of every length come back as they went; the end asked for is no fault")
    func echo() throws {
        try Notebook.serve(Notebook(echoes: true)) { server, notebook in
            let texts = [0, 1, 125, 126, 65_535, 65_536, 1_000_000].map {
                String(String(repeating: "aé€😀", count: $0 / 4 + 1).unicodeScalars.prefix($0 / 4))
            }
            let page = try meet(
                "ws://127.0.0.1:\(server.port)/ws?stream=a%20b",
                then: { client, event in
                    switch event {
                    case .opened:
                        for text in texts { #expect(client.send(Array(text.utf8))) }
                    case .message(let number):
                        if number == texts.count { client.close() }
                    }
                })
            #expect(page.messages == texts)
            #expect(page.ends == [nil])
            #expect(notebook.page.comes { $0.ends == [.peer] })
            #expect(notebook.page.now.upgrades.first?.path == "/ws")
            #expect(notebook.page.now.upgrades.first?.query == ["stream=a b"])
        }
    }

    @Test("an unknown name, a port where nobody listens and a URL of no use are told apart")
    func noConnection() throws {
        let port = Listener.unusedPort()
        #expect(try meet("ws://nosuchhost.invalid/").reason == .nameUnknown)
        #expect(try meet("ws://127.0.0.1:\(port)/").reason == .unreachable)
        #expect(try meet("ws://localhost:\(port)/").reason == .unreachable)
        #expect(try meet("wss://127.0.0.1:\(port)/").reason == .unreachable)
        for url in ["http://127.0.0.1/", "ws://", "ws://a b/", "ws://u:p@a/", "ws://a:99999/"] {
            #expect(try meet(url).reason == .unusableURL, "\(url)")
        }
    }

    @Test("a name with several addresses is tried one by one")
    func severalAddresses() throws {
        // The server listens at 127.0.0.1 only; localhost may be ::1 first.
        try Notebook.serve { server, _ in
            let page = try meet(
                "ws://localhost:\(server.port)/", then: { client, _ in client.close() })
            #expect(page.opened == 1 && page.ends == [nil])
        }
    }

    @Test("a peer that dies in the handshake ends the attempt, in whichever way it dies")
    func deathInHandshake() throws {
        let ways: [@Sendable (Listener.Connection) -> Void] = [
            { _ in },
            { $0.reset() },
            { _ = $0.readRequest() },
            { connection in
                _ = connection.readRequest()
                connection.reset()
            },
            { connection in
                _ = connection.readRequest()
                connection.write("HTTP/1.1 101 Switch")
            },
            { connection in
                _ = connection.readRequest()
                connection.write("rubbish\r\n\r\n")
            },
            { connection in
                _ = connection.readRequest()
                connection.write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n")
            },
        ]
        for (number, way) in ways.enumerated() {
            let listener = Listener(way)
            let page = try meet("ws://127.0.0.1:\(listener.port)/")
            // A reset may come before the connection was seen to be one.
            #expect(
                page.reason == .broken || page.reason == .unreachable && number == 1,
                "way \(number): \(page.ends)")
        }
    }

    @Test("a peer that dies in the TLS handshake ends the attempt")
    func deathInTLS() throws {
        let ways: [@Sendable (Listener.Connection) -> Void] = [
            { _ in },
            { _ = $0.read() },
            { connection in
                _ = connection.read()
                connection.reset()
            },
            { connection in
                _ = connection.read()
                connection.write("HTTP/1.1 400 this is no TLS\r\n\r\n")
            },
        ]
        for (number, way) in ways.enumerated() {
            let listener = Listener(way)
            let page = try meet("wss://127.0.0.1:\(listener.port)/")
            #expect([.broken, .notTrusted].contains(page.reason), "way \(number): \(page.ends)")
        }
    }

    @Test("a peer that answers nothing, or never ends its answer, ends the attempt at the deadline")
    func deadline() throws {
        let done = DispatchSemaphore(value: 0)
        let silent = Listener { _ in _ = done.wait(timeout: .now() + 60) }
        let endless = Listener { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: web")
            _ = done.wait(timeout: .now() + 60)
        }
        for port in [silent.port, endless.port] {
            for scheme in ["ws", "wss"] {
                let page = try meet("\(scheme)://127.0.0.1:\(port)/") {
                    $0.connectNanosecondsMax = 100_000_000
                }
                #expect(page.reason == .tooLate)
                done.signal()
            }
        }
    }

    @Test("an answer that is no upgrade is a fault with its status, and a redirect is not followed")
    func refusal() throws {
        try Notebook.serve { server, _ in
            let page = try meet("ws://127.0.0.1:\(server.port)/closed")
            #expect(page.reason == .refused(status: 403))
            #expect(page.ends.first??.explanation.why.contains("403") == true)
        }
        let elsewhere = Listener { connection in
            _ = connection.readRequest()
            connection.write(
                "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        }
        #expect(try meet("ws://127.0.0.1:\(elsewhere.port)/").reason == .refused(status: 302))
    }

    @Test(
        "over TLS the certificate must be trusted and of that name",
        .enabled(if: Peer.hasOpenSSL, "openssl is not installed"))
    func tls() throws {
        try Peer.withCertificate { chain, key in
            try Notebook.serve(
                Notebook(echoes: true),
                {
                    $0.address = "0.0.0.0"
                    $0.certificate = .init(chainPath: chain, keyPath: key)
                }
            ) { server, _ in
                func ask(_ host: String, _ caPath: String?) throws -> Diary.Page {
                    try meet(
                        "wss://\(host):\(server.port)/", { $0.caPath = caPath },
                        then: { client, event in
                            switch event {
                            case .opened: #expect(client.send(Array("hello".utf8)))
                            case .message: client.close()
                            }
                        })
                }
                for host in ["localhost", "127.0.0.1"] {
                    let page = try ask(host, chain)
                    #expect(page.messages == ["hello"] && page.ends == [nil], "\(host)")
                    #expect(try ask(host, nil).reason == .notTrusted)
                }
                // The certificate is for localhost and 127.0.0.1.
                #expect(try ask("127.0.0.2", chain).reason == .notTrusted)
            }
        }
    }

    @Test(
        "a handshake over TLS does not mind other loops that begin and end",
        .enabled(if: Peer.hasOpenSSL, "openssl is not installed"))
    func tlsBesideOtherLoops() throws {
        try Peer.withCertificate { chain, key in
            try Notebook.serve(
                Notebook(echoes: true), { $0.certificate = .init(chainPath: chain, keyPath: key) }
            ) { server, _ in
                let isOver = Locked(false)
                let others = ThreadedWork {
                    while !isOver.withLock({ $0 }) { try? EventLoop().stop() }
                }
                for _ in 0..<20 {
                    let page = try meet(
                        "wss://127.0.0.1:\(server.port)/", { $0.caPath = chain },
                        then: { client, event in if case .opened = event { client.close() } })
                    #expect(page.ends == [nil])
                }
                isOver.withLock { $0 = true }
                others.join()
            }
        }
    }
}
