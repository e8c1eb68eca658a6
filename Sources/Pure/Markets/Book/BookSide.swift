public import Domain

/// One side of a book: its prices in order, the best one last.
///
/// One flat array, so that a change near the top, where most are, moves little memory, and the
/// search stays within a few cache lines. Prices are kept as keys that grow toward the best: the
/// price itself for bids, its negative for asks; so both sides share one piece of code.
///
/// Venues send the prices of an update best first. They are looked up in that order, each from
/// where the one before was found, and then everything moves once: see ``BookSide/apply(_:)``.
/// Another order is as right, only slower.
///
/// At most ``Limits/levelsMax`` prices are kept. When one more comes, the worst one goes, and is
/// counted; the ``horizon`` says down to which price the side is then known completely.
public struct BookSide: Sendable {
    /// Bounds of a side.
    public enum Limits {
        /// The most prices a side keeps: three times what the deepest snapshots of venues hold.
        public static let levelsMax = 16_384
        /// Room set aside when the first price comes.
        static let roomAtFirst = 64
        /// Places looked at one by one before the search goes on by halves.
        static let stepsMax = 16
    }

    /// A price and what is offered there.
    struct Entry: Sendable, BitwiseCopyable {
        var key: Int64
        var quantity: Int64
    }

    /// A price to be put in or taken out, found and not done yet.
    struct Change: Sendable, BitwiseCopyable {
        /// Of what is to be put in; of what is taken out, anything.
        var entry: Entry
        /// Before this place it is put in, or at this place it is taken out.
        var place: Int
        var isInsertion: Bool
    }

    /// Which side this is: `buy` for bids.
    public let side: Side
    /// How many prices there are.
    public private(set) var count = 0
    /// How many prices had to go, or were not taken in, because the side was full.
    public private(set) var droppedCount: Int64 = 0

    private let sign: Int64
    private let levelsMax: Int
    /// Ascending by key; only the first `count` mean anything.
    private var entries: [Entry] = []
    /// The changes of one run, best first.
    private var changes: [Change] = []
    /// Every price whose key is at least this is known; below it only what happened to change.
    private var horizonKey = Int64.min

    /// An empty side.
    ///
    /// - Parameter levelsMax: 2…``Limits/levelsMax``.
    public init(_ side: Side, levelsMax: Int = Limits.levelsMax) {
        precondition(levelsMax >= 2 && levelsMax <= Limits.levelsMax)
        self.side = side
        self.sign = side == .buy ? 1 : -1
        self.levelsMax = levelsMax
    }

    /// The best price, nil where there is none.
    public var best: BookLevel? { count == 0 ? nil : self[0] }

    /// The price at a place counted from the best one. - Parameter rank: in `0..<count`.
    public subscript(rank: Int) -> BookLevel {
        precondition(rank >= 0 && rank < count, "there are \(count) prices")
        let entry = entries[count - 1 - rank]
        return BookLevel(
            price: Price(mantissa: sign * entry.key), quantity: Quantity(mantissa: entry.quantity))
    }

    /// What is offered at a price; zero where nothing is. - Complexity: logarithmic.
    public func quantity(at price: Price) -> Quantity {
        let key = sign * price.mantissa
        let place = lowerBound(key, below: count)
        return place < count && entries[place].key == key
            ? Quantity(mantissa: entries[place].quantity) : .zero
    }

    /// The worst price down to which this side is known completely; nil: to the last one.
    public var horizon: Price? {
        horizonKey == .min ? nil : Price(mantissa: sign * horizonKey)
    }

    /// The best price there is lies beyond the horizon, so a better one may exist that nobody told.
    public var isExhausted: Bool {
        horizonKey != .min && (count == 0 || entries[count - 1].key < horizonKey)
    }

    /// Takes every price out; the room is kept.
    public mutating func removeAll() {
        count = 0
        horizonKey = .min
    }

    /// Says that prices worse than the worst one here are not known, as after a snapshot that was
    /// limited to a number of levels.
    public mutating func endKnowledgeAtWorst() {
        if count > 0 { horizonKey = max(horizonKey, entries[0].key) }
    }

    /// Puts these levels in place of what was there. - Complexity: as ``apply(_:)``.
    public mutating func replace(with levels: Span<BookLevel>) {
        removeAll()
        apply(levels)
    }

    /// Puts each level's quantity at its price; zero takes the price out.
    ///
    /// Levels are taken in runs that go from better to worse. Of a run, every price is looked up
    /// first; then each stretch of prices between two changes moves once, by as many places as were
    /// put in less those taken out below it.
    ///
    /// - Complexity: for a run logarithmic in ``count`` for each level, plus moving each price that
    ///   is better than its worst one at most once. Allocates only to grow beyond what there ever
    ///   was.
    public mutating func apply(_ levels: Span<BookLevel>) {
        let count = levels.count
        guard self.count + count <= levelsMax else { return applyOneByOne(levels) }
        grow(toHold: self.count + count)
        growChanges(toHold: count)
        var next = 0
        while next < count { next = applyRun(levels, from: next) }
    }

    /// - Returns: where the next run begins.
    private mutating func applyRun(_ levels: Span<BookLevel>, from start: Int) -> Int {
        var room = BookRun(sign: sign, count: count)
        let next = room.find(levels, from: start, in: &entries, &changes)
        room.carryOut(in: &entries, changes)
        count = room.count
        return next
    }

    /// The way of a side that may become full: its worst price goes when one too many comes.
    private mutating func applyOneByOne(_ levels: Span<BookLevel>) {
        grow(toHold: levelsMax)
        growChanges(toHold: 1)
        for index in levels.indices {
            let level = levels[index]
            if count == levelsMax, level.quantity != .zero, quantity(at: level.price) == .zero {
                droppedCount += 1
                let key = sign * level.price.mantissa
                guard key > entries[0].key else {
                    horizonKey = max(horizonKey, key + 1)
                    continue
                }
                horizonKey = max(horizonKey, entries[0].key + 1)
                let worst = BookLevel(
                    price: Price(mantissa: sign * entries[0].key), quantity: .zero)
                _ = applyRun([worst].span, from: 0)
            }
            _ = applyRun(levels.extracting(index..<index + 1), from: 0)
        }
    }

    private func lowerBound(_ key: Int64, below end: Int) -> Int {
        BookRun.lowerBound(key, below: end, entries.span)
    }

    private mutating func grow(toHold wanted: Int) {
        guard wanted > entries.count else { return }
        let room = min(levelsMax, max(Limits.roomAtFirst, wanted, entries.count * 2))
        entries.append(
            contentsOf: repeatElement(Entry(key: 0, quantity: 0), count: room - entries.count))
    }

    private mutating func growChanges(toHold wanted: Int) {
        guard wanted > changes.count else { return }
        let none = Change(
            entry: Entry(key: 0, quantity: 0), place: 0, isInsertion: false)
        let room = max(Limits.roomAtFirst, wanted, changes.count * 2)
        changes.append(contentsOf: repeatElement(none, count: room - changes.count))
    }
}
