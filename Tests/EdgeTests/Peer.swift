import Foundation
import Glibc

/// Programs that others wrote, as peers.
enum Peer {
    struct Outcome {
        let status: Int32
        let output: String
    }

    /// Runs a program to its end.
    static func run(_ arguments: [String], input: String = "") throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "60"] + arguments
        let output = Pipe()
        let given = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = given
        try process.run()
        given.fileHandleForWriting.write(Data(input.utf8))
        try given.fileHandleForWriting.close()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self))
    }

    static func curl(_ arguments: [String]) throws -> String {
        try run(["curl", "--silent", "--show-error", "--noproxy", "*"] + arguments).output
    }

    /// Runs a script that speaks WebSocket; `url` is its first argument, `sys.argv[1]`.
    static func python(_ script: String, _ arguments: [String]) throws -> Outcome {
        try run([debianPython, "-c", script] + arguments)
    }

    static let hasCurl = succeeds(["curl", "--version"])
    static let hasWebSockets = succeeds([debianPython, "-c", "import websockets"])

    /// The distribution's Python, for whose packages python3-websockets is one.
    private static let debianPython = "/usr/bin/python3"

    private static func succeeds(_ arguments: [String]) -> Bool {
        (try? run(arguments))?.status == 0
    }
}

/// A TCP connection by hand, for what no well-behaved peer does.
final class RawPeer {
    private let descriptor: Int32

    init?(port: Int, receiveBytes: Int32? = nil) {
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
    func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
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
    func read() -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe room.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        if count < 0 { return errno == ECONNRESET ? [] : nil }
        return Array(room.prefix(count))
    }

    /// Everything up to the end of the connection; nil where the end does not come.
    func readToEnd() -> String? {
        var all: [UInt8] = []
        while let part = read() {
            guard !part.isEmpty else { return String(decoding: all, as: UTF8.self) }
            all += part
        }
        return nil
    }

    /// Reads until `text` has come; nil where the connection ends before.
    func read(upTo text: String) -> String? {
        var all: [UInt8] = []
        while let part = read(), !part.isEmpty {
            all += part
            let read = String(decoding: all, as: UTF8.self)
            if read.contains(text) { return read }
        }
        return nil
    }

    /// Asks to become a WebSocket, and reads the answer.
    func upgrade(path: String = "/ws") -> String? {
        write(
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n")
        return read(upTo: "\r\n\r\n")
    }
}
