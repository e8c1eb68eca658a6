import Durability
import Host

/// A record as the tests keep it.
struct Kept: Equatable {
    var record: JournalRecord
    var payload: [UInt8]
}

/// Journals in memory, made the same way each time.
enum Journals {
    static let identity = Hash128(high: 0x1122_3344_5566_7788, low: 0x99AA_BBCC_DDEE_FF00)
    static let block = 4096

    static func options(segmentBlocks: Int = 8, replayFrom: UInt64 = 1) -> JournalOptions {
        JournalOptions(
            newIdentity: identity, segmentBytes: segmentBlocks * block, replayFrom: replayFrom)
    }

    static func open(
        _ files: MemoryFiles, _ options: JournalOptions = Self.options()
    ) throws(JournalFault) -> Journal<MemoryDisk> {
        try Journal.open(MemoryDisk(files), options: options) { _, _ in }
    }

    /// A payload whose bytes depend on `seed`.
    static func payload(_ count: Int, seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ seed &* 17 &+ 1) }
    }

    static func append(
        _ payload: [UInt8], kind: UInt8 = 1, to journal: inout Journal<MemoryDisk>
    ) throws(JournalFault) {
        let time = Int64(journal.nextSequence) * 1000
        _ = try journal.append(
            kind: kind, schemaVersion: 1, time: time, payload: unsafe payload.span.bytes)
    }

    static func records(
        _ files: MemoryFiles, from sequence: UInt64 = 1
    ) throws(JournalFault) -> (summary: JournalSummary, records: [Kept]) {
        var disk = MemoryDisk(files)
        var records: [Kept] = []
        let summary = try JournalReader.replay(&disk, from: sequence) { record, payload in
            let bytes = unsafe payload.withUnsafeBytes { unsafe [UInt8]($0) }
            records.append(Kept(record: record, payload: bytes))
        }
        return (summary, records)
    }

    static func verify(_ files: MemoryFiles) throws(JournalFault) -> JournalReport {
        var disk = MemoryDisk(files)
        return try JournalVerifier.verify(&disk)
    }

    /// Two segments of five blocks: header, a frame, a frame of two blocks, seal │ header, a frame,
    /// closing, two of zeros.
    static func golden() throws(JournalFault) -> MemoryFiles {
        let files = MemoryFiles()
        var journal = try open(files, options(segmentBlocks: 5))
        for (index, batch) in [[40, 0, 100], [3000, 2500], [7, 300]].enumerated() {
            for (place, count) in batch.enumerated() {
                try append(payload(count, seed: index * 7 + place), to: &journal)
            }
            _ = try journal.commit()
        }
        try journal.close()
        return files
    }
}
