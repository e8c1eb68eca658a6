internal import Durability
internal import Host

/// A disk that remembers, before each of its operations, everything that a death of the process in
/// the middle of it could leave behind.
///
/// What is written is on the platters when `write` returns, and not before; names are when the
/// directory was synced, and any of them may be before that. Reading leaves nothing behind, so a
/// death in it is one before the next operation.
struct CrashDisk: JournalDisk {
    /// A change of names that is not synced yet.
    struct NameChange {
        var removed: String?
        var linked: (name: String, place: Int)?
    }

    /// The bytes and names. The disk outlives the process: a copy has the same ones.
    final class Platters {
        /// By place; a file keeps its place when it is renamed.
        var contents: [[UInt8]] = []
        /// What a process sees.
        var names: [String: Int] = [:]
        /// What survives in any case.
        var durableNames: [String: Int] = [:]
        var unsynced: [NameChange] = []
        var openFile: Int?
        /// What may be left behind, in order.
        var boundaries: [CrashBoundary] = []
        /// The last input that was acknowledged, and the last that was decided.
        var acknowledged: UInt64 = 0
        var decided: UInt64 = 0
        /// Done before each operation: what another thread does in between.
        var meanwhile: (() -> Void)?
    }

    let platters = Platters()

    /// An empty disk.
    init() {}

    /// The disk as a death left it.
    init(_ image: CrashImage) {
        for (name, content) in image.files {
            platters.names[name] = platters.contents.count
            platters.contents.append(content)
        }
        platters.durableNames = platters.names
    }

    var alignment: Int { 4096 }

    /// What a process sees, as if the machine stopped in good order.
    var image: CrashImage {
        CrashImage(files: platters.names.map { ($0.key, platters.contents[$0.value]) })
    }

    mutating func list() throws(FileFault) -> [OpenDirectory.Entry] {
        platters.names.keys.sorted().map { name in
            OpenDirectory.Entry(name: name, byteCount: platters.contents[place(name)].count)
        }
    }

    mutating func read<Result>(
        _ name: String, _ range: Range<Int>, _ body: (RawSpan) -> Result
    ) throws(FileFault) -> Result {
        guard let place = platters.names[name] else {
            throw FileFault(.read, path: name, reason: .notFound)
        }
        let content = platters.contents[place]
        guard range.upperBound <= content.count else {
            throw FileFault(.read, path: name, offset: range.lowerBound, reason: .tooShort)
        }
        return body(unsafe content.span.bytes.extracting(range))
    }

    mutating func createZeroed(_ name: String, byteCount: Int) throws(FileFault) {
        make(name, [UInt8](repeating: 0, count: byteCount))
    }

    mutating func create(_ name: String, _ content: RawSpan) throws(FileFault) {
        make(name, unsafe content.withUnsafeBytes { unsafe [UInt8]($0) })
    }

    private func make(_ name: String, _ content: [UInt8]) {
        note("create", name, .file(name: name, content))
        platters.contents.append(content)
        let place = platters.contents.count - 1
        platters.names[name] = place
        platters.unsynced.append(NameChange(linked: (name, place)))
    }

    mutating func rename(_ name: String, to target: String) throws(FileFault) {
        note("rename to", target, .nothing)
        let place = place(name)
        platters.names[name] = nil
        platters.names[target] = place
        platters.unsynced.append(NameChange(removed: name, linked: (target, place)))
    }

    mutating func remove(_ name: String) throws(FileFault) {
        guard platters.names[name] != nil else {
            throw FileFault(.remove, path: name, reason: .notFound)
        }
        note("remove", name, .nothing)
        platters.names[name] = nil
        platters.unsynced.append(NameChange(removed: name))
    }

    mutating func synchronizeDirectory() throws(FileFault) {
        note("sync", "directory", .nothing)
        platters.durableNames = platters.names
        platters.unsynced.removeAll()
    }

    mutating func open(_ name: String) throws(FileFault) {
        guard let place = platters.names[name] else {
            throw FileFault(.open, path: name, reason: .notFound)
        }
        platters.openFile = place
    }

    mutating func write(_ bytes: RawSpan, at offset: Int) throws(FileFault) {
        guard let place = platters.openFile else { preconditionFailure("no file is open") }
        precondition(offset % alignment == 0 && bytes.byteCount % alignment == 0)
        let content = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        note(
            offset == 0 ? "write header of" : "write frame of", "segment.journal",
            .write(place: place, offset: offset, content))
        // Another thread's file may have been opened in between; the place is this one's.
        platters.openFile = place
        platters.contents[place].replaceSubrange(offset..<offset + content.count, with: content)
    }

    private func note(_ verb: String, _ name: String, _ effect: CrashBoundary.Effect) {
        platters.meanwhile?()
        platters.boundaries.append(
            CrashBoundary(
                point: verb + " " + CrashBoundary.kind(of: name), contents: platters.contents,
                durableNames: platters.durableNames, unsynced: platters.unsynced, effect: effect,
                acknowledged: platters.acknowledged, decided: platters.decided))
    }

    private func place(_ name: String) -> Int {
        guard let place = platters.names[name] else { preconditionFailure("no file \(name)") }
        return place
    }
}
