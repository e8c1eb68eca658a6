import Foundation
import Operations

/// A program of somebody else, run to its end.
enum Tool {
    /// Where a program is; nil where it is not installed.
    ///
    /// - Parameter folders: where to look besides the `PATH`.
    static func path(_ name: String, in folders: [String] = []) -> String? {
        let usual = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return (usual.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"] + folders)
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs it and gives what it wrote to standard output.
    ///
    /// - Parameter input: a file that it reads from.
    static func run(
        _ path: String, _ arguments: [String], input: String? = nil
    ) throws(CommandFailure) -> String {
        let process = Process()
        let output = Pipe()
        let complaints = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput =
            input.flatMap { FileHandle(forReadingAtPath: $0) } ?? FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = complaints
        guard (try? process.run()) != nil else { throw CommandFailure("cannot start \(path)") }
        let told = text(output)
        let why = text(complaints)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailure("\(path) failed: \(why.suffix(300))")
        }
        return told
    }

    private static func text(_ pipe: Pipe) -> String {
        String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}

/// A folder that is gone at the end of its owner.
final class BenchmarkFolder {
    let path: String

    init(_ name: String) throws(CommandFailure) {
        path = ".build/bench-\(name)-\(ProcessInfo.processInfo.processIdentifier)"
        _ = try Self.made(path)
    }

    /// Makes a folder, and gives its path back.
    static func made(_ path: String) throws(CommandFailure) -> String {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            return path
        } catch {
            throw CommandFailure("cannot make the folder \(path)")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws(CommandFailure) -> String {
        let file = "\(path)/\(name)"
        guard FileManager.default.createFile(atPath: file, contents: Data(text.utf8)) else {
            throw CommandFailure("cannot write \(file)")
        }
        return file
    }
}

extension ChildProcess {
    private static let peerSecondsMax = 20.0

    /// Whether that comes true while it runs, in time.
    func comes(_ isSo: () -> Bool) -> Bool {
        let latest = Date(timeIntervalSinceNow: Self.peerSecondsMax)
        while isRunning, Date() < latest {
            if isSo() { return true }
            usleep(50_000)
        }
        return false
    }
}
