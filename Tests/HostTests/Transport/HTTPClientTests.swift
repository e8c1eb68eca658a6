import Foundation
import Host
import Testing

/// HTTP from the client's side.
@Suite struct HTTPClientTests {
    @Test("a request arrives as it was written, and its answer comes back whole")
    func exchange() throws {
        let seen = Watched([String]())
        let listener = Listener { connection in
            let request = connection.readRequest()
            seen.change { $0.append(request) }
            connection.write(
                "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
                    + "HTTP/1.1 418 teapot\r\nX-Weight:  7 \r\nX-WEIGHT: 8\r\n"
                    + "Content-Length: 5\r\n\r\nhello")
        }
        let target = "/a/../b%2f?x=%41&y=a%2Cb,c+d&&z=[1]"
        let call = HTTPCall(
            method: "DELETE", url: "http://127.0.0.1:\(listener.port)\(target)",
            headers: [HTTPHeader("x-key", "k1"), HTTPHeader("x-empty", "")])
        let answer = try #require(Asker().ask(call).answer)
        #expect(answer.status == 418 && answer.body == Array("hello".utf8))
        #expect(answer.headers.map(\.name) == ["x-weight", "x-weight", "content-length"])
        #expect(answer.header("x-weight") == "7")
        let lines = seen.now[0].components(separatedBy: "\r\n")
        #expect(lines[0] == "DELETE \(target) HTTP/1.1")
        #expect(lines.contains("Host: 127.0.0.1:\(listener.port)"))
        #expect(lines.contains("x-key: k1") && lines.contains("x-empty:"))
        #expect(!seen.now[0].lowercased().contains("expect:"))
    }

