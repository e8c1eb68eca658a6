import Containers
import Testing
import Wire

/// Decimal text to mantissas, exactly.
@Suite struct DecimalTextTests {
    static func decimal(_ text: String) -> DecimalText? { DecimalText(Array(text.utf8).span) }

    static func mantissa(_ text: String, _ decimals: Int) -> Mantissa? {
        Mantissa(Array(text.utf8).span, decimals: decimals)
    }

    static let readings: [(String, Int, Int64, Bool)] = [
        ("61837.63000000", 8, 6_183_763_000_000, true),
        ("0.00000100", 8, 100, true),
        ("2e-8", 8, 2, true),
        ("1.7207E-4", 8, 17_207, true),
        ("1.7207E-4", 6, 172, false),
        ("1E3", 2, 100_000, true),
        ("-0.5", 0, 0, false),
        ("-1.999", 2, -199, false),
        ("1.999", 2, 199, false),
        ("-0", 8, 0, true),
        ("+7", 0, 7, true),
        (".5", 1, 5, true),
        ("5.", 1, 50, true),
        ("007", 0, 7, true),
        ("1.2345678901234567890123456789012345678", 8, 123_456_789, false),
        ("0.0000000000000000000000000000000000001", 8, 0, false),
        ("1.00000000000000000000000000000000000000000000000000", 8, 100_000_000, true),
        ("9223372036854775807", 0, .max, true),
        ("-9223372036854775808", 0, .min, true),
        ("92233720368.54775807", 8, .max, true),
        ("-92233720368.547758089", 8, .min, false),
        ("0e999999999999999999999", 8, 0, true),
        ("1e-999999999999999999999", 8, 0, false),
        ("100000000000000000000000000000000000000000000e-44", 0, 1, true),
    ]

    @Test(arguments: readings)
    func isReadAs(text: String, decimals: Int, value: Int64, isExact: Bool) {
        #expect(Self.mantissa(text, decimals) == Mantissa(value: value, isExact: isExact))
    }

    @Test(arguments: [
        ("9223372036854775808", 0), ("-9223372036854775809", 0), ("92233720368.54775808", 8),
        ("1e19", 0), ("10", 18), ("1e999999999999999999999", 0),
        ("1111111111111111111111111111111111111111", 0),
    ])
    func whatDoesNotFitIsNil(text: String, decimals: Int) {
        #expect(Self.decimal(text) != nil)
        #expect(Self.mantissa(text, decimals) == nil)
    }

    @Test(arguments: [
        "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e5.5", "1.2.3", "1,5", " 1", "1 ", "0x1",
        "1_0",
        "NaN", "Infinity", "--1", "+-1", "1-", "1.-5", "١",
    ])
    func whatIsNoNumberIsNil(text: String) {
        #expect(Self.decimal(text) == nil)
        #expect(Self.mantissa(text, 8) == nil)
    }

    @Test func digitsAsWrittenAreKept() throws {
        let price = try #require(Self.decimal("1.50"))
        #expect(price.significand == 150 && price.exponent == -2)
        #expect(price.decimals == 2 && price.decimalsNeeded == 1)
        #expect(Self.decimal("15e-1")?.decimals == 1)
        #expect(Self.decimal("0.000")?.decimalsNeeded == 0)
        #expect(Self.decimal("100")?.decimals == 0)
        #expect(Self.decimal("0.00000001")?.decimalsNeeded == 8)
    }

    @Test func zerosAndExponentsThatCancelAreReadHoweverMany() {
        let zeros = String(repeating: "0", count: 1_200_000)
        #expect(Self.mantissa("7" + zeros + "e-1200000", 0) == Mantissa(value: 7, isExact: true))
        #expect(
            Self.mantissa("0." + zeros + "7e1200001", 0) == Mantissa(value: 7, isExact: true))
    }

    @Test func moneyIsReadInFull() {
        #expect(
            Self.decimal("1e38")?.wideMantissa(decimals: 0)?.value
                == 100_000_000_000_000_000_000_000_000_000_000_000_000)
        #expect(Self.decimal("1e39")?.wideMantissa(decimals: 0) == nil)
        let text = "-170141183460469231731.687303715884105728"
        #expect(Self.decimal(text)?.wideMantissa(decimals: 18)?.value == .min)
        #expect(Self.decimal(text + "9")?.wideMantissa(decimals: 18)?.isExact == false)
        #expect(
            Self.decimal("170141183460469231731.687303715884105728")?
                .wideMantissa(decimals: 18) == nil)
    }

    /// The fast ways read eight or sixteen bytes at once, whatever they are; the careful one digit
    /// by digit.
    @Test func theFastWayAgreesWithTheCarefulOneOnAnyBytes() {
        var random = SeededRandom(seed: 11)
        var read = 0
        for _ in 0..<40_000 {
            var bytes = (0..<52).map { _ in 0x30 + UInt8(random.below(10)) }
            let start = random.below(24)
            let range = start..<start + random.below(28)
            if !range.isEmpty {
                if random.chance(3, in: 4) { bytes[start + random.below(range.count)] = 0x2E }
                if random.chance(1, in: 6) { bytes[start] = 0x2D }
            }
            if random.chance(1, in: 4) {
                let junk =
                    Array("..-+eE,:\" /".utf8) + [0x80, 0xB0, 0xFF, UInt8(random.below(256))]
                bytes[random.below(bytes.count)] = junk[random.below(junk.count)]
            }
            let decimals = random.below(19)
            let fast = Mantissa(bytes.span, range, decimals: decimals)
            let careful = DecimalText(bytes.span, range)?.mantissa(decimals: decimals)
            read += fast == nil ? 0 : 1
            #expect(fast == careful, "\(bytes[range]) at \(decimals)")
        }
        #expect(read > 10_000, "\(read)")
    }
}
