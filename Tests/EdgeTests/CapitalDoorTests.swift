import Domain
import Edge
import Foundation
import Testing

/// Capital by strategy and margin over HTTP.
@Suite struct CapitalDoorTests {
    private func capital(_ answer: Client.Answer, _ strategy: Int) -> [String: Any] {
        let all = answer.json["capital"] as? [[String: Any]] ?? []
        return all.first { $0["strategy"] as? Int == strategy && $0["asset"] as? String == "USDT" }
            ?? [:]
    }

    @Test("capital is allocated, transferred once, and shown with both sides of the ledger")
    func transfer() throws {
        try FakeHouse.serve { client, _ in
            let allocated = try client.post(
                "/api/v1/allocations", #"{"strategy":7,"asset":"USDT","limit":"500.5"}"#)
            #expect(allocated.status == 200)
            let body = #"{"id":"t-1","asset":"USDT","from":0,"to":7,"amount":"500.5"}"#
            let moved = try client.post("/api/v1/transfers", body)
            #expect(moved.status == 200)
            #expect(capital(moved, 7)["total"] as? String == "500.5")
            #expect(capital(moved, 7)["limit"] as? String == "500.5")
            #expect(capital(moved, 0)["total"] as? String == "99499.5")
            let again = try client.post("/api/v1/transfers", body)
            #expect(again.status == 200)
            #expect(again.json["repeated"] as? Bool == true)
            #expect(moved.json["repeated"] == nil)
            #expect(capital(again, 7)["total"] as? String == "500.5")
            let other = try client.post(
                "/api/v1/transfers",
                #"{"id":"t-1","asset":"USDT","from":0,"to":7,"amount":"500.4"}"#)
            #expect(other.status == 409)
            #expect(other.json["code"] as? String == "TRANSFER_ID_USED")
            let shown = try client.get("/api/v1/capital?asset=USDT")
            let wallets = shown.json["wallets"] as? [[String: Any]] ?? []
            #expect(wallets.count == 1)
            #expect(wallets.first?["external"] as? String == "100000")
            #expect(wallets.first?["total"] as? String == "100000")
        }
    }

    @Test("a transfer that cannot be is refused with why and what to do")
    func refused() throws {
        try FakeHouse.serve { client, _ in
            for (body, status, code) in [
                (
                    #"{"id":"a","asset":"USDT","from":0,"to":7,"amount":"1"}"#, 422,
                    "ALLOCATION_EXCEEDED"
                ),
                (
                    #"{"id":"b","asset":"USDT","from":7,"to":0,"amount":"1"}"#, 422,
                    "CAPITAL_INSUFFICIENT"
                ),
                (#"{"id":"c","asset":"USDT","from":0,"to":0,"amount":"1"}"#, 422, "AMOUNT_UNFIT"),
                (
                    #"{"id":"d","asset":"USDT","from":0,"to":7,"amount":"-1"}"#, 400,
                    "FIELD_INVALID"
                ),
                (
                    #"{"id":"e","asset":"USDT","from":0,"to":7,"amount":"0.0000000000000000001"}"#,
                    400, "FIELD_INVALID"
                ),
                (#"{"id":"f","asset":"","from":0,"to":7,"amount":"1"}"#, 400, "FIELD_INVALID"),
                (#"{"asset":"USDT","from":0,"to":7,"amount":"1"}"#, 400, "FIELD_MISSING"),
                (#"{"id":"g","asset":"USDT","to":7,"amount":"1"}"#, 400, "FIELD_MISSING"),
            ] {
                let answer = try client.post("/api/v1/transfers", body)
                #expect(answer.status == status, "\(body)")
                #expect(answer.json["code"] as? String == code, "\(body)")
                #expect(answer.json["fix"] is String, "\(body)")
            }
        }
    }

    @Test("capital is allocated in assets that are known here, and in no others")
    func unknownAsset() throws {
        try FakeHouse.serve { client, _ in
            func allocate(_ asset: String) throws -> Client.Answer {
                try client.post(
                    "/api/v1/allocations", #"{"strategy":7,"asset":"\#(asset)","limit":"1"}"#)
            }
            let unknown = try allocate("UDST")
            #expect(unknown.status == 422)
            #expect(unknown.code == "ASSET_UNKNOWN")
            #expect(unknown.field == "asset")
            #expect(unknown.fix?.contains("/api/v1/instruments") == true)
            #expect(try client.get("/api/v1/capital?asset=UDST").rows("capital").isEmpty)
            // The base of the one instrument that there is.
            #expect(try allocate("BTC").status == 200)
        }
    }

    @Test("margin is told, or what is missing to tell it")
    func margin() throws {
        try FakeHouse.serve { client, house in
            let told = try client.get("/api/v1/margin?asset=USDT")
            #expect(told.status == 200)
            #expect(told.json["wallet"] as? String == "100000")
            let position = (told.json["positions"] as? [[String: Any]])?.first ?? [:]
            #expect(position["positionSide"] as? String == "short")
            #expect(position["marginMode"] as? String == "isolated")
            #expect(position["liquidationPrice"] is NSNull)
            #expect(position["markPrice"] as? String == "7")
            #expect(position["markTime"] as? Int == 9_000)
            house.within { $0.isMarginKnown = false }
            let unknown = try client.get("/api/v1/margin?asset=USDT")
            #expect(unknown.status == 503)
            #expect(unknown.json["code"] as? String == "MARK_MISSING")
            #expect(try client.get("/api/v1/margin").status == 400)
            // A slip of the pen is no account without anything.
            let slip = try client.get("/api/v1/margin?asset=UDST")
            #expect(slip.status == 422)
            #expect(slip.json["code"] as? String == "ASSET_UNKNOWN")
            #expect(slip.json["field"] as? String == "asset")
        }
    }
}
