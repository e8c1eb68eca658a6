internal import Domain

/// Futures: whether an account may have an order, and what becomes of one that has too little.
extension PaperVenue {
    /// - Throws: where the position or the margin does not allow for it.
    func checkMargin(
        _ placement: PaperPlacement, inPlaceOf other: PaperOrder? = nil
    ) throws(PaperRefusal) {
        guard let desk = futures else { return }
        let account = placement.account
        let held = desk.ledger.holding(account, placement.symbol, placement.terms.holding)
        if placement.terms.isReduceOnly {
            let isOpposite = (held.quantity > 0) == (placement.side == .sell)
            guard held.quantity != 0, isOpposite,
                placement.quantity.mantissa <= abs(held.quantity)
            else { throw PaperRefusal(-2022, "ReduceOnly Order is rejected.") }
            return
        }
        if placement.terms.holding != .both,
            (placement.terms.holding == .long) == (placement.side == .sell)
        {
            guard placement.quantity.mantissa <= abs(held.quantity) else {
                throw PaperRefusal(-2022, "ReduceOnly Order is rejected.")
            }
            return
        }
        let without = exposure(placement, inPlaceOf: other, isIncluded: false)
        let with = exposure(placement, inPlaceOf: other, isIncluded: true)
        guard with > without else { return }
        let leverage = desk.ledger.setting(account, placement.symbol).leverage
        guard with <= desk.ledger.tables[placement.symbol].worthMax(at: leverage) else {
            throw PaperRefusal(
                -2027, "Exceeded the maximum allowable position at current leverage.")
        }
        let more = Money(raw: (with - without).raw / Int128(leverage))
        guard available(account) >= more else {
            throw PaperRefusal(-2019, "Margin is insufficient.")
        }
    }

    /// The most that a symbol's position may come to be worth, whatever of its orders trades.
    private func exposure(
        _ placement: PaperPlacement, inPlaceOf other: PaperOrder?, isIncluded: Bool
    ) -> Money {
        guard let desk = futures else { return .zero }
        let symbol = placement.symbol
        let mark = desk.marks[symbol]
        let side = placement.terms.holding
        let held = desk.ledger.holding(placement.account, symbol, side)
        var bids = Money.zero
        var asks = Money.zero
        for id in engine.accounts[placement.account].openOrders where id != other?.id {
            guard let order = engine.order(id), order.placement.symbol == symbol,
                order.placement.terms.holding == side, !order.placement.terms.isReduceOnly
            else { continue }
            let worth = PaperSymbol.cost(order.placement.price, order.remaining)
            if order.placement.side == .buy { bids += worth } else { asks += worth }
        }
        if isIncluded || other != nil {
            let order = isIncluded ? placement : other?.placement ?? placement
            let quantity = isIncluded ? placement.quantity : other?.remaining ?? .zero
            let worth = PaperSymbol.cost(order.type == .market ? mark : order.price, quantity)
            if order.side == .buy { bids += worth } else { asks += worth }
        }
        let worth = FuturesLedger.worth(held, mark)
        let signed = held.quantity < 0 ? -worth : worth
        switch side {
        case .both:
            let (up, down) = (signed + bids, signed - asks)
            return max(up < .zero ? -up : up, down < .zero ? -down : down)
        case .long: return signed + bids
        case .short: return asks - signed
        }
    }

    /// What new orders and positions may use.
    func available(_ account: Int) -> Money {
        guard let desk = futures, let entry = desk.ledger.accounts[account] else { return .zero }
        var free = desk.ledger.crossMargin(account, desk.marks).balance
        for symbol in engine.symbols.indices {
            let leverage = Int128(entry.settings[symbol].leverage)
            for side in PaperTerms.Holding.allCases {
                var probe = PaperPlacement(
                    account: account, symbol: symbol, side: side == .short ? .sell : .buy,
                    price: .zero, quantity: .zero)
                probe.terms.holding = side
                let worth = exposure(probe, inPlaceOf: nil, isIncluded: false)
                let isolated = desk.ledger.holding(account, symbol, side).isolated
                free -= max(.zero, Money(raw: worth.raw / leverage) - isolated)
            }
        }
        return free
    }

