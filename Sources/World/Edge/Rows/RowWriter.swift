internal import Containers
internal import Domain
internal import Markets
internal import Wire

/// Writes rows of the trading view. Made for one answer and dropped: it shares the tables it reads.
struct RowWriter {
    let trading: any TradingView
    let markets: any MarketView
    let instruments: ChunkedTable<Instrument>
    let names: HouseNames
    let memory: OrderMemory

    init(_ views: EdgeViews, _ names: HouseNames, _ memory: OrderMemory) {
        trading = views.trading
        markets = views.markets
        instruments = views.trading.instruments
        self.names = names
        self.memory = memory
    }

    /// The version that a fill's numbers are of: its order's, else the newest.
    private func rules(_ fill: FillReport) -> Instrument? {
        guard let row = trading.orderRow(fill.order) else { return newest(fill.instrument) }
        return instrument(Int(trading.orders[row].instrumentRow)) ?? newest(fill.instrument)
    }

    func newest(_ id: InstrumentID) -> Instrument? { instrument(trading.instrumentRow(id)) }

    /// Of a contract what the venue told, nil where it told nothing; of spot half way between the
    /// best bid and the best ask.
    private func mark(_ id: InstrumentID) -> MarkPrice? {
        guard let rules = newest(id), rules.fault == nil, let market = markets.market(id) else {
            return nil
        }
        if rules.contract.isDerivative { return market.venueMark?.mark }
        guard let best = market.book.best else { return nil }
        let sum = Int128(best.bid.price.mantissa) + Int128(best.ask.price.mantissa)
        return MarkPrice(raw: sum * powerOfTen(UInt8(Money.decimals) - rules.priceDecimals) / 2)
    }

    private func instrument(_ row: Int?) -> Instrument? {
        guard let row, row < instruments.count else { return nil }
        return instruments[row]
    }

    func write(_ order: Order, to writer: inout JSONWriter, isRepeated: Bool = false) {
        let request = order.request
        let rules =
            instrument(Int(order.instrumentRow)) ?? newest(request.instrument)
        writer.beginObject()
        writer.name("clientOrderId")
        writer.text(request.clientOrderID)
        writer.member("account", names.name(of: request.account))
        writer.member("strategy", request.strategy.raw)
        writer.name("symbol")
        writer.text(rules?.symbol ?? .none)
        writer.member("side", request.side.word)
        writer.member("type", request.type.word)
        writer.member("timeInForce", request.timeInForce.word)
        writer.member("postOnly", request.isPostOnly)
        let priceDecimals = Int(rules?.priceDecimals ?? 0)
        let quantityDecimals = Int(rules?.quantityDecimals ?? 0)
        writer.name("price")
        if request.type.hasPrice {
            writer.decimal(order.price, decimals: priceDecimals, as: .string)
        } else {
            writer.null()
        }
        writer.name("triggerPrice")
        if request.type.hasTrigger {
            writer.decimal(request.triggerPrice, decimals: priceDecimals, as: .string)
        } else {
            writer.null()
        }
        writer.name("expiresAt")
        if request.expiresAt == .none {
            writer.null()
        } else {
            writer.integer(request.expiresAt.microseconds)
        }
        writer.member("reduceOnly", request.isReduceOnly)
        writer.member("positionSide", request.leg.word)
        writer.member("amending", order.amendment.phase != .idle)
        writeAmendment(order, priceDecimals, quantityDecimals, to: &writer)
        writer.name("quantity")
        writer.decimal(order.quantity, decimals: quantityDecimals, as: .string)
        writer.name("filledQuantity")
        writer.decimal(order.filled, decimals: quantityDecimals, as: .string)
        writer.name("averagePrice")
        writer.decimalOrNull(order.averagePrice(decimals: UInt8(quantityDecimals)))
        writer.member("status", OrderStatus(order).rawValue)
        writer.name("venueOrderId")
        if order.venueOrderID == .none { writer.null() } else { writer.text(order.venueOrderID) }
        writeReason(order, to: &writer)
        writer.member("createdAt", order.intendedAt.microseconds)
        writer.member("updatedAt", order.updatedAt.microseconds)
        writer.member("sequence", order.sequence)
        if isRepeated { writer.member("repeated", true) }
        writer.endObject()
    }

