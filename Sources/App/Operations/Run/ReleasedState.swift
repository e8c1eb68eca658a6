internal import Containers
internal import Domain
internal import Edge
internal import Trading

/// What the events that were handed out add up to: a copy of the core that only follows.
///
/// Nothing in it is ahead of what is durable, so whoever reads it never sees a fill that might get
/// lost. It applies the same events by the same code as the core, and decides nothing.
final class ReleasedState: TradingView {
    private(set) var core: TradingCore

    /// - Parameter core: as recovered: all of it is durable. The tables are shared until written.
    init(_ core: TradingCore) { self.core = core }

    /// Takes in what was released, in order.
    func apply(_ batch: ReleasedBatch) {
        core.follow(batch.events, to: batch.end)
    }

    var sequence: UInt64 { core.state.globals.sequence }
    var mode: TradingMode { core.state.globals.mode }
    var orders: ChunkedTable<Order> { core.state.orders }
    var fills: ChunkedTable<FillReport> { core.state.fills }
    var balances: ChunkedTable<Balance> { core.state.balances }
    var positions: ChunkedTable<Position> { core.state.positions }
    var instruments: ChunkedTable<Instrument> { core.state.instruments }
    var restrictions: ChunkedTable<TradingRestriction> { core.state.restrictions }
    var limits: ChunkedTable<RiskLimits> { core.state.limits }

    var capitals: ChunkedTable<Capital> { core.state.capitals }
    var allocations: ChunkedTable<CapitalAllocation> { core.state.allocations }

    func transfer(_ id: FlowID) -> CapitalTransfer? { core.state.transfer(id) }

    var newestAlarms: [RaisedAlarm] { core.state.newestAlarms }

    func knows(_ asset: Asset) -> Bool { core.state.knows(asset) }

    func margin(
        of account: AccountID, in asset: Asset
    ) -> Result<MarginStanding, MarginUnknown> {
        MarginTold.margin(core.state, of: account, in: asset)
    }

    func openOrders(in scope: TradingScope) -> UInt32 { core.state.openOrders(in: scope) }

    func orderRow(_ reference: OrderReference) -> Int? { core.state.orderRow(reference) }
    func instrumentRow(_ id: InstrumentID) -> Int? { core.state.instrumentRow(id) }

    /// The instruments' newest versions, by number.
    var latestInstruments: [Instrument] {
        (0..<core.state.conditions.count).compactMap { index in
            core.state.instrumentRow(InstrumentID(UInt32(index))).map { core.state.instruments[$0] }
        }
    }

    /// The account's orders that work, or of which that is not known.
    func liveOrders(of account: AccountID) -> [Order] {
        core.state.liveOrderRows.sorted().map { core.state.orders[Int($0)] }
            .filter { $0.request.account == account }
    }

    /// Whether it is a contract: the margin of an order of it is held against the mark.
    func isDerivative(_ instrument: InstrumentID) -> Bool {
        instrumentRow(instrument).map { instruments[$0].contract.isDerivative } ?? false
    }

    /// Whether some limit holds an order against the market, so that a mark comes before each.
    var needsReference: Bool {
        limits.contains { limits in
            limits.collar.raw != .max || limits.bookShareMax.raw != .max
                || limits.volumeShareMax.raw != .max || limits.grossMax != .unlimited
                || limits.netMax != .unlimited || limits.leverageMax.raw != .max
        }
    }

    /// Whether some limit counts in the valuation currency.
    var needsConversion: Bool { limits.contains(where: \.needsValuation) }

    /// What must be worth something for those limits: what instruments are settled in, and for the
    /// leverage of an account all that there is in one.
    var valuedAssets: [Asset] {
        var assets = latestInstruments.map(\.settle)
        if limits.contains(where: { $0.leverageMax.raw != .max }) {
            for balance in balances where balance.total != .zero { assets.append(balance.asset) }
        }
        return assets
    }

    /// Whether there is anything that a price could change.
    var isExposed: Bool {
        !core.state.liveOrderRows.isEmpty || positions.contains { $0.quantity != .zero }
    }

    /// Whether an order or a position makes the instrument's price matter.
    func concerns(_ instrument: InstrumentID) -> Bool {
        core.state.liveOrderRows.contains {
            core.state.orders[Int($0)].request.instrument == instrument
        }
            || positions.contains { $0.instrument == instrument && $0.quantity != .zero }
    }
}
