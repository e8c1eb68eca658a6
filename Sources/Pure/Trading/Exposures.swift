internal import Containers
public import Domain

/// What a limit on positions and working orders is looked up by.
struct ExposureKey: Equatable {
    let account: AccountID
    /// ``all`` for those of every strategy together.
    let strategy: StrategyID
    let instrument: InstrumentID
    let leg: PositionLeg

    /// Stands for every strategy together.
    static let all = StrategyID(.max)

    var hash: UInt64 { TradingState.positionHash(account, strategy, instrument, leg) }

    var ofAllStrategies: ExposureKey {
        ExposureKey(account: account, strategy: Self.all, instrument: instrument, leg: leg)
    }
}

/// What is held of an instrument, and what working orders may still add to it or take from it.
public struct Exposure: Sendable, Equatable {
    public let account: AccountID
    /// Whose; the greatest number for all strategies together.
    public let strategy: StrategyID
    public let instrument: InstrumentID
    public let leg: PositionLeg
    /// Signed, in units of the base currency or contracts.
    public internal(set) var position = Money.zero
    /// What open and unknown orders may still buy, reduce-only ones aside.
    public internal(set) var workingBuys = Money.zero
    /// What open and unknown orders may still sell, reduce-only ones aside.
    public internal(set) var workingSells = Money.zero
    /// What reduce-only orders may still buy.
    public internal(set) var closingBuys = Money.zero
    /// What reduce-only orders may still sell.
    public internal(set) var closingSells = Money.zero
    /// How many orders may still do something.
    public internal(set) var openOrders: UInt32 = 0
    /// The place of that of all strategies; its own for that one.
    var parent = 0

    init(_ key: ExposureKey) {
        account = key.account
        strategy = key.strategy
        instrument = key.instrument
        leg = key.leg
    }

    /// The most that may come to be held, by whichever working orders trade.
    public var longest: Money { position + workingBuys }
    /// The least that may come to be held, by whichever working orders trade.
    public var shortest: Money { position - workingSells }
}

/// What one order may still do.
struct WorkingQuantity: Equatable {
    var quantity: Quantity
    var isOpen: Bool

    static let none = WorkingQuantity(quantity: .zero, isOpen: false)

    private init(quantity: Quantity, isOpen: Bool) {
        self.quantity = quantity
        self.isOpen = isOpen
    }

    /// Of an order that may trade, what has not; the larger of two quantities where an amendment is
    /// on its way. Of a final one, what the venue told to have traded and has not told how.
    init(of order: Order) {
        guard order.denial == .none else {
            self = .none
            return
        }
        let told = order.isOpen ? order.quantity : order.reportedFilled
        let most =
            order.amendment.phase == .idle ? told : max(told, order.amendedQuantity)
        quantity = Quantity(mantissa: max(0, most.mantissa &- order.filled.mantissa))
        isOpen = order.isOpen
    }
}

/// Every exposure, kept up to date order by order and fill by fill. Derived: in no snapshot.
///
/// - Complexity: constant for a change; an account's are listed in time linear in the instruments
///   that it ever traded.
struct Exposures: Sendable {
    private(set) var rows: [Exposure] = []
    private var index = KeyIndex()
    /// The places of each account's exposures of all strategies together.
    private var accounts: [AccountExposures] = []
    private var accountIndex = KeyIndex()

    struct AccountExposures: Sendable {
        let account: AccountID
        var places: [Int] = []
        var openOrders: UInt32 = 0
    }

    subscript(_ key: ExposureKey) -> Exposure {
        find(key).map { rows[$0] } ?? Exposure(key)
    }

    /// How many of an account's orders may still do something.
    func openOrders(_ account: AccountID) -> UInt32 {
        place(account).map { accounts[$0].openOrders } ?? 0
    }

    /// An account's exposures, all strategies together, in the order in which they came to be.
    func of(_ account: AccountID, _ body: (Exposure) -> Void) {
        guard let place = place(account) else { return }
        for row in accounts[place].places { body(rows[row]) }
    }

    /// Adds to a position.
    mutating func move(_ key: ExposureKey, by change: Money) {
        guard change != .zero else { return }
        let row = ensure(key)
        rows[row].position = rows[row].position.plus(change)
        let parent = rows[row].parent
        if parent != row { rows[parent].position = rows[parent].position.plus(change) }
    }

