public import Host
public import Wire

/// Why a recording could not be read on.
public enum TapeFault: Error, Sendable, Equatable {
    /// The file could not be opened or read.
    case file(FileFault)
    /// The packed bytes are damaged. `offset` is in the packed file.
    case damaged(path: String, offset: Int, reason: String)
    /// The packed file ends in the middle: `line` whole lines came before.
    case truncated(path: String, offset: Int, line: Int)
    /// A line is longer than is read.
    case lineTooLong(path: String, line: Int, bytesMax: Int)
    /// A line is not JSON.
    case notJSON(path: String, line: Int, fault: JSONFault)
    /// A line is JSON and no entry of a recording: the member is missing or of the wrong kind.
    case notAnEntry(path: String, line: Int, member: String)

    /// The fault for people: what, why, what to do.
    public var explanation: Explanation {
        switch self {
        case .file(let fault):
            fault.explanation
        case .damaged(let path, let offset, let reason):
            Explanation(
                what: "cannot unpack \(path) at byte \(offset)",
                why: "it is no zstd file or is damaged (\(reason))",
                action: "Fetch the recording again and compare its checksum")
        case .truncated(let path, let offset, let line):
            Explanation(
                what: "\(path) ends in the middle, after \(offset) bytes",
                why: "the packed data is cut off after line \(line)",
                action: "Fetch the recording again; what was counted so far is of its beginning")
        case .lineTooLong(let path, let line, let bytesMax):
            Explanation(
                what: "cannot read line \(line) of \(path)",
                why: "it is longer than \(bytesMax) bytes",
                action: "Check that this is a recording with one JSON object a line")
        case .notJSON(let path, let line, let fault):
            Explanation(
                what: "cannot read line \(line) of \(path)", why: "\(fault)",
                action: "Check that this is a recording with one JSON object a line")
        case .notAnEntry(let path, let line, let member):
            Explanation(
                what: "cannot read line \(line) of \(path)",
                why: "\"\(member)\" is missing or not what it must be",
                action: "Check that this is a recording with t, dir and body in each line")
        }
    }
}
