import Domain
import Markets

/// A book that is obviously right: a dictionary a side, sorted anew whenever it is asked.
struct NaiveBook {
    private var quantities: [Side: [Int64: Int64]] = [.buy: [:], .sell: [:]]

    mutating func set(_ side: Side, _ price: Int64, _ quantity: Int64) {
        quantities[side]![price] = quantity == 0 ? nil : quantity
    }

    /// Best first.
    func levels(_ side: Side) -> [BookLevel] {
        let ascending = quantities[side]!.sorted { $0.key < $1.key }
        let ordered = side == .buy ? Array(ascending.reversed()) : ascending
        return ordered.map { level(price: $0.key, quantity: $0.value) }
    }

    mutating func dropWorst(_ side: Side, keeping count: Int) -> Int {
        let excess = levels(side).dropFirst(count)
        for worst in excess { set(side, worst.price.mantissa, 0) }
        return excess.count
    }
}

func level(price: Int64, quantity: Int64) -> BookLevel {
    BookLevel(price: Price(mantissa: price), quantity: Quantity(mantissa: quantity))
}

extension BookSide {
    var levels: [BookLevel] { (0..<count).map { self[$0] } }
}

/// Events and what they point into.
func batch(_ events: [MarketEvent], _ levels: [BookLevel]) -> MarketBatch {
    var batch = MarketBatch()
    batch.events = events
    batch.levels = levels
    return batch
}
