internal import Domain
internal import Host
internal import Wire

/// What only a simulator has: proof that it is one, the whole truth, and faults at will.
extension PaperVenue {
    func control(_ request: HTTPRequest) -> HTTPResponse {
        switch (request.method, request.path) {
        case ("GET", "/plimsoll-sim"): proof(request)
        case ("GET", "/plimsoll-sim/ledger"): ledger()
        case ("GET", "/plimsoll-sim/fault"): faultsNow()
        case ("POST", "/plimsoll-sim/fault"): setFaults(request.body)
        case ("POST", "/plimsoll-sim/deposit"): deposit(request.body)
        case ("POST", "/plimsoll-sim/mark") where futures != nil: setMark(request.body)
        case ("POST", "/plimsoll-sim/funding") where futures != nil: settleFunding(request.body)
        case (_, _):
            HTTPResponse(
                status: 404,
                text: "the simulator answers GET /plimsoll-sim?challenge=TEXT, GET"
                    + " /plimsoll-sim/ledger, GET and POST /plimsoll-sim/fault, POST"
                    + " /plimsoll-sim/deposit\n")
        }
    }

    private func answer(_ json: JSONWriter) -> HTTPResponse {
        HTTPResponse(status: 200, contentType: "application/json", body: json.bytes)
    }

    private func proof(_ request: HTTPRequest) -> HTTPResponse {
        let challenge = request.query.first { $0.hasPrefix("challenge=") }?.dropFirst(10) ?? ""
        var json = JSONWriter()
        json.beginObject()
        json.member("simulator", "plimsoll-sim")
        json.member("version", 1)
        json.member("speaks", options.speaks.rawValue)
        json.member("market", tape == nil ? "flow" : "tape")
        switch tape?.state {
        case .waiting: json.member("tape", "waiting")
        case .playing: json.member("tape", "playing")
        case .over: json.member("tape", "over")
        case nil: break
        }
        json.member("seed", options.seed)
        json.member("challenge", String(challenge))
        json.endObject()
        return answer(json)
    }

    // MARK: - The truth

