import Foundation
import Wire

/// cryptofeed in a process of its own, which does one timed pass whenever it is told to.
final class PeerProcess {
    /// What a pass took.
    struct Pass {
        let messages: Int64
        let cpuNanoseconds: Int64
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var pending: [UInt8] = []

    /// Nil where the peer is not installed, or does not start.
    init?(messages: String, listing: String, core: Int) {
        let python = ".venv/bin/python"
        let script = "Benchmarks/peers/cryptofeed_decode.py"
        let files = FileManager.default
        guard files.isExecutableFile(atPath: python), files.fileExists(atPath: script) else {
            return nil
        }
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script, messages, listing, String(core)]
        process.standardInput = input
        process.standardOutput = output
        guard (try? process.run()) != nil, member("ready", of: line()) != nil else { return nil }
    }

    /// One pass; nil where the peer failed.
    func run() -> Pass? {
        guard (try? input.fileHandleForWriting.write(contentsOf: Data([0x0A]))) != nil else {
            return nil
        }
        let answer = line()
        guard let messages = member("messages", of: answer),
            let spent = member("cpu_ns", of: answer)
        else { return nil }
        return Pass(messages: messages, cpuNanoseconds: spent)
    }

    /// Ends the peer.
    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func line() -> [UInt8] {
        while true {
            if let end = pending.firstIndex(of: 0x0A) {
                let line = Array(pending[..<end])
                pending.removeFirst(end + 1)
                return line
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return [] }
            pending += more
        }
    }

    private func member(_ key: JSONKey, of text: [UInt8]) -> Int64? {
        var document = JSONDocument()
        guard (try? document.parse(text.span)) != nil else { return nil }
        return document.member(key, of: document.root, in: text.span)
            .flatMap { document.integer($0, in: text.span) }
    }
}
