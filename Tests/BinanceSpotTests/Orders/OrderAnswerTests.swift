import BinanceSpot
import Domain
import Testing
import VenueKit

@Suite struct OrderAnswerTests {
    typealias Content = VenueReport.Content
    private static let order = Sample.order("28")

    private static func status(
        _ state: VenueOrderState, _ executed: Int64, _ id: String = "28"
    ) -> Content {
        .status(state, cumulative: Quantity(mantissa: executed), Sample.order(id))
    }

    @Test(arguments: [
        ("NEW", VenueOrderState.working), ("PENDING_NEW", .working),
        ("PARTIALLY_FILLED", .partiallyFilled), ("FILLED", .filled), ("CANCELED", .canceled),
        ("PENDING_CANCEL", .working), ("EXPIRED", .expired), ("EXPIRED_IN_MATCH", .expired),
        ("REJECTED", .rejected),
    ])
    func everyStateOfTheVenueHasOneOfOurs(name: String, state: VenueOrderState) {
        var driver = OrderDriver()
        driver.place()
        driver.answer(Sample.placed(name))
        let accepted: [Content] = state == .rejected ? [] : [.accepted(Self.order)]
        #expect(driver.contents == accepted + [Self.status(state, 0)])
        driver = OrderDriver()
        driver.query()
        driver.answer(Sample.status(name))
        #expect(driver.contents == [Self.status(state, 0)])
    }

    @Test func theTradesMadeAtOnceComeBetweenAcceptanceAndState() throws {
        var driver = OrderDriver()
        driver.place()
        driver.answer(
            Sample.placed(
                "FILLED", executed: "1.50000000",
                fills: [
                    Sample.fill("9007199254740993", "61837.60000000", "1.00000000"),
                    Sample.fill("9007199254740994", "61837.5", "5e-1", fee: "0", feeAsset: "null"),
                ], id: "18446744073709551615"))
        let huge = Sample.order("18446744073709551615")
        #expect(driver.contents.first == .accepted(huge))
        #expect(driver.contents.last == Self.status(.filled, 150_000, "18446744073709551615"))
        let fills = driver.contents.compactMap(\.fill)
        let first = try #require(fills.first)
        #expect(first.order == Sample.reference("bot-1"))
        #expect(first.instrument == Sample.instrument.id)
        #expect(first.venueOrderID == huge)
        #expect(first.tradeID.description == "9007199254740993")
        #expect(first.side == .buy && first.isTaker)
        #expect(first.price == Price(mantissa: 6_183_760))
        #expect(first.quantity == Quantity(mantissa: 100_000))
        #expect(first.fee == Money(raw: 1_000_000_000_000_000))
        #expect(first.feeAsset == Sample.asset("BNB"))
        #expect(first.venueTime == Timestamp(milliseconds: 1_700_000_000_123))
        #expect(fills.last?.fee == .zero && fills.last?.feeAsset == Asset.none)
        #expect(fills.map(\.quantity.mantissa) == [100_000, 50_000])
    }

    @Test(arguments: [
        ("61837.605", "1", "0"), ("61837.60", "0.000001", "0"),
        ("61837.60", "1", "0.0000000000000000001"), ("99999999999999999999", "1", "0"),
        ("61837.60", "1", "9e30"),
    ])
    func aTradeWithDigitsThatCannotBeKeptIsToldAsUncountable(
        price: String, quantity: String, fee: String
    ) {
        var driver = OrderDriver()
        driver.place()
        driver.answer(
            Sample.placed(
                "FILLED", executed: "1.5", fills: [Sample.fill("5", price, quantity, fee: fee)]))
        let fill = driver.contents.compactMap(\.fill).first
        #expect(fill?.price == .zero && fill?.quantity == .zero && fill?.fee == .zero)
        #expect(driver.session.counts.fillsInexact == 1)
    }

    @Test func anAnswerThatMakesNoSenseIsUnknownAndNeverARefusal() {
        let bodies = [
            "", "null", "[]", "{}", "<html>502</html>", Sample.error(-2010),
            Sample.placed(name: "another"), Sample.placed(symbol: "ETHUSDT"),
            Sample.placed("SOMETHING_NEW"), Sample.placed(executed: "-1"),
            Sample.placed(executed: "many"), Sample.placed(executed: "99999999999999999999"),
            Sample.placed(id: "-5"), Sample.placed(id: "1.5"),
            Sample.placed(fills: [Sample.fill("-1", "1", "1")]),
            Sample.placed(fills: [Sample.fill("1", "one", "1")]), Sample.placed(fills: ["7"]),
        ]
        for body in bodies {
            var driver = OrderDriver()
            driver.place()
            driver.answer(body)
            #expect(driver.contents == [.requestFailed(.place, .transport)], "\(body)")
            driver = OrderDriver()
            driver.place()
            driver.answer(body, status: 200)
            driver.answer(Sample.placed())
            #expect(driver.reports.count == 1, "answered twice")
            #expect(driver.session.counts.answersUnasked == 1)
        }
    }

