public import Containers

/// What can be wrong with an instrument's listing. Listed for data only until it is right.
public enum InstrumentFault: Error, Equatable, Sendable {
    /// Price and quantity decimals add up to more than money has: products would not be exact.
    case tooManyDecimals(price: UInt8, quantity: UInt8)
    case tickNotPositive
    case lotNotPositive
    case quantityRange
    case negativeMinimumNotional
    /// A contract is of nothing, or of something with more decimals than prices and quantities
    /// leave room for.
    case multiplier
    /// A contract without a currency that it is settled in.
    case settlementMissing
}

/// What a quantity of an instrument is, and how its value follows from its price.
public enum ContractKind: UInt8, Sendable, CaseIterable {
    /// The base currency itself, paid with the quote currency.
    case spot = 1
    /// Contracts worth quantity × multiplier × price, settled in ``Instrument/settle``.
    case linear = 2
    /// Contracts of so many units of the quote currency, worth quantity × multiplier ÷ price of the
    /// coin that they are settled in.
    case inverse = 3

    /// Whether a trade opens or closes a position rather than moving the currencies themselves.
    @inlinable public var isDerivative: Bool { self != .spot }
}

/// One version of what may be traded: the scale of its numbers and the rules of its orders.
///
/// A venue that changes a rule gives a new version; its number grows by one. Decimals are those of
/// the venue's feed: at least those of tick and lot.
public struct Instrument: Sendable, Equatable {
    public let id: InstrumentID
    /// 1 for the first listing.
    public let version: UInt16
    public let venue: VenueID
    /// The venue's own name.
    public let symbol: Symbol
    /// What a quantity is an amount of.
    public let base: Asset
    /// What a price is an amount of.
    public let quote: Asset
    /// 0...18.
    public let priceDecimals: UInt8
    /// 0...18, and with the price's at most 18.
    public let quantityDecimals: UInt8
    /// The smallest step of an order's price.
    public let tick: Price
    /// The smallest step of an order's quantity.
    public let lot: Quantity
    /// The smallest quantity of an order.
    public let quantityMin: Quantity
    /// The largest quantity of an order.
    public let quantityMax: Quantity
    /// In the quote currency; zero where the venue has none.
    public let notionalMin: Money
    /// The highest fee the venue may charge: reserved on top of a buy's notional.
    public let feeReserve: Rate
    /// False while the venue has halted it, or where it was made from the first digits seen.
    public let isTradable: Bool
    public let contract: ContractKind
    /// What one unit of quantity is of: base currency for spot and linear contracts, quote currency
    /// for inverse ones. 1 for spot.
    public let multiplier: Money
    /// What profit, fees and margin are paid in: the quote currency for spot.
    public let settle: Asset
    /// When the contract ends; ``Timestamp/none`` for spot and perpetuals.
    public let expiresAt: Timestamp

    public init(
        id: InstrumentID, version: UInt16 = 1, venue: VenueID, symbol: Symbol, base: Asset,
        quote: Asset, priceDecimals: UInt8, quantityDecimals: UInt8, tick: Price, lot: Quantity,
        quantityMin: Quantity, quantityMax: Quantity, notionalMin: Money, feeReserve: Rate = .zero,
        isTradable: Bool = true, contract: ContractKind = .spot,
        multiplier: Money = Money(units: 1), settle: Asset? = nil, expiresAt: Timestamp = .none
    ) {
        self.id = id
        self.version = version
        self.venue = venue
        self.symbol = symbol
        self.base = base
        self.quote = quote
        self.priceDecimals = priceDecimals
        self.quantityDecimals = quantityDecimals
        self.tick = tick
        self.lot = lot
        self.quantityMin = quantityMin
        self.quantityMax = quantityMax
        self.notionalMin = notionalMin
        self.feeReserve = feeReserve
        self.isTradable = isTradable
        self.contract = contract
        self.multiplier = multiplier
        self.settle = settle ?? quote
        self.expiresAt = expiresAt
    }

