internal import Containers
internal import Domain

// What an order sets aside while it may trade: for spot what it pays with, for a contract the
// initial margin of its quantity and the highest fee.
extension TradingCore {
    /// A contract's price at which its margin is the larger, of the order's own and the mark: a
    /// sell of a linear contract may trade above its limit, a buy of an inverse one below.
    func dearest(
        _ unit: MarkPrice, _ request: OrderRequest, _ instrument: Instrument
    ) -> MarkPrice {
        guard let condition = state.condition(request.instrument), condition.mark.raw > 0 else {
            return unit
        }
        return instrument.contract == .inverse
            ? min(unit, condition.mark) : max(unit, condition.mark)
    }

    /// The mark, farther away by what a market order may move it: up, and for inverse contracts,
    /// which are worth the more the lower their price is, down.
    static func widened(_ unit: MarkPrice, _ instrument: Instrument) -> MarkPrice? {
        guard let margin = Money(raw: unit.raw).timesRoundedUp(Limits.marketReserve) else {
            return nil
        }
        let (raw, overflow) =
            instrument.contract == .inverse
            ? unit.raw.subtractingReportingOverflow(margin.raw)
            : unit.raw.addingReportingOverflow(margin.raw)
        return overflow ? nil : MarkPrice(raw: raw)
    }

    /// What a quantity sets aside.
    ///
    /// Its cost and the highest fee for a spot buy, itself for a spot sell; for a contract the
    /// initial margin and the highest fee of its value, nothing at a price of zero.
    ///
    /// - Parameter leverage: at least 1; without effect for spot.
    /// - Returns: nil where it exceeds the range of amounts.
    static func reservation(
        _ instrument: Instrument, _ side: Side, _ price: MarkPrice, _ quantity: Quantity,
        leverage: UInt16
    ) -> Money? {
        switch instrument.contract {
        case .spot:
            guard side == .buy else { return instrument.baseAmount(quantity) }
            guard let notional = instrument.notionalRoundedUp(price, quantity) else { return nil }
            return withFee(notional, instrument, of: notional)
        case .linear, .inverse:
            guard price.raw > 0 else { return .zero }
            guard let value = instrument.settledValueRoundedUp(price, quantity),
                let margin = initialMargin(ofValue: value, leverage: leverage)
            else { return nil }
            return withFee(margin, instrument, of: value)
        }
    }

    private static func withFee(
        _ amount: Money, _ instrument: Instrument, of value: Money
    ) -> Money? {
        guard instrument.feeReserve != .zero else { return amount }
        guard let fee = value.timesRoundedUp(instrument.feeReserve) else { return nil }
        return amount + fee
    }

    /// Value ÷ leverage, rounded up.
    static func initialMargin(ofValue value: Money, leverage: UInt16) -> Money? {
        FullWidth.multiplyDivide(
            value.raw, 1, Int128(max(1, leverage)), rounding: .awayFromZero
        ).map(Money.init(raw:))
    }
}
