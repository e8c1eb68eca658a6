import Containers
import Testing

@Suite struct ChunkedTableTests {
    private func table(of bytes: [UInt8]) throws(ByteFault) -> ChunkedTable<TestRow> {
        try reading(bytes) { reader throws(ByteFault) in
            try ChunkedTable<TestRow>(decoding: &reader)
        }
    }

    private static let counts = [0, 1, 2, 255, 256, 257, 600, 1500]

    @Test func aChunkTakesMoreThanHalfOf64KibibytesAndNeverMore() {
        func check<Row: TableRow>(_ table: ChunkedTable<Row>) {
            let bytes = table.rowsInChunk * MemoryLayout<Row>.stride
            #expect(bytes <= 64 * 1024)
            #expect(bytes * 2 > 64 * 1024)
            #expect(table.rowsInChunk & (table.rowsInChunk - 1) == 0)
        }
        check(ChunkedTable<TestRow>())
        check(ChunkedTable<ByteRow>())
        check(ChunkedTable<WideRow>())
    }

    @Test(arguments: counts)
    func everyRowIsReadBackUnderTheNumberItWasGiven(count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        var table = ChunkedTable<TestRow>()
        var twin: [TestRow] = []
        for number in 0..<count {
            let row = TestRow(random: &random)
            #expect(table.append(row) == number)
            twin.append(row)
        }
        #expect(table.count == count)
        #expect(table.allRows == twin)
    }

    @Test func aCopyIsNotChangedByLaterWritesNorTheOriginalByWritesToTheCopy() {
        var random = SeededRandom(seed: 1)
        var original = ChunkedTable(random: &random, count: 700)
        var originalTwin = original.allRows
        var copies = [(table: original, twin: originalTwin)]
        for step in 0..<400 {
            let row = TestRow(random: &random)
            let place = random.below(original.count)
            switch random.below(4) {
            case 0:
                original[place] = row
                originalTwin[place] = row
            case 1:
                original.append(row)
                originalTwin.append(row)
            case 2:
                let copy = random.below(copies.count)
                copies[copy].table[random.below(700)].long = row.long
                copies[copy].twin = copies[copy].table.allRows
                copies[copy].table.append(row)
                copies[copy].twin.append(row)
            case _:
                if step % 20 == 0 { copies.append((original, originalTwin)) }
            }
        }
        #expect(original.allRows == originalTwin)
        for copy in copies { #expect(copy.table.allRows == copy.twin) }
        #expect(copies.count > 3)
    }

    @Test func writingInPlaceChangesThatRowAlone() {
        var random = SeededRandom(seed: 2)
        var table = ChunkedTable(random: &random, count: 520)
        var twin = table.allRows
        for place in [0, 1, 255, 256, 511, 512, 519] {
            table[place].signed &-= 1
            twin[place].signed &-= 1
        }
        #expect(table.allRows == twin)
    }

    @Test func tablesOfEqualContentHaveOneFingerprintWhateverWasDoneToGetThere() {
        var random = SeededRandom(seed: 3)
        let rows = (0..<600).map { _ in TestRow(random: &random) }
        var scratch = ByteWriter()
        var straight = ChunkedTable<TestRow>()
        for row in rows { straight.append(row) }
        var winding = ChunkedTable<TestRow>()
        for row in rows {
            let number = winding.append(TestRow(random: &random))
            if random.chance(1, in: 9) { _ = winding.fingerprint(scratch: &scratch) }
            winding[number] = row
            let other = random.below(number + 1)
            let kept = winding[other]
            winding[other].long = random.next()
            if random.chance(1, in: 50) { _ = winding.fingerprint(scratch: &scratch) }
            winding[other] = kept
        }
        #expect(straight.fingerprint(scratch: &scratch) == winding.fingerprint(scratch: &scratch))
        #expect(straight.fingerprint(scratch: &scratch) == straight.fingerprintOfCopy)
    }

    @Test func aCopyMadeBeforeItsFingerprintWasAskedForHasTheSameOne() {
        var random = SeededRandom(seed: 4)
        var table = ChunkedTable(random: &random, count: 300)
        var scratch = ByteWriter()
        let before = table
        let fingerprint = table.fingerprint(scratch: &scratch)
        table[17].flag.toggle()
        #expect(table.fingerprint(scratch: &scratch) != fingerprint)
        #expect(before.fingerprintOfCopy == fingerprint)
    }

    @Test func anyChangeOfASingleFieldOfAnyRowChangesTheFingerprint() {
        var random = SeededRandom(seed: 5)
        let count = 260
        var table = ChunkedTable(random: &random, count: count)
        var scratch = ByteWriter()
        var seen: Set<UInt64> = [table.fingerprint(scratch: &scratch)]
        for place in [0, 1, 100, 254, 255, 256, count - 1] {
            let kept = table[place]
            for neighbour in kept.neighbours {
                table[place] = neighbour
                #expect(seen.insert(table.fingerprint(scratch: &scratch)).inserted)
            }
            table[place] = kept
        }
    }

    @Test func theOrderAndTheNumberOfRowsAreInTheFingerprint() {
        var random = SeededRandom(seed: 6)
        let table = ChunkedTable(random: &random, count: 513)
        let fingerprint = table.fingerprintOfCopy
        for (left, right) in [(0, 1), (0, 256), (300, 512), (255, 256)] {
            var swapped = table
            let kept = swapped[left]
            swapped[left] = swapped[right]
            swapped[right] = kept
            #expect(swapped.fingerprintOfCopy != fingerprint)
        }
        var longer = table
        longer.append(table[0])
        #expect(longer.fingerprintOfCopy != fingerprint)
        var zeros = ChunkedTable<ByteRow>()
        var seen: Set<UInt64> = []
        for _ in 0..<100 {
            var scratch = ByteWriter()
            #expect(seen.insert(zeros.fingerprint(scratch: &scratch)).inserted)
            zeros.append(ByteRow(value: 0))
        }
    }

    @Test(arguments: counts)
    func encodingAndDecodingGivesTheSameRowsFingerprintAndBytes(count: Int) throws {
        var random = SeededRandom(seed: UInt64(count) + 100)
        let table = ChunkedTable(random: &random, count: count)
        var writer = ByteWriter()
        table.encode(into: &writer)
        let bytes = writer.bytes
        let decoded = try reading(bytes) { reader throws(ByteFault) in
            let table = try ChunkedTable<TestRow>(decoding: &reader)
            #expect(reader.remaining == 0)
            return table
        }
        #expect(decoded.allRows == table.allRows)
        #expect(decoded.fingerprintOfCopy == table.fingerprintOfCopy)
        var again = ByteWriter()
        decoded.encode(into: &again)
        #expect(again.bytes == bytes)
    }

    @Test func aTableCutAtAnyByteGivesAFault() throws {
        var random = SeededRandom(seed: 7)
        let table = ChunkedTable(random: &random, count: 20)
        var writer = ByteWriter()
        table.encode(into: &writer)
        let bytes = writer.bytes
        for count in 0..<bytes.count {
            #expect(throws: ByteFault.self, "cut after \(count) bytes") {
                _ = try self.table(of: Array(bytes.prefix(count)))
            }
        }
    }

