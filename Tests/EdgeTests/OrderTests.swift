import Containers
import Domain
import Edge
import Foundation
import Testing

/// Orders over REST, against the real trading core.
@Suite struct OrderTests {
    @Test("an order is answered with what became of it, and can be asked for")
    func place() throws {
        try FakeHouse.serve { client, house in
            let placed = try client.order("one")
            #expect(placed.status == 201)
            #expect(placed.headers["content-type"] == "application/json")
            #expect(placed.json["status"] as? String == "pending")
            #expect(placed.json["price"] as? String == "60000")
            #expect(placed.json["quantity"] as? String == "0.01")
            #expect(placed.json["filledQuantity"] as? String == "0")
            #expect(placed.json["averagePrice"] is NSNull)
            #expect(placed.json["timeInForce"] as? String == "gtc")
            #expect(placed.json["account"] as? String == "main")
            #expect(placed.json["sequence"] as? Int == 5)
            #expect(placed.json["createdAt"] as? Int == 1_700_000_000_005_000)
            let again = try client.get("/api/v1/orders/one")
            #expect(again.status == 200)
            #expect(again.body == placed.body)
            let balance = try client.get("/api/v1/balances").rows("balances")[0]
            #expect(balance["reserved"] as? String == "600")
            #expect(balance["available"] as? String == "99400")
        }
    }

    @Test("the same order again is the same order, and another under its name is refused")
    func idempotence() throws {
        try FakeHouse.serve { client, house in
            let first = try client.order("one")
            let second = try client.order("one", ["price": "\"60000\""])
            #expect(second.status == 200)
            #expect(second.json["repeated"] as? Bool == true)
            #expect(second.json["sequence"] as? Int == first.json["sequence"] as? Int)
            let other = try client.order("one", ["price": "\"60000.01\""])
            #expect(other.status == 409)
            #expect(other.code == "CLIENT_ORDER_ID_USED")
            #expect(house.within { $0.orders.count } == 1)
        }
    }

    @Test("an order that is denied says why, with the numbers, and says so again")
    func denied() throws {
        try FakeHouse.serve { client, house in
            let change = ["quantity": "\"1.00001\""]
            let denied = try client.order("odd", change)
            #expect(denied.status == 422)
            #expect(denied.headers["content-type"] == "application/problem+json")
            #expect(denied.code == "QUANTITY_OFF_LOT")
            #expect(denied.json["type"] as? String == "/problems/quantity-off-lot")
            #expect(denied.json["observed"] as? String == "1.00001")
            #expect(denied.json["bound"] as? String == "0.0001")
            #expect(denied.field == "quantity")
            #expect(denied.fix == "round the quantity to a multiple of 0.0001")
            let again = try client.order("odd", change)
            #expect(again.status == 422)
            #expect(again.code == "QUANTITY_OFF_LOT")
            #expect(again.json["repeated"] as? Bool == true)
            let kept = try client.get("/api/v1/orders/odd")
            #expect(kept.json["status"] as? String == "denied")
            #expect(kept.json["reason"] as? String == "QUANTITY_OFF_LOT")
        }
    }

    @Test(
        "every denial of the core has its code, its field and its advice",
        arguments: [
            (["quantity": "\"9\""], "BALANCE_INSUFFICIENT", "quantity", "540000"),
            (["quantity": "\"901\"", "side": "\"sell\""], "QUANTITY_TOO_LARGE", "quantity", "900"),
            (["price": "\"1\""], "NOTIONAL_TOO_SMALL", "quantity", "5"),
            (
                ["timeInForce": "\"ioc\"", "postOnly": "true"], "TIME_IN_FORCE_CONTRADICTION",
                "timeInForce", nil
            ),
            (["type": "\"market\"", "price": ""], "MARK_MISSING", nil, nil),
        ] as [([String: String], String, String?, String?)])
    func denials(change: [String: String], code: String, field: String?, bound: String?) throws {
        try FakeHouse.serve { client, _ in
            let answer = try client.order("x", change)
            #expect(answer.status == 422)
            #expect(answer.code == code)
            #expect(answer.field == field)
            #expect(answer.json["bound"] as? String == bound)
            #expect(answer.fix?.isEmpty == false)
        }
    }

