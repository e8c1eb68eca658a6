internal import Domain
internal import Wire

/// What the venue has of contracts, in the words of the paper venue for USD-M futures.
enum ContractSpeech {
    /// Units of the paper venue's decimals in a thousandth.
    private static let unit: Int64 = 100_000

    private static func write(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        body(&json)
        return json.bytes
    }

    private static func holding(_ leg: PositionLeg) -> PaperTerms.Holding {
        switch leg {
        case .net: .both
        case .long: .long
        case .short: .short
        }
    }

    private static func paper(_ order: VenueOrder) -> PaperOrder {
        var told = SpotSpeech.paper(order)
        told.placement.terms.isReduceOnly = order.request.isReduceOnly
        told.placement.terms.holding = holding(order.request.leg)
        return told
    }

    static func order(_ order: VenueOrder) -> [UInt8] {
        write { FuturesSpeech.order(paper(order), SpotSpeech.symbol, into: &$0) }
    }

    static func listed(_ trade: FillReport) -> [UInt8] {
        var terms = PaperTerms()
        terms.holding = holding(trade.leg)
        return write {
            FuturesSpeech.fill(
                SpotSpeech.paper(trade), terms, gain: .zero, SpotSpeech.symbol, into: &$0)
        }
    }

    /// What happened to an order, with where it stood then; nil for what is not told.
    static func event(
        _ report: VenueReport, _ order: VenueOrder, after delay: Int64, at now: Timestamp
    ) -> CounterEvent? {
        let kind: PaperEvent.Kind
        var (state, executed) = (VenueOrderState.working, Int64(0))
        switch report.content {
        case .accepted: kind = .new
        case .fill(let fill):
            kind = .trade(SpotSpeech.paper(fill))
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
        told.status = SpotSpeech.status(state)
        told.executed = Quantity(mantissa: executed * unit)
        told.updateTime = now.milliseconds
        if case .trade(let fill) = kind { told.updateTime = fill.time }
        let body = write {
            FuturesSpeech.update(
                told, kind, gain: .zero, SpotSpeech.symbol, at: now.milliseconds, into: &$0)
        }
        return CounterEvent(body: body, truths: truths, delay: delay)
    }

    // MARK: - The account

    /// - Source: Binance USD-M futures, "Event: Balance and Position Update".
    ///
    /// - Parameter change: what changed the wallet other than a trade.
    static func account(
        _ desk: ContractDesk, _ why: String, change: Money, leg: PositionLeg?, at now: Timestamp
    ) -> [UInt8] {
        write { json in
            json.beginObject()
            json.member("e", "ACCOUNT_UPDATE")
            json.member("E", now.milliseconds)
            json.member("T", now.milliseconds)
            json.name("a")
            json.beginObject()
            json.member("m", why)
            json.name("B")
            json.beginArray()
            json.beginObject()
            json.member("a", "\(desk.market.settle)")
            json.member("wb", Money(raw: desk.wallet))
            json.member("cw", Money(raw: desk.wallet))
            json.member("bc", change)
            json.endObject()
            json.endArray()
            json.name("P")
            json.beginArray()
            if let leg {
                let held = desk.legs[Int(leg.rawValue)]
                json.beginObject()
                json.member("s", SpotSpeech.symbol.name)
                json.member("pa", Price(mantissa: Int64(held.quantity) * unit))
                json.member("ep", entry(held))
                json.member("ps", holding(leg).rawValue)
                json.endObject()
            }
            json.endArray()
            json.endObject()
            json.endObject()
        }
    }

    /// The average, cut to the venue's decimals.
    private static func entry(_ held: ContractDesk.Leg) -> Price {
        guard held.quantity != 0 else { return .zero }
        return Price(mantissa: Int64(held.cost / (held.quantity * 10_000_000)))
    }

    /// - Source: Binance USD-M futures, "Account Information V3".
    static func account(_ desk: ContractDesk, at now: Timestamp) -> [UInt8] {
        write { json in
            json.beginObject()
            json.name("assets")
            json.beginArray()
            json.beginObject()
            json.member("asset", "\(desk.market.settle)")
            json.member("walletBalance", Money(raw: desk.wallet))
            json.member("updateTime", now.milliseconds)
            json.endObject()
            json.endArray()
            json.name("positions")
            json.beginArray()
            for leg in PositionLeg.allCases { position(desk, leg, now, &json) }
            json.endArray()
            json.endObject()
        }
    }

    /// - Source: Binance USD-M futures, "Position Information V3".
    static func positions(_ desk: ContractDesk, at now: Timestamp) -> [UInt8] {
        write { json in
            json.beginArray()
            for leg in PositionLeg.allCases { position(desk, leg, now, &json) }
            json.endArray()
        }
    }

    private static func position(
        _ desk: ContractDesk, _ leg: PositionLeg, _ now: Timestamp, _ json: inout JSONWriter
    ) {
        let held = desk.legs[Int(leg.rawValue)]
        guard held.quantity != 0 else { return }
        let size = desk.worth(held.quantity, at: desk.mark)
        let worth = held.quantity < 0 ? -size : size
        let gain = Money(raw: worth - held.cost)
        json.beginObject()
        json.member("symbol", SpotSpeech.symbol.name)
        json.member("positionSide", holding(leg).rawValue)
        json.member("positionAmt", Price(mantissa: Int64(held.quantity) * unit))
        json.member("entryPrice", entry(held))
        json.member("notional", Money(raw: worth))
        json.member("unRealizedProfit", gain)
        // So "Account Information" spells it.
        json.member("unrealizedProfit", gain)
        json.member("updateTime", now.milliseconds)
        json.endObject()
    }

    // MARK: - Rules and payments

    /// - Source: Binance USD-M futures, "Notional and Leverage Brackets": numbers, not text.
    static func brackets(_ table: Domain.MarginTable) -> [UInt8] {
        write { json in
            json.beginArray()
            json.beginObject()
            json.member("symbol", SpotSpeech.symbol.name)
            json.name("brackets")
            json.beginArray()
            for (number, bracket) in table.brackets.enumerated() {
                json.beginObject()
                json.member("bracket", number + 1)
                json.member("initialLeverage", bracket.leverageMax)
                json.name("notionalCap")
                json.decimal(bracket.cap)
                json.name("maintMarginRatio")
                json.decimal(Int128(bracket.rate.raw), decimals: Rate.decimals)
                json.name("cum")
                json.decimal(bracket.cumulative)
                json.endObject()
            }
            json.endArray()
            json.endObject()
            json.endArray()
        }
    }

    /// - Source: Binance USD-M futures, "Symbol Configuration".
    static func configuration(_ terms: MarginTerms) -> [UInt8] {
        write { json in
            json.beginArray()
            json.beginObject()
            json.member("symbol", SpotSpeech.symbol.name)
            json.member("marginType", terms.mode == .cross ? "CROSSED" : "ISOLATED")
            json.member("leverage", terms.leverage)
            json.endObject()
            json.endArray()
        }
    }

    /// - Source: Binance USD-M futures, "Event: Account Configuration Update".
    static func configured(_ terms: MarginTerms, at now: Timestamp) -> [UInt8] {
        write { json in
            json.beginObject()
            json.member("e", "ACCOUNT_CONFIG_UPDATE")
            json.member("E", now.milliseconds)
            json.member("T", now.milliseconds)
            json.name("ac")
            json.beginObject()
            json.member("s", SpotSpeech.symbol.name)
            json.member("l", terms.leverage)
            json.endObject()
            json.endObject()
        }
    }

    /// - Source: Binance USD-M futures, "Get Income History".
    static func income(_ notice: FundingNotice, number: Int, at time: Timestamp) -> [UInt8] {
        write { json in
            json.beginObject()
            json.member("symbol", SpotSpeech.symbol.name)
            json.member("incomeType", "FUNDING_FEE")
            json.member("income", notice.amount)
            json.member("asset", "\(notice.asset)")
            json.member("info", "FUNDING_FEE")
            json.member("time", time.milliseconds)
            json.member("tranId", number)
            json.member("tradeId", "")
            json.endObject()
        }
    }
}
