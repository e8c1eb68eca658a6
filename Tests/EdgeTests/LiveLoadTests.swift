import Domain
import Edge
import Foundation
import Host
import SocketPeers
import Testing

/// Readers that are slow, too many, or about to be sent away.
@Suite struct LiveLoadTests {
    /// A book of which every quantity is another than before.
    private func change(_ house: FakeHouse, _ round: Int) {
        let side = { (direction: Int64) in
            (1...200).map { (6_000_000 + direction * Int64($0), Int64(round * 1_000 + $0)) }
        }
        house.book(bids: side(-1), asks: side(1), at: Int64(round))
    }

    private func metric(_ name: String, _ client: Client) throws -> Int {
        let lines = try client.get("/metrics").body.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("plimsoll_edge_\(name) ") })
        return try #require(Int(line.split(separator: " ")[1]))
    }

    @Test("who reads slowly is spared changes of markets, and has the newest in the end")
    func spared() throws {
        try FakeHouse.serve { client, house in
            change(house, 1)
            let slow = try LivePeer(client, receiveBytes: 4_096)
            slow.subscribe("book:BTCUSDT", "orders")
            let other = try LivePeer(client)
            var round = 1
            while try metric("conflated_total", client) == 0, round < 20_000 {
                for _ in 0..<50 {
                    round += 1
                    change(house, round)
                    other.subscribe("book:BTCUSDT")
                    _ = try other.hear("snapshot")
                }
            }
            #expect(round < 20_000)
            _ = try client.order("kept")
            var last = -1
            var snapshots = 0
            var bids: [[String]] = []
            let newest = Double(round * 1_000 + 1) / 100_000
            while bids.first.flatMap({ Double($0[1]) }) != newest {
                let message = try slow.hear(["snapshot", "delta"], of: "book:BTCUSDT")
                if message.type == "delta" {
                    #expect(message["previous"] as? Int == last)
                } else {
                    snapshots += 1
                }
                last = try #require(message.sequence)
                bids = try #require(message.data["bids"] as? [[String]])
            }
            #expect(snapshots >= 2)
            // Of orders nothing was left out.
            slow.subscribe("orders")
            let rows = try slow.hear(["snapshot"], of: "orders").rows
            #expect(rows.first?["clientOrderId"] as? String == "kept")
            #expect(try metric("sockets_too_slow_total", client) == 0)
        }
    }

    @Test("who does not read what must not be left out is closed with 4008 and the reason")
    func tooSlow() throws {
        try FakeHouse.serve { client, house in
            for number in 0..<100 { _ = try client.order("o\(number)", ["quantity": "\"0.001\""]) }
            let slow = try LivePeer(client, receiveBytes: 4_096)
            var asked = 0
            while try metric("sockets_too_slow_total", client) == 0, asked < 10_000 {
                for _ in 0..<10 { slow.subscribe("orders") }
                asked += 10
            }
            _ = try client.order("after")
            let close = slow.readToClose()
            #expect(close?.code == 4008)
            #expect(close?.reason == "read too slowly: more than 4 MiB waited")
            // What waited was not sent any more.
            #expect(slow.bytesHeard < 4 << 20)
            #expect(try client.get("/api/v1/orders/after").status == 200)
        }
    }

    @Test("when the process is stopped, answers that are due come first, then 1001 and the reason")
    func drain() throws {
        try FakeHouse.serve { client, house in
            house.within { $0.holds = true }
            let peer = try LivePeer(client)
            peer.subscribe("orders")
            _ = try peer.hear("snapshot")
            peer.place("one", id: 2)
            while house.within({ $0.held.count }) < 1 { usleep(1_000) }
            let isDone = DispatchSemaphore(value: 0)
            house.within { $0.edge?.drain { isDone.signal() } }
            peer.place("two", id: 3)
            #expect(try peer.answer(to: 3).code == "DRAINING")
            let late = try #require(RawPeer(port: client.port))
            #expect(late.upgrade()?.contains(" 503 ") == true)
            #expect(isDone.wait(timeout: .now()) == .timedOut)
            house.letGo()
            #expect(try peer.answer(to: 2).status == 201)
            let goodbye = LivePeer.Close(code: 1001, reason: "the process is being stopped")
            #expect(peer.readToClose() == goodbye)
            #expect(isDone.wait(timeout: .now() + 60) == .success)
        }
    }

    @Test("a peer that does not say goodbye back holds nobody up")
    func deaf() throws {
        try FakeHouse.serve { client, house in
            let peer = try LivePeer(client)
            let isDone = DispatchSemaphore(value: 0)
            house.within { $0.edge?.drain { isDone.signal() } }
            #expect(isDone.wait(timeout: .now() + 60) == .success)
            withExtendedLifetime(peer) {}
        }
    }

    @Test("a connection follows so many channels and no more")
    func channels() throws {
        try FakeHouse.serve { client, house in
            house.within { house in
                for number in 1..<300 {
                    let listing = FakeHouse.listing(UInt32(number), "S\(number)")
                    house.decide([(.listing(listing), nil)])
                }
            }
            let peer = try LivePeer(client)
            let names = { (range: Range<Int>) in
                range.map { "\"book:S\($0)\"" }.joined(separator: ",")
            }
            peer.say("{\"op\":\"subscribe\",\"id\":1,\"channels\":[\(names(1..<280))]}")
            #expect(try peer.answer(to: 1).code == "CHANNELS_TOO_MANY")
            peer.say("{\"op\":\"subscribe\",\"id\":2,\"channels\":[\(names(1..<251))]}")
            #expect((try peer.answer(to: 2)["channels"] as? [String])?.count == 250)
            peer.say("{\"op\":\"subscribe\",\"id\":3,\"channels\":[\(names(245..<260))]}")
            #expect((try peer.answer(to: 3)["channels"] as? [String])?.last == "book:S256")
            for number in 257..<260 {
                let refused = try peer.answer(to: 3)
                #expect(refused.code == "CHANNELS_TOO_MANY")
                #expect(refused["channel"] as? String == "book:S\(number)")
            }
            peer.say("{\"op\":\"unsubscribe\",\"id\":4,\"channels\":[\(names(1..<11))]}")
            #expect((try peer.answer(to: 4)["channels"] as? [String])?.count == 10)
            peer.say("{\"op\":\"subscribe\",\"id\":5,\"channels\":[\(names(257..<260))]}")
            #expect((try peer.answer(to: 5)["channels"] as? [String])?.count == 3)
        }
    }

    @Test("there are so many connections and no more, until one is closed")
    func connections() throws {
        try FakeHouse.serve { client, _ in
            var peers: [LivePeer] = []
            for _ in 0..<512 { peers.append(try LivePeer(client)) }
            let late = try #require(RawPeer(port: client.port))
            #expect(late.upgrade()?.contains("SOCKETS_TOO_MANY") == true)
            peers.removeLast()
            while try metric("sockets", client) == 512 {}
            _ = try LivePeer(client)
        }
    }
}
