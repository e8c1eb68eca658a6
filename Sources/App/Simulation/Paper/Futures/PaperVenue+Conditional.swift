internal import Domain
internal import Wire

/// Futures: orders that wait for a price.
///
/// - Source: Binance USD-M futures, "New Algo Order", "Query Algo Order", "Cancel Algo Order",
///   "Event: Algo Order Update", read 2026-11.
extension PaperVenue {
    func placeConditional(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        guard try parameters.required("algoType") == "CONDITIONAL" else {
            throw .value("algoType")
        }
        let kind = try parameters.required("type")
        guard Self.conditions.contains(kind) else { throw .orderType }
        var placement = try futuresPlacement(
            account, kind.hasSuffix("_MARKET") ? .market : .limit, "clientAlgoId", &parameters)
        placement.terms.origin = kind
        let trigger = Price(mantissa: try parameters.decimal("triggerPrice"))
        let working = parameters.text("workingType") ?? "CONTRACT_PRICE"
        guard ["CONTRACT_PRICE", "MARK_PRICE"].contains(working) else {
            throw .value("workingType")
        }
        for name in ["newOrderRespType", "priceProtect", "closePosition"] {
            _ = parameters.text(name)
        }
        try parameters.checkAllRead()
        try limiter.takeOrder(of: account, at: now)
        let entry = try keep(placement, kind, trigger, isByMark: working == "MARK_PRICE")
        tell(entry)
        FuturesSpeech.conditional(
            entry, engine.symbols[placement.symbol], executed: nil, into: &json)
    }

    private func keep(
        _ placement: PaperPlacement, _ kind: String, _ trigger: Price, isByMark: Bool
    ) throws(PaperRefusal) -> PaperConditional {
        guard let desk = futures else { throw .orderType }
        let own = desk.conditionals.filter { $0.placement.account == placement.account }
        guard
            !own.contains(where: {
                $0.status.isOpen && $0.placement.clientID == placement.clientID
            })
        else { throw Self.futures(.duplicate) }
        guard own.count(where: \.status.isOpen) < FuturesDesk.Limits.conditionalsMax,
            desk.conditionals.count < FuturesDesk.Limits.conditionalsKeptMax
        else { throw PaperRefusal(-4045, "Reach max stop order limit.") }
        guard trigger.mantissa > 0,
            trigger.mantissa % engine.symbols[placement.symbol].tick.mantissa == 0
        else { throw Self.futures(.filter("PRICE_FILTER")) }
        var entry = PaperConditional(
            id: desk.lastConditional + 1, placement: placement, kind: kind, trigger: trigger,
            isByMark: isByMark, time: now, updateTime: now)
        if entry.placement.clientID.isEmpty { entry.placement.clientID = "algo-\(entry.id)" }
        guard !entry.isMet(by: price(of: entry)) else {
            throw PaperRefusal(-2021, "Order would immediately trigger.")
        }
        futures?.lastConditional += 1
        futures?.conditionals.append(entry)
        return entry
    }

    private func price(of entry: PaperConditional) -> Price {
        let symbol = entry.placement.symbol
        let mark = futures?.marks[symbol] ?? .zero
        return entry.isByMark ? mark : engine.lastPrice(of: symbol)
    }

    /// Places what has come to its price.
    func trigger(at time: Int64) {
        for row in (futures?.conditionals ?? []).indices {
            guard var entry = futures?.conditionals[row], entry.status.isOpen else { continue }
            let end = entry.placement.terms.goodTill
            if end > 0, end <= time {
                change(row, to: .expired, at: time)
                continue
            }
            guard entry.isMet(by: price(of: entry)) else { continue }
            do throws(PaperRefusal) {
                // The order is named before it can trade, so that its first word finds its name.
                entry.status = .triggered
                let (id, _) = try enter(entry.placement)
                futures?.conditionals[row].order = id
                futures?.conditionalOfOrder[id] = row
                change(row, to: .triggered, at: time)
                if let order = engine.order(id) { finishConditional(of: order) }
            } catch {
                futures?.conditionals[row].why = error.text
                change(row, to: .rejected, at: time)
            }
        }
    }

    private func change(_ row: Int, to status: PaperConditional.Status, at time: Int64) {
        futures?.conditionals[row].status = status
        futures?.conditionals[row].updateTime = time
        if let entry = futures?.conditionals[row] { tell(entry) }
    }

    /// The order of a condition is over, and with it the condition.
    func finishConditional(of order: PaperOrder) {
        guard let row = futures?.conditionalOfOrder[order.id], !order.status.isOpen,
            futures?.conditionals[row].status == .triggered
        else { return }
        change(row, to: .finished, at: now)
    }

    private func tell(_ entry: PaperConditional) {
        var json = JSONWriter()
        FuturesSpeech.update(
            entry, engine.symbols[entry.placement.symbol],
            executed: engine.order(entry.order), at: now, into: &json)
        sendPrivate(json.bytes, to: entry.placement.account)
    }

    // MARK: - Asking and canceling

    private func find(
        _ account: Int, _ parameters: inout RequestParameters
    ) throws(PaperRefusal) -> Int? {
        let number = try parameters.integer("algoId")
        let name = try parameters.clientID("clientAlgoId")
        guard number != nil || name != nil else { throw .missing("clientAlgoId") }
        return futures?.conditionals.lastIndex { entry in
            entry.placement.account == account
                && (number.map { $0 == entry.id } ?? (entry.placement.clientID == name))
        }
    }

    func tellConditional(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        guard let row = try find(account, &parameters), let entry = futures?.conditionals[row]
        else { throw .noOrder }
        FuturesSpeech.conditional(
            entry, engine.symbols[entry.placement.symbol],
            executed: engine.order(entry.order), into: &json)
    }

    func cancelConditional(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        _ = parameters.text("symbol")
        let row = try find(account, &parameters)
        try parameters.checkAllRead()
        guard let row, let entry = futures?.conditionals[row], entry.status.isOpen else {
            throw .unknownOrder
        }
        change(row, to: .canceled, at: now)
        json.beginObject()
        json.member("algoId", entry.id)
        json.member("clientAlgoId", entry.placement.clientID)
        json.member("code", "200")
        json.member("msg", "success")
        json.endObject()
    }

    func listConditionals(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        var only: Int?
        if parameters.text("symbol") != nil { only = try symbol(&parameters) }
        json.beginArray()
        for entry in futures?.conditionals ?? []
        where entry.placement.account == account && entry.status.isOpen
            && (only == nil || entry.placement.symbol == only)
        {
            FuturesSpeech.conditional(
                entry, engine.symbols[entry.placement.symbol], executed: nil, into: &json)
        }
        json.endArray()
    }
}
