internal import Containers
internal import Domain

// What happens in the venue's book.
extension SimulatedVenue {
    /// Fills a third, two thirds or all of what is left.
    mutating func fill(
        _ place: Int, share: Int, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        let order = orders[place]
        let left = order.request.quantity.mantissa - order.filled
        let quantity = share == 2 ? left : max(1, left * Int64(share + 1) / 3)
        guard quantity > 0 && !order.state.isFinal else { return [] }
        let price = order.request.type.hasPrice ? order.request.price.mantissa : 10_000
        let fee = book(order.request.side, price, quantity)
        let report = FillReport(
            order: order.request.reference, instrument: order.request.instrument,
            venueOrderID: order.venueOrderID,
            tradeID: try! TradeID("\(Self.tradeNumbersFrom + nextTrade)"),
            side: order.request.side, price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity), fee: fee.amount, feeAsset: fee.asset,
            // What trades as it comes takes from the book.
            isTaker: share > 0 || order.placedAt == now, venueTime: now)
        nextTrade += 1
        orders[place].filled += quantity
        orders[place].trades.append(report)
        trades.append(report)
        orders[place].state =
            orders[place].filled == order.request.quantity.mantissa ? .filled : .partiallyFilled
        let delivery = Delivery([VenueReport(order: report.order, content: .fill(report))])
        guard dice.strikes(.fillRepeated) else { return [delivery] }
        var again = delivery
        again.delay = Int64(dice.extent.below(5000))
        return [delivery, again]
    }

    /// Moves the account's money. - Returns: the fee.
    private mutating func book(
        _ side: Side, _ price: Int64, _ quantity: Int64
    ) -> (amount: Money, asset: Asset) {
        let value = Int128(price) * Int128(quantity)
        let sign: Int128 = side == .buy ? 1 : -1
        quoteBalance -= sign * value * 1000
        baseBalance += sign * Int128(quantity) * 1000
        if side == .buy && takesBaseFees {
            baseBalance -= Int128(quantity)
            return (Money(raw: Int128(quantity) * 1_000_000_000_000), Self.base)
        }
        quoteBalance -= value
        return (Money(raw: value * 10_000_000_000), Self.quote)
    }

    /// Something happens in the book: an open order trades, or is taken out by the venue.
    mutating func stir(at now: Timestamp, _ dice: inout Dice) -> [Delivery] {
        guard !isDown(at: now) else { return [] }
        let open = orders.indices.filter { !orders[$0].state.isFinal }
        guard !open.isEmpty else { return [] }
        let place = open[dice.venue.below(open.count)]
        if dice.strikes(.orderTakenOut) { return end(place, .canceled) }
        return fill(place, share: dice.venue.below(3), now, &dice)
    }
}
