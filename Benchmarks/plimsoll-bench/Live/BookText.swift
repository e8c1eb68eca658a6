import Wire

/// What the house says about its venue.
struct Health {
    let messages: Int
    let gaps: Int
    let reconnects: Int

    init(_ json: [UInt8]) {
        func number(_ name: String) -> Int {
            ServerAnswer.number(after: "\"\(name)\":", in: json[...]) ?? -1
        }
        messages = number("messages")
        gaps = number("gaps")
        reconnects = number("reconnects")
    }
}

/// A book as it is written in JSON, each amount without the zeros that say nothing: ours and the
/// venue's compare equal where they mean the same.
struct BookText: Equatable {
    let bids: [[String]]
    let asks: [[String]]

    init?(_ json: [UInt8]) {
        var document = JSONDocument()
        guard (try? document.parse(json.span)) != nil else { return nil }
        func side(_ name: JSONKey) -> [[String]]? {
            guard let key = document.member(name, of: document.root, in: json.span)
            else { return nil }
            var levels: [[String]] = []
            var cursor = document.cursor(key)
            while let level = document.next(&cursor) {
                var texts: [String] = []
                var inner = document.cursor(level)
                while let amount = document.next(&inner) {
                    texts.append(Self.plain(document.string(amount, in: json.span) ?? ""))
                }
                levels.append(texts)
            }
            return levels
        }
        guard let bids = side("bids"), let asks = side("asks"), !bids.isEmpty, !asks.isEmpty
        else { return nil }
        self.bids = bids
        self.asks = asks
    }

    private static func plain(_ amount: String) -> String {
        guard amount.contains(".") else { return amount }
        var amount = amount
        while amount.hasSuffix("0") { amount.removeLast() }
        if amount.hasSuffix(".") { amount.removeLast() }
        return amount
    }
}
