import Wire

/// One thing that was measured: a line of the table, an object of the JSON.
struct BenchmarkRow {
    /// What was measured, with its condition.
    let what: String
    /// The unit of `ours` and `peer`.
    let unit: String
    /// Our figure; nil where it could not be taken.
    let ours: Double?
    /// The peer's figure of the same run; nil where there is no peer.
    let peer: Double?
    /// What is held against the bar, better being more: as a rule ours ÷ peer; nil where it could
    /// not be had.
    let ratio: Double?
    /// The bar in words: `≥ 10×`.
    let bar: String
    /// Whether the bar is met; nil where that could not be told.
    let met: Bool?
    /// Conditions of this very run.
    let notes: String

    init(
        what: String, unit: String, ours: Double?, peer: Double? = nil, ratio: Double? = nil,
        bar: String, met: Bool?, notes: String = ""
    ) {
        self.what = what
        self.unit = unit
        self.ours = ours
        self.peer = peer
        self.ratio = ratio
        self.bar = bar
        self.met = met
        self.notes = notes
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, text) in [("what", what), ("unit", unit)] {
            writer.name(name)
            writer.text(text)
        }
        for (name, figure) in [("ours", ours), ("peer", peer), ("ratio", ratio)] {
            writer.name(name)
            Self.write(figure, to: &writer)
        }
        writer.name("bar")
        writer.text(bar)
        writer.name("met")
        if let met { writer.bool(met) } else { writer.null() }
        writer.name("notes")
        writer.text(notes)
        writer.endObject()
    }

    private static func write(_ figure: Double?, to writer: inout JSONWriter) {
        guard let figure, figure.isFinite, figure.magnitude < 1e15 else { return writer.null() }
        writer.decimal(Int128((figure * 1000).rounded()), decimals: 3)
    }
}

/// The rows as a table for people.
enum BenchmarkTable {
    private static let headings = ["what", "ours", "peer", "ratio", "bar", "met"]

    /// One line a row, under headings, each followed by its conditions.
    static func lines(_ rows: [BenchmarkRow]) -> [String] {
        let cells = rows.map { row in
            [
                row.what, figure(row.ours, row.unit), figure(row.peer, row.unit),
                row.ratio.map { short($0) } ?? "–", row.bar,
                row.met.map { $0 ? "yes" : "NO" } ?? "–",
            ]
        }
        let widths = headings.indices.map { column in
            ([headings] + cells).map { $0[column].count }.max() ?? 0
        }
        var lines = [line(headings, widths)]
        for (row, cells) in zip(rows, cells) {
            lines.append(line(cells, widths))
            if !row.notes.isEmpty { lines.append("    \(row.notes)") }
        }
        return lines
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: width - cell.count)
        }
        var line = padded.joined(separator: "  ")
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    private static func figure(_ value: Double?, _ unit: String) -> String {
        value.map { "\(short($0)) \(unit)" } ?? "–"
    }

    /// A figure with three digits that matter and spaces between thousands.
    static func short(_ value: Double) -> String {
        guard value.magnitude < 100 else { return grouped(Int64(value.rounded())) }
        let hundredths = Int64((value * 100).rounded())
        let rest = hundredths.magnitude % 100
        let sign = hundredths < 0 ? "-" : ""
        return "\(sign)\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func grouped(_ value: Int64) -> String {
        var text = ""
        for (place, digit) in String(value.magnitude).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(" ") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + String(text.reversed())
    }
}
