import BinanceSpot
import Domain
import Testing
import VenueKit

/// What is asked of an account as a whole: its trades, its balances, and the venue's time.
@Suite struct OrderAccountTests {
    private static let bitcoin = Sample.instrument.id

    private static func page(_ trades: [String]) -> String {
        "[" + trades.joined(separator: ",") + "]"
    }

    private static func driver(listing beginning: TradeListIntent.Beginning) -> OrderDriver {
        var driver = OrderDriver()
        let intent = TradeListIntent(instrument: Sample.instrument, beginning: beginning)
        driver.call { $0.listTrades(intent, at: $1, into: &$2) }
        return driver
    }

    private static func trade(_ text: String) -> TradeID { (try? TradeID(text)) ?? .none }

    // MARK: - Trades

    @Test func tradesAreListedFromTheOneAfterTheLastKnown() {
        var driver = Self.driver(listing: .after(Self.trade("57")))
        #expect(driver.path == "get /api/v3/myTrades")
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&fromId=58&limit=1000&recvWindow="))
        driver.answer(Self.page([Sample.trade(58, order: "40")]))
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&orderId=40&recvWindow="))
        driver.answer(Sample.status("FILLED", executed: "0.5", id: "40", name: "bot-9"))
        #expect(driver.contents.compactMap(\.fill?.tradeID.description) == ["58"])
        #expect(driver.reports.map(\.order) == [Sample.reference("bot-9")])
        #expect(driver.notices == [.tradesListed(Self.bitcoin, askedAt: OrderDriver.start)])
        #expect(driver.session.outstandingCount == 0)
    }

    @Test func tradesOfOrdersOfAnEarlierRunNeedNoQuestion() {
        var driver = Self.driver(listing: .after(Self.trade("57")))
        driver.session.recall(Sample.reference("bot-9"), as: Sample.order("40"))
        driver.answer(Self.page([Sample.trade(58, order: "40"), Sample.trade(59, order: "40")]))
        #expect(driver.requests.count == 1)
        #expect(driver.contents.compactMap(\.fill?.tradeID.description) == ["58", "59"])
        #expect(driver.notices == [.tradesListed(Self.bitcoin, askedAt: OrderDriver.start)])
    }

    @Test func tradesOfDaysAgoAreLookedForDayByDayUpToThePresent() {
        let daysAgo = OrderDriver.start.adding(milliseconds: -2 * 86_400_000 - 1)
        var driver = Self.driver(listing: .time(daysAgo))
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&startTime=1699827199999&limit=1000&"))
        driver.answer("[]")
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&startTime=1699913599999&limit=1000&"))
        driver.session.recall(Sample.reference("bot-9"), as: Sample.order("40"))
        driver.answer(Self.page([Sample.trade(7, order: "40")]))
        // The page ended with its day: what came after is asked for by number.
        #expect(driver.asked.hasPrefix("symbol=BTCUSDT&fromId=8&limit=1000&"))
        #expect(driver.notices.isEmpty)
        driver.answer("[]")
        #expect(driver.notices == [.tradesListed(Self.bitcoin, askedAt: OrderDriver.start)])
    }

