import Durability
import Host

/// A directory in memory, the naive twin of the real one: bytes by name, no cache, no order of its
/// own.
final class MemoryFiles {
    var contents: [String: [UInt8]] = [:]
    var isHeld = false
    /// All writes that returned, in order.
    private(set) var writes: [(name: String, range: Range<Int>)] = []

    /// The next write keeps only the sectors for which this is true, and the process dies.
    var tear: ((_ sector: Int) -> Bool)?
    /// How many writes still arrive whole before that one.
    var tearAfter = 0
    /// Answers every operation of this kind with a fault.
    var fault: FileFault?
    /// How many operations of that kind still succeed.
    var faultAfter = 0

    init(_ contents: [String: [UInt8]] = [:]) { self.contents = contents }

    func check(_ operation: FileFault.Operation) throws(FileFault) {
        guard let fault, fault.operation == operation else { return }
        if faultAfter == 0 { throw fault }
        faultAfter -= 1
    }

    func written(_ name: String, _ range: Range<Int>) { writes.append((name, range)) }

    var sortedNames: [String] { contents.keys.sorted() }
}

/// A journal's disk over `MemoryFiles`, which outlives it as a directory outlives a process.
struct MemoryDisk: JournalDisk, ~Copyable {
    let files: MemoryFiles
    var current: String?
    let alignment = 4096

    init(_ files: MemoryFiles) { self.files = files }

    mutating func list() throws(FileFault) -> [OpenDirectory.Entry] {
        try files.check(.list)
        return files.sortedNames.map {
            OpenDirectory.Entry(name: $0, byteCount: files.contents[$0]?.count ?? 0)
        }
    }

    mutating func read<Result>(
        _ name: String, _ range: Range<Int>, _ body: (RawSpan) -> Result
    ) throws(FileFault) -> Result {
        try files.check(.read)
        guard let content = files.contents[name] else {
            throw FileFault(.read, path: name, reason: .notFound)
        }
        guard range.upperBound <= content.count else {
            throw FileFault(.read, path: name, offset: content.count, reason: .tooShort)
        }
        return body(unsafe content.span.bytes.extracting(range))
    }

    mutating func createZeroed(_ name: String, byteCount: Int) throws(FileFault) {
        try files.check(.create)
        files.contents[name] = [UInt8](repeating: 0, count: byteCount)
    }

    mutating func create(_ name: String, _ content: RawSpan) throws(FileFault) {
        try files.check(.create)
        files.contents[name] = unsafe content.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    mutating func rename(_ name: String, to target: String) throws(FileFault) {
        try files.check(.rename)
        guard let content = files.contents.removeValue(forKey: name) else {
            throw FileFault(.rename, path: name, reason: .notFound)
        }
        files.contents[target] = content
    }

    mutating func remove(_ name: String) throws(FileFault) {
        try files.check(.remove)
        files.contents[name] = nil
    }

    mutating func synchronizeDirectory() throws(FileFault) { try files.check(.synchronize) }

    mutating func open(_ name: String) throws(FileFault) {
        try files.check(.open)
        guard files.contents[name] != nil else {
            throw FileFault(.open, path: name, reason: .notFound)
        }
        current = name
    }

    mutating func write(_ bytes: RawSpan, at offset: Int) throws(FileFault) {
        guard let name = current, var content = files.contents[name] else {
            preconditionFailure("no file is open")
        }
        precondition(offset % alignment == 0 && bytes.byteCount % alignment == 0)
        let range = offset..<offset + bytes.byteCount
        precondition(range.upperBound <= content.count)
        precondition(content[range].allSatisfy { $0 == 0 }, "a written block is written again")
        try files.check(.write)
        let new = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        files.contents[name] = nil
        let tear = files.tearAfter == 0 ? files.tear : nil
        if files.tear != nil, files.tearAfter > 0 { files.tearAfter -= 1 }
        for sector in 0..<bytes.byteCount / 512 where tear?(sector) ?? true {
            let part = sector * 512..<(sector + 1) * 512
            content.replaceSubrange(
                offset + part.lowerBound..<offset + part.upperBound, with: new[part])
        }
        files.contents[name] = content
        if tear != nil {
            files.tear = nil
            throw FileFault(.write, path: name, offset: offset, reason: .crashed)
        }
        files.written(name, range)
    }
}
