import Foundation
import Testing

/// Python's `fractions` as an independent judge of arithmetic. Tests that ask it are skipped,
/// saying so, where it is not installed.
enum Python {
    static let missing: Comment = "python3 is not installed: nothing to compare with"

    /// Whether `python3` can be run.
    static let isPresent: Bool = (try? lines("print('yes')")) == [["yes"]]

    struct Failed: Error {
        let status: Int32
    }

    /// Runs a script and gives the words of each line that it prints.
    static func lines(_ script: String) throws -> [[Substring]] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(status: process.terminationStatus)
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: " ") }
    }
}
