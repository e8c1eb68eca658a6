public import Containers
public import Domain

/// Everything the trading core knows. Changed by ``TradingCore/apply(_:at:)`` alone.
///
/// Rows are facts and are in every snapshot; the indexes beside them are derived from the rows and
/// are rebuilt when a snapshot is read.
public struct TradingState: Sendable {
    /// Every order there ever was, denied ones included, in the order of their intents.
    public internal(set) var orders = ChunkedTable<Order>()
    /// Every fill that was counted, in the order in which it was.
    public internal(set) var fills = ChunkedTable<FillReport>()
    /// One row for each account and asset that ever had money.
    public internal(set) var balances = ChunkedTable<Balance>()
    /// One row for each account, strategy and instrument that ever had a fill.
    public internal(set) var positions = ChunkedTable<Position>()
    /// Every version of every instrument.
    public internal(set) var instruments = ChunkedTable<Instrument>()
    /// Every deposit, withdrawal and opening balance.
    public internal(set) var flows = ChunkedTable<ExternalFlow>()
    /// One row an instrument, in the order of their identifiers.
    public internal(set) var conditions = ChunkedTable<InstrumentCondition>()
    /// The values that belong to no table.
    public internal(set) var globals = Globals()

    var orderIndex = KeyIndex()
    var fillIndex = KeyIndex()
    var balanceIndex = KeyIndex()
    var positionIndex = KeyIndex()
    var flowIndex = KeyIndex()
    /// Orders by when they next need attention.
    var deadlines = DeadlineHeap()
    /// While events are replayed nobody looks for orders or attends to them: indexes and deadlines
    /// of orders and fills are made at its end.
    var isReplaying = false
    /// The rows of orders that are not final, or whose fills are incomplete.
    var live = LiveOrders()

    /// A core that knows nothing.
    public init() {}

    /// The values that belong to no table.
    public struct Globals: Sendable, Equatable {
        public internal(set) var mode = TradingMode.active
        /// How often the process has started.
        public internal(set) var epoch: UInt32 = 0
        /// The number of the last input that was applied.
        public internal(set) var sequence: UInt64 = 0
        public internal(set) var time = Timestamp.none
        /// How many alarms there have been.
        public internal(set) var alarms: UInt64 = 0
        /// Since the last start, the rows of orders before this one have been looked at …
        public internal(set) var restartNext: UInt32 = 0
        /// … and those from this one on are younger than the start.
        public internal(set) var restartEnd: UInt32 = 0
    }
}

/// What is known of an instrument beside its listing.
public struct InstrumentCondition: Sendable, Equatable {
    public let instrument: InstrumentID
    /// The row of its newest version; `UInt32.max` for none.
    public internal(set) var latestRow: UInt32
    public internal(set) var mark: MarkPrice
    /// ``Timestamp/none`` before the first mark.
    public internal(set) var markedAt: Timestamp
    /// Whether orders are refused until an operator has looked.
    public internal(set) var isHalted: Bool
}

extension InstrumentCondition: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(instrument.raw)
        writer.put(latestRow)
        writer.put(mark.raw)
        writer.put(markedAt.nanoseconds)
        writer.put(isHalted)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        instrument = InstrumentID(try reader.uint32())
        latestRow = try reader.uint32()
        mark = MarkPrice(raw: try reader.int128())
        markedAt = Timestamp(nanoseconds: try reader.int64())
        isHalted = try reader.bool()
    }
}

/// The rows of orders that still matter, found and dropped in constant time.
struct LiveOrders: Sendable {
    private var rows: [UInt32] = []
    /// The place of a row in `rows`, plus one; zero for a row that is not there. Indexed by row.
    private var places: [UInt32] = []

    var count: Int { rows.count }
    /// In no order that means anything.
    var all: [UInt32] { rows }

    func contains(_ row: Int) -> Bool { row < places.count && places[row] != 0 }

    mutating func update(_ row: Int, isLive: Bool) {
        while places.count <= row { places.append(0) }
        let place = Int(places[row])
        if isLive && place == 0 {
            rows.append(UInt32(row))
            places[row] = UInt32(rows.count)
        } else if !isLive && place != 0 {
            let last = rows.removeLast()
            if Int(last) != row {
                rows[place - 1] = last
                places[Int(last)] = UInt32(place)
            }
            places[row] = 0
        }
    }
}

// MARK: - Looking things up

extension TradingState {
    /// The row of an account's order, nil where the identifier was never used.
    public func orderRow(_ reference: OrderReference) -> Int? {
        orderIndex.row(hash: reference.keyHash) { row in
            orders[row].request.clientOrderID == reference.clientOrderID
                && orders[row].request.account == reference.account
        }
    }

    /// The row of the fill with the key of `fill`, nil where it has not been counted.
    public func fillRow(_ fill: FillReport) -> Int? {
        fillIndex.row(hash: fill.keyHash) { row in fills[row].hasKey(of: fill) }
    }

    func balanceRow(_ account: AccountID, _ asset: Asset) -> Int? {
        balanceIndex.row(hash: Self.balanceHash(account, asset)) { row in
            balances[row].asset == asset && balances[row].account == account
        }
    }

    func positionRow(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID
    ) -> Int? {
        positionIndex.row(hash: Self.positionHash(account, strategy, instrument)) { row in
            positions[row].instrument == instrument && positions[row].account == account
                && positions[row].strategy == strategy
        }
    }

    func flowRow(_ id: FlowID) -> Int? {
        flowIndex.row(hash: Self.flowHash(id)) { row in flows[row].id == id }
    }

    /// The rows of orders that are not final, or whose fills are incomplete, in no order that means
    /// anything.
    public var liveOrderRows: [UInt32] { live.all }

