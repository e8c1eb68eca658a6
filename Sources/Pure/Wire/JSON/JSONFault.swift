/// Why a text was refused as JSON.
///
/// Every case but `tooLarge` carries the offset of the byte (from 0) at which reading stopped.
/// Nothing of the text itself is in a fault beyond one byte, so a fault may be logged. A refused
/// document is never partly used: the caller drops the message, counts it and, on a feed, treats it
/// as a gap.
///
/// - Source: RFC 8259 (grammar), RFC 3629 (UTF-8), RFC 7493 §2.1 (no lone surrogates).
public enum JSONFault: Error, Sendable, Equatable {
    /// The text is longer than ``JSONDocument/Limits/bytesMax``; nothing of it was read.
    case tooLarge(byteCount: Int, byteCountMax: Int)
    /// Objects and arrays are nested deeper than ``JSONDocument/Limits/depthMax``.
    case tooDeep(offset: Int, depthMax: Int)
    /// There are more values and names than ``JSONDocument/Limits/nodesMax``.
    case tooManyNodes(offset: Int, nodesMax: Int)
    /// The text ends in the middle; `expected` would have come next.
    case truncated(offset: Int, expected: Expectation)
    /// A byte that cannot stand here.
    case unexpected(byte: UInt8, offset: Int, expected: Expectation)
    /// A number with a zero before its first digit, such as `01`.
    case leadingZero(offset: Int)
    /// A byte below 0x20 inside a string; it has to be written as an escape.
    case controlCharacter(byte: UInt8, offset: Int)
    /// A sequence inside a string that is not UTF-8 (also overlong forms and surrogates).
    case invalidUTF8(offset: Int)
    /// A `\uD800`–`\uDFFF` escape without its other half: no character, so it cannot be kept.
    case loneSurrogate(offset: Int)
    /// Something other than white space follows the document's one value.
    case trailingBytes(offset: Int)

    /// What the grammar allows at the place where reading stopped.
    public enum Expectation: Sendable, Equatable {
        case value, name, nameOrObjectEnd, colon
        case commaOrObjectEnd, commaOrArrayEnd
        case digit, literal, escape, hexDigit, closingQuote
    }
}

extension JSONFault {
    /// Offset of the byte at which reading stopped, from 0; the length of the text if it was too
    /// large.
    public var offset: Int {
        switch self {
        case .tooLarge(let byteCount, _): byteCount
        case .tooDeep(let offset, _), .tooManyNodes(let offset, _), .truncated(let offset, _),
            .unexpected(_, let offset, _), .leadingZero(let offset),
            .controlCharacter(_, let offset),
            .invalidUTF8(let offset), .loneSurrogate(let offset), .trailingBytes(let offset):
            offset
        }
    }
}

extension JSONFault: CustomStringConvertible {
    /// What is wrong, where, and what to do about it, in one line for a person.
    public var description: String {
        switch self {
        case .tooLarge(let byteCount, let byteCountMax):
            "JSON of \(byteCount) bytes is larger than the \(byteCountMax) bytes allowed here; "
                + "send less at once"
        case .tooDeep(let offset, let depthMax):
            "JSON nests deeper than the \(depthMax) levels allowed here, at byte \(offset); "
                + "send a flatter document"
        case .tooManyNodes(let offset, let nodesMax):
            "JSON has more than the \(nodesMax) values and names allowed here, at byte \(offset); "
                + "send less at once"
        case .truncated(let offset, let expected):
            "JSON ends too early, after \(offset) bytes, where \(expected) must follow; "
                + "the message was cut: fetch it again"
        case .unexpected(let byte, let offset, let expected):
            "JSON has \(Self.name(of: byte)) at byte \(offset), where \(expected) must stand; "
                + "correct the sender"
        case .leadingZero(let offset):
            "JSON number begins with a needless zero at byte \(offset); write it without"
        case .controlCharacter(let byte, let offset):
            "JSON string holds \(Self.name(of: byte)) at byte \(offset); "
                + "control characters must be escaped as \\u00XX"
        case .invalidUTF8(let offset):
            "JSON string is not UTF-8 at byte \(offset); send the text as UTF-8"
        case .loneSurrogate(let offset):
            "JSON string has half a surrogate pair at byte \(offset), which is no character; "
                + "send both halves or the character itself"
        case .trailingBytes(let offset):
            "JSON goes on at byte \(offset) after its one value has ended; "
                + "send one document at a time"
        }
    }

    /// A byte as a person may read it: the printable character, or its number.
    private static func name(of byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        let number = "byte 0x" + (digits.count < 2 ? "0" : "") + digits
        guard byte > 0x20, byte < 0x7F else { return number }
        return "\"\(Character(Unicode.Scalar(byte)))\" (\(number))"
    }
}

extension JSONFault.Expectation: CustomStringConvertible {
    /// The expectation in words.
    public var description: String {
        switch self {
        case .value: "a value"
        case .name: "a member name in quotes"
        case .nameOrObjectEnd: "a member name in quotes or \"}\""
        case .colon: "\":\""
        case .commaOrObjectEnd: "\",\" or \"}\""
        case .commaOrArrayEnd: "\",\" or \"]\""
        case .digit: "a digit"
        case .literal: "true, false or null"
        case .escape: "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
        case .hexDigit: "a hexadecimal digit"
        case .closingQuote: "the string's closing quote"
        }
    }
}
