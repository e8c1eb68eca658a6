import Domain
import Durability
import Foundation
import Host
import Operations
import Simulation
import Testing
import Trading

/// The golden logs: journals that each version of the record schema wrote, kept to be read by all
/// later ones that promise to.
struct GoldenLog {
    /// Beside the test targets, one folder a version.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Golden")

    /// The version whose log this is.
    let schema: Int
    /// Its files by name, the facts left out.
    let files: [String: [UInt8]]
    /// What a core knows that has read it.
    let facts: String
    /// The state's hash by the version that wrote it.
    let stateHash: UInt64?

    static let factsName = "facts.txt"

    /// Reads the log of a version.
    init(schema: Int) throws {
        self.schema = schema
        let folder = Self.root.appending(path: "schema-\(schema)")
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name != Self.factsName {
            files[name] = [UInt8](try Data(contentsOf: folder.appending(path: name)))
        }
        self.files = files
        let text = try String(contentsOf: folder.appending(path: Self.factsName), encoding: .utf8)
        let lines = text.split(separator: "\n", maxSplits: 1)
        stateHash = lines.first.flatMap { UInt64($0.drop { !$0.isNumber }) }
        facts = lines.count > 1 ? String(lines[1]) : ""
    }

    /// A folder with the log in it, or those of its files that `isKept` keeps.
    func copy(_ isKept: (String) -> Bool = { _ in true }) throws -> JournalFolder {
        let folder = JournalFolder()
        let url = URL(fileURLWithPath: folder.path)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, bytes) in files where isKept(name) {
            try Data(bytes).write(to: url.appending(path: name))
        }
        return folder
    }

    // MARK: - Writing one

    static let identity = Hash128(high: 0x676F_6C64_656E, low: 0x6C6F_67)
    static let segmentBytes = 6 * 4096

    /// Runs the script as this version does and gives the files and the facts.
    static func make() throws -> (files: [String: [UInt8]], facts: String) {
        let folder = JournalFolder()
        var facts = ""
        for (number, inputs) in EveryKindScript.whole.processes.enumerated() {
            if number == 2 { try tearLastFrame(folder) }
            let disk = try FileJournalDisk(
                path: folder.path, for: .writing, allowsDirect: false)
            var turn = try Turn.recover(disk, identity: identity, segmentBytes: segmentBytes)
            for (place, entry) in inputs.enumerated() {
                if !turn.hasRoom || place == inputs.count - 1 { try turn.commit() }
                try turn.take(entry.input, at: entry.time)
            }
            if number < 2 { try turn.commit() } else { try turn.close() }
            facts = "state hash \(turn.fingerprint())\n" + StateFacts.text(of: turn.core.state)
        }
        return (try contents(of: folder), facts)
    }

    /// The last frame, one block long, loses a sector: the process died while it wrote it.
    private static func tearLastFrame(_ folder: JournalFolder) throws {
        var disk = try FileJournalDisk(path: folder.path, for: .reading, allowsDirect: false)
        let summary = try JournalReader.replay(&disk) { _, _ in }
        let last = try #require(summary.segments.last { $0.state == .active })
        let file = URL(fileURLWithPath: folder.path)
            .appending(path: JournalFormat.segmentName(last.segment))
        var bytes = try Data(contentsOf: file)
        let sector = last.usedBytes - 4 * JournalFormat.sectorBytes
        bytes.resetBytes(in: sector..<sector + JournalFormat.sectorBytes)
        try bytes.write(to: file)
    }

    private static func contents(of folder: JournalFolder) throws -> [String: [UInt8]] {
        let url = URL(fileURLWithPath: folder.path)
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix("segment-") || name.hasPrefix("snapshot-") {
            files[name] = [UInt8](try Data(contentsOf: url.appending(path: name)))
        }
        return files
    }

    /// Puts the log of this version beside the others.
    static func write() throws {
        let (files, facts) = try make()
        let folder = root.appending(path: "schema-\(RecordSchema.version)")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        try Data(facts.utf8).write(to: folder.appending(path: factsName))
    }
}
