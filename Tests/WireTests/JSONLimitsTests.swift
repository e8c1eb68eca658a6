import Testing
import Wire

/// Documents made to exhaust something.
@Suite struct JSONLimitsTests {
    private static func nested(_ depth: Int) -> [UInt8] {
        Array(repeating: 0x5B, count: depth) + Array(repeating: 0x5D, count: depth)
    }

    @Test(arguments: [
        JSONFault.tooLarge(byteCount: 2, byteCountMax: 1), .tooDeep(offset: 16, depthMax: 16),
        .tooManyNodes(offset: 1, nodesMax: 1),
    ])
    func whoSentTooMuchIsToldToSendLessAndOfNoSettingThatOnlyTheReaderHas(fault: JSONFault) {
        #expect(fault.description.contains("send "))
        #expect(!fault.description.contains("Max"))
    }

    @Test func nestingEndsAtItsLimitAndNotBefore() {
        let limits = JSONDocument.Limits(depthMax: 5)
        #expect(ParsedJSON.fault(Self.nested(5), limits: limits) == nil)
        #expect(
            ParsedJSON.fault(Self.nested(6), limits: limits) == .tooDeep(offset: 5, depthMax: 5))
        #expect(
            ParsedJSON.fault("[{\"a\":[{\"b\":[[1]]}]}]", limits: limits)
                == .tooDeep(offset: 13, depthMax: 5))
    }

    @Test func aMillionBracketsAreRefusedAtTheStandardDepth() {
        let brackets = [UInt8](repeating: 0x5B, count: 1_000_000)
        #expect(ParsedJSON.fault(brackets) == .tooDeep(offset: 64, depthMax: 64))
        let braces = Array(String(repeating: "{\"a\":", count: 200_000).utf8)
        #expect(ParsedJSON.fault(braces) == .tooDeep(offset: 320, depthMax: 64))
        let wide = JSONDocument.Limits(depthMax: 65_536)
        #expect(ParsedJSON.fault(Self.nested(65_536), limits: wide) == nil)
    }

    @Test func theNodesEndAtTheirLimitAndNotBefore() {
        let limits = JSONDocument.Limits(nodesMax: 5)
        #expect(ParsedJSON.fault("[1,2,3,4]", limits: limits) == nil)
        #expect(ParsedJSON.fault("{\"a\":1,\"b\":2}", limits: limits) == nil)
        #expect(
            ParsedJSON.fault("[1,2,3,4,5]", limits: limits)
                == .tooManyNodes(offset: 9, nodesMax: 5))
        #expect(
            ParsedJSON.fault("[{\"a\":1,\"b\":2}]", limits: limits)
                == .tooManyNodes(offset: 8, nodesMax: 5))
        #expect(ParsedJSON.fault("1", limits: JSONDocument.Limits(nodesMax: 1)) == nil)
    }

    @Test func aTextThatIsTooLargeIsNotRead() {
        let limits = JSONDocument.Limits(bytesMax: 4)
        #expect(ParsedJSON.fault("1234", limits: limits) == nil)
        #expect(
            ParsedJSON.fault("12345", limits: limits)
                == .tooLarge(byteCount: 5, byteCountMax: 4))
    }

    @Test func tenMegabytesAreReadOrRefusedByTheNodeLimit() throws {
        let size = 10_000_000
        let string = [0x22] + [UInt8](repeating: 0x61, count: size) + [0x22]
        let json = try ParsedJSON(string)
        #expect(json.document.range(json.root)?.count == size)
        let digits = [UInt8](repeating: 0x37, count: size)
        let number = try ParsedJSON(digits)
        #expect(number.decimal(number.root)?.mantissa(decimals: 0) == nil)
        let blanks = [UInt8](repeating: 0x20, count: size)
        #expect(ParsedJSON.fault(blanks) == .truncated(offset: size, expected: .value))
        let ones = Array(String(repeating: "1,", count: size / 2).utf8)
        #expect(
            ParsedJSON.fault([0x5B] + ones)
                == .tooManyNodes(offset: 2 * ((1 << 20) - 1) + 1, nodesMax: 1 << 20))
    }
}
