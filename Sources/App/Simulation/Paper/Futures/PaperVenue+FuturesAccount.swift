internal import Domain
internal import Wire

/// Futures: what an account has, and how it trades.
extension PaperVenue {
    func performAccount(
        _ operation: FuturesOperation, _ account: Int, _ parameters: inout RequestParameters,
        _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        switch operation {
        case .balance: writeBalances(account, &json)
        case .account: writeAccount(account, &json)
        case .positions: try writePositions(account, &parameters, &json)
        case .leverage: try setLeverage(account, &parameters, &json)
        case .marginType: try setMarginType(account, &parameters, &json)
        case .positionMode:
            json.beginObject()
            json.member(
                "dualSidePosition", futures?.ledger.accounts[account]?.isHedged == true)
            json.endObject()
        case .setPositionMode: try setPositionMode(account, &parameters, &json)
        case .brackets: try writeBrackets(&parameters, &json)
        case .symbolConfiguration: try writeConfiguration(account, &parameters, &json)
        case .income: try writeIncome(account, &parameters, &json)
        case .commission:
            json.beginObject()
            json.member("symbol", engine.symbols[try symbol(&parameters)].name)
            json.member("makerCommissionRate", Price(mantissa: 20_000))
            json.member("takerCommissionRate", Price(mantissa: 50_000))
            json.endObject()
        case _: preconditionFailure("that is asked elsewhere")
        }
    }

    // MARK: - What there is

    private func writeBalances(_ account: Int, _ json: inout JSONWriter) {
        json.beginArray()
        json.beginObject()
        json.member("accountAlias", "paper")
        json.member("asset", "USDT")
        json.member("balance", futures?.ledger.accounts[account]?.wallet ?? .zero)
        json.member("crossWalletBalance", futures?.ledger.crossWallet(account) ?? .zero)
        json.member("crossUnPnl", gained(account))
        json.member("availableBalance", available(account))
        json.member("maxWithdrawAmount", available(account))
        json.member("marginAvailable", true)
        json.member("updateTime", now)
        json.endObject()
        json.endArray()
    }

    private func gained(_ account: Int) -> Money {
        guard let desk = futures else { return .zero }
        return desk.ledger.crossMargin(account, desk.marks).balance
            - desk.ledger.crossWallet(account)
    }

    private func writeAccount(_ account: Int, _ json: inout JSONWriter) {
        guard let desk = futures else { return }
        let margin = desk.ledger.crossMargin(account, desk.marks)
        let wallet = desk.ledger.accounts[account]?.wallet ?? .zero
        json.beginObject()
        json.member("totalWalletBalance", wallet)
        json.member("totalUnrealizedProfit", gained(account))
        json.member("totalMarginBalance", wallet + gained(account))
        json.member("totalCrossWalletBalance", desk.ledger.crossWallet(account))
        json.member("totalCrossUnPnl", gained(account))
        json.member("totalMaintMargin", margin.maintenance)
        json.member("availableBalance", available(account))
        json.member("maxWithdrawAmount", available(account))
        json.name("assets")
        json.beginArray()
        json.beginObject()
        json.member("asset", "USDT")
        json.member("walletBalance", wallet)
        json.member("unrealizedProfit", gained(account))
        json.member("marginBalance", wallet + gained(account))
        json.member("maintMargin", margin.maintenance)
        json.member("crossWalletBalance", desk.ledger.crossWallet(account))
        json.member("crossUnPnl", gained(account))
        json.member("availableBalance", available(account))
        json.member("maxWithdrawAmount", available(account))
        json.member("updateTime", now)
        json.endObject()
        json.endArray()
        json.name("positions")
        json.beginArray()
        for symbol in engine.symbols.indices {
            for side in PaperTerms.Holding.allCases {
                writePosition(account, symbol, side, &json)
            }
        }
        json.endArray()
        json.endObject()
    }

    private func writePositions(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        var only: Int?
        if parameters.text("symbol") != nil { only = try symbol(&parameters) }
        json.beginArray()
        for row in engine.symbols.indices where only == nil || only == row {
            for side in PaperTerms.Holding.allCases { writePosition(account, row, side, &json) }
        }
        json.endArray()
    }

    /// A position, where there is one.
    func writePosition(
        _ account: Int, _ symbol: Int, _ side: PaperTerms.Holding, _ json: inout JSONWriter
    ) {
        guard let desk = futures else { return }
        let held = desk.ledger.holding(account, symbol, side)
        guard held.quantity != 0 else { return }
        let mark = desk.marks[symbol]
        let setting = desk.ledger.setting(account, symbol)
        let worth = FuturesLedger.worth(held, mark)
        json.beginObject()
        json.member("symbol", engine.symbols[symbol].name)
        json.member("positionSide", side.rawValue)
        json.member("positionAmt", Price(mantissa: held.quantity))
        json.member("entryPrice", held.entryPrice)
        json.member("breakEvenPrice", held.entryPrice)
        json.member("markPrice", mark)
        let gain = FuturesLedger.told(FuturesLedger.gain(held, mark))
        json.member("unRealizedProfit", gain)
        // So "Account Information" spells it.
        json.member("unrealizedProfit", gain)
        json.member(
            "liquidationPrice", desk.ledger.liquidationPrice(account, symbol, side, desk.marks))
        json.member("isolatedMargin", held.isolated)
        json.member("notional", held.quantity < 0 ? -worth : worth)
        json.member("marginAsset", "USDT")
        json.member("isolatedWallet", held.isolated)
        json.member("initialMargin", Money(raw: worth.raw / Int128(setting.leverage)))
        json.member("maintMargin", desk.ledger.maintenance(symbol, held, mark))
        json.member("marginType", setting.isIsolated ? "isolated" : "cross")
        json.member("leverage", String(setting.leverage))
        json.member("adl", 1)
        json.member("updateTime", held.time)
        json.endObject()
    }

