extension JSONScanner {
    /// Reads a number, whose first byte `position` is at, and leaves `position` after its last.
    ///
    /// Only its form is checked; its value is read from the text when somebody asks.
    @inline(__always)
    mutating func number(_ text: Span<UInt8>, first: UInt8) throws(JSONFault) -> JSONEntry {
        let start = position
        var cursor = start &+ 1
        var lead = first
        if first == Ascii.minus {
            lead = cursor < text.count ? text[cursor] : first
            cursor &+= 1
        }
        if lead &- (Ascii.zero + 1) < 9 {
            cursor = Self.digitsEnd(text, from: cursor)
        } else if lead != Ascii.zero || cursor < text.count && Ascii.isDigit(text[cursor]) {
            throw Self.numberFault(text, at: start)
        }
        var marks: UInt32 = 0
        if cursor < text.count {
            let byte = text[cursor]
            if byte == Ascii.point || byte | 0x20 == Ascii.e {
                marks = JSONEntry.mark
                cursor = try Self.fractionEnd(text, from: cursor)
            }
        }
        position = cursor
        return JSONEntry(
            start: start,
            shape: JSONEntry.shape(.number, length: cursor &- start, marks: marks),
            word: UInt64(truncatingIfNeeded: count &+ 1))
    }

    /// The fault of a number that begins with a sign alone, or with a needless zero.
    @inline(never)
    private static func numberFault(_ text: Span<UInt8>, at start: Int) -> JSONFault {
        let lead = text[start] == Ascii.minus ? start + 1 : start
        guard lead < text.count, text[lead] == Ascii.zero else {
            return unexpected(text, at: lead, .digit)
        }
        return .leadingZero(offset: lead)
    }

    /// Offset of the first byte from `start` on that is no digit, or the text's length.
    @inline(__always)
    static func digitsEnd(_ text: Span<UInt8>, from start: Int) -> Int {
        var cursor = start
        while cursor &+ 8 <= text.count {
            let others = EightBytes.notDigits(EightBytes.load(text, at: cursor))
            guard others == 0 else { return cursor &+ others.trailingZeroBitCount &>> 3 }
            cursor &+= 8
        }
        while cursor < text.count, Ascii.isDigit(text[cursor]) { cursor &+= 1 }
        return cursor
    }

    /// From the point or the exponent's letter at `start` to the offset after the number.
    @inline(never)
    private static func fractionEnd(_ text: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        var cursor = start
        if text[cursor] == Ascii.point {
            cursor = try someDigitsEnd(text, from: cursor + 1)
        }
        guard cursor < text.count, text[cursor] | 0x20 == Ascii.e else { return cursor }
        cursor += 1
        if cursor < text.count, text[cursor] == Ascii.plus || text[cursor] == Ascii.minus {
            cursor += 1
        }
        return try someDigitsEnd(text, from: cursor)
    }

    private static func someDigitsEnd(
        _ text: Span<UInt8>, from start: Int
    ) throws(JSONFault) -> Int {
        guard start < text.count, Ascii.isDigit(text[start]) else {
            throw unexpected(text, at: start, .digit)
        }
        return digitsEnd(text, from: start + 1)
    }

    /// The node of `true`, `false` or `null`, which must begin at `start`; `next` is the index
    /// after it.
    @inline(__always)
    static func literal(
        _ text: Span<UInt8>, at start: Int, next: Int
    ) throws(JSONFault) -> JSONEntry {
        let word = UInt64(truncatingIfNeeded: next)
        if start &+ 4 <= text.count {
            switch EightBytes.loadFour(text, at: start) {
            case 0x6575_7274:  // true
                return JSONEntry(start: start, shape: JSONEntry.shape(.true, length: 4), word: word)
            case 0x6C6C_756E:  // null
                return JSONEntry(start: start, shape: JSONEntry.shape(.null, length: 4), word: word)
            case 0x736C_6166:  // fals
                if start &+ 4 < text.count, text[start &+ 4] == Ascii.e {
                    return JSONEntry(
                        start: start, shape: JSONEntry.shape(.false, length: 5), word: word)
                }
            default: break
            }
        }
        throw literalFault(text, at: start)
    }

    @inline(never)
    private static func literalFault(_ text: Span<UInt8>, at start: Int) -> JSONFault {
        guard start < text.count else { return unexpected(text, at: start, .value) }
        let word: StaticString
        switch text[start] {
        case Ascii.t: word = "true"
        case Ascii.f: word = "false"
        case Ascii.n: word = "null"
        default: return unexpected(text, at: start, .value)
        }
        let key = JSONKey(word)
        for index in 1..<key.length {
            guard start + index < text.count, text[start + index] == key.byte(index) else {
                return unexpected(text, at: start + index, .literal)
            }
        }
        preconditionFailure("a whole literal is no fault")
    }
}
