internal import Host

/// The first block of a segment: whole, torn, or still zeros.
extension JournalScanner {
    /// Reads the header. Returns whether frames may follow.
    mutating func enter(_ segment: UInt32, _ bytes: RawSpan) throws(JournalFault) -> Bool {
        let sector = bytes.extracting(0..<JournalFormat.sectorBytes)
        if ByteRun.isAll(sector, 0) {
            try enterBlank(segment, bytes)
            return false
        }
        switch SegmentHeader.read(sector) {
        case .damaged: throw damage(.headerChanged, in: segment, at: 0)
        case .foreignVersion(let found):
            throw .foreignVersion(file: JournalFormat.segmentName(segment), found: found)
        case .header(let header):
            try check(header, segment, bytes)
            let padding = bytes.extracting(JournalFormat.sectorBytes..<header.blockBytes)
            if ByteRun.isAll(padding, JournalFormat.padding) {
                accept(header, bytes)
                return true
            }
            try tearHeader(segment, bytes, blockBytes: header.blockBytes)
            return false
        }
    }

    /// The first sector holds zeros: a prepared file, or a header whose first sector did not
    /// arrive.
    private mutating func enterBlank(
        _ segment: UInt32, _ bytes: RawSpan
    ) throws(JournalFault) {
        guard ByteRun.endOffset(in: bytes, notEqualTo: 0) > 0 else {
            preparedSegment = segment
            note { $0.state = .prepared }
            return
        }
        // Where no header was read yet, the block may be as long as the longest there is.
        let known = summary.blockBytes
        try tearHeader(
            segment, bytes, blockBytes: known > 0 ? known : JournalFormat.blockBytesMax)
    }

    /// A header is torn only if its other sectors are zeros or exactly padding, and nothing follows
    /// it.
    private mutating func tearHeader(
        _ segment: UInt32, _ bytes: RawSpan, blockBytes: Int
    ) throws(JournalFault) {
        let isPossible =
            switch tail {
            case .fresh, .sealed, .torn: true
            case .trusted, .removed, .running, .closed: false
            }
        guard isPossible else { throw damage(.segmentNotExpected, in: segment, at: 0) }
        let block = min(blockBytes, bytes.byteCount)
        guard Self.isTornPadding(bytes.extracting(JournalFormat.sectorBytes..<block)),
            ByteRun.isAll(bytes.extracting(block..<bytes.byteCount), 0)
        else { throw damage(.headerChanged, in: segment, at: 0) }
        note { $0.state = .void }
        let content = Checksum.xxh3(bytes)
        if case .torn(var cut) = tail {
            let both = [
                cut.contentHash.low, cut.contentHash.high, content.low, content.high,
            ]
            cut.contentHash = unsafe Checksum.xxh3(both.span.bytes)
            tail = .torn(cut)
        } else {
            tail = .torn(
                JournalCut(
                    segment: segment, offset: 0, firstSequence: nextSequence, recordCount: 0,
                    contentHash: content))
        }
    }

    /// Whether each sector is all zeros or all padding, and at least one is zeros or the first was.
    static func isTornPadding(_ bytes: RawSpan) -> Bool {
        for start in stride(from: 0, to: bytes.byteCount, by: JournalFormat.sectorBytes) {
            let sector = bytes.extracting(start..<start + JournalFormat.sectorBytes)
            guard ByteRun.isAll(sector, 0) || ByteRun.isAll(sector, JournalFormat.padding) else {
                return false
            }
        }
        return true
    }

    private func check(
        _ header: SegmentHeader, _ segment: UInt32, _ bytes: RawSpan
    ) throws(JournalFault) {
        guard header.segment == segment,
            summary.identity == nil || header.identity == summary.identity
        else { throw damage(.headerMisplaced, in: segment, at: 0) }
        guard header.segmentBytes == bytes.byteCount else {
            throw damage(.fileLength, in: segment, at: bytes.byteCount)
        }
        guard summary.blockBytes == 0 || header.blockBytes == summary.blockBytes else {
            throw damage(.shapeDiffers, in: segment, at: 0)
        }
        guard header.previousHash == summary.chainHash, header.firstSequence == nextSequence,
            header.firstCommit == summary.nextCommit
        else { throw damage(.headerChainBroken, in: segment, at: 0) }
        switch tail {
        case .trusted, .removed: break
        case .fresh, .sealed:
            guard header.cut == nil else { throw damage(.cutNotExplained, in: segment, at: 0) }
        case .torn(let cut):
            guard header.cut == cut else { throw damage(.cutNotExplained, in: segment, at: 0) }
        case .running, .closed: throw damage(.segmentNotExpected, in: segment, at: 0)
        }
    }

    private mutating func accept(_ header: SegmentHeader, _ bytes: RawSpan) {
        summary.identity = header.identity
        summary.blockBytes = header.blockBytes
        summary.segmentBytes = header.segmentBytes
        summary.chainHash = Checksum.xxh3(bytes.extracting(0..<header.blockBytes))
        if let cut = header.cut { summary.knownCuts.append(cut) }
        tail = .running
        offset = header.blockBytes
        note { $0.usedBytes = header.blockBytes }
    }
}
