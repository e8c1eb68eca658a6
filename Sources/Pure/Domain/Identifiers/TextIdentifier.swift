public import Containers

/// Why a text cannot be an identifier.
public enum IdentifierFault: Error, Equatable, Sendable {
    case empty
    /// Longer than the identifier's kind has room for.
    case tooLong(count: Int, max: Int)
    /// Not printable ASCII without blanks.
    case illegalCharacter(code: UInt8, atOffset: Int)
}

extension IdentifierFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "an identifier needs at least one character"
        case .tooLong(let count, let max):
            "the identifier has \(count) characters and may have at most \(max)"
        case .illegalCharacter(let code, let offset):
            "byte \(code) at position \(offset) of the identifier is not printable ASCII"
        }
    }
}

/// An identifier of 1 to 36 printable ASCII characters, held inline without a heap object.
///
/// 36 is the longest client order id that Binance and Bybit take, and a UUID. Compared as text. The
/// tag keeps kinds apart: a trade id is never mistaken for an order id.
@frozen
public struct TextIdentifier<Tag>: Hashable, Comparable, Sendable {
    /// The most characters.
    @inlinable public static var countMax: Int { 36 }

    // Characters in reading order, highest byte first, zero after the last; the lowest byte of the
    // fifth word is their number. So comparing the words compares the texts.
    @usableFromInline let word0: UInt64
    @usableFromInline let word1: UInt64
    @usableFromInline let word2: UInt64
    @usableFromInline let word3: UInt64
    @usableFromInline let word4: UInt64

    @inlinable
    init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64, _ word4: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
        self.word4 = word4
    }

    /// The absence of an identifier; no text gives it.
    @inlinable public static var none: TextIdentifier { TextIdentifier(0, 0, 0, 0, 0) }

    /// - Parameter bytes: 1 to 36 bytes from 0x21 to 0x7E.
    /// - Throws: ``IdentifierFault``, which says what is wrong with the text.
    public init(_ bytes: Span<UInt8>) throws(IdentifierFault) {
        let count = bytes.count
        guard count > 0 else { throw .empty }
        guard count <= Self.countMax else { throw .tooLong(count: count, max: Self.countMax) }
        self.init(
            try Self.word(bytes, from: 0), try Self.word(bytes, from: 8),
            try Self.word(bytes, from: 16), try Self.word(bytes, from: 24),
            try Self.word(bytes, from: 32) | UInt64(count))
    }

    /// - Throws: ``IdentifierFault``.
    public init(_ text: String) throws(IdentifierFault) {
        try self.init(Array(text.utf8).span)
    }

    private static func word(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(IdentifierFault) -> UInt64 {
        var word: UInt64 = 0
        let end = min(bytes.count, start + 8)
        guard start < end else { return 0 }
        for offset in start..<end {
            let byte = bytes[offset]
            guard byte > 0x20 && byte < 0x7F else {
                throw .illegalCharacter(code: byte, atOffset: offset)
            }
            word |= UInt64(byte) << UInt64(56 - 8 * (offset - start))
        }
        return word
    }

    /// How many characters; zero only for ``none``.
    @inlinable public var count: Int { Int(word4 & 0xFF) }

    /// The character at a place in reading order.
    public func byte(at index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "there are \(count) characters")
        let word: UInt64
        switch index >> 3 {
        case 0: word = word0
        case 1: word = word1
        case 2: word = word2
        case 3: word = word3
        case _: word = word4
        }
        return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7)))
    }

    @inlinable
    public static func == (left: TextIdentifier, right: TextIdentifier) -> Bool {
        left.word0 == right.word0 && left.word1 == right.word1 && left.word2 == right.word2
            && left.word3 == right.word3 && left.word4 == right.word4
    }

    @inlinable
    public static func < (left: TextIdentifier, right: TextIdentifier) -> Bool {
        if left.word0 != right.word0 { return left.word0 < right.word0 }
        if left.word1 != right.word1 { return left.word1 < right.word1 }
        if left.word2 != right.word2 { return left.word2 < right.word2 }
        if left.word3 != right.word3 { return left.word3 < right.word3 }
        return left.word4 < right.word4
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(word0)
        hasher.combine(word1)
        hasher.combine(word2)
        hasher.combine(word3)
        hasher.combine(word4)
    }

    /// Folds the identifier into a hash that is the same in every process.
    @inlinable
    public func fold(into hash: inout StateHash) {
        hash.combine(word0)
        hash.combine(word1)
        // Most identifiers are short: their length tells that the words between are zero.
        if count > 16 {
            hash.combine(word2)
            hash.combine(word3)
        }
        hash.combine(word4)
    }

    /// Writes the number of characters and then as many eight-byte words as they take.
    @inlinable
    public func encode(into writer: inout ByteWriter) {
        let count = self.count
        writer.put(UInt8(truncatingIfNeeded: count))
        if count > 0 { writer.put(word0) }
        if count > 8 { writer.put(word1) }
        if count > 16 { writer.put(word2) }
        if count > 24 { writer.put(word3) }
        if count > 32 { writer.put(word4) }
    }

    /// Reads back what ``encode(into:)`` wrote.
    @inlinable
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        let start = reader.offset
        let count = Int(try reader.uint8())
        guard count <= Self.countMax else { throw .invalidValue(of: "identifier", atOffset: start) }
        self.init(
            count > 0 ? try reader.uint64() : 0, count > 8 ? try reader.uint64() : 0,
            count > 16 ? try reader.uint64() : 0, count > 24 ? try reader.uint64() : 0,
            count > 32 ? try reader.uint64() : UInt64(count))
        guard self.count == count else { throw .invalidValue(of: "identifier", atOffset: start) }
    }
}

extension TextIdentifier: CustomStringConvertible {
    public var description: String {
        String(decoding: (0..<count).map { byte(at: $0) }, as: UTF8.self)
    }
}
