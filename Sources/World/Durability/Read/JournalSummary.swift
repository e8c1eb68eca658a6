public import Host

/// How a journal ends.
public enum JournalEnd: Sendable, Equatable {
    /// No segment was begun.
    case empty
    /// By a clean stop.
    case closed
    /// Between two commits: the process ended, or runs still.
    case open
    /// In the middle of a commit, which was never acknowledged.
    case cut(JournalCut)
}

/// The chain's hash right after a record that ended a commit.
public struct ChainPoint: Sendable, Equatable {
    /// The record; 0 for the beginning.
    public var sequence: UInt64
    /// The hash of the frame that ends with it; zero at the beginning.
    public var hash: Hash128
}

/// What one segment holds.
public struct SegmentSummary: Sendable, Equatable {
    /// How it ends.
    public enum State: String, Sendable, Equatable {
        /// The last one: frames may follow.
        case active
        /// Full; its successor goes on.
        case sealed
        /// Torn; its successor tells of the cut.
        case cut
        /// Begun and torn before its first frame.
        case void
        /// Zeros, ready for use.
        case prepared
    }
    /// From 1.
    public var segment: UInt32
    /// How it ends.
    public var state: State
    /// The first sequence number in it.
    public var firstSequence: UInt64
    /// Frames of every kind.
    public var frames = 0
    /// Records.
    public var records = 0
    /// Bytes from the start to the end of the last frame.
    public var usedBytes = 0
    /// The length of the file as it was written.
    public var fileBytes: Int
    /// The length of the file now, where the segment is compacted.
    public var compactedBytes: Int?
    /// The seal of the compacted segment, where seals were checked and it is right.
    public var seal: Digest512?
}

/// What a scan of a journal found.
public struct JournalSummary: Sendable, Equatable {
    /// Which journal; nil where no header was read.
    public var identity: Hash128?
    /// Frames start at multiples of this.
    public var blockBytes = 0
    /// The length of each segment.
    public var segmentBytes = 0
    /// One for each file, in order.
    public var segments: [SegmentSummary] = []
    /// Frames of every kind.
    public var frames = 0
    /// Records read (all of them, also those before the first one asked for).
    public var records = 0
    /// Payload bytes of the records visited.
    public var payloadBytes = 0
    /// The first sequence number the scan could see: 1 for a scan from the beginning.
    public var firstSequence: UInt64 = 1
    /// The last sequence number; `firstSequence - 1` where there are no records.
    public var lastSequence: UInt64 = 0
    /// The time of the first record visited, nanoseconds UTC.
    public var firstTime: Int64?
    /// The time of the last record visited, nanoseconds UTC.
    public var lastTime: Int64?
    /// The number the next frame gets.
    public var nextCommit: UInt64 = 1
    /// The chain's hash at the end.
    public var chainHash = Hash128.zero
    /// How it ends.
    public var end = JournalEnd.empty
    /// Cuts that earlier starts made and told of.
    public var knownCuts: [JournalCut] = []
    /// The chain right after the records asked for, ascending; those where no commit ended are left
    /// out.
    public var checkpoints: [ChainPoint] = []

    /// The seal of the last compacted segment, where seals were checked; zeros before the first.
    public var seal = Digest512.zero
    /// The seal of the last segment that retention removed; zeros for none.
    public var firstSeal = Digest512.zero
    /// The last segment whose seal was checked; 0 for none.
    public var sealedSegments: UInt32 = 0

    /// Nothing yet.
    public init() {}

    /// Whether the last stop was a clean one.
    public var isClosed: Bool { end == .closed }

    /// A cut that no record follows: whoever starts on this journal is to be told of it. One that
    /// an earlier start made counts too, if that start died before it could say so.
    public var untoldCut: JournalCut? {
        cut ?? knownCuts.last.flatMap { $0.firstSequence == lastSequence + 1 ? $0 : nil }
    }

    /// The cut a writer would make now; nil where the end is whole.
    public var cut: JournalCut? {
        switch end {
        case .cut(let cut): cut
        case .empty, .closed, .open: nil
        }
    }
}
