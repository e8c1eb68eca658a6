import Containers
import Domain
import Testing

@Suite struct IdentifierTests {
    private static let characters = (UInt8(0x21)...0x7E).map { $0 }

    private func text(_ count: Int, _ random: inout SeededRandom) -> String {
        let bytes = (0..<count).map { _ in Self.characters[random.below(94)] }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func textsOf1To36CharactersComeBackAsTheyWere() throws {
        var random = SeededRandom(seed: 1)
        for count in 1...36 {
            for _ in 0..<10 {
                let text = text(count, &random)
                let identifier = try ClientOrderID(text)
                #expect(identifier.description == text)
                #expect(identifier.count == count)
                #expect((0..<count).map { identifier.byte(at: $0) } == Array(text.utf8))
            }
        }
    }

    @Test func assetsOf1To15CharactersComeBackAsTheyWere() throws {
        var random = SeededRandom(seed: 2)
        for count in 1...15 {
            for _ in 0..<20 {
                let text = text(count, &random)
                let asset = try Asset(text)
                #expect(asset.description == text)
                #expect(asset.count == count)
            }
        }
    }

    @Test func nothingAndOneCharacterTooManyAreRefused() {
        #expect(throws: IdentifierFault.empty) { try TradeID("") }
        #expect(throws: IdentifierFault.empty) { try Asset("") }
        let long = String(repeating: "x", count: 37)
        #expect(throws: IdentifierFault.tooLong(count: 37, max: 36)) { try TradeID(long) }
        #expect(throws: IdentifierFault.tooLong(count: 16, max: 15)) {
            try Asset(String(repeating: "x", count: 16))
        }
        let huge = String(repeating: "x", count: 1 << 20)
        #expect(throws: IdentifierFault.tooLong(count: 1 << 20, max: 36)) { try Symbol(huge) }
    }

    @Test func everyByteOutsidePrintableAsciiIsRefusedWhereverItStands() {
        for code in UInt8.min...UInt8.max where !Self.characters.contains(code) {
            for (count, place) in [(1, 0), (8, 7), (9, 8), (15, 14), (36, 17), (36, 35)] {
                var bytes = [UInt8](repeating: 0x41, count: count)
                bytes[place] = code
                let fault = IdentifierFault.illegalCharacter(code: code, atOffset: place)
                #expect(throws: fault) { try ClientOrderID(bytes.span) }
                if count <= 15 { #expect(throws: fault) { try Asset(bytes.span) } }
            }
        }
        #expect(throws: IdentifierFault.self) { try Symbol("ÄÖ") }
        for code in Self.characters {
            #expect(throws: Never.self) { try ClientOrderID([code].span) }
            #expect(throws: Never.self) { try Asset([code].span) }
        }
    }

    @Test func identifiersAreOrderedAsTheirTextsAre() throws {
        var random = SeededRandom(seed: 3)
        func isBefore(_ left: String, _ right: String) -> Bool {
            left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        for _ in 0..<4000 {
            let left = text(1 + random.below(36), &random)
            // Half of the pairs share a beginning, where a mistake would hide.
            let shared = random.chance(1, in: 2) ? String(left.prefix(random.below(36))) : ""
            let tail = random.chance(1, in: 4) ? "" : text(1 + random.below(36), &random)
            let right = String((shared + tail).prefix(36))
            guard !right.isEmpty else { continue }
            let (one, other) = (try ClientOrderID(left), try ClientOrderID(right))
            #expect((one < other) == isBefore(left, right), "\(left) \(right)")
            #expect((one == other) == (left == right))
            let (short, brief) = (String(left.prefix(15)), String(right.prefix(15)))
            let (asset, currency) = (try Asset(short), try Asset(brief))
            #expect((asset < currency) == isBefore(short, brief), "\(short) \(brief)")
            #expect((asset == currency) == (short == brief))
        }
    }

    @Test func identifiersAndAssetsSurviveTheRoundTripThroughBytes() throws {
        var random = SeededRandom(seed: 4)
        for count in 0...36 {
            let identifier = count == 0 ? TradeID.none : try TradeID(text(count, &random))
            let bytes = written { identifier.encode(into: &$0) }
            let again = try reading(bytes) { reader throws(ByteFault) in
                try TradeID(decoding: &reader)
            }
            #expect(again == identifier)
            for cut in 0..<bytes.count {
                #expect(throws: ByteFault.self) {
                    _ = try reading(Array(bytes.prefix(cut))) { reader throws(ByteFault) in
                        try TradeID(decoding: &reader)
                    }
                }
            }
        }
        for count in 0...15 {
            let asset = count == 0 ? Asset.none : try Asset(text(count, &random))
            let bytes = written { asset.encode(into: &$0) }
            #expect(bytes.count == 16)
            let again = try reading(bytes) { reader throws(ByteFault) in
                try Asset(decoding: &reader)
            }
            #expect(again == asset)
        }
    }

    @Test func bytesThatHoldNoIdentifierGiveAFault() throws {
        func identifier(_ bytes: [UInt8]) throws(ByteFault) -> TradeID {
            try reading(bytes) { reader throws(ByteFault) in try TradeID(decoding: &reader) }
        }
        let fault = ByteFault.invalidValue(of: "identifier", atOffset: 0)
        for code in UInt8(37)...UInt8.max {
            #expect(throws: fault) {
                _ = try identifier([code] + [UInt8](repeating: 0x41, count: 40))
            }
        }
        // The number of characters before the words and within the last of them disagree.
        let longest = try TradeID(String(repeating: "z", count: 36))
        var bytes = written { longest.encode(into: &$0) }
        bytes[0] = 35
        #expect(throws: fault) { _ = try identifier(bytes) }
        var asset = [UInt8](repeating: 0, count: 16)
        asset[8] = 16
        #expect(throws: ByteFault.invalidValue(of: "asset", atOffset: 0)) {
            _ = try reading(asset) { reader throws(ByteFault) in try Asset(decoding: &reader) }
        }
    }

    @Test func noTextGivesTheAbsenceOfAnIdentifier() throws {
        #expect(ClientOrderID.none.count == 0 && ClientOrderID.none.description.isEmpty)
        #expect(Asset.none.count == 0 && Asset.none.description.isEmpty)
        #expect(try ClientOrderID("!") > .none)
        #expect(try Asset("!") > .none)
    }

    @Test func differentIdentifiersHaveDifferentHashes() throws {
        var random = SeededRandom(seed: 5)
        var seen: Set<UInt64> = []
        var texts: Set<String> = []
        for count in 1...36 {
            for _ in 0..<50 {
                let text = text(count, &random)
                for variant in [text, text.dropLast() + "~"] where texts.insert(variant).inserted {
                    var hash = StateHash()
                    try ClientOrderID(variant).fold(into: &hash)
                    #expect(seen.insert(hash.value).inserted, "\(variant)")
                }
            }
        }
    }

    @Test func faultsTellPeopleWhatIsWrong() {
        #expect(
            IdentifierFault.tooLong(count: 37, max: 36).description
                == "the identifier has 37 characters and may have at most 36")
        #expect(
            IdentifierFault.illegalCharacter(code: 32, atOffset: 3).description
                == "byte 32 at position 3 of the identifier is not printable ASCII")
    }
}
