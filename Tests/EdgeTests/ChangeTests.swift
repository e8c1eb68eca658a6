import Containers
import Domain
import Edge
import Foundation
import Testing
import Trading

@Suite struct ChangeTests {
    @Test("an amendment is answered by what the core made of it")
    func amend() throws {
        try FakeHouse.serve { client, house in
            func amend(_ body: String, _ name: String = "one") throws -> Client.Answer {
                try client.ask("PATCH", "/api/v1/orders/\(name)", body: body)
            }
            _ = try client.order("one")
            let early = try amend(#"{"quantity":"0.02"}"#)
            #expect(early.status == 409)
            #expect(early.code == "REQUEST_OUTSTANDING")
            house.report("one", .accepted(try VenueOrderID("77")))
            let odd = try amend(#"{"price":"59999.99","quantity":"0.00999"}"#)
            #expect(odd.status == 422)
            #expect(odd.code == "QUANTITY_OFF_LOT")
            #expect(try amend("{}").code == "FIELD_MISSING")
            #expect(try amend(#"{"size":"1"}"#).code == "FIELD_UNKNOWN")
            #expect(try amend(#"{"price":"1"}"#, "two").status == 404)
            let asked = try amend(#"{"quantity":"0.02"}"#)
            #expect(asked.status == 202)
            #expect(asked.json["amending"] as? Bool == true)
            house.report(
                "one",
                .terms(
                    Price(mantissa: 6_000_000), Quantity(mantissa: 2_000), try VenueOrderID("77"),
                    askedAt: .none))
            let amended = try client.get("/api/v1/orders/one")
            #expect(amended.json["quantity"] as? String == "0.02")
            #expect(amended.json["amending"] as? Bool == false)
            #expect(try amend(#"{"quantity":"0.02"}"#).status == 200)
        }
    }

    private func amendment(_ answer: Client.Answer) -> [String: Any] {
        answer.json["amendment"] as? [String: Any] ?? [:]
    }

    @Test("what became of an amendment is told by the order, also where it was refused")
    func amendmentsOutcome() throws {
        try FakeHouse.serve { client, house in
            func amend(_ quantity: String) throws -> Client.Answer {
                try client.ask(
                    "PATCH", "/api/v1/orders/one", body: "{\"quantity\":\"\(quantity)\"}")
            }
            let venueID = try VenueOrderID("77")
            #expect(try client.order("one").json["amendment"] is NSNull)
            house.report("one", .accepted(venueID))
            let asked = try amend("0.02")
            #expect(amendment(asked)["status"] as? String == "pending")
            #expect(amendment(asked)["quantity"] as? String == "0.02")
            #expect(amendment(asked)["price"] as? String == "60000")
            house.report("one", .requestFailed(.amend, .transport))
            let unsure = try client.get("/api/v1/orders/one")
            #expect(amendment(unsure)["status"] as? String == "unknown")
            house.report("one", .amendRejected(try ReasonCode("-2038:No")))
            let refused = try client.get("/api/v1/orders/one")
            #expect(amendment(refused)["status"] as? String == "refused")
            #expect(amendment(refused)["reason"] as? String == "-2038:No")
            #expect(amendment(refused)["quantity"] as? String == "0.02")
            #expect(refused.json["quantity"] as? String == "0.01")
            #expect(refused.json["amending"] as? Bool == false)
            house.report("one", .status(.working, cumulative: .zero, venueID))
            _ = try amend("0.03")
            house.report(
                "one",
                .terms(
                    Price(mantissa: 6_000_000), Quantity(mantissa: 3_000), venueID, askedAt: .none))
            let done = try client.get("/api/v1/orders/one")
            #expect(amendment(done)["status"] as? String == "done")
            _ = try amend("0.04")
            house.report("one", .status(.canceled, cumulative: .zero, venueID))
            let closed = try client.get("/api/v1/orders/one")
            #expect(amendment(closed)["status"] as? String == "refused")
            #expect(amendment(closed)["reason"] as? String == "ORDER_CLOSED")
        }
    }

    @Test("who follows the orders hears that an amendment was refused, and why")
    func amendmentsOutcomeLive() throws {
        try FakeHouse.serve { client, house in
            _ = try client.order("one")
            house.report("one", .accepted(try VenueOrderID("77")))
            let peer = try LivePeer(client)
            peer.say(#"{"op":"subscribe","id":1,"channels":["orders"]}"#)
            _ = try peer.hear("snapshot")
            peer.say(#"{"op":"order.amend","id":2,"clientOrderId":"one","quantity":"0.02"}"#)
            #expect(try peer.answer(to: 2).status == 202)
            house.report("one", .amendRejected(try ReasonCode("-5026")))
            var last: [String: Any] = [:]
            while last["status"] as? String != "refused" {
                let rows = try peer.hear("delta")["data"] as? [[String: Any]]
                last = rows?.last?["amendment"] as? [String: Any] ?? [:]
            }
            #expect(last["reason"] as? String == "-5026")
        }
    }

    @Test("what the venue cannot do is refused at once, over REST and WebSocket")
    func unsupported() throws {
        try FakeHouse.serve { client, house in
            _ = try client.order("one")
            house.within {
                $0.refusal = .amendmentUnsupported(why: "it only shrinks", fix: "cancel it")
            }
            let body = #"{"price":"59000.00"}"#
            let refused = try client.ask("PATCH", "/api/v1/orders/one", body: body)
            #expect(refused.status == 422)
            #expect(refused.code == "AMENDMENT_UNSUPPORTED")
            #expect(refused.fix == "cancel it")
            let peer = try LivePeer(client)
            peer.say(#"{"op":"order.amend","id":2,"clientOrderId":"one","quantity":"0.02"}"#)
            #expect(try peer.answer(to: 2).code == "AMENDMENT_UNSUPPORTED")
        }
    }

    @Test("all orders of a scope are taken back, and none without a scope")
    func cancelAll() throws {
        try FakeHouse.serve { client, house in
            func cancelAll(_ body: String) throws -> Client.Answer {
                try client.ask("POST", "/api/v1/orders/cancel-all", body: body)
            }
            _ = try client.order("one")
            #expect(try cancelAll(#"{"scope":"strategy:2"}"#).status == 202)
            let open = house.within { $0.core.state.orders[0].cancellation.phase }
            #expect(open == .idle)
            #expect(try cancelAll(#"{"scope":"instrument:NONE"}"#).status == 404)
            #expect(try cancelAll("{}").code == "FIELD_MISSING")
            let answer = try cancelAll(#"{"scope":"global"}"#)
            #expect(answer.status == 202)
            #expect(answer.json["sequence"] is Int)
            let canceled = house.within { $0.core.state.orders[0].cancellation.phase }
            #expect(canceled == .outstanding)
        }
    }

    @Test("a person's word on an order is taken only where the venue did not find it")
    func stateAbsent() throws {
        try FakeHouse.serve { client, house in
            func state(_ name: String, _ body: String) throws -> Client.Answer {
                try client.ask("POST", "/api/v1/orders/\(name)/state-absent", body: body)
            }
            _ = try client.order("one")
            #expect(try state("one", "{}").code == "FIELD_MISSING")
            #expect(try state("two", #"{"because":"seen"}"#).status == 404)
            for long in [String(repeating: "x", count: 37), "vu à l'œil", "a\\nb"] {
                let refused = try state("one", "{\"because\":\"\(long)\"}")
                #expect(refused.status == 400 && refused.field == "because", "\(long)")
                #expect(refused.fix?.contains("at most 36") == true)
            }
            let answer = try state("one", #"{"because":"not in the venue's list"}"#)
            #expect(answer.status == 409)
            #expect(answer.code == "EVIDENCE_STANDS")
            house.report("one", .accepted(try VenueOrderID("77")))
            house.within { $0.time += 60_000_000_000 }
            let asked = house.within { Timestamp(nanoseconds: $0.time) }
            house.report("one", .notFound(askedAt: asked))
            let taken = try state("one", #"{"because":"not in the venue's list"}"#)
            #expect(taken.status == 200)
            #expect(taken.json["status"] as? String == "rejected")
            #expect(try state("one", #"{"because":"seen"}"#).code == "ORDER_CLOSED")
        }
    }

    @Test("orders with a trigger, an end and a position side are read and shown")
    func kinds() throws {
        try FakeHouse.serve { client, _ in
            let stop = try client.order(
                "stop",
                ["type": "\"stop-limit\"", "triggerPrice": "\"59000\"", "reduceOnly": "false"])
            #expect(stop.status == 201)
            #expect(stop.json["type"] as? String == "stop-limit")
            #expect(stop.json["timeInForce"] as? String == "gtc")
            #expect(stop.json["triggerPrice"] as? String == "59000")
            #expect(stop.json["positionSide"] as? String == "net")
            #expect(stop.json["reduceOnly"] as? Bool == false)
            let dated = try client.order(
                "dated", ["timeInForce": "\"gtd\"", "expiresAt": "4000000000000000"])
            #expect(dated.status == 201)
            #expect(dated.json["expiresAt"] as? Int == 4_000_000_000_000_000)
            for (change, field) in [
                (["type": "\"stop-limit\""], "triggerPrice"),
                (["triggerPrice": "\"1\""], "triggerPrice"),
                (["timeInForce": "\"gtd\""], "expiresAt"),
                (["positionSide": "\"both\""], "positionSide"),
            ] {
                let answer = try client.order("bad", change)
                #expect(answer.status == 400)
                #expect(answer.field == field)
            }
        }
    }
}
