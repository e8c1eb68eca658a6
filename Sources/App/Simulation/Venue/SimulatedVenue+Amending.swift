internal import Containers
internal import Domain

// Changes of orders that rest.
extension SimulatedVenue {
    /// Gives an open order another price or quantity, or says for certain that it does not.
    mutating func amend(
        _ request: AmendRequest, _ deadline: Timestamp, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        guard now <= deadline else { return [refusal(of: request, "-1021")] }
        let quantity = request.quantity.mantissa
        guard let place = places[request.order.clientOrderID], !orders[place].state.isFinal,
            quantity > orders[place].filled, !dice.strikes(.amendRefused)
        else { return [refusal(of: request, "-2038")] }
        let before = orders[place].terms
        orders[place].formerTerms.append(before)
        orders[place].terms = VenueTerms(price: request.price.mantissa, quantity: quantity)
        let told = Delivery([terms(orders[place])])
        let then = tradeAmended(place, now, &dice)
        if dice.strikes(.ackLost) { return then }
        if dice.strikes(.ackLate) {
            var late = told
            late.delay = Int64(dice.extent.below(20_000))
            return then + [late]
        }
        return dice.strikes(.fillBeforeAck) ? then + [told] : [told] + then
    }

    /// At its new price it may trade at once.
    private mutating func tradeAmended(
        _ place: Int, _ now: Timestamp, _ dice: inout Dice
    ) -> [Delivery] {
        let request = orders[place].request
        guard !request.isPostOnly, !request.type.hasTrigger, dice.venue.chance(1, in: 4) else {
            return []
        }
        return fill(place, share: dice.venue.below(3), now, &dice)
    }

    func refusal(of request: AmendRequest, _ code: StaticString) -> Delivery {
        let reason = try! ReasonCode("\(code)")
        return Delivery([VenueReport(order: request.order, content: .amendRejected(reason))])
    }

    /// What the order is worked at.
    ///
    /// - Parameter askedAt: none for what is no answer to a query.
    func terms(_ order: VenueOrder, askedAt: Timestamp = .none) -> VenueReport {
        VenueReport(
            order: order.request.reference,
            content: .terms(
                Price(mantissa: order.terms.price), Quantity(mantissa: order.terms.quantity),
                order.venueOrderID, askedAt: askedAt))
    }
}
