/// A moment, or a length of time, in nanoseconds; moments count from 1970-01-01T00:00:00 UTC.
///
/// Room until the year 2262. A day is a UTC day everywhere but on the dashboard.
@frozen
public struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Since 1970 for a moment; negative before it.
    public let nanoseconds: Int64

    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// - Parameter milliseconds: as most venues send it. Values beyond the year 2262 are clamped.
    @inlinable
    public init(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        self.nanoseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
    }

    /// Whole milliseconds, the rest cut toward zero.
    @inlinable public var milliseconds: Int64 { nanoseconds / 1_000_000 }
    /// The UTC day, counted from 1 January 1970; days before it are negative.
    @inlinable public var day: Int32 {
        let (days, rest) = nanoseconds.quotientAndRemainder(dividingBy: 86_400_000_000_000)
        return Int32(rest < 0 ? days - 1 : days)
    }

    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    /// A later moment; clamps at the end of the range.
    @inlinable
    public func adding(nanoseconds: Int64) -> Timestamp {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return Timestamp(nanoseconds: overflow ? (nanoseconds < 0 ? .min : .max) : sum)
    }
    /// A later moment; clamps at the end of the range.
    @inlinable
    public func adding(milliseconds: Int64) -> Timestamp {
        adding(nanoseconds: Timestamp(milliseconds: milliseconds).nanoseconds)
    }

    /// Nanoseconds from `earlier` to here.
    @inlinable
    public func since(_ earlier: Timestamp) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return overflow ? (nanoseconds < 0 ? .min : .max) : difference
    }

    /// No moment: 1970 itself, when nothing of ours happened.
    public static let none = Timestamp(nanoseconds: 0)
}
