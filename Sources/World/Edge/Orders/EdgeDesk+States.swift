internal import Domain
internal import Host
internal import Wire

/// Trading states and the kill switch.
extension EdgeDesk {
    private static let modes: [(JSONKey, TradingMode)] = [
        ("active", .active), ("reducing", .reducing), ("halted", .halted),
    ]

    func kill(_ request: HTTPRequest, _ exchange: ExchangeID) throws(Problem) -> HTTPResponse? {
        let (scope, reason) = try killing(request)
        try ask(
            Question(subject: .state(scope), asker: .exchange(exchange, .kill)),
            .kill(scope, reason))
        return nil
    }

    func liftKill(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        let (scope, reason) = try killing(request)
        try ask(
            Question(subject: .state(scope), asker: .exchange(exchange, .killLift)),
            .liftKill(scope, reason))
        return nil
    }

    func setState(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        _ = try Query(request, [])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(document.root, in: document, text, ["scope", "mode"])
        let scope = try scope(object, text)
        guard let mode = try object.word(1, Self.modes, in: text) else {
            throw .missingField("mode", fix: "write \"active\", \"reducing\" or \"halted\"")
        }
        try ask(
            Question(subject: .state(scope), asker: .exchange(exchange, .tradingStates)),
            .setTradingState(scope, mode))
        return nil
    }

    /// What became of it: its state, or why it stays as it is.
    func answerState(
        _ asker: Question.Asker, _ scope: TradingScope, _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        for event in events {
            switch event.event {
            case .inputRefused(let refusal, scope): throw .refused(refusal, names.text(scope, self))
            case .tradingStateChanged(let restriction) where restriction.scope == scope:
                return answer(asker, 200) { desk, writer in
                    writer.beginObject()
                    writer.restriction(restriction, desk)
                    writer.member("sequence", desk.views.trading.sequence)
                    writer.endObject()
                }
            case _: continue
            }
        }
        throw .internalError
    }

    func scope(of request: HTTPRequest) throws(Problem) -> TradingScope {
        _ = try Query(request, [])
        try parse(request.body)
        let text = request.body.span
        return try scope(StrictObject(document.root, in: document, text, ["scope"]), text)
    }

    /// What is killed or lifted, and why: a reason that was not given holds nothing up, and of one
    /// that is too long the beginning is kept.
    private func killing(
        _ request: HTTPRequest
    ) throws(Problem) -> (TradingScope, StatedReason) {
        _ = try Query(request, [])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(document.root, in: document, text, ["scope", "because"])
        let reason = StatedReason(try object.text(1, in: text) ?? "")
        return (try scope(object, text), reason)
    }

    /// - Parameter place: of `scope` in the object.
    func scope(
        _ object: StrictObject, place: Int = 0, _ text: Span<UInt8>
    ) throws(Problem) -> TradingScope {
        guard let word = try object.text(place, in: text) else {
            throw .missingField("scope", fix: Self.scopeFix)
        }
        names.take(views.trading.instruments)
        let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.count > 1 ? String(parts[1]) : ""
        switch (parts[0], parts.count) {
        case ("global", 1): return .global
        case ("account", 2): return .account(try names.account(name).id)
        case ("instrument", 2):
            return .instrument(try names.instrument(named: name, at: nil))
        case ("strategy", 2):
            if let number = UInt32(name), number > 0, String(number) == name {
                return .strategy(StrategyID(number))
            }
        case ("venue", 2):
            let known = names.venues.first { $0.value == name }
            if let known { return .venue(known.key) }
        case _: break
        }
        throw .invalid(
            "scope", "scope is \"\(Problem.visible(word))\"", fix: Self.scopeFix)
    }

    private static let scopeFix =
        "write \"global\", \"venue:NAME\", \"account:NAME\", \"instrument:SYMBOL\" or "
        + "\"strategy:NUMBER\""

    // MARK: - What there is

    func showRisk(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        _ = try Query(request, [])
        return json { desk, writer in
            let trading = desk.views.trading
            writer.beginObject()
            writer.member("mode", trading.mode.word)
            writer.name("states")
            writer.beginArray()
            for restriction in trading.restrictions {
                writer.beginObject()
                writer.restriction(restriction, desk)
                writer.endObject()
            }
            writer.endArray()
            writer.name("limits")
            writer.beginArray()
            for limits in trading.limits {
                writer.beginObject()
                writer.member("scope", desk.names.text(limits.scope, desk))
                writer.member("openOrders", Int(trading.openOrders(in: limits.scope)))
                writer.limits(limits)
                writer.endObject()
            }
            writer.endArray()
            writer.member("sequence", trading.sequence)
            writer.endObject()
        }
    }
}

