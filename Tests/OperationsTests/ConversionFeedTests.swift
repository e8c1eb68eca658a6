import Domain
import Markets
import Operations
import Testing

@Suite struct ConversionFeedTests {
    private func asset(_ text: String) -> Asset { try! Asset(text) }

    /// A price with up to 18 decimals, from a mantissa.
    private func price(_ mantissa: Int128, _ decimals: Int = 0) -> MarkPrice {
        var raw = mantissa * Money.one
        for _ in 0..<decimals { raw /= 10 }
        return MarkPrice(raw: raw)
    }

    private func pair(
        _ base: String, _ quote: String, _ mantissa: Int128, _ decimals: Int = 0,
        isSpot: Bool = true
    ) -> PairPrice {
        PairPrice(
            base: asset(base), quote: asset(quote), price: price(mantissa, decimals),
            isSpot: isSpot)
    }

    private func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_000_000_000_000 + milliseconds * 1_000_000)
    }

    private func rate(_ from: String, _ to: String, _ pairs: [PairPrice]) -> MarkPrice? {
        ConversionFeed.price(of: asset(from), in: asset(to), pairs)
    }

    @Test("an asset is worth its pair, the pair the other way round, or two pairs")
    func ways() {
        let pairs = [
            pair("BTC", "USDT", 50_000), pair("EUR", "USDT", 125, 2), pair("ETH", "BTC", 5, 2),
        ]
        #expect(rate("BTC", "USDT", pairs) == price(50_000))
        #expect(rate("USDT", "EUR", pairs) == price(8, 1))
        // 50000 × 0.8, 0.05 × 50000, and from the quote's side 1 ÷ 0.05 ÷ 50000.
        #expect(rate("BTC", "EUR", pairs) == price(40_000))
        #expect(rate("ETH", "USDT", pairs) == price(2_500))
        #expect(rate("USDT", "ETH", pairs) == price(4, 4))
        // Three pairs are no way, and what no pair has is worth nothing that is known.
        #expect(rate("ETH", "EUR", pairs) == nil)
        #expect(rate("DOGE", "USDT", pairs) == nil)
    }

    @Test("a market of the thing itself goes before a contract about it, a pair before two")
    func order() {
        let contract = pair("BTC", "USDT", 50_100, isSpot: false)
        #expect(rate("BTC", "USDT", [contract]) == price(50_100))
        #expect(
            rate("BTC", "USDT", [contract, pair("BTC", "USDT", 50_000)]) == price(50_000))
        let around = [
            pair("BTC", "EUR", 40_000), pair("EUR", "USDT", 2), pair("BTC", "USDT", 50_000),
        ]
        #expect(rate("BTC", "USDT", around) == price(50_000))
        // Of several ways by two pairs it is the same one each time: the first between by name.
        let two = [
            pair("BTC", "USD", 1), pair("USD", "CHF", 3), pair("BTC", "EUR", 1),
            pair("EUR", "CHF", 2),
        ]
        #expect(rate("BTC", "CHF", two) == price(2))
    }

    @Test("a rate is told when it is new, when it moved, and before it is stale; not more often")
    func pace() {
        var feed = ConversionFeed()
        func told(
            _ at: Int64, _ cents: Int128, heardAt: Int64? = nil, isWanted: Bool = false
        ) -> [ConversionRate] {
            feed.rates(
                of: [asset("EUR"), asset("EUR"), asset("USDT")], in: asset("USDT"),
                [pair("EUR", "USDT", cents, 4)], heardAt: time(heardAt ?? at), at: time(at),
                isWanted: isWanted)
        }
        let first = ConversionRate(asset: asset("EUR"), price: price(10_000, 4), time: time(0))
        #expect(told(0, 10_000) == [first])
        // A move of 5 bp is none; one of 6 bp waits for its time.
        #expect(told(250, 10_005) == [])
        #expect(told(249, 10_006) == [])
        #expect(told(250, 10_006).map(\.price) == [price(10_006, 4)])
        #expect(told(2_249, 10_006) == [])
        #expect(told(2_250, 10_006).map(\.time) == [time(2_250)])
        // A market that is heard no more makes no rate younger.
        #expect(told(9_000, 10_006, heardAt: 2_250) == [])
        #expect(told(9_000, 10_006, heardAt: 5_000).map(\.time) == [time(5_000)])
        // Before an order the same is told again, and not twice within the interval.
        #expect(told(9_000, 10_006, heardAt: 5_249, isWanted: true) == [])
        #expect(told(9_000, 10_006, heardAt: 5_250, isWanted: true).count == 1)
    }

    @Test("what the configuration says holds whatever markets say, and never grows stale")
    func fixed() {
        var feed = ConversionFeed(fixed: [asset("USDC"): price(1)])
        for at: Int64 in [0, 2_000, 4_000] {
            let rates = feed.rates(
                of: [asset("USDC")], in: asset("USDT"), [pair("USDC", "USDT", 9, 1)],
                heardAt: time(0), at: time(at), isWanted: false)
            #expect(
                rates == [ConversionRate(asset: asset("USDC"), price: price(1), time: time(at))])
        }
    }

    @Test("it looks at most every 250 ms, and for orders as often")
    func looks() {
        var feed = ConversionFeed()
        func looks(_ at: Int64, isWanted: Bool) -> Bool {
            feed.isDue(at: time(at), isWanted: isWanted)
        }
        #expect(
            [0, 249, 250, 499, 500].map { looks($0, isWanted: false) }
                == [true, false, true, false, true])
        #expect([501, 502, 751].map { looks($0, isWanted: true) } == [true, false, true])
    }
}

@Suite struct DayVolumeTests {
    private func trade(_ id: Int64, _ quantity: Int64, isAggregated: Bool = false) -> Trade {
        Trade(
            instrument: InstrumentID(0), firstID: id, lastID: id, price: Price(mantissa: 1),
            quantity: Quantity(mantissa: quantity), takerSide: .buy, isAggregated: isAggregated,
            isInexact: false, time: .none, received: .none)
    }

    private func time(_ minute: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_767_225_600_000_000_000 + minute * 60_000_000_000)
    }

    @Test("each trade counts once, of one kind, and for a day")
    func day() {
        var volume = DayVolume()
        #expect(volume.total(at: time(0)) == .zero)
        volume.take(trade(7, 5), at: time(0))
        volume.take(trade(7, 5), at: time(0))
        volume.take(trade(6, 5), at: time(1))
        volume.take(trade(8, 100, isAggregated: true), at: time(1))
        volume.take(trade(9, 30), at: time(5))
        #expect(volume.total(at: time(5)) == Quantity(mantissa: 35))
        #expect(volume.total(at: time(24 * 60)) == Quantity(mantissa: 35))
        #expect(volume.total(at: time(24 * 60 + 5)) == Quantity(mantissa: 30))
        // The place of the oldest is taken by the newest.
        volume.take(trade(10, 2), at: time(24 * 60 + 5))
        #expect(volume.total(at: time(24 * 60 + 5)) == Quantity(mantissa: 32))
        #expect(volume.total(at: time(24 * 60 + 10)) == Quantity(mantissa: 2))
        #expect(volume.total(at: time(90 * 24 * 60)) == .zero)
    }

    @Test("a sum beyond the range stays at its end")
    func overflow() {
        var volume = DayVolume()
        volume.take(trade(1, .max), at: time(0))
        volume.take(trade(2, .max), at: time(0))
        volume.take(trade(3, .max), at: time(5))
        #expect(volume.total(at: time(5)) == Quantity(mantissa: .max))
    }
}