    @Test func aCancelIsToldByWhereTheOrderStands() {
        var driver = OrderDriver()
        driver.cancel()
        driver.answer(Sample.cancelled(executed: "0.50000000"))
        #expect(driver.contents == [Self.status(.canceled, 50_000)])
        for body in ["", "{}", Sample.cancelled(name: "another"), Sample.status("CANCELED")] {
            driver = OrderDriver()
            driver.cancel()
            driver.answer(body)
            #expect(driver.contents == [.requestFailed(.cancel, .transport)], "\(body)")
        }
    }

    @Test func whatWasNeverSentIsCertainAndWhatWasLostIsNot() {
        var driver = OrderDriver()
        driver.place()
        driver.fail(.neverSent)
        #expect(driver.contents == [.rejected(Sample.reason("NOT_SENT"))])
        driver = OrderDriver()
        driver.place()
        driver.fail(.lost)
        #expect(driver.contents == [.requestFailed(.place, .transport)])
        for failure in RequestFailure.allCases {
            driver = OrderDriver()
            driver.cancel()
            driver.fail(failure)
            #expect(driver.contents == [.requestFailed(.cancel, .transport)])
            driver = OrderDriver()
            driver.query()
            driver.fail(failure)
            #expect(driver.reports.isEmpty && driver.session.outstandingCount == 0)
        }
    }

    @Test func aDeadlineMakesTheOutcomeUnknownAndALateAnswerStillCounts() {
        var driver = OrderDriver()
        driver.place()
        driver.pass(milliseconds: 4999)
        #expect(driver.reports.isEmpty)
        driver.pass(milliseconds: 1)
        #expect(driver.contents == [.requestFailed(.place, .deadline)])
        driver.pass(milliseconds: 30_000)
        driver.answer(Sample.placed())
        #expect(driver.contents.contains(.accepted(Self.order)))
        driver = OrderDriver()
        driver.place()
        driver.pass(milliseconds: 5000)
        driver.pass(milliseconds: 60_000)
        #expect(driver.session.outstandingCount == 0)
        #expect(driver.session.nextWake == nil)
        #expect(driver.reports.count == 1)
    }

    @Test func openOrdersAreToldOneByOneOursAndOthers() {
        var driver = OrderDriver()
        driver.call { $0.listOpenOrders(at: $1, into: &$2) }
        driver.answer(
            "[" + Sample.status("NEW") + ","
                + Sample.status("PARTIALLY_FILLED", executed: "0.5", id: "29", name: "web_1") + ","
                + Sample.status("NEW", id: "30", name: "ein Name, den es nicht gibt") + "]")
        #expect(
            driver.contents == [
                Self.status(.working, 0), Self.status(.partiallyFilled, 50_000, "29"),
                Self.status(.working, 0, "30"),
            ])
        #expect(
            driver.reports.map(\.order.clientOrderID.description) == ["bot-1", "web_1", "#30"])
        #expect(
            driver.notices == [.openOrdersListed(askedAt: OrderDriver.start, count: 3)])
    }

    @Test func aListOfWhichOneOrderCannotBeReadIsNoList() {
        var driver = OrderDriver()
        driver.call { $0.listOpenOrders(at: $1, into: &$2) }
        driver.answer("[\(Sample.status("NEW")),\(Sample.status("NEW", id: "-1"))]")
        #expect(driver.reports.isEmpty)
        #expect(driver.notices == [.listingFailed(.openOrders, .unanswered)])
        #expect(driver.session.counts.answersUnreadable == 1)
    }

    @Test func anAnswerOnTheConnectionIsReadAsOneOverHTTP() {
        var driver = OrderDriver(.connection)
        driver.open()
        driver.place()
        driver.receive(#"{"id":2,"status":200,"result":\#(Sample.placed())}"#)
        #expect(driver.contents == [.accepted(Self.order), Self.status(.working, 0)])
        driver.cancel()
        driver.receive(
            #"{"id":3,"status":400,"error":\#(Sample.error(-2011, "Unknown order sent."))}"#)
        #expect(
            driver.contents.last == .cancelRejected(Sample.reason("-2011:ORDER_UNKNOWN")))
        driver.place(Sample.placement("bot-2"))
        driver.call { $0.closed(at: $1, into: &$2) }
        #expect(driver.contents.last == .requestFailed(.place, .transport))
        driver.place(Sample.placement("bot-3"))
        #expect(driver.path == "post /api/v3/order")
    }
}
