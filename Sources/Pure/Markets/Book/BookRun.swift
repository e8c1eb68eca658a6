internal import Domain

/// Changes of one side that go from better to worse, looked up first and then carried out together.
///
/// Every change shifts the prices that are better by one place: up where a price is put in, down
/// where one is taken out. Between two changes all prices move alike, by the sum of the shifts of
/// the changes below. Stretches that move toward the worst are moved from the worst one on, those
/// that move toward the best from the best one on: so none overwrites what has still to be moved.
/// Places where the sum is zero keep the two kinds apart.
struct BookRun {
    typealias Entry = BookSide.Entry
    typealias Change = BookSide.Change

    private let sign: Int64
    /// How many prices the side has.
    private(set) var count: Int
    private var changeCount = 0

    init(sign: Int64, count: Int) {
        self.sign = sign
        self.count = count
    }

    /// Looks up levels while they go from better to worse; a price that is there and stays gets its
    /// new quantity at once.
    ///
    /// - Returns: the first level that is not part of the run.
    mutating func find(
        _ levels: Span<BookLevel>, from start: Int, in entries: inout [Entry],
        _ changes: inout [Change]
    ) -> Int {
        precondition(count <= entries.count && levels.count - start <= changes.count)
        var room = entries.mutableSpan
        var found = changes.mutableSpan
        var foundCount = 0
        var place = count
        var previous = Int64.max
        var index = start
        while index < levels.count {
            // Safe: within the levels by the loop's condition; `place` and `foundCount` within
            // their arrays by the precondition, for neither exceeds `count` or the number of
            // levels.
            let level = unsafe levels[unchecked: index]
            let key = sign &* level.price.mantissa
            let quantity = level.quantity.mantissa
            if index > start && key >= previous { break }
            previous = key
            index &+= 1
            let isThere = Self.find(key, below: &place, room.span)
            if isThere && quantity != 0 {
                unsafe room[unchecked: place].quantity = quantity
            } else if isThere || quantity != 0 {
                unsafe found[unchecked: foundCount] = Change(
                    entry: Entry(key: key, quantity: quantity), place: place,
                    isInsertion: !isThere)
                foundCount &+= 1
            }
        }
        changeCount = foundCount
        return index
    }

    /// Goes down to the first place whose key is not below `key`.
    ///
    /// - Parameter place: all keys from here on are above `key`.
    /// - Returns: whether it is there.
    @inline(__always)
    private static func find(_ key: Int64, below place: inout Int, _ entries: Span<Entry>) -> Bool {
        var steps = BookSide.Limits.stepsMax
        // Safe: places are between zero and the count, which is at most the array's own.
        while place > 0 {
            let other = unsafe entries[unchecked: place &- 1].key
            if other < key { return false }
            place &-= 1
            if other == key { return true }
            steps &-= 1
            if steps == 0 {
                place = lowerBound(key, below: place, entries)
                return unsafe entries[unchecked: place].key == key
            }
        }
        return false
    }

    /// The first place whose key is not below `key`; `end` where there is none before it.
    ///
    /// - Complexity: logarithmic, without branches that depend on the data.
    static func lowerBound(_ key: Int64, below end: Int, _ entries: Span<Entry>) -> Int {
        precondition(end >= 0 && end <= entries.count)
        guard end > 0 else { return 0 }
        var base = 0
        var length = end
        // Safe: base + length never exceeds `end`. Keys of a side all have one sign, so their
        // difference fits, and its sign bit says which is smaller.
        while length > 1 {
            let half = length &>> 1
            let other = unsafe entries[unchecked: base &+ half &- 1].key
            base &+= half & Int(truncatingIfNeeded: (other &- key) &>> 63)
            length &-= half
        }
        return unsafe entries[unchecked: base].key < key ? base &+ 1 : base
    }

    /// Puts in and takes out what was found.
    mutating func carryOut(in entries: inout [Entry], _ changes: [Change]) {
        guard changeCount > 0 else { return }
        let changes = changes.span.extracting(first: changeCount)
        let shift = moveTowardWorst(&entries, changes)
        precondition(count + shift <= entries.count, "room was made before")
        moveTowardBest(&entries, changes, shift)
        count += shift
    }

    /// Moves the stretches that lie above more prices taken out than put in.
    ///
    /// - Returns: how many more were put in than taken out altogether.
    private func moveTowardWorst(_ entries: inout [Entry], _ changes: Span<Change>) -> Int {
        var shift = 0
        var index = changes.count
        while index > 0 {
            index &-= 1
            let change = changes[index]
            shift &+= change.isInsertion ? 1 : -1
            if shift < 0 {
                let end = index == 0 ? count : changes[index &- 1].place
                move(
                    &entries, from: change.isInsertion ? change.place : change.place + 1, end, shift
                )
            }
        }
        return shift
    }

    /// Moves the other stretches, and writes what is put in where there is room for it now.
    ///
    /// - Parameter total: what ``moveTowardWorst`` returned.
    private func moveTowardBest(
        _ entries: inout [Entry], _ changes: Span<Change>, _ total: Int
    ) {
        var shift = total
        var end = count
        for index in changes.indices {
            let change = changes[index]
            if shift > 0 {
                move(
                    &entries, from: change.isInsertion ? change.place : change.place + 1, end, shift
                )
            }
            shift &-= change.isInsertion ? 1 : -1
            if change.isInsertion { entries[change.place + shift] = change.entry }
            end = change.place
        }
    }

    @inline(__always)
    private func move(_ entries: inout [Entry], from start: Int, _ end: Int, _ shift: Int) {
        guard end > start else { return }
        precondition(start + shift >= 0 && end + shift <= entries.count && end <= entries.count)
        // Safe: both stretches lie within the array, by the line above.
        unsafe entries.withUnsafeMutableBufferPointer { room in
            guard let base = room.baseAddress else { return }
            unsafe (base + (start + shift)).update(from: base + start, count: end - start)
        }
    }
}
