public import Domain

/// What waits at one price.
public struct PaperLevel: Sendable, Equatable {
    /// The price.
    public let price: Price
    /// The sum of what its orders have left.
    public fileprivate(set) var quantity: Quantity
    /// Its orders' numbers, the oldest first.
    public fileprivate(set) var queue: [Int64]
}

/// One side of a book: price first, then time.
///
/// Levels stand with the best last, so that what trades most is moved least.
public struct PaperBookSide: Sendable, Equatable {
    /// Whose orders wait here.
    public let side: Side
    /// The worst first, the best last.
    public private(set) var levels: [PaperLevel] = []

    init(_ side: Side) { self.side = side }

    /// The best price and what waits there.
    public var best: PaperLevel? { levels.last }

    /// Whether somebody at `price` on the other side trades with a level here.
    func reaches(_ price: Price, from level: PaperLevel) -> Bool {
        side == .buy ? level.price >= price : level.price <= price
    }

    /// What waits at `price`; zero where nothing does.
    ///
    /// - Complexity: logarithmic in the levels.
    public func quantity(at price: Price) -> Quantity {
        let place = place(of: price)
        return place < levels.count && levels[place].price == price
            ? levels[place].quantity : .zero
    }

    /// Adds an order behind those of its price.
    mutating func add(_ order: Int64, price: Price, quantity: Quantity) {
        let place = place(of: price)
        if place < levels.count, levels[place].price == price {
            levels[place].quantity = levels[place].quantity + quantity
            levels[place].queue.append(order)
        } else {
            levels.insert(
                PaperLevel(price: price, quantity: quantity, queue: [order]), at: place)
        }
    }

    /// Takes an order out, with what it had left.
    mutating func remove(_ order: Int64, price: Price, quantity: Quantity) {
        let place = place(of: price)
        guard place < levels.count, levels[place].price == price,
            let index = levels[place].queue.firstIndex(of: order)
        else { preconditionFailure("order \(order) is not in the book") }
        levels[place].queue.remove(at: index)
        levels[place].quantity = levels[place].quantity - quantity
        if levels[place].queue.isEmpty { levels.remove(at: place) }
    }

    /// An order at a price has less left, and stays where it is.
    mutating func reduce(_ price: Price, by quantity: Quantity) {
        let place = place(of: price)
        guard place < levels.count, levels[place].price == price else {
            preconditionFailure("nothing waits at \(price)")
        }
        levels[place].quantity = levels[place].quantity - quantity
    }

    /// The first order of the best price trades; it leaves where nothing is left of it.
    mutating func fillFirst(_ quantity: Quantity, isWhole: Bool) {
        let last = levels.count - 1
        levels[last].quantity = levels[last].quantity - quantity
        if isWhole { levels[last].queue.removeFirst() }
        if levels[last].queue.isEmpty { levels.removeLast() }
    }

    /// The first place whose price is not worse than `price`.
    private func place(of price: Price) -> Int {
        var low = 0
        var high = levels.count
        while low < high {
            let middle = (low + high) / 2
            let isWorse =
                side == .buy ? levels[middle].price < price : levels[middle].price > price
            if isWorse { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The orders that wait for a symbol.
public struct PaperBook: Sendable, Equatable {
    /// Who buys.
    public internal(set) var bids = PaperBookSide(.buy)
    /// Who sells.
    public internal(set) var asks = PaperBookSide(.sell)
    /// Counts every change of a level.
    public internal(set) var updateID: Int64 = 1

    /// The side's orders; changed in place.
    subscript(side: Side) -> PaperBookSide {
        get { side == .buy ? bids : asks }
        _modify {
            if side == .buy { yield &bids } else { yield &asks }
        }
    }
}
