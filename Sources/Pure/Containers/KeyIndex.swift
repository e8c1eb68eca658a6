/// Finds the rows of a table by the hash of a key; the rows themselves hold the keys.
///
/// Extendible hashing (Fagin, Nievergelt, Pippenger, Strong; ACM TODS 4:3, 1979): a directory
/// points to buckets of one page, and a full bucket is split alone, so that no insertion ever
/// pauses to rehash the whole. Entries are never removed: an identifier once used stays used.
/// Derived from its table, so it is in no snapshot.
///
/// - Complexity: lookup and insertion are constant, a split is linear in one bucket
///   (``Limits/slotsInBucket`` slots), and the directory doubles by copying 4 bytes a bucket.
@frozen
public struct KeyIndex: Sendable {
    /// Bounds of an index.
    public enum Limits {
        /// Slots of a fresh bucket: 8 KiB.
        public static let slotsInBucket = 1024
        /// Directory bits. Beyond it (three billion entries, or keys made to collide) buckets
        /// double.
        public static let depthMax = 22
        /// Rows found without a look at their bucket, among them most of the latest: 128 KiB.
        public static let recentSlots = 16_384
        /// The highest row number plus one.
        public static let rowsMax = Int(UInt32.max) - 1
    }

    /// Each slot is the upper 32 bits of a key's hash and, below them, the row number plus one.
    /// Zero is free.
    @usableFromInline var buckets: [[UInt64]]
    /// One less than the slots of each bucket: beside them, so that a lookup need not wait for the
    /// bucket's own word before it asks for the slot.
    @usableFromInline var masks: [UInt32]
    /// The latest entry for each value of a hash's lowest bits that count; empty up to the first
    /// split. What is looked up was mostly put in a moment ago, and a large index is in no cache.
    @usableFromInline var recent: [UInt64] = []
    @usableFromInline var bucketDepths: [UInt8]
    @usableFromInline var bucketCounts: [Int]
    @usableFromInline var directory: [UInt32]
    @usableFromInline var depth: Int

    /// An empty index.
    public init() {
        buckets = [[UInt64](repeating: 0, count: Limits.slotsInBucket)]
        masks = [UInt32(Limits.slotsInBucket - 1)]
        bucketDepths = [0]
        bucketCounts = [0]
        directory = [0]
        depth = 0
    }

    /// How many rows are in the index.
    public var count: Int { bucketCounts.reduce(0, +) }

    /// The row whose key has `hash` and which `matches` says is the one.
    ///
    /// - Parameters:
    ///   - hash: a well-mixed hash of the key.
    ///   - matches: compares the key in a row; called rarely for a row of another key.
    @inlinable
    public func row(hash: UInt64, where matches: (Int) -> Bool) -> Int? {
        if !recent.isEmpty {
            let entry = recent[Self.recentSlot(hash)]
            if entry != 0, entry >> 32 == hash >> 32 {
                let row = Int(entry & 0xFFFF_FFFF) - 1
                if matches(row) { return row }
            }
        }
        let bucket = Int(directory[directoryIndex(hash)])
        let mask = Int(masks[bucket])
        var slot = Int(truncatingIfNeeded: hash >> 32) & mask
        while true {
            let entry = buckets[bucket][slot]
            if entry == 0 { return nil }
            if entry >> 32 == hash >> 32 {
                let row = Int(entry & 0xFFFF_FFFF) - 1
                if matches(row) { return row }
            }
            slot = (slot + 1) & mask
        }
    }

    /// Adds a row whose key is not in the index yet.
    public mutating func insert(hash: UInt64, row: Int) {
        precondition(row >= 0 && row < Limits.rowsMax, "row numbers fit in 32 bits")
        var bucket = Int(directory[directoryIndex(hash)])
        // A bucket is kept at most three quarters full, so that a probe always ends.
        while bucketCounts[bucket] * 4 >= buckets[bucket].count * 3 {
            split(bucket)
            bucket = Int(directory[directoryIndex(hash)])
        }
        let entry = hash & 0xFFFF_FFFF_0000_0000 | UInt64(row + 1)
        place(entry, in: bucket)
        if !recent.isEmpty { recent[Self.recentSlot(hash)] = entry }
    }

    /// Makes room in an empty index for as many rows as are known to come, so that no bucket is
    /// split while they do. An index that has rows stays as it is.
    public mutating func reserve(_ rows: Int) {
        guard count == 0 else { return }
        var depth = 0
        while rows >> depth > Limits.slotsInBucket / 2, depth < Limits.depthMax { depth += 1 }
        guard depth > self.depth else { return }
        let count = 1 << depth
        buckets = (0..<count).map { _ in [UInt64](repeating: 0, count: Limits.slotsInBucket) }
        masks = [UInt32](repeating: UInt32(Limits.slotsInBucket - 1), count: count)
        bucketDepths = [UInt8](repeating: UInt8(depth), count: count)
        bucketCounts = [Int](repeating: 0, count: count)
        directory = (0..<UInt32(count)).map { $0 }
        self.depth = depth
        recent = [UInt64](repeating: 0, count: Limits.recentSlots)
    }

    @inlinable
    static func recentSlot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> 32) & (Limits.recentSlots - 1)
    }

    @inlinable
    func directoryIndex(_ hash: UInt64) -> Int {
        depth == 0 ? 0 : Int(truncatingIfNeeded: hash >> UInt64(64 - depth))
    }

    private mutating func place(_ entry: UInt64, in bucket: Int) {
        Self.place(entry, in: &buckets[bucket])
        bucketCounts[bucket] += 1
    }

    private static func place(_ entry: UInt64, in slots: inout [UInt64]) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: entry >> 32) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = entry
    }

    private mutating func split(_ bucket: Int) {
        if recent.isEmpty { recent = [UInt64](repeating: 0, count: Limits.recentSlots) }
        let entries = buckets[bucket]
        let bucketDepth = Int(bucketDepths[bucket])
        guard bucketDepth < Limits.depthMax else {
            return refill(bucket, slots: entries.count * 2, with: entries)
        }
        if bucketDepth == depth {
            directory = directory.flatMap { [$0, $0] }
            depth += 1
        }
        let sibling = buckets.count
        buckets.append([UInt64](repeating: 0, count: entries.count))
        masks.append(UInt32(entries.count - 1))
        bucketCounts.append(0)
        bucketDepths[bucket] += 1
        bucketDepths.append(bucketDepths[bucket])
        // Of the directory's places that led here, the upper half now leads to the sibling.
        let shared = depth - bucketDepth
        let first = (directoryIndex(entries.first { $0 != 0 } ?? 0) >> shared) << shared
        for place in first + (1 << (shared - 1))..<first + (1 << shared) {
            directory[place] = UInt32(sibling)
        }
        refill(bucket, slots: entries.count, with: entries)
    }

    private mutating func refill(_ bucket: Int, slots: Int, with entries: [UInt64]) {
        buckets[bucket] = [UInt64](repeating: 0, count: slots)
        masks[bucket] = UInt32(slots - 1)
        bucketCounts[bucket] = 0
        for entry in entries where entry != 0 {
            place(entry, in: Int(directory[directoryIndex(entry)]))
        }
    }
}
