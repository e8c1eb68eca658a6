internal import Domain

/// Gathers what changes in a book until it is told.
struct DepthTracker {
    private var bids: [Int64] = []
    private var asks: [Int64] = []
    private var lastTold: Int64

    init(_ book: PaperBook) { lastTold = book.updateID }

    mutating func changed(_ side: Side, _ price: Price) {
        if side == .buy { bids.append(price.mantissa) } else { asks.append(price.mantissa) }
    }

    /// What changed since the last time; nil where nothing did. The numbers leave no gap.
    mutating func take(_ book: PaperBook) -> DepthUpdate? {
        guard book.updateID > lastTold else { return nil }
        var update = DepthUpdate(first: lastTold + 1, last: book.updateID)
        update.bids = Self.levels(bids, book.bids).reversed()
        update.asks = Self.levels(asks, book.asks)
        lastTold = book.updateID
        bids.removeAll(keepingCapacity: true)
        asks.removeAll(keepingCapacity: true)
        return update
    }

    /// Ascending, each price once.
    private static func levels(
        _ prices: [Int64], _ side: PaperBookSide
    ) -> [(price: Price, quantity: Quantity)] {
        var last: Int64 = -1
        var result: [(price: Price, quantity: Quantity)] = []
        for mantissa in prices.sorted() where mantissa != last {
            last = mantissa
            let price = Price(mantissa: mantissa)
            result.append((price, side.quantity(at: price)))
        }
        return result
    }
}
