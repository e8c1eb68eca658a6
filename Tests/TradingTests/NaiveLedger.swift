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
    private var isBusted: Set<String> = []

    /// Notes what an event adds. Takes nothing from it but what came from outside.
    mutating func note(_ event: Event) {
        switch event {
        case .flowRecorded(let flow):
            #expect(isRecorded.insert(flow.id).inserted)
            totals[Holding(account: flow.account, asset: flow.asset), default: 0] += flow.amount.raw
        case .fillApplied(let effect):
            #expect(isCounted.insert(Self.key(effect.fill)).inserted, "a trade was counted twice")
            note(effect.fill, of: effect.strategy, sign: 1)
        case .fillBusted(let effect):
            #expect(isCounted.contains(Self.key(effect.fill)), "it was never counted")
            #expect(isBusted.insert(Self.key(effect.fill)).inserted, "it was taken back twice")
            note(effect.fill, of: effect.strategy, sign: -1)
        case .started, .restartAttended, .instrumentListed, .listingRefused, .markRecorded,
            .tradingModeChanged, .instrumentHalted, .orderIntended, .orderDenied, .orderRepeated,
            .orderConflicted, .cancelRequested, .cancelRefused, .cancelRejected, .requestUnknown,
            .queryRequested, .absenceNoted, .tradesConsulted, .orderAccepted, .orderRejected,
            .cumulativeReported, .orderClosed, .alarmRaised, .tradingStateChanged, .inputRefused,
            .limitsSet, .valuationSet, .conversionRecorded, .marginBracketSet, .marginTermsSet,
            .fundingApplied, .allocationSet, .capitalTransferred, .accountConfirmed,
            .differenceNoted, .foreignOrderNoted, .positionAdjusted, .sweepBegan, .sweepAttended,
            .amendRequested, .amendRefused, .amendRejected, .termsChanged, .absenceStated:
            break
        }
    }

    private static func key(_ fill: FillReport) -> String {
        "\(fill.order.account.raw) \(fill.instrument.raw) \(fill.tradeID)"
    }

    /// - Parameter back: −1 for a trade that was taken back.
    private mutating func note(_ fill: FillReport, of strategy: StrategyID, sign back: Int128) {
        let account = fill.order.account
        // Two price decimals and three of quantity: 13 and 15 digits short of money's 18.
        let sign: Int128 = (fill.side == .buy ? 1 : -1) * back
        let value =
            sign * Int128(fill.price.mantissa) * Int128(fill.quantity.mantissa) * 10_000_000_000_000
        let quantity = sign * Int128(fill.quantity.mantissa) * 1_000_000_000_000_000
        let (base, quote) = (asset(fill.instrument.raw == 0 ? "BTC" : "ETH"), asset("USDT"))
        totals[Holding(account: account, asset: base), default: 0] += quantity
        totals[Holding(account: account, asset: quote), default: 0] -= value
        if fill.fee != .zero {
            totals[Holding(account: account, asset: fill.feeAsset), default: 0] -=
                back * fill.fee.raw
        }
        let place = Place(account: account, strategy: strategy, instrument: fill.instrument)
        var sums = places[place] ?? Sums()
        sums.fills = back > 0 ? sums.fills + 1 : sums.fills - 1
        sums.quantity += quantity
        sums.value += value
        if fill.feeAsset == base {
            sums.quantity -= back * fill.fee.raw
            sums.baseFees += back * fill.fee.raw
        }
        if fill.feeAsset == quote { sums.quoteFees += back * fill.fee.raw }
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
            if let needed = Self.needed(by: order), needed != order.reserved.raw {
                return "order \(row) needs \(Decimals.text(needed, 18)): \(order.words)"
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

    /// What an open limit order has to set aside, to the last digit: the larger of what its terms
    /// and those of an amendment on its way still need. Nil for other orders.
    private static func needed(by order: Order) -> Int128? {
        guard order.isOpen, order.request.type == .limit else { return nil }
        func needed(_ price: Price, _ quantity: Quantity) -> Int128 {
            let leaves = Int128(max(0, quantity.mantissa - order.filled.mantissa))
            return order.request.side == .sell
                ? leaves * 1_000_000_000_000_000
                : leaves * Int128(price.mantissa) * 10_010_000_000_000
        }
        let own = needed(order.price, order.quantity)
        guard order.amendment.phase != .idle else { return own }
        return max(own, needed(order.amendedPrice, order.amendedQuantity))
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
