import Containers
import Testing

@Suite struct KeyIndexTests {
    /// A well-mixed hash of a number.
    private func mixed(_ key: UInt64) -> UInt64 {
        var random = SeededRandom(seed: key)
        return random.next()
    }

    @Test func itAnswersAsADictionaryDoesFor200ThousandRandomKeys() {
        var random = SeededRandom(seed: 11)
        var index = KeyIndex()
        var keys: [UInt64] = []
        var twin: [UInt64: Int] = [:]
        var mistakes = 0
        while keys.count < 200_000 {
            let key = random.next() >> 40  // 24 bits: some keys come again
            let hash = mixed(key)
            let found = index.row(hash: hash) { keys[$0] == key }
            if found != twin[key] { mistakes += 1 }
            if found == nil {
                index.insert(hash: hash, row: keys.count)
                twin[key] = keys.count
                keys.append(key)
            }
        }
        for (row, key) in keys.enumerated() {
            if index.row(hash: mixed(key), where: { keys[$0] == key }) != row { mistakes += 1 }
        }
        #expect(mistakes == 0)
        #expect(index.count == 200_000)
    }

    @Test func anIndexWithRoomMadeBeforehandAnswersAsOneThatGrew() {
        var random = SeededRandom(seed: 17)
        let hashes = (0..<20_000).map { _ in random.next() }
        for expected in [0, 1, 500, 5_000, 20_000, 90_000] {
            var index = KeyIndex()
            index.reserve(expected)
            for (row, hash) in hashes.enumerated() { index.insert(hash: hash, row: row) }
            // Room that is made too late changes nothing.
            index.reserve(1_000_000)
            #expect(index.count == hashes.count)
            let found = hashes.enumerated().count { row, hash in
                index.row(hash: hash, where: { $0 == row }) == row
            }
            #expect(found == hashes.count, "room for \(expected)")
            #expect(index.row(hash: hashes[7] &+ 1 << 40, where: { _ in true }) == nil)
        }
    }

    @Test func keysWithOneAndTheSameHashAreToldApartByTheirRows() {
        var index = KeyIndex()
        let hash: UInt64 = 0xDEAD_BEEF_0000_0000
        // Enough to fill the bucket that they share many times over, and to exhaust the directory.
        let rows = 3000
        for row in 0..<rows { index.insert(hash: hash, row: row) }
        for row in stride(from: 0, to: rows, by: 97) {
            #expect(index.row(hash: hash, where: { $0 == row }) == row)
        }
        #expect(index.row(hash: hash, where: { _ in false }) == nil)
        #expect(index.row(hash: ~hash, where: { _ in true }) == nil)
        #expect(index.count == rows)
    }

    @Test func manyCollidingKeysDoNotHideOthers() {
        var index = KeyIndex()
        var hashes: [UInt64] = []
        var random = SeededRandom(seed: 12)
        for row in 0..<6000 {
            let hash: UInt64 =
                switch row % 3 {
                case 0: 0
                case 1: .max
                case _: random.next()
                }
            hashes.append(hash)
            index.insert(hash: hash, row: row)
        }
        for row in stride(from: 0, to: 6000, by: 7) {
            #expect(index.row(hash: hashes[row], where: { $0 == row }) == row)
        }
    }

    @Test(arguments: [0, 21, 43])
    func keysThatShareTheirUpperBitsSplitDownToTheBitsThatDiffer(shift: UInt64) {
        var index = KeyIndex()
        let rows = 5000
        func hash(_ row: Int) -> UInt64 { 0xABCD_EF01_2345_6789 ^ UInt64(row) << (shift + 8) }
        for row in 0..<rows { index.insert(hash: hash(row), row: row) }
        for row in stride(from: 0, to: rows, by: 13) {
            #expect(index.row(hash: hash(row), where: { $0 == row }) == row)
        }
        #expect(index.row(hash: hash(rows), where: { $0 == rows }) == nil)
    }

    /// Hashes in clusters, so that some buckets are split often and others, which then lead to many
    /// places of the directory at once, only later.
    @Test(arguments: UInt64(1)...4)
    func keysInClustersAreFoundWhateverWasSplitFirst(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var index = KeyIndex()
        var hashes: [UInt64] = []
        for _ in 0..<24 {
            let prefix = random.next()
            let free = UInt64.max >> UInt64(random.below(14))
            for _ in 0..<random.below(2000) {
                let hash = prefix & ~free | random.next() & free
                index.insert(hash: hash, row: hashes.count)
                hashes.append(hash)
            }
        }
        let mistakes = hashes.indices.count { row in
            index.row(hash: hashes[row], where: { $0 == row }) != row
        }
        #expect(mistakes == 0)
        #expect(index.count == hashes.count)
    }

    @Test func aCopyIsNotChangedByLaterInsertions() {
        var index = KeyIndex()
        for row in 0..<2000 { index.insert(hash: mixed(UInt64(row)), row: row) }
        let copy = index
        for row in 2000..<4000 { index.insert(hash: mixed(UInt64(row)), row: row) }
        #expect(copy.count == 2000)
        #expect(copy.row(hash: mixed(3000), where: { $0 == 3000 }) == nil)
        #expect(index.row(hash: mixed(3000), where: { $0 == 3000 }) == 3000)
    }

    @Test func theHighestRowNumberIsTakenAndGivenBack() {
        var index = KeyIndex()
        let highest = KeyIndex.Limits.rowsMax - 1
        index.insert(hash: 1 << 63, row: highest)
        index.insert(hash: 1 << 62, row: 0)
        #expect(index.row(hash: 1 << 63, where: { $0 == highest }) == highest)
        #expect(index.row(hash: 1 << 62, where: { $0 == 0 }) == 0)
    }

    @Test func aRowNumberThatDoesNotFitStopsTheProgram() async {
        await #expect(processExitsWith: .failure) {
            var index = KeyIndex()
            index.insert(hash: 1, row: KeyIndex.Limits.rowsMax)
        }
        await #expect(processExitsWith: .failure) {
            var index = KeyIndex()
            index.insert(hash: 1, row: -1)
        }
    }

    /// The latest rows are found beside their buckets, where one displaces the other.
    @Test func rowsThatAreDisplacedByLaterOnesAreStillFound() {
        var index = KeyIndex()
        var random = SeededRandom(seed: 13)
        var hashes: [UInt64] = []
        var mistakes = 0
        for row in 0..<50_000 {
            // Few values of the bits that decide who displaces whom.
            let hash = random.next() & ~(0x3FF0 << 32)
            hashes.append(hash)
            index.insert(hash: hash, row: row)
            for back in [0, 1, 100, row / 2] where back <= row {
                let wanted = row - back
                let found = index.row(hash: hashes[wanted]) { $0 == wanted }
                if found != wanted { mistakes += 1 }
            }
        }
        #expect(mistakes == 0)
        var copy = index
        copy.insert(hash: 1 << 40, row: 50_000)
        #expect(index.row(hash: 1 << 40, where: { $0 == 50_000 }) == nil)
        #expect(copy.row(hash: 1 << 40, where: { $0 == 50_000 }) == 50_000)
    }
}
