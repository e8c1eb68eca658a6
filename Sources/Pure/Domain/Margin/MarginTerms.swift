public import Containers

/// How a position is secured.
public enum MarginMode: UInt8, Sendable, CaseIterable {
    /// By everything that the account has in the settlement currency.
    case cross = 0
    /// By what was set aside for it alone.
    case isolated = 1
}

/// How an account trades an instrument on margin, as it is set at the venue.
public struct MarginTerms: Sendable, Equatable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var mode: MarginMode
    /// Initial margin is the position's value ÷ leverage. 1 to ``Limits/leverageMax``.
    public var leverage: UInt16

    /// Bounds of terms.
    public enum Limits {
        /// More than any venue gives.
        public static let leverageMax: UInt16 = 500
    }

    public init(
        account: AccountID, instrument: InstrumentID, mode: MarginMode, leverage: UInt16
    ) {
        self.account = account
        self.instrument = instrument
        self.mode = mode
        self.leverage = leverage
    }
}

extension MarginTerms: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(instrument.raw)
        writer.put(mode.rawValue)
        writer.put(leverage)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), instrument: InstrumentID(try reader.uint32()),
            mode: try reader.code(MarginMode.self), leverage: try reader.uint16())
    }
}

/// One bracket of a venue's maintenance table: up to a value of `cap`, at this rate.
public struct MarginBracket: Sendable, Equatable {
    /// The largest value of the bracket, in the settlement currency.
    public var cap: Money
    /// The share of the value that must stay.
    public var rate: Rate
    /// What is taken off again, so that maintenance does not jump at the bracket's floor.
    public var cumulative: Money
    /// The highest leverage at which a position of this size may be opened.
    public var leverageMax: UInt16

    public init(cap: Money, rate: Rate, cumulative: Money, leverageMax: UInt16) {
        self.cap = cap
        self.rate = rate
        self.cumulative = cumulative
        self.leverageMax = leverageMax
    }
}

extension MarginBracket: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(cap.raw)
        writer.put(rate.raw)
        writer.put(cumulative.raw)
        writer.put(leverageMax)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            cap: Money(raw: try reader.int128()), rate: Rate(raw: try reader.int64()),
            cumulative: Money(raw: try reader.int128()), leverageMax: try reader.uint16())
    }
}

/// A venue's maintenance table for an instrument, from the lowest bracket.
public struct MarginTable: Sendable, Equatable {
    /// Bounds of a table.
    public enum Limits {
        /// The most brackets: more than any venue has, and what a record holds.
        public static let bracketsMax = 64
    }

    public var instrument: InstrumentID
    /// 1 to ``Limits/bracketsMax``.
    public var brackets: [MarginBracket]

    public init(instrument: InstrumentID, brackets: [MarginBracket]) {
        self.instrument = instrument
        self.brackets = brackets
    }
}

extension MarginTable: TableRow {
    /// Writes the first ``Limits/bracketsMax`` brackets.
    public func encode(into writer: inout ByteWriter) {
        writer.put(instrument.raw)
        let kept = brackets.prefix(Limits.bracketsMax)
        writer.put(UInt8(kept.count))
        for bracket in kept { bracket.encode(into: &writer) }
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        let instrument = InstrumentID(try reader.uint32())
        let start = reader.offset
        let count = Int(try reader.uint8())
        guard count <= Limits.bracketsMax else {
            throw .invalidValue(of: "bracket count", atOffset: start)
        }
        var brackets: [MarginBracket] = []
        for _ in 0..<count { brackets.append(try MarginBracket(decoding: &reader)) }
        self.init(instrument: instrument, brackets: brackets)
    }
}

/// Funding that a venue took from, or gave to, an account's position.
public struct FundingNotice: Sendable, Equatable {
    /// The same funding is never counted twice.
    public var id: FlowID
    public var account: AccountID
    public var instrument: InstrumentID
    public var leg: PositionLeg
    public var asset: Asset
    /// Positive for what was received.
    public var amount: Money

    public init(
        id: FlowID, account: AccountID, instrument: InstrumentID, leg: PositionLeg = .net,
        asset: Asset, amount: Money
    ) {
        self.id = id
        self.account = account
        self.instrument = instrument
        self.leg = leg
        self.asset = asset
        self.amount = amount
    }
}

extension FundingNotice: TableRow {
    public func encode(into writer: inout ByteWriter) {
        id.encode(into: &writer)
        writer.put(account.raw)
        writer.put(instrument.raw)
        writer.put(leg.rawValue)
        asset.encode(into: &writer)
        writer.put(amount.raw)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            id: try FlowID(decoding: &reader), account: AccountID(try reader.uint32()),
            instrument: InstrumentID(try reader.uint32()),
            leg: try reader.code(PositionLeg.self), asset: try Asset(decoding: &reader),
            amount: Money(raw: try reader.int128()))
    }
}

/// A strategy's share of a funding.
public struct FundingEffect: Sendable, Equatable {
    public var notice: FundingNotice
    public var strategy: StrategyID
    /// Whose capital pays or gets it.
    public var owner: StrategyID
    /// Positive for what was received. The shares of a notice add up to its amount.
    public var share: Money
    /// Whether this is the notice's last share.
    public var isLast: Bool

    public init(
        notice: FundingNotice, strategy: StrategyID, owner: StrategyID, share: Money, isLast: Bool
    ) {
        self.notice = notice
        self.strategy = strategy
        self.owner = owner
        self.share = share
        self.isLast = isLast
    }
}

extension FundingEffect: TableRow {
    public func encode(into writer: inout ByteWriter) {
        notice.encode(into: &writer)
        writer.put(strategy.raw)
        writer.put(owner.raw)
        writer.put(share.raw)
        writer.put(isLast)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            notice: try FundingNotice(decoding: &reader),
            strategy: StrategyID(try reader.uint32()), owner: StrategyID(try reader.uint32()),
            share: Money(raw: try reader.int128()), isLast: try reader.bool())
    }
}

/// A position as the venue has it.
public struct VenuePosition: Sendable, Equatable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var leg: PositionLeg
    /// Signed, in units of the base currency or contracts.
    public var quantity: Money
    /// What it was worth at its average entry price, signed as ``Position/cost`` is.
    public var cost: Money
    /// When the venue was asked, by our clock.
    public var askedAt: Timestamp

    public init(
        account: AccountID, instrument: InstrumentID, leg: PositionLeg = .net, quantity: Money,
        cost: Money, askedAt: Timestamp
    ) {
        self.account = account
        self.instrument = instrument
        self.leg = leg
        self.quantity = quantity
        self.cost = cost
        self.askedAt = askedAt
    }
}

extension VenuePosition: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(instrument.raw)
        writer.put(leg.rawValue)
        writer.put(quantity.raw)
        writer.put(cost.raw)
        writer.put(askedAt.nanoseconds)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), instrument: InstrumentID(try reader.uint32()),
            leg: try reader.code(PositionLeg.self), quantity: Money(raw: try reader.int128()),
            cost: Money(raw: try reader.int128()),
            askedAt: Timestamp(nanoseconds: try reader.int64()))
    }
}
