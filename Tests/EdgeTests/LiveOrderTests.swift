import Edge
import Foundation
import SocketPeers
import Testing

/// Orders and mistakes over WebSocket: what REST says, WebSocket says.
@Suite struct LiveOrderTests {
    @Test("an order is placed, repeated, refused and canceled as over REST")
    func orders() throws {
        try FakeHouse.serve { client, _ in
            let peer = try LivePeer(client)
            peer.place("one", id: 1)
            let placed = try peer.answer(to: 1)
            #expect(placed.type == "answer")
            #expect(placed.status == 201)
            #expect(placed.data["clientOrderId"] as? String == "one")
            let shown = try client.get("/api/v1/orders/one").json
            #expect(NSDictionary(dictionary: placed.data) == NSDictionary(dictionary: shown))
            peer.place("one", id: 2)
            let again = try peer.answer(to: 2)
            #expect(again.status == 200)
            #expect(again.data["repeated"] as? Bool == true)
            peer.place("one", ["price": "\"60000.01\""], id: 3)
            #expect(try peer.answer(to: 3).code == "CLIENT_ORDER_ID_USED")
            peer.place("odd", ["quantity": "\"1.00001\""], id: 4)
            let denied = try peer.answer(to: 4)
            #expect(denied.type == "error")
            #expect(denied.code == "QUANTITY_OFF_LOT")
            #expect(denied.problem["bound"] as? String == "0.0001")
            peer.say(#"{"op":"order.cancel","id":5,"clientOrderId":"one","account":"main"}"#)
            let canceled = try peer.answer(to: 5)
            #expect(canceled.status == 202)
            #expect(canceled.data["clientOrderId"] as? String == "one")
            peer.say(#"{"op":"order.cancel","id":6,"clientOrderId":"two"}"#)
            #expect(try peer.answer(to: 6).code == "ORDER_UNKNOWN")
        }
    }

    @Test("orders sent in one go are answered each, in their order")
    func pipelined() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            for number in 0..<200 {
                peer.place("p\(number)", ["quantity": "\"0.001\""], id: number)
            }
            for number in 0..<200 {
                let answer = try #require(peer.hear())
                #expect(answer["id"] as? Int == number)
                #expect(answer.status == 201)
            }
            #expect(house.within { $0.orders.count } == 200)
        }
    }

