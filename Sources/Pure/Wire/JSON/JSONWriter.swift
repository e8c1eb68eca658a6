public import Domain

/// Writes one JSON document, compact, into bytes of its own.
///
/// The caller says what comes next; commas, colons, quotes and escapes are the writer's. To begin a
/// value in an object without a name, to close what is not open or to write a second root is a
/// programmer's mistake and stops the program. Output is ASCII-transparent UTF-8: only what RFC
/// 8259 demands is escaped. Storage is kept between documents by ``removeAll()``.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.name("price")
/// writer.decimal(1250, decimals: 2, as: .string)
/// writer.endObject()                                // {"price":"12.5"}
/// ```
public struct JSONWriter: Sendable {
    /// Deepest nesting of objects and arrays.
    public static let depthMax = 64

    /// Whether a decimal stands in quotes, as venues send prices.
    public enum DecimalStyle: Sendable, Equatable {
        case number, string
    }

    /// What has been written so far; a JSON document once ``isComplete``.
    public private(set) var bytes: [UInt8] = []
    private var depth = 0
    /// Bit n: level n + 1 is an object.
    private var objects: UInt64 = 0
    /// Bit n: level n + 1 has something in it.
    private var filled: UInt64 = 0
    private var awaitsValue = false

    /// An empty writer.
    public init() {}

    /// Whether exactly one whole value has been written.
    public var isComplete: Bool { depth == 0 && !bytes.isEmpty }

    /// Forgets what was written and keeps the storage, for the next document.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        (depth, objects, filled, awaitsValue) = (0, 0, 0, false)
    }

    /// Begins an object; members follow as ``name(_:)`` and a value each.
    public mutating func beginObject() { begin(Ascii.openBrace, isObject: true) }

    /// Ends the innermost object.
    public mutating func endObject() { end(Ascii.closeBrace, isObject: true) }

    /// Begins an array; values follow.
    public mutating func beginArray() { begin(Ascii.openBracket, isObject: false) }

    /// Ends the innermost array.
    public mutating func endArray() { end(Ascii.closeBracket, isObject: false) }

    /// Writes a member's name; its value must come next. A name written twice is not noticed.
    public mutating func name(_ name: String) {
        precondition(depth > 0 && isInObject, "a name belongs into an object")
        precondition(!awaitsValue, "the name before this one still awaits its value")
        separate()
        quote(name)
        bytes.append(Ascii.colon)
        awaitsValue = true
    }

    /// Writes a string, escaped as needed.
    public mutating func text(_ value: String) {
        beginValue()
        quote(value)
    }

    /// Writes an identifier as a string.
    public mutating func text<Tag>(_ value: TextIdentifier<Tag>) {
        beginValue()
        bytes.append(Ascii.quote)
        for index in 0..<value.count { escape(value.byte(at: index)) }
        bytes.append(Ascii.quote)
    }

    /// Writes a whole number. Readers that keep numbers as binary64 lose digits beyond 2^53.
    public mutating func integer(_ value: Int128) {
        beginValue()
        DecimalWriter.append(value, decimals: 0, to: &bytes)
    }

    /// Writes a whole number of any width up to 64 bits.
    @inlinable
    public mutating func integer(_ value: some FixedWidthInteger) {
        integer(Int128(value))
    }

    /// Writes `mantissa` × 10^−`decimals` exactly.
    ///
    /// - Parameters:
    ///   - mantissa: the value in units of 10^−`decimals`.
    ///   - decimals: digits after the point, 0…38.
    ///   - zeros: whether zeros at the end of the fraction stay.
    ///   - style: in quotes or not.
    public mutating func decimal(
        _ mantissa: Int128, decimals: Int, zeros: TrailingZeros = .dropped,
        as style: DecimalStyle = .number
    ) {
        beginValue()
        if style == .string { bytes.append(Ascii.quote) }
        DecimalWriter.append(mantissa, decimals: decimals, zeros: zeros, to: &bytes)
        if style == .string { bytes.append(Ascii.quote) }
    }

    /// Writes a price exactly, shortest.
    ///
    /// - Parameters:
    ///   - price: the price.
    ///   - decimals: the instrument version's price decimals, 0…18.
    ///   - style: in quotes or not.
    public mutating func decimal(_ price: Price, decimals: Int, as style: DecimalStyle = .number) {
        decimal(Int128(price.mantissa), decimals: decimals, as: style)
    }

    /// Writes a quantity exactly, shortest.
    ///
    /// - Parameters:
    ///   - quantity: the quantity.
    ///   - decimals: the instrument version's quantity decimals, 0…18.
    ///   - style: in quotes or not.
    public mutating func decimal(
        _ quantity: Quantity, decimals: Int, as style: DecimalStyle = .number
    ) {
        decimal(Int128(quantity.mantissa), decimals: decimals, as: style)
    }

    /// Writes an amount of money exactly, shortest.
    public mutating func decimal(_ money: Money, as style: DecimalStyle = .number) {
        decimal(money.raw, decimals: Money.decimals, as: style)
    }

    /// Writes a number with the digits it was read with, which must be those of a JSON number.
    ///
    /// - Complexity: linear in the digits; the check is a parse of its own, so not for the hot
    ///   path.
    public mutating func number(_ digits: ArraySlice<UInt8>) {
        var document = JSONDocument(limits: JSONDocument.Limits(depthMax: 1, nodesMax: 1))
        precondition((try? document.parse(digits.span)) != nil, "these digits are no JSON")
        precondition(document.kind(document.root) == .number, "these digits are no number")
        beginValue()
        bytes.append(contentsOf: digits)
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        beginValue()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes `null`.
    public mutating func null() {
        beginValue()
        bytes.append(contentsOf: "null".utf8)
    }

    // MARK: Members in one call

    /// Writes a member that is a string.
    public mutating func member(_ name: String, _ value: String) {
        self.name(name)
        text(value)
    }

    /// Writes a member that is a whole number.
    @inlinable
    public mutating func member(_ name: String, _ value: some FixedWidthInteger) {
        self.name(name)
        integer(Int128(value))
    }

    /// Writes a member that is `true` or `false`.
    public mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }
}

