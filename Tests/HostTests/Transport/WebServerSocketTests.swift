import Foundation
import Host
import SocketPeers
import Testing

/// WebSocket, against the `websockets` package of Python and against peers that misbehave.
@Suite struct WebServerSocketTests {
    private static let connect = """
        import asyncio, sys, websockets
        async def main():
            async with websockets.connect(sys.argv[1], max_size=None) as socket:
                await talk(socket)
        def run():
            asyncio.run(main())

        """

    private static let missing: Comment = "python3-websockets is not installed"

    private func python(_ server: WebServer, _ talk: String) throws -> Peer.Outcome {
        try Peer.python(
            Self.connect + talk + "\nrun()\n", ["ws://127.0.0.1:\(server.port)/ws?stream=a"])
    }

    @Test("a peer for whom there is more in every turn of the loop is written to all the same")
    func restlessSender() throws {
        try Notebook.serve { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            #expect(peer.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(notebook.page.comes { $0.opened.count == 1 })
            let socket = try #require(notebook.page.now.opened.first)
            let isThere = Watched(false)
            let isOver = Watched(false)
            let latest = SystemTime().monotonicNanoseconds() + 5_000_000_000
            @Sendable func again() {
                server.send(WebSocketFrame("more"), to: socket)
                guard !isThere.now, SystemTime().monotonicNanoseconds() < latest else {
                    return isOver.change { $0 = true }
                }
                _ = server.loop.post(again)
            }
            _ = server.loop.post(again)
            let isEarly = peer.read(upTo: "more") != nil && !isOver.now
            isThere.change { $0 = true }
            #expect(isEarly)
            #expect(isOver.comes { $0 })
        }
    }

    @Test(
        "messages of every length come back as they went",
        .enabled(if: Peer.hasWebSockets, missing))
    func echo() throws {
        try Notebook.serve(Notebook(echoes: true)) { server, notebook in
            let outcome = try python(
                server,
                """
                async def talk(socket):
                    for count in [0, 1, 125, 126, 65535, 65536, 1000000]:
                        text = ("aé€😀" * count)[:count // 4]
                        await socket.send(text)
                        assert await asyncio.wait_for(socket.recv(), 5) == text, count
                    await socket.send(["in ", "three ", "parts"])
                    assert await socket.recv() == "in three parts"
                    await (await socket.ping())
                """)
            #expect(outcome.status == 0)
            #expect(notebook.page.comes { $0.ends == [.peer] })
            #expect(notebook.page.now.upgrades.first?.path == "/ws")
            #expect(notebook.page.now.upgrades.first?.query == ["stream=a"])
        }
    }

    @Test(
        "twenty thousand messages arrive in order, at each of many peers",
        .enabled(if: Peer.hasWebSockets, missing))
    func fanOut() throws {
        try Notebook.serve { server, notebook in
            let peers = 5
            let outcome = Watched<Int32?>(nil)
            let url = "ws://127.0.0.1:\(server.port)/"
            Thread.detachNewThread {
                let script = """
                    import asyncio, sys, websockets
                    async def one():
                        async with websockets.connect(sys.argv[1]) as socket:
                            for number in range(20000):
                                assert await socket.recv() == "message " + str(number)
                    async def main():
                        await asyncio.gather(*[one() for _ in range(\(peers))])
                    asyncio.run(main())
                    """
                let status = (try? Peer.python(script, [url]))?.status ?? -1
                outcome.change { $0 = status }
            }
            #expect(notebook.page.comes { $0.opened.count == peers })
            let sockets = notebook.page.now.opened
            for number in 0..<20_000 {
                #expect(server.send(WebSocketFrame("message \(number)"), to: sockets))
            }
            #expect(outcome.comes { $0 != nil })
            #expect(outcome.now == 0)
            #expect(notebook.page.comes { $0.ends == .init(repeating: .peer, count: peers) })
        }
    }

    @Test(
        "a peer that breaks the rules is closed with the code that says which",
        .enabled(if: Peer.hasWebSockets, missing),
        arguments: [
            (
                "await socket.send('x' * 1001)", 1009, "a message has 1000 bytes at most",
                SocketEnd.messageTooLong
            ),
            ("await socket.send(b'binary')", 1003, "only text is spoken here", .notText),
            ("await socket.send('close me')", 4001, "", .closed),
        ])
    func codes(act: String, code: Int, reason: String, end: SocketEnd) throws {
        try Notebook.serve(Notebook(), { $0.messageBytesMax = 1000 }) { server, notebook in
            let outcome = try python(
                server,
                """
                async def talk(socket):
                    \(act)
                    await socket.wait_closed()
                    assert socket.close_code == \(code), socket.close_code
                    assert socket.close_reason == "\(reason)", socket.close_reason
                """)
            #expect(outcome.status == 0)
            #expect(notebook.page.comes { $0.ends == [end] })
        }
    }

    @Test("text that is no UTF-8 closes the connection and reaches nobody")
    func notUTF8() throws {
        try Notebook.serve { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            #expect(peer.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            peer.write([0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28])
            #expect(peer.readToEnd() != nil)
            #expect(notebook.page.comes { $0.ends == [.peer] })
            #expect(notebook.page.now.messages.isEmpty)
        }
    }

