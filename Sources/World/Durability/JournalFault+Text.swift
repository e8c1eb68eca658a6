public import Host

extension JournalFault {
    /// The fault for people.
    public var explanation: Explanation {
        switch self {
        case .unreadable(let fault): fault.explanation
        case .damaged(let damage): damage.explanation
        case .diskFailed, .noSpace, .writerFailed, .batchFull, .payloadTooLarge,
            .foreignVersion, .noJournal, .unsoundShape, .recordRefused:
            Explanation(what: what, why: why, action: action)
        }
    }

    private var what: String {
        switch self {
        case .diskFailed(let fault): "the journal failed: \(fault.explanation.what)"
        case .noSpace(let fault, let bytes):
            "the journal cannot grow: \(fault.explanation.what), \(bytes) bytes needed"
        case .writerFailed: "the journal takes nothing any more"
        case .batchFull: "the batch is full"
        case .payloadTooLarge(let bytes, _): "a record of \(bytes) bytes cannot be kept"
        case .foreignVersion(let file, let found):
            "\(file) is from \(Self.isNewer(found) ? "a newer" : "a much older") version: "
                + "format \(found)"
        case .noJournal: "there is no journal here"
        case .unsoundShape(let blockBytes, let segmentBytes):
            "segments of \(segmentBytes) bytes in blocks of \(blockBytes) are not possible"
        case .recordRefused(let sequence, _): "record \(sequence) cannot be applied"
        case .unreadable, .damaged: explanation.what
        }
    }

    private var why: String {
        switch self {
        case .diskFailed(let fault), .noSpace(let fault, _): fault.explanation.why
        case .writerFailed: "an earlier write failed"
        case .batchFull: "one commit holds at most \(JournalFormat.frameBytesMax) bytes"
        case .payloadTooLarge(_, let bytesMax): "one record holds at most \(bytesMax) bytes"
        case .foreignVersion:
            "this version reads formats \(JournalFormat.oldestVersion) to "
                + "\(JournalFormat.version)"
        case .noJournal: "the directory has no segment file"
        case .unsoundShape:
            "a block is a power of two from \(JournalFormat.blockBytesMin) to "
                + "\(JournalFormat.blockBytesMax) bytes, a segment at least "
                + "\(JournalFormat.segmentBlocksMin) blocks and at most "
                + "\(JournalFormat.segmentBytesMax) bytes"
        case .recordRefused(_, let reason): reason
        case .unreadable, .damaged: explanation.why
        }
    }

    private var action: String {
        switch self {
        case .diskFailed(let fault):
            "Nothing after it was acknowledged. \(fault.explanation.action)"
        case .noSpace:
            "No new orders are taken, and nothing is lost. Free some space; then it goes on"
        case .writerFailed: "Restart; it goes on from what is on the disk"
        case .batchFull: "Commit, then append again"
        case .payloadTooLarge: "Split it"
        case .foreignVersion(_, let found):
            Self.isNewer(found)
                ? "Start the version that wrote it, or a later one"
                : "Start the versions in between, one after the other, to bring it up to date"
        case .noJournal: "Check the path"
        case .unsoundShape: "Choose another size"
        case .recordRefused: "Start the version that wrote it, and report this"
        case .unreadable, .damaged: explanation.action
        }
    }

    private static func isNewer(_ version: UInt16) -> Bool { version > JournalFormat.version }
}
