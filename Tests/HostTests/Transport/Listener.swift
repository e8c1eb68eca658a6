import Foundation
import Glibc

/// A TCP server by hand, for what no well-behaved server does. Each connection is handed to `serve`
/// on a thread of its own, and closed after it.
final class Listener: @unchecked Sendable {
    let port: Int
    private let descriptor: Int32

    init(_ serve: @escaping @Sendable (Connection) -> Void) {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = listening
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                precondition(unsafe bind(listening, place, length) == 0)
                precondition(unsafe getsockname(listening, place, &length) == 0)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        listen(listening, 64)
        Thread.detachNewThread {
            while case let accepted = accept(listening, nil, nil), accepted >= 0 {
                Thread.detachNewThread { serve(Connection(accepted)) }
            }
            // Closed where it is used, or the number could be another's by the next accept.
            close(listening)
        }
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// A port of this machine at which nobody listens, as long as nobody else takes it.
    static func unusedPort() -> Int { Listener { _ in }.port }

    final class Connection: @unchecked Sendable {
        private let descriptor: Int32

        init(_ descriptor: Int32) {
            self.descriptor = descriptor
            var patience = timeval(tv_sec: 60, tv_usec: 0)
            unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience,
                socklen_t(MemoryLayout<timeval>.size))
        }

        deinit { close(descriptor) }

        @discardableResult
        func write(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            return unsafe bytes.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            } == bytes.count
        }

        /// The end without a goodbye: the peer gets a reset.
        func reset() {
            var linger = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &linger,
                socklen_t(MemoryLayout<Glibc.linger>.size))
        }

        /// The next bytes as text; empty at the end.
        func read() -> String {
            var room = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe room.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            return String(decoding: room.prefix(max(0, count)), as: UTF8.self)
        }

        /// A request up to the end of its headers; empty where the connection ends before.
        func readRequest() -> String {
            var all = ""
            while !all.contains("\r\n\r\n") {
                let part = read()
                guard !part.isEmpty else { return "" }
                all += part
            }
            return all
        }
    }
}
