internal import Domain
internal import Host
internal import Wire

/// Reads a recording of a venue's traffic, line by line: `.jsonl`, or packed with zstd.
///
/// A line is `{"t": nanoseconds or null, "dir": "recv", "url"?: "…", "body"?: "…"}`; the body is
/// the message's own text, word for word. Whether a file is packed is seen from its first bytes,
/// not from its name. Memory is bounded: one line, and the pieces of the file that are being
/// unpacked.
public struct TapeReader: ~Copyable {
    /// Bounds of a reader.
    public enum Limits {
        /// The longest line: a listing of all instruments of a venue is some megabytes.
        public static let lineBytesMax = 64 << 20
        /// Bytes read from the file at a time, and unpacked at a time.
        static let pieceBytes = 256 << 10
        /// Moments that a recorder's clock may show: from 1970 to the end of 2261, so that a
        /// deadline after it still has a time of its own.
        static let times: ClosedRange<Int64> = 0...9_214_646_399_999_999_999
    }

    private var source: LineSource
    private var document = JSONDocument(
        limits: JSONDocument.Limits(bytesMax: Limits.lineBytesMax, nodesMax: 1 << 10))
    /// The text of the entry read last, escapes resolved; empty where it has none.
    public private(set) var body: [UInt8] = []

    /// Opens a recording.
    ///
    /// - Throws: ``TapeFault/file(_:)``.
    public init(path: String) throws(TapeFault) {
        source = try LineSource(path: path)
    }

    /// Reads the next line.
    ///
    /// - Returns: nil at the end of the recording.
    /// - Throws: ``TapeFault``; reading on makes no sense then.
    public mutating func next() throws(TapeFault) -> TapeEntry? {
        repeat {
            guard try source.advance() else { return nil }
        } while source.isBlank
        let path = source.path
        let number = source.lineNumber
        let bytes = source.line
        let text = bytes.span.extracting(source.range)
        do throws(JSONFault) { try document.parse(text) } catch {
            throw .notJSON(path: path, line: number, fault: error)
        }
        let root = document.root
        guard let word = document.member("dir", of: root, in: text),
            let direction = TapeDirection.allCases.first(where: {
                document.string(word, in: text) == $0.rawValue
            })
        else { throw .notAnEntry(path: path, line: number, member: "dir") }
        body.removeAll(keepingCapacity: true)
        if let node = document.member("body", of: root, in: text) {
            guard document.appendText(node, in: text, to: &body) else {
                throw .notAnEntry(path: path, line: number, member: "body")
            }
        } else if direction == .recv || direction == .http {
            throw .notAnEntry(path: path, line: number, member: "body")
        }
        let url = document.member("url", of: root, in: text)
            .flatMap { document.string($0, in: text) }
        return TapeEntry(
            line: number, time: try time(text, path, number), direction: direction,
            url: url ?? "")
    }

    private func time(
        _ text: Span<UInt8>, _ path: String, _ number: Int
    ) throws(TapeFault) -> Timestamp? {
        guard let node = document.member("t", of: document.root, in: text),
            document.kind(node) != .null
        else { return nil }
        guard let nanoseconds = document.integer(node, in: text),
            Limits.times.contains(nanoseconds)
        else {
            throw .notAnEntry(path: path, line: number, member: "t")
        }
        return Timestamp(nanoseconds: nanoseconds)
    }
}
