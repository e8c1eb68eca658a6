/// Row numbers in the order of the times at which they are due.
///
/// A binary heap ordered by time and then by row, so what comes out does not depend on the order in
/// which it went in. Entries are not removed when a deadline moves: whoever takes one asks the row
/// whether it still means it.
///
/// - Complexity: insertion and removal logarithmic, ``first`` constant.
public struct DeadlineHeap: Sendable {
    /// A row and when it is due.
    public struct Entry: Sendable, Equatable, Comparable {
        /// Nanoseconds, of whatever clock the owner uses.
        public let time: Int64
        /// The row that asked.
        public let row: Int

        public static func < (left: Entry, right: Entry) -> Bool {
            (left.time, left.row) < (right.time, right.row)
        }
    }

    private var entries: [Entry] = []

    /// An empty heap.
    public init() {}

    /// How many entries wait, outdated ones included.
    public var count: Int { entries.count }
    /// The earliest entry.
    public var first: Entry? { entries.first }

    /// Adds an entry.
    public mutating func insert(time: Int64, row: Int) {
        entries.append(Entry(time: time, row: row))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child] < entries[parent] else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Forgets every entry and keeps the memory.
    public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Takes the earliest entry if it is due. - Parameter now: entries later than this stay.
    public mutating func popDue(_ now: Int64) -> Entry? {
        guard let first = entries.first, first.time <= now else { return nil }
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child] < entries[least] { least = child }
            }
            guard least != parent else { break }
            entries.swapAt(parent, least)
            parent = least
        }
        return first
    }
}
