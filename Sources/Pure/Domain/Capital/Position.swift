public import Containers

/// What a strategy has of an instrument in an account: sums of its fills, from which averages
/// follow.
public struct Position: Sendable, Equatable {
    public var account: AccountID
    public var strategy: StrategyID
    public var instrument: InstrumentID
    public var leg: PositionLeg
    /// Signed amount of the base currency, or of contracts: bought less sold, less fees paid in
    /// base.
    public var quantity: Money
    /// What the open quantity was worth when it was opened, in the settlement currency: of the
    /// quantity's sign, for an inverse contract of the opposite one, so that a gain is value less
    /// cost.
    public var cost: Money
    /// Profit and loss of what was closed, before fees and funding.
    public var realised: Money
    /// Fees paid in the settlement currency.
    public var quoteFees: Money
    /// Fees paid in the base currency.
    public var baseFees: Money
    /// How many fills it was made of.
    public var fills: UInt64
    /// Funding paid; what was received is negative.
    public var fundingPaid: Money
    /// Initial margin that the open quantity holds, in the settlement currency; zero for spot.
    public var margin: Money
    /// Whose capital it holds: the strategy's own, or the pool's where it has none.
    public var owner: StrategyID

    public init(
        account: AccountID, strategy: StrategyID, instrument: InstrumentID,
        leg: PositionLeg = .net
    ) {
        self.account = account
        self.strategy = strategy
        self.instrument = instrument
        self.leg = leg
        self.quantity = .zero
        self.cost = .zero
        self.realised = .zero
        self.quoteFees = .zero
        self.baseFees = .zero
        self.fills = 0
        self.fundingPaid = .zero
        self.margin = .zero
        self.owner = .external
    }

    /// The average price of the open quantity of a linear instrument with a multiplier of one, for
    /// display; nil where it is flat.
    public var averagePrice: AveragePrice? {
        guard quantity != .zero else { return nil }
        return FullWidth.multiplyDivide(
            cost.raw, Money.one, quantity.raw, rounding: .halfEven
        ).map(AveragePrice.init(raw:))
    }
}

extension Position: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(strategy.raw)
        writer.put(instrument.raw)
        writer.put(quantity.raw)
        writer.put(cost.raw)
        writer.put(realised.raw)
        writer.put(quoteFees.raw)
        writer.put(baseFees.raw)
        writer.put(fills)
        writer.put(leg.rawValue)
        writer.put(fundingPaid.raw)
        writer.put(margin.raw)
        writer.put(owner.raw)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            account: AccountID(try reader.uint32()), strategy: StrategyID(try reader.uint32()),
            instrument: InstrumentID(try reader.uint32()))
        quantity = Money(raw: try reader.int128())
        cost = Money(raw: try reader.int128())
        realised = Money(raw: try reader.int128())
        quoteFees = Money(raw: try reader.int128())
        baseFees = Money(raw: try reader.int128())
        fills = try reader.uint64()
        guard reader.layout >= 2 else { return }
        leg = try reader.code(PositionLeg.self)
        fundingPaid = Money(raw: try reader.int128())
        margin = Money(raw: try reader.int128())
        owner = StrategyID(try reader.uint32())
    }
}
