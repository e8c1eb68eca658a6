public import Domain

/// One side of a book: its prices in order, the best one last.
///
/// Two flat arrays, so that a change near the top, where most are, moves little memory and the
/// search stays within a few cache lines. Prices are kept as keys that grow toward the best: the
/// price itself for bids, its negative for asks; so both sides share one piece of code.
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
    }

    /// Which side this is: `buy` for bids.
    public let side: Side
    /// How many prices there are.
    public private(set) var count = 0
    /// How many prices had to go, or were not taken in, because the side was full.
    public private(set) var droppedCount: Int64 = 0

    private let sign: Int64
    private let levelsMax: Int
    /// Ascending; only the first `count` mean anything.
    private var keys: [Int64] = []
    private var quantities: [Int64] = []
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
        let place = count - 1 - rank
        return BookLevel(
            price: Price(mantissa: sign * keys[place]),
            quantity: Quantity(mantissa: quantities[place]))
    }

    /// What is offered at a price; zero where nothing is. - Complexity: logarithmic.
    public func quantity(at price: Price) -> Quantity {
        let key = sign * price.mantissa
        let place = lowerBound(key)
        return place < count && keys[place] == key
            ? Quantity(mantissa: quantities[place]) : .zero
    }

    /// The worst price down to which this side is known completely; nil: to the last one.
    public var horizon: Price? {
        horizonKey == .min ? nil : Price(mantissa: sign * horizonKey)
    }

    /// The best price there is lies beyond the horizon, so a better one may exist that nobody told.
    public var isExhausted: Bool {
        horizonKey != .min && (count == 0 || keys[count - 1] < horizonKey)
    }

    /// Takes every price out; the room is kept.
    public mutating func removeAll() {
        count = 0
        horizonKey = .min
    }

    /// Says that prices worse than the worst one here are not known, as after a snapshot that was
    /// limited to a number of levels.
    public mutating func endKnowledgeAtWorst() {
        if count > 0 { horizonKey = max(horizonKey, keys[0]) }
    }

    /// Puts these levels in place of what was there.
    ///
    /// - Parameter levels: in any order; best first, as venues send them, is the fastest.
    /// - Complexity: linear where they come best first, else quasi-linear plus moving.
    public mutating func replace(with levels: Span<BookLevel>) {
        removeAll()
        for index in levels.indices.reversed() {
            let level = levels[index]
            set(sign &* level.price.mantissa, level.quantity.mantissa)
        }
    }

    /// Puts each level's quantity at its price; zero takes the price out.
    ///
    /// - Complexity: logarithmic in ``count`` for each level, plus moving the prices that are
    ///   better; allocates only to grow beyond the most prices there ever were.
    public mutating func apply(_ levels: Span<BookLevel>) {
        for index in levels.indices {
            let level = levels[index]
            set(sign &* level.price.mantissa, level.quantity.mantissa)
        }
    }

    private mutating func set(_ key: Int64, _ quantity: Int64) {
        let place = lowerBound(key)
        if place < count && keys[place] == key {
            if quantity == 0 { remove(at: place) } else { quantities[place] = quantity }
        } else if quantity != 0 {
            insert(key, quantity, at: place)
        }
    }

    /// The first place whose key is not below `key`. - Complexity: logarithmic, without branches
    /// that depend on the data.
    private func lowerBound(_ key: Int64) -> Int {
        guard count > 0 else { return 0 }
        let keys = keys.span
        var base = 0
        var length = count
        // Safe: base + length never exceeds `count`, which is at most the array's own.
        while length > 1 {
            let half = length >> 1
            base += unsafe keys[unchecked: base + half - 1] < key ? half : 0
            length -= half
        }
        return unsafe base + (keys[unchecked: base] < key ? 1 : 0)
    }

    private mutating func remove(at place: Int) {
        shift(from: place + 1, to: place)
        count -= 1
    }

    private mutating func insert(_ key: Int64, _ quantity: Int64, at wanted: Int) {
        var place = wanted
        if count == levelsMax {
            droppedCount += 1
            guard place > 0 else {
                horizonKey = max(horizonKey, key + 1)
                return
            }
            horizonKey = max(horizonKey, keys[0] + 1)
            remove(at: 0)
            place -= 1
        }
        if count == keys.count { grow() }
        shift(from: place, to: place + 1)
        keys[place] = key
        quantities[place] = quantity
        count += 1
    }

    /// Moves the prices from a place on, up to the best one.
    private mutating func shift(from source: Int, to target: Int) {
        let moved = count - source
        precondition(moved >= 0 && target + moved <= keys.count)
        precondition(keys.count == quantities.count)
        // Safe: both ranges lie within the arrays, by the lines above.
        unsafe keys.withUnsafeMutableBufferPointer { room in
            guard let start = room.baseAddress else { return }
            unsafe (start + target).update(from: start + source, count: moved)
        }
        unsafe quantities.withUnsafeMutableBufferPointer { room in
            guard let start = room.baseAddress else { return }
            unsafe (start + target).update(from: start + source, count: moved)
        }
    }

    private mutating func grow() {
        let room = min(levelsMax, max(Limits.roomAtFirst, keys.count * 2))
        keys.append(contentsOf: repeatElement(0, count: room - keys.count))
        quantities.append(contentsOf: repeatElement(0, count: room - quantities.count))
    }
}
