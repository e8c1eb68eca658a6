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
    /// One row for each account, strategy and asset that ever had money or a gain.
    public internal(set) var capitals = ChunkedTable<Capital>()
    /// One row for each account, strategy, instrument and leg that ever had a fill.
    public internal(set) var positions = ChunkedTable<Position>()
    /// Every version of every instrument.
    public internal(set) var instruments = ChunkedTable<Instrument>()
    /// Every deposit, withdrawal and opening balance.
    public internal(set) var flows = ChunkedTable<ExternalFlow>()
    /// Every transfer between strategies.
    public internal(set) var transfers = ChunkedTable<CapitalTransfer>()
    /// Every funding, by what the venue told of it.
    public internal(set) var fundings = ChunkedTable<FundingNotice>()
    /// The newest of each account, strategy and asset that has one.
    public internal(set) var allocations = ChunkedTable<CapitalAllocation>()
    /// The newest of each scope that was ever restricted.
    public internal(set) var restrictions = ChunkedTable<TradingRestriction>()
    /// The newest of each scope that has limits.
    public internal(set) var limits = ChunkedTable<RiskLimits>()
    /// How many orders and cancels there were of late, for each row of ``limits``.
    public internal(set) var rates = ChunkedTable<RateWindow>()
    /// The newest of each instrument that has one.
    public internal(set) var marginTables = ChunkedTable<MarginTable>()
    /// The newest of each account and instrument that has any.
    public internal(set) var marginTerms = ChunkedTable<MarginTerms>()
    /// The newest of each asset that has one.
    public internal(set) var conversions = ChunkedTable<ConversionRate>()
    /// One row for each account that was ever compared with its venue.
    public internal(set) var accounts = ChunkedTable<AccountCondition>()
    /// What is known of orders at the venue that are not ours.
    public internal(set) var foreignOrders = ChunkedTable<ForeignOrder>()
    /// Every taking back of all orders of a scope. One after the other is gone through.
    public internal(set) var sweeps = ChunkedTable<CancelSweep>()
    /// The fills that were taken back.
    public internal(set) var busts = ChunkedTable<FillReport>()
    /// The newest alarms, at most ``TradingCore/Limits/alarmsKept``: beyond, a new one takes the
    /// place of the oldest.
    var alarms = ChunkedTable<RaisedAlarm>()
    /// One row an instrument, in the order of their identifiers.
    public internal(set) var conditions = ChunkedTable<InstrumentCondition>()
    /// The values that belong to no table.
    public internal(set) var globals = Globals()

    var recentBalances = RecentRows()
    var recentCapitals = RecentRows()
    var recentPositions = RecentRows()
    var orderIndex = KeyIndex()
    var fillIndex = KeyIndex()
    var balanceIndex = KeyIndex()
    var capitalIndex = KeyIndex()
    var positionIndex = KeyIndex()
    var flowIndex = KeyIndex()
    var transferIndex = KeyIndex()
    var fundingIndex = KeyIndex()
    var allocationIndex = KeyIndex()
    var restrictionIndex = KeyIndex()
    var limitIndex = KeyIndex()
    var marginTermsIndex = KeyIndex()
    var conversionIndex = KeyIndex()
    var accountIndex = KeyIndex()
    var foreignIndex = KeyIndex()
    var bustIndex = KeyIndex()
    /// The checked form of each row of ``marginTables``; nil for one that is not whole yet.
    private(set) var marginTiers: [MarginTiers?] = []
    /// What works and what is held, added up.
    var exposures = Exposures()
    /// What checks look up beside it.
    var watch = RiskWatch()
    /// Orders by when they next need attention.
    var deadlines = DeadlineHeap()
    /// While events are replayed nobody looks for orders or attends to them: indexes and deadlines
    /// of orders and fills are made at its end.
    var isReplaying = false
    /// The rows of orders that are not final, or whose fills are incomplete.
    var live = LiveOrders()

    /// Always nil: see ``Unloadable``.
    private var unloadable: Unloadable?

    /// A core that knows nothing.
    public init() {}

    /// Has the compiler work on the state where it lies.
    ///
    /// A structure of plain fields is one that the compiler may load whole: it then copied these
    /// three kilobytes for most calls that only read one table, a third of what an order took. A
    /// value of unknown size is never loaded, and so neither is what holds it.
    private typealias Unloadable = any Sendable

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
        /// What limits and reports are counted in; ``Asset/none`` until it is said.
        public internal(set) var valuation = Asset.none
        /// When the last fill was counted.
        public internal(set) var lastFillAt = Timestamp.none
        /// The row of the first sweep that is not done; as many as there are sweeps for none.
        public internal(set) var sweepFirst: UInt32 = 0
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
    /// The best bid with the mark; zero for none.
    public internal(set) var bid = Price.zero
    /// The best ask with the mark; zero for none.
    public internal(set) var ask = Price.zero
    /// What the book shows to sell into; zero for unknown.
    public internal(set) var bidDepth = Quantity.zero
    /// What the book shows to buy from; zero for unknown.
    public internal(set) var askDepth = Quantity.zero
    /// What was traded in a day; zero for unknown.
    public internal(set) var dayVolume = Quantity.zero
    /// The row of its maintenance table; `UInt32.max` for none.
    public internal(set) var marginTableRow = UInt32.max

    init(
        instrument: InstrumentID, latestRow: UInt32, mark: MarkPrice, markedAt: Timestamp,
        isHalted: Bool
    ) {
        self.instrument = instrument
        self.latestRow = latestRow
        self.mark = mark
        self.markedAt = markedAt
        self.isHalted = isHalted
    }
}

