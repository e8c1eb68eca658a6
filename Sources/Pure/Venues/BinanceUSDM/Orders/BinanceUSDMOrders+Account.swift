internal import Domain
internal import VenueKit
internal import Wire

// What the venue says of the account as a whole, and of the time.
extension BinanceUSDMOrders {
    /// Wallets and positions in one answer, so that they are of one moment.
    ///
    /// - Source: Binance USD-M futures, "Account Information V3": `walletBalance` is without what
    ///   open positions have gained; `updateTime` of its last change.
    mutating func takeBalances(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let open = try openCosts(node, text)
        guard let list = reader.member("assets", node, text),
            reader.document.kind(list) == .array
        else { throw .member("assets") }
        var balances: [BalanceNotice] = []
        var unreadable = open.unreadable
        var cursor = reader.document.cursor(list)
        while let entry = reader.document.next(&cursor) {
            let wallet = try reader.money("walletBalance", entry, text)
            let time = try reader.time("updateTime", entry, text)
            guard let name = reader.bytes("asset", entry, text) else { throw .member("asset") }
            guard let wallet, let asset = MessageReader.asset(name) else {
                unreadable += 1
                continue
            }
            let (cost, dust) = open.costs[asset] ?? (.zero, .zero)
            // All assets are told, most of them never held.
            if wallet != .zero || cost != .zero {
                balances.append(
                    BalanceNotice(
                        asset: asset, free: wallet, locked: .zero, time: time, openCost: cost,
                        dust: dust))
            }
        }
        for _ in 0..<unreadable { output.notices.append(.balanceUnreadable) }
        output.notices.append(.balances(balances, askedAt: askedAt))
    }

