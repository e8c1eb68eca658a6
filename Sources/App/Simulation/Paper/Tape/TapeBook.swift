internal import Domain
internal import Wire

/// A book kept from a recording: a snapshot, and what is told of its changes.
struct TapeBook {
    /// Levels by rising price.
    private var bids: [(price: Price, quantity: Quantity)] = []
    private var asks: [(price: Price, quantity: Quantity)] = []
    /// The number of the last change that is in it.
    private(set) var updateID: Int64

    /// Reads a snapshot: the answer to `depth`.
    init?(snapshot document: JSONDocument, in text: Span<UInt8>) {
        guard let node = document.member("lastUpdateId", of: document.root, in: text),
            let number = document.integer(node, in: text),
            let bids = Self.levels("bids", document, text),
            let asks = Self.levels("asks", document, text), !bids.isEmpty, !asks.isEmpty
        else { return nil }
        updateID = number
        self.bids = bids.sorted { $0.price < $1.price }
        self.asks = asks.sorted { $0.price < $1.price }
    }

    /// Takes in a `depthUpdate`, unless it is older than the book.
    mutating func apply(_ document: JSONDocument, in text: Span<UInt8>) {
        guard let node = document.member("u", of: document.root, in: text),
            let last = document.integer(node, in: text), last > updateID
        else { return }
        for level in Self.levels("b", document, text) ?? [] { Self.set(level, in: &bids) }
        for level in Self.levels("a", document, text) ?? [] { Self.set(level, in: &asks) }
        updateID = last
    }

    var top: TopOfBook? {
        guard let bid = bids.last, let ask = asks.first else { return nil }
        return TopOfBook(bid: bid.price, bid.quantity, ask: ask.price, ask.quantity)
    }

    /// The best levels of a side, the best first.
    func best(_ side: Side, _ limit: Int) -> [(price: Price, quantity: Quantity)] {
        side == .buy ? bids.suffix(limit).reversed() : Array(asks.prefix(limit))
    }

    /// Greatest steps that all prices and all quantities are whole multiples of.
    var steps: (price: Int64, quantity: Int64) {
        var steps: (price: Int64, quantity: Int64) = (0, 0)
        for level in bids + asks {
            steps.price = Self.common(steps.price, level.price.mantissa)
            steps.quantity = Self.common(steps.quantity, level.quantity.mantissa)
        }
        return (max(1, steps.price), max(1, steps.quantity))
    }

    private static func common(_ left: Int64, _ right: Int64) -> Int64 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }

    private static func levels(
        _ key: JSONKey, _ document: JSONDocument, _ text: Span<UInt8>
    ) -> [(price: Price, quantity: Quantity)]? {
        guard let list = document.member(key, of: document.root, in: text) else { return nil }
        var cursor = document.cursor(list)
        var result: [(price: Price, quantity: Quantity)] = []
        while let pair = document.next(&cursor) {
            guard let price = number(0, of: pair, document, text),
                let quantity = number(1, of: pair, document, text)
            else { return nil }
            result.append((Price(mantissa: price), Quantity(mantissa: quantity)))
        }
        return result
    }

    private static func number(
        _ index: Int, of pair: JSONDocument.Node, _ document: JSONDocument, _ text: Span<UInt8>
    ) -> Int64? {
        document.element(index, of: pair)
            .flatMap { document.mantissa($0, decimals: PaperSymbol.decimals, in: text) }?.value
    }

    private static func set(
        _ level: (price: Price, quantity: Quantity),
        in levels: inout [(price: Price, quantity: Quantity)]
    ) {
        var low = 0
        var high = levels.count
        while low < high {
            let middle = (low + high) / 2
            if levels[middle].price < level.price { low = middle + 1 } else { high = middle }
        }
        let isThere = low < levels.count && levels[low].price == level.price
        if level.quantity == .zero {
            if isThere { levels.remove(at: low) }
        } else if isThere {
            levels[low].quantity = level.quantity
        } else {
            levels.insert(level, at: low)
        }
    }
}
