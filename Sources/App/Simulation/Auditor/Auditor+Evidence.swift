internal import Domain

// What the auditor makes of cancels, doubts and the venue's evidence.
extension Auditor {
    mutating func seeCancel(_ event: Event, _ stamp: Stamp) throws(Violation) {
        switch event {
        case .cancelRequested(let row, let deadline):
            let place = try place(of: row)
            guard !orders[place].stage.isFinal else {
                throw Violation(.i13, "order \(orders[place].id) is final and is canceled")
            }
            guard deadline > stamp.time else { throw Violation(.i27, "a cancel is late") }
            orders[place].cancelDeadline = deadline
            if cancels[stamp.sequence] == orders[place].request.reference {
                cancels[stamp.sequence] = nil
            }
        case .cancelRefused(let reference, let why):
            cancels[stamp.sequence] = nil
            let order = places[reference.clientOrderID].map { orders[$0] }
            let isRight =
                switch why {
                case .orderUnknown: order == nil
                case .orderClosed: order?.stage.isFinal == true
                case .alreadyRequested: order?.cancelDeadline != nil
                }
            guard isRight else {
                throw Violation(.i16, "the cancel of \(reference.clientOrderID) is held up: \(why)")
            }
        case .cancelRejected(let row, _): orders[try place(of: row)].cancelDeadline = nil
        case _: break
        }
    }

    mutating func seeDoubt(_ event: Event, _ stamp: Stamp) throws(Violation) {
        switch event {
        case .requestUnknown(let row, let kind, let cause):
            let place = try place(of: row)
            let order = orders[place]
            let deadline =
                switch kind {
                case .place: order.deadline
                case .cancel: order.cancelDeadline ?? .none
                case .amend: order.amendDeadline
                }
            // The same input may come after the deadlines of other orders.
            let failed = FailedRequest(order: order.request.reference, kind: kind)
            let isTold = failures[stamp.sequence] == failed
            if isTold { failures[stamp.sequence] = nil }
            guard isTold || cause != .deadline || deadline <= stamp.time else {
                throw Violation(.i27, "order \(order.id) is doubted before its deadline")
            }
            if kind == .cancel { orders[place].cancelDeadline = nil }
            if kind == .amend { orders[place].isAmendUnknown = true }
        case .absenceNoted(let row, let askedAt):
            try orders[try place(of: row)].note(absenceAskedAt: askedAt)
        case .tradesConsulted(let row):
            try orders[try place(of: row)].consult(
                askedAt: lookedThrough.removeValue(forKey: stamp.sequence))
        case _: break
        }
    }

    // MARK: - Evidence

    mutating func seeEvidence(
        _ event: Event, _ stamp: Stamp, _ venue: SimulatedVenue
    ) throws(Violation) {
        switch event {
        case .orderAccepted(let row, _, let reserved):
            let place = try place(of: row)
            try orders[place].accept(at: stamp.sequence)
            try release(place, -reserved.raw)
        case .orderRejected(let row, _, let released):
            let place = try place(of: row)
            guard refusals.remove(stamp.sequence) != nil else {
                throw Violation(.i15, "order \(orders[place].id) is rejected by nobody")
            }
            try orders[place].reject()
            try release(place, released.raw)
            try checkNothingIsLeft(place)
        case .cumulativeReported(let row, let quantity):
            try orders[try place(of: row)].report(quantity.mantissa)
        case .fillApplied(let effect):
            guard let instrument else { throw Violation(.i21, "a trade in nothing listed") }
            try checkTruth(of: effect.fill, venue)
            try ledger.countOnce(effect.fill)
            if instrument.contract == .spot {
                try ledger.trade(effect, instrument)
            } else {
                if effect.fill.cause != .trade { noteClosed(stamp) }
                try countContract(effect, instrument)
            }
            guard effect.order != .none else { return }
            let place = try place(of: effect.order)
            try orders[place].fill(effect.fill.quantity.mantissa)
            guard instrument.contract != .spot || effect.owner.raw == orders[place].owner else {
                throw Violation(.i22, "a trade is paid from another strategy's capital")
            }
            guard effect.strategy == orders[place].request.strategy else {
                throw Violation(.i22, "a trade is booked to another strategy")
            }
            if orders[place].amended != nil { paths.append(.amendRaced) }
            try release(place, effect.released.raw)
        case .fillBusted(let effect): try seeBust(effect, venue)
        case .orderClosed(let row, let final, let cumulative, let released):
            let place = try place(of: row)
            try orders[place].close(final, cumulative: cumulative.mantissa)
            if final == .absent, venue.order(orders[place].id) != nil {
                throw Violation(.i17, "order \(orders[place].id) is given up, the venue has it")
            }
            try release(place, released.raw)
            try checkNothingIsLeft(place)
        case _: break
        }
    }

