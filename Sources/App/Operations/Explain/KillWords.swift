internal import Containers
internal import Domain
internal import Trading

// Which kill switch held an order, and why, in words.
extension TradingState {
    /// The switches that hold for an order, each with its reason; empty where none does.
    func killing(_ request: OrderRequest) -> String {
        let row = instrumentRow(request.instrument)
        let venue = row.map { instruments[$0].venue }
        return restrictions.filter { $0.isKilled && $0.scope.holds(for: request, at: venue) }
            .map { "the kill switch of \(words(of: $0.scope)) holds\(Self.reason($0.because))" }
            .joined(separator: ", ")
    }

    /// A reason as the end of a sentence; empty where none was given.
    static func reason(_ because: StatedReason) -> String {
        because == .none ? "" : " because: \(VisibleText.of(because.text))"
    }

    /// A scope in words.
    func words(of scope: TradingScope) -> String {
        switch scope.kind {
        case .global: return "everything"
        case .venue: return "venue \(scope.number)"
        case .account: return "account \(scope.number)"
        case .strategy: return "strategy \(scope.number)"
        case .instrument:
            let row = instrumentRow(InstrumentID(scope.number))
            return row.map { "\(instruments[$0].symbol)" } ?? "instrument \(scope.number)"
        }
    }
}

extension TradingScope {
    /// Whether an order is in it.
    func holds(for request: OrderRequest, at venue: VenueID?) -> Bool {
        switch kind {
        case .global: true
        case .venue: venue.map { TradingScope.venue($0) == self } ?? false
        case .account: request.account.raw == number
        case .instrument: request.instrument.raw == number
        case .strategy: request.strategy.raw == number
        }
    }
}
