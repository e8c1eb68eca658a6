/// The rows of orders that still matter, as bits: found, dropped and gone through in rising order.
///
/// Three levels, so that the next row is found without looking at the orders in between: a bit for
/// each row, a bit for each word of those that is not empty, and a bit for each word of these.
///
/// - Complexity: constant for a change; the next row in time linear in a 262,144th of all orders.
struct LiveOrders: Sendable {
    private var rows: [UInt64] = []
    private var words: [UInt64] = []
    private var blocks: [UInt64] = []
    private(set) var count = 0

    /// In rising order.
    var all: [UInt32] {
        var all: [UInt32] = []
        all.reserveCapacity(count)
        var row = next(from: 0)
        while let found = row {
            all.append(UInt32(found))
            row = next(from: found + 1)
        }
        return all
    }

    func contains(_ row: Int) -> Bool {
        row >> 6 < rows.count && rows[row >> 6] & (1 << UInt64(row & 63)) != 0
    }

    /// The first row at or after this one, nil for none.
    func next(from row: Int) -> Int? {
        if let near = Self.bit(in: rows, from: row, endOfWord: true) { return near }
        let word = (row >> 6) + 1
        if let near = Self.bit(in: words, from: word, endOfWord: true) {
            return first(inWord: near)
        }
        guard let block = Self.bit(in: blocks, from: (word >> 6) + 1, endOfWord: false) else {
            return nil
        }
        return first(inWord: block << 6 + words[block].trailingZeroBitCount)
    }

    private func first(inWord word: Int) -> Int { word << 6 + rows[word].trailingZeroBitCount }

    /// The first bit that is set at or after one.
    ///
    /// - Parameter endOfWord: whether only the rest of its own word is looked at.
    private static func bit(in bits: [UInt64], from start: Int, endOfWord: Bool) -> Int? {
        var word = start >> 6
        guard word < bits.count else { return nil }
        var rest = bits[word] & (UInt64.max << UInt64(start & 63))
        while rest == 0 {
            word += 1
            guard !endOfWord, word < bits.count else { return nil }
            rest = bits[word]
        }
        return word << 6 + rest.trailingZeroBitCount
    }

    mutating func update(_ row: Int, isLive: Bool) {
        while rows.count <= row >> 6 { rows.append(0) }
        while words.count <= row >> 12 { words.append(0) }
        while blocks.count <= row >> 18 { blocks.append(0) }
        guard contains(row) != isLive else { return }
        rows[row >> 6] ^= 1 << UInt64(row & 63)
        count += isLive ? 1 : -1
        Self.set(&words, row >> 6, rows[row >> 6] != 0)
        Self.set(&blocks, row >> 12, words[row >> 12] != 0)
    }

    private static func set(_ bits: inout [UInt64], _ place: Int, _ isSet: Bool) {
        let bit: UInt64 = 1 << UInt64(place & 63)
        if isSet { bits[place >> 6] |= bit } else { bits[place >> 6] &= ~bit }
    }
}
