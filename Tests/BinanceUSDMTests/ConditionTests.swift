import BinanceUSDM
import Domain
import Testing
import VenueKit

/// Orders that wait for their price, and orders that get another one.
@Suite struct ConditionTests {
    private static let condition = Sample.order("A501")

    private static func stop(_ type: OrderType = .stopMarket) -> PlacementIntent {
        var request = Sample.placement().request
        request.type = type
        request.side = .sell
        request.price = type.hasPrice ? Price(mantissa: 590_000) : .zero
        request.triggerPrice = Price(mantissa: 600_000)
        request.isReduceOnly = true
        return PlacementIntent(
            request: request, instrument: Sample.instrument,
            deadline: FuturesDriver.start.adding(milliseconds: 5000))
    }

    private static func told(
        _ status: String, order: String = "", name: String = "bot-1"
    ) -> String {
        #"{"algoId":501,"clientAlgoId":"\#(name)","algoType":"CONDITIONAL","#
            + #""orderType":"STOP_MARKET","symbol":"BTCUSDT","side":"SELL","positionSide":"BOTH","#
            + #""timeInForce":"GTC","quantity":"1.500","algoStatus":"\#(status)","#
            + #""actualOrderId":"\#(order)","triggerPrice":"60000.0","price":"0"}"#
    }

    private static func event(_ status: String, order: String = "") -> String {
        #"{"e":"ALGO_UPDATE","T":1700000000199,"E":1700000000200,"o":{"caid":"bot-1","aid":501,"#
            + #""at":"CONDITIONAL","o":"STOP_MARKET","s":"BTCUSDT","S":"SELL","ps":"BOTH","#
            + #""f":"GTC","q":"1.5","X":"\#(status)","ai":"\#(order)","tp":"60000","p":"0"}}"#
    }

    private static func cancel() -> CancelIntent {
        CancelIntent(
            order: Sample.reference("bot-1"), instrument: Sample.instrument, type: .stopMarket,
            deadline: FuturesDriver.start.adding(milliseconds: 5000))
    }

    private static func query() -> QueryIntent {
        QueryIntent(
            order: Sample.reference("bot-1"), instrument: Sample.instrument,
            intendedAt: FuturesDriver.start, filled: .zero, type: .stopMarket)
    }

    @Test(arguments: [
        (OrderType.stopMarket, "type=STOP_MARKET&quantity=1.5&triggerPrice=60000&reduceOnly=true"),
        (
            .stopLimit,
            "type=STOP&timeInForce=GTC&quantity=1.5&price=59000&triggerPrice=60000&reduceOnly=true"
        ),
        (.takeProfitMarket, "type=TAKE_PROFIT_MARKET&quantity=1.5&triggerPrice=60000"),
        (.takeProfitLimit, "type=TAKE_PROFIT&timeInForce=GTC&quantity=1.5&price=59000"),
    ])
    func whatWaitsForAPriceGoesWhereTheVenueKeepsIt(_ type: OrderType, _ expected: String) {
        var driver = FuturesDriver()
        driver.place(Self.stop(type))
        #expect(driver.path == "post /fapi/v1/algoOrder")
        #expect(driver.asked.hasPrefix("algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&"))
        #expect(driver.asked.contains(expected), "\(driver.asked)")
        #expect(driver.asked.contains("clientAlgoId=bot-1&recvWindow"))
        driver.answer(Self.told("NEW"))
        #expect(driver.contents == [.accepted(Self.condition)])
    }

