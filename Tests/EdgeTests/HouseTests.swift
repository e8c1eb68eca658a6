import Domain
import Edge
import Foundation
import Host
import SocketPeers
import Testing
import Trading

/// Health, metrics, files, and what is refused before anything is looked at.
@Suite struct EdgeHouseTests {
    @Test("health tells what the newest alarms are, newest first, and no more than it has room for")
    func alarms() throws {
        try FakeHouse.serve { client, house in
            #expect(try client.get("/api/v1/health").rows("newestAlarms").isEmpty)
            house.fillExternally()
            let told = try client.get("/api/v1/health").rows("newestAlarms")
            #expect(told.count == 1)
            #expect(told.first?["code"] as? String == "ORDER_FOREIGN")
            #expect((told.first?["what"] as? String)?.contains("nobody here sent") == true)
            #expect(told.first?["clientOrderId"] as? String == "stranger")
            #expect(told.first?["account"] as? String == "main")
            #expect(told.first?["sequence"] as? Int == 5)
            #expect(told.first?["time"] is Int)
            for number in 1...30 { house.report("alien-\(number)", .accepted(.none)) }
            let newest = try client.get("/api/v1/health").rows("newestAlarms")
            #expect(newest.count == TradingCore.Limits.alarmsKept)
            #expect(newest.first?["clientOrderId"] as? String == "alien-30")
        }
    }

    @Test("every alarm has a code of its own and a sentence")
    func alarmWords() {
        #expect(Set(Alarm.allCases.map(\.code)).count == Alarm.allCases.count)
        #expect(Set(Alarm.allCases.map(\.words)).count == Alarm.allCases.count)
        #expect(Alarm.fillConflict.code == "FILL_CONFLICT")
    }

    @Test("health tells of the phase, the lamp and every venue")
    func health() throws {
        try FakeHouse.serve { client, house in
            let health = try client.get("/api/v1/health").json
            #expect(health["phase"] as? String == "ready")
            #expect(health["mode"] as? String == "active")
            #expect(health["lamp"] as? String == "PAPER")
            #expect((health["epoch"] as? String)?.count == 16)
            #expect(health["version"] as? String == "0.1.0")
            let venue = (health["venues"] as? [[String: Any]])?.first ?? [:]
            #expect(venue["environment"] as? String == "paper")
            #expect(venue["marketData"] as? String == "live")
            #expect(venue["lastMessageAgeMs"] is NSNull)
        }
    }

    @Test("the lamp says LIVE as soon as one venue is, and where there is none")
    func lamp() throws {
        try FakeHouse.serve { client, house in
            house.within { house in
                house.report.venues.append(HouseReport.Venue(name: "real", speaks: "binance-spot"))
            }
            let mixed = try client.get("/api/v1/health")
            #expect(mixed.json["lamp"] as? String == "LIVE")
            house.within { $0.report.venues = [] }
            let none = try client.get("/api/v1/health")
            #expect(none.json["lamp"] as? String == "LIVE")
        }
    }

    @Test("it is alive in every phase, and ready in one")
    func readiness() throws {
        try FakeHouse.serve { client, house in
            for phase in HouseReport.Phase.allCases {
                house.within { $0.report.phase = phase }
                #expect(try client.get("/livez").status == 200)
                let ready = try client.get("/readyz")
                #expect(ready.status == (phase == .ready ? 200 : 503))
                #expect(ready.body == phase.rawValue + "\n")
            }
        }
    }

