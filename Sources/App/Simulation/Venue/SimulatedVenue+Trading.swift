internal import Containers
internal import Domain

// What happens in the venue's book.
extension SimulatedVenue {
    /// Fills a third, two thirds or all of what is left.
    mutating func fill(
        _ place: Int, share: Int, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        let order = orders[place]
        let request = order.request
        let left = order.terms.quantity - order.filled
        let room = contracts?.room(for: request) ?? .max
        let quantity = min(room, share == 2 ? left : max(1, left * Int64(share + 1) / 3))
        guard !order.state.isFinal else { return [] }
        // There is nothing left for it to close.
        guard room > 0 else { return end(place, .expired) }
        guard quantity > 0 else { return [] }
        let price =
            request.type.hasPrice ? order.terms.price : contracts?.tickPrice ?? 10_000
        let fee = book(request, price, quantity)
        let report = FillReport(
            order: request.reference, instrument: request.instrument,
            venueOrderID: order.venueOrderID,
            tradeID: try! TradeID("\(Self.tradeNumbersFrom + nextTrade)"),
            side: request.side, price: Price(mantissa: price),
            quantity: Quantity(mantissa: quantity), fee: fee.amount, feeAsset: fee.asset,
            // What trades as it comes takes from the book.
            isTaker: share > 0 || order.placedAt == now, venueTime: now, leg: request.leg)
        nextTrade += 1
        orders[place].filled += quantity
        orders[place].trades.append(report)
        trades.append(report)
        orders[place].state =
            orders[place].filled == order.terms.quantity ? .filled : .partiallyFilled
        return told(report, &dice)
    }

    /// A trade is told, and sometimes told again.
    func told(_ report: FillReport, _ dice: inout Dice) -> [Delivery] {
        let delivery = Delivery([VenueReport(order: report.order, content: .fill(report))])
        guard dice.strikes(.fillRepeated) else { return [delivery] }
        var again = delivery
        again.delay = Int64(dice.extent.below(5000))
        return [delivery, again]
    }

    /// Moves the account's money. - Returns: the fee.
    private mutating func book(
        _ request: OrderRequest, _ price: Int64, _ quantity: Int64
    ) -> (amount: Money, asset: Asset) {
        let side = request.side
        if let market = contracts?.market,
            let fee = contracts?.trade(side, request.leg, quantity, at: price)
        {
            return (fee, market.settle)
        }
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

// MARK: - Trades that are taken back

extension SimulatedVenue {
    /// All that was taken back, as it is told.
    var busts: [VenueReport] {
        bustedTrades.map { VenueReport(order: $0.order, content: .busted($0)) }
    }

    /// Now and then a trade is taken back, with its fee: the order ends as it would have.
    mutating func bustSomething(at now: Timestamp, _ dice: inout Dice) -> [Delivery] {
        guard !isDown(at: now), contracts?.market.isHedged != true, !trades.isEmpty,
            dice.strikes(.tradeBusted)
        else { return [] }
        let fill = trades[trades.count - 1 - dice.extent.below(min(20, trades.count))]
        guard fill.cause == .trade, !bustedTrades.contains(fill),
            let place = places[fill.order.clientOrderID]
        else { return [] }
        bustedTrades.append(fill)
        orders[place].busted += fill.quantity.mantissa
        takeBack(fill)
        return [Delivery([VenueReport(order: fill.order, content: .busted(fill))])]
    }

    private mutating func takeBack(_ fill: FillReport) {
        let (price, quantity) = (fill.price.mantissa, fill.quantity.mantissa)
        if contracts != nil {
            let fee = contracts?.trade(
                fill.side == .buy ? .sell : .buy, fill.leg, quantity, at: price)
            contracts?.wallet += fill.fee.raw + (fee?.raw ?? 0)
            return
        }
        let value = Int128(price) * Int128(quantity)
        let sign: Int128 = fill.side == .buy ? 1 : -1
        quoteBalance += sign * value * 1000
        baseBalance -= sign * Int128(quantity) * 1000
        if fill.feeAsset == Self.base {
            baseBalance += Int128(quantity)
        } else {
            quoteBalance += value
        }
    }
}
