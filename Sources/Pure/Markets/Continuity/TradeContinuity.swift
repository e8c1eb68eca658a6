/// Whether an instrument's trades come without one missing, by the numbers the venue gives them.
///
/// - Source: Binance spot numbers the trades of a symbol without gaps (checked on recordings); an
///   aggregated trade names the first and the last trade it stands for.
public struct TradeContinuity: Sendable, Equatable {
    /// What a trade's number says.
    public enum Verdict: Sendable, Equatable {
        /// The first one seen, or the one after the last.
        case next
        /// These numbers, first and last, are missing in between.
        case missing(from: Int64, to: Int64)
        /// Seen before: leave it out.
        case repeated
    }

    /// The number of the newest trade; nil before the first.
    public private(set) var last: Int64?

    public init() {}

    /// A trade came, or one that stands for the trades from `first` to `last`.
    public mutating func take(first: Int64, last newest: Int64) -> Verdict {
        guard let last else {
            self.last = newest
            return .next
        }
        guard first > last else { return .repeated }
        self.last = newest
        return first == last + 1 ? .next : .missing(from: last + 1, to: first - 1)
    }

    /// Starts anew: what came before is not expected to join.
    public mutating func restart() { last = nil }
}
