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
    /// Stands for every account together.
    static let everyone = AccountID(.max)

    var hash: UInt64 { TradingState.positionHash(account, strategy, instrument, leg) }

    var ofAllStrategies: ExposureKey {
        ExposureKey(account: account, strategy: Self.all, instrument: instrument, leg: leg)
    }

    var ofAllAccounts: ExposureKey {
        ExposureKey(
            account: Self.everyone, strategy: Self.all, instrument: instrument, leg: leg)
    }

    /// The same in a wider scope: a strategy's own, an account's, or everybody's.
    func widened(to kind: TradingScope.Kind) -> ExposureKey {
        switch kind {
        case .strategy: self
        case .account: ofAllStrategies
        case .global, .venue, .instrument: ofAllAccounts
        }
    }
}

/// What is held of an instrument, and what working orders may still add to it or take from it.
public struct Exposure: Sendable, Equatable {
    /// Whose; the greatest number for all accounts together.
    public let account: AccountID
    /// Whose; the greatest number for all strategies together.
    public let strategy: StrategyID
    public let instrument: InstrumentID
    public let leg: PositionLeg
    /// Signed, in units of the base currency or contracts.
    public internal(set) var position = Money.zero
    /// What it was worth when it was opened, signed as ``Position/cost`` is.
    public internal(set) var cost = Money.zero
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
    /// The place of the next wider one; its own for that of all accounts.
    var parent = 0
    /// The places of the scopes that it is in; of a strategy's own alone.
    var scopes = SIMD8<UInt32>()

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
/// A strategy's own is part of its account's, and that of all accounts'.
///
/// - Complexity: constant for a change; those of a scope are listed in time linear in them.
struct Exposures: Sendable {
    private(set) var rows: [Exposure] = []
    private var index = KeyIndex()
    private var usages: [ScopeUsage] = []
    private var usageIndex = KeyIndex()

    /// What of everything is in a scope.
    struct ScopeUsage: Sendable {
        let scope: TradingScope
        /// The places of its exposures, none of which is part of another.
        var places: [Int] = []
        /// How many orders may still do something.
        var openOrders: UInt32 = 0
    }

    subscript(_ key: ExposureKey) -> Exposure {
        find(key).map { rows[$0] } ?? Exposure(key)
    }

    /// How many orders of a scope may still do something.
    func openOrders(_ scope: TradingScope) -> UInt32 {
        usage(scope).map { usages[$0].openOrders } ?? 0
    }

    /// A scope's exposures, none part of another, in the order in which they came to be; until
    /// `body` says that it has seen enough.
    func of(_ scope: TradingScope, until body: (Exposure) -> Bool) {
        guard let place = usage(scope) else { return }
        for row in usages[place].places where body(rows[row]) { return }
    }

    /// Adds to a position.
    mutating func move(_ key: ExposureKey, at venue: VenueID, by change: Money, cost: Money) {
        guard change != .zero || cost != .zero else { return }
        var row = ensure(key, venue)
        while true {
            rows[row].position = rows[row].position.plus(change)
            rows[row].cost = rows[row].cost.plus(cost)
            guard rows[row].parent != row else { return }
            row = rows[row].parent
        }
    }

    /// Adds to what works.
    mutating func work(
        _ key: ExposureKey, at venue: VenueID, _ side: Side, isClosing: Bool, by change: Money,
        openBy count: Int32
    ) {
        guard change != .zero || count != 0 else { return }
        var row = ensure(key, venue)
        if count != 0 {
            for kind in TradingScope.Kind.widestFirst.indices {
                usages[Int(rows[row].scopes[kind])].openOrders &+= UInt32(bitPattern: count)
            }
        }
        while true {
            switch (side, isClosing) {
            case (.buy, false): rows[row].workingBuys = rows[row].workingBuys.plus(change)
            case (.sell, false): rows[row].workingSells = rows[row].workingSells.plus(change)
            case (.buy, true): rows[row].closingBuys = rows[row].closingBuys.plus(change)
            case (.sell, true): rows[row].closingSells = rows[row].closingSells.plus(change)
            }
            rows[row].openOrders &+= UInt32(bitPattern: count)
            guard rows[row].parent != row else { return }
            row = rows[row].parent
        }
    }

