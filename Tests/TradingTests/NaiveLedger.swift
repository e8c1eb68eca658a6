import Containers
import Domain
import Testing
import Trading

/// What must be on every account, added up from deposits and trades with arithmetic of its own.
struct NaiveLedger {
    private struct Holding: Hashable {
        let account: AccountID
        let asset: Asset
    }

    private struct Place: Hashable {
        let account: AccountID
        let strategy: StrategyID
        let instrument: InstrumentID
    }

    private struct Sums: Equatable {
        var quantity: Int128 = 0
        var value: Int128 = 0
        var quoteFees: Int128 = 0
        var baseFees: Int128 = 0
        var fills: UInt64 = 0
    }

    private var totals: [Holding: Int128] = [:]
    private var places: [Place: Sums] = [:]
    private var isRecorded: Set<FlowID> = []
    private var isCounted: Set<String> = []

    /// Notes what an event adds. Takes nothing from it but what came from outside.
    mutating func note(_ event: Event) {
        switch event {
        case .flowRecorded(let flow):
            #expect(isRecorded.insert(flow.id).inserted)
            totals[Holding(account: flow.account, asset: flow.asset), default: 0] += flow.amount.raw
        case .fillApplied(let effect): note(effect.fill, of: effect.strategy)
        case .started, .restartAttended, .instrumentListed, .listingRefused, .markRecorded,
            .tradingModeChanged, .instrumentHalted, .orderIntended, .orderDenied, .orderRepeated,
            .orderConflicted, .cancelRequested, .cancelRefused, .cancelRejected, .requestUnknown,
            .queryRequested, .absenceNoted, .tradesConsulted, .orderAccepted, .orderRejected,
            .cumulativeReported, .orderClosed, .alarmRaised, .tradingStateChanged, .inputRefused,
            .limitsSet, .valuationSet, .conversionRecorded, .marginTableSet, .marginTermsSet,
            .fundingApplied, .allocationSet, .capitalTransferred, .accountConfirmed,
            .differenceNoted, .foreignOrderNoted, .positionAdjusted, .sweepBegan, .sweepAttended,
            .amendRequested, .amendRefused, .amendRejected, .termsChanged, .fillBusted,
            .absenceStated:
            break
        }
    }

    private mutating func note(_ fill: FillReport, of strategy: StrategyID) {
        let account = fill.order.account
        let key = "\(account.raw) \(fill.instrument.raw) \(fill.tradeID)"
        #expect(isCounted.insert(key).inserted, "a trade was counted twice")
        // Two price decimals and three of quantity: 13 and 15 digits short of money's 18.
        let sign: Int128 = fill.side == .buy ? 1 : -1
        let value =
            sign * Int128(fill.price.mantissa) * Int128(fill.quantity.mantissa) * 10_000_000_000_000
        let quantity = sign * Int128(fill.quantity.mantissa) * 1_000_000_000_000_000
        let (base, quote) = (asset(fill.instrument.raw == 0 ? "BTC" : "ETH"), asset("USDT"))
        totals[Holding(account: account, asset: base), default: 0] += quantity
        totals[Holding(account: account, asset: quote), default: 0] -= value
        if fill.fee != .zero {
            totals[Holding(account: account, asset: fill.feeAsset), default: 0] -= fill.fee.raw
        }
        let place = Place(account: account, strategy: strategy, instrument: fill.instrument)
        var sums = places[place] ?? Sums()
        sums.fills += 1
        sums.quantity += quantity
        sums.value += value
        if fill.feeAsset == base {
            sums.quantity -= fill.fee.raw
            sums.baseFees += fill.fee.raw
        }
        if fill.feeAsset == quote { sums.quoteFees += fill.fee.raw }
        places[place] = sums
    }

    /// Where the state's sums are not these to the last digit, nil where they are everywhere.
    func disagreement(with state: TradingState) -> String? {
        var reserved: [Holding: Int128] = [:]
        for row in 0..<state.orders.count {
            let order = state.orders[row]
            guard order.reserved >= .zero && order.filled >= .zero else {
                return "order \(row): \(order.words)"
            }
            let base = order.request.instrument.raw == 0 ? "BTC" : "ETH"
            let holding = Holding(
                account: order.request.account,
                asset: asset(order.request.side == .buy ? "USDT" : base))
            reserved[holding, default: 0] += order.reserved.raw
        }
        var known = 0
        for row in 0..<state.balances.count {
            let balance = state.balances[row]
            let holding = Holding(account: balance.account, asset: balance.asset)
            let (total, held) = (totals[holding] ?? 0, reserved[holding] ?? 0)
            guard balance.total.raw == total, balance.reserved.raw == held else {
                return "\(balance) and not \(total) reserved \(held)"
            }
            if totals[holding] != nil { known += 1 }
        }
        return known == totals.count ? positionsDisagreement(with: state) : "a balance is missing"
    }

    /// An order that holds something although it is final with all its fills, nil for none. To be
    /// looked at between inputs: of the events of one, a fill comes before the release of the rest.
    static func leak(in state: TradingState) -> String? {
        (0..<state.orders.count).map { state.orders[$0] }
            .first { !$0.isOpen && !$0.lacksFills && $0.reserved != .zero }?.words
    }

    private func positionsDisagreement(with state: TradingState) -> String? {
        guard state.positions.count == places.count else { return "a position is missing" }
        for row in 0..<state.positions.count {
            let position = state.positions[row]
            let place = Place(
                account: position.account, strategy: position.strategy,
                instrument: position.instrument)
            // Whatever was rounded on the way: cost less gain is what was paid, exactly.
            let sums = Sums(
                quantity: position.quantity.raw, value: (position.cost - position.realised).raw,
                quoteFees: position.quoteFees.raw, baseFees: position.baseFees.raw,
                fills: position.fills)
            guard places[place] == sums else {
                return "\(sums) and not \(places[place] ?? Sums())"
            }
        }
        return nil
    }
}