extension JSONWriter {
    private var level: UInt64 { 1 << UInt64(depth - 1) }
    private var isInObject: Bool { objects & level != 0 }

    private mutating func begin(_ bracket: UInt8, isObject: Bool) {
        precondition(depth < Self.depthMax, "nested deeper than depthMax")
        beginValue()
        bytes.append(bracket)
        depth += 1
        objects = isObject ? objects | level : objects & ~level
        filled &= ~level
    }

    private mutating func end(_ bracket: UInt8, isObject: Bool) {
        precondition(depth > 0, "nothing is open")
        precondition(isInObject == isObject, "the innermost open one is of the other kind")
        precondition(!awaitsValue, "the last name still awaits its value")
        bytes.append(bracket)
        depth -= 1
    }

    private mutating func beginValue() {
        guard depth > 0 else {
            precondition(bytes.isEmpty, "a document has one value")
            return
        }
        if isInObject {
            precondition(awaitsValue, "a value in an object needs a name first")
            awaitsValue = false
        } else {
            separate()
        }
    }

    private mutating func separate() {
        if filled & level != 0 { bytes.append(Ascii.comma) }
        filled |= level
    }

    private mutating func quote(_ text: String) {
        bytes.append(Ascii.quote)
        if text.utf8.contains(where: Self.needsEscape) {
            for byte in text.utf8 { escape(byte) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(Ascii.quote)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < Ascii.space || byte == Ascii.quote || byte == Ascii.backslash
    }

    private mutating func escape(_ byte: UInt8) {
        guard Self.needsEscape(byte) else { return bytes.append(byte) }
        bytes.append(Ascii.backslash)
        switch byte {
        case Ascii.quote, Ascii.backslash: bytes.append(byte)
        case 0x08: bytes.append(Ascii.b)
        case 0x0C: bytes.append(Ascii.f)
        case Ascii.newline: bytes.append(Ascii.n)
        case Ascii.carriageReturn: bytes.append(Ascii.r)
        case Ascii.tab: bytes.append(Ascii.t)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Ascii.zero + byte >> 4)
            bytes.append(contentsOf: String(byte & 0xF, radix: 16).utf8)
        }
    }
}
