public import Containers

/// What may be risked in a scope. The limits of every scope that an order is in hold together: the
/// tightest decides. An order is denied where what a limit is compared with is not known.
///
/// There is no order without limits: there must be those of one scope at least, and
/// ``unlimited(_:)`` says in so many words that there are none. What counts in a scope is all that
/// is in it: the open orders of a strategy in every account, the position of an account in the
/// instrument, that of all accounts for an instrument, a venue or all. What a limit allows one
/// order, or one strategy, it allows each in the scope.
public struct RiskLimits: Sendable, Equatable {
    /// Bounds of limits.
    public enum Limits {
        /// The longest window, in nanoseconds: one hour.
        public static let windowMax: Int64 = 3_600_000_000_000
    }

    public var scope: TradingScope
    /// Orders are counted over this long, in nanoseconds.
    public var orderWindow: Int64
    /// The most orders in a window.
    public var ordersInWindowMax: UInt32
    /// The most cancels in a window before further orders are denied; cancels never are.
    public var cancelsInWindowMax: UInt32
    /// Two orders that are the same but for their identifiers are one too many when they come
    /// closer together than this, in nanoseconds; 0 for never.
    public var duplicateWindow: Int64
    /// The oldest price that a check may use, in nanoseconds.
    public var referenceAgeMax: Int64
    /// The oldest conversion into the valuation currency that a check may use, in nanoseconds.
    public var conversionAgeMax: Int64
    /// How far beyond the best opposite price an order's price may go, as a share of it: a buy
    /// above the ask, a sell below the bid. That of an order with a trigger is held against it.
    public var collar: Rate
    /// The largest order, in the valuation currency.
    public var orderNotionalMax: Money
    /// The largest order, in units of the base currency or contracts.
    public var orderQuantityMax: Money
    /// The largest order as a share of what the book shows on the side that it would take.
    public var bookShareMax: Rate
    /// The largest order as a share of what trades in a day.
    public var volumeShareMax: Rate
    /// The most orders that may work at once, unknown ones included.
    public var openOrdersMax: UInt32
    /// The most that may work at once on one side, in units.
    public var workingQuantityMax: Money
    /// The largest long position that working orders may lead to, in units.
    public var longMax: Money
    /// The largest short position that working orders may lead to, in units.
    public var shortMax: Money
    /// The most that positions and working orders may add up to, whatever their side, in the
    /// valuation currency.
    public var grossMax: Money
    /// The most that positions and working orders may add up to on one side, in the valuation
    /// currency.
    public var netMax: Money
    /// The most that ``grossMax`` may be as a multiple of the account's equity.
    public var leverageMax: Rate
    /// How much of the margin balance maintenance may take after the order.
    public var marginRatioMax: Rate
    /// How far the liquidation price must stay from the mark, as a share of it.
    public var liquidationDistanceMin: Rate
    /// Set aside on top of an order's cost or margin for fees, as a share of its value.
    public var feeBuffer: Rate
    /// Set aside on top of a contract's margin for funding, as a share of its value.
    public var fundingBuffer: Rate
    /// The most that a strategy may lose of a currency in an account on one UTC day, in the
    /// valuation currency: then it may only reduce.
    public var dayLossMax: Money
    /// How far a strategy's gains may fall from their peak, in the valuation currency: then it may
    /// only reduce.
    public var drawdownMax: Money
    /// How many orders in a row the venue may reject before further ones are denied.
    public var rejectsInRowMax: UInt32
    /// How long ago the account may last have been compared with the venue, in nanoseconds.
    public var balanceAgeMax: Int64
    /// Whether a strategy needs capital of its own.
    public var requiresAllocation: Bool
    /// Whether an order that would meet one of the account's own is denied.
    public var preventsSelfTrade: Bool

    /// Limits that nothing meets, but for the age of a price that an order is sized by.
    public static func unlimited(_ scope: TradingScope = .global) -> RiskLimits {
        RiskLimits(scope: scope)
    }

    /// - Parameter scope: what the limits hold for; each begins as ``unlimited(_:)`` has it.
    public init(scope: TradingScope) {
        self.scope = scope
        orderWindow = 1_000_000_000
        ordersInWindowMax = .max
        cancelsInWindowMax = .max
        duplicateWindow = 0
        referenceAgeMax = 5_000_000_000
        conversionAgeMax = 60_000_000_000
        collar = Rate(raw: .max)
        orderNotionalMax = .unlimited
        orderQuantityMax = .unlimited
        bookShareMax = Rate(raw: .max)
        volumeShareMax = Rate(raw: .max)
        openOrdersMax = .max
        workingQuantityMax = .unlimited
        longMax = .unlimited
        shortMax = .unlimited
        grossMax = .unlimited
        netMax = .unlimited
        leverageMax = Rate(raw: .max)
        marginRatioMax = .basisPoints(10_000)
        liquidationDistanceMin = .zero
        feeBuffer = .zero
        fundingBuffer = .zero
        dayLossMax = .unlimited
        drawdownMax = .unlimited
        rejectsInRowMax = .max
        balanceAgeMax = .max
        requiresAllocation = false
        preventsSelfTrade = false
    }

