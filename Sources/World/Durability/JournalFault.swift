public import Host

/// What the caller should do about a fault.
public enum Remedy: String, Sendable, Equatable {
    /// Try again; nothing was lost.
    case retry
    /// Accept no new orders; what is there is safe, and cancels may still go through.
    case stopTrading
    /// End the process; nothing that was not released may be acted on.
    case crash
    /// Do not start: an operator must look first.
    case quarantine
}

/// Why a journal, a snapshot or the directory they are in cannot be used.
public enum JournalFault: Error, Sendable, Equatable {
    /// A write or sync failed. What the disk holds is unknown until it is read again after a
    /// restart.
    case diskFailed(FileFault)
    /// A file could not be read, listed or opened.
    case unreadable(FileFault)
    /// The next segment cannot be prepared. Staged records are kept, and `commit` may be tried
    /// again.
    case noSpace(FileFault, neededBytes: Int)
    /// An earlier write failed; this writer acknowledges nothing any more.
    case writerFailed
    /// The frame being staged has no room for this record: commit first.
    case batchFull
    /// No frame could ever hold this payload.
    case payloadTooLarge(bytes: Int, bytesMax: Int)
    /// The bytes are not what was written.
    case damaged(JournalDamage)
    /// Written by a version this one cannot read.
    case foreignVersion(file: String, found: UInt16)
    /// There is no journal in the directory.
    case noJournal
    /// A segment's shape is not allowed: see `JournalFormat.isSound`.
    case unsoundShape(blockBytes: Int, segmentBytes: Int)
    /// The reader of records did not accept one.
    case recordRefused(sequence: UInt64, reason: String)

    /// What to do.
    public var remedy: Remedy {
        switch self {
        case .batchFull: .retry
        case .noSpace: .stopTrading
        case .diskFailed, .writerFailed, .payloadTooLarge: .crash
        case .unreadable, .damaged, .foreignVersion, .noJournal, .unsoundShape,
            .recordRefused:
            .quarantine
        }
    }
}
