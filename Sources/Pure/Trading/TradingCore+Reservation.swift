internal import Containers
internal import Domain

// What an order sets aside while it may trade: for spot what it pays with, for a contract the
// initial margin of its quantity and the highest fee.
extension TradingCore {
    /// What the order sets aside by a unit's price, if its capital has it.
    func setAside(
        _ request: OrderRequest, _ instrument: Instrument, _ row: UInt32, _ unit: MarkPrice
    ) -> Verdict {
        let asset = state.reservedAsset(instrument, request.side)
        let owner = state.owner(request.account, request.strategy, asset)
        var leverage: UInt16 = 1
        var price = unit
        if instrument.contract.isDerivative {
            if request.isReduceOnly || request.leg.onlyCloses(request.side) {
                // What closes a position needs no margin of its own.
                return .success(
                    Reservation(
                        instrumentRow: row, price: MarkPrice(raw: 0), amount: .zero, owner: owner,
                        leverage: 1))
            }
            guard let terms = state.terms(request.account, request.instrument) else {
                return .failure(Denial(code: .marginTermsMissing))
            }
            leverage = terms.leverage
            price = dearest(unit, request, instrument)
        }
        if !request.type.hasPrice, request.side == .buy || instrument.contract.isDerivative {
            guard let wide = Self.widened(price, instrument) else {
                return .failure(Denial(code: .notionalTooLarge))
            }
            price = wide
        }
        guard
            let amount = Self.reservation(
                instrument, request.side, price, request.quantity, leverage: leverage)
        else {
            return .failure(
                Denial(code: .notionalTooLarge, bound: Money.Limits.amountMax.raw))
        }
        let available = state.capital(request.account, owner, asset).available
        guard amount <= available else {
            return .failure(
                Denial(
                    code: instrument.contract.isDerivative
                        ? .marginInsufficient : .balanceInsufficient,
                    observed: available.raw, bound: amount.raw))
        }
        return .success(
            Reservation(
                instrumentRow: row, price: price, amount: amount, owner: owner,
                leverage: leverage))
    }

    /// A contract's price at which its margin is the larger, of the order's own and the mark: a
    /// sell of a linear contract may trade above its limit, a buy of an inverse one below.
    private func dearest(
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
    private static func widened(_ unit: MarkPrice, _ instrument: Instrument) -> MarkPrice? {
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
