/// A member's name to look for, known when the program is written: `document.member("price", …)`.
///
/// It carries the name's length and first eight bytes in the form in which a parsed document keeps
/// them, so that a name of up to eight bytes is compared without touching the text. Names are
/// compared byte for byte, as UTF-8, without any Unicode normalisation.
@frozen
public struct JSONKey: Sendable, ExpressibleByStringLiteral {
    @usableFromInline let name: StaticString
    @usableFromInline let shape: UInt32
    @usableFromInline let prefix: UInt64

    /// - Parameter name: the name as its characters are, without JSON's escapes.
    @inlinable
    public init(_ name: StaticString) {
        precondition(name.hasPointerRepresentation)
        self.name = name
        var prefix: UInt64 = 0
        var index = 0
        while index < 8, index < name.utf8CodeUnitCount {
            // Safe: the literal is that long and lives for ever.
            prefix |= unsafe UInt64(name.utf8Start[index]) &<< (8 &* UInt64(index))
            index += 1
        }
        self.prefix = prefix
        shape = JSONEntry.shape(
            .string, length: name.utf8CodeUnitCount, marks: JSONEntry.isName)
    }

    /// A key from a literal.
    @inlinable
    public init(stringLiteral name: StaticString) {
        self.init(name)
    }

    /// The name's length in bytes.
    @inlinable public var length: Int { name.utf8CodeUnitCount }

    /// The byte at `index`, which must be below `length`.
    @inlinable
    func byte(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < length)
        // Safe: checked on the line above.
        return unsafe name.utf8Start[index]
    }

    /// Whether a name of the same length that begins at `nameStart` agrees from its ninth byte on.
    @inlinable
    func tailMatches(_ text: Span<UInt8>, nameStart: Int) -> Bool {
        var index = 8
        while index < length {
            if text[nameStart + index] != byte(index) { return false }
            index += 1
        }
        return true
    }

    /// Whether `text` in `range` is the name, byte for byte.
    @inlinable
    func matches(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == length else { return false }
        var index = 0
        while index < length {
            if text[range.lowerBound + index] != byte(index) { return false }
            index += 1
        }
        return true
    }
}

extension JSONKey: CustomStringConvertible {
    /// The name.
    public var description: String { name.description }
}
