internal import Domain

/// How orders meet, and who pays what.
extension MatchingEngine {
    /// Trades the order with the best of the other side, as long as their prices meet.
    mutating func match(
        _ order: inout PaperOrder, at time: Int64, into events: inout [PaperEvent]
    ) {
        let symbol = order.placement.symbol
        let otherSide: Side = order.placement.side == .buy ? .sell : .buy
        while order.remaining > .zero, let best = books[symbol][otherSide].best {
            guard
                order.placement.type == .market
                    || books[symbol][otherSide].reaches(order.placement.price, from: best)
            else { break }
            guard let first = best.queue.first, var maker = orders[first] else {
                preconditionFailure("the book holds an order that is not kept")
            }
            let quantity = min(order.remaining, maker.remaining)
            let isWhole = quantity == maker.remaining
            books[symbol][otherSide].fillFirst(quantity, isWhole: isWhole)
            trade(&order, with: &maker, quantity, at: time, into: &events)
            if isWhole { close(maker) } else { orders[maker.id] = maker }
            changed(symbol, otherSide, best.price, &events)
        }
        orders[order.id] = order
    }

    private mutating func trade(
        _ taker: inout PaperOrder, with maker: inout PaperOrder, _ quantity: Quantity,
        at time: Int64, into events: inout [PaperEvent]
    ) {
        let symbol = taker.placement.symbol
        lastTrades[symbol] += 1
        let trade = PaperTrade(
            id: lastTrades[symbol], symbol: symbol, price: maker.placement.price,
            quantity: quantity, isBuyerMaker: maker.placement.side == .buy, time: time)
        trades[symbol].append(trade)
        if trades[symbol].count >= 2 * Limits.tradesKept {
            trades[symbol].removeFirst(Limits.tradesKept)
        }
        fill(&taker, of: trade, isMaker: false, &events)
        fill(&maker, of: trade, isMaker: true, &events)
        events.append(.trade(trade))
    }

    private mutating func fill(
        _ order: inout PaperOrder, of trade: PaperTrade, isMaker: Bool,
        _ events: inout [PaperEvent]
    ) {
        let placement = order.placement
        let symbol = placement.symbol
        let cost = PaperSymbol.cost(trade.price, trade.quantity)
        let amount = PaperSymbol.amount(trade.quantity)
        let (fee, feeRow) = fee(of: order, amount, cost, isMaker: isMaker)
        free(order, trade.quantity)
        if placement.side == .buy {
            add(-cost, quoteRows[symbol], placement.account)
            add(amount - fee, baseRows[symbol], placement.account)
        } else {
            add(-amount, baseRows[symbol], placement.account)
            add(cost - fee, quoteRows[symbol], placement.account)
        }
        fees[feeRow] += fee
        order.executed = order.executed + trade.quantity
        order.executedQuote += cost
        order.status = order.remaining == .zero ? .filled : .partiallyFilled
        order.updateTime = trade.time
        guard !accounts[placement.account].isHouse else { return }
        let fill = PaperFill(
            tradeID: trade.id, order: order.id, account: placement.account, symbol: symbol,
            side: placement.side, price: trade.price, quantity: trade.quantity, fee: fee,
            feeAsset: assets[feeRow], isMaker: isMaker, time: trade.time)
        accounts[placement.account].fillsOfOrder[order.id, default: []].append(
            accounts[placement.account].fills.count)
        accounts[placement.account].fills.append(fill)
        events.append(.order(order, .trade(fill)))
    }

    private func fee(
        of order: PaperOrder, _ amount: Money, _ cost: Money, isMaker: Bool
    ) -> (Money, Int) {
        let account = accounts[order.placement.account]
        let (base, quote) = (baseRows[order.placement.symbol], quoteRows[order.placement.symbol])
        if account.isHouse { return (.zero, quote) }
        if account.isMargined {
            let divisor =
                isMaker ? MatchingEngine.makerFeeDivisor : MatchingEngine.takerFeeDivisor
            return (MatchingEngine.fee(on: cost, divisor: divisor), quote)
        }
        let isBuy = order.placement.side == .buy
        return (MatchingEngine.fee(on: isBuy ? amount : cost), isBuy ? base : quote)
    }