    @Test func whatItBecomesGoesByItsNameFromEitherSide() {
        for isToldFirst in [true, false] {
            var driver = FuturesDriver()
            driver.open()
            driver.place(Self.stop())
            driver.answer(Self.told("NEW"))
            driver.reports = []
            if isToldFirst { driver.receive(Self.event("TRIGGERED", order: "88")) }
            driver.receive(Sample.event("NEW", "NEW", id: 88, side: "SELL"))
            driver.receive(
                Sample.event(
                    "TRADE", "FILLED", id: 88, last: "1.500", filled: "1.500", price: "60000.0",
                    trade: 9, fee: "1", side: "SELL"))
            driver.receive(Self.event("FINISHED", order: "88"))
            guard driver.contents.count == 3, case .fill(let fill) = driver.contents[1] else {
                Issue.record("\(driver.contents)")
                continue
            }
            #expect(driver.contents[0] == .accepted(Self.condition))
            #expect(fill.venueOrderID == Self.condition && fill.tradeID == Sample.trade("9"))
            #expect(
                driver.contents[2]
                    == .status(.filled, cumulative: Quantity(mantissa: 1500), Self.condition))
            // What has become an order is canceled as one.
            driver.call { $0.cancel(Self.cancel(), at: $1, into: &$2) }
            #expect(driver.path == "delete /fapi/v1/order")
            #expect(driver.asked.contains("symbol=BTCUSDT&orderId=88"))
        }
    }

    @Test func whatStillWaitsIsCanceledWhereItIsKept() {
        var driver = FuturesDriver()
        driver.call { $0.cancel(Self.cancel(), at: $1, into: &$2) }
        #expect(driver.path == "delete /fapi/v1/algoOrder")
        #expect(driver.asked.hasPrefix("clientAlgoId=bot-1&recvWindow"))
        driver.answer(#"{"algoId":501,"clientAlgoId":"bot-1","code":"200","msg":"success"}"#)
        #expect(driver.contents == [.status(.canceled, cumulative: .zero, Self.condition)])
    }

    @Test(arguments: [
        ("NEW", VenueOrderState.working), ("TRIGGERING", .working), ("CANCELED", .canceled),
        ("REJECTED", .canceled), ("EXPIRED", .expired),
    ])
    func aQueryTellsWhereAConditionStands(_ status: String, _ state: VenueOrderState) {
        var driver = FuturesDriver()
        driver.call { $0.query(Self.query(), at: $1, into: &$2) }
        #expect(driver.path == "get /fapi/v1/algoOrder")
        driver.answer(Self.told(status))
        #expect(driver.contents == [.status(state, cumulative: .zero, Self.condition)])
    }

    @Test func aQueryFollowsAConditionToWhatItBecame() {
        var driver = FuturesDriver()
        driver.call { $0.query(Self.query(), at: $1, into: &$2) }
        driver.answer(Self.told("FINISHED", order: "88"))
        #expect(driver.path == "get /fapi/v1/order")
        #expect(driver.asked.contains("orderId=88"))
        driver.answer(
            Sample.told("FILLED", executed: "1.500", id: "88")
                .replacing(#""type":"LIMIT""#, with: #""type":"MARKET""#))
        #expect(driver.path == "get /fapi/v1/userTrades")
        driver.answer("[\(Sample.listed(9, order: 88, "60000.0", "1.500", side: "SELL"))]")
        #expect(driver.contents.count == 2)
        #expect(
            driver.contents.last
                == .status(.filled, cumulative: Quantity(mantissa: 1500), Self.condition))
    }

    @Test func openOrdersAreThoseInBooksAndThoseThatWait() {
        var driver = FuturesDriver()
        driver.call { $0.listOpenOrders(at: $1, into: &$2) }
        driver.answer("[\(Sample.told())]")
        #expect(driver.path == "get /fapi/v1/openAlgoOrders")
        driver.answer("[\(Self.told("NEW", name: "bot-2"))]")
        #expect(
            driver.reports.map(\.order) == [
                Sample.reference("bot-1"), Sample.reference("bot-2"),
            ])
        #expect(driver.notices == [.openOrdersListed(askedAt: FuturesDriver.start, count: 2)])
    }

    // MARK: - Amendments

    private static func amendment(_ type: OrderType = .limit) -> AmendIntent {
        var request = Sample.placement().request
        request.type = type
        return AmendIntent(
            request: request, instrument: Sample.instrument, price: request.price,
            quantity: request.quantity, newPrice: Price(mantissa: 620_000),
            newQuantity: Quantity(mantissa: 1000),
            deadline: FuturesDriver.start.adding(milliseconds: 5000))
    }

    private func amend(_ body: (inout FuturesDriver) -> Void) -> [VenueReport.Content] {
        var driver = FuturesDriver()
        driver.call { $0.amend(Self.amendment(), at: $1, into: &$2) }
        #expect(driver.path == "put /fapi/v1/order")
        #expect(
            driver.asked.hasPrefix(
                "symbol=BTCUSDT&origClientOrderId=bot-1&side=BUY&quantity=1&price=62000&recv"))
        #expect(driver.requests.last?.purpose.requestClass == .nonIdempotent)
        body(&driver)
        return driver.contents
    }

    @Test func anAmendedOrderTellsWhatItIsForNow() {
        let answer = Sample.told().replacing(#""price":"61837.60""#, with: #""price":"62000""#)
            .replacing(#""origQty":"1.500""#, with: #""origQty":"1.000""#)
        let terms = VenueReport.Content.terms(
            Price(mantissa: 620_000), Quantity(mantissa: 1000), Sample.order("28"),
            askedAt: .none)
        let standing = VenueReport.Content.status(
            .working, cumulative: .zero, Sample.order("28"))
        #expect(amend { $0.answer(answer) } == [terms, standing])
        var driver = FuturesDriver()
        driver.open()
        driver.receive(
            Sample.event("AMENDMENT", "NEW")
                .replacing(#""p":"61837.60""#, with: #""p":"62000""#)
                .replacing(#""q":"1.500""#, with: #""q":"1.000""#))
        #expect(driver.contents == [terms, standing])
    }

    @Test func anAmendmentIsRefusedOnlyWhereTheVenueSaysSo() {
        let codes: [(Int, Int, VenueReport.Content)] = [
            (-2013, 400, .amendRejected(Sample.reason("-2013"))),
            (-5026, 400, .amendRejected(Sample.reason("-5026"))),
            (
                -5027, 400,
                .terms(
                    Price(mantissa: 620_000), Quantity(mantissa: 1000), .none, askedAt: .none)
            ),
            (-1007, 504, .requestFailed(.amend, .venue)),
            (-99_999, 400, .requestFailed(.amend, .venue)),
        ]
        for (code, status, expected) in codes {
            let contents = amend {
                $0.answer(#"{"code":\#(code),"msg":"?"}"#, status: status)
            }
            #expect(contents == [expected], "\(code)")
        }
        #expect(amend { $0.fail(.lost) } == [.requestFailed(.amend, .transport)])
        #expect(amend { $0.fail(.neverSent) } == [.amendRejected(Sample.reason("NOT_SENT"))])
        #expect(
            amend { $0.pass(milliseconds: 6000) } == [.requestFailed(.amend, .deadline)])
        var driver = FuturesDriver()
        driver.call { $0.amend(Self.amendment(.stopMarket), at: $1, into: &$2) }
        #expect(driver.requests.isEmpty)
        #expect(driver.contents == [.amendRejected(Sample.reason("NOT_SENT:UNSUPPORTED"))])
    }

    // MARK: - Rules of margin

    @Test func tablesAndTermsAreReadExactly() {
        var driver = FuturesDriver()
        driver.call { $0.listMarginRules(at: $1, into: &$2) }
        #expect(driver.requests.count == 2)
        let both = driver.requests
        driver.requests = [both[0]]
        driver.answer(
            #"[{"symbol":"BTCUSDT","brackets":[{"bracket":1,"initialLeverage":125,"#
                + #""notionalCap":300000,"notionalFloor":0,"maintMarginRatio":0.004,"cum":0},"#
                + #"{"bracket":2,"initialLeverage":100,"notionalCap":800000,"notionalFloor":0,"#
                + #""maintMarginRatio":0.005,"cum":300.0}]},{"symbol":"OTHER","brackets":[]}]"#)
        driver.requests = [both[1]]
        driver.answer(
            #"[{"symbol":"BTCUSDT","marginType":"ISOLATED","isAutoAddMargin":"false","#
                + #""leverage":21,"maxNotionalValue":"1000000"}]"#)
        let rate = Rate(raw: 40_000_000_000_000)
        #expect(
            driver.notices == [
                .marginTable(
                    MarginTable(
                        instrument: InstrumentID(3),
                        brackets: [
                            MarginBracket(
                                cap: Money(units: 300_000), rate: rate, cumulative: .zero,
                                leverageMax: 125),
                            MarginBracket(
                                cap: Money(units: 800_000), rate: Rate(raw: rate.raw / 4 * 5),
                                cumulative: Money(units: 300), leverageMax: 100),
                        ])),
                .marginTerms(
                    MarginTerms(
                        account: FuturesDriver.account, instrument: InstrumentID(3),
                        mode: .isolated, leverage: 21)),
            ])
    }

    private static let bracketsBody =
        #"[{"symbol":"BTCUSDT","brackets":[{"bracket":1,"initialLeverage":125,"#
        + #""notionalCap":300000,"notionalFloor":0,"maintMarginRatio":0.004,"cum":0}]}]"#
    private static let configurationBody =
        #"[{"symbol":"BTCUSDT","marginType":"CROSSED","leverage":21}]"#

    /// Answers both of what was asked, and forgets it.
    private static func tellRules(_ driver: inout FuturesDriver) {
        let asked = driver.requests
        for (request, body) in zip(asked, [bracketsBody, configurationBody]) {
            driver.requests = [request]
            driver.answer(body)
            // What this led to.
            driver.requests.removeFirst()
        }
    }

    @Test func rulesOfMarginThatWereLostOnTheWayAreAskedForAgain() {
        var driver = FuturesDriver()
        driver.call { $0.listMarginRules(at: $1, into: &$2) }
        let both = driver.requests
        driver.requests = [both[0]]
        driver.fail(.lost)
        driver.requests = [both[1]]
        driver.answer(Self.configurationBody)
        driver.requests = []
        driver.pass(milliseconds: 4_999)
        #expect(driver.requests.isEmpty)
        driver.pass(milliseconds: 1)
        #expect(driver.requests.count == 2)
        driver.notices = []
        Self.tellRules(&driver)
        #expect(driver.notices.count == 2)
    }

    @Test func rulesOfMarginThatMayHaveChangedWhileTheyWereAskedForAreAskedForOnceMore() {
        var driver = FuturesDriver()
        driver.call { $0.listMarginRules(at: $1, into: &$2) }
        let both = driver.requests
        driver.requests = []
        driver.receive(
            #"{"e":"ACCOUNT_CONFIG_UPDATE","E":1,"T":1,"ac":{"s":"BTCUSDT","l":25}}"#)
        // Two answers that overtake each other cannot be told apart.
        #expect(driver.requests.isEmpty)
        driver.requests = [both[0]]
        driver.answer(Self.bracketsBody)
        #expect(driver.requests.count == 1)
        driver.requests = [both[1]]
        driver.answer(Self.configurationBody)
        #expect(driver.requests.count == 3)
    }

    @Test func rulesOfMarginAreAskedForEveryHourSinceTiersChangeUnannounced() {
        var driver = FuturesDriver()
        driver.call { $0.listMarginRules(at: $1, into: &$2) }
        Self.tellRules(&driver)
        driver.requests = []
        driver.pass(milliseconds: 3_599_999)
        #expect(driver.requests.isEmpty)
        driver.pass(milliseconds: 1)
        #expect(driver.requests.count == 2)
    }
}
