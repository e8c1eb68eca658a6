import Durability
import Host
import Testing

@Suite struct JournalWriterTests {
    private let block = Journals.block

    private func writer(segmentBlocks: Int = 4) -> JournalWriter {
        JournalWriter(
            .beginning(
                identity: Journals.identity, blockBytes: block,
                segmentBytes: segmentBlocks * block))
    }

    private func append(_ count: Int, to writer: inout JournalWriter) throws(JournalFault) {
        let payload = Journals.payload(count, seed: 1)
        _ = try writer.append(
            kind: 1, schemaVersion: 1, time: 5, payload: unsafe payload.span.bytes)
    }

    @Test("nothing is released before the write is reported, and then exactly what was staged")
    func release() throws {
        var writer = writer()
        #expect(writer.open() == .prepare(segment: 1, byteCount: 4 * block))
        #expect(writer.prepared() == .write(segment: 1, offset: 0, byteCount: block))
        #expect(writer.written() == .rest)
        try append(10, to: &writer)
        try append(10, to: &writer)
        #expect(try writer.commit() == .write(segment: 1, offset: block, byteCount: block))
        #expect(writer.releasedSequence == 0)
        try append(10, to: &writer)
        #expect(writer.nextSequence == 4)
        #expect(writer.written() == .release(first: 1, last: 2))
        #expect(writer.releasedSequence == 2)
        #expect(try writer.commit() == .write(segment: 1, offset: 2 * block, byteCount: block))
        #expect(writer.written() == .release(first: 3, last: 3))
        #expect(try writer.commit() == .rest)
    }

    @Test("a full segment is sealed only after its successor exists, then the next one begins")
    func roll() throws {
        var writer = writer()
        _ = writer.open()
        _ = writer.prepared()
        _ = writer.written()
        for _ in 0..<2 {
            try append(10, to: &writer)
            _ = try writer.commit()
            _ = writer.written()
        }
        try append(10, to: &writer)
        #expect(try writer.commit() == .prepare(segment: 2, byteCount: 4 * block))
        #expect(writer.prepared() == .write(segment: 1, offset: 3 * block, byteCount: block))
        #expect(writer.written() == .write(segment: 2, offset: 0, byteCount: block))
        #expect(writer.written() == .write(segment: 2, offset: block, byteCount: block))
        #expect(writer.releasedSequence == 2)
        #expect(writer.written() == .release(first: 3, last: 3))
    }

    @Test("where no file can be made, nothing is lost and the commit can be tried again")
    func noSpace() throws {
        var writer = writer()
        _ = writer.open()
        _ = writer.prepared()
        _ = writer.written()
        for _ in 0..<2 {
            try append(10, to: &writer)
            _ = try writer.commit()
            _ = writer.written()
        }
        try append(10, to: &writer)
        #expect(try writer.commit() == .prepare(segment: 2, byteCount: 4 * block))
        writer.preparationFailed()
        #expect(writer.releasedSequence == 2)
        try append(10, to: &writer)
        #expect(try writer.commit() == .prepare(segment: 2, byteCount: 4 * block))
        _ = writer.prepared()
        _ = writer.written()
        _ = writer.written()
        #expect(writer.written() == .release(first: 3, last: 3))
        #expect(try writer.commit() != .rest)
        #expect(writer.written() == .release(first: 4, last: 4))
    }

    @Test("after a failed write nothing is taken and nothing released")
    func failure() throws {
        var writer = writer()
        _ = writer.open()
        _ = writer.prepared()
        _ = writer.written()
        try append(10, to: &writer)
        _ = try writer.commit()
        writer.failed()
        #expect(writer.hasFailed == true)
        #expect(writer.releasedSequence == 0)
        #expect(throws: JournalFault.writerFailed) { _ = try writer.commit() }
        #expect(throws: JournalFault.writerFailed) { try append(1, to: &writer) }
        #expect(throws: JournalFault.writerFailed) { _ = try writer.close() }
        #expect(writer.prepareAhead() == .rest)
    }

    @Test("a report about a write that was never asked for stops the process")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var writer = JournalWriter(
                .beginning(
                    identity: Hash128(high: 1, low: 1), blockBytes: 4096, segmentBytes: 16384))
            _ = writer.written()
        }
    }
}