    private func find(_ key: ExposureKey) -> Int? {
        index.row(hash: key.hash) { row in
            rows[row].instrument == key.instrument && rows[row].account == key.account
                && rows[row].strategy == key.strategy && rows[row].leg == key.leg
        }
    }

    private func usage(_ scope: TradingScope) -> Int? {
        usageIndex.row(hash: scope.keyHash) { usages[$0].scope == scope }
    }

    private mutating func ensure(_ key: ExposureKey, _ venue: VenueID) -> Int {
        if let known = find(key) { return known }
        let (account, all) = (key.ofAllStrategies, key.ofAllAccounts)
        let parent =
            key == all ? rows.count : ensure(key == account ? all : account, venue)
        let row = rows.count
        rows.append(Exposure(key))
        rows[row].parent = parent
        index.insert(hash: key.hash, row: row)
        list(row, key, venue)
        return row
    }

    /// Lists a new row in the scopes whose exposures are of its width.
    private mutating func list(_ row: Int, _ key: ExposureKey, _ venue: VenueID) {
        if key == key.ofAllAccounts {
            list(row, in: .global)
            list(row, in: .venue(venue))
            list(row, in: .instrument(key.instrument))
        } else if key == key.ofAllStrategies {
            list(row, in: .account(key.account))
        } else {
            list(row, in: .strategy(key.strategy))
            let scopes: [TradingScope] = [
                .global, .venue(venue), .account(key.account), .instrument(key.instrument),
                .strategy(key.strategy),
            ]
            for (place, scope) in scopes.enumerated() {
                rows[row].scopes[place] = UInt32(usage(scope) ?? 0)
            }
        }
    }

    private mutating func list(_ row: Int, in scope: TradingScope) {
        if let place = usage(scope) {
            usages[place].places.append(row)
        } else {
            usageIndex.insert(hash: scope.keyHash, row: usages.count)
            usages.append(ScopeUsage(scope: scope, places: [row]))
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

    /// How many orders of a scope may still do something.
    public func openOrders(in scope: TradingScope) -> UInt32 { exposures.openOrders(scope) }

    /// Takes an order's change over into what works.
    mutating func expose(_ index: Int, before: WorkingQuantity) {
        let after = WorkingQuantity(of: orders[index])
        let row = Int(orders[index].instrumentRow)
        guard after != before, row < instruments.count, instruments[row].fault == nil else {
            return
        }
        // Quantities are bounded by their instrument's maximum, and so are amounts of them.
        let change =
            (instruments[row].baseAmount(after.quantity) ?? .zero)
            - (instruments[row].baseAmount(before.quantity) ?? .zero)
        let request = orders[index].request
        exposures.work(
            ExposureKey(
                account: request.account, strategy: request.strategy,
                instrument: request.instrument, leg: request.leg),
            at: instruments[row].venue, request.side,
            isClosing: request.isReduceOnly || request.leg.onlyCloses(request.side),
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
        // One that goes by an identifier of ours trades for whoever used that.
        let ours = Int(order.sibling.index)
        exposures.work(
            ExposureKey(
                account: order.reference.account,
                strategy: ours < orders.count ? orders[ours].request.strategy : .external,
                instrument: order.instrument, leg: order.leg),
            at: instruments[row].venue, order.side, isClosing: order.isReduceOnly, by: change,
            openBy: (order.leaves > .zero ? 1 : 0) - (leavesBefore > .zero ? 1 : 0))
    }

    /// Where an instrument is traded. Its listing comes before anything of it, but for what a
    /// damaged snapshot says.
    func venue(_ instrument: InstrumentID) -> VenueID {
        guard let row = instrumentRow(instrument), row < instruments.count else {
            return VenueID(0)
        }
        return instruments[row].venue
    }

    /// Adds everything up anew, after a replay or a snapshot.
    mutating func deriveExposures() {
        exposures = Exposures()
        for row in 0..<positions.count {
            let position = positions[row]
            exposures.move(
                ExposureKey(
                    account: position.account, strategy: position.strategy,
                    instrument: position.instrument, leg: position.leg),
                at: venue(position.instrument), by: position.quantity, cost: position.cost)
        }
        for row in live.all { expose(Int(row), before: .none) }
        for row in 0..<foreignOrders.count { expose(foreignOrders[row], leavesBefore: .zero) }
    }
}