    private func writeReason(_ order: Order, to writer: inout JSONWriter) {
        if order.denial != .none {
            writer.member("reason", order.denial.code)
        } else if order.venueState == .absent {
            writer.member("reason", "NOT_RECEIVED")
        } else if order.venueState == .rejected,
            let reason = memory.rejections[order.request.reference]
        {
            writer.name("reason")
            writer.text(reason)
        }
    }

    /// What the newest change of it asks for, and what became of that; null where none is known of.
    private func writeAmendment(
        _ order: Order, _ priceDecimals: Int, _ quantityDecimals: Int, to writer: inout JSONWriter
    ) {
        writer.name("amendment")
        guard let amendment = memory.amendment(of: order) else { return writer.null() }
        writer.beginObject()
        writer.name("price")
        if order.request.type.hasPrice {
            writer.decimal(amendment.price, decimals: priceDecimals, as: .string)
        } else {
            writer.null()
        }
        writer.name("quantity")
        writer.decimal(amendment.quantity, decimals: quantityDecimals, as: .string)
        switch amendment.outcome {
        case .pending: writer.member("status", "pending")
        case .unknown: writer.member("status", "unknown")
        case .done: writer.member("status", "done")
        case .refused(let reason):
            writer.member("status", "refused")
            writer.name("reason")
            writer.text(reason)
        }
        writer.endObject()
    }

    func write(_ fill: FillReport, _ index: Int, to writer: inout JSONWriter) {
        let rules = rules(fill)
        writer.beginObject()
        writer.name("tradeId")
        writer.text(fill.tradeID)
        writer.name("clientOrderId")
        writer.text(fill.order.clientOrderID)
        writer.member("account", names.name(of: fill.order.account))
        writer.name("symbol")
        writer.text(rules?.symbol ?? .none)
        writer.member("side", fill.side.word)
        writer.name("price")
        writer.decimal(fill.price, decimals: Int(rules?.priceDecimals ?? 0), as: .string)
        writer.name("quantity")
        writer.decimal(fill.quantity, decimals: Int(rules?.quantityDecimals ?? 0), as: .string)
        writer.name("fee")
        writer.decimal(fill.fee, as: .string)
        writer.member("feeAsset", fill.feeAsset.description)
        writer.member("isTaker", fill.isTaker)
        writer.member("time", fill.venueTime.microseconds)
        writer.member("index", index)
        writer.endObject()
    }

    func write(_ position: Position, to writer: inout JSONWriter) {
        let rules = newest(position.instrument)
        let mark = mark(position.instrument)
        writer.beginObject()
        writer.member("account", names.name(of: position.account))
        writer.member("strategy", position.strategy.raw)
        writer.name("symbol")
        writer.text(rules?.symbol ?? .none)
        writer.member("base", rules?.base.description ?? "")
        writer.member("settle", rules?.settle.description ?? "")
        writer.member("positionSide", position.leg.word)
        writer.name("quantity")
        writer.decimal(position.quantity, as: .string)
        writer.name("cost")
        writer.decimal(position.cost, as: .string)
        writer.name("averagePrice")
        writer.decimalOrNull(rules.flatMap(position.averagePrice(_:)))
        writer.name("realisedPnl")
        writer.decimal(position.realised, as: .string)
        writer.name("quoteFees")
        writer.decimal(position.quoteFees, as: .string)
        writer.name("baseFees")
        writer.decimal(position.baseFees, as: .string)
        writer.member("fills", position.fills)
        writer.name("markPrice")
        writer.decimalOrNull(mark?.raw)
        writer.name("unrealisedPnl")
        writer.decimalOrNull(
            mark.flatMap { mark in rules.flatMap { position.unrealised(at: mark, $0) } })
        writer.name("margin")
        writer.decimal(position.margin, as: .string)
        writer.name("fundingPaid")
        writer.decimal(position.fundingPaid, as: .string)
        writer.endObject()
    }

