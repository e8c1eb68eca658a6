import Foundation
import Host
import SocketPeers
import Testing

@Suite struct WebServerHTTPTests {
    @Test(
        "curl gets what it asks for, now or later, and keeps its connection",
        .enabled(if: Peer.hasCurl, "curl is not installed"))
    func curl() throws {
        try Notebook.serve(Notebook(), { $0.headerNames = ["x-mbx-apikey"] }) { server, _ in
            let url = "http://127.0.0.1:\(server.port)"
            let text = try Peer.curl([
                "--include", "--header", "X-MBX-APIKEY: key", "--header", "Accept: text/plain",
                "\(url)/api/v3/order%20s?symbol=BTCUSDT&side=BUY%26SELL",
            ])
            #expect(text.hasPrefix("HTTP/1.1 200"))
            #expect(text.contains("x-kind: echo\r\n"))
            #expect(
                text.hasSuffix(
                    """
                    GET /api/v3/order s
                    symbol=BTCUSDT
                    side=BUY&SELL
                    accept: text/plain
                    x-mbx-apikey: key
                    0 bytes from 127.0.0.1

                    """))
            let count = ["--write-out", "%{num_connects} %{http_code}\n"]
            let twice = try Peer.curl(count + ["\(url)/later", "\(url)/later"])
            #expect(twice == "later\n1 200\nlater\n0 200\n")
            let head = try Peer.curl(["--head", "\(url)/x"])
            #expect(head.contains("content-length: 43\r\n") && head.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("what is put off until after the writes finds the answer at the peer")
    func afterWrites() throws {
        try Notebook.serve { server, notebook in
            let socket = try #require(RawPeer(port: server.port))
            for number in 0..<20 {
                socket.write("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(notebook.page.comes { $0.held.count == number + 1 })
                let exchange = try #require(notebook.page.now.held.last)
                let isThere = DispatchSemaphore(value: 0)
                let found = Watched<DispatchTimeoutResult?>(nil)
                let isAnswered = server.loop.perform {
                    server.answer(exchange, with: HTTPResponse(status: 200, text: "held\n"))
                    return server.loop.afterWrites {
                        let result = isThere.wait(timeout: .now() + 10)
                        found.change { $0 = result }
                    }
                }
                #expect(isAnswered == true)
                #expect(socket.read(upTo: "held\n") != nil)
                isThere.signal()
                #expect(found.comes { $0 != nil })
                try #require(found.now == .success)
            }
        }
    }

    @Test("the query is known as it was on the wire where that can be told, and nil elsewhere")
    func rawQuery() throws {
        try Notebook.serve { server, notebook in
            let cases: [(sent: String, parts: [String], raw: String?)] = [
                ("", [], ""), ("?", [], ""),
                (
                    "?symbol=BTCUSDT&newClientOrderId=x-R4_a.b~1&&price=0.10",
                    ["symbol=BTCUSDT", "newClientOrderId=x-R4_a.b~1", "", "price=0.10"],
                    "symbol=BTCUSDT&newClientOrderId=x-R4_a.b~1&&price=0.10"
                ),
                ("?a=1%2C2", ["a=1,2"], nil), ("?a=1,2", ["a=1,2"], nil),
                ("?a=b+c", ["a=b c"], nil), ("?a=b%26c", ["a=b&c"], nil),
            ]
            for (number, (sent, parts, raw)) in cases.enumerated() {
                let socket = try #require(RawPeer(port: server.port))
                #expect(socket.upgrade(path: "/ws\(sent)")?.hasPrefix("HTTP/1.1 101 ") == true)
                #expect(notebook.page.comes { $0.upgrades.count == number + 1 })
                let seen = try #require(notebook.page.now.upgrades.last)
                #expect(seen.query == parts, "\(sent)")
                #expect(seen.rawQuery == raw, "\(sent)")
            }
        }
    }

    @Test(
        "every method and length of body arrives",
        .enabled(if: Peer.hasCurl, "curl is not installed"))
    func bodies() throws {
        try Notebook.serve { server, _ in
            let url = "http://127.0.0.1:\(server.port)/x"
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                for count in [0, 1, 70_000] {
                    let output = try Peer.run(
                        ["curl", "--silent", "--request", method, "--data-binary", "@-", url],
                        input: String(repeating: "b", count: count)
                    ).output
                    #expect(output.hasPrefix("\(method) /x\n"), "\(method) \(count)")
                    #expect(output.contains("\n\(count) bytes"), "\(method) \(count)")
                }
            }
            let bare = try Peer.run(["curl", "--silent", "--request", "POST", url])
            #expect(bare.output.contains("\n0 bytes"))
            #expect(try Peer.curl(["--request", "OPTIONS", url]).hasPrefix("OPTIONS /x\n"))
        }
    }

    @Test(
        "a body of 10 MB is taken where that is allowed, and so is an answer of 10 MB",
        .enabled(if: Peer.hasCurl, "curl is not installed"))
    func large() throws {
        let body = String(repeating: "b", count: 10_000_000)
        try Notebook.serve(Notebook(), { $0.bodyBytesMax = 10_000_000 }) { server, _ in
            let url = "http://127.0.0.1:\(server.port)"
            let taken = try Peer.run(
                ["curl", "--silent", "--data-binary", "@-", "\(url)/x"], input: body
            ).output
            #expect(taken.contains("\n10000000 bytes"))
            let size = ["--output", "/dev/null", "--write-out", "%{size_download}"]
            #expect(try Peer.curl(size + ["\(url)/large"]) == "10000000")
        }
    }

    @Test("a body that is too long is answered 413, and the connection goes on")
    func tooLong() throws {
        try Notebook.serve(Notebook(), { $0.bodyBytesMax = 1000 }) { server, _ in
            let peer = try #require(RawPeer(port: server.port))
            for count in [1001, 10_000_000] {
                peer.write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n")
                peer.write([UInt8](repeating: 0x62, count: count))
                let answer = peer.read(upTo: "at most\n")
                #expect(answer?.hasPrefix("HTTP/1.1 413 ") == true)
            }
            peer.write("GET /y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(peer.read(upTo: "127.0.0.1\n")?.contains("GET /y") == true)
            let huge = try #require(RawPeer(port: server.port))
            huge.write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99000000000\r\n\r\n")
            #expect(huge.readToEnd()?.hasPrefix("HTTP/1.1 413 ") == true)
        }
    }

    @Test(
        "what is no request is refused with the right status, and closed",
        arguments: [
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "411"),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: twelve\r\n\r\n", "400"),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "400"
            ),
        ])
    func refused(request: String, status: String) throws {
        try Notebook.serve { server, _ in
            let peer = try #require(RawPeer(port: server.port))
            peer.write(request)
            #expect(peer.readToEnd()?.hasPrefix("HTTP/1.1 \(status) ") == true)
        }
    }

