public import Domain
public import Markets

/// What traded in an instrument in the last 24 hours, as far as it was seen: since the process
/// began, less than the venue's own figure until it has run for a day. A limit that is held against
/// it is so much the tighter, never wider.
///
/// Counted in steps of five minutes: what is up to five minutes older than a day still counts.
public struct DayVolume: Sendable {
    /// Bounds of the count.
    enum Limits {
        /// Five minutes.
        static let step: Int64 = 300_000_000_000
        /// A day and the step that is going on.
        static let steps = 289
    }

    /// By step, with the number of the step that each is of.
    private var sums = [Int64](repeating: 0, count: Limits.steps)
    private var numbers = [Int64](repeating: -1, count: Limits.steps)
    /// The newest trade that counts, of the kind that came first.
    private var lastID: Int64 = .min
    private var takesAggregated: Bool?

    /// Nothing was seen yet.
    public init() {}

    /// Counts a trade, once. Of a venue that tells trades singly and added up, one kind counts.
    public mutating func take(_ trade: Trade, at now: Timestamp) {
        let isTaken = takesAggregated ?? trade.isAggregated
        takesAggregated = isTaken
        guard isTaken == trade.isAggregated, trade.lastID > lastID else { return }
        lastID = trade.lastID
        let number = now.nanoseconds / Limits.step
        let place = Int(number % Int64(Limits.steps))
        if numbers[place] != number { (numbers[place], sums[place]) = (number, 0) }
        let (sum, overflow) = sums[place].addingReportingOverflow(trade.quantity.mantissa)
        sums[place] = overflow ? .max : sum
    }

    /// What traded until now, in units of the quantity's decimals.
    public func total(at now: Timestamp) -> Quantity {
        let oldest = now.nanoseconds / Limits.step - Int64(Limits.steps)
        var total: Int64 = 0
        for place in sums.indices where numbers[place] > oldest {
            let (sum, overflow) = total.addingReportingOverflow(sums[place])
            total = overflow ? .max : sum
        }
        return Quantity(mantissa: total)
    }
}
