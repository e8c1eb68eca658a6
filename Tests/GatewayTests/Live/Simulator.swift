import Foundation
import Gateway
import Host
import Testing
import VenueKit

/// `plimsoll-sim venue` as a process of its own, which these tests find beside themselves.
final class Simulator {
    static let path: String? = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = tests.deletingLastPathComponent().appending(path: "plimsoll-sim").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private let process = Process()
    /// Where it listens: `127.0.0.1:PORT`.
    let authority: String

    init(_ arguments: [String] = []) throws {
        process.executableURL = URL(fileURLWithPath: try #require(Self.path))
        process.arguments = ["venue", "--port", "0"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var said = ""
        while !said.contains("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            said += String(decoding: data, as: UTF8.self)
        }
        let address = said.split(separator: "\n").first?.dropFirst("ready http://".count)
        authority = address.map(String.init) ?? ""
        try #require(said.hasPrefix("ready http://"), "it said: \(said)")
    }

    func end() {
        // It keeps nothing, and has nothing to end in order.
        _ = kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// Signs as the simulator's first account.
struct DemoSigner: RequestSigner {
    var apiKey = Array("demo-key".utf8)
    var secret = Array("demo-secret".utf8)

    func sign(_ bytes: [UInt8], by algorithm: SigningAlgorithm) -> [UInt8] {
        HMACSHA256.code(of: bytes, key: secret)
    }
}
