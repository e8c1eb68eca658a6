import Containers
import Domain
import Edge
import Foundation
import Testing

/// Whatever happens, what followers made of deltas is what a new snapshot says.
@Suite struct LivePropertyTests {
    @Test("snapshot and deltas add up to a new snapshot, whoever came when", arguments: 1...12)
    func addUp(seed: UInt64) throws {
        try FakeHouse.serve { client, house in
            var random = SeededRandom(seed: seed)
            var life = RandomLife(house)
            let other = try LivePeer(client)
            var followers = [try LiveFollower(client)]
            for step in 0..<240 {
                life.step(&random)
                // Whoever joins makes the others hear what is new at once.
                if random.chance(1, in: 3) {
                    let channels = LiveFollower.channels
                    let channel = channels[random.below(channels.count)]
                    other.subscribe(channel)
                    _ = try other.hear("snapshot", of: channel)
                    other.say("{\"op\":\"unsubscribe\",\"channels\":[\"\(channel)\"]}")
                }
                if step == 120 { followers.append(try LiveFollower(client)) }
            }
            for place in followers.indices { try followers[place].check() }
        }
    }

    @Test("messages with bytes changed do no harm: the next one is answered", arguments: 1...4)
    func damaged(seed: UInt64) throws {
        try FakeHouse.serve { client, _ in
            var random = SeededRandom(seed: seed)
            let peer = try LivePeer(client)
            let messages = [
                "{\"op\":\"order.place\",\"id\":1,\"order\":\(Client.order("one"))}",
                #"{"op":"order.cancel","id":1,"clientOrderId":"one","account":"main"}"#,
                #"{"op":"subscribe","id":1,"channels":["fills","candles:BTCUSDT:1s"]}"#,
                #"{"op":"unsubscribe","id":1,"channels":["fills","x"]}"#,
            ]
            for number in 0..<400 {
                var bytes = Array(messages[random.below(messages.count)].utf8)
                for _ in 0...random.below(3) {
                    let place = random.below(bytes.count)
                    switch random.below(3) {
                    case 0: bytes[place] = UInt8(random.below(128))
                    case 1: bytes.remove(at: place)
                    case _: bytes.insert(contentsOf: bytes[..<place], at: place)
                    }
                }
                peer.say(String(decoding: bytes, as: UTF8.self))
                peer.say("{\"op\":\"ping\",\"id\":\"p\(number)\"}")
                var answer = try #require(peer.hear())
                while answer["id"] as? String != "p\(number)" { answer = try #require(peer.hear()) }
                #expect(answer.type == "pong")
            }
            #expect(try client.get("/livez").status == 200)
        }
    }
}

/// Orders, fills, deposits, books and trades in no order.
private struct RandomLife {
    private let house: FakeHouse
    private var orders = 0
    private var trades: Int64 = 0
    private var updates: Int64 = 0
    private var seconds: Int64 = 1_700_000_000

    init(_ house: FakeHouse) { self.house = house }

    mutating func step(_ random: inout SeededRandom) {
        switch random.below(9) {
        case 0 where orders < 80: place(&random)
        case 1 where orders > 0:
            let name = name(&random)
            house.within { $0.decide([(.cancel(FakeHouse.reference(name)), nil)]) }
        case 2 where orders > 0: tell(&random)
        case 3 where orders > 0:
            trades += 1
            house.fill(
                name(&random), trade: "t\(trades)", price: 6_000_000 - Int64(random.below(99)),
                quantity: 10 * Int64(1 + random.below(9)))
        case 4: deposit(&random)
        case 5, 6: book(&random)
        case 7: house.doubt()
        case _: trade(&random)
        }
    }

    private func name(_ random: inout SeededRandom) -> String { "o\(random.below(orders))" }

    private mutating func place(_ random: inout SeededRandom) {
        // Some are no multiple of the lot, and denied.
        let request = FakeHouse.request(
            "o\(orders)", price: 5_900_000 + Int64(random.below(100_000)),
            quantity: 5 * Int64(2 + random.below(200)))
        orders += 1
        house.within { $0.decide([(.submit(request), nil)]) }
    }

    private func tell(_ random: inout SeededRandom) {
        let reports: [VenueReport.Content] = [
            .accepted(try! VenueOrderID("77")), .rejected(try! ReasonCode("-2010")),
            .cancelRejected(try! ReasonCode("-2011")), .requestFailed(.place, .deadline),
            .status(.canceled, cumulative: .zero, try! VenueOrderID("77")),
        ]
        house.report(name(&random), reports[random.below(reports.count)])
    }

    private mutating func deposit(_ random: inout SeededRandom) {
        updates += 1
        let flow = ExternalFlow(
            id: try! FlowID("f\(updates)"), account: AccountID(1),
            asset: try! Asset(["USDT", "BTC", "ETH", "BNB"][random.below(4)]),
            amount: Money(units: Int64(1 + random.below(9))))
        house.within { $0.decide([(.flow(flow), nil)]) }
    }

    /// Sides of about as many prices as are shown, so that some fall out at the far end.
    private mutating func book(_ random: inout SeededRandom) {
        updates += 1
        let middle = 6_000_000 + Int64(random.below(40))
        let count = random.chance(1, in: 2) ? random.below(12) : 190 + random.below(30)
        let side = { (random: inout SeededRandom, direction: Int64) in
            (0..<count).filter { _ in random.chance(9, in: 10) }.map { place in
                (middle + direction * Int64(place + 1), Int64(1 + random.below(3)))
            }
        }
        house.book(bids: side(&random, -1), asks: side(&random, 1), at: updates)
    }

    private mutating func trade(_ random: inout SeededRandom) {
        trades += 1
        seconds += random.chance(1, in: 3) ? 1 : 0
        house.trade(
            id: trades, price: 6_000_000 + Int64(random.below(50)),
            quantity: Int64(1 + random.below(500)), seconds: seconds)
    }
}
