/// The name that somebody most likely meant.
public enum NearestName {
    /// Names longer than this are not compared: nobody mistypes them by a letter.
    public static let lengthMax = 64

    /// The closest of `names` to `typed`, or nil where none is close enough to be meant.
    ///
    /// Close enough is one slip for every three letters, and at least one; of equals the first
    /// wins.
    public static func of(_ typed: String, among names: [String]) -> String? {
        guard typed.utf8.count <= lengthMax else { return nil }
        let slipsMax = max(1, typed.utf8.count / 3)
        var best: (name: String, slips: Int)?
        for name in names {
            let slips = distance(Array(typed.utf8), Array(name.utf8))
            if slips <= slipsMax, slips < best?.slips ?? .max { best = (name, slips) }
        }
        return best?.name
    }

    /// Slips between two words: a letter left out, put in, changed, or two neighbours swapped
    /// (the optimal string alignment distance).
    public static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var rows = [Array(0...right.count)]
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var slips = min(rows[i][j] + (a == b ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b {
                    slips = min(slips, rows[i - 1][j - 1] + 1)
                }
                row.append(slips)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
