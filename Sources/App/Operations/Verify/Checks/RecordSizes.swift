internal import Domain
internal import Durability
internal import Host

/// Records of every size in a journal of the smallest files.
enum RecordSizes {
    /// The size of the `number`-th: from none to `largest`, in a shuffled order.
    static func size(_ number: Int, _ largest: Int) -> Int {
        number % 20 == 19 ? largest : number * 7919 % (largest / 3)
    }

    private static func payload(_ number: Int, _ largest: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size(number, largest))
    }

    private static func open(_ path: String) throws(JournalFault) -> Journal<FileJournalDisk> {
        let disk: FileJournalDisk
        do throws(FileFault) {
            disk = try FileJournalDisk(path: path, for: .writing)
        } catch {
            throw .unreadable(error)
        }
        let options = JournalOptions(
            newIdentity: SystemRandomness.identity(), segmentBytes: 16 * disk.alignment)
        return try Journal.open(disk, options: options) { _, _ in }
    }

    /// Writes them, each in a commit of its own.
    ///
    /// - Returns: the largest size that a record may have.
    static func write(_ count: Int, to path: String) throws(JournalFault) -> Int {
        var journal = try open(path)
        let largest = journal.writer.payloadBytesMax
        for number in 0..<count {
            try append(payload(number, largest), &journal)
            _ = try journal.commit()
        }
        do throws(JournalFault) {
            try append([UInt8](repeating: 1, count: largest + 1), &journal)
        } catch {
            guard case .payloadTooLarge = error else { throw error }
            try journal.close()
            return largest
        }
        throw .recordRefused(
            sequence: journal.nextSequence, reason: "it is larger than the largest, and was taken")
    }

    private static func append(
        _ payload: [UInt8], _ journal: inout Journal<FileJournalDisk>
    ) throws(JournalFault) {
        _ = unsafe try journal.append(
            kind: 200, schemaVersion: 1, time: Int64(journal.nextSequence),
            payload: payload.span.bytes)
    }

    /// Reads them back.
    ///
    /// - Returns: the size of each whose bytes are right, -1 for another, and how many files.
    static func read(_ path: String) throws(JournalFault) -> (sizes: [Int], files: Int) {
        var disk: FileJournalDisk
        do throws(FileFault) {
            disk = try FileJournalDisk(path: path, for: .reading)
        } catch {
            throw .unreadable(error)
        }
        var sizes: [Int] = []
        let summary = try JournalReader.replay(&disk) { record, payload in
            let byte = UInt8(truncatingIfNeeded: sizes.count)
            let isRight = payload.byteOffsets.allSatisfy { payload.integer(at: $0) == byte }
            sizes.append(isRight ? payload.byteCount : -1)
        }
        return (sizes, summary.segments.count)
    }
}
