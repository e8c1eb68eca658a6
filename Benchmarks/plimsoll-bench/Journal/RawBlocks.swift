import Host
import Operations

/// A file of zeros on the same device as the journal, written block by block past the page cache.
struct RawBlocks: ~Copyable {
    private static let blockBytes = 4096
    private let file: OpenFile
    private let block: AlignedBytes

    init(folder: String, count: Int) throws(FileFault) {
        let directory = try OpenDirectory(path: folder)
        let zeros = AlignedBytes(count: 1 << 20, alignment: Self.blockBytes)
        let filling = try directory.open("raw.blocks", [.write, .create])
        for offset in stride(from: 0, to: count * Self.blockBytes, by: zeros.count) {
            try zeros.read(0..<zeros.count) { (raw) throws(FileFault) in
                try filling.write(raw, at: offset)
            }
        }
        try filling.synchronize()
        let opened = try directory.open("raw.blocks", [.write, .direct, .durable])
        file = opened
        block = AlignedBytes(count: Self.blockBytes, alignment: Self.blockBytes)
    }

    static func made(folder: String, count: Int) throws(CommandFailure) -> RawBlocks {
        do throws(FileFault) {
            return try RawBlocks(folder: folder, count: count)
        } catch {
            throw CommandFailure(error.explanation)
        }
    }

    func write(_ number: Int) throws(CommandFailure) {
        do throws(FileFault) {
            try block.read(0..<Self.blockBytes) { (raw) throws(FileFault) in
                try file.write(raw, at: number * Self.blockBytes)
            }
        } catch {
            throw CommandFailure(error.explanation)
        }
    }
}
