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
}
