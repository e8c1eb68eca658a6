import BinanceUSDM
import Domain
import Testing
import VenueKit

/// What is asked of the venue, and what its answers amount to.
@Suite struct FuturesOrderTests {
    @Test func anOrderIsSentOnceAndSigned() {
        var driver = FuturesDriver()
        driver.place()
        driver.place()
        #expect(driver.requests.count == 1)
        #expect(driver.path == "post /fapi/v1/order")
        #expect(
            driver.asked
                == "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1.5"
                + "&price=61837.6&newClientOrderId=bot-1&newOrderRespType=RESULT"
                + "&recvWindow=5000&timestamp=1700000000000&signature=")
        #expect(driver.requests.last?.signing != nil)
        #expect(driver.requests.last?.purpose.requestClass == .nonIdempotent)
    }

    @Test func eachKindOfOrderHasItsParameters() {
        let kinds: [(PlacementIntent, String)] = [
            (Sample.placement(isPostOnly: true), "type=LIMIT&timeInForce=GTX"),
            (Sample.placement("bot-1", .limit, .immediateOrCancel), "timeInForce=IOC"),
            (Sample.placement("bot-1", .limit, .fillOrKill), "timeInForce=FOK"),
            (Sample.placement("bot-1", .market, .immediateOrCancel), "type=MARKET&quantity=1.5&"),
        ]
        for (intent, expected) in kinds {
            var driver = FuturesDriver()
            driver.place(intent)
            #expect(driver.asked.contains(expected), "\(driver.asked)")
        }
        var driver = FuturesDriver()
        driver.place(Sample.placement("bot-1", .market, .fillOrKill))
        driver.place(Sample.placement("white space"))
        #expect(driver.requests.isEmpty)
        #expect(
            driver.contents == [
                .rejected(Sample.reason("NOT_SENT:UNSUPPORTED")),
                .rejected(Sample.reason("NOT_SENT:CLIENT_ORDER_ID")),
            ])
    }

    @Test func anAcceptedOrderTellsWhereItStandsAndItsTradesComeOnTheStream() {
        var driver = FuturesDriver()
        driver.open()
        driver.place()
        driver.answer(Sample.told("PARTIALLY_FILLED", executed: "0.500"))
        driver.receive(
            Sample.event(
                "TRADE", "PARTIALLY_FILLED", last: "0.500", filled: "0.500", price: "61837.60",
                trade: 5, fee: "12.37"))
        let standing = VenueReport.Content.status(
            .partiallyFilled, cumulative: Quantity(mantissa: 500), Sample.order("28"))
        #expect(
            driver.contents == [
                .accepted(Sample.order("28")), standing, .fill(Sample.fill("5")), standing,
            ])
    }

    @Test(arguments: [
        (-2019, "-2019:MARGIN_INSUFFICIENT"), (-2022, "-2022:REDUCE_ONLY"),
        (-5022, "-5022:WOULD_MATCH"), (-4164, "-4164:NOTIONAL"), (-1111, "-1111"),
    ])
    func aRefusalIsCertainWhereTheVenueSaysSo(_ code: Int, _ reason: String) {
        var driver = FuturesDriver()
        driver.place()
        driver.answer(#"{"code":\#(code),"msg":"No."}"#, status: 400)
        #expect(driver.contents == [.rejected(Sample.reason(reason))])
    }

    @Test(arguments: [
        (-1007, 400), (-1000, 400), (-4116, 400), (-2019, 500), (-2019, 503), (-99_999, 400),
        (-2013, 400), (-2011, 400),
    ])
    func whatMayHaveBeenDoneIsUnknownAndNeverARefusal(_ code: Int, _ status: Int) {
        var driver = FuturesDriver()
        driver.place()
        driver.answer(#"{"code":\#(code),"msg":"?"}"#, status: status)
        #expect(driver.contents == [.requestFailed(.place, .venue)])
    }

    @Test(arguments: [
        "", "{", "[]", #"{"orderId":28}"#, #"{"code":"x","msg":"y"}"#,
        Sample.told(name: "other"), Sample.told(symbol: "ETHUSDT"), Sample.told("STRANGE"),
    ])
    func anAnswerWithoutSenseIsUnknown(_ body: String) {
        var driver = FuturesDriver()
        driver.place()
        driver.answer(body)
        #expect(driver.contents == [.requestFailed(.place, .transport)])
        #expect(driver.session.counts.answersUnreadable == 1)
    }

    @Test func anOrderOfWhichNothingIsHeardIsUnknownAndItsLateAnswerCounts() {
        var driver = FuturesDriver()
        driver.place()
        driver.pass(milliseconds: 6000)
        #expect(driver.contents == [.requestFailed(.place, .deadline)])
        driver.place()
        #expect(driver.requests.count == 1, "it is not sent again")
        driver.answer(Sample.told())
        #expect(driver.contents.contains(.accepted(Sample.order("28"))))
        #expect(driver.session.outstandingCount == 0)
    }

    @Test func notAByteThatLeftIsACertainRefusal() {
        var driver = FuturesDriver()
        driver.place()
        driver.fail(.neverSent)
        #expect(driver.contents == [.rejected(Sample.reason("NOT_SENT"))])
        driver.place(Sample.placement("bot-2"))
        driver.fail(.lost)
        #expect(driver.contents.last == .requestFailed(.place, .transport))
    }

    @Test func aCancelTellsWhereTheOrderStands() {
        var driver = FuturesDriver()
        driver.cancel()
        #expect(driver.path == "delete /fapi/v1/order")
        #expect(driver.asked.contains("origClientOrderId=bot-1&recvWindow=5000"))
        driver.answer(Sample.told("CANCELED", executed: "0.500"))
        driver.cancel()
        driver.answer(#"{"code":-2011,"msg":"Unknown order sent."}"#, status: 400)
        driver.cancel()
        driver.answer(#"{"code":-1003,"msg":"Too many."}"#, status: 429, retryAfter: 3)
        #expect(
            driver.contents == [
                .status(.canceled, cumulative: Quantity(mantissa: 500), Sample.order("28")),
                .cancelRejected(Sample.reason("-2011:ORDER_UNKNOWN")),
                .requestFailed(.cancel, .venue),
            ])
        #expect(
            driver.notices == [
                .backOff(until: FuturesDriver.start.adding(milliseconds: 3000), isBanned: false)
            ])
    }

    @Test func aQueryTellsTheTradesBeforeWhereTheOrderStands() {
        var driver = FuturesDriver()
        driver.query()
        #expect(driver.path == "get /fapi/v1/order")
        driver.answer(Sample.told("FILLED", executed: "1.500"))
        #expect(driver.path == "get /fapi/v1/userTrades")
        #expect(driver.asked.contains("orderId=28&limit=1000"))
        driver.answer("[\(Sample.listed(5)),\(Sample.listed(6, "61837.60", "1.000"))]")
        let kinds = driver.contents.map { content in
            switch content {
            case .fill(let fill): "fill \(fill.tradeID) \(fill.quantity.mantissa)"
            case .status(let state, _, _): "\(state)"
            case .terms(let price, let quantity, _, _):
                "for \(quantity.mantissa) at \(price.mantissa)"
            case _: "other"
            }
        }
        #expect(kinds == ["for 1500 at 618376", "fill 5 500", "fill 6 1000", "filled"])
    }

    @Test func anOrderThatIsNotFoundIsLookedForAmongTheTradesSinceItsIntent() {
        var driver = FuturesDriver()
        driver.query()
        let asked = driver.now
        driver.answer(#"{"code":-2013,"msg":"Order does not exist."}"#, status: 400)
        #expect(driver.asked.contains("startTime=1699999940000&endTime=1700604739999"))
        driver.answer("[\(Sample.listed(5, order: 77))]")
        #expect(driver.asked.contains("orderId=77"), "whose trade that is")
        driver.answer(Sample.told("FILLED", executed: "0.500", id: "77", name: "bot-9"))
        #expect(driver.contents.first == .notFound(askedAt: asked))
        #expect(driver.reports[1].order == Sample.reference("bot-9"))
        #expect(driver.contents.last == .tradesListed(askedAt: asked))
    }

    @Test func aListingOfAnEmptyAccountGoesOverItsWeeksAndEnds() {
        var driver = FuturesDriver()
        let intent = TradeListIntent(
            instrument: Sample.instrument,
            beginning: .time(driver.now.adding(milliseconds: -20 * 86_400_000)))
        driver.call { $0.listTrades(intent, at: $1, into: &$2) }
        var pages = 0
        while driver.notices.isEmpty, pages < 10 {
            pages += 1
            driver.answer("[]")
        }
        #expect(pages == 3)
        #expect(
            driver.notices == [
                .tradesListed(InstrumentID(3), askedAt: FuturesDriver.start)
            ])
    }
}
