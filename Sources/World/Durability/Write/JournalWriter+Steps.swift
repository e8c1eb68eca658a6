internal import Host

extension JournalWriter {
    /// Begins: the first call. Answers with the steps to a new segment, or with a mark in the one
    /// that goes on.
    public mutating func open() -> JournalAction {
        precondition(phase == .new, "open comes first, and once")
        return go(to: .open)
    }

    /// Begins to make all staged records durable as one frame; `rest` where there are none.
    ///
    /// - Throws: `writerFailed`.
    public mutating func commit() throws(JournalFault) -> JournalAction {
        guard phase != .failed else { throw .writerFailed }
        precondition(phase == .idle, "one commit at a time, between open and close")
        if pendingBatch == nil {
            guard staged.count > 0 else { return .rest }
            swap(&pending, &staging)
            pendingBatch = staged
            staged = Batch(first: nextSequence)
        }
        return go(to: .commit)
    }

    /// Begins the clean end. Everything staged must have been committed.
    ///
    /// - Throws: `writerFailed`.
    public mutating func close() throws(JournalFault) -> JournalAction {
        guard phase != .failed else { throw .writerFailed }
        precondition(phase == .idle, "close follows a completed step")
        precondition(staged.count == 0 && pendingBatch == nil, "commit before close")
        return go(to: .close)
    }

    /// For idle moments: asks for the next segment's file ahead of need; `rest` where it is there.
    public mutating func prepareAhead() -> JournalAction {
        guard phase == .idle, !isNextPrepared else { return .rest }
        return prepareAction()
    }

    /// The file asked for is there, with its name durable.
    public mutating func prepared() -> JournalAction {
        isNextPrepared = true
        guard case .preparing(let goal) = phase else { return .rest }
        return go(to: goal)
    }

    /// The file asked for could not be made. Nothing is lost: what was to be committed still is, by
    /// the next `commit`.
    public mutating func preparationFailed() {
        guard case .preparing(let goal) = phase else { return }
        phase = goal == .open ? .new : .idle
    }

    /// A write failed: from now on nothing is released.
    public mutating func failed() {
        phase = .failed
        pendingByteCount = 0
    }

    /// The write on its way is durable.
    public mutating func written() -> JournalAction {
        let byteCount = pendingByteCount
        pendingByteCount = 0
        switch phase {
        case .writingSeal(let goal):
            advance(by: byteCount)
            place = .begin(segment: currentSegment + 1)
            return go(to: goal)
        case .writingHeader(let goal):
            enter(segment: currentSegment)
            return goal == .open ? finishOpening() : go(to: goal)
        case .writingFrame(let goal):
            advance(by: byteCount)
            return finish(goal)
        case .new, .idle, .preparing, .closed, .failed:
            preconditionFailure("no write is on its way")
        }
    }

    private var currentSegment: UInt32 {
        switch place {
        case .inside(let segment, _), .begin(let segment): segment
        }
    }

    private mutating func go(to goal: Goal) -> JournalAction {
        switch place {
        case .begin(let segment):
            guard isNextPrepared else {
                phase = .preparing(goal)
                return prepareAction()
            }
            phase = .writingHeader(goal)
            return writeHeader(of: segment)
        case .inside(let segment, let offset):
            let needed = pendingFrameBytes(for: goal)
            // One block is kept for the seal.
            if offset + needed + blockBytes <= segmentBytes {
                phase = .writingFrame(goal)
                return writeFrame(for: goal, segment: segment, offset: offset)
            }
            guard isNextPrepared else {
                phase = .preparing(goal)
                return prepareAction()
            }
            phase = .writingSeal(goal)
            return writeControl(.seal, segment: segment, offset: offset)
        }
    }

    private func pendingFrameBytes(for goal: Goal) -> Int {
        switch goal {
        case .open, .close: blockBytes
        case .commit:
            FrameHeader.frameBytes(
                contentBytes: pendingBatch?.contentBytes ?? 0, blockBytes: blockBytes)
        }
    }

    private func prepareAction() -> JournalAction {
        switch place {
        case .begin(let segment): .prepare(segment: segment, byteCount: segmentBytes)
        case .inside(let segment, _): .prepare(segment: segment + 1, byteCount: segmentBytes)
        }
    }

    private mutating func writeHeader(of segment: UInt32) -> JournalAction {
        precondition(segment <= JournalFormat.segmentsMax)
        let header = SegmentHeader(
            identity: identity, segment: segment, blockBytes: blockBytes,
            segmentBytes: segmentBytes, firstSequence: releasedSequence + 1,
            firstCommit: nextCommit, previousHash: chainHash, cut: cut)
        pendingHash = header.write(to: &control)
        return write(segment: segment, offset: 0, byteCount: blockBytes, isControl: true)
    }

    private mutating func writeControl(
        _ kind: FrameKind, segment: UInt32, offset: Int
    ) -> JournalAction {
        var header = FrameHeader(
            kind: kind, identity: identity, segment: segment, recordCount: 0,
            firstSequence: releasedSequence + 1, commit: nextCommit, previousHash: chainHash,
            contentBytes: 0, blockBytes: blockBytes)
        pendingHash = header.write(to: &control)
        return write(segment: segment, offset: offset, byteCount: blockBytes, isControl: true)
    }

    private mutating func writeFrame(
        for goal: Goal, segment: UInt32, offset: Int
    ) -> JournalAction {
        switch goal {
        case .open: return writeControl(.opening, segment: segment, offset: offset)
        case .close: return writeControl(.closing, segment: segment, offset: offset)
        case .commit: break
        }
        guard let batch = pendingBatch else { preconditionFailure("nothing to commit") }
        precondition(batch.first == releasedSequence + 1)
        var header = FrameHeader(
            kind: .data, identity: identity, segment: segment, recordCount: batch.count,
            firstSequence: batch.first, commit: nextCommit, previousHash: chainHash,
            contentBytes: batch.contentBytes, blockBytes: blockBytes)
        pendingHash = header.write(to: &pending)
        return write(
            segment: segment, offset: offset, byteCount: header.frameBytes, isControl: false)
    }

    private mutating func write(
        segment: UInt32, offset: Int, byteCount: Int, isControl: Bool
    ) -> JournalAction {
        precondition(offset % blockBytes == 0 && byteCount % blockBytes == 0)
        precondition(offset + byteCount <= segmentBytes)
        isControlPending = isControl
        pendingByteCount = byteCount
        return .write(segment: segment, offset: offset, byteCount: byteCount)
    }

    private mutating func finishOpening() -> JournalAction {
        phase = .idle
        return .rest
    }

    private mutating func finish(_ goal: Goal) -> JournalAction {
        switch goal {
        case .open: return finishOpening()
        case .close:
            phase = .closed
            return .rest
        case .commit:
            guard let batch = pendingBatch else { preconditionFailure("nothing was committed") }
            let last = batch.first + UInt64(batch.count) - 1
            markReleased(last)
            pendingBatch = nil
            phase = .idle
            return .release(first: batch.first, last: last)
        }
    }
}
