internal import Domain

/// What is traded in a world: spot, or a perpetual contract and how it is secured.
struct WorldMarket: Sendable, Equatable {
    var contract = ContractKind.spot
    /// Whether what is bought and what is sold short are two positions.
    var isHedged = false
    var leverage: UInt16 = 10
    /// What the account begins with, in thousandths of ``settle``; for contracts alone.
    var opening: Int64 = 400_000

    /// What an inverse contract is of, in the quote currency.
    static let inverseSize: Int64 = 10

    static let spot = WorldMarket()

    /// What profit, fees and margin are paid in.
    var settle: Asset { contract == .inverse ? SimulatedVenue.base : SimulatedVenue.quote }

    /// Everything that the account may hold.
    var assets: [Asset] {
        contract.isDerivative ? [settle] : [SimulatedVenue.base, SimulatedVenue.quote]
    }

    var instrument: Instrument {
        Instrument(
            id: InstrumentID(0), venue: SimulatedVenue.id, symbol: try! Symbol("BTCUSDT"),
            base: SimulatedVenue.base, quote: SimulatedVenue.quote,
            priceDecimals: SimulatedVenue.priceDecimals,
            quantityDecimals: SimulatedVenue.quantityDecimals, tick: Price(mantissa: 5),
            lot: Quantity(mantissa: 2), quantityMin: Quantity(mantissa: 2),
            quantityMax: Quantity(mantissa: 1_000_000),
            notionalMin: contract.isDerivative ? .zero : Money(units: 1),
            feeReserve: .basisPoints(10), contract: contract,
            multiplier: Money(units: contract == .inverse ? Self.inverseSize : 1),
            settle: settle)
    }

    /// What the account begins with.
    var openings: [(asset: Asset, amount: Money)] {
        guard contract.isDerivative else {
            return [
                (SimulatedVenue.quote, Money(units: SimulatedVenue.opening.quote)),
                (SimulatedVenue.base, Money(units: SimulatedVenue.opening.base)),
            ]
        }
        return [(settle, Money(raw: openingRaw))]
    }

    /// In 10^-18. Contracts are worth a thousandth in inverse worlds of what they are in linear
    /// ones: they are of ten units of the quote currency, and a coin is worth about a hundred.
    var openingRaw: Int128 {
        Int128(opening) * 1_000_000_000_000_000 / (contract == .inverse ? 1000 : 1)
    }

    /// The most that a strategy gets of its own.
    var allocationMax: Money {
        contract.isDerivative ? Money(raw: openingRaw * 2 / 5) : Money(units: 2_500)
    }

    /// What is transferred at a time, in parts of 1200.
    func transferred(_ part: Int) -> Money {
        contract.isDerivative
            ? Money(raw: openingRaw / 4 / 1200 * Int128(part)) : Money(units: Int64(part))
    }
}
