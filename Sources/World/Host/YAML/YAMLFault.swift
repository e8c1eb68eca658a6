/// Why a text is not taken as YAML, and where.
public struct YAMLFault: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Reason: Sendable, Equatable {
        /// Larger than ``YAMLDocument/Limits/bytesMax``.
        case tooLarge
        /// Nested deeper than ``YAMLDocument/Limits/depthMax``.
        case tooDeep
        /// More values than ``YAMLDocument/Limits/nodesMax``.
        case tooMany
        /// A byte that is no UTF-8.
        case notUTF8
        /// A character that no text file has (NUL, an escape).
        case controlCharacter
        /// It breaks the rules of YAML; in the library's words.
        case malformed(String)
        /// A name that is a list or a mapping.
        case nameNotText
        /// The name stands in this mapping already.
        case nameRepeated(String, first: TextPlace)
        /// `&name`, which defines a value for repetition.
        case anchor
        /// `*name`, which repeats a value.
        case alias
        /// `!type`, which names a type.
        case tag
        /// A second document after `---`.
        case secondDocument
        /// The machine has no memory left.
        case noMemory
    }

    /// What is wrong.
    public let reason: Reason
    /// Where.
    public let place: TextPlace

    /// A fault at a place.
    public init(reason: Reason, place: TextPlace) {
        self.reason = reason
        self.place = place
    }

    /// The fault for people.
    public var explanation: Explanation {
        Explanation(what: what, why: why, action: action)
    }

    private var what: String {
        switch reason {
        case .tooLarge: "the file is too large"
        case .tooDeep: "the value is nested too deeply"
        case .tooMany: "the file has too many values"
        case .notUTF8: "the file is no text"
        case .controlCharacter: "the file holds a character that is no text"
        case .malformed: "this is not YAML"
        case .nameNotText: "the name of a value is not a text"
        case .nameRepeated(let name, _): "'\(name)' stands here twice"
        case .anchor: "an anchor (&) is not taken"
        case .alias: "an alias (*) is not taken"
        case .tag: "a tag (!) is not taken"
        case .secondDocument: "a second document is not taken"
        case .noMemory: "the file cannot be read"
        }
    }

    private var why: String {
        switch reason {
        case .tooLarge: "at most \(YAMLDocument.Limits.bytesMax) bytes are read"
        case .tooDeep: "at most \(YAMLDocument.Limits.depthMax) levels are read"
        case .tooMany: "at most \(YAMLDocument.Limits.nodesMax) are read"
        case .notUTF8: "this byte is no part of UTF-8"
        case .controlCharacter: "NUL and other control characters are not allowed in YAML"
        case .malformed(let words): words
        case .nameNotText: "it is a list or a mapping"
        case .nameRepeated(_, let first): "it was given at \(first) already"
        case .anchor, .alias: "every value is written where it counts"
        case .tag: "what a value may be is decided by the setting"
        case .secondDocument: "a file is one document"
        case .noMemory: "the machine has no memory left"
        }
    }

    private var action: String {
        switch reason {
        case .tooLarge, .tooMany: "Check that this is the right file"
        case .tooDeep: "Close the brackets that are open before it"
        case .notUTF8: "Save the file as UTF-8"
        case .controlCharacter: "Remove the character"
        case .malformed: "Check indentation (blanks only, no tabs), colons, quotes and brackets"
        case .nameNotText: "Put a text before the colon; one that begins with { or [ needs quotes"
        case .nameRepeated: "Keep one of the two"
        case .anchor: "Remove it; a text that begins with & needs quotes"
        case .alias: "Write the value out; a text that begins with * needs quotes"
        case .tag: "Remove it; a text that begins with ! needs quotes"
        case .secondDocument: "Remove the line with --- and what follows it"
        case .noMemory: "Stop something else on this machine"
        }
    }
}
