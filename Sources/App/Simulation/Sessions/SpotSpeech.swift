internal import Domain
internal import Wire

/// What the venue has, in the paper venue's words.
enum SpotSpeech {
    /// Units of the paper venue's decimals in one of the instrument's.
    static let priceUnit: Int64 = 1_000_000
    static let quantityUnit: Int64 = 100_000

    static let types: [String: OrderType] = [
        "LIMIT": .limit, "LIMIT_MAKER": .limit, "MARKET": .market, "STOP_LOSS": .stopMarket,
        "STOP_LOSS_LIMIT": .stopLimit, "TAKE_PROFIT": .takeProfitMarket,
        "TAKE_PROFIT_LIMIT": .takeProfitLimit,
    ]

    static let symbol = PaperSymbol(
        "BTCUSDT", base: "BTC", quote: "USDT", tick: 5_000_000, step: 200_000,
        quantityMax: 100_000_000_000, notionalMin: 100_000_000, startPrice: 10_000_000_000)

    private static func write(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        body(&json)
        return json.bytes
    }

    static func list(_ entries: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + entries.joined(separator: [UInt8(ascii: ",")])
            + [UInt8(ascii: "]")]
    }

    static func placed(_ order: VenueOrder) -> [UInt8] {
        write {
            OrderSpeech.placed(
                paper(order), symbol, fills: order.trades.map(paper), detail: .full, into: &$0)
        }
    }

    static func canceled(_ order: VenueOrder, _ now: Timestamp) -> [UInt8] {
        var told = paper(order)
        told.cancelClientID = "cancel-\(order.number)"
        told.updateTime = now.milliseconds
        return write { OrderSpeech.canceled(told, symbol, into: &$0) }
    }

    static func order(_ order: VenueOrder) -> [UInt8] {
        write { OrderSpeech.order(paper(order), symbol, into: &$0) }
    }

    static func listed(_ trade: FillReport) -> [UInt8] {
        write { OrderSpeech.fill(paper(trade), symbol, into: &$0) }
    }

    static func account(_ holdings: [VenueAnswer.Holding], _ now: Timestamp) -> [UInt8] {
        var account = PaperAccount(
            "world", isHouse: false, isMargined: false, assets: holdings.map { "\($0.asset)" })
        for place in holdings.indices { account.balances[place].free = holdings[place].amount }
        return write {
            OrderSpeech.account(
                account, number: 1, hidesZero: true, at: now.milliseconds, into: &$0)
        }
    }

    /// The answer to a request as a frame.
    ///
    /// - Source: Binance spot, "WebSocket API", response format.
    static func envelope(_ answer: CounterAnswer, _ id: String) -> [UInt8] {
        let name = answer.status == 200 ? "result" : "error"
        return Array("{\"id\":\(id),\"status\":\(answer.status),\"\(name)\":".utf8)
            + answer.body + [UInt8(ascii: "}")]
    }

    /// What happened to an order, with where it stood then; nil for what is not told.
    static func event(
        _ report: VenueReport, _ order: VenueOrder, number: Int64, after delay: Int64,
        at now: Timestamp
    ) -> CounterEvent? {
        let kind: PaperEvent.Kind
        var (state, executed) = (VenueOrderState.working, Int64(0))
        switch report.content {
        case .accepted: kind = .new
        case .fill(let fill):
            kind = .trade(paper(fill))
            executed = order.trades.prefix { $0.number <= fill.number }
                .reduce(0) { $0 + $1.quantity.mantissa }
            state =
                executed == order.request.quantity.mantissa ? .filled : .partiallyFilled
        case .status(let told, let cumulative, _):
            kind = told == .canceled ? .canceled : .expired
            (state, executed) = (told, cumulative.mantissa)
        case .rejected, .cancelRejected, .notFound, .tradesListed, .requestFailed, .terms,
            .amendRejected, .busted:
            return nil
        }
        var truths: [Truth] = [.report(report)]
        if case .fill = report.content {
            let standing = VenueReport(
                order: report.order,
                content: .status(
                    state, cumulative: Quantity(mantissa: executed), order.venueOrderID))
            truths.append(.report(standing))
        }
        var told = paper(order)
        told.status = status(state)
        told.executed = Quantity(mantissa: executed * quantityUnit)
        told.updateTime = now.milliseconds
        if case .trade(let fill) = kind { told.updateTime = fill.time }
        if kind == .canceled { told.cancelClientID = "cancel-\(order.number)" }
        let body = write {
            OrderSpeech.report(
                told, kind, symbol, number: number, at: now.milliseconds, into: &$0)
        }
        return CounterEvent(body: body, truths: truths, delay: delay)
    }

    // MARK: - Translating

    static func paper(_ order: VenueOrder) -> PaperOrder {
        let request = order.request
        var placement = PaperPlacement(
            account: 0, symbol: 0, clientID: request.clientOrderID.description,
            side: request.side,
            type: request.isPostOnly ? .limitMaker : request.type.hasPrice ? .limit : .market,
            price: Price(mantissa: request.price.mantissa * priceUnit),
            quantity: Quantity(mantissa: request.quantity.mantissa * quantityUnit))
        switch request.timeInForce {
        case .goodTillCanceled, .goodTillDate: break
        case .immediateOrCancel: placement.timeInForce = .immediateOrCancel
        case .fillOrKill: placement.timeInForce = .fillOrKill
        }
        var quote = Money.zero
        for trade in order.trades { quote += paper(trade).cost }
        return PaperOrder(
            id: order.number, placement: placement, status: status(order.state),
            executed: Quantity(mantissa: order.filled * quantityUnit), executedQuote: quote,
            time: order.placedAt.milliseconds, updateTime: order.placedAt.milliseconds)
    }

    static func paper(_ trade: FillReport) -> PaperFill {
        PaperFill(
            tradeID: trade.number, order: Int64(trade.venueOrderID.description) ?? 0, account: 0,
            symbol: 0, side: trade.side, price: Price(mantissa: trade.price.mantissa * priceUnit),
            quantity: Quantity(mantissa: trade.quantity.mantissa * quantityUnit), fee: trade.fee,
            feeAsset: trade.feeAsset.description, isMaker: !trade.isTaker,
            time: trade.venueTime.milliseconds)
    }

    static func status(_ state: VenueOrderState) -> PaperOrderStatus {
        switch state {
        case .none, .working: .new
        case .partiallyFilled: .partiallyFilled
        case .filled: .filled
        case .canceled: .canceled
        case .expired, .rejected, .absent: .expired
        }
    }
}

extension VenueOrder {
    /// The venue's number.
    var number: Int64 { Int64(venueOrderID.description) ?? 0 }
}

extension FillReport {
    /// The venue's number.
    var number: Int64 { Int64(tradeID.description) ?? 0 }
}
