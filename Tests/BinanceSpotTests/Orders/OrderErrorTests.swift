import BinanceSpot
import Domain
import Testing
import VenueKit

@Suite struct OrderErrorTests {
    typealias Content = VenueReport.Content

    /// Every code the session knows, with what it means for a place, a cancel and a query:
    /// R refused, L not looked at, ? unknown, A absent, Z put away.
    static let table: [(code: Int64, place: Character, cancel: Character, query: Character)] = [
        (-1000, "?", "?", "?"), (-1001, "?", "?", "?"), (-1002, "R", "L", "-"),
        (-1003, "R", "L", "-"), (-1006, "?", "?", "?"), (-1007, "?", "?", "?"),
        (-1008, "?", "?", "?"), (-1010, "R", "R", "-"), (-1013, "R", "R", "-"),
        (-1014, "R", "R", "-"), (-1015, "R", "L", "-"), (-1016, "?", "?", "?"),
        (-1020, "R", "R", "-"), (-1021, "R", "L", "-"), (-1022, "R", "L", "-"),
        (-1034, "R", "L", "-"), (-1035, "R", "L", "-"), (-1100, "R", "R", "-"),
        (-1101, "R", "R", "-"), (-1102, "R", "R", "-"), (-1103, "R", "R", "-"),
        (-1104, "R", "R", "-"), (-1105, "R", "R", "-"), (-1106, "R", "R", "-"),
        (-1108, "R", "R", "-"), (-1111, "R", "R", "-"), (-1112, "R", "R", "-"),
        (-1114, "R", "R", "-"), (-1115, "R", "R", "-"), (-1116, "R", "R", "-"),
        (-1117, "R", "R", "-"), (-1118, "R", "R", "-"), (-1119, "R", "R", "-"),
        (-1121, "R", "R", "-"), (-1122, "R", "R", "-"), (-1127, "R", "R", "-"),
        (-1128, "R", "R", "-"), (-1130, "R", "R", "-"), (-1131, "R", "R", "-"),
        (-1134, "R", "R", "-"), (-1135, "R", "R", "-"), (-1145, "R", "R", "-"),
        (-2010, "R", "?", "-"), (-2011, "?", "R", "-"), (-2013, "?", "R", "A"),
        (-2014, "R", "L", "-"), (-2015, "R", "L", "-"), (-2016, "R", "R", "-"),
        (-2026, "?", "R", "Z"), (-2038, "?", "?", "-"),
        // Not known to us: order lists, FIX, tomorrow's.
        (-1165, "?", "?", "?"), (-1176, "?", "?", "?"), (-2021, "?", "?", "?"),
        (-9999, "?", "?", "?"), (0, "?", "?", "?"), (200, "?", "?", "?"),
    ]

    @Test func theTableHasEveryCode() {
        let codes = Set(Self.table.map(\.code))
        #expect(SpotErrorCode.allCases.allSatisfy { codes.contains($0.rawValue) })
    }

    @Test(arguments: table)
    func everyCodeMeansWhatTheTableSays(
        code: Int64, place: Character, cancel: Character, query: Character
    ) {
        let reason = Sample.reason("\(code)")
        var driver = OrderDriver()
        driver.place()
        driver.answer(Sample.error(code), status: 400)
        let placed: Content = place == "R" ? .rejected(reason) : .requestFailed(.place, .venue)
        #expect(driver.contents == [placed])
        #expect(driver.requests.count == 1)
        driver = OrderDriver()
        driver.cancel()
        driver.answer(Sample.error(code), status: 400)
        let cancelled: Content =
            cancel == "R" ? .cancelRejected(reason) : .requestFailed(.cancel, .venue)
        #expect(driver.contents == [cancelled])
        driver = OrderDriver()
        driver.query()
        driver.answer(Sample.error(code), status: 400)
        switch query {
        case "A": #expect(driver.contents == [.notFound(askedAt: OrderDriver.start)])
        case "Z": #expect(driver.contents == [.status(.canceled, cumulative: .zero, .none)])
        case _: #expect(driver.reports.isEmpty)
        }
    }

    @Test(arguments: table)
    func aServersFaultIsUnknownWhateverItSays(
        code: Int64, place: Character, cancel: Character, query: Character
    ) {
        for status in [500, 502, 503, 504] {
            var driver = OrderDriver()
            driver.place()
            driver.answer(Sample.error(code), status: status)
            #expect(driver.contents == [.requestFailed(.place, .venue)])
        }
    }

