import Foundation
import Testing

/// Runs `Tests/Margin/fill-sequences` and reads the whole numbers that it prints.
struct FillSequences {
    /// One line: its numbers, in order.
    struct Line {
        fileprivate(set) var numbers: [Int128] = []
    }

    private let bytes: [UInt8]
    private var place = 0

    /// Has Python compute `count` sequences from a seed.
    init(_ count: Int, seed: Int) throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", folder.path + "/Margin/fill-sequences", "\(count)", "\(seed)",
        ]
        process.standardOutput = output
        try process.run()
        bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Python.Failed(status: process.terminationStatus)
        }
    }

    /// Reads the next line into `line`; false at the end.
    mutating func next(_ line: inout Line) -> Bool {
        line.numbers.removeAll(keepingCapacity: true)
        guard place < bytes.count else { return false }
        var (magnitude, isNegative) = (UInt128(0), false)
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: " "), UInt8(ascii: "\n"):
                line.numbers.append(isNegative ? -Int128(magnitude) : Int128(magnitude))
                (magnitude, isNegative) = (0, false)
                if byte == UInt8(ascii: "\n") { return true }
            default: magnitude = magnitude * 10 + UInt128(byte - UInt8(ascii: "0"))
            }
        }
        return true
    }
}
