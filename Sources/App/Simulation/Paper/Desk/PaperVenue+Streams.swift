internal import Domain
internal import Host
internal import Wire

/// What is told without being asked.
extension PaperVenue {
    /// Tells everybody what happened at the exchange.
    func publish(_ events: [PaperEvent]) {
        var changed: [Int] = []
        for event in events {
            switch event {
            case .order(let order, let kind):
                if futures == nil { tell(order, kind) } else { tellFutures(order, kind) }
            case .balances(let account, let assets):
                if futures == nil { tellBalances(account, assets) }
            case .trade(let trade):
                guard tape == nil else { continue }
                candles[trade.symbol].add(trade)
                tell(trade)
            case .level(let symbol, let side, let price):
                guard tape == nil else { continue }
                fastDepth[symbol].changed(side, price)
                slowDepth[symbol].changed(side, price)
                if !changed.contains(symbol) { changed.append(symbol) }
            }
        }
        for symbol in changed { tellTop(symbol) }
    }

    // MARK: - Market

    func stream(_ symbol: Int, _ suffix: String) -> String {
        engine.symbols[symbol].name.lowercased() + "@" + suffix
    }

    private func tell(_ trade: PaperTrade) {
        let symbol = engine.symbols[trade.symbol]
        for suffix in ["trade", "aggTrade"] {
            let name = stream(trade.symbol, suffix)
            guard hasSubscribers(name) else { continue }
            var json = JSONWriter()
            if suffix == "trade" {
                MarketSpeech.trade(trade, symbol, at: now, into: &json)
            } else {
                MarketSpeech.aggregate(trade, symbol, at: now, into: &json)
            }
            broadcast(json.bytes, name)
        }
    }

    private func tellTop(_ symbol: Int) {
        guard let top = TopOfBook(engine.books[symbol]), top != tops[symbol] else { return }
        tops[symbol] = top
        let name = stream(symbol, "bookTicker")
        guard hasSubscribers(name) else { return }
        var json = JSONWriter()
        if futures != nil {
            writeTop(symbol, top, names: .streamed, &json)
            return broadcast(json.bytes, name)
        }
        json.beginObject()
        json.member("u", engine.books[symbol].updateID)
        json.member("s", engine.symbols[symbol].name)
        json.member("b", top.bid)
        json.member("B", top.bidQuantity)
        json.member("a", top.ask)
        json.member("A", top.askQuantity)
        json.endObject()
        broadcast(json.bytes, name)
    }

    func tellDepth(isFast: Bool) {
        let suffix = isFast ? "@100ms" : ""
        for symbol in engine.symbols.indices {
            let book = engine.books[symbol]
            let update = isFast ? fastDepth[symbol].take(book) : slowDepth[symbol].take(book)
            guard let update else { continue }
            let name = stream(symbol, "depth" + suffix)
            if hasSubscribers(name) {
                var json = JSONWriter()
                MarketSpeech.depthUpdate(
                    engine.symbols[symbol], update, isFutures: futures != nil, at: now,
                    into: &json)
                sendDepth(json.bytes, name)
            }
            tellPartialDepth(symbol, suffix)
        }
    }

    /// The best levels of a recorded book, in the faster rhythm.
    func tellPartialDepth() {
        for symbol in engine.symbols.indices { tellPartialDepth(symbol, "@100ms") }
    }

    private func tellPartialDepth(_ symbol: Int, _ suffix: String) {
        for limit in [5, 10, 20] {
            let name = stream(symbol, "depth\(limit)" + suffix)
            guard hasSubscribers(name) else { continue }
            var json = JSONWriter()
            writeDepth(symbol, limit: limit, &json)
            broadcast(json.bytes, name)
        }
    }

    /// A depth message, with what may befall it.
    func sendDepth(_ data: [UInt8], _ name: String) {
        let held = heldMarket.removeValue(forKey: name)
        switch faults.fateOfMarketMessage() {
        case .sent: broadcast(data, name)
        case .dropped: break
        case .duplicated:
            broadcast(data, name)
            broadcast(data, name)
        case .held: heldMarket[name] = data
        }
        if let held { broadcast(held, name) }
    }

    /// What was held back goes out even where nothing follows it.
    func releaseHeld() {
        for name in heldMarket.keys.sorted() {
            if let data = heldMarket.removeValue(forKey: name) { broadcast(data, name) }
        }
        for account in accounts {
            for data in heldPrivate.removeValue(forKey: account) ?? [] {
                deliver(data, to: account)
            }
        }
    }

    func tellCandles() {
        for (row, symbol) in engine.symbols.enumerated() {
            for interval in CandleBoard.intervals {
                let name = stream(row, "kline_" + interval.name)
                guard hasSubscribers(name) else {
                    toldCandles[name] = nil
                    continue
                }
                let length = interval.milliseconds
                let current = candles[row].current(length)
                if let told = toldCandles[name], told.start < current.start {
                    let between = told.start...(current.start - 1)
                    for closed in candles[row].candles(length, within: between) {
                        tell(closed, symbol, interval, isClosed: true, name)
                    }
                }
                if toldCandles[name] != current {
                    tell(current, symbol, interval, isClosed: false, name)
                }
                toldCandles[name] = current
            }
        }
    }

