import BinanceSpot
import Containers
import Domain
import Markets
import Tapes
import Testing
import VenueKit

@Suite(.enabled(if: Recordings.areThere, Recordings.absent))
struct RecordingTests {
    /// The same message in another shape, so that only the general reader takes it.
    private func respelled(_ body: [UInt8]) -> [UInt8] { [0x20] + body }

    @Test(
        "The two ways of reading agree on every recorded message",
        arguments: [
            "btcusdt_20240808", "binance_ws1",
        ])
    func readersAgree(name: String) throws {
        var fast = BinanceSpotSession()
        var general = BinanceSpotSession()
        var fastOutput = SessionOutput()
        var generalOutput = SessionOutput()
        let now = Timestamp(milliseconds: 1)
        var compared = 0
        // A prefix: what differs would differ there.
        for line in try Recordings.lines(name).prefix(6000) where line.entry.direction == .recv {
            fast.received(line.body.span, at: now, into: &fastOutput)
            let other = respelled(line.body)
            general.received(other.span, at: now, into: &generalOutput)
            #expect(fastOutput.batch == generalOutput.batch)
            fastOutput.removeAll()
            generalOutput.removeAll()
            compared += 1
        }
        #expect(compared > 200)
        #expect(general.counts.irregularMessages == Int64(compared))
        #expect(fast.counts.irregularMessages <= 8, "the usual shape is usual")
        #expect(fast.counts.decodeErrors == 0)
    }

    @Test("A damaged message is never read differently by the two ways", arguments: 1...4)
    func damagedMessages(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bodies = try Recordings.lines("binance_ws1").filter { $0.entry.direction == .recv }
            .map(\.body)
        for _ in 0..<1500 {
            var body = bodies[random.below(bodies.count)]
            for _ in 0...random.below(2) {
                let place = random.below(body.count)
                switch random.below(3) {
                case 0: body[place] ^= UInt8(1 << random.below(8))
                case 1: body.remove(at: place)
                case _: body.insert(UInt8(random.below(128)), at: place)
                }
            }
            var fast = BinanceSpotSession()
            var general = BinanceSpotSession()
            var fastOutput = SessionOutput()
            var generalOutput = SessionOutput()
            let now = Timestamp(milliseconds: 1)
            // Teach both the symbols, so that the fast way is open.
            for known in bodies.prefix(8) { fast.received(known.span, at: now, into: &fastOutput) }
            for known in bodies.prefix(8) {
                general.received(known.span, at: now, into: &generalOutput)
            }
            fastOutput.removeAll()
            generalOutput.removeAll()
            fast.received(body.span, at: now, into: &fastOutput)
            let other = respelled(body)
            general.received(other.span, at: now, into: &generalOutput)
            #expect(fastOutput.batch.events == generalOutput.batch.events)
            #expect(fast.counts.decodeErrors == general.counts.decodeErrors)
        }
    }

    @Test("Every shape in the venue's documents is read, or known to be of no use")
    func literals() throws {
        var driver = SessionDriver()
        let lines = try Recordings.text("literals.jsonl")
        for line in lines { driver.receive(line) }
        #expect(driver.session.counts.messages == Int64(lines.count))
        #expect(driver.session.counts.decodeErrors == 0)
        #expect(driver.board.counts.trades == 2)
        #expect(driver.board.counts.bestPrices == 1)
        #expect(driver.session.counts.unknownMessages == 4, "a ticker and three generated books")
        let symbols = driver.session.symbols.listings.map(\.instrument.symbol.description)
        #expect(symbols == ["BTCUSDT", "BNBBTC", "BTCUSDC", "GNTBTC"])
    }

    @Test("The venue's listing gives ticks, lots and decimals; every entry is usable")
    func listing() throws {
        let line = try #require(try Recordings.lines("instruments").first)
        var session = BinanceSpotSession()
        var output = SessionOutput()
        let outcome = try session.list(
            line.body.span, at: Timestamp(milliseconds: 1), into: &output)
        #expect(outcome.listed > 1500)
        #expect(outcome.faulty == 0)
        let index = try #require(session.symbols.find(try Symbol("BTCUSDT")))
        let instrument = session.symbols.listings[index].instrument
        #expect(instrument.fault == nil)
        #expect(instrument.isTradable)
        #expect(instrument.base == (try Asset("BTC")))
        #expect(instrument.quote == (try Asset("USDT")))
        #expect(instrument.priceDecimals == 8)
        #expect(instrument.quantityDecimals == 8)
        #expect(instrument.tick == Price(mantissa: 1_000_000))
        #expect(instrument.lot == Quantity(mantissa: 1_000))
        #expect(instrument.notionalMin == Money(units: 10))
        for (place, listing) in session.symbols.listings.enumerated() {
            #expect(session.symbols.find(listing.instrument.symbol) == place)
        }
        let again = try session.list(line.body.span, at: Timestamp(milliseconds: 2), into: &output)
        #expect(again.listed == outcome.listed)
        #expect(session.symbols.count == outcome.listed)
        #expect(session.symbols.listings[index].instrument.version == 1)
    }
}
