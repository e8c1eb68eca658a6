import Glibc
import Host
import Operations

/// Answers every message on one connection at once: what is left then is the client's own share and
/// the system's.
struct EchoServer: ~Copyable {
    let port: Int
    private let listener: Int32
    private let work: ThreadedWork<Void>

    init() throws(CommandFailure) {
        let port = try FreePort.find()
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafePointer(to: &address) { raw in
            unsafe raw.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(made, $0, size) == 0 && listen(made, 1) == 0
            }
        }
        guard isListening else { throw CommandFailure("cannot listen at port \(port)") }
        self.port = port
        listener = made
        work = ThreadedWork { Self.serve(made) }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ listener: Int32) {
        let peer = accept(listener, nil, nil)
        guard peer >= 0 else { return }
        defer { close(peer) }
        var yes: Int32 = 1
        _ = unsafe setsockopt(
            peer, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var answer = Array("HTTP/1.1 101 Switching Protocols\r\n\r\n".utf8)
        var room = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe room.withUnsafeMutableBytes {
                unsafe recv(peer, $0.baseAddress, $0.count, 0)
            }
            guard count > 0 else { return }
            _ = unsafe answer.withUnsafeBytes {
                unsafe send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            answer = acknowledgement
        }
    }

    /// As long as the real one.
    private static let acknowledgement: [UInt8] = {
        let text = "{\"type\":\"answer\",\"status\":201,\"data\":\""
        let body = Array((text + String(repeating: "-", count: 460 - text.count) + "\"}").utf8)
        return [0x81, 126, UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body
    }()
}
