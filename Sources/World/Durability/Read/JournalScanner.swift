public import Host

/// Reads a journal segment by segment and vouches for every byte of it; does no input or output
/// itself.
///
/// Feed it the files in order, then `finish`. What it accepts beside a whole journal is a torn tail
/// and nothing else: a bad last frame is a tear only if one of its sectors still holds the zeros of
/// before. A copy of a scanner goes on from where the original was.
public struct JournalScanner: Sendable {
    /// Receives the records in order, each with its payload, after the frame they are in was found
    /// whole.
    public typealias Visitor = (JournalRecord, RawSpan) throws(JournalFault) -> Void

    /// How the segments so far end.
    enum Tail: Sendable, Equatable {
        /// Nothing was read. → `trusted` never; → any other
        case fresh
        /// The scan begins in the middle: the first header is believed. → `running`
        case trusted
        /// The segments before were removed: the first one left must be here. → `running`
        case removed
        /// After a header or a frame. → `running`, `closed`, `sealed`, `torn`
        case running
        /// After a closing frame. → `running`, `sealed`, `torn`
        case closed
        /// After a seal: the successor must exist. → `running`, `torn`
        case sealed
        /// A frame or header is torn: the next header must tell of it. → `running`, `torn`
        case torn(JournalCut)
    }

    /// What was found so far; complete after `finish`.
    public internal(set) var summary = JournalSummary()
    var tail: Tail
    var nextSegment: UInt32
    /// The zero-filled file that ends the row.
    var preparedSegment: UInt32?
    /// Where the next frame of the present segment begins.
    var offset = 0
    var nextSequence: UInt64 = 1
    /// Whether the seals of compacted segments are computed anew: only verification asks for it.
    var checksSeals = false
    /// The last segment that is compacted; 0 for none.
    var lastCompacted: UInt32 = 0
    let visitFrom: UInt64
    let checkpoints: [UInt64]
    var passedCheckpoints = 0

    /// A scan from the first segment.
    ///
    /// - Parameters:
    ///   - sequence: records before this are checked, not visited.
    ///   - checkpoints: ascending; the chain's hash right after each of these records is kept in
    ///     the summary.
    public init(visitingFrom sequence: UInt64 = 1, checkpoints: [UInt64] = []) {
        tail = .fresh
        nextSegment = 1
        visitFrom = sequence
        self.checkpoints = checkpoints
        passCheckpoints()
    }

    /// A scan that begins at a later segment and believes its header.
    public init(
        trusting header: SegmentHeader, visitingFrom sequence: UInt64, checkpoints: [UInt64]
    ) {
        self.init(visitingFrom: sequence, checkpoints: checkpoints)
        tail = .trusted
        nextSegment = header.segment
        nextSequence = header.firstSequence
        summary.nextCommit = header.firstCommit
        summary.chainHash = header.previousHash
        summary.firstSequence = header.firstSequence
        summary.lastSequence = header.firstSequence - 1
    }

    /// A scan of a journal whose first segments were removed: it begins exactly there.
    init(
        from beginning: JournalBeginning, visitingFrom sequence: UInt64, checkpoints: [UInt64]
    ) {
        self.init(visitingFrom: sequence, checkpoints: checkpoints)
        tail = .removed
        nextSegment = beginning.segment
        nextSequence = beginning.firstSequence
        summary.identity = beginning.identity
        summary.nextCommit = beginning.firstCommit
        summary.chainHash = beginning.previousHash
        summary.firstSequence = beginning.firstSequence
        summary.lastSequence = beginning.firstSequence - 1
        summary.seal = beginning.seal
        summary.firstSeal = beginning.seal
        passCheckpoints()
    }

    /// Reads the next file.
    ///
    /// - Parameters:
    ///   - segment: the index in the file's name; a gap is damage.
    ///   - bytes: the whole file.
    /// - Throws: `damaged`, `foreignVersion`, or what `visit` throws. The scanner is of no use
    ///   afterwards.
    /// - Complexity: O(bytes), each read three times at memory speed.
    public mutating func scan(
        segment: UInt32, bytes: RawSpan, visit: Visitor
    ) throws(JournalFault) {
        guard segment == nextSegment else { throw damage(.segmentMissing, in: nextSegment, at: 0) }
        guard preparedSegment == nil else {
            throw damage(.segmentNotExpected, in: segment, at: 0)
        }
        nextSegment += 1
        guard bytes.byteCount >= JournalFormat.blockBytesMin * JournalFormat.segmentBlocksMin,
            bytes.byteCount % JournalFormat.sectorBytes == 0,
            summary.segmentBytes == 0 || bytes.byteCount == summary.segmentBytes
        else { throw damage(.fileLength, in: segment, at: bytes.byteCount) }
        summary.segments.append(
            SegmentSummary(
                segment: segment, state: .active, firstSequence: nextSequence,
                fileBytes: bytes.byteCount))
        if try enter(segment, bytes) {
            try scanFrames(of: segment, bytes, visit: visit)
        }
    }

