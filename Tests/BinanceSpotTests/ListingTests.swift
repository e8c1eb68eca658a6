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
        _ text: String, _ session: inout BinanceSpotSession
    ) -> ListingOutcome {
        var output = SessionOutput()
        let body = Array(text.utf8)
        return session.listingArrived(body.span, at: Timestamp(milliseconds: 1), into: &output)
    }

    @Test func theListingOfWhatIsSubscribedToIsAskedForOnce() {
        #expect(
            Self.session(["BTCUSDT", "ETHUSDT"]).listingPath
                == "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D")
        #expect(Self.session([]).listingPath == "/api/v3/exchangeInfo")
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
            Self.list(Self.listed(["BTCUSDT", "ETHUSDT"]), &earlier) == .taken(listed: 2, faulty: 0)
        )
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
        #expect(Self.list(damaged, &session) == .taken(listed: 1, faulty: 1))
    }

    @Test func aVenueThatIsAboutToCloseTheConnectionIsLeftBeforeIt() {
        var driver = SessionDriver()
        driver.receive(#"{"e":"serverShutdown","E":1700000000000}"#)
        #expect(driver.actions == [.reconnect(.closingSoon)])
    }
}
