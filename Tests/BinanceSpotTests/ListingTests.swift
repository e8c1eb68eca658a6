import BinanceSpot
import Domain
import Markets
import Testing
import VenueKit

/// What a market session asks the venue's REST interface for.
@Suite struct ListingTests {
    private static func session(_ names: [String]) -> BinanceSpotSession {
        BinanceSpotSession(
            .init(
                subscriptions: names.flatMap { name in
                    [.init(Sample.symbol(name), .book), .init(Sample.symbol(name), .trades)]
                }))
    }

    private static func listed(_ names: [String], tick: String = "0.01000000") -> String {
        let entries = names.map { name in
            #"{"symbol":"\#(name)","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","#
                + #""baseAssetPrecision":8,"quotePrecision":8,"filters":["#
                + #"{"filterType":"PRICE_FILTER","tickSize":"\#(tick)"},"#
                + #"{"filterType":"LOT_SIZE","stepSize":"0.00001000","minQty":"0.00001000","#
                + #""maxQty":"9000.00000000"}]}"#
        }
        return #"{"symbols":[\#(entries.joined(separator: ","))]}"#
    }

    private static func list(
        _ text: String, status: Int = 200, _ session: inout BinanceSpotSession
    ) -> ListingOutcome {
        var output = SessionOutput()
        let body = Array(text.utf8)
        return session.listingArrived(
            status: status, body.span, at: Timestamp(milliseconds: 1), into: &output)
    }

    @Test func theListingOfWhatIsSubscribedToIsAskedForOnce() {
        #expect(
            Self.session(["BTCUSDT", "ETHUSDT"]).listingPath
                == "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D")
        #expect(Self.session([]).listingPath == "/api/v3/exchangeInfo")
    }

    /// Asks until the venue has said what it has; nil where that takes more than twice the symbols.
    private static func search(
        _ names: [String], venueHas: Set<String>
    ) -> (outcome: ListingOutcome, questions: Int)? {
        var session = session(names)
        for question in 1...2 * names.count {
            let path = session.listingPath
            let asked = names.filter { path.contains("%22\($0)%22") }
            let isRefused = !asked.allSatisfy(venueHas.contains)
            let outcome =
                isRefused
                ? list(#"{"code":-1121,"msg":"Invalid symbol."}"#, status: 400, &session)
                : list(listed(asked), &session)
            if outcome != .incomplete { return (outcome, question) }
        }
        return nil
    }

    @Test func symbolsThatTheVenueDoesNotHaveAreFoundAndTheOthersListed() throws {
        let few = try #require(
            Self.search(["BTCUSDT", "ETHUSDT", "ETHBTC"], venueHas: ["BTCUSDT"]))
        #expect(
            few.outcome
                == .taken(
                    listed: 1, faulty: 0,
                    unlisted: [Sample.symbol("ETHUSDT"), Sample.symbol("ETHBTC")]))
        #expect(few.questions == 5)
        let names = (0..<256).map { "S\($0)USDT" }
        let many = try #require(
            Self.search(names, venueHas: Set(names).subtracting(["S77USDT"])))
        #expect(
            many.outcome
                == .taken(listed: 255, faulty: 0, unlisted: [Sample.symbol("S77USDT")]))
        #expect(many.questions == 17)
        let none = try #require(Self.search(["A", "B"], venueHas: []))
        #expect(
            none.outcome
                == .taken(
                    listed: 0, faulty: 0, unlisted: [Sample.symbol("A"), Sample.symbol("B")]))
    }

    @Test func aRefusalForAnotherReasonLeavesTheSearchWhereItIs() {
        var session = Self.session(["BTCUSDT", "ETHUSDT"])
        _ = Self.list(#"{"code":-1121,"msg":"Invalid symbol."}"#, status: 400, &session)
        let asked = session.listingPath
        #expect(asked == "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%5D")
        for (status, text) in [(429, #"{"code":-1003,"msg":"Too many"}"#), (502, "<html>")] {
            #expect(
                Self.list(text, status: status, &session)
                    == .unreadable(why: "the listing was answered with status \(status)"))
            #expect(session.listingPath == asked)
        }
    }

    @Test func aBookIsAskedForWithItsLimit() {
        let request = SnapshotRequest(
            instrument: InstrumentID(0), symbol: Sample.symbol("BTCUSDT"), limit: 500, weight: 25,
            attempt: 1)
        #expect(Self.session([]).path(of: request) == "/api/v3/depth?symbol=BTCUSDT&limit=500")
    }

    @Test func anInstrumentOfAnEarlierRunKeepsItsNumberAndVersionUntilSomethingChanges() throws {
        var earlier = Self.session(["BTCUSDT", "ETHUSDT"])
        #expect(
            Self.list(Self.listed(["BTCUSDT", "ETHUSDT"]), &earlier)
                == .taken(listed: 2, faulty: 0, unlisted: []))
        let known = earlier.symbols.listings.map(\.instrument)
        var session = Self.session(["ETHUSDT", "BTCUSDT"])
        let isTaken = session.restore(known)
        #expect(isTaken)
        // The other way round, as another venue's cache may list them.
        _ = Self.list(Self.listed(["ETHUSDT", "BTCUSDT"]), &session)
        #expect(session.symbols.listings.map(\.instrument) == known)
        _ = Self.list(Self.listed(["ETHUSDT", "BTCUSDT"], tick: "0.10000000"), &session)
        #expect(session.symbols.listings.map(\.instrument.version) == [2, 2])
        #expect(session.symbols.listings.map(\.instrument.symbol) == known.map(\.symbol))
    }

    @Test func whatIsNotTheNextNumberIsNotRestored() throws {
        var earlier = Self.session(["BTCUSDT", "ETHUSDT"])
        _ = Self.list(Self.listed(["BTCUSDT", "ETHUSDT"]), &earlier)
        let known = earlier.symbols.listings.map(\.instrument)
        var session = Self.session([])
        let taken = [known[1], known[0], known[0]].map { session.restore([$0]) }
        #expect(taken == [false, true, false])
        #expect(session.symbols.count == 1)
    }

    @Test func aListingThatCannotBeReadSaysWhyAndChangesNothing() {
        var session = Self.session(["BTCUSDT"])
        for text in ["", "{}", #"{"symbols":1}"#, "<html>"] {
            guard case .unreadable(let why) = Self.list(text, &session) else {
                Issue.record("it was taken: \(text)")
                continue
            }
            #expect(!why.isEmpty)
        }
        #expect(session.symbols.count == 0)
        let damaged =
            #"{"symbols":[{"symbol":"X"},"#
            + Self.listed(["BTCUSDT"]).dropFirst(#"{"symbols":["#.count)
        #expect(Self.list(damaged, &session) == .taken(listed: 1, faulty: 1, unlisted: []))
    }

    @Test func aVenueThatIsAboutToCloseTheConnectionIsLeftBeforeIt() {
        var driver = SessionDriver()
        driver.receive(#"{"e":"serverShutdown","E":1700000000000}"#)
        #expect(driver.actions == [.reconnect(.closingSoon)])
    }
}
