import Foundation
import Testing

/// Python as an independent judge. Tests that ask it are skipped, saying so, where it is not
/// installed.
enum Python {
    static let missing: Comment = "python3 is not installed: nothing to compare with"

    /// Whether `python3` can be run.
    static let isPresent: Bool = (try? run("print('yes')", on: [])) == ["yes"]

    struct Failed: Error {
        let status: Int32
    }

    /// Runs a script that reads `items` (length-prefixed, from the file named by its first
    /// argument) and writes a line for each into the file named by its second.
    static func run(_ script: String, on items: [[UInt8]]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("plimsoll-wire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appendingPathComponent("input")
        let output = folder.appendingPathComponent("output")
        var packed = Data()
        for item in items {
            for shift in [0, 8, 16, 24] { packed.append(UInt8(item.count >> shift & 0xFF)) }
            packed.append(contentsOf: item)
        }
        try packed.write(to: input)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", prelude + script, input.path, output.path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(status: process.terminationStatus)
        }
        let text = try String(contentsOf: output, encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    private static let prelude = """
        import struct, sys
        out = open(sys.argv[2], "w")
        sys.stdout = out
        def items():
            data = open(sys.argv[1], "rb").read()
            place = 0
            while place < len(data):
                (count,) = struct.unpack_from("<I", data, place)
                yield data[place + 4 : place + 4 + count]
                place += 4 + count

        """
}
