public import Containers

/// Why a person did something, in their own words, as far as it fits.
///
/// Kept in the journal and shown to people: one line, without control characters.
public struct StatedReason: Sendable, Equatable {
    /// Bounds of a reason.
    public enum Limits {
        /// Bytes of UTF-8; what is longer is cut at a character.
        public static let bytesMax = 200
    }

    /// Empty where none was given.
    public let text: String

    /// None was given.
    public static let none = StatedReason("")

    /// Takes what fits of `text`; what would end the line or hide something becomes a blank.
    public init(_ text: String) {
        var kept = ""
        var count = 0
        for character in text {
            let isPlain = character.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control
                    && scalar.properties.generalCategory != .format
                    && scalar.properties.generalCategory != .lineSeparator
                    && scalar.properties.generalCategory != .paragraphSeparator
            }
            let shown = isPlain ? character : " "
            let bytes = String(shown).utf8.count
            guard count + bytes <= Limits.bytesMax else { break }
            kept.append(shown)
            count += bytes
        }
        self.text = kept
    }
}

extension StatedReason: CustomStringConvertible {
    public var description: String { text }
}

extension StatedReason {
    /// Writes the number of bytes, and those.
    public func encode(into writer: inout ByteWriter) {
        let bytes = Array(text.utf8)
        precondition(bytes.count <= Limits.bytesMax, "a reason fits")
        writer.put(UInt8(bytes.count))
        writer.put(bytes.span)
    }

    /// Reads back what ``encode(into:)`` wrote.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        let start = reader.offset
        let count = Int(try reader.uint8())
        guard count <= Limits.bytesMax else {
            throw .invalidValue(of: "reason", atOffset: start)
        }
        var bytes: [UInt8] = []
        for _ in 0..<count { bytes.append(try reader.uint8()) }
        guard let text = String(validating: bytes, as: UTF8.self),
            StatedReason(text).text == text
        else { throw .invalidValue(of: "reason", atOffset: start) }
        self.text = text
    }
}