    /// What open positions cost, by what they are settled in.
    private mutating func openCosts(
        _ node: JSONDocument.Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> (costs: [Asset: (cost: Money, dust: Money)], unreadable: Int) {
        guard let list = reader.member("positions", node, text),
            reader.document.kind(list) == .array
        else { throw .member("positions") }
        var costs: [Asset: (cost: Money, dust: Money)] = [:]
        var unreadable = 0
        var cursor = reader.document.cursor(list)
        while let entry = reader.document.next(&cursor) {
            guard let instrument = instruments.find(try reader.symbol("symbol", entry, text))
            else {
                counts.ordersUnlisted += 1
                continue
            }
            let quantity = try reader.signedQuantity("positionAmt", entry, text, instrument)
            guard quantity != .zero else { continue }
            guard let cost = try reader.openCost("unrealizedProfit", quantity, entry, text) else {
                unreadable += 1
                continue
            }
            let before = costs[instrument.settle] ?? (.zero, .zero)
            costs[instrument.settle] = (
                before.cost + cost, before.dust + MessageReader.openCostDust
            )
        }
        return (costs, unreadable)
    }

    /// - Source: Binance USD-M futures, "Position Information V3": only what is open or has orders.
    mutating func takePositions(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .array else { throw .member("result") }
        var positions: [PositionNotice] = []
        var cursor = reader.document.cursor(node)
        while let entry = reader.document.next(&cursor) {
            let symbol = try reader.symbol("symbol", entry, text)
            guard let instrument = instruments.find(symbol) else {
                counts.ordersUnlisted += 1
                continue
            }
            let quantity = try reader.signedQuantity("positionAmt", entry, text, instrument)
            let position = PositionNotice(
                instrument: instrument.id,
                leg: try reader.leg("positionSide", entry, text), quantity: quantity,
                entryPrice: try reader.averagePrice("entryPrice", entry, text),
                time: try reader.time("updateTime", entry, text),
                cost: try reader.openCost("unRealizedProfit", quantity, entry, text))
            if position.quantity != .zero { positions.append(position) }
        }
        output.notices.append(.positions(positions, askedAt: askedAt))
    }

    /// - Source: Binance USD-M futures, "Check Server Time": `serverTime` in milliseconds.
    mutating func takeClock(
        _ askedAt: Timestamp, _ node: JSONDocument.Node, _ text: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard let clock = try reader.clock("serverTime", node, text, askedAt: askedAt, at: now)
        else { return }
        venueClockLead = clock.lead
        output.notices.append(.clockMeasured(lead: clock.lead, roundTrip: clock.roundTrip))
    }

    /// - Source: Binance USD-M futures, "Event: Balance and Position Update": m why, B what the
    ///   wallet holds of each asset that changed (`wb`) and what changed it other than a trade
    ///   (`bc`), P what is open of each instrument that changed.
    mutating func takeAccountEvent(
        _ event: JSONDocument.Node, _ frame: Span<UInt8>, _ now: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        let time = try reader.time("T", event, frame)
        let body = try reader.object("a", event, frame)
        let reason = reader.bytes("m", body, frame) ?? []
        let mark = output.notices.count
        do throws(MessageFault) {
            try takeWallets(body, frame, time, reason, now, &output)
            try takePositionChanges(body, frame, time, &output)
        } catch {
            output.notices.removeLast(output.notices.count - mark)
            throw error
        }
    }

    private mutating func takeWallets(
        _ body: JSONDocument.Node, _ frame: Span<UInt8>, _ time: Timestamp, _ reason: [UInt8],
        _ now: Timestamp, _ output: inout OrderOutput
    ) throws(MessageFault) {
        let isFunding = reason == Array("FUNDING_FEE".utf8)
        if isFunding { expectFunding(time, now) }
        guard let list = reader.member("B", body, frame) else { return }
        guard reader.document.kind(list) == .array else { throw .member("B") }
        var cursor = reader.document.cursor(list)
        while let entry = reader.document.next(&cursor) {
            let wallet = try reader.money("wb", entry, frame)
            let change = try reader.money("bc", entry, frame)
            guard let name = reader.bytes("a", entry, frame) else { throw .member("a") }
            guard let wallet, let change, let asset = MessageReader.asset(name) else {
                output.notices.append(.balanceUnreadable)
                continue
            }
            output.notices.append(
                .balance(BalanceNotice(asset: asset, free: wallet, locked: .zero, time: time)))
            guard change != .zero, !isFunding else { continue }
            output.notices.append(.transfer(asset: asset, amount: change, time: time))
        }
    }

    /// The event does not say of which position it is, nor by what name it can be known again: the
    /// list of payments does.
    private mutating func expectFunding(_ time: Timestamp, _ now: Timestamp) {
        let since = time.milliseconds - Limits.fundingLead
        fundingAt = Limits.fundingDelays.map { (now.adding(nanoseconds: $0), since) }
    }

    /// - Source: Binance USD-M futures, "Get Income History": `tranId` is a payment's own.
    mutating func takeIncome(
        _ node: JSONDocument.Node, _ text: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .array else { throw .member("result") }
        var cursor = reader.document.cursor(node)
        let mark = output.notices.count
        do throws(MessageFault) {
            while let entry = reader.document.next(&cursor) {
                if let notice = try funding(entry, text, &output) {
                    output.notices.append(.funding(notice))
                }
            }
        } catch {
            output.notices.removeLast(output.notices.count - mark)
            throw error
        }
    }

    private mutating func funding(
        _ entry: JSONDocument.Node, _ text: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) -> FundingNotice? {
        guard let kind = reader.member("incomeType", entry, text) else {
            throw .member("incomeType")
        }
        guard reader.document.isText("FUNDING_FEE", kind, in: text) else { return nil }
        guard let instrument = instruments.find(try reader.symbol("symbol", entry, text)) else {
            counts.ordersUnlisted += 1
            return nil
        }
        let number = try reader.number("tranId", entry, text)
        let amount = try reader.money("income", entry, text)
        guard let name = reader.bytes("asset", entry, text) else { throw .member("asset") }
        guard let amount, let asset = MessageReader.asset(name),
            let id = try? FlowID("funding-\(number)")
        else {
            output.notices.append(.balanceUnreadable)
            return nil
        }
        return FundingNotice(
            id: id, account: account, instrument: instrument.id, asset: asset, amount: amount)
    }

    // MARK: - Rules

    /// - Source: Binance USD-M futures, "Notional and Leverage Brackets": numbers, not text.
    mutating func takeBrackets(
        _ node: JSONDocument.Node, _ text: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .array else { throw .member("result") }
        var cursor = reader.document.cursor(node)
        while let entry = reader.document.next(&cursor) {
            guard let instrument = instruments.find(try reader.symbol("symbol", entry, text))
            else { continue }
            guard let list = reader.member("brackets", entry, text),
                reader.document.kind(list) == .array
            else { throw .member("brackets") }
            var brackets: [MarginBracket] = []
            var rows = reader.document.cursor(list)
            while let row = reader.document.next(&rows) {
                brackets.append(try bracket(row, text))
            }
            output.notices.append(
                .marginTable(MarginTable(instrument: instrument.id, brackets: brackets)))
        }
    }

    private func bracket(
        _ row: JSONDocument.Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> MarginBracket {
        let rate = try reader.exact("maintMarginRatio", Rate.decimals, row, text)
        let leverage = try reader.integer("initialLeverage", row, text)
        guard let cap = try reader.money("notionalCap", row, text),
            let cumulative = try reader.money("cum", row, text),
            let rate = rate.flatMap({ Int64(exactly: $0) }),
            let leverageMax = UInt16(exactly: leverage)
        else { throw .member("brackets") }
        return MarginBracket(
            cap: cap, rate: Rate(raw: rate), cumulative: cumulative, leverageMax: leverageMax)
    }

    /// - Source: Binance USD-M futures, "Symbol Configuration".
    mutating func takeConfiguration(
        _ node: JSONDocument.Node, _ text: Span<UInt8>, _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard reader.document.kind(node) == .array else { throw .member("result") }
        var cursor = reader.document.cursor(node)
        while let entry = reader.document.next(&cursor) {
            guard let instrument = instruments.find(try reader.symbol("symbol", entry, text))
            else { continue }
            let leverage = try reader.integer("leverage", entry, text)
            guard let leverage = UInt16(exactly: leverage) else { throw .member("leverage") }
            let modes: [(JSONKey, MarginMode)] = [("CROSSED", .cross), ("ISOLATED", .isolated)]
            output.notices.append(
                .marginTerms(
                    MarginTerms(
                        account: account, instrument: instrument.id,
                        mode: try reader.word("marginType", entry, text, modes),
                        leverage: leverage)))
        }
    }

    private mutating func takePositionChanges(
        _ body: JSONDocument.Node, _ frame: Span<UInt8>, _ time: Timestamp,
        _ output: inout OrderOutput
    ) throws(MessageFault) {
        guard let list = reader.member("P", body, frame) else { return }
        guard reader.document.kind(list) == .array else { throw .member("P") }
        var cursor = reader.document.cursor(list)
        while let entry = reader.document.next(&cursor) {
            guard let instrument = instruments.find(try reader.symbol("s", entry, frame)) else {
                counts.ordersUnlisted += 1
                continue
            }
            output.notices.append(
                .position(
                    PositionNotice(
                        instrument: instrument.id,
                        leg: try reader.leg("ps", entry, frame),
                        quantity: try reader.signedQuantity("pa", entry, frame, instrument),
                        entryPrice: try reader.averagePrice("ep", entry, frame), time: time)))
        }
    }
}

extension MessageReader {
    /// - Source: Binance USD-M futures, "Common definition", position side: BOTH in one-way mode.
    func leg(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> PositionLeg {
        try word(key, node, text, [("BOTH", .net), ("LONG", .long), ("SHORT", .short)])
    }

    func signedQuantity(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>, _ instrument: Instrument
    ) throws(MessageFault) -> Quantity {
        guard let raw = try exact(key, Int(instrument.quantityDecimals), node, text),
            let mantissa = Int64(exactly: raw)
        else { throw .member(key.description) }
        return Quantity(mantissa: mantissa)
    }

    /// How far ``openCost(_:_:_:_:)`` may be from what is exact: worth and gain are both told to
    /// 10^-8, cut or rounded.
    static let openCostDust = Money(raw: 20_000_000_000)

    /// What a position cost: what it is worth, less what that gains. Both are of one mark, and so
    /// exacter than the average price, of which the digits told are multiplied by the quantity.
    ///
    /// - Parameter gain: the name of what is gained: two answers spell it in two ways.
    /// - Returns: nil where one of them is not told exactly.
    func openCost(
        _ gain: JSONKey, _ quantity: Quantity, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> Money? {
        guard member("notional", node, text) != nil, member(gain, node, text) != nil,
            let worth = try money("notional", node, text), let gain = try money(gain, node, text)
        else { return nil }
        let size = Int128(worth.raw.magnitude)
        return Money(raw: quantity.mantissa < 0 ? -size : size) - gain
    }

    /// An average has more digits than are kept: those beyond are cut.
    func averagePrice(
        _ key: JSONKey, _ node: Node, _ text: Span<UInt8>
    ) throws(MessageFault) -> AveragePrice {
        guard let found = member(key, node, text),
            let number = document.decimal(found, in: text),
            let wide = number.wideMantissa(decimals: 18)
        else { throw .member(key.description) }
        return AveragePrice(raw: wide.value)
    }
}
