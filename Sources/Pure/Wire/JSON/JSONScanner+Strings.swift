/// A string as the scanner found it, quotes left out.
struct ScannedString {
    var start: Int
    var length: Int
    var isEscaped: Bool
    /// The first eight bytes, the first one lowest, zero-filled; meaningless if escaped.
    var prefix: UInt64

    @inline(__always)
    func entry(marks: UInt32, word: UInt64) -> JSONEntry {
        JSONEntry(
            start: start,
            shape: JSONEntry.shape(
                .string, length: length, marks: isEscaped ? marks | JSONEntry.mark : marks),
            word: word)
    }
}

extension JSONScanner {
    /// Reads a string from its opening quote, which `position` is at, and leaves `position` after
    /// the closing one.
    @inline(__always)
    mutating func string(_ text: Span<UInt8>) throws(JSONFault) -> ScannedString {
        let start = position &+ 1
        var cursor = start
        var prefix: UInt64 = 0
        while cursor &+ 8 <= text.count {
            let word = EightBytes.load(text, at: cursor)
            if cursor == start { prefix = word }
            let stops = Self.stops(word)
            guard stops != 0 else {
                cursor &+= 8
                continue
            }
            let shift = UInt64(truncatingIfNeeded: stops.trailingZeroBitCount & 0x38)
            cursor &+= Int(truncatingIfNeeded: shift &>> 3)
            guard UInt8(truncatingIfNeeded: word &>> shift) == Ascii.quote else { break }
            if cursor &- start < 8 { prefix &= (1 &<< shift) &- 1 }
            position = cursor &+ 1
            return ScannedString(
                start: start, length: cursor &- start, isEscaped: false, prefix: prefix)
        }
        let rest = try Self.rest(text, start: start, from: cursor)
        position = rest.start + rest.length + 1
        return rest
    }

    /// Marks (top bit) the bytes that end or interrupt a plain run: quote, backslash, control,
    /// beyond ASCII.
    ///
    /// Only the lowest mark counts: a borrow may set marks above it, never below. Bytes beyond
    /// ASCII need no test of their own: all keep their top bit in `slashes`, but 0xDC, which does
    /// in `quotes`.
    @inline(__always)
    private static func stops(_ word: UInt64) -> UInt64 {
        let quotes = (word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
        let slashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
        let controls = word &- 0x2020_2020_2020_2020
        return (quotes | slashes | controls) & 0x8080_8080_8080_8080
    }

    /// The careful way through the rest of a string: byte by byte, with escapes and UTF-8 checked.
    @inline(never)
    private static func rest(
        _ text: Span<UInt8>, start: Int, from resume: Int
    ) throws(JSONFault) -> ScannedString {
        var cursor = resume
        var isEscaped = false
        while cursor < text.count {
            let byte = text[cursor]
            switch byte {
            case Ascii.quote:
                return ScannedString(
                    start: start, length: cursor - start, isEscaped: isEscaped,
                    prefix: EightBytes.prefix(text, start..<cursor))
            case Ascii.backslash:
                isEscaped = true
                cursor = try escape(text, at: cursor).end
            case 0..<Ascii.space:
                throw .controlCharacter(byte: byte, offset: cursor)
            case 0x80...:
                cursor = try character(text, at: cursor)
            default:
                cursor += 1
            }
        }
        throw .truncated(offset: text.count, expected: .closingQuote)
    }

    /// Reads the escape at `start` (a backslash): the character it stands for, and the offset after
    /// it.
    ///
    /// Two `\u` escapes that form a surrogate pair are one character; a half alone is refused.
    static func escape(
        _ text: Span<UInt8>, at start: Int
    ) throws(JSONFault) -> (scalar: Unicode.Scalar, end: Int) {
        guard start + 1 < text.count else {
            throw .truncated(offset: text.count, expected: .escape)
        }
        let byte = text[start + 1]
        switch byte {
        case Ascii.quote, Ascii.backslash, Ascii.slash: return (Unicode.Scalar(byte), start + 2)
        case Ascii.b: return ("\u{8}", start + 2)
        case Ascii.f: return ("\u{C}", start + 2)
        case Ascii.n: return ("\n", start + 2)
        case Ascii.r: return ("\r", start + 2)
        case Ascii.t: return ("\t", start + 2)
        case Ascii.u: break
        default: throw .unexpected(byte: byte, offset: start + 1, expected: .escape)
        }
        let first = try fourHexDigits(text, at: start + 2)
        if let scalar = Unicode.Scalar(first) { return (scalar, start + 6) }
        guard first < 0xDC00 else { throw .loneSurrogate(offset: start) }
        for (offset, byte) in [(start + 6, Ascii.backslash), (start + 7, Ascii.u)] {
            guard offset < text.count else {
                throw .truncated(offset: text.count, expected: .escape)
            }
            guard text[offset] == byte else { throw .loneSurrogate(offset: start) }
        }
        let second = try fourHexDigits(text, at: start + 8)
        guard second >= 0xDC00, second < 0xE000,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else {
            throw .loneSurrogate(offset: start)
        }
        return (scalar, start + 12)
    }

    private static func fourHexDigits(
        _ text: Span<UInt8>, at start: Int
    ) throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for offset in start..<start + 4 {
            guard offset < text.count else {
                throw .truncated(offset: text.count, expected: .hexDigit)
            }
            guard let digit = Ascii.hexValue(text[offset]) else {
                throw .unexpected(byte: text[offset], offset: offset, expected: .hexDigit)
            }
            value = value << 4 | digit
        }
        return value
    }

    /// Checks the character beyond ASCII that begins at `start`; the offset after it.
    ///
    /// - Source: RFC 3629 §4 (well-formed sequences; no overlong forms, no surrogates, at most
    ///   U+10FFFF).
    private static func character(_ text: Span<UInt8>, at start: Int) throws(JSONFault) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch text[start] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xE1...0xEC, 0xEE...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw .invalidUTF8(offset: start)
        }
        for offset in start + 1..<start + length {
            guard offset < text.count else {
                throw .truncated(offset: text.count, expected: .closingQuote)
            }
            let allowed = offset == start + 1 ? second : 0x80...0xBF
            guard allowed.contains(text[offset]) else { throw .invalidUTF8(offset: start) }
        }
        return start + length
    }
}
