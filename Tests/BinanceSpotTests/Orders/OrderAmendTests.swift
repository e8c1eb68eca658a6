import BinanceSpot
import Domain
import Testing
import VenueKit

/// Spot orders that are made smaller, and those that wait for a price.
@Suite struct OrderAmendTests {
    private static func intent(price: Int64 = 6_183_760, quantity: Int64) -> AmendIntent {
        let request = Sample.placement().request
        return AmendIntent(
            request: request, instrument: Sample.instrument, price: request.price,
            quantity: request.quantity, newPrice: Price(mantissa: price),
            newQuantity: Quantity(mantissa: quantity),
            deadline: OrderDriver.start.adding(milliseconds: 5000))
    }

    private static let answer =
        #"{"transactTime":1700000000123,"executionId":22,"amendedOrder":{"symbol":"BTCUSDT","#
        + #""orderId":28,"orderListId":-1,"origClientOrderId":"bot-1","clientOrderId":"bot-1","#
        + #""price":"61837.60","qty":"1.00000","executedQty":"0.00000","status":"NEW","#
        + #""timeInForce":"GTC","type":"LIMIT","side":"BUY"}}"#

    @Test func anOrderThatWasEverAmendedIsAskedForWithItsPriceAndQuantity() {
        let request = Sample.placement().request
        var order = Order(request: request, instrumentRow: 0, sequence: 1, at: OrderDriver.start)
        #expect(!QueryIntent(order, Sample.instrument).wantsTerms)
        order.amendment.phase = .unknown
        #expect(QueryIntent(order, Sample.instrument).wantsTerms)
        // Settled: a late answer to an earlier one may still be taken for the newest.
        order.amendment.phase = .idle
        order.amendedQuantity = request.quantity
        #expect(QueryIntent(order, Sample.instrument).wantsTerms)
        order.venueState = .canceled
        #expect(!QueryIntent(order, Sample.instrument).wantsTerms)
    }

    @Test func aSmallerQuantityKeepsThePlaceInTheBook() {
        var driver = OrderDriver()
        driver.call { $0.amend(Self.intent(quantity: 100_000), at: $1, into: &$2) }
        #expect(driver.path == "put /api/v3/order/amend/keepPriority")
        #expect(
            driver.asked.hasPrefix(
                "symbol=BTCUSDT&origClientOrderId=bot-1&newClientOrderId=bot-1&newQty=1&recv"))
        driver.answer(Self.answer)
        #expect(
            driver.contents == [
                .terms(
                    Price(mantissa: 6_183_760), Quantity(mantissa: 100_000), Sample.order("28"),
                    askedAt: .none),
                .status(.working, cumulative: .zero, Sample.order("28")),
            ])
    }

    @Test func whatTheVenueCannotAmendIsRefusedWithoutARequest() {
        for intent in [
            Self.intent(quantity: 150_000), Self.intent(quantity: 200_000),
            Self.intent(price: 6_183_761, quantity: 100_000),
        ] {
            var driver = OrderDriver()
            driver.call { $0.amend(intent, at: $1, into: &$2) }
            #expect(driver.requests.isEmpty)
            #expect(driver.contents == [.amendRejected(Sample.reason("NOT_SENT:UNSUPPORTED"))])
        }
    }

    @Test(arguments: [
        (-2038, 400, true), (-1022, 401, true), (-1007, 504, false), (-2010, 500, false),
    ])
    func anAmendmentIsRefusedOnlyWhereTheVenueSaysSo(
        _ code: Int, _ status: Int, _ isCertain: Bool
    ) {
        var driver = OrderDriver()
        driver.call { $0.amend(Self.intent(quantity: 100_000), at: $1, into: &$2) }
        driver.answer(#"{"code":\#(code),"msg":"No."}"#, status: status)
        guard case .amendRejected? = driver.contents.first else {
            #expect(!isCertain)
            #expect(driver.contents == [.requestFailed(.amend, .venue)])
            return
        }
        #expect(isCertain)
    }

    @Test(arguments: [
        (OrderType.stopMarket, "type=STOP_LOSS&quantity=1.5&stopPrice=60000&new"),
        (
            .stopLimit,
            "type=STOP_LOSS_LIMIT&timeInForce=GTC&quantity=1.5&price=61837.6&stopPrice=60000&new"
        ),
        (.takeProfitMarket, "type=TAKE_PROFIT&quantity=1.5&stopPrice=60000&new"),
        (
            .takeProfitLimit,
            "type=TAKE_PROFIT_LIMIT&timeInForce=GTC&quantity=1.5&price=61837.6&stopPrice=60000&new"
        ),
    ])
    func whatWaitsForAPriceNamesIt(_ type: OrderType, _ expected: String) {
        var request = Sample.placement().request
        request.type = type
        request.triggerPrice = Price(mantissa: 6_000_000)
        var driver = OrderDriver()
        driver.place(
            PlacementIntent(
                request: request, instrument: Sample.instrument,
                deadline: OrderDriver.start.adding(milliseconds: 5000)))
        #expect(driver.asked.contains(expected), "\(driver.asked)")
    }
}
