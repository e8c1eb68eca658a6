internal import Durability
internal import Host

/// The files that a death left behind, by name.
struct CrashImage {
    let files: [(name: String, content: [UInt8])]

    /// Sorted, so that the same files are the same image.
    init(files: [(name: String, content: [UInt8])]) {
        self.files = files.sorted { $0.name < $1.name }
    }

    /// Equal for equal files, and, for all practical purposes, only for them.
    var key: CrashImageKey {
        var parts: [UInt64] = []
        for file in files {
            for hash in [
                unsafe Checksum.xxh3(Array(file.name.utf8).span.bytes),
                unsafe Checksum.xxh3(file.content.span.bytes),
            ] {
                parts.append(hash.high)
                parts.append(hash.low)
            }
        }
        let hash = unsafe Checksum.xxh3(parts.span.bytes)
        return CrashImageKey(high: hash.high, low: hash.low)
    }

    /// The same without snapshots.
    var withoutSnapshots: CrashImage {
        CrashImage(files: files.filter { SnapshotFormat.sequence(ofName: $0.name) == nil })
    }
}

/// Which image, without its bytes.
struct CrashImageKey: Hashable {
    var high: UInt64
    var low: UInt64
}

/// How finely a write that was under way is taken apart.
enum CrashDetail {
    /// Each sector is the first that is lost, the only one lost, and the only one kept.
    case everySector
    /// None, all, half of it, all but the first, all but the last.
    case fewSectors
}

/// A moment at which the process may die: before an operation of the disk, or in the middle of it.
struct CrashBoundary {
    /// What the operation under way may have left.
    enum Effect {
        case nothing
        /// Some of the sectors.
        case write(place: Int, offset: Int, [UInt8])
        /// A part of the file.
        case file(name: String, [UInt8])
    }

    /// The name of the crash point: which operation on which kind of file.
    let point: String
    let contents: [[UInt8]]
    let durableNames: [String: Int]
    let unsynced: [CrashDisk.NameChange]
    let effect: Effect
    let acknowledged: UInt64
    let decided: UInt64

    /// The most unsynced changes of names of which every subset is tried.
    static let subsetsOfMax = 5

    /// The kind of a file by its name.
    static func kind(of name: String) -> String {
        let isUnfinished = name.hasSuffix(".new")
        let plain = isUnfinished ? String(name.dropLast(4)) : name
        let kind =
            if JournalFormat.segmentIndex(ofName: plain) != nil {
                "segment"
            } else if JournalFormat.compactedIndex(ofName: plain) != nil {
                "compacted segment"
            } else if SnapshotFormat.sequence(ofName: plain) != nil {
                "snapshot"
            } else {
                plain.split(separator: ".").first == "journal"
                    ? "beginning" : String(plain.split(separator: ".").first ?? "file")
            }
        return isUnfinished ? "unfinished " + kind : kind
    }

    /// Every image that a death here may leave.
    func forEachImage(_ detail: CrashDetail, _ body: (CrashImage) -> Void) {
        switch effect {
        case .nothing: forEachSubset(contents, unsynced, body)
        case .file(let name, let content):
            forEachSubset(contents, unsynced, body)
            var half = content
            for place in half.indices.dropFirst(half.count / 2) { half[place] = 0 }
            let link = CrashDisk.NameChange(linked: (name, contents.count))
            forEachSubset(contents + [half], unsynced + [link], body)
        case .write(let place, let offset, let bytes):
            for kept in Self.sectors(bytes.count / JournalFormat.sectorBytes, detail) {
                var contents = contents
                for (sector, isKept) in kept.enumerated() where isKept {
                    let start = sector * JournalFormat.sectorBytes
                    let end = start + JournalFormat.sectorBytes
                    contents[place].replaceSubrange(
                        offset + start..<offset + end, with: bytes[start..<end])
                }
                forEachSubset(contents, unsynced, body)
            }
        }
    }

    /// Which sectors of a write are kept, in each manner.
    private static func sectors(_ count: Int, _ detail: CrashDetail) -> [[Bool]] {
        let all = 0..<count
        var manners = [all.map { _ in false }, all.map { _ in true }]
        switch detail {
        case .fewSectors:
            manners.append(all.map { $0 < count / 2 })
            manners.append(all.map { $0 != 0 })
            manners.append(all.map { $0 != count - 1 })
        case .everySector:
            for sector in all {
                if sector > 0 { manners.append(all.map { $0 < sector }) }
                manners.append(all.map { $0 != sector })
                manners.append(all.map { $0 == sector })
            }
        }
        return manners
    }

    /// Which of so many changes came through, as bits: every subset of a few; of many all, each
    /// first few, and all but one.
    private static func subsets(_ count: Int) -> [Int] {
        let all = (1 << count) - 1
        if count <= subsetsOfMax { return Array(0...all) }
        return (0...count).map { (1 << $0) - 1 } + (0..<count).map { all & ~(1 << $0) }
    }

    /// Names that were not synced: any of the changes may have come through.
    private func forEachSubset(
        _ contents: [[UInt8]], _ changes: [CrashDisk.NameChange], _ body: (CrashImage) -> Void
    ) {
        for subset in Self.subsets(changes.count) {
            var names = durableNames
            for (place, change) in changes.enumerated() where subset >> place & 1 == 1 {
                if let removed = change.removed { names[removed] = nil }
                if let linked = change.linked { names[linked.name] = linked.place }
            }
            body(CrashImage(files: names.map { ($0.key, contents[$0.value]) }))
        }
    }
}
