internal import Containers
internal import Domain
internal import Trading

/// How far a venue's rounding may have led away from what is exact here.
///
/// Profit on contracts is exact in our books and rounded by the venue, once in each of its trades;
/// and what was taken over as open cost what the venue's figures said.
struct VenueRounding {
    /// Bounds of what a venue rounds.
    enum Limits {
        /// The profit of one trade: 10^-8.
        static let tradeMax = Money(raw: 10_000_000_000)
        /// The cost of a position that was taken over: 2 × 10^-8, for its worth and its gain are
        /// both rounded.
        static let takenOverMax = Money(raw: 20_000_000_000)
    }

    /// Trades of contracts by whose they are and what they are settled in.
    private var trades: [AccountID: [Asset: Int64]] = [:]
    private var counted = 0

    /// Counts the trades that came since the last call.
    mutating func catchUp(with state: ReleasedState) {
        let fills = state.fills
        for row in counted..<fills.count {
            let fill = fills[row]
            guard let asset = Self.settle(of: fill.instrument, state) else { continue }
            trades[fill.order.account, default: [:]][asset, default: 0] += 1
        }
        counted = fills.count
    }

    /// By asset, as of the last ``catchUp(with:)``.
    func dust(of account: AccountID, _ state: ReleasedState) -> [Asset: Money] {
        var dust = (trades[account] ?? [:]).mapValues {
            Money(raw: Int128($0) * Limits.tradeMax.raw)
        }
        for position in state.positions
        where position.account == account && position.strategy == .external {
            guard let asset = Self.settle(of: position.instrument, state) else { continue }
            dust[asset, default: .zero] += Limits.takenOverMax
        }
        return dust
    }

    /// What a contract is settled in; nil for spot.
    private static func settle(of instrument: InstrumentID, _ state: ReleasedState) -> Asset? {
        guard let row = state.instrumentRow(instrument),
            state.instruments[row].contract.isDerivative
        else { return nil }
        return state.instruments[row].settle
    }
}
