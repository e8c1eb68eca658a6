import BinanceSpot
import Domain
import Testing
import VenueKit

@Suite struct OrderRequestTests {
    private static let head = "symbol=BTCUSDT&side=BUY&type="
    private static let tail =
        "&newClientOrderId=bot-1&newOrderRespType=FULL&recvWindow=5000&timestamp=1700000000000"
        + "&signature="

    @Test(arguments: [
        (
            OrderType.limit, TimeInForce.goodTillCanceled, false,
            "LIMIT&timeInForce=GTC&quantity=1.5&price=61837.6"
        ),
        (.limit, .immediateOrCancel, false, "LIMIT&timeInForce=IOC&quantity=1.5&price=61837.6"),
        (.limit, .fillOrKill, false, "LIMIT&timeInForce=FOK&quantity=1.5&price=61837.6"),
        (.limit, .goodTillCanceled, true, "LIMIT_MAKER&quantity=1.5&price=61837.6"),
        (.market, .immediateOrCancel, false, "MARKET&quantity=1.5"),
    ])
    func everyKindOfOrderIsWrittenAsTheVenueWantsIt(
        type: OrderType, time: TimeInForce, isPostOnly: Bool, expected: String
    ) {
        var driver = OrderDriver()
        driver.place(Sample.placement("bot-1", type, time, isPostOnly: isPostOnly))
        #expect(driver.asked == Self.head + expected + Self.tail)
        #expect(driver.path == "post /api/v3/order")
        #expect(driver.reports.isEmpty)
        #expect(driver.requests.first?.purpose.requestClass == .nonIdempotent)
        #expect(driver.requests.first?.sendBefore == OrderDriver.start.adding(milliseconds: 5000))
    }

    @Test func whatTheVenueHasNotIsRefusedBeforeAByteLeaves() {
        let cases: [(PlacementIntent, String)] = [
            (Sample.placement("bot-1", .market, .fillOrKill), "NOT_SENT:UNSUPPORTED"),
            (
                Sample.placement("bot-1", .limit, .fillOrKill, isPostOnly: true),
                "NOT_SENT:UNSUPPORTED"
            ),
            (Sample.placement("bot$1"), "NOT_SENT:CLIENT_ORDER_ID"),
            (Sample.placement("bot\"1"), "NOT_SENT:CLIENT_ORDER_ID"),
            (Sample.placement(window: 0), "NOT_SENT:DEADLINE"),
            (Sample.placement(window: -1), "NOT_SENT:DEADLINE"),
        ]
        for (intent, reason) in cases {
            var driver = OrderDriver()
            driver.place(intent)
            #expect(driver.requests.isEmpty)
            #expect(driver.contents == [.rejected(Sample.reason(reason))])
        }
    }

    @Test func theVenueIsToldToRefuseAnOrderAfterItsDeadline() {
        var driver = OrderDriver(lead: 250)
        driver.now = driver.now.adding(milliseconds: 1800)
        driver.place()
        #expect(driver.asked.contains("&recvWindow=3200&timestamp=1700000002050&"))
        var patient = OrderDriver()
        patient.place(Sample.placement(window: 100_000))
        #expect(patient.asked.contains("&recvWindow=60000&"))
    }