    private func ledger() -> HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        json.member("time", now)
        json.name("accounts")
        json.beginArray()
        for (row, account) in accounts.enumerated() {
            writeAccount(account, key: PaperOptions.key(of: row).key, &json)
        }
        json.endArray()
        json.endObject()
        return answer(json)
    }

    private func writeAccount(_ row: Int, key: String, _ json: inout JSONWriter) {
        let account = engine.accounts[row]
        json.beginObject()
        json.member("name", account.name)
        json.member("key", key)
        if futures != nil {
            writeFutures(row, &json)
            return json.endObject()
        }
        json.name("balances")
        json.beginArray()
        for balance in account.balances {
            json.beginObject()
            json.member("asset", balance.asset)
            json.member("deposited", deposits[row]?[balance.asset] ?? .zero)
            json.member("free", balance.free)
            json.member("locked", balance.locked)
            json.endObject()
        }
        json.endArray()
        json.name("orders")
        json.beginArray()
        for id in account.orders {
            guard let order = engine.order(id) else { continue }
            OrderSpeech.order(order, engine.symbols[order.placement.symbol], into: &json)
        }
        json.endArray()
        json.name("trades")
        json.beginArray()
        for fill in account.fills {
            OrderSpeech.fill(fill, engine.symbols[fill.symbol], into: &json)
        }
        json.endArray()
        json.endObject()
    }

    // MARK: - Faults

    private func faultsNow() -> HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        for name in FaultPlan.Name.allCases {
            guard let setting = faults.settings[name] else { continue }
            json.name(name.rawValue)
            json.beginObject()
            json.member("perMillion", setting.perMillion)
            if setting.number > 0 {
                json.member(name == .status ? "status" : "milliseconds", setting.number)
            }
            json.endObject()
        }
        json.name("happened")
        json.beginObject()
        for name in FaultPlan.Name.allCases {
            json.member(name.rawValue, faults.happened[name] ?? 0)
        }
        json.endObject()
        json.member("silentUntil", silentUntil)
        json.member("refusesUntil", refusesUntil)
        json.endObject()
        return answer(json)
    }

    /// `{"private-drop": 0.1, "late-answer": "0.05:3000", "status": "503:0.1", "disconnect": true,
    /// "silent": true …}`; `"clear": true` ends all of them first. A truth value for `disconnect`,
    /// or milliseconds above 1 for `silent` and `refuse`, does it once, now.
    private func setFaults(_ body: [UInt8]) -> HTTPResponse {
        var document = JSONDocument()
        guard (try? document.parse(body.span)) != nil, document.kind(document.root) == .object
        else { return HTTPResponse(status: 400, text: "the body is no JSON object\n") }
        let frame = Frame(body, document)
        var wanted: [(name: String, value: String)] = []
        var cursor = document.cursor(document.root)
        while let member = document.nextMember(&cursor) {
            guard let name = document.string(member.name, in: body.span),
                let value = frame.value(member.value)
            else { return HTTPResponse(status: 400, text: "a fault is text, a number or true\n") }
            wanted.append((name, value))
        }
        let before = faults
        if wanted.contains(where: { $0.name == "clear" && $0.value == "true" }) {
            faults.clear()
            (silentUntil, refusesUntil) = (0, 0)
        }
        for (name, value) in wanted where name != "clear" && !actOnce(name, value) {
            guard faults.set("\(name)=\(value)") else {
                faults = before
                return HTTPResponse(
                    status: 400,
                    text: "\(name)=\(value) is no fault; see plimsoll-sim venue --help\n")
            }
        }
        return faultsNow()
    }

    /// How long a venue may be told to be silent, in milliseconds: a day at most.
    private static let pauses: ClosedRange<Int64> = 2...86_400_000

    private func actOnce(_ name: String, _ value: String) -> Bool {
        switch (name, value, Int64(value)) {
        case ("disconnect", "true", _):
            for socket in socketOrder { server?.close(socket, code: 1008) }
        case ("silent", _, let time?) where Self.pauses ~= time: silentUntil = now + time
        case ("refuse", _, let time?) where Self.pauses ~= time: refusesUntil = now + time
        case (_, _, _): return false
        }
        return true
    }

    // MARK: - Money from outside

    /// `{"account": 1, "asset": "USDT", "amount": "1000"}`.
    private func deposit(_ body: [UInt8]) -> HTTPResponse {
        var document = JSONDocument()
        guard (try? document.parse(body.span)) != nil,
            let asset = document.member("asset", of: document.root, in: body.span)
                .flatMap({ document.string($0, in: body.span) }),
            futures == nil ? engine.assets.contains(asset) : asset == "USDT",
            let amount = document.member("amount", of: document.root, in: body.span)
                .flatMap({ document.mantissa($0, decimals: 8, in: body.span) }),
            amount.isExact, amount.value > 0
        else {
            return HTTPResponse(
                status: 400,
                text: "say {\"account\": 1, \"asset\": \"USDT\", \"amount\": \"1000\"}\n")
        }
        let number =
            document.member("account", of: document.root, in: body.span)
            .flatMap { document.integer($0, in: body.span) } ?? 1
        guard (1...Int64(accounts.count)).contains(number) else {
            return HTTPResponse(status: 400, text: "there is no such account\n")
        }
        let money = Money(raw: Int128(amount.value) * 10_000_000_000)
        give(money, of: asset, to: accounts[Int(number) - 1])
        if futures == nil {
            tellDeposit(money, of: asset, to: accounts[Int(number) - 1])
        } else {
            let account = accounts[Int(number) - 1]
            futures?.note("TRANSFER", money, of: "", to: account, at: now)
            tellAccount(account, "DEPOSIT", change: money, positions: [], at: now)
        }
        return HTTPResponse(status: 200, contentType: "application/json", body: Array("{}".utf8))
    }
}
