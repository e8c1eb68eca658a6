import Containers
import Domain
import Testing
import Trading

/// A core with one linear and one inverse perpetual, driven by inputs; after each of them the
/// ledger is held to what must always be so.
struct PerpetualDesk {
    static let account = AccountID(1)
    static let linear = InstrumentID(0)
    static let inverse = InstrumentID(1)

    var core = TradingCore()
    var time = Timestamp(nanoseconds: 1_000_000_000)
    private var trades = 0

    /// Tick 0.1, lot 0.001 (linear) or 1 contract of 100 units (inverse), fee up to 5 basis points.
    static func instrument(_ id: InstrumentID) -> Instrument {
        let isLinear = id == linear
        return Instrument(
            id: id, venue: VenueID(0), symbol: identifier(isLinear ? "BTCUSDT" : "BTCUSD"),
            base: asset("BTC"), quote: asset(isLinear ? "USDT" : "USD"), priceDecimals: 1,
            quantityDecimals: isLinear ? 3 : 0, tick: Price(mantissa: 1),
            lot: Quantity(mantissa: 1), quantityMin: Quantity(mantissa: 1),
            quantityMax: Quantity(mantissa: 1_000_000), notionalMin: .zero,
            feeReserve: .basisPoints(5), contract: isLinear ? .linear : .inverse,
            multiplier: Money(units: isLinear ? 1 : 100), settle: asset(isLinear ? "USDT" : "BTC"))
    }

    /// - Parameters:
    ///   - leverage: nil for terms that were never told.
    ///   - isFurnished: whether there are a maintenance table and a mark that change no number.
    init(
        usdt: String = "100000", btc: String = "10", leverage: UInt16? = 10,
        isFurnished: Bool = true
    ) {
        var limits = RiskLimits.unlimited()
        limits.referenceAgeMax = .max
        feed(.limits(limits))
        for id in [Self.linear, Self.inverse] {
            feed(.listing(Self.instrument(id)))
            if let leverage { feed(.marginTerms(Self.terms(id, leverage))) }
            if isFurnished { furnish(id) }
        }
        for (name, amount) in [("USDT", usdt), ("BTC", btc)] {
            feed(
                .flow(
                    ExternalFlow(
                        id: identifier("open" + name), account: Self.account, asset: asset(name),
                        amount: Decimals.money(Substring(amount)))))
        }
        feed(.accountConfirmed(Self.account))
    }

    private mutating func furnish(_ id: InstrumentID) {
        let bracket = MarginBracket(
            cap: Money.Limits.amountMax, rate: .basisPoints(1), cumulative: .zero,
            leverageMax: 500)
        feed(.marginTable(MarginTable(instrument: id, brackets: [bracket])))
        mark(id, id == Self.linear ? "1" : "1000000000")
    }

    static func terms(_ id: InstrumentID, _ leverage: UInt16) -> MarginTerms {
        MarginTerms(account: account, instrument: id, mode: .cross, leverage: leverage)
    }

    @discardableResult
    mutating func feed(
        _ input: Input, sourceLocation: SourceLocation = #_sourceLocation
    ) -> [Event] {
        var events: [Event] = []
        time = time.adding(nanoseconds: 1_000_000)
        core.decide(
            input, at: Stamp(sequence: core.state.globals.sequence + 1, time: time), into: &events)
        #expect(Conservation.fault(in: core.state) == nil, sourceLocation: sourceLocation)
        return events
    }

    mutating func mark(_ id: InstrumentID, _ price: String) {
        feed(
            .mark(
                Mark(
                    instrument: id, price: MarkPrice(raw: Decimals.mantissa(Substring(price), 18)),
                    time: time)))
    }

