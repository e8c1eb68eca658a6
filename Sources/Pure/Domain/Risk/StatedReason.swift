public import Containers

/// Why a person did something, in their own words, as far as it fits.
///
/// Kept in the journal and shown to people: one line, without control characters. Held inline,
/// since events hold nothing that is elsewhere in memory.
public struct StatedReason: Sendable {
    /// Bounds of a reason.
    public enum Limits {
        /// Bytes of UTF-8; what is longer is cut at a character.
        public static let bytesMax = 200
    }

    private var bytes = InlineArray<200, UInt8>(repeating: 0)
    private var count: UInt8 = 0

    /// None was given.
    public static let none = StatedReason("")

    /// Takes what fits of `text`; what would end the line or hide something becomes a blank.
    public init(_ text: String) {
        for character in text {
            let isPlain = character.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: false
                case _: true
                }
            }
            guard append(isPlain ? character : " ") else { return }
        }
    }

    /// - Returns: false where there is no room for all of it.
    private mutating func append(_ character: Character) -> Bool {
        let more = character.utf8
        guard Int(count) + more.count <= Limits.bytesMax else { return false }
        for byte in more {
            bytes[Int(count)] = byte
            count += 1
        }
        return true
    }

    /// Empty where none was given.
    public var text: String {
        String(decoding: (0..<Int(count)).map { bytes[$0] }, as: UTF8.self)
    }
}

extension StatedReason: Equatable {
    public static func == (left: StatedReason, right: StatedReason) -> Bool {
        left.count == right.count
            && (0..<Int(left.count)).allSatisfy { left.bytes[$0] == right.bytes[$0] }
    }
}

extension StatedReason: CustomStringConvertible {
    public var description: String { text }
}

extension StatedReason {
    /// Writes the number of bytes, and those.
    public func encode(into writer: inout ByteWriter) {
        writer.put(count)
        for place in 0..<Int(count) { writer.put(bytes[place]) }
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
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalidValue(of: "reason", atOffset: start)
        }
        self.init(text)
        guard self.text == text else { throw .invalidValue(of: "reason", atOffset: start) }
    }
}
