import Foundation
import Testing

/// The futures simulator as any client sees it: it judges others, so it must be right itself.
@Suite(.enabled(if: Simulator.path != nil, "needs the built simulator"), .serialized)
struct PaperFuturesTests {
    /// What a request is answered: a member, or the refusal's code.
    private func ask(
        _ live: LiveFutures, _ method: String, _ path: String, _ query: String, _ member: String
    ) throws -> String {
        let (_, object) = try live.request(method, path, query)
        let entry = (object as? [[String: Any]])?.first ?? object as? [String: Any] ?? [:]
        return "\(entry[member] ?? entry["code"] ?? "nothing")"
    }

    private func place(_ live: LiveFutures, _ query: String) throws -> String {
        try ask(
            live, "POST", "v1/order", "symbol=BTCUSDT&newOrderRespType=RESULT&" + query, "status")
    }

    @Test func ordersObeyTheirTerms() throws {
        let live = try LiveFutures()
        defer { live.end() }
        let limit = "type=LIMIT&quantity=0.1"
        let rows: [(String, String)] = [
            ("side=BUY&type=MARKET&quantity=1", "FILLED"),
            ("side=BUY&timeInForce=GTX&price=90000&\(limit)", "-5022"),
            ("side=BUY&timeInForce=GTX&price=30000&newClientOrderId=maker&\(limit)", "NEW"),
            ("side=BUY&timeInForce=GTC&price=30000&newClientOrderId=maker&\(limit)", "-4116"),
            ("side=BUY&timeInForce=FOK&price=30000&\(limit)", "-5021"),
            ("side=BUY&timeInForce=IOC&price=30000&\(limit)", "EXPIRED"),
            ("side=BUY&timeInForce=GTC&price=30000.05&\(limit)", "-4014"),
            ("side=BUY&timeInForce=GTC&price=30000&type=LIMIT&quantity=0.0001", "-4023"),
            ("side=BUY&type=MARKET&quantity=0.1&reduceOnly=true", "-2022"),
            ("side=SELL&type=MARKET&quantity=2&reduceOnly=true", "-2022"),
            ("side=SELL&type=MARKET&quantity=0.5&reduceOnly=true", "FILLED"),
            ("side=BUY&type=MARKET&quantity=1&positionSide=LONG", "-4061"),
            ("side=SELL&type=STOP_MARKET&quantity=1&stopPrice=1", "-4120"),
            ("side=BUY&type=MARKET&quantity=90", "-2019"),
        ]
        for (query, expected) in rows { #expect(try place(live, query) == expected, "\(query)") }
        let amended = "symbol=BTCUSDT&side=BUY&origClientOrderId=maker&quantity=0.2&price=31000"
        #expect(try ask(live, "PUT", "v1/order", amended, "price") == "31000.00000000")
        #expect(try ask(live, "PUT", "v1/order", amended, "price") == "-5027")
        let maker = "symbol=BTCUSDT&origClientOrderId=maker"
        #expect(try ask(live, "GET", "v1/order", maker, "origQty") == "0.20000000")
        #expect(try ask(live, "DELETE", "v1/order", maker, "status") == "CANCELED")
        #expect(try ask(live, "DELETE", "v1/order", maker, "status") == "-2011")
    }

    @Test func aConditionBecomesAnOrderWhenItsPriceComes() throws {
        let live = try LiveFutures()
        defer { live.end() }
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"61800"}"#)
        #expect(try place(live, "side=BUY&type=MARKET&quantity=1") == "FILLED")
        let stop =
            "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.4"
            + "&workingType=MARK_PRICE&clientAlgoId=stop&triggerPrice="
        #expect(try ask(live, "POST", "v1/algoOrder", stop + "70000", "algoStatus") == "-2021")
        #expect(try ask(live, "POST", "v1/algoOrder", stop + "60000", "algoStatus") == "NEW")
        #expect(try ask(live, "GET", "v1/openAlgoOrders", "", "clientAlgoId") == "stop")
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"59999"}"#)
        let name = "clientAlgoId=stop"
        #expect(try ask(live, "GET", "v1/algoOrder", name, "algoStatus") == "FINISHED")
        #expect(try ask(live, "DELETE", "v1/algoOrder", name, "code") == "-2011")
        #expect(try ask(live, "GET", "v3/positionRisk", "", "positionAmt") == "0.60000000")
    }

    @Test func anIsolatedPositionTakesNoMoreThanItsOwnMargin() throws {
        let live = try LiveFutures()
        defer { live.end() }
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"61800"}"#)
        let isolated = "symbol=BTCUSDT&marginType=ISOLATED"
        #expect(try ask(live, "POST", "v1/marginType", isolated, "code") == "200")
        #expect(try ask(live, "POST", "v1/marginType", isolated, "code") == "-4046")
        let leverage = "symbol=BTCUSDT&leverage="
        #expect(try ask(live, "POST", "v1/leverage", leverage + "126", "leverage") == "-4028")
        #expect(try ask(live, "POST", "v1/leverage", leverage + "10", "leverage") == "10")
        #expect(try place(live, "side=BUY&type=MARKET&quantity=1") == "FILLED")
        let text = try ask(live, "GET", "v3/positionRisk", "", "isolatedWallet")
        let margin = try #require(Decimal(string: text))
        #expect(margin > 6100 && margin < 6300)
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"20000"}"#)
        #expect(try ask(live, "GET", "v3/positionRisk", "", "positionAmt") == "nothing")
        let wallet = try ask(live, "GET", "v3/balance", "", "balance")
        // The fee of the opening was paid before.
        #expect(try #require(Decimal(string: wallet)) > 100_000 - margin - 40)
    }

    @Test func longAndShortStandBesideEachOtherInHedgeMode() throws {
        let live = try LiveFutures()
        defer { live.end() }
        let mode = "dualSidePosition=true"
        #expect(try ask(live, "POST", "v1/positionSide/dual", mode, "code") == "200")
        let market = "type=MARKET&quantity=0.5"
        #expect(try place(live, "side=BUY&positionSide=LONG&\(market)") == "FILLED")
        #expect(try place(live, "side=SELL&positionSide=SHORT&\(market)") == "FILLED")
        #expect(try place(live, "side=SELL&\(market)") == "-4061")
        #expect(try place(live, "side=BUY&positionSide=SHORT&type=MARKET&quantity=1") == "-2022")
        let (_, answer) = try live.request("GET", "v3/positionRisk", "")
        let positions = try #require(answer as? [[String: Any]])
        #expect(
            positions.map { "\($0["positionSide"] ?? "") \($0["positionAmt"] ?? "")" } == [
                "LONG 0.50000000", "SHORT -0.50000000",
            ])
        #expect(
            try ask(live, "POST", "v1/positionSide/dual", "dualSidePosition=false", "code")
                == "-4068")
    }

    @Test func whatNobodyCanMeanIsRefused() throws {
        let live = try LiveFutures()
        defer { live.end() }
        #expect(try place(live, "side=BUY&type=MARKET&quantity=1") == "FILLED")
        for rate in ["1.00000001", "-1.00000001", "99999999", "92233720368.54775807"] {
            let body = #"{"symbol":"BTCUSDT","rate":"\#(rate)"}"#
            #expect(try live.status("funding", body) == 400, "\(rate)")
        }
        for price in ["0", "-1"] {
            let body = #"{"symbol":"BTCUSDT","price":"\#(price)"}"#
            #expect(try live.status("mark", body) == 400, "\(price)")
        }
        for fault in ["silent", "refuse"] {
            for time in ["86400001", "9223372036854775807", "-5"] {
                let body = #"{"\#(fault)":\#(time)}"#
                #expect(try live.status("fault", body) == 400, "\(body)")
            }
        }
        #expect(try live.status("funding", #"{"symbol":"BTCUSDT","rate":"-1"}"#) == 200)
    }

    @Test func whatCameAndWentIsWhatTheWalletHas() throws {
        let live = try LiveFutures()
        defer { live.end() }
        try live.post("mark", #"{"symbol":"BTCUSDT","price":"61800"}"#)
        for (side, quantity) in [
            ("BUY", "0.301"), ("SELL", "0.1"), ("BUY", "0.77"), ("SELL", "2"), ("BUY", "0.333"),
        ] {
            #expect(try place(live, "side=\(side)&type=MARKET&quantity=\(quantity)") == "FILLED")
            try live.post("funding", #"{"symbol":"BTCUSDT","rate":"-0.000123"}"#)
        }
        try live.post("deposit", #"{"asset":"USDT","amount":"12.34"}"#)
        let truth = try live.truth()
        let income = try #require(truth["income"] as? [[String: Any]])
        let sum = income.reduce(Decimal(100_000)) {
            $0 + (Decimal(string: "\($1["income"] ?? "")") ?? .nan)
        }
        #expect(sum == Decimal(string: "\(truth["wallet"] ?? "")"))
        #expect(Set(income.map { "\($0["tranId"] ?? "")" }).count == income.count)
    }
}
