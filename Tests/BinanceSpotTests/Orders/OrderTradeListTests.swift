import BinanceSpot
import Domain
import Testing
import VenueKit

@Suite struct OrderTradeListTests {
    typealias Content = VenueReport.Content
    private static let perPage = UInt64(TradeLimits.perPage)

    private static func page(_ trades: [String]) -> String {
        "[" + trades.joined(separator: ",") + "]"
    }

    private static func page(from first: UInt64, order: String = "28") -> String {
        page((first..<first + perPage).map { Sample.trade($0, order: order) })
    }

    @Test func missingTradesAreFetchedBeforeTheStateIsTold() {
        var driver = OrderDriver()
        driver.query(filled: 50_000)
        driver.answer(Sample.status("FILLED", executed: "1.50000000"))
        #expect(driver.reports.isEmpty)
        #expect(driver.path == "get /api/v3/myTrades")
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&orderId=28&limit=1000&recvWindow="))
        driver.answer(Self.page([Sample.trade(57), Sample.trade(58, isMaker: true)]))
        #expect(driver.contents.compactMap(\.fill?.tradeID.description) == ["57", "58"])
        #expect(driver.contents.compactMap(\.fill?.isTaker) == [true, false])
        #expect(
            driver.contents.last
                == .status(.filled, cumulative: Quantity(mantissa: 150_000), Sample.order("28")))
        #expect(driver.session.outstandingCount == 0)
    }

    @Test func theStateIsToldEvenWhereItsTradesAreNot() {
        for body in [
            "", "{}", Self.page([Sample.trade(57, order: "29")]),
            Self.page([Sample.trade(57), Sample.trade(58, order: "29")]),
            Self.page([Sample.trade(58), Sample.trade(57)]),
        ] {
            var driver = OrderDriver()
            driver.query()
            driver.answer(Sample.status("FILLED", executed: "1.5"))
            driver.answer(body)
            #expect(
                driver.contents == [
                    .status(.filled, cumulative: Quantity(mantissa: 150_000), Sample.order("28"))
                ], "\(body)")
        }
    }

    @Test func nothingIsListedWhereNothingIsMissing() {
        var driver = OrderDriver()
        driver.query(filled: 50_000)
        driver.answer(Sample.status("CANCELED", executed: "0.50000000"))
        #expect(driver.requests.count == 1 && driver.reports.count == 1)
    }

    @Test func absenceIsToldWithTheAgeOfTheQuestionAndTradesAreLookedThrough() {
        var driver = OrderDriver()
        driver.query()
        driver.now = driver.now.adding(milliseconds: 700)
        driver.answer(Sample.error(-2013, "Order does not exist."), status: 400)
        #expect(driver.contents == [.notFound(askedAt: OrderDriver.start)])
        #expect(
            driver.asked.hasPrefix("symbol=BTCUSDT&startTime=1699999940000&limit=1000&recvWindow"))
        let asked = driver.now
        driver.now = driver.now.adding(milliseconds: 300)
        driver.answer("[]")
        #expect(driver.contents.last == .tradesListed(askedAt: asked))
    }

    @Test func pagesAreTurnedToTheEnd() {
        var driver = OrderDriver()
        driver.place(Sample.placement("bot-2"))
        driver.answer(Sample.placed(name: "bot-2"))
        driver.reports = []
        driver.query()
        driver.answer(Sample.error(-2013), status: 400)
        driver.answer(Self.page(from: 5000))
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&fromId=5999&limit=1000&"))
        driver.answer(Self.page(from: 5999))
        driver.answer(Self.page([Sample.trade(6998), Sample.trade(6999)]))
        #expect(Set(driver.contents.compactMap(\.fill?.tradeID)).count == 2000)
        #expect(
            driver.reports.allSatisfy { report in
                report.content.fill == nil || report.order == Sample.reference("bot-2")
            })
        #expect(driver.contents.last == .tradesListed(askedAt: OrderDriver.start))
    }

    @Test func bothSidesOfATradeWithOneselfAreTold() {
        var driver = OrderDriver()
        driver.place(Sample.placement("bot-2"))
        driver.answer(Sample.placed(name: "bot-2"))
        driver.reports = []
        driver.query()
        driver.answer(Sample.error(-2013), status: 400)
        driver.answer(
            Self.page([
                Sample.trade(57, isBuyer: true), Sample.trade(57, isBuyer: false, isMaker: true),
            ]))
        #expect(driver.contents.compactMap(\.fill?.side) == [.buy, .sell])
        #expect(driver.contents.last == .tradesListed(askedAt: OrderDriver.start))
    }

    @Test func aPageThatEndsBetweenTheSidesOfATradeLosesNeither() {
        var driver = OrderDriver()
        driver.place(Sample.placement("bot-2"))
        driver.answer(Sample.placed(name: "bot-2"))
        driver.reports = []
        driver.query()
        driver.answer(Sample.error(-2013), status: 400)
        driver.answer(Self.page(from: 5000))
        #expect(driver.asked.contains("&fromId=5999&"))
        driver.answer(
            Self.page([
                Sample.trade(5999), Sample.trade(5999, isBuyer: false), Sample.trade(6000),
            ]))
        #expect(driver.contents.compactMap(\.fill).contains { $0.side == .sell })
        #expect(driver.contents.last == .tradesListed(askedAt: OrderDriver.start))
    }

    @Test func aTradeThatStandsTwiceIsNoList() {
        var driver = OrderDriver()
        driver.query()
        driver.answer(Sample.error(-2013), status: 400)
        driver.answer(Self.page([Sample.trade(57), Sample.trade(57)]))
        #expect(driver.contents == [.notFound(askedAt: OrderDriver.start)])
    }

    @Test func aPageThatGoesBackwardsEndsTheListing() {
        var driver = OrderDriver()
        driver.place(Sample.placement("bot-2"))
        driver.answer(Sample.placed(name: "bot-2"))
        driver.query()
        driver.answer(Sample.error(-2013), status: 400)
        driver.answer(Self.page(from: 5000))
        driver.answer(Self.page([Sample.trade(5998)]))
        #expect(!driver.contents.contains(.tradesListed(askedAt: OrderDriver.start)))
        #expect(driver.session.outstandingCount == 0)
    }

    @Test func moreTradesThanTheLimitAreNotCalledListed() {
        var driver = OrderDriver()
        driver.query()
        driver.answer(Sample.error(-2013), status: 400)
        var first: UInt64 = 1
        for _ in 0..<TradeLimits.pagesMax {
            driver.answer(Self.page(from: first))
            first += Self.perPage
        }
        #expect(driver.notices == [.tradesTooMany(Sample.reference("bot-1"))])
        #expect(driver.contents == [.notFound(askedAt: OrderDriver.start)])
        #expect(driver.session.outstandingCount == 0)
    }

    @Test func tradesOfUnknownOrdersWaitForTheirNames() {
        var driver = OrderDriver()
        driver.query()
        driver.answer(Sample.error(-2013), status: 400)
        driver.answer(
            Self.page([
                Sample.trade(1, order: "40"), Sample.trade(2, order: "41"),
                Sample.trade(3, order: "40"),
            ]))
        #expect(driver.contents.compactMap(\.fill).isEmpty)
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&orderId=40&recvWindow="))
        driver.answer(Sample.status("FILLED", executed: "1.0", id: "40", name: "bot-1"))
        #expect(driver.contents.compactMap(\.fill?.tradeID.description) == ["1", "3"])
        driver.answer(Sample.status("FILLED", executed: "1.0", id: "41", name: "web_7"))
        #expect(
            driver.reports.filter { $0.content.fill != nil }.map(\.order)
                == ["bot-1", "bot-1", "web_7"].map(Sample.reference))
        #expect(driver.contents.last == .tradesListed(askedAt: OrderDriver.start))
    }

    @Test func aNameThatIsNotToldLeavesTheListingOpen() {
        for (body, status) in [
            ("", 200), (Sample.error(-2013), 400), (Sample.error(-1003), 429),
            (Sample.status("FILLED", id: "99"), 200),
        ] {
            var driver = OrderDriver()
            driver.query()
            driver.answer(Sample.error(-2013), status: 400)
            driver.answer(Self.page([Sample.trade(1, order: "40")]))
            driver.answer(body, status: status)
            #expect(driver.contents == [.notFound(askedAt: OrderDriver.start)])
            #expect(driver.session.outstandingCount == 0)
        }
    }

    @Test func aQueryUnderWayIsNotDoubled() {
        var driver = OrderDriver()
        driver.query()
        driver.query()
        #expect(driver.requests.count == 1 && driver.session.counts.queriesMerged == 1)
        driver.answer(Sample.error(-2013), status: 400)
        driver.query()
        #expect(driver.requests.count == 2)
        driver.pass(milliseconds: 5000)
        driver.query()
        #expect(driver.requests.count == 3)
    }
}