    @Test(
        "what cannot be carried out is told, under its identifier, and the connection goes on",
        arguments: [
            (#"{"op":"fly","id":7}"#, "FIELD_INVALID", "op"),
            (#"{"op":1,"id":7}"#, "FIELD_TYPE", "op"),
            (#"{"id":7}"#, "FIELD_MISSING", "op"),
            (#"{"op":"ping","id":7,"x":1}"#, "FIELD_UNKNOWN", "x"),
            (#"{"op":"ping","op":"ping","id":7}"#, "FIELD_REPEATED", "op"),
            (#"{"op":"subscribe","id":7}"#, "FIELD_MISSING", "channels"),
            (#"{"op":"subscribe","id":7,"channels":"orders"}"#, "FIELD_TYPE", "channels"),
            (#"{"op":"subscribe","id":7,"channels":[1]}"#, "FIELD_TYPE", "channels"),
            (#"{"op":"subscribe","id":7,"channels":["up"]}"#, "CHANNEL_UNKNOWN", "channels"),
            (#"{"op":"subscribe","id":7,"channels":["book"]}"#, "CHANNEL_UNKNOWN", "channels"),
            (#"{"op":"subscribe","id":7,"channels":[""]}"#, "CHANNEL_UNKNOWN", "channels"),
            (#"{"op":"subscribe","id":7,"channels":["book:X"]}"#, "SYMBOL_UNKNOWN", "symbol"),
            (
                #"{"op":"subscribe","id":7,"channels":["candles:BTCUSDT:7s"]}"#, "FIELD_INVALID",
                "channels"
            ),
            (#"{"op":"order.place","id":7}"#, "FIELD_MISSING", "order"),
            (#"{"op":"order.place","id":7,"order":3}"#, "NOT_AN_OBJECT", "order"),
            (#"{"op":"order.place","id":7,"order":{}}"#, "FIELD_MISSING", "clientOrderId"),
            (#"{"op":"order.cancel","id":7}"#, "FIELD_MISSING", "clientOrderId"),
            (
                #"{"op":"order.cancel","id":7,"clientOrderId":"a","account":"x"}"#,
                "ACCOUNT_UNKNOWN", "account"
            ),
        ])
    func mistakes(message: String, code: String, field: String) throws {
        try FakeHouse.serve { client, _ in
            let peer = try LivePeer(client)
            peer.say(message)
            let error = try peer.hear("error")
            #expect(error["id"] as? Int == 7)
            #expect(error.code == code)
            #expect(error.problem["field"] as? String == field)
            #expect((error.problem["fix"] as? String)?.isEmpty == false)
            peer.say(#"{"op":"ping","id":8}"#)
            #expect(try peer.answer(to: 8).type == "pong")
        }
    }

    @Test(
        "what is no message is told, and the connection goes on",
        arguments: [
            ("{]", "JSON_MALFORMED"), ("", "JSON_MALFORMED"), ("[]", "NOT_AN_OBJECT"),
            ("null", "NOT_AN_OBJECT"), (#"{"op":"ping","id":1.5}"#, "FIELD_INVALID"),
            (#"{"op":"ping","id":[]}"#, "FIELD_TYPE"),
            (String(repeating: "[", count: 60_000), "JSON_MALFORMED"),
            ("{\"op\":\"ping\",\"id\":\"\(String(repeating: "i", count: 65))\"}", "FIELD_INVALID"),
        ])
    func malformed(message: String, code: String) throws {
        try FakeHouse.serve { client, _ in
            let peer = try LivePeer(client)
            peer.say(message)
            let error = try peer.hear("error")
            #expect(error["id"] == nil)
            #expect(error.code == code)
            peer.say(#"{"op":"ping","id":"eight"}"#)
            #expect(peer.hear()?["id"] as? String == "eight")
        }
    }

    @Test("a message that is too long and one that is no text close the connection, saying why")
    func unreadable() throws {
        try FakeHouse.serve { client, _ in
            let long = try LivePeer(client)
            long.say(String(repeating: " ", count: 70_000))
            let tooLong = LivePeer.Close(code: 1009, reason: "a message has 65536 bytes at most")
            #expect(long.readToClose() == tooLong)
            let binary = try LivePeer(client)
            binary.say("{}", opcode: 0x82)
            let notText = LivePeer.Close(code: 1003, reason: "only text is spoken here")
            #expect(binary.readToClose() == notText)
            #expect(try client.get("/livez").status == 200)
        }
    }

    @Test("what the house does not take is told with its code")
    func refused() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            house.within { $0.refusal = .diskFull }
            peer.place("one", id: 1)
            let refused = try peer.answer(to: 1)
            #expect(refused.code == "DISK_FULL")
            #expect(refused.problem["status"] as? Int == 503)
            house.within { $0.refusal = nil }
            peer.place("one", id: 2)
            #expect(try peer.answer(to: 2).status == 201)
        }
    }

    @Test("an answer that does not come in time is an unknown outcome")
    func overdue() throws {
        try FakeHouse.serve({ $0.answerNanosecondsMax = 1 }) { client, house in
            house.within { $0.holds = true }
            let peer = try LivePeer(client)
            peer.place("one", id: 1)
            #expect(try peer.answer(to: 1).code == "OUTCOME_UNKNOWN")
            house.letGo()
            #expect(try client.get("/api/v1/orders/one").status == 200)
        }
    }

    @Test(
        "only this machine's own names and pages may open a connection, and only at its path",
        arguments: [
            ("/ws", "Host: localhost", 101), ("/ws", "Origin: http://localhost:8080", 101),
            ("/ws", "Origin: http://evil.example", 403), ("/ws", "Origin: null", 403),
            ("/ws", "Host: evil.example", 403), ("/live", "Host: localhost", 404),
            ("/ws?a=1", "Host: localhost", 400),
        ])
    func strangers(path: String, header: String, status: Int) throws {
        try FakeHouse.serve { client, _ in
            let peer = try #require(RawPeer(port: client.port))
            let host = header.hasPrefix("Host") ? header : "Host: localhost\r\n\(header)"
            peer.write(
                "GET \(path) HTTP/1.1\r\n\(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n\r\n")
            #expect(Client.read(from: peer, hasBody: status != 101)?.status == status)
        }
    }

    @Test(
        "what is no handshake of a WebSocket is refused as a problem",
        arguments: [
            ("POST", "dGhlIHNhbXBsZSBub25jZQ==", "13"), ("GET", "dGhlIHNhbXBsZSBub25jZQ==", "8"),
            ("GET", "x", "13"), ("GET", "dGhlIHNhbXBsZSBub25jZ===", "13"),
            ("GET", "dGhlIHNhbXBs*SBub25jZQ==", "13"),
        ])
    func handshake(method: String, key: String, version: String) throws {
        try FakeHouse.serve { client, _ in
            let answer = try client.ask(
                method, "/ws",
                headers: [
                    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: \(key)",
                    "Sec-WebSocket-Version: \(version)",
                ])
            #expect(answer.status == 400)
            #expect(answer.code == "HANDSHAKE_INVALID")
        }
    }

    @Test("plain HTTP at the path is told to become a WebSocket")
    func plain() throws {
        try FakeHouse.serve { client, _ in
            let answer = try client.get("/ws")
            #expect(answer.status == 426)
            #expect(answer.code == "UPGRADE_REQUIRED")
            #expect(answer.headers["upgrade"] == "websocket")
        }
    }

    @Test("a connection whose question is under way may close: nothing is held up")
    func gone() throws {
        try FakeHouse.serve { client, house in
            house.within { $0.holds = true }
            var peer: LivePeer? = try LivePeer(client)
            peer?.subscribe("orders")
            peer?.place("one", id: 2)
            while house.within({ $0.held.count }) < 1 { usleep(1_000) }
            peer = nil
            while try client.get("/metrics").body.contains("plimsoll_edge_sockets 1\n") {}
            house.letGo()
            #expect(try client.get("/api/v1/orders/one").status == 200)
        }
    }
}