    /// Trades an order whole at its price, past the book and with the house: the exchange's own
    /// order against an account.
    ///
    /// - Returns: the order's number.
    public mutating func close(
        _ placement: PaperPlacement, with house: Int, at time: Int64,
        into events: inout [PaperEvent]
    ) -> Int64 {
        precondition(accounts[house].isHouse, "nobody else is asked")
        var other = placement
        other.account = house
        other.side = placement.side == .buy ? .sell : .buy
        var maker = PaperOrder(id: lastOrder + 1, placement: other, time: time, updateTime: time)
        lastOrder += 2
        var order = PaperOrder(id: lastOrder, placement: placement, time: time, updateTime: time)
        remember(order)
        tell(order, .new, &events)
        trade(&order, with: &maker, placement.quantity, at: time, into: &events)
        close(order)
        return order.id
    }

    // MARK: - Money

    /// What an order may cost is held back from its account. A market order holds nothing: it is
    /// over before anybody else moves.
    mutating func hold(_ order: PaperOrder) { lock(order, order.remaining, isBack: false) }

    /// What was held for `quantity` is free again.
    mutating func free(_ order: PaperOrder, _ quantity: Quantity) {
        lock(order, quantity, isBack: true)
    }

    private mutating func lock(_ order: PaperOrder, _ quantity: Quantity, isBack: Bool) {
        let placement = order.placement
        guard placement.type != .market, !accounts[placement.account].isMargined else { return }
        let isBuy = placement.side == .buy
        let amount =
            isBuy ? PaperSymbol.cost(placement.price, quantity) : PaperSymbol.amount(quantity)
        let row = isBuy ? quoteRows[placement.symbol] : baseRows[placement.symbol]
        let held = isBack ? -amount : amount
        accounts[placement.account].balances[row].locked += held
        add(-held, row, placement.account)
    }

    private mutating func add(_ amount: Money, _ row: Int, _ account: Int) {
        guard !accounts[account].isMargined else { return }
        accounts[account].balances[row].free += amount
        guard !accounts[account].isHouse,
            !touched.contains(where: { $0.account == account && $0.asset == row })
        else { return }
        touched.append((account, row))
    }

    // MARK: - Keeping and telling

    mutating func remember(_ order: PaperOrder) {
        let account = order.placement.account
        orders[order.id] = order
        guard !accounts[account].isHouse else { return }
        keptCount += 1
        accounts[account].orders.append(order.id)
        accounts[account].openOrders.append(order.id)
        accounts[account].orderOfName[order.placement.clientID] = order.id
    }

    /// An order that is over leaves the lists of what is open; of the house's nothing stays.
    mutating func close(_ order: PaperOrder) {
        if accounts[order.placement.account].isHouse {
            orders[order.id] = nil
        } else {
            orders[order.id] = order
            accounts[order.placement.account].close(order.id)
        }
    }

    mutating func end(
        _ order: inout PaperOrder, as status: PaperOrderStatus, at time: Int64,
        into events: inout [PaperEvent]
    ) {
        order.status = status
        order.updateTime = time
        free(order, order.remaining)
        close(order)
        tell(order, status == .canceled ? .canceled : .expired, &events)
    }

    func tell(_ order: PaperOrder, _ kind: PaperEvent.Kind, _ events: inout [PaperEvent]) {
        guard !accounts[order.placement.account].isHouse else { return }
        events.append(.order(order, kind))
    }

    mutating func changed(
        _ symbol: Int, _ side: Side, _ price: Price, _ events: inout [PaperEvent]
    ) {
        books[symbol].updateID += 1
        events.append(.level(symbol: symbol, side: side, price: price))
    }

    mutating func tellBalances(_ events: inout [PaperEvent]) {
        while let first = touched.first {
            let assets = touched.filter { $0.account == first.account }.map(\.asset).sorted()
            touched.removeAll { $0.account == first.account }
            events.append(.balances(account: first.account, assets: assets))
        }
    }
}
