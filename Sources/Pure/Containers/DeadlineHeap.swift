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
        let entry = Entry(time: time, row: row)
        entries.append(entry)
        var places = entries.mutableSpan
        var free = places.count - 1
        while free > 0 {
            let parent = (free - 1) / 2
            guard entry < places[parent] else { break }
            places[free] = places[parent]
            free = parent
        }
        places[free] = entry
    }

    /// Forgets every entry and keeps the memory.
    public mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Takes the earliest entry if it is due. - Parameter now: entries later than this stay.
    public mutating func popDue(_ now: Int64) -> Entry? {
        guard let first = entries.first, first.time <= now else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        var places = entries.mutableSpan
        var free = 0
        while 2 * free + 1 < places.count {
            var child = 2 * free + 1
            if child + 1 < places.count && places[child + 1] < places[child] { child += 1 }
            guard places[child] < last else { break }
            places[free] = places[child]
            free = child
        }
        places[free] = last
        return first
    }
}