extension HouseNames {
    /// A scope as questions have it.
    func text(_ scope: TradingScope, _ desk: EdgeDesk) -> String {
        switch scope.kind {
        case .global: return "global"
        case .venue: return "venue:\(name(of: VenueID(UInt16(truncatingIfNeeded: scope.number))))"
        case .account: return "account:\(name(of: AccountID(scope.number)))"
        case .instrument:
            let rules = desk.newest(InstrumentID(scope.number))
            return "instrument:\(rules.map { "\($0.symbol)" } ?? "#\(scope.number)")"
        case .strategy: return "strategy:\(scope.number)"
        }
    }
}

extension JSONWriter {
    mutating func restriction(_ restriction: TradingRestriction, _ desk: EdgeDesk) {
        member("scope", desk.names.text(restriction.scope, desk))
        member("mode", restriction.mode.word)
        member("killed", restriction.isKilled)
        if restriction.because != .none { member("because", restriction.because.text) }
    }

    /// The limits that there are; what is not limited is left out.
    fileprivate mutating func limits(_ limits: RiskLimits) {
        let amounts: [(String, Money)] = [
            ("orderNotionalMax", limits.orderNotionalMax),
            ("orderQuantityMax", limits.orderQuantityMax),
            ("workingQuantityMax", limits.workingQuantityMax), ("longMax", limits.longMax),
            ("shortMax", limits.shortMax), ("grossMax", limits.grossMax),
            ("netMax", limits.netMax), ("dayLossMax", limits.dayLossMax),
            ("drawdownMax", limits.drawdownMax),
        ]
        for (name, amount) in amounts where amount != .unlimited { member(name, "\(amount)") }
        let shares: [(String, Rate)] = [
            ("collar", limits.collar), ("bookShareMax", limits.bookShareMax),
            ("volumeShareMax", limits.volumeShareMax), ("leverageMax", limits.leverageMax),
            ("marginRatioMax", limits.marginRatioMax),
            ("liquidationDistanceMin", limits.liquidationDistanceMin),
            ("feeBuffer", limits.feeBuffer), ("fundingBuffer", limits.fundingBuffer),
        ]
        for (name, share) in shares where share.raw != .max && share != .zero {
            member(name, DecimalWriter.text(Int128(share.raw), decimals: Rate.decimals))
        }
        let counts: [(String, UInt32)] = [
            ("ordersInWindowMax", limits.ordersInWindowMax),
            ("cancelsInWindowMax", limits.cancelsInWindowMax),
            ("openOrdersMax", limits.openOrdersMax), ("rejectsInRowMax", limits.rejectsInRowMax),
        ]
        for (name, count) in counts where count != .max { member(name, Int(count)) }
        let times: [(String, Int64)] = [
            ("orderWindow", limits.orderWindow), ("duplicateWindow", limits.duplicateWindow),
            ("referenceAgeMax", limits.referenceAgeMax),
            ("conversionAgeMax", limits.conversionAgeMax), ("balanceAgeMax", limits.balanceAgeMax),
        ]
        for (name, time) in times where time != .max && time != 0 {
            member(name, DecimalWriter.text(Int128(time), decimals: 9))
        }
        if limits.requiresAllocation { member("requiresAllocation", true) }
        if limits.preventsSelfTrade { member("preventsSelfTrade", true) }
    }
}

extension Problem {
    /// A state that stays as it is.
    static func refused(_ refusal: InputRefusal, _ scope: String) -> Problem {
        switch refusal {
        case .scopeKilled:
            Problem(
                409, "SCOPE_KILLED", "The kill switch holds this",
                "\(scope) is halted by its kill switch", field: "scope",
                fix: "lift it first (POST /api/v1/kill/lift), when it is safe to")
        case .notKilled:
            Problem(
                409, "NOT_KILLED", "There is no kill switch to lift",
                "\(scope) is not held by a kill switch", field: "scope",
                fix: "set its state (POST /api/v1/trading-states)")
        case .alreadyKilled:
            Problem(
                409, "ALREADY_KILLED", "The kill switch holds this already",
                "\(scope) stays halted, and its orders are taken back once more", field: "scope")
        case .limitsUnsound, .marginTableUnsound, .marginTermsUnsound, .instrumentUnfit,
            .amountUnfit, .capitalInsufficient, .allocationExceeded, .repeated, .evidenceStands,
            .orderClosed, .priceUnfit, .assetUnknown:
            .internalError
        }
    }
}