    private func writeBrackets(
        _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        var only: Int?
        if parameters.text("symbol") != nil { only = try symbol(&parameters) }
        json.beginArray()
        for row in engine.symbols.indices where only == nil || only == row {
            json.beginObject()
            json.member("symbol", engine.symbols[row].name)
            json.name("brackets")
            json.beginArray()
            for (number, tier) in (futures?.ledger.tables[row].rows ?? []).enumerated() {
                json.beginObject()
                json.member("bracket", number + 1)
                json.member("initialLeverage", tier.leverageMax)
                json.member("notionalCap", Int64(tier.cap.raw / Money.one))
                json.member("notionalFloor", Int64(tier.floor.raw / Money.one))
                json.name("maintMarginRatio")
                json.decimal(Int128(tier.rate), decimals: 8, as: .number)
                json.name("cum")
                json.decimal(tier.relief.raw, decimals: 18, as: .number)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    private func writeConfiguration(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        var only: Int?
        if parameters.text("symbol") != nil { only = try symbol(&parameters) }
        json.beginArray()
        for row in engine.symbols.indices where only == nil || only == row {
            let setting = futures?.ledger.setting(account, row) ?? FuturesLedger.Setting()
            json.beginObject()
            json.member("symbol", engine.symbols[row].name)
            json.member("marginType", setting.isIsolated ? "ISOLATED" : "CROSSED")
            json.member("isAutoAddMargin", false)
            json.member("leverage", setting.leverage)
            json.endObject()
        }
        json.endArray()
    }

    private func writeIncome(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = parameters.text("symbol")
        let kind = parameters.text("incomeType")
        let span = try span(&parameters)
        let limit = try parameters.limit(standard: 100, max: 1000)
        let found = (futures?.income ?? []).filter { entry in
            entry.account == account && span.contains(entry.time)
                && (symbol ?? entry.symbol) == entry.symbol && (kind ?? entry.kind) == entry.kind
        }
        json.beginArray()
        for entry in found.prefix(limit) { writeIncome(entry, &json) }
        json.endArray()
    }

    func writeIncome(_ entry: FuturesDesk.Income, _ json: inout JSONWriter) {
        json.beginObject()
        json.member("symbol", entry.symbol)
        json.member("incomeType", entry.kind)
        json.member("income", entry.amount)
        json.member("asset", "USDT")
        json.member("info", entry.kind)
        json.member("time", entry.time)
        json.member("tranId", entry.id)
        json.member("tradeId", "")
        json.endObject()
    }

    // MARK: - How it trades

    private func setLeverage(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        guard let leverage = try parameters.integer("leverage") else { throw .missing("leverage") }
        guard let desk = futures, (1...125).contains(leverage),
            Int(leverage) <= desk.ledger.tables[symbol].rows[0].leverageMax
        else { throw PaperRefusal(-4028, "Leverage \(leverage) is not valid.") }
        var setting = desk.ledger.setting(account, symbol)
        setting.leverage = Int(leverage)
        futures?.ledger.set(setting, account, symbol)
        tellConfiguration(account, symbol)
        json.beginObject()
        json.member("leverage", leverage)
        json.member(
            "maxNotionalValue",
            String(desk.ledger.tables[symbol].worthMax(at: Int(leverage)).raw / Money.one))
        json.member("symbol", engine.symbols[symbol].name)
        json.endObject()
    }

    private func setMarginType(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let symbol = try symbol(&parameters)
        let name = try parameters.required("marginType")
        guard let desk = futures, ["ISOLATED", "CROSSED"].contains(name) else {
            throw PaperRefusal(-4049, "Invalid margin type.")
        }
        var setting = desk.ledger.setting(account, symbol)
        guard setting.isIsolated != (name == "ISOLATED") else {
            throw PaperRefusal(-4046, "No need to change margin type.")
        }
        let isOpen = PaperTerms.Holding.allCases.contains {
            desk.ledger.holding(account, symbol, $0).quantity != 0
        }
        guard !isOpen else {
            throw PaperRefusal(-4048, "Margin type cannot be changed if there exists position.")
        }
        setting.isIsolated = name == "ISOLATED"
        futures?.ledger.set(setting, account, symbol)
        Self.writeDone(&json)
    }

    private func setPositionMode(
        _ account: Int, _ parameters: inout RequestParameters, _ json: inout JSONWriter
    ) throws(PaperRefusal) {
        let isHedged = try parameters.required("dualSidePosition").lowercased() == "true"
        guard let entry = futures?.ledger.accounts[account], entry.isHedged != isHedged else {
            throw PaperRefusal(-4059, "No need to change position side.")
        }
        guard entry.holdings.allSatisfy({ $0.quantity == 0 }),
            engine.accounts[account].openOrders.isEmpty
        else {
            throw PaperRefusal(
                -4068, "Position side cannot be changed if there exists position.")
        }
        futures?.ledger.setHedged(isHedged, account)
        Self.writeDone(&json)
    }

    private static func writeDone(_ json: inout JSONWriter) {
        json.beginObject()
        json.member("code", 200)
        json.member("msg", "success")
        json.endObject()
    }
}