    /// What an account holds of an asset; zero where it never held any.
    public func balance(_ account: AccountID, _ asset: Asset) -> Balance {
        balanceRow(account, asset).map { balances[$0] } ?? Balance(account: account, asset: asset)
    }

    /// What a strategy has of an instrument in an account.
    public func position(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID
    ) -> Position {
        positionRow(account, strategy, instrument).map { positions[$0] }
            ?? Position(account: account, strategy: strategy, instrument: instrument)
    }

    /// The row of an instrument's newest version, nil where it was never listed.
    public func instrumentRow(_ id: InstrumentID) -> Int? {
        guard let condition = condition(id), condition.latestRow != .max else { return nil }
        return Int(condition.latestRow)
    }

    /// What is known of an instrument beside its listing.
    public func condition(_ id: InstrumentID) -> InstrumentCondition? {
        Int(id.raw) < conditions.count ? conditions[Int(id.raw)] : nil
    }

    static func balanceHash(_ account: AccountID, _ asset: Asset) -> UInt64 {
        var hash = StateHash(seed: UInt64(account.raw))
        asset.fold(into: &hash)
        return hash.value
    }

    static func positionHash(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID
    ) -> UInt64 {
        var hash = StateHash(seed: UInt64(account.raw) << 32 | UInt64(strategy.raw))
        hash.combine(UInt64(instrument.raw))
        return hash.value
    }

    static func flowHash(_ id: FlowID) -> UInt64 {
        var hash = StateHash()
        id.fold(into: &hash)
        return hash.value
    }
}

extension OrderReference {
    /// The hash of the reference, the same in every process.
    var keyHash: UInt64 {
        var hash = StateHash(seed: UInt64(account.raw))
        clientOrderID.fold(into: &hash)
        return hash.value
    }
}

// MARK: - Changing rows

extension TradingState {
    mutating func append(_ order: Order) {
        let row = orders.append(order)
        guard !isReplaying else { return }
        orderIndex.insert(hash: order.request.reference.keyHash, row: row)
        attend(row, before: nil)
    }

    mutating func append(_ fill: FillReport) {
        let row = fills.append(fill)
        guard !isReplaying else { return }
        fillIndex.insert(hash: fill.keyHash, row: row)
    }

    /// Changes an order and keeps what is derived from it.
    mutating func change(_ row: OrderRow, _ body: (inout Order) -> Void) {
        let index = Int(row.index)
        let before = isReplaying ? nil : orders[index].wakeAt
        body(&orders[index])
        if !orders[index].isUncertain { orders[index].queries = 0 }
        attend(index, before: before)
    }

    /// Makes what only deciding needs, after a replay or a snapshot: the indexes of orders and
    /// fills, which orders are live, and when they need attention.
    ///
    /// One index after the other: insertions that wait for nothing else overlap in the processor,
    /// where between two events each would wait for memory.
    mutating func deriveFromOrdersAndFills() {
        isReplaying = false
        // Every row is in its index once, so the index's count is the first row that is not.
        for row in orderIndex.count..<orders.count {
            orderIndex.insert(hash: orders[row].request.reference.keyHash, row: row)
        }
        for row in fillIndex.count..<fills.count {
            fillIndex.insert(hash: fills[row].keyHash, row: row)
        }
        live = LiveOrders()
        deadlines.removeAll()
        for row in 0..<orders.count { attend(row, before: nil) }
    }

    private mutating func attend(_ row: Int, before: Timestamp?) {
        guard !isReplaying else { return }
        live.update(row, isLive: orders[row].isOpen || orders[row].isUncertain)
        if let wakeAt = orders[row].wakeAt, wakeAt != before {
            deadlines.insert(time: wakeAt.nanoseconds, row: row)
            if deadlines.count > 4 * (live.count + 1024) { sweepDeadlines() }
        }
    }

    /// Drops outdated deadlines. Without it a minute of orders, or a whole replay, would stay.
    private mutating func sweepDeadlines() {
        deadlines.removeAll()
        for row in live.all {
            guard let wakeAt = orders[Int(row)].wakeAt else { continue }
            deadlines.insert(time: wakeAt.nanoseconds, row: Int(row))
        }
    }

    mutating func changeBalance(
        _ account: AccountID, _ asset: Asset, total: Money = .zero, reserved: Money = .zero
    ) {
        let row: Int
        if let known = balanceRow(account, asset) {
            row = known
        } else {
            row = balances.append(Balance(account: account, asset: asset))
            balanceIndex.insert(hash: Self.balanceHash(account, asset), row: row)
        }
        balances[row].total += total
        balances[row].reserved += reserved
        assert(balances[row].reserved >= .zero, "more was released than was set aside")
    }

    mutating func changePosition(of effect: FillEffect, _ body: (inout Position) -> Void) {
        let fill = effect.fill
        let row: Int
        if let known = positionRow(fill.order.account, effect.strategy, fill.instrument) {
            row = known
        } else {
            row = positions.append(
                Position(
                    account: fill.order.account, strategy: effect.strategy,
                    instrument: fill.instrument))
            let hash = Self.positionHash(fill.order.account, effect.strategy, fill.instrument)
            positionIndex.insert(hash: hash, row: row)
        }
        body(&positions[row])
    }

    /// Makes sure that there is a condition for every instrument up to `id`.
    mutating func ensureCondition(_ id: InstrumentID) {
        while conditions.count <= Int(id.raw) {
            conditions.append(
                InstrumentCondition(
                    instrument: InstrumentID(UInt32(conditions.count)), latestRow: .max,
                    mark: MarkPrice(raw: 0), markedAt: .none, isHalted: false))
        }
    }
}