    // MARK: - Too little

    /// Closes positions that have less than must stay in them.
    func liquidate(at time: Int64) {
        guard let desk = futures else { return }
        for account in accounts {
            let (balance, maintenance) = desk.ledger.crossMargin(account, desk.marks)
            if maintenance > .zero, balance < maintenance {
                closeAll(account, isCross: true, at: time)
                continue
            }
            warn(account, balance, maintenance, at: time)
            for symbol in engine.symbols.indices {
                for side in PaperTerms.Holding.allCases {
                    let held = desk.ledger.holding(account, symbol, side)
                    guard held.quantity != 0, held.isolated > .zero else { continue }
                    let mark = desk.marks[symbol]
                    let balance = held.isolated + FuturesLedger.gain(held, mark)
                    if balance < desk.ledger.maintenance(symbol, held, mark) {
                        closeOut(account, symbol, side, at: time)
                    }
                }
            }
        }
    }

    private func warn(
        _ account: Int, _ balance: Money, _ maintenance: Money, at time: Int64
    ) {
        let isShort = maintenance > .zero && maintenance.raw * 10 > balance.raw * 8
        guard isShort else {
            futures?.warned.remove(account)
            return
        }
        guard futures?.warned.insert(account).inserted == true else { return }
        tellMarginCall(account, at: time)
    }

    private func closeAll(_ account: Int, isCross: Bool, at time: Int64) {
        var events: [PaperEvent] = []
        for id in engine.accounts[account].openOrders {
            engine.expire(id, at: time, into: &events)
        }
        publish(events)
        for symbol in engine.symbols.indices {
            for side in PaperTerms.Holding.allCases {
                let held = futures?.ledger.holding(account, symbol, side)
                if let held, held.quantity != 0, held.isolated == .zero {
                    closeOut(account, symbol, side, at: time)
                }
            }
        }
    }

    /// Trades a position whole with the house, at the mark.
    private func closeOut(
        _ account: Int, _ symbol: Int, _ side: PaperTerms.Holding, at time: Int64
    ) {
        guard let desk = futures else { return }
        let held = desk.ledger.holding(account, symbol, side)
        let tick = engine.symbols[symbol].tick.mantissa
        let price = Price(mantissa: max(tick, desk.marks[symbol].mantissa / tick * tick))
        var placement = PaperPlacement(
            account: account, symbol: symbol, clientID: "autoclose-\(time)-\(symbol)",
            side: held.quantity > 0 ? .sell : .buy, type: .limit,
            timeInForce: .immediateOrCancel, price: price,
            quantity: Quantity(mantissa: abs(held.quantity)))
        placement.terms.holding = side
        let wallet = desk.ledger.accounts[account]?.wallet ?? .zero
        var events: [PaperEvent] = []
        _ = engine.close(placement, with: house, at: time, into: &events)
        publish(events)
        insure(account, symbol, held, wallet, at: time)
    }

    /// Nobody owes more than was put in: the fund pays the rest.
    private func insure(
        _ account: Int, _ symbol: Int, _ held: FuturesLedger.Holding, _ before: Money,
        at time: Int64
    ) {
        var paid = futures?.ledger.insure(account) ?? .zero
        let after = futures?.ledger.accounts[account]?.wallet ?? .zero
        if held.isolated > .zero, paid == .zero, before - after > held.isolated {
            paid = before - after - held.isolated
            futures?.ledger.add(paid, to: account)
        }
        guard paid > .zero else { return }
        futures?.note(
            "INSURANCE_CLEAR", paid, of: engine.symbols[symbol].name, to: account, at: time)
        tellAccount(account, "INSURANCE_CLEAR", change: paid, positions: [], at: time)
    }
}
