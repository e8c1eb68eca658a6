internal import Domain

/// What may be traded where, and which orders are to be taken back, by released events alone.
struct ShadowScopes {
    private var restrictions: [TradingScope: TradingRestriction] = [:]
    /// Sweeps of cancels, in the order in which they began: scope, orders before it, how far it is.
    private(set) var sweeps: [(scope: TradingScope, end: Int, attended: Int)] = []
    /// Of the sweeps, those that went through to their ends.
    private(set) var swept = 0

    var isSweeping: Bool { swept < sweeps.count }

    /// The most restrictive state of the scopes that a request is in.
    func mode(of request: OrderRequest) -> TradingMode {
        let states = Self.scopes(of: request).compactMap { restrictions[$0] }
        return states.map { $0.isKilled ? .halted : $0.mode }
            .max { $0.rawValue < $1.rawValue } ?? .active
    }

    private static func scopes(of request: OrderRequest) -> [TradingScope] {
        [
            .global, .venue(SimulatedVenue.id), .account(request.account),
            .instrument(request.instrument), .strategy(request.strategy),
        ]
    }

    func isKilled(_ scope: TradingScope) -> Bool { restrictions[scope]?.isKilled == true }

    static func holds(_ scope: TradingScope, _ request: OrderRequest) -> Bool {
        scopes(of: request).contains(scope)
    }

    /// - Parameter lifting: whether somebody asked for a kill switch to be lifted there.
    /// - Returns: whether one was.
    mutating func change(
        _ changed: TradingRestriction, lifting: TradingScope?
    ) throws(Violation) -> Bool {
        let wasKilled = restrictions[changed.scope]?.isKilled == true
        let isLifted = wasKilled && !changed.isKilled
        guard !isLifted || lifting == changed.scope && changed.mode == .halted else {
            throw Violation(.i18, "\(changed.scope) was killed and is \(changed.mode)")
        }
        restrictions[changed.scope] = changed
        return isLifted
    }

    mutating func change(_ mode: TradingMode) throws(Violation) {
        guard restrictions[.global]?.isKilled != true else {
            throw Violation(.i18, "everything was killed and is \(mode)")
        }
        restrictions[.global] = TradingRestriction(scope: .global, mode: mode)
    }

    mutating func begin(_ scope: TradingScope, end: Int) { sweeps.append((scope, end, 0)) }

    mutating func attend(upTo row: Int) throws(Violation) {
        guard swept < sweeps.count, row >= sweeps[swept].attended else {
            throw Violation(.i16, "a sweep of cancels goes back")
        }
        sweeps[swept].attended = row
        if row >= sweeps[swept].end { swept += 1 }
    }
}
