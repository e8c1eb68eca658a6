internal import Host

/// What may stand after the last whole frame: zeros, or the part of one frame that reached the
/// disk.
extension JournalScanner {
    /// The sector where a frame would begin holds zeros.
    mutating func endFrames(of segment: UInt32, _ bytes: RawSpan) throws(JournalFault) {
        let rest = bytes.extracting(offset..<bytes.byteCount)
        let end = ByteRun.endOffset(in: rest, notEqualTo: 0)
        if end == 0 { return }
        // Only one write is ever on its way, and it is no longer than a frame.
        guard end <= JournalFormat.frameBytesMax else {
            throw damage(.contentAfterEnd, in: segment, at: offset + end - 1)
        }
        if holdsFrame(rest, segment) { throw damage(.frameMissing, in: segment, at: offset) }
        if tail == .closed {
            // After a closing frame comes an opening or a seal, whose bytes are known.
            let block = rest.extracting(0..<summary.blockBytes)
            guard end <= block.byteCount, Self.isTornPadding(block) else {
                throw damage(.contentAfterEnd, in: segment, at: offset + end - 1)
            }
        }
        cut(segment, bytes, recordCount: tail == .closed ? 0 : nil)
    }

    /// The frame's header is right and its body is not.
    mutating func tear(
        _ header: FrameHeader, of segment: UInt32, _ bytes: RawSpan
    ) throws(JournalFault) {
        let frame = bytes.extracting(offset..<offset + header.frameBytes)
        let after = bytes.extracting(offset + header.frameBytes..<bytes.byteCount)
        guard FrameMask.hasBlankSector(frame) else {
            throw damage(.frameBodyChanged, in: segment, at: offset)
        }
        guard ByteRun.isAll(after, 0) else {
            throw damage(.frameMissing, in: segment, at: offset)
        }
        if header.kind != .data {
            let head = frame.extracting(FrameHeader.byteCount..<JournalFormat.sectorBytes)
            let others = frame.extracting(JournalFormat.sectorBytes..<header.frameBytes)
            guard ByteRun.isAll(head, JournalFormat.padding), Self.isTornPadding(others) else {
                throw damage(.frameBodyChanged, in: segment, at: offset)
            }
        }
        cut(segment, bytes, recordCount: UInt64(header.recordCount))
    }

    private mutating func cut(_ segment: UInt32, _ bytes: RawSpan, recordCount: UInt64?) {
        tail = .torn(
            JournalCut(
                segment: segment, offset: offset, firstSequence: nextSequence,
                recordCount: recordCount,
                contentHash: Checksum.xxh3(bytes.extracting(offset..<bytes.byteCount))))
        note { $0.state = .cut }
    }

    /// Whether a frame of this journal and segment begins in any later block of `rest`.
    private func holdsFrame(_ rest: RawSpan, _ segment: UInt32) -> Bool {
        for start in stride(from: summary.blockBytes, to: rest.byteCount, by: summary.blockBytes) {
            let sector = rest.extracting(start..<start + JournalFormat.sectorBytes)
            if let header = FrameHeader(sector), header.identity == summary.identity,
                header.segment == segment
            {
                return true
            }
        }
        return false
    }
}
