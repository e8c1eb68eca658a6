import Foundation

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
    static let hasOpenSSL = succeeds(["openssl", "version"])
    static let hasWebSockets = succeeds([debianPython, "-c", "import websockets"])

    /// The distribution's Python, for whose packages python3-websockets is one.
    private static let debianPython = "/usr/bin/python3"

    private static func succeeds(_ arguments: [String]) -> Bool {
        (try? run(arguments))?.status == 0
    }

    /// A folder that is gone when `body` ends, with a certificate for localhost in it.
    static func withCertificate(_ body: (_ chain: String, _ key: String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let made = try run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "\(folder)/key.pem", "-out",
            "\(folder)/chain.pem",
        ])
        guard made.status == 0 else { throw Failed() }
        try body("\(folder)/chain.pem", "\(folder)/key.pem")
    }

    struct Failed: Error {}
}
