import Domain
import Testing

@Suite struct ArithmeticTests {
    /// Python's answer to `left × right ÷ divisor` in the three roundings, `nil` where it leaves
    /// ± (2^127 − 1).
    private static let script = """
        import random
        from fractions import Fraction
        random.seed(20240607)
        TOP = 2**127 - 1
        def draw():
            kind = random.randrange(8)
            if kind == 0: return random.choice([0, 1, -1, 2, -2, 3, 10**18, 10**16, -10**18])
            if kind == 1: return random.choice([TOP, -TOP, -TOP - 1, TOP - 1, TOP // 2, 2**126])
            return random.choice([1, -1]) * random.getrandbits(random.randrange(1, 128))
        def answer(value, way):
            size = abs(value)
            whole = size.numerator // size.denominator
            rest = size - whole
            if way == 1 and rest > 0: whole += 1
            if way == 2 and (rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2)):
                whole += 1
            if whole > TOP: return "nil"
            return str(whole if value >= 0 else -whole)
        for number in range(21000):
            a, b = draw(), draw()
            c = 0
            while c == 0: c = draw()
            if number % 3 == 0:
                # A quotient that fits, and every tenth a tie exactly in the middle.
                c = random.choice([1, -1]) * random.getrandbits(random.randrange(2, 64)) or 1
                q = random.choice([1, -1]) * random.getrandbits(random.randrange(1, 60))
                a, b = (2 * q + 1, c) if number % 10 == 0 else (q, c)
                if number % 10 == 0: c *= 2
                else: a += random.choice([0, 0, 1, -1])
            value = Fraction(a * b, c)
            print(a, b, c, answer(value, 0), answer(value, 1), answer(value, 2))
        """

    @Test(.enabled(if: Python.isPresent, Python.missing))
    func productsAndQuotientsAreThoseOfExactFractions() throws {
        let lines = try Python.lines(Self.script)
        #expect(lines.count == 21_000)
        var overflows = 0
        var mistakes = 0
        for line in lines {
            let (left, right) = (try #require(Int128(line[0])), try #require(Int128(line[1])))
            let divisor = try #require(Int128(line[2]))
            let ways: [Rounding] = [.towardZero, .awayFromZero, .halfEven]
            for (place, rounding) in ways.enumerated() {
                let ours = FullWidth.multiplyDivide(left, right, divisor, rounding: rounding)
                let theirs = Int128(line[3 + place])
                if ours != theirs {
                    mistakes += 1
                    Issue.record("\(line) \(rounding): \(ours.map(String.init) ?? "nil")")
                }
                if theirs == nil { overflows += 1 }
            }
        }
        #expect(mistakes == 0)
        // Both kinds of answer were among them.
        #expect(overflows > 1000 && overflows < 50_000)
    }

    @Test func roundingsDifferJustWhereARemainderIsLeft() {
        let cases: [(Int128, Int128, towardZero: Int128, away: Int128, halfEven: Int128)] = [
            (7, 2, 3, 4, 4), (5, 2, 2, 3, 2), (-5, 2, -2, -3, -2), (-7, 2, -3, -4, -4),
            (6, 2, 3, 3, 3), (5, -2, -2, -3, -2), (1, 3, 0, 1, 0), (2, 3, 0, 1, 1),
            (-2, 3, 0, -1, -1), (0, 5, 0, 0, 0),
        ]
        for (value, divisor, towardZero, away, halfEven) in cases {
            func divided(_ rounding: Rounding) -> Int128? {
                FullWidth.multiplyDivide(value, 1, divisor, rounding: rounding)
            }
            #expect(divided(.towardZero) == towardZero)
            #expect(divided(.awayFromZero) == away)
            #expect(divided(.halfEven) == halfEven)
        }
    }

    @Test func aQuotientThatDoesNotFitIsNilAndNeverATrap() {
        let extremes: [Int128] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        for left in extremes {
            for right in extremes {
                for divisor in extremes where divisor != 0 {
                    for rounding in [Rounding.towardZero, .awayFromZero, .halfEven] {
                        _ = FullWidth.multiplyDivide(left, right, divisor, rounding: rounding)
                    }
                }
            }
        }
        func divided(_ left: Int128, _ right: Int128, _ divisor: Int128) -> Int128? {
            FullWidth.multiplyDivide(left, right, divisor, rounding: .halfEven)
        }
        #expect(divided(.max, .max, .max) == .max)
        #expect(divided(.max, 2, 1) == nil)
        #expect(divided(.max, -1, 1) == -.max)
        #expect(divided(.min, 1, 2) == Int128.min / 2)
        // The lowest number has no opposite, so it is never an answer.
        #expect(divided(.min, 1, 1) == nil)
        #expect(divided(.min, 1, -1) == nil)
    }

    @Test func roundingUpOverTheTopIsNil() {
        let top = Int128.max
        // top + 1/2, then rounded up.
        #expect(FullWidth.multiplyDivide(top, 2, 2, rounding: .awayFromZero) == top)
        let wide = FullWidth.multiplyDivide(top, top, top - 1, rounding: .awayFromZero)
        #expect(wide == nil)
    }

    @Test func aDivisionByZeroStopsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            _ = FullWidth.multiplyDivide(1, 1, 0, rounding: .towardZero)
        }
    }

    @Test func moneyAddsSubtractsAndOrdersExactly() {
        var money = Money(units: 3)
        #expect(money.raw == 3_000_000_000_000_000_000)
        money += Money(raw: 1)
        money -= Money(units: 1)
        #expect(money == Money(raw: 2_000_000_000_000_000_001))
        #expect(-money < .zero && money > .zero && money - money == .zero)
        #expect(Money.Limits.amountMax == Money(units: 1_000_000_000_000_000))
        // What the limit promises: a hundred thousand of the largest amounts add up.
        let (_, overflow) = Money.Limits.amountMax.raw.multipliedReportingOverflow(by: 100_000)
        #expect(!overflow)
    }

    @Test func aRateIsTakenOfMoneyAndRoundedAgainstUs() {
        let rate = Rate.basisPoints(10)
        #expect(Money(units: 1000).timesRoundedUp(rate) == Money(units: 1))
        #expect(Money(raw: 1).timesRoundedUp(rate) == Money(raw: 1))
        #expect(Money(raw: -1).timesRoundedUp(rate) == Money(raw: -1))
        #expect(Money(raw: 0).timesRoundedUp(rate) == .zero)
        #expect(Money(units: 7).timesRoundedUp(Rate(raw: Int64(Rate.one))) == Money(units: 7))
        #expect(Money(raw: .max).timesRoundedUp(Rate(raw: .max)) == nil)
    }

    @Test func sharesOfASumAreRoundedHalfEven() {
        #expect(Money(raw: 5).timesRoundedHalfEven(1, over: 2) == Money(raw: 2))
        #expect(Money(raw: 7).timesRoundedHalfEven(1, over: 2) == Money(raw: 4))
        #expect(Money(raw: 10).timesRoundedHalfEven(-1, over: 3) == Money(raw: -3))
        #expect(Money(raw: .max).timesRoundedHalfEven(.max, over: 1) == nil)
    }
}
