import Foundation
import Host
import SocketPeers
import Testing

@Suite struct WebServerListeningTests {
    private func fault(
        _ loop: EventLoop, _ adjust: (inout WebServerOptions) -> Void
    ) -> TransportFault? {
        var options = WebServerOptions()
        adjust(&options)
        do throws(TransportFault) {
            _ = try WebServer(on: loop, options, application: Notebook())
            return nil
        } catch {
            return error
        }
    }

    @Test("a port in use is a fault that says so, on the same loop and on another")
    func portInUse() throws {
        try Notebook.serve { server, _ in
            let port = server.port
            #expect(port > 0)
            let other = try EventLoop()
            defer { other.stop() }
            for loop in [server.loop, other] {
                let found = fault(loop) { $0.port = port }
                #expect(found?.reason == .inUse)
                #expect(found?.explanation.what == "cannot listen at 127.0.0.1 port \(port)")
                #expect(found?.explanation.action.contains("port") == true)
            }
            var options = WebServerOptions()
            options.port = port
            #expect(throws: TransportFault.self) { try WebServer.checkAddress(options) }
            // The loop whose server could not start is as good as before.
            #expect(fault(other) { _ in } == nil)
        }
    }

    @Test("asking whether one can listen somewhere does not take the port")
    func checkTakesNothing() throws {
        var options = WebServerOptions()
        try Notebook.serve { server, _ in options.port = server.port }
        try WebServer.checkAddress(options)
        try WebServer.checkAddress(options)
    }

    @Test("an address that is not of this machine, and a certificate that is none, are faults")
    func unusable() throws {
        let loop = try EventLoop()
        defer { loop.stop() }
        for address in ["203.0.113.1", "nosuchhost.invalid", ""] {
            #expect(fault(loop) { $0.address = address }?.reason == .noSuchAddress)
        }
        let missing = fault(loop) {
            $0.certificate = .init(chainPath: "/nonexistent/a.pem", keyPath: "/nonexistent/b.pem")
        }
        #expect(missing?.reason == .certificateUnusable)
        #expect(missing?.explanation.action.contains("PEM") == true)
    }

    @Test("a loop that was stopped takes no server")
    func stopped() throws {
        let loop = try EventLoop()
        loop.stop()
        #expect(fault(loop) { _ in }?.reason == .stopped)
    }

    @Test(
        "with a certificate it speaks TLS, to curl and to openssl, and plain text to nobody",
        .enabled(if: Peer.hasCurl && Peer.hasOpenSSL, "curl or openssl is not installed"))
    func tls() throws {
        try Peer.withCertificate { chain, key in
            try Notebook.serve(
                Notebook(), { $0.certificate = .init(chainPath: chain, keyPath: key) }
            ) { server, _ in
                let url = "https://localhost:\(server.port)/x"
                let trusted = [
                    "--cacert", chain, "--resolve", "localhost:\(server.port):127.0.0.1",
                ]
                #expect(try Peer.curl(trusted + [url]).hasPrefix("GET /x\n"))
                #expect(try Peer.curl(trusted + ["--http2", url]).hasPrefix("GET /x\n"))
                // 60: the certificate is not trusted.
                #expect(try Peer.run(["curl", "--silent", url]).status == 60)
                let seen = try Peer.run([
                    "openssl", "s_client", "-connect", "127.0.0.1:\(server.port)", "-CAfile", chain,
                    "-verify_return_error", "-brief",
                ])
                #expect(seen.status == 0)
                let plain = try #require(RawPeer(port: server.port))
                plain.write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(plain.readToEnd()?.contains("GET /x") == false)
            }
        }
    }

    @Test("a stop with connections open closes them all, and tells")
    func stopWhileOpen() throws {
        let notebook = Notebook()
        let loop = try EventLoop()
        let server = try WebServer(on: loop, application: notebook)
        let socket = try #require(RawPeer(port: server.port))
        #expect(socket.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
        let waiting = try #require(RawPeer(port: server.port))
        waiting.write("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
        let silent = try #require(RawPeer(port: server.port))
        #expect(notebook.page.comes { $0.held.count == 1 && $0.opened.count == 1 })
        loop.stop()
        #expect(notebook.page.now.ends == [.stopped])
        for peer in [socket, waiting, silent] { #expect(peer.readToEnd() != nil) }
        #expect(!server.answer(notebook.page.now.held[0], with: HTTPResponse(status: 200)))
        #expect(!server.send(WebSocketFrame("x"), to: notebook.page.now.opened))
        #expect(RawPeer(port: server.port) == nil)
    }
}