    @Test(arguments: [
        ("Account has insufficient balance for requested action.", "INSUFFICIENT_BALANCE"),
        ("Order would immediately match and take.", "WOULD_MATCH"),
        ("Market is closed.", "MARKET_CLOSED"),
        ("Filter failure: PERCENT_PRICE_BY_SIDE", "PERCENT_PRICE"),
        ("This symbol is not permitted for this account.", "SYMBOL_NOT_PERMITTED"),
    ])
    func theEnginesWordsAreKeptByAName(text: String, name: String) {
        var driver = OrderDriver()
        driver.place()
        driver.answer(Sample.error(-2010, text), status: 400)
        #expect(driver.contents == [.rejected(Sample.reason("-2010:" + name))])
    }

    @Test func newWordsOfTheEngineAreARefusalStill() {
        var driver = OrderDriver()
        driver.place()
        driver.answer(Sample.error(-2010, "Words of tomorrow."), status: 400)
        #expect(driver.contents == [.rejected(Sample.reason("-2010"))])
    }

    @Test func aDuplicateMayBeThisVeryOrder() {
        var driver = OrderDriver()
        driver.place()
        driver.answer(Sample.error(-2010, "Duplicate order sent."), status: 400)
        #expect(driver.contents == [.requestFailed(.place, .venue)])
    }

    @Test(arguments: [403, 418, 429])
    func whoIsTurnedAwayAtTheDoorHasNotPlaced(status: Int) {
        for body in [Sample.error(-1003), "", "<html>", #"{"code":-10"#] {
            var driver = OrderDriver()
            driver.place()
            driver.answer(body, status: status, retryAfter: 7)
            let isRead = body.hasSuffix("}")
            #expect(
                driver.contents == [.rejected(Sample.reason(isRead ? "-1003" : "-\(status)"))])
            let until = OrderDriver.start.adding(milliseconds: 7000)
            #expect(driver.notices == [.backOff(until: until, isBanned: status != 429)])
            driver = OrderDriver()
            driver.cancel()
            driver.answer(body, status: status)
            #expect(driver.contents == [.requestFailed(.cancel, .venue)])
        }
    }

    @Test(arguments: [0, 100, 204, 301, 304, 400, 401, 404, 408, 409, 413, 500, 599, 999])
    func aBodyThatSaysNothingIsNoEvidence(status: Int) {
        for body in ["", "<html>", "{}", #"{"code":-2010}"#, #"{"code":"-2010","msg":"x"}"#] {
            var driver = OrderDriver()
            driver.place()
            driver.answer(body, status: status)
            #expect(driver.reports.count == 1)
            guard case .requestFailed(.place, _)? = driver.contents.first else {
                Issue.record("\(status) \(body): \(driver.contents)")
                continue
            }
        }
    }

    @Test func aWaitIsBelievedWithinReason() {
        for (wait, expected) in [
            (Int64.max, Int64(259_200_000)), (-5, 0), (0, 0), (3, 3000),
        ] {
            var driver = OrderDriver()
            driver.place()
            driver.answer(Sample.error(-1003), status: 429, retryAfter: wait)
            let until = OrderDriver.start.adding(milliseconds: expected)
            #expect(driver.notices == [.backOff(until: until, isBanned: false)])
        }
        var driver = OrderDriver(.connection)
        driver.open()
        driver.place()
        driver.receive(
            #"{"id":2,"status":418,"error":{"code":-1003,"msg":"Way too much","#
                + #""data":{"serverTime":1700000000000,"retryAfter":1700000120000}}}"#)
        let until = OrderDriver.start.adding(milliseconds: 120_000)
        #expect(driver.notices == [.backOff(until: until, isBanned: true)])
        #expect(driver.contents == [.rejected(Sample.reason("-1003"))])
    }

    @Test func keysAndClocksAreForPeople() {
        for (code, notice) in [
            (Int64(-1021), OrderNotice.clockRefused), (-2015, .credentialsRefused(code: -2015)),
            (-1022, .credentialsRefused(code: -1022)),
        ] {
            var driver = OrderDriver()
            driver.query()
            driver.answer(Sample.error(code), status: 401)
            #expect(driver.notices == [notice])
        }
    }
}
