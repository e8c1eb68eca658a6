import Glibc
import Operations

/// A TCP connection to a port of this machine that costs as little as one can: no buffering of what
/// is sent, no delay, and whoever reads it waits in the system.
final class ClientSocket {
    /// One answer fits; a longer one is a fault of whoever asked.
    private static let roomBytes = 1 << 20

    let descriptor: Int32
    /// What came in and was not dropped yet.
    private(set) var count = 0
    private var room: [UInt8]

    init(port: Int) throws(CommandFailure) {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard made >= 0 else { throw Self.fault("open a socket") }
        descriptor = made
        room = Array(repeating: 0, count: Self.roomBytes)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafePointer(to: &address) { raw in
            unsafe raw.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(made, $0, size)
            }
        }
        guard status == 0 else { throw Self.fault("connect to port \(port)") }
        var yes: Int32 = 1
        _ = unsafe setsockopt(
            made, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends all of `bytes`.
    func send(_ bytes: [UInt8]) throws(CommandFailure) {
        var sent = 0
        while sent < bytes.count {
            let more = unsafe bytes.withUnsafeBytes { raw in
                unsafe Glibc.send(
                    descriptor, raw.baseAddress.map { unsafe $0 + sent }, raw.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard more > 0 else { throw Self.fault("send") }
            sent += more
        }
    }

    /// Waits for more to come in.
    func receive() throws(CommandFailure) {
        guard count < room.count else {
            throw CommandFailure("an answer is longer than \(room.count) bytes")
        }
        let more = unsafe room.withUnsafeMutableBytes { raw in
            unsafe recv(
                descriptor, raw.baseAddress.map { unsafe $0 + count }, raw.count - count, 0)
        }
        guard more > 0 else { throw Self.fault("read an answer: the connection ended") }
        count += more
    }

    /// What came in.
    var bytes: ArraySlice<UInt8> { room[..<count] }

    /// Forgets the first `taken` bytes.
    func drop(_ taken: Int) {
        precondition(taken <= count)
        if taken < count {
            room.replaceSubrange(0..<count - taken, with: Array(room[taken..<count]))
        }
        count -= taken
    }

    private static func fault(_ what: String) -> CommandFailure {
        CommandFailure("cannot \(what): \(unsafe String(cString: strerror(errno)))")
    }
}

/// Which of some connections have something to read.
struct Readiness {
    private var watched: [pollfd]

    init(_ sockets: [ClientSocket]) {
        watched = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    }

    /// Waits until one has, or `milliseconds` are over; calls `body` with the place of each.
    mutating func wait(
        milliseconds: Int32, _ body: (Int) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        let found = unsafe watched.withUnsafeMutableBufferPointer {
            unsafe poll($0.baseAddress, nfds_t($0.count), milliseconds)
        }
        guard found > 0 else { return }
        for place in watched.indices where watched[place].revents != 0 { try body(place) }
    }
}

/// A port of this machine that nobody listens at.
enum FreePort {
    static func find() throws(CommandFailure) -> Int {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { raw in
            unsafe raw.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(probe, address, size) == 0
                    && getsockname(probe, address, &size) == 0
            }
        }
        guard status else { throw CommandFailure("there is no free port on this machine") }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}
