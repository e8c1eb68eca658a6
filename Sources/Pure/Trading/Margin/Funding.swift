public import Domain

/// When a venue settles funding, and with whom.
public struct FundingSchedule: Sendable, Equatable {
    /// How long after a stamp a position may be opened and still counts as open at it.
    public let graceNanoseconds: Int64

    public init(graceNanoseconds: Int64) {
        precondition(graceNanoseconds >= 0, "grace is not given back")
        self.graceNanoseconds = graceNanoseconds
    }

    /// Stamps are settled within 15 seconds: who opens before that is over still takes part.
    ///
    /// - Source: Binance, "Introduction to Binance Futures Funding Rates".
    public static let binance = FundingSchedule(graceNanoseconds: 15_000_000_000)

    /// Whether a position that was open from `opened` to `closed` takes part in the stamp. Both
    /// ends count: who closes at the stamp took part in it.
    public func takesPart(
        in stamp: Timestamp, opened: Timestamp, closed: Timestamp
    ) -> Bool {
        opened < stamp.adding(nanoseconds: max(1, graceNanoseconds)) && stamp <= closed
    }
}
