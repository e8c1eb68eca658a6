internal import Domain
internal import Host
internal import Wire

/// Futures: what is told without being asked.
extension PaperVenue {
    /// What happened to an order of an account on margin: a trade changes its position first.
    func tellFutures(_ order: PaperOrder, _ kind: PaperEvent.Kind) {
        let account = order.placement.account
        var gain = Money.zero
        if case .trade(let fill) = kind {
            let side = order.placement.terms.holding
            gain = futures?.ledger.trade(fill, side) ?? .zero
            futures?.gains[order.id, default: []].append(gain)
            let name = engine.symbols[fill.symbol].name
            if gain != .zero {
                futures?.note("REALIZED_PNL", gain, of: name, to: account, at: fill.time)
            }
            futures?.note("COMMISSION", -fill.fee, of: name, to: account, at: fill.time)
            tellAccount(
                account, "ORDER", change: .zero, positions: [(fill.symbol, side)],
                at: fill.time)
        }
        var json = JSONWriter()
        FuturesSpeech.update(
            order, kind, gain: gain, engine.symbols[order.placement.symbol], at: now, into: &json)
        sendPrivate(json.bytes, to: account)
        finishConditional(of: order)
    }

    /// ACCOUNT_UPDATE.
    ///
    /// - Parameter change: what changed the wallet other than a trade.
    func tellAccount(
        _ account: Int, _ why: String, change: Money,
        positions: [(symbol: Int, side: PaperTerms.Holding)], at time: Int64
    ) {
        guard let desk = futures else { return }
        var json = JSONWriter()
        json.beginObject()
        json.member("e", "ACCOUNT_UPDATE")
        json.member("E", now)
        json.member("T", time)
        json.name("a")
        json.beginObject()
        json.member("m", why)
        json.name("B")
        json.beginArray()
        json.beginObject()
        json.member("a", "USDT")
        json.member("wb", desk.ledger.accounts[account]?.wallet ?? .zero)
        json.member("cw", desk.ledger.crossWallet(account))
        json.member("bc", change)
        json.endObject()
        json.endArray()
        json.name("P")
        json.beginArray()
        for (symbol, side) in positions {
            let held = desk.ledger.holding(account, symbol, side)
            json.beginObject()
            json.member("s", engine.symbols[symbol].name)
            json.member("pa", Price(mantissa: held.quantity))
            json.member("ep", held.entryPrice)
            json.member("bep", held.entryPrice)
            json.member("cr", Money.zero)
            json.member("up", FuturesLedger.gain(held, desk.marks[symbol]))
            json.member(
                "mt", desk.ledger.setting(account, symbol).isIsolated ? "isolated" : "cross")
            json.member("iw", held.isolated)
            json.member("ps", side.rawValue)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.endObject()
        sendPrivate(json.bytes, to: account)
    }

    func tellMarginCall(_ account: Int, at time: Int64) {
        var json = JSONWriter()
        json.beginObject()
        json.member("e", "MARGIN_CALL")
        json.member("E", time)
        json.member("cw", futures?.ledger.crossWallet(account) ?? .zero)
        json.name("p")
        json.beginArray()
        json.endArray()
        json.endObject()
        sendPrivate(json.bytes, to: account)
    }

    func tellConfiguration(_ account: Int, _ symbol: Int) {
        var json = JSONWriter()
        json.beginObject()
        json.member("e", "ACCOUNT_CONFIG_UPDATE")
        json.member("E", now)
        json.member("T", now)
        json.name("ac")
        json.beginObject()
        json.member("s", engine.symbols[symbol].name)
        json.member("l", futures?.ledger.setting(account, symbol).leverage ?? 0)
        json.endObject()
        json.endObject()
        sendPrivate(json.bytes, to: account)
    }

    // MARK: - Time

    /// What a moment brings: marks, conditions, ends, funding, and who has too little.
    func attendFutures(_ time: Int64) {
        guard futures != nil else { return }
        for symbol in engine.symbols.indices { mark(symbol) }
        if ticks % 40 == 0 { for symbol in engine.symbols.indices { tellMark(symbol) } }
        expireOrders(at: time)
        trigger(at: time)
        if let due = futures?.nextFunding, due <= time {
            for symbol in engine.symbols.indices {
                fund(symbol, rate: futures?.rates[symbol] ?? 0, at: due)
            }
            futures?.nextFunding = due + FuturesDesk.fundingInterval
        }
        liquidate(at: time)
    }

    /// The mark is the middle of the book, unless it was set.
    private func mark(_ symbol: Int) {
        if let pinned = futures?.pinned[symbol] {
            futures?.marks[symbol] = pinned
        } else if let top = TopOfBook(engine.books[symbol]) {
            futures?.marks[symbol] = Price(mantissa: (top.bid.mantissa + top.ask.mantissa) / 2)
        }
    }

    private func tellMark(_ symbol: Int) {
        guard let desk = futures else { return }
        for suffix in ["markPrice", "markPrice@1s"] {
            let name = stream(symbol, suffix)
            guard hasSubscribers(name), faults.happens(.markDrop) == nil else { continue }
            var json = JSONWriter()
            json.beginObject()
            json.member("e", "markPriceUpdate")
            json.member("E", now)
            json.member("s", engine.symbols[symbol].name)
            json.member("p", desk.marks[symbol])
            json.member("i", desk.marks[symbol])
            json.member("P", desk.marks[symbol])
            json.member("r", Price(mantissa: desk.rates[symbol]))
            json.member("T", desk.nextFunding)
            json.endObject()
            broadcast(json.bytes, name)
        }
    }

    private func expireOrders(at time: Int64) {
        var events: [PaperEvent] = []
        for account in accounts {
            for id in engine.accounts[account].openOrders {
                guard let order = engine.order(id) else { continue }
                let end = order.placement.terms.goodTill
                if (end > 0 && end <= time) || exceedsPosition(order) {
                    engine.expire(id, at: time, into: &events)
                }
            }
        }
        publish(events)
    }

    /// An order that may only reduce ends when there is less left to reduce.
    private func exceedsPosition(_ order: PaperOrder) -> Bool {
        guard order.placement.terms.isReduceOnly, let desk = futures else { return false }
        let placement = order.placement
        let held = desk.ledger.holding(
            placement.account, placement.symbol, placement.terms.holding)
        let reduces = (held.quantity > 0) == (placement.side == .sell)
        return held.quantity == 0 || !reduces || order.remaining.mantissa > abs(held.quantity)
    }

    /// Pays and takes for what is open of a symbol. - Parameter rate: in units of 10^−8.
    func fund(_ symbol: Int, rate: Int64, at time: Int64) {
        for account in accounts {
            for side in PaperTerms.Holding.allCases {
                guard let desk = futures else { return }
                let held = desk.ledger.holding(account, symbol, side)
                guard held.quantity != 0 else { continue }
                let amount = FuturesLedger.funding(held, mark: desk.marks[symbol], rate: rate)
                futures?.ledger.add(amount, to: account)
                futures?.note(
                    "FUNDING_FEE", amount, of: engine.symbols[symbol].name, to: account,
                    at: time)
                let isIsolated = held.isolated > .zero
                tellAccount(
                    account, "FUNDING_FEE", change: amount,
                    positions: isIsolated ? [(symbol, side)] : [], at: time)
            }
        }
    }
}
