import Domain
import Foundation
import Host
import Tapes
import Testing

/// Recordings of real venues, beside the project. Tests that need them skip where they are not
/// there.
enum Recordings {
    /// Seen from the package's root.
    static let folder: String = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root.deletingLastPathComponent().path + "/shared/fixtures/binance-spot"
    }()

    static var areThere: Bool { FileManager.default.fileExists(atPath: folder) }

    static let absent: Comment = "needs the recordings in ../shared/fixtures/binance-spot"

    struct Line {
        let entry: TapeEntry
        let body: [UInt8]
    }

    /// Every line of a recording.
    static func lines(_ name: String) throws -> [Line] {
        var tape = try TapeReader(path: "\(folder)/\(name).tape.jsonl.zst")
        var lines: [Line] = []
        while let entry = try tape.next() { lines.append(Line(entry: entry, body: tape.body)) }
        return lines
    }

    /// Every line of a plain file.
    static func text(_ name: String) throws -> [[UInt8]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        return data.split(separator: 0x0A).map { Array($0) }
    }
}