    @Test func damagedBytesGiveATableOrAFaultAndNeverATrap() {
        var random = SeededRandom(seed: 8)
        let table = ChunkedTable(random: &random, count: 30)
        var writer = ByteWriter()
        table.encode(into: &writer)
        var faults = 0
        for _ in 0..<4000 {
            var bytes = writer.bytes
            for _ in 0...random.below(4) {
                // Half of the damage goes to the row count, where a mistake would be the largest.
                let place = random.below(random.chance(1, in: 2) ? 8 : bytes.count)
                bytes[place] ^= UInt8(1) << UInt8(random.below(8))
            }
            do { _ = try self.table(of: bytes) } catch { faults += 1 }
        }
        #expect(faults > 1000)
    }

    @Test func aRowCountOfBillionsIsRefusedAtOnce() {
        var writer = ByteWriter()
        writer.put(UInt64.max)
        writer.put(UInt64(0))
        let bytes = writer.bytes
        #expect(throws: ByteFault.invalidValue(of: "row count", atOffset: 0)) {
            _ = try table(of: bytes)
        }
    }
}

/// The smallest row there can be.
struct ByteRow: TableRow {
    var value: UInt8
    init(value: UInt8) { self.value = value }
    func encode(into writer: inout ByteWriter) { writer.put(value) }
    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) { value = try reader.uint8() }
}

/// A row of an awkward size: 3 × 16 + 1 bytes.
struct WideRow: TableRow {
    var values: (Int128, Int128, Int128) = (0, 0, 0)
    var last: UInt8 = 0
    func encode(into writer: inout ByteWriter) { writer.put(last) }
    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) { last = try reader.uint8() }
}
