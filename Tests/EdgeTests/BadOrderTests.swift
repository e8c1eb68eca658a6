import Containers
import Edge
import Foundation
import Testing

/// Everything that can be wrong with an order before anybody decides about it.
@Suite struct BadOrderTests {
    static let cases: [([String: String], Int, String, String?)] = [
        (["clientOrderId": ""], 400, "FIELD_MISSING", "clientOrderId"),
        (["clientOrderId": "\"\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "7"], 400, "FIELD_TYPE", "clientOrderId"),
        (["clientOrderId": "\"a//b\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\"q/../b\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\"/b\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\".\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\"cancel-all\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\"a/state-absent\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\"a b\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\"é\""], 400, "FIELD_INVALID", "clientOrderId"),
        (["clientOrderId": "\"a\\u0000\""], 400, "FIELD_INVALID", "clientOrderId"),
        (
            ["clientOrderId": "\"" + String(repeating: "x", count: 37) + "\""], 400,
            "FIELD_INVALID", "clientOrderId"
        ),
        (["account": "\"other\""], 404, "ACCOUNT_UNKNOWN", "account"),
        (["symbol": ""], 400, "FIELD_MISSING", "symbol"),
        (["symbol": "null"], 400, "FIELD_MISSING", "symbol"),
        (["symbol": "\"BTCUSD\""], 404, "SYMBOL_UNKNOWN", "symbol"),
        (["symbol": "\"\""], 404, "SYMBOL_UNKNOWN", "symbol"),
        (["side": ""], 400, "FIELD_MISSING", "side"),
        (["side": "\"BUY\""], 400, "FIELD_INVALID", "side"),
        (["side": "true"], 400, "FIELD_TYPE", "side"),
        (["type": "\"stop\""], 400, "FIELD_INVALID", "type"),
        (["timeInForce": "\"day\""], 400, "FIELD_INVALID", "timeInForce"),
        (["postOnly": "\"true\""], 400, "FIELD_TYPE", "postOnly"),
        (["strategy": "0"], 400, "FIELD_INVALID", "strategy"),
        (["strategy": "-1"], 400, "FIELD_INVALID", "strategy"),
        (["strategy": "1.5"], 400, "FIELD_INVALID", "strategy"),
        (["strategy": "4294967296"], 400, "FIELD_INVALID", "strategy"),
        (["strategy": "\"1\""], 400, "FIELD_TYPE", "strategy"),
        (["price": ""], 400, "FIELD_MISSING", "price"),
        (["price": "60000"], 400, "FIELD_TYPE", "price"),
        (["price": "\"-1\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"0\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"0.00\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"NaN\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"Infinity\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"1e3\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"+1\""], 400, "FIELD_INVALID", "price"),
        (["price": "\".5\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"5.\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"1,000\""], 400, "FIELD_INVALID", "price"),
        (["price": "\" 1\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"60000.001\""], 400, "FIELD_INVALID", "price"),
        (["price": "\"92233720368547758.08\""], 400, "FIELD_INVALID", "price"),
        (["type": "\"market\""], 400, "FIELD_INVALID", "price"),
        (["quantity": ""], 400, "FIELD_MISSING", "quantity"),
        (["quantity": "{}"], 400, "FIELD_TYPE", "quantity"),
        (["quantity": "\"0.000001\""], 400, "FIELD_INVALID", "quantity"),
        (["quantity": "\"0\""], 400, "FIELD_INVALID", "quantity"),
        (["quantiy": "\"1\""], 400, "FIELD_UNKNOWN", "quantiy"),
    ]

    @Test("each kind of wrong field is one clear problem, and nothing is taken in")
    func fields() throws {
        try FakeHouse.serve { client, house in
            for (change, status, code, field) in Self.cases {
                let answer = try client.order("x", change)
                #expect(answer.status == status, "\(change)")
                #expect(answer.code == code, "\(change)")
                #expect(answer.field == field, "\(change)")
                #expect(answer.fix?.isEmpty == false, "\(change)")
                #expect(answer.json["status"] as? Int == status)
                #expect(answer.headers["content-type"] == "application/problem+json")
            }
            #expect(house.within { $0.orders.count } == 0)
        }
    }

    @Test("the name that was meant is named")
    func advice() throws {
        try FakeHouse.serve { client, _ in
            let field = try client.order("x", ["quantiy": "\"1\""])
            #expect(field.fix == "did you mean \"quantity\"?")
            let symbol = try client.order("x", ["symbol": "\"BTCUSD\""])
            #expect(symbol.fix == "did you mean BTCUSDT?")
            let route = try client.get("/api/v1/order")
            #expect(route.status == 404)
            #expect(route.fix == "did you mean /api/v1/orders?")
        }
    }

    @Test(
        "what is no JSON object is refused with the place where it goes wrong",
        arguments: [
            ("", "BODY_MISSING"), ("{", "JSON_MALFORMED"), ("[1,2]", "NOT_AN_OBJECT"),
            ("\"text\"", "NOT_AN_OBJECT"), ("{\"a\":1} x", "JSON_MALFORMED"),
            ("{\"price\":NaN}", "JSON_MALFORMED"), ("{'a':1}", "JSON_MALFORMED"),
            (#"{"side":"buy","side":"sell"}"#, "FIELD_REPEATED"),
            (String(repeating: "[", count: 100), "JSON_MALFORMED"),
        ])
    func json(body: String, code: String) throws {
        try FakeHouse.serve { client, _ in
            let answer = try client.post("/api/v1/orders", body)
            #expect(answer.status == 400)
            #expect(answer.code == code)
        }
    }

    @Test("a message is not repeated back with its control characters or at its length")
    func reflection() throws {
        try FakeHouse.serve { client, _ in
            let name = "a\\u001b[2J" + String(repeating: "x", count: 500)
            let answer = try client.order("x", [name: "1"])
            #expect(answer.code == "FIELD_UNKNOWN")
            #expect(answer.field?.count == 65)
            #expect(answer.field?.hasPrefix("a?[2J") == true)
        }
    }
}