    /// Reads the next file, a compacted one, and holds it against the seals before.
    mutating func scan(
        _ compacted: borrowing CompactedSegment, visit: Visitor
    ) throws(JournalFault) {
        let header = compacted.header
        try compacted.bytes.read(0..<compacted.bytes.count) { (bytes) throws(JournalFault) in
            try scan(segment: header.segment, bytes: bytes, visit: visit)
        }
        let count = summary.segments.count
        summary.segments[count - 1].compactedBytes =
            CompactedHeader.byteCount + header.packedBytes
        guard checksSeals else { return }
        guard header.sealBefore == summary.seal, compacted.seal() == header.seal else {
            throw .damaged(
                JournalDamage(
                    file: JournalFormat.compactedName(header.segment), offset: 0,
                    sequence: summary.segments[count - 1].firstSequence, reason: .sealBroken))
        }
        summary.seal = header.seal
        summary.sealedSegments = header.segment
        summary.segments[count - 1].seal = header.seal
    }

    /// Goes on with the seal of a segment that was put back as it was before its compaction.
    mutating func passSeal(of segment: UInt32, _ bytes: RawSpan) {
        guard checksSeals, segment < lastCompacted, let identity = summary.identity else { return }
        let used = ByteRun.endOffset(in: bytes, notEqualTo: 0)
        let block = JournalFormat.blockBytesMin
        let contentBytes = (used + block - 1) / block * block
        let header = CompactedHeader(
            identity: identity, segment: segment, segmentBytes: bytes.byteCount,
            contentBytes: contentBytes, compactedAt: 0, sealBefore: summary.seal)
        var hash = header.beginSeal()
        hash.update(bytes.extracting(0..<contentBytes))
        summary.seal = hash.digest()
    }

    /// Completes the scan after the last file.
    ///
    /// - Throws: `damaged` where a successor must exist and does not.
    public mutating func finish() throws(JournalFault) -> JournalSummary {
        switch tail {
        case .fresh, .trusted: summary.end = .empty
        case .removed: throw damage(.segmentMissing, in: nextSegment, at: 0)
        case .running: summary.end = .open
        case .closed: summary.end = .closed
        case .torn(let cut): summary.end = .cut(cut)
        case .sealed:
            guard preparedSegment != nil else {
                throw damage(.segmentMissing, in: nextSegment, at: 0)
            }
            summary.end = .open
        }
        return summary
    }

    /// Where a writer goes on; call it after `finish`.
    ///
    /// - Parameters: what a journal gets that has no header yet.
    public func resumption(
        newIdentity: Hash128, blockBytes: Int, segmentBytes: Int
    ) -> JournalResumption {
        let isNew = summary.identity == nil
        var place = JournalResumption.Place.begin(segment: preparedSegment ?? nextSegment)
        var cut: JournalCut?
        var isPrepared = preparedSegment != nil
        switch tail {
        case .fresh, .trusted, .removed, .sealed: break
        case .running, .closed:
            let segment = (preparedSegment ?? nextSegment) - 1
            place = .inside(segment: segment, offset: offset)
        case .torn(let found): cut = found
        }
        if isNew, let prepared = summary.segments.last, prepared.fileBytes != segmentBytes {
            isPrepared = false
        }
        return JournalResumption(
            identity: summary.identity ?? newIdentity,
            blockBytes: isNew ? blockBytes : summary.blockBytes,
            segmentBytes: isNew ? segmentBytes : summary.segmentBytes,
            nextSequence: nextSequence, nextCommit: summary.nextCommit,
            chainHash: summary.chainHash, place: place, hasPreparedFile: isPrepared, cut: cut)
    }

    func damage(
        _ reason: JournalDamage.Reason, in segment: UInt32, at offset: Int
    ) -> JournalFault {
        .damaged(
            JournalDamage(
                file: JournalFormat.segmentName(segment), offset: offset, sequence: nextSequence,
                reason: reason))
    }

    /// Keeps the chain's hash for the checkpoints that the last frame reached.
    mutating func passCheckpoints() {
        while passedCheckpoints < checkpoints.count,
            checkpoints[passedCheckpoints] <= summary.lastSequence
        {
            let sequence = checkpoints[passedCheckpoints]
            if sequence == summary.lastSequence {
                summary.checkpoints.append(ChainPoint(sequence: sequence, hash: summary.chainHash))
            }
            passedCheckpoints += 1
        }
    }

    mutating func note(_ change: (inout SegmentSummary) -> Void) {
        precondition(!summary.segments.isEmpty)
        change(&summary.segments[summary.segments.count - 1])
    }
}
