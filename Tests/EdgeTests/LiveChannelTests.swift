import Domain
import Edge
import Foundation
import Testing

/// Channels: a snapshot, then what changes, with no hole in between.
@Suite struct LiveChannelTests {
    @Test("a subscription is confirmed with the epoch of health, then comes a snapshot of each")
    func subscribed() throws {
        try FakeHouse.serve { client, house in
            house.book(bids: [(5_999_900, 100)], asks: [(6_000_100, 200)], at: 1)
            house.trade(id: 1, price: 6_000_100, quantity: 50, seconds: 1_700_000_000)
            let names = [
                "orders", "fills", "positions", "balances", "health", "ticker", "ticker:BTCUSDT",
                "book:BTCUSDT", "trades:BTCUSDT", "candles:BTCUSDT:1s",
            ]
            let peer = try LivePeer(client)
            let list = names.map { "\"\($0)\"" }.joined(separator: ",")
            peer.say("{\"op\":\"subscribe\",\"channels\":[\(list)]}")
            let first = try #require(peer.hear())
            #expect(first.type == "subscribed")
            #expect(first["channels"] as? [String] == names)
            let health = try client.get("/api/v1/health").json
            #expect(first["epoch"] as? String == health["epoch"] as? String)
            var snapshots: [String: LivePeer.Message] = [:]
            for name in names {
                let snapshot = try #require(peer.hear())
                #expect(snapshot.type == "snapshot")
                #expect(snapshot["channel"] as? String == name)
                snapshots[name] = snapshot
            }
            #expect(snapshots["balances"]?.rows.count == 2)
            #expect(snapshots["health"]?.data["lamp"] as? String == "PAPER")
            #expect(snapshots["ticker"]?.rows.first?["bid"] as? String == "59999")
            #expect(snapshots["ticker:BTCUSDT"]?.data["ask"] as? String == "60001")
            let bids = snapshots["book:BTCUSDT"]?.data["bids"] as? [[String]]
            #expect(bids == [["59999", "0.001"]])
            #expect(snapshots["trades:BTCUSDT"]?.rows.first?["price"] as? String == "60001")
            #expect(snapshots["candles:BTCUSDT:1s"]?.rows.first?["open"] as? String == "60001")
        }
    }

