internal import Host

/// The files of a journal's directory, sorted by what they are.
struct JournalFiles {
    /// One segment, in whichever form it is.
    struct Segment: Equatable {
        var index: UInt32
        /// The length of the file.
        var byteCount: Int
        var isCompacted: Bool

        var name: String {
            isCompacted
                ? JournalFormat.compactedName(index) : JournalFormat.segmentName(index)
        }
    }

    /// The segments, ascending; where one is there in both forms, as it was written.
    var segments: [Segment] = []
    /// Where the journal begins, if retention removed what was before.
    var beginning: JournalBeginning?
    /// Sequence numbers of the snapshots, ascending.
    var snapshots: [UInt64] = []
    /// Names of files that were never finished.
    var unfinished: [String] = []
    /// Names of files that count no more: a process died before it had removed them.
    var leftovers: [String] = []

    /// - Throws: `unreadable`, and `damaged` or `foreignVersion` for the file that tells where the
    ///   journal begins.
    init<Disk: JournalDisk & ~Copyable>(_ disk: inout Disk) throws(JournalFault) {
        let entries = try JournalReader.reading { () throws(FileFault) in try disk.list() }
        if let entry = entries.first(where: { $0.name == JournalBeginning.name }) {
            beginning = try JournalBeginning.read(byteCount: entry.byteCount, from: &disk)
        }
        for entry in entries {
            if let index = JournalFormat.segmentIndex(ofName: entry.name) {
                segments.append(
                    Segment(index: index, byteCount: entry.byteCount, isCompacted: false))
            } else if let index = JournalFormat.compactedIndex(ofName: entry.name) {
                segments.append(
                    Segment(index: index, byteCount: entry.byteCount, isCompacted: true))
            } else if let sequence = SnapshotFormat.sequence(ofName: entry.name) {
                snapshots.append(sequence)
            } else if entry.name.hasSuffix(JournalFormat.unfinishedSuffix) {
                unfinished.append(entry.name)
            }
        }
        snapshots.sort()
        sortSegments()
    }

    private mutating func sortSegments() {
        segments.sort { ($0.index, $0.isCompacted ? 1 : 0) < ($1.index, $1.isCompacted ? 1 : 0) }
        var counted: [Segment] = []
        for segment in segments {
            if segment.index < firstIndex || segment.index == counted.last?.index {
                leftovers.append(segment.name)
            } else {
                counted.append(segment)
            }
        }
        segments = counted
    }

    /// Whether there is no journal.
    var isEmpty: Bool { segments.isEmpty && beginning == nil }

    /// The number of the first segment there should be.
    var firstIndex: UInt32 { beginning?.segment ?? 1 }

    /// Whether the segments are numbered one after the other, from the first there should be.
    var isUnbroken: Bool {
        segments.indices.allSatisfy { segments[$0].index == firstIndex + UInt32($0) }
    }

    /// A scan from the beginning.
    func scanner(
        visitingFrom sequence: UInt64 = 1, checkpoints: [UInt64] = []
    ) -> JournalScanner {
        guard let beginning else {
            return JournalScanner(visitingFrom: sequence, checkpoints: checkpoints)
        }
        return JournalScanner(
            from: beginning, visitingFrom: sequence, checkpoints: checkpoints)
    }

    /// The header of a segment; nil where it is not whole, or not there yet.
    ///
    /// - Throws: `unreadable`, `foreignVersion`; `damaged` for a compacted one.
    func header<Disk: JournalDisk & ~Copyable>(
        of segment: Segment, on disk: inout Disk
    ) throws(JournalFault) -> SegmentHeader? {
        let reading: SegmentHeader.Reading
        if segment.isCompacted {
            let header = try CompactedSegment.readHeader(
                segment.index, byteCount: segment.byteCount, from: &disk)
            reading = unsafe SegmentHeader.read(header.firstSector.span.bytes)
        } else {
            guard segment.byteCount >= JournalFormat.blockBytesMin else { return nil }
            reading = try JournalReader.reading { () throws(FileFault) in
                try disk.read(segment.name, 0..<JournalFormat.blockBytesMin) {
                    SegmentHeader.read($0)
                }
            }
        }
        guard case .header(let header) = reading, header.segment == segment.index else {
            return nil
        }
        return header
    }

    /// The seal that the segment at `place` continues.
    ///
    /// - Throws: `unreadable`, `foreignVersion`; `damaged` where the segment before is missing or
    ///   not compacted.
    func seal<Disk: JournalDisk & ~Copyable>(
        before place: Int, on disk: inout Disk
    ) throws(JournalFault) -> Digest512 {
        let index = segments[place].index
        if index == firstIndex { return beginning?.seal ?? .zero }
        guard place > 0, segments[place - 1].index == index - 1, segments[place - 1].isCompacted
        else {
            throw .damaged(
                JournalDamage(
                    file: JournalFormat.compactedName(index - 1), offset: 0, sequence: 0,
                    reason: .segmentMissing))
        }
        return try CompactedSegment.readHeader(
            index - 1, byteCount: segments[place - 1].byteCount, from: &disk
        ).seal
    }

    /// Makes what can be read durable before it is believed: after a crash the cache may hold more
    /// than the disk.
    func makeDurable<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk
    ) throws(JournalFault) {
        do throws(FileFault) {
            for segment in segments.suffix(2) where !segment.isCompacted {
                try disk.open(segment.name)
            }
            try disk.synchronizeDirectory()
        } catch {
            throw error.operation == .open ? .unreadable(error) : .diskFailed(error)
        }
    }

    /// Removes what was never finished.
    func removeUnfinished<Disk: JournalDisk & ~Copyable>(
        from disk: inout Disk
    ) throws(JournalFault) {
        try Self.remove(unfinished, from: &disk)
    }

    /// Removes what counts no more.
    func removeLeftovers<Disk: JournalDisk & ~Copyable>(
        from disk: inout Disk
    ) throws(JournalFault) {
        try Self.remove(leftovers, from: &disk)
    }

    private static func remove<Disk: JournalDisk & ~Copyable>(
        _ names: [String], from disk: inout Disk
    ) throws(JournalFault) {
        guard !names.isEmpty else { return }
        do throws(FileFault) {
            for name in names { try disk.remove(name) }
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