/// The taking back of all orders of a scope, a bounded number of them with each input.
public struct CancelSweep: Sendable, Equatable {
    public let scope: TradingScope
    /// Orders in rows before this one were attended to …
    public internal(set) var next: UInt32
    /// … and those from this one on are younger than the sweep.
    public let end: UInt32
}

extension CancelSweep: TableRow {
    public func encode(into writer: inout ByteWriter) {
        scope.encode(into: &writer)
        writer.put(next)
        writer.put(end)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(
            scope: try TradingScope(decoding: &reader), next: try reader.uint32(),
            end: try reader.uint32())
    }
}

/// What is known of an account beside its balances.
public struct AccountCondition: Sendable, Equatable {
    public let account: AccountID
    /// When it last agreed with the venue; ``Timestamp/none`` for never.
    public internal(set) var confirmedAt: Timestamp
    /// How many orders in a row the venue has rejected.
    public internal(set) var rejectsInRow: UInt32

    init(account: AccountID) {
        self.account = account
        confirmedAt = .none
        rejectsInRow = 0
    }
}

extension AccountCondition: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(account.raw)
        writer.put(confirmedAt.nanoseconds)
        writer.put(rejectsInRow)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        self.init(account: AccountID(try reader.uint32()))
        confirmedAt = Timestamp(nanoseconds: try reader.int64())
        rejectsInRow = try reader.uint32()
    }
}

extension InstrumentCondition: TableRow {
    public func encode(into writer: inout ByteWriter) {
        writer.put(instrument.raw)
        writer.put(latestRow)
        writer.put(mark.raw)
        writer.put(markedAt.nanoseconds)
        writer.put(isHalted)
        writer.put(bid.mantissa)
        writer.put(ask.mantissa)
        writer.put(bidDepth.mantissa)
        writer.put(askDepth.mantissa)
        writer.put(dayVolume.mantissa)
        writer.put(marginTableRow)
    }

