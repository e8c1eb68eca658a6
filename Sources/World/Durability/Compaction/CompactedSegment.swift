internal import Host

/// A compacted segment as it was read: every byte of the segment that it was made of.
struct CompactedSegment: ~Copyable {
    let header: CompactedHeader
    /// The segment, zeros included.
    let bytes: AlignedBytes

    /// Reads and unpacks a file.
    ///
    /// - Throws: `damaged`, `foreignVersion`, `unreadable`.
    /// - Complexity: O(segment); memory for the packed file and the segment.
    static func read<Disk: JournalDisk & ~Copyable>(
        _ segment: UInt32, byteCount: Int, from disk: inout Disk
    ) throws(JournalFault) -> CompactedSegment {
        let name = JournalFormat.compactedName(segment)
        guard byteCount >= CompactedHeader.byteCount,
            byteCount <= JournalFormat.segmentBytesMax * 2
        else { throw changed(segment) }
        var unpacked: Result<CompactedSegment, JournalFault> = .failure(changed(segment))
        try JournalReader.reading { () throws(FileFault) in
            try disk.read(name, 0..<byteCount) { file in
                do throws(JournalFault) {
                    unpacked = .success(try unpack(file, segment))
                } catch {
                    unpacked = .failure(error)
                }
            }
        }
        return try unpacked.get()
    }

    /// Reads the header of a file and nothing else of it.
    ///
    /// - Throws: `damaged`, `foreignVersion`, `unreadable`.
    static func readHeader<Disk: JournalDisk & ~Copyable>(
        _ segment: UInt32, byteCount: Int, from disk: inout Disk
    ) throws(JournalFault) -> CompactedHeader {
        guard byteCount >= CompactedHeader.byteCount else { throw changed(segment) }
        let name = JournalFormat.compactedName(segment)
        let reading = try JournalReader.reading { () throws(FileFault) in
            try disk.read(name, 0..<CompactedHeader.byteCount) {
                CompactedHeader.read($0, fileBytes: byteCount)
            }
        }
        return try header(reading, segment)
    }

    private static func header(
        _ reading: CompactedHeader.Reading, _ segment: UInt32
    ) throws(JournalFault) -> CompactedHeader {
        switch reading {
        case .header(let header):
            guard header.segment == segment else { throw changed(segment) }
            return header
        case .foreignVersion(let found):
            throw .foreignVersion(file: JournalFormat.compactedName(segment), found: found)
        case .damaged: throw changed(segment)
        }
    }

    /// Everything is checked before it is unpacked.
    private static func unpack(
        _ file: RawSpan, _ segment: UInt32
    ) throws(JournalFault) -> CompactedSegment {
        let header = try header(
            CompactedHeader.read(file, fileBytes: file.byteCount), segment)
        let packed = file.extracting(CompactedHeader.byteCount..<file.byteCount)
        guard Checksum.xxh3(packed) == header.packedHash else { throw changed(segment) }
        var bytes = AlignedBytes(
            count: header.segmentBytes, alignment: JournalFormat.blockBytesMin)
        do throws(ZstdFault) {
            let made = try ZstdDecoder.unpack(packed, into: &bytes)
            guard made == header.contentBytes else { throw .damaged(reason: "length") }
            // The library may have used what is left as scratch.
            bytes.set(made..<header.segmentBytes, to: 0)
        } catch {
            throw changed(segment)
        }
        return CompactedSegment(header: header, bytes: bytes)
    }

    private static func changed(_ segment: UInt32) -> JournalFault {
        .damaged(
            JournalDamage(
                file: JournalFormat.compactedName(segment), offset: 0, sequence: 0,
                reason: .compactedChanged))
    }

    /// The seal that follows from the content.
    func seal() -> Digest512 {
        var hash = header.beginSeal()
        bytes.read(0..<header.contentBytes) { hash.update($0) }
        return hash.digest()
    }
}
