internal import Domain
internal import Host
internal import Wire

/// Capital by strategy, and margin.
extension EdgeDesk {
    func allocate(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        _ = try Query(request, [])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(
            document.root, in: document, text, ["account", "strategy", "asset", "limit"])
        let account = try names.account(try object.text(0, in: text)).id
        guard let strategy = try object.integer(1, 1...Int64(UInt32.max), in: text) else {
            throw .missingField("strategy", fix: "write its number, from 1 on")
        }
        let asset = try asset(object, 2, text)
        guard let limit = try object.amount(3, in: text) else {
            throw .missingField("limit", fix: "write the most that it may be given: \"1000\"")
        }
        let allocation = CapitalAllocation(
            account: account, strategy: StrategyID(UInt32(strategy)), asset: asset, limit: limit)
        try ask(
            Question(subject: .allocation(allocation), asker: .exchange(exchange, .allocations)),
            .allocate(allocation))
        return nil
    }

    func transfer(
        _ request: HTTPRequest, _ exchange: ExchangeID
    ) throws(Problem) -> HTTPResponse? {
        _ = try Query(request, [])
        try parse(request.body)
        let text = request.body.span
        let object = try StrictObject(
            document.root, in: document, text,
            ["id", "account", "asset", "from", "to", "amount"])
        let account = try names.account(try object.text(1, in: text)).id
        let asset = try asset(object, 2, text)
        guard let amount = try object.amount(5, in: text) else {
            throw .missingField("amount", fix: "write how much: \"1000\"")
        }
        let transfer = CapitalTransfer(
            id: try transferID(object, text), account: account, asset: asset,
            from: try side(object, 3, text), to: try side(object, 4, text), amount: amount)
        try ask(
            Question(subject: .transfer(transfer), asker: .exchange(exchange, .transfers)),
            .transfer(transfer))
        return nil
    }

    private func transferID(
        _ object: StrictObject, _ text: Span<UInt8>
    ) throws(Problem) -> FlowID {
        let fix = "write 1 to \(FlowID.countMax) characters that no other transfer has"
        guard let word = try object.text(0, in: text) else {
            throw .missingField("id", fix: fix)
        }
        do {
            return try FlowID(word)
        } catch {
            throw .invalid("id", "id is \"\(Problem.visible(word))\"", fix: fix)
        }
    }

    /// A strategy's number; 0 for the pool.
    private func side(
        _ object: StrictObject, _ place: Int, _ text: Span<UInt8>
    ) throws(Problem) -> StrategyID {
        guard let number = try object.integer(place, 0...Int64(UInt32.max), in: text) else {
            throw .missingField(
                object.name(place), fix: "write a strategy's number, or 0 for the pool")
        }
        return StrategyID(UInt32(number))
    }

    private func asset(
        _ object: StrictObject, _ place: Int, _ text: Span<UInt8>
    ) throws(Problem) -> Asset {
        guard let word = try object.text(place, in: text) else {
            throw .missingField("asset", fix: "write its code: \"USDT\"")
        }
        return try asset(word)
    }

    private func asset(_ word: String) throws(Problem) -> Asset {
        do {
            return try Asset(word)
        } catch {
            throw .invalid(
                "asset", "asset is \"\(Problem.visible(word))\"", fix: "write its code: \"USDT\"")
        }
    }

    /// What became of it: the account's sub-accounts in the asset, or why they stay as they are.
    func answerAllocation(
        _ asker: Question.Asker, _ allocation: CapitalAllocation,
        _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        for event in events {
            guard case .inputRefused(let refusal, _) = event.event else { continue }
            throw .uncounted(refusal, allocation.asset)
        }
        answerCapital(asker, allocation.account, allocation.asset)
    }

