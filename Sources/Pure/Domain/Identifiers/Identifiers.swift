public import Containers

/// Tags that keep text identifiers of different kinds apart. They have no values.
public enum IdentifierTag {
    /// What a bot calls its order.
    public enum ClientOrder {}
    /// What the venue calls an order.
    public enum VenueOrder {}
    /// What the venue calls a trade.
    public enum Trade {}
    /// What the venue calls an instrument.
    public enum Symbol {}
    /// A deposit, withdrawal or opening balance.
    public enum Flow {}
    /// Why a venue refused.
    public enum Reason {}
}

/// The identifier a bot gives its order: unique per account, for ever.
public typealias ClientOrderID = TextIdentifier<IdentifierTag.ClientOrder>
/// The identifier a venue gives an order.
public typealias VenueOrderID = TextIdentifier<IdentifierTag.VenueOrder>
/// The identifier a venue gives a trade; with venue, account and instrument the key of a fill.
public typealias TradeID = TextIdentifier<IdentifierTag.Trade>
/// A venue's own name for an instrument.
public typealias Symbol = TextIdentifier<IdentifierTag.Symbol>
/// The identifier of a deposit, withdrawal or transfer.
public typealias FlowID = TextIdentifier<IdentifierTag.Flow>
/// A venue's own code for why it refused, kept word for word for people to read.
public typealias ReasonCode = TextIdentifier<IdentifierTag.Reason>

/// A currency or token by its venue's code, such as BTC: 1 to 15 printable ASCII characters.
@frozen
public struct Asset: Hashable, Comparable, Sendable {
    /// The most characters.
    public static let countMax = 15

    @usableFromInline let high: UInt64
    @usableFromInline let low: UInt64

    @inlinable
    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The absence of an asset; no text gives it.
    @inlinable public static var none: Asset { Asset(high: 0, low: 0) }

    /// - Throws: ``IdentifierFault``.
    public init(_ bytes: Span<UInt8>) throws(IdentifierFault) {
        guard bytes.count > 0 else { throw .empty }
        guard bytes.count <= Self.countMax else {
            throw .tooLong(count: bytes.count, max: Self.countMax)
        }
        var words: (UInt64, UInt64) = (0, 0)
        for offset in bytes.indices {
            let byte = bytes[offset]
            guard byte > 0x20 && byte < 0x7F else {
                throw .illegalCharacter(code: byte, atOffset: offset)
            }
            let shifted = UInt64(byte) << UInt64(56 - 8 * (offset & 7))
            if offset < 8 { words.0 |= shifted } else { words.1 |= shifted }
        }
        self.init(high: words.0, low: words.1 | UInt64(bytes.count))
    }

    /// - Throws: ``IdentifierFault``.
    public init(_ text: String) throws(IdentifierFault) {
        try self.init(Array(text.utf8).span)
    }

    /// How many characters; zero only for ``none``.
    @inlinable public var count: Int { Int(low & 0xFF) }

    /// The first eight characters as a number: tells most assets apart at no cost.
    @inlinable public var firstWord: UInt64 { high }

    @inlinable
    public static func == (left: Asset, right: Asset) -> Bool {
        left.high == right.high && left.low == right.low
    }

    @inlinable
    public static func < (left: Asset, right: Asset) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    /// Folds the asset into a hash that is the same in every process.
    @inlinable
    public func fold(into hash: inout StateHash) {
        hash.combine(high)
        hash.combine(low)
    }

    /// Writes 16 bytes.
    @inlinable
    public func encode(into writer: inout ByteWriter) {
        writer.put(high)
        writer.put(low)
    }

    /// Reads back what ``encode(into:)`` wrote.
    @inlinable
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        let start = reader.offset
        self.init(high: try reader.uint64(), low: try reader.uint64())
        guard count <= Self.countMax else { throw .invalidValue(of: "asset", atOffset: start) }
    }
}

extension Asset: CustomStringConvertible {
    public var description: String {
        let bytes = (0..<count).map { (index: Int) -> UInt8 in
            let word = index < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7)))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A venue by its number in the configuration's order.
@frozen
public struct VenueID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let raw: UInt16
    @inlinable
    public init(_ raw: UInt16) { self.raw = raw }
    @inlinable
    public static func < (left: VenueID, right: VenueID) -> Bool { left.raw < right.raw }
}

/// An account at a venue.
@frozen
public struct AccountID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let raw: UInt32
    @inlinable
    public init(_ raw: UInt32) { self.raw = raw }
    @inlinable
    public static func < (left: AccountID, right: AccountID) -> Bool { left.raw < right.raw }
}

/// A strategy: whoever an order is placed for.
@frozen
public struct StrategyID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let raw: UInt32
    @inlinable
    public init(_ raw: UInt32) { self.raw = raw }
    @inlinable
    public static func < (left: StrategyID, right: StrategyID) -> Bool { left.raw < right.raw }
}

/// An instrument by the order in which it was first listed; the same in all its versions.
@frozen
public struct InstrumentID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let raw: UInt32
    @inlinable
    public init(_ raw: UInt32) { self.raw = raw }
    @inlinable
    public static func < (left: InstrumentID, right: InstrumentID) -> Bool { left.raw < right.raw }
}
