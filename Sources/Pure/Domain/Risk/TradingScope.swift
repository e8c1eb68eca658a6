public import Containers

/// What a trading state or a set of limits holds for.
public struct TradingScope: Sendable, Hashable {
    /// From the widest to the narrowest.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case global = 0
        case venue = 1
        case account = 2
        case instrument = 3
        case strategy = 4
    }

    public let kind: Kind
    /// The number of the venue, account, instrument or strategy; 0 for all of it.
    public let number: UInt32

    public init(_ kind: Kind, _ number: UInt32 = 0) {
        self.kind = kind
        self.number = kind == .global ? 0 : number
    }

    /// Everything that is traded here.
    public static let global = TradingScope(.global)
    /// Everything at a venue.
    public static func venue(_ id: VenueID) -> TradingScope {
        TradingScope(.venue, UInt32(id.raw))
    }
    /// Everything of an account.
    public static func account(_ id: AccountID) -> TradingScope { TradingScope(.account, id.raw) }
    /// Everything in an instrument.
    public static func instrument(_ id: InstrumentID) -> TradingScope {
        TradingScope(.instrument, id.raw)
    }
    /// Everything that a strategy does.
    public static func strategy(_ id: StrategyID) -> TradingScope {
        TradingScope(.strategy, id.raw)
    }

    /// The same in every process.
    public var keyHash: UInt64 {
        var hash = StateHash(seed: UInt64(kind.rawValue))
        hash.combine(UInt64(number))
        return hash.value
    }
}

extension TradingScope {
    /// Writes 5 bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.put(kind.rawValue)
        writer.put(number)
    }

    /// Reads back what ``encode(into:)`` wrote.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(try reader.code(Kind.self), try reader.uint32())
    }
}

/// What may be sent in a scope, and whether it was the kill switch that said so.
public struct TradingRestriction: Sendable, Equatable {
    public let scope: TradingScope
    public var mode: TradingMode
    /// Halted by the kill switch: nothing but its own lifting changes the mode, a restart neither.
    public var isKilled: Bool
    /// Why it was killed, or lifted, by whoever did it.
    public var because: StatedReason

    public init(
        scope: TradingScope, mode: TradingMode = .active, isKilled: Bool = false,
        because: StatedReason = .none
    ) {
        self.scope = scope
        self.mode = mode
        self.isKilled = isKilled
        self.because = because
    }
}

extension TradingRestriction: TableRow {
    public func encode(into writer: inout ByteWriter) {
        scope.encode(into: &writer)
        writer.put(mode.rawValue)
        writer.put(isKilled)
        because.encode(into: &writer)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            scope: try TradingScope(decoding: &reader), mode: try reader.code(TradingMode.self),
            isKilled: try reader.bool(), because: try StatedReason(decoding: &reader))
    }
}
