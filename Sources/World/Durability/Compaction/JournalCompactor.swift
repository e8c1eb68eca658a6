internal import Host

/// Makes full segments small: the same bytes, packed with zstd and sealed.
///
/// It may run beside the writer, on a disk of its own opened for the same folder: it touches only
/// segments whose successor was begun, which are never written again. All of it is in the new file,
/// read back and on the disk, before the old one goes; where both are there, the old one counts.
public enum JournalCompactor {
    /// Bounds of a compaction.
    public enum Limits {
        /// What is read, packed and digested in one go.
        public static let pieceBytes = 1 << 20
        /// How hard zstd tries.
        static let level = 3
    }

    /// What became of one segment.
    public struct Compaction: Sendable, Equatable {
        /// Which.
        public var segment: UInt32
        /// The length of the file before.
        public var bytesBefore: Int
        /// The length of the file now.
        public var bytesAfter: Int
    }

    /// Compacts the first segment that is full and not compacted.
    ///
    /// - Parameters:
    ///   - time: nanoseconds UTC; ``JournalRetention`` counts its days from here.
    /// - Returns: nil where there is none.
    /// - Throws: `damaged` where a segment is missing or cannot be read back, `noSpace`,
    ///   `diskFailed`, `unreadable`. The journal is whole whatever is thrown.
    /// - Complexity: O(segment), at the speed of BLAKE2b twice; memory for what it is packed to.
    public static func compactNext<Disk: JournalDisk & ~Copyable>(
        on disk: inout Disk, at time: Int64
    ) throws(JournalFault) -> Compaction? {
        let files = try JournalFiles(&disk)
        guard let place = files.segments.firstIndex(where: { !$0.isCompacted }),
            place + 1 < files.segments.count
        else { return nil }
        let (file, next) = (files.segments[place], files.segments[place + 1])
        guard next.index == file.index + 1 else {
            throw .damaged(
                JournalDamage(
                    file: JournalFormat.segmentName(file.index + 1), offset: 0, sequence: 0,
                    reason: .segmentMissing))
        }
        // Only a successor that was begun shows that nothing more comes to this one.
        guard let successor = try files.header(of: next, on: &disk) else { return nil }
        let sealBefore = try files.seal(before: place, on: &disk)
        let header = CompactedHeader(
            identity: successor.identity, segment: file.index, segmentBytes: file.byteCount,
            contentBytes: try contentBytes(of: file, on: &disk), compactedAt: time,
            sealBefore: sealBefore)
        return try replace(file, header, on: &disk)
    }

    private static func replace<Disk: JournalDisk & ~Copyable>(
        _ file: JournalFiles.Segment, _ header: CompactedHeader, on disk: inout Disk
    ) throws(JournalFault) -> Compaction {
        let name = JournalFormat.compactedName(file.index)
        let unfinished = name + JournalFormat.unfinishedSuffix
        let packed = try pack(file, header, on: &disk)
        do throws(FileFault) {
            try packed.read(0..<packed.count) { (bytes) throws(FileFault) in
                try disk.create(unfinished, bytes)
            }
            try disk.rename(unfinished, to: name)
            try disk.synchronizeDirectory()
        } catch {
            // What is left would keep the space that is missing.
            if error.reason == .noSpace { try? disk.remove(unfinished) }
            throw fault(error, packed.count)
        }
        let again = try CompactedSegment.read(file.index, byteCount: packed.count, from: &disk)
        guard again.seal() == again.header.seal else {
            throw .damaged(
                JournalDamage(file: name, offset: 0, sequence: 0, reason: .compactedChanged))
        }
        do throws(FileFault) {
            try disk.remove(JournalFormat.segmentName(file.index))
            try disk.synchronizeDirectory()
        } catch {
            throw fault(error, packed.count)
        }
        return Compaction(
            segment: file.index, bytesBefore: file.byteCount, bytesAfter: packed.count)
    }

    private static func fault(_ fault: FileFault, _ bytes: Int) -> JournalFault {
        fault.reason == .noSpace ? .noSpace(fault, neededBytes: bytes) : .diskFailed(fault)
    }

    /// How much of the segment there is before the zeros at its end, in whole blocks.
    private static func contentBytes<Disk: JournalDisk & ~Copyable>(
        of file: JournalFiles.Segment, on disk: inout Disk
    ) throws(JournalFault) -> Int {
        var end = file.byteCount
        while end > 0 {
            let start = max(0, end - Limits.pieceBytes)
            let range = start..<end
            let used = try JournalReader.reading { () throws(FileFault) in
                try disk.read(file.name, range) { ByteRun.endOffset(in: $0, notEqualTo: 0) }
            }
            if used > 0 {
                let block = JournalFormat.blockBytesMin
                return start + (used + block - 1) / block * block
            }
            end = start
        }
        throw .damaged(
            JournalDamage(file: file.name, offset: 0, sequence: 0, reason: .headerChanged))
    }

    /// The whole file of the compacted segment.
    private static func pack<Disk: JournalDisk & ~Copyable>(
        _ file: JournalFiles.Segment, _ header: CompactedHeader, on disk: inout Disk
    ) throws(JournalFault) -> AlignedBytes {
        var header = header
        var hash = header.beginSeal()
        var packed: [UInt8] = []
        var encoder = try encoder()
        for start in stride(from: 0, to: header.contentBytes, by: Limits.pieceBytes) {
            let end = min(start + Limits.pieceBytes, header.contentBytes)
            var sector: [UInt8]?
            let outcome = try JournalReader.reading {
                () throws(FileFault) -> Result<Void, ZstdFault> in
                try disk.read(file.name, start..<end) { bytes in
                    hash.update(bytes)
                    if start == 0 { sector = Self.firstSector(bytes) }
                    do throws(ZstdFault) {
                        return .success(
                            try encoder.pack(
                                bytes, endsFrame: end == header.contentBytes, onto: &packed))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            if case .failure = outcome { throw noMemory }
            if let sector { header.firstSector = sector }
        }
        header.packedBytes = packed.count
        header.packedHash = unsafe Checksum.xxh3(packed.span.bytes)
        header.seal = hash.digest()
        var file = AlignedBytes(
            count: CompactedHeader.byteCount + packed.count, alignment: 16)
        header.write(to: &file)
        file.copy(unsafe packed.span.bytes, to: CompactedHeader.byteCount)
        return file
    }

    private static func firstSector(_ bytes: RawSpan) -> [UInt8] {
        let sector = bytes.extracting(0..<JournalFormat.sectorBytes)
        return unsafe sector.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    private static func encoder() throws(JournalFault) -> ZstdEncoder {
        do throws(ZstdFault) { return try ZstdEncoder(level: Limits.level) } catch {
            throw noMemory
        }
    }

    /// ENOMEM, where the library has no other word.
    private static var noMemory: JournalFault {
        .unreadable(FileFault(.read, path: "memory for zstd", reason: .other(12)))
    }
}
