internal import Domain

/// What an order must be to be taken.
extension MatchingEngine {
    func check(_ placement: PaperPlacement) throws(PaperRefusal) {
        let account = accounts[placement.account]
        if !account.isHouse {
            try checkFilters(placement)
            if let id = account.order(named: placement.clientID),
                orders[id]?.status.isOpen == true
            {
                throw .duplicate
            }
            let openCount = account.openOrders.count { id in
                orders[id]?.placement.symbol == placement.symbol
            }
            guard openCount < Limits.openOrdersMax else { throw .filter("MAX_NUM_ORDERS") }
            guard keptCount < Limits.ordersKeptMax else {
                throw PaperRefusal(-2010, "This exchange keeps no more orders: start it anew.")
            }
            guard account.isMargined || isCovered(placement) else { throw .balance }
        }
        if let trigger = placement.trigger {
            guard !trigger.isMet(by: lastPrice(of: placement.symbol)) else {
                throw PaperRefusal(-2010, "Stop price would trigger immediately.")
            }
        }
        if placement.type == .limitMaker, let best = opposite(placement).best,
            opposite(placement).reaches(placement.price, from: best)
        {
            throw .wouldMatch
        }
    }

    /// - Source: Binance spot, "Filters": PRICE_FILTER, LOT_SIZE, NOTIONAL.
    func checkFilters(_ placement: PaperPlacement) throws(PaperRefusal) {
        let symbol = symbols[placement.symbol]
        let price = placement.price.mantissa
        let quantity = placement.quantity.mantissa
        if placement.type != .market {
            guard price > 0, price % symbol.tick.mantissa == 0, placement.price <= symbol.priceMax
            else { throw .filter("PRICE_FILTER") }
        }
        if let trigger = placement.trigger?.price {
            guard trigger > .zero, trigger.mantissa % symbol.tick.mantissa == 0,
                trigger <= symbol.priceMax
            else { throw .filter("PRICE_FILTER") }
        }
        guard quantity >= symbol.step.mantissa, placement.quantity <= symbol.quantityMax,
            quantity % symbol.step.mantissa == 0
        else { throw .filter("LOT_SIZE") }
        let reference =
            placement.type == .market ? lastPrice(of: placement.symbol) : placement.price
        guard PaperSymbol.cost(reference, placement.quantity) >= symbol.notionalMin else {
            throw .filter("NOTIONAL")
        }
    }

    /// Whether the account can pay for it, whatever of it trades.
    func isCovered(_ placement: PaperPlacement) -> Bool {
        let balances = accounts[placement.account].balances
        guard placement.side == .buy else {
            return balances[baseRows[placement.symbol]].free
                >= PaperSymbol.amount(placement.quantity)
        }
        let free = balances[quoteRows[placement.symbol]].free
        guard placement.type == .market else {
            return free >= PaperSymbol.cost(placement.price, placement.quantity)
        }
        var left = placement.quantity
        var cost = Money.zero
        for level in books[placement.symbol].asks.levels.reversed() where left > .zero {
            let taken = min(left, level.quantity)
            cost += PaperSymbol.cost(level.price, taken)
            left = left - taken
        }
        return free >= cost
    }

    /// Whether all of it can trade at once.
    func isFillable(_ placement: PaperPlacement) -> Bool {
        let side = opposite(placement)
        var left = placement.quantity
        for level in side.levels.reversed() {
            guard placement.type == .market || side.reaches(placement.price, from: level) else {
                break
            }
            left = left - min(left, level.quantity)
            if left == .zero { return true }
        }
        return false
    }

    func opposite(_ placement: PaperPlacement) -> PaperBookSide {
        placement.side == .buy ? books[placement.symbol].asks : books[placement.symbol].bids
    }
}
