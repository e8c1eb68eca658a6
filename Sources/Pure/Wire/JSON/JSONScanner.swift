/// Reads one JSON text in a single pass and writes its nodes.
///
/// Everything that happens for each byte or node is inlined into ``scan(_:nodes:frames:)``, so that
/// the position and the innermost frame stay in registers; whatever is rare (white space, escapes,
/// letters beyond ASCII, faults) is a call. The text is read through bounds-checked spans.
///
/// - Source: RFC 8259 §2–§7.
struct JSONScanner {
    /// Offset of the next byte to read.
    var position = 0
    /// Nodes written so far.
    var count = 0
    /// Objects and arrays that are open.
    var depth = 0
    /// The innermost open one; the others wait in `frames`.
    var frame = JSONFrame()

    /// - Parameters:
    ///   - text: the whole document.
    ///   - nodes: room for the nodes; full means `tooManyNodes`, which the caller may answer with
    ///     more room.
    ///   - frames: room for as many open objects and arrays as are allowed.
    /// - Throws: the first fault in the text.
    /// - Complexity: linear in the text; no allocation.
    static func scan(
        _ text: Span<UInt8>, nodes: inout MutableSpan<JSONEntry>,
        frames: inout MutableSpan<JSONFrame>
    ) throws(JSONFault) {
        var scanner = JSONScanner()
        while try scanner.value(text, &nodes, &frames) {}
        guard scanner.peek(text) == Self.ending, scanner.position == text.count else {
            throw .trailingBytes(offset: scanner.position)
        }
    }

    /// Reads a value, with its name if it is a member, or the beginning of an object or array.
    /// False once the document is complete.
    @inline(__always)
    private mutating func value(
        _ text: Span<UInt8>, _ nodes: inout MutableSpan<JSONEntry>,
        _ frames: inout MutableSpan<JSONFrame>
    ) throws(JSONFault) -> Bool {
        guard count &+ (frame.isObject ? 2 : 1) <= nodes.count else {
            throw .tooManyNodes(offset: position, nodesMax: nodes.count)
        }
        if frame.isObject { try name(text, &nodes) }
        let byte = peek(text)
        switch byte {
        case Ascii.quote:
            let string = try string(text)
            append(string.entry(marks: 0, word: UInt64(truncatingIfNeeded: count &+ 1)), &nodes)
        case Ascii.zero...Ascii.nine, Ascii.minus:
            append(try number(text, first: byte), &nodes)
        case Ascii.openBrace, Ascii.openBracket:
            guard depth < frames.count else {
                throw .tooDeep(offset: position, depthMax: frames.count)
            }
            open(isObject: byte == Ascii.openBrace, &nodes, &frames)
            guard peek(text) == frame.closer else { return true }
            close(&nodes, frames)
        default:
            append(try Self.literal(text, at: position, next: count &+ 1), &nodes)
            position &+= byte == Ascii.f ? 5 : 4
        }
        return try another(text, &nodes, &frames)
    }

    /// After a value: closes what ends here, and goes to the next. False once the document is
    /// complete.
    @inline(__always)
    private mutating func another(
        _ text: Span<UInt8>, _ nodes: inout MutableSpan<JSONEntry>,
        _ frames: inout MutableSpan<JSONFrame>
    ) throws(JSONFault) -> Bool {
        while depth > 0 {
            frame.count &+= 1
            let byte = peek(text)
            if byte == Ascii.comma {
                position &+= 1
                return true
            }
            guard byte == frame.closer else {
                throw Self.unexpected(
                    text, at: position, frame.isObject ? .commaOrObjectEnd : .commaOrArrayEnd)
            }
            close(&nodes, frames)
        }
        return false
    }

    /// Reads `"name":` and leaves the position where the value must begin.
    @inline(__always)
    private mutating func name(
        _ text: Span<UInt8>, _ nodes: inout MutableSpan<JSONEntry>
    ) throws(JSONFault) {
        guard peek(text) == Ascii.quote else {
            throw Self.unexpected(text, at: position, frame.count == 0 ? .nameOrObjectEnd : .name)
        }
        let string = try string(text)
        let bit = Self.bit(ofName: string.prefix, length: string.length)
        frame.isIrregular = frame.isIrregular || frame.namesSeen & bit != 0 || string.isEscaped
        frame.namesSeen |= bit
        append(string.entry(marks: JSONEntry.isName, word: string.prefix), &nodes)
        guard peek(text) == Ascii.colon else {
            throw Self.unexpected(text, at: position, .colon)
        }
        position &+= 1
    }

    /// One bit of 64 for a name: equal names have equal bits, and any two letters have different
    /// ones.
    @inline(__always)
    static func bit(ofName prefix: UInt64, length: Int) -> UInt64 {
        let mixed = prefix ^ prefix &>> 11 ^ prefix &>> 23 ^ prefix &>> 38 ^ UInt64(length)
        return 1 &<< (mixed & 63)
    }

    @inline(__always)
    private mutating func open(
        isObject: Bool, _ nodes: inout MutableSpan<JSONEntry>,
        _ frames: inout MutableSpan<JSONFrame>
    ) {
        frames[depth] = frame
        depth &+= 1
        frame = JSONFrame(node: count, isObject: isObject)
        append(JSONEntry(start: position, shape: 0, word: 0), &nodes)
        position &+= 1
    }

    @inline(__always)
    private mutating func close(
        _ nodes: inout MutableSpan<JSONEntry>, _ frames: borrowing MutableSpan<JSONFrame>
    ) {
        position &+= 1
        nodes[frame.node].shape = JSONEntry.shape(
            frame.isObject ? .object : .array, length: frame.count,
            marks: frame.isIrregular ? JSONEntry.mark : 0)
        nodes[frame.node].word = UInt64(truncatingIfNeeded: count)
        depth &-= 1
        frame = frames[depth]
    }

    @inline(__always)
    private mutating func append(_ entry: JSONEntry, _ nodes: inout MutableSpan<JSONEntry>) {
        nodes[count] = entry
        count &+= 1
    }

    /// What ``peek(_:)`` gives at the end of the text: a byte that may stand nowhere outside
    /// strings.
    private static let ending: UInt8 = 0

    /// The next byte that is not white space, which `position` then is at.
    @inline(__always)
    private mutating func peek(_ text: Span<UInt8>) -> UInt8 {
        if position < text.count {
            let byte = text[position]
            if byte > Ascii.space { return byte }
        }
        position = Self.skipBlank(text, from: position)
        return position < text.count ? text[position] : Self.ending
    }

    /// The fault of a byte, or of the text's end, that stands where `expected` should.
    @inline(never)
    static func unexpected(
        _ text: Span<UInt8>, at offset: Int, _ expected: JSONFault.Expectation
    ) -> JSONFault {
        guard offset < text.count else {
            return .truncated(offset: text.count, expected: expected)
        }
        return .unexpected(byte: text[offset], offset: offset, expected: expected)
    }

    /// Offset of the first byte from `start` on that is not white space, or the text's length.
    @inline(never)
    private static func skipBlank(_ text: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position < text.count {
            switch text[position] {
            case Ascii.space, Ascii.tab, Ascii.newline, Ascii.carriageReturn: position += 1
            default: return position
            }
        }
        return position
    }
}
