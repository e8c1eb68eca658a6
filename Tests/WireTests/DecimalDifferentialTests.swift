import Containers
import Testing
import Wire

/// Reading and writing of decimals against Python's `decimal`.
@Suite struct DecimalDifferentialTests {
    private static let reader = """
        import re
        from decimal import Decimal, localcontext, MAX_PREC
        form = re.compile(rb"[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")
        def mantissa(d, decimals, bits):
            if not d: return "0 exact"
            if d.adjusted() + decimals > 60: return "nil"
            if d.adjusted() + decimals < -60: return "0 cut"
            with localcontext() as c:
                c.prec = 500
                scaled = d.scaleb(decimals)
                whole = int(scaled)
                if not -2 ** (bits - 1) <= whole < 2 ** (bits - 1): return "nil"
                return str(whole) + (" exact" if whole == scaled else " cut")
        for item in items():
            decimals, text = item[0], item[1:]
            if not form.fullmatch(text):
                print("no"); continue
            # Beyond Python's own range of exponents, one of a billion says the same.
            digits, _, exponent = text.decode().lower().partition("e")
            exponent = max(-10**9, min(10**9, int(exponent or "0")))
            d = Decimal(digits + "e" + str(exponent))
            print(mantissa(d, decimals, 64), mantissa(d, decimals, 128))
        """

    @Test(.enabled(if: Python.isPresent, Python.missing))
    func mantissasAreThoseOfPython() throws {
        var source = RandomDecimal(seed: 7)
        let items = (0..<20_000).map { _ in [UInt8(source.random.below(19))] + source.text() }
        let verdicts = try Python.run(Self.reader, on: items)
        try #require(verdicts.count == items.count)
        for (item, verdict) in zip(items, verdicts) {
            let text = Array(item.dropFirst())
            // In the middle of other bytes, where the fast way may read up to sixteen at once.
            let padded = Array("9,9.9e-99999:\"".utf8) + text + Array("\",9".utf8)
            let ours = Self.mantissas(padded, 14..<14 + text.count, decimals: Int(item[0]))
            #expect(ours == verdict, "\(String(decoding: text, as: UTF8.self)) at \(item[0])")
        }
        #expect(verdicts.contains("no") && verdicts.contains("nil nil"))
    }

    private static func mantissas(
        _ bytes: [UInt8], _ range: Range<Int>, decimals: Int
    ) -> String {
        guard let decimal = DecimalText(bytes.span, range) else { return "no" }
        let narrow = Mantissa(bytes.span, range, decimals: decimals)
            .map { "\($0.value) \($0.isExact ? "exact" : "cut")" }
        let wide = decimal.wideMantissa(decimals: decimals)
            .map { "\($0.value) \($0.isExact ? "exact" : "cut")" }
        return "\(narrow ?? "nil") \(wide ?? "nil")"
    }

    private static let writer = """
        from decimal import Decimal, localcontext
        for item in items():
            mantissa, decimals = item.decode().split()
            with localcontext() as c:
                c.prec = 100
                full = format(Decimal(mantissa).scaleb(-int(decimals)), "f")
            short = full.rstrip("0").rstrip(".") if "." in full else full
            print(full, short)
        """

    @Test(.enabled(if: Python.isPresent, Python.missing))
    func writtenDecimalsAreThoseOfPython() throws {
        var random = SeededRandom(seed: 8)
        var cases: [(mantissa: Int128, decimals: Int)] = [
            (0, 0), (0, 18), (Int128.max, 18), (Int128.min, 38), (10_000_000_000_000_000_000, 0),
            (-1, 18), (100_000_000_000_000_000_000_000_000_000_000_000_000, 37),
        ]
        for _ in 0..<5_000 {
            let wide = Int128(truncatingIfNeeded: random.next()) << 64 | Int128(random.next())
            var mantissa = wide >> Int128(random.below(128))
            if random.chance(1, in: 3) { mantissa = mantissa / 1_000_000 * 1_000_000 }
            cases.append((mantissa, random.below(39)))
        }
        let items = cases.map { Array("\($0.mantissa) \($0.decimals)".utf8) }
        let verdicts = try Python.run(Self.writer, on: items)
        try #require(verdicts.count == cases.count)
        for (each, verdict) in zip(cases, verdicts) {
            let full = DecimalWriter.text(each.mantissa, decimals: each.decimals, zeros: .kept)
            let short = DecimalWriter.text(each.mantissa, decimals: each.decimals)
            #expect("\(full) \(short)" == verdict)
        }
    }
}

/// Makes random decimal numbers as text, most of them well-formed, from a seed.
struct RandomDecimal {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func text() -> [UInt8] {
        var text = ["", "", "", "-", "+"][random.below(5)]
        let isLong = random.chance(1, in: 5)
        text += digits(random.below(isLong ? 45 : 9))
        if random.chance(3, in: 4) { text += "." + digits(random.below(isLong ? 45 : 12)) }
        if random.chance(1, in: 4) {
            text += ["e", "E", "e-", "e+"][random.below(4)]
            text += digits(random.chance(1, in: 20) ? 12 : random.below(3))
        }
        var bytes = Array(text.utf8)
        if random.chance(1, in: 8), !bytes.isEmpty {
            let junk = Array("0.-+eE \u{0}/:;x_\u{E9}".utf8)
            bytes[random.below(bytes.count)] = junk[random.below(junk.count)]
        }
        return bytes
    }

    private mutating func digits(_ count: Int) -> String {
        let isZeros = random.chance(1, in: 5)
        return (0..<count).map { _ in isZeros ? "0" : "\(random.below(10))" }.joined()
    }
}
