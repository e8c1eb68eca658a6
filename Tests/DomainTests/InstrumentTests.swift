import Containers
import Domain
import Testing

@Suite struct InstrumentTests {
    private func instrument(
        price: UInt8 = 2, quantity: UInt8 = 3, tick: Int64 = 1, lot: Int64 = 1, min: Int64 = 1,
        max: Int64 = .max, notionalMin: Money = .zero, feeReserve: Rate = .zero
    ) throws -> Instrument {
        Instrument(
            id: InstrumentID(0), venue: VenueID(0), symbol: try Symbol("BTCUSDT"),
            base: try Asset("BTC"), quote: try Asset("USDT"), priceDecimals: price,
            quantityDecimals: quantity, tick: Price(mantissa: tick), lot: Quantity(mantissa: lot),
            quantityMin: Quantity(mantissa: min), quantityMax: Quantity(mantissa: max),
            notionalMin: notionalMin, feeReserve: feeReserve)
    }

    /// Prices and quantities at every pair of decimals, with what they come to.
    private static let script = """
        import random
        from fractions import Fraction
        random.seed(7)
        LIMIT = 10**33
        def draw(top, bits):
            return random.choice([1, top, random.getrandbits(random.randrange(1, bits)) or 1])
        def bounded(raw): return str(raw) if abs(raw) <= LIMIT else "nil"
        def ceiling(value): return -(-value.numerator // value.denominator)
        for p in range(19):
            for q in range(19 - p):
                for _ in range(12):
                    price = draw(2**63 - 1, 63)
                    size = draw(2**63 - 1, 63)
                    mark = draw(2**127 - 1, 110)
                    exact = Fraction(price * size, 10**(p + q)) * 10**18
                    assert exact.denominator == 1
                    print(p, q, price, size, mark, bounded(exact.numerator),
                        bounded(size * 10**(18 - q)),
                        bounded(ceiling(Fraction(mark * size, 10**q))))
        """

    @Test(.enabled(if: Python.isPresent, Python.missing))
    func whatAQuantityCostsIsExactAtAllDecimalsOrNil() throws {
        let lines = try Python.lines(Self.script)
        #expect(lines.count == 190 * 12)
        var refused = 0
        for line in lines {
            let listed = try instrument(
                price: try #require(UInt8(line[0])), quantity: try #require(UInt8(line[1])))
            let price = Price(mantissa: try #require(Int64(line[2])))
            let size = Quantity(mantissa: try #require(Int64(line[3])))
            let mark = MarkPrice(raw: try #require(Int128(line[4])))
            #expect(listed.fault == nil)
            #expect(listed.notional(price, size)?.raw == Int128(line[5]), "\(line)")
            #expect(listed.baseAmount(size)?.raw == Int128(line[6]), "\(line)")
            #expect(listed.notionalRoundedUp(mark, size)?.raw == Int128(line[7]), "\(line)")
            if line[5] == "nil" { refused += 1 }
        }
        #expect(refused > 100 && refused < lines.count - 100)
    }

    @Test func negativePricesAndQuantitiesKeepTheirSigns() throws {
        let listed = try instrument()
        let cost = listed.notional(Price(mantissa: -150), Quantity(mantissa: 2000))
        #expect(cost == Money(units: -3))
        #expect(listed.baseAmount(Quantity(mantissa: -500))?.raw == -Money.one / 2)
        #expect(listed.notional(Price(mantissa: .min), Quantity(mantissa: .min)) == nil)
    }

    @Test func theLargestAmountIsTakenAndOneDigitMoreIsNot() throws {
        let whole = try instrument(price: 0, quantity: 0)
        let limit: Int64 = 1_000_000_000_000_000
        let one = Price(mantissa: 1)
        #expect(whole.notional(one, Quantity(mantissa: limit)) == Money.Limits.amountMax)
        #expect(whole.notional(one, Quantity(mantissa: limit + 1)) == nil)
        #expect(whole.baseAmount(Quantity(mantissa: limit)) == Money.Limits.amountMax)
        #expect(whole.baseAmount(Quantity(mantissa: limit + 1)) == nil)
    }

    @Test func rulesThatContradictEachOtherAreNamed() throws {
        #expect(try instrument().fault == nil)
        #expect(try instrument(price: 9, quantity: 9).fault == nil)
        #expect(
            try instrument(price: 9, quantity: 10).fault
                == .tooManyDecimals(price: 9, quantity: 10))
        #expect(
            try instrument(price: 255, quantity: 255).fault
                == .tooManyDecimals(price: 255, quantity: 255))
        #expect(try instrument(tick: 0).fault == .tickNotPositive)
        #expect(try instrument(tick: -1).fault == .tickNotPositive)
        #expect(try instrument(lot: 0).fault == .lotNotPositive)
        #expect(try instrument(min: 0).fault == .quantityRange)
        #expect(try instrument(min: 5, max: 4).fault == .quantityRange)
        #expect(try instrument(min: 5, max: 5).fault == nil)
        let negative = Money(raw: -1)
        #expect(try instrument(notionalMin: negative).fault == .negativeMinimumNotional)
        #expect(try instrument(feeReserve: Rate(raw: -1)).fault == .negativeMinimumNotional)
    }

    @Test func powersOfTenGoUpTo38() {
        var power: Int128 = 1
        for exponent in UInt8(0)...38 {
            #expect(powerOfTen(exponent) == power)
            if exponent < 38 { power *= 10 }
        }
    }

    @Test func theAveragePriceIsTheCostOverTheQuantity() {
        var position = Position(
            account: AccountID(1), strategy: StrategyID(2), instrument: InstrumentID(3))
        #expect(position.averagePrice == nil)
        position.quantity = Money(units: 3)
        position.cost = Money(units: 10)
        #expect(position.averagePrice?.raw == 3_333_333_333_333_333_333)
        position.quantity = Money(units: -3)
        position.cost = Money(units: -20)
        #expect(position.averagePrice?.raw == 6_666_666_666_666_666_667)
    }
}