    @Test("a cancel is answered by what the core made of it")
    func cancel() throws {
        try FakeHouse.serve { client, house in
            _ = try client.order("one")
            let canceled = try client.ask("DELETE", "/api/v1/orders/one")
            #expect(canceled.status == 202)
            #expect(canceled.json["clientOrderId"] as? String == "one")
            #expect(try client.ask("DELETE", "/api/v1/orders/one").status == 202)
            let unknown = try client.ask("DELETE", "/api/v1/orders/two")
            #expect(unknown.status == 404)
            #expect(unknown.code == "ORDER_UNKNOWN")
            house.report("one", .status(.canceled, cumulative: .zero, try VenueOrderID("77")))
            let closed = try client.ask("DELETE", "/api/v1/orders/one")
            #expect(closed.status == 409)
            #expect(closed.code == "ORDER_CLOSED")
            let order = try client.get("/api/v1/orders/one?account=main")
            #expect(order.json["status"] as? String == "canceled")
            #expect(order.json["venueOrderId"] as? String == "77")
        }
    }

    @Test("a fill shows in the order, the fills, the position and the balances")
    func fill() throws {
        try FakeHouse.serve { client, house in
            _ = try client.order("one")
            house.fill("one", trade: "t1", price: 5_999_999, quantity: 400, fee: "0.000004")
            let order = try client.get("/api/v1/orders/one")
            #expect(order.json["status"] as? String == "partially-filled")
            #expect(order.json["filledQuantity"] as? String == "0.004")
            #expect(order.json["averagePrice"] as? String == "59999.99")
            let fill = try client.get("/api/v1/fills?clientOrderId=one").rows("fills")[0]
            #expect(fill["tradeId"] as? String == "t1")
            #expect(fill["price"] as? String == "59999.99")
            #expect(fill["quantity"] as? String == "0.004")
            #expect(fill["fee"] as? String == "0.000004")
            #expect(fill["feeAsset"] as? String == "BTC")
            #expect(fill["isTaker"] as? Bool == true)
            #expect(fill["index"] as? Int == 0)
            let position = try client.get("/api/v1/positions").rows("positions")[0]
            #expect(position["symbol"] as? String == "BTCUSDT")
            #expect(position["quantity"] as? String == "0.003996")
            #expect(position["cost"] as? String == "239.99996")
            #expect(position["markPrice"] is NSNull)
            let balances = try client.get("/api/v1/balances?account=main").rows("balances")
            #expect(balances.map { $0["asset"] as? String } == ["USDT", "BTC"])
            #expect(balances[0]["total"] as? String == "99760.00004")
            #expect(balances[1]["total"] as? String == "1.003996")
        }
    }

    @Test("a venue's refusal is shown in the venue's own words")
    func rejected() throws {
        try FakeHouse.serve { client, house in
            _ = try client.order("one")
            house.report("one", .rejected(try ReasonCode("-2010")))
            let order = try client.get("/api/v1/orders/one")
            #expect(order.json["status"] as? String == "rejected")
            #expect(order.json["reason"] as? String == "-2010")
        }
    }

    @Test("an identifier with every character that there may be is found by its path")
    func percentEncoding() throws {
        try FakeHouse.serve { client, _ in
            #expect(try client.order("aZ09.-_:/b").status == 201)
            for path in ["aZ09.-_:/b", "aZ09.-_%3A%2Fb", "%61Z09%2E-_:%2fb"] {
                let found = try client.get("/api/v1/orders/\(path)")
                #expect(found.json["clientOrderId"] as? String == "aZ09.-_:/b", "\(path)")
            }
            let found = try client.get("/api/v1/orders?clientOrderId=aZ09.-_%3A%2Fb")
            #expect(found.rows("orders").count == 1)
            // Servers take this for the path of another order.
            #expect(try client.order("a//b/../c").status == 400)
        }
    }
}
