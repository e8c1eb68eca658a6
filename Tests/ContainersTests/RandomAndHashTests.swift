import Containers
import Testing

@Suite struct SeededRandomTests {
    /// Computed by a Python transcription of the published algorithm; those of 1234567 are also the
    /// ones in circulation for splitmix64.
    private static let known: [(seed: UInt64, first: [UInt64])] = [
        (
            0,
            [
                0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F,
                0xF88B_B8A8_724C_81EC, 0x1B39_896A_51A8_749B,
            ]
        ),
        (
            1_234_567,
            [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ]
        ),
    ]

    @Test func itGivesTheKnownFirstValuesOfSplitmix64() {
        for (seed, first) in Self.known {
            var random = SeededRandom(seed: seed)
            #expect(first.map { _ in random.next() } == first)
        }
    }

    @Test func equalSeedsGiveEqualStreamsAndCopiesGoOnAlike() {
        var left = SeededRandom(seed: 5)
        var right = SeededRandom(seed: 5)
        for _ in 0..<100 { #expect(left.next() == right.next()) }
        var copy = left
        #expect(copy == left)
        #expect(copy.next() == left.next())
        var other = SeededRandom(seed: 6)
        #expect(other.next() != copy.next())
    }

    @Test func numbersBelowABoundReachBothEndsAndNeverTheBound() {
        var random = SeededRandom(seed: 41)
        for bound in 1...9 {
            var counts = [Int](repeating: 0, count: bound)
            for _ in 0..<bound * 1000 { counts[random.below(bound)] += 1 }
            #expect(counts.allSatisfy { $0 > 800 && $0 < 1200 })
        }
        #expect(random.below(Int.max) >= 0)
    }

    @Test func chancesHoldOnAverage() {
        var random = SeededRandom(seed: 42)
        #expect((0..<100).allSatisfy { _ in !random.chance(0, in: 3) })
        #expect((0..<100).allSatisfy { _ in random.chance(3, in: 3) })
        let hits = (0..<9000).count { _ in random.chance(1, in: 3) }
        #expect(hits > 2800 && hits < 3200)
    }

    @Test func thereIsNoNumberBelowZero() async {
        await #expect(processExitsWith: .failure) {
            var random = SeededRandom(seed: 1)
            _ = random.below(0)
        }
    }
}

@Suite struct StateHashTests {
    private func hash(_ words: [UInt64], seed: UInt64 = 0) -> UInt64 {
        var hash = StateHash(seed: seed)
        for word in words { hash.combine(word) }
        return hash.value
    }

    private func hash(bytes: [UInt8]) -> UInt64 {
        var hash = StateHash()
        hash.combine(bytes.span)
        return hash.value
    }

    @Test func everyBitOfEveryWordMatters() {
        let words: [UInt64] = [0, 1, .max, 0x0123_4567_89AB_CDEF]
        var seen: Set<UInt64> = [hash(words)]
        for place in words.indices {
            for bit in 0..<64 {
                var changed = words
                changed[place] ^= 1 << UInt64(bit)
                #expect(seen.insert(hash(changed)).inserted)
            }
        }
    }

    @Test func swappedWordsGiveAnotherHash() {
        var random = SeededRandom(seed: 51)
        for _ in 0..<1000 {
            let left = random.next()
            let right = random.next()
            #expect(hash([left, right]) != hash([right, left]))
            #expect(hash([0, left]) != hash([left, 0]))
        }
        #expect(hash([0, 1, 2]) != hash([2, 1, 0]))
    }

    @Test func theNumberOfWordsAndTheSeedMatter() {
        var seen: Set<UInt64> = []
        for count in 0..<50 {
            for seed in UInt64(0)..<20 {
                let words = [UInt64](repeating: 0, count: count)
                #expect(seen.insert(hash(words, seed: seed)).inserted)
            }
        }
    }

    @Test func everyByteAndTheNumberOfBytesMatter() {
        var seen: Set<UInt64> = []
        for count in 0..<40 {
            let bytes = [UInt8](repeating: 0, count: count)
            #expect(seen.insert(hash(bytes: bytes)).inserted)
            for place in 0..<count {
                for bit in UInt8(0)..<8 {
                    var changed = bytes
                    changed[place] = 1 << bit
                    #expect(seen.insert(hash(bytes: changed)).inserted)
                }
            }
        }
    }

    @Test func oneChangedBitChangesAboutHalfOfTheBits() {
        var random = SeededRandom(seed: 52)
        var changedBits = 0
        let trials = 4000
        for _ in 0..<trials {
            let words = [random.next(), random.next(), random.next()]
            var changed = words
            changed[random.below(3)] ^= 1 << UInt64(random.below(64))
            changedBits += (hash(words) ^ hash(changed)).nonzeroBitCount
        }
        let average = changedBits / trials
        #expect(average >= 24 && average <= 40)
    }

    @Test func aHundredThousandNeighbouringNumbersHaveDifferentHashes() {
        var seen: Set<UInt64> = []
        var upper: Set<UInt64> = []
        for number in UInt64(0)..<100_000 {
            let value = hash([number])
            seen.insert(value)
            upper.insert(value >> 32)
        }
        #expect(seen.count == 100_000)
        // The upper half alone places a key in an index: chance allows about one collision here.
        #expect(upper.count > 99_980)
    }
}