    @Test("metrics are whole families with their types, the house's and the edge's, and an end")
    func metrics() throws {
        try FakeHouse.serve { client, _ in
            _ = try client.order("one")
            _ = try client.order("x", ["side": "\"up\""])
            let metrics = try client.get("/metrics")
            #expect(
                metrics.headers["content-type"]
                    == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            let lines = metrics.body.split(separator: "\n")
            #expect(lines.last == "# EOF")
            #expect(lines.contains("plimsoll_things 3"))
            #expect(
                lines.contains("plimsoll_edge_answers_total{route=\"orders\",status=\"201\"} 1"))
            #expect(
                lines.contains("plimsoll_edge_answers_total{route=\"orders\",status=\"400\"} 1"))
            #expect(lines.contains("# TYPE plimsoll_edge_answers counter"))
        }
    }

    @Test("the mode is what the core made it, and an unknown one is refused")
    func mode() throws {
        try FakeHouse.serve { client, _ in
            let halted = try client.post("/api/v1/trading-mode", #"{"mode":"halted"}"#)
            #expect(halted.status == 200)
            #expect(halted.json["mode"] as? String == "halted")
            let denied = try client.order("one")
            #expect(denied.code == "TRADING_HALTED")
            #expect(denied.status == 422)
            let again = try client.post("/api/v1/trading-mode", #"{"mode":"halted"}"#)
            #expect(again.status == 200)
            let wrong = try client.post("/api/v1/trading-mode", #"{"mode":"on"}"#)
            #expect(wrong.field == "mode")
            let missing = try client.post("/api/v1/trading-mode", "{}")
            #expect(missing.code == "FIELD_MISSING")
        }
    }

    @Test("differences are accepted for an account, unless there are none")
    func reconciliation() throws {
        try FakeHouse.serve { client, house in
            let path = "/api/v1/reconciliation/accept"
            #expect(try client.post(path, #"{"account":"main"}"#).status == 200)
            house.within { $0.refusal = .pointless("main agrees with its venue") }
            let none = try client.post(path, #"{"account":"main"}"#)
            #expect(none.status == 409)
            #expect(none.code == "NOTHING_TO_DO")
        }
    }

    @Test(
        "what the house does not take is answered 503 with a time to come again",
        arguments: [
            (DoorRefusal.busy, "BUSY"), (.notReady("starting"), "NOT_READY"),
            (.draining, "DRAINING"), (.diskFull, "DISK_FULL"),
        ])
    func refusals(refusal: DoorRefusal, code: String) throws {
        try FakeHouse.serve { client, house in
            house.within { $0.refusal = refusal }
            let answer = try client.order("one")
            #expect(answer.status == 503)
            #expect(answer.code == code)
            #expect(answer.headers["retry-after"] != nil)
            house.within { $0.refusal = nil }
            #expect(try client.order("one").status == 201)
        }
    }

    @Test("a question that is not answered in time is of unknown outcome, and its answer too late")
    func overdue() throws {
        try FakeHouse.serve({ $0.answerNanosecondsMax = 1 }) { client, house in
            house.within { $0.holds = true }
            let answer = try client.order("one")
            #expect(answer.status == 504)
            #expect(answer.code == "OUTCOME_UNKNOWN")
            house.letGo()
            #expect(try client.get("/api/v1/orders/one").status == 200)
        }
    }

    @Test("a method that is not done there is answered 405 with those that are")
    func methods() throws {
        try FakeHouse.serve { client, _ in
            let answer = try client.ask("PUT", "/api/v1/orders", body: "{}")
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "GET, HEAD, POST")
            #expect(answer.code == "METHOD_NOT_ALLOWED")
            #expect(try client.ask("DELETE", "/api/v1/fills").status == 405)
            #expect(try client.ask("POST", "/livez", body: "").status == 405)
            #expect(try client.get("/api/v2/orders").code == "ROUTE_UNKNOWN")
            #expect(try client.get("/api/v1/trading-mode").status == 405)
            let head = try client.ask("HEAD", "/api/v1/health")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
        }
    }

    @Test(
        "only this machine's own names and pages are listened to",
        arguments: [
            ("Host: localhost", 200), ("Host: LOCALHOST:8080", 200), ("Host: 127.0.0.1:1", 200),
            ("Host: [::1]:8080", 200), ("Host: app.localhost", 200),
            ("Host: evil.example", 403), ("Host: 127.0.0.1.evil.example", 403),
            ("Host: localhost.evil.example", 403), ("Host: 192.168.0.1", 403),
            ("Host: a@localhost", 400), ("Host: 127.1", 403),
            ("Host: localhost\r\nHost: evil.example", 400),
            ("Host: localhost\r\nHost: localhost", 400),
            ("Host: localhost:65536", 400), ("Host: localhost:8x", 400), ("Host: [::1", 400),
            ("Host: localhost /", 400), ("Host: [::1]x", 400), ("Host: localhost:", 200),
            ("Origin: http://localhost\r\nOrigin: http://evil.example", 403),
            ("Origin: http://localhost:3000", 200), ("Origin: https://127.0.0.1", 200),
            ("Origin: http://evil.example", 403), ("Origin: null", 403),
            ("Origin: http://localhost@evil.example", 403), ("Origin: file://", 403),
        ])
    func strangers(header: String, status: Int) throws {
        try FakeHouse.serve { client, _ in
            let answer = try client.get("/api/v1/health", [header])
            #expect(answer.status == status)
        }
    }

    @Test(
        "it listens nowhere but on this machine",
        arguments: ["0.0.0.0", "::", "192.168.1.4", "10.0.0.1", "localhost", "128.0.0.1"])
    func bind(address: String) throws {
        let loop = FakeHouse.loop
        let house = FakeHouse(on: loop)
        var options = EdgeOptions()
        options.address = address
        options.port = 0
        let inside = house.inside
        let edge = EdgeServer(options, on: loop, door: house) {
            EdgeViews(trading: inside.value, markets: inside.value, house: inside.value)
        }
        #expect(throws: EdgeFault.unprotected(address: address)) { try edge.start() }
        #expect(throws: EdgeFault.unprotected(address: address)) { try EdgeServer.check(options) }
        #expect(edge.port == 0)
        #expect("\(EdgeFault.unprotected(address: address).explanation)".contains("ssh -L"))
    }

    @Test("a body of ten megabytes is answered 413, and the connection goes on")
    func tooLarge() throws {
        try FakeHouse.serve { client, _ in
            let peer = try #require(RawPeer(port: client.port))
            let head = "POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            peer.write("\(head)10000000\r\n\r\n")
            let part = [UInt8](repeating: 0x20, count: 1_000_000)
            let written = (0..<10).allSatisfy { _ in peer.write(part) }
            #expect(written)
            #expect(Client.read(from: peer)?.status == 413)
            peer.write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(Client.read(from: peer)?.status == 200)
        }
    }

    @Test("half a request holds nobody up, and is closed")
    func halfOpen() throws {
        try FakeHouse.serve { client, _ in
            let half = try #require(RawPeer(port: client.port))
            half.write(
                "POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{")
            #expect(try client.order("one").status == 201)
            #expect(half.readToEnd() != nil)
        }
    }

    @Test("a thousand questions wait at once, and each gets its own answer")
    func manyPending() throws {
        try FakeHouse.serve { client, house in
            house.within { $0.holds = true }
            var peers: [RawPeer] = []
            for number in 0..<1_000 {
                let peer = try #require(RawPeer(port: client.port))
                let body = Client.order("m\(number)", ["quantity": "\"0.001\""])
                peer.write(
                    "POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                peers.append(peer)
            }
            var looks = 0
            while house.within({ $0.held.count }) < 1_000, looks < 20_000 {
                usleep(1_000)
                looks += 1
            }
            try #require(house.within { $0.held.count } == 1_000)
            #expect(try client.get("/metrics").body.contains("plimsoll_edge_pending 1000\n"))
            house.letGo()
            for (number, peer) in peers.enumerated() {
                let answer = Client.read(from: peer)
                #expect(answer?.status == 201)
                #expect(answer?.json["clientOrderId"] as? String == "m\(number)")
            }
        }
    }
}
