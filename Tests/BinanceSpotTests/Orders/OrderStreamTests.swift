import BinanceSpot
import Domain
import Testing
import VenueKit
import Wire

@Suite struct OrderStreamTests {
    typealias Content = VenueReport.Content

    private static func status(_ state: VenueOrderState, _ executed: Int64 = 0) -> Content {
        .status(state, cumulative: Quantity(mantissa: executed), Sample.order("28"))
    }

    private static func live() -> OrderDriver {
        var driver = OrderDriver()
        driver.open()
        return driver
    }

    @Test func theStreamIsAskedForBySignature() throws {
        var driver = OrderDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        let request = try #require(driver.requests.first)
        #expect(request.route == .frame && request.purpose == .subscribe)
        let frame = try request.template.filled(apiKey: Array("K".utf8), signature: [1])
        #expect(
            String(decoding: frame, as: UTF8.self)
                == #"{"id":1,"method":"userDataStream.subscribe.signature","params":{"#
                + #""recvWindow":5000,"timestamp":1700000000000,"apiKey":"K","signature":"01"}}"#)
        #expect(driver.session.stream == .opening && driver.notices.isEmpty)
        driver.receive(Sample.subscribed(1))
        #expect(driver.session.stream == .live && driver.notices == [.streamLive])
    }

    @Test func aStreamThatIsRefusedOrNotAnsweredWantsANewConnection() {
        let wanted: [OrderNotice] = [.streamGap(.refused), .reconnect(.refused)]
        var driver = OrderDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(#"{"id":1,"status":400,"error":\#(Sample.error(-1102))}"#)
        #expect(driver.notices == wanted && driver.session.stream == .refused)
        driver = OrderDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.pass(milliseconds: 5000)
        #expect(driver.notices == wanted)
        driver = OrderDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(#"{"id":1,"status":200,"result":{}}"#)
        #expect(driver.notices == wanted)
    }

    @Test func everyKindOfExecutionIsTold() {
        let cases: [(String, [Content])] = [
            (Sample.execution("NEW", "NEW"), [.accepted(Sample.order("28"))]),
            (Sample.execution("NEW", "PENDING_NEW"), [.accepted(Sample.order("28"))]),
            (Sample.execution("PENDING_NEW", "PENDING_NEW"), [Self.status(.working)]),
            (
                Sample.execution(
                    "CANCELED", "CANCELED", total: "0.5", name: "x", original: "bot-1"),
                [Self.status(.canceled, 50_000)]
            ),
            (Sample.execution("EXPIRED", "EXPIRED"), [Self.status(.expired)]),
            (Sample.execution("TRADE_PREVENTION", "EXPIRED_IN_MATCH"), [Self.status(.expired)]),
            (
                Sample.execution("TRADE_PREVENTION", "PARTIALLY_FILLED", total: "0.5"),
                [Self.status(.partiallyFilled, 50_000)]
            ),
            (
                Sample.execution("REPLACED", "NEW", name: "y", original: "bot-1"),
                [Self.status(.working)]
            ),
            (
                Sample.execution("REJECTED", "REJECTED", reason: "WOULD_MATCH_IMMEDIATELY"),
                [.rejected(Sample.reason("WOULD_MATCH_IMMEDIATELY"))]
            ),
        ]
        for (frame, expected) in cases {
            var driver = Self.live()
            driver.receive(frame)
            #expect(driver.contents == expected, "\(frame)")
            #expect(driver.reports.allSatisfy { $0.order == Sample.reference("bot-1") })
            #expect(driver.notices.isEmpty)
        }
    }

    @Test func aTradeIsToldAndThenWhatItAddsUpTo() throws {
        var driver = Self.live()
        driver.receive(Sample.traded("PARTIALLY_FILLED", total: "0.50000000"))
        let fill = try #require(driver.contents.first?.fill)
        #expect(fill.order == Sample.reference("bot-1") && fill.instrument == InstrumentID(3))
        #expect(fill.tradeID.description == "57" && fill.venueOrderID == Sample.order("28"))
        #expect(fill.price == Price(mantissa: 6_183_760))
        #expect(fill.quantity == Quantity(mantissa: 50_000))
        #expect(fill.fee.text == "0.001" && fill.feeAsset == Sample.asset("BNB"))
        #expect(fill.isTaker && fill.side == .buy)
        #expect(fill.venueTime == Timestamp(milliseconds: 1_700_000_000_124))
        #expect(Array(driver.contents.dropFirst()) == [Self.status(.partiallyFilled, 50_000)])
    }

    @Test func theFirstNameOfAnOrderIsItsName() {
        var driver = Self.live()
        driver.receive(Sample.execution("NEW", "NEW"))
        // A cancel that gives the order its own name, without saying the order's.
        driver.receive(Sample.execution("CANCELED", "CANCELED", name: "cancel-9"))
        #expect(
            driver.reports.map(\.order) == Array(repeating: Sample.reference("bot-1"), count: 2))
    }

    @Test func balancesAndTransfersAreTold() {
        var driver = Self.live()
        driver.receive(Sample.balances)
        driver.receive(Sample.transfer)
        let time = Timestamp(milliseconds: 1_700_000_000_124)
        #expect(
            driver.notices == [
                .balance(
                    BalanceNotice(
                        asset: Sample.asset("BTC"),
                        free: Money(raw: 1_500_000_000_000_000_000),
                        locked: Money(raw: 250_000_000_000_000_000), time: time)),
                .balance(
                    BalanceNotice(
                        asset: Sample.asset("USDT"), free: Money(units: 10_000), locked: .zero,
                        time: time)),
                .transfer(
                    asset: Sample.asset("BTC"), amount: Money(raw: -100_000_000_000_000_000),
                    time: time),
            ])
        #expect(driver.reports.isEmpty)
    }

