import Testing
import Wire

/// What is JSON and what is not, and where the fault is said to be.
@Suite struct JSONGrammarTests {
    @Test(arguments: [
        "0", "-0", "-0.0e-0", "1e5", "1E+5", "123456789012345678901234567890", "\"\"", "true",
        "null",
        " \t\r\n[ ] ", "{ }", "[[],{},[{}]]", "{\"\":{\"\":[]}}", "\"\\u0000\"",
        "\"\\uD834\\uDD1E\"",
        "\"\u{7F}\u{80}\u{2028}\"", "[1 , 2\n]", "{\"a\" : 1 ,\"b\":2}",
    ])
    func isTaken(text: String) {
        #expect(ParsedJSON.fault(text) == nil)
    }

    static let refusals: [(String, JSONFault)] = [
        ("", .truncated(offset: 0, expected: .value)),
        ("  ", .truncated(offset: 2, expected: .value)),
        ("{", .truncated(offset: 1, expected: .nameOrObjectEnd)),
        ("{\"a\"", .truncated(offset: 4, expected: .colon)),
        ("{\"a\":", .truncated(offset: 5, expected: .value)),
        ("{\"a\":1", .truncated(offset: 6, expected: .commaOrObjectEnd)),
        ("{\"a\":1,", .truncated(offset: 7, expected: .name)),
        ("[1", .truncated(offset: 2, expected: .commaOrArrayEnd)),
        ("[1,", .truncated(offset: 3, expected: .value)),
        ("\"a", .truncated(offset: 2, expected: .closingQuote)),
        ("\"a\\", .truncated(offset: 3, expected: .escape)),
        ("\"\\u12", .truncated(offset: 5, expected: .hexDigit)),
        ("\"\\ud800", .truncated(offset: 7, expected: .escape)),
        ("-", .truncated(offset: 1, expected: .digit)),
        ("1.", .truncated(offset: 2, expected: .digit)),
        ("1e-", .truncated(offset: 3, expected: .digit)),
        ("tru", .truncated(offset: 3, expected: .literal)),
        ("fals", .truncated(offset: 4, expected: .literal)),
        ("[1,]", .unexpected(byte: 0x5D, offset: 3, expected: .value)),
        ("{\"a\":1,}", .unexpected(byte: 0x7D, offset: 7, expected: .name)),
        ("{1:2}", .unexpected(byte: 0x31, offset: 1, expected: .nameOrObjectEnd)),
        ("{\"a\" 1}", .unexpected(byte: 0x31, offset: 5, expected: .colon)),
        ("[1 2]", .unexpected(byte: 0x32, offset: 3, expected: .commaOrArrayEnd)),
        ("[1}", .unexpected(byte: 0x7D, offset: 2, expected: .commaOrArrayEnd)),
        ("{\"a\":1]", .unexpected(byte: 0x5D, offset: 6, expected: .commaOrObjectEnd)),
        ("]", .unexpected(byte: 0x5D, offset: 0, expected: .value)),
        ("+1", .unexpected(byte: 0x2B, offset: 0, expected: .value)),
        ("-:", .unexpected(byte: 0x3A, offset: 1, expected: .digit)),
        ("-a", .unexpected(byte: 0x61, offset: 1, expected: .digit)),
        ("1.x", .unexpected(byte: 0x78, offset: 2, expected: .digit)),
        ("NaN", .unexpected(byte: 0x4E, offset: 0, expected: .value)),
        ("Infinity", .unexpected(byte: 0x49, offset: 0, expected: .value)),
        ("-Infinity", .unexpected(byte: 0x49, offset: 1, expected: .digit)),
        ("nul1", .unexpected(byte: 0x31, offset: 3, expected: .literal)),
        ("'a'", .unexpected(byte: 0x27, offset: 0, expected: .value)),
        ("\u{FEFF}1", .unexpected(byte: 0xEF, offset: 0, expected: .value)),
        ("\u{0}", .unexpected(byte: 0, offset: 0, expected: .value)),
        ("\"\\x\"", .unexpected(byte: 0x78, offset: 2, expected: .escape)),
        ("\"\\u00g0\"", .unexpected(byte: 0x67, offset: 5, expected: .hexDigit)),
        ("01", .leadingZero(offset: 0)),
        ("-00", .leadingZero(offset: 1)),
        ("\"a\nb\"", .controlCharacter(byte: 0x0A, offset: 2)),
        ("\"\\ud800\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\n\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\u0041\"", .loneSurrogate(offset: 1)),
        ("\"\\udc00\\ud800\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\ue000\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\uffff\"", .loneSurrogate(offset: 1)),
        ("1 2", .trailingBytes(offset: 2)),
        ("{}\u{0}", .trailingBytes(offset: 2)),
        ("[],", .trailingBytes(offset: 2)),
    ]

