internal import Domain
internal import Host
internal import Wire

/// Futures: the whole truth, and what a test may set.
extension PaperVenue {
    func writeFutures(_ account: Int, _ json: inout JSONWriter) {
        guard let desk = futures else { return }
        let margin = desk.ledger.crossMargin(account, desk.marks)
        json.member("deposited", deposits[account]?["USDT"] ?? .zero)
        json.member("wallet", desk.ledger.accounts[account]?.wallet ?? .zero)
        json.member("available", available(account))
        json.member("marginBalance", margin.balance)
        json.member("maintenance", margin.maintenance)
        json.member("insurancePaid", desk.ledger.insurancePaid)
        json.name("positions")
        json.beginArray()
        for symbol in engine.symbols.indices {
            for side in PaperTerms.Holding.allCases {
                writePosition(account, symbol, side, &json)
            }
        }
        json.endArray()
        json.name("orders")
        json.beginArray()
        for id in engine.accounts[account].orders {
            guard let order = engine.order(id) else { continue }
            FuturesSpeech.order(order, engine.symbols[order.placement.symbol], into: &json)
        }
        json.endArray()
        json.name("conditionals")
        json.beginArray()
        for entry in desk.conditionals where entry.placement.account == account {
            FuturesSpeech.conditional(
                entry, engine.symbols[entry.placement.symbol],
                executed: engine.order(entry.order), into: &json)
        }
        json.endArray()
        json.name("trades")
        json.beginArray()
        for fill in engine.accounts[account].fills { writeFill(fill, &json) }
        json.endArray()
        json.name("income")
        json.beginArray()
        for entry in desk.income where entry.account == account { writeIncome(entry, &json) }
        json.endArray()
    }

    /// `{"symbol": "BTCUSDT", "price": "50000"}`; without a price the book decides again.
    func setMark(_ body: [UInt8]) -> HTTPResponse {
        guard let (symbol, price) = read(body, "price"), price.map({ $0 > 0 }) ?? true else {
            return HTTPResponse(
                status: 400,
                text: "say {\"symbol\": \"BTCUSDT\", \"price\": \"50000\"}, above zero\n")
        }
        futures?.pinned[symbol] = price.map { Price(mantissa: $0) }
        attendFutures(now)
        return Self.done
    }

    /// The largest funding rate, in units of 10^−8: all that a position is worth.
    private static let fundingRateMax: UInt64 = 100_000_000

    /// `{"symbol": "BTCUSDT", "rate": "0.0001"}`: pays now.
    func settleFunding(_ body: [UInt8]) -> HTTPResponse {
        guard let (symbol, rate) = read(body, "rate"), let rate,
            rate.magnitude <= Self.fundingRateMax
        else {
            return HTTPResponse(
                status: 400,
                text: "say {\"symbol\": \"BTCUSDT\", \"rate\": \"0.0001\"}, from -1 to 1\n")
        }
        fund(symbol, rate: rate, at: now)
        return Self.done
    }

    private static var done: HTTPResponse {
        HTTPResponse(status: 200, contentType: "application/json", body: Array("{}".utf8))
    }

    /// A symbol and, where it is said, a number in units of 10^−8.
    private func read(_ body: [UInt8], _ name: String) -> (symbol: Int, number: Int64?)? {
        var document = JSONDocument()
        guard (try? document.parse(body.span)) != nil,
            let text = document.member("symbol", of: document.root, in: body.span)
                .flatMap({ document.string($0, in: body.span) }),
            let symbol = engine.symbol(named: text)
        else { return nil }
        guard let node = document.member(named: name, of: document.root, in: body.span) else {
            return (symbol, nil)
        }
        guard let number = document.mantissa(node, decimals: 8, in: body.span), number.isExact
        else { return nil }
        return (symbol, number.value)
    }
}
