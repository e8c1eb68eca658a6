internal import Glibc

/// A TCP connection by hand, for what no well-behaved peer does.
package final class RawPeer {
    private let descriptor: Int32

    package init?(port: Int, receiveBytes: Int32? = nil) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBytes {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBytes, 4)
        }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let status = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // The end of this value closes it, now; a second time would close somebody else's.
        guard status == 0 else { return nil }
    }

    deinit { close(descriptor) }

    @discardableResult
    package func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe send(
                    descriptor, all.baseAddress! + start, all.count - start,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }

    /// What comes next; empty at the end of the connection, nil where nothing comes.
    package func read() -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe room.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        if count < 0 { return errno == ECONNRESET ? [] : nil }
        return Array(room.prefix(count))
    }

    /// Everything up to the end of the connection; nil where the end does not come.
    package func readToEnd() -> String? {
        var all: [UInt8] = []
        while let part = read() {
            guard !part.isEmpty else { return String(decoding: all, as: UTF8.self) }
            all += part
        }
        return nil
    }

    /// Reads until `text` has come; nil where the connection ends before.
    package func read(upTo text: String) -> String? {
        var all: [UInt8] = []
        while let part = read(), !part.isEmpty {
            all += part
            let read = String(decoding: all, as: UTF8.self)
            if read.contains(text) { return read }
        }
        return nil
    }

    /// Asks to become a WebSocket, and reads the answer.
    package func upgrade(path: String = "/ws") -> String? {
        write(
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n")
        return read(upTo: "\r\n\r\n")
    }
}