    /// Adds to what works.
    mutating func work(
        _ key: ExposureKey, _ side: Side, isClosing: Bool, by change: Money, openBy count: Int32
    ) {
        guard change != .zero || count != 0 else { return }
        let row = ensure(key)
        for place in [row, rows[row].parent] {
            switch (side, isClosing) {
            case (.buy, false): rows[place].workingBuys = rows[place].workingBuys.plus(change)
            case (.sell, false): rows[place].workingSells = rows[place].workingSells.plus(change)
            case (.buy, true): rows[place].closingBuys = rows[place].closingBuys.plus(change)
            case (.sell, true): rows[place].closingSells = rows[place].closingSells.plus(change)
            }
            rows[place].openOrders &+= UInt32(bitPattern: count)
        }
        if let place = place(key.account) {
            accounts[place].openOrders &+= UInt32(bitPattern: count)
        }
    }

    private func find(_ key: ExposureKey) -> Int? {
        index.row(hash: key.hash) { row in
            rows[row].instrument == key.instrument && rows[row].account == key.account
                && rows[row].strategy == key.strategy && rows[row].leg == key.leg
        }
    }

    private func place(_ account: AccountID) -> Int? {
        accountIndex.row(hash: TradingScope.account(account).keyHash) { row in
            accounts[row].account == account
        }
    }

    private mutating func ensure(_ key: ExposureKey) -> Int {
        if let known = find(key) { return known }
        let parent = key.strategy == ExposureKey.all ? rows.count : ensure(key.ofAllStrategies)
        let row = rows.count
        rows.append(Exposure(key))
        rows[row].parent = parent
        index.insert(hash: key.hash, row: row)
        if parent == row { list(row) }
        return row
    }

    private mutating func list(_ row: Int) {
        let account = rows[row].account
        if let place = place(account) {
            accounts[place].places.append(row)
        } else {
            accountIndex.insert(
                hash: TradingScope.account(account).keyHash, row: accounts.count)
            accounts.append(AccountExposures(account: account, places: [row]))
        }
    }
}

extension Money {
    /// Amounts are bounded where they come in, so sums stay in range; those of a damaged snapshot
    /// are not worth a trap.
    fileprivate func plus(_ change: Money) -> Money { Money(raw: raw &+ change.raw) }
}

extension TradingState {
    /// What a strategy holds of an instrument and has working in it.
    public func exposure(
        _ account: AccountID, _ strategy: StrategyID, _ instrument: InstrumentID,
        _ leg: PositionLeg = .net
    ) -> Exposure {
        exposures[
            ExposureKey(account: account, strategy: strategy, instrument: instrument, leg: leg)]
    }

    /// What an account holds of an instrument and has working in it, strangers' orders included.
    public func exposure(
        _ account: AccountID, _ instrument: InstrumentID, _ leg: PositionLeg = .net
    ) -> Exposure {
        exposure(account, ExposureKey.all, instrument, leg)
    }

    /// Takes an order's change over into what works.
    mutating func expose(_ index: Int, before: WorkingQuantity) {
        let order = orders[index]
        let after = WorkingQuantity(of: order)
        guard after != before, Int(order.instrumentRow) < instruments.count else { return }
        let instrument = instruments[Int(order.instrumentRow)]
        guard instrument.fault == nil else { return }
        // Quantities are bounded by their instrument's maximum, and so are amounts of them.
        let change =
            (instrument.baseAmount(after.quantity) ?? .zero)
            - (instrument.baseAmount(before.quantity) ?? .zero)
        exposures.work(
            ExposureKey(
                account: order.request.account, strategy: order.request.strategy,
                instrument: order.request.instrument, leg: order.request.leg),
            order.request.side,
            isClosing: order.request.isReduceOnly
                || order.request.leg.onlyCloses(order.request.side),
            by: change, openBy: (after.isOpen ? 1 : 0) - (before.isOpen ? 1 : 0))
    }

    /// Takes a stranger's order over into what works.
    mutating func expose(_ order: ForeignOrder, leavesBefore: Quantity) {
        guard let row = instrumentRow(order.instrument), row < instruments.count,
            instruments[row].fault == nil
        else { return }
        let change =
            (instruments[row].baseAmount(order.leaves) ?? .zero)
            - (instruments[row].baseAmount(leavesBefore) ?? .zero)
        exposures.work(
            ExposureKey(
                account: order.reference.account, strategy: .external,
                instrument: order.instrument, leg: order.leg),
            order.side, isClosing: order.isReduceOnly, by: change,
            openBy: (order.leaves > .zero ? 1 : 0) - (leavesBefore > .zero ? 1 : 0))
    }

    /// Adds everything up anew, after a replay or a snapshot.
    mutating func deriveExposures() {
        exposures = Exposures()
        for row in 0..<positions.count {
            let position = positions[row]
            exposures.move(
                ExposureKey(
                    account: position.account, strategy: position.strategy,
                    instrument: position.instrument, leg: position.leg), by: position.quantity)
        }
        for row in live.all.sorted() { expose(Int(row), before: .none) }
        for row in 0..<foreignOrders.count { expose(foreignOrders[row], leavesBefore: .zero) }
    }
}
