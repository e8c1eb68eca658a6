internal import Containers
internal import Host

/// Reads a journal's bytes by the format alone, with nothing of the code that writes or recovers
/// it: segments, frames and records, their checksums, their numbers and the chain of hashes.
struct JournalProof {
    /// One record, as it stands in the bytes.
    struct Record {
        let sequence: UInt64
        let time: Int64
        let schema: UInt8
        /// How many cuts were told before it.
        let cuts: Int
        let payload: [UInt8]
    }

    private static let segmentMagic: UInt64 = 0x3147_4553_4D49_4C50
    private static let frameMagic: UInt32 = 0x4D52_4650
    private static let headerBytes = 96
    private static let recordBytes = 28

    /// The number that the next record must have.
    private(set) var nextSequence: UInt64 = 1
    private var nextCommit: UInt64 = 1
    private var chain: Hash128?
    private var lastTime = Int64.min
    /// Whether the last segment so far ends in what is no whole frame.
    private var isTorn = false
    /// How often a segment tells that the one before is torn.
    private(set) var cuts = 0
    private let first: UInt64

    /// - Parameter first: the first record that is wanted.
    init(from first: UInt64) { self.first = first }

    /// Goes through all segments, in the order of their names.
    ///
    /// - Parameter visit: gets the records that are wanted, in their order.
    /// - Throws: ``Violation`` where something is not as it was written.
    static func read(
        _ files: [(name: String, bytes: [UInt8])], from first: UInt64,
        _ visit: (Record) throws(Violation) -> Void
    ) throws(Violation) -> JournalProof {
        var proof = JournalProof(from: first)
        for file in files where file.name.hasPrefix("segment-") && file.name.hasSuffix(".journal") {
            try proof.readSegment(file.name, file.bytes, visit)
        }
        return proof
    }

    private mutating func readSegment(
        _ name: String, _ file: [UInt8], _ visit: (Record) throws(Violation) -> Void
    ) throws(Violation) {
        let bytes = unsafe file.span.bytes
        // A file that was prepared and not begun, or one of which only a torn header arrived.
        guard bytes.integer(at: 0, as: UInt64.self) == Self.segmentMagic else {
            if !ByteRun.isAll(bytes, 0) { isTorn = true }
            return
        }
        let block = Int(bytes.integer(at: 36, as: UInt32.self))
        guard bytes.integer(at: 8) == Checksum.crc32c(bytes.extracting(12..<512)) else {
            throw Violation(.i4, "the header of \(name) is not what its checksum says")
        }
        guard ByteRun.isAll(bytes.extracting(512..<block), 0x7E) else {
            isTorn = true
            return
        }
        try check(
            firstSequence: bytes.integer(at: 48), commit: bytes.integer(at: 56),
            previous: bytes.hash128(at: 64), where: "the header of \(name)")
        guard (bytes.integer(at: 14, as: UInt16.self) == 1) == isTorn else {
            throw Violation(.i4, "\(name) does not tell how the segment before it ends")
        }
        if isTorn { cuts += 1 }
        isTorn = false
        chain = Checksum.xxh3(bytes.extracting(0..<block))
        var offset = block
        while offset < bytes.byteCount {
            guard let length = try readFrame(name, bytes, at: offset, visit) else {
                isTorn = !ByteRun.isAll(bytes.extracting(offset..<bytes.byteCount), 0)
                return
            }
            offset += length
        }
    }

    private func check(
        firstSequence: UInt64, commit: UInt64, previous: Hash128, where place: String
    ) throws(Violation) {
        guard firstSequence == nextSequence else {
            throw Violation(.i3, "\(place) begins at \(firstSequence), not at \(nextSequence)")
        }
        guard commit == nextCommit else {
            throw Violation(.i3, "\(place) is commit \(commit), not \(nextCommit)")
        }
        guard chain == nil || previous == chain else {
            throw Violation(.i4, "\(place) does not follow what comes before it")
        }
    }

    /// - Returns: its length; nil where no whole frame is: what follows was never acknowledged.
    private mutating func readFrame(
        _ name: String, _ bytes: RawSpan, at offset: Int,
        _ visit: (Record) throws(Violation) -> Void
    ) throws(Violation) -> Int? {
        guard bytes.integer(at: offset, as: UInt32.self) == Self.frameMagic,
            bytes.integer(at: offset + 4)
                == Checksum.crc32c(bytes.extracting(offset + 8..<offset + Self.headerBytes))
        else { return nil }
        let length = Int(bytes.integer(at: offset + 36, as: UInt32.self))
        guard length >= Self.headerBytes, offset + length <= bytes.byteCount else { return nil }
        let frame = bytes.extracting(offset..<offset + length)
        let body = frame.extracting(Self.headerBytes..<length)
        guard frame.integer(at: 44) == Checksum.crc32c(body) else { return nil }
        try check(
            firstSequence: frame.integer(at: 48), commit: frame.integer(at: 56),
            previous: frame.hash128(at: 64), where: "the frame at \(offset) of \(name)")
        nextCommit += 1
        chain = Checksum.xxh3(frame)
        let count = Int(frame.integer(at: 40, as: UInt32.self))
        if nextSequence + UInt64(count) > first || count == 0 {
            try readRecords(body, count: count, mask: frame.integer(at: 12), visit)
        } else {
            nextSequence += UInt64(count)
        }
        return length
    }

    private mutating func readRecords(
        _ body: RawSpan, count: Int, mask: UInt16,
        _ visit: (Record) throws(Violation) -> Void
    ) throws(Violation) {
        var plain = unsafe body.withUnsafeBytes { unsafe [UInt8]($0) }
        if mask != 0 {
            for index in plain.indices {
                plain[index] ^= UInt8(truncatingIfNeeded: index % 2 == 0 ? mask : mask >> 8)
            }
        }
        let bytes = unsafe plain.span.bytes
        var offset = 0
        for _ in 0..<count {
            let length = Int(bytes.integer(at: offset + 4, as: UInt32.self))
            let end = offset + Self.recordBytes + length
            let sequence: UInt64 = bytes.integer(at: offset + 8)
            guard end <= bytes.byteCount,
                bytes.integer(at: offset) == Checksum.crc32c(bytes.extracting(offset + 4..<end))
            else { throw Violation(.i4, "record \(nextSequence) is not what its checksum says") }
            guard sequence == nextSequence else {
                throw Violation(.i3, "record \(sequence) stands where \(nextSequence) should")
            }
            let time: Int64 = bytes.integer(at: offset + 16)
            guard time >= lastTime else {
                throw Violation(
                    .i27, "record \(sequence) is of an earlier time than the one before")
            }
            lastTime = time
            if sequence >= first {
                let payload = Array(plain[offset + Self.recordBytes..<end])
                try visit(
                    Record(
                        sequence: sequence, time: time, schema: bytes.integer(at: offset + 25),
                        cuts: cuts, payload: payload))
            }
            nextSequence += 1
            offset = end
        }
    }
}
