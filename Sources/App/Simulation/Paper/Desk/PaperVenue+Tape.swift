internal import Domain
internal import Host
internal import Wire

/// A recording in place of the seeded market.
///
/// How orders are filled: one that comes in meets the recorded book as it stands, level by level,
/// and the recorded book stays as it was. One that waits is filled by every recorded trade at its
/// price or beyond, up to that trade's quantity and at its own price, and by recorded best prices
/// that cross it. What others wait for at the same price is not counted.
extension PaperVenue {
    /// Plays what is due. - Returns: whether there is more at once.
    func playTape() -> Bool {
        guard let tape else { return false }
        let nanoseconds = time.monotonicNanoseconds()
        var document = JSONDocument()
        for _ in 0..<TapePlayer.Limits.framesMax {
            guard let frame = tape.next(at: nanoseconds) else { return false }
            guard let symbol = engine.symbol(named: frame.symbol),
                (try? document.parse(frame.data.span)) != nil
            else { continue }
            switch frame.kind {
            case .depth:
                tape.books[symbol].apply(document, in: frame.data.span)
                sendDepth(frame.data, frame.stream)
                alias(frame, symbol)
            case .trade, .aggregate:
                broadcast(frame.data, frame.stream)
                if let trade = frame.trade(document, symbol: symbol) { took(trade, frame) }
            case .bestPrices:
                broadcast(frame.data, frame.stream)
                if let top = frame.top(document) { cross(symbol, top) }
            case .other: broadcast(frame.data, frame.stream)
            }
        }
        return tape.speed == nil
    }

    /// Whoever asks for changes of a book in another rhythm gets the recorded one.
    private func alias(_ frame: TapeFrame, _ symbol: Int) {
        let name = engine.symbols[symbol].name.lowercased()
        for other in ["@depth", "@depth@100ms", "@depth@1000ms"] {
            guard hasSubscribers(name + other), tape?.streams.contains(name + other) == false
            else { continue }
            broadcast(frame.data, name + other)
        }
    }

    private func took(_ trade: PaperTrade, _ frame: TapeFrame) {
        guard let tape else { return }
        let symbol = trade.symbol
        let lowerName = engine.symbols[symbol].name.lowercased()
        // Of a recording with both, each trade counts once.
        if frame.kind == .aggregate, tape.streams.contains(lowerName + "@trade") { return }
        tape.trades[symbol].append(trade)
        if tape.trades[symbol].count >= 2 * MatchingEngine.Limits.tradesKept {
            tape.trades[symbol].removeFirst(MatchingEngine.Limits.tradesKept)
        }
        candles[symbol].add(trade)
        let name = lowerName + "@aggTrade"
        if frame.kind == .trade, hasSubscribers(name), !tape.streams.contains(name) {
            var json = JSONWriter()
            MarketSpeech.aggregate(trade, engine.symbols[symbol], at: trade.time, into: &json)
            broadcast(json.bytes, name)
        }
        meet(symbol, trade.isBuyerMaker ? .sell : .buy, trade.price, trade.quantity)
    }

    /// Waiting orders that the recorded best prices cross.
    private func cross(_ symbol: Int, _ top: TopOfBook) {
        if let bid = engine.books[symbol].bids.best, bid.price >= top.ask {
            meet(symbol, .sell, top.ask, top.askQuantity)
        }
        if let ask = engine.books[symbol].asks.best, ask.price <= top.bid {
            meet(symbol, .buy, top.bid, top.bidQuantity)
        }
    }

    /// The house trades with waiting orders, at once or not at all.
    private func meet(_ symbol: Int, _ side: Side, _ price: Price, _ quantity: Quantity) {
        let waiting = side == .sell ? engine.books[symbol].bids : engine.books[symbol].asks
        let whole = rounded(quantity, symbol)
        guard waiting.best != nil, whole > .zero else { return }
        var events: [PaperEvent] = []
        _ = try? engine.place(
            PaperPlacement(
                account: house, symbol: symbol, side: side, timeInForce: .immediateOrCancel,
                price: price, quantity: whole),
            at: now, into: &events)
        publish(events)
    }

    private func rounded(_ quantity: Quantity, _ symbol: Int) -> Quantity {
        let step = engine.symbols[symbol].step.mantissa
        return Quantity(mantissa: quantity.mantissa / step * step)
    }

    /// The recorded book stands in the exchange while an order comes in: as much of the other side
    /// as it can reach.
    func tapeLiquidity(for placement: PaperPlacement) {
        guard let tape else { return }
        let side: Side = placement.side == .buy ? .sell : .buy
        var left = placement.quantity
        var events: [PaperEvent] = []
        for level in tape.books[placement.symbol].best(side, 5000) where left > .zero {
            let isReached =
                placement.type == .market
                || (side == .sell
                    ? level.price <= placement.price : level.price >= placement.price)
            guard isReached else { break }
            let quantity = min(left, rounded(level.quantity, placement.symbol))
            guard quantity > .zero else { continue }
            left = left - quantity
            let order = PaperPlacement(
                account: house, symbol: placement.symbol, side: side, price: level.price,
                quantity: quantity)
            if let id = try? engine.place(order, at: now, into: &events) { tape.stand.append(id) }
        }
        publish(events)
    }

    /// What of it was not taken goes.
    func withdrawTapeLiquidity() {
        guard let tape else { return }
        var events: [PaperEvent] = []
        for id in tape.stand {
            _ = try? engine.cancel(id, of: house, newClientID: "", at: now, into: &events)
        }
        tape.stand.removeAll()
    }
}
