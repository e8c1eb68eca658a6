public import Domain

/// Compares a book with the venue's own best prices, which come on another channel.
///
/// After a book update that ends at number `u`, the book's best bid and ask, prices and quantities,
/// must be those of the best-price message with the highest number up to `u`. That message may come
/// before or after the update. So each update's answer is held open until a best-price message with
/// a higher number shows that no more can come, and best prices are remembered for a while, for
/// updates that are taken in late (as after a snapshot).
///
/// Every update is graded exactly once: passed, failed, or unverified. Unverified is what the
/// bounds below leave: the update that has waited longest when too many wait or when it has waited
/// too long, and the one whose best price was forgotten or never seen. An update that runs out of
/// time while the newest best price known agrees with it has passed: nothing contradicts it.
///
/// - Source: Binance, "Individual symbol book ticker" and "Diff. depth stream" share their update
///   numbers; checked on recordings, where it holds for every update.
public struct BestPriceCheck: Sendable {
    /// Bounds of a check.
    public enum Limits {
        /// Updates that are held open at most: at ten a second, 25 s of them.
        public static let heldMax = 256
        /// Nanoseconds for which an update is held open at most.
        public static let heldTimeMax: Int64 = 5_000_000_000
        /// Best prices that are remembered at most: at a hundred a second, 10 s of them.
        public static let rememberedMax = 1024
    }

    /// What came of the updates so far.
    public struct Counts: Sendable, Equatable {
        /// Updates after which book and venue agreed.
        public var passed: Int64 = 0
        /// Updates after which they did not.
        public var failed: Int64 = 0
        /// Updates for which no best price came in time.
        public var unverified: Int64 = 0
        /// Best prices that came with a number not above the one before; they were left out.
        public var outOfOrder: Int64 = 0

        public init() {}
    }

    /// The first disagreement, for people to look at.
    public struct Disagreement: Sendable, Equatable {
        /// The number of the update after which they differed.
        public let update: Int64
        /// What our book said.
        public let book: BestPrices
        /// What the venue said.
        public let venue: BestPrices
        /// The number of the venue's message.
        public let venueUpdate: Int64
    }

    private struct Held: Sendable {
        let update: Int64
        let book: BestPrices
        let since: Timestamp
    }

    private struct Remembered: Sendable {
        let update: Int64
        let prices: BestPrices
    }

    public private(set) var counts = Counts()
    /// Nil where book and venue always agreed.
    public private(set) var firstDisagreement: Disagreement?
    private var held = Ring<Held>(capacityMax: Limits.heldMax)
    private var remembered = Ring<Remembered>(capacityMax: Limits.rememberedMax)

    public init() {}

    /// How many updates wait for their answer.
    public var heldCount: Int { held.count }

    /// A book update was taken in.
    ///
    /// - Parameters:
    ///   - update: the number it ends at, higher than the one before.
    ///   - book: the best prices after it; a level of zeros stands for an empty side.
    ///   - now: when it was received.
    /// - Returns: false where this call found a book to be wrong.
    /// - Complexity: constant while updates come in step; logarithmic for a late one.
    public mutating func bookMoved(to update: Int64, _ book: BestPrices, at now: Timestamp) -> Bool
    {
        var isRight = expire(now)
        let entry = Held(update: update, book: book, since: now)
        if let newest = remembered.last, newest.update > update {
            return grade(entry, rememberedPrices(upTo: update), isFinal: true) && isRight
        }
        if held.isFull, let oldest = held.popFirst() {
            isRight = grade(oldest, remembered.last, isFinal: false) && isRight
        }
        held.append(entry)
        return isRight
    }

    /// The venue told its best prices.
    ///
    /// - Returns: false where this call found a book to be wrong.
    /// - Complexity: constant, and constant for each update that is graded by it.
    public mutating func venueTold(
        _ update: Int64, _ prices: BestPrices, at now: Timestamp
    ) -> Bool {
        if let newest = remembered.last, newest.update >= update {
            counts.outOfOrder += 1
            return true
        }
        var isRight = true
        while let oldest = held.first, oldest.update < update {
            held.removeFirst()
            isRight = grade(oldest, remembered.last, isFinal: true) && isRight
        }
        if remembered.isFull { remembered.removeFirst() }
        remembered.append(Remembered(update: update, prices: prices))
        return expire(now) && isRight
    }

    /// Grades everything that still waits, with what is known: at the end of a recording, or when
    /// the book is no longer followed.
    public mutating func finish() {
        while let oldest = held.popFirst() {
            _ = grade(oldest, remembered.last, isFinal: false)
        }
    }

    /// Forgets the best prices and grades what waits, as after a connection was lost.
    public mutating func restart() {
        finish()
        remembered.removeAll()
    }

    private mutating func expire(_ now: Timestamp) -> Bool {
        var isRight = true
        while let oldest = held.first, now.since(oldest.since) > Limits.heldTimeMax {
            held.removeFirst()
            isRight = grade(oldest, remembered.last, isFinal: false) && isRight
        }
        return isRight
    }

    /// - Parameter isFinal: whether a later message could not change the answer.
    private mutating func grade(_ entry: Held, _ venue: Remembered?, isFinal: Bool) -> Bool {
        guard let venue else {
            counts.unverified += 1
            return true
        }
        if entry.book == venue.prices {
            counts.passed += 1
            return true
        }
        guard isFinal else {
            counts.unverified += 1
            return true
        }
        counts.failed += 1
        if firstDisagreement == nil {
            firstDisagreement = Disagreement(
                update: entry.update, book: entry.book, venue: venue.prices,
                venueUpdate: venue.update)
        }
        return false
    }

    /// The best prices with the highest number up to `update`, nil where they were forgotten.
    private func rememberedPrices(upTo update: Int64) -> Remembered? {
        var low = 0
        var high = remembered.count
        while low < high {
            let middle = (low + high) / 2
            if remembered[middle].update <= update { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : remembered[low - 1]
    }
}