    /// Whether orders can be computed exactly by these rules.
    ///
    /// - Returns: the first fault, or nil.
    public var fault: InstrumentFault? {
        guard Int(priceDecimals) + Int(quantityDecimals) <= Money.decimals else {
            return .tooManyDecimals(price: priceDecimals, quantity: quantityDecimals)
        }
        guard tick.mantissa > 0 else { return .tickNotPositive }
        guard lot.mantissa > 0 else { return .lotNotPositive }
        guard quantityMin.mantissa > 0 && quantityMax >= quantityMin else { return .quantityRange }
        guard notionalMin >= .zero && feeReserve >= .zero else { return .negativeMinimumNotional }
        guard settle != .none else { return .settlementMissing }
        return multiplierFault
    }

    private var multiplierFault: InstrumentFault? {
        switch contract {
        case .spot: return multiplier.raw == Money.one && settle == quote ? nil : .multiplier
        case .inverse: return multiplier > .zero ? nil : .multiplier
        case .linear:
            guard multiplier > .zero else { return .multiplier }
            // price × quantity × multiplier is to be exact in money.
            return multiplier.raw % powerOfTen(priceDecimals + quantityDecimals) == 0
                ? nil : .multiplier
        }
    }

    /// What `quantity` costs at `price`, exactly.
    ///
    /// Of the quote currency. For contracts it is the size of the position, not what is paid: a
    /// linear one is worth price × quantity × multiplier, an inverse one is of quantity ×
    /// multiplier units of the quote currency whatever the price.
    ///
    /// - Returns: nil where it exceeds ``Money/Limits/amountMax``: refuse such an order.
    /// - Complexity: constant.
    public func notional(_ price: Price, _ quantity: Quantity) -> Money? {
        precondition(fault == nil, "an instrument with a fault is for data only")
        switch contract {
        case .spot:
            let (product, overflow) = Int128(price.mantissa)
                .multipliedReportingOverflow(by: Int128(quantity.mantissa))
            return overflow ? nil : scaled(product, decimals: priceDecimals + quantityDecimals)
        case .linear:
            // The instrument's fault is nil: the multiplier has no more digits than leave this
            // exact.
            let size = FullWidth.multiplyDivide(
                Int128(price.mantissa) * Int128(quantity.mantissa), multiplier.raw,
                powerOfTen(priceDecimals + quantityDecimals), rounding: .awayFromZero)
            return size.flatMap { bounded(Money(raw: $0)) }
        case .inverse: return face(quantity)
        }
    }

    /// What an inverse contract's quantity is of, in the quote currency.
    private func face(_ quantity: Quantity) -> Money? {
        FullWidth.multiplyDivide(
            Int128(quantity.mantissa), multiplier.raw, powerOfTen(quantityDecimals),
            rounding: .awayFromZero
        ).flatMap { bounded(Money(raw: $0)) }
    }

    /// What `quantity` costs at a mark price, rounded away from zero.
    ///
    /// - Returns: nil where it exceeds ``Money/Limits/amountMax``.
    public func notionalRoundedUp(_ mark: MarkPrice, _ quantity: Quantity) -> Money? {
        guard contract != .inverse else { return face(quantity) }
        let amount = FullWidth.multiplyDivide(
            mark.raw, Int128(quantity.mantissa), powerOfTen(quantityDecimals),
            rounding: .awayFromZero)
        guard let amount, contract == .linear, multiplier.raw != Money.one else {
            return amount.flatMap { bounded(Money(raw: $0)) }
        }
        return FullWidth.multiplyDivide(
            amount, multiplier.raw, Money.one, rounding: .awayFromZero
        ).flatMap { bounded(Money(raw: $0)) }
    }

