import Containers
import Testing

@Suite struct ByteTests {
    /// Writes one value of each kind.
    private func written(_ row: TestRow) -> [UInt8] {
        var writer = ByteWriter(capacity: 1)
        row.encode(into: &writer)
        return writer.bytes
    }

    @Test func everyTypeIsReadBackAsItWasWritten() throws {
        var random = SeededRandom(seed: 31)
        for _ in 0..<500 {
            let row = TestRow(random: &random)
            let bytes = written(row)
            let (again, offset, remaining) = try reading(bytes) { reader throws(ByteFault) in
                (try TestRow(decoding: &reader), reader.offset, reader.remaining)
            }
            #expect(again == row && remaining == 0 && offset == bytes.count)
        }
    }

    @Test func theLowestByteComesFirstOnEveryMachine() {
        var writer = ByteWriter()
        writer.put(0x01 as UInt8)
        writer.put(0x0302 as UInt16)
        writer.put(0x0706_0504 as UInt32)
        writer.put(0x0F0E_0D0C_0B0A_0908 as UInt64)
        writer.put(-2 as Int64)
        writer.put(-3 as Int128)
        writer.put(true)
        writer.put(false)
        let expected: [UInt8] =
            (1...15).map { UInt8($0) } + [0xFE] + [UInt8](repeating: 0xFF, count: 7)
            + [0xFD] + [UInt8](repeating: 0xFF, count: 15) + [1, 0]
        #expect(writer.bytes == expected)
    }

    @Test func extremesSurviveTheRoundTrip() throws {
        var writer = ByteWriter()
        let longs: [Int64] = [.min, -1, 0, 1, .max]
        let wides: [Int128] = [.min, -1, 0, 1, .max]
        for value in longs { writer.put(value) }
        for value in wides { writer.put(value) }
        try reading(writer.bytes) { reader throws(ByteFault) in
            for value in longs {
                let again = try reader.int64()
                #expect(again == value)
            }
            for value in wides {
                let again = try reader.int128()
                #expect(again == value)
            }
        }
    }

    @Test func bytesCutAnywhereGiveAFaultThatSaysWhereTheValueBegan() throws {
        var random = SeededRandom(seed: 32)
        let bytes = written(TestRow(random: &random))
        // Where each of the seven fields begins.
        let starts = [0, 1, 3, 7, 15, 23, 39]
        for count in 0..<bytes.count {
            let start = try #require(starts.last { $0 <= count })
            #expect(throws: ByteFault.tooShort(atOffset: start), "cut after \(count) bytes") {
                _ = try reading(Array(bytes.prefix(count))) { reader throws(ByteFault) in
                    try TestRow(decoding: &reader)
                }
            }
        }
    }

    @Test func aTruthValueIsZeroOrOneAndNothingElse() throws {
        func truth(_ code: UInt8) throws(ByteFault) -> Bool {
            try reading([0xAA, code]) { reader throws(ByteFault) in
                _ = try reader.uint8()
                return try reader.bool()
            }
        }
        #expect(try truth(0) == false)
        #expect(try truth(1) == true)
        for code in UInt8(2)...UInt8.max {
            #expect(throws: ByteFault.unknownCase(code: code, of: "Bool", atOffset: 1)) {
                _ = try truth(code)
            }
        }
    }

    @Test func aWriterGrowsByAsMuchAsIsPutInAtOnce() {
        var writer = ByteWriter(capacity: 64)
        var twin: [UInt8] = []
        var random = SeededRandom(seed: 33)
        for _ in 0..<200 {
            let count = random.below(300)
            let block = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            writer.put(block.span)
            twin += block
        }
        #expect(writer.bytes == twin)
        #expect(writer.count == twin.count)
        #expect(writer.span.count == twin.count)
    }

    @Test func truncationForgetsTheEndAndRemovalForgetsAll() {
        var writer = ByteWriter()
        for value in 0..<10 { writer.put(UInt8(value)) }
        writer.truncate(to: 4)
        writer.put(99 as UInt8)
        #expect(writer.bytes == [0, 1, 2, 3, 99])
        writer.removeAll()
        #expect(writer.count == 0 && writer.bytes.isEmpty)
        writer.put(7 as UInt8)
        #expect(writer.bytes == [7])
    }

    @Test func onlyWhatWasWrittenCanBeOverwritten() async {
        var writer = ByteWriter()
        writer.put(0 as UInt16)
        writer.put(5 as UInt8)
        writer.overwrite(at: 0, with: 0x0201)
        #expect(writer.bytes == [1, 2, 5])
        writer.overwrite(at: 1, with: 0x0403)
        #expect(writer.bytes == [1, 3, 4])
        await #expect(processExitsWith: .failure) {
            var writer = ByteWriter()
            writer.put(0 as UInt16)
            writer.overwrite(at: 1, with: 1)
        }
        await #expect(processExitsWith: .failure) {
            var writer = ByteWriter()
            writer.truncate(to: 1)
        }
    }

    @Test func faultsSayWhatIsWrongAndWhere() {
        #expect(
            ByteFault.tooShort(atOffset: 3).description
                == "the bytes end inside the value that begins at offset 3")
        #expect(
            ByteFault.unknownCase(code: 9, of: "input", atOffset: 4).description
                == "code 9 at offset 4 is no input that this version knows")
        #expect(ByteFault.tooShort(atOffset: 3) != .tooShort(atOffset: 4))
    }
}