    /// Places a limit order; the verdict of its events.
    @discardableResult
    mutating func submit(
        _ name: String, _ side: Side, _ quantity: Int64, at price: Int64,
        of id: InstrumentID = linear, strategy: UInt32 = 1, reduceOnly: Bool = false,
        leg: PositionLeg = .net
    ) -> String {
        feed(
            .submit(
                OrderRequest(
                    account: Self.account, strategy: StrategyID(strategy),
                    clientOrderID: identifier(name), instrument: id, side: side, type: .limit,
                    price: Price(mantissa: price), quantity: Quantity(mantissa: quantity),
                    isReduceOnly: reduceOnly, leg: leg))
        ).map(\.words).joined(separator: ", ")
    }

    /// Reports a trade of an order, or of nobody's where its name was never used.
    @discardableResult
    mutating func fill(
        _ name: String, _ side: Side, _ quantity: Int64, at price: Int64,
        of id: InstrumentID = linear, fee: String = "0", leg: PositionLeg = .net,
        cause: FillCause = .trade
    ) -> [Event] {
        trades += 1
        let reference = OrderReference(account: Self.account, clientOrderID: identifier(name))
        return feed(
            .report(
                VenueReport(
                    order: reference,
                    content: .fill(
                        FillReport(
                            order: reference, instrument: id,
                            venueOrderID: identifier("v" + name),
                            tradeID: identifier("t\(trades)"), side: side,
                            price: Price(mantissa: price),
                            quantity: Quantity(mantissa: quantity),
                            fee: Decimals.money(Substring(fee)),
                            feeAsset: fee == "0"
                                ? .none : asset(id == Self.linear ? "USDT" : "BTC"),
                            isTaker: false, venueTime: time, leg: leg, cause: cause)))))
    }

    func position(
        _ id: InstrumentID = linear, strategy: UInt32 = 1, leg: PositionLeg = .net
    ) -> Position {
        core.state.position(Self.account, StrategyID(strategy), id, leg)
    }

    func balance(_ name: String) -> Balance { core.state.balance(Self.account, asset(name)) }
}

/// What is so of every ledger after every input: debits equal credits, asset by asset.
enum Conservation {
    /// The first account that does not add up, nil where all do.
    static func fault(in state: TradingState) -> String? {
        for balance in state.balances {
            let parts = state.capitals.filter {
                $0.account == balance.account && $0.asset == balance.asset
            }
            func sum(_ part: (Capital) -> Money) -> Money {
                parts.reduce(.zero) { $0 + part($1) }
            }
            guard balance.total == balance.counters else {
                return "\(balance.asset): \(balance.total) and counters \(balance.counters)"
            }
            guard balance.total == sum(\.total), balance.reserved == sum(\.reserved),
                balance.margin == sum(\.margin)
            else { return "\(balance) and its sub-accounts \(parts)" }
        }
        return marginFault(in: state) ?? exposureFault(in: state)
    }

    /// What positions hold is what sub-accounts hold.
    private static func marginFault(in state: TradingState) -> String? {
        for capital in state.capitals where capital.margin < .zero || capital.reserved < .zero {
            return "\(capital)"
        }
        for balance in state.balances {
            let held = state.positions.reduce(Money.zero) { sum, position in
                guard position.account == balance.account,
                    let row = state.instrumentRow(position.instrument),
                    state.instruments[row].settle == balance.asset
                else { return sum }
                return sum + position.margin
            }
            guard held == balance.margin else { return "\(balance) and positions hold \(held)" }
        }
        return nil
    }

    /// What is kept up to date is what adding up anew gives.
    private static func exposureFault(in state: TradingState) -> String? {
        for position in state.positions {
            let known = state.exposure(
                position.account, position.strategy, position.instrument, position.leg)
            guard known.position == position.quantity else { return "\(position) and \(known)" }
        }
        for instrument in state.instruments {
            for account in Set(state.balances.map(\.account)) {
                for leg in PositionLeg.allCases {
                    let whole = state.exposure(account, instrument.id, leg)
                    let sum = state.positions.reduce(Money.zero) {
                        $1.account == account && $1.instrument == instrument.id && $1.leg == leg
                            ? $0 + $1.quantity : $0
                    }
                    guard whole.position == sum else { return "\(whole) and positions of \(sum)" }
                }
            }
        }
        return nil
    }
}