    @Test(arguments: refusals)
    func isRefusedWhereItGoesWrong(text: String, fault: JSONFault) {
        #expect(ParsedJSON.fault(text) == fault)
    }

    /// The scanner reads eight bytes at a time, so every byte is tried in every place of a word,
    /// with and without room for a whole word behind it.
    @Test func everyByteInEveryPlaceOfAStringIsJudgedAlike() {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<17 {
                for tail in [0, 3, 12] {
                    let before = [UInt8](repeating: 0x61, count: place)
                    let after = [UInt8](repeating: 0x63, count: tail)
                    let fault = ParsedJSON.fault([0x22] + before + [byte] + after + [0x22])
                    #expect((fault == nil) == Self.isPlain(byte), "\(byte) at \(place), \(tail)")
                }
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C
    }

    @Test func onlyDigitsContinueANumberInEveryPlace() {
        for byte in UInt8.min...UInt8.max where byte != 0x2E && byte | 0x20 != 0x65 {
            for place in 1..<18 {
                let digits = [UInt8](repeating: 0x37, count: place)
                let text = [0x5B] + digits + [byte] + digits + [0x5D]
                let isGood = byte >= 0x30 && byte <= 0x39 || byte == 0x2C
                #expect((ParsedJSON.fault(text) == nil) == isGood, "\(byte) at \(place)")
            }
        }
    }

    /// Kuhn's and Unicode's table 3-7 corner cases.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xE0, 0x9F, 0xBF],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xE2, 0x82], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0xF0, 0x9F, 0x98],
            [0xE2, 0x28, 0xA1],
        ] as [[UInt8]])
    func brokenUTF8IsRefused(sequence: [UInt8]) {
        let fault = ParsedJSON.fault([0x22, 0x61] + sequence + [0x61, 0x61, 0x61, 0x22])
        #expect(fault == .invalidUTF8(offset: 2))
    }

    @Test(arguments: [0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x10FFFF])
    func theEdgesOfUTF8AreTaken(scalar: Int) throws {
        let text = String(Character(Unicode.Scalar(UInt32(scalar))!))
        let json = try ParsedJSON("\"" + text + "\"")
        #expect(json.string(json.root) == text)
    }

    @Test func escapesSayWhatTheyStandFor() throws {
        let json = try ParsedJSON(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00""#)
        #expect(json.string(json.root) == "\"\\/\u{8}\u{C}\n\r\té😀")
    }

    @Test func aMessageCutAnywhereIsTruncatedThere() throws {
        let message = Array(
            #"{"a\u00e9":[1.5e-7,true,false,null,"x\ud83d\ude00y"],"é😀":{"k":-0.25},"z":[[],{}]}"#
                .utf8)
        #expect(ParsedJSON.fault(message) == nil)
        for count in 0..<message.count {
            let fault = try #require(ParsedJSON.fault(Array(message[..<count])))
            guard case .truncated(offset: count, _) = fault else {
                Issue.record("cut to \(count) bytes: \(fault)")
                continue
            }
        }
    }

    @Test func aFaultSaysWhatWhyAndWhatToDo() {
        let fault = ParsedJSON.fault("{\"a\":1,}")
        #expect(
            fault?.description
                == "JSON has \"}\" (byte 0x7D) at byte 7, where a member name in quotes "
                + "must stand; correct the sender")
        for (_, fault) in Self.refusals {
            #expect(fault.description.contains(";"), "\(fault.description)")
            #expect(fault.description.contains("\(fault.offset)"))
        }
    }
}