    @Test("every method goes through with its body, to a server and over one connection")
    func methods() throws {
        try Notebook.serve { server, notebook in
            let asker = try Asker()
            let url = "http://localhost:\(server.port)/x"
            let large = [UInt8](repeating: 0x61, count: 900_000)
            for (method, body) in [
                ("GET", []), ("POST", large), ("POST", []), ("PUT", [1, 2, 3]), ("PATCH", [0]),
                ("DELETE", []), ("DELETE", [7]),
            ] {
                let outcome = asker.ask(HTTPCall(method: method, url: url, body: body))
                #expect(outcome.text?.hasPrefix("\(method) /x\n") == true)
                #expect(
                    outcome.text?.hasSuffix("\(body.count) bytes from 127.0.0.1\n") == true,
                    "\(method) \(body.count)")
                #expect(outcome.answer?.header("x-kind") == "echo")
            }
            let head = asker.ask(HTTPCall(method: "HEAD", url: url))
            #expect(head.answer?.status == 200 && head.answer?.body == [])
        }
    }

    @Test("one connection serves many requests, one after the other")
    func keepAlive() throws {
        let connections = Watched(0)
        let listener = Listener { connection in
            connections.change { $0 += 1 }
            while !connection.readRequest().isEmpty {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let asker = try Asker()
        let call = HTTPCall(method: "GET", url: "http://127.0.0.1:\(listener.port)/")
        for _ in 0..<20 { #expect(asker.ask(call).text == "ok") }
        #expect(connections.now == 1)
    }

    @Test("a request is not sent anew when the connection kept open swallows it")
    func noResend() throws {
        let requests = Watched([String]())
        let listener = Listener { connection in
            requests.change { $0.append(String(connection.readRequest().prefix(4))) }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            let next = String(connection.readRequest().prefix(4))
            // The second request of a connection is read, and never answered.
            requests.change { $0.append(next) }
        }
        let asker = try Asker()
        let url = "http://127.0.0.1:\(listener.port)/"
        for method in ["GET", "POST", "DELETE"] {
            #expect(asker.ask(HTTPCall(method: "GET", url: url)).text == "ok")
            let second = asker.ask(HTTPCall(method: method, url: url))
            #expect(second.lost == .broken, "\(method): \(second)")
        }
        // The library connects anew, and is not let go on.
        #expect(
            requests.now.filter { !$0.isEmpty }
                == ["GET ", "GET ", "GET ", "POST", "GET ", "DELE"])
    }

    @Test("what never left is told apart from what may have arrived")
    func certainty() throws {
        let asker = try Asker()
        func ask(_ url: String, method: String = "POST") -> HTTPOutcome {
            asker.ask(HTTPCall(method: method, url: url, timeoutNanoseconds: 5_000_000_000))
        }
        #expect(ask("http://nosuchhost.invalid/").neverSent == .nameUnknown)
        #expect(ask("http://127.0.0.1:\(Listener.unusedPort())/").neverSent == .unreachable)
        #expect(ask("ws://127.0.0.1/").neverSent == .unusableURL)
        #expect(ask("http://127.0.0.1/a b").neverSent == .unusableURL)
        #expect(ask("http://127.0.0.1/", method: "get").neverSent == .unusableRequest)
        let noTLS = Listener { _ = $0.read() }
        let refused = ask("https://127.0.0.1:\(noTLS.port)/").neverSent
        #expect(refused == .notTrusted || refused == .broken)
        let ways: [@Sendable (Listener.Connection) -> Void] = [
            { _ = $0.readRequest() },
            { connection in
                _ = connection.readRequest()
                connection.reset()
            },
            { connection in
                _ = connection.readRequest()
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            },
            { connection in
                _ = connection.readRequest()
                connection.write("rubbish\r\n\r\n")
            },
        ]
        for (number, way) in ways.enumerated() {
            let listener = Listener(way)
            let outcome = ask("http://127.0.0.1:\(listener.port)/")
            #expect(outcome.lost == .broken, "way \(number): \(outcome)")
        }
    }

    @Test("a header that could begin another, or that says how the message travels, is not sent")
    func headers() throws {
        let asker = try Asker()
        for header in [
            HTTPHeader("x-a", "1\r\nx-b: 2"), HTTPHeader("x a", "1"), HTTPHeader("", "1"),
            HTTPHeader("Content-Length", "0"), HTTPHeader("transfer-encoding", "chunked"),
        ] {
            let call = HTTPCall(method: "GET", url: "http://127.0.0.1:1/", headers: [header])
            #expect(asker.ask(call).neverSent == .unusableRequest, "\(header)")
        }
    }

    @Test("a server that answers late, half or never is given up at the deadline")
    func deadline() throws {
        let isOver = Watched(false)
        let never = Listener { connection in
            _ = connection.readRequest()
            _ = isOver.comes { $0 }
        }
        let half = Listener { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            _ = isOver.comes { $0 }
        }
        // Nobody takes part in the TLS handshake: the request cannot have left.
        let calls = [
            "http://127.0.0.1:\(never.port)/", "http://127.0.0.1:\(half.port)/",
            "https://127.0.0.1:\(never.port)/",
        ].map { HTTPCall(method: "POST", url: $0, timeoutNanoseconds: 200_000_000) }
        let outcomes = try Asker().ask(calls)
        #expect(outcomes[0].lost == .tooLate)
        #expect(outcomes[1].lost == .tooLate)
        #expect(outcomes[2].neverSent == .tooLate)
        isOver.change { $0 = true }
    }

    @Test("an answer beyond its bound is given up, one at it is taken")
    func bound() throws {
        try Notebook.serve { server, _ in
            let asker = try Asker()
            let url = "http://127.0.0.1:\(server.port)/large"
            let size = 10_000_000
            let fits = asker.ask(HTTPCall(method: "GET", url: url, bodyBytesMax: size))
            #expect(fits.answer?.body.count == size)
            let over = asker.ask(HTTPCall(method: "GET", url: url, bodyBytesMax: size - 1))
            #expect(over.lost == .tooLong(bytesMax: size - 1))
        }
        let endless = Listener { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            let line = "x-a: " + String(repeating: "a", count: 8000) + "\r\n"
            while connection.write(line) {}
        }
        let call = HTTPCall(method: "GET", url: "http://127.0.0.1:\(endless.port)/")
        #expect(try Asker().ask(call).lost != nil)
    }

    @Test("a redirect is an answer like any other")
    func redirect() throws {
        let listener = Listener { connection in
            _ = connection.readRequest()
            connection.write(
                "HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        }
        let call = HTTPCall(method: "POST", url: "http://127.0.0.1:\(listener.port)/", body: [1])
        #expect(try Asker().ask(call).answer?.status == 307)
    }

    @Test("as many requests as allowed run at once, one more is refused and the others end well")
    func tooMany() throws {
        try Notebook.serve { server, _ in
            var options = HTTPClientOptions()
            options.callsMax = 8
            let call = HTTPCall(method: "GET", url: "http://127.0.0.1:\(server.port)/later")
            let outcomes = try Asker(options).ask(Array(repeating: call, count: 9))
            #expect(outcomes.prefix(8).allSatisfy { $0.text == "later\n" })
            #expect(outcomes.last?.neverSent == .tooMany(max: 8))
        }
    }

    @Test("requests beyond the connections wait for one, and all are answered")
    func fewConnections() throws {
        try Notebook.serve { server, _ in
            var options = HTTPClientOptions()
            options.connectionsMax = 2
            let call = HTTPCall(method: "GET", url: "http://127.0.0.1:\(server.port)/later")
            let outcomes = try Asker(options).ask(Array(repeating: call, count: 20))
            #expect(outcomes.allSatisfy { $0.text == "later\n" })
        }
    }

    @Test("a request that found no connection in time was certainly never sent")
    func noConnectionInTime() throws {
        let listener = Listener { connection in
            _ = connection.readRequest()
            _ = connection.read()
        }
        var options = HTTPClientOptions()
        options.connectionsMax = 1
        var call = HTTPCall(method: "POST", url: "http://127.0.0.1:\(listener.port)/")
        call.timeoutNanoseconds = 600_000_000
        let asker = try Asker(options)
        let outcomes = asker.ask([call, call])
        #expect(outcomes[0].lost == .tooLate)
        #expect(outcomes[1].neverSent == .tooLate)
    }

    @Test("a loop that stops ends every request, each as far as it had come")
    func stop() throws {
        let asked = Watched(false)
        let listener = Listener { connection in
            _ = connection.readRequest()
            asked.change { $0 = true }
            _ = connection.read()
        }
        let asker = try Asker()
        let ended = asker.begin([
            HTTPCall(method: "POST", url: "http://127.0.0.1:\(listener.port)/")
        ])
        #expect(asked.comes { $0 })
        asker.loop.stop()
        #expect(ended.now[0]?.lost == .stopped)
    }

    @Test(
        "over TLS the certificate must be trusted and of that name",
        .enabled(if: Peer.hasOpenSSL, "openssl is not installed"))
    func tls() throws {
        try Peer.withCertificate { chain, key in
            try Notebook.serve(
                Notebook(),
                {
                    $0.address = "0.0.0.0"
                    $0.certificate = .init(chainPath: chain, keyPath: key)
                }
            ) { server, _ in
                func ask(_ host: String, _ caPath: String?) throws -> HTTPOutcome {
                    var options = HTTPClientOptions()
                    options.caPath = caPath
                    let url = "https://\(host):\(server.port)/x"
                    return try Asker(options).ask(HTTPCall(method: "GET", url: url))
                }
                for host in ["localhost", "127.0.0.1"] {
                    let trusted = try ask(host, chain)
                    #expect(trusted.text?.hasPrefix("GET /x\n") == true)
                    #expect(try ask(host, nil).neverSent == .notTrusted)
                    #expect(try ask(host, "/nonexistent/ca.pem").neverSent == .notTrusted)
                }
                #expect(try ask("127.0.0.2", chain).neverSent == .notTrusted)
            }
        }
    }
}
