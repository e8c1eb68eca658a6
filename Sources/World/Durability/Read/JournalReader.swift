internal import Host

/// Runs a scanner over the files of a disk, for reading only.
public enum JournalReader {
    /// Longer segments are read when they are due: two of them are in memory at a time.
    static let readAheadMax = 128 << 20

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
        guard !files.isEmpty else { throw .noJournal }
        return try scan(
            &disk, files, visitingFrom: sequence, checkpoints: [sequence - 1], visit: visit
        ).summary
    }

    /// The number of the first record there is: 1, or a later one where retention removed some.
    ///
    /// - Throws: `damaged`, `foreignVersion`, `unreadable`.
    public static func firstSequence<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk
    ) throws(JournalFault) -> UInt64 {
        try JournalFiles(&disk).beginning?.firstSequence ?? 1
    }

    static func scan<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ files: JournalFiles, visitingFrom sequence: UInt64,
        checkpoints: [UInt64], visit: JournalScanner.Visitor
    ) throws(JournalFault) -> JournalScanner {
        var scanner = try start(&disk, files, visitingFrom: sequence, checkpoints: checkpoints)
        let segments = files.segments.filter { $0.index >= scanner.nextSegment }
        for (place, segment) in segments.enumerated() {
            // The next one comes from the disk while this one is applied.
            if place + 1 < segments.count, segments[place + 1].byteCount <= readAheadMax {
                disk.willRead(segments[place + 1].name, 0..<segments[place + 1].byteCount)
            }
            try scan(&disk, segment, &scanner, visit: visit)
        }
        _ = try scanner.finish()
        return scanner
    }

    static func scan<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ segment: JournalFiles.Segment, _ scanner: inout JournalScanner,
        visit: JournalScanner.Visitor
    ) throws(JournalFault) {
        do throws(JournalFault) {
            if segment.isCompacted {
                try scanCompacted(&disk, segment, &scanner, visit: visit)
            } else {
                try scanPlain(&disk, segment, &scanner, visit: visit)
            }
        } catch {
            // A writer at work may have compacted it since the directory was listed.
            guard case .unreadable(let fault) = error, fault.reason == .notFound,
                !segment.isCompacted
            else { throw error }
            let name = JournalFormat.compactedName(segment.index)
            let entries = try reading { () throws(FileFault) in try disk.list() }
            guard let entry = entries.first(where: { $0.name == name }) else { throw error }
            let compacted = JournalFiles.Segment(
                index: segment.index, byteCount: entry.byteCount, isCompacted: true)
            try scanCompacted(&disk, compacted, &scanner, visit: visit)
        }
    }

    private static func scanPlain<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ segment: JournalFiles.Segment, _ scanner: inout JournalScanner,
        visit: JournalScanner.Visitor
    ) throws(JournalFault) {
        guard segment.byteCount <= JournalFormat.segmentBytesMax else {
            throw scanner.damage(.fileLength, in: segment.index, at: segment.byteCount)
        }
        let fault = try reading { () throws(FileFault) -> JournalFault? in
            try disk.read(segment.name, 0..<segment.byteCount) { (bytes) -> JournalFault? in
                do throws(JournalFault) {
                    try scanner.scan(segment: segment.index, bytes: bytes, visit: visit)
                    scanner.passSeal(of: segment.index, bytes)
                    return nil
                } catch {
                    return error
                }
            }
        }
        if let fault { throw fault }
    }

    private static func scanCompacted<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ segment: JournalFiles.Segment, _ scanner: inout JournalScanner,
        visit: JournalScanner.Visitor
    ) throws(JournalFault) {
        let read = try CompactedSegment.read(
            segment.index, byteCount: segment.byteCount, from: &disk)
        try scanner.scan(read, visit: visit)
    }

    /// The scanner for the last segment whose first record is at or before the checkpoint: what
    /// comes before it is needed for an audit, not for a start.
    private static func start<Disk: JournalDisk & ~Copyable>(
        _ disk: inout Disk, _ files: JournalFiles, visitingFrom sequence: UInt64,
        checkpoints: [UInt64]
    ) throws(JournalFault) -> JournalScanner {
        let whole = files.scanner(visitingFrom: sequence, checkpoints: checkpoints)
        guard let checkpoint = checkpoints.first, checkpoint > 0, files.isUnbroken else {
            return whole
        }
        for segment in files.segments.reversed() {
            if let header = try files.header(of: segment, on: &disk),
                header.firstSequence <= checkpoint
            {
                guard segment.index > files.firstIndex else { return whole }
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
