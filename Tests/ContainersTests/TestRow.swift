import Containers

/// A row with a field of every kind that the byte writer knows.
struct TestRow: TableRow, Equatable {
    var byte: UInt8
    var short: UInt16
    var word: UInt32
    var long: UInt64
    var signed: Int64
    var wide: Int128
    var flag: Bool

    init(random: inout SeededRandom) {
        byte = UInt8(truncatingIfNeeded: random.next())
        short = UInt16(truncatingIfNeeded: random.next())
        word = UInt32(truncatingIfNeeded: random.next())
        long = random.next()
        signed = Int64(bitPattern: random.next())
        wide = Int128(random.next()) << 63 ^ Int128(Int64(bitPattern: random.next()))
        flag = random.chance(1, in: 2)
    }

    func encode(into writer: inout ByteWriter) {
        writer.put(byte)
        writer.put(short)
        writer.put(word)
        writer.put(long)
        writer.put(signed)
        writer.put(wide)
        writer.put(flag)
    }

    @_lifetime(reader: copy reader)
    init(decoding reader: inout ByteReader) throws(ByteFault) {
        byte = try reader.uint8()
        short = try reader.uint16()
        word = try reader.uint32()
        long = try reader.uint64()
        signed = try reader.int64()
        wide = try reader.int128()
        flag = try reader.bool()
    }

    /// Every row that differs from this one in one field, by one.
    var neighbours: [TestRow] {
        let changes: [(inout TestRow) -> Void] = [
            { $0.byte &+= 1 }, { $0.short &+= 1 }, { $0.word &+= 1 }, { $0.long &+= 1 },
            { $0.signed &+= 1 }, { $0.wide &+= 1 }, { $0.flag.toggle() },
        ]
        return changes.map { change in
            var row = self
            change(&row)
            return row
        }
    }
}

extension ChunkedTable<TestRow> {
    /// A table of `count` random rows.
    init(random: inout SeededRandom, count: Int) {
        self.init()
        for _ in 0..<count { append(TestRow(random: &random)) }
    }

    var allRows: [TestRow] { (0..<count).map { self[$0] } }

    /// The fingerprint of a copy, so that this table's own bookkeeping stays as it is.
    var fingerprintOfCopy: UInt64 {
        var copy = self
        var scratch = ByteWriter()
        return copy.fingerprint(scratch: &scratch)
    }
}