    /// Whether one of them is an amount of the valuation currency, so that it denies without one.
    public var needsValuation: Bool {
        leverageMax.raw != .max
            || [orderNotionalMax, grossMax, netMax, dayLossMax, drawdownMax].contains {
                $0 != .unlimited
            }
    }

    /// Whether every value is within its own range: amounts and shares are not negative, windows
    /// are more than nothing.
    public var isSound: Bool {
        (1...Limits.windowMax).contains(orderWindow)
            && (0...Limits.windowMax).contains(duplicateWindow)
            && referenceAgeMax > 0 && conversionAgeMax > 0 && balanceAgeMax > 0
            && [
                orderNotionalMax, orderQuantityMax, workingQuantityMax, longMax, shortMax,
                grossMax, netMax, dayLossMax, drawdownMax,
            ].allSatisfy { $0 >= .zero }
            && [
                collar, bookShareMax, volumeShareMax, leverageMax, marginRatioMax,
                liquidationDistanceMin, feeBuffer, fundingBuffer,
            ].allSatisfy { $0 >= .zero }
    }
}

extension RiskLimits: TableRow {
    public func encode(into writer: inout ByteWriter) {
        scope.encode(into: &writer)
        writer.put(orderWindow)
        writer.put(ordersInWindowMax)
        writer.put(cancelsInWindowMax)
        writer.put(duplicateWindow)
        writer.put(referenceAgeMax)
        writer.put(conversionAgeMax)
        writer.put(collar.raw)
        writer.put(orderNotionalMax.raw)
        writer.put(orderQuantityMax.raw)
        writer.put(bookShareMax.raw)
        writer.put(volumeShareMax.raw)
        writer.put(openOrdersMax)
        writer.put(workingQuantityMax.raw)
        writer.put(longMax.raw)
        writer.put(shortMax.raw)
        writer.put(grossMax.raw)
        writer.put(netMax.raw)
        writer.put(leverageMax.raw)
        writer.put(marginRatioMax.raw)
        writer.put(liquidationDistanceMin.raw)
        writer.put(feeBuffer.raw)
        writer.put(fundingBuffer.raw)
        writer.put(dayLossMax.raw)
        writer.put(drawdownMax.raw)
        writer.put(rejectsInRowMax)
        writer.put(balanceAgeMax)
        writer.put(requiresAllocation)
        writer.put(preventsSelfTrade)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(scope: try TradingScope(decoding: &reader))
        orderWindow = try reader.int64()
        ordersInWindowMax = try reader.uint32()
        cancelsInWindowMax = try reader.uint32()
        duplicateWindow = try reader.int64()
        referenceAgeMax = try reader.int64()
        conversionAgeMax = try reader.int64()
        collar = Rate(raw: try reader.int64())
        orderNotionalMax = Money(raw: try reader.int128())
        orderQuantityMax = Money(raw: try reader.int128())
        bookShareMax = Rate(raw: try reader.int64())
        volumeShareMax = Rate(raw: try reader.int64())
        openOrdersMax = try reader.uint32()
        workingQuantityMax = Money(raw: try reader.int128())
        longMax = Money(raw: try reader.int128())
        shortMax = Money(raw: try reader.int128())
        grossMax = Money(raw: try reader.int128())
        netMax = Money(raw: try reader.int128())
        leverageMax = Rate(raw: try reader.int64())
        marginRatioMax = Rate(raw: try reader.int64())
        liquidationDistanceMin = Rate(raw: try reader.int64())
        feeBuffer = Rate(raw: try reader.int64())
        fundingBuffer = Rate(raw: try reader.int64())
        dayLossMax = Money(raw: try reader.int128())
        drawdownMax = Money(raw: try reader.int128())
        rejectsInRowMax = try reader.uint32()
        balanceAgeMax = try reader.int64()
        requiresAllocation = try reader.bool()
        preventsSelfTrade = try reader.bool()
    }
}

extension Money {
    /// A bound that no amount reaches.
    public static let unlimited = Money(raw: .max)
}
