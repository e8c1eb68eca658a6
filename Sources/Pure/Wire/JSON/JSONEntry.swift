/// What a JSON value is.
public enum JSONKind: UInt8, Sendable, Equatable {
    case object, array, string, number, `true`, `false`, null
}

/// One node of a parsed document: 16 bytes, in document order, names before their values.
///
/// `shape` holds the kind (bits 0–2), one mark (bit 3), whether it is a member's name (bit 4) and,
/// from bit 5, the length in bytes of a string's or number's text or the number of elements or
/// members. `word` holds a name's first eight bytes (the first one lowest, zero-filled), so that
/// most look-ups compare two integers; for a value it is the index of the node that follows the
/// value and everything in it.
@frozen
@usableFromInline
struct JSONEntry: Sendable {
    @usableFromInline var start: UInt32
    @usableFromInline var shape: UInt32
    @usableFromInline var word: UInt64

    @inlinable
    init(start: Int, shape: UInt32, word: UInt64) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.shape = shape
        self.word = word
    }

    /// Lengths and counts have 27 bits, which bounds a document at 128 MiB.
    static let byteCountMax = 1 << 27 - 1

    /// On a string: it holds escapes. On a number: it has a fraction or an exponent.
    /// On an object: a name may be there twice, or holds escapes, so look-ups read every name.
    @usableFromInline static let mark: UInt32 = 1 << 3
    @usableFromInline static let isName: UInt32 = 1 << 4
    @usableFromInline static let lengthShift: UInt32 = 5

    @inlinable
    static func shape(_ kind: JSONKind, length: Int, marks: UInt32 = 0) -> UInt32 {
        UInt32(truncatingIfNeeded: length) &<< lengthShift | marks | UInt32(kind.rawValue)
    }

    @inlinable var kind: JSONKind {
        switch shape & 7 {
        case 0: .object
        case 1: .array
        case 2: .string
        case 3: .number
        case 4: .true
        case 5: .false
        default: .null
        }
    }

    @inlinable var length: Int { Int(shape &>> Self.lengthShift) }
    @inlinable var isMarked: Bool { shape & Self.mark != 0 }
    @inlinable var range: Range<Int> { Int(start)..<Int(start) + length }
}

/// An object or array that is still open while the text is read.
struct JSONFrame {
    /// Index of its node.
    var node = 0
    /// Elements or members so far.
    var count = 0
    /// One bit for each name seen, by ``JSONScanner/bit(ofName:length:)``.
    var namesSeen: UInt64 = 0
    var isObject = false
    /// A bit of `namesSeen` was hit twice, or a name holds escapes.
    var isIrregular = false

    /// The byte that closes it.
    @inline(__always)
    var closer: UInt8 { isObject ? Ascii.closeBrace : Ascii.closeBracket }
}
