public import Containers

/// What of a wallet is a strategy's: its sub-account. ``StrategyID/external`` holds the pool, which
/// strategies without an allocation share and which everything from outside goes to.
public struct Capital: Sendable, Equatable {
    public var account: AccountID
    public var strategy: StrategyID
    public var asset: Asset
    /// Everything of it, reserved amounts and margin included.
    public var total: Money
    /// Set aside for the strategy's open orders.
    public var reserved: Money
    /// Held by its open positions.
    public var margin: Money
    /// What the strategy has gained and lost in this asset: realised profit less fees and funding,
    /// whoever's capital it traded with.
    public var gained: Money
    /// The most that ``gained`` has been: drawdown is measured from there.
    public var gainedPeak: Money
    /// The UTC day of the last change of ``gained``, counted from 1970.
    public var day: Int32
    /// What ``gained`` was when that day began.
    public var gainedAtDayStart: Money

    public init(account: AccountID, strategy: StrategyID, asset: Asset) {
        self.account = account
        self.strategy = strategy
        self.asset = asset
        self.total = .zero
        self.reserved = .zero
        self.margin = .zero
        self.gained = .zero
        self.gainedPeak = .zero
        self.day = 0
        self.gainedAtDayStart = .zero
    }

    /// What new orders may use.
    @inlinable public var available: Money { total - reserved - margin }

    /// What was gained on `day`; negative for a loss.
    @inlinable
    public func gained(on day: Int32) -> Money {
        day == self.day ? gained - gainedAtDayStart : .zero
    }

    /// Counts what was gained or lost at a time.
    public mutating func gain(_ amount: Money, at time: Timestamp) {
        let today = time.day
        if today != day {
            day = today
            gainedAtDayStart = gained
        }
        gained += amount
        gainedPeak = max(gainedPeak, gained)
    }
}

extension Capital: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(strategy.raw)
        asset.encode(into: &writer)
        writer.put(total.raw)
        writer.put(reserved.raw)
        writer.put(margin.raw)
        writer.put(gained.raw)
        writer.put(gainedPeak.raw)
        writer.put(UInt32(bitPattern: day))
        writer.put(gainedAtDayStart.raw)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), strategy: StrategyID(try reader.uint32()),
            asset: try Asset(decoding: &reader))
        total = Money(raw: try reader.int128())
        reserved = Money(raw: try reader.int128())
        margin = Money(raw: try reader.int128())
        gained = Money(raw: try reader.int128())
        gainedPeak = Money(raw: try reader.int128())
        day = Int32(bitPattern: try reader.uint32())
        gainedAtDayStart = Money(raw: try reader.int128())
    }
}

/// That a strategy trades an account with capital of its own, and with how much at most.
public struct CapitalAllocation: Sendable, Equatable {
    public var account: AccountID
    public var strategy: StrategyID
    public var asset: Asset
    /// The most that may be transferred to it; less than it has already stops further transfers.
    public var limit: Money

    public init(account: AccountID, strategy: StrategyID, asset: Asset, limit: Money) {
        self.account = account
        self.strategy = strategy
        self.asset = asset
        self.limit = limit
    }
}

extension CapitalAllocation: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(strategy.raw)
        asset.encode(into: &writer)
        writer.put(limit.raw)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), strategy: StrategyID(try reader.uint32()),
            asset: try Asset(decoding: &reader), limit: Money(raw: try reader.int128()))
    }
}

/// Capital that goes from one strategy to another within an account's wallet;
/// ``StrategyID/external`` is the pool.
public struct CapitalTransfer: Sendable, Equatable {
    /// The same transfer is never counted twice.
    public var id: FlowID
    public var account: AccountID
    public var asset: Asset
    /// Who gives it.
    public var from: StrategyID
    /// Who gets it.
    public var to: StrategyID
    /// More than zero.
    public var amount: Money

    public init(
        id: FlowID, account: AccountID, asset: Asset, from: StrategyID, to: StrategyID,
        amount: Money
    ) {
        self.id = id
        self.account = account
        self.asset = asset
        self.from = from
        self.to = to
        self.amount = amount
    }
}

extension CapitalTransfer: TableRow {
    public func encode(into writer: inout ByteWriter) {
        id.encode(into: &writer)
        writer.put(account.raw)
        asset.encode(into: &writer)
        writer.put(from.raw)
        writer.put(to.raw)
        writer.put(amount.raw)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            id: try FlowID(decoding: &reader), account: AccountID(try reader.uint32()),
            asset: try Asset(decoding: &reader), from: StrategyID(try reader.uint32()),
            to: StrategyID(try reader.uint32()), amount: Money(raw: try reader.int128()))
    }
}

/// What one unit of an asset is worth in the valuation currency, as of a moment.
public struct ConversionRate: Sendable, Equatable {
    public var asset: Asset
    /// Units of the valuation currency for one unit of the asset. More than zero.
    public var price: MarkPrice
    /// When it was so, by our clock.
    public var time: Timestamp

    public init(asset: Asset, price: MarkPrice, time: Timestamp) {
        self.asset = asset
        self.price = price
        self.time = time
    }
}

extension ConversionRate: TableRow {
    public func encode(into writer: inout ByteWriter) {
        asset.encode(into: &writer)
        writer.put(price.raw)
        writer.put(time.nanoseconds)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            asset: try Asset(decoding: &reader), price: MarkPrice(raw: try reader.int128()),
            time: Timestamp(nanoseconds: try reader.int64()))
    }
}

/// What the venue has of an asset otherwise than our books, found by a comparison.
public struct BalanceDifference: Sendable, Equatable {
    public var account: AccountID
    public var asset: Asset
    /// What our books said.
    public var ours: Money
    /// What the venue said.
    public var theirs: Money
    /// Whether our books take the venue's word from here on.
    public var isAccepted: Bool

    public init(
        account: AccountID, asset: Asset, ours: Money, theirs: Money, isAccepted: Bool
    ) {
        self.account = account
        self.asset = asset
        self.ours = ours
        self.theirs = theirs
        self.isAccepted = isAccepted
    }
}

extension BalanceDifference: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        asset.encode(into: &writer)
        writer.put(ours.raw)
        writer.put(theirs.raw)
        writer.put(isAccepted)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), asset: try Asset(decoding: &reader),
            ours: Money(raw: try reader.int128()), theirs: Money(raw: try reader.int128()),
            isAccepted: try reader.bool())
    }
}
