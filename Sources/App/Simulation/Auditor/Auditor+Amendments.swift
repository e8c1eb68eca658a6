internal import Domain

// What the auditor makes of changes of orders.
extension Auditor {
    mutating func seeAmendment(
        _ event: Event, _ stamp: Stamp, _ venue: SimulatedVenue
    ) throws(Violation) {
        switch event {
        case .amendRequested(let row, let terms, let reserved, let deadline, inputs: _):
            guard deadline > stamp.time else { throw Violation(.i27, "an amendment is late") }
            let place = try place(of: row)
            try seeRequest(place, terms, reserved.raw, stamp)
            orders[place].amendDeadline = deadline
            orders[place].isAmendUnknown = false
        case .amendRefused(let denial):
            guard let asked = amends.removeValue(forKey: stamp.sequence),
                asked.order == denial.order
            else { throw Violation(.i13, "an amendment is refused that nobody asked for") }
            try checkRefusal(denial, asked)
        case .amendRejected(let row, let reason, let released):
            let place = try place(of: row)
            guard orders[place].amended != nil else {
                throw Violation(.i13, "an amendment of \(orders[place].id) is given up twice")
            }
            try checkTruth(place, venue, "does not have it")
            if reason == .none { paths.append(.amendFoundLost) }
            orders[place].amended = nil
            try release(place, released.raw)
            try checkExactly(place)
        case .termsChanged(let row, let terms, let reserved):
            try seeChange(try place(of: row), terms, reserved.raw, stamp, venue)
        case _: break
        }
    }

    /// The amendment goes out: it is what was asked for, the order is open with nothing else on its
    /// way, and what either terms need is set aside.
    private mutating func seeRequest(
        _ place: Int, _ terms: OrderTerms, _ reserved: Int128, _ stamp: Stamp
    ) throws(Violation) {
        let order = orders[place]
        guard let listed = instrument,
            let asked = amends.removeValue(forKey: stamp.sequence),
            asked.order == order.request.reference, asked.price == terms.price,
            asked.quantity == terms.quantity
        else { throw Violation(.i13, "nobody asked for the amendment of \(order.id)") }
        guard order.stage == .working || order.stage == .partlyFilled, order.amended == nil,
            order.cancelDeadline == nil
        else { throw Violation(.i13, "order \(order.id) is \(order.stage) and is amended") }
        var changed = order.request
        changed.price = terms.price
        changed.quantity = terms.quantity
        try checkForm(changed, listed)
        guard terms.quantity.mantissa > max(order.filled, order.reported) else {
            throw Violation(.i25, "order \(order.id) is amended to less than has traded")
        }
        let new = ShadowOrder.Terms(
            price: terms.price.mantissa, quantity: terms.quantity.mantissa,
            unit: terms.reservePrice.raw)
        try checkUnit(new, of: order, listed)
        if new.isMore(than: order) {
            try checkState(changed, listed)
            try checkBracket(changed, listed, insteadOf: place)
            try checkReduction(changed, listed, insteadOf: place)
        }
        guard reserved >= 0,
            reserved == 0
                || reserved
                    <= ledger.available(
                        asset(of: order, listed), order.owner)
        else { throw Violation(.i24, "the amendment of \(order.id) uses more than there is") }
        orders[place].amended = new
        try release(place, -reserved)
        try checkExactly(place, atLeast: order.reserved)
    }

    /// What a unit of the new terms sets aside is no less than its price says.
    private func checkUnit(
        _ new: ShadowOrder.Terms, of order: ShadowOrder, _ listed: Instrument
    ) throws(Violation) {
        guard order.request.type.hasPrice, order.terms.unit != 0 else { return }
        let price = Int128(new.price) * ShadowLedger.scale(listed.priceDecimals)
        let isEnough =
            switch listed.contract {
            case .spot: order.request.side == .sell || new.unit == price
            case .linear: new.unit >= price
            case .inverse: new.unit <= price && new.unit > 0
            }
        guard isEnough else {
            throw Violation(.i24, "the amendment of \(order.id) sets aside by another price")
        }
    }

