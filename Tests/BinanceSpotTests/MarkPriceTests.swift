import BinanceSpot
import Domain
import Markets
import Testing
import VenueKit

@Suite struct MarkPriceTests {
    private func driver(_ channels: [MarketChannel] = [.markPrices]) throws -> SessionDriver {
        var settings = BinanceSpotSession.Settings(dialect: .usdmFutures)
        for channel in channels {
            settings.subscriptions.append(SpotSubscription(try Symbol("BTCUSDT"), channel))
        }
        return SessionDriver(settings)
    }

    private func open(_ driver: inout SessionDriver) {
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(#"{"result":null,"id":1}"#)
    }

    private func say(_ mark: String) -> String {
        #"{"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1597536008000,"#
            + #""s":"BTCUSDT","p":"\#(mark)"}}"#
    }

    private func mark(_ driver: SessionDriver) -> MarkPriceChange? {
        driver.board.market(InstrumentID(0))?.venueMark
    }

    private func states(_ driver: SessionDriver) -> [SubscriptionChange.State] {
        driver.events.compactMap { event in
            if case .subscription(let change) = event, change.channel == .markPrices {
                change.state
            } else {
                nil
            }
        }
    }

    @Test("A mark price is kept with all its digits, beside index and funding")
    func kept() throws {
        var driver = try driver()
        driver.receive(
            #"{"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1597536008000,"#
                + #""s":"BTCUSDT","p":"11857.56000001","i":"11851.86949091","r":"-0.00015640","#
                + #""T":1597564800000}}"#)
        let told = try #require(mark(driver))
        #expect(told.mark == MarkPrice(raw: 11_857_560_000_010_000_000_000))
        #expect(told.index == MarkPrice(raw: 11_851_869_490_910_000_000_000))
        #expect(told.fundingRate == Rate(raw: -1_564_000_000_000))
        #expect(told.nextFunding == Timestamp(milliseconds: 1_597_564_800_000))
        #expect(told.time == Timestamp(milliseconds: 1_597_536_008_000))
        #expect(told.received == driver.now)
        #expect(driver.board.counts.markPrices == 1)
        #expect(driver.board.counts.inexact == 0)
    }

    @Test("Of a contract without funding there is none, and older messages have no index")
    func parts() throws {
        var driver = try driver()
        driver.receive(
            #"{"e":"markPriceUpdate","E":1,"s":"BTCUSDT","p":"31799.27730000","#
                + #""P":"31235.82439517","i":"31307.03400000","r":"","T":0}"#)
        #expect(mark(driver)?.fundingRate == nil)
        #expect(mark(driver)?.nextFunding == Timestamp.none)
        driver.receive(
            #"{"e":"markPriceUpdate","E":2,"s":"BTCUSDT","p":"8291.34697815","r":"0.00010000","#
                + #""T":1569916800000}"#)
        #expect(mark(driver)?.mark == MarkPrice(raw: 8_291_346_978_150_000_000_000))
        #expect(mark(driver)?.index == nil)
        #expect(mark(driver)?.fundingRate == .basisPoints(1))
    }

    @Test(
        "What is no price is counted and changes nothing",
        arguments: [
            #""p":"0.00000000""#, #""p":"-1""#, #""p":"""#, #""p":null"#, #""q":"1""#,
            #""p":"99999999999999999999999""#,
        ])
    func unreadable(price: String) throws {
        var driver = try driver()
        driver.receive(say("100.5"))
        driver.receive(#"{"e":"markPriceUpdate","E":2,"s":"BTCUSDT",\#(price)}"#)
        #expect(driver.session.counts.decodeErrors == 1)
        #expect(mark(driver)?.mark == MarkPrice(raw: 100_500_000_000_000_000_000))
    }

    @Test("It is subscribed to as the venue's stream of one a second, and lives with the first")
    func subscribed() throws {
        var driver = try driver()
        open(&driver)
        #expect(
            driver.sent == [#"{"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s"],"id":1}"#])
        driver.receive(say("100"))
        #expect(states(driver) == [.requested, .acked, .live])
    }

    @Test("A quiet stream is a gap, is subscribed to anew, and ends with the next mark")
    func silence() throws {
        var driver = try driver()
        open(&driver)
        driver.receive(say("100"))
        for _ in 0..<4 {
            driver.pass(milliseconds: 4_900)
            driver.receive(say("100"))
        }
        #expect(driver.gaps.isEmpty)
        driver.pass(milliseconds: 4_900)
        // Other streams of the connection prove nothing for this one.
        driver.receive(Say.best(1, 2, 3))
        driver.pass(milliseconds: 100)
        #expect(driver.gaps.map(\.channel) == [.markPrices])
        #expect(driver.gaps.map(\.cause) == [.silent])
        #expect(
            driver.sent.dropFirst() == [
                #"{"method":"UNSUBSCRIBE","params":["btcusdt@markPrice@1s"],"id":2}"#,
                #"{"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s"],"id":3}"#,
            ])
        driver.pass(milliseconds: 300)
        driver.receive(say("101"))
        #expect(states(driver).suffix(2) == [.stale, .live])
        #expect(driver.gaps.count == 2)
        #expect(driver.gaps.last?.duration == 300_000_000)
    }

    @Test("While it stays quiet it is asked for again and again, and is one gap")
    func longSilence() throws {
        var driver = try driver()
        open(&driver)
        driver.receive(say("100"))
        for request in [3, 5, 7] {
            driver.pass(milliseconds: 5_000)
            driver.receive(#"{"result":null,"id":\#(request)}"#)
        }
        #expect(driver.sent.count == 7)
        #expect(driver.gaps.count == 1)
        #expect(driver.session.nextWake != nil)
    }

    @Test("A stream that never began is asked for again; one that was refused is not")
    func neverBegun() throws {
        var driver = try driver()
        open(&driver)
        driver.pass(milliseconds: 5_000)
        #expect(states(driver) == [.requested, .acked, .stale])
        var refused = try self.driver()
        refused.call { $0.opened(at: $1, into: &$2) }
        refused.receive(#"{"error":{"code":2,"msg":"Invalid request"},"id":1}"#)
        refused.pass(milliseconds: 20_000)
        #expect(states(refused) == [.requested, .refused])
        #expect(refused.gaps.isEmpty)
    }

    @Test("Where none are followed, nothing is waited for")
    func unfollowed() throws {
        var driver = try driver([.bestPrices])
        open(&driver)
        driver.pass(milliseconds: 50_000)
        #expect(driver.sent.count == 1)
        #expect(driver.gaps.isEmpty)
    }
}
