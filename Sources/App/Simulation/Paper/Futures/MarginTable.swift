internal import Domain

/// How much must stay in a position, by its worth: rows of a symbol's table.
///
/// The numbers are the simulator's own; their form is the venue's: each row takes off so much that
/// nothing jumps where two rows meet.
struct MarginTable: Sendable {
    /// A row.
    struct Row: Sendable {
        /// The row is for positions worth more than this …
        let floor: Money
        /// … and up to this.
        let cap: Money
        /// What must stay, in units of 10^−8 of the worth.
        let rate: Int64
        /// What is taken off.
        let relief: Money
        /// The highest leverage of such a position.
        let leverageMax: Int
    }

    /// By rising floor; the first begins at zero.
    let rows: [Row]

    /// - Parameter rows: the cap in units of the quote, the rate in units of 10^−4, the leverage.
    init(_ rows: [(cap: Int64, rate: Int64, leverage: Int)]) {
        precondition(!rows.isEmpty, "a table has rows")
        var table: [Row] = []
        for row in rows {
            let rate = row.rate * 10_000
            let floor = table.last?.cap ?? .zero
            let step = Int128(rate - (table.last?.rate ?? rate))
            let relief = (table.last?.relief ?? .zero) + Money(raw: floor.raw / 100_000_000 * step)
            table.append(
                Row(
                    floor: floor, cap: Money(units: row.cap), rate: rate, relief: relief,
                    leverageMax: row.leverage))
        }
        self.rows = table
    }

    /// The row of a position worth so much.
    func row(of worth: Money) -> Row { rows.first { worth <= $0.cap } ?? rows[rows.count - 1] }

    /// What must stay in a position worth so much, cut to the venue's decimals.
    func maintenance(of worth: Money) -> Money {
        let row = row(of: worth)
        let exact = worth.raw * Int128(row.rate) / 100_000_000 - row.relief.raw
        return Money(raw: exact - exact % 10_000_000_000)
    }

    /// The worth that a position may have at a leverage.
    func worthMax(at leverage: Int) -> Money {
        rows.last { $0.leverageMax >= leverage }?.cap ?? .zero
    }

    /// For what trades most.
    static let large = MarginTable([
        (300_000, 40, 125), (800_000, 50, 100), (3_000_000, 65, 75), (12_000_000, 100, 50),
        (70_000_000, 200, 25), (100_000_000, 250, 20), (230_000_000, 500, 10),
        (480_000_000, 1000, 5), (600_000_000, 1250, 4), (800_000_000, 1500, 3),
        (1_200_000_000, 2500, 2), (1_800_000_000, 5000, 1),
    ])
    /// For everything else.
    static let usual = MarginTable([
        (50_000, 50, 100), (600_000, 65, 75), (3_000_000, 100, 50), (12_000_000, 200, 25),
        (50_000_000, 250, 20), (65_000_000, 500, 10), (150_000_000, 1000, 5),
        (320_000_000, 1250, 4), (400_000_000, 1500, 3), (530_000_000, 2500, 2),
        (800_000_000, 5000, 1),
    ])
}
