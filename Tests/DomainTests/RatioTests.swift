import Domain
import Testing

@Suite struct RatioTests {
    /// A calculation of six numbers and Python's answer: the result in units of 10^-decimals in
    /// five roundings, `overflow` beyond 2^127 − 1, `zero` for a division by nothing.
    private static let script = """
        import random
        from fractions import Fraction as F
        random.seed(411)
        TOP = 2**127 - 1
        WHOLE = [0, 1, -1, 10, 10**18, TOP, -TOP, 2**126, 2**64, 2**64 - 1, 2**127 - 2**64, 2**65 - 1]
        def draw():
            if random.randrange(4) == 0: return random.choice(WHOLE)
            return random.choice([1, -1]) * random.getrandbits(random.randrange(1, 128))
        def rounded(value, way):
            down = value.numerator // value.denominator
            if down == value: return down
            up = down + 1
            if way == 0: return down if value > 0 else up
            if way == 1: return up if value > 0 else down
            if way == 2: return up
            if way == 3: return down
            return round(value)
        def step(left, way, right):
            if way == "+": return left + right
            if way == "-": return left - right
            if way == "*": return left * right
            return left / right
        for number in range(5000):
            numbers = [draw() for _ in range(6)]
            places = [random.randrange(0, 40) for _ in range(6)]
            ways = [random.choice("+-*/") for _ in range(5)]
            decimals = random.choice([0, 2, 18, 38])
            if number % 4 == 0:
                # Small enough that the answer mostly fits, and now and then a tie.
                numbers = [random.randrange(-50, 50) for _ in range(6)]
                places = [random.randrange(0, 3) for _ in range(6)]
            values = [F(n, 10**p) for n, p in zip(numbers, places)]
            try:
                left = values[0]
                for way, right in zip(ways, values[1:]): left = step(left, way, right)
                answers = []
                for way in range(5):
                    whole = rounded(left * 10**decimals, way)
                    answers.append(str(whole) if abs(whole) <= TOP else "overflow")
            except ZeroDivisionError:
                answers = ["zero"] * 5
            print(*numbers, *places, *ways, decimals, *answers)
        """

    private static func texts(
        _ line: [Substring], _ roundings: [Rounding]
    ) throws -> [String] {
        let numbers = line[0..<6].compactMap { Int128($0) }
        let places = line[6..<12].compactMap { Int($0) }
        let values = zip(numbers, places).map { Ratio($0, decimals: $1) }
        try #require(values.count == 6)
        do {
            var left = values[0]
            for (way, right) in zip(line[12..<17], values.dropFirst()) {
                switch way {
                case "+": left = try left + right
                case "-": left = try left - right
                case "*": left = try left * right
                default: left = try left / right
                }
            }
            let decimals = try #require(Int(line[17]))
            return roundings.map { rounding in
                (try? left.mantissa(decimals: decimals, rounded: rounding)).map { "\($0)" }
                    ?? "overflow"
            }
        } catch ArithmeticFault.divisionByZero {
            return roundings.map { _ in "zero" }
        }
    }

    @Test(.enabled(if: Python.isPresent, Python.missing))
    func aCalculationIsToTheLastDigitWhatExactFractionsMakeOfIt() throws {
        let lines = try Python.lines(Self.script)
        #expect(lines.count == 5_000)
        let roundings: [Rounding] = [.towardZero, .awayFromZero, .up, .down, .halfEven]
        var (mistakes, answers) = (0, 0)
        for line in lines {
            let (ours, theirs) = (try Self.texts(line, roundings), line[18...].map(String.init))
            answers += theirs.count { Int128($0) != nil }
            guard ours != theirs else { continue }
            mistakes += 1
            if mistakes < 5 { Issue.record("\(line): \(ours)") }
        }
        #expect(mistakes == 0)
        // Numbers and refusals were among them.
        #expect(answers > 4_000 && answers < 23_000)
    }

    @Test func whatHasNoRoomIsAFaultAndNeverATrapOrAWrap() throws {
        var large = Ratio(.max)
        #expect(throws: ArithmeticFault.overflow) {
            for _ in 0..<20 { large = try large * large }
        }
        // Of what still fitted every digit is right.
        #expect(try (large / large == .one))
        #expect(throws: ArithmeticFault.overflow) { try large.mantissa(decimals: 0, rounded: .up) }
        #expect(throws: ArithmeticFault.overflow) { try Ratio(.max).money(rounded: .down) }
        #expect(try Ratio(.max).mantissa(decimals: 0, rounded: .up) == .max)
        #expect(throws: ArithmeticFault.overflow) {
            try Ratio(.min).mantissa(decimals: 0, rounded: .down)
        }
    }

    @Test func nothingIsDividedByNothing() {
        #expect(throws: ArithmeticFault.divisionByZero) { try Ratio.one / .zero }
        #expect(throws: ArithmeticFault.divisionByZero) { try Ratio.zero / .zero }
        #expect(throws: ArithmeticFault.divisionByZero) {
            try Ratio.one.rounded(toMultipleOf: .zero, .up)
        }
    }

    @Test func aLongSumOfQuotientsIsKeptInLowestTermsWhereThereIsNoRoom() throws {
        // Σ 1/(k(k+1)) = 1 − 1/(n+1): the denominators have room only since they are cancelled.
        var sum = Ratio.zero
        let last = 2_000
        for term in 1...last {
            sum = try sum + .one / Ratio(Int128(term) * Int128(term + 1))
        }
        #expect(try (sum == Ratio(Int128(last)) / Ratio(Int128(last + 1))))
    }

    @Test func aPriceGoesToTheTickInTheDirectionThatIsNamed() throws {
        let tick = Ratio(5, decimals: 1)
        let cases: [(Int128, Rounding, Int128)] = [
            (57_390_846, .up, 57_395), (57_390_846, .down, 57_390), (57_395_000, .up, 57_395),
            (-57_390_846, .up, -57_390), (-57_390_846, .down, -57_395),
            (-57_390_846, .awayFromZero, -57_395), (57_392_500, .halfEven, 57_390),
        ]
        for (price, rounding, expected) in cases {
            let rounded = try Ratio(price, decimals: 4).rounded(toMultipleOf: tick, rounding)
            #expect(try (rounded == Ratio(expected, decimals: 1)), "\(price) \(rounding)")
        }
    }
}