    @Test(
        "what is no HTTP is closed without a word to the application",
        arguments: [
            "nonsense\r\n\r\n", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\nxx",
            "GET / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
            "BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func nonsense(request: String) throws {
        try Notebook.serve(Notebook(), patienceSeconds: 1) { server, _ in
            let peer = try #require(RawPeer(port: server.port))
            peer.write(request)
            #expect(peer.readToEnd()?.hasPrefix("HTTP/1.1 200") == false)
            let next = try #require(RawPeer(port: server.port))
            next.write("GET /y HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(next.read(upTo: "127.0.0.1\n")?.contains("GET /y") == true)
        }
    }

    @Test("an answer whose header would begin another one becomes a 500")
    func forgedHeader() throws {
        try Notebook.serve { server, _ in
            let peer = try #require(RawPeer(port: server.port))
            peer.write("GET /forged HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let answer = try #require(peer.readToEnd())
            #expect(answer.hasPrefix("HTTP/1.1 500 ") && !answer.contains("set-cookie"))
        }
    }

    @Test("requests sent without waiting are answered one by one, each with its own answer")
    func pipelined() throws {
        try Notebook.serve { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            let rest = " HTTP/1.1\r\nHost: a\r\n\r\n"
            peer.write("GET /held" + rest + "GET /two" + rest + "GET /three" + rest)
            #expect(notebook.page.comes { $0.held.count == 1 })
            let exchange = notebook.page.now.held[0]
            server.answer(exchange, with: HTTPResponse(status: 200, text: "first\n"))
            let all = try #require(peer.read(upTo: "/three\n0 bytes from 127.0.0.1\n"))
            let first = try #require(all.firstRange(of: "first\n"))
            let second = try #require(all.firstRange(of: "GET /two\n"))
            #expect(first.lowerBound < second.lowerBound)
            // An answer that comes again answers nothing.
            server.answer(exchange, with: HTTPResponse(status: 200, text: "again\n"))
            peer.write("GET /four" + rest)
            let last = try #require(peer.read(upTo: "/four\n0 bytes from 127.0.0.1\n"))
            #expect(!last.contains("again"))
        }
    }

    @Test("whoever sends on behind a body gets the first answer, and nobody else waits for him")
    func pipelinedBodies() throws {
        try Notebook.serve { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            let head = " HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
            peer.write("POST /held" + head + "POST /two" + head + "POST /three" + head)
            #expect(notebook.page.comes { $0.held.count == 1 })
            let other = try #require(RawPeer(port: server.port))
            other.write("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(other.read(upTo: "/other\n0 bytes from 127.0.0.1\n") != nil)
            server.answer(notebook.page.now.held[0], with: HTTPResponse(status: 200, text: "1\n"))
            let all = try #require(peer.readToEnd())
            #expect(all.hasPrefix("HTTP/1.1 200 ") && all.hasSuffix("\r\n\r\n1\n"))
            #expect(all.contains("connection: close\r\n"))
        }
    }

    @Test("a body behind a request without one holds nobody up")
    func pipelinedLater() throws {
        try Notebook.serve { server, _ in
            let peer = try #require(RawPeer(port: server.port))
            let head = " HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
            peer.write("GET /one HTTP/1.1\r\nHost: a\r\n\r\nPOST /two" + head)
            let all = try #require(peer.readToEnd())
            #expect(all.contains("GET /one\n0 bytes from 127.0.0.1\n"))
            #expect(!all.contains("POST /two"))
            let other = try #require(RawPeer(port: server.port))
            other.write("GET /other HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(other.read(upTo: "/other\n0 bytes from 127.0.0.1\n") != nil)
        }
    }

    @Test(
        "a peer that stops in the middle of its request is closed",
        arguments: [
            "", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
        ])
    func halfOpen(request: String) throws {
        try Notebook.serve(Notebook(), patienceSeconds: 1) { server, notebook in
            let peer = try #require(RawPeer(port: server.port))
            peer.write(request)
            #expect(peer.readToEnd() == "")
            #expect(notebook.page.now.held.isEmpty)
        }
    }

    @Test("one connection too many is closed, and the others are served")
    func tooMany() throws {
        try Notebook.serve(Notebook(), { $0.connectionsMax = 2 }) { server, _ in
            let request = "GET /y HTTP/1.1\r\nHost: a\r\n\r\n"
            let peers = (0..<2).compactMap { _ in RawPeer(port: server.port) }
            for peer in peers {
                peer.write(request)
                #expect(peer.read(upTo: "127.0.0.1\n") != nil)
            }
            let third = try #require(RawPeer(port: server.port))
            #expect(third.readToEnd() == "")
            peers[1].write(request)
            #expect(peers[1].read(upTo: "127.0.0.1\n") != nil)
        }
    }
}