    /// What a trade of `quantity` at `mark` is worth in ``settle``, rounded away from zero: what
    /// initial margin and fees are shares of. That of spot is what it costs.
    ///
    /// - Returns: nil where it exceeds ``Money/Limits/amountMax``, or an inverse contract has no
    ///   price above zero.
    public func settledValueRoundedUp(_ mark: MarkPrice, _ quantity: Quantity) -> Money? {
        guard contract == .inverse else { return notionalRoundedUp(mark, quantity) }
        guard mark.raw > 0, let face = face(quantity) else { return nil }
        return FullWidth.multiplyDivide(
            face.raw, Money.one, mark.raw, rounding: .awayFromZero
        ).flatMap { bounded(Money(raw: $0)) }
    }

    /// A price of this instrument as a mark.
    ///
    /// - Returns: nil where it exceeds the range of marks.
    public func mark(_ price: Price) -> MarkPrice? {
        let (raw, overflow) = Int128(price.mantissa)
            .multipliedReportingOverflow(by: powerOfTen(UInt8(Money.decimals) - priceDecimals))
        return overflow ? nil : MarkPrice(raw: raw)
    }

    /// A quantity as an exact amount: of the base currency for spot, of contracts for others.
    ///
    /// - Returns: nil where it exceeds ``Money/Limits/amountMax``.
    public func baseAmount(_ quantity: Quantity) -> Money? {
        scaled(Int128(quantity.mantissa), decimals: quantityDecimals)
    }

    private func scaled(_ product: Int128, decimals: UInt8) -> Money? {
        let (raw, overflow) = product.multipliedReportingOverflow(
            by: powerOfTen(UInt8(Money.decimals) - decimals))
        return overflow ? nil : bounded(Money(raw: raw))
    }

    private func bounded(_ money: Money) -> Money? {
        money.raw.magnitude <= Money.Limits.amountMax.raw.magnitude ? money : nil
    }
}

/// 10 to the power of `exponent`.
///
/// - Parameter exponent: 0...38.
public func powerOfTen(_ exponent: UInt8) -> Int128 {
    powersOfTen[Int(exponent)]
}

private let powersOfTen: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 0..<38 { powers.append(powers[powers.count - 1] * 10) }
    return powers
}()

extension Instrument: TableRow {
    /// Writes the listing; the same number of bytes for every instrument.
    public func encode(into writer: inout ByteWriter) {
        writer.put(id.raw)
        writer.put(version)
        writer.put(venue.raw)
        symbol.encode(into: &writer)
        base.encode(into: &writer)
        quote.encode(into: &writer)
        writer.put(priceDecimals)
        writer.put(quantityDecimals)
        writer.put(tick.mantissa)
        writer.put(lot.mantissa)
        writer.put(quantityMin.mantissa)
        writer.put(quantityMax.mantissa)
        writer.put(notionalMin.raw)
        writer.put(feeReserve.raw)
        writer.put(isTradable)
        writer.put(contract.rawValue)
        writer.put(multiplier.raw)
        settle.encode(into: &writer)
        writer.put(expiresAt.nanoseconds)
    }

    /// Reads back what ``encode(into:)`` wrote, in this layout or the one before.
    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        id = InstrumentID(try reader.uint32())
        version = try reader.uint16()
        venue = VenueID(try reader.uint16())
        symbol = try Symbol(decoding: &reader)
        base = try Asset(decoding: &reader)
        quote = try Asset(decoding: &reader)
        priceDecimals = try reader.uint8()
        quantityDecimals = try reader.uint8()
        tick = Price(mantissa: try reader.int64())
        lot = Quantity(mantissa: try reader.int64())
        quantityMin = Quantity(mantissa: try reader.int64())
        quantityMax = Quantity(mantissa: try reader.int64())
        notionalMin = Money(raw: try reader.int128())
        feeReserve = Rate(raw: try reader.int64())
        isTradable = try reader.bool()
        guard reader.layout >= 2 else {
            contract = .spot
            multiplier = Money(units: 1)
            settle = quote
            expiresAt = .none
            return
        }
        contract = try reader.code(ContractKind.self)
        multiplier = Money(raw: try reader.int128())
        settle = try Asset(decoding: &reader)
        expiresAt = Timestamp(nanoseconds: try reader.int64())
    }
}