    /// As ``answerAllocation(_:_:_:)``. The same transfer again is answered as it was: its bot may
    /// not have heard, and money that moved once must not look like money that did not.
    func answerTransfer(
        _ asker: Question.Asker, _ transfer: CapitalTransfer, _ events: ArraySlice<ReleasedEvent>
    ) throws(Problem) {
        var isRepeated = false
        for event in events {
            guard case .inputRefused(let refusal, _) = event.event else { continue }
            isRepeated = refusal == .repeated && views.trading.transfer(transfer.id) == transfer
            guard isRepeated else { throw .uncounted(refusal, transfer.asset) }
        }
        answerCapital(asker, transfer.account, transfer.asset, isRepeated: isRepeated)
    }

    private func answerCapital(
        _ asker: Question.Asker, _ account: AccountID, _ asset: Asset, isRepeated: Bool = false
    ) {
        answer(asker, 200) { desk, writer in
            writer.beginObject()
            desk.write(of: { $0 == account && $1 == asset }, to: &writer)
            if isRepeated { writer.member("repeated", true) }
            writer.endObject()
        }
    }

    // MARK: - What there is

    func showCapital(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(request, ["account", "asset"])
        let account = try query["account"].map(names.account)?.id
        let asset = try query["asset"].map(asset)
        return json { desk, writer in
            writer.beginObject()
            desk.write(
                of: { (account ?? $0) == $0 && (asset ?? $1) == $1 }, to: &writer)
            writer.endObject()
        }
    }

    private func write(of isWanted: (AccountID, Asset) -> Bool, to writer: inout JSONWriter) {
        writer.name("wallets")
        writer.beginArray()
        for balance in views.trading.balances where isWanted(balance.account, balance.asset) {
            writer.ledger(balance, account: names.name(of: balance.account))
        }
        writer.endArray()
        writer.name("capital")
        writer.beginArray()
        for capital in views.trading.capitals where isWanted(capital.account, capital.asset) {
            writer.capital(
                capital, account: names.name(of: capital.account),
                limit: views.trading.allocations.first {
                    $0.account == capital.account && $0.strategy == capital.strategy
                        && $0.asset == capital.asset
                }?.limit)
        }
        writer.endArray()
        writer.member("sequence", views.trading.sequence)
    }

    func showMargin(_ request: HTTPRequest) throws(Problem) -> HTTPResponse {
        let query = try Query(request, ["account", "asset"])
        let account = try names.account(query["account"]).id
        let asset = try asset(query.required("asset", fix: "say which: asset=USDT"))
        guard views.trading.knows(asset) else { throw .assetUnknown(asset) }
        let standing: MarginStanding
        switch views.trading.margin(of: account, in: asset) {
        case .success(let told): standing = told
        case .failure(let gap):
            let symbol = newest(gap.instrument).map { "\($0.symbol)" } ?? "a position"
            throw Problem(
                503, gap.code, "The margin is not known", "\(symbol): \(gap.why)",
                fix: "wait until market data and the account's reconciliation are there")
        }
        return json { desk, writer in
            writer.beginObject()
            writer.member("account", desk.names.name(of: account))
            writer.member("asset", asset.description)
            writer.margin(standing) { desk.newest($0)?.symbol }
            writer.member("sequence", desk.views.trading.sequence)
            writer.endObject()
        }
    }
}

extension JSONWriter {
    private mutating func amounts(_ amounts: [(String, Money)]) {
        for (name, amount) in amounts {
            self.name(name)
            decimal(amount, as: .string)
        }
    }

    fileprivate mutating func ledger(_ balance: Balance, account: String) {
        beginObject()
        member("account", account)
        member("asset", balance.asset.description)
        amounts([
            ("total", balance.total), ("reserved", balance.reserved), ("margin", balance.margin),
            ("external", balance.external), ("traded", balance.traded), ("fees", balance.fees),
            ("funding", balance.funding), ("profit", balance.profit),
            ("difference", balance.difference),
        ])
        endObject()
    }

