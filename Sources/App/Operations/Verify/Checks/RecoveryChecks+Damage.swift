internal import Containers
internal import Domain
internal import Durability
internal import Host

// Files that are torn, changed, missing or too new.
extension RecoveryChecks {
    private static let sector = JournalFormat.sectorBytes

    @Sendable
    static func tornTail(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        var tears = 0
        let whole = try JournalBytes.make(path, orders: orders)
        let last = whole.lastFrame
        for kept in 0..<last.count / sector {
            let torn = last.lowerBound + kept * sector..<last.upperBound
            try whole.write(blanking: torn)
            let report: RecoveryReport
            do throws(JournalFault) {
                report = try SafetyTurn.recover(path).recovery
            } catch {
                throw SafetyFailure(
                    error.explanation, doing: "a start after a write of which \(kept) sectors came")
            }
            // Of a write of which nothing came, nothing can be told.
            try require(
                (report.summary.cut != nil) == (kept > 0),
                "the cut is told where \(kept) sectors of the last write came",
                found: "\(report.summary.cut.map { "\($0)" } ?? "no cut")")
            try require(
                report.sequence == whole.lastSequence - 3,
                "all \(whole.lastSequence - 3) inputs before the torn write",
                found: "\(report.sequence)")
            tears += 1
        }
        return "\(tears) tears of a write of \(last.count) bytes: the 3 inputs in it are cut, the "
            + "\(whole.lastSequence - 3) before are there"
    }

    @Sendable
    static func damagedJournal(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        let whole = try JournalBytes.make(path, orders: orders)
        var random = SeededRandom(seed: 2)
        let places = 200
        for _ in 0..<places {
            let offset = Int(random.next() % UInt64(whole.used))
            let bit = UInt8(1) << UInt8(random.next() % 8)
            try whole.write(flipping: offset, bit)
            do throws(JournalFault) {
                _ = try SafetyTurn.recover(path)
            } catch {
                try require(
                    error.remedy == .quarantine, "an error that says not to start",
                    found: error.explanation.description)
                try whole.requireUntouched(flipping: offset, bit)
                continue
            }
            throw SafetyFailure(
                expected: "a changed bit at byte \(offset) is found", found: "the journal opened")
        }
        try whole.write()
        var turn = try SafetyTurn.open(path)
        try require(
            turn.fingerprint() == whole.fingerprint, "the journal as it was opens",
            found: "it has another state")
        return "\(places) changed bits in \(whole.used) bytes: each found, nothing written"
    }

    @Sendable
    static func missingFile(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        _ = try SafetyTurn.make(path, orders: 4 * orders)
        var segments: [String] = []
        try edit(path) { (folder) throws(FileFault) in
            segments = try folder.entries().map(\.name)
                .filter { JournalFormat.segmentIndex(ofName: $0) != nil }
        }
        try require(segments.count > 2, "a journal of several files", found: "\(segments.count)")
        for name in segments.dropLast() {
            try edit(path) { (folder) throws(FileFault) in
                try folder.rename(name, to: "moved-away")
            }
            do throws(JournalFault) {
                _ = try SafetyTurn.recover(path)
            } catch {
                try edit(path) { (folder) throws(FileFault) in
                    try folder.rename("moved-away", to: name)
                }
                continue
            }
            throw SafetyFailure(expected: "\(name) is missed", found: "the journal opened")
        }
        _ = try SafetyTurn.open(path)
        return "\(segments.count) files, each but the last missed"
    }

    @Sendable
    static func newerVersion(_ place: SafetyPlace) throws(SafetyFailure) -> String {
        let path = place.folder + "/journal"
        let whole = try JournalBytes.make(path, orders: 3)
        let newer = JournalFormat.version + 1
        var bytes = whole.bytes
        // Magic, CRC-32C of bytes 12 to 512, version: they keep their places in every version.
        bytes[12] = UInt8(newer & 0xFF)
        bytes[13] = UInt8(newer >> 8)
        let sum = unsafe Checksum.crc32c(bytes[12..<512].span.bytes)
        for place in 0..<4 { bytes[8 + place] = UInt8(truncatingIfNeeded: sum >> (8 * place)) }
        try whole.write(bytes)
        do throws(JournalFault) {
            _ = try SafetyTurn.recover(path)
        } catch {
            guard case .foreignVersion(_, let found) = error, found == newer else {
                throw SafetyFailure(
                    expected: "format \(newer) is named", found: error.explanation.description)
            }
            try whole.requireUntouched(bytes)
            return "format \(newer) refused: \(error.explanation.description)"
        }
        throw SafetyFailure(expected: "a refusal", found: "the journal opened")
    }
}

/// The one file of a small journal, held in memory to be damaged.
struct JournalBytes {
    let bytes: [UInt8]
    let fingerprint: UInt64
    /// Bytes that were written, headers and padding included.
    let used: Int
    let lastSequence: UInt64
    /// The last write.
    let lastFrame: Range<Int>
    private let path: String

    /// Makes a journal whose last commit has three inputs, and no snapshot.
    static func make(_ path: String, orders: Int) throws(SafetyFailure) -> JournalBytes {
        let bytesMax = 1 << 20
        var turn = try SafetyTurn.open(path, segmentBytes: bytesMax)
        try SafetyTurn.take(SafetyFeed.beginning(), at: SafetyFeed.time(0), &turn)
        for number in 0..<orders - 1 { try SafetyTurn.trade(number, &turn) }
        let before = Int(turn.journal.extentBytes)
        try SafetyTurn.trade(orders - 1, &turn)
        let (used, last) = (Int(turn.journal.extentBytes), turn.releasedSequence)
        let fingerprint = turn.fingerprint()
        _ = consume turn
        do throws(FileFault) {
            let bytes = try RecoveryChecks.read(path, JournalFormat.segmentName(1))
            return JournalBytes(
                bytes: bytes, fingerprint: fingerprint, used: used, lastSequence: last,
                lastFrame: before..<used, path: path)
        } catch {
            throw SafetyFailure(error.explanation, doing: "the journal's file can be read")
        }
    }

    /// Puts these bytes in place of the file, and removes all others that a start may have made.
    func write(_ bytes: [UInt8]) throws(SafetyFailure) {
        let own = JournalFormat.segmentName(1)
        try RecoveryChecks.edit(path) { (folder) throws(FileFault) in
            for entry in try folder.entries()
            where entry.name != own && entry.name.contains("segment-") {
                try folder.remove(entry.name)
            }
            try WorkFolder.write(bytes, to: "\(path)/\(own)")
        }
    }

    func write() throws(SafetyFailure) { try write(bytes) }

    /// With these bytes as they were before anything was written there.
    func write(blanking range: Range<Int>) throws(SafetyFailure) {
        var bytes = bytes
        for place in range { bytes[place] = 0 }
        try write(bytes)
    }

    func write(flipping offset: Int, _ bit: UInt8) throws(SafetyFailure) {
        try write(flipped(offset, bit))
    }

    func requireUntouched(flipping offset: Int, _ bit: UInt8) throws(SafetyFailure) {
        try requireUntouched(flipped(offset, bit))
    }

    /// The file is as it was put there.
    func requireUntouched(_ bytes: [UInt8]) throws(SafetyFailure) {
        let found = try? RecoveryChecks.read(path, JournalFormat.segmentName(1))
        try require(
            found == bytes, "a journal that is refused is not touched", found: "it was changed")
    }

    private func flipped(_ offset: Int, _ bit: UInt8) -> [UInt8] {
        var bytes = bytes
        bytes[offset] ^= bit
        return bytes
    }
}