    /// A trade that the venue took back is one the other way at its price, with its fee.
    private mutating func seeBust(
        _ effect: FillEffect, _ venue: SimulatedVenue
    ) throws(Violation) {
        guard let instrument else { throw Violation(.i21, "a trade in nothing listed") }
        let fill = effect.fill
        guard venue.bustedTrades.contains(fill) else {
            throw Violation(.i22, "trade \(fill.tradeID) was never taken back")
        }
        try ledger.countBack(fill)
        var back = effect
        back.fill.side = fill.side == .buy ? .sell : .buy
        back.fill.fee = -fill.fee
        back.baseChange = -effect.baseChange
        back.quoteChange = -effect.quoteChange
        back.costChange = -effect.costChange
        back.realised = -effect.realised
        back.marginChange = -effect.marginChange
        if instrument.contract == .spot {
            try ledger.trade(back, instrument, counts: -1)
        } else {
            try countContract(back, instrument, counts: -1)
        }
        let known = places[fill.order.clientOrderID]
        let strategy = known.map { orders[$0].request.strategy } ?? .external
        guard effect.strategy == strategy else {
            throw Violation(.i22, "a trade is taken back from another strategy")
        }
        guard let place = known else { return }
        try orders[place].takeBack(fill.quantity.mantissa)
        try release(place, effect.released.raw)
    }

    /// A fill must be one that happened, with what it was.
    private func checkTruth(
        of fill: FillReport, _ venue: SimulatedVenue
    ) throws(Violation) {
        let place = Int(fill.tradeID.description).map { $0 - SimulatedVenue.tradeNumbersFrom - 1 }
        guard let place, venue.trades.indices.contains(place), venue.trades[place] == fill
        else { throw Violation(.i22, "trade \(fill.tradeID) never happened so") }
    }

    mutating func release(_ place: Int, _ amount: Int128) throws(Violation) {
        let order = orders[place]
        guard let instrument else { return }
        let isSale = instrument.contract == .spot && order.request.side == .sell
        let asset = isSale ? instrument.base : instrument.settle
        orders[place].reserved -= amount
        try ledger.reserve(asset, -amount, order.owner)
        let left = orders[place].reserved
        guard left >= 0 else {
            throw Violation(.i24, "order \(order.id) gives back more than it set aside")
        }
        if !order.isOver {
            guard left >= cover(orders[place], instrument) else {
                throw Violation(.i24, "what order \(order.id) sets aside does not cover it")
            }
        }
    }

    /// An order that is over, with all its trades, sets nothing aside.
    func checkNothingIsLeft(_ place: Int) throws(Violation) {
        let order = orders[place]
        guard !order.isOver || order.reserved == 0 else {
            throw Violation(.i33, "order \(order.id) is over and sets aside \(order.reserved)")
        }
    }

    /// What is left of an order may still cost so much, whichever of its terms hold.
    func cover(_ order: ShadowOrder, _ listed: Instrument) -> Int128 {
        let own = cover(order, at: order.terms, listed)
        return order.amended.map { max(own, cover(order, at: $0, listed)) } ?? own
    }

    /// What is left of an order at some terms may still cost so much.
    func cover(
        _ order: ShadowOrder, at terms: ShadowOrder.Terms, _ listed: Instrument
    ) -> Int128 {
        // What is over does not trade again what was taken back of it.
        let quantity = terms.quantity - order.filled - (order.stage.isFinal ? order.busted : 0)
        guard quantity > 0 else { return 0 }
        guard listed.contract == .spot else {
            return terms.unit == 0
                ? 0 : marginNeed(quantity, terms.unit, listed, by: order.leverage)
        }
        guard order.request.side == .buy else {
            return Int128(quantity) * ShadowLedger.scale(listed.quantityDecimals)
        }
        let price = Int128(terms.price) * ShadowLedger.scale(listed.priceDecimals)
        return ShadowLedger.worstCost(
            order.request.type.hasPrice ? price : terms.unit, quantity, listed)
    }
}

/// A request that a session says came to nothing that is known.
struct FailedRequest: Equatable {
    let order: OrderReference
    let kind: RequestKind
}