    @Test func cancelsQueriesAndListsNameTheOrderByOurNameForIt() {
        var driver = OrderDriver()
        let window = "&recvWindow=5000&timestamp=1700000000000&signature="
        driver.cancel("a:b/c.d_e-1")
        #expect(driver.path == "delete /api/v3/order")
        #expect(
            driver.asked == "symbol=BTCUSDT&origClientOrderId=a%3Ab%2Fc.d_e-1" + window)
        #expect(driver.requests.last.flatMap(RepeatableRequest.init) != nil)
        driver.query()
        #expect(driver.path == "get /api/v3/order")
        #expect(driver.asked == "symbol=BTCUSDT&origClientOrderId=bot-1" + window)
        driver.call { $0.listOpenOrders(at: $1, into: &$2) }
        #expect(driver.path == "get /api/v3/openOrders")
        #expect(driver.asked == "recvWindow=5000&timestamp=1700000000000&signature=")
    }

    @Test func onlyWhatDoesNoHarmTwiceCanBeRepeated() throws {
        var driver = OrderDriver()
        driver.place()
        #expect(RepeatableRequest(try #require(driver.requests.last)) == nil)
        driver.cancel()
        #expect(RepeatableRequest(try #require(driver.requests.last)) != nil)
        driver.query()
        #expect(RepeatableRequest(try #require(driver.requests.last)) != nil)
    }

    @Test func anOrderUnderWayIsNotPlacedAgain() {
        var driver = OrderDriver()
        driver.place()
        driver.place()
        #expect(driver.requests.count == 1)
        driver.pass(milliseconds: 5000)
        driver.place(Sample.placement(window: 60_000))
        #expect(driver.requests.count == 1)
    }

    @Test func tooManyOrdersAreRefusedAndCancelsStillPass() {
        var driver = OrderDriver()
        for number in 0..<RequestLimits.placementsMax {
            driver.place(Sample.placement("bot-\(number)"))
        }
        driver.place(Sample.placement("one-more"))
        #expect(driver.contents == [.rejected(Sample.reason("NOT_SENT:TOO_MANY"))])
        driver.cancel("bot-0")
        #expect(driver.requests.last?.purpose == .cancel)
    }
}

@Suite struct OrderSigningTests {
    private let key = Array("Key0".utf8)

    /// - Source: Binance spot, "WebSocket API", "SIGNED request example (HMAC)": names sorted,
    ///   `apiKey` among them.
    @Test func aFramesParametersAreSignedSortedWithTheKeyAmongThem() throws {
        var driver = OrderDriver(.connection)
        driver.open()
        driver.place()
        let request = try #require(driver.requests.last)
        #expect(request.route == .frame)
        let payload = try #require(request.signing).payload.filled(apiKey: key, signature: nil)
        #expect(
            String(decoding: payload, as: UTF8.self)
                == "apiKey=Key0&newClientOrderId=bot-1&newOrderRespType=FULL&price=61837.6"
                + "&quantity=1.5&recvWindow=5000&side=BUY&symbol=BTCUSDT&timeInForce=GTC"
                + "&timestamp=1700000000000&type=LIMIT")
        let frame = try request.template.filled(apiKey: key, signature: [0xAB, 0x01])
        #expect(
            String(decoding: frame, as: UTF8.self)
                == #"{"id":2,"method":"order.place","params":{"symbol":"BTCUSDT","side":"BUY","#
                + #""type":"LIMIT","timeInForce":"GTC","quantity":"1.5","price":"61837.6","#
                + #""newClientOrderId":"bot-1","newOrderRespType":"FULL","recvWindow":5000,"#
                + #""timestamp":1700000000000,"apiKey":"Key0","signature":"ab01"}}"#)
    }

    @Test func aQueryIsSignedAsItIsSentAndTheSignatureComesLast() throws {
        var driver = OrderDriver(.rest, .ed25519)
        driver.cancel("a/b")
        let request = try #require(driver.requests.last)
        let slot = try #require(request.signing)
        #expect(slot.algorithm == .ed25519)
        let payload = try slot.payload.filled(apiKey: key, signature: nil)
        let query = try request.template.filled(apiKey: key, signature: [0xFB, 0xEF, 0xFF, 0x00])
        #expect(
            String(decoding: query, as: UTF8.self)
                == String(decoding: payload, as: UTF8.self) + "&signature=%2B%2B%2F%2FAA%3D%3D")
        guard case .rest(_, _, let header) = request.route else { return }
        #expect(header == "X-MBX-APIKEY")
    }

    /// - Source: RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64IsThatOfTheStandard(plain: String, expected: String) {
        var text: [UInt8] = []
        SignatureText.base64.append(Array(plain.utf8), to: &text)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test func aKeyThatWouldNeedAnEscapeIsRefused() throws {
        var template = SignedTemplate()
        template.append("x")
        template.leavePlace(for: .apiKey)
        #expect(throws: SigningFault.keyUnfitting(atOffset: 1)) {
            try template.filled(apiKey: Array("a\"".utf8), signature: nil)
        }
        #expect(throws: SigningFault.signatureMisplaced) {
            try template.filled(apiKey: [], signature: [1])
        }
        template.leavePlace(for: .signature(.hexadecimal))
        #expect(throws: SigningFault.signatureMisplaced) {
            try template.filled(apiKey: [], signature: nil)
        }
    }
}
