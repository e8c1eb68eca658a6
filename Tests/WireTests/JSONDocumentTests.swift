import Testing
import Wire

@Suite struct JSONDocumentTests {
    @Test func aVenueMessageIsReadMemberByMember() throws {
        let json = try ParsedJSON(
            #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"#
                + #""p":"61837.63000000","m":true,"x":[1,[2,3],{}]}}"#)
        let data = try #require(json.member("data"))
        #expect(json.document.kind(data) == .object)
        #expect(json.document.count(data) == 5)
        #expect(json.integer(json.member("E", of: data)) == 1_723_161_255_343)
        #expect(
            json.mantissa(json.member("p", of: data), decimals: 8)
                == Mantissa(value: 6_183_763_000_000, isExact: true))
        #expect(json.member("m", of: data).flatMap(json.document.bool) == true)
        #expect(json.member("nope", of: data) == nil)
    }
}
