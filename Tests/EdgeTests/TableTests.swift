import Domain
import Edge
import Foundation
import Markets
import Testing

/// Lists and their pages.
@Suite struct TableTests {
    @Test("pages of orders follow one another, newest first, each order once")
    func pages() throws {
        try FakeHouse.serve { client, _ in
            for number in 0..<7 { _ = try client.order("o\(number)", ["quantity": "\"0.001\""]) }
            for status in ["open", "all"] {
                var names: [String] = []
                var cursor = ""
                for _ in 0..<4 {
                    let page = try client.get("/api/v1/orders?status=\(status)&limit=3\(cursor)")
                    #expect(page.status == 200)
                    names += page.rows("orders").compactMap { $0["clientOrderId"] as? String }
                    guard let next = page.json["nextCursor"] as? String else { break }
                    cursor = "&cursor=\(next)"
                }
                #expect(names == (0..<7).reversed().map { "o\($0)" })
            }
        }
    }

    @Test("open orders are those that the venue may still work")
    func open() throws {
        try FakeHouse.serve { client, house in
            for name in ["a", "b", "c"] {
                _ = try client.order(name, ["quantity": "\"0.001\""])
            }
            _ = try client.order("denied", ["price": "\"1\""])
            house.report("b", .status(.canceled, cumulative: .zero, .none))
            let names = { (answer: Client.Answer) in
                answer.rows("orders").compactMap { $0["clientOrderId"] as? String }
            }
            #expect(try names(client.get("/api/v1/orders")) == ["c", "a"])
            #expect(try names(client.get("/api/v1/orders?symbol=BTCUSDT&account=main")).count == 2)
            let all = ["denied", "c", "b", "a"]
            #expect(try names(client.get("/api/v1/orders?status=all")) == all)
        }
    }

    @Test(
        "a parameter that is wrong is named",
        arguments: [
            ("orders?limit=0", 400, "limit"), ("orders?limit=501", 400, "limit"),
            ("orders?limit=x", 400, "limit"), ("orders?cursor=99", 400, "cursor"),
            ("orders?cursor=-1", 400, "cursor"), ("orders?status=closed", 400, "status"),
            ("orders?symbol=ETHUSDT", 404, "symbol"), ("orders?account=x", 404, "account"),
            ("orders?limt=3", 400, "limt"), ("orders?limit=1&limit=2", 400, "limit"),
            ("orders/a?symbol=b", 400, "symbol"), ("health?x=1", 400, "x"),
            ("book", 400, "symbol"), ("book?symbol=BTCUSDT&depth=1001", 400, "depth"),
            ("candles?symbol=BTCUSDT", 400, "interval"),
            ("candles?symbol=BTCUSDT&interval=7m", 400, "interval"),
            ("fills?clientOrderId=%20", 400, "clientOrderId"),
        ])
    func parameters(path: String, status: Int, field: String) throws {
        try FakeHouse.serve { client, _ in
            let answer = try client.get("/api/v1/" + path)
            #expect(answer.status == status)
            #expect(answer.field == field)
        }
    }

    @Test("an instrument is shown with its rules")
    func instruments() throws {
        try FakeHouse.serve { client, _ in
            let rows = try client.get("/api/v1/instruments").rows("instruments")
            #expect(rows.count == 1)
            #expect(rows[0]["tick"] as? String == "0.01")
            #expect(rows[0]["lot"] as? String == "0.0001")
            #expect(rows[0]["venue"] as? String == "sim")
            #expect(rows[0]["notionalMin"] as? String == "5")
        }
    }

    @Test("a market that nothing was heard of is empty and not in step")
    func emptyMarket() throws {
        try FakeHouse.serve { client, _ in
            let book = try client.get("/api/v1/book?symbol=BTCUSDT")
            #expect(book.status == 200)
            #expect(book.json["isInStep"] as? Bool == false)
            #expect((book.json["bids"] as? [Any])?.isEmpty == true)
            let candles = try client.get("/api/v1/candles?symbol=BTCUSDT&interval=1s")
            #expect(candles.rows("candles").isEmpty)
        }
    }

    @Test("book, trades and candles are as the market view has them")
    func market() throws {
        try FakeHouse.serve { client, house in
            house.book(bids: [(6_000_000, 10), (5_999_900, 20)], asks: [(6_000_100, 30)], at: 1)
            house.trade(id: 1, price: 6_000_000, quantity: 7, seconds: 1_700_000_000)
            let book = try client.get("/api/v1/book?symbol=BTCUSDT&depth=1")
            #expect(book.json["isInStep"] as? Bool == true)
            #expect(book.json["bids"] as? [[String]] == [["60000", "0.0001"]])
            #expect(book.json["asks"] as? [[String]] == [["60001", "0.0003"]])
            #expect(book.json["sequence"] as? Int == 1)
            let trade = try client.get("/api/v1/trades?symbol=BTCUSDT").rows("trades")[0]
            #expect(trade["price"] as? String == "60000")
            #expect(trade["quantity"] as? String == "0.00007")
            #expect(trade["side"] as? String == "sell")
            let candle = try client.get("/api/v1/candles?symbol=BTCUSDT&interval=1m")
                .rows("candles")[0]
            #expect(candle["open"] as? String == "60000")
            #expect(candle["volume"] as? String == "0.00007")
            #expect(candle["closed"] as? Bool == false)
            #expect(candle["start"] as? Int == 1_699_999_980_000_000)
            house.fillExternally()
            let position = try client.get("/api/v1/positions").rows("positions")[0]
            #expect(position["markPrice"] as? String == "60000.5")
        }
    }
}
