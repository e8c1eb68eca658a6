public import Domain
public import Wire

/// Why an answer or an event could not be read. Whatever it was about is unknown then.
public enum MessageFault: Error, Equatable, Sendable {
    /// It is not JSON.
    case notJSON(JSONFault)
    /// The member is missing, not of the kind it must be, or out of range.
    case member(String)
    /// It is about another instrument or order than was asked for.
    case mismatch(String)
}

/// Reads answers and events about orders: members in any order, unknown ones among them. What a
/// venue calls things is that venue's own; what a number, a name or a time may be is said here.
public struct MessageReader: Sendable {
    /// A value of the document that was parsed last.
    public typealias Node = JSONDocument.Node

    /// What was parsed last.
    public private(set) var document = JSONDocument()
    /// Trades of which some number could not be kept exactly.
    public var inexactTrades: Int64 = 0

    /// A reader that has read nothing.
    public init() {}

    /// Takes a message in, in place of the last one.
    public mutating func parse(_ text: Span<UInt8>) throws(MessageFault) {
        do throws(JSONFault) { try document.parse(text) } catch { throw .notJSON(error) }
    }

    /// The message.
    public var root: Node { document.root }

    // MARK: - Members

    /// A member, nil where there is none.
    public func member(_ key: JSONKey, _ node: Node, _ text: Span<UInt8>) -> Node? {
        document.member(key, of: node, in: text)
    }

    /// A member that is an object.
    public func object(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Node {
        guard let found = member(key, node, text), document.kind(found) == .object else {
            throw .member(key.description)
        }
        return found
    }

    /// A member that is a whole number.
    public func integer(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Int64 {
        guard let found = member(key, node, text), document.kind(found) == .number,
            let value = document.integer(found, in: text)
        else { throw .member(key.description) }
        return value
    }

    /// A number that names something: whole, not negative, up to 2^64 − 1.
    public func number(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> UInt64 {
        guard let found = member(key, node, text), document.kind(found) == .number,
            let value = document.unsigned(found, in: text)
        else { throw .member(key.description) }
        return value
    }

    /// A moment, told in milliseconds.
    public func time(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Timestamp {
        let milliseconds = try integer(key, node, text)
        guard milliseconds >= 0 else { throw .member(key.description) }
        return Timestamp(milliseconds: milliseconds)
    }

    /// A truth value.
    public func bool(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Bool {
        guard let found = member(key, node, text), let value = document.bool(found) else {
            throw .member(key.description)
        }
        return value
    }

    /// A string, as it is; nil where there is none.
    public func bytes(_ key: JSONKey, _ node: Node, _ text: Span<UInt8>) -> [UInt8]? {
        guard let found = member(key, node, text) else { return nil }
        var bytes: [UInt8] = []
        return document.appendText(found, in: text, to: &bytes) ? bytes : nil
    }

    /// The meaning of a member that is one of several words.
    public func word<Meaning>(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>, _ words: [(JSONKey, Meaning)]
    ) throws(MessageFault) -> Meaning {
        guard let found = member(key, node, text) else { throw .member(key.description) }
        for (word, meaning) in words where document.isText(word, found, in: text) {
            return meaning
        }
        throw .member(key.description)
    }

    // MARK: - Names

    /// The venue's name for an instrument.
    public func symbol(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Symbol {
        guard let name = bytes(key, node, text), let symbol = try? Symbol(name.span) else {
            throw .member(key.description)
        }
        return symbol
    }

    /// The client's identifier of an order. One that no client of ours can give, such as an empty
    /// or a long one, is replaced by one made of the venue's own.
    public func clientOrderID(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>, _ venueOrderID: VenueOrderID
    ) throws(MessageFault) -> ClientOrderID {
        guard let name = bytes(key, node, text) else { throw .member(key.description) }
        return (try? ClientOrderID(name.span)) ?? Self.foreign(venueOrderID)
    }

    private static func foreign(_ venueOrderID: VenueOrderID) -> ClientOrderID {
        // "#" stands in no identifier that venues take, so it is never one of ours.
        var bytes = [UInt8(ascii: "#")]
        for place in 0..<venueOrderID.count { bytes.append(venueOrderID.byte(at: place)) }
        return (try? ClientOrderID(bytes.span)) ?? .none
    }

    /// BUY or SELL.
    public func side(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Side {
        try word(key, node, text, [("BUY", .buy), ("SELL", .sell)])
    }

    /// - Returns: nil for a name that is none of an asset as we keep them.
    public static func asset(_ name: [UInt8]) -> Asset? { try? Asset(name.span) }

    /// The text of a number that names something.
    public static func identifier<Tag>(_ number: UInt64) -> TextIdentifier<Tag> {
        let digits = Array(String(number).utf8)
        guard let identifier = try? TextIdentifier<Tag>(digits.span) else {
            preconditionFailure("at most twenty digits are an identifier")
        }
        return identifier
    }

    // MARK: - Amounts

    /// A quantity, digits beyond the instrument's cut off.
    public func quantity(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(MessageFault) -> Quantity {
        guard let found = member(key, node, text),
            let value = document.mantissa(
                found, decimals: Int(instrument.quantityDecimals), in: text),
            value.value >= 0
        else { throw .member(key.description) }
        return Quantity(mantissa: value.value)
    }

    /// A number as a whole one of so many decimals.
    ///
    /// - Returns: nil for a number that is none of so many decimals, or far too large.
    public func exact(
        _ key: JSONKey, _ decimals: Int, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Int128? {
        guard let found = member(key, node, text),
            let number = document.decimal(found, in: text)
        else { throw .member(key.description) }
        guard let wide = number.wideMantissa(decimals: decimals), wide.isExact else { return nil }
        return wide.value
    }

    /// - Returns: nil for an amount that cannot be kept exactly.
    public func money(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Money? {
        guard let raw = try exact(key, Money.decimals, node, text),
            raw.magnitude <= Money.Limits.amountMax.raw.magnitude
        else { return nil }
        return Money(raw: raw)
    }
}
