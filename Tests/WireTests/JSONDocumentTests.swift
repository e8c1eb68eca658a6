import Testing
import Wire

/// Finding one's way in a parsed document.
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

    /// With one name repeated every name is read; without, the search may end early. Both are
    /// tried.
    @Test(arguments: ["", #","same":6,"same":7"#])
    func membersAreFoundWhateverTheOrderOfAsking(repeated: String) throws {
        let json = try ParsedJSON(
            #"{"a":1,"b":{"a":9},"c":[7,8],"transactionTime":4,"d":5"# + repeated + "}")
        let keys: [JSONKey] = ["a", "b", "c", "transactionTime", "d"]
        #expect(keys.allSatisfy { json.member($0) != nil })
        for first in keys.indices {
            for second in keys.indices {
                var cursor = json.document.cursor(json.root)
                #expect(json.find(keys[first], &cursor) == json.member(keys[first]))
                #expect(json.find(keys[second], &cursor) == json.member(keys[second]))
                #expect(json.find("absent", &cursor) == nil)
                #expect(json.find(keys[first], &cursor) == json.member(keys[first]))
            }
        }
    }

    @Test func namesThatDifferOnlyAfterEightBytesAreToldApart() throws {
        let json = try ParsedJSON(#"{"quantity1":1,"quantity2":2,"quantity":3,"quantit":4}"#)
        #expect(json.integer(json.member("quantity1")) == 1)
        #expect(json.integer(json.member("quantity2")) == 2)
        #expect(json.integer(json.member("quantity")) == 3)
        #expect(json.integer(json.member("quantit")) == 4)
        #expect(json.member("quantity3") == nil)
        #expect(json.member("quantity12") == nil)
        let alone = try ParsedJSON(#"{"quantity1":1,"lastUpdateId":2}"#)
        #expect(alone.member("quantity1") != nil && alone.member("lastUpdateId") != nil)
        #expect(alone.member("quantity2") == nil)
        #expect(alone.member("lastUpdateIx") == nil)
    }

    @Test func aNameOfAnyLengthIsFoundAndNoneThatIsLongerOrShorter() throws {
        let keys: [JSONKey] = [
            "", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "abcdefghi",
            "abcdefghij",
        ]
        for (length, name) in keys.enumerated() {
            for tail in ["", "          "] {
                let json = try ParsedJSON("{\"\("abcdefghij".prefix(length))\":1\(tail)}")
                let found = keys.indices.filter { json.member(keys[$0]) != nil }
                #expect(found == [length] && name.length == length)
            }
        }
    }

    @Test func ofTwoMembersWithOneNameTheLastIsFound() throws {
        let json = try ParsedJSON(#"{"a":1,"b":2,"a":3,"\u0062":4,"z":{"q":1,"q":2}}"#)
        #expect(json.document.count(json.root) == 5)
        #expect(json.integer(json.member("a")) == 3)
        #expect(json.integer(json.member("b")) == 4)
        var cursor = json.document.cursor(json.root)
        #expect(json.integer(json.find("a", &cursor)) == 3)
        let inner = try #require(json.member("z"))
        #expect(json.integer(json.member("q", of: inner)) == 2)
    }

    @Test func aNameIsFoundThroughItsEscapes() throws {
        let json = try ParsedJSON(#"{"\u0070rice":1,"a\/b":2,"\ud83d\ude00":3,"":4}"#)
        #expect(json.integer(json.member("price")) == 1)
        #expect(json.integer(json.member("a/b")) == 2)
        #expect(json.integer(json.member("😀")) == 3)
        #expect(json.integer(json.member("")) == 4)
        #expect(json.document.member(named: "a/b", of: json.root, in: json.bytes.span) != nil)
        #expect(json.document.member(named: "a", of: json.root, in: json.bytes.span) == nil)
    }

    @Test func namesInTheLastEightBytesAreFound() throws {
        #expect(try ParsedJSON(#"{"a":1}"#).member("a") != nil)
        #expect(try ParsedJSON(#"{"abcdefgh":1}"#).member("abcdefgh") != nil)
        #expect(try ParsedJSON(#"{"abcdefghi":1}"#).member("abcdefgh") == nil)
    }

    @Test func arraysAreWalkedOverEverythingInside() throws {
        let json = try ParsedJSON(#"[["1.5","2"],[],{"x":[1]},7]"#)
        var cursor = json.document.cursor(json.root)
        var kinds: [JSONKind] = []
        while let element = json.document.next(&cursor) {
            kinds.append(json.document.kind(element))
        }
        #expect(kinds == [.array, .array, .object, .number])
        #expect(json.integer(json.document.element(3, of: json.root)) == 7)
        #expect(json.document.element(4, of: json.root) == nil)
        let level = try #require(json.document.element(0, of: json.root))
        #expect(json.string(json.document.element(1, of: level)) == "2")
    }

    @Test func membersAreWalkedInTheirOrder() throws {
        let json = try ParsedJSON(#"{"b":[1,2],"a":{"c":3},"b":4}"#)
        var cursor = json.document.cursor(json.root)
        var names: [String?] = []
        while let member = json.document.nextMember(&cursor) {
            names.append(json.string(member.name))
        }
        #expect(names == ["b", "a", "b"])
    }

    @Test func aQuestionOfTheWrongKindIsAnsweredWithNil() throws {
        let json = try ParsedJSON(#"{"s":"x","n":1,"o":{},"a":[],"t":true,"z":null}"#)
        let (string, number) = (try #require(json.member("s")), try #require(json.member("n")))
        #expect(json.document.bool(string) == nil)
        #expect(json.string(number) == nil)
        #expect(json.member("x", of: string) == nil)
        #expect(json.document.element(0, of: string) == nil)
        #expect(json.document.count(string) == 0)
        #expect(json.decimal(string) == nil)
        #expect(json.decimal(json.member("z")) == nil)
        #expect(json.document.range(json.root) == nil)
        var cursor = json.document.cursor(json.root)
        #expect(json.document.next(&cursor) == nil)
        cursor = json.document.cursor(try #require(json.member("a")))
        #expect(json.document.nextMember(&cursor) == nil)
        #expect(json.document.kind(try #require(json.member("z"))) == .null)
    }

    @Test func numbersAreReadFromNumbersAndFromStrings() throws {
        let json = try ParsedJSON(
            #"{"a":12.50,"b":"12.50","c":18446744073709551615,"d":"-3","e":3.5,"f":"2e3","g":""}"#)
        #expect(json.mantissa(json.member("a"), decimals: 2)?.value == 1250)
        #expect(json.mantissa(json.member("b"), decimals: 2)?.value == 1250)
        #expect(json.integer(json.member("c")) == nil)
        #expect(json.unsigned(json.member("c")) == .max)
        #expect(json.integer(json.member("d")) == -3)
        #expect(json.unsigned(json.member("d")) == nil)
        #expect(json.integer(json.member("e")) == nil)
        #expect(json.integer(json.member("f")) == 2000)
        #expect(json.decimal(json.member("g")) == nil)
    }

    @Test func textIsComparedThroughItsEscapes() throws {
        let json = try ParsedJSON(
            #"["TRADING","\u0054RADING","TRADIN","TRADINGS","\u0054RADINGS",1]"#)
        let equal = (0..<6).map {
            json.isText("TRADING", json.document.element($0, of: json.root)!)
        }
        #expect(equal == [true, true, false, false, false, false])
        #expect(json.document.isEscaped(json.document.element(1, of: json.root)!))
        #expect(!json.document.isEscaped(json.document.element(0, of: json.root)!))
    }

    @Test func aDocumentIsUsedAgainAndForgetsTheOneBefore() throws {
        var document = JSONDocument()
        let long = Array("[1,2,3,4,5,6,7,8,9,10]".utf8)
        let short = Array("[1]".utf8)
        for _ in 0..<3 {
            try document.parse(long.span)
            #expect(document.count(document.root) == 10)
            try document.parse(short.span)
            #expect(document.count(document.root) == 1)
        }
    }

    @Test func aRefusedDocumentLeavesNothingBehind() throws {
        var document = JSONDocument()
        let good = Array(#"{"a":1}"#.utf8)
        try document.parse(good.span)
        for bad in ["{\"a\":1", "", "{\"a\":1}x"] {
            let bytes = Array(bad.utf8)
            #expect(throws: JSONFault.self) { try document.parse(bytes.span) }
            #expect(document.kind(document.root) == .null)
            #expect(document.count(document.root) == 0)
        }
    }
}