    func write(_ balance: Balance, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("account", names.name(of: balance.account))
        writer.member("asset", balance.asset.description)
        writer.name("total")
        writer.decimal(balance.total, as: .string)
        writer.name("reserved")
        writer.decimal(balance.reserved, as: .string)
        writer.name("margin")
        writer.decimal(balance.margin, as: .string)
        writer.name("available")
        writer.decimal(balance.available, as: .string)
        writer.endObject()
    }

    func write(_ instrument: Instrument, to writer: inout JSONWriter) {
        let price = Int(instrument.priceDecimals)
        let quantity = Int(instrument.quantityDecimals)
        writer.beginObject()
        writer.name("symbol")
        writer.text(instrument.symbol)
        writer.member("venue", names.name(of: instrument.venue))
        writer.member("base", instrument.base.description)
        writer.member("quote", instrument.quote.description)
        writer.member("version", instrument.version)
        writer.member("priceDecimals", price)
        writer.member("quantityDecimals", quantity)
        writer.name("tick")
        writer.decimal(instrument.tick, decimals: price, as: .string)
        writer.name("lot")
        writer.decimal(instrument.lot, decimals: quantity, as: .string)
        writer.name("quantityMin")
        writer.decimal(instrument.quantityMin, decimals: quantity, as: .string)
        writer.name("quantityMax")
        writer.decimal(instrument.quantityMax, decimals: quantity, as: .string)
        writer.name("notionalMin")
        writer.decimal(instrument.notionalMin, as: .string)
        writer.member("isTradable", instrument.isTradable && instrument.fault == nil)
        writer.endObject()
    }
}

extension JSONWriter {
    /// An amount in units of 10^-18, in quotes.
    mutating func decimalOrNull(_ raw: Int128?) {
        guard let raw else { return null() }
        decimal(raw, decimals: Money.decimals, as: .string)
    }
}

extension Order {
    /// What a unit cost on the average, in units of 10^-18, ties to even; nil where nothing was
    /// filled.
    func averagePrice(decimals: UInt8) -> Int128? {
        guard filled.mantissa > 0 else { return nil }
        return FullWidth.multiplyDivide(
            filledNotional.raw, powerOfTen(decimals), Int128(filled.mantissa), rounding: .halfEven)
    }
}

extension Position {
    /// What closing at a price would bring, before fees, in units of 10^-18, ties to even.
    func unrealised(at mark: MarkPrice, _ rules: Instrument) -> Int128? {
        guard let size = size(rules) else { return nil }
        let worth: Int128?
        switch rules.contract {
        case .spot, .linear:
            worth = FullWidth.multiplyDivide(size, mark.raw, Money.one, rounding: .halfEven)
        case .inverse:
            guard mark.raw > 0 else { return nil }
            // A long one is worth less of the coin the dearer the coin is.
            worth = FullWidth.multiplyDivide(-size, Money.one, mark.raw, rounding: .halfEven)
        }
        guard let worth else { return nil }
        let (gain, overflow) = worth.subtractingReportingOverflow(cost.raw)
        return overflow ? nil : gain
    }

    /// The average price of the open quantity, in units of 10^-18, ties to even; that of inverse
    /// contracts is harmonic. Nil where it is flat.
    func averagePrice(_ rules: Instrument) -> Int128? {
        guard let size = size(rules), size != 0, cost != .zero else { return nil }
        switch rules.contract {
        case .spot, .linear:
            return FullWidth.multiplyDivide(cost.raw, Money.one, size, rounding: .halfEven)
        case .inverse:
            return FullWidth.multiplyDivide(-size, Money.one, cost.raw, rounding: .halfEven)
        }
    }

    /// Units of the base currency, or of the quote currency for inverse contracts.
    private func size(_ rules: Instrument) -> Int128? {
        FullWidth.multiplyDivide(
            quantity.raw, rules.multiplier.raw, Money.one, rounding: .halfEven)
    }
}
