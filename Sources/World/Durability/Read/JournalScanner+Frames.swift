internal import Host

/// The frames of a segment, up to its end, its seal, or a tear.
extension JournalScanner {
    mutating func scanFrames(
        of segment: UInt32, _ bytes: RawSpan, visit: Visitor
    ) throws(JournalFault) {
        while offset < bytes.byteCount {
            let sector = bytes.extracting(offset..<offset + JournalFormat.sectorBytes)
            if sector.integer(at: 0, as: UInt64.self) == 0, ByteRun.isAll(sector, 0) {
                return try endFrames(of: segment, bytes)
            }
            // A sector is written whole or not at all: what is not zeros must be right.
            guard let header = FrameHeader(sector) else {
                throw damage(.frameHeaderChanged, in: segment, at: offset)
            }
            try check(header, segment, bytes)
            let frame = bytes.extracting(offset..<offset + header.frameBytes)
            let body = frame.extracting(FrameHeader.byteCount..<header.frameBytes)
            guard Checksum.crc32c(body) == header.bodyCRC else {
                return try tear(header, of: segment, bytes)
            }
            try visitRecords(of: header, body, segment: segment, visit: visit)
            accept(header, frame)
            if header.kind == .seal {
                guard ByteRun.isAll(bytes.extracting(offset..<bytes.byteCount), 0) else {
                    throw damage(.contentAfterEnd, in: segment, at: offset)
                }
                return
            }
        }
        throw damage(.frameMisplaced, in: segment, at: offset)
    }

    private func check(
        _ header: FrameHeader, _ segment: UInt32, _ bytes: RawSpan
    ) throws(JournalFault) {
        let length = FrameHeader.frameBytes(
            contentBytes: header.contentBytes, blockBytes: summary.blockBytes)
        let sealBytes = header.kind == .seal ? 0 : summary.blockBytes
        guard header.identity == summary.identity, header.segment == segment,
            header.frameBytes == length, length <= JournalFormat.frameBytesMax,
            length + sealBytes <= bytes.byteCount - offset,
            (header.kind == .data) == (header.recordCount > 0)
        else { throw damage(.frameMisplaced, in: segment, at: offset) }
        let isAllowed = tail != .closed || header.kind == .opening || header.kind == .seal
        guard header.commit == summary.nextCommit, header.firstSequence == nextSequence,
            header.previousHash == summary.chainHash, isAllowed
        else { throw damage(.frameChainBroken, in: segment, at: offset) }
    }

    private mutating func accept(_ header: FrameHeader, _ frame: RawSpan) {
        summary.chainHash = Checksum.xxh3(frame)
        summary.nextCommit += 1
        summary.frames += 1
        offset += header.frameBytes
        let end = offset
        note {
            $0.frames += 1
            $0.records += Int(header.recordCount)
            $0.usedBytes = end
        }
        switch header.kind {
        case .data:
            tail = .running
            summary.records += Int(header.recordCount)
            summary.lastSequence = nextSequence - 1
            passCheckpoints()
        case .opening: tail = .running
        case .closing: tail = .closed
        case .seal:
            tail = .sealed
            note { $0.state = .sealed }
        }
    }

    private mutating func visitRecords(
        of header: FrameHeader, _ body: RawSpan, segment: UInt32, visit: Visitor
    ) throws(JournalFault) {
        guard header.recordCount > 0 else { return }
        let end = header.firstSequence + UInt64(header.recordCount)
        if end <= visitFrom {
            nextSequence = end
            return
        }
        if header.mask == 0 {
            let content = body.extracting(0..<header.contentBytes)
            try visitRecords(of: header, content: content, segment: segment, visit: visit)
        } else {
            let plain = FrameMask.unmasked(body, header.mask)
            let content = unsafe plain.span.bytes.extracting(0..<header.contentBytes)
            try visitRecords(of: header, content: content, segment: segment, visit: visit)
        }
    }

    private mutating func visitRecords(
        of header: FrameHeader, content: RawSpan, segment: UInt32, visit: Visitor
    ) throws(JournalFault) {
        var place = 0
        for _ in 0..<header.recordCount {
            guard let (record, range) = JournalRecord.read(content, at: place),
                record.sequence == nextSequence
            else { throw damage(.recordChanged, in: segment, at: offset) }
            place = range.upperBound
            nextSequence += 1
            guard record.sequence >= visitFrom else { continue }
            if summary.firstTime == nil { summary.firstTime = record.time }
            summary.lastTime = record.time
            summary.payloadBytes += range.count
            try visit(record, content.extracting(range))
        }
        guard place == content.byteCount else {
            throw damage(.recordChanged, in: segment, at: offset)
        }
    }
}
