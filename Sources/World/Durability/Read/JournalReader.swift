internal import Host

/// The files of a journal's directory, sorted by what they are.
struct JournalFiles {
    /// Indices and lengths of the segments, ascending.
    var segments: [(index: UInt32, byteCount: Int)] = []
    /// Sequence numbers of the snapshots, ascending.
    var snapshots: [UInt64] = []
    /// Names of files that were never finished.
    var unfinished: [String] = []

    init<Disk: JournalDisk & ~Copyable>(_ disk: inout Disk) throws(JournalFault) {
        for entry in try JournalReader.reading({ () throws(FileFault) in try disk.list() }) {
            if let index = JournalFormat.segmentIndex(ofName: entry.name) {
                segments.append((index, entry.byteCount))
            } else if let sequence = SnapshotFormat.sequence(ofName: entry.name) {
                snapshots.append(sequence)
            } else if entry.name.hasSuffix(JournalFormat.unfinishedSuffix) {
                unfinished.append(entry.name)
            }
        }
        segments.sort { $0.index < $1.index }
        snapshots.sort()
    }

    /// Whether the segments are numbered 1, 2, 3 … without a gap.
    var isUnbroken: Bool {
        segments.indices.allSatisfy { segments[$0].index == UInt32($0) + 1 }
    }

    /// Makes what can be read durable before it is believed: after a crash the cache may hold more
    /// than the disk.
    func makeDurable<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk
    ) throws(JournalFault) {
        do throws(FileFault) {
            for segment in segments.suffix(2) {
                try disk.open(JournalFormat.segmentName(segment.index))
            }
            try disk.synchronizeDirectory()
        } catch {
            throw error.operation == .open ? .unreadable(error) : .diskFailed(error)
        }
    }

    func removeUnfinished<Disk: JournalDisk & ~Copyable>(
        from disk: inout Disk
    ) throws(JournalFault) {
        guard !unfinished.isEmpty else { return }
        do throws(FileFault) {
            for name in unfinished { try disk.remove(name) }
            try disk.synchronizeDirectory()
        } catch {
            throw .diskFailed(error)
        }
    }

    static func unfinishedName(ofSegment index: UInt32) -> String {
        JournalFormat.segmentName(index) + JournalFormat.unfinishedSuffix
    }

    /// Makes the zero-filled file of a segment: all of it, or nothing under that name.
    static func prepare<Disk: JournalDisk & ~Copyable>(
        _ name: String, byteCount: Int, on disk: inout Disk
    ) throws(FileFault) {
        let unfinished = name + JournalFormat.unfinishedSuffix
        do throws(FileFault) {
            try disk.createZeroed(unfinished, byteCount: byteCount)
        } catch {
            // What is left would keep the space that is missing.
            if error.reason == .noSpace { try? disk.remove(unfinished) }
            throw error
        }
        try disk.rename(unfinished, to: name)
        try disk.synchronizeDirectory()
    }
}

/// Runs a scanner over the files of a disk, for reading only.
public enum JournalReader {
    /// Reads the whole journal, or from the segment on that holds record `sequence`.
    ///
    /// - Parameters:
    ///   - sequence: the first record to visit; 1 vouches for the whole journal.
    ///   - visit: receives the records in order.
    /// - Throws: `damaged`, `foreignVersion`, `noJournal`, `unreadable`, or what `visit` throws.
    /// - Complexity: O(bytes from that segment on); memory for one segment.
    public static func replay<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, from sequence: UInt64 = 1, visit: JournalScanner.Visitor
    ) throws(JournalFault) -> JournalSummary {
        precondition(sequence > 0)
        let files = try JournalFiles(&disk)
        guard !files.segments.isEmpty else { throw .noJournal }
        return try scan(
            &disk, files, visitingFrom: sequence, checkpoints: [sequence - 1], visit: visit
        ).summary
    }

    static func scan<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ files: JournalFiles, visitingFrom sequence: UInt64,
        checkpoints: [UInt64], visit: JournalScanner.Visitor
    ) throws(JournalFault) -> JournalScanner {
        var scanner = try start(&disk, files, visitingFrom: sequence, checkpoints: checkpoints)
        for segment in files.segments where segment.index >= scanner.nextSegment {
            try scan(&disk, segment.index, byteCount: segment.byteCount, &scanner, visit: visit)
        }
        _ = try scanner.finish()
        return scanner
    }

    static func scan<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ segment: UInt32, byteCount: Int, _ scanner: inout JournalScanner,
        visit: JournalScanner.Visitor
    ) throws(JournalFault) {
        let name = JournalFormat.segmentName(segment)
        guard byteCount <= JournalFormat.segmentBytesMax else {
            throw scanner.damage(.fileLength, in: segment, at: byteCount)
        }
        let fault = try reading { () throws(FileFault) -> JournalFault? in
            try disk.read(name, 0..<byteCount) { (bytes) -> JournalFault? in
                do throws(JournalFault) {
                    try scanner.scan(segment: segment, bytes: bytes, visit: visit)
                    return nil
                } catch {
                    return error
                }
            }
        }
        if let fault { throw fault }
    }

    /// The scanner for the last segment whose first record is at or before the checkpoint: what
    /// comes before it is needed for an audit, not for a start.
    private static func start<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ files: JournalFiles, visitingFrom sequence: UInt64,
        checkpoints: [UInt64]
    ) throws(JournalFault) -> JournalScanner {
        let whole = JournalScanner(visitingFrom: sequence, checkpoints: checkpoints)
        guard let checkpoint = checkpoints.first, checkpoint > 0, files.isUnbroken else {
            return whole
        }
        let block = JournalFormat.blockBytesMin
        for segment in files.segments.reversed() where segment.byteCount >= block {
            let name = JournalFormat.segmentName(segment.index)
            let reading = try reading { () throws(FileFault) in
                try disk.read(name, 0..<block) { SegmentHeader.read($0) }
            }
            if case .header(let header) = reading, header.segment == segment.index,
                header.firstSequence <= checkpoint
            {
                guard segment.index > 1 else { return whole }
                return JournalScanner(
                    trusting: header, visitingFrom: sequence, checkpoints: checkpoints)
            }
        }
        return whole
    }

    static func reading<Result>(
        _ body: () throws(FileFault) -> Result
    ) throws(JournalFault) -> Result {
        do throws(FileFault) {
            return try body()
        } catch {
            throw .unreadable(error)
        }
    }
}
