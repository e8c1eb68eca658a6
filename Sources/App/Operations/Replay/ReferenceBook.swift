internal import Domain
internal import Markets
internal import Wire

/// A book that is obviously right, kept beside the real one to judge it and, where a message was
/// left out on purpose, to answer for the venue.
///
/// It shares nothing with the real path but the JSON reader: two dictionaries, sorted when asked.
struct ReferenceBook {
    /// Digits after the point of every number.
    static let decimals = 8

    enum State: Equatable {
        /// No snapshot came yet.
        case empty
        /// In step.
        case sound
        /// Updates are missing.
        case broken
        /// It grew too large, and judges nothing any more.
        case abandoned
    }

    private(set) var state = State.empty
    private(set) var lastUpdate: Int64 = 0
    /// Prices, and updates that wait: what its memory goes with.
    var size: Int { bids.count + asks.count + earlySize }
    private var earlySize = 0
    private var bids: [Int64: Int64] = [:]
    private var asks: [Int64: Int64] = [:]
    private var early: [Update] = []

    /// Judge nothing any more, and hold nothing.
    mutating func abandon() {
        self = ReferenceBook()
        state = .abandoned
    }

    private struct Update {
        let first: Int64
        let last: Int64
        let bids: [(Int64, Int64)]
        let asks: [(Int64, Int64)]
        var size: Int { 1 + bids.count + asks.count }
    }

    /// Updates kept before the first snapshot, at most; more break the book.
    private static let earlyMax = 100_000

    /// Takes a depth update in. - Parameter body: its object.
    mutating func update(_ document: JSONDocument, _ body: JSONDocument.Node, _ text: Span<UInt8>) {
        guard state != .abandoned else { return }
        // Futures say which update came before, and leave out numbers in between.
        let before = Self.integer("pu", document, body, text)
        guard let first = before.map({ $0 + 1 }) ?? Self.integer("U", document, body, text),
            let last = Self.integer("u", document, body, text),
            let bids = Self.levels("b", document, body, text),
            let asks = Self.levels("a", document, body, text)
        else {
            state = state == .sound ? .broken : state
            return
        }
        let update = Update(first: first, last: last, bids: bids, asks: asks)
        switch state {
        case .empty, .broken: keep(update)
        case .sound: apply(update)
        case .abandoned: break
        }
    }

    private mutating func keep(_ update: Update) {
        early.append(update)
        earlySize += update.size
        guard early.count > Self.earlyMax else { return }
        early.removeFirst(Self.earlyMax / 2)
        earlySize = early.reduce(0) { $0 + $1.size }
    }

    /// Takes a snapshot in, where one is needed. - Parameter body: its object.
    mutating func snapshot(_ document: JSONDocument, _ text: Span<UInt8>) {
        let body = document.root
        guard state == .empty || state == .broken,
            let last = Self.integer("lastUpdateId", document, body, text),
            let bids = Self.levels("bids", document, body, text),
            let asks = Self.levels("asks", document, body, text)
        else { return }
        self.bids = [:]
        self.asks = [:]
        Self.set(bids, in: &self.bids)
        Self.set(asks, in: &self.asks)
        lastUpdate = last
        state = .sound
        let waiting = early
        early = []
        earlySize = 0
        for update in waiting { apply(update) }
    }

    private mutating func apply(_ update: Update) {
        guard update.last > lastUpdate else { return }
        guard update.first <= lastUpdate + 1, state == .sound else {
            state = .broken
            keep(update)
            return
        }
        Self.set(update.bids, in: &bids)
        Self.set(update.asks, in: &asks)
        lastUpdate = update.last
    }

    /// The venue's answer to a request for this book, as text.
    func answer(limit: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("lastUpdateId")
        writer.integer(lastUpdate)
        for (name, levels) in [("bids", ordered(.buy)), ("asks", ordered(.sell))] {
            writer.name(name)
            writer.beginArray()
            for level in levels.prefix(limit) {
                writer.beginArray()
                writer.decimal(Int128(level.0), decimals: Self.decimals, as: .string)
                writer.decimal(Int128(level.1), decimals: Self.decimals, as: .string)
                writer.endArray()
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.bytes
    }

    /// Prices and quantities, best first.
    func ordered(_ side: Side) -> [(Int64, Int64)] {
        side == .buy ? bids.sorted { $0.key > $1.key } : asks.sorted { $0.key < $1.key }
    }

    /// Whether a real book holds the same, as far down as it is known completely.
    ///
    /// - Parameters:
    ///   - priceDecimals: the real book's.
    ///   - quantityDecimals: the real book's.
    func isEqual(to book: OrderBook, priceDecimals: Int, quantityDecimals: Int) -> Bool {
        guard book.lastUpdate == lastUpdate else { return false }
        for (side, levels) in [(Side.buy, book.bids), (.sell, book.asks)] {
            let scale = (Self.power(priceDecimals), Self.power(quantityDecimals))
            let known = (0..<levels.count).map { levels[$0] }.filter { level in
                Self.isWithin(level.price, levels.horizon, side)
            }
            let expected = ordered(side).filter { level in
                Self.isWithin(
                    Price(mantissa: level.0 / scale.0), levels.horizon, side)
            }
            guard known.count == expected.count else { return false }
            for (level, (price, quantity)) in zip(known, expected)
            where level.price.mantissa != price / scale.0
                || level.quantity.mantissa != quantity / scale.1
            {
                return false
            }
        }
        return true
    }

    private static func isWithin(_ price: Price, _ horizon: Price?, _ side: Side) -> Bool {
        guard let horizon else { return true }
        return side == .buy ? price >= horizon : price <= horizon
    }

    /// What a number at our decimals is divided by to have fewer.
    private static func power(_ decimals: Int) -> Int64 {
        precondition(decimals <= Self.decimals, "the reference has the venue's own decimals")
        return (decimals..<Self.decimals).reduce(1) { product, _ in product * 10 }
    }

    private static func set(_ levels: [(Int64, Int64)], in side: inout [Int64: Int64]) {
        for (price, quantity) in levels { side[price] = quantity == 0 ? nil : quantity }
    }

    private static func integer(
        _ key: JSONKey, _ document: JSONDocument, _ body: JSONDocument.Node, _ text: Span<UInt8>
    ) -> Int64? {
        document.member(key, of: body, in: text).flatMap { document.integer($0, in: text) }
    }

    private static func levels(
        _ key: JSONKey, _ document: JSONDocument, _ body: JSONDocument.Node, _ text: Span<UInt8>
    ) -> [(Int64, Int64)]? {
        guard let array = document.member(key, of: body, in: text) else { return nil }
        var levels: [(Int64, Int64)] = []
        var cursor = document.cursor(array)
        while let pair = document.next(&cursor) {
            guard let price = number(0, document, pair, text),
                let quantity = number(1, document, pair, text)
            else { return nil }
            levels.append((price, quantity))
        }
        return levels
    }

    private static func number(
        _ place: Int, _ document: JSONDocument, _ pair: JSONDocument.Node, _ text: Span<UInt8>
    ) -> Int64? {
        document.element(place, of: pair).flatMap { document.decimal($0, in: text) }
            .flatMap { $0.mantissa(decimals: decimals)?.value }
    }
}
