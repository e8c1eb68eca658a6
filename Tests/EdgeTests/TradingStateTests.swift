import Domain
import Testing

@Suite struct TradingStateTests {
    @Test("the kill switch of each scope is lifted by a second word, and then still halts")
    func kill() throws {
        for scope in ["global", "account:main", "instrument:BTCUSDT", "strategy:1"] {
            try FakeHouse.serve { client, _ in
                let body = #"{"scope":"\#(scope)"}"#
                let killed = try client.post("/api/v1/kill", body)
                #expect(killed.status == 200)
                #expect(killed.json["scope"] as? String == scope)
                #expect(killed.json["mode"] as? String == "halted")
                #expect(killed.json["killed"] as? Bool == true)
                #expect(try client.order("one").code == "TRADING_KILLED")
                #expect(try client.post("/api/v1/kill", body).code == "ALREADY_KILLED")
                let active = #"{"scope":"\#(scope)","mode":"active"}"#
                let refused = try client.post("/api/v1/trading-states", active)
                #expect(refused.status == 409)
                #expect(refused.code == "SCOPE_KILLED")
                let lifted = try client.post("/api/v1/kill/lift", body)
                #expect(lifted.json["killed"] as? Bool == false)
                #expect(lifted.json["mode"] as? String == "halted")
                #expect(try client.order("two").code == "TRADING_HALTED")
                #expect(try client.post("/api/v1/kill/lift", body).code == "NOT_KILLED")
                #expect(try client.post("/api/v1/trading-states", active).status == 200)
                #expect(try client.order("three").status == 201)
            }
        }
    }

    @Test("why it was killed is told wherever it is told that it is, until it is lifted")
    func reasons() throws {
        try FakeHouse.serve { client, _ in
            let body = #"{"scope":"strategy:1","because":"buys in\na loop"}"#
            #expect(
                try client.post("/api/v1/kill", body).json["because"] as? String
                    == "buys in a loop")
            let states = try client.get("/api/v1/risk").json["states"] as? [[String: Any]]
            #expect(states?.last?["because"] as? String == "buys in a loop")
            let killed = try client.get("/api/v1/health").json["killed"] as? [[String: Any]]
            #expect(killed?.count == 1)
            #expect(killed?.first?["scope"] as? String == "strategy:1")
            #expect(killed?.first?["because"] as? String == "buys in a loop")
            let lift = #"{"scope":"strategy:1","because":"mended"}"#
            #expect(
                try client.post("/api/v1/kill/lift", lift).json["because"] as? String
                    == "mended")
            let still = try client.get("/api/v1/health").json["killed"] as? [Any]
            #expect(still?.isEmpty == true)
        }
    }

    @Test("a long reason is cut, and holds nothing up")
    func longReason() throws {
        try FakeHouse.serve { client, _ in
            let body = #"{"scope":"global","because":"\#(String(repeating: "é", count: 300))"}"#
            let answer = try client.post("/api/v1/kill", body)
            #expect(answer.json["because"] as? String == String(repeating: "é", count: 100))
        }
    }

    @Test("a scope that there is not is told, and so is a missing one")
    func scopes() throws {
        try FakeHouse.serve { client, _ in
            for scope in ["", "all", "global:1", "account", "strategy:0", "strategy:x", "venue:no"]
            {
                let answer = try client.post("/api/v1/kill", #"{"scope":"\#(scope)"}"#)
                #expect(answer.status == 400, "\(scope)")
                #expect(answer.field == "scope")
            }
            let missing = try client.post("/api/v1/kill", "{}")
            #expect(missing.code == "FIELD_MISSING")
            let unknown = try client.post("/api/v1/kill", #"{"scope":"instrument:NOPE"}"#)
            #expect(unknown.code == "SYMBOL_UNKNOWN")
        }
    }

    @Test("states and limits are told")
    func risk() throws {
        try FakeHouse.serve { client, house in
            house.within {
                var limits = RiskLimits(scope: .account(AccountID(1)))
                limits.orderNotionalMax = Money(units: 1000)
                limits.collar = .basisPoints(500)
                limits.openOrdersMax = 5
                $0.decide([(.limits(limits), nil)])
            }
            _ = try client.post("/api/v1/trading-states", #"{"scope":"global","mode":"reducing"}"#)
            let risk = try client.get("/api/v1/risk").json
            #expect(risk["mode"] as? String == "reducing")
            let states = try #require(risk["states"] as? [[String: Any]])
            #expect(states.first?["scope"] as? String == "global")
            let limits = try #require(risk["limits"] as? [[String: Any]])
            #expect(limits.count == 2)
            #expect(limits.last?["scope"] as? String == "account:main")
            #expect(limits.last?["orderNotionalMax"] as? String == "1000")
            #expect(limits.last?["collar"] as? String == "0.05")
            #expect(limits.last?["openOrdersMax"] as? Int == 5)
            #expect(limits.last?["longMax"] == nil)
        }
    }
}
