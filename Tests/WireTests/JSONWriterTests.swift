import Domain
import Testing
import Wire

/// What is written is compact JSON, and what would not be stops the program.
@Suite struct JSONWriterTests {
    private static func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func objectsAndArraysNestWithCommasWhereTheyBelong() {
        let text = Self.written { writer in
            writer.beginObject()
            writer.member("messages", 41_249)
            writer.member("ok", true)
            writer.name("levels")
            writer.beginArray()
            for price: Int128 in [1250, -5] {
                writer.beginArray()
                writer.decimal(price, decimals: 2, zeros: .kept, as: .string)
                writer.decimal(price, decimals: 2)
                writer.endArray()
            }
            writer.beginObject()
            writer.endObject()
            writer.null()
            writer.endArray()
            writer.member("venue", "binance-spot")
            writer.endObject()
        }
        #expect(
            text
                == #"{"messages":41249,"ok":true,"levels":[["12.50",12.5],["-0.05",-0.05],"#
                + #"{},null],"venue":"binance-spot"}"#)
    }

    @Test func integersOfEveryWidthAreExact() {
        let text = Self.written { writer in
            writer.beginArray()
            writer.integer(Int64.min)
            writer.integer(UInt64.max)
            writer.integer(Int128.max)
            writer.integer(Int128.min)
            writer.integer(UInt8(0))
            writer.endArray()
        }
        #expect(
            text == "[-9223372036854775808,18446744073709551615,"
                + "170141183460469231731687303715884105727,"
                + "-170141183460469231731687303715884105728,0]"
        )
    }

    @Test func stringsAreEscapedOnlyWhereTheyMustBe() throws {
        let hostile = "\"\\/\u{0}\u{8}\u{9}\u{A}\u{C}\u{D}\u{1F}\u{7F}é😀\u{2028}"
        let text = Self.written { $0.text(hostile) }
        #expect(
            text == #""\"\\/\u0000\b\t\n\f\r\u001f"# + "\u{7F}é😀\u{2028}\"")
        let json = try ParsedJSON(text)
        #expect(json.string(json.root) == hostile)
    }

    @Test func identifiersAreWrittenAndEscapedLikeOtherText() throws {
        let id = try TextIdentifier<Int>(#"a"b\c"#)
        #expect(Self.written { $0.text(id) } == #""a\"b\\c""#)
    }

    @Test(
        arguments: [
            (100_000_000_000_000_000, "0.1"), (-12_000_000_000_000_000_000, "-12"), (0, "0"),
            (1, "0.000000000000000001"), (-1_500_000_000_000_000_000, "-1.5"),
        ] as [(Int128, String)])
    func moneyIsWrittenShortest(raw: Int128, text: String) {
        #expect(Money(raw: raw).text == text)
        #expect(Self.written { $0.decimal(Money(raw: raw)) } == text)
    }

    @Test func pricesAndQuantitiesAreWrittenAtTheirDecimals() {
        #expect(Price(mantissa: 6_183_763_000_000).text(decimals: 8) == "61837.63")
        #expect(Self.written { $0.decimal(Price(mantissa: 120), decimals: 2) } == "1.2")
        #expect(
            Self.written { $0.decimal(Quantity(mantissa: 5), decimals: 1, as: .string) }
                == "\"0.5\"")
        #expect(Quantity(mantissa: -5).text(decimals: 0) == "-5")
        #expect(DecimalWriter.text(5, decimals: 3, zeros: .kept) == "0.005")
        #expect(DecimalWriter.text(0, decimals: 2, zeros: .kept) == "0.00")
    }

    @Test func aWriterIsUsedAgain() {
        var writer = JSONWriter()
        #expect(!writer.isComplete)
        writer.beginArray()
        #expect(!writer.isComplete)
        writer.removeAll()
        writer.text("x")
        #expect(writer.isComplete)
        #expect(writer.bytes == Array("\"x\"".utf8))
    }

    @Test func aValueWithoutANameStopsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginObject()
            writer.null()
        }
    }

    @Test func aNameInAnArrayStopsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginArray()
            writer.name("a")
        }
    }

    @Test func aNameWithoutAValueStopsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginObject()
            writer.name("a")
            writer.endObject()
        }
    }

    @Test func closingTheWrongKindStopsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginObject()
            writer.endArray()
        }
    }

    @Test func aSecondRootStopsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.null()
            writer.null()
        }
    }
}
