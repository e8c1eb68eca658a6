internal import Containers
internal import Domain
internal import Wire

/// Reads an order as people and bots write it, and refuses whatever is not quite clear.
enum OrderReader {
    private static let keys: [JSONKey] = [
        "clientOrderId", "symbol", "side", "type", "price", "quantity", "timeInForce", "postOnly",
        "account", "strategy", "triggerPrice", "expiresAt", "reduceOnly", "positionSide",
    ]
    private static let sides: [(JSONKey, Side)] = [("buy", .buy), ("sell", .sell)]
    private static let types: [(JSONKey, OrderType)] = [
        ("limit", .limit), ("market", .market), ("stop-market", .stopMarket),
        ("stop-limit", .stopLimit), ("take-profit-market", .takeProfitMarket),
        ("take-profit-limit", .takeProfitLimit),
    ]
    private static let legs: [(JSONKey, PositionLeg)] = [
        ("net", .net), ("long", .long), ("short", .short),
    ]
    private static let times: [(JSONKey, TimeInForce)] = [
        ("gtc", .goodTillCanceled), ("ioc", .immediateOrCancel), ("fok", .fillOrKill),
        ("gtd", .goodTillDate),
    ]

    /// - Parameters:
    ///   - node: the order, in `document` over `text`.
    ///   - newest: an instrument's newest version.
    static func request(
        _ node: JSONDocument.Node, in document: JSONDocument, _ text: Span<UInt8>,
        _ names: HouseNames, newest: (InstrumentID) -> Instrument?
    ) throws(Problem) -> OrderRequest {
        let order = try StrictObject(node, in: document, text, called: "order", keys)
        let id = try clientOrderID(order.text(0, in: text))
        let account = try names.account(order.text(8, in: text))
        guard let symbol = try order.text(1, in: text) else {
            throw .missingField("symbol", fix: "name one of /api/v1/instruments")
        }
        let instrument = try names.instrument(named: symbol, at: account.venue)
        guard let rules = newest(instrument) else {
            throw .symbolUnknown(symbol, near: nil)
        }
        guard let side = try order.word(2, sides, in: text) else {
            throw .missingField("side", fix: "write \"buy\" or \"sell\"")
        }
        guard let type = try order.word(3, types, in: text) else {
            throw .missingField("type", fix: "write \"limit\", \"market\" or another type")
        }
        let price = try price(order, type, rules, text)
        var lot: String { rules.lot.text(decimals: Int(rules.quantityDecimals)) }
        guard
            let quantity = try order.decimal(
                5, decimals: Int(rules.quantityDecimals), step: lot, of: rules.symbol, in: text)
        else {
            throw .missingField("quantity", fix: "write how much to \(symbol): \"\(lot)\"")
        }
        let time = try order.word(6, times, in: text)
        let strategy = try order.integer(9, 1...Int64(UInt32.max), in: text)
        return OrderRequest(
            account: account.id,
            strategy: strategy.map { StrategyID(UInt32($0)) } ?? account.strategy,
            clientOrderID: id,
            instrument: instrument, side: side, type: type,
            timeInForce: time ?? (type == .market ? .immediateOrCancel : .goodTillCanceled),
            isPostOnly: try order.bool(7) ?? false, price: price,
            quantity: Quantity(mantissa: quantity),
            triggerPrice: try trigger(order, type, rules, text),
            expiresAt: try expiry(order, time, text), isReduceOnly: try order.bool(12) ?? false,
            leg: try order.word(13, legs, in: text) ?? .net)
    }

    private static func trigger(
        _ order: StrictObject, _ type: OrderType, _ rules: Instrument, _ text: Span<UInt8>
    ) throws(Problem) -> Price {
        var tick: String { rules.tick.text(decimals: Int(rules.priceDecimals)) }
        let trigger = try order.decimal(
            10, decimals: Int(rules.priceDecimals), step: tick, of: rules.symbol, in: text)
        guard type.hasTrigger == (trigger != nil) else {
            guard type.hasTrigger else {
                throw .invalid(
                    "triggerPrice", "only stop and take-profit orders have a trigger price",
                    fix: "leave triggerPrice out, or write another type")
            }
            throw .missingField(
                "triggerPrice", fix: "a stop or take-profit order needs one: \"\(tick)\"")
        }
        return Price(mantissa: trigger ?? 0)
    }

    private static func expiry(
        _ order: StrictObject, _ time: TimeInForce?, _ text: Span<UInt8>
    ) throws(Problem) -> Timestamp {
        let most = Int64.max / 1_000
        guard let expiresAt = try order.integer(11, 1...most, in: text) else {
            guard time != .goodTillDate else {
                throw .missingField(
                    "expiresAt", fix: "write when it ends, in microseconds since 1970")
            }
            return .none
        }
        return Timestamp(nanoseconds: expiresAt * 1_000)
    }

    private static func price(
        _ order: StrictObject, _ type: OrderType, _ rules: Instrument, _ text: Span<UInt8>
    ) throws(Problem) -> Price {
        var tick: String { rules.tick.text(decimals: Int(rules.priceDecimals)) }
        let price = try order.decimal(
            4, decimals: Int(rules.priceDecimals), step: tick, of: rules.symbol, in: text)
        switch type.hasPrice {
        case true:
            guard let price else {
                throw .missingField("price", fix: "a limit order needs one: \"\(tick)\"")
            }
            return Price(mantissa: price)
        case false:
            guard price == nil else {
                throw .invalid(
                    "price", "a market order has no price",
                    fix: "leave price out, or write \"type\":\"limit\"")
            }
            return .zero
        }
    }

    /// The identifier under which an order can be asked for: such as every venue takes.
    static func clientOrderID(_ text: String?) throws(Problem) -> ClientOrderID {
        guard let text else {
            throw .missingField(
                "clientOrderId", fix: "give each order a name that no other order has")
        }
        var fix: String { "write 1 to \(ClientOrderID.countMax) of A-Z a-z 0-9 . _ : / -" }
        let isPlain = text.utf8.allSatisfy { byte in
            (0x2D...0x3A).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
        guard isPlain else {
            throw .invalid(
                "clientOrderId", "clientOrderId has a character that venues do not take", fix: fix)
        }
        guard text.isEmpty || canStandInPath(text) else {
            throw .invalid(
                "clientOrderId", "clientOrderId would not stand in the path of a request",
                fix: "write no empty part, \".\" or \"..\" between slashes, and none of the words "
                    + "that end the paths of orders: cancel-all, state-absent")
        }
        do {
            return try ClientOrderID(text)
        } catch {
            throw .invalid(
                "clientOrderId",
                text.isEmpty
                    ? "clientOrderId is empty"
                    : "clientOrderId has \(text.utf8.count) characters", fix: fix)
        }
    }

    /// Whether the order can be asked for and canceled by its name: servers take `a//b`, `a/./b`
    /// and `a/x/../b` for other paths, and some paths of orders end in words of their own.
    private static func canStandInPath(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
            && name != "cancel-all" && parts.last != "state-absent"
    }
}
