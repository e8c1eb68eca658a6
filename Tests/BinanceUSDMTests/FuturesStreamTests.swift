import BinanceUSDM
import Domain
import Testing
import VenueKit

/// The private stream, and what the venue tells of the account.
@Suite struct FuturesStreamTests {
    @Test func theStreamIsLiveOnceItsKeyIsSubscribedTo() {
        var driver = FuturesDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        #expect(driver.path == "post /fapi/v1/listenKey")
        #expect(driver.requests.last?.signing == nil)
        driver.answer(#"{"listenKey":"KEY1"}"#)
        #expect(driver.asked == #"{"method":"SUBSCRIBE","params":["KEY1"],"id":2}"#)
        #expect(driver.notices.isEmpty)
        driver.receive(#"{"result":null,"id":2}"#)
        #expect(driver.notices == [.streamLive])
        #expect(driver.session.stream == .live)
    }

    @Test(arguments: [#"{"listenKey":""}"#, #"{"listenKey":"a\"b"}"#, "{}", "[]"])
    func aKeyThatCannotBeOneIsARefusal(_ body: String) {
        var driver = FuturesDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.answer(body)
        #expect(driver.notices == [.streamGap(.refused), .reconnect(.refused)])
    }

    @Test func anEndedStreamIsAGapAndIsBegunAnew() {
        var driver = FuturesDriver()
        driver.open()
        driver.receive(#"{"e":"listenKeyExpired","E":1700000000001,"listenKey":"KEY1"}"#)
        #expect(driver.notices == [.streamGap(.terminated)])
        #expect(driver.path == "post /fapi/v1/listenKey")
        driver.answer(#"{"listenKey":"KEY2"}"#)
        #expect(driver.asked.contains("KEY2"))
    }

    @Test func theKeyIsProlongedBeforeItsHourIsOver() {
        var driver = FuturesDriver()
        driver.open()
        for _ in 0..<360 where driver.path != "put /fapi/v1/listenKey" {
            driver.pass(milliseconds: 10_000)
            driver.call { $0.pinged(at: $1, into: &$2) }
        }
        #expect(driver.path == "put /fapi/v1/listenKey")
        driver.answer(#"{"code":-1125,"msg":"This listenKey does not exist."}"#, status: 400)
        #expect(driver.notices.contains(.streamGap(.terminated)))
        #expect(driver.path == "post /fapi/v1/listenKey")
    }

    @Test func aQuietConnectionIsAskedWhetherItLives() {
        var driver = FuturesDriver()
        driver.open()
        driver.pass(milliseconds: 20_000)
        #expect(driver.asked.contains("LIST_SUBSCRIPTIONS"))
        driver.receive(#"{"result":["KEY1"],"id":3}"#)
        #expect(driver.notices.isEmpty)
        driver.pass(milliseconds: 26_000)
        #expect(driver.notices == [.streamGap(.silent), .reconnect(.silent)])
    }

    @Test func anOrderOfTheVenuesOwnIsAFactUnderItsName() {
        var driver = FuturesDriver()
        driver.open()
        driver.receive(
            Sample.event(
                "CALCULATED", "FILLED", id: 99, name: "autoclose-1700", last: "0.500",
                filled: "0.500", price: "61000.00", trade: 7, fee: "3.00", side: "SELL"))
        #expect(
            driver.reports.map(\.order) == [
                Sample.reference("autoclose-1700"), Sample.reference("autoclose-1700"),
            ])
        guard case .fill(let fill)? = driver.contents.first else {
            Issue.record("no fill")
            return
        }
        #expect(fill.side == .sell && fill.quantity == Quantity(mantissa: 500))
    }

    @Test func aFrameThatCannotBeReadIsAGap() {
        var driver = FuturesDriver()
        driver.open()
        for frame in ["{", "{}", #"{"e":"ORDER_TRADE_UPDATE"}"#, #"{"e":"ACCOUNT_UPDATE","T":1}"#] {
            driver.notices = []
            driver.receive(frame)
            #expect(driver.notices == [.streamGap(.unreadable), .streamLive], "\(frame)")
        }
        driver.notices = []
        driver.receive(#"{"e":"NEVER_HEARD_OF","E":1}"#)
        #expect(driver.notices.isEmpty)
        #expect(driver.session.counts.eventsUnknown == 1)
    }

    @Test func walletsAndPositionsAreToldAsTheyChange() {
        var driver = FuturesDriver()
        driver.open()
        driver.receive(
            #"{"e":"ACCOUNT_UPDATE","E":1700000000002,"T":1700000000001,"a":{"m":"ORDER","#
                + #""B":[{"a":"USDT","wb":"99.50","cw":"99.50","bc":"0"}],"#
                + #""P":[{"s":"BTCUSDT","pa":"-0.500","ep":"61837.6","bep":"0","cr":"0","up":"0","#
                + #""mt":"cross","iw":"0","ps":"BOTH"}]}}"#)
        let time = Timestamp(milliseconds: 1_700_000_000_001)
        let balance = BalanceNotice(
            asset: Sample.asset("USDT"), free: Sample.money(9950), locked: .zero, time: time)
        let position = PositionNotice(
            instrument: InstrumentID(3), leg: .net, quantity: Quantity(mantissa: -500),
            entryPrice: AveragePrice(raw: 618_376 * Money.one / 10), time: time)
        #expect(driver.notices == [.balance(balance), .position(position)])

        driver.notices = []
        driver.receive(
            #"{"e":"ACCOUNT_UPDATE","E":1700000000002,"T":1700000000001,"a":{"m":"FUNDING_FEE","#
                + #""B":[{"a":"USDT","wb":"99.25","cw":"99.25","bc":"-0.25"}]}}"#)
        // Which payment it was is asked for, at once and again.
        driver.pass(milliseconds: 0)
        #expect(driver.path == "get /fapi/v1/income")
        #expect(driver.asked.contains("incomeType=FUNDING_FEE&startTime=1699999940001"))
        driver.answer(
            #"[{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"-0.25","asset":"USDT","#
                + #""info":"","time":1700000000001,"tranId":77,"tradeId":""}]"#)
        let funding = FundingNotice(
            id: (try? FlowID("funding-77")) ?? .none, account: FuturesDriver.account,
            instrument: InstrumentID(3), asset: Sample.asset("USDT"), amount: Sample.money(-25))
        #expect(driver.notices.last == .funding(funding))
        driver.pass(milliseconds: 2000)
        #expect(driver.asked.contains("startTime=1699999940001"))
        driver.receive(
            #"{"e":"ACCOUNT_UPDATE","E":1700000000002,"T":1700000000001,"a":{"m":"DEPOSIT","#
                + #""B":[{"a":"USDT","wb":"100.25","cw":"100.25","bc":"1"}],"P":[]}}"#)
        #expect(
            driver.notices.last
                == .transfer(asset: Sample.asset("USDT"), amount: Sample.money(100), time: time))
    }

    @Test func balancesAndPositionsAreListedWhereThereAreAny() {
        var driver = FuturesDriver()
        driver.call { $0.listBalances(at: $1, into: &$2) }
        #expect(driver.path == "get /fapi/v3/account")
        driver.answer(
            #"{"totalWalletBalance":"100.5","assets":[{"asset":"USDT","walletBalance":"100.5","#
                + #""unrealizedProfit":"-1","updateTime":1700000000000},"#
                + #"{"asset":"BNB","walletBalance":"0","updateTime":0}],"positions":["#
                + #"{"symbol":"BTCUSDT","positionSide":"LONG","positionAmt":"0.500","#
                + #""unrealizedProfit":"-2.25","notional":"30000.50","updateTime":1},"#
                + #"{"symbol":"BTCUSDT","positionSide":"SHORT","positionAmt":"-0.250","#
                + #""unrealizedProfit":"1.25","notional":"-15000.25","updateTime":1}]}"#)
        // 30000.50 + 2.25 less 15000.25 + 1.25: what they are worth less what they gain.
        let balance = BalanceNotice(
            asset: Sample.asset("USDT"), free: Sample.money(10_050), locked: .zero,
            time: FuturesDriver.start, openCost: Sample.money(1_500_125),
            dust: Money(raw: 40_000_000_000))
        #expect(driver.notices == [.balances([balance], askedAt: FuturesDriver.start)])
        driver.notices = []
        driver.call { $0.listPositions(at: $1, into: &$2) }
        driver.answer(
            #"[{"symbol":"BTCUSDT","positionSide":"LONG","positionAmt":"0.500","#
                + #""entryPrice":"61837.6","notional":"30000.50","unRealizedProfit":"-918.3","#
                + #""updateTime":1700000000000},"#
                + #"{"symbol":"BTCUSDT","positionSide":"SHORT","positionAmt":"0.000","#
                + #""entryPrice":"0.0","updateTime":0}]"#)
        let position = PositionNotice(
            instrument: InstrumentID(3), leg: .long, quantity: Quantity(mantissa: 500),
            entryPrice: AveragePrice(raw: 618_376 * Money.one / 10), time: FuturesDriver.start,
            cost: Sample.money(3_091_880))
        #expect(driver.notices == [.positions([position], askedAt: FuturesDriver.start)])
    }

    @Test func aClosedConnectionIsAGapAndNothingWaitsOnIt() {
        var driver = FuturesDriver()
        driver.open()
        driver.call { $0.closed(at: $1, into: &$2) }
        #expect(driver.notices == [.streamGap(.closed)])
        #expect(driver.session.outstandingCount == 0)
    }
}