    @Test func aListingThatComesToNothingSaysSo() {
        let failed = OrderNotice.listingFailed(.trades(Self.bitcoin), .unanswered)
        for (body, status) in [("", 200), ("{}", 200), (Sample.error(-1003), 429), ("", 502)] {
            var driver = Self.driver(listing: .time(OrderDriver.start))
            driver.answer(body, status: status)
            #expect(driver.notices.contains(failed) && driver.reports.isEmpty)
        }
        var late = Self.driver(listing: .time(OrderDriver.start))
        late.pass(milliseconds: 5000)
        #expect(late.notices == [failed])
        #expect(Self.driver(listing: .after(Self.trade("not-a-number"))).notices == [failed])
        var driver = OrderDriver()
        driver.call { $0.listOpenOrders(at: $1, into: &$2) }
        driver.fail(.lost)
        driver.call { $0.listBalances(at: $1, into: &$2) }
        driver.fail(.neverSent)
        #expect(
            driver.notices == [
                .listingFailed(.openOrders, .unanswered), .listingFailed(.balances, .unanswered),
            ])
    }

    @Test func aListingOfEndlessTradesSaysThatItIsTooLong() {
        var driver = Self.driver(listing: .after(Self.trade("0")))
        driver.session.recall(Sample.reference("bot-9"), as: Sample.order("28"))
        var first: UInt64 = 1
        let perPage = UInt64(TradeLimits.perPage)
        for _ in 0..<TradeLimits.listPagesMax {
            driver.answer(Self.page((first..<first + perPage).map { Sample.trade($0) }))
            first += perPage
            driver.reports = []
        }
        #expect(driver.notices == [.listingFailed(.trades(Self.bitcoin), .tooLong)])
        #expect(driver.session.outstandingCount == 0)
    }

    @Test func ordersOfInstrumentsThatAreNotListedDoNotSpoilTheList() {
        var driver = OrderDriver()
        driver.call { $0.listOpenOrders(at: $1, into: &$2) }
        driver.answer(
            "[\(Sample.status("NEW", id: "90", symbol: "XYZUSDT")),\(Sample.status("NEW"))]")
        #expect(driver.reports.count == 1 && driver.session.counts.ordersUnlisted == 1)
        #expect(driver.notices == [.openOrdersListed(askedAt: OrderDriver.start, count: 1)])
    }

    // MARK: - Balances

    @Test func balancesAreToldTogetherWithTheAgeOfTheQuestion() {
        var driver = OrderDriver()
        driver.call { $0.listBalances(at: $1, into: &$2) }
        #expect(driver.path == "get /api/v3/account")
        #expect(driver.asked.hasPrefix("omitZeroBalances=true&recvWindow=5000&timestamp="))
        #expect(driver.requests.last?.weight == 20)
        driver.now = driver.now.adding(milliseconds: 40)
        driver.answer(
            #"{"makerCommission":0,"updateTime":1700000000030,"accountType":"SPOT","balances":["#
                + #"{"asset":"BTC","free":"1.5","locked":"0.25"},"#
                + #"{"asset":"USDT","free":"10000.00000000","locked":"0.00000000"}]}"#)
        let time = Timestamp(milliseconds: 1_700_000_000_030)
        func money(_ whole: Int64, of divisor: Int128 = 1) -> Money {
            Money(raw: Int128(whole) * Money.one / divisor)
        }
        let bitcoin = BalanceNotice(
            asset: Sample.asset("BTC"), free: money(3, of: 2), locked: money(1, of: 4), time: time)
        let tether = BalanceNotice(
            asset: Sample.asset("USDT"), free: money(10_000), locked: .zero, time: time)
        #expect(driver.notices == [.balances([bitcoin, tether], askedAt: OrderDriver.start)])
    }

    @Test func onTheConnectionAFlagIsNoText() {
        var driver = OrderDriver(.connection)
        driver.open()
        driver.call { $0.listBalances(at: $1, into: &$2) }
        #expect(
            driver.asked.hasPrefix(
                #"{"id":2,"method":"account.status","params":{"omitZeroBalances":true,"#))
    }

    // MARK: - Time

    @Test func theVenuesClockIsTakenHalfWayBetweenQuestionAndAnswer() {
        var driver = OrderDriver()
        driver.call { $0.measureClock(at: $1, into: &$2) }
        #expect(driver.path == "get /api/v3/time" && driver.asked.isEmpty)
        #expect(driver.requests.last?.signing == nil)
        driver.now = driver.now.adding(milliseconds: 200)
        driver.answer(#"{"serverTime":1700000000850}"#)
        #expect(driver.session.venueClockLead == 750)
        #expect(driver.notices == [.clockMeasured(lead: 750, roundTrip: 200_000_000)])
        driver.place()
        #expect(driver.asked.contains("&timestamp=1700000000950&"))
    }

    @Test func anAnswerThatTookTooLongSaysNothingOfTheTime() {
        for (body, wait) in [
            (#"{"serverTime":1700000009999}"#, Int64(2001)), (#"{"serverTime":"now"}"#, 10),
            (#"{"serverTime":1600000000000}"#, 10), ("[]", 10),
        ] {
            var driver = OrderDriver(lead: 5)
            driver.call { $0.measureClock(at: $1, into: &$2) }
            driver.now = driver.now.adding(milliseconds: wait)
            driver.answer(body)
            #expect(driver.session.venueClockLead == 5 && driver.notices.isEmpty, "\(body)")
        }
    }
}