    private func tell(
        _ candle: PaperCandle, _ symbol: PaperSymbol,
        _ interval: (name: String, milliseconds: Int64), isClosed: Bool, _ name: String
    ) {
        var json = JSONWriter()
        MarketSpeech.kline(
            candle, symbol, interval.name, milliseconds: interval.milliseconds,
            isClosed: isClosed, at: now, into: &json)
        broadcast(json.bytes, name)
    }

    func tellTickers() {
        for row in engine.symbols.indices {
            for suffix in ["ticker", "miniTicker"] {
                let name = stream(row, suffix)
                guard hasSubscribers(name) else { continue }
                var json = JSONWriter()
                writeTicker(row, isMini: suffix == "miniTicker", &json)
                broadcast(json.bytes, name)
            }
        }
    }

    private func writeTicker(_ row: Int, isMini: Bool, _ json: inout JSONWriter) {
        let day = DayFigures(candles[row])
        json.beginObject()
        json.member("e", isMini ? "24hrMiniTicker" : "24hrTicker")
        json.member("E", now)
        json.member("s", engine.symbols[row].name)
        json.member("c", day.candle.close)
        json.member("o", day.candle.open)
        json.member("h", day.candle.high)
        json.member("l", day.candle.low)
        json.member("v", day.candle.volume)
        json.member("q", day.candle.quoteVolume)
        if !isMini {
            let top = top(row)
            json.member("p", day.change)
            json.name("P")
            json.decimal(Int128(day.changeThousandths), decimals: 3, zeros: .kept, as: .string)
            json.member("w", day.average)
            json.member("x", day.candle.open)
            json.member("Q", engine.trades[row].last?.quantity ?? .zero)
            json.member("b", top?.bid ?? .zero)
            json.member("B", top?.bidQuantity ?? .zero)
            json.member("a", top?.ask ?? .zero)
            json.member("A", top?.askQuantity ?? .zero)
            json.member("O", day.candle.start)
            json.member("C", now)
            json.member("F", 1)
            json.member("L", engine.trades[row].last?.id ?? 1)
            json.member("n", day.candle.count)
        }
        json.endObject()
    }

    // MARK: - Accounts

    private func tell(_ order: PaperOrder, _ kind: PaperEvent.Kind) {
        lastEvent += 1
        var json = JSONWriter()
        OrderSpeech.report(
            order, kind, engine.symbols[order.placement.symbol], number: lastEvent, at: now,
            into: &json)
        sendPrivate(json.bytes, to: order.placement.account)
    }

    private func tellBalances(_ account: Int, _ assets: [Int]) {
        var json = JSONWriter()
        let balances = engine.accounts[account].balances
        OrderSpeech.position(assets.map { balances[$0] }, at: now, into: &json)
        sendPrivate(json.bytes, to: account)
    }

    /// `balanceUpdate`: money came in from outside.
    func tellDeposit(_ amount: Money, of asset: String, to account: Int) {
        var json = JSONWriter()
        json.beginObject()
        json.member("e", "balanceUpdate")
        json.member("E", now)
        json.member("a", asset)
        json.member("d", amount)
        json.member("T", now)
        json.endObject()
        sendPrivate(json.bytes, to: account)
    }

    func sendPrivate(_ event: [UInt8], to account: Int) {
        let held = heldPrivate.removeValue(forKey: account) ?? []
        switch faults.fateOfPrivateMessage() {
        case .sent: deliver(event, to: account)
        case .dropped: break
        case .duplicated:
            deliver(event, to: account)
            deliver(event, to: account)
        case .held: heldPrivate[account] = [event]
        }
        for event in held { deliver(event, to: account) }
    }

    private func deliver(_ event: [UInt8], to account: Int) {
        for id in socketOrder {
            guard let socket = sockets[id] else { continue }
            if socket.listener == account { send(event, to: id) }
            for subscription in socket.subscriptions where subscription.account == account {
                sendEvent(event, subscription: subscription.id, to: id)
            }
        }
    }

    func sendEvent(_ event: [UInt8], subscription: Int, to socket: SocketID) {
        send(
            Array("{\"subscriptionId\":\(subscription),\"event\":".utf8) + event
                + [UInt8(ascii: "}")], to: socket)
    }

    // MARK: - Sockets

    func hasSubscribers(_ name: String) -> Bool { subscribers[name] != nil }

    /// Sends a message of a stream to all who asked for it: as it is, or with the stream's name.
    func broadcast(_ data: [UInt8], _ name: String) {
        guard now >= silentUntil, let ids = subscribers[name], let server else { return }
        let raw = ids.filter { sockets[$0]?.kind == .raw }
        let combined = ids.filter { sockets[$0]?.kind == .combined }
        if !raw.isEmpty { server.send(WebSocketFrame(text: data), to: raw) }
        guard !combined.isEmpty else { return }
        let wrapped =
            Array("{\"stream\":\"\(name)\",\"data\":".utf8) + data + [UInt8(ascii: "}")]
        server.send(WebSocketFrame(text: wrapped), to: combined)
    }

    func send(_ text: [UInt8], to socket: SocketID) {
        guard now >= silentUntil else { return }
        server?.send(WebSocketFrame(text: text), to: socket)
    }
}