    private func asset(of order: ShadowOrder, _ listed: Instrument) -> Asset {
        listed.contract == .spot && order.request.side == .sell ? listed.base : listed.settle
    }

    /// What is set aside is what the order needs, neither less nor more.
    ///
    /// - Parameter floor: what was set aside before, which is not given back yet.
    private func checkExactly(_ place: Int, atLeast floor: Int128 = 0) throws(Violation) {
        let order = orders[place]
        guard let listed = instrument, order.request.type.hasPrice || order.terms.unit != 0,
            !order.isOver
        else { return }
        let need = max(floor, cover(order, listed))
        guard order.reserved == need else {
            throw Violation(
                .i24, "amended, order \(order.id) sets aside \(order.reserved), needs \(need)")
        }
    }

    /// The venue works the order at the terms that it has here.
    private func checkTruth(
        _ place: Int, _ venue: SimulatedVenue, _ words: String
    ) throws(Violation) {
        let order = orders[place]
        guard let truth = venue.order(order.id) else { return }
        // Of one that is filled only the quantity is told, and no price is used any more.
        guard truth.terms.price == order.terms.price || truth.state == .filled,
            truth.terms.quantity == order.terms.quantity
        else {
            throw Violation(.i17, "the amendment of \(order.id): the venue \(words)")
        }
    }

    /// The order has other terms now: those that the venue works, or such as it once worked, and
    /// then people are told and the venue is asked.
    private mutating func seeChange(
        _ place: Int, _ terms: OrderTerms, _ reserved: Int128, _ stamp: Stamp,
        _ venue: SimulatedVenue
    ) throws(Violation) {
        let order = orders[place]
        let new = ShadowOrder.Terms(
            price: terms.price.mantissa, quantity: terms.quantity.mantissa,
            unit: terms.reservePrice.raw)
        if let amended = order.amended, new == amended {
            orders[place].amended = nil
            if order.isAmendUnknown { paths.append(.amendFoundDone) }
        } else {
            guard foreignTerms.remove(stamp.sequence) != nil else {
                throw Violation(.i13, "nobody asked for the terms of \(order.id)")
            }
        }
        orders[place].terms = new
        if let truth = venue.order(order.id) {
            let now = VenueTerms(price: new.price, quantity: new.quantity)
            let isFilled = truth.state == .filled && truth.terms.quantity == now.quantity
            let isFormer = new != order.amended && truth.formerTerms.contains(now)
            guard truth.terms == now || isFilled || isFormer else {
                throw Violation(.i17, "order \(order.id) never had such terms")
            }
        }
        if order.filled > 0 { paths.append(.amendCrossed) }
        try release(place, -reserved)
        try checkExactly(place)
    }

    /// What is refused must be as is said.
    private func checkRefusal(_ denial: AmendDenial, _ asked: AmendRequest) throws(Violation) {
        let order = places[asked.order.clientOrderID].map { orders[$0] }
        let isRight =
            switch denial.refusal {
            case .orderUnknown: order == nil
            case .orderClosed: order?.stage.isFinal == true
            case .requestOutstanding: order?.stage.isFinal == false
            case .nothingChanges:
                order?.terms.price == asked.price.mantissa
                    && order?.terms.quantity == asked.quantity.mantissa
            case .checksFailed: order?.stage.isFinal == false && denial.code != .none
            }
        guard isRight else {
            throw Violation(
                .i13, "the amendment of \(asked.order.clientOrderID) is refused: \(denial.refusal)")
        }
    }
}

extension ShadowOrder.Terms {
    /// Whether it may trade more, or at a price that is worse for us.
    func isMore(than order: ShadowOrder) -> Bool {
        guard quantity <= order.terms.quantity else { return true }
        return order.request.side == .buy ? price > order.terms.price : price < order.terms.price
    }
}
