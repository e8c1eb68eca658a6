import BinanceSpot
import Domain
import Markets
import Testing
import VenueKit

@Suite struct MessageTests {
    @Test("Extra digits are cut off toward zero and counted; zeros beyond the decimals are exact")
    func extraDigits() throws {
        var driver = SessionDriver()
        driver.receive(Say.best(1, 5, 6))
        #expect(driver.session.symbols.decimals[0] == FeedDecimals(price: 8, quantity: 8))
        driver.receive(
            #"{"u":2,"s":"BTCUSDT","b":"1.999999999","B":"1e-9","a":"2.0000000000","A":"3"}"#)
        let best = try #require(driver.board.market(InstrumentID(0))?.venueBest)
        #expect(best.prices.bid.price.mantissa == 199_999_999)
        #expect(best.prices.bid.quantity == .zero)
        #expect(best.prices.ask.price.mantissa == 200_000_000)
        #expect(best.prices.ask.quantity.mantissa == 300_000_000)
        #expect(best.isInexact)
        #expect(driver.board.counts.inexact == 1)
        #expect(driver.session.counts.decodeErrors == 0)
    }

    @Test("An unlisted instrument takes the decimals of the first digits seen, for data only")
    func provisional() throws {
        var driver = SessionDriver()
        driver.receive(#"{"u":2,"s":"NEWCOIN","b":"1.250","B":"7","a":"1.260","A":"8"}"#)
        let listing = try #require(driver.session.symbols.listing(InstrumentID(0)))
        #expect(listing.isProvisional)
        #expect(listing.instrument.priceDecimals == 3)
        #expect(listing.instrument.quantityDecimals == 0)
        #expect(!listing.instrument.isTradable)
    }

    @Test("Members in another order, unknown members and white space are normal")
    func irregularShapes() throws {
        var usual = SessionDriver()
        var other = SessionDriver()
        usual.receive(
            #"{"e":"trade","E":5,"s":"A","t":1,"p":"2.50000000","q":"3.00000000","T":4,"m":true,"#
                + #""M":true}"#
        )
        other.receive(
            #" { "later" : [{}], "q":"3.00000000", "p":2.50000000,"s":"\u0041", "e":"trade","#
                + #""t":1,"E":5,"T":4,"m":true}"#
        )
        #expect(usual.board.market(InstrumentID(0))?.lastTrade != nil)
        #expect(
            usual.board.market(InstrumentID(0))?.lastTrade
                == other.board.market(InstrumentID(0))?.lastTrade)
        #expect(usual.board.market(InstrumentID(0))?.lastTrade?.takerSide == .sell)
    }

    @Test("Unknown kinds of messages are counted and change nothing")
    func unknownKinds() {
        var driver = SessionDriver()
        for text in [
            #"{"stream":"x","data":{"e":"24hrTicker","E":1,"s":"A"}}"#, #"{"e":"newThing"}"#, "{}",
            #"{"stream":"x","data":{"lastUpdateId":1,"bids":[],"asks":[]}}"#,
        ] {
            driver.receive(text)
        }
        #expect(driver.session.counts.unknownMessages == 4)
        #expect(driver.session.counts.decodeErrors == 0)
        #expect(driver.events.isEmpty)
    }

    @Test(
        "What cannot be read is counted, and the session lives on",
        arguments: [
            "", "{", "null", "[]", "\u{0}", #"{"e":"trade","E":1,"s":"A"}"#,
            #"{"e":"depthUpdate","E":1,"s":"A","U":5,"u":4,"b":[],"a":[]}"#,
            #"{"e":"depthUpdate","E":1,"s":"A","U":1,"u":4,"b":[["1"]],"a":[]}"#,
            #"{"e":"depthUpdate","E":1,"s":"A","U":1,"u":4,"b":[],"#
                + #""a":[["1","9999999999999999999"]]}"#,
            #"{"e":"depthUpdate","E":1,"s":"A","U":1,"u":4,"b":{},"a":[]}"#,
            #"{"u":1,"s":"A","b":"-1","B":"1","a":"2","A":"1"}"#,
            #"{"u":1,"s":"","b":"1","B":"1","a":"2","A":"1"}"#,
            #"{"u":1,"s":"A B","b":"1","B":"1","a":"2","A":"1"}"#,
            #"{"u":1,"s":7,"b":"1","B":"1","a":"2","A":"1"}"#,
            #"{"e":"kline","E":1,"s":"A","k":{"i":"1m"}}"#,
        ])
    func unreadable(text: String) {
        var driver = SessionDriver()
        driver.receive(text)
        #expect(driver.session.counts.decodeErrors == 1)
        #expect(driver.session.lastFault != nil)
        driver.receive(Say.best(1, 5, 6))
        #expect(driver.board.counts.bestPrices == 1)
    }

    @Test(
        "What is no JSON or out of range is no message, also in the usual shape of a known symbol",
        arguments: [
            #"{"u":02,"s":"A","b":"1.0","B":"1.0","a":"2.0","A":"1.0"}"#,
            #"{"u":2,"s":"A","b":"1.0","B":"1.0","a":"2.0","A":"1.0"}}"#,
            #"{"u":2,"s":"A","b":"1.0","B":"1.0","a":"2.0","A":"1.0""#,
            #"{"stream":"x","data":{"u":2,"s":"A","b":"1","B":"1","a":"2","A":"1"}"#,
            #"{"u":2,"s":"A","b":"1.0","B":"1.0","a":"2..0","A":"1.0"}"#,
            #"{"u":2,"s":"A","b":"1.0","B":"1.0","a":"2.0","A":""}"#,
            #"{"u":2,"s":"A","b":"1.0","B":"1.0","a":"99999999999999999999.0","A":"1.0"}"#,
            #"{"u":9223372036854775807,"s":"A","b":"1","B":"1","a":"2","A":"1"}"#,
            #"{"e":"depthUpdate","E":1,"s":"A","U":1,"u":9223372036854775807,"b":[],"a":[]}"#,
            #"{"e":"trade","E":1,"s":"A","t":9223372036854775807,"p":"1","q":"1","T":1,"m":true}"#,
        ])
    func usualShapeOutOfRange(text: String) {
        var driver = SessionDriver()
        driver.receive(#"{"u":1,"s":"A","b":"1.0","B":"1.0","a":"2.0","A":"1.0"}"#)
        driver.receive(text)
        #expect(driver.session.counts.decodeErrors == 1)
        #expect(driver.board.counts.bestPrices == 1)
    }

    @Test("A candle of the venue keeps every digit of its volumes")
    func candle() throws {
        var driver = SessionDriver()
        let text =
            #"{"e":"kline","E":1633998523963,"s":"NKNUSDT","k":{"t":1633998480000,"#
            + #""T":1633998539999,"s":"NKNUSDT","i":"1m","f":1,"L":30,"o":"0.35270000","#
            + #""c":"0.35280000","h":"0.35290000","#
            + #""l":"0.35220000","v":"25877.00000000","n":30,"x":true,"q":"9116.04600000","#
            + #""V":"58.00000000","Q":"20.46240000","B":"0"}}"#
        driver.session.received(
            Array(text.utf8).span, at: driver.now, into: &driver.output)
        let candle = try #require(driver.output.batch.candles.first)
        #expect(candle.interval == .oneMinute)
        #expect(candle.start.milliseconds == 1_633_998_480_000)
        #expect(candle.open.mantissa == 35_270_000)
        #expect(candle.high.mantissa == 35_290_000)
        #expect(candle.low.mantissa == 35_220_000)
        #expect(candle.close.mantissa == 35_280_000)
        #expect(candle.volume == 2_587_700_000_000)
        #expect(candle.turnover == 91_160_460_000_000_000_000)
        #expect(candle.takerBuyVolume == 5_800_000_000)
        #expect(candle.tradeCount == 30)
        #expect(candle.isClosed)
        #expect(!candle.isInexact)
    }
}
