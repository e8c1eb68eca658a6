/// The sizes, marks and limits of the journal on disk. All integers are little-endian.
///
/// A journal is a row of segment files of one size. Each starts with a header block; the rest are
/// frames, one per commit, each starting on a block boundary. A frame is a header, records one
/// after the other, and padding.
public enum JournalFormat {
    /// The version written.
    public static let version: UInt16 = 1
    /// The oldest version read: the one before, once there is one.
    public static let oldestVersion: UInt16 = 1
    /// What a device writes whole or not at all, in bytes; the unit of tearing.
    public static let sectorBytes = 512
    /// The smallest block; a file system that needs more alignment gets more.
    public static let blockBytesMin = 4096
    /// The largest block a file system may ask for.
    public static let blockBytesMax = 65_536
    /// The longest frame: one commit, header and padding included.
    public static let frameBytesMax = 1 << 20
    /// The shortest segment: header, one frame, seal, and one to spare.
    public static let segmentBlocksMin = 4
    /// The longest segment: recovery holds one in memory.
    public static let segmentBytesMax = 256 << 20
    /// The size of a segment unless told otherwise.
    public static let segmentBytesStandard = 64 << 20
    /// Segments are numbered from 1; at the standard size this many hold 6 PB.
    public static let segmentsMax: UInt32 = 99_999_999
    /// Fills what a block has left. Not zero: a written sector is never all zeros.
    public static let padding: UInt8 = 0x7E

    static var readVersions: ClosedRange<UInt16> { oldestVersion...version }
    static let segmentMagic: UInt64 = 0x3147_4553_4D49_4C50  // "PLIMSEG1"
    static let frameMagic: UInt32 = 0x4D52_4650  // "PFRM"

    /// The file name of segment `index`.
    public static func segmentName(_ index: UInt32) -> String {
        let digits = String(index)
        return "segment-" + String(repeating: "0", count: 10 - digits.count) + digits
            + segmentSuffix
    }

    /// The index in a segment's file name; nil for any other name.
    public static func segmentIndex(ofName name: String) -> UInt32? {
        guard name.hasPrefix("segment-"), name.hasSuffix(segmentSuffix) else { return nil }
        let digits = name.dropFirst("segment-".count).dropLast(segmentSuffix.count)
        guard digits.count == 10, let index = UInt32(digits), index > 0 else { return nil }
        return index
    }

    static let segmentSuffix = ".journal"
    /// A file that is still being made has this at the end of its name; a start removes it.
    static let unfinishedSuffix = ".new"
}
