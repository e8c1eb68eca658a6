internal import Domain

/// Times in a file of vectors: UTC, to any fraction of a second that a nanosecond holds.
enum VectorTime {
    private static let secondsOfDay: Int64 = 86_400
    private static let nanoseconds: Int64 = 1_000_000_000
    private static let fractionDigits = 9

    /// A moment such as `2021-09-01T00:00:15Z`; also with a blank for the `T`, a fraction of a
    /// second, and `+00:00` for the `Z`.
    static func moment(_ text: String) throws(VectorFault) -> Timestamp {
        var whole = text[...]
        if whole.hasSuffix("Z") { whole.removeLast() }
        if whole.hasSuffix("+00:00") { whole.removeLast(6) }
        let halves = whole.split(omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
        guard halves.count == 2, let time = nanosecondsOfDay(halves[1]), let day = day(halves[0])
        else {
            throw VectorFault("no time such as 2021-09-01T00:00:15Z: \(text)")
        }
        return Timestamp(nanoseconds: day * secondsOfDay * nanoseconds + time)
    }

    /// A moment, or a time of day such as `08:00`: on the day of `first`, and from the second on
    /// the first such time after `previous`.
    static func stamp(
        _ text: String, from first: Timestamp, after previous: Timestamp?
    ) throws(VectorFault) -> Timestamp {
        guard !text.contains("-") else { return try moment(text) }
        guard let time = nanosecondsOfDay(text[...]) else {
            throw VectorFault("no time of day such as 08:00: \(text)")
        }
        let length = secondsOfDay * nanoseconds
        let base = (previous ?? first).nanoseconds
        let midnight = base - (base % length + length) % length
        let stamp = Timestamp(nanoseconds: midnight + time)
        guard let previous, stamp <= previous else { return stamp }
        return stamp.adding(nanoseconds: length)
    }

    /// `HH:MM`, `HH:MM:SS` or that with a fraction.
    private static func nanosecondsOfDay(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let seconds = secondsOfDay(parts[0]) else {
            return nil
        }
        guard parts.count == 2 else { return seconds * nanoseconds }
        let digits = parts[1].utf8
        guard (1...fractionDigits).contains(digits.count), digits.allSatisfy({ 48...57 ~= $0 }),
            parts[0].utf8.count == "HH:MM:SS".utf8.count
        else { return nil }
        let padded = parts[1] + String(repeating: "0", count: fractionDigits - digits.count)
        return Int64(padded).map { seconds * nanoseconds + $0 }
    }

    /// `HH:MM` or `HH:MM:SS`.
    private static func secondsOfDay(_ text: Substring) -> Int64? {
        guard let parts = numbers(text, separator: ":"), (2...3).contains(parts.count) else {
            return nil
        }
        let second = parts.count == 3 ? parts[2] : 0
        guard parts[0] < 24, parts[1] < 60, second < 60 else { return nil }
        return parts[0] * 3600 + parts[1] * 60 + second
    }

    /// Days from 1970 to `YYYY-MM-DD`, by the Gregorian calendar; the years 1970 to 2261.
    private static func day(_ text: Substring) -> Int64? {
        guard let parts = numbers(text, separator: "-"), parts.count == 3,
            (1970...2261).contains(parts[0]), (1...12).contains(parts[1]),
            (1...31).contains(parts[2])
        else { return nil }
        // Years that begin in March, so that the leap day is their last.
        let year = parts[0] - (parts[1] <= 2 ? 1 : 0)
        let month = (parts[1] + 9) % 12
        let leapDays = year / 4 - year / 100 + year / 400
        return year * 365 + leapDays + (month * 153 + 2) / 5 + parts[2] - 1 - 719_468
    }

    private static func numbers(_ text: Substring, separator: Character) -> [Int64]? {
        var numbers: [Int64] = []
        for part in text.split(separator: separator, omittingEmptySubsequences: false) {
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ 48...57 ~= $0 }),
                let number = Int64(part)
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
