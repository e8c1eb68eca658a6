internal import Domain

/// Where positions would be closed by force.
///
/// By the venue's own way: the row of the table is looked for that holds what the position is worth
/// at the price that the row leads to. The core, which is judged by it, does it otherwise.
extension FuturesLedger {
    /// The mark at which an account's position would be closed if nothing else moved, cut to the
    /// venue's decimals; zero where no mark is that.
    func liquidationPrice(
        _ account: Int, _ symbol: Int, _ side: PaperTerms.Holding, _ marks: [Price]
    ) -> Price {
        let held = holding(account, symbol, side)
        guard held.quantity != 0 else { return .zero }
        var behind = held.isolated
        if held.isolated == .zero {
            let (balance, needed) = crossMargin(account, marks)
            let own = maintenance(symbol, held, marks[symbol])
            behind = balance - Self.gain(held, marks[symbol]) - (needed - own)
        }
        var found = Price.zero
        for row in tables[symbol].rows {
            guard let price = Self.price(held, behind, row) else { continue }
            found = price
            let worth = Self.worth(held, price)
            if worth > row.floor, worth <= row.cap { return price }
        }
        return found
    }

    /// The mark at which what is behind the position and what it has gained are what must stay in
    /// it by a row: behind + quantity × mark − cost = |quantity| × mark × rate − relief.
    private static func price(
        _ held: Holding, _ behind: Money, _ row: MarginTable.Row
    ) -> Price? {
        let one: Int128 = 100_000_000
        let size = Int128(abs(held.quantity))
        // Quantities and rates are in units of 10^−8 each, amounts in units of 10^−18.
        let below = size * Int128(row.rate) - Int128(held.quantity) * one
        let above = (behind + row.relief - held.cost).raw
        guard below != 0 else { return nil }
        let (scaled, isOver) = above.multipliedReportingOverflow(by: 1_000_000)
        guard !isOver, let price = Int64(exactly: scaled / below), price > 0 else { return nil }
        return Price(mantissa: price)
    }
}
