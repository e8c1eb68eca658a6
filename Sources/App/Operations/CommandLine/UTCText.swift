/// Moments as people and ISO 8601 write them.
public enum UTCText {
    /// `2024-08-08T12:00:00.123456789Z`, always with nine digits of fraction.
    ///
    /// - Parameter nanoseconds: since 1970-01-01T00:00:00 UTC; any value.
    /// - Source: days to civil date by Howard Hinnant's algorithm (proleptic Gregorian calendar).
    public static func of(nanoseconds: Int64) -> String {
        let (seconds, fraction) = floored(nanoseconds, by: 1_000_000_000)
        let (days, second) = floored(seconds, by: 86_400)
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let year =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return "\(digits(civilYear, 4))-\(digits(civilMonth, 2))-\(digits(day, 2))"
            + "T\(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2))"
            + ":\(digits(second % 60, 2)).\(digits(fraction, 9))Z"
    }

    private static func floored(_ value: Int64, by unit: Int64) -> (Int64, Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
        return rest < 0 ? (quotient - 1, rest + unit) : (quotient, rest)
    }

    private static func digits(_ value: Int64, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
