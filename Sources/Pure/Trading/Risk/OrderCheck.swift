internal import Containers
internal import Domain

/// A refusal in the making: the code and the two numbers that led to it.
struct Denial {
    let code: DenialCode
    var observed: Int128 = 0
    var bound: Int128 = 0

    init(code: DenialCode) { self.code = code }

    init(code: DenialCode, observed: Int128, bound: Int128 = 0) {
        self.code = code
        self.observed = observed
        self.bound = bound
    }

    /// What is there, and what must not be gone beyond.
    init(_ code: DenialCode, _ observed: Money, bound: Money) {
        self.init(code: code, observed: observed.raw, bound: bound.raw)
    }
}

/// An order while it is checked: what one check finds out, a later one may use.
struct OrderCheck {
    let request: OrderRequest
    let instrument: Instrument
    let instrumentRow: UInt32
    let condition: InstrumentCondition
    /// What of it is there already, nil for a new one.
    let standing: Standing?
    /// In units of the base currency or contracts; set with the price.
    var units = Money.zero
    /// The price at which the order is worth most, of those it may trade at.
    var unit = MarkPrice(raw: 0)
    /// What it is worth at that, in what the instrument is settled in.
    var value = Money.zero
    /// What holds for it.
    var limits = LimitRows()
    /// The oldest price and conversion that its limits let it use.
    var referenceAgeMax = Int64.max
    var conversionAgeMax = Int64.max
    /// Needed to hold what it buys, without what is set aside for fees and funding.
    var cost = Money.zero
    /// What one unit sets aside.
    var reservePrice = MarkPrice(raw: 0)
    /// What is set aside.
    var reserved = Money.zero
    /// By which the margin of a contract is divided; 1 for spot.
    var leverage: UInt16 = 1
    /// Whose capital it uses.
    var owner = StrategyID.external
    /// What its owner may use.
    var available = Money.zero
    /// What the checks looked at.
    var inputs = RiskInputs()

    init(
        _ request: OrderRequest, _ instrument: Instrument, row: UInt32,
        _ condition: InstrumentCondition, standing: Standing? = nil
    ) {
        self.request = request
        self.instrument = instrument
        self.instrumentRow = row
        self.condition = condition
        self.standing = standing
        if let standing {
            leverage = standing.leverage
            owner = standing.owner
        }
    }

    /// An order that is to be changed, as positions, limits and capital count it before.
    struct Standing {
        /// The whole of it, in units of the base currency or contracts.
        let units: Money
        let filled: Quantity
        let reserved: Money
        let leverage: UInt16
        let owner: StrategyID
    }

    /// What may still trade of it.
    var leaves: Quantity {
        guard let standing else { return request.quantity }
        return Quantity(mantissa: max(0, request.quantity.mantissa &- standing.filled.mantissa))
    }

    /// By how many units it may make a position larger than what works already may.
    var added: Money {
        guard let standing else { return units }
        return max(.zero, units - standing.units)
    }

    /// What is set aside for it already.
    var held: Money { standing?.reserved ?? .zero }

    /// Whether it can only ever close: by its own word, or by the leg that it names.
    var isReducing: Bool { request.isReduceOnly || request.leg.onlyCloses(request.side) }

    var isBuy: Bool { request.side == .buy }

    var exposureKey: ExposureKey {
        ExposureKey(
            account: request.account, strategy: request.strategy, instrument: request.instrument,
            leg: request.leg)
    }
}

/// The rows of the limits that an order is under, from the widest scope to the narrowest.
struct LimitRows {
    private var rows = SIMD8<UInt32>()
    private(set) var count = 0

    mutating func append(_ row: Int) {
        rows[count] = UInt32(row)
        count += 1
    }

    subscript(place: Int) -> Int { Int(rows[place]) }
}

extension TradingState {
    /// The limits of every scope that a request is in.
    func limitRows(_ request: OrderRequest, at venue: VenueID) -> LimitRows {
        var found = LimitRows()
        for kind in TradingScope.Kind.widestFirst where watch.hasLimits(of: kind) {
            if let row = limitsRow(request.scope(kind, at: venue)) { found.append(row) }
        }
        return found
    }

    /// The smallest value of a limit among those in force.
    @inline(__always)
    func least<Value: Comparable>(
        _ rows: LimitRows, _ value: (RiskLimits) -> Value
    ) -> Value {
        var least = value(limits[rows[0]])
        for place in 1..<max(1, rows.count) { least = min(least, value(limits[rows[place]])) }
        return least
    }

    /// The greatest value of a limit among those in force.
    @inline(__always)
    func most<Value: Comparable>(_ rows: LimitRows, _ value: (RiskLimits) -> Value) -> Value {
        var most = value(limits[rows[0]])
        for place in 1..<max(1, rows.count) { most = max(most, value(limits[rows[place]])) }
        return most
    }
}

extension TradingScope.Kind {
    /// All of them, made once.
    static let widestFirst = allCases
}

extension OrderRequest {
    /// The scope of a kind that the request is in.
    func scope(_ kind: TradingScope.Kind, at venue: VenueID) -> TradingScope {
        switch kind {
        case .global: .global
        case .venue: .venue(venue)
        case .account: .account(account)
        case .instrument: .instrument(instrument)
        case .strategy: .strategy(strategy)
        }
    }
}