    @_lifetime(reader: copy reader)
    public init(decoding reader: inout ByteReader) throws(ByteFault) {
        instrument = InstrumentID(try reader.uint32())
        latestRow = try reader.uint32()
        mark = MarkPrice(raw: try reader.int128())
        markedAt = Timestamp(nanoseconds: try reader.int64())
        isHalted = try reader.bool()
        guard reader.layout >= 2 else { return }
        bid = Price(mantissa: try reader.int64())
        ask = Price(mantissa: try reader.int64())
        bidDepth = Quantity(mantissa: try reader.int64())
        askDepth = Quantity(mantissa: try reader.int64())
        dayVolume = Quantity(mantissa: try reader.int64())
        marginTableRow = try reader.uint32()
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

    /// Whether the venue took the fill with the key of `fill` back.
    public func isBusted(_ fill: FillReport) -> Bool {
        bustIndex.row(hash: fill.keyHash) { busts[$0].hasKey(of: fill) } != nil
    }

    func balanceRow(_ account: AccountID, _ asset: Asset) -> Int? {
        let recent = recentBalances.row(RecentRows.key(account, .external, asset))
        if recent < balances.count, balances[recent].isOf(account, asset) { return recent }
        return balanceIndex.row(hash: Self.balanceHash(account, asset)) { row in
            balances[row].isOf(account, asset)
        }
    }

    func capitalRow(_ account: AccountID, _ strategy: StrategyID, _ asset: Asset) -> Int? {
        let recent = recentCapitals.row(RecentRows.key(account, strategy, asset))
        if recent < capitals.count, capitals[recent].isOf(account, strategy, asset) {
            return recent
        }
        return capitalIndex.row(hash: Self.capitalHash(account, strategy, asset)) { row in
            capitals[row].isOf(account, strategy, asset)
        }
    }

    func positionRow(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID,
        _ leg: PositionLeg
    ) -> Int? {
        let recent = recentPositions.row(RecentRows.key(account, strategy, instrument))
        if recent < positions.count,
            positions[recent].isOf(account, strategy, instrument, leg)
        {
            return recent
        }
        return positionIndex.row(
            hash: Self.positionHash(account, strategy, instrument, leg)
        ) { row in
            positions[row].isOf(account, strategy, instrument, leg)
        }
    }

    func flowRow(_ id: FlowID) -> Int? {
        flowIndex.row(hash: Self.flowHash(id)) { row in flows[row].id == id }
    }

    func transferRow(_ id: FlowID) -> Int? {
        transferIndex.row(hash: Self.flowHash(id)) { row in transfers[row].id == id }
    }

    func fundingRow(_ notice: FundingNotice) -> Int? {
        fundingIndex.row(hash: Self.flowHash(notice.id)) { row in
            fundings[row].id == notice.id && fundings[row].account == notice.account
        }
    }

    /// The row of the allocation of a strategy, nil where it shares the pool.
    func allocationRow(_ account: AccountID, _ strategy: StrategyID, _ asset: Asset) -> Int? {
        allocationIndex.row(hash: Self.capitalHash(account, strategy, asset)) { row in
            allocations[row].asset == asset && allocations[row].strategy == strategy
                && allocations[row].account == account
        }
    }

    func restrictionRow(_ scope: TradingScope) -> Int? {
        restrictionIndex.row(hash: scope.keyHash) { row in restrictions[row].scope == scope }
    }

    func limitsRow(_ scope: TradingScope) -> Int? {
        limitIndex.row(hash: scope.keyHash) { row in limits[row].scope == scope }
    }

    func marginTermsRow(_ account: AccountID, _ instrument: InstrumentID) -> Int? {
        marginTermsIndex.row(
            hash: Self.positionHash(account, .external, instrument, .net)
        ) { row in
            marginTerms[row].instrument == instrument && marginTerms[row].account == account
        }
    }

    func conversionRow(_ asset: Asset) -> Int? {
        conversionIndex.row(hash: Self.assetHash(asset)) { row in conversions[row].asset == asset }
    }

    func accountRow(_ account: AccountID) -> Int? {
        accountIndex.row(hash: TradingScope.account(account).keyHash) { row in
            accounts[row].account == account
        }
    }

    func foreignRow(_ order: ForeignOrder) -> Int? {
        foreignIndex.row(hash: order.keyHash) { row in
            foreignOrders[row].venueOrderID == order.venueOrderID
                && foreignOrders[row].reference.account == order.reference.account
        }
    }

    /// The rows of orders that are not final, or whose fills are incomplete, in rising order.
    public var liveOrderRows: [UInt32] { live.all }

    /// A transfer that was counted, by its identifier.
    public func transfer(_ id: FlowID) -> CapitalTransfer? {
        transferRow(id).map { transfers[$0] }
    }

    /// Whether there is such an asset, for all we know: some instrument is of it, or some account
    /// had it.
    ///
    /// - Complexity: O(instruments and balances).
    public func knows(_ asset: Asset) -> Bool {
        balances.contains { $0.asset == asset }
            || instruments.contains { asset == $0.base || asset == $0.quote || asset == $0.settle }
    }

    /// What an account holds of an asset; zero where it never held any.
    public func balance(_ account: AccountID, _ asset: Asset) -> Balance {
        balanceRow(account, asset).map { balances[$0] } ?? Balance(account: account, asset: asset)
    }

    /// What of an account's wallet is a strategy's.
    public func capital(_ account: AccountID, _ strategy: StrategyID, _ asset: Asset) -> Capital {
        capitalRow(account, strategy, asset).map { capitals[$0] }
            ?? Capital(account: account, strategy: strategy, asset: asset)
    }

    /// Whose capital a strategy's orders use: its own where it has an allocation, else the pool's.
    public func owner(
        _ account: AccountID, _ strategy: StrategyID, _ asset: Asset
    ) -> StrategyID {
        allocationRow(account, strategy, asset) == nil ? .external : strategy
    }

    /// What a strategy has of an instrument in an account.
    public func position(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID,
        _ leg: PositionLeg = .net
    ) -> Position {
        positionRow(account, strategy, instrument, leg).map { positions[$0] }
            ?? Position(account: account, strategy: strategy, instrument: instrument, leg: leg)
    }

    /// What may be traded in a scope, by its own restriction alone.
    public func restriction(_ scope: TradingScope) -> TradingRestriction {
        restrictionRow(scope).map { restrictions[$0] } ?? TradingRestriction(scope: scope)
    }

    /// How an account trades an instrument on margin, nil where it was never told.
    public func terms(_ account: AccountID, _ instrument: InstrumentID) -> MarginTerms? {
        marginTermsRow(account, instrument).map { marginTerms[$0] }
    }

    /// The maintenance table of an instrument, nil where it has none.
    public func marginTable(_ instrument: InstrumentID) -> MarginTable? {
        guard let row = condition(instrument)?.marginTableRow, row != .max else { return nil }
        return marginTables[Int(row)]
    }

    /// The maintenance table of an instrument in its checked form, nil where it has none.
    func tiers(_ instrument: InstrumentID) -> MarginTiers? {
        guard let row = condition(instrument)?.marginTableRow, row < marginTiers.count else {
            return nil
        }
        return marginTiers[Int(row)]
    }

    /// Checks a maintenance table that has changed.
    mutating func checkTiers(_ row: Int) {
        while marginTiers.count <= row { marginTiers.append(nil) }
        marginTiers[row] = MarginTiers(marginTables[row])
    }

    /// What an order sets aside, and in which asset a fill of it is paid.
    func reservedAsset(_ instrument: Instrument, _ side: Side) -> Asset {
        switch instrument.contract {
        case .spot: side == .buy ? instrument.quote : instrument.base
        case .linear, .inverse: instrument.settle
        }
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

    static func assetHash(_ asset: Asset) -> UInt64 {
        var hash = StateHash()
        asset.fold(into: &hash)
        return hash.value
    }

    static func capitalHash(
        _ account: AccountID, _ strategy: StrategyID, _ asset: Asset
    ) -> UInt64 {
        var hash = StateHash(seed: UInt64(account.raw) << 32 | UInt64(strategy.raw))
        asset.fold(into: &hash)
        return hash.value
    }

    static func positionHash(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID,
        _ leg: PositionLeg
    ) -> UInt64 {
        var hash = StateHash(seed: UInt64(account.raw) << 32 | UInt64(strategy.raw))
        hash.combine(UInt64(instrument.raw) << 8 | UInt64(leg.rawValue))
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
