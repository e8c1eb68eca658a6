internal import Domain

/// What a trade does to a position's sums: average cost, with a flip closing first and opening
/// then.
struct PositionChange {
    /// What is added to the cost.
    let cost: Money
    /// What was gained by what was closed.
    let realised: Money

    /// - Parameters:
    ///   - held: the signed quantity before.
    ///   - before: the cost of what is held.
    ///   - quantity: signed amount that was traded.
    ///   - value: what it was traded for: a gain is value less cost.
    init(held: Money, cost before: Money, quantity: Money, value: Money) {
        let isOpening = held == .zero || (held > .zero) == (quantity > .zero)
        guard !isOpening else {
            cost = value
            realised = .zero
            return
        }
        let isFlip = quantity.raw.magnitude >= held.raw.magnitude
        // The share of the trade that closes, and what of the cost goes with it.
        let closedValue = isFlip ? Self.share(of: value, -held, quantity) : value
        let removedCost = isFlip ? before : Self.share(of: before, -quantity, held)
        realised = -closedValue - removedCost
        cost = (value - closedValue) - removedCost
    }

    /// `amount` × `part` ÷ `whole`, ties to even. A share is never larger than what is shared.
    private static func share(of amount: Money, _ part: Money, _ whole: Money) -> Money {
        guard let share = amount.timesRoundedHalfEven(part.raw, over: whole.raw) else {
            preconditionFailure("a part of a sum is within its range")
        }
        return share
    }
}
