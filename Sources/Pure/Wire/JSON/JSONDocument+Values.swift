extension JSONDocument {
    /// Where in the text a string's characters (without quotes, escapes as written) or any other
    /// scalar's digits or letters are; nil for an object or array.
    @inlinable
    public func range(_ node: Node) -> Range<Int>? {
        let entry = nodes[Int(node.index)]
        return entry.isContainer ? nil : entry.range
    }

    /// Whether the string holds escapes, so that ``range(_:)`` is not yet what it says. False for
    /// other kinds.
    @inlinable
    public func isEscaped(_ node: Node) -> Bool {
        let entry = nodes[Int(node.index)]
        return entry.kind == .string && entry.isMarked
    }

    /// Whether `node` is a string that says exactly `expected`, escapes resolved.
    ///
    /// - Complexity: linear in `expected`; no allocation.
    @inlinable
    public func isText(_ expected: JSONKey, _ node: Node, in text: Span<UInt8>) -> Bool {
        let entry = nodes[Int(node.index)]
        guard entry.kind == .string else { return false }
        if entry.isMarked { return isEscapedText(expected, entry.range, in: text) }
        return expected.matches(text, entry.range)
    }

    /// The value of the member called `name`, which is only known while the program runs; else as
    /// ``member(_:of:in:)``.
    ///
    /// - Complexity: linear in the bytes of the object's names; no allocation.
    public func member(named name: String, of node: Node, in text: Span<UInt8>) -> Node? {
        var cursor = cursor(node)
        var found: Node?
        while let (candidate, value) = nextMember(&cursor) {
            var rest = name.utf8.makeIterator()
            var isEqual = true
            Self.unescape(text, nodes[Int(candidate.index)].range) { byte in
                isEqual = isEqual && rest.next() == byte
            }
            if isEqual, rest.next() == nil { found = value }
        }
        return found
    }

    @usableFromInline
    func isEscapedText(_ expected: JSONKey, _ range: Range<Int>, in text: Span<UInt8>) -> Bool {
        var matched = 0
        var isEqual = true
        Self.unescape(text, range) { byte in
            isEqual = isEqual && matched < expected.length && expected.byte(matched) == byte
            matched += 1
        }
        return isEqual && matched == expected.length
    }

    /// What the string says, escapes resolved; nil if `node` is no string.
    ///
    /// - Complexity: linear in the string; allocates. Not for the hot path: there, compare with
    ///   ``isText(_:_:in:)`` or read the bytes at ``range(_:)``.
    public func string(_ node: Node, in text: Span<UInt8>) -> String? {
        let entry = nodes[Int(node.index)]
        guard entry.kind == .string else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entry.length)
        appendText(node, in: text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what the string says, as UTF-8 with escapes resolved. False, and nothing appended,
    /// if it is no string.
    ///
    /// - Complexity: linear in the string; allocates only to make room in `bytes`.
    @discardableResult
    public func appendText(
        _ node: Node, in text: Span<UInt8>, to bytes: inout [UInt8]
    ) -> Bool {
        let entry = nodes[Int(node.index)]
        guard entry.kind == .string else { return false }
        if entry.isMarked {
            Self.unescape(text, entry.range) { bytes.append($0) }
        } else {
            for offset in entry.range { bytes.append(text[offset]) }
        }
        return true
    }

    /// Gives the bytes of an accepted string one by one, escapes resolved.
    private static func unescape(
        _ text: Span<UInt8>, _ range: Range<Int>, _ take: (UInt8) -> Void
    ) {
        var cursor = range.lowerBound
        while cursor < range.upperBound {
            guard text[cursor] == Ascii.backslash else {
                take(text[cursor])
                cursor += 1
                continue
            }
            guard let (scalar, end) = try? JSONScanner.escape(text, at: cursor) else {
                preconditionFailure("these are not the bytes that were parsed")
            }
            for byte in UTF8.encode(scalar)! { take(byte) }
            cursor = end
        }
    }

    /// `true` or `false`; nil for any other kind.
    @inlinable
    public func bool(_ node: Node) -> Bool? {
        switch nodes[Int(node.index)].kind {
        case .true: true
        case .false: false
        case .object, .array, .string, .number, .null: nil
        }
    }

    /// The decimal that a number, or a string that holds nothing but one, stands for.
    ///
    /// - Returns: nil for any other kind, and for a string that is not such a number (also an empty
    ///   one).
    /// - Complexity: linear in the digits; no allocation.
    @inlinable
    public func decimal(_ node: Node, in text: Span<UInt8>) -> DecimalText? {
        guard let range = numericRange(node) else { return nil }
        return DecimalText(text, range)
    }

    /// The number's value in units of 10^−`decimals`, read from a number or a string that holds
    /// nothing but one.
    ///
    /// - Parameters:
    ///   - node: the value.
    ///   - decimals: digits after the point that the result counts, 0…18.
    ///   - text: the bytes that were parsed.
    /// - Returns: the mantissa; digits beyond `decimals` are cut off toward zero and make it
    ///   inexact. Nil if it does not fit in 64 bits or is no number: tell the two apart with
    ///   ``decimal(_:in:)``.
    /// - Complexity: linear in the digits, a few nanoseconds for up to 16; no allocation.
    @inlinable
    public func mantissa(_ node: Node, decimals: Int, in text: Span<UInt8>) -> Mantissa? {
        guard let range = numericRange(node) else { return nil }
        return Mantissa(text, range, decimals: decimals)
    }

    /// The whole number, written as a number or as a string holding one; nil if it is no whole
    /// number or beyond Int64.
    ///
    /// `3.0` and `2e3` are whole; `3.5` is not.
    /// - Complexity: linear in the digits; no allocation.
    @inlinable
    public func integer(_ node: Node, in text: Span<UInt8>) -> Int64? {
        guard let mantissa = mantissa(node, decimals: 0, in: text), mantissa.isExact else {
            return nil
        }
        return mantissa.value
    }

    /// The whole number from 0 to 2^64 − 1, written as a number or as a string holding one; else
    /// nil.
    ///
    /// - Complexity: linear in the digits; no allocation.
    public func unsigned(_ node: Node, in text: Span<UInt8>) -> UInt64? {
        guard let wide = decimal(node, in: text)?.wideMantissa(decimals: 0), wide.isExact else {
            return nil
        }
        return UInt64(exactly: wide.value)
    }

    @inlinable
    func numericRange(_ node: Node) -> Range<Int>? {
        let entry = nodes[Int(node.index)]
        let kind = entry.shape & 7
        guard kind == 3 || kind == 2 && !entry.isMarked else { return nil }
        return entry.range
    }
}
