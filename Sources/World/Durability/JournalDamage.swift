public import Host

/// Where the bytes are not what was written, and how that shows.
///
/// Damage is never repaired or skipped by itself: what was acknowledged may be gone.
public struct JournalDamage: Error, Sendable, Equatable {
    /// How it shows.
    public enum Reason: String, Sendable, Equatable {
        case segmentMissing = "segment-missing"
        case fileLength = "file-length"
        case headerChanged = "header-changed"
        case headerMisplaced = "header-misplaced"
        case shapeDiffers = "shape-differs"
        case headerChainBroken = "header-chain-broken"
        case cutNotExplained = "cut-not-explained"
        case segmentNotExpected = "segment-not-expected"
        case frameHeaderChanged = "frame-header-changed"
        case frameMisplaced = "frame-misplaced"
        case frameChainBroken = "frame-chain-broken"
        case frameBodyChanged = "frame-body-changed"
        case frameMissing = "frame-missing"
        case recordChanged = "record-changed"
        case contentAfterEnd = "content-after-end"
        case snapshotChanged = "snapshot-changed"
        case snapshotForeign = "snapshot-foreign"
        case snapshotAhead = "snapshot-ahead"
        case snapshotHashDiffers = "snapshot-hash-differs"
        case compactedChanged = "compacted-changed"
        case sealBroken = "seal-broken"
        case sealNotThere = "seal-not-there"
        /// The same, where retention has removed segments.
        case sealRemoved = "seal-removed"
        case beginningChanged = "beginning-changed"
        case snapshotMissing = "snapshot-missing"
    }

    /// The file's plain name.
    public var file: String
    /// Byte offset in it.
    public var offset: Int
    /// The first sequence number that cannot be vouched for.
    public var sequence: UInt64
    /// How it shows.
    public var reason: Reason

    /// Damage, as the scanner finds it.
    public init(file: String, offset: Int, sequence: UInt64, reason: Reason) {
        self.file = file
        self.offset = offset
        self.sequence = sequence
        self.reason = reason
    }

    /// The damage for people.
    public var explanation: Explanation {
        Explanation(
            what: "the journal is damaged in \(file) at byte \(offset), before record \(sequence)",
            why: reason.text,
            action: "Do not trade on it. Restore the file from a copy, or export what is good up "
                + "to there with 'plimsoll journal dump'")
    }
}

extension JournalDamage.Reason {
    /// The reason as a clause.
    public var text: String {
        switch self {
        case .segmentMissing: "a segment file is missing"
        case .fileLength: "the file is not as long as a segment of this journal"
        case .headerChanged: "the segment's header was changed"
        case .headerMisplaced: "the header belongs to another segment or journal"
        case .shapeDiffers: "its block or segment size differs from the segments before"
        case .headerChainBroken: "the segment does not continue the one before"
        case .cutNotExplained:
            "the segment before is torn, and this one's header does not tell of that cut"
        case .segmentNotExpected: "it follows a segment that was not finished"
        case .frameHeaderChanged: "a frame's header was changed"
        case .frameMisplaced: "a frame stands where it was not written"
        case .frameChainBroken: "a frame does not continue the one before"
        case .frameBodyChanged: "bytes of a frame were changed"
        case .frameMissing: "a frame is missing, and later ones are there"
        case .recordChanged: "a record's checksum, length or number is wrong"
        case .contentAfterEnd: "there are bytes where nothing was written yet"
        case .snapshotChanged: "the snapshot's bytes were changed"
        case .snapshotForeign: "the snapshot belongs to another journal"
        case .snapshotAhead: "the snapshot is ahead of the journal: acknowledged records are gone"
        case .snapshotHashDiffers: "the snapshot was taken from another history"
        case .compactedChanged: "the bytes of a compacted segment were changed"
        case .sealBroken:
            "its seal does not follow from its bytes and the seal before: somebody wrote it anew"
        case .sealNotThere: "no segment has the seal that was noted: its past was written anew"
        case .sealRemoved:
            "no segment that is left has the seal that was noted: retention removed that one, or "
                + "the past was written anew"
        case .beginningChanged: "the file that tells where the journal begins was changed"
        case .snapshotMissing:
            "the records before it were removed by retention, and no snapshot that can be read "
                + "holds them"
        }
    }
}
