import BinanceSpot
import Containers
import Domain
import Testing
import VenueKit

@Suite struct OrderDamageTests {
    /// Messages with the way they arrive by.
    private enum Way: CaseIterable { case place, cancel, query, trades, search, owner, openOrders }

    private static func good(_ way: Way) -> String {
        switch way {
        case .place:
            Sample.placed(
                "PARTIALLY_FILLED", executed: "1.0",
                fills: [Sample.fill("9", "61837.60", "1.00000000")])
        case .cancel: Sample.cancelled(executed: "0.5")
        case .query: Sample.status("PARTIALLY_FILLED")
        case .trades: "[\(Sample.trade(5)),\(Sample.trade(6))]"
        case .search: "[\(Sample.trade(5)),\(Sample.trade(6, order: "30"))]"
        case .owner: Sample.status("FILLED", executed: "0.5", id: "30", name: "web_7")
        case .openOrders: "[\(Sample.status("NEW")),\(Sample.status("NEW", id: "29", name: "b"))]"
        }
    }

    /// A driver that waits for that kind of answer.
    private static func waiting(_ way: Way) -> OrderDriver {
        var driver = OrderDriver()
        switch way {
        case .place: driver.place()
        case .cancel: driver.cancel()
        case .query: driver.query()
        case .trades:
            driver.query()
            driver.answer(Sample.status("FILLED", executed: "1.5"))
        case .search, .owner:
            driver.query()
            driver.answer(Sample.error(-2013), status: 400)
            if way == .owner { driver.answer("[\(Sample.trade(6, order: "30"))]") }
        case .openOrders: driver.call { $0.listOpenOrders(at: $1, into: &$2) }
        }
        driver.reports = []
        driver.notices = []
        return driver
    }

    @Test(arguments: [200, 400, 503])
    func anAnswerCutAtAnyByteIsNoEvidence(status: Int) {
        for way in Way.allCases {
            let bodies = [Self.good(way), Sample.error(-2010, "Market is closed.")]
            for body in bodies.map({ Array($0.utf8) }) {
                for length in 0..<body.count {
                    var driver = Self.waiting(way)
                    driver.answer(Array(body[..<length]), status: status)
                    check(driver, way, "\(way) \(status) cut at \(length)")
                }
            }
        }
    }

    private func check(_ driver: OrderDriver, _ way: Way, _ what: String) {
        switch way {
        case .place, .cancel:
            guard case .requestFailed? = driver.contents.first, driver.reports.count == 1 else {
                Issue.record("\(what): \(driver.contents)")
                return
            }
        // What was known before is told, and nothing else.
        case .trades: #expect(driver.reports.count == 1, "\(what)")
        case .query, .search, .owner, .openOrders: #expect(driver.reports.isEmpty, "\(what)")
        }
        #expect(driver.session.outstandingCount == 0, "\(what)")
    }

    @Test func aFrameCutAtAnyByteIsAGapAndNothingElse() {
        let frames = [
            Sample.execution("NEW", "NEW"), Sample.traded("FILLED", total: "1.5"),
            Sample.execution("CANCELED", "CANCELED", name: "x", original: "bot-1"),
            Sample.execution("REJECTED", "REJECTED"), Sample.balances, Sample.transfer,
            Sample.terminated, #"{"id":2,"status":200,"result":\#(Sample.placed())}"#,
        ]
        for frame in frames.map({ Array($0.utf8) }) {
            for length in 0..<frame.count {
                var driver = OrderDriver(.connection)
                driver.open()
                driver.place()
                driver.receive(Array(frame[..<length]))
                #expect(driver.reports.isEmpty && driver.session.outstandingCount == 1)
                #expect(driver.notices == [.streamGap(.unreadable), .streamLive])
            }
        }
    }

    /// Whatever is damaged, the program goes on, and a place is never refused by a damaged success.
    @Test func damagedAnswersNeverStopTheProgramOrRefuseAnOrder() {
        var dice = SeededRandom(seed: 20_260_101)
        for round in 0..<6000 {
            let way = Way.allCases[round % Way.allCases.count]
            let body = Self.damage(Array(Self.good(way).utf8), &dice)
            var driver = Self.waiting(way)
            driver.answer(body)
            if way == .place {
                for content in driver.contents {
                    if case .rejected = content { Issue.record("refused by \(body)") }
                }
                #expect(!driver.reports.isEmpty)
            }
        }
    }

    @Test func damagedFramesNeverStopTheProgram() {
        var dice = SeededRandom(seed: 20_260_102)
        let frames = [
            Sample.traded("FILLED", total: "1.5"), Sample.balances, Sample.transfer,
            Sample.execution("EXPIRED", "EXPIRED"),
            #"{"id":2,"status":200,"result":\#(Sample.placed())}"#,
            #"{"id":2,"status":400,"error":\#(Sample.error(-2010))}"#,
        ].map { Array($0.utf8) }
        var driver = OrderDriver(.connection)
        driver.open()
        for round in 0..<6000 {
            driver.place(Sample.placement("bot-\(round % 7)", window: 1 << 40))
            driver.receive(Self.damage(frames[round % frames.count], &dice))
            driver.reports = []
            driver.notices = []
        }
        #expect(driver.session.counts.framesUnreadable > 1000)
    }

    /// One to three changes: another byte, a byte less, a piece twice, another value.
    private static func damage(_ bytes: [UInt8], _ dice: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        let values = ["null", "-1", "1e99", "\"\"", "true", "[]", "{}", "99999999999999999999"]
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
            let place = Int.random(in: 0..<bytes.count, using: &dice)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &dice)
            case 1: bytes.remove(at: place)
            case 2:
                let end = min(bytes.count, place + Int.random(in: 1...20, using: &dice))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            case _:
                guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")),
                    let end = bytes[colon...].firstIndex(of: UInt8(ascii: ","))
                else { continue }
                let value = values[Int.random(in: 0..<values.count, using: &dice)]
                bytes.replaceSubrange(colon + 1..<end, with: Array(value.utf8))
            }
        }
        return bytes
    }
}