    @Test("the application may refuse an upgrade, with an answer of its own")
    func refusal() throws {
        try Notebook.serve { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            let answer = peer.upgrade(path: "/closed")
            #expect(answer?.contains(" 403 Forbidden\r\n") == true)
            #expect(notebook.page.now.opened.isEmpty)
        }
    }

    @Test("a peer that does not read is dropped, and holds nobody up")
    func slowReader() throws {
        try Notebook.serve(
            Notebook(echoes: true), { $0.outgoingBytesMax = 200_000 }
        ) { server, notebook in
            let slow = try #require(RawPeer(port: server.port, receiveBytes: 4096))
            #expect(slow.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(notebook.page.comes { $0.opened.count == 1 })
            let frame = WebSocketFrame(String(repeating: "x", count: 50_000))
            let socket = notebook.page.now.opened[0]
            // More than all buffers of the kernel between the two together.
            for _ in 0..<2000 where notebook.page.now.ends.isEmpty {
                #expect(server.send(frame, to: socket))
                _ = server.loop.perform {}
            }
            #expect(notebook.page.comes { $0.ends == [.tooSlow] })
            let next = try #require(RawPeer(port: server.port))
            next.write("GET /y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(next.read(upTo: "127.0.0.1\n")?.contains("GET /y") == true)
        }
    }

    @Test("a peer that is silent is pinged, and dropped when it stays silent")
    func silence() throws {
        try Notebook.serve(Notebook(), { $0.pingSeconds = 2 }) { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            #expect(peer.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            let ping = peer.read()
            #expect(ping?.first == 0x89)
            #expect(peer.readToEnd() != nil)
            #expect(notebook.page.comes { $0.ends == [.peer] })
        }
    }

    @Test("what is put and flushed arrives at once, in its order among what is sent")
    func flushed() throws {
        try Notebook.serve { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            #expect(peer.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(notebook.page.comes { $0.opened.count == 1 })
            let socket = notebook.page.now.opened[0]
            let isFlushed = DispatchSemaphore(value: 0)
            let mayGoOn = DispatchSemaphore(value: 0)
            #expect(
                server.loop.post {
                    server.send(WebSocketFrame("a"), to: socket)
                    server.put(WebSocketFrame("b"), for: socket)
                    server.put(WebSocketFrame("c"), for: socket)
                    server.flush(socket)
                    server.flush(socket)
                    isFlushed.signal()
                    // The loop is held up here: nothing else can have written it.
                    mayGoOn.wait()
                })
            isFlushed.wait()
            #expect(peer.read() == [0x81, 1, 0x61, 0x81, 1, 0x62, 0x81, 1, 0x63])
            mayGoOn.signal()
            #expect(server.loop.perform { server.waitingBytes(for: socket) } == 0)
        }
    }

    @Test("a close says its reason, and nothing is sent after it")
    func reason() throws {
        try Notebook.serve { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            #expect(peer.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(notebook.page.comes { $0.opened.count == 1 })
            let socket = notebook.page.now.opened[0]
            server.loop.perform {
                server.send(WebSocketFrame("a"), to: socket)
                server.close(socket, code: 4002, reason: "why")
                server.send(WebSocketFrame("b"), to: socket)
            }
            let frames: [UInt8] = [0x81, 1, 0x61, 0x88, 5, 0x0F, 0xA2, 0x77, 0x68, 0x79]
            var arrived: [UInt8] = []
            while arrived.count < frames.count, let part = peer.read() { arrived += part }
            #expect(arrived == frames)
            peer.write([0x88, 0x82, 0, 0, 0, 0, 0x0F, 0xA2])
            #expect(notebook.page.comes { $0.ends == [.closed] })
        }
    }

    @Test("what waits for a peer is known, and forgotten where the close says so")
    func waiting() throws {
        try Notebook.serve(Notebook(), { $0.outgoingBytesMax = 1 << 26 }) { server, notebook in
            let slow = try #require(RawPeer(port: server.port, receiveBytes: 4096))
            #expect(slow.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(notebook.page.comes { $0.opened.count == 1 })
            let socket = notebook.page.now.opened[0]
            let frame = WebSocketFrame(String(repeating: "x", count: 50_000))
            var waiting = 0
            while waiting < 10_000_000 {
                waiting = try #require(
                    server.loop.perform {
                        server.send(frame, to: socket)
                        return server.waitingBytes(for: socket)
                    })
            }
            server.loop.perform {
                server.close(socket, code: 4008, reason: "slow", discarding: true)
                #expect(server.waitingBytes(for: socket) < 200_000)
            }
            var tail: [UInt8] = []
            let goodbye: [UInt8] = [0x88, 6, 0x0F, 0xA8] + Array("slow".utf8)
            while tail.suffix(8) != goodbye[...], let part = slow.read(), !part.isEmpty {
                tail = (tail + part).suffix(8)
            }
            #expect(tail == goodbye)
            slow.write([0x88, 0x82, 0, 0, 0, 0, 0x0F, 0xA8])
            #expect(notebook.page.comes { $0.ends == [.closed] })
            #expect(server.loop.perform { server.waitingBytes(for: socket) } == 0)
        }
    }
}