    @Test("an order's answer comes before its row, and its rows tell its life")
    func orderLife() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            peer.subscribe("orders", "fills", "positions", "balances")
            _ = try peer.hear("snapshot", of: "balances")
            peer.place("one", id: 2)
            #expect(peer.hear()?.type == "answer")
            #expect(try peer.hear("delta", of: "orders").rows[0]["status"] as? String == "pending")
            house.report("one", .accepted(try! .init("77")))
            #expect(try peer.hear("delta", of: "orders").rows[0]["status"] as? String == "open")
            house.fill("one", trade: "t1", price: 6_000_000, quantity: 400)
            let partly = try peer.hear("delta", of: "orders")
            #expect(partly.rows[0]["filledQuantity"] as? String == "0.004")
            let fill = try peer.hear("delta", of: "fills")
            #expect(fill.rows.count == 1)
            #expect(fill.rows[0]["tradeId"] as? String == "t1")
            let position = try peer.hear("delta", of: "positions")
            #expect(position.rows[0]["quantity"] as? String == "0.004")
            let balances = try peer.hear("delta", of: "balances")
            #expect(balances.rows.contains { $0["asset"] as? String == "BTC" })
        }
    }

    @Test("what is subscribed twice comes once, what is let go comes no more, and may come back")
    func again() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            peer.subscribe("fills", "orders", "orders")
            #expect(try peer.answer(to: 1)["channels"] as? [String] == ["fills", "orders"])
            #expect(try peer.hear("snapshot", of: "orders").sequence == 0)
            peer.subscribe("orders", id: 2)
            #expect(try peer.hear("snapshot", of: "orders").rows.isEmpty)
            _ = try client.order("one")
            #expect(try peer.hear(["snapshot", "delta"], of: "orders").sequence == 1)
            peer.say(#"{"op":"unsubscribe","id":3,"channels":["orders","book:BTCUSDT","x"]}"#)
            #expect(try peer.answer(to: 3)["channels"] as? [String] == ["orders"])
            _ = try client.order("two")
            house.fill("two", trade: "t1", price: 6_000_000, quantity: 100)
            // Nothing of orders in between.
            #expect(peer.hear()?["channel"] as? String == "fills")
            peer.subscribe("orders", id: 4)
            let back = try peer.hear("snapshot", of: "orders")
            let names = back.rows.map { $0["clientOrderId"] as? String }
            #expect(names == ["two", "one"])
            house.report("one", .accepted(try! .init("77")))
            let next = try peer.hear("delta", of: "orders")
            #expect(next["previous"] as? Int == back.sequence)
        }
    }

    @Test("a snapshot of orders has the newest, and of the older ones those that are open")
    func longHistory() throws {
        try FakeHouse.serve { client, house in
            for number in 0..<120 {
                _ = try client.order("o\(number)", ["quantity": "\"0.001\""])
                if number < 10 { house.report("o\(number)", .rejected(try! .init("-1"))) }
            }
            let peer = try LivePeer(client)
            peer.subscribe("orders")
            let rows = try peer.hear("snapshot", of: "orders").rows
            let names = rows.compactMap { $0["clientOrderId"] as? String }
            #expect(names == (10..<120).reversed().map { "o\($0)" })
        }
    }

    @Test("orders and fills that came in a crowd are all told, in messages of a bounded size")
    func crowd() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            peer.subscribe("orders")
            _ = try peer.hear("snapshot", of: "orders")
            house.within { house in
                let inputs = (0..<1_200).map { number in
                    (Input.submit(FakeHouse.request("o\(number)")), nil as Ticket?)
                }
                house.decide(inputs)
            }
            var names: Set<String> = []
            for number in 1...3 {
                let delta = try peer.hear("delta", of: "orders")
                #expect(delta.sequence == number)
                #expect(delta.rows.count == (number < 3 ? 500 : 200))
                names.formUnion(delta.rows.compactMap { $0["clientOrderId"] as? String })
            }
            #expect(names.count == 1_200)
        }
    }

    @Test("how the house is comes whole, once it changed, and not more often than once a second")
    func health() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            peer.subscribe("health")
            _ = try peer.hear("snapshot", of: "health")
            let start = ContinuousClock.now
            house.within { $0.report.phase = .differing }
            let delta = try peer.hear("delta", of: "health")
            #expect(delta.data["phase"] as? String == "differing")
            #expect(delta.data["lamp"] as? String == "PAPER")
            // The first look was less than a tick before the start.
            #expect(ContinuousClock.now - start > .milliseconds(800))
        }
    }

    @Test("after a flood of trades a snapshot takes the place of what would be too long")
    func flood() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            peer.subscribe("trades:BTCUSDT", "candles:BTCUSDT:1s")
            _ = try peer.hear("snapshot", of: "candles:BTCUSDT:1s")
            house.within { inside in
                for number in 1...500 {
                    inside.trade(id: Int64(number), price: 100, quantity: 1, seconds: Int64(number))
                }
            }
            let trades = try peer.hear(["delta", "snapshot"], of: "trades:BTCUSDT")
            #expect(trades.type == "snapshot")
            #expect(trades.sequence == 1)
            #expect(trades.rows.count == 100)
            let candles = try peer.hear(["delta", "snapshot"], of: "candles:BTCUSDT:1s")
            #expect(candles.type == "snapshot")
            #expect(candles.rows.count == 100)
            #expect(candles.rows.last?["closed"] as? Bool == false)
        }
    }

    @Test("a book whose instrument has other decimals from now on is sent anew")
    func newVersion() throws {
        try FakeHouse.serve { client, house in
            house.book(bids: [(5_999_900, 100)], asks: [(6_000_100, 200)], at: 1)
            let peer = try LivePeer(client)
            peer.subscribe("book:BTCUSDT")
            _ = try peer.hear("snapshot")
            house.within {
                $0.decide([(.listing(FakeHouse.listing(version: 2, decimals: 3)), nil)])
            }
            house.book(bids: [(59_999_001, 100)], asks: [(60_001_000, 200)], at: 2)
            let next = try #require(peer.hear())
            #expect(next.type == "snapshot")
            #expect(next.data["bids"] as? [[String]] == [["59999.001", "0.001"]])
        }
    }

    @Test("what nobody follows is not encoded")
    func nobody() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            peer.subscribe("orders", "book:BTCUSDT")
            _ = try peer.hear("snapshot", of: "book:BTCUSDT")
            peer.say(#"{"op":"unsubscribe","id":2,"channels":["orders","book:BTCUSDT"]}"#)
            _ = try peer.answer(to: 2)
            house.book(bids: [(5_999_900, 100)], asks: [(6_000_100, 200)], at: 1)
            _ = try client.order("one")
            peer.say(#"{"op":"ping","id":3}"#)
            #expect(peer.hear()?.type == "pong")
            let metrics = try client.get("/metrics").body
            // Two confirmations, two snapshots, a pong.
            #expect(metrics.contains("plimsoll_edge_frames_sent_total 5\n"))
        }
    }
}