    fileprivate mutating func capital(_ capital: Capital, account: String, limit: Money?) {
        beginObject()
        member("account", account)
        member("strategy", capital.strategy.raw)
        member("asset", capital.asset.description)
        amounts([
            ("total", capital.total), ("reserved", capital.reserved), ("margin", capital.margin),
            ("available", capital.available), ("gained", capital.gained),
            ("gainedPeak", capital.gainedPeak),
        ])
        if let limit { amounts([("limit", limit)]) }
        endObject()
    }

    fileprivate mutating func margin(
        _ standing: MarginStanding, symbol: (InstrumentID) -> Symbol?
    ) {
        amounts([
            ("wallet", standing.wallet), ("unrealisedPnl", standing.unrealised),
            ("balance", standing.balance), ("initial", standing.initial),
            ("maintenance", standing.maintenance),
        ])
        name("ratio")
        decimalOrNull(standing.ratio?.raw)
        name("positions")
        beginArray()
        for position in standing.positions {
            beginObject()
            name("symbol")
            text(symbol(position.instrument) ?? .none)
            member("positionSide", position.leg.word)
            member("marginMode", position.mode == .cross ? "cross" : "isolated")
            amounts([
                ("quantity", position.quantity), ("unrealisedPnl", position.unrealised),
                ("initial", position.initial), ("maintenance", position.maintenance),
            ])
            name("markPrice")
            decimal(position.mark.raw, decimals: Money.decimals, as: .string)
            member("markTime", position.markedAt.microseconds)
            name("liquidationPrice")
            decimalOrNull(position.liquidationPrice?.raw)
            endObject()
        }
        endArray()
    }
}

extension StrictObject {
    /// An amount in quotes, more than zero, with at most 18 decimals; nil where it is absent.
    func amount(_ place: Int, in text: Span<UInt8>) throws(Problem) -> Money? {
        guard let word = try self.text(place, in: text) else { return nil }
        let bytes = Array(word.utf8)
        let isPlain =
            !bytes.isEmpty
            && bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard isPlain, let number = DecimalText(bytes.span, 0..<bytes.count),
            let mantissa = number.wideMantissa(decimals: Money.decimals), mantissa.isExact,
            mantissa.value > 0, mantissa.value <= Money.Limits.amountMax.raw
        else {
            throw .invalid(
                name(place), "\(name(place)) is \"\(Problem.visible(word))\"",
                fix: "write digits with at most 18 after the point, more than zero: \"1000\"")
        }
        return Money(raw: mantissa.value)
    }
}

extension Problem {
    fileprivate static func assetUnknown(_ asset: Asset) -> Problem {
        Problem(
            422, "ASSET_UNKNOWN", "There is no such asset here",
            "no instrument is of \(asset), and no account ever held any", field: "asset",
            fix: "write the code of an asset of /api/v1/instruments or /api/v1/balances")
    }

    /// Capital that stays where it is.
    fileprivate static func uncounted(_ refusal: InputRefusal, _ asset: Asset) -> Problem {
        switch refusal {
        case .repeated:
            Problem(
                409, "TRANSFER_ID_USED", "The id is that of another transfer",
                "a transfer of this id with other content was counted before", field: "id",
                fix: "give each transfer an id of its own; repeat a transfer word for word")
        case .assetUnknown: .assetUnknown(asset)
        case .capitalInsufficient:
            Problem(
                422, "CAPITAL_INSUFFICIENT", "There is not as much to transfer",
                "what is set aside for orders or held by positions stays", field: "amount",
                fix: "transfer at most what is available (GET /api/v1/capital)")
        case .allocationExceeded:
            Problem(
                422, "ALLOCATION_EXCEEDED", "The strategy may not get as much",
                "it has no allocation in the asset, or the transfer goes beyond its limit",
                field: "amount", fix: "allocate more first (POST /api/v1/allocations)")
        case _:
            Problem(
                422, "AMOUNT_UNFIT", "The amount or a side of it is not one",
                "an amount is more than zero, and goes from one side to another",
                fix: "look at from, to and amount")
        }
    }
}