    @Test func aStreamThatEndsIsAGapAndAskedForAnew() {
        var driver = Self.live()
        driver.receive(Sample.terminated)
        #expect(driver.notices == [.streamGap(.terminated)])
        #expect(driver.session.stream == .opening)
        #expect(driver.requests.last?.purpose == .subscribe)
        driver.receive(Sample.subscribed(2))
        #expect(driver.notices.last == .streamLive)
    }

    @Test func aConnectionThatClosesOrFallsSilentIsAGap() {
        var driver = Self.live()
        driver.call { $0.closed(at: $1, into: &$2) }
        driver.call { $0.closed(at: $1, into: &$2) }
        #expect(driver.notices == [.streamGap(.closed)] && driver.session.stream == .closed)
        driver = Self.live()
        driver.pass(milliseconds: 40_000)
        driver.call { $0.pinged(at: $1, into: &$2) }
        driver.pass(milliseconds: 59_999)
        #expect(driver.notices.isEmpty)
        driver.pass(milliseconds: 1)
        #expect(driver.notices == [.streamGap(.silent), .reconnect(.silent)])
        driver = Self.live()
        driver.receive(Sample.event(#"{"e":"serverShutdown","E":1700000000125}"#))
        #expect(driver.notices == [.reconnect(.closingSoon)])
    }

    @Test func whatCannotBeReadIsAGapAndWhatIsNotForUsIsCounted() {
        for frame in [
            "", "nonsense", "[]", "{}", Sample.event("7"), Sample.event("{}"),
            Sample.event(#"{"e":7}"#), Sample.execution("SOMETHING_NEW", "NEW"),
            Sample.execution("NEW", "SOMETHING_NEW"), Sample.execution("NEW", "NEW", id: "-1"),
            Sample.execution("TRADE", "FILLED", trade: "-1"),
            Sample.execution("NEW", "NEW", symbol: "UNLISTED"),
        ] {
            var driver = Self.live()
            driver.receive(frame)
            #expect(driver.reports.isEmpty, "\(frame)")
            #expect(driver.notices == [.streamGap(.unreadable), .streamLive], "\(frame)")
            #expect(driver.session.counts.framesUnreadable == 1)
        }
        var driver = Self.live()
        driver.receive(Sample.event(#"{"e":"listStatus","E":1}"#))
        driver.receive(Sample.event(#"{"e":"externalLockUpdate","E":1}"#))
        driver.receive(#"{"id":99,"status":200,"result":{}}"#)
        #expect(driver.notices.isEmpty && driver.reports.isEmpty)
        #expect(driver.session.counts.eventsUnknown == 2)
        #expect(driver.session.counts.answersUnasked == 1)
    }

    @Test func anEventWithoutItsWrapperIsReadAsWell() {
        var driver = Self.live()
        let wrapped = Sample.execution("NEW", "NEW")
        let start = wrapped.utf8.count - wrapped.utf8.drop { $0 != UInt8(ascii: ":") }.count
        let bare = String(wrapped.dropFirst(start + #":0,"event":"#.utf8.count).dropLast())
        driver.receive(bare)
        #expect(driver.contents == [.accepted(Sample.order("28"))])
    }
}
